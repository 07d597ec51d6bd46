"""Words of nobody yet: they are asked about, close by themselves, and go where they are told to, or wait."""

from __future__ import annotations

from bot.store.caseload.cases import Case
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_forgotten_pin import hands_over
from tests.stories.test_lines import saved

pytestmark = ON_ONE_DATABASE

WHOSE = "Ini catatan tentang siapa?"


def two(town: Town, siti: Someone) -> tuple[Case, Case]:
    return town.case(siti, days=60), town.case(siti, name="Bayu", days=60)


def test_the_words_are_shown_and_close(town: Town, siti: Someone) -> None:
    two(town, siti)
    siti.types("Jualannya ramai.").sees(WHOSE, "“Jualannya ramai.”")
    town.passes(minutes=11)
    siti.sees_no("Jualannya ramai")
    siti.sends("/menu").taps("Lanjutkan").sees(WHOSE, "“Jualannya ramai.”").taps("R-002").sees("Kabar R-002")
    assert not [label for label in siti.sends("/menu").labels if "Lanjutkan" in label and "2" in label]


def test_whoever_is_handed_on_meanwhile_is_asked_about_no_more_and_the_words_wait(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    _, bayu = two(town, siti)
    siti.types("Jualannya ramai.").sees(WHOSE)
    hands_over(town, yusuf, siti, bayu)
    siti.taps("R-002").sees(WHOSE, "“Jualannya ramai.”", "Dampingan ini tidak bersama Ibu")
    assert "R-002" not in siti.labels and saved(town) == 0
    siti.taps("R-001").sees("Kabar R-001", "Jualannya ramai.")


def test_where_there_is_no_room_in_the_note_the_words_wait(town: Town, siti: Someone) -> None:
    two(town, siti)
    long = "ceritanya " * 45
    siti.types(f"R-001 kunjungan kemarin, {long}").sends("/menu")
    siti.types("Tentang jualan: " + "ramai " * 30).sees(WHOSE).taps("R-001").sees("paling banyak 500")
    siti.sees_no("Kontak: Kunjungan")
    siti.sends("/menu").taps("Lanjutkan").sees(WHOSE, "“Tentang jualan").taps("R-002").sees(
        "Kabar R-002", "Tentang jualan"
    )


def test_a_code_that_is_not_theirs_is_said_beside_the_words(town: Town, siti: Someone) -> None:
    two(town, siti)
    siti.types("Ibunya bilang R-099 baik").sees(WHOSE, "R-099 tidak ada di daftar Ibu")
