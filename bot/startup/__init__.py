"""What a process needs before it can begin: its settings, its database, key and Telegram, its log."""
