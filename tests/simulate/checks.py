"""What must be true of a simulated year, read from the rows alone and reckoned apart from the bot's own rules."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.domain.followups import BY_KIND, CONTACT, DAY_AHEAD, LADDER, OPEN
from bot.domain.people import Person, Role
from bot.domain.timing.quiet import Calendar
from bot.reference.calendar import calendar
from bot.store.caseload import cases
from bot.store.engine.database import Tx
from bot.store.engine.tables import absences, flags, outbox, prompts
from bot.store.engine.tables import cases as case_table
from bot.store.institution import closed_days
from bot.store.people import people

PRAYERS = ((time(11, 45), time(13)), (time(15), time(15, 30)), (time(17, 30), time(19)))
FRIDAY_PRAYERS = ((time(11, 15), time(13, 30)), *PRAYERS[1:])
AFTER = {"reminder": (1, 1), "missed": (2, 3), "silent": (4, 7)}  # days since the rung before, and since the contact
# However the holidays fall, a rung is not later than this; and a contact open for longer has had it.
LATEST = timedelta(days=16)
MINUTES = (15, 30, 60)


@dataclass(frozen=True)
class Rows:
    """Everything the checks look at, as of one moment."""

    now: datetime
    prompts: list[Any]
    letters: Counter[int]
    staff: dict[int, Person]
    admins: list[int]
    cases: dict[int, Any]
    quiet: dict[int, frozenset[date]]
    leaves: list[Any]
    flags: list[Any]
    calendar: Calendar


def rows_of(tx: Tx, *which: Any) -> Rows:
    """Read it all, or only `which` prompts."""
    said = select(outbox.c.prompt_id).join(prompts, prompts.c.id == outbox.c.prompt_id).where(*which)
    letters = Counter(tx.execute(said).scalars())
    staff = {one.id: one for role in Role for one in people.of_role(tx, role)}
    found = {row.id: row for row in tx.execute(select(case_table))}
    quiet = {
        number: frozenset(
            first + timedelta(days=day)
            for first, last, _ in cases.quiet_spans(tx, number, row.quiet)
            for day in range((last - first).days + 1)
        )
        for number, row in found.items()
    }
    return Rows(
        tx.now,
        list(tx.execute(select(prompts).where(*which).order_by(prompts.c.id))),
        letters,
        staff,
        [number for number, one in staff.items() if one.role is Role.ADMIN],
        found,
        quiet,
        list(tx.execute(select(absences).where(absences.c.state == "approved").order_by(absences.c.id))),
        list(tx.execute(select(flags))),
        closed_days.calendar(tx, calendar()),
    )


def _said(rows: Rows) -> list[Any]:
    return [row for row in rows.prompts if row.said_at is not None]


def outside_hours(rows: Rows) -> list[str]:
    """Routine prompts said outside the hours of whoever heard them."""
    return [
        f"{row.kind} {row.id} at {row.said_at.astimezone(rows.staff[row.said_to].zone):%a %Y-%m-%d %H:%M}"
        for row in _said(rows)
        if not row.exact
        and not BY_KIND[row.kind].urgent
        and _is_outside(rows, rows.staff[row.said_to], row.said_at, rows.quiet.get(row.case_id, frozenset()))
    ]


def _is_outside(rows: Rows, who: Person, at: datetime, quiet: frozenset[date]) -> bool:
    local = at.astimezone(who.zone)
    day, hour = local.date(), local.time()
    if day in rows.calendar.holidays or day in quiet:
        return True
    if not who.hours.start <= hour < who.hours.end:
        return True
    if any(first <= day <= last for first, last in rows.calendar.fasting) and not time(9) <= hour < time(16, 30):
        return True
    prayers = FRIDAY_PRAYERS if day.weekday() == 4 else PRAYERS
    return who.hours.prayers and any(begins <= hour < ends for begins, ends in prayers)


def doubles(rows: Rows) -> list[str]:
    """Prompts that spoke twice, or never though they are said to have."""
    keys = Counter((row.kind, row.subject, row.slot, row.version) for row in rows.prompts)
    found = [f"two rows for {key}" for key, number in keys.items() if number > 1]
    found += [
        f"{row.kind} {row.id} has {rows.letters[row.id]} letters"
        for row in rows.prompts
        if row.kind != DAY_AHEAD and rows.letters[row.said_with or row.id] != (row.said_at is not None)
    ]
    open_contacts = Counter(row.case_id for row in rows.prompts if row.kind in CONTACT and row.state in OPEN)
    return [*found, *(f"case {case} has {n} open contacts" for case, n in open_contacts.items() if n > 1)]


def ladder(rows: Rows) -> list[str]:
    """Rungs too early, too late, twice or missing, counted from each time a contact spoke."""
    told = defaultdict(list)
    for row in _said(rows):
        if row.kind in CONTACT or row.kind in LADDER:
            told[row.subject, row.slot].append(row)
    found = []
    for one in told.values():
        one.sort(key=lambda row: (row.said_at, row.id))
        contact: dict[str, Any] = {}
        for row in one:
            if row.kind in CONTACT:
                found += _missing(contact, row.said_at)
                contact = {"contact": row}
            else:
                found += _rung(contact, row, rows.staff[row.said_to].zone)
                contact[row.kind] = row
        found += _missing(contact, rows.now)
    return found


def _rung(contact: dict[str, Any], row: Any, zone: ZoneInfo) -> list[str]:
    """By days, as whoever hears it counts them: what comes due on a day comes with its sheet."""
    before = {"reminder": "contact", "missed": "reminder", "silent": "missed"}[row.kind]
    if row.kind in contact:
        return [f"{row.kind} {row.id} twice"]
    if before not in contact:
        return [f"{row.kind} {row.id} without a {before}"]
    least, whole = (timedelta(days=days) for days in AFTER[row.kind])
    day = row.said_at.astimezone(zone).date()
    days = {kind: day - contact[kind].said_at.astimezone(zone).date() for kind in ("contact", before)}
    if days[before] < least or days["contact"] < whole:
        return [f"{row.kind} {row.id} too early"]
    if row.said_at - contact[before].said_at > least + LATEST:
        return [f"{row.kind} {row.id} too late"]
    return []


def _missing(contact: dict[str, Any], until: datetime) -> list[str]:
    if not contact or "contact" not in contact:
        return []
    first = contact["contact"]
    ended = min(until, first.ended_at or until)
    before = first
    for kind in LADDER:
        if kind not in contact:
            late = ended - before.said_at > timedelta(days=AFTER[kind][0]) + LATEST
            return [f"no {kind} after {first.kind} {first.id}"] if late else []
        before = contact[kind]
    return []


def without_a_next_moment(rows: Rows) -> list[str]:
    """Active cases with no contact to come, and moments that have come and were passed over."""
    planned = {row.case_id for row in rows.prompts if row.kind in CONTACT and row.state in OPEN}
    active = {number for number, row in rows.cases.items() if row.status == "active"}
    lost = [f"case {number} has no next moment" for number in sorted(active - planned)]
    late = [f"{row.kind} {row.id} waits" for row in rows.prompts if row.state == "waiting" and row.due_at <= rows.now]
    return lost + late


def wrong_person(rows: Rows) -> list[str]:
    """Prompts that reached somebody else than the mentor, their cover, or who stands in."""
    found = []
    for row in _said(rows):
        to = BY_KIND[row.kind].to
        if to in ("mentor", "supervisor") and row.case_id is not None and row.said_to not in _rightly(rows, row, to):
            found.append(f"{row.kind} {row.id} reached {row.said_to}")
    return found


def _rightly(rows: Rows, row: Any, to: str) -> list[int]:
    mentor = rows.cases[row.case_id].mentor_id
    above = rows.staff[mentor].supervisor_id
    leaders = [above] if above is not None else rows.admins
    if to == "supervisor":
        return leaders
    away = _away(rows, mentor, row.said_at)
    if not away:
        return [mentor]
    cover = away[-1].cover_id
    return leaders if cover is None or _away(rows, cover, row.said_at) else [cover]


def _away(rows: Rows, number: int, at: datetime) -> list[Any]:
    return [one for one in rows.leaves if one.person_id == number and one.from_at <= at < one.until_at]


def urgent(rows: Rows) -> list[str]:
    """Flags that were not repeated after 15, 30 and 60 minutes and every hour until somebody took them on."""
    told = defaultdict(list)
    for row in _said(rows):
        if row.kind.startswith("urgent"):
            told[row.subject].append(row.said_at)
    found = []
    for flag in rows.flags:
        until = flag.acknowledged_at or rows.now
        hours = int((until - flag.raised_at) / timedelta(hours=1)) + 1
        moments = [flag.raised_at + timedelta(minutes=m) for m in (*MINUTES, *(60 * n for n in range(2, hours + 1)))]
        expected = [at for at in moments if at < until]
        # At the very minute of both, either may come first.
        if (heard := [at for at in sorted(told[f"flag:{flag.id}"]) if at < until]) != expected:
            found.append(f"flag {flag.id}: {len(heard)} of {len(expected)} repetitions")
    return found


CHECKS: tuple[tuple[str, Callable[[Rows], list[str]]], ...] = (
    ("routine prompts outside allowed hours", outside_hours),
    ("doubles", doubles),
    ("rungs of the ladder early, late, twice, missing", ladder),
    ("open cases without a next moment or a reason", without_a_next_moment),
    ("prompts that reached the wrong person", wrong_person),
    ("urgent flags not repeated at 15/30/60", urgent),
)


def problems(rows: Rows) -> dict[str, list[str]]:
    """Each check with what it found."""
    return {name: check(rows) for name, check in CHECKS}
