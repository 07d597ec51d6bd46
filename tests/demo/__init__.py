"""The pretend Telegram and its page, tried by real clients and a real browser."""
