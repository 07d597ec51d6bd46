"""Somebody tries PINs on a phone that is not theirs: they are slowed, and its owner is not kept out."""

from __future__ import annotations

import pytest

from bot.store.caseload.cases import Case
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_participant import joined

pytestmark = ON_ONE_DATABASE


@pytest.fixture
def arman(town: Town, siti: Someone, case: Case) -> Someone:
    """With a PIN and a word that empties everything."""
    who = joined(town, siti, case)
    who.sends("/atur").taps("Kata: kosongkan").types("beli galon")
    return who.taps("PIN").types("2580").types("2580").sends("/data").sees("ketik PIN")


def guesses(who: Someone, times: int) -> Someone:
    for _ in range(times):
        who.types("9999")
    return who


def test_after_five_wrong_ones_it_says_from_when_on_and_looks_at_none(town: Town, arman: Someone) -> None:
    guesses(arman, 4).sees("belum cocok", "ketik PIN").sees_no("Terlalu banyak")
    arman.types("9999").sees("belum cocok", "Terlalu banyak", "mulai pukul 10.10")
    town.passes(minutes=9)
    for pin in ("9999", "2580"):
        arman.types(pin).sees("mulai pukul 10.10").sees_no("belum cocok", pin)
    arman.sends("/data").sees("mulai pukul 10.10")
    town.passes(minutes=1)
    arman.sends("/data").sees("ketik PIN").types("2580").sees("Ada 5 PIN yang tidak cocok", "Terbuka")
    arman.sends("/data").sees("Data saya")


def test_the_owner_is_told_once_and_a_guesser_nothing(town: Town, arman: Someone) -> None:
    guesses(arman, 1).types("2580").sees("Ada 1 PIN yang tidak cocok")
    arman.sends("/menu").sees_no("tidak cocok")
    town.passes(minutes=11)
    arman.sends("/data").types("2580").sees("Terbuka").sees_no("tidak cocok")


def test_who_goes_on_guessing_keeps_nobody_out_for_longer(town: Town, arman: Someone) -> None:
    guesses(arman, 5)
    for _ in range(12):
        town.passes(minutes=10)
        guesses(arman, 3)
    town.passes(minutes=10)
    arman.types("2580").sees("Ada 17 PIN yang tidak cocok", "Terbuka")


def test_a_half_minute_is_not_promised_too_early(town: Town, arman: Someone) -> None:
    town.passes(seconds=30)
    guesses(arman, 5).sees("mulai pukul 10.11")
    town.passes(minutes=10, seconds=30)
    arman.types("2580").sees("Terbuka")


def test_an_empty_bot_says_nothing_of_it_and_opens_after_the_wait(town: Town, arman: Someone) -> None:
    stranger = town.phone("Orang lain")
    arman.types("beli galon")
    for pin in ("9999",) * 6 + ("2580",):
        arman.types(pin)
        stranger.types(pin)
        assert (arman.screen, arman.labels) == (stranger.screen, stranger.labels)
    town.passes(minutes=10)
    arman.types("2580").sees("Ada 5 PIN yang tidak cocok", "Selamat")
    arman.sends("/menu").sees_no("tidak cocok")
