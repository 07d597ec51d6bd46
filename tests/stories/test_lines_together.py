"""Several check-ins typed at once, or one after the other without a signal: one list, and one tap that saves them."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.store.caseload import cases, checkins
from bot.store.caseload.cases import Case
from tests.driver import Someone, Town
from tests.stories.test_lines import saved

JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.fixture
def people(town: Town, siti: Someone, case: Case) -> list[Case]:
    """R-001 to R-015, with Siti since months."""
    more = [town.case(siti, name=f"Orang{number}", days=90) for number in range(2, 16)]
    return [case, *more]


def day_of(town: Town, case: Case) -> date:
    (kept,) = town.asks(lambda tx: checkins.moments(tx, case, 5))
    return kept.contact_at.astimezone(JAKARTA).date()


def test_fifteen_lines_in_one_message(town: Town, siti: Someone, people: list[Case]) -> None:
    days = ["kemarin", "hari Senin kemarin", "hari ini", "tgl 20 Nov", "tadi pagi"]
    lines = [f"{one.code} ditelepon {days[at % 5]}, baik, 2 minggu lagi" for at, one in enumerate(people)]
    siti.types("\n".join(lines)).sees(
        "15 catatan dibaca", "Belum ada yang disimpan", "R-001: Telepon · Sen, 23 Nov · Semua baik · rencana tetap"
    )
    assert saved(town) == 0
    siti.sees_no("ditelepon")
    siti.taps("Simpan semua").sees("Tersimpan: 15")
    today = town.clock.now().astimezone(JAKARTA).date()
    meant = [today - timedelta(days=1), today - timedelta(days=1), today, date(2026, 11, 20), today]
    for at, one in enumerate(people):
        assert day_of(town, one) == meant[at % 5], one.code


def test_fifteen_messages_that_came_at_once(town: Town, siti: Someone, people: list[Case]) -> None:
    town.passes(hours=20)
    for one in people:
        siti.types(f"{one.code} kunjungan kemarin, baik, 2 minggu lagi")
    siti.sees("15 catatan dibaca", "Kapan Ibu menulisnya")
    assert "Selasa" not in siti.screen
    siti.taps("Sel, 24 Nov").sees("Sen, 23 Nov")
    siti.taps("Simpan semua").sees("Tersimpan: 15")
    assert {day_of(town, one) for one in people} == {date(2026, 11, 23)}
    assert saved(town) == 15


def test_several_codes_with_all_well(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types("R-001, R-003 dan R-007 semua baik").sees("Lewat apa")
    siti.taps("Telepon").sees("Kapan yang belum disebutkan")
    siti.taps("Sesuai irama").sees("3 catatan dibaca", "R-003: Telepon")
    siti.taps("Simpan semua").sees("Tersimpan: 3", "R-007")
    assert saved(town) == 3
