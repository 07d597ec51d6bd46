"""Makes the files that were asked for in the chat: on the machine's own disk, readable by its owner alone."""

from __future__ import annotations

from pathlib import Path

from bot.files import exports
from bot.store.caseload import news
from bot.store.engine.database import Tx
from bot.store.keeping import asked_files, records
from bot.store.keeping.asked_files import Asked
from bot.store.keeping.records import Rows, Wanted
from bot.worker import Worker


def gather(tx: Tx) -> list[tuple[Asked, dict[str, Rows]]]:
    """What is asked for, and its rows: the team of whoever asked, codes only."""
    return [
        (asked, records.collect(tx, Wanted(track=asked.track, supervisor_id=asked.by_id)))
        for asked in asked_files.waiting(tx)
    ]


def write(folder: Path, asked: Asked, found: dict[str, Rows]) -> None:
    """Write a file under a name that says nothing. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    exports.write(folder / f"titian-{asked.at:%Y%m%d}-{asked.id}.{asked.format}", found)


def mark_done_and_tell(tx: Tx, worker: Worker, asked: Asked) -> None:
    """It is done: whoever asked is told."""
    asked_files.mark_done(tx, asked)
    worker.tell(tx, [news.tell(tx, "file_ready", asked.id, asked.by_id)])
