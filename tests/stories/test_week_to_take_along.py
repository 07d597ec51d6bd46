"""What is planned, to take along: a day or a week as a calendar file."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.domain.people import Role
from bot.domain.presses import CalendarCodes, CalendarDays, CalendarFile
from bot.store.caseload import prompts
from tests.domain.test_icalendar import read
from tests.driver import Someone, Town
from tests.stories.test_caseload import card, stands_in

# The clock stands at Tuesday, 24 November 2026, ten in the morning.
THIS_WEEK, NEXT_WEEK = "Pekan ini", "Pekan depan"


def taken(who: Someone, *labels: str) -> list[Any]:
    """The events of the file that is asked for by these buttons."""
    who.sends("/jadwal").taps("Berkas kalender", *labels).sees("Kalender untuk")
    return list(read(who.paper.data.decode()).events)


def days_of(events: list[Any]) -> list[str]:
    return [f"{event.start:%d %H}" for event in events]


def test_this_week_is_what_is_left_of_it_and_next_week_whole(town: Town, siti: Someone) -> None:
    town.case(siti, hours=1)  # Tuesday
    town.case(siti, name="Bayu", days=5)  # Sunday
    town.case(siti, name="Citra", track="P", days=6)  # Monday
    town.case(siti, name="Dedi", days=12)  # Sunday
    town.case(siti, name="Eka", days=13)  # Monday after next week
    assert days_of(taken(siti, THIS_WEEK)) == ["24 04", "29 03"]
    siti.sees("Kalender untuk 24–29 Nov.")
    assert siti.paper.name == "pekan-2026-11-24.ics"
    assert days_of(taken(siti, NEXT_WEEK)) == ["30 03", "06 03"]
    siti.sees("Kalender untuk 30 Nov–6 Des.")
    town.passes(days=3)
    assert days_of(taken(siti, THIS_WEEK)) == ["29 03"], "what lies behind is not in it"


def test_the_titles_are_alike_and_say_nothing(town: Town, siti: Someone) -> None:
    town.case(siti, hours=1)
    town.case(siti, name="Citra", track="P", days=2)
    events = taken(siti, THIS_WEEK)
    assert {str(event["summary"]) for event in events} == {"Rencana kontak"}
    text = siti.paper.data.decode()
    assert not any(word in text for word in ("Arman", "Citra", "R-001", "P-001", "Siti", "M-01", "case"))
    assert "X-WR-CALNAME:Rencana\r\n" in text and text.count("BEGIN:VALARM") == 2


def test_codes_are_there_for_whoever_asks_for_them_and_for_nobody_else(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    budi = town.joins(Role.MENTOR, "Budi", supervisor=yusuf)
    town.case(siti, hours=1)
    town.case(budi, name="Bayu", hours=1)
    siti.sends("/jadwal").taps("Berkas kalender").sees("tanpa kode", "tanpa nama siapa pun")
    siti.taps("Dengan kode").sees("Judulnya memuat kode.")
    assert [str(one["summary"]) for one in taken(siti, THIS_WEEK)] == ["Rencana kontak R-001"]
    assert "Arman" not in siti.paper.data.decode()
    assert [str(one["summary"]) for one in taken(budi, THIS_WEEK)] == ["Rencana kontak"]
    town.restarts()
    assert [str(one["summary"]) for one in taken(siti, "Sel, 24 Nov")] == ["Rencana kontak R-001"]
    siti.sends("/jadwal").taps("Berkas kalender", "Tanpa kode").sees("Judulnya sama semua, tanpa kode.")
    assert [str(one["summary"]) for one in taken(siti, THIS_WEEK)] == ["Rencana kontak"]


def test_taken_in_twice_a_moment_stands_there_once_and_moves_with_what_is_planned(town: Town, siti: Someone) -> None:
    town.case(siti, hours=1)
    (first,) = taken(siti, THIS_WEEK)
    town.passes(minutes=5)
    (again,) = taken(siti, "Sel, 24 Nov")
    assert (again["uid"], again["sequence"], again.start) == (first["uid"], first["sequence"], first.start)
    assert again.stamp > first.stamp
    town.passes(hours=1)
    siti.taps("Nanti", "Besok pagi").sees("Rabu, 25 November 2026 pukul 09.00 WIB")
    (moved,) = taken(siti, THIS_WEEK)
    assert moved["uid"] == first["uid"] and moved.start > first.start and moved["sequence"] > first["sequence"]
    town.passes(days=1)
    siti.taps("Nanti", "1 jam lagi")
    (later,) = taken(siti, THIS_WEEK)
    assert later["uid"] == first["uid"] and later["sequence"] > moved["sequence"]


def test_what_is_planned_anew_is_another_moment(town: Town, siti: Someone) -> None:
    town.case(siti, hours=1)
    (first,) = taken(siti, THIS_WEEK)
    siti.checks_in("R-001", "Kunjungan", "Semua baik", "1 minggu", "Simpan")
    (after,) = taken(siti, NEXT_WEEK)
    assert after["uid"] != first["uid"]


def test_an_empty_week_says_so_and_makes_no_file(town: Town, siti: Someone) -> None:
    town.case(siti, days=60)
    siti.sends("/jadwal").taps("Berkas kalender", THIS_WEEK).sees("Tidak ada rencana pada 24–29 Nov.")
    assert not any(message.document for message in siti.phone.messages)


def test_a_pause_and_an_end_leave_nothing_in_it(town: Town, siti: Someone) -> None:
    town.case(siti, days=1)
    other = town.case(siti, name="Bayu", days=2)
    card(siti).taps("Irama dan jeda", "Jeda", "Sampai ada kabar lagi")
    town.asks(lambda tx: prompts.end_stopped(tx, other, "closing"))
    siti.sends("/jadwal").forges(CalendarFile(date(2026, 11, 24).toordinal(), week=True))
    siti.sees("Tidak ada rencana pada 24–29 Nov.")


def test_whoever_covers_takes_it_along_while_they_do(town: Town, yusuf: Someone, siti: Someone) -> None:
    budi = town.joins(Role.MENTOR, "Budi", supervisor=yusuf)
    town.case(siti, days=2)
    budi.sends("/menu").forges(CalendarFile(date(2026, 11, 26).toordinal(), week=True)).sees("Tidak ada rencana pada")
    stands_in(town, yusuf, siti, budi)
    assert days_of(taken(budi, THIS_WEEK)) == ["26 03"]


def test_an_old_button_is_answered_with_the_week_that_is_now(town: Town, siti: Someone) -> None:
    town.case(siti, days=15)
    siti.sends("/jadwal").taps("Berkas kalender")
    old = siti.remembers(NEXT_WEEK)
    siti.taps(NEXT_WEEK).sees("Tidak ada rencana pada 30 Nov–6 Des.")
    town.passes(days=14)
    siti.presses(old).sees("Kalender untuk 8–13 Des.")


def test_nobody_else_has_such_files(town: Town, siti: Someone, arman: Someone, ratna: Someone) -> None:
    for who in (arman, ratna):
        for press in (
            CalendarDays(),
            CalendarCodes(wanted=True),
            CalendarFile(date(2026, 11, 24).toordinal(), week=True),
        ):
            who.sends("/menu").forges(press)
            assert not any(message.document for message in who.phone.messages)
            assert "kalender" not in who.screen.lower()
