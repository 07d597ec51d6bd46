"""A database on its own, and a town, on each kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store.engine.database import Database
from bot.store.sealing.key_file import create_key_file
from bot.store.sealing.vault import Vault
from tests.driver import Clock, Town


@pytest.fixture
def database(migrated_url: str, tmp_path: Path) -> Iterator[Database]:
    create_key_file(tmp_path / "test.key")
    found = Database(migrated_url, Vault(tmp_path / "test.key"), Clock().now)
    yield found
    found.close()


@pytest.fixture
def town(migrated_url: str, tmp_path: Path) -> Iterator[Town]:
    town = Town(migrated_url, tmp_path)
    yield town
    town.closes()
