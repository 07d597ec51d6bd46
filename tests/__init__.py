"""Tests: conversations over real HTTP, a real database and an injected clock."""
