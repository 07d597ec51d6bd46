"""Who the bot knows: people and their roles, the one-time ways they join by, leave and cover, wrong guesses."""
