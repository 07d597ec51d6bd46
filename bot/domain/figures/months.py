"""A month of a programme in numbers, whole ISO weeks; what may be told of each team, and of all together. Pure.

A team with fewer than five people of a kind of service is told of as part of the whole only; and where the teams left
out would be fewer than five together, the smallest of the others is left out too, so that what is left gives nobody
away. In the same way each group is broken down (of those whose accompaniment ended, for which reason): only where it
is of five people and more, and so is what is left of the whole, also for whoever leads one of the teams left and knows
of their own. Where all ended for the same reason, whoever knows that somebody's ended would know why; that all reached
their goal may be known.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from statistics import median
from typing import Any

from bot.domain.figures.digests import FEW, WEEK, monday_of

MONTHS_BACK = 24
SERIES = 12
_THURSDAY = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Month:
    """A month by its first day: the weeks whose Thursday lies in it (as ISO 8601 gives weeks to years)."""

    first: date

    @property
    def code(self) -> str:
        """`2026-11`."""
        return f"{self.first:%Y-%m}"

    @property
    def mondays(self) -> list[date]:
        """The Mondays of its weeks, four or five."""
        begins = monday_of(self.first + _THURSDAY)
        return [day for at in range(5) if (day := begins + at * WEEK) + _THURSDAY < self.after.first]

    @property
    def until(self) -> date:
        """The day after its last one."""
        return self.mondays[-1] + WEEK

    @property
    def before(self) -> Month:
        """The month before."""
        return Month((self.first - timedelta(days=1)).replace(day=1))

    @property
    def after(self) -> Month:
        """The month after."""
        return Month((self.first + timedelta(days=32)).replace(day=1))


def month_of(day: date) -> Month:
    """The month that a day's week is counted in."""
    return Month((monday_of(day) + _THURSDAY).replace(day=1))


def read(code: str) -> Month | None:
    """The month of a code such as `2026-11`; None for anything else."""
    found = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", code, re.ASCII)
    return None if found is None else Month(date(int(found[1]), int(found[2]), 1))


def months_back(today: date, number: int = MONTHS_BACK) -> list[Month]:
    """So many months up to the running one, the newest first."""
    found = [month_of(today)]
    while len(found) < number:
        found.append(found[-1].before)
    return found


@dataclass(frozen=True, slots=True)
class TrackMonth:
    """What is told of a kind of service: of a team, or of all; None where it is kept back.

    people: accompanied at the beginning or taken up since; at_end: accompanied then, of whom some rest, and some are
    beyond their own rhythm without contact. ended_by: by reason. planned, done: contacts, with so many people.
    recorded: check-ins, of so many people; reached: of those. flags: urgent ones raised, of so many people; taken: of
    those, of so many people, after so many minutes (the median of `waits`, which alone is told). asked: requests, of so
    many people; in_time: answered within 72 hours. referred: asked for in the month; received, dropped: known of since
    then; all three of so many people. levels: by topic, best first.
    """

    people: int = 0
    at_start: int = 0
    new: int = 0
    ended: int = 0
    ended_by: Mapping[str, int] | None = field(default_factory=dict)
    at_end: int = 0
    resting: int | None = 0
    planned: int = 0
    planned_people: int = 0
    done: int | None = 0
    recorded: int = 0
    recorded_people: int = 0
    reached: int | None = 0
    beyond: int | None = 0
    flags: int = 0
    flag_people: int = 0
    taken: int | None = 0
    taken_people: int = 0
    waits: tuple[int, ...] | None = ()
    asked: int = 0
    asked_people: int = 0
    in_time: int | None = 0
    referred: int = 0
    referred_people: int = 0
    received: int | None = 0
    dropped: int | None = 0
    levels: Mapping[str, list[int]] = field(default_factory=dict)

    @property
    def minutes(self) -> int | None:
        """After how many minutes an urgent flag was taken on: as many sooner as later."""
        return round(median(self.waits)) if self.waits else None


@dataclass(frozen=True, slots=True)
class Staff:
    """Of a team, or of all, as it is when it is counted: its mentors, the most that one of them accompanies; and how
    many days of the month they were away, by leave that was not ended early. None where it is kept back: of whom there
    are few, it is known who that is.
    """

    mentors: int = 0
    most: int | None = 0
    days_away: int | None = 0


# What is broken down: of how many people.
PARTS = {
    "ended_by": "ended",
    "resting": "at_end",
    "beyond": "at_end",
    "done": "planned_people",
    "reached": "recorded_people",
    "taken": "flag_people",
    "waits": "taken_people",
    "in_time": "asked_people",
    "received": "referred_people",
    "dropped": "referred_people",
}
Teams = Mapping[int | None, TrackMonth]


def whole(teams: Teams) -> TrackMonth:
    """All teams together; levels apart, which are told of by themselves."""
    found = TrackMonth()
    for one in teams.values():
        found = _added(found, one)
    return found


def told(teams: Teams, *, apart: bool = True) -> tuple[TrackMonth, dict[int, TrackMonth]]:
    """What may be told of a kind of service: of all together, and (apart) of each team that is told of by itself."""
    among = {team for team in teams if team is not None} if apart else set()
    shown = {team for team in _apart(teams, among, "people") if teams[team].people}
    hidden: dict[int | None, list[str]] = {team: [] for team in (None, *shown)}
    for part, group in PARTS.items():
        told_of = _apart(teams, shown, group, led=True)
        for team in shown - told_of:
            hidden[team].append(part)
        if not _may_be_left([one for team, one in teams.items() if team not in told_of], group, led=True):
            hidden[None].append(part)
    for parts in hidden.values():
        if "taken" in parts:  # whether there is a time tells whether there is one that was taken on
            parts.append("waits")
    return _without(whole(teams), hidden[None]), {team: _without(teams[team], hidden[team]) for team in sorted(shown)}


def told_of_staff(teams: Mapping[int | None, Staff], shown: Collection[int]) -> dict[int | None, Staff]:
    """What may be told of those who accompany: of all (None), and of each team that is told of by itself."""
    of_all = together(teams.values())
    apart = {team: teams.get(team, Staff()) for team in shown}
    few = {team for team, one in apart.items() if one.mentors < FEW}
    others = [one.mentors for team, one in teams.items() if team not in apart or team in few]
    # Also for whoever leads one of them.
    rests = [sum(others), *(sum(others) - own for own in others)]
    hidden = {None, *few} if of_all.mentors < FEW or any(0 < rest < FEW for rest in rests) else few
    return {
        team: replace(one, most=None, days_away=None) if team in hidden else one
        for team, one in [(None, of_all), *apart.items()]
    }


def together(each: Collection[Staff]) -> Staff:
    """All of them."""
    return Staff(
        sum(one.mentors for one in each),
        max((one.most or 0 for one in each), default=0),
        sum(one.days_away or 0 for one in each),
    )


def _apart(teams: Teams, among: Collection[int], group: str, *, led: bool = False) -> set[int]:
    """Which of these are told of apart: the smallest are left out until what is left out may be left so."""
    of_nobody = {team for team in among if not getattr(teams[team], group)}
    apart = {team for team in among if team in of_nobody or _may_be_told(*_group(teams[team], group))}
    for team in sorted(apart - of_nobody, key=lambda team: (getattr(teams[team], group), team)):
        if _may_be_left([one for other, one in teams.items() if other not in apart], group, led=led):
            break
        apart.discard(team)
    return apart


def _may_be_left(left: Collection[TrackMonth], group: str, *, led: bool) -> bool:
    """Whether nobody is in what these are together, or it may be told; led: also once a leader takes their own away."""
    each = [_group(one, group) for one in left]
    number, reasons = sum(size for size, _ in each), Counter[str]()
    for _, named in each:
        reasons.update(named)
    rests = [(number, reasons), *((number - size, reasons - Counter(named)) for size, named in each if led)]
    return all(not size or _may_be_told(size, named) for size, named in rests)


def _group(one: TrackMonth, group: str) -> tuple[int, Mapping[str, int]]:
    """Of how many people a part is; of those whose accompaniment ended, for which reasons."""
    return getattr(one, group), (one.ended_by or {}) if group == "ended" else {}


def _may_be_told(number: int, reasons: Mapping[str, int]) -> bool:
    """Of five and more; of whom nobody knows for which reason each ended, or all of them reached their goal."""
    named = {reason for reason, number in reasons.items() if number}
    return number >= FEW and (not named or len(named) > 1 or named == {"goal"})


def _without(one: TrackMonth, parts: Collection[str]) -> TrackMonth:
    nothing: dict[str, Any] = dict.fromkeys(parts)
    return replace(one, **{"waits": () if one.minutes is None else (one.minutes,), **nothing})


def _added(one: TrackMonth, other: TrackMonth) -> TrackMonth:
    summed = {
        name: getattr(one, name) + getattr(other, name)
        for name in TrackMonth.__slots__
        if name not in ("ended_by", "levels")
    }
    reasons = [dict(each.ended_by or {}) for each in (one, other)]
    by = {reason: sum(each.get(reason, 0) for each in reasons) for reason in sorted({*reasons[0], *reasons[1]})}
    # In order, so that nothing shows whose they are.
    return replace(TrackMonth(), **{**summed, "waits": tuple(sorted(summed["waits"]))}, ended_by=by)
