"""Makes the files that were asked for in the chat: on the machine's own disk, readable by its owner alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.files import exports
from bot.store.caseload import lists, news
from bot.store.engine.database import Tx
from bot.store.keeping import asked_files, records
from bot.store.keeping.asked_files import Asked
from bot.store.keeping.wanted import ZONE, Rows, Wanted
from bot.worker import Worker


def gather(tx: Tx, zone: ZoneInfo = ZONE) -> list[tuple[Asked, list[dict[str, Rows]]]]:
    """What is asked for, and the rows of each of its files: the team of whoever asked, codes only.

    One file, nearly always: two who are kept apart never stand in one. `zone`: the clock of whoever has chosen none.
    """
    return [(asked, _files(tx, asked, zone)) for asked in asked_files.waiting(tx)]


def _files(tx: Tx, asked: Asked, zone: ZoneInfo) -> list[dict[str, Rows]]:
    wanted = Wanted(track=asked.track, supervisor_id=asked.by_id, zone=zone)
    split = lists.split(tx, wanted.among())
    return [records.collect(tx, replace(wanted, within=split.within(number))) for number in split.numbers]


def write(folder: Path, asked: Asked, found: list[dict[str, Rows]]) -> None:
    """Write files under names that say nothing. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for number, rows in enumerate(found, 1):
        more = "" if number == 1 else f"-{number}"
        exports.write(folder / f"titian-{asked.at:%Y%m%d}-{asked.id}{more}.{asked.format}", rows)


def mark_done_and_tell(tx: Tx, worker: Worker, asked: Asked) -> None:
    """It is done: whoever asked is told."""
    asked_files.mark_done(tx, asked)
    worker.tell(tx, [news.tell(tx, "file_ready", asked.id, asked.by_id)])
