"""What participants set on their own phone, and what they decide about their data."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.domain.presses import ChangeConsent, Greetings, OwnSetting, Wish
from bot.store.caseload.cases import Case
from bot.store.engine.tables import drafts
from bot.store.rights import consents, participants
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_caseload import card, stands_in
from tests.stories.test_participant import by_phone

pytestmark = ON_ONE_DATABASE

CHANGED = "Persetujuan R-001 berubah"


def test_greetings_go_round(arman: Someone) -> None:
    arman.sends("/menu").taps("Pengaturan").sees("Tanpa sapaan rutin", "Belum ada PIN.")
    for said in ("Disapa setiap minggu", "dua minggu", "Tanpa sapaan rutin"):
        arman.taps("Sapaan rutin").sees(said)
    arman.forges(Greetings(7)).sees("Tanpa sapaan rutin")
    arman.forges(OwnSetting("nothing")).sees("Tanpa sapaan rutin")


def test_two_words_are_two(town: Town, arman: Someone) -> None:
    arman.sends("/menu").taps("Pengaturan", "Kata: jangan dulu").types("ya").sees("minimal tiga huruf")
    arman.types("mangga").sees("Sudah disimpan, Bapak.").taps("Kata: kosongkan").types("rambutan").sees(
        "Sudah disimpan"
    )
    kept = town.asks(lambda tx: participants.settings(tx, by_phone(tx, arman)))
    assert (kept.quiet_word, kept.duress_word, kept.chosen_name) == ("mangga", "rambutan", "")


NEEDED = (
    "minta tolong", "Minta dihubungi!", "minta dihubungi sekarang", "tanya", "INFO", "iya", "halo", "tidak", "bukan",
    "sakit", "takut", "mulai", "Terima kasih",
)  # fmt: skip


@pytest.mark.parametrize("purpose", ["Kata: jangan dulu", "Kata: kosongkan"])
def test_no_word_is_agreed_on_by_which_somebody_would_call(town: Town, arman: Someone, purpose: str) -> None:
    arman.sends("/atur").taps(purpose)
    for word in NEEDED:
        arman.types(word).sees("juga oleh yang butuh bantuan")
    arman.types("beli galon").sees("Sudah disimpan")


def test_no_words_of_a_button_are_agreed_on(town: Town, arman: Someone) -> None:
    """Of each button two taps from the menu, but numbers and what a list names."""
    found: set[str] = set()
    for label in tuple(arman.sends("/menu").labels):
        found |= {label, *arman.sends("/menu").taps(label).labels}
    found |= set(arman.sends("/atur").taps("Kontak aman").labels)
    named = {label for label in found if label[0].isdigit()}
    arman.sends("/atur").taps("Kata: kosongkan")
    here = set(arman.labels)
    taken = []
    for label in sorted(found - named - here):
        arman.types(label)
        if "Sudah disimpan" in arman.screen:
            taken.append(label)
            arman.sends("/atur").taps("Kata: kosongkan")
    assert taken == []


def test_a_name_may_be_short_and_a_pin_is_digits(town: Town, arman: Someone) -> None:
    arman.sends("/menu").taps("Pengaturan", "Nama saya").types("Yo").sees("Sudah disimpan")
    arman.taps("PIN").types("rahasia").sees("4 sampai 8 angka").types("2468").types("2468").sees("PIN terpasang")
    kept = town.asks(lambda tx: participants.settings(tx, by_phone(tx, arman)))
    assert (kept.chosen_name, kept.quiet_word, kept.duress_word) == ("Yo", "", "")


@pytest.mark.parametrize("which", ["Kata: jangan dulu", "Kata: kosongkan", "Nama saya"])
@pytest.mark.parametrize("cry", ["tolong saya mau bunuh diri", "tolong", "pengen mati aja", "takut banget"])
def test_what_somebody_may_cry_is_no_name_and_no_agreed_word(town: Town, arman: Someone, which: str, cry: str) -> None:
    """Words are compared before anything else is: a cry that is an agreed word would get a harmless answer."""
    arman.sends("/atur").taps(which).types(cry).sees("119").sees_no("Sudah disimpan")
    kept = town.asks(lambda tx: participants.settings(tx, by_phone(tx, arman)))
    assert (kept.chosen_name, kept.quiet_word, kept.duress_word) == ("", "", "")
    arman.sends("/menu").taps("Permintaan", "Tanya sesuatu").types(cry).sees("119", "Sudah diterima")


def test_a_question_begun_anew_leaves_no_earlier_one(town: Town, arman: Someone) -> None:
    for _ in range(2):
        arman.sends("/menu").taps("Pengaturan", "Nama saya")
    assert town.asks(lambda tx: list(tx.execute(select(drafts.c.form)).scalars())) == ["ownname"]


def test_another_clock_and_another_address(arman: Someone) -> None:
    arman.sends("/menu").taps("Pengaturan").sees("Sapaan: Bapak", "WIB").taps("Ubah zona waktu", "WITA (").sees("WITA")
    arman.taps("Ubah sapaan", "Kak").sees("Sapaan: Kak", "WITA")


def test_a_yes_is_taken_back_and_given_again(
    town: Town, yusuf: Someone, siti: Someone, case: Case, arman: Someone
) -> None:
    arman.sends("/menu").taps("Data saya", "Persetujuan saya")
    arman.sees("Lewat Telegram: ya", "Pesan dari kami: ya", "Catatan: ya", "Ketuk salah satu untuk mengubahnya.")
    arman.taps("Catatan").sees("Catatan: tidak", "Pesan dari kami: ya")
    assert siti.heard(CHANGED) == 1
    arman.forges(ChangeConsent("notes")).sees("Catatan: tidak")
    assert siti.heard(CHANGED) == 1, "it had been taken back already"
    arman.taps("Catatan").sees("Catatan: ya")
    arman.forges(ChangeConsent("nothing", yes=True)).sees("Catatan: ya")
    allowed = town.asks(lambda tx: consents.current(tx, by_phone(tx, arman)))
    assert {"abroad", "messages", "notes"} <= allowed


def test_passing_on_is_agreed_on_with_somebody(town: Town, siti: Someone, case: Case, arman: Someone) -> None:
    arman.sends("/menu").taps("Data saya", "Persetujuan saya", "Diteruskan").sees("Izin meneruskan dibicarakan")
    card(siti).taps("Peserta", "Bagikan").types("Puskesmas Melati").taps("Ya, secara lisan").sees("hanya untuk")
    arman.sends("/menu").taps("Data saya", "Persetujuan saya").sees("1. dibagikan ke Puskesmas Melati")


def test_without_telegram_means_leaving(town: Town, siti: Someone, case: Case, arman: Someone) -> None:
    arman.sends("/menu").taps("Data saya", "Persetujuan saya", "Lewat Telegram").sees("Mau keluar dari percakapan ini?")
    arman.taps("Kembali").sees("Data saya").taps("Keluar").sees("Yang sudah dicatat tetap ada").sees_no("Terima kasih")
    assert town.asks(lambda tx: by_phone(tx, arman)).is_active
    arman.taps("Ya, keluar").sees("tidak ada lagi yang dikirim ke percakapan ini")
    assert siti.heard("Mulai sekarang R-001") == 1
    said = len(arman.phone.texts())
    town.passes(days=9)
    assert len(arman.phone.texts()) == said
    arman.sends("/menu").sees("undangan").sees_no("Data saya")


def test_rights_are_said_once_more_before_they_count(town: Town, siti: Someone, arman: Someone) -> None:
    arman.sends("/menu").taps("Data saya").sees("0 kabar yang dicatat pendamping").taps("Minta salinan").sees(
        "Mau diminta?"
    )
    assert not siti.heard("Ada permintaan baru")
    arman.forges(Wish("nothing")).sees("Data saya").taps("Hapus semua", "Ya, minta").sees("Nomornya 1")
    arman.sends("/menu").taps("Data saya", "Perbaiki data saya").types("Nama jalannya").sees("Nomornya 2")


def test_whoever_covers_hears_that_a_consent_has_changed(
    town: Town, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    stands_in(town, yusuf, siti, yusuf)
    arman.sends("/menu").taps("Data saya", "Persetujuan saya", "Catatan")
    assert (yusuf.heard(CHANGED), siti.heard(CHANGED)) == (1, 0)
    assert yusuf.labels == [], "what is agreed to is for the mentor to see"
