"""On which day a contact was: the day its check-in was begun, unless another is said; shown, kept and counted by it."""

from __future__ import annotations

import pytest

from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_asking_and_answering import begins
from tests.stories.test_checkin import WELL

pytestmark = ON_ONE_DATABASE

# What is said of a day that lies in one week back from Tuesday, 24 November.
WEEKDAYS = (
    ("senin", "Sen, 23 Nov"),
    ("Selasa", "Sel, 24 Nov"),
    ("rabu", "Rab, 18 Nov"),
    ("hari kamis", "Kam, 19 Nov"),
    ("Jumat", "Jum, 20 Nov"),
    ("sabtu", "Sab, 21 Nov"),
    ("hari Minggu", "Min, 22 Nov"),
)
# What says no day that has been, and may be the note.
NO_DAYS = ("besok", "lusa", "3 hari lagi", "Sabtu depan", "minggu depan", "Selasa depan", "1 Desember", "minggu lalu")


@pytest.mark.parametrize(("said", "day"), WEEKDAYS)
def test_each_weekday_that_is_typed_is_the_last_one(town: Town, siti: Someone, said: str, day: str) -> None:
    town.case(siti, days=9)
    begins(siti, *WELL).taps("Hari lain").types(said).sees(f"Hari: {day}")


@pytest.mark.parametrize("said", NO_DAYS)
def test_a_day_to_come_is_none_that_was(town: Town, siti: Someone, said: str) -> None:
    town.case(siti, days=9)
    begins(siti, *WELL).taps("Hari lain").types(said).sees("Hari apa kontaknya")
    assert "Hari: " not in siti.screen
