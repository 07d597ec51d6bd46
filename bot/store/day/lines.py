"""What stands on somebody's sheet of a day: each thing that is open and due by its end, once, overdue first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.domain.followups import BY_KIND, CONTACT, LADDER, OPEN
from bot.domain.people import Person
from bot.domain.timing.midnights import midnight, midnight_after
from bot.store.caseload.prompts import COLUMNS, OF_CASES, Prompt, prompt_of
from bot.store.caseload.scope import accompanies
from bot.store.engine.database import Tx
from bot.store.engine.tables import prompts

ON_SHEET = [kind for kind, follow_up in BY_KIND.items() if follow_up.on_sheet]


def of_day(tx: Tx, who: Person, day: date) -> list[Prompt]:
    """What this person has to see to by the end of a day: of a contact and its reminders the contact alone."""
    rows = tx.execute(
        select(*COLUMNS)
        .select_from(OF_CASES)
        .where(
            accompanies(who, tx.now),
            prompts.c.state.in_(OPEN),
            prompts.c.kind.in_(ON_SHEET),
            prompts.c.due_at < midnight_after(day, who.zone),
        )
        .order_by(prompts.c.due_at, prompts.c.id)
    )
    return _in_order(_once(map(prompt_of, rows)), day, who.zone)


def _once(found: Iterable[Prompt]) -> list[Prompt]:
    """One for each thing it is about. A rung that stands alone (its contact failed, say) stands for its contact."""
    about: dict[tuple[str, str], Prompt] = {}
    for one in found:
        is_contact = one.kind in CONTACT or one.kind in LADDER
        key = (one.subject, "contact" if is_contact else one.kind)
        if key not in about or (about[key].kind in LADDER and one.kind in CONTACT):
            about[key] = one
    return list(about.values())


def _in_order(found: Iterable[Prompt], day: date, zone: ZoneInfo) -> list[Prompt]:
    """Overdue from earlier days first, longest first; then by the hour."""
    begins = midnight(day, zone)
    return sorted(found, key=lambda one: (one.slot >= begins, min(one.slot, begins), one.due_at, one.case_code or ""))
