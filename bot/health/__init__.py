"""Signs of life: what a health check and a metrics reader are shown, and who is told when a part stands still."""
