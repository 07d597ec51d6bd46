"""How many statements a tap takes: each of the check-in, and the screens that are opened most. It must not grow unseen.

Eight of them are the way in and out: keeping the update, claiming and finishing it, who speaks, putting the answer into
the outbox, claiming it, marking it before and after it is sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.costs.explaining import Statements
from tests.costs.thumb import Thumb
from tests.map.world import World

# What is pressed, from the menu on -> at most so many statements. PostgreSQL needs one more: it locks the chat.
CHECK_IN = {"Catat kabar": 11, "P-001": 15, "Kunjungan": 13, "Semua baik": 12, "1 minggu": 15, "Simpan": 25}
LIST_AND_CARD = {"Dampingan": 13, "P-001": 18, "Lihat nama": 20, "Linimasa": 16}
SCHEDULE = {"Jadwal": 11}
MENU = 15


@pytest.fixture
def thumb(migrated_url: str, tmp_path: Path) -> Iterator[Thumb]:
    world = World(tmp_path, migrated_url)
    engine = world.office.database.engine
    engine.dispose()
    found = Thumb(world, "other mentor", Statements(engine))
    found.types("/menu")
    for label in LIST_AND_CARD:
        found.taps(label)  # what a process asks once is asked: the keys
    yield found
    world.office.closes()


@pytest.mark.parametrize("way", [CHECK_IN, LIST_AND_CARD, SCHEDULE], ids=["check-in", "list and card", "schedule"])
def test_a_tap_takes_no_more_than(thumb: Thumb, kind: str, way: dict[str, int]) -> None:
    locks = 0 if kind == "sqlite" else 1
    taken = {"/menu": thumb.types("/menu"), **{label: thumb.taps(label) for label in way}}
    for label, most in {"/menu": MENU, **way}.items():
        assert len(taken[label]) <= most + locks, f"{label}:\n" + "\n".join(taken[label])
