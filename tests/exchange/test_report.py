"""`titian report`: a month on one page or as tables, of all or of one team; what cannot be is said in one line."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import update

from bot.clock import real_now
from bot.domain.figures.months import Month, month_of
from bot.domain.people import Role
from bot.domain.timing.midnights import midnight
from bot.store.caseload import cases, checkins
from bot.store.engine.tables import cases as case_rows
from bot.store.figures import levels, months
from bot.store.people import people
from tests.blackbox import Nursery, Place, place_at

WELL = {"contact": "visit", "overall": "fine"}


@pytest.fixture
def last_month() -> Month:
    """The newest that is over; only of that one teams are told apart."""
    return month_of(levels.weeks_over(real_now())).before


@pytest.fixture
def here(nursery: Nursery, tmp_path: Path, last_month: Month) -> Iterator[Place]:
    """Six people of one team, five of another and nobody of a third, since before that month."""
    with place_at(nursery, tmp_path / "place", f"sqlite:///{tmp_path / 'titian.db'}") as place:
        place.does("init")
        with place.database() as database, database.transaction() as tx:
            for number in (6, 5, 0):
                leader = people.add(tx, Role.SUPERVISOR, "Yusuf", None)
                mentor = people.add(tx, Role.MENTOR, "Siti", leader.id)
                for at in range(number):
                    case = cases.add(tx, "R", "Kenari", mentor, 1)
                    begun = tx.now - timedelta(days=200)
                    tx.execute(update(case_rows).where(case_rows.c.id == case.id).values(intake_at=begun))
                    moment = midnight(last_month.mondays[1], levels.CLOCK) + timedelta(hours=9)
                    checkins.save(
                        tx, mentor, case, f"t{number}{at}", {"contact": "visit", "overall": "fine"}, at=moment
                    )
        yield place


def test_a_page_and_tables_of_all_and_of_a_team(here: Place, last_month: Month) -> None:
    page, book = here.folder / "x.pdf", here.folder / "x.xlsx"
    said = here.does("report", "--month", last_month.code, "--out", str(page))
    assert f"{last_month.mondays[0]} to {last_month.until - timedelta(days=1)}" in said
    assert page.read_bytes().startswith(b"%PDF") and stat.S_IMODE(page.stat().st_mode) == 0o600
    here.does("report", "--month", last_month.code, "--out", str(book), "--team", "s-01")
    sheets = openpyxl.load_workbook(book)
    assert sheets.sheetnames == ["Bulan", "Dua belas bulan", "Bidang"]
    cells = [[cell.value for cell in row] for row in sheets["Bulan"].iter_rows()]
    assert cells[1][0] == "Tim S-01" and ["Kabar tercatat", 6, None] in [row[:3] for row in cells]
    here.does("report", "--month", last_month.code, "--out", str(book))
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(book)["Bulan"].iter_rows()]
    assert ["Kabar tercatat", 11] in [row[:2] for row in rows]
    teams = [[cell.value for cell in row][:2] for row in openpyxl.load_workbook(book)["Tim"].iter_rows()]
    assert teams[1:] == [["S-01", "R"], ["S-02", "R"]]


def test_what_cannot_be_reported_is_said_in_one_line(here: Place, last_month: Month) -> None:
    out = str(here.folder / "x.pdf")
    first = month_of((real_now() - timedelta(days=200)).astimezone(levels.CLOCK).date()).code
    for words, says in (
        (("--month", "2026-13", "--out", out), "--month must be a year and a month"),
        (("--month", month_of(real_now().date()).after.code, "--out", out), "is not over before"),
        (
            ("--month", "2019-01", "--out", out),
            f"has nobody in it, or is too long ago: there are {first} to {last_month.code}",
        ),
        (("--month", last_month.code, "--out", str(here.folder / "x.doc")), "--out must end in .pdf or .xlsx"),
        (("--month", last_month.code, "--out", str(here.folder / "no" / "x.pdf")), "cannot be written"),
        (("--month", last_month.code, "--out", out, "--team", "M-01"), "no supervisor with the staff code M-01"),
        (("--month", last_month.code, "--out", out, "--team", "S-03"), "of this team alone there is nothing to tell"),
    ):
        done = here.titian("report", *words)
        assert done.code == 2 and says in done.err and len(done.err.splitlines()) == 1, words
    assert not Path(out).exists()


def test_where_nobody_was_accompanied_yet_no_months_are_named(place: Place, last_month: Month) -> None:
    place.does("init")
    done = place.titian("report", "--month", last_month.code, "--out", str(place.folder / "x.pdf"))
    assert done.code == 2 and f"{last_month.code} has nobody in it, nor has any other month that is over" in done.err


def test_whoever_asks_need_not_wait_for_what_may_still_be_brought_in(here: Place, last_month: Month) -> None:
    """Whoever brought it in knows whether it was all."""
    long_ago = real_now() - timedelta(days=150)
    file, book = here.folder / "in.csv", here.folder / "x.xlsx"
    file.write_text(
        f"track,name,mentor,cadence_weeks,intake_at\nR,Endah,M-01,1,{long_ago:%Y-%m-%d}\n", encoding="utf-8"
    )
    here.does("import", str(file))
    said = here.does("report", "--month", last_month.code, "--out", str(book))
    assert "for now: rows were brought in, and more may follow" in said
    sheets = openpyxl.load_workbook(book)
    rows = [[cell.value for cell in row] for row in sheets["Bulan"].iter_rows()]
    assert rows[1][0] == "Seluruh program (sementara)"
    assert ["Didampingi di akhir", 12, 12] in rows, "as the month before is counted for now too"
    assert [row[0].value for row in sheets["Tim"].iter_rows()] == ["Tim", "S-01", "S-02"]
    here.does("report", "--month", last_month.code, "--out", str(book), "--team", "S-01")
    assert here.titian("report", "--month", "2099-01", "--out", str(book)).code == 2
    with here.database() as database, database.transaction() as tx:
        assert months.kept(tx) == [], "nothing of that stays: the rest may come in"
