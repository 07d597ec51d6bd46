"""The calendar as it stands: the built-in one, and the days that admins closed or opened again."""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete, insert, select

from bot.domain.people import Person
from bot.domain.timing.quiet import Calendar
from bot.store.engine import audit
from bot.store.engine.database import Tx
from bot.store.engine.tables import closed_days

_CHANGED = select(closed_days.c.day, closed_days.c.closed).order_by(closed_days.c.day)


def calendar(tx: Tx, built_in: Calendar) -> Calendar:
    """The built-in calendar with the changes of this deployment."""
    changes = changed(tx)
    closed = {day for day, is_closed in changes.items() if is_closed}
    return Calendar((built_in.holidays - changes.keys()) | closed, built_in.fasting)


def changed(tx: Tx) -> dict[date, bool]:
    """Days changed by admins: True where they closed one, False where they opened one again."""
    rows = tx.execute(_CHANGED)
    return {date.fromisoformat(row.day): row.closed for row in rows}


def change(tx: Tx, who: Person, day: date, *, closed: bool) -> None:
    """Close a day to routine messages, or open it again."""
    tx.execute(delete(closed_days).where(closed_days.c.day == day.isoformat()))
    tx.execute(insert(closed_days).values(day=day.isoformat(), closed=closed, by_id=who.id, at=tx.now))
    audit.note(tx, who.id, "day_closed" if closed else "day_opened", "day", day.toordinal())
