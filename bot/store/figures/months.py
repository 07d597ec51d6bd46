"""A month in numbers, team by team and all together: counted once when its last week is over, and kept as it was told.

Every number is by the installation's one clock. What may be about whoever leads (complaints) is in no number.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, or_, select, true

from bot.domain.checkins import LEVELS
from bot.domain.figures import months as of_months
from bot.domain.figures.digests import WEEK
from bot.domain.figures.months import SERIES, Month, TrackMonth
from bot.domain.people import Role
from bot.domain.rights.requests import NOT_BYPASSING, RIGHT_TERM
from bot.domain.timing.midnights import midnight
from bot.store.engine import deployment
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import (
    absences,
    cases,
    checkin_revisions,
    checkins,
    flags,
    level_cells,
    month_figures,
    people,
    prompts,
    referrals,
    requests,
)
from bot.store.figures import levels
from bot.store.figures.counting import (
    CASES_CHECKINS,
    CASES_PROMPTS,
    active,
    begun,
    beyond_rhythm,
    ended_as,
    newest_revision,
    number_of,
    planned_contacts,
    silent_cases,
    stood,
    within,
)
from bot.store.people.absences import APPROVED
from bot.store.people.leading import TEAM

# Up to which month all is kept.
KEPT = "months_kept"
Span = tuple[datetime, datetime]
Counts = dict[int | None, dict[str, TrackMonth]]


@dataclass(frozen=True, slots=True)
class Staff:
    """Of a team, or of all, as it is when it is counted: its mentors, the most that one of them accompanies; and how
    many days of the month they were away, by leave that was not ended early.
    """

    mentors: int = 0
    most: int = 0
    days_away: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a team, or of all, in a month: by track, R before P; and of its staff."""

    tracks: Mapping[str, TrackMonth]
    staff: Staff


def of(tx: Tx, month: Month, team_id: int | None) -> Told | None:
    """What was told of a team (None: of all) in a month; None where nothing was."""
    rows = select(month_figures.c.figures).where(month_figures.c.month == month.first.toordinal())
    found = tx.execute(rows.where(_whose(team_id))).scalar_one_or_none()
    return None if found is None else _read(found)


def series(tx: Tx, month: Month, team_id: int | None) -> list[tuple[Month, Told | None]]:
    """What was told in each of the twelve months up to this one, the oldest first."""
    months = of_months.months_back(month.mondays[0], SERIES)
    ordinals = [one.first.toordinal() for one in months]
    rows = select(month_figures.c.month, month_figures.c.figures).where(month_figures.c.month.in_(ordinals))
    found = {row.month: _read(row.figures) for row in tx.execute(rows.where(_whose(team_id)))}
    return [(one, found.get(one.first.toordinal())) for one in reversed(months)]


def teams(tx: Tx, month: Month) -> list[tuple[str, Told]]:
    """The teams told of by themselves, by the code of whoever leads."""
    told = month_figures.join(people, people.c.id == month_figures.c.team_id)
    rows = select(people.c.code, month_figures.c.figures).select_from(told)
    of_month = rows.where(month_figures.c.month == month.first.toordinal()).order_by(people.c.code)
    return [(row.code, _read(row.figures)) for row in tx.execute(of_month)]


def over(tx: Tx, months: Iterable[Month]) -> list[Month]:
    """Those of these months whose weeks are over and counted (nothing is added to a month that was told), and not from
    before anybody was accompanied; or that were told already.
    """
    up_to = min(levels.weeks_over(tx.now), levels.counted_up_to(tx))
    first = tx.execute(select(func.min(cases.c.intake_at))).scalar_one()
    told = set(tx.execute(select(month_figures.c.month).where(_whose(None))).scalars())
    return [
        one
        for one in months
        if (first is not None and first < midnight(one.until, levels.CLOCK) and one.until <= up_to)
        or one.first.toordinal() in told
    ]


def keep_months(database: Database) -> int:
    """Keep each of the last twelve months that is over and was not told yet; returns how many. Its weeks are counted
    before: none is kept until they are.
    """
    kept = 0
    with database.reading() as tx:
        if levels.counted_up_to(tx) < levels.weeks_over(tx.now):
            return 0
        newest = of_months.month_of(levels.weeks_over(tx.now)).before
        if deployment.get(tx, KEPT) == newest.code:
            return 0
        recent = over(tx, of_months.months_back(newest.mondays[0], SERIES))
    for month in reversed(recent):
        with database.transaction() as tx:
            kept += keep(tx, month)
    with database.transaction() as tx:
        deployment.put(tx, KEPT, newest.code)
    return kept


def keep(tx: Tx, month: Month) -> bool:
    """Count a month that is over, and keep what may be told of it; False where that was done, or it is not over."""
    levels.hold(tx)
    if not over(tx, [month]) or of(tx, month, None) is not None:
        return False
    counted, staff = _counted(tx, month), _staff(tx, month)
    kept: dict[int | None, dict[str, TrackMonth]] = defaultdict(dict)
    for track in sorted({track for by_track in counted.values() for track in by_track}, reverse=True):
        of_track = {team: by_track[track] for team, by_track in counted.items() if track in by_track}
        kept[None][track], apart = of_months.told(of_track)
        for leader, found in apart.items():
            kept[leader][track] = found
    spoken = _levels(tx, month)
    kept[None] = kept[None] or {}
    rows = []
    for team, tracks in kept.items():
        told = {track: replace(one, levels=spoken[team].get(track, {})) for track, one in tracks.items()}
        written = {"tracks": {track: asdict(one) for track, one in told.items()}, "staff": asdict(staff[team])}
        place = {"team_id": team, "month": month.first.toordinal(), "told_at": tx.now}
        rows.append({**place, "figures": json.dumps(written)})
    tx.execute(insert(month_figures), rows)
    return True


def _whose(team_id: int | None) -> ColumnElement[bool]:
    return month_figures.c.team_id.is_(None) if team_id is None else month_figures.c.team_id == team_id


def _read(written: str) -> Told:
    found = json.loads(written)
    tracks = {track: TrackMonth(**{**one, "waits": tuple(one["waits"])}) for track, one in found["tracks"].items()}
    return Told(tracks, Staff(**found["staff"]))


# -- the counting ------------------------------------------------------------------------------------------------------


def _counted(tx: Tx, month: Month) -> Counts:
    """Every number of each team and track (None: of whoever has no leader): eight statements."""
    span = midnight(month.mondays[0], levels.CLOCK), midnight(month.until, levels.CLOCK)
    found: dict[tuple[int | None, str], dict[str, Any]] = defaultdict(dict)
    for part in (_people, _reasons, _contacts, _recorded, _beyond, _flags, _requests, _referrals):
        for team, track, values in part(tx, span):
            found[team, track].update(values)
    counted: Counts = defaultdict(dict)
    for (team, track), values in found.items():
        counted[team][track] = TrackMonth(**values)
    return counted


Part = list[tuple[int | None, str, dict[str, Any]]]
_OF_TEAMS = cases.join(people, people.c.id == cases.c.mentor_id)
_KNOWN = cases.c.status != "erased"


def _grouped(tx: Tx, joined: Any, names: tuple[str, ...], numbers: tuple[Any, ...], *which: Any) -> Part:
    """One number a name, team by team and track by track."""
    rows: Any = tx.execute(
        select(TEAM.label("team"), cases.c.track, *numbers)
        .select_from(joined.join(people, people.c.id == cases.c.mentor_id))
        .where(_KNOWN, *which)
        .group_by("team", cases.c.track)
    )
    return [(row[0], row[1], dict(zip(names, map(int, row[2:]), strict=True))) for row in rows]


def _people(tx: Tx, span: Span) -> Part:
    start, end = span
    running = [and_(begun(at), or_(cases.c.closed_at.is_(None), cases.c.closed_at > at)) for at in span]
    new, ended = within(cases.c.intake_at, span), within(cases.c.closed_at, span)
    rests = and_(running[1], ~active(end, tx.now))
    names = ("people", "at_start", "new", "ended", "at_end", "resting")
    numbers = (or_(running[0], new), running[0], and_(new, cases.c.intake_at > start), ended, running[1], rests)
    # Who came later, or had gone before, makes no line of a kind of service in which nobody was.
    return _grouped(tx, cases, names, tuple(map(number_of, numbers)), or_(*running, new, ended))


def _reasons(tx: Tx, span: Span) -> Part:
    rows: Any = tx.execute(
        select(TEAM.label("team"), cases.c.track, func.coalesce(cases.c.closed_reason, ""), func.count())
        .select_from(_OF_TEAMS)
        .where(_KNOWN, within(cases.c.closed_at, span))
        .group_by("team", cases.c.track, cases.c.closed_reason)
    )
    found: dict[tuple[int | None, str], dict[str, int]] = defaultdict(dict)
    for team, track, reason, number in rows:
        found[team, track][reason] = int(number)
    return [(team, track, {"ended_by": by}) for (team, track), by in found.items()]


def _contacts(tx: Tx, span: Span) -> Part:
    done = ended_as("answered", span[1])
    which = (*planned_contacts(), within(prompts.c.slot, span), stood(span[1]))
    return _grouped(tx, CASES_PROMPTS, ("planned", "done"), (func.count(), number_of(done)), *which)


def _recorded(tx: Tx, span: Span) -> Part:
    numbers = (func.count(), func.count(cases.c.id.distinct()), number_of(checkin_revisions.c.reached))
    names = ("recorded", "recorded_people", "reached")
    return _grouped(tx, CASES_CHECKINS, names, numbers, newest_revision(), within(checkins.c.at, span))


def _beyond(tx: Tx, span: Span) -> Part:
    each = silent_cases(true(), span[1], tx.now, span[0]).cte("silent").prefix_with("MATERIALIZED")
    rows: Any = tx.execute(
        select(TEAM.label("team"), each.c.track, func.count())
        .select_from(each.join(people, people.c.id == each.c.mentor_id))
        .where(beyond_rhythm(each.c.at, each.c.weeks, span[1]))
        .group_by("team", each.c.track)
    )
    return [(team, track, {"beyond": int(number)}) for team, track, number in rows]


def _flags(tx: Tx, span: Span) -> Part:
    rows: Any = tx.execute(
        select(TEAM.label("team"), cases.c.track, flags.c.raised_at, flags.c.acknowledged_at)
        .select_from(flags.join(_OF_TEAMS, cases.c.id == flags.c.case_id))
        .where(_KNOWN, within(flags.c.raised_at, span))
    )
    found: dict[tuple[int | None, str], list[int | None]] = defaultdict(list)
    for team, track, raised_at, taken_at in rows:
        taken = taken_at is not None and taken_at < span[1]
        found[team, track].append(round((taken_at - raised_at).total_seconds() / 60) if taken else None)
    parts: Part = []
    for (team, track), all_of_them in found.items():
        waits = tuple(sorted(one for one in all_of_them if one is not None))
        parts.append((team, track, {"flags": len(all_of_them), "taken": len(waits), "waits": waits}))
    return parts


def _requests(tx: Tx, span: Span) -> Part:
    """Those whose 72 hours ended in the month: of what came in its last days nobody knows yet whether it is in time.

    What was taken back before did not need an answer any more.
    """
    came = (span[0] - RIGHT_TERM, span[1] - RIGHT_TERM)
    rows: Any = tx.execute(
        select(TEAM.label("team"), cases.c.track, requests.c.case_id, requests.c.state)
        .add_columns(requests.c.received_at, requests.c.done_at)
        .select_from(requests.join(_OF_TEAMS, cases.c.id == requests.c.case_id))
        .where(_KNOWN, requests.c.kind.in_(NOT_BYPASSING), within(requests.c.received_at, came))
    )
    found: dict[tuple[int | None, str], list[tuple[int, bool]]] = defaultdict(list)
    for team, track, case_id, state, received_at, done_at in rows:
        in_time = done_at is not None and done_at - received_at <= RIGHT_TERM
        if not (in_time and state == "recalled"):
            found[team, track].append((case_id, in_time))
    parts: Part = []
    for (team, track), each in found.items():
        people_of, in_time = len({case_id for case_id, _ in each}), sum(soon for _, soon in each)
        parts.append((team, track, {"asked": len(each), "asked_people": people_of, "in_time": in_time}))
    return parts


def _referrals(tx: Tx, span: Span) -> Part:
    made, changed = (within(column, span) for column in (referrals.c.created_at, referrals.c.changed_at))
    ended = [and_(changed, referrals.c.state == state) for state in ("finished", "dropped")]
    joined = cases.join(referrals, referrals.c.case_id == cases.c.id)
    numbers = tuple(map(number_of, (made, *ended)))
    return _grouped(tx, joined, ("referred", "received", "dropped"), numbers, or_(made, changed))


def _levels(tx: Tx, month: Month) -> dict[int | None, dict[str, dict[str, list[int]]]]:
    """What was told of levels about weeks that ended in the month: sums of cells, and nothing new. None: of all."""
    last = level_cells.c.monday + 7 * (level_cells.c.weeks - 1)
    numbers = [level_cells.c[levels.COLUMNS[level]] for level, _, _ in LEVELS]
    rows: Any = tx.execute(
        select(level_cells.c.team_id, level_cells.c.track, level_cells.c.topic, *numbers).where(
            last.between(month.mondays[0].toordinal(), month.mondays[-1].toordinal())
        )
    )
    found: dict[int | None, dict[str, dict[str, list[int]]]] = defaultdict(lambda: defaultdict(dict))
    for team, track, topic, *counts in rows:
        for whose in {team, None}:
            before = found[whose][track].get(topic, [0] * len(counts))
            found[whose][track][topic] = [one + int(other) for one, other in zip(before, counts, strict=True)]
    return found


def _staff(tx: Tx, month: Month) -> dict[int | None, Staff]:
    """The mentors of each team and of all, how many the busiest of them accompanies, and their days of agreed leave."""
    start, end = month.mondays[0], month.until
    load = func.count(cases.c.id)
    rows: Any = tx.execute(
        select(people.c.id, people.c.supervisor_id, load)
        .select_from(people.outerjoin(cases, and_(cases.c.mentor_id == people.c.id, cases.c.status == "active")))
        .where(people.c.role == Role.MENTOR, people.c.status == "active")
        .group_by(people.c.id, people.c.supervisor_id)
    )
    mentors = {row[0]: (row[1], int(row[2])) for row in rows}
    away = _days_away(tx, start, end)
    found: dict[int | None, Staff] = defaultdict(Staff)
    for number, (team, cases_of) in mentors.items():
        for whose in {team, None}:
            one = found[whose]
            found[whose] = Staff(one.mentors + 1, max(one.most, cases_of), one.days_away + away.get(number, 0))
    return found


def _days_away(tx: Tx, start: date, end: date) -> dict[int, int]:
    first, last = midnight(start, levels.CLOCK), midnight(end, levels.CLOCK)
    agreed = (absences.c.state == APPROVED, absences.c.suspended.is_not(True))
    rows = select(absences.c.person_id, absences.c.from_at, absences.c.until_at).where(
        *agreed, absences.c.from_at < last, absences.c.until_at > first
    )
    found: dict[int, int] = defaultdict(int)
    for row in tx.execute(rows):
        begins, ends = max(row.from_at, first), min(row.until_at, last)
        found[row.person_id] += -(-(ends - begins) // (WEEK / 7))
    return found
