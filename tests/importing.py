"""A file taken in within a transaction that a test has opened: what `titian import` does in many short ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.files import caseload, earlier_checkins, taking_in
from bot.reference.calendar import calendar
from bot.store.engine.database import Tx

ZONE = ZoneInfo("Asia/Jakarta")


def takes_in(tx: Tx, path: Path) -> None:
    """A caseload or check-ins, all of it. Raises BadFile, or Changed where it was so only when it was read."""
    found = taking_in.understood(tx, taking_in.opened(path, None), ZONE)
    found.refuse_wrong()
    if found.cases is not None:
        writing = caseload.Writing(found.cases, calendar(), False, lambda added: None)
        _writes(tx, writing, writing.items())
    _writes(tx, earlier_checkins.Writing(lambda code: None), found.checkins_for(again=False))


def _writes(tx: Tx, work: Any, items: list[Any]) -> None:
    if items:
        work.begin(tx)
        for item in items:
            work.add(tx, item)
        work.end(tx)
        work.keep()
