"""A year of follow-ups in a minute: invented lives on the real engine, a table of what happened, and checks of it."""
