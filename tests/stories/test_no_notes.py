"""Whoever wants no notes: nothing is recorded but that there was a contact and when the next one is, at every door."""

from __future__ import annotations

from typing import Any

from bot.domain.presses import NewReferral
from bot.store.caseload import checkins
from bot.store.caseload.cases import Case
from bot.store.engine.tables import flags, referrals
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_asking_and_answering import begins
from tests.stories.test_caseload import card

pytestmark = ON_ONE_DATABASE
TOLD = "R-001 memilih tanpa catatan"


def says_no(arman: Someone) -> None:
    arman.sends("/data").taps("Persetujuan saya", "Catatan").sees("Catatan: tidak")


def kept(town: Town, case: Case) -> list[dict[str, Any]]:
    found = town.asks(lambda tx: [checkins.as_kept(tx, case, row.id) for row in checkins.moments(tx, case, 9)])
    return [one.answers for one in found if one is not None]


def test_the_form_tells_the_mentor_and_asks_only_when_next(
    town: Town, siti: Someone, arman: Someone, case: Case
) -> None:
    says_no(arman)
    begins(siti).sees(TOLD).taps("Kunjungan").sees("akan terhubung lagi?")
    siti.taps("2 minggu").sees(TOLD, "Kontak: Kunjungan")
    assert not [label for label in siti.labels if label.startswith("Tambah")]
    siti.taps("Ubah isian")
    assert not {"Kabar", "Bidang", "Kebutuhan", "Catatan", "Hal baik", "Kesepakatan"} & set(siti.labels)
    siti.taps("Kembali", "Kembali").sees("akan terhubung lagi?").taps("Kembali").sees("Bagaimana")
    siti.taps("Telepon", "1 minggu", "Simpan").sees("Tersimpan")
    (answers,) = kept(town, case)
    assert set(answers) == {"contact", "next", "next_at"} and answers["contact"] == "call"


def test_what_stood_in_the_way_is_a_note_too(town: Town, siti: Someone, arman: Someone, case: Case) -> None:
    begins(siti, "Belum terhubung", "Sedang sakit")
    says_no(arman)
    siti.taps("Besok", "Simpan").finds("agar tidak ada catatan")
    begins(siti, "Belum terhubung").sees("ingin mencoba lagi?").taps("Besok", "Simpan").sees("Tersimpan")
    assert [set(answers) for answers in kept(town, case)] == [{"contact", "retry", "next_at"}] * 2


def test_what_was_filled_in_before_the_no_is_not_kept(town: Town, siti: Someone, arman: Someone, case: Case) -> None:
    begins(siti, "Kunjungan", "Ada yang perlu dicatat", "Kesehatan", "Mendesak", "Lanjut", "Kesehatan", "Lanjut")
    siti.types("Sakit kepala.").taps("1 minggu")
    says_no(arman)
    siti.taps("Simpan").finds("agar tidak ada catatan")
    (answers,) = kept(town, case)
    assert set(answers) == {"contact", "next", "next_at"}


def test_a_form_that_lay_unfinished_forgets_it_when_it_is_opened(
    town: Town, siti: Someone, arman: Someone, case: Case
) -> None:
    begins(siti, "Kunjungan", "Ada yang perlu dicatat", "Kesehatan", "Cukup")
    says_no(arman)
    siti.sends("/menu").taps("Lanjutkan isian").sees(TOLD, "akan terhubung lagi?")
    siti.taps("1 minggu", "Simpan").sees("Tersimpan")
    (answers,) = kept(town, case)
    assert "levels" not in answers and "overall" not in answers


def test_no_old_button_brings_it_back(town: Town, siti: Someone, arman: Someone, case: Case) -> None:
    begins(siti, "Kunjungan", "Semua baik", "1 minggu")
    old = siti.remembers("Tambah catatan")
    says_no(arman)
    siti.presses(old).types("Diam-diam.").sees("tidak ada catatan").sees_no("Diam-diam.")
    siti.sends("/menu").taps("Lanjutkan isian")
    siti.taps("Simpan").sees("Tersimpan")
    (answers,) = kept(town, case)
    assert set(answers) == {"contact", "next", "next_at"}


def puts_right_the_contact(siti: Someone, arman: Someone) -> Someone:
    """What was noted while it was allowed is put right after the no: how they were in touch is asked."""
    begins(siti, "Kunjungan", "Ada yang perlu dicatat", "Kesehatan", "Cukup", "Lanjut", "Tidak ada")
    siti.types("Dulu boleh.").taps("2 minggu", "Simpan").sees("Tersimpan")
    says_no(arman)
    return card(siti).taps("Baca dan perbaiki", "Sel, 24 Nov", "Perbaiki", "Ubah isian", "Kontak")


def test_what_was_kept_before_stays_as_it_was_when_it_is_put_right(
    town: Town, siti: Someone, arman: Someone, case: Case
) -> None:
    puts_right_the_contact(siti, arman).taps("Telepon", "Simpan")
    siti.taps("Salah pilih atau salah ketik").sees("Tersimpan")
    (answers,) = kept(town, case)
    assert (answers["contact"], answers["note"], answers["levels"]) == ("call", "Dulu boleh.", {"sehat": 3})


def test_what_was_kept_of_a_contact_goes_where_it_is_put_right_that_there_was_none(
    town: Town, siti: Someone, arman: Someone, case: Case
) -> None:
    puts_right_the_contact(siti, arman).taps("Belum terhubung").sees("ingin mencoba lagi?")
    siti.taps("Besok", "Simpan", "Salah pilih atau salah ketik").sees("Tersimpan").sees_no("agar tidak ada catatan")
    (answers,) = kept(town, case)
    assert set(answers) == {"contact", "retry", "next_at"}


def test_what_stood_in_the_way_goes_where_it_is_put_right_that_there_was_a_contact(
    town: Town, siti: Someone, arman: Someone, case: Case
) -> None:
    begins(siti, "Belum terhubung", "Sedang sakit", "Besok", "Simpan").sees("Tersimpan")
    says_no(arman)
    card(siti).taps("Baca dan perbaiki", "Sel, 24 Nov", "Perbaiki", "Ubah isian", "Kontak", "Telepon")
    siti.sees("akan terhubung lagi?").taps("1 minggu", "Simpan", "Salah pilih atau salah ketik").sees("Tersimpan")
    (answers,) = kept(town, case)
    assert set(answers) == {"contact", "next", "next_at"}


def test_what_was_turned_round_and_back_is_as_it_was(town: Town, siti: Someone, arman: Someone, case: Case) -> None:
    puts_right_the_contact(siti, arman).taps("Belum terhubung", "Kembali").sees("Bagaimana").taps("Telepon")
    siti.taps("Simpan", "Salah pilih atau salah ketik").sees("Tersimpan")
    (answers,) = kept(town, case)
    assert (answers["contact"], answers["note"], answers["levels"]) == ("call", "Dulu boleh.", {"sehat": 3})


def test_a_yes_given_again_brings_the_questions_back(town: Town, siti: Someone, arman: Someone) -> None:
    says_no(arman)
    begins(siti, "Kunjungan").sees("akan terhubung lagi?")
    arman.sends("/data").taps("Persetujuan saya", "Catatan").sees("Catatan: ya")
    siti.sends("/menu").taps("Lanjutkan isian").sees("Bagaimana kabarnya?")
    assert "tanpa catatan" not in siti.screen


def test_a_flag_is_closed_without_a_note(town: Town, yusuf: Someone, siti: Someone, arman: Someone) -> None:
    siti.sends("/menu").taps("🆘 Mendesak", "R-001")
    yusuf.sends("/menu").taps("Penanda", "R-001", "Saya tangani")
    half = yusuf.taps("Tutup penanda").sees("Bagaimana akhirnya?")
    says_no(arman)
    half.types("Sudah ditemani.").sees("Penanda sudah ditutup")
    siti.sends("/menu").taps("🆘 Mendesak", "R-001")
    yusuf.sends("/menu").taps("Penanda", "R-001", "Saya tangani", "Tutup penanda").sees("memilih tanpa catatan")
    rows = town.asks(lambda tx: [tx.open(row.note, "flags", "note", row.id) for row in tx.execute(flags.select())])
    assert rows == ["", ""]


def test_no_referral_is_kept_and_why_is_said(town: Town, siti: Someone, arman: Someone, case: Case) -> None:
    says_no(arman)
    siti.sends("/dampingan").taps("R-001", "Linimasa", "Rujukan", "Tambah rujukan").sees("tanpa catatan", "Belum ada.")
    siti.forges(NewReferral(case.id, "kesehatan")).sees("tanpa catatan")
    assert town.asks(lambda tx: tx.execute(referrals.select()).all()) == []
