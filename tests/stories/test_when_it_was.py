"""On which day a contact was: the day its check-in was begun, unless another is said; shown, kept and counted by it."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.domain.followups import CONTACT
from bot.domain.presses import NotReached
from bot.store.caseload import cases, checkins, prompts
from bot.store.engine.tables import checkins as rows
from bot.store.people import people
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_asking_and_answering import begins
from tests.stories.test_caseload import card
from tests.stories.test_checkin import BOTH, FAILED, STAYS, WELL, misses
from tests.stories.test_where_a_day_ends import at

pytestmark = ON_ONE_DATABASE

BEGUN = "Itu hari Ibu mulai mengisi ini. Kalau kontaknya hari lain, ketuk Hari lain."
GOES_ON = "Mulai diisi Sel, 24 Nov, jadi dihitung untuk hari itu, kecuali Ibu memilih hari lain."
TUESDAY = "Hari: Sel, 24 Nov"


def days(town: Town, zone: str = "Asia/Jakarta") -> list[str]:
    """On which days the contacts were, by this clock, in the order in which they were recorded."""
    found = town.asks(lambda tx: list(tx.execute(select(rows.c.contact_at).order_by(rows.c.id)).scalars()))
    return [f"{moment.astimezone(ZoneInfo(zone)):%d %b}" for moment in found]


def begun_at_ten_to_twelve(town: Town, siti: Someone, *labels: str) -> Someone:
    """A check-in of R-001 as far as these labels lead, shortly before midnight on Tuesday."""
    town.case(siti, days=30)
    at(town, 24, 23, 50)
    return begins(siti, *(labels or WELL[:2]))


# -- the day it was begun ----------------------------------------------------------------------------------------------


def test_a_check_in_begun_before_midnight_and_saved_after_it_is_of_the_evening(town: Town, siti: Someone) -> None:
    begun_at_ten_to_twelve(town, siti)
    at(town, 25, 0, 20)
    siti.taps("1 minggu").sees(TUESDAY, BEGUN, "Kontak berikut: Selasa, 1 Desember 2026")
    siti.taps("Simpan").sees("Tersimpan", TUESDAY, "Kontak berikut: Selasa, 1 Desember 2026")
    assert days(town) == ["24 Nov"]
    card(siti).sees("Sel, 24 Nov: terhubung")


def test_a_summary_that_was_shown_before_midnight_is_kept_as_it_was_shown(town: Town, siti: Someone) -> None:
    begun_at_ten_to_twelve(town, siti, *WELL).sees_no(TUESDAY, BEGUN)
    at(town, 25, 0, 5)
    siti.taps("Simpan").sees("Tersimpan", TUESDAY, "Kontak berikut: Selasa, 1 Desember 2026")
    assert days(town) == ["24 Nov"]


def test_a_draft_that_waited_says_so_and_today_is_two_taps_away(town: Town, siti: Someone) -> None:
    begun_at_ten_to_twelve(town, siti).sends("/menu")
    at(town, 27, 9)
    siti.taps("Lanjutkan").sees(GOES_ON).taps("1 minggu").sees(TUESDAY, BEGUN)
    siti.taps("Hari lain").sees("Hari apa kontaknya")
    assert siti.labels[:4] == ["Hari ini", "Kemarin", "Rab, 25 Nov", "Sel, 24 Nov"]
    siti.taps("Kembali").sees(TUESDAY, BEGUN).taps("Hari lain", "Kemarin").sees("Hari: Kam, 26 Nov").sees_no(BEGUN)
    siti.taps("Hari lain", "Hari ini").sees("Hari: Jum, 27 Nov", "Kontak berikut: Jumat, 4 Desember 2026").sees_no(
        BEGUN
    )
    siti.taps("Simpan").sees("Tersimpan").sees_no("Hari:")
    assert days(town) == ["27 Nov"]


def test_whoever_opens_it_from_the_list_is_told_the_same(town: Town, siti: Someone) -> None:
    begun_at_ten_to_twelve(town, siti)
    at(town, 26, 9)
    begins(siti).sees("Ini isian yang tadi", GOES_ON)
    siti.taps("1 minggu", "Ubah isian", "Hari", "Sen, 23 Nov").sees("Hari: Sen, 23 Nov").taps("Simpan")
    assert days(town) == ["23 Nov"]


def test_a_check_in_of_one_day_says_nothing_of_its_day(town: Town, siti: Someone) -> None:
    town.case(siti, days=30)
    at(town, 25, 6)
    begins(siti, *WELL[:2]).sends("/menu")
    at(town, 25, 23, 59)
    siti.taps("Lanjutkan").sees_no("Mulai diisi").taps("1 minggu").sees_no("Hari:", "mulai mengisi")
    siti.taps("Simpan").sees("Tersimpan").sees_no("Hari:")
    card(siti).sees("Rab, 25 Nov, 23.59: terhubung")


def test_what_was_only_looked_at_is_not_begun(town: Town, siti: Someone) -> None:
    town.case(siti, days=30)
    at(town, 24, 23, 50)
    begins(siti)
    at(town, 25, 0, 5)
    siti.taps(*WELL).sees_no("Hari:", "mulai mengisi").taps("Simpan")
    assert days(town) == ["25 Nov"]


def test_what_is_begun_anew_is_of_the_day_of_its_new_first_answer(town: Town, siti: Someone) -> None:
    begun_at_ten_to_twelve(town, siti, "Kunjungan").taps("Kembali")
    at(town, 25, 9)
    siti.taps(*FAILED).sees_no("Hari:", "mulai mengisi").taps("Simpan").sees("Tersimpan")
    assert days(town) == ["25 Nov"]


def test_not_reached_said_to_a_prompt_is_of_now_whatever_was_begun(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=1)
    begins(siti, "Kunjungan")
    town.passes(days=1, hours=1)
    (prompt,) = town.asks(lambda tx: prompts.open_of(tx, case, CONTACT))
    siti.sends("/menu").forges(NotReached(prompt.id)).sees("Apa kendalanya?").sees_no("Mulai diisi")
    siti.taps("Sedang bekerja", "Besok").sees_no("Hari:", "mulai mengisi").taps("Simpan").sees("Tersimpan")
    assert days(town) == ["25 Nov"] and misses(town) == 1


# -- what it does ------------------------------------------------------------------------------------------------------


def test_a_plan_made_since_then_stays_and_no_miss_is_counted(town: Town, siti: Someone) -> None:
    begun_at_ten_to_twelve(town, siti, *FAILED[:2]).sends("/menu")
    at(town, 26, 9)
    card(siti).taps("Irama dan jeda", "Jeda", "2 minggu", "Lanjutkan").sends("/menu")
    siti.taps("Lanjutkan", "Besok").sees(TUESDAY, BEGUN, STAYS).taps("Simpan").sees(TUESDAY, STAYS)
    assert days(town) == ["24 Nov"] and misses(town) == 0


def test_a_miss_of_yesterday_is_tried_again_from_yesterday_and_never_in_the_past(town: Town, siti: Someone) -> None:
    begun_at_ten_to_twelve(town, siti, *FAILED[:2]).sends("/menu")
    at(town, 25, 14)
    siti.taps("Lanjutkan", "Besok").sees(TUESDAY, "Dicoba lagi: Kamis, 26 November 2026 pukul 09.00").taps("Simpan")
    assert misses(town) == 1


def test_another_of_that_day_is_named_and_one_of_today_is_none(town: Town, siti: Someone) -> None:
    begun_at_ten_to_twelve(town, siti, *WELL).sends("/menu")
    at(town, 25, 9)
    siti.taps("Lanjutkan").sees(TUESDAY).sees_no(BOTH).taps("Hari lain", "Hari ini", "Simpan")
    begins(siti, *WELL).sees(BOTH).taps("Hari lain", "Kemarin").sees_no(BOTH)


def test_where_something_is_urgent_and_late_the_day_still_is_one_tap_away(town: Town, siti: Someone) -> None:
    town.case(siti, days=30)
    at(town, 24, 23, 50)
    begins(siti, "Kunjungan", "Ada yang perlu dicatat", "Kesehatan", "Mendesak", "Lanjut", "Tidak ada")
    siti.taps("Tanpa catatan", "1 minggu").sees_no("Hari:")
    at(town, 25, 0, 20)
    siti.sends("/menu").taps("Lanjutkan").sees(TUESDAY, BEGUN)
    assert siti.labels[2:5] == ["Lebih awal", "Hari lain", "Ubah isian"]
    siti.taps("Hari lain", "Hari ini").sees("Hari: Rab, 25 Nov")


# -- by whose clock ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("zone", ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"])
def test_midnight_is_that_of_whoever_records(town: Town, siti: Someone, zone: str) -> None:
    town.asks(lambda tx: people.settle(tx, siti.person, zone=zone))
    here = ZoneInfo(zone)
    town.case(siti, days=30)
    for begun, saved, day in ((50, 70, "24 Nov"), (65, 80, "25 Nov")):
        town.clock.at = datetime(2026, 11, 24, 23, tzinfo=here) + timedelta(minutes=begun)
        begins(siti, *WELL)
        town.clock.at = datetime(2026, 11, 24, 23, tzinfo=here) + timedelta(minutes=saved)
        siti.taps("Simpan").sees("Tersimpan")
        assert days(town, zone)[-1] == day and ("Hari:" in siti.screen) is (day == "24 Nov")


def test_a_clock_that_is_changed_in_between_moves_no_contact(town: Town, siti: Someone) -> None:
    """Begun on Wednesday in Jayapura; an hour later it is still Tuesday in Jakarta, and nothing is to come."""
    town.case(siti, days=30)
    town.asks(lambda tx: people.settle(tx, siti.person, zone="Asia/Jayapura"))
    at(town, 24, 22, 30)
    begins(siti, *WELL[:2])
    town.asks(lambda tx: people.settle(tx, siti.person, zone="Asia/Jakarta"))
    at(town, 24, 23, 30)
    siti.taps("1 minggu").sees_no("Hari:").sends("/menu")
    at(town, 26, 9)
    siti.taps("Lanjutkan").sees("Hari: Rab, 25 Nov", BEGUN).taps("Simpan")
    assert days(town) == days(town, "Asia/Jayapura") == ["25 Nov"]


def test_it_was_not_before_anybody_was_accompanied(town: Town, siti: Someone) -> None:
    town.case(siti, name="Bayu", days=30)
    at(town, 24, 23, 50)
    siti.types("Sudah mulai jualan.").sees("Ini catatan tentang siapa?")
    at(town, 25, 0, 10)
    town.case(siti, days=30)
    siti.sends("/menu").taps("Lanjutkan").taps("R-002", *WELL[:1])
    at(town, 26, 9)
    siti.sends("/menu").taps("Lanjutkan").taps("Semua baik", "Pakai yang tadi", "1 minggu").sees("Hari: Rab, 25 Nov")
    siti.taps("Simpan")
    found = town.asks(lambda tx: tx.execute(select(rows.c.contact_at)).scalar_one())
    assert found >= town.asks(lambda tx: (cases.by_code(tx, "R-002") or pytest.fail("gone")).intake_at)


# -- what was written --------------------------------------------------------------------------------------------------


def arrives_late(town: Town, siti: Someone, text: str) -> Someone:
    """Written at ten to twelve on Tuesday, with no signal before twenty past."""
    at(town, 24, 23, 50)
    siti.phone.types(text)
    at(town, 25, 0, 20)
    town.settles()
    return siti


def test_a_line_is_of_the_day_on_which_it_was_written(town: Town, siti: Someone) -> None:
    town.case(siti, days=30)
    arrives_late(town, siti, "R-001 kunjungan, baik, 1 minggu lagi").sees(TUESDAY, BEGUN)
    siti.taps("Simpan").sees("Tersimpan", TUESDAY)
    assert days(town) == ["24 Nov"]


def test_what_a_line_says_of_its_day_counts(town: Town, siti: Someone) -> None:
    town.case(siti, days=30)
    at(town, 23, 12)
    arrives_late(town, siti, "R-001 kemarin kunjungan, baik, 1 minggu lagi").sees("Hari: Sen, 23 Nov").sees_no(BEGUN)
    assert "Hari lain" in siti.labels
    siti.taps("Simpan").sees("Tersimpan", "Hari: Sen, 23 Nov")
    assert days(town) == ["23 Nov"]


def test_a_note_that_waited_to_be_told_whose_it_is_keeps_its_day(town: Town, siti: Someone) -> None:
    town.case(siti, days=30)
    town.case(siti, name="Bayu", days=30)
    at(town, 24, 23, 50)
    siti.types("Jualannya ramai.").sees("Ini catatan tentang siapa?")
    at(town, 26, 9)
    siti.sends("/menu").taps("Lanjutkan", "R-001", *WELL[:2], "Pakai yang tadi", "1 minggu").sees(TUESDAY, BEGUN)


# -- putting it right --------------------------------------------------------------------------------------------------


def test_a_correction_of_something_else_leaves_the_day(town: Town, siti: Someone) -> None:
    begun_at_ten_to_twelve(town, siti)
    at(town, 25, 0, 20)
    siti.taps("1 minggu", "Simpan").taps("Betulkan", "Kontak", "Telepon").sees("Tersimpan", TUESDAY)
    at(town, 28, 9)
    card(siti).taps("Baca dan perbaiki", "Sel, 24 Nov", "Perbaiki").sees(TUESDAY).sees_no(BEGUN)
    siti.taps("Ubah isian", "Kontak", "Pesan", "Simpan", "Salah pilih").sees("Tersimpan", TUESDAY)
    assert days(town) == ["24 Nov"]
    card(siti).taps("Baca dan perbaiki", "Sel, 24 Nov", "Perbaiki", "Hari lain", "Rab, 25 Nov", "Simpan", "Salah pilih")
    assert days(town) == ["25 Nov"]
    card(siti).taps("Baca dan perbaiki", "Rab, 25 Nov", "Versi sebelumnya").sees(TUESDAY)


def test_a_correction_moves_no_contact_that_was_brought_in_with_its_own_day(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=30)
    told = {"contact": "visit", "overall": "fine", "next": "w1"}
    recorded = town.clock.now() - timedelta(days=3)
    contact = recorded - timedelta(days=4)
    town.asks(lambda tx: checkins.save(tx, siti.person, case, "i1", dict(told), contact_at=contact, at=recorded))
    card(siti).taps("Baca dan perbaiki", "Sel, 17 Nov", "Perbaiki", "Ubah isian", "Kontak", "Telepon")
    siti.taps("Simpan", "Salah pilih").sees("Tersimpan")
    assert days(town) == ["17 Nov"]


# -- a day that is typed -----------------------------------------------------------------------------------------------

# What is said of a day that lies in one week back from Tuesday, 24 November.
WEEKDAYS = (
    ("senin", "Sen, 23 Nov"),
    ("Selasa", "Sel, 24 Nov"),
    ("rabu", "Rab, 18 Nov"),
    ("hari kamis", "Kam, 19 Nov"),
    ("Jumat", "Jum, 20 Nov"),
    ("sabtu", "Sab, 21 Nov"),
    ("hari Minggu", "Min, 22 Nov"),
)
# What says no day that has been, and may be the note.
NO_DAYS = ("besok", "lusa", "3 hari lagi", "Sabtu depan", "minggu depan", "Selasa depan", "1 Desember", "minggu lalu")


@pytest.mark.parametrize(("said", "day"), WEEKDAYS)
def test_each_weekday_that_is_typed_is_the_last_one(town: Town, siti: Someone, said: str, day: str) -> None:
    town.case(siti, days=9)
    begins(siti, *WELL).taps("Hari lain").types(said).sees(f"Hari: {day}")


@pytest.mark.parametrize("said", NO_DAYS)
def test_a_day_to_come_is_none_that_was(town: Town, siti: Someone, said: str) -> None:
    town.case(siti, days=9)
    begins(siti, *WELL).taps("Hari lain").types(said).sees("Hari apa kontaknya")
    assert "Hari: " not in siti.screen
