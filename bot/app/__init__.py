"""One process of the bot: its life, the loops that carry updates in and words out, its leases, its housekeeping."""
