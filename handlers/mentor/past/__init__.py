"""What was: the course of an accompaniment, and who looked at what is kept of it."""
