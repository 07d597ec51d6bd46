"""`python -m tests.simulate [cases] [days]`: plays the year, prints the table and the checks; exit 1 if one fails."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console

from bot.domain.followups import OPEN
from bot.store.engine import schema
from bot.store.engine.database import Tx, open_engine
from bot.store.engine.tables import prompts
from tests.simulate.checks import CHECKS, Rows, problems, rows_of, without_a_next_moment
from tests.simulate.lives import Lives
from tests.simulate.table import table

SHOWN = 3


def play(folder: Path, size: int, days: int) -> tuple[Lives, Rows, list[str]]:
    """Live through it; returns the lives, the rows at the end, and what was lost on the way."""
    url = f"sqlite:///{folder / 'year.db'}"
    engine = open_engine(url)
    schema.upgrade(engine)
    engine.dispose()
    lives, lost = Lives(url, folder / "year.key", size, days), list[str]()

    def look(tx: Tx) -> None:
        if (tx.now - lives.begins).days % 30 == 0:
            lost.extend(without_a_next_moment(rows_of(tx, prompts.c.state.in_(OPEN))))

    lives.play(look)
    with lives.office.tx() as tx:
        rows = rows_of(tx)
    return lives, rows, lost


def main(size: int = 500, days: int = 364) -> int:
    """Play, print, and say whether all is well."""
    console, started = Console(width=150), time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        lives, rows, lost = play(Path(folder), size, days)
        lives.office.closes()
    console.print(table(rows))
    found = problems(rows)
    found["open cases without a next moment or a reason"] += lost
    for name, _ in CHECKS:
        console.print(f"{name}: {len(found[name])}", *found[name][:SHOWN], sep="\n  ", highlight=False)
    console.print(f"{lives.turns} turns in {time.monotonic() - started:.0f} seconds", highlight=False)
    return 1 if any(found.values()) else 0


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:3])))
