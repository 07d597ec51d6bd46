"""Check-ins that were typed: one in a message, or several at once."""
