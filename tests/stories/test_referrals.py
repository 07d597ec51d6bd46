"""Referrals: the open ones can be opened."""

from __future__ import annotations

from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_caseload import card

pytestmark = ON_ONE_DATABASE


def test_referrals_that_are_still_open_can_be_opened(town: Town, siti: Someone) -> None:
    town.case(siti, days=60)
    card(siti).taps("Linimasa", "Rujukan", "Tambah rujukan", "Kesehatan").sees("Kesehatan: diajukan")
    siti.taps("Tambah rujukan", "Pekerjaan").taps("Kesehatan", "Selesai").sees("Kesehatan: selesai")
    assert "Pekerjaan" in siti.labels and "Kesehatan" not in siti.labels
    assert "Belum ada." not in siti.screen
