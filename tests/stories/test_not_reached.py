"""A contact that did not work out: a note may be added, and whoever wishes for a pause gets one, by whose say it is."""

from __future__ import annotations

import pytest

from bot.domain.people import Role
from bot.domain.presses import Pause
from bot.store.caseload import cases
from bot.store.caseload.cases import Case
from tests.driver import Someone, Town
from tests.stories.test_asking_and_answering import begins, corrects
from tests.stories.test_caseload import card, stands_in
from tests.stories.test_no_notes import kept, says_no

PAUSE, WISHES = ("Belum terhubung", "Sedang ingin jeda", "Besok"), "Orangnya sedang ingin jeda."
AT_WORK = ("Belum terhubung", "Sedang bekerja", "Besok")


def test_a_note_is_added_from_the_summary(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=60)
    begins(siti, *AT_WORK).taps("Tambah catatan").types("Pesan terkirim, belum dibaca.").sees("Pesan terkirim")
    siti.taps("Simpan").sees("Tersimpan").sees_no("Pesan terkirim, belum dibaca.")
    (answers,) = kept(town, case)
    assert (answers["contact"], answers["note"]) == ("not_reached", "Pesan terkirim, belum dibaca.")
    card(siti).taps("Baca dan perbaiki", "Sel, 24 Nov").sees("Catatan: Pesan terkirim, belum dibaca.")


def test_it_takes_no_more_taps_than_before_and_no_needs(town: Town, siti: Someone) -> None:
    town.case(siti, days=60)
    begins(siti, *AT_WORK)
    assert siti.labels == ["💾 Simpan", "Hari lain", "Tambah catatan", "Ubah isian", "Kembali", "Batal", "🆘 Mendesak"]
    siti.taps("Simpan").sees("Tersimpan")
    assert siti.labels == ["Catat lagi", "✏️ Betulkan", "Menu"] and WISHES not in siti.screen


def test_without_a_note_after_all_and_the_way_back(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=60)
    begins(siti, *AT_WORK).taps("Tambah catatan", "Kembali").sees("Kendala: Sedang bekerja")
    siti.taps("Tambah catatan", "Tanpa catatan", "Simpan").sees("Tersimpan")
    assert not kept(town, case)[0].get("note")


def test_whoever_wants_no_notes_gets_none_here_either(town: Town, siti: Someone, arman: Someone, case: Case) -> None:
    says_no(arman)
    begins(siti, "Belum terhubung", "Besok")
    assert "Tambah catatan" not in siti.labels
    siti.taps("Ubah isian")
    assert "Catatan" not in siti.labels
    siti.taps("Kembali", "Simpan").sees("Tersimpan")
    assert WISHES not in siti.screen and set(kept(town, case)[0]) == {"contact", "retry", "next_at"}


def test_a_no_said_while_it_is_typed_leaves_neither_note_nor_reason(
    town: Town, siti: Someone, arman: Someone, case: Case
) -> None:
    begins(siti, *PAUSE).taps("Tambah catatan").types("Minta waktu sebulan.")
    says_no(arman)
    siti.taps("Simpan").finds("agar tidak ada catatan")
    assert not any(WISHES in text for text in siti.phone.texts())
    assert set(kept(town, case)[0]) == {"contact", "retry", "next_at"}


def test_a_wish_for_a_pause_leads_to_it(town: Town, siti: Someone) -> None:
    town.case(siti, days=1)
    begins(siti, *PAUSE)
    assert "⏸ Jeda" not in siti.labels, "the question is asked once it is saved"
    siti.taps("Simpan").sees("Tersimpan", "Dicoba lagi: Rabu, 25 November 2026", WISHES)
    siti.taps("Jeda").sees("Jeda sampai kapan?").taps("2 minggu").sees("Dijeda. Pada Selasa, 8 Desember 2026")
    town.passes(days=5)
    assert not any("Ini waktu" in text for text in siti.phone.texts()), "what was planned rests"


def test_what_was_saved_stays_saved_where_the_pause_is_not_set(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=1)
    begins(siti, *PAUSE).taps("Simpan", "Jeda", "Batal")
    card(siti).taps("Irama dan jeda").sees("Tidak sedang jeda.")
    assert kept(town, case)[0]["reason"] == "wants_pause"
    town.passes(days=1)
    siti.sees("Ini waktu untuk mencoba lagi.")


@pytest.mark.parametrize("reason", ["Tidak ada sinyal/kuota", "Sedang bekerja", "Sedang sakit", "Belum diketahui"])
def test_no_other_reason_offers_one(town: Town, siti: Someone, reason: str) -> None:
    town.case(siti, days=60)
    begins(siti, "Belum terhubung", reason, "Besok", "Simpan").sees("Tersimpan")
    assert siti.labels == ["Catat lagi", "✏️ Betulkan", "Menu"]


def test_whoever_covers_has_no_say_in_it(town: Town, yusuf: Someone, siti: Someone) -> None:
    budi = town.joins(Role.MENTOR, "Budi", supervisor=yusuf)
    case = town.case(siti, days=60)
    stands_in(town, yusuf, siti, budi)
    begins(budi, *PAUSE).taps("Simpan").sees("Tersimpan")
    assert budi.labels == ["Catat lagi", "Menu"] and WISHES not in budi.screen
    budi.forges(Pause(case.id))
    assert "Jeda sampai kapan?" not in budi.screen


def test_whoever_is_paused_already_is_not_asked(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=60)
    town.asks(lambda tx: cases.pause(tx, siti.person, case))
    card(siti).taps("Catat kabar", *PAUSE, "Simpan").sees("Tersimpan")
    assert "⏸ Jeda" not in siti.labels and WISHES not in siti.screen


def test_a_reason_that_is_put_right_offers_it_too(town: Town, siti: Someone) -> None:
    town.case(siti, days=60)
    begins(siti, *AT_WORK).taps("Simpan")
    corrects(siti).taps("Ubah isian", "Kendala", "Sedang ingin jeda", "Simpan", "Salah pilih").sees("Tersimpan", WISHES)
    siti.taps("Jeda").sees("Jeda sampai kapan?")


def test_the_button_of_a_receipt_leads_nowhere_once_it_has_ended(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, days=60)
    begins(siti, *PAUSE).taps("Simpan")
    pause = siti.remembers("Jeda")
    card(yusuf).taps("Irama dan jeda", "Akhiri bersama").types("R-001").sees("Pendampingan selesai.")
    siti.presses(pause)
    assert "Jeda sampai kapan?" not in siti.screen
