"""How long each class of data is kept, and what happens then."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta

ERASE, REMOVE, LIST, KEEP = "erase", "remove", "list", "keep"


@dataclass(frozen=True, slots=True)
class Retained:
    """A class of data. term: months or days after `since`; then it is erased (its key too), removed, or only listed."""

    code: str
    what: str
    since: str
    then: str
    months: int = 0
    days: int = 0

    def before(self, now: datetime) -> datetime:
        """What lies before this moment has been kept long enough."""
        return months_before(now, self.months) - timedelta(days=self.days)

    @property
    def term(self) -> str:
        """In words, for the table."""
        if self.months or self.days:
            return f"{self.months} months" if self.months else f"{self.days} days"
        return "always" if self.then == KEEP else "at once"


CLASSES = (
    Retained("notes", "notes, names and all else about a person", "their case was closed", ERASE, months=24),
    Retained("requests", "questions, calls and searches for help", "they were answered", REMOVE, months=6),
    Retained("messages", "the log of what the bot said", "it was said", REMOVE, days=30),
    Retained("updates", "what the queues have finished with", "it came", REMOVE, days=3),
    Retained("strangers", "chats of people the bot does not know", "nothing of theirs is kept", REMOVE),
    Retained("invites", "links and codes nobody used", "they expired", REMOVE, days=30),
    Retained("attempts", "wrong codes and PINs", "they were typed", REMOVE, days=30),
    Retained("drafts", "forms nobody has touched", "the last touch", LIST, days=180),
    Retained("audit", "who did what, without content", "", KEEP),
    Retained("consents", "what was agreed to, without names", "", KEEP),
)
BY_CODE = {one.code: one for one in CLASSES}


def months_before(now: datetime, months: int) -> datetime:
    """The same day and hour so many months earlier; the month's last day where it has no such day."""
    count = now.year * 12 + now.month - 1 - months
    year, month = count // 12, count % 12 + 1
    return now.replace(year=year, month=month, day=min(now.day, monthrange(year, month)[1]))
