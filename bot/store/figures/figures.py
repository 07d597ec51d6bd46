"""A supervisor's figures: one statement each, by track, over whom their team accompanies now. Nothing sealed is opened.

What a number counts is said once, in counting.py; the lists behind the figures use the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, and_, case, func, or_, select, type_coerce

from bot.domain.figures.digests import CHART_WEEKS, SILENT_DAYS, WEEK, Period
from bot.domain.people import Person
from bot.domain.timing.overdue import LONG, NEEDS_A_LOOK
from bot.store.caseload.overdue import for_so_long
from bot.store.engine.database import Tx
from bot.store.engine.tables import EPOCH, MICROSECOND, cases, checkin_revisions, checkins, flags, prompts, requests
from bot.store.figures.counting import (
    CASES_CHECKINS,
    CASES_PROMPTS,
    PLANNED,
    active,
    beyond_rhythm,
    crossed,
    ended_as,
    flag_alone,
    flag_open,
    in_team,
    newest_revision,
    number_of,
    planned_contacts,
    request_open,
    silent_cases,
    silent_for,
    slot_in,
    stood,
    waiting_cases,
    within,
)


class Contacts(NamedTuple):
    """Planned contacts, how many of them have a check-in, and the same a week earlier."""

    planned: int = 0
    done: int = 0
    planned_before: int = 0
    done_before: int = 0


class Recorded(NamedTuple):
    """Check-ins by whether somebody was reached, and the same a week earlier; of how many people they are."""

    reached: int = 0
    missed: int = 0
    reached_before: int = 0
    missed_before: int = 0
    people: int = 0
    people_before: int = 0


class Waiting(NamedTuple):
    """Cases whose contact has come and has no check-in: for under 3 days, under 7, longer; so long only since the
    period began.
    """

    days: int = 0
    week: int = 0
    longer: int = 0
    new_week: int = 0
    new_longer: int = 0


class Flags(NamedTuple):
    """Open flags, how many of them nobody has taken on; flags taken on in the period; of how many people the open ones
    are; after how long they were taken on on average.
    """

    open: int = 0
    alone: int = 0
    taken: int = 0
    people: int = 0
    minutes: int = 0


class Requests(NamedTuple):
    """Open requests, and for how many hours the oldest of them has waited."""

    open: int = 0
    hours: int = 0


class Silent(NamedTuple):
    """Cases without a contact that worked out: longer than their own rhythm; from 14 days, from 30, from 60; so long
    only since the period began: longer than their rhythm, from 30 days, from 60.
    """

    beyond: int = 0
    from_14: int = 0
    from_30: int = 0
    from_60: int = 0
    new_beyond: int = 0
    new_30: int = 0
    new_60: int = 0


class Workload(NamedTuple):
    """Active cases, mentors who accompany them, and the most that one of them has."""

    cases: int = 0
    mentors: int = 0
    most: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything a digest tells of one track."""

    contacts: Contacts
    recorded: Recorded
    waiting: Waiting
    flags: Flags
    requests: Requests
    silent: Silent
    workload: Workload


def figures(tx: Tx, who: Person, period: Period) -> dict[str, Figures]:
    """All figures of the tracks a team has, R before P, as they are at the end of the period: seven statements."""
    at = period.until_now(tx.now)
    met, saved, open_then = contacts(tx, who, period), recorded(tx, who, period), waiting(tx, who, period.start, at)
    raised, quiet, spread = open_flags(tx, who, period), silent(tx, who, period.start, at), workload(tx, who, at)
    asked = requests_open(tx, who, at)
    return {
        track: Figures(
            met.get(track, Contacts()),
            saved.get(track, Recorded()),
            open_then.get(track, Waiting()),
            raised.get(track, Flags()),
            asked.get(track, Requests()),
            quiet.get(track, Silent()),
            spread.get(track, Workload()),
        )
        for track in sorted({*met, *saved, *open_then, *raised, *asked, *quiet, *spread}, reverse=True)
    }


def contacts(tx: Tx, who: Person, period: Period) -> dict[str, Contacts]:
    """How many planned contacts of the period have a check-in at its end, and the same a week earlier."""
    spans = (period.start, period.end), period.before
    planned = [and_(within(prompts.c.slot, span), stood(span[1])) for span in spans]
    done = [and_(one, ended_as("answered", span[1])) for one, span in zip(planned, spans, strict=True)]
    rows: Any = tx.execute(
        select(cases.c.track, *map(number_of, (planned[0], done[0], planned[1], done[1])))
        .select_from(CASES_PROMPTS)
        .where(in_team(who), *planned_contacts(), or_(*planned), slot_in((period.before[0], period.end)))
        .group_by(cases.c.track)
    )
    return {row[0]: Contacts(*map(int, row[1:])) for row in rows}


def recorded(tx: Tx, who: Person, period: Period) -> dict[str, Recorded]:
    """How many check-ins recorded in the period reached somebody, and of the same stretch a week earlier; and of how
    many people each of the two tells.
    """
    now, before = (within(checkins.c.at, span) for span in ((period.start, period.end), period.before))
    met = checkin_revisions.c.reached
    people_of = [func.count(case((span, cases.c.id)).distinct()) for span in (now, before)]
    rows: Any = tx.execute(
        select(cases.c.track, *map(number_of, (now & met, now & ~met, before & met, before & ~met)), *people_of)
        .select_from(CASES_CHECKINS)
        .where(in_team(who), newest_revision(), or_(now, before), within(checkins.c.at, (period.before[0], period.end)))
        .group_by(cases.c.track)
    )
    return {row[0]: Recorded(*map(int, row[1:])) for row in rows}


def waiting(tx: Tx, who: Person, start: datetime, at: datetime) -> dict[str, Waiting]:
    """Cases whose contact had come at that moment and had no check-in, by how long it had been planned; and for how
    many it has been so long only since `start`.
    """
    each = waiting_cases(who, at, tx.now).subquery()
    steps = [partial(for_so_long, each.c.since, span) for span in (NEEDS_A_LOOK, LONG)]
    some, many = (step(at) for step in steps)
    new_some, new_many = (crossed(step, at, start) for step in steps)
    numbers = (~some, some & ~many, many, ~many & new_some, new_many)
    rows: Any = tx.execute(select(each.c.track, *map(number_of, numbers)).group_by(each.c.track))
    return {row[0]: Waiting(*map(int, row[1:])) for row in rows}


def open_flags(tx: Tx, who: Person, period: Period) -> dict[str, Flags]:
    """Flags that were open at the end of the period, of how many people, and how soon those of it were taken on."""
    at = period.until_now(tx.now)
    taken = within(flags.c.acknowledged_at, (period.start, period.end))
    after = type_coerce(flags.c.acknowledged_at, BigInteger) - type_coerce(flags.c.raised_at, BigInteger)
    rows: Any = tx.execute(
        select(
            cases.c.track,
            number_of(flag_open(at)),
            number_of(and_(flag_open(at), flag_alone(at))),
            number_of(taken),
            func.count(case((flag_open(at), cases.c.id)).distinct()),
            func.coalesce(func.sum(case((taken, after), else_=0)), 0),
        )
        .select_from(flags.join(cases, cases.c.id == flags.c.case_id))
        .where(in_team(who), cases.c.status != "erased", or_(flag_open(at), taken))
        .group_by(cases.c.track)
    )
    return {
        track: Flags(int(still), int(untaken), int(soon), int(whose), _mean_minutes(waited, soon))
        for track, still, untaken, soon, whose, waited in rows
    }


def _mean_minutes(microseconds: int, number: int) -> int:
    return round(int(microseconds) * MICROSECOND / timedelta(minutes=1) / int(number)) if number else 0


def requests_open(tx: Tx, who: Person, at: datetime) -> dict[str, Requests]:
    """Requests of participants that waited for an answer at that moment, and for how long the oldest had."""
    rows: Any = tx.execute(
        select(cases.c.track, func.count(), func.min(requests.c.received_at))
        .select_from(requests.join(cases, cases.c.id == requests.c.case_id))
        .where(in_team(who), request_open(who, at, tx.now))
        .group_by(cases.c.track)
    )
    return {row[0]: Requests(int(row[1]), int((at - row[2]).total_seconds() // 3600)) for row in rows}


def silent(tx: Tx, who: Person, start: datetime, at: datetime) -> dict[str, Silent]:
    """Active cases without a contact that worked out, at that moment: longer than their own rhythm, and for so many
    days (counted from the intake where there is none); and for how many it has been so long only since `start`.
    """
    each = silent_cases(in_team(who), at, tx.now, start).cte("silent").prefix_with("MATERIALIZED")
    beyond, before = beyond_rhythm(each.c.at, each.c.weeks, at), beyond_rhythm(each.c.at, each.c.weeks_before, start)
    steps = [partial(silent_for, each.c.at, days) for days in SILENT_DAYS]
    some, more, most = (step(at) for step in steps)
    new_30, new_60 = (crossed(step, at, start) for step in steps[1:])
    numbers = (beyond, some & ~more, more & ~most, most, beyond & ~before, ~most & new_30, new_60)
    rows: Any = tx.execute(select(each.c.track, *map(number_of, numbers)).group_by(each.c.track))
    return {row[0]: Silent(*map(int, row[1:])) for row in rows}


def workload(tx: Tx, who: Person, at: datetime) -> dict[str, Workload]:
    """How many active cases the team accompanied at that moment, and how they were spread."""
    each = (
        select(cases.c.track, func.count().label("number"))
        .where(in_team(who), active(at, tx.now))
        .group_by(cases.c.track, cases.c.mentor_id)
        .subquery()
    )
    rows: Any = tx.execute(
        select(each.c.track, func.sum(each.c.number), func.count(), func.max(each.c.number)).group_by(each.c.track)
    )
    return {row[0]: Workload(*map(int, row[1:])) for row in rows}


def planned_and_done(tx: Tx, who: Person, start: datetime) -> dict[str, list[tuple[int, int]]]:
    """By track: planned contacts, and those with a check-in when their week was over, in each of the weeks of a chart
    that begins at `start`.
    """
    begins, step = (start - EPOCH) // MICROSECOND, WEEK // MICROSECOND
    number = (type_coerce(prompts.c.slot, BigInteger) - begins) // step
    over = type_coerce(begins + (number + 1) * step, BigInteger)
    ended = type_coerce(prompts.c.ended_at, BigInteger)
    in_time = and_(prompts.c.state == "answered", func.coalesce(ended, 0) <= over)
    still = or_(prompts.c.state.in_(PLANNED), ended > over)
    until = min(start + CHART_WEEKS * WEEK, tx.now + MICROSECOND)
    rows: Any = tx.execute(
        select(cases.c.track, number.label("week"), func.count(), number_of(in_time))
        .select_from(CASES_PROMPTS)
        .where(in_team(who), *planned_contacts(), still, slot_in((start, until)))
        .group_by(cases.c.track, "week")
    )
    found: dict[str, list[tuple[int, int]]] = {}
    for track, at, planned, done in rows:
        found.setdefault(track, [(0, 0)] * CHART_WEEKS)[int(at)] = (int(planned), int(done))
    return found


def tracks(tx: Tx, who: Person) -> list[str]:
    """The tracks a team has somebody in, R before P."""
    rows: Any = tx.execute(select(cases.c.track).where(in_team(who), cases.c.status != "erased").distinct())
    return sorted(rows.scalars(), reverse=True)
