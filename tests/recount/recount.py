"""The figures of a digest and of a month's report, counted again in plain Python from an export and nothing else.

Nothing is taken from the bot: the arithmetic of days, the thresholds and what is kept back are typed here anew. What an
export does not tell is given from outside: whose digest it is and by which clock, and when weeks and months were
counted. It is true of programmes like that of programme.py, which says what must not have happened.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import chain, groupby
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

DAY, WEEK, JAKARTA = timedelta(days=1), timedelta(days=7), ZoneInfo("Asia/Jakarta")
TALKED = ("visit", "call", "message", "family")
TOPICS = ("diri", "sehat", "keluarga", "pokok", "kerja", "sosial", "urusan", "aman")
PLANNED_KINDS, OPEN_STATES = ("next_contact", "try_again"), ("waiting", "said", "held", "failed")
ABOUT_MENTORS, ABOUT_LEADERS = ("complaint", "harm"), ("complaint_above", "harm_above")
FEW, BEST = 5, 4
Row = dict[str, Any]
Numbers = dict[str, Any]


def moment(written: str | None) -> datetime | None:
    """As it stands in a file, aware."""
    return None if written is None else datetime.fromisoformat(written)


def at_midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def mondays_of(month: date) -> list[date]:
    """Those of the weeks whose Thursday lies in the month."""
    days = (month + timedelta(days=number) for number in range(-6, 31))
    return [day for day in days if day.weekday() == 0 and (day + 3 * DAY).replace(day=1) == month]


def months_from(first: date, last: date) -> list[date]:
    """The first days of the months in which the weeks of these two days are counted, and of those between."""
    months = sorted({(monday_of(first) + number * WEEK + 3 * DAY).replace(day=1) for number in range(60)})
    return [one for one in months if one <= (monday_of(last) + 3 * DAY).replace(day=1)]


def kept_at(month: date, moments: Iterable[datetime]) -> datetime:
    """At which of these moments a month was over: an hour after its last Sunday."""
    over = at_midnight(mondays_of(month)[-1] + WEEK, JAKARTA) + timedelta(hours=1)
    return min(one for one in moments if one >= over)


@dataclass
class Planned:
    """A version of a planned contact."""

    version: int
    slot: datetime
    due_at: datetime
    state: str
    created_at: datetime
    ended_at: datetime | None

    def stood(self, at: datetime) -> bool:
        return self.state in (*OPEN_STATES, "answered", "skipped") or (self.ended_at is not None and self.ended_at > at)

    def was_answered(self, at: datetime) -> bool:
        return self.state == "answered" and self.ended_at is not None and self.ended_at <= at

    def was_open(self, at: datetime) -> bool:
        return self.created_at <= at and (self.ended_at is None or self.ended_at > at)


@dataclass
class Version:
    """One of the versions of a check-in."""

    at: datetime
    contact_at: datetime
    reached: bool
    levels: dict[str, int]


@dataclass
class CheckIn:
    """A check-in with its versions, the first one first."""

    case: str
    by: str
    at: datetime
    versions: list[Version] = field(default_factory=list)

    def as_of(self, at: datetime | None = None) -> Version:
        """As it stood at that moment; None: as it stands."""
        return [one for one in self.versions if at is None or one.at <= at][-1]


@dataclass
class Case:
    """Somebody who is accompanied, and all there is of them."""

    code: str
    track: str
    mentor: str
    team: str
    weeks: int
    status: str
    intake_at: datetime
    closed_at: datetime | None
    reason: str
    course: list[tuple[datetime, str, str | None]] = field(default_factory=list)
    planned: dict[tuple[str, datetime], list[Planned]] = field(default_factory=lambda: defaultdict(list))
    checkins: list[CheckIn] = field(default_factory=list)
    flags: list[Row] = field(default_factory=list)
    requests: list[Row] = field(default_factory=list)
    referrals: list[Row] = field(default_factory=list)

    def runs(self, at: datetime) -> bool:
        return self.intake_at <= at and (self.closed_at is None or self.closed_at > at)

    def rests(self, at: datetime) -> bool:
        turns = [what for when, what, _ in self.course if when <= at and what in ("paused", "resumed")]
        return turns[-1:] == ["paused"]

    def is_active(self, at: datetime) -> bool:
        return self.runs(at) and not self.rests(at)

    def mentor_at(self, at: datetime) -> str:
        """Raises LookupError where the export does not know."""
        found = [mentor for when, _, mentor in self.course if when <= at][-1]
        if found is None:
            raise LookupError(f"{self.code}: whose was it at {at}?")
        return found

    def newest(self) -> Iterator[Planned]:
        """Each planned contact once."""
        for versions in self.planned.values():
            yield max(versions, key=lambda one: one.version)

    def rhythm(self, at: datetime) -> int:
        """In weeks; the usual course grows slower."""
        since = at - self.intake_at
        return self.weeks or (1 if since < 91 * DAY else 2 if since < 182 * DAY else 4)

    def last_met(self, at: datetime, known: datetime | None = None) -> datetime:
        """Among what was recorded up to `at`; as it was known at `known`."""
        stood = [one.as_of(known) for one in self.checkins if one.at <= at]
        return max((one.contact_at for one in stood if one.reached), default=self.intake_at)

    def is_beyond(self, met: datetime, at: datetime) -> bool:
        return at - met >= self.rhythm(at) * WEEK + DAY

    def overdue_since(self, at: datetime) -> datetime | None:
        """For when the first of those was planned that had come and were open."""
        handed = [when for when, what, _ in self.course if what == "handed_over"]
        slots = []
        for versions in self.planned.values():
            for one in versions:
                # Handing on moves what is open to an hour of the new mentor's: before that it had come at its own.
                later = [when for when in handed if when > at and one.was_open(when - timedelta(seconds=1))]
                if one.was_open(at) and (one.slot if later else one.due_at) <= at:
                    slots.append(one.slot)
        return min(slots, default=None)


class Recount:
    """An export, read."""

    def __init__(self, export: dict[str, list[Row]]) -> None:
        self.export = export
        self.cases = {row["code"]: self._case(row) for row in export["cases"]}
        for row in export["course"]:
            self.cases[row["code"]].course.append((datetime.fromisoformat(row["at"]), row["what"], row["mentor"]))
        for row in export["prompts"]:
            at = {name: moment(row[name]) for name in ("slot", "due_at", "created_at", "ended_at")}
            one = Planned(version=row["version"], state=row["state"], **at)  # type: ignore[arg-type]
            self.cases[row["code"]].planned[row["kind"], one.slot].append(one)
        self._read_checkins(export)
        for kind in ("flags", "requests", "referrals"):
            for row in export[kind]:
                told = {name: moment(value) if name.endswith("_at") else value for name, value in row.items()}
                getattr(self.cases[row["code"]], kind).append(told)
        # Each mentor has somebody to the end, so that all of them are here; a leader is of their own team.
        self.team_of = {team: team for team in {one.team for one in self.cases.values()}}
        self.team_of |= {one.mentor: one.team for one in self.cases.values()}

    def _case(self, row: Row) -> Case:
        begun = datetime.fromisoformat(row["intake_at"])
        plain = (row["code"], row["track"], row["mentor"], row["team"], row["cadence_weeks"], row["status"])
        return Case(*plain, begun, moment(row["closed_at"]), row["closed_reason"] or "")

    def _read_checkins(self, export: dict[str, list[Row]]) -> None:
        found = {}
        for row in export["checkins"]:
            one = CheckIn(row["code"], row["by"], datetime.fromisoformat(row["at"]))
            found[row["code"], row["at"]] = one
            self.cases[row["code"]].checkins.append(one)
        assert len(found) == len(export["checkins"]), "two of one case in one second"
        for row in export["revisions"]:
            at, contact_at = datetime.fromisoformat(row["at"]), datetime.fromisoformat(row["contact_at"])
            reached = row["contact"] in TALKED
            kept = dict.fromkeys(TOPICS, BEST) if row["overall"] == "fine" else row["levels"] or {}
            version = Version(at, contact_at, reached, kept if reached else {})
            found[row["code"], row["checkin_at"]].versions.append(version)
        for row in export["checkins"]:  # as it stands now is what its last version says
            last = found[row["code"], row["at"]].versions[-1]
            assert last.contact_at == datetime.fromisoformat(row["contact_at"]), row

    # -- a digest ------------------------------------------------------------------------------------------------------

    def digest(self, leader: str, zone: str, monday: date, now: datetime) -> dict[str, dict[str, Numbers]]:
        """By track, what is told of the week of a Monday: as of its end, or of now while it is running."""
        clock = ZoneInfo(zone)
        start, end = (at_midnight(day, clock) for day in (monday, monday + WEEK))
        end = min(end, now + timedelta(microseconds=1))
        found = {}
        for track in "RP":
            those = [one for one in self.cases.values() if one.team == leader and one.track == track]
            told = {
                "contacts": self._contacts(those, start, end),
                "recorded": self._recorded(those, start, end),
                "waiting": self._waiting(those, start, min(end, now)),
                "flags": self._flags(those, start, end, min(end, now)),
                "requests": self._requests(those, leader, min(end, now)),
                "silent": self._silent(those, start, min(end, now)),
                "workload": self._workload(those, min(end, now), now),
            }
            if any(value for part in told.values() for value in part.values()):
                found[track] = told
        return found

    def _contacts(self, those: list[Case], start: datetime, end: datetime) -> Numbers:
        found: Numbers = {}
        for name, first, last in (("", start, end), ("_before", start - WEEK, end - WEEK)):
            each = [one for case in those for one in case.newest() if first <= one.slot < last and one.stood(last)]
            found |= {f"planned{name}": len(each), f"done{name}": sum(one.was_answered(last) for one in each)}
        return found

    def _recorded(self, those: list[Case], start: datetime, end: datetime) -> Numbers:
        found: Numbers = {}
        for name, first, last in (("", start, end), ("_before", start - WEEK, end - WEEK)):
            each = [one for case in those for one in case.checkins if first <= one.at < last]
            reached = sum(one.as_of().reached for one in each)
            found |= {f"reached{name}": reached, f"missed{name}": len(each) - reached}
            found |= {f"people{name}": len({one.case for one in each})}
        return found

    def _waiting(self, those: list[Case], start: datetime, at: datetime) -> Numbers:
        found = Counter(days=0, week=0, longer=0, new_week=0, new_longer=0)
        for case in those:
            since = case.overdue_since(at) if case.is_active(at) else None
            if since is not None:
                age, before = at - since, start - since
                step = "longer" if age >= 7 * DAY else "week" if age >= 3 * DAY else "days"
                found[step] += 1
                found["new_longer"] += step == "longer" and before < 7 * DAY
                found["new_week"] += step == "week" and before < 3 * DAY
        return dict(found)

    def _flags(self, those: list[Case], start: datetime, end: datetime, at: datetime) -> Numbers:
        each = [(case, flag) for case in those for flag in case.flags]
        still = [(case, flag) for case, flag in each if flag["raised_at"] <= at and _not_by(flag["closed_at"], at)]
        taken = [flag for _, flag in each if flag["acknowledged_at"] and start <= flag["acknowledged_at"] < end]
        seconds = sum(int((one["acknowledged_at"] - one["raised_at"]).total_seconds()) for one in taken)
        return {
            "open": len(still),
            "alone": sum(_not_by(flag["acknowledged_at"], at) for _, flag in still),
            "taken": len(taken),
            "people": len({case.code for case, _ in still}),
            "minutes": round(seconds / 60 / len(taken)) if taken else 0,
        }

    def _requests(self, those: list[Case], leader: str, at: datetime) -> Numbers:
        waiting = [
            one["received_at"]
            for case in those
            for one in case.requests
            if one["received_at"] <= at
            and (one["state"] in ("open", "taken") or one["done_at"] > at)
            and not self._may_be_about(leader, case, one)
        ]
        hours = int((at - min(waiting)).total_seconds() // 3600) if waiting else 0
        return {"open": len(waiting), "hours": hours}

    def _may_be_about(self, leader: str, case: Case, asked: Row) -> bool:
        """What goes past leaders; and what goes past mentors, where this leader accompanied them: as their mentor, by a
        check-in, or standing in for a mentor of theirs since it began.
        """
        if asked["kind"] not in ABOUT_MENTORS:
            return asked["kind"] in ABOUT_LEADERS
        mentors = {case.mentor, case.mentor_at(asked["received_at"])}
        stood_in = {row["cover"] for row in self._leave if row["person"] in mentors and row["until"] > case.intake_at}
        return leader in mentors or leader in stood_in or any(one.by == leader for one in case.checkins)

    @cached_property
    def _leave(self) -> list[Row]:
        return [
            {**row, "since": datetime.fromisoformat(row["from_at"]), "until": datetime.fromisoformat(row["until_at"])}
            for row in self.export["absences"]
        ]

    def _silent(self, those: list[Case], start: datetime, at: datetime) -> Numbers:
        found = Counter(beyond=0, from_14=0, from_30=0, from_60=0, new_beyond=0, new_30=0, new_60=0)
        for case in those:
            if case.is_active(at):
                met = case.last_met(at)
                age, before = at - met, start - met
                found["beyond"] += case.is_beyond(met, at)
                found["new_beyond"] += case.is_beyond(met, at) and not case.is_beyond(met, start)
                for days, until in ((14, 30), (30, 60), (60, 10_000)):
                    if days * DAY <= age < until * DAY:
                        found[f"from_{days}"] += 1
                        if days > 14:
                            found[f"new_{days}"] += before < days * DAY
        return dict(found)

    def _workload(self, those: list[Case], at: datetime, now: datetime) -> Numbers:
        loads = Counter(one.mentor for one in those if one.is_active(at))
        if at == now:
            assert loads == Counter(one.mentor for one in those if one.status == "active"), "the course says otherwise"
        return {"cases": loads.total(), "mentors": len(loads), "most": max(loads.values(), default=0)}

    # -- a month -------------------------------------------------------------------------------------------------------

    def month(self, first: date, kept_at: datetime, cells: Iterable[Cell]) -> dict[str | None, Numbers]:
        """By leader (None: of all), what was told of a month at that moment: `tracks`, and `staff`."""
        mondays = mondays_of(first)
        start, end = at_midnight(mondays[0], JAKARTA), at_midnight(mondays[-1] + WEEK, JAKARTA)
        after = mondays_of((first + 31 * DAY).replace(day=1))[-1] + WEEK
        is_newest = kept_at < at_midnight(after, JAKARTA) + timedelta(hours=1)  # the next one is not over yet
        known = [one for one in self.cases.values() if one.intake_at <= kept_at]
        by_team = {code: self.team_of[self.cases[code].mentor_at(kept_at)] for code in (one.code for one in known)}
        tracks: dict[str | None, dict[str, Numbers]] = defaultdict(dict)
        for track in "RP":
            teams = {}
            for team in sorted(set(by_team.values())):
                those = [one for one in known if one.track == track and by_team[one.code] == team]
                told = self._of_month(those, start, end, kept_at)
                if any(told.values()):
                    teams[team] = told
            if any(one["people"] for one in teams.values()):
                # Of months that are told of later, who was of which team is not known any more.
                tracks[None][track], apart = kept_back(teams, with_teams=is_newest)
                for team, told in apart.items():
                    tracks[team][track] = told
        levels = self._levels_of_month(mondays, kept_at, cells)
        for whose, by_track in tracks.items():
            for track, told in by_track.items():
                told["levels"] = levels[whose, track]
        if not is_newest:
            return {None: {"tracks": tracks[None], "staff": None}} if tracks else {}
        staff = self._staff(start, end, kept_at)
        told_of = staff_kept_back(staff, {team for team in tracks if team is not None})
        return {whose: {"tracks": by_track, "staff": told_of[whose]} for whose, by_track in tracks.items()}

    def _of_month(self, those: list[Case], start: datetime, end: datetime, known: datetime) -> Numbers:
        running = [[one for one in those if one.runs(at)] for at in (start, end)]
        new = [one for one in those if start < one.intake_at < end]
        ended = [one for one in those if one.closed_at is not None and start <= one.closed_at < end]
        contacts = [one for case in those for one in case.newest() if start <= one.slot < end and one.stood(end)]
        recorded = [one for case in those for one in case.checkins if start <= one.at < end]
        raised = [one for case in those for one in case.flags if start <= one["raised_at"] < end]
        taken = [one for one in raised if one["acknowledged_at"] and one["acknowledged_at"] < end]
        waits = sorted(round((one["acknowledged_at"] - one["raised_at"]).total_seconds() / 60) for one in taken)
        hours = timedelta(hours=72)
        asked = [
            (case.code, one)
            for case in those
            for one in case.requests
            if one["kind"] not in (*ABOUT_MENTORS, *ABOUT_LEADERS)
            # Of what came in the last three days nobody knows yet.
            if start - hours <= one["received_at"] < end - hours
            if not (one["state"] == "recalled" and one["done_at"] - one["received_at"] <= hours)
        ]
        referred = [(case.code, one) for case in those for one in case.referrals]
        made = [code for code, one in referred if start <= one["created_at"] < end]
        changed = [(code, one["state"]) for code, one in referred if start <= one["changed_at"] < end]
        received, dropped = ([code for code, state in changed if state == one] for one in ("finished", "dropped"))
        return {
            "people": len({one.code for one in (*running[0], *new)}),
            "at_start": len(running[0]),
            "new": len(new),
            "ended": len(ended),
            "ended_by": dict(Counter(one.reason for one in ended)),
            "at_end": len(running[1]),
            "resting": sum(one.rests(end) for one in running[1]),
            "planned": len(contacts),
            "planned_people": len({case.code for case in those for one in case.newest() if one in contacts}),
            "done": sum(one.was_answered(end) for one in contacts),
            "recorded": len(recorded),
            "recorded_people": len({one.case for one in recorded}),
            "reached": sum(one.as_of(known).reached for one in recorded),
            "beyond": sum(one.is_active(end) and one.is_beyond(one.last_met(end, known), end) for one in those),
            "flags": len(raised),
            "flag_people": len({case.code for case in those for one in case.flags if start <= one["raised_at"] < end}),
            "taken": len(taken),
            "taken_people": len({case.code for case in those for one in case.flags if one in taken}),
            "waits": waits,
            "asked": len(asked),
            "asked_people": len({code for code, _ in asked}),
            "in_time": sum(bool(one["done_at"]) and one["done_at"] - one["received_at"] <= hours for _, one in asked),
            "referred": len(made),
            "referred_people": len({*made, *received, *dropped}),
            "received": len(received),
            "dropped": len(dropped),
        }

    def _staff(self, start: datetime, end: datetime, kept_at: datetime) -> dict[str | None, Numbers]:
        loads = Counter(one.mentor_at(kept_at) for one in self.cases.values() if one.is_active(kept_at))
        found: dict[str | None, Numbers] = {}
        for whose in (None, *sorted(set(self.team_of.values()))):
            mentors = [one for one, team in self.team_of.items() if one.startswith("M") and whose in (None, team)]
            spans = [
                (max(row["since"], start), min(row["until"], end))
                for row in self._leave
                if row["person"] in mentors and row["state"] == "approved"
            ]
            days = sum(-(-(last - begins) // DAY) for begins, last in spans if begins < last)
            most = max((loads[one] for one in mentors), default=0)
            found[whose] = {"mentors": len(mentors), "most": most, "days_away": days}
        return found

    # -- levels --------------------------------------------------------------------------------------------------------

    def cells(self, moments: Iterable[datetime]) -> list[Cell]:
        """What was told of levels, if weeks that were over were counted at these moments."""
        told: set[tuple[int, str]] = set()
        settled: set[int] = set()
        found: list[Cell] = []
        everything = sorted((one for case in self.cases.values() for one in case.checkins), key=lambda one: one.at)
        for now in moments:
            over = monday_of((now - timedelta(hours=1)).astimezone(JAKARTA).date())
            unsettled = [one for one in everything if one.at <= now and id(one) not in settled]
            for block, of_block in groupby(unsettled, key=lambda one: _block_of(_week_of(one.at))):
                each = [one for one in of_block if _week_of(one.at) < over]
                teams = sorted({self.team_of[one.by] for one in each})
                all_of_them: list[str | None] = [None] if block + 8 * WEEK <= over else []
                for team in (*teams, *all_of_them):
                    of_team = [one for one in each if team in (None, self.team_of[one.by])]
                    spans = [(0, 8)] if team is None else _spans((over - block) // WEEK)
                    found += self._told(team, block, spans, of_team, told, now)
                if block + 8 * WEEK <= over:
                    settled.update(id(one) for one in each)
        return found

    def _told(
        self,
        team: str | None,
        block: date,
        spans: Collection[tuple[int, int]],
        each: list[CheckIn],
        told: set[tuple[int, str]],
        now: datetime,
    ) -> Iterator[Cell]:
        for track in "PR":
            for topic in TOPICS:
                left = [
                    (one, (_week_of(one.at) - block) // WEEK, level)
                    for one in each
                    if self.cases[one.case].track == track and (id(one), topic) not in told
                    if (level := one.as_of(now).levels.get(topic)) is not None
                ]
                for first, weeks in spans:
                    those = [(one, level) for one, week, level in left if first <= week < first + weeks]
                    last = {one.case: level for one, level in those}
                    alike = set(last.values())
                    if len(last) >= FEW and alike not in ({3}, {2}, {1}, {1, 2}):
                        numbers = [list(last.values()).count(level) for level in (4, 3, 2, 1)]
                        yield Cell(team, track, topic, block + first * WEEK, weeks, numbers, now)
                        told.update((id(one), topic) for one, _ in those)
                        left = [one for one in left if (id(one[0]), topic) not in told]

    def _levels_of_month(
        self, mondays: list[date], kept_at: datetime, cells: Iterable[Cell]
    ) -> dict[tuple[str | None, str], dict[str, list[int]]]:
        found: dict[tuple[str | None, str], dict[str, list[int]]] = defaultdict(dict)
        for one in cells:
            if one.told_at <= kept_at and one.monday + (one.weeks - 1) * WEEK in mondays:
                for whose in {None, one.team}:
                    before = found[whose, one.track].get(one.topic, [0] * 4)
                    found[whose, one.track][one.topic] = [a + b for a, b in zip(before, one.numbers, strict=True)]
        return found


@dataclass(frozen=True)
class Cell:
    """What was told of a topic: of whose team (None: what was left of all), of which weeks, good first, and when."""

    team: str | None
    track: str
    topic: str
    monday: date
    weeks: int
    numbers: list[int]
    told_at: datetime


def _not_by(at: datetime | None, moment: datetime) -> bool:
    return at is None or at > moment


def _week_of(at: datetime) -> date:
    return monday_of(at.astimezone(JAKARTA).date())


def _block_of(monday: date) -> date:
    """Blocks of eight weeks, counted from Monday, 9 November 2026."""
    return monday - (monday - date(2026, 11, 9)) % (8 * WEEK)


def _spans(over: int) -> list[tuple[int, int]]:
    weeks = [(number, 1) for number in range(min(over, 8))]
    return [*weeks, *((first, 4) for first in (0, 4) if first + 4 <= over), *([(0, 8)] if over >= 8 else [])]


# -- what is kept back -------------------------------------------------------------------------------------------------

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


def kept_back(teams: dict[str, Numbers], *, with_teams: bool) -> tuple[Numbers, dict[str, Numbers]]:
    """Of all teams, and of each that is told of by itself: nothing is told of fewer than five, nor can it be found."""
    of_all = _summed(list(teams.values()))
    shown = {team for team, one in teams.items() if with_teams and one["people"] >= FEW}
    while shown and 0 < sum(one["people"] for team, one in teams.items() if team not in shown) < FEW:
        shown.discard(min(shown, key=lambda team: (teams[team]["people"], team)))
    apart = {team: dict(teams[team]) for team in shown}
    whole = dict(of_all)
    for part, group in PARTS.items():
        of_nobody = {team for team in shown if not teams[team][group]}
        told_of = {team for team in shown if team in of_nobody or _can_be_told(part, [teams[team]])}
        while told_of - of_nobody:
            left = [one for team, one in teams.items() if team not in told_of]
            if _can_be_left(part, left):
                break
            told_of.discard(min(told_of - of_nobody, key=lambda team: (teams[team][group], team)))
        for team in shown - told_of:
            apart[team][part] = None
        if not _can_be_left(part, [one for team, one in teams.items() if team not in told_of]):
            whole[part] = None
    for told in (whole, *apart.values()):
        if told["taken"] is None:
            told["waits"] = None
        told["waits"] = told["waits"] and [minutes(told["waits"])]
    return whole, apart


def _can_be_left(part: str, teams: list[Numbers]) -> bool:
    """Nobody, or enough, for whoever sees what is told and for each of those who lead them."""
    rests = [teams, *([one for at, one in enumerate(teams) if at != place] for place in range(len(teams)))]
    return all(sum(one[PARTS[part]] for one in rest) == 0 or _can_be_told(part, rest) for rest in rests)


def _summed(teams: list[Numbers]) -> Numbers:
    found: Numbers = {}
    for name, first in teams[0].items():
        values = [one[name] for one in teams]
        if isinstance(first, dict):
            found[name] = dict(sum(map(Counter, values), Counter()))
        elif isinstance(first, list):
            found[name] = sorted(chain.from_iterable(values))
        else:
            found[name] = sum(values)
    return found


def _can_be_told(part: str, teams: list[Numbers]) -> bool:
    """Five people and more; and of endings, two reasons and more, or all reached what they had set out for."""
    if sum(one[PARTS[part]] for one in teams) < FEW:
        return False
    reasons = {reason for one in teams for reason, number in one["ended_by"].items() if number}
    return part != "ended_by" or len(reasons) >= 2 or "goal" in reasons


def staff_kept_back(every: dict[str | None, Numbers], shown: Collection[str]) -> dict[str | None, Numbers]:
    """What the busiest carries and leave are told of five mentors and more, and where those left over are that too,
    also for whoever leads some of them.
    """
    told = {whose: dict(every[whose]) for whose in (None, *shown)}
    few = {team for team in shown if every[team]["mentors"] < FEW}
    own = [one["mentors"] for team, one in every.items() if team is not None and (team not in shown or team in few)]
    left = [sum(own), *(sum(own) - number for number in own)]
    whole = {None} if every[None]["mentors"] < FEW or any(0 < number < FEW for number in left) else set()
    for whose in few | whole:
        told[whose] |= {"most": None, "days_away": None}
    return told


def minutes(waits: list[int]) -> int | None:
    """As many sooner as later."""
    return round(median(waits)) if waits else None
