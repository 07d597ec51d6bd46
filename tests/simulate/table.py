"""The table of a simulated year: what happened, month by month, in the zone of Jakarta."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rich.table import Table

from bot.domain.followups import BY_KIND, CONTACT, LADDER
from bot.domain.people import Role
from tests.simulate.checks import Rows

JAKARTA = ZoneInfo("Asia/Jakarta")
COLUMNS = (
    "contacts planned",
    "answered",
    "reminder",
    "missed",
    "silent",
    "second_miss",
    "snoozed",
    "skipped",
    "moved",
    "pauses",
    "leave",
    "flags",
)


def counted(rows: Rows) -> dict[str, Counter[str]]:
    """Each month ("2026-12") with its numbers."""
    months: dict[str, Counter[str]] = {}

    def count(at: datetime, what: str) -> None:
        months.setdefault(f"{at.astimezone(JAKARTA):%Y-%m}", Counter())[what] += 1

    before: dict[Any, datetime] = {}
    for row in rows.prompts:
        contact = row.kind in CONTACT
        if contact and row.version == 1 and row.slot <= rows.now:
            count(row.slot, "contacts planned")
        if contact and row.ended_at and row.state in ("answered", "snoozed", "skipped"):
            count(row.ended_at, row.state)
        if row.said_at is None:
            continue
        if row.kind in (*LADDER, "second_miss"):
            count(row.said_at, row.kind)
        if _was_moved(rows, row, before):
            count(row.said_at, "moved")
        before[row.subject, row.slot] = row.said_at
    for row in rows.prompts:
        if row.kind == "pause_over":
            count(row.created_at, "pauses")
    for leave in rows.leaves:
        count(leave.from_at, "leave")
    for flag in rows.flags:
        count(flag.raised_at, "flags")
    return dict(sorted(months.items()))


def _was_moved(rows: Rows, row: Any, before: dict[Any, datetime]) -> bool:
    """Whether it did not come at the hour it would have come at without quiet hours."""
    if row.exact or BY_KIND[row.kind].urgent:
        return False
    if row.kind in LADDER:
        steps = {one.then.kind: one.then.after for one in BY_KIND.values() if one.then}
        last = before.get((row.subject, row.slot))
        return last is not None and row.said_at - last > steps[row.kind] + timedelta(minutes=1)
    return bool(row.kind in CONTACT and row.said_at.astimezone(rows.staff[row.recipient_id].zone).time() != time(9))


def table(rows: Rows) -> Table:
    """All of it, with a sum."""
    mentors = sum(one.role is Role.MENTOR for one in rows.staff.values())
    drawn = Table("month", *COLUMNS, title=f"{len(rows.cases)} cases, {mentors} mentors, three zones")
    for column in drawn.columns[1:]:
        column.justify = "right"
    total: Counter[str] = Counter()
    for month, numbers in counted(rows).items():
        total += numbers
        drawn.add_row(month, *(str(numbers[name]) for name in COLUMNS))
    drawn.add_section()
    drawn.add_row("all", *(str(total[name]) for name in COLUMNS))
    return drawn
