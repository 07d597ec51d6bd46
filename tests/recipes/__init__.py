"""Each recipe of "Adding things" in README, done for real in a copy; and with a step left out."""
