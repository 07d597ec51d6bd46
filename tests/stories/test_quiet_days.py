"""Quiet days are days: no hour is asked, the coming one is meant, and the receipt says which and whether each year."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from bot.domain.people import Role
from bot.domain.presses import QuietDays
from bot.store.caseload import cases
from bot.store.caseload.cases import Case
from tests.driver import Someone, Town
from tests.stories.test_caseload import card, stands_in
from tests.stories.test_rhythm import routine

# An hour, in words or figures; "harinya", "hari", "sehari" are none.
HOUR = re.compile(r"\bjam\b|pukul|\d\d\.\d\d")


def opened(siti: Someone) -> Someone:
    return card(siti).taps("Irama dan jeda", "Tambah hari tenang").sees("Mulai hari apa")


def kept(town: Town, case: Case) -> list[tuple[str, str, bool]]:
    now = town.asks(lambda tx: cases.by_id(tx, case.id))
    assert now is not None
    spans = town.asks(lambda tx: cases.quiet_spans(tx, case.id, now.sealed_quiet))
    return [(first.isoformat(), last.isoformat(), yearly) for first, last, yearly in spans]


@pytest.mark.parametrize("typed", ["12 Oktober", "12 Okt", "12/10", "12 Oktober jam 9 pagi", "12 oktober setiap tahun"])
def test_a_day_that_has_just_gone_by_is_the_coming_one_and_no_hour_is_asked(
    town: Town, siti: Someone, typed: str
) -> None:
    case = town.case(siti, days=60)
    opened(siti)
    screens = [siti.screen]
    screens.append(siti.types(typed).sees("Selasa, 12 Oktober 2027. Sudah benar?").screen)
    screens.append(siti.taps("Ya").sees("Sampai hari apa?").screen)
    screens.append(siti.taps("Hari itu saja").sees("setiap tahun?").screen)
    siti.taps("Setiap tahun").sees("Disimpan: tenang 12 Oktober, setiap tahun.", "Tenang setiap tahun: 12 Oktober")
    assert not any(HOUR.search(screen) for screen in screens), screens
    assert kept(town, case) == [("2027-10-12", "2027-10-12", True)]


def test_no_hour_is_asked_of_today(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=60)
    opened(siti).types("hari ini").sees("Selasa, 24 November 2026. Sudah benar?").taps("Ya")
    siti.types("besok").taps("Ya", "Sekali ini saja")
    siti.sees("Disimpan: tenang Sel, 24 Nov sampai Rab, 25 Nov, sekali ini saja.")
    assert kept(town, case) == [("2026-11-24", "2026-11-25", False)]


def test_the_way_to_a_date_of_ones_own_asks_for_none_either(town: Town, siti: Someone) -> None:
    town.case(siti, days=60)
    opened(siti).taps("Pilih tanggal")
    assert not HOUR.search(siti.screen)
    siti.types("jam 9").sees("Tanggal itu belum saya pahami.")
    assert not HOUR.search(siti.screen)
    siti.types("12 Okt").taps("Ganti")
    assert not HOUR.search(siti.screen)


def test_a_span_over_new_year_moves_what_falls_into_it(town: Town, siti: Someone) -> None:
    case = routine(town, siti, datetime(2026, 12, 30, 2, tzinfo=UTC))
    opened(siti).types("29 Desember").taps("Ya").types("2 Januari").sees("Sabtu, 2 Januari 2027").taps("Ya")
    siti.taps("Setiap tahun").sees("Disimpan: tenang 29 Desember sampai 2 Januari, setiap tahun.")
    assert kept(town, case) == [("2026-12-29", "2027-01-02", True)]
    town.passes(days=39)  # Saturday, 2 January
    assert not any("Ini waktu" in text for text in siti.phone.texts())
    town.passes(days=2)
    siti.sees("Ini waktu yang sudah direncanakan.")


def test_the_last_day_is_looked_for_from_the_first_on(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=60)
    opened(siti).types("28 Oktober").taps("Ya").types("28 November").sees("Minggu, 28 November 2027").taps("Ya")
    siti.taps("Setiap tahun")
    assert kept(town, case) == [("2027-10-28", "2027-11-28", True)]


def test_a_last_day_before_the_first_is_the_first_and_no_year_between(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=60)
    opened(siti).types("12 Desember").taps("Ya").types("10 Desember").sees("Kamis, 10 Desember 2026").taps("Ya")
    siti.taps("Sekali ini saja").sees("tenang Kam, 10 Des sampai Sab, 12 Des, sekali ini saja")
    assert kept(town, case) == [("2026-12-10", "2026-12-12", False)]


def test_half_a_year_is_a_pause(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=60)
    opened(siti).types("12 Desember").taps("Ya").types("12 Desember 2027").taps("Ya")
    siti.sees("Itu lebih dari setengah tahun dari Sabtu, 12 Desember 2026.", "ada jeda", "Sampai hari apa?")
    siti.types("13 Desember").taps("Ya", "Sekali ini saja").sees("tenang Sab, 12 Des sampai Min, 13 Des")
    assert kept(town, case) == [("2026-12-12", "2026-12-13", False)]


def test_the_29th_of_february(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=60)
    opened(siti).types("29 Februari").sees("Selasa, 29 Februari 2028").taps("Ya", "Hari itu saja", "Setiap tahun")
    siti.sees("tenang 29 Februari, setiap tahun", "Pada tahun tanpa 29 Februari, harinya 28 Februari.")
    assert kept(town, case) == [("2028-02-29", "2028-02-29", True)]
    opened(siti).types("31 Februari").sees("Mulai hari apa")
    assert "Ya" not in siti.labels


@pytest.mark.parametrize(("feast", "day"), [("Natal", "25 Desember"), ("tahun baru", "1 Januari")])
def test_a_feast_with_a_date_is_known(town: Town, siti: Someone, feast: str, day: str) -> None:
    town.case(siti, days=60)
    opened(siti).types(feast).taps("Ya", "Hari itu saja", "Setiap tahun").sees(f"tenang {day}, setiap tahun")


@pytest.mark.parametrize("feast", ["Lebaran", "Idul Fitri", "Nyepi"])
def test_a_feast_whose_date_moves_is_asked_for(town: Town, siti: Someone, feast: str) -> None:
    case = town.case(siti, days=60)
    opened(siti).types(feast).sees("Tanggalnya berganti setiap tahun; mohon ketik tanggalnya.", "Mulai hari apa")
    siti.types("10 Maret").taps("Ya").types("11 Maret").taps("Ya", "Sekali ini saja").sees("sekali ini saja")
    assert kept(town, case) == [("2027-03-10", "2027-03-11", False)]


def test_the_newest_stands_first_and_twice_is_once(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=60)
    for day in ("1 Desember", "2 Desember", "3 Desember", "4 Desember", "4 Desember"):
        opened(siti).types(day).taps("Ya", "Hari itu saja", "Setiap tahun").sees(f"Tenang setiap tahun: {day}")
    assert [first for first, _, _ in kept(town, case)] == ["2026-12-04", "2026-12-03", "2026-12-02", "2026-12-01"]


def test_a_second_tap_keeps_it_once(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=60)
    opened(siti).types("12 Okt").taps("Ya", "Hari itu saja").taps_twice("Setiap tahun")
    assert len(kept(town, case)) == 1


def test_cancelling_midway_keeps_nothing(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=60)
    opened(siti).types("12 Okt").taps("Ya", "Batal")
    assert kept(town, case) == []
    opened(siti).sees("Mulai hari apa").types("13 Okt").taps("Ya", "Kembali").sees("Mulai hari apa")
    siti.taps("Kembali").sees("Tidak sedang jeda.")
    assert kept(town, case) == []


@pytest.mark.in_chat("a page closes after a while, and is no screen to come back to")
def test_a_yes_that_is_tapped_when_the_day_is_over_asks_anew(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=60)
    opened(siti).types("hari ini").sees("Sudah benar?")
    town.passes(hours=13)  # past eleven at night
    yes = siti.remembers("Ya")
    town.passes(hours=2)
    siti.presses(yes)
    assert "Sampai hari apa?" not in siti.screen and kept(town, case) == []


def test_whoever_covers_and_whoever_leads_elsewhere_keeps_none(
    town: Town, yusuf: Someone, siti: Someone, rahmat: Someone
) -> None:
    budi = town.joins(Role.MENTOR, "Budi", supervisor=yusuf)
    case = town.case(siti, days=60)
    stands_in(town, yusuf, siti, budi)
    for who in (budi, rahmat):
        who.sends("/menu").forges(QuietDays(case.id))
        assert "Mulai hari apa" not in who.screen
    yusuf.sends("/menu").forges(QuietDays(case.id)).sees("Mulai hari apa")


def test_what_ended_meanwhile_keeps_none(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti, days=60)
    opened(siti).types("12 Okt").taps("Ya", "Hari itu saja")
    again = siti.remembers("Setiap tahun")
    card(yusuf).taps("Irama dan jeda", "Akhiri bersama").types("R-001").sees("Pendampingan selesai.")
    siti.presses(again)
    assert "Disimpan: tenang" not in siti.screen and kept(town, case) == []


def test_leave_and_closed_days_ask_for_no_hour_either(town: Town, siti: Someone, ratna: Someone) -> None:
    siti.sends("/atur").taps("Cuti").types("24 November").sees("Selasa, 24 November 2026. Sudah benar?")
    siti.sends("/atur").taps("Cuti").types("12 Oktober").sees("Waktu itu sudah lewat.")
    ratna.sends("/menu").taps("Hari libur", "Tambah hari libur").types("hari ini jam 9")
    ratna.sees("Selasa, 24 November 2026. Sudah benar?").taps("Ya").sees("Selasa, 24 November 2026")
