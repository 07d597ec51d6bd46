"""A month in numbers, team by team and all together: counted once when its last week is over, and kept as it was told.

Every number is by the installation's one clock. What may be about whoever leads (complaints) is in no number. Nothing
is counted because somebody looks. Of months before the last one (what was brought in is older) the whole alone is told:
who is of which team is known of today only, and so is who accompanies how many.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, or_, select, true

from bot.domain.checkins import LEVELS
from bot.domain.figures import months as of_months
from bot.domain.figures.digests import WEEK
from bot.domain.figures.months import MONTHS_BACK, SERIES, Month, Staff, TrackMonth
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
    facts,
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

# Up to which month all is kept; or when something was brought in that is to be looked at: the first, the last of it.
KEPT = "months_kept"
AGAIN, LOOKED = "again", "looked"
# What is brought in comes in parts, check-ins after the cases they are about: none of it is told of before so much time
# has passed without another, or so much since the first.
BROUGHT_IN, AT_MOST = timedelta(days=1), timedelta(days=7)
Span = tuple[datetime, datetime]
Counts = dict[int | None, dict[str, TrackMonth]]


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a team, or of all, in a month: by track, R before P; and of its staff, where that is known."""

    tracks: Mapping[str, TrackMonth]
    staff: Staff | None


# By month and team (None: of all).
Counted = Mapping[Month, Mapping[int | None, Told]]
NOTHING: Mapping[Any, Any] = {}


def of(tx: Tx, month: Month, team_id: int | None) -> Told | None:
    """What was told of a team (None: of all) in a month; None where nothing was."""
    rows = select(month_figures.c.figures).where(month_figures.c.month == month.first.toordinal())
    found = tx.execute(rows.where(_whose(team_id))).scalar_one_or_none()
    return None if found is None else _read(found)


def series(tx: Tx, month: Month, team_id: int | None, for_now: Counted = NOTHING) -> list[tuple[Month, Told | None]]:
    """What was told in each of the twelve months up to this one, the oldest first; or is counted for now."""
    months = of_months.months_back(month.mondays[0], SERIES)
    ordinals = [one.first.toordinal() for one in months]
    rows = select(month_figures.c.month, month_figures.c.figures).where(month_figures.c.month.in_(ordinals))
    found = {row.month: _read(row.figures) for row in tx.execute(rows.where(_whose(team_id)))}
    return [
        (one, found.get(one.first.toordinal()) or for_now.get(one, NOTHING).get(team_id)) for one in reversed(months)
    ]


def for_now(tx: Tx, month: Month) -> Counted:
    """What the twelve months up to this one would tell that are over and not told of: while something is brought in."""
    if not is_coming_in(tx):
        return {}
    last = newest(tx)
    over = of_months.months_back(last.mondays[0], MONTHS_BACK)
    those = [one for one in of_months.months_back(month.mondays[0], SERIES) if one in over]
    return {one: count(tx, one, with_teams=one == last) for one in those if of(tx, one, None) is None}


def teams(tx: Tx, month: Month, for_now: Mapping[int | None, Told] = NOTHING) -> list[tuple[str, Told]]:
    """The teams told of by themselves, or counted for now, by the code of whoever leads."""
    rows = select(month_figures.c.team_id, month_figures.c.figures)
    of_month = rows.where(month_figures.c.month == month.first.toordinal(), month_figures.c.team_id.is_not(None))
    told = {**for_now, **{row.team_id: _read(row.figures) for row in tx.execute(of_month)}}
    led = select(people.c.id, people.c.code).where(people.c.id.in_(told)).order_by(people.c.code)
    return [(row.code, told[row.id]) for row in tx.execute(led)]


def kept(tx: Tx, team_id: int | None = None) -> list[Month]:
    """The months in which a team is told of (None: all together), the newest first."""
    rows = select(month_figures.c.month).where(_whose(team_id)).order_by(month_figures.c.month.desc())
    return [Month(date.fromordinal(ordinal)) for ordinal in tx.execute(rows).scalars()]


def look_again(tx: Tx, since: datetime) -> None:
    """What happened since then (aware) was brought in: months that are over and not told of yet are looked at again."""
    running = of_months.month_of(levels.weeks_over(tx.now))
    if since < midnight(running.mondays[0], levels.CLOCK):
        before = _since(deployment.get(tx, KEPT)) if is_coming_in(tx) else None
        first = tx.now if before is None else min(before[0], tx.now)
        deployment.put(tx, KEPT, f"{AGAIN} {first.isoformat()} {tx.now.isoformat()}")


def keep_months(database: Database) -> int:
    """Tell of each month of two years that is over and was not told of yet; returns how many. Its weeks are counted
    before: none is kept until they are, nor while something is brought in.

    They are counted by reading alone: that takes long where there is much, and nobody who writes waits for it.
    """
    with database.reading() as tx:
        over, before = levels.weeks_over(tx.now), deployment.get(tx, KEPT)
        last = newest(tx)
        if before == last.code or levels.counted_up_to(tx) < over or is_coming_in(tx):
            return 0
    if _since(before) is not None:
        before = _look_at_weeks_first(database, before)
    number = 0
    for month in reversed(of_months.months_back(last.mondays[0], MONTHS_BACK)):
        with database.reading() as tx:
            found = {} if of(tx, month, None) is not None else count(tx, month, with_teams=month == last)
        with database.transaction() as tx:
            if not _stands(tx, before):  # something was brought in meanwhile: a later round begins anew
                return number
            number += keep(tx, month, found)
    with database.transaction() as tx:
        if _stands(tx, before):
            deployment.put(tx, KEPT, last.code)
    return number


def newest(tx: Tx) -> Month:
    """The last month that is over."""
    return of_months.month_of(levels.weeks_over(tx.now)).before


def is_coming_in(tx: Tx) -> bool:
    """Whether something was brought in of late, and more may be to come."""
    since = _since(deployment.get(tx, KEPT))
    if since is None or since[1] > tx.now + BROUGHT_IN:  # the clock was wrong
        return False
    return tx.now < min(since[1] + BROUGHT_IN, since[0] + AT_MOST)


def _since(kept: str | None) -> tuple[datetime, datetime] | None:
    """Since when something is brought in that was not looked at, and when the last of it was."""
    words = (kept or "").split()
    return (datetime.fromisoformat(words[1]), datetime.fromisoformat(words[-1])) if AGAIN in words[:1] else None


def _stands(tx: Tx, before: str | None) -> bool:
    """Whether that is kept still, and will be until this transaction is over."""
    now = tx.execute(select(facts.c.value).where(facts.c.name == KEPT).with_for_update()).scalar_one_or_none()
    return now == before


def _look_at_weeks_first(database: Database, before: str | None) -> str:
    """Whoever brought it in may have been stopped before weeks that are over were looked at again."""
    with database.transaction() as tx:
        if _stands(tx, before):
            levels.look_again(tx)
            deployment.put(tx, KEPT, LOOKED)
    levels.count_weeks(database)
    return LOOKED


def count(tx: Tx, month: Month, *, with_teams: bool) -> dict[int | None, Told]:
    """What may be told of a month that is over: of all (None), and of each team that is told of by itself.

    Nothing of a month in which nobody was accompanied.
    """
    counted = _counted(tx, month)
    found: dict[int | None, dict[str, TrackMonth]] = defaultdict(dict)
    for track in sorted({track for by_track in counted.values() for track in by_track}, reverse=True):
        of_track = {team: by_track[track] for team, by_track in counted.items() if track in by_track}
        if not any(one.people for one in of_track.values()):
            continue  # what is left of whoever went before
        found[None][track], apart = of_months.told(of_track, apart=with_teams)
        for leader, one in apart.items():
            found[leader][track] = one
    spoken, shown = _levels(tx, month), [team for team in found if team is not None]
    staff: Mapping[int | None, Staff] = of_months.told_of_staff(_staff(tx, month), shown) if with_teams else {}
    return {
        team: Told({track: replace(one, levels=spoken[team].get(track, {})) for track, one in tracks.items()}, of_team)
        for team, tracks in found.items()
        for of_team in [staff.get(team)]
    }


def keep(tx: Tx, month: Month, found: Mapping[int | None, Told]) -> bool:
    """Keep what was counted; False where there is nothing, or another was faster."""
    levels.hold(tx)
    if not found or of(tx, month, None) is not None:
        return False
    place = {"month": month.first.toordinal(), "told_at": tx.now}
    rows = [{**place, "team_id": team, "figures": _written(told)} for team, told in found.items()]
    tx.execute(insert(month_figures), rows)
    return True


def _whose(team_id: int | None) -> ColumnElement[bool]:
    return month_figures.c.team_id.is_(None) if team_id is None else month_figures.c.team_id == team_id


def _written(told: Told) -> str:
    staff = None if told.staff is None else asdict(told.staff)
    return json.dumps({"tracks": {track: asdict(one) for track, one in told.tracks.items()}, "staff": staff})


def _read(written: str) -> Told:
    found = json.loads(written)
    tracks = {track: _read_track(one) for track, one in found["tracks"].items()}
    return Told(tracks, None if found["staff"] is None else Staff(**found["staff"]))


def _read_track(written: dict[str, Any]) -> TrackMonth:
    """Of how many people a part is, was not always kept: then it is not told."""
    unknown = {part: None for part, group in of_months.PARTS.items() if group not in written}
    waits = None if written["waits"] is None else tuple(written["waits"])
    return TrackMonth(**{**written, "waits": waits, **unknown})


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
    names = ("planned", "planned_people", "done")
    numbers = (func.count(), func.count(cases.c.id.distinct()), number_of(ended_as("answered", span[1])))
    which = (*planned_contacts(), within(prompts.c.slot, span), stood(span[1]))
    return _grouped(tx, CASES_PROMPTS, names, numbers, *which)


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
        select(TEAM.label("team"), cases.c.track, flags.c.case_id, flags.c.raised_at, flags.c.acknowledged_at)
        .select_from(flags.join(_OF_TEAMS, cases.c.id == flags.c.case_id))
        .where(_KNOWN, within(flags.c.raised_at, span))
    )
    found: dict[tuple[int | None, str], list[tuple[int, int | None]]] = defaultdict(list)
    for team, track, case_id, raised_at, taken_at in rows:
        taken = taken_at is not None and taken_at < span[1]
        found[team, track].append((case_id, round((taken_at - raised_at).total_seconds() / 60) if taken else None))
    parts: Part = []
    for (team, track), each in found.items():
        people_of = len({case_id for case_id, _ in each})
        waits = tuple(sorted(one for _, one in each if one is not None))
        of_taken = len({case_id for case_id, minutes in each if minutes is not None})
        numbers = {"flags": len(each), "flag_people": people_of, "taken": len(waits), "taken_people": of_taken}
        parts.append((team, track, {**numbers, "waits": waits}))
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
    names = ("referred_people", "referred", "received", "dropped")
    numbers = (func.count(cases.c.id.distinct()), *map(number_of, (made, *ended)))
    return _grouped(tx, joined, names, numbers, or_(made, *ended))


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
    """The mentors of each team, how many the busiest of them accompanies, and their days of agreed leave."""
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
        found[team] = of_months.together([found[team], Staff(1, cases_of, away.get(number, 0))])
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
