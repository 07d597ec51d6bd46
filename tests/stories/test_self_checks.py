"""How they say they are: help where it is heavy, and somebody who hears where they wish."""

from __future__ import annotations

import pytest

from bot.store.caseload.cases import Case
from tests.driver import Someone, Town
from tests.stories.test_participant import joined


@pytest.fixture(params=["sqlite"])
def kind(request: pytest.FixtureRequest) -> str:
    """What stands on a screen is the same on both databases."""
    return str(request.param)


@pytest.fixture
def case(town: Town, siti: Someone) -> Case:
    return town.case(siti, days=60)


@pytest.fixture
def arman(town: Town, siti: Someone, case: Case) -> Someone:
    return joined(town, siti, case)


def heard(who: Someone, text: str) -> int:
    """How many messages with these words came to this chat."""
    return sum(text in said for said in who.phone.texts())


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
    assert ("🆘 Darurat" in arman.labels) == heavy == ("Minta segera dihubungi" in arman.labels)
    assert ("Pendamping diberi tahu" in arman.screen) == bool(told)
    assert heard(siti, "Ada permintaan baru") == told
