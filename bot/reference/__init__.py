"""What is known beforehand, from libraries and files: closed days, and the support directory with its search."""
