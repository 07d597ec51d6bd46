"""Several of a day's contacts that went well, from the sheet: chosen on one screen, saved with one tap."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.domain.planning import Planned
from bot.domain.presses import SeveralWell
from bot.store.caseload import checkins, prompts
from bot.store.caseload.cases import Case
from tests.driver import Someone, Town
from tests.stories.test_day_sheet import DONE, MORNING, due, press_on_sheet, sheet
from tests.stories.test_forgotten_pin import hands_over
from tests.stories.test_lines import saved
from tests.stories.test_no_notes import says_no

JAKARTA = ZoneInfo("Asia/Jakarta")


def of(town: Town, case: Case) -> list[Any]:
    return town.asks(lambda tx: checkins.moments(tx, case, 5))


@pytest.fixture
def ten(town: Town, siti: Someone) -> list[Case]:
    found = due(town, siti, 10)
    town.passes(hours=MORNING)
    return found


def test_ten_of_one_day_in_six_taps(town: Town, siti: Someone, ten: list[Case]) -> None:
    press_on_sheet(siti, "Beberapa sekaligus").sees("Siapa saja yang keadaannya baik?")
    siti.taps("Semua").sees("Semua baik: 10").taps("Lanjut", "Kunjungan", "Sesuai irama")
    siti.sees("R-001, R-002", "Kontak: Kunjungan", "Sesuai irama masing-masing")
    assert saved(town) == 0
    siti.taps("Simpan semua").sees("Tersimpan: 10", "R-001: Kontak berikut")
    assert saved(town) == 10
    town.passes(minutes=2)
    assert DONE in sheet(siti).text


def test_some_of_two_pages_on_another_day(town: Town, siti: Someone, ten: list[Case]) -> None:
    press_on_sheet(siti, "Beberapa sekaligus").taps("R-002")
    assert "✓ R-002" in siti.labels
    siti.taps("Berikutnya", "R-009", "R-010", "R-010").sees("Semua baik: 2")
    siti.taps("Lanjut", "Telepon", "2 minggu").taps("Hari lain").taps("Kemarin").sees("Hari: Sel, 24 Nov")
    siti.taps("Simpan semua").sees("Tersimpan: 2", "R-002", "R-009")
    for one in (ten[1], ten[8]):
        (kept,) = of(town, one)
        assert kept.contact_at.astimezone(JAKARTA).date() == date(2026, 11, 24)
    assert saved(town) == 2


def test_nobody_chosen_saves_nothing(town: Town, siti: Someone, ten: list[Case]) -> None:
    press_on_sheet(siti, "Beberapa sekaligus")
    assert "Lanjut" not in siti.labels
    siti.taps("R-001", "R-001")
    assert "Lanjut" not in siti.labels
    siti.taps("Batal").sees("Dibatalkan")
    assert saved(town) == 0


def test_whoever_has_a_check_in_begun_is_not_among_them(town: Town, siti: Someone, ten: list[Case]) -> None:
    siti.sends("/catat").taps("R-001", "Kunjungan", "Ada yang perlu dicatat").sends("/menu")
    press_on_sheet(siti, "Beberapa sekaligus")
    assert "R-001" not in siti.labels
    assert "R-002" in siti.labels


def test_whoever_is_gone_meanwhile(town: Town, yusuf: Someone, siti: Someone, ten: list[Case]) -> None:
    press_on_sheet(siti, "Beberapa sekaligus").taps("Semua", "Lanjut", "Kunjungan", "Sesuai irama")
    hands_over(town, yusuf, siti, ten[3])
    siti.taps("Simpan semua").sees("Tersimpan: 9").sees_no("R-004: Kontak")
    assert saved(town) == 9
    assert not of(town, ten[3])


def test_whoever_wants_no_notes(town: Town, siti: Someone, arman: Someone, case: Case) -> None:
    says_no(arman)
    (planned,) = town.asks(lambda tx: prompts.agreements(tx, case))
    wait = planned.slot - town.clock.now()
    town.case(siti, name="Bayu", seconds=wait.total_seconds())
    town.passes(seconds=wait.total_seconds())
    siti.forges(SeveralWell()).taps("Semua", "Lanjut", "Kunjungan", "Sesuai irama", "Simpan semua")
    siti.sees("Tersimpan: 2")
    (kept,) = of(town, case)
    answers = town.asks(lambda tx: checkins.as_kept(tx, case, kept.id))
    assert answers is not None
    assert "overall" not in answers.answers


def test_a_contact_that_has_come_is_over_then(town: Town, siti: Someone, ten: list[Case]) -> None:
    press_on_sheet(siti, "Beberapa sekaligus").taps("Semua", "Lanjut", "Pesan", "4 minggu", "Simpan semua")
    planned = town.asks(lambda tx: [one.slot for case in ten for one in prompts.agreements(tx, case)])
    assert [at.astimezone(JAKARTA).date() for at in planned] == [date(2026, 12, 23)] * 10


def test_who_may_not(town: Town, siti: Someone, yusuf: Someone, ratna: Someone, ten: list[Case]) -> None:
    for who in (yusuf, ratna):
        who.sends("/menu").forges(SeveralWell()).sees_no("Siapa saja", "R-001")


def test_who_is_chosen_and_what_is_planned_is_shown_before_it_is_saved(
    town: Town, siti: Someone, ten: list[Case]
) -> None:
    press_on_sheet(siti, "Beberapa sekaligus").taps("R-002", "R-003").sees("Semua baik: 2")
    siti.taps("Lanjut", "Telepon", "8 minggu").sees("R-002 dan R-003", "Kontak: Telepon", "Kontak berikut: 8 minggu")
    siti.taps("Kembali", "2 minggu").sees("Kontak berikut: 2 minggu")
    old = siti.remembers("Simpan semua")
    siti.taps("Simpan semua").sees("Tersimpan: 2", "R-003: Kontak berikut: Rabu, 9 Desember 2026")
    town.passes(minutes=3)
    siti.presses(old).sees("Tombol itu dari")
    assert saved(town) == 2


def test_each_ones_own_rhythm(town: Town, siti: Someone) -> None:
    for weeks in (1, 4):
        town.case(siti, weeks=weeks, hours=MORNING)
    town.passes(hours=MORNING)
    press_on_sheet(siti, "Beberapa sekaligus").taps("Semua", "Lanjut", "Kunjungan", "Sesuai irama", "Simpan semua")
    siti.sees("R-001: Kontak berikut: Rabu, 2 Desember 2026", "R-002: Kontak berikut: Rabu, 23 Desember 2026")


def test_all_are_chosen_once_and_one_of_them_may_go_again(town: Town, siti: Someone, ten: list[Case]) -> None:
    press_on_sheet(siti, "Beberapa sekaligus").taps("Semua").sees("Semua baik: 10")
    assert "Semua" not in siti.labels and "✓ R-001" in siti.labels
    siti.taps("Berikutnya")
    assert [label for label in siti.labels if "R-0" in label] == [f"✓ R-{at:03d}" for at in range(7, 11)]
    siti.taps("R-009").sees("Semua baik: 9")
    assert "Semua" in siti.labels
    siti.taps("Lanjut", "Kunjungan", "1 minggu").sees("R-008, dan R-010")


def test_six_have_one_page(town: Town, siti: Someone) -> None:
    found = due(town, siti, 7)
    town.passes(hours=MORNING)
    press_on_sheet(siti, "Beberapa sekaligus").taps("Berikutnya")
    assert siti.labels[0] == "R-007"
    siti.taps("R-007")
    old = siti.remembers("R-007")
    siti.checks_in(found[0].code)
    siti.presses(old)
    assert [label for label in siti.labels if "R-0" in label] == [f"R-{at:03d}" for at in range(2, 8)]
    assert "Berikutnya ▶" not in siti.labels and "Lanjut" not in siti.labels


def test_what_is_no_contact_is_not_among_them(town: Town, siti: Someone) -> None:
    due(town, siti, 1)
    other = town.case(siti, days=60)
    at = town.clock.now() + timedelta(hours=MORNING)
    town.asks(lambda tx: prompts.plan(tx, other, Planned("plan_review", at), siti.person.id, None, "course"))
    town.passes(hours=MORNING)
    found = [button.label for row in sheet(siti).buttons for button in row]
    assert {"R-001", "R-002"} <= set(found) and "Beberapa sekaligus" not in found, "one contact is not several"
    siti.forges(SeveralWell())
    assert "R-001" in siti.labels and "R-002" not in siti.labels


def test_where_no_contact_is_due_any_more_nothing_is_chosen_from(town: Town, siti: Someone) -> None:
    due(town, siti, 2)
    town.passes(hours=MORNING)
    siti.checks_in("R-001").checks_in("R-002")
    siti.forges(SeveralWell()).sees_no("Siapa saja yang keadaannya baik?")
    siti.sees("menu terbaru")


def test_whoever_is_gone_meanwhile_is_not_named(town: Town, yusuf: Someone, siti: Someone, ten: list[Case]) -> None:
    press_on_sheet(siti, "Beberapa sekaligus").taps("Semua", "Lanjut", "Kunjungan")
    hands_over(town, yusuf, siti, ten[3])
    siti.taps("Sesuai irama").sees("R-003, R-005").sees_no("R-004, ")
