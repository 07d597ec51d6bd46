"""What may be said first: the kinds of prompts and news as data, and whom each reaches."""
