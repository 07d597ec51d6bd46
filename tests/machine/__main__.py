"""`python -m tests.machine [steps] [seed] [sqlite|postgresql|URL]`: lives it, and counts each arrow gone along.

The same seed lives the same life on the same database. Exit 1 where something that always holds did not, a turn failed,
or an arrow of the pictures was never gone along.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from bot.store.engine import schema
from bot.store.engine.database import open_engine
from tests.machine.acts import step
from tests.machine.programme import Programme
from tests.machine.watching import Edge, Watch, edges
from tests.servers import named

SHOWN = 12
ORDER = "PYTHONHASHSEED"


def lives_through(programme: Programme, steps: int) -> tuple[Watch, list[str]]:
    """So many steps; stops at the first where something is wrong, with the steps that led there."""
    trail: list[str] = []
    with programme.looks() as tx:
        watch = Watch(tx)
        wrong = watch.look(tx)
    for number in range(steps):
        if wrong:
            break
        trail.append(f"{number} {programme.office.now:%Y-%m-%d %H:%M} {step(programme)}")
        with programme.looks() as tx:
            wrong = [*watch.look(tx), *programme.failures]
    return watch, [*trail[-SHOWN:], *wrong] if wrong else []


def main(steps: str = "10000", seed: str = "1", kind: str = "sqlite") -> int:
    """Live, print, and say whether all is well."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, named(kind, Path(folder)) as url:
        engine = open_engine(url)
        schema.upgrade(engine)
        engine.dispose()
        programme = Programme(url, Path(folder), int(seed))
        watch, wrong = lives_through(programme, int(steps))
        programme.closes()
    lived = f"{steps} steps with seed {seed} on {kind.partition(':')[0]} in {time.monotonic() - started:.0f} s"
    sys.stdout.write("\n".join([*table(watch), *wrong, lived, ""]))
    return 1 if wrong or never(watch) else 0


def never(watch: Watch) -> list[Edge]:
    """The arrows that were never gone along."""
    return sorted(edges() - watch.seen.keys())


def table(watch: Watch) -> list[str]:
    """A line an arrow."""
    return [f"{life:<13} {start:>9} -> {to:<9} {watch.seen[life, start, to]:>6}" for life, start, to in sorted(edges())]


def repeats() -> None:
    """Begin again with sets in the same order each time, which has to be said before Python begins."""
    if os.environ.get(ORDER) != "0":
        os.execve(sys.executable, [sys.executable, "-m", "tests.machine", *sys.argv[1:]], {**os.environ, ORDER: "0"})


if __name__ == "__main__":
    repeats()
    sys.exit(main(*sys.argv[1:4]))
