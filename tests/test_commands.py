"""The program from outside: real processes, a real database, and a pretend Telegram over real HTTP."""

from __future__ import annotations

from tests.blackbox import Place


def test_init_prints_the_first_admins_link(place: Place) -> None:
    code, link = place.does("init").split()
    assert code == "A-01"
    assert link.startswith("https://t.me/uji_bot?start=")
