"""What leaders meet: supervisors their team, its figures and what needs a look; admins staff, days and the directory."""
