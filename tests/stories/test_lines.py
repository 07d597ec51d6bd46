"""A check-in typed in one message: the form filled in, its summary shown, and nothing saved before "Simpan"."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from bot.domain.people import Role
from bot.store.caseload import checkins
from bot.store.caseload.cases import Case
from bot.store.engine.tables import checkins as checkin_rows
from tests.driver import Someone, Town
from tests.stories.test_no_notes import says_no

LINE = "kunjungan kemarin, baik, antar KTP Senin, 2 minggu lagi"


def saved(town: Town) -> int:
    return int(town.asks(lambda tx: tx.execute(select(func.count()).select_from(checkin_rows)).scalar_one()))


def test_a_line_is_the_whole_form(town: Town, siti: Someone, case: Case) -> None:
    town.passes(days=3)
    siti.types(f"R-001 {LINE}").sees(
        "Dibaca dari pesan Ibu",
        "Kontak: Kunjungan",
        "Hari: Kam, 26 Nov",
        "Semua baik",
        "Catatan: antar KTP Senin",
        "Jumat, 11 Desember 2026",
    )
    assert "💾 Simpan" in siti.labels
    assert saved(town) == 0
    siti.sees_no("R-001 kunjungan")
    siti.taps("Simpan").sees("Tersimpan", "Jumat, 11 Desember 2026")
    kept = town.asks(lambda tx: checkins.moments(tx, case, 1))[0]
    assert kept.contact_at.date() == (town.clock.now() - timedelta(days=1)).date()


def test_a_name_says_whose_it_is_too(town: Town, siti: Someone, case: Case) -> None:
    siti.types("Pak Arman td ditelpon, sehat, jumat depannya lagi sy hubungi").sees("R-001").sees_no("Arman td")
    siti.types("Pak Arman td ditelpon, sehat").sees("R-001")


def test_what_was_said_beside_all_well_is_shown_and_not_left_out(siti: Someone, case: Case) -> None:
    siti.types("R-001 kunjungan kemarin, baik, butuh modal usaha, 2 minggu lagi").sees(
        "“baik” dibaca sebagai semua baik", "Catatan: butuh modal usaha"
    )
    assert "💾 Simpan" in siti.labels


def test_what_could_be_meant_in_two_ways_is_asked(siti: Someone, case: Case) -> None:
    siti.types("R-001 ditelepon tadi, baik, minggu depan lagi").sees(
        "“minggu depan lagi” bisa berarti dua hal", "Kapan"
    )
    assert "💾 Simpan" not in siti.labels


def test_words_without_whose_are_placed_by_one_tap(town: Town, siti: Someone, case: Case) -> None:
    town.case(siti, name="Bayu", days=60)
    siti.types("td ketemu langsung, sehat2 aja, 2 minggu lagi").sees("Ini catatan tentang siapa?")
    siti.taps("R-001").sees("Dibaca dari pesan Ibu", "Kunjungan", "Semua baik")
    siti.taps("Simpan").sees("Tersimpan")


def test_a_check_in_that_was_begun_keeps_what_it_has(siti: Someone, case: Case) -> None:
    siti.sends("/catat").taps("R-001", "Telepon").sends("/menu")
    siti.types(f"R-001 {LINE}").sees_no("Dibaca dari pesan")
    siti.taps("Semua baik")
    assert "Pakai yang tadi" in siti.labels, "the message is held as the note"


def test_of_whoever_wants_no_notes_nothing_is_noted(town: Town, siti: Someone, case: Case, arman: Someone) -> None:
    says_no(arman)
    siti.types(f"R-001 {LINE}").sees("Kunjungan", "meminta agar tidak ada catatan").sees_no("antar KTP", "Semua baik")


def test_a_cover_and_a_stranger_to_the_case(town: Town, yusuf: Someone, siti: Someone, case: Case) -> None:
    budi = town.joins(Role.MENTOR, "Budi", address="bapak", supervisor=yusuf)
    town.case(budi, name="Citra", days=60)
    for who in (budi, yusuf):
        who.types(f"R-001 {LINE}").sees_no("Dibaca dari pesan")
    assert saved(town) == 0


def test_a_line_sent_again_is_saved_once_more_only_if_it_is_saved(town: Town, siti: Someone, case: Case) -> None:
    siti.types(f"R-001 {LINE}").types(f"R-001 {LINE}")
    siti.taps("Simpan").sees("Tersimpan")
    assert saved(town) == 1


def test_a_code_further_on_says_whose_it_is_where_a_contact_is_told(siti: Someone, case: Case) -> None:
    siti.types("ketemu R-001 di pasar").sees("Kabar R-001", "Bagaimana kabarnya?")
    siti.taps("Kembali").sees("Bagaimana Ibu terhubung kali ini?")


def test_a_day_that_could_be_either_is_asked(siti: Someone, case: Case) -> None:
    siti.types("R-001 kunjungan Kamis, baik").sees("bisa berarti dua hal").taps("Kunjungan").sees("Hari apa kontaknya")


def test_all_well_beside_a_topic_that_is_not_is_asked(siti: Someone, case: Case) -> None:
    siti.types("R-001 kunjungan kemarin, baik, kesehatan butuh perhatian, 2 minggu lagi")
    siti.sees("bisa berarti dua hal", "Bagaimana kabarnya?")
