"""Several check-ins at once: typed together, or marked together on the sheet of a day."""
