"""When the sheet of a day comes: what was chosen is read as it was written, and evenings keep to somebody's hours."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.timing.mornings import MORNING, MORNINGS, DaySheet, day_sheet_of, evening_after
from bot.domain.timing.quiet import Hours

WITA = ZoneInfo("Asia/Makassar")
TUESDAY = datetime(2026, 11, 24, 2, tzinfo=UTC)  # 10.00 WITA


@pytest.mark.parametrize("evening", [True, False])
@pytest.mark.parametrize("at", MORNINGS)
def test_what_was_chosen_is_read_as_it_was_written(at: time, evening: bool) -> None:
    chosen = DaySheet(at, evening)
    assert day_sheet_of(chosen.written()) == chosen
    assert chosen.opens_at == at


def test_an_evening_alone_chooses_no_hour() -> None:
    for written in (None, "", DaySheet(evening=True, chosen=False).written()):
        found = day_sheet_of(written)
        assert (found.at, found.opens_at) == (MORNING, None)
    assert day_sheet_of("+").evening


@pytest.mark.parametrize(
    ("hours", "evening"),
    [(Hours(), time(19)), (Hours(time(8), time(17)), time(16, 30)), (Hours().on(1, (time(9), time(16))), time(15, 30))],
)
def test_the_evening_keeps_to_the_hours_of_that_day(hours: Hours, evening: time) -> None:
    at = evening_after(TUESDAY, hours, WITA)
    assert at == datetime(2026, 11, 24, evening.hour, evening.minute, tzinfo=WITA)
    assert evening_after(at, hours, WITA).date() == at.date() + timedelta(days=1), "strictly after"


def test_a_day_without_hours_has_an_evening_all_the_same() -> None:
    """What it would say waits then until it may be said, and is not said on a morning."""
    assert evening_after(TUESDAY, Hours().on(1, None), WITA).time() == time(19)
