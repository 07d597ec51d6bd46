"""Hours that somebody named: each is asked about when it comes, once; what a sheet says of one is kept."""

from __future__ import annotations

from bot.domain.people import Role
from bot.store.caseload.cases import Case
from bot.worker import MOST_AT_ONCE
from tests.driver import Someone, Town
from tests.stories.test_caseload import stands_in
from tests.stories.test_day_sheet import ALONE, MORNING, SHEET, due, goes_to, press_on_sheet, pushed, sheet

THEN = "ditanyakan saat itu"


def budi_of(town: Town, yusuf: Someone) -> Someone:
    return town.joins(Role.MENTOR, "Budi", address="bapak", supervisor=yusuf)


def test_many_at_one_hour_are_one_message_however_they_are_found(town: Town, yusuf: Someone, siti: Someone) -> None:
    budi = budi_of(town, yusuf)
    due(town, budi, MOST_AT_ONCE - 2, hours=MORNING + 5)
    due(town, siti, 3, hours=MORNING + 5)
    town.passes(hours=MORNING + 5)
    assert [SHEET in one.text for one in pushed(siti)] == [True], "two of hers are found with his, and one after them"
    assert "ada 3" in sheet(siti).text
    assert len(pushed(budi)) == 1


def test_one_that_is_handed_over_to_the_same_hour_silences_nobodys(town: Town, yusuf: Someone, siti: Someone) -> None:
    budi = budi_of(town, yusuf)
    due(town, siti, 2)
    due(town, siti, 2, hours=MORNING + 2)
    (handed,) = due(town, budi, 1, hours=MORNING + 2)
    town.passes(hours=MORNING)
    assert sheet(siti).text.count(THEN) == 2
    town.asks(lambda tx: goes_to(tx, handed, siti))
    town.passes(hours=2, minutes=1)
    assert siti.heard(ALONE) == 2


def test_whoever_covers_hears_many_of_one_hour_in_one_message(town: Town, yusuf: Someone, siti: Someone) -> None:
    budi = budi_of(town, yusuf)
    for one in (siti, budi):
        due(town, one, 2, hours=MORNING + 5)
    stands_in(town, yusuf, siti, budi)
    town.passes(hours=MORNING + 5)
    assert len(pushed(budi)) == 1 and "ada 4" in sheet(budi).text


def test_nine_is_not_said_to_be_asked_then_where_the_sheet_at_eight_asks(town: Town, siti: Someone, case: Case) -> None:
    siti.sends("/menu").taps("Pengaturan", "Lembar harian", "08.00")
    due(town, siti, 2, hours=MORNING - 1)
    town.passes(minutes=1)
    siti.types(f"{case.code} kunjungan tadi, baik, besok jam 9").taps("Simpan")
    town.passes(hours=MORNING - 1)
    assert f"{case.code}: pukul 09.00" in sheet(siti).text and THEN not in sheet(siti).text


def test_an_evening_that_another_named_is_not_promised_to_whoever_covers(
    town: Town, yusuf: Someone, siti: Someone, case: Case
) -> None:
    budi = budi_of(town, yusuf)
    due(town, budi, 2)
    siti.types(f"{case.code} kunjungan tadi, baik, besok jam 20.30").taps("Simpan")
    stands_in(town, yusuf, siti, budi)
    town.passes(hours=MORNING)
    assert f"{case.code}: pukul 20.30" in sheet(budi).text and THEN not in sheet(budi).text


def test_what_was_to_be_said_again_is_heard_also_soon_after_the_sheet(town: Town, siti: Someone) -> None:
    due(town, siti, 2)
    due(town, siti, 2, hours=MORNING + 1)
    town.passes(hours=MORNING)
    press_on_sheet(siti, "R-001").taps("Nanti", "1 jam lagi").sees("Saya ingatkan lagi")
    before = max(one.id for one in siti.phone.messages)
    town.passes(hours=1, minutes=5)
    assert sheet(siti).id > before, "three at one hour, in one new message below all others"
