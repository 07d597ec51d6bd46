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
    assert ("tidak perlu dipikul sendiri" in arman.screen) == heavy
    assert ("🆘 Darurat" in arman.labels) == heavy == ("Minta dihubungi sekarang" in arman.labels)
    assert ("Pendamping diberi tahu" in arman.screen) == bool(told)
    assert siti.heard("Ada permintaan baru") == told
