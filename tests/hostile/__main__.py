"""`python -m tests.hostile [buttons] [updates] [seed]`: forged buttons and broken updates; exit 1 if they harm."""

from __future__ import annotations

import logging
import sys
import tempfile
import time
from pathlib import Path

import structlog

from bot.store.engine import schema
from bot.store.engine.database import open_engine
from tests.hostile.storm import Damage, Storm


def main(forged: int = 1_000_000, broken: int = 100_000, seed: int = 1) -> int:
    """Blow, and say what it did."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'hostile.db'}"
        engine = open_engine(url)
        schema.upgrade(engine)
        engine.dispose()
        storm = Storm(Path(folder), url, seed)
        found = {"forged buttons": storm.buttons(forged), "broken updates": storm.updates(broken)}
        storm.closes()
    for name, damage in found.items():
        print(_line(name, damage))  # noqa: T201 a command's own words
    return 0 if all(damage.is_none for damage in found.values()) else 1


def _line(name: str, damage: Damage) -> str:
    beside = f"a tap beside it: {damage.beside_ms:.1f} ms (alone {damage.alone_ms:.1f} ms)"
    changed = ", ".join(damage.changed) or "nothing"
    return f"{damage.sent} {name}: failed {damage.failed}, alarms {damage.alarms}, changed {changed}; {beside}"


if __name__ == "__main__":
    began = time.monotonic()
    code = main(*(int(argument) for argument in sys.argv[1:4]))
    print(f"{time.monotonic() - began:.0f} seconds")  # noqa: T201
    sys.exit(code)
