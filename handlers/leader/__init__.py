"""What leaders meet: supervisors their team and its figures, admins staff, days, the directory; requests of both."""
