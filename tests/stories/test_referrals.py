"""Referrals: the open ones can be opened."""

from __future__ import annotations

import pytest

from tests.driver import Someone, Town
from tests.stories.test_caseload import card


@pytest.fixture(params=["sqlite"])
def kind(request: pytest.FixtureRequest) -> str:
    """What stands on a screen is the same on both databases."""
    return str(request.param)


def test_referrals_that_are_still_open_can_be_opened(town: Town, siti: Someone) -> None:
    town.case(siti, days=60)
    card(siti).taps("Rujukan", "Tambah rujukan", "Kesehatan").sees("Kesehatan: diajukan")
    siti.taps("Tambah rujukan", "Pekerjaan").taps("Kesehatan", "Selesai").sees("Kesehatan: selesai")
    assert "Pekerjaan" in siti.labels and "Kesehatan" not in siti.labels
    assert "Belum ada." not in siti.screen
