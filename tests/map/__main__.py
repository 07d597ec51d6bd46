"""`python -m tests.map`: writes the contract, the book of screens and two pages of docs; read each changed line."""

from __future__ import annotations

import tempfile
from pathlib import Path

import handlers
from bot.domain.presses import KINDS
from bot.store.engine import schema
from bot.store.engine.database import open_engine
from tests.map import screens, situations
from tests.map.contract import DOORS, FILE, Contract, doors, lines, observed
from tests.map.pictures import FILE as PICTURES
from tests.map.pictures import pages
from tests.map.pressing import Tries
from tests.map.world import World


def main() -> None:
    """Try everything, and write it down."""
    PICTURES.write_text(pages(), encoding="utf-8")
    situations.FILE.write_text(situations.pages(), encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'map.db'}"
        engine = open_engine(url)
        schema.upgrade(engine)
        engine.dispose()
        world = World(Path(folder), url)
        tries, found = Tries(world), Contract()
        book: list[str] = []
        for kind in KINDS.values():
            found |= observed(world, tries, kind)
            book += screens.pages(world, tries, kind)
        world.office.closes()
    DOORS.write_text("\n".join(doors(handlers.ROUTES)) + "\n", encoding="utf-8")
    screens.FILE.write_text("\n".join(book), encoding="utf-8")
    FILE.write_text("\n".join(lines(found)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
