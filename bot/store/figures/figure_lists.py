"""The lists behind a supervisor's figures, a page at a time: codes, dates and states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select

from bot.domain.figures.digests import SILENT_DAYS, Period
from bot.domain.people import Person, Role
from bot.domain.timing.overdue import LONG, NEEDS_A_LOOK
from bot.store.caseload import lists
from bot.store.caseload.overdue import for_so_long
from bot.store.engine.database import Tx
from bot.store.engine.tables import cases, checkin_revisions, checkins, flags, people, prompts, requests
from bot.store.figures.counting import (
    CASES_CHECKINS,
    CASES_PROMPTS,
    active,
    beyond_rhythm,
    crossed,
    ended_as,
    flag_alone,
    flag_open,
    in_team,
    newest_revision,
    planned_contacts,
    request_open,
    silent_cases,
    silent_for,
    slot_in,
    stood,
    waiting_cases,
    within,
)

# What stands on a list since the period began.
NEW = "new"


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the list behind a figure: a case (or a mentor) by code, since when, and in which state.

    number: of a mentor, how many they accompany; of somebody without contact, the weeks of their rhythm
    """

    id: int
    code: str
    mentor: str
    at: datetime | None
    state: str
    number: int = 0


def keys(tx: Tx, who: Person) -> list[str]:
    """The lists that a team's cases stand in."""
    return lists.keys(tx, _all_of(who))


def _all_of(who: Person) -> Select[Any]:
    return select(cases.c.id).where(in_team(who), cases.c.status != "erased")


def of_list(tx: Tx, who: Person, key: str) -> ColumnElement[bool]:
    """The condition that a case stands in this list of the team's."""
    return lists.standing_in(tx, _all_of(who), key)


def contact_list(tx: Tx, who: Person, key: str, period: Period, page: int, size: int) -> tuple[list[Item], bool]:
    """The planned contacts of the period, those without a check-in first."""
    done, skipped = (ended_as(state, period.end) for state in ("answered", "skipped"))
    state = case((done, "answered"), (skipped, "skipped"), else_="")
    return _listed(
        tx,
        select(cases.c.id, cases.c.code, people.c.code, prompts.c.slot, state)
        .select_from(CASES_PROMPTS.join(people, people.c.id == cases.c.mentor_id))
        .where(in_team(who), of_list(tx, who, key), *planned_contacts(), stood(period.end))
        .where(slot_in((period.start, period.end)))
        .order_by(done, prompts.c.slot, cases.c.code),
        page,
        size,
    )


def recorded_list(tx: Tx, who: Person, key: str, period: Period, page: int, size: int) -> tuple[list[Item], bool]:
    """The check-ins of the period, those that reached nobody first."""
    met = checkin_revisions.c.reached
    return _listed(
        tx,
        select(cases.c.id, cases.c.code, people.c.code, checkins.c.at, case((met, "reached"), else_="missed"))
        .select_from(CASES_CHECKINS.join(people, people.c.id == cases.c.mentor_id))
        .where(
            in_team(who),
            of_list(tx, who, key),
            newest_revision(),
            within(checkins.c.at, (period.start, period.end)),
        )
        .order_by(met, checkins.c.at, cases.c.code),
        page,
        size,
    )


def waiting_list(tx: Tx, who: Person, key: str, period: Period, page: int, size: int) -> tuple[list[Item], bool]:
    """The cases whose contact waited for a check-in at the end of the period, the longest first."""
    at = period.until_now(tx.now)
    each = waiting_cases(who, at, tx.now).where(of_list(tx, who, key)).subquery()
    steps = [partial(for_so_long, each.c.since, span) for span in (NEEDS_A_LOOK, LONG)]
    new = case((or_(*(crossed(step, at, period.start) for step in steps)), NEW), else_="")
    return _listed(
        tx,
        select(each.c.id, each.c.code, people.c.code, each.c.since, new)
        .select_from(each.join(people, people.c.id == each.c.mentor_id))
        .order_by(each.c.since, each.c.code),
        page,
        size,
    )


def flag_list(tx: Tx, who: Person, key: str, period: Period, page: int, size: int) -> tuple[list[Item], bool]:
    """The flags that were open at the end of the period, those nobody had taken on first."""
    at = period.until_now(tx.now)
    alone = flag_alone(at)
    return _listed(
        tx,
        select(cases.c.id, cases.c.code, people.c.code, flags.c.raised_at, case((alone, "alone"), else_="taken"))
        .select_from(flags.join(cases, cases.c.id == flags.c.case_id).join(people, people.c.id == cases.c.mentor_id))
        .where(in_team(who), of_list(tx, who, key), cases.c.status != "erased", flag_open(at))
        .order_by(~alone, flags.c.raised_at, cases.c.code),
        page,
        size,
    )


def request_list(tx: Tx, who: Person, key: str, period: Period, page: int, size: int) -> tuple[list[Item], bool]:
    """The requests that were open at the end of the period (by their own number), the next due first."""
    state = case((requests.c.state == "taken", "taken"), else_="waiting")
    return _listed(
        tx,
        select(requests.c.id, cases.c.code, people.c.code, requests.c.received_at, state)
        .select_from(
            requests.join(cases, cases.c.id == requests.c.case_id).join(people, people.c.id == cases.c.mentor_id)
        )
        .where(in_team(who), of_list(tx, who, key), request_open(who, period.until_now(tx.now), tx.now))
        .order_by(requests.c.due_at, cases.c.code, requests.c.id),
        page,
        size,
    )


def silent_list(tx: Tx, who: Person, key: str, period: Period, page: int, size: int) -> tuple[list[Item], bool]:
    """The cases without contact for longer than their own rhythm or 14 days, at the end of the period; the longest
    first, each with the weeks of its rhythm.
    """
    at, start = period.until_now(tx.now), period.start
    those = silent_cases(in_team(who), at, tx.now, start).where(of_list(tx, who, key))
    each = those.cte("silent").prefix_with("MATERIALIZED")
    some, *steps = (partial(silent_for, each.c.at, days) for days in SILENT_DAYS)
    beyond, before = beyond_rhythm(each.c.at, each.c.weeks, at), beyond_rhythm(each.c.at, each.c.weeks_before, start)
    new = case((or_(and_(beyond, ~before), *(crossed(step, at, start) for step in steps)), NEW), else_="")
    return _listed(
        tx,
        select(each.c.id, each.c.code, people.c.code, each.c.at, new, each.c.weeks)
        .select_from(each.join(people, people.c.id == each.c.mentor_id))
        .where(or_(beyond, some(at)))
        .order_by(each.c.at, each.c.code),
        page,
        size,
    )


def workload_list(tx: Tx, who: Person, key: str, period: Period, page: int, size: int) -> tuple[list[Item], bool]:
    """The mentors of the team, whoever had most at the end of the period first; those who accompany nobody of this
    track too.
    """
    then = active(period.until_now(tx.now), tx.now)
    number = func.count(cases.c.id)
    return _listed(
        tx,
        select(people.c.id, people.c.code, literal(""), literal(None), people.c.role, number)
        .select_from(
            people.outerjoin(
                cases,
                and_(cases.c.mentor_id == people.c.id, then, cases.c.track == key[:1]),
            )
        )
        .where(or_(people.c.id == who.id, people.c.supervisor_id == who.id), people.c.status != "removed")
        .group_by(people.c.id, people.c.code, people.c.role)
        .having(or_(number > 0, people.c.role == Role.MENTOR))
        .order_by(number.desc(), people.c.code),
        page,
        size,
    )


def _listed(tx: Tx, rows: Select[Any], page: int, size: int) -> tuple[list[Item], bool]:
    shown: Any = tx.execute(rows.offset(page * size).limit(size + 1))
    found = [Item(*row) for row in shown]
    return found[:size], len(found) > size
