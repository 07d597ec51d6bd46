"""A short storm in each run of the tests; `python -m tests.hostile` blows a long one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile.storm import Storm


@pytest.fixture
def storm(migrated_url: str, tmp_path: Path) -> Storm:
    return Storm(tmp_path, migrated_url, seed=7)


def test_forged_buttons_fail_nothing_ring_nobody_and_change_nothing(storm: Storm) -> None:
    damage = storm.buttons(2500)
    storm.closes()
    assert (damage.failed, damage.alarms, damage.changed) == (0, 0, ())


def test_broken_updates_fail_nothing_ring_nobody_and_change_nothing(storm: Storm) -> None:
    damage = storm.updates(2500)
    storm.closes()
    assert (damage.failed, damage.alarms, damage.changed) == (0, 0, ())
