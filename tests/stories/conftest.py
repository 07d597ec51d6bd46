"""A town for each story, on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.domain.people import STAFF, Role
from bot.store.engine.database import Tx
from bot.store.engine.tables import metadata
from tests.driver import Someone, Town, tells_nothing

ON_THEIR_WAY = ("new", "ready", "sending")


def finished_rows_that_say_something(tx: Tx) -> list[tuple[str, str]]:
    """Every story ends with a look at the queues: what is finished holds no words, in every table that has a way."""
    found = []
    for table in metadata.sorted_tables:
        if {"state", "payload"} <= set(table.columns.keys()):
            said = select(table.c.state).where(table.c.payload.is_not(None), table.c.state.not_in(ON_THEIR_WAY))
            found += [(table.name, state) for state in tx.execute(said).scalars()]
    return found


@pytest.fixture
def town(migrated_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Town]:
    town = Town(migrated_url, tmp_path)
    yield town
    if town.process is not None:
        assert town.asks(finished_rows_that_say_something) == [], "what a finished row said is still in it"
    town.closes()
    if (folder := request.config.getoption("--transcripts")) is not None:
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / f"{request.path.stem}-{request.node.name}.txt").write_text(town.transcript(), encoding="utf-8")
    for someone in town.everybody:
        if someone.person.role not in STAFF:
            for message in someone.phone.messages:
                if message.from_bot:
                    tells_nothing(message)


@pytest.fixture
def yusuf(town: Town) -> Someone:
    """A supervisor."""
    return town.joins(Role.SUPERVISOR, "Yusuf", address="bapak")


@pytest.fixture
def siti(town: Town, yusuf: Someone) -> Someone:
    """A mentor of Yusuf's team."""
    return town.joins(Role.MENTOR, "Siti", supervisor=yusuf)
