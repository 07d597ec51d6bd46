"""What is said together: the things of a day that one person is to see to, also those that come due later on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select

from bot.domain.followups import BY_KIND, OPEN
from bot.domain.people import Person
from bot.domain.speaking import Now, names_an_hour, speaking, still_then
from bot.domain.timing.midnights import midnight_after
from bot.domain.timing.quiet import Calendar
from bot.store.caseload.overdue import has_come
from bot.store.caseload.prompts import COLUMNS, FROM, Prompt, prompt_of
from bot.store.day.lines import ON_SHEET
from bot.store.engine.database import Tx
from bot.store.engine.lives import PROMPT
from bot.store.engine.tables import prompts
from bot.store.people import absences
from bot.store.rights import listeners

# Nobody has more appointments at one moment: so many that name the same one were planned by the dozen.
MOST_AT_ONE_MOMENT = 2
Told = tuple[Prompt, Person]
Together = list[tuple[Person, list[Prompt]]]


def told_together(tx: Tx, told: Sequence[Told], calendar: Calendar) -> tuple[Together, list[Told]]:
    """Of what may be said now: what is said to whom in one message, and what has a message of its own.

    With the former goes whatever else of their day would be said later on it.
    """
    appointments = [(one, who) for one, who in told if is_appointment_now(one, who, tx.now)]
    alone = {one.id for one, _ in appointments} - by_the_dozen(tx, appointments)
    theirs: dict[int, tuple[Person, list[Prompt]]] = {}
    apart: list[Told] = []
    for one, who in told:
        if BY_KIND[one.kind].on_sheet and one.id not in alone:
            theirs.setdefault(who.id, (who, []))[1].append(one)
        else:
            apart.append((one, who))
    if theirs:
        for one, who in _later_on(tx, list(theirs.values()), calendar):
            theirs[who.id][1].append(one)
    return list(theirs.values()), apart


def by_the_dozen(tx: Tx, heard: Iterable[Told]) -> set[int]:
    """Which of these, each with who hears it, name an hour that so many name that they are asked about on the sheet.

    Counted among all at that moment that somebody named and that were not said before it: how many of them are found
    at once differs from turn to turn.
    """
    exact = [(one, who) for one, who in heard if one.exact and BY_KIND[one.kind].on_sheet]
    if not exact:
        return set()
    hearers = absences.covers(tx, {who.id for _, who in exact})
    hearers |= {who.id: who.id for _, who in exact} | {one.recipient_id: who.id for one, who in exact}
    same = (prompts.c.recipient_id, prompts.c.due_at)
    rows = tx.execute(
        select(*same, func.count().label("number"))
        .where(
            prompts.c.recipient_id.in_(hearers),
            prompts.c.state.in_(OPEN),
            prompts.c.due_at.in_({one.due_at for one, _ in exact}),
            prompts.c.kind.in_(ON_SHEET),
            prompts.c.exact.is_(True),
            or_(prompts.c.said_at.is_(None), prompts.c.said_at >= prompts.c.due_at),
        )
        .group_by(*same)
    )
    many: Counter[tuple[int, datetime]] = Counter()
    for row in rows:
        many[hearers[row.recipient_id], row.due_at] += row.number
    return {one.id for one, who in exact if many[who.id, one.due_at] > MOST_AT_ONE_MOMENT}


def is_appointment_now(one: Prompt, who: Person, now: datetime) -> bool:
    """Whether somebody named this very moment, for whoever hears it."""
    return names_an_hour(one.exact, one.due_at, who) and still_then(one.due_at, now)


def _later_on(tx: Tx, theirs: Together, calendar: Calendar) -> list[Told]:
    """What else may be said to these people now, of what comes due on their day."""
    ends = {who.id: midnight_after(tx.now.astimezone(who.zone).date(), who.zone) for who, _ in theirs}
    planned_for = {one.recipient_id for _, found in theirs for one in found}
    rows = tx.execute(
        select(*COLUMNS)
        .select_from(FROM)
        .where(
            prompts.c.recipient_id.in_(planned_for),
            PROMPT.in_state("waiting"),
            ~has_come(tx.now),
            prompts.c.due_at < max(ends.values()),
            prompts.c.kind.in_(ON_SHEET),
        )
        .order_by(prompts.c.due_at, prompts.c.id)
        .with_for_update(of=prompts, skip_locked=True)
    )
    coming = [prompt_of(row) for row in rows]
    hearers = listeners.of(tx, coming, calendar) if coming else {}
    found = []
    for one in coming:
        hearer = hearers.get(one.id)
        if hearer is None or hearer.person.id not in ends or one.due_at >= ends[hearer.person.id]:
            continue
        if names_an_hour(one.exact, one.due_at, hearer.person):
            continue
        if speaking(BY_KIND[one.kind], hearer.listener, tx.now) == Now():
            found.append((one, hearer.person))
    return found
