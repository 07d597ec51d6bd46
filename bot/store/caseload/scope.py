"""Who sees which cases, and who accompanies them: the one place where these conditions are written down."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, false, literal, or_, select

from bot.domain.people import Person, Role
from bot.store.engine.tables import cases, people
from bot.store.people import absences, leading

# What a statement that is made once is told: the person, and the moment.
WHO: ColumnElement[Any] = bindparam("who")
NOW: ColumnElement[Any] = bindparam("now", type_=cases.c.intake_at.type)


def in_scope(who: Person, now: datetime) -> ColumnElement[bool]:
    """Which cases a person may see: a mentor their own and those they cover, a supervisor their team's, and that of
    whom they are deputy for.

    Nobody else sees any, and an erased case is nobody's.
    """
    return _scope(who.role, literal(who.id), _at(now))


def accompanies(who: Person, now: datetime) -> ColumnElement[bool]:
    """Which cases a person accompanies at this moment: as their mentor, or covering for one."""
    return _accompanies(who.role, literal(who.id), _at(now))


def accompanying(role: Role, who: ColumnElement[Any], now: ColumnElement[Any]) -> ColumnElement[bool]:
    """`accompanies` for anybody of this role, named by a column of the question around it."""
    return _accompanies(role, who, now)


def seen_by(role: Role) -> ColumnElement[bool]:
    """`in_scope` for statements made once; the person is `:who`, the moment `:now`."""
    return _scope(role, WHO, NOW)


def accompanied(role: Role) -> ColumnElement[bool]:
    """`accompanies` for statements made once; the person is `:who`, the moment `:now`."""
    return _accompanies(role, WHO, NOW)


def _at(now: datetime) -> ColumnElement[datetime]:
    return literal(now, cases.c.intake_at.type)


def _accompanies(role: Role, who: ColumnElement[Any], now: ColumnElement[Any]) -> ColumnElement[bool]:
    if role not in (Role.MENTOR, Role.SUPERVISOR):
        return false()
    own = (cases.c.mentor_id == who, absences.covered_by(cases.c.mentor_id, who, now))
    return or_(*own, _stands_in(who, now)) if role is Role.SUPERVISOR else or_(*own)


def _stands_in(who: ColumnElement[Any], now: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whose mentor is kept out and nobody else is named: whoever leads the team now."""
    kept_out = select(literal(1)).where(
        people.c.id == cases.c.mentor_id,
        people.c.status == "suspended",
        leading.leads(people.c.supervisor_id, who, now),
        ~absences.has_a_stand_in(people.c.id, now),
    )
    return kept_out.correlate_except(people).exists()


def _scope(role: Role, who: ColumnElement[Any], now: ColumnElement[Any]) -> ColumnElement[bool]:
    may = _accompanies(role, who, now)
    if role is Role.SUPERVISOR:
        # The people are its own, also where the question around it has some in view.
        mentors = select(literal(1)).where(
            people.c.id == cases.c.mentor_id, leading.leads(people.c.supervisor_id, who, now)
        )
        team = mentors.correlate_except(people).exists()
        may = or_(may, team)
    return and_(may, cases.c.status != "erased")
