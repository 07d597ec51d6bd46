"""What held when it was tried: the newest change, the log, copies, and words that wait."""

from __future__ import annotations

import pytest

from bot.store.caseload.cases import Case
from tests.driver import Someone, Town
from tests.stories.test_day_sheet import MORNING, due, sheet
from tests.stories.together import TWO


def test_a_newer_change_is_what_stands(town: Town, siti: Someone) -> None:
    due(town, siti, 4)
    town.passes(hours=MORNING)
    siti.sends("/menu")
    siti.checks_in("R-001")
    town.server.drop_after_delivery("editMessageText", times=1)
    town.passes(seconds=20)
    siti.checks_in("R-002")
    town.passes(minutes=20)
    assert "R-001" not in sheet(siti).text
    assert "R-002" not in sheet(siti).text
    siti.checks_in("R-003")
    town.passes(minutes=20)
    assert "R-003" not in sheet(siti).text


def test_a_change_blocks_no_screen(town: Town, siti: Someone) -> None:
    due(town, siti, 4)
    town.passes(hours=MORNING)
    siti.sends("/menu")
    siti.checks_in("R-001")
    town.server.fail_next("editMessageText", retry_after=300)
    town.passes(seconds=16)
    siti.sends("/bantuan").sees("/batal")


@pytest.mark.parametrize("words", ["dia bilang mau bunuh diri", "dia tidak diberi makan suaminya, dipukul"])
def test_danger_without_all_well(town: Town, siti: Someone, people: list[Case], words: str) -> None:
    siti.types(f"R-001 kunjungan kemarin, {words}, 2 minggu lagi\nR-002 ditelepon kemarin, baik, 2 minggu lagi")
    assert "Simpan semua" not in " ".join(siti.labels)


def test_no_words_in_the_log(town: Town, siti: Someone, people: list[Case], capfd: pytest.CaptureFixture[str]) -> None:
    siti.types("R-001 kunjungan kemarin, antar KTP Senin\nR-002 ditelepon kemarin, sakit gigi")
    siti.types("minta dicarikan bibit ayam")
    said = "".join(capfd.readouterr())
    assert not any(words in said for words in ("KTP", "sakit gigi", "bibit"))


def test_their_own_copy_while_a_list_is_open(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types(TWO)
    siti.types("minta dicarikan bibit ayam")
    siti.sends("/data")


def test_a_list_hides_what_waits_of_nobody(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types(TWO)
    siti.types("minta dicarikan bibit ayam")
    if "Kapan Ibu" in siti.screen:
        siti.taps("Sel, 24 Nov")
    siti.sees("bibit ayam")
    town.passes(minutes=11)
    siti.sees_no("bibit ayam")
    siti.sends("/menu").taps("Lanjutkan").sees("bibit ayam")
