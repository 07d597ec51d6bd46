"""Guessing a PIN: what the owner waits at most, what a guesser gets, and which PINs are guessed first."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.rights import guessing
from bot.domain.rights.guessing import FREE_PINS, PIN_WAIT

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def tried_within(span: timedelta) -> int:
    """How many PINs somebody tries who types day and night."""
    wrong, newest, at, end = 0, None, NOW, NOW + span
    while at < end:
        until = guessing.waits_until(wrong, newest, at)
        if until is not None:
            at = until
            continue
        wrong, newest = wrong + 1, at
    return wrong


def test_a_guesser_is_slowed_as_the_docstring_reckons() -> None:
    assert tried_within(timedelta(days=1)) == 148, "five at once, the others ten minutes apart"
    assert tried_within(timedelta(days=35)) < 10_000 / 2 + 144
    assert tried_within(timedelta(days=69)) < 10_000


def test_nobody_waits_longer_than_ten_minutes_however_many_were_wrong() -> None:
    for wrong in (FREE_PINS, 50, 5_000):
        assert guessing.waits_until(wrong, NOW, NOW) == NOW + PIN_WAIT
        assert guessing.waits_until(wrong, NOW, NOW + PIN_WAIT) is None
    assert guessing.waits_until(FREE_PINS - 1, NOW, NOW) is None
    assert guessing.waits_until(0, None, NOW) is None


@pytest.mark.parametrize("text", ["1234", "12345678"])
def test_what_looks_like_a_pin(text: str) -> None:
    assert guessing.like_a_pin(text)


@pytest.mark.parametrize("text", ["123", "123456789", "12a4", "12 34", "", "\u0661\u0662\u0663\u0664"])
def test_what_does_not(text: str) -> None:
    assert not guessing.like_a_pin(text)


@pytest.mark.parametrize("pin", ["0000", "77777777", "1234", "4321", "0123", "7890", "987654", "234567"])
def test_what_is_guessed_first(pin: str) -> None:
    assert guessing.is_trivial(pin)


@pytest.mark.parametrize("pin", ["2580", "1231", "1235", "8907", "11112", "1012"])
def test_what_is_not(pin: str) -> None:
    assert not guessing.is_trivial(pin)


@pytest.mark.parametrize("digits", ["119", "1198", "1100", "112112", "1290"])
def test_a_number_of_help(digits: str) -> None:
    assert guessing.calls_for_help(digits)


@pytest.mark.parametrize("digits", ["2119", "1180", "911", "0119"])
def test_a_number_that_is_none(digits: str) -> None:
    assert not guessing.calls_for_help(digits)
