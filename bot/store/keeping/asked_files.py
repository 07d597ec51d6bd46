"""Files asked for in the chat: the asking is a row; the file is made at the edge, on the machine's own disk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from bot.domain.people import Person
from bot.store.engine import audit
from bot.store.engine.database import Tx
from bot.store.engine.tables import exports


@dataclass(frozen=True, slots=True)
class Asked:
    """A file to make: for whom, of which track, in which format."""

    id: int
    by_id: int
    track: str | None
    format: str
    at: datetime


def ask(tx: Tx, who: Person, track: str | None, form: str, reason: str) -> None:
    """Ask for a file; the reason is kept in the audit, sealed."""
    tx.execute(insert(exports).values(by_id=who.id, track=track, format=form, state="asked", at=tx.now))
    audit.note(tx, who.id, "export_asked", "deployment", None, reason)


def waiting(tx: Tx) -> list[Asked]:
    """What is still to be made."""
    rows = select(exports.c.id, exports.c.by_id, exports.c.track, exports.c.format, exports.c.at)
    return [
        Asked(row.id, row.by_id, row.track, row.format, row.at)
        for row in tx.execute(rows.where(exports.c.state == "asked").order_by(exports.c.id))
    ]


def mark_done(tx: Tx, asked: Asked) -> None:
    """The file stands on the disk."""
    tx.execute(update(exports).where(exports.c.id == asked.id).values(state="done", done_at=tx.now))
    audit.note(tx, asked.by_id, "exported", "deployment", None)
