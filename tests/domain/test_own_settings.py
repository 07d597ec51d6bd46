"""What a participant chose: agreed words as people type them, and what earlier versions kept."""

import pytest

from bot.domain.rights.own_settings import DURESS, QUIET, OwnSettings, agreed_word, settings_of

CHOSEN = OwnSettings("Bunga", quiet_word="beli  Galon", duress_word="salam untuk ibu")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Beli galon", QUIET),
        ("  SALAM untuk   ibu ", DURESS),
        ("beli galon.", QUIET),
        ("Beli-galon!! 🙏🏽", QUIET),
        ("\u200bbeli galon\ufe0f", QUIET),
        ("\uff42eli galon", QUIET),
        ("beligalon", None),
        ("beli galon besok", None),
        ("...", None),
        ("salam", None),
        ("", None),
    ],
)
def test_agreed_words_are_known_as_people_type_them(typed: str, meant: str | None) -> None:
    assert agreed_word(CHOSEN, typed) == meant


def test_no_word_is_agreed_on_until_one_is_chosen() -> None:
    assert agreed_word(OwnSettings(), "") is None


def test_what_an_earlier_version_kept_still_opens() -> None:
    kept = {"chosen_name": "Bunga", "pin": "x", "shared_phone": True, "province": "Maluku"}
    assert settings_of(kept) == OwnSettings("Bunga", pin="x")


def test_a_word_for_both_empties_the_bot() -> None:
    assert agreed_word(OwnSettings(quiet_word="besok", duress_word="besok"), "besok") == DURESS
