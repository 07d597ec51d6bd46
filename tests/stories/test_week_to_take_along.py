"""What is planned, to take along: a day or a week as a calendar file, a week on paper."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bot.charts.renderer import Renderer
from bot.domain.people import Role
from bot.domain.planning import Planned
from bot.domain.presses import CalendarCodes, CalendarDays, CalendarFile
from bot.store.caseload import cases, prompts
from bot.turn import Drawing
from tests.domain.test_icalendar import read
from tests.driver import Someone, Town, sketched
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


# -- on paper ----------------------------------------------------------------------------------------------------------


def printed(who: Someone, week: str) -> list[dict[str, Any]]:
    """The days of the sheet of that week, as they are drawn."""
    who.sends("/jadwal").taps("Lembar cetak").sees("mohon simpan baik-baik, lalu musnahkan")
    who.taps(week).sees("Simpan baik-baik, lalu musnahkan begitu pekannya selesai.")
    drawing = sketched(who.paper.data)
    assert drawing.name == "week" and who.paper.name.endswith(".pdf") and who.paper.mime == "application/pdf"
    return list(drawing.facts["days"])


def test_a_week_on_paper_by_day_hour_and_code(town: Town, siti: Someone) -> None:
    town.case(siti, hours=1)
    town.case(siti, name="Citra", track="P", hours=3)
    town.case(siti, name="Dedi", days=6)
    days = printed(siti, THIS_WEEK)
    assert [day["name"] for day in days][::5] == ["Selasa, 24 November 2026", "Minggu, 29 November 2026"]
    assert days[0]["lines"] == [["11.00", "R-001", "Kontak"], ["13.00", "P-001", "Kontak"]]
    assert not any(day["lines"] for day in days[1:])
    facts = sketched(siti.paper.data).facts
    assert "musnahkan" in facts["keep"] and facts["title"] == "Rencana 24–29 Nov"
    assert not any(name in str(facts) for name in ("Arman", "Citra", "Dedi", "Siti", "M-01"))
    days = printed(siti, NEXT_WEEK)
    assert len(days) == 7 and days[0]["lines"] == [["10.00", "R-002", "Kontak"]]


def test_the_kind_stands_beside_the_code(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=2)
    at = town.clock.now() + timedelta(days=3)
    town.asks(lambda tx: prompts.plan(tx, case, Planned("plan_review", at), siti.person.id, None, "cadence"))
    assert [line[2] for day in printed(siti, THIS_WEEK) for line in day["lines"]] == ["Kontak", "Tinjau rencana"]


@pytest.mark.in_chat("with a page a file leaves out whose days are quiet")
def test_holidays_and_days_of_rest_are_marked(town: Town, yusuf: Someone, siti: Someone) -> None:
    budi = town.joins(Role.MENTOR, "Budi", supervisor=yusuf)
    town.passes(days=28)
    case, other = town.case(siti, days=1), town.case(siti, name="Bayu", days=2)
    elsewhere = town.case(budi, name="Citra", days=1)
    rest = [(date(2026, 12, 24), date(2026, 12, 26), True)]
    town.asks(lambda tx: cases.set_quiet(tx, siti.person, case, rest))
    town.asks(lambda tx: cases.set_quiet(tx, budi.person, elsewhere, rest))
    days = {day["name"]: (day["closed"], day["quiet"]) for day in printed(siti, THIS_WEEK)}
    assert days["Kamis, 24 Desember 2026"] == ("Hari libur", "Hari tenang: R-001")
    assert days["Jumat, 25 Desember 2026"] == ("Hari libur", "Hari tenang: R-001")
    assert days["Sabtu, 26 Desember 2026"] == ("", "Hari tenang: R-001")
    assert days["Minggu, 27 Desember 2026"] == ("", "")
    assert other.code == "R-002" and elsewhere.code == "R-003"


def test_the_sheet_is_a_paper_that_opens(town: Town, siti: Someone) -> None:
    town.case(siti, hours=1)
    renderer = Renderer()
    town.draw = renderer.draw
    siti.sends("/jadwal").taps("Lembar cetak", THIS_WEEK).sees("Lembar untuk 24–29 Nov.")
    renderer.close()
    assert siti.paper.name == "lembar-2026-11-24.pdf" and siti.paper.data.startswith(b"%PDF-")
    assert not any(message.photo for message in siti.phone.messages)


def test_a_sheet_that_cannot_be_drawn_is_not_promised(town: Town, siti: Someone) -> None:
    async def never(_: Drawing) -> bytes | None:
        return None

    town.case(siti, hours=1)
    town.draw = never
    siti.sends("/jadwal").taps("Lembar cetak", THIS_WEEK).sees("Lembarnya belum berhasil dibuat.")
    siti.sees_no("Lembar untuk 24–29 Nov.")


def test_an_empty_week_makes_no_sheet(town: Town, siti: Someone) -> None:
    town.case(siti, days=60)
    siti.sends("/jadwal").taps("Lembar cetak", NEXT_WEEK).sees("Tidak ada rencana pada 30 Nov–6 Des.")
    siti.taps("Kembali").sees("Jadwal")


def test_forty_are_on_the_sheet_each_once(town: Town, siti: Someone) -> None:
    for at in range(40):
        town.case(siti, hours=1 + 3 * at)
    codes = [line[1] for day in printed(siti, THIS_WEEK) for line in day["lines"]]
    assert sorted(codes) == [f"R-{at:03d}" for at in range(1, 41)]
