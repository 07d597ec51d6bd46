"""A wrong choice is mended from the receipt: three taps, the earlier version is kept, and nothing happens unsaid."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.people import Role
from bot.domain.presses import MendCheckIn
from bot.store.caseload import checkins, prompts
from bot.store.caseload.cases import Case
from bot.store.engine.tables import audit, checkin_revisions, flags
from tests.driver import Someone, Town
from tests.stories.test_asking_and_answering import begins
from tests.stories.test_caseload import card, stands_in
from tests.stories.test_no_notes import kept, says_no

WELL = ("Kunjungan", "Semua baik", "1 minggu", "Simpan")
MENDED = "Dibetulkan sebagai salah pilih; isian yang lama tetap disimpan."
WHICH = "Pilihan mana yang keliru?"
DETAILS = ("Kunjungan", "Ada yang perlu dicatat", "Kesehatan", "Cukup", "Lanjut", "Tidak ada", "Tanpa catatan")


def versions(town: Town) -> list[tuple[int, str | None]]:
    rows = select(checkin_revisions.c.revision, checkin_revisions.c.why).order_by(checkin_revisions.c.revision)
    return town.asks(lambda tx: [(row.revision, row.why) for row in tx.execute(rows)])


def first_version(town: Town, siti: Someone, case: Case) -> dict[str, Any]:
    (row,) = town.asks(lambda tx: checkins.moments(tx, case, 9))
    found = town.asks(lambda tx: checkins.version(tx, siti.person, case, row.id, 1))
    assert found is not None
    return found.answers


def test_three_taps_from_the_receipt_to_the_corrected_receipt(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=60)
    begins(siti, *WELL).sees("Tersimpan")
    before = siti.taps_made
    siti.taps("Betulkan").sees(WHICH).taps("Kontak", "Telepon").sees("Tersimpan", "R-001", MENDED)
    assert siti.taps_made == before + 3
    assert kept(town, case)[0]["contact"] == "call" and first_version(town, siti, case)["contact"] == "visit"
    assert versions(town) == [(1, None), (2, "mistake")]


def test_when_next_is_mended_and_planned_anew(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=60)
    begins(siti, *WELL).sees("Kontak berikut: Selasa, 1 Desember 2026")
    siti.taps("Betulkan", "Kontak berikut", "2 minggu").sees(MENDED, "Kontak berikut: Selasa, 8 Desember 2026")
    planned = town.asks(lambda tx: prompts.open_of(tx, case, ("next_contact",)))
    assert [f"{one.due_at:%d %m}" for one in planned] == ["08 12"]


def test_a_level_is_mended_as_it_is_confirmed(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=60)
    begins(siti, *DETAILS, "1 minggu", "Simpan")
    siti.taps("Betulkan", "Bidang", "Kesehatan", "Baik", "Lanjut").sees("Tersimpan", MENDED)
    assert kept(town, case)[0]["levels"] == {"sehat": 4}


def test_once_more_while_it_is_fresh(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=60)
    begins(siti, *WELL).taps("Betulkan", "Kontak", "Telepon")
    siti.taps("Betulkan", "Kontak", "Pesan").sees("Tersimpan", MENDED)
    assert kept(town, case)[0]["contact"] == "message"
    assert versions(town) == [(1, None), (2, "mistake"), (3, "mistake")]


def test_after_ten_minutes_it_is_a_correction_as_any_other(town: Town, siti: Someone) -> None:
    town.case(siti, days=60)
    begins(siti, *WELL)
    town.passes(minutes=11)
    siti.taps("Betulkan").sees("Kontak: Kunjungan")
    assert WHICH not in siti.screen
    siti.taps("Ubah isian", "Kontak", "Telepon").sees("Kontak: Telepon").taps("Simpan").sees("Mengapa diperbaiki?")
    siti.taps("Ada yang perlu ditambahkan").sees("Tersimpan")
    assert MENDED not in siti.screen and "✏️ Betulkan" not in siti.labels
    assert versions(town) == [(1, None), (2, "added")]


@pytest.mark.in_chat("a page closes after a while, and is no screen to come back to")
def test_begun_in_time_and_chosen_too_late_it_asks_why(town: Town, siti: Someone) -> None:
    town.case(siti, days=60)
    begins(siti, *WELL).taps("Betulkan", "Kontak")
    town.passes(minutes=11)
    siti.taps("Telepon").sees("Kontak: Telepon").taps("Simpan").sees("Mengapa diperbaiki?")
    assert versions(town) == [(1, None)]


def test_what_asks_for_more_goes_on_to_the_summary(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=60)
    begins(siti, *WELL).taps("Betulkan", "Kontak", "Belum terhubung").sees("Apa kendalanya?")
    siti.taps("Sedang bekerja").sees("mencoba lagi").taps("Besok").sees("Kontak: Belum terhubung")
    assert versions(town) == [(1, None)], "nothing is saved before it is seen"
    siti.taps("Simpan").sees("Tersimpan", MENDED, "Dicoba lagi: Rabu, 25 November 2026")
    assert kept(town, case)[0]["reason"] == "work" and versions(town)[-1] == (2, "mistake")


def test_what_would_drop_something_goes_through_the_summary(town: Town, siti: Someone) -> None:
    town.case(siti, days=60)
    begins(siti, *DETAILS, "1 minggu", "Simpan").taps("Betulkan", "Kabar", "Semua baik").sees("Kabar: Semua baik")
    assert versions(town) == [(1, None)]
    siti.taps("Simpan").sees("Tersimpan", MENDED)


def test_what_would_ring_is_said_before(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti, days=60)
    begins(siti, *DETAILS, "1 minggu", "Simpan")
    siti.taps("Betulkan", "Bidang", "Kesehatan", "Mendesak", "Lanjut").sees("Ada yang mendesak. Saat disimpan")
    assert town.asks(lambda tx: tx.execute(select(flags)).all()) == [] and versions(town) == [(1, None)]
    siti.taps("Simpan").sees("Tersimpan")
    assert len(town.asks(lambda tx: tx.execute(select(flags)).all())) == 1
    assert kept(town, case)[0]["levels"] == {"sehat": 1}


def test_the_same_choice_again_saves_nothing_by_itself(town: Town, siti: Someone) -> None:
    town.case(siti, days=60)
    begins(siti, *WELL).taps("Betulkan", "Kontak", "Kunjungan").sees("Kontak: Kunjungan")
    assert versions(town) == [(1, None)]


def test_words_are_seen_before_they_are_saved(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=60)
    begins(siti, "Kunjungan", "Semua baik", "1 minggu", "Tambah catatan").types("Sehat.").taps("Simpan")
    siti.taps("Betulkan", "Catatan").types("Sehat, mulai bekerja.").sees("Catatan: Sehat, mulai bekerja.")
    assert versions(town) == [(1, None)]
    siti.taps("Simpan").sees("Tersimpan", MENDED)
    assert kept(town, case)[0]["note"] == "Sehat, mulai bekerja."


def test_cancelling_and_going_back_leave_what_was_saved(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=60)
    begins(siti, *WELL).taps("Betulkan", "Batal")
    assert versions(town) == [(1, None)]
    siti.forges(MendCheckIn(case.id, 1)).taps("Kontak", "Kembali").sees("Kontak: Kunjungan").taps("Batal")
    assert versions(town) == [(1, None)] and kept(town, case)[0]["contact"] == "visit"


@pytest.mark.in_chat("it looks at where messages stand in the chat")
def test_a_second_tap_saves_it_once(town: Town, siti: Someone) -> None:
    town.case(siti, days=60)
    begins(siti, *WELL).taps("Betulkan", "Kontak").taps_twice("Telepon")
    assert versions(town) == [(1, None), (2, "mistake")]
    assert any(MENDED in text for text in siti.phone.texts())


def test_whoever_covers_mends_nothing(town: Town, yusuf: Someone, siti: Someone) -> None:
    budi = town.joins(Role.MENTOR, "Budi", supervisor=yusuf)
    case = town.case(siti, days=60)
    stands_in(town, yusuf, siti, budi)
    begins(budi, *WELL).sees("Tersimpan")
    assert budi.labels == ["Catat lagi", "Menu"]
    for who in (budi, yusuf):
        who.sends("/menu").forges(MendCheckIn(case.id, 1))
        assert WHICH not in who.screen and "Kunjungan" not in who.screen
    siti.sends("/menu").forges(MendCheckIn(case.id, 1)).sees("Kontak: Kunjungan")
    assert WHICH not in siti.screen, "somebody else saved it: why is asked"


def test_neither_somebody_else_nor_a_participant(town: Town, siti: Someone, arman: Someone, case: Case) -> None:
    begins(siti, *WELL)
    arman.sends("/menu").forges(MendCheckIn(case.id, 1))
    assert WHICH not in arman.screen and "Kunjungan" not in arman.screen


def test_what_ended_meanwhile_is_put_right_and_plans_nothing(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti, days=60)
    begins(siti, *WELL).taps("Betulkan", "Kontak berikut")
    two = siti.remembers("2 minggu")
    card(yusuf).taps("Irama dan jeda", "Akhiri bersama").types("R-001").sees("Pendampingan selesai.")
    siti.presses(two)
    assert town.asks(lambda tx: prompts.open_of(tx, case, ("next_contact",))) == []


def test_a_no_to_notes_meanwhile_holds_here_too(town: Town, siti: Someone, arman: Someone, case: Case) -> None:
    begins(siti, "Kunjungan", "Semua baik", "1 minggu", "Simpan")
    mend = siti.remembers("Betulkan")
    says_no(arman)
    siti.presses(mend).taps("Kabar", "Ada yang perlu dicatat", "Kesehatan", "Cukup", "Lanjut", "Tidak ada")
    siti.taps("Tanpa catatan", "Simpan").finds("agar tidak ada catatan")
    assert "levels" not in kept(town, case)[0]


def test_whoever_mends_leaves_a_note_of_the_reading(town: Town, siti: Someone) -> None:
    town.case(siti, days=60)
    begins(siti, *WELL).taps("Betulkan")
    verbs = town.asks(lambda tx: list(tx.execute(select(audit.c.verb)).scalars()))
    assert "read_checkin" in verbs
