"""What an export holds for monitoring and evaluation, in each kind of file, and what it never holds."""

from __future__ import annotations

import csv
import json
import re
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.cell import Cell

from bot.domain.checkins import LEVELS as SCALE
from bot.domain.checkins import TOPICS
from bot.files import asked_for, exports
from bot.files.formulas import SIGNS, unguarded
from bot.store.figures import levels
from bot.store.keeping import asked_files, dictionary, records, who_looked
from bot.store.keeping.dictionary import DICTIONARY, TYPES
from bot.store.keeping.records import KINDS, Rows
from tests.blackbox import Nursery, place_at
from tests.conftest import DATABASES, empty_database
from tests.exchange.programme import (
    DAY,
    OFFSETS,
    REASON,
    SECRETS,
    TYPED,
    WORDS,
    Programme,
    exported,
    in_csv,
    in_json,
    programme,
)

MOMENT = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}")
# By whose clock the moments of a kind are told: a column with a code, or the mentor of the case.
CLOCK = {
    "cases": "mentor",
    "checkins": "by",
    "revisions": "by",
    "course": "",
    "prompts": "recipient",
    "reminders": "recipient",
    "flags": "raised_by",
    "requests": "",
    "referrals": "",
    "absences": "person",
}


@pytest.fixture(scope="module", params=DATABASES)
def here(
    nursery: Nursery, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Programme]:
    """Read by all of these tests, written by none."""
    folder = tmp_path_factory.mktemp("programme")
    with empty_database(request.param, request, folder) as url, place_at(nursery, folder / "place", url) as place:
        yield programme(place)


def moments(kind: str) -> list[str]:
    lines = dictionary.rows([kind], with_text=True)
    return [one["column"] for one in lines if one["kind"] == kind and one["type"] == "moment"]


def test_each_moment_is_local_time_with_its_offset(here: Programme) -> None:
    found = in_json(exported(here.place, "all.json"))
    mentors = {row["code"]: row["mentor"] for row in found["cases"]}
    seen = set()
    for kind, column in CLOCK.items():
        assert found[kind], kind
        for row in found[kind]:
            code = row[column] if column else mentors[row["code"]]
            told = [row[name] for name in moments(kind) if row[name] is not None]
            assert all(MOMENT.fullmatch(text) for text in told), (kind, told)
            if code.startswith("M"):
                # Of a correction by the same person, too: only who recorded it counts.
                assert {text[-6:] for text in told} == {OFFSETS[code]}, (kind, row)
                seen.add((kind, OFFSETS[code]))
    for kind in CLOCK:
        assert {(kind, offset) for offset in ("+07:00", "+08:00", "+09:00")} <= seen | {("absences", "+08:00")}, kind
    first = next(row for row in found["cases"] if row["code"] == "P-001")
    assert first["intake_at"] == "2026-11-24 12:00:00+09:00", "ten o'clock in Jakarta, without the quarter second"
    ended = {row["code"]: row["closed_reason"] for row in found["cases"] if row["closed_at"]}
    assert ended == {"R-002": "goal"} and sum(row["closed_reason"] is not None for row in found["cases"]) == 1


def test_whoever_has_chosen_no_zone_lives_by_the_installations(nursery: Nursery, tmp_path: Path) -> None:
    with place_at(nursery, tmp_path / "place", f"sqlite:///{tmp_path / 'titian.db'}") as place:
        place.does("init")
        place.does("invite", "--role", "mentor")
        (place.folder / "in.csv").write_text("track,name,mentor,cadence_weeks\nR,Arman,M-01,1\n", encoding="utf-8")
        place.does("import", str(place.folder / "in.csv"))
        out = str(place.folder / "x.json")
        place.does("export", "--out", out, TITIAN_TIMEZONE="Asia/Jayapura")
        (case,) = in_json(Path(out))["cases"]
        assert case["intake_at"].endswith("+09:00")


def test_a_spreadsheet_has_true_dates_and_a_sheet_a_kind(here: Programme) -> None:
    plain = in_json(exported(here.place, "all.json", *REASON))
    book = load_workbook(exported(here.place, "all.xlsx", *REASON))
    assert book.sheetnames == list(plain) == list(KINDS) and book.sheetnames[-1] == DICTIONARY
    for kind, rows in plain.items():
        sheet = book[kind]
        header, *below = sheet.iter_rows()
        assert [cell.value for cell in header] == list(rows[0]) and all(cell.font.bold for cell in header)
        assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == sheet.dimensions
        assert len(below) == len(rows)
        dates = moments(kind)
        for cells, row in zip(below, rows, strict=True):
            for cell, (name, value) in zip(cells, row.items(), strict=True):
                assert isinstance(cell, Cell) and cell.data_type != "f"
                if name in dates and value is not None:
                    assert cell.is_date and isinstance(cell.value, datetime)
                    assert cell.number_format == f'yyyy-mm-dd hh:mm:ss "{value[-6:]}"'
                    assert cell.value == datetime.fromisoformat(value).replace(tzinfo=None), "as the clock on the wall"
                elif isinstance(value, int):
                    assert cell.value == value
                elif isinstance(value, str):
                    assert unguarded(str(cell.value)) == value and not str(cell.value).startswith(SIGNS)


def test_in_a_spreadsheet_each_date_is_seen_whole_and_nothing_is_wider_than_can_be_read(tmp_path: Path) -> None:
    """A date in a narrow column is shown as ####; a note of a hundred words would hide all that stands beside it."""
    at = datetime(2026, 11, 24, 9, 30, tzinfo=levels.CLOCK)
    rows: Rows = [{"code": "R-001", "at": None, "note": "kata " * 60}, {"code": "R-002", "at": at, "note": None}]
    path = tmp_path / "x.xlsx"
    exports.write(path, {"checkins": rows})
    sheet = load_workbook(path)["checkins"]
    widths = {name: sheet.column_dimensions[letter].width for name, letter in zip(rows[0], "ABC", strict=True)}
    assert widths["code"] < 13 and widths["at"] >= len("2026-11-24 09:30:00 +07:00") and 30 <= widths["note"] <= 45
    assert sheet["C2"].alignment.wrap_text and not sheet["A2"].alignment.wrap_text


def test_a_csv_opens_here_and_no_part_of_it_is_a_formula(here: Programme) -> None:
    plain = in_json(exported(here.place, "all.json", *REASON))
    for kind in KINDS:
        path = exported(here.place, "one.csv", "--what", kind, *REASON)
        raw = path.read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf") and raw.endswith(b"\r\n")
        rows = in_csv(path)
        assert [list(row) for row in rows] == [list(row) for row in plain[kind]]
        for row, told in zip(rows, plain[kind], strict=True):
            for name, cell in row.items():
                value = told[name]
                if isinstance(value, dict):
                    value = ", ".join(f"{key}={inner}" for key, inner in value.items())
                elif isinstance(value, list):
                    value = ", ".join(value)
                assert unguarded(cell) == ("" if value is None else str(value))
        text = raw.decode("utf-8-sig")
        for separator in (";", ",", "\t"):
            for line in csv.reader(text.splitlines(), delimiter=separator):
                assert not any(cell.lstrip(' "').startswith(SIGNS) for cell in line), (kind, separator, line)
        for part in re.split(r"[;,\t\r\n]", text):
            assert not part.lstrip(' "').startswith(("=", "+", "-", "@")), (kind, part)


@pytest.mark.parametrize("more", [(), REASON], ids=["codes", "words"])
def test_each_column_has_its_line_in_the_dictionary_and_each_line_its_column(
    here: Programme, more: tuple[str, ...]
) -> None:
    plain = in_json(exported(here.place, "all.json", *more))
    lines = plain[DICTIONARY]
    assert all(list(line) == ["kind", "column", "meaning", "type", "values", "may_be_empty"] for line in lines)
    for kind, rows in plain.items():
        told = [line for line in lines if line["kind"] == kind]
        assert rows and all(list(row) == [line["column"] for line in told] for row in rows), kind
        for line in told:
            values = [row[line["column"]] for row in rows]
            assert line["may_be_empty"] == "yes" or all(value not in (None, "", [], {}) for value in values), line
            _is_as_told(line, values)
    assert {line["kind"] for line in lines} == set(plain)
    assert in_csv(exported(here.place, "one.csv", "--what", "dictionary", *more)) == [
        {name: value or "" for name, value in line.items()} for line in lines
    ]


def _is_as_told(line: dict[str, str], values: list[Any]) -> None:
    """One sentence says what it is, and every code is one of those that are named."""
    meaning = line["meaning"]
    assert meaning[0].isupper() and meaning.endswith(".") and not re.search(r"[.!?]\s", meaning), meaning
    assert line["type"] in dict(TYPES)
    named = {one.partition(": ")[0] for one in (line["values"] or "").split("; ")}
    for value in values:
        match line["type"]:
            case "code" if line["values"] and value is not None:
                assert value in named, (line, value)
            case "list" if value:
                assert set(value) <= named, (line, value)
            case "number 1-4":
                assert value is None or value in (1, 2, 3, 4)
            case "number":
                assert value is None or type(value) is int
            case "yes/no":
                assert value in ("yes", "no")
            case "moment":
                assert value is None or MOMENT.fullmatch(value)


def test_the_codes_come_from_the_form() -> None:
    lines = {(one["kind"], one["column"]): one for one in dictionary.rows(["checkins"], with_text=True)}
    for topic in TOPICS:
        line = lines["checkins", topic.code]
        assert line["type"] == "number 1-4" and topic.label in line["meaning"]
        assert all(f"{level}: {label}" in line["values"] for level, label, _ in SCALE)
        assert f"{topic.code}: {topic.short}" in lines["checkins", "needs"]["values"]
    assert "not_reached: Not reached yet" in lines["checkins", "contact"]["values"]
    assert lines["checkins", "contact"]["may_be_empty"] == "no" and lines["checkins", "reason"]["may_be_empty"] == "yes"


def test_levels_stand_in_one_cell_and_in_a_column_each(here: Programme) -> None:
    found = in_json(exported(here.place, "all.json"))
    for kind in ("checkins", "revisions"):
        for row in found[kind]:
            assert {topic.code: row[topic.code] for topic in TOPICS if row[topic.code]} == row["levels"]
    assert any(
        row["levels"] == {"sehat": 3} and row["sehat"] == 3 and row["kerja"] is None for row in found["checkins"]
    )
    one = next(row for row in in_csv(exported(here.place, "one.csv", "--what", "revisions")) if row["revision"] == "1")
    assert (one["levels"], one["sehat"], one["kerja"], one["diri"]) == ("sehat=2, kerja=4", "2", "4", "")


def test_a_check_in_names_the_planned_contact_that_it_answered(here: Programme) -> None:
    found = in_json(exported(here.place, "all.json"))
    planned = {(row["code"], row["slot"], row["version"]): row["state"] for row in found["prompts"]}
    own = {row["code"]: (row["slot"], row["version"]) for row in found["checkins"]}
    assert own["R-005"] == (None, None), "nothing planned was answered by that"
    for code in ("R-001", "R-002", "P-001", "R-004"):
        slot, version = own[code]
        assert version == 2 and planned[code, slot, 2] == "answered" and planned[code, slot, 1] == "snoozed"
    answered = [row for row in found["prompts"] if row["state"] == "answered"]
    assert all(row["ended_at"] and row["created_at"] and row["said_at"] is None for row in answered)


def test_what_was_corrected_is_seen(here: Programme) -> None:
    found = in_json(exported(here.place, "all.json", *REASON))
    first, second = (row for row in found["revisions"] if row["code"] == "R-001")
    assert (first["revision"], first["why"], second["revision"], second["why"]) == (1, None, 2, "mistake")
    assert (first["sehat"], first["kerja"], first["good"]) == (2, 4, None)
    assert (second["sehat"], second["kerja"], second["good"]) == (3, None, WORDS)
    own = next(row for row in found["checkins"] if row["code"] == "R-001")
    assert first["checkin_at"] == second["checkin_at"] == first["at"] == own["at"] < second["at"]
    assert first["contact_at"] == second["contact_at"] == own["contact_at"] and own["revision"] == 2


def test_a_case_names_the_team_it_is_in(here: Programme) -> None:
    found = {row["code"]: (row["mentor"], row["team"]) for row in in_json(exported(here.place, "all.json"))["cases"]}
    assert found["R-001"] == ("M-01", "S-01") and found["P-001"] == ("M-03", "S-02")
    assert found["R-004"] == ("S-01", "S-01"), "a leader who accompanies somebody is of their own team"


def test_who_was_accompanied_on_a_past_day_follows_from_the_course(here: Programme) -> None:
    found = in_json(exported(here.place, "all.json"))["course"]
    went = [(row["what"], row["by"], row["mentor"]) for row in found if row["code"] == "R-001"]
    assert went == [("taken_up", None, "M-01"), ("paused", "M-01", "M-01"), ("resumed", "M-01", "M-01")]
    went = [(row["what"], row["by"], row["mentor"]) for row in found if row["code"] == "R-006"]
    assert went == [("taken_up", None, "M-01"), ("handed_over", "S-01", "M-02")], (
        "whose it was is known by what was planned"
    )
    ended = here.clock.at - DAY - timedelta(hours=1)

    def active(at: datetime) -> set[str]:
        state = {}
        for row in sorted(found, key=lambda one: datetime.fromisoformat(one["at"])):
            if datetime.fromisoformat(row["at"]) <= at:
                state[row["code"]] = row["what"]
        return {code for code, what in state.items() if what not in ("paused", "closed")}

    everybody = {"R-001", "R-002", "R-004", "R-005", "R-006", "P-001"}
    assert active(ended - DAY - timedelta(hours=1)) == everybody
    assert active(ended - timedelta(hours=1)) == everybody - {"R-001"}
    assert active(ended + timedelta(hours=1)) == everybody - {"R-002"}


def test_flags_requests_and_referrals_tell_who_and_when(here: Programme) -> None:
    found = in_json(exported(here.place, "all.json"))
    flag = next(row for row in found["flags"] if row["code"] == "P-001")
    assert (flag["raised_by"], flag["acknowledged_by"], flag["closed_by"]) == ("M-03", "M-03", "M-03")
    assert {(row["kind"], row["state"], row["handled_by"]) for row in found["requests"] if row["code"] == "R-001"} == {
        ("complaint", "open", None),
        ("correct", "refused", "S-01"),
    }
    told = [(row["topic"], row["service"], row["state"]) for row in found["referrals"] if row["code"] == "R-001"]
    assert told == [("sehat", None, "accepted"), ("kerja", "lk3", "asked")]
    assert [row["accepted_at"] is None for row in found["referrals"] if row["code"] == "R-001"] == [False, True]
    away = [(row["person"], row["cover"], row["state"]) for row in found["absences"]]
    assert away == [("M-01", "M-02", "approved"), ("M-03", "S-02", "approved")], "and nothing of what nobody agreed to"


# -- what must not be in it -----------------------------------------------------------------------------------


def test_no_word_leaves_without_being_asked_for(here: Programme) -> None:
    files = [exported(here.place, name) for name in ("all.json", "all.xlsx")]
    told = [path.read_text(encoding="utf-8") for path in files[:1]]
    told += [str([[cell.value for cell in row] for row in sheet]) for sheet in load_workbook(files[1])]
    for kind in KINDS:
        told.append(exported(here.place, "one.csv", "--what", kind).read_text(encoding="utf-8"))
    assert not [word for word in SECRETS for text in told if word in text]
    full = exported(here.place, "all.json", *REASON).read_text(encoding="utf-8")
    assert all(word in full for word in SECRETS), "the same words are there where they were asked for"


def test_the_erased_are_in_none(here: Programme) -> None:
    for more in ((), REASON, ("--track", "R")):
        assert "R-003" not in exported(here.place, "all.json", *more).read_text(encoding="utf-8"), more
    assert here.place.titian("export", "--out", "x.json", "--case", "R-003").code == 2


def test_of_whoever_wants_no_notes_there_are_none_in_any_revision(here: Programme) -> None:
    found = in_json(exported(here.place, "all.json", *REASON))
    rows = [row for kind in ("checkins", "revisions") for row in found[kind] if row["code"] == "R-005"]
    assert len(rows) == 3
    for row in rows:
        kept = {key: row[key] for key in ("reason", "overall", "levels", "needs", "note", "good", "agreed", "sehat")}
        assert not any(kept.values()), row
        assert row["contact"] == "visit" and row["at"]
    own = in_json(exported(here.place, "own.json", "--case", "R-005", *REASON))
    assert WORDS in json.dumps(own["revisions"], ensure_ascii=False).encode().decode("unicode_escape"), (
        "what is kept is theirs"
    )


def test_a_leaders_file_has_codes_of_their_team_alone_and_no_complaint_about_them(
    here: Programme, tmp_path: Path
) -> None:
    with here.turn() as tx:
        asked_files.ask(tx, here.staff["S-01"], None, "json", "Laporan triwulan")
        waiting = asked_files.waiting(tx)
        gathered = asked_for.gather(tx)
        for asked in waiting:
            asked_files.mark_done(tx, asked)
    ((asked, found),) = gathered
    asked_for.write(tmp_path / "berkas", asked, found)
    (path,) = (tmp_path / "berkas").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    rows = in_json(path)
    assert {row["code"] for kind in KINDS[:-2] for row in rows[kind]} == {"R-001", "R-002", "R-004", "R-005", "R-006"}
    assert [row["person"] for row in rows["absences"]] == ["M-01"], "nobody's leave of another team"
    text = json.dumps([rows[kind] for kind in KINDS[:-1]], ensure_ascii=False)
    assert not [word for word in (*SECRETS, "P-001", "M-03", "S-02") if word in text]
    complaints = {row["code"] for row in rows["requests"] if row["kind"] == "complaint"}
    assert "R-001" in complaints and "R-004" not in complaints


def test_one_participants_file_tells_of_nobodys_leave(here: Programme) -> None:
    found = in_json(exported(here.place, "one.json", "--case", "R-001"))
    assert list(found) == [kind for kind in KINDS if kind != "absences"]
    assert {row["code"] for kind in KINDS[:-2] for row in found[kind]} == {"R-001"}
    assert {line["kind"] for line in found[DICTIONARY]} == set(found)
    done = here.place.titian("export", "--out", "x.csv", "--case", "R-001", "--what", "absences")
    assert done.code == 2 and "--what must be one of" in done.err


def test_a_mentors_and_a_tracks_file_tell_of_the_leave_of_those_who_accompany(here: Programme) -> None:
    for more, persons in ((("--mentor", "M-02"), []), (("--track", "P"), ["M-03"]), (("--mentor", "M-01"), ["M-01"])):
        found = in_json(exported(here.place, "all.json", *more))
        assert [row["person"] for row in found["absences"]] == persons


def test_a_period_holds_what_was_in_it_and_the_course_up_to_its_end(here: Programme) -> None:
    day = f"{here.clock.at.astimezone(here.staff['M-01'].zone):%Y-%m-%d}"
    found = in_json(exported(here.place, "all.json", "--from", day))
    assert not found["checkins"] and not found["flags"] and found["absences"]
    assert [row["what"] for row in found["course"] if row["code"] == "R-001"] == ["taken_up", "paused", "resumed"]
    found = in_json(exported(here.place, "all.json", "--to", "2026-11-24"))
    assert {row["what"] for row in found["course"]} == {"taken_up"} and not found["absences"]
    assert found["checkins"]


# -- the command ----------------------------------------------------------------------------------------------


def test_a_period_that_ends_before_it_begins_is_said_in_one_line(here: Programme) -> None:
    out = here.place.folder / "none.json"
    done = here.place.titian("export", "--out", str(out), "--from", "2026-12-02", "--to", "2026-12-01")
    assert done.code == 2 and done.err.count("\n") == 1 and not out.exists()
    assert "--from 2026-12-02 is after --to 2026-12-01" in done.err
    assert here.place.titian("export", "--out", str(out), "--from", "2026-12-02", "--to", "2026-12-02").code == 0


def test_what_a_csv_holds_is_named(here: Programme) -> None:
    place = here.place
    for kind in (" Flags", "cases", "checkins", "dictionary"):
        path = exported(place, "one.csv", "--what", kind)
        assert in_csv(path) and stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(in_csv(exported(place, "one.csv"))[0])[:4] == ["code", "at", "contact_at", "by"]
    unknown = place.titian("export", "--out", "two.csv", "--what", "dosa")
    assert unknown.code == 2 and unknown.err.count("\n") == 1 and "--what must be one of cases, checkins" in unknown.err
    other = place.titian("export", "--out", "two.json", "--what", "flags")
    assert other.code == 2 and other.err.count("\n") == 1 and "--what is for .csv files" in other.err
    assert not (place.folder / "two.csv").exists() and not (place.folder / "two.json").exists()


def test_a_file_without_rows_has_its_header(nursery: Nursery, tmp_path: Path) -> None:
    with place_at(nursery, tmp_path / "place", f"sqlite:///{tmp_path / 'titian.db'}") as place:
        place.does("init")
        for kind in KINDS:
            for more in ((), REASON):
                text = exported(place, "one.csv", "--what", kind, *more).read_bytes().decode("utf-8-sig")
                told = dictionary.columns(kind, with_text=bool(more))
                assert text.splitlines()[0].split(";") == told
        assert load_workbook(exported(place, "all.xlsx"))["flags"].auto_filter.ref == "A1:H1"


def test_each_export_is_noted_once(here: Programme) -> None:
    before = here.place.verbs().count("exported")
    exported(here.place, "all.json")
    exported(here.place, "one.csv", "--what", "flags")
    assert here.place.verbs().count("exported") == before + 2
    exported(here.place, "one.csv", "--what", "dictionary")
    assert here.place.verbs().count("exported") == before + 2, "it tells of nobody"


def test_a_file_of_everybodys_words_is_about_each_of_them_and_one_of_codes_about_nobody(here: Programme) -> None:
    """In the audit, where whoever is in it reads who looked."""

    def looked(code: str) -> list[tuple[str, str]]:
        with here.place.database() as database, database.transaction() as tx:
            found = who_looked.of_case(tx, here.cases[code], for_staff=False)
            return [(one.verb, one.reason) for one in reversed(found)]

    before = looked("R-001"), looked("P-001")
    exported(here.place, "all.json")
    exported(here.place, "one.csv", "--what", "cases")
    assert (looked("R-001"), looked("P-001")) == before
    exported(here.place, "all.json", *REASON)
    everybodys = ("exported", REASON[-1])
    assert (looked("R-001"), looked("P-001")) == ([*before[0], everybodys], [*before[1], everybodys])
    exported(here.place, "own.json", "--case", "P-001", *REASON)
    assert (looked("R-001"), looked("P-001")) == ([*before[0], everybodys], [*before[1], everybodys, everybodys])


def test_the_copy_that_somebody_asked_for_is_as_it_was(here: Programme) -> None:
    found = in_json(exported(here.place, "own.json", "--case", "R-001", *REASON))
    assert {"planned", "readings", "settings", "staff", "consents"} <= set(found)
    assert DICTIONARY not in found and "course" not in found, "their own copy follows the tables"
    assert TYPED in str(found["referrals"]) and found["checkins"][0]["note"]
    rows = in_csv(exported(here.place, "own.csv", "--case", "R-001", "--what", "referrals", *REASON))
    assert [row["named"] for row in rows] == [TYPED, ""]
    refused = here.place.titian("export", "--out", "own.csv", "--case", "R-001", "--what", "course", *REASON)
    assert refused.code == 2 and "--what must be one of" in refused.err


def test_while_it_is_gathered_others_write(here: Programme) -> None:
    """Reading holds up nobody, and sees all of one moment."""
    with here.place.database() as database, database.reading() as tx:
        before = records.collect(tx, records.Wanted())
        with here.place.database() as other, other.transaction() as writing:
            asked_files.ask(writing, here.staff["S-01"], "P", "csv", "Laporan triwulan")
            for asked in asked_files.waiting(writing):
                asked_files.mark_done(writing, asked)
        assert records.collect(tx, records.Wanted()) == before
