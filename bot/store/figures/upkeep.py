"""What an admin's digest counts: who is away uncovered, the law's clocks, what could not be sent; no case's code."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, func, literal, or_, select

from bot.domain.people import Role
from bot.domain.rights.requests import LAST_DAY, OPEN_STATES, RIGHTS
from bot.store.engine.database import Tx
from bot.store.engine.lives import REQUEST
from bot.store.engine.tables import cases, prompts, requests
from bot.store.figures.counting import number_of
from bot.store.people import absences, people


class Clocks(NamedTuple):
    """Requests by right that are open: how many, which end within a day, whose time is over, which are new."""

    open: int
    soon: int
    over: int
    new: int


class Uncovered(NamedTuple):
    """Who is away now with nobody who stands in, by code; and how many of them are so only since lately."""

    codes: list[str]
    new: int


def clocks(tx: Tx, since: datetime | None) -> Clocks:
    """The law's clocks that run, in all teams. `since`: what came after it is new; None: nothing is."""
    due, received = requests.c.due_at, requests.c.received_at
    soon = and_(due > tx.now, due <= tx.now + LAST_DAY)
    new = literal(0) if since is None else number_of(received > since)
    running = (requests.c.kind.in_(RIGHTS), REQUEST.in_state(*OPEN_STATES))
    living = or_(cases.c.id.is_(None), cases.c.status != "erased")
    counted = (
        select(func.count(), number_of(soon), number_of(due <= tx.now), new)
        .select_from(requests.outerjoin(cases, cases.c.id == requests.c.case_id))
        .where(*running, living)
    )
    return Clocks(*map(int, tx.execute(counted).one()))


def uncovered(tx: Tx, since: datetime | None) -> Uncovered:
    """Of those who accompany or lead, who is on leave or kept out, and nobody who is there stands in."""
    staff = [one for role in (Role.SUPERVISOR, Role.MENTOR) for one in people.of_role(tx, role)]
    gone = absences.in_force(tx, [one.id for one in staff])
    alone = {one.id: one.code for one in staff if one.id in gone and gone[one.id] is None}
    new = set() if since is None else absences.begun_since(tx, list(alone), since)
    return Uncovered(list(alone.values()), len(new))


def unsent(tx: Tx) -> int:
    """How many messages were refused for good that are still open: nobody has read what they say."""
    failed = select(func.count()).select_from(prompts).where(prompts.c.state == "failed")
    return int(tx.execute(failed).scalar_one())
