"""How they say they are: help where it is heavy, and somebody who hears where they wish."""

from __future__ import annotations

import pytest

from tests.driver import Someone
from tests.stories.conftest import ON_ONE_DATABASE

pytestmark = ON_ONE_DATABASE


@pytest.mark.parametrize(
    ("feeling", "call", "heavy", "told"),
    [("Sangat baik", "Tidak perlu", False, 0), ("Sedang berat", "Tidak perlu", True, 0),
     ("Sangat baik", "Ya, tolong", False, 1), ("Sedang berat", "Ya, tolong", True, 1)],
)  # fmt: skip
def test_help_stands_where_it_is_heavy_and_somebody_hears_where_they_wish(
    siti: Someone, arman: Someone, feeling: str, call: str, heavy: bool, told: int
) -> None:
    arman.sends("/menu").taps("🙂 Kabar saya", feeling, call).sees("Terima kasih sudah bercerita")
    assert ("dipikul sendiri" in arman.screen) == heavy
    assert ("🆘 Darurat" in arman.labels) == heavy == ("Minta dihubungi sekarang" in arman.labels)
    assert ("112" in arman.screen and "119, lalu tekan 8" in arman.screen) == heavy, "a number, not only a button"
    assert ("Pendamping diberi tahu" in arman.screen) == bool(told)
    asked_again = heavy and not told
    assert ("belum ada yang diberi tahu" in arman.screen) == asked_again == ("📞 Minta dihubungi" in arman.labels)
    assert siti.heard("Ada permintaan baru") == told


@pytest.mark.parametrize("feeling", ["Sedang berat", "Kurang baik"])
@pytest.mark.parametrize(
    ("call", "heard"), [("📞 Minta dihubungi", "Ada permintaan baru"), ("Minta dihubungi sekarang", "mendesak")]
)
def test_whoever_wanted_no_call_is_asked_once_more(
    siti: Someone, yusuf: Someone, arman: Someone, feeling: str, call: str, heard: str
) -> None:
    arman.sends("/menu").taps("🙂 Kabar saya", feeling, "Tidak perlu")
    assert siti.heard("Ada permintaan baru") == 0
    arman.taps(call)
    assert siti.heard(heard) + yusuf.heard(heard) > 0


def test_a_wish_that_waits_already_is_not_said_to_have_been_told_again(siti: Someone, arman: Someone) -> None:
    arman.sends("/menu").taps("📞 Minta dihubungi")
    arman.sends("/menu").taps("🙂 Kabar saya", "Sedang berat", "Ya, tolong").sees("masih menunggu jawaban", "112")
    assert "Pendamping diberi tahu" not in arman.screen and "Minta dihubungi sekarang" in arman.labels
    assert siti.heard("Ada permintaan baru") == 1
