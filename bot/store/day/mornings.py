"""What follows when somebody chooses another hour for the sheet of their day, or wishes to see the next one."""

from __future__ import annotations

from datetime import time

from sqlalchemy import select

from bot.domain import planning
from bot.domain.followups import DAY_AHEAD
from bot.domain.people import Person
from bot.domain.planning import Planned
from bot.domain.timing.mornings import evening_after
from bot.domain.timing.quiet import Calendar
from bot.store.caseload import prompts as planned
from bot.store.caseload.overdue import has_come
from bot.store.caseload.prompts import COLUMNS, FROM, prompt_of
from bot.store.day.lines import ON_SHEET
from bot.store.engine.database import Tx
from bot.store.engine.lives import PROMPT
from bot.store.engine.tables import prompts


def move(tx: Tx, who: Person, before: time, calendar: Calendar) -> None:
    """What was planned for this person's mornings as they were speaks on their mornings as they are now."""
    mine = (prompts.c.recipient_id == who.id, PROMPT.in_state("waiting"), ~has_come(tx.now))
    rows = tx.execute(select(*COLUMNS).select_from(FROM).where(*mine, prompts.c.kind.in_(ON_SHEET)))
    for one in map(prompt_of, rows.all()):
        local = one.due_at.astimezone(who.zone)
        if local.time() == before:
            frame = planned.frame_about(tx, who, calendar, one)
            at = max(planning.morning(local.date(), who.zone, frame.morning), tx.now)
            planned.move(tx, one, at if one.exact else frame.allowed(at))


def look_ahead(tx: Tx, who: Person, *, wished: bool) -> None:
    """Whether this person sees the next day the evening before."""
    subject = f"person:{who.id}"
    planned.stop_all(tx, subject, [DAY_AHEAD])
    if wished:
        at = evening_after(tx.now, who.hours, who.zone)
        planned.insert_new(tx, Planned(DAY_AHEAD, at, exact=False), at, subject, None, who.id, who.id, "settings")
