"""A PIN is set, changed and taken away by whoever knows it; and what it must not be."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from bot.domain.presses import OwnSetting
from bot.store.caseload.cases import Case
from bot.store.engine.tables import requests
from bot.store.rights import participants
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_participant import by_phone, joined

pytestmark = ON_ONE_DATABASE


@pytest.fixture
def arman(town: Town, siti: Someone, case: Case) -> Someone:
    """With a PIN; the phone is unlocked, and could be in anybody's hands."""
    who = joined(town, siti, case)
    who.sends("/atur").taps("PIN").types("2580").types("2580").sends("/atur").types("2580")
    return who.sends("/atur").sees("PIN terpasang")


def opens_with(town: Town, who: Someone, pin: str) -> bool:
    """Whether this is the PIN, tried after the ten minutes."""
    town.passes(minutes=11)
    who.sends("/data").sees("ketik PIN").types(pin)
    return "Terbuka" in who.screen


def test_the_button_leads_to_a_page_and_takes_nothing_away(town: Town, arman: Someone) -> None:
    arman.taps("PIN").sees("lima kali salah", "ditanyakan dulu")
    assert arman.labels == ["Ganti PIN", "Hapus PIN", "Kembali", "Menu"]
    arman.taps("Kembali").sees("PIN terpasang")
    for field in ("pin", "pinoff", "pinnew"):
        arman.forges(OwnSetting(field)).sends("/atur").sees("PIN terpasang")
    assert opens_with(town, arman, "2580")


@pytest.mark.parametrize("way", ["Ganti PIN", "Hapus PIN"])
def test_who_does_not_know_it_changes_nothing_and_has_guessed(town: Town, arman: Someone, way: str) -> None:
    arman.taps("PIN", way).types("9999").sees("belum cocok", "PIN yang sekarang").sees_no("9999")
    arman.types("2580 2580 2580").sees("belum cocok").sees_no("2580").types("8888").taps("Batal")
    arman.sends("/atur").sees("PIN terpasang")
    assert town.asks(lambda tx: participants.wrong_pins(tx, by_phone(tx, arman).chat or 0)) == 2
    assert opens_with(town, arman, "2580")
    arman.sees("Ada 2 PIN yang tidak cocok")


def test_guesses_in_the_form_are_slowed_too(town: Town, arman: Someone) -> None:
    arman.taps("PIN", "Hapus PIN")
    for _ in range(5):
        arman.types("9999")
    arman.sees("belum cocok", "mulai pukul 10.10")
    arman.types("2580").sees("mulai pukul 10.10").sees_no("belum cocok", "sudah dihapus")
    arman.sends("/atur").sees("PIN terpasang")


def test_who_knows_it_changes_it(town: Town, arman: Someone) -> None:
    arman.taps("PIN", "Ganti PIN").types("2580").sees("Pilih PIN").types("1234").sees("paling mudah ditebak")
    arman.types("8642").types("8642").sees("PIN terpasang.").sees_no("2580", "8642")
    assert not opens_with(town, arman, "2580")
    assert opens_with(town, arman, "8642")


def test_who_knows_it_takes_it_away_and_reads_of_guesses(town: Town, arman: Someone) -> None:
    arman.taps("PIN", "Hapus PIN").types("9999").types("2580")
    arman.sees("Ada 1 PIN yang tidak cocok", "PIN sudah dihapus", "Belum ada PIN.")
    town.passes(minutes=11)
    arman.sends("/data").sees("Data saya")


def test_a_pin_that_is_too_long_does_not_stay_in_the_chat_to_be_shortened(
    town: Town, siti: Someone, case: Case
) -> None:
    who = joined(town, siti, case)
    who.sends("/atur").taps("PIN").types("258025802580").sees("4 sampai 8 angka").sees_no("258025802580")


def test_a_form_begun_before_there_was_a_pin_sets_none(town: Town, siti: Someone, case: Case) -> None:
    who = joined(town, siti, case)
    who.sends("/atur").taps("PIN").sees("Pilih PIN")
    town.asks(lambda tx: participants.set_pin(tx, by_phone(tx, who), "2580"))
    town.asks(lambda tx: participants.try_pin(tx, by_phone(tx, who), "2580", by_phone(tx, who).chat or 0))
    who.types("8642").sees("ditanyakan dulu")
    assert opens_with(town, who, "2580")


def test_a_pin_is_typed_once_more_so_that_a_slip_locks_nobody_out(town: Town, siti: Someone, case: Case) -> None:
    who = joined(town, siti, case)
    who.sends("/atur").taps("PIN").types("2580").sees("PIN terpasang, Bapak. Mulai sekarang", "sekali lagi")
    who.sees_no("2580").types("2581").sees("belum sama", "Pilih PIN").sees_no("2580", "2581")
    who.sends("/atur").sees("Belum ada PIN.").taps("PIN").types("8642").types("8642").sees(
        "Cocok, Bapak.", "PIN terpasang."
    )
    who.sees_no("8642")
    assert not opens_with(town, who, "2580")
    assert opens_with(town, who, "8642")


@pytest.mark.parametrize("leaves", ["by the menu", "with the screen", "with a word"])
def test_whoever_types_it_once_has_set_it_and_nobody_takes_it_off_by_another(
    town: Town, siti: Someone, case: Case, leaves: str
) -> None:
    who = joined(town, siti, case)
    who.sends("/atur").taps("PIN").types("2580")
    if leaves == "by the menu":
        who.taps("Menu").taps("Data saya").types("9999").sees("belum cocok")
    elif leaves == "with the screen":
        town.passes(minutes=4)
        who.types("9999").sees("belum cocok")
    else:
        who.sends("/data").sees("ketik PIN").types("9999").sees("belum cocok")
    assert opens_with(town, who, "2580")
    who.sees("Ada 1 PIN yang tidak cocok")


@pytest.mark.parametrize("typed", ["saya mau dibunuh", "tolong saya dipukul suami", "119", "110", "halo"])
def test_whoever_cries_for_help_instead_of_typing_it_again_is_helped_and_the_pin_stays(
    town: Town, siti: Someone, case: Case, typed: str
) -> None:
    """It was said to be set; nobody would know that it is not."""
    who = joined(town, siti, case)
    who.sends("/atur").taps("PIN").types("2580").types(typed)
    who.sees("sekali lagi" if typed == "halo" else "112")
    assert opens_with(town, who, "2580")


def test_once_it_has_opened_nobody_takes_it_off_by_typing_another(town: Town, siti: Someone, case: Case) -> None:
    """Typed once more late, it opened: whoever holds the phone then has to know it, as ever."""
    who = joined(town, siti, case)
    who.sends("/atur").taps("PIN").types("2580")
    town.passes(minutes=4)
    who.types("2580").sees("Terbuka")
    assert "sekali lagi" not in who.screen
    who.types("9999")
    assert opens_with(town, who, "2580")


def test_what_is_typed_to_any_other_form_waits_for_the_pin(town: Town, arman: Someone) -> None:
    assert opens_with(town, arman, "2580")
    town.passes(minutes=9)
    arman.sends("/menu").taps("Permintaan saya", "Tanya")
    town.passes(minutes=2)
    arman.types("Jam berapa kantor buka").sees("PIN").types("99999").sees("belum cocok")
    assert town.asks(lambda tx: tx.execute(select(requests.c.id)).first()) is None


def test_who_changes_it_types_the_new_one_twice_too(town: Town, arman: Someone) -> None:
    arman.taps("PIN", "Ganti PIN").types("2580").types("8642").types("8643").sees("PIN yang lama tetap", "Pilih PIN")
    arman.types("8642").types("8642").sees("Cocok, Bapak.", "PIN terpasang.")
    assert opens_with(town, arman, "8642")


def test_the_pin_of_before_holds_where_the_new_one_was_mistyped(town: Town, arman: Someone) -> None:
    arman.taps("PIN", "Ganti PIN").types("2580").types("8642").types("8643").taps("Batal").sees("Dibatalkan")
    arman.sends("/atur").sees("PIN terpasang.")
    assert not opens_with(town, arman, "8642")
    assert opens_with(town, arman, "2580")


def test_what_is_set_already_has_nothing_to_cancel(town: Town, siti: Someone, case: Case) -> None:
    who = joined(town, siti, case)
    assert who.sends("/atur").taps("PIN").types("2580").labels == ["Menu"]
    who.types("2580").sees("Cocok")


@pytest.mark.parametrize("pin", ["1198", "1100", "112112", "1290", "1500537", "14077"])
def test_a_number_of_help_is_no_pin(town: Town, siti: Someone, case: Case, pin: str) -> None:
    who = joined(town, siti, case)
    who.sends("/atur").taps("PIN").types(pin).types(pin)
    if pin == "14077":  # nobody's number
        who.sees("PIN terpasang")
    else:
        who.sees("meminta bantuan", "Pilih PIN").types("2580").types("2580").sees("PIN terpasang")


def asked(town: Town, arman: Someone) -> None:
    arman.sends("/data").sees("ketik PIN")


def asked_with_a_form_open(town: Town, arman: Someone) -> None:
    arman.types("2580").sends("/menu").taps("Permintaan", "Tanya sesuatu")
    town.passes(minutes=11)


def asked_by_a_form(town: Town, arman: Someone) -> None:
    arman.sends("/data").types("2580").sends("/atur").taps("PIN", "Hapus PIN")


@pytest.mark.parametrize("where", [asked, asked_with_a_form_open, asked_by_a_form])
@pytest.mark.parametrize("typed", ["119", "1198", "119 8", "112", "110", "1290"])
def test_a_number_of_help_typed_where_the_pin_is_asked_is_no_guess(
    town: Town, arman: Someone, typed: str, where: Callable[[Town, Someone], None]
) -> None:
    town.passes(minutes=11)
    where(town, arman)
    arman.types(typed).sees("112", "119, lalu tekan 8", "110").sees_no("belum cocok")
    assert town.asks(lambda tx: participants.wrong_pins(tx, by_phone(tx, arman).chat or 0)) == 0


@pytest.fixture
def long_ago(town: Town, siti: Someone, case: Case) -> Someone:
    """With a PIN that was set before one that begins with a number of help was refused, and a word that empties."""
    who = joined(town, siti, case)
    who.sends("/atur").taps("Kata: kosongkan").types("beli galon")
    town.asks(lambda tx: participants.set_pin(tx, by_phone(tx, who), "1198"))
    return who.sends("/data").sees("ketik PIN")


def test_a_pin_of_former_times_that_begins_with_a_number_of_help_opens(town: Town, long_ago: Someone) -> None:
    long_ago.types("1198").sees("Terbuka").sees_no("1198").sends("/data").sees("Data saya")
    town.passes(minutes=11)
    long_ago.sends("/data").types("1190").sees("119, lalu tekan 8").types("9999").sees("belum cocok")
    long_ago.types("1198").sees("Ada 1 PIN yang tidak cocok", "Terbuka")


def test_once_it_opens_no_number_of_help_is_counted_any_more(town: Town, long_ago: Someone) -> None:
    for _ in range(4):
        long_ago.types("1190")
    long_ago.types("1198").sees("Terbuka")
    town.passes(minutes=11)
    long_ago.sends("/data").types("1190").types("1198").sees("Terbuka")


def test_it_opens_an_empty_bot_too_where_a_number_of_help_is_answered_as_a_strangers(
    town: Town, long_ago: Someone
) -> None:
    stranger = town.phone("Orang lain")
    long_ago.types("1198").types("beli galon").sees("undangan")
    for typed in ("1190", "119", "112"):
        long_ago.types(typed)
        stranger.types(typed)
        assert (long_ago.screen, long_ago.labels) == (stranger.screen, stranger.labels)
    long_ago.types("1198").sees("Terbuka").sees_no("tidak cocok", "1198").sends("/data").sees("Data saya")


def test_it_is_known_where_the_pin_as_it_is_now_is_asked(town: Town, long_ago: Someone) -> None:
    long_ago.types("1198").sends("/atur").taps("PIN", "Hapus PIN").types("1198").sees("PIN sudah dihapus")


@pytest.mark.parametrize("guess", ["1190", "9999"])
def test_it_is_slowed_like_any_other_and_help_is_there_all_the_same(town: Town, long_ago: Someone, guess: str) -> None:
    for _ in range(5):
        long_ago.types(guess)
    long_ago.types("1198").sees("119, lalu tekan 8").sees_no("Terbuka").types("1120").sees("119, lalu tekan 8")
    town.passes(minutes=10)
    long_ago.types("1198").sees("Terbuka")
