"""A world of its own for each file, on SQLite: what a test does to it is taken back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.map.pressing import Tries
from tests.map.world import World


@pytest.fixture(scope="module")
def world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("map")
    shutil.copy(sqlite_template, folder / "map.db")
    world = World(folder, f"sqlite:///{folder / 'map.db'}")
    yield world
    world.office.closes()


@pytest.fixture(scope="module")
def tried(world: World) -> tuple[World, Tries]:
    return world, Tries(world)
