"""The states of what waits in the queues, as they stand in a statement."""

from __future__ import annotations

from bot.store.engine.words import written

# What waits in the inbox, and what was given up there; what waits in the outbox, and what is on its way.
NEW, FAILED, READY, SENDING = written("new", "failed", "ready", "sending")
