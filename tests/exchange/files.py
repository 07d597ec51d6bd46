"""Files as spreadsheets write them, each with what must come of it: the rows, or what is said and where."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

# A row as it must come in: name, track, mentor, weeks, first moment and intake by the clock in Jakarta.
Row = tuple[str, str, str, int, str, str]
HEAD = ["track", "name", "mentor", "cadence_weeks", "next_at"]
ARMAN = ["R", "Arman Wijaya", "M-01", "2", "2026-12-05 09:30"]
CITRA = ["P", "Citra", "M-02", "4", ""]
COMES: tuple[Row, ...] = (
    ("Arman Wijaya", "R", "M-01", 2, "2026-12-05 09:30", ""),
    ("Citra", "P", "M-02", 4, "", ""),
)
DAY = "2026-12-05 09:00"
PAST_HEAD = ["code", "at", "by", "contact"]
PAST = ["R-001", "2026-10-05 09:00", "M-01", "visit"]
NBSP, NARROW, ZERO = "\u00a0", "\u202f", "\u200b"


@dataclass(frozen=True)
class Case:
    """A file; rows that come, or a word of what is said instead (`where` and why)."""

    content: bytes
    comes: tuple[Row, ...] = COMES
    says: str = ""
    name: str = "in.csv"
    checkins: tuple[dict[str, Any], ...] = ()
    sheet: str | None = None
    # What is said of whatever else stands in it; None where that is not looked at.
    adds: tuple[str, ...] | None = None


def text(
    rows: Sequence[Sequence[str]],
    separator: str = ";",
    ends: str = "\r\n",
    encoding: str = "utf-8-sig",
    quoting: Any = csv.QUOTE_MINIMAL,
    above: str = "",
) -> bytes:
    """Rows as a program writes them."""
    out = StringIO()
    csv.writer(out, delimiter=separator, lineterminator=ends, quoting=quoting).writerows(rows)
    return (above + out.getvalue()).encode(encoding)


def excel(rows: Sequence[Sequence[str]], above: str = "") -> bytes:
    """As Excel in Indonesian writes "CSV UTF-8"."""
    return text(rows, above=above)


def with_date(said: str, head: str = "next_at") -> bytes:
    return excel([[*HEAD[:4], head], [*ARMAN[:4], said]])


def with_name(name: str, mentor: str = "M-01") -> bytes:
    return excel([HEAD, ["R", name, mentor, "2", ARMAN[4]], CITRA])


def arman(next_at: str = "2026-12-05 09:30", name: str = "Arman Wijaya", weeks: int = 2, intake: str = "") -> Row:
    return name, "R", "M-01", weeks, next_at, intake


def book(*sheets: tuple[str, Any], change: Callable[[Any], None] = lambda book: None) -> bytes:
    """A workbook; `change` has the last word."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets:
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    change(made)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def formatted(cell: str, shown: str) -> Callable[[Any], None]:
    def change(made: Any) -> None:
        made.worksheets[0][cell].number_format = shown

    return change


def computed(value: Any) -> bytes:
    """A formula with the value it had when it was saved."""
    out = BytesIO()
    with xlsxwriter.Workbook(out) as made:
        sheet = made.add_worksheet("Dampingan")
        for at, row in enumerate(([*HEAD[:4]], ["R", "", "M-01", 2])):
            sheet.write_row(at, 0, row)
        sheet.write_formula("B2", '="Arman"&" "&"Wijaya"', None, value)
    return out.getvalue()


def wall(said: str) -> datetime:
    """What a workbook keeps of a date: no more than a clock on the wall says."""
    return datetime.fromisoformat(said)


def workbook_of_lines(rows: Sequence[Sequence[str]]) -> bytes:
    """As Excel keeps what was pasted into it: a line's end that XML cannot hold is spelled out."""
    out = BytesIO()
    with xlsxwriter.Workbook(out) as made:
        sheet = made.add_worksheet("Kabar")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return out.getvalue()


def hides_the_first(made: Any) -> None:
    made.worksheets[0].sheet_state = "hidden"


def since_1904(made: Any) -> None:
    made.epoch = CALENDAR_MAC_1904


def zipped(**files: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def swapped(content: bytes, name: str, part: bytes) -> bytes:
    """A workbook with another content of one of its parts."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            new.writestr(one, part if one == name else old.read(one))
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def with_sheet(content: bytes, old: bytes, new: bytes) -> bytes:
    """A workbook in whose first sheet something else stands."""
    with zipfile.ZipFile(BytesIO(content)) as packed:
        return swapped(content, SHEET, packed.read(SHEET).replace(old, new))


def json_of(**kinds: Any) -> bytes:
    """Rows as an export in JSON has them."""
    return json.dumps(kinds).encode()


EMPTY = "there is nothing to take in"
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "Arman"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    b'<c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
)
PLAIN = [[*HEAD], [*ARMAN[:3], 2, wall("2026-12-05 09:30")], ["P", "Citra", "M-02", 4]]
TITLE = [["Daftar dampingan 2026"], ["Yayasan Merpati"], []]
IN_INDONESIAN = ["Jalur", "Nama", "Pendamping", "Frekuensi (minggu)", "Kontak berikut"]
NOT_A_DATE = "line 2, column next_at: must be a date such as 2026-12-05 09:00, or ISO 8601"
NO_FILE = "this is neither text nor a workbook"
NO_BOOK = "this is no Excel workbook that can be opened"

FILES: dict[str, Case] = {
    # Programs, each as it writes by itself.
    "excel utf-8": Case(excel([HEAD, ARMAN, CITRA])),
    "excel ansi": Case(
        text([HEAD, [*ARMAN[:1], "André", *ARMAN[2:]], CITRA], encoding="cp1252"), (arman(name="André"), COMES[1])
    ),
    "excel latin-1 with a byte windows lacks": Case(
        text([HEAD, [*ARMAN[:1], "Ren\u00e9e", *ARMAN[2:]], CITRA], encoding="latin-1"), (arman(name="Renée"), COMES[1])
    ),
    "excel unicode text": Case(text([HEAD, ARMAN, CITRA], "\t", encoding="utf-16")),
    "utf-16 the other way round": Case(b"\xfe\xff" + text([HEAD, ARMAN, CITRA], "\t", encoding="utf-16-be")),
    "excel sep=;": Case(excel([HEAD, ARMAN, CITRA], "sep=;\r\n")),
    "excel sep=,": Case(text([HEAD, ARMAN, CITRA], ",", above='"sep=,"\r\n')),
    "libreoffice": Case(text([HEAD, ARMAN, CITRA], ",", "\n", "utf-8", csv.QUOTE_ALL)),
    "libreoffice tabs": Case(text([HEAD, ARMAN, CITRA], "\t", "\n", "utf-8")),
    "google sheets": Case(text([HEAD, ARMAN, CITRA], ",", "\r\n", "utf-8")),
    "wps": Case(text([HEAD, ARMAN, CITRA], ",", "\r\n", "utf-8-sig")),
    "numbers": Case(text([HEAD, ARMAN, CITRA], ";", "\n", "utf-8")),
    "old mac": Case(text([HEAD, ARMAN, CITRA], ";", "\r", "utf-8")),
    # What stands around the table.
    "empty columns behind": Case(excel([[*HEAD, "", ""], [*ARMAN, "", ""], [*CITRA, "", ""]])),
    "empty rows behind": Case(excel([HEAD, ARMAN, CITRA, [""] * 5, [""] * 5])),
    "empty rows between": Case(excel([HEAD, ARMAN, [""] * 5, CITRA])),
    "a column without a name": Case(
        excel([[*HEAD[:2], "", *HEAD[2:]], *([*one[:2], "", *one[2:]] for one in (ARMAN, CITRA))])
    ),
    "a title above": Case(excel([HEAD, ARMAN, CITRA], "Daftar dampingan 2026;;;;\r\n;;;;\r\n")),
    "sep= and a title": Case(excel([HEAD, ARMAN, CITRA], "sep=;\r\nDaftar dampingan;;;;\r\n")),
    "six lines above": Case(excel([HEAD, ARMAN], "Judul\r\n" * 6), says="line 1: the header must be track,name"),
    "numbered rows": Case(excel([["No", *HEAD], ["1", *ARMAN], ["2", *CITRA]])),
    "header with spaces": Case(excel([["TRACK", "Name ", "Mentor", "Cadence weeks", "Next  at"], ARMAN, CITRA])),
    "header in indonesian": Case(excel([IN_INDONESIAN, ARMAN, CITRA])),
    "header with hints": Case(
        excel(
            [
                ["Jalur*", "Nama lengkap:", "Kode pendamping", "Irama [minggu]", "Kontak berikut (hh/bb/tttt)"],
                ARMAN,
                CITRA,
            ]
        )
    ),
    "an unknown column": Case(
        excel([[*HEAD, "Citra"], [*ARMAN, "x"]]),
        says="line 1: column 6 is not known: the header must be track,name,mentor,cadence_weeks (next_at, apart_from,",
    ),
    "a column twice": Case(
        excel([[*HEAD, "nama"], [*ARMAN, "x"]]),
        says="line 1: column 6 is named twice (name): the header must be track,name",
    ),
    "a column that is missing": Case(
        excel([["track", "name", "Arman", "mentor"], [*ARMAN[:4]]], "Daftar;;;\r\n"),
        says="line 2: column 3 is not known; column cadence_weeks is missing: the header must be track,name",
    ),
    "a header of brackets": Case(
        text([["(" * 131_000, *HEAD], ["", *ARMAN]], ","), says="line 1: column 1 is not known"
    ),
    "columns without end": Case(b";" * 2**20, says="line 1: more than 16384 columns"),
    "a nul far down, in a name": Case(
        excel([["key", *HEAD], *([f"k{at}", "R", f"Budi {at}" + " " * 40, *ARMAN[2:]] for at in range(2000))])
        + b"z;R;Citra\x00;M-01;2;\r\n",
        says="line 2002, column name: holds a character that cannot be kept",
    ),
    "a row too short": Case(excel([HEAD, ARMAN, CITRA[:3]]), says="line 3: 3 columns where the header has 5"),
    "a quote never closed": Case(
        excel([HEAD, ARMAN]) + b'R;"Citra;M-02;4;\r\n', says="line 3: this is not a row of a CSV file"
    ),
    # Cells.
    "a name on two lines": Case(with_name("Arman\nWijaya")),
    "no-break spaces": Case(with_name(f"Arman{NBSP}Wijaya", f"M-01{NBSP}")),
    "narrow and doubled spaces": Case(with_name(f" Arman{NARROW}  Wijaya")),
    "letters that cannot be seen": Case(with_name(f"Arman{ZERO} Wijaya\ufeff")),
    "quotes in a name": Case(with_name('Arman "Man" Wijaya'), (arman(name='Arman "Man" Wijaya'), COMES[1])),
    "a name on two lines, cr, in indonesian": Case(
        text([IN_INDONESIAN, ["R", "Arman\nWijaya", *ARMAN[2:]], CITRA], ",", "\r", "utf-8", csv.QUOTE_ALL)
    ),
    "no-break spaces, sep= and windows": Case(
        text([HEAD, ["R", f"Andr\u00e9{NBSP}W", *ARMAN[2:]], CITRA], ";", encoding="cp1252", above="sep=;\r\n"),
        (arman(name="André W"), COMES[1]),
    ),
    "weeks with their word": Case(excel([HEAD, [*ARMAN[:3], "setiap 2 minggu", ARMAN[4]], CITRA])),
    "the usual course": Case(excel([HEAD, [*ARMAN[:3], "biasa", ARMAN[4]], CITRA]), (arman(weeks=0), COMES[1])),
    "three weeks": Case(
        excel([HEAD, [*ARMAN[:3], "3", ""]]), says="line 2, column cadence_weeks: must be one of 1, 2, 4, 8"
    ),
    "two encodings": Case(
        excel([HEAD, ["R", "Andr\u00e9", *ARMAN[2:]]]) + b"P;Ren\xe9e;M-02;4;\r\n",
        says="line 3: letters of two encodings",
    ),
    # Days and hours.
    "hour with a point": Case(with_date("2026-12-05 09.30"), (arman(),)),
    "day first": Case(with_date("05/12/2026"), (arman(DAY),)),
    "day first with an hour": Case(with_date("5/12/2026 9.30"), (arman(),)),
    "dashes": Case(with_date("5-12-2026"), (arman(DAY),)),
    "points": Case(with_date("05.12.2026"), (arman(DAY),)),
    "month by name": Case(with_date("5 Desember 2026"), (arman(DAY),)),
    "month in short": Case(with_date("5 Des 2026 pukul 09.30"), (arman(),)),
    "excel's own month": Case(with_date("05-Des-26"), (arman(DAY),)),
    "two figures of a year": Case(with_date("05/12/26"), (arman(DAY),)),
    "iso with an offset": Case(with_date("2026-12-05T11:30:00+09:00"), (arman(),)),
    "as exports write it": Case(with_date("2026-12-05 10:30:00+08:00"), (arman(),)),
    "weekday before": Case(with_date("Sabtu, 5 Desember 2026"), (arman(DAY),)),
    "a month that is none": Case(
        with_date("13/25/2026"), says=f"{NOT_A_DATE} (with figures the day comes first: 05/12/2026)"
    ),
    "american hours": Case(with_date("12/5/2026 9:30 AM"), says=NOT_A_DATE),
    "another weekday": Case(with_date("Jumat, 5 Desember 2026"), says=NOT_A_DATE),
    "a number in text": Case(with_date("46361"), says=NOT_A_DATE),
    "a day that is none": Case(with_date("31/02/2027"), says=NOT_A_DATE),
    "an intake": Case(with_date("12/01/2024", "tanggal masuk"), (arman("", intake="2024-01-12 09:00"),)),
    "an intake to come": Case(
        with_date("12/01/2028", "intake_at"), says="line 2, column intake_at: must be a past date"
    ),
    # Workbooks.
    "xlsx": Case(book(("Sheet1", PLAIN)), name="in.xlsx"),
    "xlsx called csv": Case(book(("Sheet1", PLAIN))),
    "xlsx with a title": Case(
        book(("Dampingan", [*TITLE, *PLAIN]), change=lambda made: made.worksheets[0].merge_cells("A1:E1"))
    ),
    "xlsx, the second sheet": Case(
        book(("Petunjuk", [["Isi di lembar kedua"]]), ("Data", PLAIN)), adds=("sheet 1 is not taken in",)
    ),
    "xlsx, two sheets of one kind": Case(
        book(("Januari", PLAIN), ("Arman", [HEAD, ["R", "Lama", "M-01", 1]])),
        says="sheets 1 and 2 both hold cases: choose one with --sheet",
    ),
    "xlsx, one called like its kind and another": Case(
        book(("cases", PLAIN), ("Arman", [["a"]]), ("Lama", PLAIN)),
        says="sheets 1 and 3 both hold cases: choose one with --sheet",
    ),
    "xlsx, sheets of two kinds": Case(
        book(("Tim", [["role", "name"], ["mentor", "Citra"]]), ("Arman", PLAIN)),
        says="sheet 1 holds staff and sheet 2 cases: choose one with --sheet, or call them staff and cases",
    ),
    "xlsx, a second sheet without rows": Case(
        book(("Februari", [HEAD]), ("Januari", PLAIN), ("Kosong", [])), adds=("sheet 1 is not taken in",)
    ),
    "xlsx, two with another header": Case(
        book(("Arman", [["Lama"]]), ("Data", [[*HEAD[:4], "Citra"]])), says="sheet 2, line 1: column 5 is not known"
    ),
    "xlsx, a hidden sheet before it": Case(
        book(("Lama", [HEAD, ["R", "Lama", "M-01", 1]]), ("Data", PLAIN), change=hides_the_first),
        adds=("sheet 2, which is hidden, is not taken in",),
    ),
    "xlsx, the sheet that is named": Case(
        book(("Lama", [HEAD, ["R", "Lama", "M-01", 1]]), ("Baru", PLAIN)), sheet="baru", adds=()
    ),
    "xlsx, a sheet that is not there": Case(
        book(("Lama", PLAIN)), sheet="Baru", says="--sheet: there is no sheet of this name"
    ),
    "xlsx, a day alone": Case(
        book(("S", [HEAD, [*ARMAN[:3], 2, date(2026, 12, 5)]]), change=formatted("E2", "dd/mm/yyyy")), (arman(DAY),)
    ),
    "xlsx, an offset in the format": Case(
        book(
            ("S", [HEAD, [*ARMAN[:3], 2, wall("2026-12-05 11:30")]]),
            change=formatted("E2", 'yyyy-mm-dd hh:mm:ss "+09:00"'),
        ),
        (arman(),),
    ),
    "xlsx, a date as a number": Case(book(("S", [HEAD, [*ARMAN[:3], 2, 46361.395833333336]])), (arman(),)),
    "xlsx, since 1904": Case(
        book(("S", [HEAD, [*ARMAN[:3], 2, wall("2026-12-05 09:30")]]), change=since_1904), (arman(),)
    ),
    "xlsx, a date as text": Case(book(("S", [HEAD, [*ARMAN[:3], 2, "5 Des 2026 pukul 09.30"]])), (arman(),)),
    "xlsx, 2.0": Case(book(("S", [HEAD, [*ARMAN[:3], 2.0, ARMAN[4]]])), (arman(),)),
    "xlsx, a share": Case(
        book(("S", [HEAD, [*ARMAN[:3], 0.5]]), change=formatted("D2", "0%")),
        says="line 2, column cadence_weeks: must be one of",
    ),
    "xlsx, true": Case(book(("S", [HEAD, [*ARMAN[:3], True]])), says="line 2, column cadence_weeks: must be one of"),
    "xlsx, far to the right": Case(
        book(("S", [[*HEAD[:4], *[None] * 300, "apart_from"], [*ARMAN[:3], 2, *[None] * 300, "R-001"]])),
        says="line 1: more than 200 columns",
    ),
    "xlsx, far to the right below the header": Case(
        book(("S", [HEAD, [*ARMAN[:3], 2, *[None] * 300, "Lama"]])), says="line 2: more than 200 columns"
    ),
    "xlsx, nothing but a format far to the right": Case(book(("S", PLAIN), change=formatted("ZZ2", "0%")), COMES),
    "xlsx, a formula": Case(computed("Arman Wijaya"), (arman(""),)),
    "xlsx, a formula that failed": Case(computed("#REF!"), says="line 2, column name: holds the error of a formula"),
    "xlsx, a title, no-break spaces, in indonesian": Case(
        book(("Data", [*TITLE, IN_INDONESIAN, [f"R{NBSP}", f"Arman{NBSP}\nWijaya", " M-01", 2.0, "05/12/2026 09.30"]])),
        (arman(),),
    ),
    "xlsx, formats far away": Case(book(("S", PLAIN), change=formatted("ZZ9000", "0%")), COMES),
    "xlsx, a wrong row below a title": Case(
        book(("S", [*TITLE, HEAD, ["R", "Arman", "M-09", 2]])), says="line 5, column mentor: there is no mentor"
    ),
    # What is no table.
    "a pdf": Case(b"%PDF-1.7\n1 0 obj\n<< /Title (Arman) >>\nendobj\n", says=NO_FILE),
    "a picture": Case(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00Arman", says=NO_FILE, name="in.xlsx"),
    "utf-16 without its mark": Case(text([HEAD, ARMAN], encoding="utf-16-le"), says=NO_FILE),
    "an old workbook": Case(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1Arman", says="a workbook of an old kind (.xls)"),
    "a workbook cut off": Case(book(("S", PLAIN))[:3000], says=NO_BOOK),
    "a zip of something else": Case(zipped(foto_dot_jpg=b"Arman"), says=NO_BOOK),
    "an opendocument": Case(zipped(content_dot_xml=b"<Arman/>"), says="this is an OpenDocument file"),
    "a numbers file": Case(zipped(Index__Document_dot_iwa=b"Arman"), says="this is a Numbers file"),
    "a workbook with entities": Case(swapped(book(("S", PLAIN)), SHEET, LAUGHS), says=NO_BOOK),
    "a workbook without sense": Case(
        swapped(book(("S", PLAIN)), SHEET, b"<worksheet><sheetData><row r='x'>"), says=NO_BOOK
    ),
    "json of something else": Case(b'{"Arman": 1}', says="this JSON is no export of Titian"),
    "json cut off": Case(b'{"cases": [{"code": "R-0', says="this JSON is no export of Titian"),
    "json without rows": Case(b'{"cases": [], "checkins": [], "dictionary": [{"kind": "cases"}]}', says=EMPTY),
    "json without anything": Case(b"{}", says=EMPTY),
    "json of two caseloads": Case(
        json_of(satu=[dict(zip(HEAD, ARMAN, strict=True))], Citra=[dict(zip(HEAD, CITRA, strict=True))]),
        says="lists 1 and 2 both hold cases: choose one with --sheet",
    ),
    "json with more": Case(
        json_of(cases=[dict(zip(HEAD, ARMAN, strict=True))], Citra=[{"a": 1}], prompts=[]),
        COMES[:1],
        adds=("list 2 is not taken in",),
    ),
    "json with an unknown column": Case(
        json_of(cases=[{**dict(zip(HEAD, ARMAN, strict=True)), "Citra": 1}]),
        says="list 1: column 6 is not known: the header must be",
    ),
    "json, a name twice": Case(b'{"cases": [{"track": "R", "track": "P"}]}', says="this JSON is no export of Titian"),
    "json, no number": Case(b'{"cases": [{"name": NaN}]}', says="this JSON is no export of Titian"),
    "json, a number beyond all": Case(
        json_of(cases=[dict(zip(HEAD[:4], ["R", "Arman", "M-01", 2], strict=True))]).replace(b": 2", b": 2e999"),
        says="row 1, column cadence_weeks: is no number that can be kept",
    ),
    "json, a number of 400 figures": Case(
        json_of(cases=[dict(zip(HEAD, ["R", 10**400, *ARMAN[2:]], strict=True))]),
        says="row 1, column name: must be 1 to 80 letters",
    ),
    "json, a moment of 400 figures": Case(
        json_of(checkins=[dict(zip(PAST_HEAD, [PAST[0], 10**400, *PAST[2:]], strict=True))]),
        says="row 1, column at: must be a past date",
    ),
    **{
        f"json, {what} in {where}": Case(
            json_of(**{kind: [{**dict(zip(head, row, strict=True)), where: f"Citra{letter}"}]}),
            says=f"row 1, column {where}: holds a character that cannot be kept",
        )
        for what, letter in (("half a letter", "\ud800"), ("a nul", "\x00"))
        for kind, head, row, where in (
            ("cases", HEAD, ARMAN, "name"),
            ("cases", HEAD, ARMAN, "apart_from"),
            ("cases", HEAD, ARMAN, "key"),
            ("checkins", PAST_HEAD, PAST, "note"),
            ("checkins", PAST_HEAD, PAST, "code"),
        )
    },
    "json, half a letter in what is not known": Case(
        json_of(**{"\ud800": [{"a": 1}], "cases": [{**dict(zip(HEAD, ARMAN, strict=True)), "\ud800": 1}]}),
        says="list 2: column 6 is not known",
    ),
    "xlsx, a nul": Case(
        with_sheet(book(("S", PLAIN)), b"Citra", b"Ci_x0000_tra"),
        says="line 3, column name: holds a character that cannot be kept",
    ),
    "nothing": Case(b"", says="line 1: the header must be"),
    "a header alone": Case(excel([HEAD]), says="the file has no rows below its header"),
    # Check-ins.
    "a note of several lines": Case(
        excel([[*PAST_HEAD, "note"], [*PAST, "Ibunya ikut.\n\nObat habis"]]),
        (),
        checkins=({"note": "Ibunya ikut.\n\nObat habis"},),
    ),
    "xlsx, a note with the line ends of windows": Case(
        workbook_of_lines([[*PAST_HEAD, "note"], [*PAST, "Ibunya ikut.\r\nObat habis"]]),
        (),
        checkins=({"note": "Ibunya ikut.\nObat habis"},),
    ),
    "a note with guarded signs": Case(
        excel([[*PAST_HEAD, "catatan"], [*PAST, "Lancar;'=1+1"]]), (), checkins=({"note": "Lancar;=1+1"},)
    ),
    "levels twice, the same": Case(
        excel([[*PAST_HEAD, "levels", "sehat", "kerja"], [*PAST, "sehat=2, kerja=4", "2", ""]]),
        (),
        checkins=({"levels": {"sehat": 2, "kerja": 4}},),
    ),
    "levels twice, not the same": Case(
        excel([[*PAST_HEAD, "levels", "sehat"], [*PAST, "sehat=2", "3"]]),
        (),
        says="line 2, column levels: says another level",
    ),
    "xlsx, levels as numbers": Case(
        book(
            (
                "S",
                [
                    [*PAST_HEAD, "sehat", "contact_at"],
                    [PAST[0], wall("2026-10-05 09:00"), *PAST[2:], 2.0, wall("2026-10-02 16:00")],
                ],
            )
        ),
        (),
        checkins=({"levels": {"sehat": 2}},),
    ),
    "not reached, with a note": Case(
        excel([[*PAST_HEAD, "reason", "note"], [*PAST[:3], "not_reached", "work", "Dua kali dihubungi"]]),
        (),
        checkins=({"note": "Dua kali dihubungi", "reason": "work"},),
    ),
}
