"""Fills a database in bulk: mentors, their participants, and moments to come. What is sealed by the bot is sealed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from bot.store.engine.database import Tx
from bot.store.engine.tables import cases, keys, people, prompts
from bot.store.queues import chats

ONE = 1_000


def mentors(tx: Tx, telegram_ids: Sequence[int]) -> list[int]:
    """Mentors who have joined from these chats; their ids."""
    chats.meet(tx, {tx.blind(number): number for number in telegram_ids})
    ids = [ONE + at for at in range(len(telegram_ids))]
    rows, key_rows = [], []
    for person_id, telegram_id in zip(ids, telegram_ids, strict=True):
        sealed, key_row = _sealed(tx, "person", person_id, f"Pendamping {person_id}", "people")
        key_rows.append(key_row)
        rows.append(
            {
                "id": person_id,
                "code": f"M-{person_id}",
                "role": "mentor",
                "chat": tx.blind(telegram_id),
                "name": sealed,
                "address": "ibu",
                "zone": "Asia/Jakarta",
                "language": "id",
                "status": "active",
                "created_at": tx.now,
            }
        )
    tx.execute(insert(keys), key_rows)
    tx.execute(insert(people), rows)
    return ids


def participants(tx: Tx, mentor_ids: Sequence[int], number: int) -> list[tuple[int, int]]:
    """Participants, in turn one for each mentor; pairs of their id and their mentor's."""
    pairs = [(ONE + at, mentor_ids[at % len(mentor_ids)]) for at in range(number)]
    rows, key_rows = [], []
    for case_id, mentor_id in pairs:
        sealed, key_row = _sealed(tx, "case", case_id, f"Dampingan {case_id}", "cases")
        key_rows.append(key_row)
        rows.append(
            {
                "id": case_id,
                "code": f"R-{case_id}",
                "track": "R",
                "name": sealed,
                "mentor_id": mentor_id,
                "cadence_weeks": 1,
                "status": "active",
                "intake_at": tx.now,
            }
        )
    tx.execute(insert(keys), key_rows)
    tx.execute(insert(cases), rows)
    return pairs


def moments(tx: Tx, pairs: Sequence[tuple[int, int]], due_at: datetime) -> None:
    """One prompt for each participant, all due at the same moment, in no order of mentors."""
    shuffled = random.Random(1).sample(pairs, len(pairs))
    rows = [
        {
            "kind": "next_contact",
            "subject": f"case:{case_id}",
            "case_id": case_id,
            "recipient_id": mentor_id,
            "slot": due_at,
            "version": 1,
            "due_at": due_at,
            "exact": True,
            "state": "waiting",
            "attempts": 0,
            "origin": "import",
            "created_at": tx.now,
        }
        for case_id, mentor_id in shuffled
    ]
    tx.execute(insert(prompts), rows)


def _sealed(tx: Tx, scope: str, number: int, name: str, table: str) -> tuple[bytes, dict[str, Any]]:
    """A name sealed with a key of its own, and that key's row."""
    key, wrapped = tx.vault.new_key(scope, str(number))
    row = {"id": key.id, "scope": scope, "subject": str(number), "wrapped": wrapped}
    row |= {"master": tx.vault.current, "created_at": tx.now}
    return key.seal(name.encode(), table, "name", number), row


def soon(now: datetime, seconds: float) -> datetime:
    """The whole second at least `seconds` from now."""
    return now.replace(microsecond=0) + timedelta(seconds=seconds + 1)
