"""Where a day ends: at midnight of whoever reads, which is afternoon or evening by the clock of the rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.domain.presses import CalendarDays, Greet
from bot.store.people import people
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_asking_and_answering import begins
from tests.stories.test_caseload import card
from tests.stories.test_checkin import BOTH, WELL, on
from tests.stories.test_rhythm import routine

pytestmark = ON_ONE_DATABASE


def at(town: Town, day: int, hour: int, minute: int = 0) -> None:
    """It is that hour of Jakarta, of so many days after October, and nothing else has happened."""
    town.clock.at = datetime(2026, 10, 31, hour, minute, tzinfo=UTC) + timedelta(days=day, hours=-7)


def test_a_contact_of_today_keeps_its_hour_before_seven_in_the_morning(town: Town, siti: Someone) -> None:
    town.case(siti, days=30)
    at(town, 25, 5, 30)
    on(siti, "Hari ini").taps("Simpan").sees("Tersimpan")
    card(siti).sees("Rab, 25 Nov, 05.30: terhubung")


def test_two_of_one_day_are_of_one_day_before_and_after_seven(town: Town, siti: Someone) -> None:
    town.case(siti, days=30)
    at(town, 25, 22)
    begins(siti, *WELL).taps("Simpan")
    at(town, 26, 6)
    assert BOTH not in begins(siti, *WELL).screen, "that was yesterday"
    siti.taps("Simpan")
    at(town, 26, 8)
    begins(siti, *WELL).sees(BOTH)


def test_the_mentor_is_greeted_once_a_day_of_whoever_greets(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti, days=30)
    greet, again = "disapa pada jam baik terdekat", "sudah disapa hari ini"
    yusuf.sends("/menu")
    at(town, 25, 6, 30)
    yusuf.forges(Greet(case.id)).sees(greet)
    at(town, 25, 7, 30)
    yusuf.forges(Greet(case.id)).sees(again)
    town.passes(hours=15)
    yusuf.forges(Greet(case.id)).sees(again)
    at(town, 26, 6, 30)
    yusuf.forges(Greet(case.id)).sees("sudah disapa pada Rab, 25 Nov")
    begins(siti, *WELL).taps("Simpan").sees("Tersimpan")
    at(town, 26, 6, 40)
    yusuf.forges(Greet(case.id)).sees(greet)


def test_a_week_ends_on_sunday_and_a_day_at_midnight(town: Town, siti: Someone) -> None:
    routine(town, siti, datetime(2026, 11, 24, 23, tzinfo=UTC))  # Wednesday at six in the morning
    siti.sends("/jadwal").sees("Minggu ini")
    assert "Hari ini" not in siti.screen
    town.case(siti, name="Bayu", days=5)
    town.case(siti, name="Citra", days=6)
    siti.sends("/jadwal").sees("R-002: Min, 29 Nov", "R-003: Sen, 30 Nov")
    assert siti.screen.index("R-002") < siti.screen.index("Sesudahnya") < siti.screen.index("R-003")


def test_the_days_of_the_calendar_begin_today_and_hold_their_own_early_hours(town: Town, siti: Someone) -> None:
    routine(town, siti, datetime(2026, 11, 24, 23, tzinfo=UTC))
    siti.sends("/menu").forges(CalendarDays())
    assert siti.labels[:2] == ["Sel, 24 Nov", "Rab, 25 Nov"]
    siti.taps("Sel, 24 Nov").sees("Tidak ada rencana pada Selasa, 24 November 2026.")
    siti.taps("Kembali", "Berkas kalender", "Rab, 25 Nov").sees("Kalender untuk Rabu, 25 November 2026.")


def test_a_first_contact_keeps_the_hours_of_whoever_accompanies(town: Town, yusuf: Someone, siti: Someone) -> None:
    """Nine in the morning in Jayapura is seven in Jakarta, whoever plans it."""
    town.asks(lambda tx: people.settle(tx, siti.person, zone="Asia/Jayapura"))
    yusuf.sends("/menu").taps("Tambah dampingan", "R (reintegrasi)").types("Arman")
    yusuf.taps("M-01", "Setiap minggu", "Simpan").sees("Kontak pertama: Selasa, 1 Desember 2026 pukul 07.00 WIB")
    card(yusuf).taps("Irama dan jeda", "Jeda", "2 minggu")
    yusuf.taps("Lanjutkan").sees("Dilanjutkan. Kontak berikut: Selasa, 1 Desember 2026 pukul 07.00 WIB")


def test_an_early_contact_names_the_day_of_the_plan_and_three_days_before_it_is_the_planned_one(
    town: Town, siti: Someone
) -> None:
    place = "Ini menggantikan kontak yang direncanakan Sab, 5 Des."
    routine(town, siti, datetime(2026, 12, 4, 23, tzinfo=UTC))  # Saturday at six in the morning
    begins(siti, *WELL).sees(place).taps("Batal")
    at(town, 31, 22)
    begins(siti, *WELL).sees(place).taps("Batal")
    at(town, 32, 5)
    assert place not in begins(siti, *WELL).screen


def test_a_list_tells_the_days_of_whoever_is_away(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.asks(lambda tx: people.settle(tx, yusuf.person, zone="Asia/Makassar"))
    siti.sends("/atur").taps("Cuti", "Besok", "3 hari", "Belum ada")
    yusuf.taps("Buka", "✅ Setuju")
    yusuf.taps("Tim saya").sees("cuti Rab, 25 Nov s.d. Jum, 27 Nov")
