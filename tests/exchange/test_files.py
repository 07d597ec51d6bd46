"""Each file that a spreadsheet writes comes in as it was meant, or is refused with where and why and nothing of it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.people import Role
from bot.files import taking_in
from bot.files.caseload import Entry
from bot.files.csvfile import BadFile
from bot.files.taking_in import Found
from bot.store.caseload import cases
from bot.store.engine.database import Database
from bot.store.people import people
from bot.store.sealing.key_file import create_key_file
from bot.store.sealing.vault import Vault
from tests.exchange.files import FILES, Case, Row
from tests.importing import ZONE

NOW = datetime(2026, 11, 30, 2, tzinfo=UTC)
# What must never be echoed: names, wherever they stand in a file.
NAMES = ("Arman", "Wijaya", "Citra", "Andr", "Ren", "Lama", "Merpati")


@pytest.fixture(scope="module")
def here(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Two mentors, and a participant."""
    folder = tmp_path_factory.mktemp("here")
    create_key_file(folder / "titian.key")
    (folder / "titian.db").write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{folder / 'titian.db'}", Vault(folder / "titian.key"), lambda: NOW)
    with database.transaction() as tx:
        siti, _ = (people.add(tx, Role.MENTOR, name, None) for name in ("Siti", "Dewi"))
        cases.add(tx, "R", "Budi", siti, 1)
    yield database
    database.close()


def read(database: Database, folder: Path, case: Case) -> Found:
    path = folder / case.name
    path.write_bytes(case.content)
    found = taking_in.judged(database, taking_in.opened(path, case.sheet), ZONE)
    found.refuse_wrong()
    return found


@pytest.mark.parametrize("name", FILES)
def test_a_file_comes_in_or_is_refused_in_words(here: Database, tmp_path: Path, name: str) -> None:
    case = FILES[name]
    if case.says:
        with pytest.raises(BadFile) as refused:
            read(here, tmp_path, case)
        said = "\n".join(refused.value.problems)
        assert case.says in said
        assert len(refused.value.problems) == 1 and not any(name in said for name in NAMES)
        return
    found = read(here, tmp_path, case)
    assert not any(name in line for line in found.lines() for name in NAMES), "codes and lines only"
    if case.checkins:
        assert found.checkins is not None
        for entry, answers in zip(found.checkins.entries, case.checkins, strict=True):
            assert {key: entry.answers[key] for key in answers} == answers
        return
    assert found.cases is not None
    assert tuple(as_row(entry) for entry in found.cases.entries) == case.comes
    assert f"{len(case.comes)} rows: {len(case.comes)} new" in found.lines()


def as_row(entry: Entry) -> Row:
    moments = ("" if at is None else f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}" for at in (entry.next_at, entry.intake_at))
    next_at, intake_at = moments
    return entry.name, entry.track, entry.mentor.code, entry.cadence_weeks, next_at, intake_at


def test_there_are_sixty_and_more() -> None:
    assert len(FILES) >= 60


def test_a_large_file_is_refused_before_it_is_read(here: Database, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    with path.open("wb") as file:
        file.truncate(51 * 2**20)
    with pytest.raises(BadFile, match="larger than 50 MB"):
        taking_in.opened(path, None)


def test_a_workbook_that_would_fill_the_memory_is_refused(here: Database, tmp_path: Path) -> None:
    path, spaces = tmp_path / "in.xlsx", b" " * 2**20
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        with packed.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(401):
                sheet.write(spaces)
    assert path.stat().st_size < 2**22
    with pytest.raises(BadFile, match="larger than 400 MB once unpacked"):
        taking_in.opened(path, None)


def test_lines_are_those_of_the_file(here: Database, tmp_path: Path) -> None:
    """Also below cells that have lines of their own, and below what Excel writes above a table."""
    head = "sep=;\r\nDaftar\r\ntrack;name;mentor;cadence_weeks\r\n"
    rows = 'R;"Arman\r\nWijaya";M-01;2\r\n;;;\r\nR;Bayu;M-09;2\r\n'
    with pytest.raises(BadFile) as refused:
        read(here, tmp_path, Case((head + rows).encode()))
    assert [line.partition(":")[0] for line in refused.value.problems] == ["line 7, column mentor"]


def test_of_many_wrong_rows_thirty_are_named(here: Database, tmp_path: Path) -> None:
    rows = "".join(f"R,Arman {number},M-09,2\n" for number in range(45))
    with pytest.raises(BadFile) as refused:
        read(here, tmp_path, Case(f"track,name,mentor,cadence_weeks\n{rows}".encode()))
    assert len(refused.value.problems) == 31 and refused.value.problems[-1] == "and 15 more like these"
