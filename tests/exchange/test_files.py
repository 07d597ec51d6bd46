"""Each file that a spreadsheet writes comes in as it was meant, or is refused with where and why and nothing of it."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from random import Random

import pytest

from bot.domain.checkins import CONTACTS
from bot.domain.people import Role
from bot.files import taking_in
from bot.files.caseload import Entry
from bot.files.csvfile import BadFile
from bot.files.spoken import code_of
from bot.files.taking_in import Found
from bot.store.caseload import cases
from bot.store.engine.database import Database
from bot.store.people import people
from bot.store.sealing.key_file import create_key_file
from bot.store.sealing.vault import Vault
from tests.exchange.files import ARMAN, FILES, HEAD, SHEET, Case, Row, book, swapped, workbook_of_lines
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
    if case.adds is not None:
        assert tuple(found.said) == case.adds
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
            for _ in range(101):
                sheet.write(spaces)
    assert path.stat().st_size < 2**22
    with pytest.raises(BadFile, match="larger than 100 MB once unpacked"):
        taking_in.opened(path, None)


STRINGS = "xl/sharedStrings.xml"


def with_part(change: Callable[[bytes], bytes], name: str = SHEET) -> bytes:
    """A workbook in which one part is as no program writes it."""
    made = workbook_of_lines([HEAD[:4], ["R", "Arman", "M-01", "2"]])
    with zipfile.ZipFile(BytesIO(made)) as packed:
        return swapped(made, name, change(packed.read(name)))


@pytest.mark.parametrize(
    ("part", "before", "what", "says"),
    [
        (SHEET, b"<c ", b"<c/>" * 1_100_000, "larger than 4 MB"),
        (SHEET, b"</sheetData>", b"<row/>" * 8_000_000, "more than can be read at once"),
        (STRINGS, b"</sst>", b"<si/>" * 2_500_000, "more than can be read at once"),
        ("xl/workbook.xml", b"</sheets>", b'<sheet name="a" sheetId="2" r:id="rId1"/>' * 20, "no Excel workbook"),
    ],
    ids=["a row without end", "rows without end", "texts without end", "one sheet many times"],
)
def test_a_small_workbook_that_holds_millions_is_refused_soon(
    here: Database, tmp_path: Path, part: str, before: bytes, what: bytes, says: str
) -> None:
    content = with_part(lambda xml: xml.replace(before, what + before, 1), part)
    assert len(content) < 2**20
    began = time.process_time()
    with pytest.raises(BadFile, match=says):
        read(here, tmp_path, Case(content))
    assert time.process_time() - began < 20


def test_rows_that_are_not_there_are_not_walked(here: Database, tmp_path: Path) -> None:
    """The last row a sheet can have comes in at once; there is none below it, and none twice."""

    def moved(to: bytes) -> Case:
        change = {b'"2"': b'"%s"' % to, **{b'"%c2"' % letter: b'"%c%s"' % (letter, to) for letter in b"ABCD"}}

        def in_sheet(xml: bytes) -> bytes:
            for old, new in change.items():
                xml = xml.replace(old, new)
            return xml

        return Case(with_part(in_sheet))

    began = time.process_time()
    found = read(here, tmp_path, moved(b"1048576"))
    assert found.cases is not None and [entry.line for entry in found.cases.entries] == [1_048_576]
    for row, says in ((b"1048577", "below line 1048576"), (b"2000000000", "below line"), (b"1", "not in their order")):
        with pytest.raises(BadFile, match=says):
            read(here, tmp_path, moved(row))
    assert time.process_time() - began < 5


def test_a_damaged_workbook_is_one_line(here: Database, tmp_path: Path) -> None:
    """Some hundred with a bit that is another one, or cut off: each is read as it was meant, or refused."""
    whole = book(("Dampingan", [HEAD, *([*ARMAN[:1], f"Arman {at}", *ARMAN[2:]] for at in range(20))]))
    chance, refused = Random(20261130), 0
    for at in range(300):
        content = bytearray(whole)
        content[chance.randrange(4, len(content))] ^= 1 << chance.randrange(8)
        try:
            read(here, tmp_path, Case(bytes(content[: chance.randrange(4, len(content))] if at % 5 == 0 else content)))
        except BadFile as error:
            refused += 1
            assert len(error.problems) == 1 and not any(name in error.problems[0] for name in NAMES)
    assert refused > 200


def test_lines_are_those_of_the_file(here: Database, tmp_path: Path) -> None:
    """Also below cells that have lines of their own, and below what Excel writes above a table."""
    head = "sep=;\r\nDaftar\r\ntrack;name;mentor;cadence_weeks\r\n"
    rows = 'R;"Arman\r\nWijaya";M-01;2\r\n;;;\r\nR;Bayu;M-09;2\r\n'
    with pytest.raises(BadFile) as refused:
        read(here, tmp_path, Case((head + rows).encode()))
    assert [line.partition(":")[0] for line in refused.value.problems] == ["line 7, column mentor"]


@pytest.mark.parametrize(("wrong", "last"), [(45, "and 15 more like these"), (31, "and 1 more like these")])
def test_of_many_wrong_rows_thirty_are_named(here: Database, tmp_path: Path, wrong: int, last: str) -> None:
    rows = "".join(f"R,Arman {number},M-09,2\n" for number in range(wrong))
    with pytest.raises(BadFile) as refused:
        read(here, tmp_path, Case(f"track,name,mentor,cadence_weeks\n{rows}".encode()))
    assert len(refused.value.problems) == 31 and refused.value.problems[-1] == last


@pytest.mark.parametrize(
    "cell", ["not_reached", "NOT REACHED", "Belum  terhubung", " belum terhubung ", "Not reached yet"]
)
def test_one_of_several_is_called_by_its_code_or_as_it_stands_in_either_language(cell: str) -> None:
    assert code_of(cell, CONTACTS) == "not_reached"
    assert code_of(" Jumpa ", CONTACTS) == "jumpa", "as it was written, to be refused"
