"""The only rooms that know Telegram: intake, parsing, rendering, sending."""
