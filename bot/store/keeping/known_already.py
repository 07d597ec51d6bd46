"""Finds who and what of a file is here already. Names are opened and compared here; only codes leave."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import and_, select

from bot.domain.people import Person
from bot.store.caseload import walls
from bot.store.engine import audit
from bot.store.engine.database import Tx
from bot.store.engine.tables import cases, checkins
from bot.store.people import people

T = TypeVar("T")
# So many values stand in one statement, and so many keys are unwrapped in one go.
AT_ONCE = 1000
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody whom a file names: on which line, with whom, since which day (None: it does not say), as which code."""

    line: int
    track: str
    name: str
    mentor_id: int
    day: date | None
    code: str


@dataclass(frozen=True, slots=True)
class Known:
    """Who is here already: their number and code, and what they share with a row: of code, name, mentor, day.

    those: all of that name whom the row may be about. is_erased: the row's code was somebody's who was erased, which
    says nothing of whether somebody of its name is here.
    """

    id: int
    code: str
    shared: frozenset[str]
    is_erased: bool = False
    those: tuple[int, ...] = ()


# What keyboards and programs put where a name has an apostrophe (Nur'aini).
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2019\u2018\u02bc\u02bb\u2032\u00b4`", "'"))


def same_name(name: str) -> str:
    """What two ways to write one name have in common."""
    return " ".join(unicodedata.normalize("NFKC", name.translate(_APOSTROPHES)).casefold().split())


def cases_like(tx: Tx, rows: Sequence[Row], zone: ZoneInfo) -> tuple[dict[int, Known], int]:
    """By line, whoever has the same code, or the same name with the same mentor or the same day of intake; and how many
    names were opened for that: `note_compared` is to follow.

    Only names that could matter are opened: of the same track and mentor, day of intake or code.
    """
    pairs = {(row.track, row.mentor_id) for row in rows}
    days = {row.day for row in rows if row.day is not None}
    codes = {row.code for row in rows if row.code}
    near = [
        one
        for one in _around(tx, pairs, days, codes)
        if (one.track, one.mentor_id) in pairs or one.code in codes or one.intake_at.astimezone(zone).date() in days
    ]
    names = dict(_opened(tx, [one for one in near if one.name is not None]))
    by_code = {one.code: one for one in near}
    by_name: dict[str, list[Any]] = {}
    for one in near:
        if one.id in names:
            by_name.setdefault(names[one.id], []).append(one)
    found = {}
    for row in rows:
        named, alike = same_name(row.name), []
        for one in (*([by_code[row.code]] if row.code in by_code else []), *by_name.get(named, ())):
            shared = _shared(row, one, named, names, zone)
            if "code" in shared or ("name" in shared and shared & {"mentor", "day"}):
                alike.append(Known(one.id, one.code, shared))
        if alike:  # who has the same name is meant, also where the code is somebody else's
            best = max(alike, key=lambda one: "name" in one.shared)
            is_erased = row.code in by_code and by_code[row.code].status == "erased"
            found[row.line] = replace(best, is_erased=is_erased, those=_those(best, alike))
    return found, len(names)


def _those(best: Known, alike: Sequence[Known]) -> tuple[int, ...]:
    """One where the name and the code are theirs; where there is no such code, nobody knows which of that name."""
    if {"code", "name"} <= best.shared:
        return (best.id,)
    return tuple(dict.fromkeys(one.id for one in alike if "name" in one.shared))


def _shared(row: Row, one: Any, named: str, names: Mapping[int, str], zone: ZoneInfo) -> frozenset[str]:
    what = {
        "code": bool(row.code) and row.code == one.code,
        "name": names.get(one.id) == named,
        "mentor": (row.track, row.mentor_id) == (one.track, one.mentor_id),
        "day": row.day is not None and row.day == one.intake_at.astimezone(zone).date(),
    }
    return frozenset(name for name, is_so in what.items() if is_so)


def _around(
    tx: Tx, pairs: Collection[tuple[str, int]], days: Collection[date], codes: Collection[str]
) -> Iterator[Any]:
    """The cases of these mentors, from about these days, or with these codes; each once."""
    columns = (cases.c.id, cases.c.code, cases.c.track, cases.c.mentor_id, cases.c.intake_at, cases.c.status)
    wanted = select(*columns, cases.c.name)
    there = cases.c.status != "erased"
    which = [and_(there, cases.c.mentor_id.in_(some)) for some in _parts(sorted({mentor for _, mentor in pairs}))]
    which += [cases.c.code.in_(some) for some in _parts(sorted(codes))]
    if days:
        midnights = [datetime.combine(day, datetime.min.time(), ZoneInfo("UTC")) for day in (min(days), max(days))]
        which.append(
            and_(there, cases.c.intake_at.between(midnights[0] - DAY, midnights[1] + 2 * DAY))  # in every zone
        )
    seen = set[int]()
    for condition in which:
        for one in tx.execute(wanted.where(condition).order_by(cases.c.id)).all():
            if one.id not in seen:
                seen.add(one.id)
                yield one


def _opened(tx: Tx, rows: Sequence[Any]) -> Iterator[tuple[int, str]]:
    for some in _parts(rows):
        tx.fetch_keys(one.name for one in some)
        for one in some:
            yield one.id, same_name(tx.open(one.name, "cases", "name", one.id))


def with_a_wall(tx: Tx, case_ids: Sequence[int]) -> set[int]:
    """Those of these cases, however many, that must not meet somebody."""
    return {one for some in _parts(case_ids) for one in walls.with_a_wall(tx, some)}


def note_compared(tx: Tx) -> None:
    """Names were opened to be compared with those of a file; one entry for all of them."""
    audit.note(tx, None, "read_name", "deployment", None)


def codes_of_names(tx: Tx, staff: Sequence[Person]) -> dict[str, str]:
    """What two ways to write a name of the staff have in common -> the code of whoever has it."""
    names = people.names(tx, [one.id for one in staff])
    return {same_name(names[one.id]): one.code for one in reversed(staff) if one.id in names}


@dataclass(frozen=True, slots=True)
class Moments:
    """When contacts of a case were recorded, and when and by whom they were; to the second, and to the minute."""

    recorded: frozenset[datetime]
    contacts: frozenset[tuple[datetime, int]]

    def days(self, zone: ZoneInfo) -> set[tuple[date, int]]:
        """On which days of this clock they were, and by whom."""
        return {(at.astimezone(zone).date(), by_id) for at, by_id in self.contacts}


def check_ins_of(tx: Tx, case_ids: Collection[int]) -> dict[int, Moments]:
    """The check-ins of these cases, by their moments; nothing sealed is opened."""
    found: dict[int, tuple[set[datetime], set[tuple[datetime, int]]]] = {}
    for some in _parts(sorted(set(case_ids))):
        columns = (checkins.c.case_id, checkins.c.by_id, checkins.c.at, checkins.c.contact_at)
        for row in tx.execute(select(*columns).where(checkins.c.case_id.in_(some))):
            recorded, contacts = found.setdefault(row.case_id, (set(), set()))
            recorded.add(to_second(row.at))
            contacts.add((to_minute(row.contact_at), row.by_id))
    return {case_id: Moments(frozenset(one), frozenset(other)) for case_id, (one, other) in found.items()}


def to_second(at: datetime) -> datetime:
    """A moment as files keep it."""
    return at.replace(microsecond=0)


def to_minute(at: datetime) -> datetime:
    """A moment as people write it."""
    return at.replace(second=0, microsecond=0)


def _parts(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for at in range(0, len(items), AT_ONCE):
        yield items[at : at + AT_ONCE]
