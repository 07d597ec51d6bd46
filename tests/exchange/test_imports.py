"""`titian import`: what would come of it first, then all of it; nothing twice without a yes, nobody told."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import func, select, update

from bot.clock import real_now
from bot.domain.people import Role
from bot.domain.rights import consent
from bot.files import batches, taking_in
from bot.files.csvfile import BadFile
from bot.files.taking_in import Told
from bot.reference.calendar import calendar
from bot.store.caseload import cases, handing_over
from bot.store.caseload import walls as walls_of
from bot.store.engine import deployment
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import audit, checkins, drafts, facts, flags, prompts, walls
from bot.store.engine.tables import cases as case_rows
from bot.store.engine.tables import people as people_rows
from bot.store.figures import levels
from bot.store.keeping import dictionary, erasing, known_already
from bot.store.people import absences, people
from bot.store.rights import consents, participants
from bot.store.sealing.vault import Vault
from tests.blackbox import ROOT, Nursery, Place, place_at, until
from tests.driver import Clock
from tests.importing import ZONE, takes_in

STAFF = "role,name,supervisor\nmentor,Siti,S-01\nmentor,Dewi,S-02\n"
HEAD = "track,name,mentor,cadence_weeks"
CASES = f"{HEAD}\nR,Arman,M-01,1\nP,Citra,M-02,2\n"
PAST = "code,at,by,contact"
NAMES = ("Arman", "Citra", "Bayu", "Endah", "ARMAN", "BAYU", "ENDAH")


@pytest.fixture
def here(place: Place) -> Place:
    """Two teams with a mentor each, and a participant each."""
    place.does("init")
    for name in ("Yusuf", "Wati"):
        place.does("invite", "--role", "supervisor", "--name", name)
    for content in (STAFF, CASES):
        place.does("import", str(written(place, content)))
    return place


def written(place: Place, content: str, name: str = "in.csv") -> Path:
    path = place.logs.parent / name
    path.write_text(content, encoding="utf-8")
    return path


def brings(place: Place, content: str, *more: str) -> tuple[str, str]:
    """A file that comes in; what is printed, and what is said beside it. No name is said."""
    done = place.titian("import", str(written(place, content)), *more)
    assert done.code == 0, done.err
    assert not any(name in done.out + done.err for name in NAMES)
    return done.out, done.err


def refuses(place: Place, content: str, *more: str) -> str:
    """A file of which nothing comes in; what is said."""
    before = rows(place)
    done = place.titian("import", str(written(place, content)), *more)
    assert (done.code, done.out) == (2, ""), done
    assert not any(name in done.err for name in NAMES)
    assert rows(place) == before
    return done.err


def rows(place: Place) -> list[int]:
    """How many of everything that a file could bring."""
    with place.database() as database, database.transaction() as tx:
        tables = (case_rows, checkins, prompts, walls, flags, drafts)
        return [tx.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]


def codes(place: Place, track: str = "R") -> list[str]:
    return [one["code"] for one in place.exported("--track", track)["cases"]]


# What is here already


def test_a_file_twice_stops_before_it_doubles_anybody(here: Place) -> None:
    said = refuses(here, CASES)
    assert said.splitlines()[0] == (
        "2 rows: 0 new, 2 seem to be here already (line 2: R-001 has the same name and mentor; "
        "line 3: P-001 has the same name and mentor)"
    )
    (stop,) = said.splitlines()[1:]
    assert "--skip-known" in stop and "--add-again" in stop
    out, _ = brings(here, CASES + "R,Bayu,M-01,1\n", "--skip-known")
    assert [line.split()[0] for line in out.splitlines()] == ["R-002"]
    out, said = brings(here, CASES, "--dry-run")
    assert out == "0 cases would be added\n" and "2 seem to be here already" in said
    out, _ = brings(here, CASES, "--add-again")
    assert [line.split()[0] for line in out.splitlines()] == ["R-003", "P-002"]
    done = here.titian("import", "x.csv", "--add-again", "--skip-known")
    assert done.code == 2 and "choose one" in done.err


def test_names_that_were_compared_are_in_the_audit_once(here: Place) -> None:
    before = here.verbs().count("read_name")
    brings(here, CASES, "--dry-run")
    assert here.verbs().count("read_name") == before + 1
    brings(here, f"{HEAD}\nR,Bayu,M-02,1\n")
    assert here.verbs().count("read_name") == before + 1, "nobody of that mentor and kind is here: no name was opened"


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (f"{HEAD},intake_at\nR,arman ,M-02,1,{{today}}\n", "R-001 has the same name and day of intake"),
        (f"{HEAD}\nR,  ARMAN,m-01,4\n", "R-001 has the same name and mentor"),
        (f"{HEAD},code\nR,Arman,M-02,4,R-001\n", "R-001 has the same code and name"),
        (f"{HEAD},code\nR,Endah,M-02,4,R-001\n", "the code R-001 is somebody else's here"),
        (f"{HEAD}\nR,Bayu,M-01,1\nR,bayu,M-01,2\n", "line 3: line 2 says the same"),
        ("role,name\nmentor,siti\n", "M-01 has the same name and role"),
        ("role,name\nmentor,Endah\nmentor,Endah\n", "line 3: line 2 says the same"),
    ],
)
def test_who_seems_to_be_here(here: Place, row: str, says: str) -> None:
    assert says in refuses(here, row.format(today=f"{real_now() + timedelta(hours=7):%Y-%m-%d}"))


def test_a_name_with_another_apostrophe_is_the_same_name(here: Place) -> None:
    brings(here, f"{HEAD}\nR,Nur'aini,M-01,1\n")
    for sign in ("\u2019", "\u2018", "\u02bc", "`", "\u00b4", "\uff07"):
        assert "R-002 has the same name and mentor" in refuses(here, f"{HEAD}\nR,Nur{sign}Aini,M-01,1\n")
    brings(here, f"{HEAD}\nR,Nuraini,M-01,1\n")


def test_another_person_of_the_same_name_is_nobody_known(here: Place) -> None:
    _, said = brings(here, f"{HEAD}\nR,Arman,M-02,1\nP,Arman,M-01,1\nR,Bayu,M-01,1\n")
    assert said == "3 rows: 3 new\n", "not of the other track, though it stands beside somebody of this one"


def test_a_day_of_intake_is_the_day_it_was_here(here: Place) -> None:
    head = f"{HEAD},intake_at\n"
    brings(here, f"{head}R,Bayu,M-01,1,2026-10-05 03:00\n")  # the evening before by the clock of the world
    says = "R-002 has the same name and day of intake"
    assert says in refuses(here, f"{head}R,Bayu,M-02,1,2026-10-05\n")
    _, said = brings(here, f"{head}R,Bayu,M-02,1,2026-10-04\n", "--dry-run")
    assert said == "1 rows: 1 new\n"


def test_who_is_here_is_looked_for_some_at_a_time(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    brings(here, f"{HEAD}\nR,Bayu,M-01,1\nR,Endah,M-01,1\n")
    monkeypatch.setattr(known_already, "AT_ONCE", 2)
    with here.database() as database, database.transaction() as tx:
        siti = next(one for one in people.of_role(tx, Role.MENTOR) if one.code == "M-01")
        named = enumerate(("Arman", "Bayu", "Endah"), start=2)
        wanted = [known_already.Row(line, "R", name, siti.id, None, "") for line, name in named]
        found, opened = known_already.cases_like(tx, wanted, ZONE)
    assert [found[line].code for line in (2, 3, 4)] == ["R-001", "R-002", "R-003"] and opened == 3


def test_check_ins_that_are_here(here: Place) -> None:
    head = f"{PAST},contact_at\n"
    one = "R-001,2026-10-05 16:00,M-01,visit,2026-10-05 09:30\n"
    brings(here, head + one)
    for row, says in (
        (one, "R-001 has a check-in that was recorded at that moment"),
        (one.replace("16:00", "18:00"), "R-001 has a check-in of that hour by M-01"),
        ("R-001,2026-10-06 16:00,M-01,call,\n" * 2, "line 3: line 2 says the same"),
    ):
        assert says in refuses(here, head + row)
    brings(here, head + one.replace("M-01", "M-02").replace("16:00", "17:00"))
    out, _ = brings(here, head + one + one.replace("10-05 ", "10-09 "), "--skip-known")
    assert out == "1 check-ins added\n" and len(here.exported("--track", "R")["checkins"]) == 3


def test_a_check_in_of_a_day_without_an_hour_is_known_by_its_day(here: Place) -> None:
    row = "R-001,2026-10-05,M-01,visit\n"
    brings(here, f"{PAST}\n{row.replace('10-05', '10-05 16:00')}")
    assert "R-001 has a check-in of that day by M-01" in refuses(here, f"{PAST}\n{row}")
    brings(here, f"{PAST}\n{row.replace('M-01', 'M-02')}{row.replace('10-05', '10-06')}")
    brings(here, f"{PAST}\n{row.replace('10-05', '10-06 16:00')}")


@pytest.mark.parametrize("contact_at", ["", "2027-01-11"])
def test_a_check_in_of_today_is_not_doubled_before_nine(here: Place, contact_at: str) -> None:
    """Which hour is meant is not said: until nine it is now, and a moment later another one."""
    path, clock = written(here, f"{PAST},contact_at\nR-001,2027-01-11,M-01,visit,{contact_at}\n"), Clock()
    database = Database(here.database_url, Vault(here.key_file), clock.now)
    for hour, day in ((0, 11), (1, 11), (3, 11), (0, 12)):  # 07.00, 08.00, 10.00, and 07.00 of the day after
        clock.at = datetime(2027, 1, day, hour, tzinfo=UTC)
        with database.transaction() as tx:
            takes_in(tx, path)
            assert tx.execute(select(func.count()).select_from(checkins)).scalar_one() == 1
    database.close()


def test_each_of_the_staff_whom_a_file_brings_is_in_the_audit_as_invited(here: Place) -> None:
    before = here.verbs()
    brings(here, "role,name,supervisor\nmentor,Bayu,S-01\nsupervisor,Endah,\n")
    assert sorted(here.verbs()[len(before) :]) == [*["invited"] * 2, *["link_made"] * 2]


def test_at_a_terminal_it_asks_once(here: Place) -> None:
    path = written(here, CASES)
    for answer, code, many in (("n\n", 2, 1), ("y\n", 0, 2)):
        leader, follower = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "import", str(path)],
            env={**os.environ, **here.env, "PYTHONPATH": str(ROOT)}, cwd=here.folder,
            stdin=follower, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        os.close(follower)
        os.write(leader, answer.encode())
        _, said = process.communicate(timeout=60)
        os.close(leader)
        assert process.returncode == code and said.count("Add them again all the same?") == 1, said
        assert len(codes(here)) == many


# Templates


@pytest.mark.parametrize("kind", ["caseload", "staff", "checkins"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_template_comes_in_without_its_example(here: Place, kind: str, ending: str) -> None:
    path = here.logs.parent / f"{kind}.{ending}"
    here.does("import", "--template", kind, "--out", str(path))
    if ending == "csv":
        assert path.read_bytes().startswith(b"\xef\xbb\xbf") and b";" in path.read_bytes().splitlines()[0]
    before = rows(here)
    done = here.titian("import", str(path))
    assert done.code == 0 and "1 rows: 0 new, 1 passed over as an example (line 2)" in done.err, done.err
    assert rows(here) == before
    done = here.titian("import", "--template", kind, "--out", str(path))
    assert done.code == 2 and "is there already" in done.err


@pytest.mark.parametrize("kind", ["caseload", "staff", "checkins"])
def test_the_example_is_right_but_for_its_mark(here: Place, kind: str) -> None:
    path = here.logs.parent / f"{kind}.csv"
    here.does("import", "--template", kind, "--out", str(path))
    brings(here, path.read_text(encoding="utf-8-sig").replace("Contoh ", "").replace("05/12/2026 09.30", ""))


def test_templates_that_are_none(here: Place) -> None:
    for more, says in (
        (("--template", "cerita", "--out", "x.csv"), "--template must be one of caseload, staff, checkins"),
        (("--template", "staff", "--out", "x.doc"), "--out must end in .csv or .xlsx"),
        (("--template", "staff"), "--out must end in"),
        (("--template", "staff", "--out", "/tidak/ada/x.csv"), "cannot be written"),
        ((), "which file?"),
    ):
        done = here.titian("import", *more)
        assert done.code == 2 and says in done.err and len(done.err.splitlines()) == 1


# Intake, codes, ends


def test_an_intake_long_ago_follows_the_usual_course(here: Place) -> None:
    out, _ = brings(here, f"{HEAD},intake_at\nR,Bayu,M-01,biasa,05/01/2025\nR,Endah,M-01,0,\n")
    found = {one["code"]: one for one in here.exported("--track", "R")["cases"]}
    assert found["R-002"]["cadence_weeks"] == 0 and found["R-002"]["intake_at"].startswith("2025-01-05")
    weeks = [(line.split()[0], days_to(line.split()[2])) for line in out.splitlines()]
    assert weeks[0][1] > 21 > 10 > weeks[1][1], "every four weeks after half a year, every week at first"
    for text, column in (("05/01/2001", "intake_at"), ("05/01/2199", "intake_at")):
        assert f"line 2, column {column}" in refuses(here, f"{HEAD},intake_at\nR,Bayu,M-01,1,{text}\n")


def days_to(day: str) -> int:
    return (time.strptime(day, "%Y-%m-%d").tm_yday - real_now().timetuple().tm_yday) % 366


def test_a_code_is_kept_where_it_is_free_and_never_given_again(here: Place) -> None:
    out, _ = brings(here, f"{HEAD},code\nR,Bayu,M-01,1,R-040\nR,Endah,M-01,1,R-020\nP,Endah,M-02,1,\n")
    assert [line.split()[0] for line in out.splitlines()] == ["R-040", "R-020", "P-002"]
    out, _ = brings(here, f"{HEAD}\nR,Lain,M-01,1\n")
    assert out.split()[0] == "R-041", "beyond the highest one, though another came in after it"
    for code in ("R-1", "P-050", "R-000", "R-0050", "X-001", "R-1234567"):
        assert "line 2, column code: must be a code" in refuses(here, f"{HEAD},code\nR,Endah,M-01,1,{code}\n")


def test_a_code_far_beyond_all_others_does_not_lead_the_next_ones_astray(here: Place) -> None:
    says = "line 2, column code: is more than 10000 beyond the highest code here: leave it empty"
    for code in ("R-999999", "R-10002"):
        assert says in refuses(here, f"{HEAD},code\nR,Bayu,M-01,1,{code}\n")
    brings(here, f"{HEAD},code\nR,Bayu,M-01,1,R-10001\nP,Endah,M-01,1,\n")
    assert says in refuses(here, f"{HEAD},code\nP,Lain,M-01,1,P-10003\n"), "of its own track"
    out, _ = brings(here, f"{HEAD},code\nR,Endah,M-01,1,\nR,Lain,M-01,1,R-20001\n")
    assert [line.split()[0] for line in out.splitlines()] == ["R-10002", "R-20001"]


def test_a_leader_who_accompanies_is_in_an_export_alone(here: Place) -> None:
    assert "line 2, column mentor: there is no mentor" in refuses(here, f"{HEAD}\nR,Bayu,S-01,1\n")
    out, _ = brings(here, f"{HEAD},code\nR,Bayu,S-01,1,R-010\n")
    assert out.startswith("R-010 S-01 ")


def test_whoever_was_erased_does_not_come_back_by_a_file(here: Place) -> None:
    with here.database() as database, database.transaction() as tx:
        arman = cases.by_code(tx, "R-001")
        assert arman is not None
        erasing.erase(tx, arman, None)
    file = f"{HEAD},code\nR,Arman,M-01,1,R-001\n"
    assert "the code R-001 was somebody's who was erased" in refuses(here, file)
    out, _ = brings(here, file, "--skip-known")
    assert out == "" and codes(here) == []
    why = "line 2, column code: was somebody's who was erased: leave the code out if this is somebody else"
    assert why in refuses(here, file, "--add-again")
    assert why in refuses(here, file, "--add-again", "--dry-run")
    out, _ = brings(here, file.replace("R-001", ""))
    assert out.startswith("R-002 "), "somebody else of that name"
    assert why in refuses(here, file, "--add-again"), "also where somebody of that name is here"


def test_what_was_erased_comes_back_under_no_code(here: Place) -> None:
    """Neither with a new case nor to another one of that name, who is here meanwhile."""
    with here.database() as database, database.transaction() as tx:
        arman = cases.by_code(tx, "R-001")
        assert arman is not None
        erasing.erase(tx, arman, None)
    case, past = ["R-001", "R", "Arman", "M-01", "1"], ["R-001", "2026-10-05 09:00", "M-01", "visit", "rahasia"]
    for _ in range(2):
        path = workbook(here, [CASE_HEAD, case], [PAST_HEAD, past])
        before = rows(here)
        done = here.titian("import", str(path), "--add-again")
        assert done.code == 2 and "cases, line 2, column code: was somebody's who was erased" in done.err
        done = here.titian("import", str(path), "--skip-known")
        assert (done.code, done.out) == (0, "0 check-ins added\n")
        assert "checkins, not taken in, as the code was somebody's who was erased (line 2)" in done.err
        assert "--add-again" not in done.err and rows(here) == before
        brings(here, f"{HEAD}\nR,Arman,M-01,1\n", "--skip-known")


def test_an_end_comes_in_as_an_end(here: Place) -> None:
    head = f"{HEAD},code,status,intake_at,last_at,last_contact_at,closed_at,closed_reason\n"
    before = rows(here)
    row = "R,Bayu,M-01,2,R-007,closed,2025-01-05 09:00:00+07:00,,,2026-05-05 09:00:00+07:00,\n"
    out, said = brings(here, head + row + "R,Endah,M-01,2,R-008,paused,2025-02-05,2026-10-01,2026-10-01,,\n")
    assert out.splitlines()[0] == "R-007 M-01 closed"
    assert rows(here)[2] - before[2] == 3, "a contact and the reviews of the other one alone"
    assert said.splitlines()[1:] == [
        "column last_at is not taken in: it follows from the check-ins",
        "column last_contact_at is not taken in: it follows from the check-ins",
        "column status is not taken in but for closed: whoever is paused comes in active (line 3)",
    ]
    found = {one["code"]: one["status"] for one in here.exported("--track", "R")["cases"]}
    assert (found["R-007"], found["R-008"]) == ("closed", "active")
    with here.database() as database, database.transaction() as tx:
        siti = people.by_code(tx, "M-01")
        assert siti is not None and cases.count_own(tx, siti) == 2
    for wrong in ("closed,2025-01-05,,,,", "active,2025-01-05,,,2026-05-05,", "closed,2026-06-05,,,2026-05-05,"):
        assert "line 2, column closed_at" in refuses(here, f"{head}R,Bayu,M-01,2,,{wrong}\n")


def test_why_it_ended_comes_in_with_the_end(here: Place) -> None:
    head = f"{HEAD},code,intake_at,Tanggal selesai,Alasan selesai\n"
    rest = "2025-01-05,2026-05-05"
    brings(here, f"{head}R,Bayu,M-01,2,R-007,{rest},Tujuan tercapai\nR,Endah,M-01,2,R-008,{rest},\n")
    found = {one["code"]: one["closed_reason"] for one in here.exported("--track", "R")["cases"]}
    assert found == {"R-001": None, "R-007": "goal", "R-008": None}
    says = "line 2, column closed_reason: must be one of goal, moved, wish, service, lost, died, other, or empty"
    for rest in ("2025-01-05,2026-05-05,pindah", "2025-01-05,,moved"):
        assert says in refuses(here, f"{head}R,Lain,M-01,2,,{rest}\n")


def test_an_end_that_lies_far_back_is_said_to_be_erased_soon(here: Place) -> None:
    head = f"{HEAD},next_at,intake_at,closed_at\n"
    _, said = brings(here, f"{head}R,Bayu,M-01,2,,05/01/2020,05/01/2021\n")
    assert "closed so long ago that the next purge erases it (line 2)" in said
    said = refuses(here, f"{head}R,Endah,M-01,2,05/12/2026,05/01/2025,05/01/2026\n")
    assert "line 2, column next_at: must be empty where closed_at is there" in said


def test_a_code_on_two_rows_is_one_person_or_wrong(here: Place) -> None:
    head = f"{HEAD},code\n"
    said = refuses(here, f"{head}R,Bayu,M-01,1,R-040\nR,Endah,M-01,1,R-040\n")
    assert "line 2, column code: is on another row too, with another name" in said and "2 wrong" in said
    assert "line 3: line 2 says the same" in refuses(here, f"{head}R,Bayu,M-01,1,R-040\nR,Bayu,M-02,1,R-040\n")
    brings(here, f"{head}R,Bayu,M-01,1,R-040\nR,Bayu,M-01,1,R-041\n")


def test_what_rows_are_called_is_not_repeated_where_it_may_be_a_name(here: Place) -> None:
    refuses(here, f"{HEAD},apart_from,key\nR,Bayu,M-01,1,endah,bayu\nR,Endah,M-01,1,bayu arman,endah\n")


# Walls


@pytest.mark.parametrize(
    ("file", "pairs"),
    [
        ("R,Bayu,M-01,1,b,a\nR,Endah,M-02,1,,b\n", {("R-002", "R-003")}),
        ("R,Bayu,M-01,1,,a\nR,Endah,M-02,1,a,b\n", {("R-002", "R-003")}),
        ("R,Bayu,M-01,1,b,a\nR,Endah,M-02,1,a,b\n", {("R-002", "R-003")}),
        ("R,Bayu,M-01,1,P-001,a\nR,Endah,M-02,1,a,b\n", {("R-002", "R-003"), ("P-001", "R-002")}),
        ("R,Bayu,M-01,1,P-001 p-001,a\n", {("P-001", "R-002")}),
        ("R,Arman,M-01,1,b,\nR,Endah,M-02,1,,b\n", {("R-001", "R-002")}),
        ("R,Arman,M-01,1,,a\nR,Endah,M-02,1,a,b\n", {("R-001", "R-002")}),
        ("R,Arman,M-01,1,b,a\nP,Citra,M-02,2,,b\n", {("P-001", "R-001")}),
        ("R,Bayu,M-01,1,,\nR,Bayu,M-01,1,b,\nR,Endah,M-02,1,,b\n", {("R-002", "R-003")}),
    ],
)
def test_every_wall_that_a_file_names_is_made(here: Place, file: str, pairs: set[tuple[str, str]]) -> None:
    """From either side, from both, with somebody who is here, with a row that is left out, with one that is double."""
    brings(here, f"{HEAD},apart_from,key\n{file}", "--skip-known")
    assert apart_codes(here) == pairs


def apart_codes(place: Place) -> set[tuple[str, str]]:
    with place.database() as database, database.transaction() as tx:
        named = {row.id: row.code for row in tx.execute(select(case_rows.c.id, case_rows.c.code))}
        found = tx.execute(select(walls.c.one_id, walls.c.other_id)).all()
        pairs = [sorted((named[row.one_id], named[row.other_id])) for row in found]
        return {(one, other) for one, other in pairs}


def test_walls_by_the_codes_of_the_same_file(here: Place) -> None:
    head = f"{HEAD},code,apart_from\n"
    brings(here, f"{head}R,Bayu,M-01,1,R-010,R-011\nR,Endah,M-02,1,R-011,R-010\n")
    assert apart_codes(here) == {("R-010", "R-011")}


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("R,Bayu,M-01,1,b,a\nR,Endah,M-01,1,,b\n", "line 2, column mentor: B has the same mentor"),
        ("R,Bayu,M-01,1,R-001,a\n", "line 2, column mentor: this mentor is not possible here"),
        ("R,Bayu,M-01,1,a,a\n", "line 2, column apart_from: A is this row itself"),
        ("R,Bayu,M-01,1,c,a\n", "line 2, column apart_from: there is no participant with this code, and no row"),
        ("R,Bayu,M-01,1,,a\nR,Endah,M-02,1,,a\n", "line 3, column key: A names more than one row"),
        ("R,Bayu,M-01,1,,R-001\n", "line 2, column key: must be one word, and no participant's code"),
        # Arman is with Siti by now, whatever the file says of him: her row cannot be behind his.
        ("R,Arman,M-02,1,b,a,R-001\nR,Endah,M-01,1,,b,\n", "line 3, column mentor: this mentor is not possible here"),
    ],
)
def test_a_wall_that_cannot_be_held_refuses_its_row(here: Place, file: str, says: str) -> None:
    head = f"{HEAD},apart_from,key"
    assert says in refuses(here, f"{head},code\n{file}" if file.count(",") % 6 == 0 else f"{head}\n{file}")
    assert apart_codes(here) == set()


TWO_APART = f"{HEAD},apart_from\nR,Dodi,M-02,1,R-001\n"


@pytest.mark.parametrize(
    ("columns", "row"),
    [("intake_at", "R,Arman,M-02,1,{today}"), ("code", "R,Arman,M-02,1,R-001")],
)
def test_a_copy_of_somebody_who_is_kept_apart_is_kept_apart_too(here: Place, columns: str, row: str) -> None:
    """Dodi is with M-02: no copy of Arman comes to that mentor; with another one it has his wall from the first."""
    brings(here, TWO_APART)
    file = f"{HEAD},{columns}\n{row}\n".format(today=f"{real_now() + timedelta(hours=7):%Y-%m-%d}")
    for more in (("--add-again",), ("--add-again", "--dry-run")):
        assert "line 2, column mentor: this mentor is not possible here: choose another one" in refuses(
            here, file, *more
        )
    before = rows(here)
    out, _ = brings(here, file, "--skip-known")
    assert out == "" and rows(here) == before, "whoever is left out needs no other mentor"
    out, _ = brings(here, file.replace("M-02", "M-01"), "--add-again")
    assert out.startswith("R-003 M-01")
    assert apart_codes(here) == {("R-001", "R-002"), ("R-002", "R-003")}
    brings(here, f"{HEAD}\nR,Dodi,M-02,1\n", "--add-again")
    assert apart_codes(here) == {("R-001", "R-002"), ("R-001", "R-004"), ("R-002", "R-003"), ("R-003", "R-004")}


def test_a_copy_does_not_come_to_whoever_stands_in_for_the_far_side(here: Place) -> None:
    brings(
        here, TWO_APART.replace("M-02", "S-02").replace("apart_from\n", "code,apart_from\n").replace("1,R", "1,R-009,R")
    )
    with here.database() as database, database.transaction() as tx:
        wati, yusuf, dewi = (people.by_code(tx, code) for code in ("S-02", "S-01", "M-02"))
        assert wati is not None and yusuf is not None and dewi is not None
        leave = absences.by_id(tx, absences.ask(tx, wati, tx.now, tx.now + timedelta(days=3), None))
        assert leave is not None and absences.agree(tx, yusuf, leave, dewi.id) is None
    file = f"{HEAD},code\nR,Arman,M-02,1,R-001\n"
    assert "line 2, column mentor: this mentor is not possible here" in refuses(here, file, "--add-again")


@pytest.mark.parametrize(
    ("file", "says"),
    [
        # One person on two lines, of which one names the wall; the other side here already, or in the file.
        ("R,Gani,M-01,1,2026-10-01,P-001,\nR,Gani,M-02,1,2026-10-01,,\n", "line 3"),
        ("R,Gani,M-02,1,2026-10-01,,\nR,Gani,M-01,1,2026-10-01,P-001,\n", "line 2"),
        ("R,Gani,M-01,1,2026-10-01,b,\nR,Gani,M-02,1,2026-10-01,,\nR,Dodi,M-02,1,,,b\n", "line 3"),
        # Somebody who is here, under another line's code and under none.
        ("R,Arman,M-01,4,,P-001,\nR,Arman,M-02,4,{today},,\n", "line 3"),
        ("R,Arman,M-02,4,{today},,\nR,Dodi,M-02,1,,R-001,\n", "line 2"),
    ],
)
def test_two_lines_of_one_person_have_their_walls_together(here: Place, file: str, says: str) -> None:
    head = f"{HEAD},intake_at,apart_from,key\n"
    said = refuses(here, head + file.format(today=f"{real_now() + timedelta(hours=7):%Y-%m-%d}"), "--add-again")
    assert f"{says}, column mentor: this mentor is not possible here" in said


def test_every_line_of_one_person_has_the_wall_that_one_of_them_names(here: Place) -> None:
    for file in ("R,Gani,M-01,1,P-001\nR,Gani,M-01,1,\n", "R,Bayu,M-01,1,\nR,Bayu,M-01,1,P-001\n"):
        brings(here, f"{HEAD},apart_from\n{file}", "--add-again")
    assert apart_codes(here) == {("P-001", f"R-00{number}") for number in (2, 3, 4, 5)}


def test_a_wall_that_came_in_meanwhile_holds_a_copy_off(here: Place) -> None:
    """It is looked at again where the case is written, whoever asked for the wall."""
    path = written(here, f"{HEAD},code\nR,Arman,M-02,1,R-001\n")
    with here.database() as database:
        found = taking_in.judged(database, taking_in.opened(path, None), ZONE)
        with database.transaction() as tx:
            arman, citra = cases.by_code(tx, "R-001"), cases.by_code(tx, "P-001")
            assert arman is not None and citra is not None and walls_of.add(tx, None, arman.id, citra.id)
        before = rows(here)
        with pytest.raises(BadFile, match="line 2, column mentor: this mentor is not possible here any more"):
            taking_in.write(database, found, calendar(), Told(lambda added: None, lambda *one: None), again=True)
    assert rows(here) == before


def test_a_row_names_a_hundred_others_at_most(here: Place) -> None:
    """All its walls are written while everybody else waits."""
    many = "".join(f"R,Teman {number},M-01,1,k{number},\n" for number in range(101))
    names = " ".join(f"k{number}" for number in range(101))
    file = f"{HEAD},key,apart_from\n{many}R,Bayu,M-02,1,,{names}\n"
    says = "line 103, column apart_from: names 101 others: at most 100 in one row, the rest from their own rows"
    assert says in refuses(here, file)
    brings(here, file.replace("k99 k100", "k99 K99"))
    assert len(apart_codes(here)) == 100


def test_two_whose_mentors_stand_in_for_each_other_would_meet(here: Place) -> None:
    with here.database() as database, database.transaction() as tx:
        siti, dewi, yusuf = (people.by_code(tx, code) for code in ("M-01", "M-02", "S-01"))
        assert siti is not None and dewi is not None and yusuf is not None
        leave = absences.by_id(tx, absences.ask(tx, siti, tx.now, tx.now + timedelta(days=3), None))
        assert leave is not None and absences.agree(tx, yusuf, leave, dewi.id) is None
    said = refuses(here, f"{HEAD},apart_from,key\nR,Bayu,M-01,1,b,a\nR,Endah,M-02,1,,b\n")
    assert "line 2, column mentor: this one and that of B stand in for each other: choose another one" in said


def test_what_changed_since_a_file_was_read_is_looked_at_again(here: Place) -> None:
    """The mentor is gone, a wall or a code came in between: nothing is written of what would not be so any more."""
    told = Told(lambda added: None, lambda *one: None)
    path = written(here, f"{HEAD},code,apart_from\nR,Bayu,M-02,1,R-050,R-001\n")

    def a_code(tx: Tx) -> None:
        dewi = people.by_code(tx, "M-02")
        assert dewi is not None
        cases.add(tx, "R", "Lain", dewi, 1, code="R-050")

    def a_transfer(tx: Tx, to: str = "M-02") -> None:
        arman, mentor = cases.by_code(tx, "R-001"), people.by_code(tx, to)
        assert arman is not None and mentor is not None
        handing_over.move_cases(tx, None, [arman.id], mentor, calendar())

    def a_removal(tx: Tx) -> None:
        tx.execute(update(people_rows).where(people_rows.c.code == "M-02").values(status="removed"))

    with here.database() as database:
        found = taking_in.judged(database, taking_in.opened(path, None), ZONE)
        for meanwhile, says in (
            (a_transfer, "line 2, column mentor: this mentor is not possible here any more"),
            (a_code, "line 2, column code: this code was given"),
            (a_removal, "line 2, column mentor: this mentor is not possible here any more"),
        ):
            with database.transaction() as tx:
                meanwhile(tx)
            before = rows(here)
            with pytest.raises(BadFile, match=says):
                taking_in.write(database, found, calendar(), told, again=False)
            assert rows(here) == before
            if meanwhile is a_transfer:
                with database.transaction() as tx:
                    a_transfer(tx, "M-01")


# Earlier check-ins


def of_case(place: Place, code: str) -> tuple[str, int]:
    with place.database() as database, database.transaction() as tx:
        case = cases.by_code(tx, code)
        assert case is not None
        return "" if case.last_at is None else f"{case.last_at:%Y-%m-%d}", case.misses


def test_history_reaches_the_last_contact_and_misses_in_a_row_and_plans_nothing(here: Place) -> None:
    before = rows(here)
    rest = "R-001,2026-11-09 09:00,M-01,not_reached,work\nR-001,2026-11-16 09:00,M-01,not_reached,signal\n"
    brings(here, f"{PAST},reason\nR-001,2026-10-05 09:00,M-01,visit,\n{rest}")
    assert of_case(here, "R-001") == ("2026-11-16", 2)
    brings(here, f"{PAST},reason\nR-001,2026-09-01 09:00,M-01,not_reached,work\n")
    assert of_case(here, "R-001") == ("2026-11-16", 2), "what came before a contact that worked out is no miss in a row"
    brings(here, f"{PAST}\nR-001,2026-11-20 09:00,M-01,call\n")
    assert of_case(here, "R-001") == ("2026-11-20", 0)
    after = rows(here)
    assert after[1] - before[1] == 5 and after[2:] == before[2:], "nothing is planned, flagged or told"


def test_history_stands_in_charts_of_the_weeks_in_which_it_was_recorded(here: Place) -> None:
    brings(here, HEAD + "".join(f"\nR,Teman {word},M-01,1" for word in ("satu", "dua", "tiga", "empat")) + "\n")
    with here.database() as database:
        assert levels.count_weeks(database) == 0, "all weeks so far are counted"
        of_five = [f"R-00{number},2026-07-06 09:00,M-01,visit,{4 - number % 2}" for number in range(1, 6)]
        brings(here, "\n".join((f"{PAST},sehat", *of_five, "")))
        assert levels.count_weeks(database) == 1
        with database.transaction() as tx:
            (told,) = levels.told(tx, None, date(2026, 6, 1), date(2026, 8, 1))
    assert (told.topic, told.monday, told.weeks, told.numbers) == ("sehat", date(2026, 7, 6), 1, [2, 3, 0, 0])


def test_a_check_in_is_of_the_last_twenty_years(here: Place) -> None:
    why = "must be a past date of the last 20 years"
    for row in ("1900-01-01 09:00,M-01,visit,", "02/01/2004,M-01,visit,"):
        assert f"line 2, column at: {why}" in refuses(here, f"{PAST},contact_at\nR-001,{row}\n")
    early = f"{PAST},contact_at\nR-001,2008-10-05 09:00,M-01,visit,1999-10-05\n"
    assert f"line 2, column contact_at: {why}" in refuses(here, early)
    brings(here, early.replace("1999", "2007"))


def test_a_cell_may_say_what_the_bot_says(here: Place) -> None:
    head = "code,at,by,contact,reason,levels,Rasa aman,needs\n"
    levels_and_needs = '"Kesehatan=Mendesak, kerja = cukup",Perlu perhatian,"Kesehatan; Pekerjaan"'
    said = f"R-001,10/11/2026 09.30,M-01,Kunjungan,,{levels_and_needs}\n"
    brings(here, head + said + "R-001,11/11/2026 09.30,M-01,BELUM TERHUBUNG,Tidak ada sinyal / kuota,,,\n")
    first, second = here.exported("--track", "R")["checkins"]
    assert (first["contact"], first["levels"]) == ("visit", {"sehat": 1, "kerja": 3, "aman": 2})
    assert first["needs"] == ["sehat", "kerja"]
    assert (second["contact"], second["reason"]) == ("not_reached", "signal")
    scale = "must be a number from 1 (Urgent) to 4 (Good), or its word in the bot, or empty"
    for wrong, says in (
        ("Jumpa,,", "column contact: must be one of visit"),
        ("visit,,kerja=gawat", "a number from 1 (Urg"),
    ):
        assert says in refuses(here, f"{head}R-001,12/11/2026 09.30,M-01,{wrong},,\n")
    assert f"column aman: {scale}" in refuses(here, f"{head}R-001,12/11/2026 09.30,M-01,visit,,,5,\n")
    for sign in ("-1", "−4", "<2", "2?", "(4)", "~3", "1%", "1/", "_1"):
        assert f"column aman: {scale}" in refuses(here, f"{head}R-001,12/11/2026 09.30,M-01,visit,,,{sign},\n")
    assert "column contact" in refuses(here, f"{head}R-001,12/11/2026 09.30,M-01,Kunjungan?,,,,\n")
    assert "names a topic twice" in refuses(here, f'{head}R-001,12/11/2026 09.30,M-01,visit,,"sehat=1,Kesehatan=2",,\n')


def test_how_somebody_was_is_not_made_up(here: Place) -> None:
    brings(here, f"{PAST},overall\nR-001,2026-10-05 09:00,M-01,visit,\nR-001,2026-10-06 09:00,M-01,visit,fine\n")
    brings(here, f"{PAST}\nR-001,2026-10-07 09:00,M-01,visit\n")
    assert [one["overall"] for one in here.exported("--track", "R")["checkins"]] == [None, "fine", "fine"]


def test_what_is_left_out_of_history_is_said(here: Place) -> None:
    with here.database() as database, database.transaction() as tx:
        dewi, citra = people.by_code(tx, "M-02"), cases.by_code(tx, "P-001")
        assert dewi is not None and citra is not None
        person = participants.add(tx, citra, dewi)
        for says in (consents.give, consents.withdraw):
            says(tx, person, citra, consent.NOTES, channel=consent.VOICE, explained_by=dewi.id)
    head = f"{PAST},reason,note,sehat,needs\n"
    _, said = brings(
        here,
        f"{head}R-001,2026-10-05 09:00,M-01,not_reached,work,Sudah dua kali,2,\n"
        "P-001,2026-10-05 09:00,M-02,visit,,Obat habis,2,\nP-001,2026-10-06 09:00,M-02,visit,,,,\n",
    )
    assert said.splitlines()[1:] == [
        "column levels is left out where it does not go with the contact, or with the rest (line 2)",
        "only the contact is kept of whoever wants no notes (line 3)",
        "before the intake, and taken in (lines 2, 3, 4)",
    ]
    found = {
        one["code"]: one for one in here.exported("--track", "R", "--with-text", "--reason", "Laporan")["checkins"]
    }
    assert found["R-001"]["note"] == "Sudah dua kali", "what was tried may be noted"
    assert kept_of_citra(here) == [(None, {}), (None, {})]
    with here.database() as database, database.transaction() as tx:
        consents.give(tx, person, citra, consent.NOTES, channel=consent.VOICE, explained_by=dewi.id)
    assert kept_of_citra(here) == [(None, {}), (None, {})], "a later yes brings nothing back: it never came in"


def kept_of_citra(place: Place) -> list[tuple[str | None, dict[str, int]]]:
    found = place.exported("--track", "P", "--with-text", "--reason", "Laporan")["checkins"]
    return [(one["note"], one["levels"]) for one in found]


def test_no_check_in_is_written_of_whoever_was_erased_meanwhile(here: Place) -> None:
    """It is looked at again where it is written."""
    path = written(here, f"{PAST}\nR-001,2026-10-05 09:00,M-01,visit\n")
    with here.database() as database:
        found = taking_in.judged(database, taking_in.opened(path, None), ZONE)
        with database.transaction() as tx:
            arman = cases.by_code(tx, "R-001")
            assert arman is not None
            erasing.erase(tx, arman, None)
        before = rows(here)
        with pytest.raises(BadFile, match="line 2, column code: this participant is not here any more"):
            taking_in.write(database, found, calendar(), Told(lambda added: None, lambda *one: None), again=False)
    assert rows(here) == before


# Exports, read back


def exported(place: Place, ending: str) -> Path:
    brings(
        place,
        f'{PAST},contact_at,note,sehat\nR-001,2026-10-05 16:00,M-01,visit,2026-10-05 09:30,"-ibu; =1\nhari ini",2\n'
        "R-002,2026-10-06 09:00,M-01,call,,,\n",
    )
    out = place.logs.parent / f"out.{ending}"
    place.does("export", "--out", str(out), "--track", "R", "--with-text", "--reason", "Pindah mesin")
    return out


@pytest.mark.parametrize("ending", ["json", "xlsx"])
def test_an_export_comes_into_an_empty_installation_in_one_command(
    here: Place, nursery: Nursery, tmp_path: Path, ending: str
) -> None:
    brings(here, f"{HEAD},code\nR,Bayu,M-01,4,R-002\nR,Endah,M-01,4,R-030\n")
    with here.database() as database, database.transaction() as tx:
        siti, endah = people.by_code(tx, "M-01"), cases.by_code(tx, "R-030")
        assert siti is not None and endah is not None and cases.end(tx, siti, endah) is None
        cases.explain_end(tx, siti, endah, "moved")
    out = exported(here, ending)
    with place_at(nursery, tmp_path / "other", f"sqlite:///{tmp_path / 'other.db'}") as other:
        other.does("init")
        for name in ("Yusuf", "Wati"):
            other.does("invite", "--role", "supervisor", "--name", name)
        other.does("import", str(written(other, STAFF, "staff.csv")))
        done = other.titian("import", str(out))
        assert done.code == 0, done.err
        assert "cases, 3 rows: 3 new" in done.err and "checkins, 2 rows: 2 new" in done.err
        assert "prompts is not taken in: what is planned comes with the caseload" in done.err
        assert done.out.splitlines()[-1] == "2 check-ins added"
        reason = ("--track", "R", "--with-text", "--reason", "Pindah mesin")
        theirs, ours = other.exported(*reason), here.exported(*reason)
        assert theirs["checkins"] == ours["checkins"]
        for kept in ("code", "name", "mentor", "cadence_weeks", "last_at", "last_contact_at", "closed_reason"):
            assert [one[kept] for one in theirs["cases"]] == [one[kept] for one in ours["cases"]], kept
        assert [one["intake_at"][:19] for one in theirs["cases"]] == [one["intake_at"][:19] for one in ours["cases"]]
        again = other.titian("import", str(out))
        assert again.code == 2 and "5 rows seem to be here already" in again.err
        assert other.titian("import", str(out), "--skip-known").code == 0
        assert other.exported(*reason) == theirs


def workbook(place: Place, cases_rows: list[list[str]], past: list[list[str]]) -> Path:
    book = openpyxl.Workbook()
    for title, lines in (("cases", cases_rows), ("checkins", past)):
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(line)
    path = place.logs.parent / "in.xlsx"
    book.save(path)
    return path


CASE_HEAD, PAST_HEAD = ["code", "track", "name", "mentor", "cadence_weeks"], ["code", "at", "by", "contact", "note"]


def test_sheets_come_in_together_or_not_at_all(here: Place) -> None:
    case = ["R-050", "R", "Bayu", "M-01", "1"]
    wrong = workbook(here, [CASE_HEAD, case], [PAST_HEAD, ["R-050", "besok", "M-01", "visit", ""]])
    before = rows(here)
    done = here.titian("import", str(wrong))
    assert done.code == 2 and "checkins, line 2, column at" in done.err and rows(here) == before
    done = here.titian("import", str(wrong), "--sheet", "cases")
    assert done.code == 0 and codes(here) == ["R-001", "R-050"]


@pytest.mark.parametrize("known", [taking_in.CASES, taking_in.CHECKINS])
def test_every_column_of_an_export_has_a_place_where_it_is_read_back(known: str) -> None:
    assert taking_in.KINDS[known].fits(dictionary.columns(known, with_text=True))


def test_a_sheet_with_a_column_that_nobody_knows_is_wrong_and_not_passed_over(here: Place) -> None:
    case = ["R-050", "R", "Bayu", "M-01", "1"]
    path = workbook(
        here, [[*CASE_HEAD, "warna"], [*case, "biru"]], [PAST_HEAD, ["R-001", "2026-10-05", "M-01", "visit", ""]]
    )
    done = here.titian("import", str(path))
    assert done.code == 2 and "cases, line 1: column 6 is not known: the header must be track,name" in done.err
    nameless = workbook(
        here, [["code", "track"], ["R-050", "R"]], [PAST_HEAD, ["R-001", "2026-10-05 09:00", "M-01", "visit", ""]]
    )
    assert "cases is not taken in: it has no names" in here.titian("import", str(nameless)).err


def test_a_check_in_never_goes_to_somebody_else_who_has_the_code(here: Place) -> None:
    """R-001 of another installation is not the R-001 who is here."""
    case, note = ["R-001", "R", "Endah", "M-01", "1"], ["R-001", "2026-10-05 09:00", "M-01", "visit", "rahasia"]
    path = workbook(here, [CASE_HEAD, case], [PAST_HEAD, note])
    done = here.titian("import", str(path), "--skip-known")
    assert done.code == 0 and done.out == "0 check-ins added\n"
    assert "not taken in without --add-again, as the code is somebody else's here (line 2)" in done.err
    assert here.exported("--track", "R")["checkins"] == []
    done = here.titian("import", str(path), "--add-again")
    assert done.code == 0, done.err
    assert [one["code"] for one in here.exported("--track", "R")["checkins"]] == ["R-002"]


# Beside a bot that runs


def test_a_long_import_holds_up_nobody(here: Place) -> None:
    """5,000 check-ins; meanwhile another connection writes again and again."""
    past = "".join(
        f"R-001,2025-{number // 500 + 1:02d}-{number % 28 + 1:02d} {number // 28 % 18 + 5:02d}:{number % 60:02d}"
        ",M-01,visit\n"
        for number in range(5000)
    )
    waits, over = list[float](), threading.Event()

    def writes() -> None:
        with here.database() as database:
            while not over.is_set():
                began = time.monotonic()
                with database.transaction() as tx:
                    deployment.put(tx, "probe", str(len(waits)))
                waits.append(time.monotonic() - began)
                over.wait(0.01)

    other = threading.Thread(target=writes)  # noqa: TID251 the bot beside it
    other.start()
    try:
        done = here.start("import", str(written(here, f"{PAST}\n{past}")), "--add-again").ends(300)
    finally:
        over.set()
        other.join()
    assert done.code == 0 and done.out == "5000 check-ins added\n", done.err
    waits.sort()
    assert waits[int(len(waits) * 0.95)] < 0.3 and waits[-1] < 1.5, "one transaction of all takes six seconds"
    assert batches.LONGEST < 0.1


@dataclass(frozen=True)
class Line:
    """A row of which nothing is known but where it stands."""

    line: int


@dataclass
class Notes:
    """Keeps the last line; one of them says what cannot be written."""

    fails: int
    error: Exception

    def begin(self, tx: Tx) -> None: ...
    def end(self, tx: Tx) -> None: ...
    def keep(self) -> None: ...

    def add(self, tx: Tx, item: Line) -> None:
        deployment.put(tx, "probe", str(item.line))
        if item.line == self.fails:
            raise self.error


def test_a_row_that_can_never_be_written_is_named(here: Place) -> None:
    """So that nobody imports the same file again and again; what is no row's own fault names none."""
    lines = [Line(number) for number in range(2, 5002)]
    with here.database() as database:
        for fails, said in ((3, "0 of 5000 notes were added"), (5000, " of 5000 notes were added")):
            with pytest.raises(batches.Interrupted) as caught:
                batches.write(database, lines, Notes(fails, ValueError("Arman")), "notes", "cases, row {}".format)
            assert said in str(caught.value) and "Arman" not in str(caught.value)
            assert f", and then cases, row {fails} could not be written (ValueError)" in str(caught.value)
            assert "put that row right or take it out" in str(caught.value)
        full = OSError("full")
        with pytest.raises(OSError, match="full"):
            batches.write(database, lines, Notes(3, full), "notes", "line {}".format)
        with pytest.raises(batches.Interrupted, match="import the same file again with --skip-known"):
            batches.write(database, lines, Notes(5000, full), "notes", "line {}".format)


@dataclass
class Stopped(Notes):
    """Somebody stops it at one step of its second transaction; `times`: so often."""

    step: str
    times: int = 1
    transaction: int = 0
    counted: int = 0

    def begin(self, tx: Tx) -> None:
        self.transaction += 1
        self._at("begin")

    def add(self, tx: Tx, item: Line) -> None:
        deployment.put(tx, f"probe {item.line}", "")
        self._at("add")

    def end(self, tx: Tx) -> None:
        self._at("end")

    def keep(self) -> None:
        self._at("keep")
        self.counted += 1

    def _at(self, step: str) -> None:
        if (self.transaction, self.step) == (2, step):
            while self.times:
                self.times -= 1
                os.kill(os.getpid(), signal.SIGTERM)


def is_stopped(here: Place, work: Stopped) -> None:
    """It says how many rows are in, neither more nor fewer, and who hears of signals is as it was."""
    before, interrupt = signal.signal(signal.SIGTERM, signal.default_int_handler), signal.getsignal(signal.SIGINT)
    with here.database() as database:
        with pytest.raises(batches.Interrupted) as caught:
            batches.write(database, [Line(number) for number in range(2, 5002)], work, "notes", "line {}".format)
        with database.transaction() as tx:
            rows = select(func.count()).select_from(facts).where(facts.c.name.like("probe %"))
            added = tx.execute(rows).scalar_one()
    assert signal.signal(signal.SIGTERM, before) is signal.default_int_handler, "it is as it was"
    assert signal.getsignal(signal.SIGINT) is interrupt
    assert work.transaction == 2
    assert str(caught.value).startswith(f"{added} of 5000 notes were added, and then it was interrupted")


@pytest.mark.parametrize("step", ["begin", "add", "end", "keep"])
def test_who_stops_it_waits_for_what_is_under_way(here: Place, step: str) -> None:
    """What was committed and what is said of it are never apart, whenever the signal comes."""
    work = Stopped(0, ValueError(), step)
    is_stopped(here, work)
    assert work.counted == 2


@pytest.mark.parametrize("step", ["begin", "add", "end"])
def test_who_stops_it_twice_waits_for_nothing(here: Place, step: str) -> None:
    work = Stopped(0, ValueError(), step, times=2)
    is_stopped(here, work)
    assert work.counted == 1


def test_an_import_that_is_interrupted_says_how_it_goes_on(here: Place) -> None:
    many = 600
    file = f"{HEAD}\n" + "".join(f"R,Bayu {number},M-01,2\n" for number in range(many))
    process = here.start("import", str(written(here, file)))
    until(lambda: process.said.count("\n") > 20 or process.code is not None, "the first cases")
    os.kill(process.pid, signal.SIGTERM)
    done = process.ends()
    assert done.code == 2, done
    (line,) = [line for line in done.err.splitlines() if line.startswith("titian:")]
    added = len(codes(here)) - 1
    assert line.startswith(f"titian: {added} of {many} cases were added") and "--skip-known" in line
    assert len(done.out.splitlines()) == added
    out = here.does("import", str(written(here, file)), "--skip-known")
    assert len(out.splitlines()) == many - added and len(set(codes(here))) == many + 1
    with here.database() as database, database.transaction() as tx:
        imported = select(func.count()).where(audit.c.verb == "case_imported")
        assert tx.execute(imported).scalar_one() == many + 2
