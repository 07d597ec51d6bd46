"""A month of a programme in numbers, whole ISO weeks; what may be told of each team, and of all together. Pure.

A team with fewer than five people of a kind of service is told of as part of the whole only; and where the teams left
out would be fewer than five together, the smallest of the others is left out too, so that what is left gives nobody
away. In the same way a group of fewer than five is not broken down, nor one whose rest would be.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from statistics import median

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

    people: accompanied at the beginning or taken up since; at_end: accompanied then, of whom some rest. ended_by: by
    reason. planned, done: contacts. recorded: check-ins, of whom so many people; reached: of those. beyond: for longer
    than their own rhythm without contact. flags: urgent ones raised; taken: of those, after so many minutes (the median
    of `waits`). asked: requests, of so many people; in_time: answered within 72 hours. referred, received, dropped:
    referrals. levels: by topic, best first.
    """

    people: int = 0
    at_start: int = 0
    new: int = 0
    ended: int = 0
    ended_by: Mapping[str, int] | None = field(default_factory=dict)
    at_end: int = 0
    resting: int = 0
    planned: int = 0
    done: int = 0
    recorded: int = 0
    recorded_people: int = 0
    reached: int | None = 0
    beyond: int = 0
    flags: int = 0
    taken: int = 0
    waits: tuple[int, ...] = ()
    asked: int = 0
    asked_people: int = 0
    in_time: int | None = 0
    referred: int = 0
    received: int = 0
    dropped: int = 0
    levels: Mapping[str, list[int]] = field(default_factory=dict)

    @property
    def minutes(self) -> int | None:
        """After how many minutes an urgent flag was taken on: as many sooner as later."""
        return round(median(self.waits)) if self.waits else None


# What is broken down: by what, of how many people.
_PARTS = {"ended_by": "ended", "reached": "recorded_people", "in_time": "asked_people"}
Teams = Mapping[int | None, TrackMonth]


def whole(teams: Teams) -> TrackMonth:
    """All teams together; levels apart, which are told of by themselves."""
    found = TrackMonth()
    for one in teams.values():
        found = _added(found, one)
    return found


def told(teams: Teams) -> tuple[TrackMonth, dict[int, TrackMonth]]:
    """What may be told of a kind of service: of all together, and of each team that is told of by itself."""
    of_all, shown = whole(teams), _shown(teams)
    parts = []
    for part, group in _PARTS.items():
        kept_back = sum(getattr(one, group) for team, one in teams.items() if not _has_parts(team, shown, group))
        if not _may_be_broken_down(getattr(of_all, group), kept_back):
            parts.append(part)
    few = {team: [part for part, group in _PARTS.items() if getattr(one, group) < FEW] for team, one in shown.items()}
    return _without(of_all, parts), {team: _without(one, few[team]) for team, one in shown.items()}


def _shown(teams: Teams) -> dict[int, TrackMonth]:
    """The teams told of by themselves: those of five and more, if those left out are nobody, or five and more too."""
    sizes = sorted((one.people, team) for team, one in teams.items() if team is not None and one.people >= FEW)
    shown = {team for _, team in sizes}
    left_out = sum(one.people for team, one in teams.items() if team not in shown)
    for people, team in sizes:
        if left_out == 0 or left_out >= FEW:
            break
        shown.discard(team)
        left_out += people
    return {team: one for team, one in teams.items() if team is not None and team in shown}


def _has_parts(team: int | None, shown: Mapping[int, TrackMonth], group: str) -> bool:
    return team is not None and team in shown and getattr(shown[team], group) >= FEW


def _may_be_broken_down(whole_group: int, kept_back: int) -> bool:
    return whole_group >= FEW and (kept_back == 0 or kept_back >= FEW)


def _without(one: TrackMonth, parts: Collection[str]) -> TrackMonth:
    return replace(
        one,
        ended_by=None if "ended_by" in parts else one.ended_by,
        reached=None if "reached" in parts else one.reached,
        in_time=None if "in_time" in parts else one.in_time,
    )


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
