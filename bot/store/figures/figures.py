"""A supervisor's figures: one statement each, by track, over whom their team accompanies now. Nothing sealed is opened.

What a number counts is said once, in the conditions at the end; the lists behind the figures use the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, exists, func, literal, or_, select, type_coerce

from bot.domain.figures.digests import CHART_WEEKS, SILENT_DAYS, WEEK, Period
from bot.domain.followups import CONTACT, OPEN
from bot.domain.people import Person
from bot.domain.rights.requests import OPEN_STATES
from bot.domain.timing.overdue import LONG, NEEDS_A_LOOK
from bot.store.caseload.overdue import for_so_long, is_overdue, open_since
from bot.store.caseload.requests import may_be_about
from bot.store.engine.database import Tx
from bot.store.engine.tables import (
    EPOCH,
    MICROSECOND,
    cases,
    checkin_revisions,
    checkins,
    flags,
    people,
    prompts,
    requests,
)
from bot.store.figures import tallies

# A contact that was planned and not called off: these states of its newest version. A snooze makes a newer one.
PLANNED = (*OPEN, "answered", "skipped")
Span = tuple[datetime, datetime]


class Contacts(NamedTuple):
    """Planned contacts, how many of them have a check-in, and the same a week earlier."""

    planned: int = 0
    done: int = 0
    planned_before: int = 0
    done_before: int = 0


class Recorded(NamedTuple):
    """Check-ins by whether somebody was reached, and the same a week earlier."""

    reached: int = 0
    missed: int = 0
    reached_before: int = 0
    missed_before: int = 0


class Waiting(NamedTuple):
    """Cases whose contact has come and has no check-in: for under 3 days, under 7, longer."""

    days: int = 0
    week: int = 0
    longer: int = 0


class Flags(NamedTuple):
    """Open flags, how many of them nobody has taken on; flags taken on in the period, and after how long on average."""

    open: int = 0
    alone: int = 0
    taken: int = 0
    minutes: int = 0


class Requests(NamedTuple):
    """Open requests, and when the oldest of them was received."""

    open: int = 0
    oldest: datetime | None = None


class Silent(NamedTuple):
    """Cases without a contact that worked out: from 14 days, from 30, from 60."""

    from_14: int = 0
    from_30: int = 0
    from_60: int = 0


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
    """All figures of the tracks a team has, R before P: seven statements."""
    met, saved, open_now = contacts(tx, who, period), recorded(tx, who, period), waiting(tx, who)
    raised, quiet, spread = open_flags(tx, who, period), silent(tx, who), workload(tx, who)
    asked = requests_open(tx, who)
    return {
        track: Figures(
            met.get(track, Contacts()),
            saved.get(track, Recorded()),
            open_now.get(track, Waiting()),
            raised.get(track, Flags()),
            asked.get(track, Requests()),
            quiet.get(track, Silent()),
            spread.get(track, Workload()),
        )
        for track in sorted({*met, *saved, *open_now, *raised, *asked, *quiet, *spread}, reverse=True)
    }


def contacts(tx: Tx, who: Person, period: Period) -> dict[str, Contacts]:
    """How many planned contacts of the period have a check-in, and of the same stretch a week earlier."""
    now, before = (within(prompts.c.slot, span) for span in ((period.start, period.end), period.before))
    done = prompts.c.state == "answered"
    rows: Any = tx.execute(
        select(cases.c.track, _sum(now), _sum(now & done), _sum(before), _sum(before & done))
        .select_from(CASES_PROMPTS)
        .where(in_team(who), *planned_contacts(), or_(now, before), slot_in((period.before[0], period.end)))
        .group_by(cases.c.track)
    )
    return {row[0]: Contacts(*map(int, row[1:])) for row in rows}


def recorded(tx: Tx, who: Person, period: Period) -> dict[str, Recorded]:
    """How many check-ins recorded in the period reached somebody, and of the same stretch a week earlier."""
    now, before = (within(checkins.c.at, span) for span in ((period.start, period.end), period.before))
    met = checkin_revisions.c.reached
    rows: Any = tx.execute(
        select(cases.c.track, _sum(now & met), _sum(now & ~met), _sum(before & met), _sum(before & ~met))
        .select_from(CASES_CHECKINS)
        .where(in_team(who), newest_revision(), or_(now, before), within(checkins.c.at, (period.before[0], period.end)))
        .group_by(cases.c.track)
    )
    return {row[0]: Recorded(*map(int, row[1:])) for row in rows}


def waiting(tx: Tx, who: Person) -> dict[str, Waiting]:
    """Cases whose contact has come and has no check-in, by how long it has been planned."""
    each = waiting_cases(who, tx.now).subquery()
    days = [for_so_long(each.c.since, span, tx.now) for span in (NEEDS_A_LOOK, LONG)]
    rows: Any = tx.execute(
        select(each.c.track, _sum(~days[0]), _sum(days[0] & ~days[1]), _sum(days[1])).group_by(each.c.track)
    )
    return {row[0]: Waiting(*map(int, row[1:])) for row in rows}


def open_flags(tx: Tx, who: Person, period: Period) -> dict[str, Flags]:
    """Open flags, and how soon flags of the period were taken on."""
    is_open = flags.c.closed_at.is_(None)
    taken = within(flags.c.acknowledged_at, (period.start, period.end))
    waited = type_coerce(flags.c.acknowledged_at, BigInteger) - type_coerce(flags.c.raised_at, BigInteger)
    rows: Any = tx.execute(
        select(
            cases.c.track,
            _sum(is_open),
            _sum(flags.c.acknowledged_at.is_(None)),
            _sum(taken),
            func.coalesce(func.sum(case((taken, waited), else_=0)), 0),
        )
        .select_from(flags.join(cases, cases.c.id == flags.c.case_id))
        .where(in_team(who), cases.c.status != "erased", or_(is_open, taken))
        .group_by(cases.c.track)
    )
    return {row[0]: Flags(int(row[1]), int(row[2]), int(row[3]), _mean_minutes(row[4], row[3])) for row in rows}


def _mean_minutes(microseconds: int, number: int) -> int:
    return round(int(microseconds) * MICROSECOND / timedelta(minutes=1) / int(number)) if number else 0


def requests_open(tx: Tx, who: Person) -> dict[str, Requests]:
    """Requests of participants that wait for an answer."""
    rows: Any = tx.execute(
        select(cases.c.track, func.count(), func.min(requests.c.received_at))
        .select_from(requests.join(cases, cases.c.id == requests.c.case_id))
        .where(in_team(who), waiting_requests(who, tx.now))
        .group_by(cases.c.track)
    )
    return {row[0]: Requests(int(row[1]), row[2]) for row in rows}


def silent(tx: Tx, who: Person) -> dict[str, Silent]:
    """Active cases without a contact that worked out for so many days; counted from the intake where there is none."""
    each = silent_cases(who, tx.now).cte("silent").prefix_with("MATERIALIZED")
    days = [since(each.c.at, tx.now - timedelta(days=number)) for number in SILENT_DAYS]
    rows: Any = tx.execute(
        select(each.c.track, _sum(days[0] & ~days[1]), _sum(days[1] & ~days[2]), _sum(days[2])).group_by(each.c.track)
    )
    return {row[0]: Silent(*map(int, row[1:])) for row in rows}


def workload(tx: Tx, who: Person) -> dict[str, Workload]:
    """How many active cases the team accompanies, and how they are spread."""
    each = (
        select(cases.c.track, func.count().label("number"))
        .where(in_team(who), cases.c.status == "active")
        .group_by(cases.c.track, cases.c.mentor_id)
        .subquery()
    )
    rows: Any = tx.execute(
        select(each.c.track, func.sum(each.c.number), func.count(), func.max(each.c.number)).group_by(each.c.track)
    )
    return {row[0]: Workload(*map(int, row[1:])) for row in rows}


# -- the chart ---------------------------------------------------------------------------------------------------------


def planned_and_done(tx: Tx, who: Person, start: datetime) -> dict[str, list[tuple[int, int]]]:
    """By track: planned contacts and those with a check-in, in each of the weeks of a chart that begins at `start`."""
    begins, step = (start - EPOCH) // MICROSECOND, WEEK // MICROSECOND
    number = (type_coerce(prompts.c.slot, BigInteger) - begins) // step
    rows: Any = tx.execute(
        select(cases.c.track, number.label("week"), func.count(), _sum(prompts.c.state == "answered"))
        .select_from(CASES_PROMPTS)
        .where(
            in_team(who), *planned_contacts(), slot_in((start, min(start + CHART_WEEKS * WEEK, tx.now + MICROSECOND)))
        )
        .group_by(cases.c.track, "week")
    )
    found: dict[str, list[tuple[int, int]]] = {}
    for track, at, planned, done in rows:
        found.setdefault(track, [(0, 0)] * CHART_WEEKS)[int(at)] = (int(planned), int(done))
    return found


def levels(tx: Tx, who: Person, first: date, last: date) -> dict[str, dict[tuple[str, date], list[int]]]:
    """By track: how often each level was recorded by the team, by topic and Monday."""
    return tallies.by_week(tx, list(tx.execute(team(who)).scalars()), first, last)


def tracks(tx: Tx, who: Person) -> list[str]:
    """The tracks a team has somebody in, R before P."""
    rows: Any = tx.execute(select(cases.c.track).where(in_team(who), cases.c.status != "erased").distinct())
    return sorted(rows.scalars(), reverse=True)


# -- what the statements are made of -----------------------------------------------------------------------------------

CASES_PROMPTS = cases.join(prompts, prompts.c.case_id == cases.c.id)
CASES_CHECKINS = cases.join(checkins, checkins.c.case_id == cases.c.id).join(
    checkin_revisions, checkin_revisions.c.checkin_id == checkins.c.id
)


def team(who: Person) -> Select[Any]:
    """The supervisor, who may accompany somebody too, and the mentors of the team."""
    return select(people.c.id).where(or_(people.c.id == who.id, people.c.supervisor_id == who.id))


def in_team(who: Person) -> ColumnElement[bool]:
    """The cases of a team, found by their mentor: the way `in_scope` goes, only from the other end."""
    return cases.c.mentor_id.in_(team(who))


def planned_contacts() -> tuple[ColumnElement[bool], ...]:
    """A contact that was planned and not called off, each once: the newest version of its slot."""
    newer = prompts.alias("newer")
    superseded = exists(
        select(literal(1)).where(
            newer.c.kind == prompts.c.kind,
            newer.c.subject == prompts.c.subject,
            newer.c.slot == prompts.c.slot,
            newer.c.version > prompts.c.version,
        )
    )
    return cases.c.status != "erased", prompts.c.kind.in_(CONTACT), prompts.c.state.in_(PLANNED), ~superseded


def waiting_requests(who: Person, now: datetime) -> ColumnElement[bool]:
    """An open request; not what may be about the supervisor themselves, which passes them by."""
    return and_(cases.c.status != "erased", requests.c.state.in_(OPEN_STATES), ~may_be_about(who.id, now))


def newest_revision() -> ColumnElement[bool]:
    """A check-in as it stands: its newest revision."""
    newer = checkin_revisions.alias("newer")
    return and_(
        cases.c.status != "erased",
        ~exists(
            select(literal(1)).where(
                newer.c.checkin_id == checkin_revisions.c.checkin_id,
                newer.c.revision > checkin_revisions.c.revision,
            )
        ),
    )


def waiting_cases(who: Person, now: datetime) -> Select[Any]:
    """Each active case whose contact is overdue, and since when it has been open."""
    return (
        select(cases.c.id, cases.c.code, cases.c.track, cases.c.mentor_id, open_since().label("since"))
        .select_from(CASES_PROMPTS)
        .where(
            in_team(who),
            cases.c.status == "active",
            is_overdue(now),
        )
        .group_by(cases.c.id, cases.c.code, cases.c.track, cases.c.mentor_id)
    )


def silent_cases(who: Person, now: datetime) -> Select[Any]:
    """Each active case and its last contact that worked out; the intake where there is none."""
    last = (
        select(checkins.c.contact_at)
        .select_from(checkins.join(checkin_revisions, checkin_revisions.c.checkin_id == checkins.c.id))
        .where(checkins.c.case_id == cases.c.id, checkin_revisions.c.reached, newest_revision())
        .order_by(checkins.c.contact_at.desc())
        .limit(1)
        .correlate(cases)
        .scalar_subquery()
    )
    at = func.coalesce(last, cases.c.intake_at, type_=cases.c.intake_at.type).label("at")
    return select(cases.c.id, cases.c.code, cases.c.track, cases.c.mentor_id, at).where(
        in_team(who), cases.c.status == "active"
    )


def within(column: ColumnElement[Any], span: Span) -> ColumnElement[bool]:
    """From the first moment of a span up to its last."""
    return and_(column >= span[0], column < span[1])


def slot_in(span: Span) -> ColumnElement[bool]:
    """Planned within a span."""
    return within(prompts.c.slot, span)


def since(column: ColumnElement[Any], at: datetime) -> ColumnElement[bool]:
    """At this moment or earlier."""
    return column <= literal(at, cases.c.intake_at.type)


def _sum(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
