"""What leaders meet: supervisors their team and its figures, admins the staff, closed days and the directory."""
