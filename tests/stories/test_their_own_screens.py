"""What participants meet behind their own door: what is set, what is kept, what they asked for and how they are."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.presses import ChangeConsent, Greetings, OwnRequest, OwnSetting, Wish
from bot.store.caseload.cases import Case
from bot.store.rights import consents, participants
from tests.driver import Someone, Town
from tests.stories.test_on_the_card import card, stands_in
from tests.stories.test_participant import by_phone, joined

CHANGED = "Persetujuan R-001 berubah"


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


# -- what is set -------------------------------------------------------------------------------------------------------


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


def test_a_name_may_be_short_and_a_pin_is_digits(town: Town, arman: Someone) -> None:
    arman.sends("/menu").taps("Pengaturan", "Nama saya").types("Yo").sees("Sudah disimpan")
    arman.taps("PIN").types("rahasia").sees("4 sampai 8 angka").types("2468").sees("PIN terpasang.")
    kept = town.asks(lambda tx: participants.settings(tx, by_phone(tx, arman)))
    assert (kept.chosen_name, kept.quiet_word, kept.duress_word) == ("Yo", "", "")


def test_another_clock_and_another_address(arman: Someone) -> None:
    arman.sends("/menu").taps("Pengaturan").sees("Sapaan: Bapak", "WIB").taps("Ubah zona waktu", "WITA (").sees("WITA")
    arman.taps("Ubah sapaan", "Kak").sees("Sapaan: Kak", "WITA")


# -- what is kept ------------------------------------------------------------------------------------------------------


def test_a_yes_is_taken_back_and_given_again(
    town: Town, yusuf: Someone, siti: Someone, case: Case, arman: Someone
) -> None:
    arman.sends("/menu").taps("Data saya", "Persetujuan saya")
    arman.sees("Lewat Telegram: ya", "Pesan dari kami: ya", "Catatan: ya", "Ketuk salah satu untuk mengubahnya.")
    arman.taps("Catatan").sees("Catatan: tidak", "Pesan dari kami: ya")
    assert heard(siti, CHANGED) == 1
    arman.forges(ChangeConsent("notes")).sees("Catatan: tidak")
    assert heard(siti, CHANGED) == 1, "it had been taken back already"
    arman.taps("Catatan").sees("Catatan: ya")
    arman.forges(ChangeConsent("nothing", yes=True)).sees("Catatan: ya")
    allowed = town.asks(lambda tx: consents.current(tx, by_phone(tx, arman)))
    assert {"abroad", "messages", "notes"} <= allowed


def test_passing_on_is_agreed_on_with_somebody(town: Town, siti: Someone, case: Case, arman: Someone) -> None:
    arman.sends("/menu").taps("Data saya", "Persetujuan saya", "Diteruskan").sees("Izin meneruskan dibicarakan")
    card(siti).taps("Peserta", "Bagikan").types("Puskesmas Melati").taps("Ya, secara lisan").sees("hanya untuk")
    arman.sends("/menu").taps("Data saya", "Persetujuan saya").sees("• dibagikan ke Puskesmas Melati")


def test_without_telegram_means_leaving(town: Town, siti: Someone, case: Case, arman: Someone) -> None:
    arman.sends("/menu").taps("Data saya", "Persetujuan saya", "Lewat Telegram").sees("Mau keluar dari percakapan ini?")
    arman.taps("Kembali").sees("Data saya").taps("Keluar", "Ya, keluar")
    assert heard(siti, "Mulai sekarang R-001") == 1


def test_rights_are_said_once_more_before_they_count(town: Town, siti: Someone, arman: Someone) -> None:
    arman.sends("/menu").taps("Data saya").sees("0 kali bertemu").taps("Minta salinan").sees("Mau diminta?")
    assert not heard(siti, "Ada permintaan baru")
    arman.forges(Wish("nothing")).sees("Data saya").taps("Hapus semua", "Ya, minta").sees("Nomornya 1")
    arman.sends("/menu").taps("Data saya", "Perbaiki data saya").types("Nama jalannya").sees("Nomornya 2")


# -- what they asked for -----------------------------------------------------------------------------------------------


def test_own_requests_have_pages_and_nobody_elses(town: Town, siti: Someone, arman: Someone) -> None:
    ani = joined(town, siti, town.case(siti, name="Ani", days=60), "Ani")
    ani.sends("/menu").taps("📞 Minta dihubungi")
    for number in range(4):
        arman.sends("/menu").taps("Permintaan saya", "Tanya sesuatu").types(f"Pertanyaan {number}?")
        town.clock.at += timedelta(minutes=5)
    arman.sends("/menu").taps("Permintaan saya")
    assert [label for label in arman.labels if label.startswith("No.")] == ["No. 5", "No. 4", "No. 3"]
    arman.taps("Berikutnya")
    assert [label for label in arman.labels if label.startswith("No.")] == ["No. 2"]
    arman.forges(OwnRequest(1)).sees("Permintaan saya").sees_no("Nomornya 1")


def test_a_second_wish_to_be_called_rings_nobody_twice(town: Town, siti: Someone, arman: Someone) -> None:
    arman.sends("/menu").taps("📞 Minta dihubungi").sees("Nomornya 1")
    town.clock.at += timedelta(minutes=1)
    arman.sends("/menu").taps("📞 Minta dihubungi").sees("Nomornya 1")
    assert heard(siti, "Ada permintaan baru") == 1


# -- how they are ------------------------------------------------------------------------------------------------------


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


def test_words_in_one_breath_belong_together_and_later_ones_do_not(town: Town, siti: Someone, arman: Someone) -> None:
    arman.sends("/menu").taps("Permintaan saya", "Tanya sesuatu").types("Kapan kartunya jadi?").sees("Nomornya 1")
    arman.types("Saya butuh minggu ini.").sees("Sudah ditambahkan ke nomor 1")
    town.clock.at += timedelta(minutes=10)
    arman.types("bpjs mati")
    assert "ditambahkan" not in arman.screen


def test_whoever_covers_hears_that_a_consent_has_changed(
    town: Town, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    stands_in(town, yusuf, siti, yusuf)
    arman.sends("/menu").taps("Data saya", "Persetujuan saya", "Catatan")
    assert (heard(yusuf, CHANGED), heard(siti, CHANGED)) == (1, 0)
