"""`python -m tests.simulate.staff [cases] [days] [seed] [sqlite|postgresql|URL]`: plays the year, and prints it.

Exit 1 where something is found that is not known, where a turn failed, or where something never happened.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from rich.console import Console
from sqlalchemy import func, select

from bot.store.caseload import prompts
from bot.store.engine import schema
from bot.store.engine.database import Tx, open_engine
from bot.store.engine.tables import audit
from tests.servers import named
from tests.simulate.staff.changes import Changes
from tests.simulate.staff.known import KNOWN
from tests.simulate.staff.watching import Watch

SHOWN = 4
VERBS = (
    "leave_asked", "leave_approved", "leave_refused", "leave_ended", "stand_in_named", "leader_changed",
    "person_suspended", "person_active", "person_removed", "account_cut_off", "phone_asked", "phone_agreed",
    "phone_refused", "case_added", "case_transferred", "case_paused", "case_active", "case_closed", "case_erased",
    "case_offered", "offer_agreed", "offer_declined", "offer_withdrawn", "wall_added", "flag_raised",
    "flag_acknowledged", "flag_closed", "flag_released", "request_callback", "request_info", "request_complaint",
    "request_correct", "request_access", "request_restrict", "request_pause", "request_erase", "request_taken",
    "request_done", "request_refused", "request_released", "checkin_saved",
)  # fmt: skip


class Year(Changes):
    """The changes with somebody who looks."""

    def __init__(self, url: str, key_file: Path, size: int, days: int, seed: int) -> None:
        super().__init__(url, key_file, size, days, seed)
        self.watch = Watch(self)
        self.looked, self.stirs = self.watch.look, self.watch.stirs
        self.arrives = self.watch.letter  # type: ignore[method-assign]
        self.begins_the_year()

    def _moment(self, tx: Tx) -> None:
        prompts.release(tx)  # as housekeeping does, twice a minute
        super()._moment(tx)

    def happened(self, tx: Tx) -> dict[str, int]:
        """How often what happened: by the audit, and the shapes that it does not tell apart."""
        rows = tx.execute(select(audit.c.verb, func.count().label("number")).group_by(audit.c.verb))
        counted = {row.verb: int(row.number) for row in rows}
        return {**{verb: counted.get(verb, 0) for verb in VERBS}, **dict(sorted(self.did.items()))}


def play(url: str, folder: Path, size: int, days: int, seed: int) -> tuple[Year, dict[str, int]]:
    """Live through it; returns the year, and how often what happened."""
    year = Year(url, folder / "staff.key", size, days, seed)
    year.play(year.watch.day)
    with year.office.tx() as tx:
        year.watch.finish(tx)
        return year, year.happened(tx)


def is_known(what: str) -> bool:
    """Whether a finding is one of those that are being mended."""
    return any(what.startswith(one) for one in KNOWN)


def report(console: Console, year: Year, happened: dict[str, int]) -> bool:
    """Print it all; whether all is well."""
    watch, never = year.watch, [what for what, number in happened.items() if not number]
    for title, counted in (("what happened", happened), ("looked at", watch.looks), ("messages to", watch.letters)):
        lines = [f"{what} {number}" for what, number in counted.items()]
        console.print(f"[b]{title}[/b]: " + ", ".join(lines), highlight=False)
    unknown = [what for what in watch.found if not is_known(what)]
    for what, found in sorted(watch.found.items()):
        line = f"{'known: ' if is_known(what) else ''}{what}: {len(found)}"
        console.print(line, *found[:SHOWN], sep="\n  ", highlight=False)
    for what, lasted in watch.longest.items():
        console.print(f"longest time with {what}: {lasted // timedelta(minutes=1)} minutes", highlight=False)
    console.print("never happened: " + (", ".join(never) or "nothing"), *year.failures[:SHOWN], sep="\n  ")
    return not unknown and not never and not year.failures


def main(size: str = "500", days: str = "364", seed: str = "5", kind: str = "sqlite") -> int:
    """Play, print, and say whether all is well."""
    console, started = Console(width=150), time.monotonic()
    with tempfile.TemporaryDirectory() as folder, named(kind, Path(folder)) as url:
        engine = open_engine(url)
        schema.upgrade(engine)
        engine.dispose()
        year, happened = play(url, Path(folder), int(size), int(days), int(seed))
        year.office.closes()
    well = report(console, year, happened)
    took = f"{time.monotonic() - started:.0f} seconds, {time.process_time():.0f} of them computing"
    console.print(f"{year.turns} turns in {took}", highlight=False)
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:5]))
