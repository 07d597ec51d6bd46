"""What could go wrong with the sheet of a day, its changes, and several marked on it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.domain.presses import Answer, ChoicePage, RaiseFlag, Save, UrgentWhose
from bot.store.caseload import checkins
from bot.store.caseload.cases import Case
from bot.store.engine.tables import drafts as draft_rows
from bot.store.engine.tables import sheets as sheet_rows
from tests.driver import Someone, Town
from tests.stories.test_day_sheet import MORNING, due, press_on_sheet, sheet
from tests.stories.test_lines import saved

JAKARTA = ZoneInfo("Asia/Jakarta")


def moments_of(town: Town, case: Case) -> list[datetime]:
    return [one.contact_at for one in town.asks(lambda tx: checkins.moments(tx, case, 9))]


def days_of(town: Town, case: Case) -> list[date]:
    return [one.astimezone(JAKARTA).date() for one in moments_of(town, case)]


def chosen(town: Town, siti: Someone) -> list[Case]:
    """Three of whom it is marked on the sheet that all is well, and nothing is saved yet."""
    three = due(town, siti, 3)
    town.passes(hours=MORNING)
    press_on_sheet(siti, "Beberapa sekaligus").taps("Semua", "Lanjut", "Kunjungan", "Sesuai irama")
    return three


def test_all_well_past_midnight(town: Town, siti: Someone) -> None:
    """Begun at ten to midnight and saved at ten past: of the day on which it was begun, as any check-in."""
    three = due(town, siti, 3)
    town.passes(hours=MORNING)
    town.passes(hours=14, minutes=50)
    press_on_sheet(siti, "Beberapa sekaligus").taps("Semua", "Lanjut", "Kunjungan", "Sesuai irama")
    began = town.clock.now().astimezone(JAKARTA).date()
    town.passes(minutes=20)
    siti.taps("Simpan semua").sees("Tersimpan: 3")
    assert [days_of(town, one) for one in three] == [[began]] * 3


def test_all_well_past_midnight_is_not_before_they_were_accompanied(town: Town, siti: Someone) -> None:
    three = due(town, siti, 3, hours=1)
    town.passes(hours=12.5)
    press_on_sheet(siti, "Beberapa sekaligus").taps("Semua", "Lanjut", "Kunjungan", "2 minggu")
    town.passes(hours=3)
    siti.taps("Simpan semua").sees("Tersimpan: 3")
    for case in three:
        assert moments_of(town, case) == [case.intake_at]


def test_all_well_of_the_day_before(town: Town, siti: Someone) -> None:
    three = chosen(town, siti)
    began, button = town.clock.now().astimezone(JAKARTA).date(), siti.remembers("Simpan semua")
    town.passes(days=1)
    siti.presses(button)
    assert saved(town) == 3
    assert [days_of(town, one) for one in three] == [[began]] * 3


def test_a_change_of_yesterdays_sheet_does_not_lose_todays(town: Town, siti: Someone) -> None:
    due(town, siti, 2)
    due(town, siti, 2, hours=MORNING + 24)
    town.passes(hours=MORNING)
    town.passes(hours=23, minutes=59, seconds=50)
    siti.checks_in("R-001")
    town.passes(seconds=10)
    town.passes(minutes=2)
    assert "Kamis" in sheet(siti).text
    assert town.asks(lambda tx: tx.execute(select(sheet_rows.c.message_id)).scalars().all()) == [sheet(siti).id]
    siti.checks_in("R-003")
    town.passes(minutes=2)
    assert "R-003" not in sheet(siti).text


def test_a_change_that_waits_long_is_made_all_the_same(town: Town, siti: Someone) -> None:
    """Telegram is away for twenty minutes: the sheet does not go on saying what is not so."""
    due(town, siti, 3)
    town.passes(hours=MORNING)
    siti.checks_in("R-001").sees("Tersimpan")
    town.server.fail_next("editMessageText", 502, "Bad Gateway", times=100000)
    town.passes(minutes=25)
    town.server.faults.waiting.clear()
    town.passes(hours=2)
    assert "R-001" not in sheet(siti).text


def test_all_well_beside_one_begun_meanwhile(town: Town, siti: Someone) -> None:
    """Whoever has a check-in half filled in goes on with that, also where it was begun meanwhile."""
    three = chosen(town, siti)
    button = siti.remembers("Simpan semua")
    siti.types("R-001 tidak diangkat, nomornya mati")
    siti.presses(button)
    assert days_of(town, three[0]) == [], siti.screen


def test_all_well_of_one_saved_meanwhile(town: Town, siti: Someone) -> None:
    three = chosen(town, siti)
    button = siti.remembers("Simpan semua")
    siti.checks_in("R-001")
    siti.presses(button)
    assert len(days_of(town, three[0])) == 1, siti.screen


def test_all_well_says_who_is_not_saved(town: Town, siti: Someone, yusuf: Someone) -> None:
    from tests.stories.test_forgotten_pin import hands_over

    three = chosen(town, siti)
    hands_over(town, yusuf, siti, three[1])
    siti.taps("Simpan semua").sees("Tersimpan: 2")
    siti.sees("1 orang yang dipilih tidak lagi bersama Ibu")


def token_of(town: Town, form: str) -> str:
    found = select(draft_rows.c.token).where(draft_rows.c.form == form)
    return str(town.asks(lambda tx: tx.execute(found).scalars().first()))


def test_all_well_forged(town: Town, siti: Someone, yusuf: Someone) -> None:
    budi = town.joins(type(siti.person.role)("mentor"), "Budi", supervisor=yusuf)
    his = town.case(budi, name="Lain", days=60)
    due(town, siti, 3)
    town.passes(hours=MORNING)
    press_on_sheet(siti, "Beberapa sekaligus")
    token = token_of(town, "allwell")
    for value in (f"+{his.id}", "+999", "+abc", "+-1", "+", "all", f"+{his.id}"):
        siti.forges(Answer("who", value, token=token))
    siti.forges(Answer("who", "ok", token=token))
    siti.forges(Answer("contact", "visit", token=token))
    siti.forges(Answer("next", "own", token=token))
    siti.sees_no(his.code)
    siti.forges(Save(token=token))
    assert days_of(town, his) == []
    assert saved(town) in (0, 3), siti.screen


def test_all_well_forged_word(town: Town, siti: Someone) -> None:
    due(town, siti, 3)
    town.passes(hours=MORNING)
    press_on_sheet(siti, "Beberapa sekaligus")
    token = token_of(town, "allwell")
    siti.forges(Answer("who", "+abc", token=token))
    siti.forges(Answer("who", "ok", token=token)).forges(Answer("contact", "visit", token=token))
    siti.forges(Answer("next", "own", token=token)).forges(Save(token=token))
    siti.forges(ChoicePage(99999, token=token))


def test_all_well_save_twice(town: Town, siti: Someone) -> None:
    chosen(town, siti)
    siti.taps_twice("Simpan semua")
    assert saved(town) == 3


def test_all_well_paused_ended_meanwhile(town: Town, siti: Someone, yusuf: Someone) -> None:
    three = chosen(town, siti)
    from bot.store.keeping import erasing

    town.asks(lambda tx: erasing.erase(tx, three[0], yusuf.person))
    siti.taps("Simpan semua").sees("Tersimpan: 2").sees_no("R-001: Kontak")
    assert saved(town) == 2


def test_urgent_among_many_names_everybody_of_theirs(town: Town, siti: Someone) -> None:
    """Whoever rests may be in danger as well."""
    many = [town.case(siti, name=f"Orang{at}", days=60) for at in range(12)]
    town.asks(lambda tx: tx.execute(cases_table_pause(many[4])))
    siti.sends("/menu").forges(UrgentWhose())
    seen = list(siti.labels)
    for label in seen:
        if "–" in label:
            siti.taps(label)
            seen += siti.labels
            siti.taps("Kembali")
    assert "R-005" in seen, seen


def cases_table_pause(case: Case) -> Any:
    from sqlalchemy import update

    from bot.store.engine.tables import cases as table

    return update(table).where(table.c.id == case.id).values(status="paused")


def test_urgent_forged(town: Town, siti: Someone, yusuf: Someone) -> None:
    budi = town.joins(type(siti.person.role)("mentor"), "Budi", supervisor=yusuf)
    his = town.case(budi, name="Lain", days=60)
    many = [town.case(siti, name=f"Orang{at}", days=60) for at in range(30)]
    siti.sends("/menu")
    for first, last in ((his.id, many[3].id), (many[3].id, his.id), (many[9].id, many[0].id), (0, 0), (10**9, 1)):
        siti.forges(UrgentWhose(first, last)).sees_no(his.code)
        assert any("R-0" in label for label in siti.labels), (first, last, siti.labels)
    siti.forges(RaiseFlag(his.id, "unsaid")).sees_no("SOS")
