"""Who leads whom at this moment: a supervisor, or the deputy who stands in for them; and who has nobody above."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, select, union_all

from bot.domain.people import Person, Role
from bot.store.engine import audit, lives
from bot.store.engine.database import Tx
from bot.store.engine.lives import CASE, STAFF_MEMBER
from bot.store.engine.tables import cases, people
from bot.store.people import absences
from bot.store.people.people import by_id, of_role

# Whose team somebody of the staff is of now: a supervisor of their own.
TEAM = case((people.c.role == Role.SUPERVISOR, people.c.id), else_=people.c.supervisor_id)


def leads(supervisor_id: ColumnElement[Any], who: ColumnElement[Any], now: ColumnElement[Any]) -> ColumnElement[bool]:
    """The condition that `who` leads the team of `supervisor_id`: their own, or one they are deputy for at `now`."""
    return supervisor_id.in_(union_all(*absences.themselves_and_covered(who, now)))


def acting(tx: Tx, supervisor_ids: Collection[int]) -> dict[int, int | None]:
    """Who leads the team of each of these supervisors now: they, their deputy, or None: nobody but the admins.

    Whoever has no phone leads nobody, and whoever blocks the bot still does.
    """
    away = absences.in_force(tx, supervisor_ids)
    wanted = {one: away.get(one, one) for one in supervisor_ids}
    able = select(people.c.id).where(
        people.c.id.in_({one for one in wanted.values() if one}), _can_lead(people), people.c.chat.is_not(None)
    )
    found = set(tx.execute(able).scalars()) if any(wanted.values()) else set[int]()
    return {one: leader if leader in found else None for one, leader in wanted.items()}


def acts_for(tx: Tx, supervisor_id: int | None) -> int | None:
    """`acting` for one team; None also for a team that has no supervisor."""
    return None if supervisor_id is None else acting(tx, [supervisor_id])[supervisor_id]


def _can_lead(table: Any) -> ColumnElement[bool]:
    return and_(table.c.role == Role.SUPERVISOR, table.c.status.in_(STAFF_MEMBER.life.before("lead")))


def leader_now(tx: Tx, person: Person) -> Person | None:
    """The supervisor who leads this person now; None: nobody but the admins."""
    acts = acts_for(tx, person.supervisor_id)
    return None if acts is None else by_id(tx, acts)


def above(tx: Tx, person: Person) -> list[Person]:
    """Who decides about this person: whoever leads them now, or the admins where there is nobody."""
    leader = leader_now(tx, person)
    return [leader] if leader is not None else [one for one in of_role(tx, Role.ADMIN) if one.is_active]


def team(tx: Tx, supervisor: Person) -> list[Person]:
    """The mentors whom this supervisor leads now: their own, and those of whom they are deputy for."""
    led = {supervisor.id, *absences.covered_now(tx, supervisor)}
    return [person for person in of_role(tx, Role.MENTOR) if person.supervisor_id in led]


def own_team(tx: Tx, supervisor_id: int | None) -> list[Person]:
    """The mentors whose own supervisor this is, whoever leads them just now; None: those who have none."""
    return [one for one in of_role(tx, Role.MENTOR) if one.supervisor_id == supervisor_id]


def beside(tx: Tx, person: Person) -> list[Person]:
    """The other mentors of a mentor's team, and others of the role of anybody else."""
    those = own_team(tx, person.supervisor_id) if person.role is Role.MENTOR else of_role(tx, person.role)
    return [one for one in those if one.id != person.id]


def answered_for(tx: Tx, who: Person) -> list[Person]:
    """The staff this person is responsible for: a supervisor's mentors, everybody for an admin."""
    if who.role is Role.SUPERVISOR:
        return team(tx, who)
    roles = (Role.ADMIN, Role.SUPERVISOR, Role.MENTOR) if who.role is Role.ADMIN else ()
    return [person for role in roles for person in of_role(tx, role)]


def leaderless(tx: Tx) -> list[Person]:
    """Whom nobody leads now but the admins: mentors with no supervisor, one who is gone or has no phone, or one kept
    out or away with nobody who stands in; and such a supervisor who accompanies somebody.
    """
    mentors, supervisors = of_role(tx, Role.MENTOR), of_role(tx, Role.SUPERVISOR)
    ids = {one.supervisor_id for one in mentors if one.supervisor_id is not None} | {one.id for one in supervisors}
    leaders = acting(tx, ids)
    mentors = [one for one in mentors if one.supervisor_id is None or leaders[one.supervisor_id] is None]
    return mentors + _accompanying(tx, [one for one in supervisors if leaders[one.id] is None])


def _accompanying(tx: Tx, supervisors: list[Person]) -> list[Person]:
    """Those of them who accompany somebody themselves."""
    theirs = cases.c.mentor_id.in_([one.id for one in supervisors]), CASE.in_state("active", "paused")
    found = set(tx.execute(select(cases.c.mentor_id).where(*theirs)).scalars())
    return [one for one in supervisors if one.id in found]


def team_sizes(tx: Tx, ids: Collection[int]) -> dict[int, int]:
    """How many mentors each of these has as their own team; whoever has none is missing."""
    theirs = (people.c.supervisor_id.in_(ids), people.c.role == Role.MENTOR, people.c.status != "removed")
    rows = tx.execute(
        select(people.c.supervisor_id, func.count().label("number")).where(*theirs).group_by(people.c.supervisor_id)
    )
    return {row.supervisor_id: int(row.number) for row in rows}


def follow(tx: Tx, who: Person | None, mentor: Person, leader: Person) -> bool:
    """This mentor is led by this supervisor from now on; False where either cannot be any more."""
    other = people.alias("leader")
    able = exists(select(literal(1)).where(other.c.id == leader.id, _can_lead(other)))
    if lives.move(tx, STAFF_MEMBER, "follow", mentor.id, able, supervisor_id=leader.id) is not None:
        return False
    audit.note(tx, None if who is None else who.id, "leader_changed", "person", mentor.id)
    return True
