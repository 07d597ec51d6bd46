"""Who sees which cases, and who accompanies them: the one place where these conditions are written down."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, literal, select, union_all

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
    return accompanying(who.role, literal(who.id), _at(now))


def seen_by(role: Role) -> ColumnElement[bool]:
    """`in_scope` for statements made once; the person is `:who`, the moment `:now`."""
    return _scope(role, WHO, NOW)


def accompanied(role: Role) -> ColumnElement[bool]:
    """`accompanies` for statements made once; the person is `:who`, the moment `:now`."""
    return accompanying(role, WHO, NOW)


def _at(now: datetime) -> ColumnElement[datetime]:
    return literal(now, cases.c.intake_at.type)


# Whose cases are meant is asked first, and by ids: the cases themselves are then found by the index on their mentor.
def accompanying(role: Role, who: ColumnElement[Any], now: ColumnElement[Any]) -> ColumnElement[bool]:
    """`accompanies` for anybody of this role; `who` may be a column of the question around it."""
    if role not in (Role.MENTOR, Role.SUPERVISOR):
        return false()
    own = absences.themselves_and_covered(who, now)
    return cases.c.mentor_id.in_(union_all(*own, *([_stands_in(who, now)] if role is Role.SUPERVISOR else [])))


def _led(who: ColumnElement[Any], now: ColumnElement[Any]) -> Select[Any]:
    """The mentors of whose team this person is the leader now."""
    return select(people.c.id).where(leading.leads(people.c.supervisor_id, who, now)).correlate_except(people)


def _stands_in(who: ColumnElement[Any], now: ColumnElement[Any]) -> Select[Any]:
    """Those of them who are kept out, with nobody else named: whoever leads the team stands in."""
    return _led(who, now).where(people.c.status == "suspended", ~absences.has_a_stand_in(people.c.id, now))


def _scope(role: Role, who: ColumnElement[Any], now: ColumnElement[Any]) -> ColumnElement[bool]:
    goes_on = cases.c.status != "erased"
    if role is Role.SUPERVISOR:
        theirs = union_all(*absences.themselves_and_covered(who, now), _led(who, now))
        return and_(cases.c.mentor_id.in_(theirs), goes_on)
    return and_(accompanying(role, who, now), goes_on)
