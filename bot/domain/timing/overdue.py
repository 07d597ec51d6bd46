"""Overdue: since when, how long, and when it is worth a leader's look. Asked for here and nowhere else.

A planned moment is overdue while it is open (waiting, said, held or failed) from the very moment at which it is to ask
(`due_at`) until a check-in answers it, or it is put off, skipped or called off. That moment has been laid into good
hours already: out of the night and the times of prayer, off holidays and the person's own quiet days, by the clock of
whoever is asked; so no day of grace is added, and no other clock is asked. What was put off is not overdue until it
asks again. A pause leaves nothing open.

It has been open since the hour it was planned for (`slot`), which neither putting it off nor handing it on moves: that
is what is told as "since", and counted in days. Leave of the mentor changes neither.
"""

from datetime import datetime, timedelta

# Open for so long, a contact needs a leader's look: it stands in their list, and in another place of the digest.
NEEDS_A_LOOK = timedelta(days=3)
# And so long, it is among those that have waited longest.
LONG = timedelta(days=7)


def is_overdue(due_at: datetime, now: datetime) -> bool:
    """Whether an open moment that is to ask at `due_at` has come (both aware)."""
    return due_at <= now


def days_since(at: datetime, now: datetime) -> int:
    """How many whole days are told of what has been open since then (both aware)."""
    return (now - at).days
