"""Whether claiming what is due slows with a million rows that are not: moments to come, and finished queue rows.

Two databases, alike but for those rows: every chat has spoken before in both, once in one of them. Each claim runs in a
transaction that is taken back, in turn in both.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import seeding
from benchmarks.report import Bar, table
from bot.app.lanes import next_moment
from bot.clock import real_now
from bot.store.caseload import prompts
from bot.store.engine import schema
from bot.store.engine.database import Database, Tx, open_engine
from bot.store.engine.tables import EPOCH
from bot.store.queues import incoming, outgoing
from bot.store.queues.incoming import Received
from bot.store.sealing.key_file import create_key_file
from bot.store.sealing.vault import Vault

DUE = 200
MENTORS, PARTICIPANTS = 1_000, 10_000
FIRST_ID = 20_000
YEAR = 365 * 86_400 * 1_000_000
Claim = Callable[[Tx], object]
CLAIMS: tuple[tuple[str, Claim], ...] = (
    (f"prompts: {DUE} due", lambda tx: _all_of(prompts.claim_due(tx, DUE))),
    (f"updates: {DUE} waiting", lambda tx: _all_of(incoming.claim_updates(tx, DUE))),
    (f"letters: {DUE} ready", lambda tx: _all_of(outgoing.claim_letters(tx, DUE))),
    ("when something is next due", next_moment),
)
# A year of moments, spread as hash of their number; the bot makes such rows one at a time, this is only quicker.
FUTURE = """
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :number)
    INSERT INTO prompts (kind, subject, case_id, recipient_id, slot, version, due_at, exact, state, attempts, origin,
                         created_at)
    SELECT 'next_contact', 'case:' || (:first + i % :cases), :first + i % :cases, :first + i % :mentors,
           :now + 3600000000 + i * 2654435761 % :year, 1, :now + 3600000000 + i * 2654435761 % :year, 1,
           'waiting', 0, 'check-in', :now
    FROM n
"""
DONE_UPDATES = """
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :number)
    INSERT INTO inbox (update_id, chat, state, received_at, not_before, attempts, done_at, pressed)
    SELECT i, (SELECT chat FROM people WHERE id = :first + i % :mentors), 'done', :now, :now, 0, :now, '' FROM n
"""
SENT_LETTERS = """
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :number)
    INSERT INTO outbox (cause, chat, method, kind, state, not_before, attempts, uncertain, created_at, sent_at)
    SELECT 'u' || i || '.0', (SELECT chat FROM people WHERE id = :first + i % :mentors), 'screen', 'screen', 'sent',
           :now, 1, 0, :now, :now
    FROM n
"""


def measure(folder: Path, *, future: int, finished: int, times: int) -> list[Bar]:
    """Time all claims in both databases; prints the table, returns the bars."""
    key_file = folder / "claims.key"
    create_key_file(key_file)
    with _database(folder / "few.db", key_file) as few, _database(folder / "many.db", key_file) as many:
        _crowd(folder / "few.db", 1, MENTORS)
        _fill(few)
        begun = time.perf_counter()
        _crowd(folder / "many.db", future, finished)
        _fill(many)
        filled = time.perf_counter() - begun
        found = [(name, *_timed(claim, few, many, times)) for name, claim in CLAIMS]
    rows = [
        (name, [f"{alone * 1000:.2f}", f"{crowded * 1000:.2f}", f"{crowded / alone:.2f}"])
        for name, alone, crowded in found
    ]
    table(
        f"Claiming beside {future:,} moments to come and {finished:,} finished rows in each queue, SQLite"
        f" (medians of {times}, ms; filled in {filled:.0f} s)",
        ["beside one a chat", "beside all others", "ratio"],
        rows,
    )
    return [Bar(f"claiming, {name}", crowded / alone, "<=", 1.3) for name, alone, crowded in found]


class _TakenBack(Exception):
    """Ends a transaction without a COMMIT."""


def _timed(claim: Claim, few: Database, many: Database, times: int) -> tuple[float, float]:
    """Median seconds of a claim in both databases, in turn, so that the machine's moods meet both."""
    pairs = [(_once(claim, few), _once(claim, many)) for _ in range(times + 3)][3:]
    return median(alone for alone, _ in pairs), median(crowded for _, crowded in pairs)


def _once(claim: Claim, database: Database) -> float:
    lasted = 0.0
    try:
        with database.transaction() as tx:
            begun = time.perf_counter()
            claim(tx)
            lasted = time.perf_counter() - begun
            raise _TakenBack
    except _TakenBack:
        return lasted


def _all_of(claimed: list[Any]) -> None:
    assert len(claimed) == DUE, f"{len(claimed)} claimed, not {DUE}"


@contextmanager
def _database(path: Path, key_file: Path) -> Iterator[Database]:
    engine = open_engine(f"sqlite:///{path}")
    schema.upgrade(engine)
    engine.dispose()
    found = Database(f"sqlite:///{path}", Vault(key_file), real_now)
    with found.transaction() as tx:
        ids = seeding.mentors(tx, range(FIRST_ID, FIRST_ID + MENTORS))
        seeding.participants(tx, ids, PARTICIPANTS)
    try:
        yield found
    finally:
        found.close()


def _fill(database: Database) -> None:
    """What is due: prompts, updates and letters of as many different mentors."""
    with database.transaction() as tx:
        pairs = [(seeding.ONE + at, seeding.ONE + at) for at in range(DUE)]
        seeding.moments(tx, pairs, tx.now - timedelta(minutes=1))
        numbers = range(FIRST_ID, FIRST_ID + DUE)
        incoming.receive(tx, [Received(10**9 + number, number, _update(number)) for number in numbers])
        outgoing.send_later(tx, [_letter(tx, number) for number in numbers])


def _update(number: int) -> bytes:
    sender = {"id": number, "is_bot": False, "first_name": "Siti"}
    return json.dumps({"update_id": 10**9 + number, "callback_query": {"from": sender, "data": "x"}}).encode()


def _letter(tx: Tx, number: int) -> dict[str, Any]:
    return {
        "cause": f"b{number}",
        "chat": tx.blind(number),
        "method": "screen",
        "kind": "screen",
        "prompt_id": None,
        "payload": {"text": "Bagaimana kabarnya?", "rows": [], "edits": None, "fresh": False, "protect": False},
    }


def _crowd(path: Path, future: int, finished: int) -> None:
    """All the rows that are not due, by SQLite alone: without waiting for the disk, which is of no matter here."""
    known = {"first": seeding.ONE, "cases": PARTICIPANTS, "mentors": MENTORS, "year": YEAR, "now": _micro(real_now())}
    connection = sqlite3.connect(path)
    connection.executescript("PRAGMA synchronous=OFF; PRAGMA cache_size=-400000; PRAGMA temp_store=MEMORY")
    with connection:
        connection.execute(FUTURE, {**known, "number": future})
        connection.execute(DONE_UPDATES, {**known, "number": finished})
        connection.execute(SENT_LETTERS, {**known, "number": finished})
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _micro(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)
