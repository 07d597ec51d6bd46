"""Decisions: pure functions over plain values; no clock, no SQL, no Telegram."""
