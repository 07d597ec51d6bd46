"""Who sees which cases, who accompanies them, and whom a wall keeps from which: the one place for these conditions.

What is somebody's own, or their own team's, a wall does not take from them: their leader parts it ("Perlu perhatian").
All that comes to them for a while only (a cover, a deputy, whoever stands in) or in turn (a flag, an emergency) ends
where it would bring two together.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, false, func, literal, or_, select, union_all

from bot.domain.people import Person, Role
from bot.store.engine.lives import APART
from bot.store.engine.tables import cases, people, walls
from bot.store.people import absences, leading

# What a statement that is made once is told: the person, and the moment.
WHO: ColumnElement[Any] = bindparam("who")
NOW: ColumnElement[Any] = bindparam("now", type_=cases.c.intake_at.type)
# Other names of these tables, each made once: making one costs more than asking.
MET, _LED, _COVER = cases.alias("met"), people.alias("led"), people.alias("named_cover")


def in_scope(who: Person, now: datetime) -> ColumnElement[bool]:
    """Which cases a person may see: a mentor their own and those they cover, a supervisor their team's, and that of
    whom they are deputy for.

    Nobody else sees any, and an erased case is nobody's.
    """
    return seeing(who.role, literal(who.id), _at(now))


def accompanies(who: Person, now: datetime) -> ColumnElement[bool]:
    """Which cases a person accompanies at this moment: as their mentor, or covering for one."""
    return accompanying(who.role, literal(who.id), _at(now))


def seen_by(role: Role) -> ColumnElement[bool]:
    """`in_scope` for statements made once; the person is `:who`, the moment `:now`."""
    return seeing(role, WHO, NOW)


def accompanied(role: Role) -> ColumnElement[bool]:
    """`accompanies` for statements made once; the person is `:who`, the moment `:now`."""
    return accompanying(role, WHO, NOW)


def _at(now: datetime) -> ColumnElement[datetime]:
    return literal(now, cases.c.intake_at.type)


def kept_from(who: Person, now: datetime) -> ColumnElement[bool]:
    """Which cases a wall keeps from a person at this moment, whatever else would let them in."""
    return kept_apart(who.role, literal(who.id), _at(now))


# Whose cases are meant is asked first, and by ids: the cases themselves are then found by the index on their mentor.
def accompanying(role: Role, who: ColumnElement[Any], now: ColumnElement[Any]) -> ColumnElement[bool]:
    """`accompanies` for anybody of this role; `who` may be a column of the question around it."""
    if role not in (Role.MENTOR, Role.SUPERVISOR):
        return false()
    own = absences.themselves_and_covered(who, now)
    theirs = union_all(*own, *([_stands_in(who, now)] if role is Role.SUPERVISOR else []))
    return and_(cases.c.mentor_id.in_(theirs), ~kept_apart(role, who, now))


def _led(who: ColumnElement[Any], now: ColumnElement[Any]) -> Select[Any]:
    """The mentors of whose team this person is the leader now."""
    return select(people.c.id).where(leading.leads(people.c.supervisor_id, who, now)).correlate_except(people)


def _stands_in(who: ColumnElement[Any], now: ColumnElement[Any]) -> Select[Any]:
    """Those of them who are kept out, with nobody else named: whoever leads the team stands in."""
    return _led(who, now).where(people.c.status == "suspended", ~absences.has_a_stand_in(people.c.id, now))


def seeing(role: Role, who: ColumnElement[Any], now: ColumnElement[Any]) -> ColumnElement[bool]:
    """`in_scope` for anybody of this role; `who` may be a column of the question around it."""
    goes_on = cases.c.status != "erased"
    if role is not Role.SUPERVISOR:
        return and_(accompanying(role, who, now), goes_on)
    return and_(cases.c.mentor_id.in_(_all_of(role, who, now)), goes_on, ~kept_apart(role, who, now))


def _all_of(role: Role, who: ColumnElement[Any], now: ColumnElement[Any]) -> Any:
    """Whose cases somebody of this role would see if there were no walls."""
    own = absences.themselves_and_covered(who, now)
    return union_all(*own, *([_led(who, now)] if role is Role.SUPERVISOR else []))


def kept_apart(role: Role, who: ColumnElement[Any], now: ColumnElement[Any]) -> ColumnElement[bool]:
    """`kept_from` for anybody of this role; `who` may be a column of the question around it.

    Somebody behind a wall is, or would be, in their sight, and is not in the same hands as this one: the same mentor's
    for whoever covers, the same team's for whoever leads.
    """
    if role not in (Role.MENTOR, Role.SUPERVISOR):
        return false()
    if role is Role.MENTOR:
        return and_(cases.c.mentor_id != who, _is_behind(role, who, now, MET.c.mentor_id != cases.c.mentor_id))
    # Asked once for all cases, and not of each.
    own_team = select(people.c.id).where(or_(people.c.id == who, people.c.supervisor_id == who))
    theirs = cases.c.mentor_id.in_(own_team.correlate_except(people))
    return and_(~theirs, _is_behind(role, who, now, ~is_in_the_same_hands()))


def has_the_other(who: Person, now: datetime) -> ColumnElement[bool]:
    """Of which cases a person would see somebody too whom these must not meet, however both came to them."""
    if who.role not in (Role.MENTOR, Role.SUPERVISOR):
        return false()
    return _is_behind(who.role, literal(who.id), _at(now))


def cover_is_kept(cover_id: ColumnElement[Any], now: ColumnElement[Any]) -> ColumnElement[bool]:
    """Of which cases a wall keeps whoever is named to stand in."""
    roles = (Role.MENTOR, Role.SUPERVISOR)
    kept = or_(*(and_(_COVER.c.role == role, kept_apart(role, _COVER.c.id, now)) for role in roles))
    return exists(select(literal(1)).where(_COVER.c.id == cover_id, kept).correlate_except(_COVER))


def is_in_the_same_hands() -> ColumnElement[bool]:
    """The condition that a case and MET are of one team."""
    return _hands_of(MET) == _hands_of(cases)


def _is_behind(
    role: Role, who: ColumnElement[Any], now: ColumnElement[Any], *more: ColumnElement[bool]
) -> ColumnElement[bool]:
    """The condition that somebody from behind a wall of a case would be in a person's sight.

    Also one that has ended: it stays in the list.
    """
    return across_a_wall(MET.c.status != "erased", MET.c.mentor_id.in_(_all_of(role, who, now)), *more)


def across_a_wall(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition that a wall stands between a case and another one (MET) of which all this is so."""

    def meets(own: ColumnElement[Any], far: ColumnElement[Any]) -> ColumnElement[bool]:
        across = select(literal(1)).select_from(walls.join(MET, MET.c.id == far))
        return exists(across.where(APART, own == cases.c.id, *conditions).correlate_except(walls, MET))

    return or_(meets(walls.c.one_id, walls.c.other_id), meets(walls.c.other_id, walls.c.one_id))


def _hands_of(case: Any) -> ColumnElement[Any]:
    """Whose team a case is in: its mentor's supervisor, or the mentor where nobody leads them."""
    leader = select(func.coalesce(_LED.c.supervisor_id, _LED.c.id)).where(_LED.c.id == case.c.mentor_id)
    return leader.correlate_except(_LED).scalar_subquery()
