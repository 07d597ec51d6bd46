"""The page on a real database of each kind, over real HTTP, answered by a small answerer that really keeps things."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.store.engine.database import Database
from tests.driver import Clock
from tests.page.site import Site
from tests.store.conftest import clock, database, house, key_file

__all__ = ["clock", "database", "house", "key_file"]


@pytest.fixture
def site(database: Database, clock: Clock) -> Iterator[Site]:
    found = Site(database, clock)
    yield found
    found.closes()
