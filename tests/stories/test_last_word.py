"""The last word to somebody who is erased: at a good hour, and once."""

from datetime import UTC, datetime

import pytest

from bot.domain.presses import EraseForRequest
from tests.driver import Someone, Town
from tests.stories.test_requests import Companion


@pytest.mark.parametrize(("hour", "at_once"), [(10, True), (22, False)])
def test_it_waits_for_a_good_hour(town: Town, yusuf: Someone, siti: Someone, hour: int, at_once: bool) -> None:
    arman = Companion(town, siti)
    request = arman.asks("erase")

    def said() -> int:
        return sum("Permintaannya sudah selesai." in text for text in arman.phone.phone.texts())

    town.clock.at = datetime(2026, 11, 24, hour - 7, tzinfo=UTC)
    yusuf.sends("/menu").forges(EraseForRequest(request.id)).taps("Ya, saat bertemu")
    yusuf.types(arman.case.code).sees("Semua catatannya sudah dihapus")
    assert said() == at_once
    town.passes(hours=9)
    assert said() == at_once, "it is still night there, or it has been said"
    town.passes(hours=6)
    assert said() == 1
