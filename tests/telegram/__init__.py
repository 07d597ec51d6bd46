"""The edge to Telegram, tried over real HTTP."""
