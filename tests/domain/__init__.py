"""Decisions, tried without a database."""
