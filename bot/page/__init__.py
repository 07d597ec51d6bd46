"""The sealed page: what the bot says, as HTML on a site of its own, for whoever opened it from their conversation."""
