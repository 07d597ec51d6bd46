"""A supervisor's digest over a big team: one statement a figure, against a loop over the rows in Python.

Both tell the same figures, and that is checked. The chart is left out on both sides.
"""

from __future__ import annotations

import random
import time
import tracemalloc
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, text

from benchmarks.report import Bar, note, table
from bot.clock import real_now
from bot.domain.figures.digests import Period, current
from bot.domain.followups import CONTACT, OPEN
from bot.domain.people import Person, Role
from bot.domain.timing.cadence import rhythm
from bot.store.engine import schema
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import cases, checkin_revisions, checkins, flags, people, prompts
from bot.store.figures import figures
from bot.store.figures.counting import PLANNED
from bot.store.figures.figures import Contacts, Figures, Flags, Recorded, Requests, Silent, Waiting, Workload
from bot.store.sealing.key_file import create_key_file
from bot.store.sealing.vault import Vault
from tests.servers import NoServer, named

ZONE = ZoneInfo("Asia/Jakarta")
ROUNDS, MENTORS, FLAGS = 10, 200, 300
FASTEST, TIMES_FASTER, FLATTEST = 0.3, 20.0, 1.0
SUPERVISOR = Person(1, "S-01", Role.SUPERVISOR, None, "ibu", "Asia/Jakarta", None)
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Found:
    """Seconds of the digest, of a loop that asks case by case, of one that reads all first; peak memory in MB."""

    database: str
    digest: float
    loop: float
    bulk: float
    peak: float


def measure(folder: Path, *, number: int = 10_000) -> list[Bar]:
    """`number` cases with ten check-ins each, on every database there is; prints the table, returns the bars."""
    found: list[Found] = []
    for name, url in _databases(folder):
        with _open(folder, name, url) as database:
            _seed(database, number)
            found.append(_measured(name, database))
    rows = [
        ("one statement a figure, ms", [f"{one.digest * 1000:.0f}" for one in found]),
        ("a loop over the cases' rows, ms", [f"{one.loop * 1000:.0f}" for one in found]),
        ("a loop over all rows, read at once, ms", [f"{one.bulk * 1000:.0f}" for one in found]),
        ("times faster than the loop", [f"{one.loop / one.digest:.0f}" for one in found]),
        ("times faster than the loop that read all", [f"{one.bulk / one.digest:.0f}" for one in found]),
        ("Python memory of a digest at its peak, MB", [f"{one.peak:.2f}" for one in found]),
    ]
    table(f"A digest of {number} cases and {number * ROUNDS} check-ins", [one.database for one in found], rows)
    if len(found) == 1:
        note("PostgreSQL does not run here: measured on SQLite alone")
    return [
        bar
        for one in found
        for bar in (
            Bar(f"a digest on {one.database}", one.digest, "<=", FASTEST, " s"),
            Bar(f"a digest against a loop over rows on {one.database}", one.loop / one.digest, ">=", TIMES_FASTER),
            Bar(f"Python memory of a digest on {one.database}", one.peak, "<=", FLATTEST, " MB"),
        )
    ]


def _measured(name: str, database: Database) -> Found:
    with database.transaction() as tx:
        period = current(ZONE, tx.now)
        quick, told = _timed(lambda: figures.figures(tx, SUPERVISOR, period), 7)
        slow, counted = _timed(lambda: _loop(tx, period, _one_by_one(tx)), 1)
        bulk, again = _timed(lambda: _loop(tx, period, _all_at_once(tx)), 1)
        assert told == counted == again, f"not the same figures:\n{told}\n{counted}\n{again}"
        tracemalloc.start()
        figures.figures(tx, SUPERVISOR, period)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return Found(name, quick, slow, bulk, peak / 1e6)


def _timed(run: Any, times: int) -> tuple[float, dict[str, Figures]]:
    taken, found = [], {}
    for _ in range(times):
        begun = time.perf_counter()
        found = run()
        taken.append(time.perf_counter() - begun)
    return median(taken), found


# -- the loop ----------------------------------------------------------------------------------------------------------

Fetch = Callable[[Any, int], Sequence[Any]]


def _one_by_one(tx: Tx) -> Fetch:
    """What is asked for, case after case."""
    return lambda which, number: tx.execute(which.where(which.selected_columns[0] == number)).all()


def _all_at_once(tx: Tx) -> Fetch:
    """The same rows from as few statements as can be, all in memory."""
    found: dict[int, dict[int, list[Any]]] = {}
    for which in (_CASES, _PROMPTS, _CHECKINS, _FLAGS):
        rows = found[id(which)] = defaultdict(list)
        for row in tx.execute(which):
            rows[row[0]].append(row)
    return lambda which, number: found[id(which)][number]


_CASES = select(cases.c.mentor_id, cases.c.id, cases.c.track, cases.c.status, cases.c.intake_at, cases.c.cadence_weeks)
_PROMPTS = select(
    prompts.c.case_id, prompts.c.kind, prompts.c.slot, prompts.c.version, prompts.c.state, prompts.c.due_at
).order_by(prompts.c.version)
_CHECKINS = (
    select(checkins.c.case_id, checkins.c.id, checkins.c.at, checkins.c.contact_at, checkin_revisions.c.reached)
    .join(checkin_revisions, checkin_revisions.c.checkin_id == checkins.c.id)
    .order_by(checkins.c.at, checkin_revisions.c.revision)
)
_FLAGS = select(flags.c.case_id, flags.c.raised_at, flags.c.acknowledged_at, flags.c.closed_at)


def _loop(tx: Tx, period: Period, fetch: Fetch) -> dict[str, Figures]:
    """The same figures the plain way: for each mentor the cases, for each case its prompts, check-ins and flags."""
    sums: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0] * 7))
    loads: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    mine = select(people.c.id).where((people.c.supervisor_id == SUPERVISOR.id) | (people.c.id == SUPERVISOR.id))
    for mentor in tx.execute(mine).scalars().all():
        for case in fetch(_CASES, mentor):
            _count_case(fetch, case, tx.now, period, sums[case.track])
            if case.status == "active":
                loads[case.track][mentor] += 1
    return {
        track: Figures(
            Contacts(*sums[track]["contacts"][:4]),
            Recorded(*sums[track]["recorded"][:6]),
            Waiting(*sums[track]["waiting"][:5]),
            _flags(sums[track]["flags"]),
            Requests(),  # the made-up office has none
            Silent(*sums[track]["silent"]),
            Workload(sum(loads[track].values()), len(loads[track]), max(loads[track].values())),
        )
        for track in sorted(sums, reverse=True)
    }


def _flags(found: list[int]) -> Flags:
    return Flags(found[0], found[1], found[2], found[3], round(found[4] / 60 / found[2]) if found[2] else 0)


def _count_case(fetch: Fetch, case: Any, now: datetime, period: Period, sums: dict[str, list[int]]) -> None:
    newest = {(prompt.kind, prompt.slot): prompt for prompt in fetch(_PROMPTS, case.id)}
    waits = []
    for prompt in newest.values():
        if prompt.kind in CONTACT and prompt.state in PLANNED and (at := _where(prompt.slot, period)) is not None:
            sums["contacts"][at] += 1
            sums["contacts"][at + 1] += prompt.state == "answered"
        if prompt.kind in CONTACT and prompt.state in OPEN and prompt.due_at <= now:
            waits.append(prompt.slot)
    if waits:
        days, before = ((at - min(waits)) / timedelta(days=1) for at in (now, period.start))
        sums["waiting"][0 if days < 3 else 1 if days < 7 else 2] += 1
        sums["waiting"][3] += before < 3 <= days < 7
        sums["waiting"][4] += before < 7 <= days
    last, seen = case.intake_at, [False, False]
    for checkin in {row.id: row for row in fetch(_CHECKINS, case.id)}.values():
        last = checkin.contact_at if checkin.reached else last
        if (at := _where(checkin.at, period)) is not None:
            sums["recorded"][at if checkin.reached else at + 1] += 1
            seen[at // 2] = True
    sums["recorded"][4] += seen[0]
    sums["recorded"][5] += seen[1]
    if case.status == "active":
        _count_silent(case, last, now, period, sums["silent"])
    raised = fetch(_FLAGS, case.id)
    still = [flag for flag in raised if flag.closed_at is None or flag.closed_at > now]
    sums["flags"][0] += len(still)
    sums["flags"][1] += sum(flag.acknowledged_at is None or flag.acknowledged_at > now for flag in still)
    sums["flags"][3] += bool(still)
    for flag in raised:
        if flag.acknowledged_at is not None and period.start <= flag.acknowledged_at < period.end:
            sums["flags"][2] += 1
            sums["flags"][4] += (flag.acknowledged_at - flag.raised_at) // timedelta(seconds=1)


def _count_silent(case: Any, last: datetime, now: datetime, period: Period, sums: list[int]) -> None:
    days, before = ((at - last) / timedelta(days=1) for at in (now, period.start))
    beyond, beyond_before = (
        ago >= 7 * rhythm(case.cadence_weeks, case.intake_at, at) + 1
        for ago, at in ((days, now), (before, period.start))
    )
    if days >= 14:
        sums[1 if days < 30 else 2 if days < 60 else 3] += 1
    sums[0] += beyond
    sums[4] += beyond and not beyond_before
    sums[5] += before < 30 <= days < 60
    sums[6] += before < 60 <= days


def _where(at: datetime, period: Period) -> int | None:
    """0 in the period, 2 in the stretch before, None elsewhere."""
    if period.start <= at < period.end:
        return 0
    return 2 if period.before[0] <= at < period.before[1] else None


# -- the team ----------------------------------------------------------------------------------------------------------


def _seed(database: Database, number: int) -> None:
    """One supervisor, 200 mentors, `number` cases of both tracks, ten check-ins and eleven contacts each."""
    now = real_now().replace(microsecond=0)
    with database.transaction() as tx:
        for at in range(0, number, 1_000):
            _some(tx, random.Random(at), range(at, min(at + 1_000, number)), now)
        _refresh(tx)


def _refresh(tx: Tx) -> None:
    """What a database that has been used for a while knows about its rows."""
    tx.execute(text("ANALYZE"))


def _some(tx: Tx, chance: random.Random, numbers: Sequence[int], now: datetime) -> None:
    if numbers[0] == 0:
        tx.execute(insert(people), [_person(1, "supervisor", None, now)])
        tx.execute(insert(people), [_person(2 + at, "mentor", 1, now) for at in range(MENTORS)])
    case_rows, checkin_rows, revisions, prompt_rows, flag_rows = [], [], [], [], []
    for at in numbers:
        case_id, weeks = at + 1, chance.choice((1, 1, 2, 4))
        step, newest = timedelta(weeks=weeks), now - timedelta(hours=chance.randrange(24 * 40))
        met = [newest - step * back for back in range(ROUNDS)]
        case_rows.append(_case(case_id, "RP"[at % 4 == 0], 2 + at % MENTORS, met, chance))
        for back, moment in enumerate(met):
            checkin_id = at * ROUNDS + back + 1
            checkin_rows.append({"id": checkin_id, "case_id": case_id, "by_id": 2 + at % MENTORS, "at": moment})
            checkin_rows[-1] |= {"token": f"t{checkin_id}", "contact_at": moment}
            revisions += _revisions(checkin_id, 2 + at % MENTORS, moment, chance)
            prompt_rows.append(_prompt(case_id, moment, "answered", moment))
        prompt_rows.append(_prompt(case_id, newest + step, "said" if newest + step <= now else "waiting", now))
        if at % (10_000 // FLAGS) == 0:
            flag_rows.append(_flag(case_id, now, chance))
    tables = (cases, case_rows), (checkins, checkin_rows), (checkin_revisions, revisions), (prompts, prompt_rows)
    for into, rows in (*tables, (flags, flag_rows)):
        tx.execute(insert(into), rows)


def _person(number: int, role: str, supervisor: int | None, now: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "code": f"{role[0].upper()}-{number}",
        "role": role,
        "supervisor_id": supervisor,
        "language": "id",
        "status": "active",
        "created_at": now,
    }


def _case(case_id: int, track: str, mentor: int, met: list[datetime], chance: random.Random) -> dict[str, Any]:
    return {
        "id": case_id,
        "code": f"{track}-{case_id}",
        "track": track,
        "mentor_id": mentor,
        "cadence_weeks": 1,
        "status": "active",
        "intake_at": met[-1] - timedelta(days=chance.randrange(9)),
        "last_at": met[0],
        "misses": 0,
    }


def _revisions(checkin_id: int, by_id: int, at: datetime, chance: random.Random) -> Rows:
    one = {"checkin_id": checkin_id, "by_id": by_id, "at": at, "why": None, "answers": b"sealed" * 20}
    found: Rows = [{**one, "revision": 1, "reached": chance.random() < 0.85}]
    if chance.random() < 0.05:
        found.append({**one, "revision": 2, "reached": chance.random() < 0.85})
    return found


def _prompt(case_id: int, slot: datetime, state: str, now: datetime) -> dict[str, Any]:
    return {
        "kind": "next_contact",
        "subject": f"case:{case_id}",
        "case_id": case_id,
        "recipient_id": 1,
        "slot": slot,
        "version": 1,
        "due_at": slot,
        "exact": False,
        "state": state,
        "attempts": 0,
        "origin": "answer",
        "created_at": now,
    }


def _flag(case_id: int, now: datetime, chance: random.Random) -> dict[str, Any]:
    raised = now - timedelta(minutes=chance.randrange(60 * 24 * 10))
    taken = None if chance.random() < 0.2 else raised + timedelta(minutes=chance.randrange(90))
    closed = raised + timedelta(days=1) if taken and chance.random() < 0.7 else None
    found = {"case_id": case_id, "kind": "threat", "raised_by": 2, "raised_at": raised, "acknowledged_at": taken}
    return {**found, "acknowledged_by": None if taken is None else 1, "closed_at": closed}


# -- the databases -----------------------------------------------------------------------------------------------------


@contextmanager
def _open(folder: Path, name: str, url: str) -> Iterator[Database]:
    key_file = folder / f"digest-{name}.key"
    create_key_file(key_file)
    database = Database(url, Vault(key_file), real_now)
    schema.upgrade(database.engine)
    try:
        yield database
    finally:
        database.close()


def _databases(folder: Path) -> Iterator[tuple[str, str]]:
    """SQLite, and PostgreSQL where its package is installed and it starts."""
    yield "SQLite", f"sqlite:///{folder / 'digest.db'}"
    try:
        with named("postgresql", folder) as url:
            yield "PostgreSQL", url
    except NoServer:
        return
