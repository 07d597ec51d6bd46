"""What goes in and out of an installation as files: staff, caseloads, earlier check-ins, exports, files asked for."""

from __future__ import annotations

import csv
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.clock import real_now
from bot.files import asked_for
from bot.files.csvfile import BadFile, Shape, rows
from bot.i18n import language
from bot.reference.calendar import calendar
from bot.store.engine.tables import prompts
from bot.store.keeping import asked_files
from bot.store.people import absences, invitations, people
from bot.worker import Worker
from handlers import router
from tests.blackbox import Nursery, Place, place_at

STAFF = "role,name,supervisor\nmentor,Siti,S-01\nmentor,Dewi,S-01\n"
CASES = "track,name,mentor,cadence_weeks\nR,Arman,M-01,1\nP,Citra,M-02,2\n"
HISTORY = (
    "code,at,by,contact,reason,note,sehat\n"
    "R-001,2026-10-05 09:00,M-01,visit,,=1+1 obat rutin,2\n"
    "R-001,2026-09-01 09:00,M-01,not_reached,work,,\n"
)


@pytest.fixture
def here(nursery: Nursery, tmp_path: Path) -> Iterator[Place]:
    """An installation with two mentors and a participant each."""
    with place_at(nursery, tmp_path / "place", f"sqlite:///{tmp_path / 'titian.db'}") as place:
        place.does("init")
        place.does("invite", "--role", "supervisor", "--name", "Yusuf")
        for content in (STAFF, CASES):
            place.does("import", str(written(place, content)))
        yield place


def written(place: Place, content: str) -> Path:
    path = place.folder / "in.csv"
    path.write_text(content, encoding="utf-8")
    return path


def test_staff_come_with_their_links(here: Place) -> None:
    out = here.does("import", str(written(here, "role;name;supervisor\nsupervisor;Wati;\nmentor;Joko;s-01\n")))
    assert [line.split()[0] for line in out.splitlines()] == ["S-02", "M-03"]
    assert here.verbs().count("invited") == 5, "a supervisor by the command, two mentors and these two by files"
    assert all("https://t.me/uji_bot?start=" in line for line in out.splitlines())
    done = here.titian("import", str(written(here, "role,name,supervisor\nboss,Ana,\nmentor,Budi,S-09\n")))
    assert done.code == 2 and "line 2, column role" in done.err and "line 3, column supervisor" in done.err
    assert "nothing was imported" in done.err


def test_earlier_check_ins_come_in_whole_or_not_at_all(here: Place) -> None:
    path = written(here, HISTORY)
    assert here.does("import", str(path), "--dry-run") == "2 check-ins would be added\n"
    assert here.exported()["checkins"] == []
    assert here.does("import", str(path)) == "2 check-ins added\n"
    assert {"case_imported", "checkin_imported"} <= set(here.verbs())
    found = here.exported()["checkins"]
    assert [(row["contact"], row["levels"]) for row in found] == [("not_reached", {}), ("visit", {"sehat": 2})]
    bad = written(here, HISTORY + "R-009,2036-01-01,M-07,fax,,,9\n")
    done = here.titian("import", str(bad))
    assert done.code == 2 and all(
        f"line 4, column {name}" in done.err for name in ("code", "at", "by", "contact", "sehat")
    )
    assert len(here.exported()["checkins"]) == 2


def test_what_was_exported_is_read_back_to_the_same(here: Place, nursery: Nursery, tmp_path: Path) -> None:
    """Codes, times, levels, needs, a note of several lines, and one that a spreadsheet must not compute."""
    long = '"=1+1 obat rutin, ""kontrol"" Senin\nibunya ikut"'
    head = "code,at,contact_at,by,contact,reason,note,sehat,kerja,needs\n"
    history = head + f'R-001,2026-10-05 09:00,2026-10-02 16:00,M-01,visit,,{long},2,4,"kerja, sehat"\n'
    history += "R-001,2026-09-01 09:00,,M-01,not_reached,work,,,,\n"
    here.does("import", str(written(here, history)))
    out = here.folder / "out.csv"
    here.does("export", "--out", str(out), "--with-text", "--reason", "Laporan triwulan")
    with place_at(nursery, tmp_path / "other", f"sqlite:///{tmp_path / 'other.db'}") as other:
        other.does("init")
        other.does("invite", "--role", "supervisor", "--name", "Yusuf")
        for content in (STAFF, CASES):
            other.does("import", str(written(other, content)))
        assert other.does("import", str(out)) == "2 check-ins added\n"
        first, second = (
            place.exported("--with-text", "--reason", "Laporan triwulan")["checkins"] for place in (here, other)
        )
        again = other.exported("--with-text", "--reason", "Permintaan sendiri", "--case", "R-001")
    assert first == second
    own, plain = ([datetime.fromisoformat(row["contact_at"]) for row in rows] for rows in (again["revisions"], first))
    assert own == plain
    assert ["on" in row["answers"] for row in again["revisions"]] == [False, True], (
        "a correction shows which day it was"
    )
    assert [row["contact_at"][:10] for row in first] == ["2026-09-01", "2026-10-02"]
    later = head + "R-001,2026-10-05 09:00,2026-10-06 09:00,M-01,visit,,,,,\n"
    assert "line 2, column contact_at" in here.titian("import", str(written(here, later))).err
    assert first[1]["note"] == '=1+1 obat rutin, "kontrol" Senin\nibunya ikut'


def test_filters_and_cells_that_are_no_formulas(here: Place) -> None:
    here.does("import", str(written(here, HISTORY)))
    path = here.folder / "out.csv"
    here.does("export", "--out", str(path), "--with-text", "--reason", "Laporan triwulan")
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert rows[1]["note"] == "'=1+1 obat rutin", "a spreadsheet must not compute it"
    assert [case["code"] for case in here.exported("--track", "P")["cases"]] == ["P-001"]
    for code in ("m-01", " M-01 "):
        assert [case["code"] for case in here.exported("--mentor", code)["cases"]] == ["R-001"]
    assert len(here.exported("--from", "2026-10-01")["checkins"]) == 1
    done = here.titian("export", "--out", str(path), "--mentor", "M-77")
    assert done.code == 2 and "M-77" in done.err


def test_those_who_must_not_meet_stand_in_no_file_and_with_no_mentor(here: Place) -> None:
    here.does("wall", "R-001", "p-001")
    done = here.titian("export", "--out", str(here.folder / "out.json"))
    assert done.code == 2 and "--track R" in done.err and "P-001" not in done.err
    assert not (here.folder / "out.json").exists()
    assert here.exported("--track", "R")["cases"]
    head = "track,name,mentor,cadence_weeks,apart_from\n"
    done = here.titian("import", str(written(here, head + "P,Endah,M-01,1,R-001\n")))
    assert done.code == 2 and "column mentor: this mentor is not possible here" in done.err
    here.does("import", str(written(here, head + "P,Endah,M-02,1,R-001\n")))
    for one, says in (("R-001", "one participant"), ("R-777", "no participant with the code R-777")):
        done = here.titian("wall", "R-001", one)
        assert done.code == 2 and says in done.err
    done = here.titian("import", str(written(here, head + "P,Endah,M-02,1,P-777\n")))
    assert done.code == 2 and "line 2, column apart_from: there is no participant with the code P-777" in done.err
    head = "track,name,mentor,cadence_weeks,apart_from,key\n"
    done = here.titian("import", str(written(here, head + "R,Eko,M-01,1,,a\nR,Fajar,M-01,1,a,b\n")))
    assert done.code == 2 and "line 3, column mentor: A has the same mentor" in done.err
    done = here.titian("import", str(written(here, head + "R,Eko,M-01,1,b,a\nR,Fajar,M-02,1,,b\n")))
    assert done.out.splitlines()[-1].endswith(": not held yet, see `titian walls`"), "one supervisor leads both"
    listed = here.titian("walls")
    assert listed.out.splitlines()[-1] == "3 kept apart", "the last two new ones as well"
    assert listed.out.count("NOT HELD (only_leader)") == 3 and listed.code == 1


def test_a_wall_set_at_the_machine_tells_whoever_leads_whom_nobody_stands_in_for_now(here: Place) -> None:
    with here.database() as database, database.transaction() as tx:
        siti, dewi, yusuf = (people.by_code(tx, code) for code in ("M-01", "M-02", "S-01"))
        assert siti is not None and dewi is not None and yusuf is not None
        invitations.join(tx, invitations.make_link(tx, yusuf, None), 77)
        leave = absences.by_id(tx, absences.ask(tx, siti, tx.now, tx.now + timedelta(days=3), None))
        assert leave is not None and absences.agree(tx, yusuf, leave, dewi.id) is None
    here.does("wall", "R-001", "P-001")
    with here.database() as database, database.transaction() as tx:
        told = tx.execute(select(prompts.c.recipient_id).where(prompts.c.kind == "alone")).scalars().all()
    assert told == [yusuf.id]


def test_a_file_asked_for_in_the_chat_stays_on_the_machine(here: Place) -> None:
    with here.database() as database, database.transaction() as tx:
        yusuf = people.by_code(tx, "S-01")
        assert yusuf is not None
        invitations.join(tx, invitations.make_link(tx, yusuf, None), 77)
        asked_files.ask(tx, yusuf, "P", "json", "Laporan triwulan")
        ((asked, found),) = asked_for.gather(tx)
        asked_for.write(here.folder / "berkas", asked, found)
        worker = Worker(router(), lambda code: language(code, strict=True), calendar())
        asked_for.mark_done_and_tell(tx, worker, asked)
        assert asked_for.gather(tx) == []
    (path,) = (here.folder / "berkas").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and path.name == f"titian-{real_now():%Y%m%d}-1.json"
    text = path.read_text(encoding="utf-8")
    assert "P-001" in text and "R-001" not in text and "Citra" not in text


SHAPE = Shape(("a", "b"))


def of(folder: Path, text: str) -> list[dict[str, str]]:
    path = folder / "x.csv"
    path.write_bytes(text.encode())
    return [row for _, row in rows(path, SHAPE)]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_an_apostrophe_before_a_formula_goes_and_no_other(tmp_path: Path, sign: str) -> None:
    assert of(tmp_path, f"a,b\n\"'{sign}1\",'halo\n") == [{"a": f"{sign}1", "b": "'halo"}]


def test_a_row_too_short_too_long_or_never_ended_is_named(tmp_path: Path) -> None:
    for row in ("1", "1,2,3", '1,"tidak ditutup\n3,4'):
        with pytest.raises(BadFile, match=r"line [23]"):
            of(tmp_path, f"a,b\n{row}\n")


def test_lines_ended_as_old_machines_end_them(tmp_path: Path) -> None:
    assert of(tmp_path, "a,b\r1,2\r") == of(tmp_path, "a,b\r\n1,2\r\n") == [{"a": "1", "b": "2"}]


def test_levels_and_reasons_that_are_none_are_refused(here: Place) -> None:
    head = "code,at,by,contact,reason,levels,sehat\n"
    for row, column in (
        ("visit,,,12", "sehat"), ("visit,,entah=2,", "levels"), ("visit,,sehat:2,", "levels"),
        ('visit,,"sehat=2,sehat=4",', "levels"), ("visit,,sehat=2,4", "levels"), ("not_reached,,,", "reason"),
    ):  # fmt: skip
        done = here.titian("import", str(written(here, f"{head}R-001,2026-10-05 09:00,M-01,{row}\n")))
        assert done.code == 2 and f"line 2, column {column}" in done.err, row
