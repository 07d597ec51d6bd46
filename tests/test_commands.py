"""The program from outside: real processes, a real database, and a pretend Telegram over real HTTP."""

from __future__ import annotations

import json
import os
import re
import stat
import threading
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, delete, func, select, text, update
from sqlalchemy.engine import make_url

from bot.__main__ import cli
from bot.clock import real_now
from bot.demo.phones import Phone
from bot.store.engine.database import open_engine
from bot.store.engine.tables import audit, cases, facts, inbox, keys, outbox, people, prompts
from bot.store.sealing.key_file import create_key_file
from tests.blackbox import TOKEN, Nursery, Place, World, chatters, free_port, joins, place_at, sees, taps, until
from tests.test_catalog import NEVER

HEADER = "track,name,mentor,cadence_weeks,next_at"
NAME, NOTE = "Kenari Cendrawasih", "Burung itu bernyanyi di jendela"
SECRET = "rahasia-webhook-0123456789"
Changes = dict[str, Any]  # settings, by name


@pytest.fixture
def small(nursery: Nursery, tmp_path: Path) -> Iterator[Place]:
    """An installation on SQLite alone, for what no database has a say in; nothing is set up in it yet."""
    with place_at(nursery, tmp_path / "place", f"sqlite:///{tmp_path / 'titian.db'}") as found:
        yield found


# -- the story of a day ------------------------------------------------------------------------------------


def test_from_init_to_the_first_check_in_and_its_export(place: Place) -> None:
    code, link = place.does("init").split()
    assert code == "A-01" and link.startswith("https://t.me/uji_bot?start=")
    with place.running() as bot:
        ratna = joins(place, link, "Ratna")
        assert place.does("init") == "ready; an admin has joined already\n"
        yusuf = joins(place, invited(place, "S-01", "--role", "supervisor", "--name", "Yusuf"), "Yusuf", "Bapak")
        siti = joins(place, invited(place, "M-01", "--role", "mentor", "--name", "Siti"), "Siti")
        sees(types(yusuf, "/menu"), "Selamat")
        when = in_days(30)
        lines = imports(place, "R,Arman,M-01,1,", f"p,Citra,m-01,4,{when:%Y-%m-%d} 09:00", f"R,Bayu,M-01,2,{iso(when)}")
        assert [line.split()[0] for line in lines] == ["R-001", "P-001", "R-002"]
        assert lines[1] == f"P-001 M-01 {when:%Y-%m-%d} 09:00 WIB"
        taps(types(siti, "/menu"), "Catat kabar", "R-001", "Kunjungan", "Semua baik", "1 minggu", "Simpan")
        sees(siti, "Tersimpan. Terima kasih, Ibu.")
        sees(types(ratna, "/menu"), "Selamat")
        assert not re.search(r"warning|error|critical", bot.log), bot.log
    found = place.exported()
    assert [(row["code"], row["track"], row["mentor"]) for row in found["cases"]] == [
        ("P-001", "P", "M-01"),
        ("R-001", "R", "M-01"),
        ("R-002", "R", "M-01"),
    ]
    [checkin] = found["checkins"]
    assert (checkin["code"], checkin["by"], checkin["contact"], checkin["overall"]) == (
        "R-001",
        "M-01",
        "visit",
        "fine",
    )
    waiting = {
        row["code"]: datetime.fromisoformat(row["due_at"]) for row in found["prompts"] if row["state"] == "waiting"
    }
    assert waiting["P-001"] == waiting["R-002"] == when
    assert timedelta(days=6) < waiting["R-001"] - real_now() < timedelta(days=15), "a week, or the working day after it"
    assert "Arman" not in json.dumps(found) and found["flags"] == found["requests"] == []


def test_a_prompt_comes_within_three_seconds_of_its_minute(small: Place) -> None:
    with small.running_after_init():
        siti = mentor_with(small, "R,Arman,M-01,1,")
        taps(types(siti, "/catat"), "R-001", "Kunjungan", "Semua baik", "Pilih tanggal")
        sees(siti, "besok jam 9")
        types(siti, "1 menit lagi")
        sees(siti, "Sudah benar?")
        taps(siti, "Ya", "Simpan")
        sees(siti, "Tersimpan")
        [due] = [row["due_at"] for row in small.exported()["prompts"] if row["state"] == "waiting"]
        at = datetime.fromisoformat(due)
        assert timedelta(seconds=-1) < at - real_now() < timedelta(seconds=121)
        sees(siti, "Ini waktu yang sudah direncanakan.", 125)
        assert timedelta(0) <= real_now() - at < timedelta(seconds=3)
        taps(siti, "Catat sekarang")
        sees(siti, "Kabar R-001")


def test_a_program_started_afresh_does_the_same(small: Place) -> None:
    assert small.titian("init", cold=True).out.startswith("A-01 https://t.me/uji_bot?start=")
    with small.running(cold=True):
        mentor_with(small, "R,Arman,M-01,1,")
    assert "restore" in small.titian("--help", cold=True).out


def test_the_demo_turns_its_clock_to_the_next_prompt(small: Place) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    demo = small.start("demo", "--no-browser", "--fresh", "--port", url.rpartition(":")[2])
    siti, yusuf = f"{url}/phones/1003", f"{url}/phones/1002"
    until(lambda: url in demo.said, "the demo says where it is")
    until(lambda: "Tim saya" in newest(yusuf) and "Catat kabar" in newest(siti), "both menus")
    posts(f"{yusuf}/taps", {"label": "Tim saya"})
    until(lambda: "dampingan" in newest(yusuf), "a screen with names, which closes after ten minutes")
    posts(f"{url}/controls/next", {})
    until(lambda: "Ini waktu yang sudah direncanakan" in newest(siti) and "R-002" in newest(siti), "the next prompt")
    assert demo.terminates().code == 0


# -- what a person can mend is one line, and exit code 2 -----------------------------------------------------


def test_a_wrong_token_or_an_unreachable_telegram(small: Place) -> None:
    wrong: Changes = {"TITIAN_BOT_TOKEN": "123456:AAE-another-token-than-the-bots-own"}
    nowhere: Changes = {"TITIAN_API_URL": f"http://127.0.0.1:{free_port()}"}
    for command in ("init", "run"):
        refuses(small, command, says="copy it anew from BotFather", **wrong)
        refuses(small, command, says="check TITIAN_API_URL and the network", **nowhere)
        refuses(small, command, says="TITIAN_BOT_TOKEN is missing", TITIAN_BOT_TOKEN=None)
        small.titian("init")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("TITIAN_BOT_TOKEN", "bukan-token", "copy it anew from BotFather"),
        ("TITIAN_BOT_TOKEN", "", "copy it anew from BotFather"),
        ("TITIAN_API_URL", "telegram.org", "begins with http"),
        ("TITIAN_API_URL", "http://[", "begins with http"),
        ("TITIAN_WEBHOOK_URL", "https://contoh.id:pintu/hook", "begins with http"),
        ("TITIAN_WEBHOOK_URL", "https://contoh.id/{hook", "begins with http"),
        ("TITIAN_DATABASE_URL", "mysql://titian:sandi-lewat@localhost/titian", "sqlite:///PATH or postgresql://"),
        ("TITIAN_DATABASE_URL", "sandi-lewat", "sqlite:///PATH or postgresql://"),
        ("TITIAN_DATABASE_URL", "postgresql+asyncpg://titian:sandi-lewat@localhost/titian", "sqlite:///PATH or"),
        ("TITIAN_DATABASE_URL", "postgresql://titian:sandi-lewat@localhost:pintu/titian", "sqlite:///PATH or"),
        ("TITIAN_DATABASE_URL", "sqlite://", "sqlite:///PATH or postgresql://"),
        ("TITIAN_DATABASE_URL", "sqlite:////tidak/ada/di/sini.db", "check TITIAN_DATABASE_URL"),
        ("TITIAN_KEY_FILE", "/tidak/ada/titian.key", "TITIAN_KEY_FILE: /tidak/ada/titian.key cannot be written"),
        ("TITIAN_KEY_FILE", "/", "cannot be read"),
        ("TITIAN_TIMEZONE", "Asia/Atlantis", "Asia/Jakarta"),
        ("TITIAN_TIMEZONE", "../../etc/passwd", "Asia/Jakarta"),
        ("TITIAN_WEBHOOK_URL", "https://contoh.id/hook", "TITIAN_WEBHOOK_SECRET is missing"),
        ("TITIAN_WEBHOOK_SECRET", "pendek", "16 to 256"),
        ("TITIAN_LISTEN", "8081", "HOST:PORT"),
        ("TITIAN_LISTEN", "127.0.0.1:99999", "HOST:PORT"),
        ("TITIAN_PAGE_LISTEN", "8082", "HOST:PORT"),
        ("TITIAN_PAGE_URL", "", "it must be https://HOST or https://HOST/PATH"),
        ("TITIAN_PAGE_URL", "http://contoh.id/titian", "http:// on this machine alone"),
        ("TITIAN_WORKERS", "0", "greater than or equal to 1"),
        ("TITIAN_WORKERS", "empat", "valid integer"),
        ("TITIAN_SEND_PER_SECOND", "0", "greater than 0"),
        ("TITIAN_SEND_PER_CHAT", "nan", "greater than 0"),
        ("TITIAN_LOG_FORMAT", "xml", "'console' or 'json'"),
        ("TITIAN_LOG_LEVEL", "KERAS", "'INFO'"),
        ("TITIAN_BOT_TOKEN_FILE", "/tidak/ada", "keep one of them"),
        ("TITIAN_WEBHOOK_SECRET_FILE", "/tidak/ada", "the file /tidak/ada cannot be read"),
    ],
)
def test_a_setting_that_is_wrong_is_named(small: Place, name: str, value: str, says: str) -> None:
    line = refuses(small, "init", says=says, **{name: value})
    assert "sandi-lewat" not in line
    assert name in line or "key file" in line or "WEBHOOK_SECRET" in line or "database" in line


def test_secrets_may_be_in_files(small: Place, tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text(TOKEN + "\n")
    by_file: Changes = {"TITIAN_BOT_TOKEN": None, "TITIAN_BOT_TOKEN_FILE": str(token)}
    assert small.does("init", **by_file).startswith("A-01 ")
    token.unlink()
    refuses(small, "run", says=f"TITIAN_BOT_TOKEN_FILE: the file {token} cannot be read", **by_file)


def test_a_key_file_that_is_not_the_one(small: Place) -> None:
    small.does("init")
    key, kept = small.key_file, small.key_file.with_name("kept")
    key.rename(kept)
    for command in ("init", "run", "purge"):
        refuses(small, command, says=f"there is no key file at {key}")
    create_key_file(key)
    for command in ("init", "run", "purge"):
        refuses(small, command, says=f"the key file {key} is not this database's: put the right copy there")
    key.write_text("titian-key-1:bukan kunci")
    refuses(small, "run", says="is damaged: put your copy of it there")
    kept.replace(key)
    key.chmod(0o644)
    refuses(small, "run", says=f"run `chmod 600 {key}`")
    key.chmod(0o600)
    assert small.does("purge", "--dry-run")


def test_a_database_of_another_version_or_none(place: Place) -> None:
    refuses(place, "run", says="run `titian init`")
    create_key_file(place.key_file)
    refuses(place, "run", says="the database has no tables yet: run `titian init`")
    file = make_url(place.database_url)
    if file.get_backend_name() == "sqlite":
        assert "no tables yet" in place.titian("check").out and not Path(str(file.database)).exists()
    place.does("init")
    engine = open_engine(place.database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    for command in ("init", "run", "purge"):
        refuses(place, command, says="the database is newer than this program: install the newer Titian")


def test_a_database_that_is_away_is_not_asked_for_by_password(small: Place) -> None:
    create_key_file(small.key_file)
    away = f"postgresql://titian:sandi-lewat@127.0.0.1:{free_port()}/titian"
    line = refuses(small, "run", says="check TITIAN_DATABASE_URL and that it is running", TITIAN_DATABASE_URL=away)
    assert "sandi-lewat" not in line


def test_two_that_run_on_one_sqlite_file(small: Place) -> None:
    small.does("init")
    with small.running() as first:
        second = small.titian("run")
        assert second.code == 2 and "another `titian run` uses this database: stop it first" in last_line(second.err)
        assert first.code is None
        mentor_with(small, "R,Arman,M-01,1,")


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_two_that_run_on_one_postgresql_database_take_over_from_each_other(place: Place) -> None:
    place.does("init")
    with place.running() as first, place.running() as second:
        siti = mentor_with(place, "R,Arman,M-01,1,")
        first.dies()
        taps(types(siti, "/catat"), "R-001", "Kunjungan", "Semua baik", "1 minggu", "Simpan")
        sees(siti, "Tersimpan")
        assert second.code is None


def test_another_program_that_polls_with_the_same_token(small: Place) -> None:
    small.does("init")
    bot = small.start("run").is_ready()
    stop = threading.Event()
    other = threading.Thread(target=polls_until, args=(small.world.url, stop))  # noqa: TID251 the other program
    other.start()
    try:
        done = bot.ends(20)
    finally:
        stop.set()
        other.join()
    assert done.code == 2
    assert last_line(done.err).startswith("titian: another program asks Telegram for this bot's messages: stop it")


def test_a_caseload_with_bad_rows_imports_nothing(small: Place) -> None:
    small.does("init")
    small.does("invite", "--role", "mentor")
    rows = ("R,Arman,M-01,1,", "X,,M-09,3,besok", "R,Bayu,M-01,2", "P,Citra,M-01,4,1999-01-01")
    assert refused(small, *rows) == ["line 4: 4 columns where the header has 5"]
    assert refused(small, *rows[:2], rows[3]) == [
        "line 3, column track: must be R or P",
        "line 3, column name: must be 1 to 80 letters",
        "line 3, column mentor: there is no mentor with this staff code; `titian invite --role mentor` adds one",
        "line 3, column cadence_weeks: must be one of 1, 2, 4, 8, or 0 for the usual course",
        "line 3, column next_at: must be a date such as 2026-12-05 09:00, or ISO 8601",
        "line 4, column next_at: is more than two years away",
    ]
    assert refused(small, header="kode,nama") == [
        "line 1: column track is missing; column mentor is missing; column cadence_weeks is missing: the header must "
        "be track,name,mentor,cadence_weeks (next_at, apart_from, key, intake_at, code may stand there too)"
    ]
    assert refused(small) == ["the file has no rows below its header"]
    lost = small.titian("import", "tidak-ada.csv")
    assert lost.code == 2 and "the file tidak-ada.csv cannot be read as UTF-8 text" in lost.err
    assert small.exported()["cases"] == []
    before = everything(small)
    assert imports(small, "R,Arman,M-01,1,", more=("--dry-run",)) == ["1 cases would be added"]
    assert everything(small) == before
    lines = imports(small, "r;Arman;m-01;1", header="Track;Name;Mentor;Cadence_weeks")
    assert [line.split()[:2] for line in lines] == [["R-001", "M-01"]], "as spreadsheets here write it"


def test_an_invitation_that_cannot_be_made(small: Place) -> None:
    small.does("init")
    refuses(small, "invite", "--role", "participant", says="--role must be admin, supervisor or mentor")
    refuses(small, "invite", "--role", "mentor", "--supervisor", "S-07", says="there is no supervisor S-07")
    for name in ("Yusuf", "Dewi"):
        small.does("invite", "--role", "supervisor", "--name", name)
    refuses(small, "invite", "--role", "mentor", says="--supervisor is missing: choose one of S-01, S-02")
    assert small.titian("invite", "--role", "penyihir").code == 2


def test_an_export_that_must_not_or_cannot_be_written(small: Place) -> None:
    small.does("init")
    small.does("invite", "--role", "mentor")
    imports(small, "R,Arman,M-01,1,")
    refuses(small, "export", "--out", "x.json", "--with-text", says="--with-text needs a --reason")
    refuses(small, "export", "--out", "x.doc", says="--out must end in .json, .csv, .xlsx")
    refuses(small, "export", "--out", "/tidak/ada/x.json", says="--out: /tidak/ada/x.json cannot be written")
    for name in ("x.json", "x.csv", "x.xlsx"):
        (small.folder / name).touch(0o644)
        small.does("export", "--out", name)
        assert stat.S_IMODE((small.folder / name).stat().st_mode) == 0o600
        assert b"Arman" not in (small.folder / name).read_bytes()
    small.does("export", "--out", "x.json", "--with-text", "--reason", "diminta yang bersangkutan")
    assert "Arman" in (small.folder / "x.json").read_text()
    assert small.exported("--from", "2020-01-01", "--to", "2020-01-31")["prompts"] == []


def test_the_copy_of_one_persons_data(small: Place) -> None:
    small.does("init")
    small.does("invite", "--role", "mentor")
    imports(small, "R,Arman,M-01,1,\nR,Budi,M-01,1,")
    reason = ("--with-text", "--reason", "diminta yang bersangkutan")
    found = small.exported("--case", "r-001", *reason)
    assert [one["name"] for one in found["cases"]] == ["Arman"]
    assert {one["code"] for one in found["prompts"]} == {"R-001"}
    refuses(small, "export", "--out", "x.json", "--case", "R-009", says="--case: there is no participant with the code")


def test_the_copy_of_one_persons_data_holds_what_was_written_and_planned_and_who_looked(place: Place) -> None:
    reason = ("--with-text", "--reason", "diminta yang bersangkutan")
    with place.running_after_init():
        siti = mentor_with(place, "R,Arman,M-01,1,\nR,Budi,M-01,1,")
        rows = [
            "R-001,2026-01-05 09:00,M-01,visit,Sudah punya kacamata",
            "R-002,2026-01-05 09:00,M-01,visit,Punya Budi",
        ]
        place.does("import", str(caseload(place, "code,at,by,contact,note", tuple(rows))))
        taps(
            types(siti, "/dampingan"),
            "R-001",
            "Lihat nama",
            "Peserta",
            "Catat persetujuan",
            "Catatan",
            "Di atas kertas",
        )
        taps(siti, "Ya, setuju", "Kemarin")
        types(siti, "Rina Wijaya")
        taps(siti, "Simpan")
        sees(siti, "Sudah setuju: Catatan")
        place.exported("--case", "r-001", *reason)
        found = place.exported("--case", "r-001", *reason)
    assert [(row["contact"], row["note"]) for row in found["checkins"]] == [("visit", "Sudah punya kacamata")]
    assert [row["answers"]["note"] for row in found["revisions"]] == ["Sudah punya kacamata"]
    [paper] = found["consents"]
    assert (paper["channel"], paper["witness"], paper["given"]) == ("paper", "Rina Wijaya", True)
    assert paper["signed_on"] <= paper["at"][:10] and "mencatat singkat kabar Bapak/Ibu" in paper["text"]
    assert [(row["kind"], row["recipient"]) for row in found["planned"]][:1] == [("next_contact", "M-01")]
    assert all(row["what"] and " pukul " in row["when"] for row in found["planned"])
    looked = [(row["verb"], row["role"], row["reason"]) for row in found["readings"]]
    assert looked == [("read_name", "mentor", ""), ("exported", None, reason[-1])], "the card, and the file before this"
    assert {(row["code"], row["role"]) for row in found["staff"]} == {("M-01", "mentor")}
    assert "Budi" not in json.dumps(found) and "Siti" not in json.dumps(found)
    assert found["requests"] == found["flags"] == found["drafts"] == []
    everything = set(found)
    for name in ("copy.csv", "copy.xlsx"):
        place.does("export", "--out", name, "--case", "R-001", *reason)
    with zipfile.ZipFile(place.folder / "copy.xlsx") as book:
        assert len([one for one in book.namelist() if "worksheets/sheet" in one]) == len(everything), "a sheet a kind"


# -- keeping it well ---------------------------------------------------------------------------------------


def test_check_looks_at_every_part(place: Place) -> None:
    place.does("init")
    said = place.does("check").splitlines()
    parts = (
        "settings",
        "token: @uji_bot",
        "key: 1 in ",
        "database: ",
        "bot: the one this database is used with",
        "catalogs: ",
        "directory: ",
        "clock: ",
        "disk: ",
        "standing truths: ",
    )
    assert len(said) == len(parts)
    for line, part in zip(said, parts, strict=True):
        assert line.startswith(f"ok      {part}")
    bad = place.titian("check", TITIAN_BOT_TOKEN="123456:AAE-another-token-than-the-bots-own")
    assert bad.code == 1 and "failed  token: Telegram does not know this token" in bad.out and "ok      disk" in bad.out
    place.key_file.unlink()
    gone = place.titian("check")
    assert gone.code == 1 and "failed  key: there is no key file" in gone.out and "ok      token" in gone.out
    blind = place.titian("check", TITIAN_TIMEZONE="Asia/Atlantis")
    assert blind.code == 1 and "failed  settings: TITIAN_TIMEZONE" in blind.out


def test_check_only_looks(place: Place) -> None:
    a_team(place)
    removed(place, "S-01")
    with place.database() as database, database.transaction() as tx:
        tx.execute(delete(facts).where(facts.c.name == "bot_id"))
        tx.execute(delete(keys).where(keys.c.scope == "day"))
    before = everything(place)
    assert "ok      bot: none was used yet" in place.does("check")
    assert everything(place) == before
    place.does("init")
    renamed = World("berganti_nama_bot", TOKEN)
    try:
        before = everything(place)
        said = place.titian("check", TITIAN_API_URL=renamed.url).out
        assert "ok      token: @berganti_nama_bot" in said and "ok      bot: the one" in said
        assert everything(place) == before, "neither rows nor the key file"
    finally:
        renamed.close()


def a_team(place: Place) -> None:
    """Two supervisors, and a mentor of the first with two participants; nobody has joined."""
    place.does("init")
    for name in ("Yusuf", "Rahmat"):
        place.does("invite", "--role", "supervisor", "--name", name)
    place.does("invite", "--role", "mentor", "--name", "Siti", "--supervisor", "S-01")
    imports(place, "R,Arman,M-01,1,", "P,Citra,M-01,2,")


def removed(place: Place, code: str) -> None:
    """As an older version left it: somebody is gone, and whatever was theirs still points to them."""
    with place.database() as database, database.transaction() as tx:
        tx.execute(update(people).where(people.c.code == code).values(status="removed", chat=None))


def test_what_an_older_version_left_behind_is_listed_and_mended(place: Place) -> None:
    a_team(place)
    removed(place, "S-01")
    with place.database() as database, database.transaction() as tx:
        tx.execute(delete(prompts).where(prompts.c.kind == "next_contact"))
    said = place.does("check")
    assert "mend    an active case has a next moment: P-001, R-001 (`titian check --mend` plans one)" in said
    assert "mend    a mentor's supervisor is not gone: M-01 (`titian hand-over S-01 S-02`" in said
    assert "decide  the admins alone lead M-01" in said and "ok      standing" not in said
    mended = place.does("check", "--mend")
    assert "mended  an active case has a next moment: P-001, R-001" in mended
    assert "mend    a mentor's supervisor is not gone: M-01" in mended, "whose team it is, a person decides"
    assert place.does("hand-over", "s-01", "S-02") == "S-02 has from S-01: 1 mentors, 0 participants\n"
    assert "ok      standing truths" in place.does("check") and "leader_changed" in place.verbs()


def test_a_caseload_is_handed_over_and_never_past_a_wall(place: Place) -> None:
    a_team(place)
    place.does("invite", "--role", "mentor", "--name", "Dewi", "--supervisor", "S-02")
    imports(place, "P,Melati,M-02,1,")
    place.does("wall", "R-001", "P-002")
    refuses(place, "hand-over", "M-01", "M-02", says="a wall stands between what M-01 has and what M-02 has")
    refuses(place, "hand-over", "S-01", "S-02", says="a wall stands between")
    assert {one["mentor"] for one in place.exported("--track", "R")["cases"]} == {"M-01"}
    place.does("invite", "--role", "mentor", "--name", "Rina", "--supervisor", "S-01")
    removed(place, "M-01")
    assert place.does("hand-over", "M-01", "M-03") == "M-03 has from M-01: 0 mentors, 2 participants\n"
    assert {one["mentor"] for one in place.exported("--track", "R")["cases"]} == {"M-03"}


@pytest.mark.parametrize(
    ("codes", "says"),
    [
        (("S-01", "S-01"), "two supervisors are needed, or two mentors"),
        (("S-01", "M-01"), "two supervisors are needed, or two mentors"),
        (("A-01", "S-01"), "two supervisors are needed, or two mentors"),
        (("S-01", "S-09"), "there is nobody of the staff with the code S-09"),
        (("R-001", "S-01"), "there is nobody of the staff with the code R-001"),
    ],
)
def test_handing_over_says_what_is_wrong(small: Place, codes: tuple[str, str], says: str) -> None:
    a_team(small)
    refuses(small, "hand-over", *codes, says=says)
    removed(small, "S-02")
    refuses(small, "hand-over", "S-01", "S-02", says="S-02 is removed and can be given nobody")


def test_a_backup_is_restored_while_the_bot_goes_on(place: Place, tmp_path: Path) -> None:
    with place.running_after_init():
        siti = mentor_with(place, f"R,{NAME},M-01,1,")
        taps(types(siti, "/catat"), "R-001", "Kunjungan", "Semua baik", "1 minggu", "Simpan")
        sees(siti, "Tersimpan")
        [file] = place.does("backup", "kept").split()
    assert NAME.encode() not in (place.folder / file).read_bytes()
    assert stat.S_IMODE((place.folder / file).stat().st_mode) == 0o600
    refuses(place, "restore", file, says="the database is not empty: restore into a new one")
    elsewhere: Changes = {"TITIAN_DATABASE_URL": f"sqlite:///{tmp_path / 'elsewhere.db'}"}
    before = place.exported("--with-text", "--reason", "memeriksa cadangan")
    said = place.does("restore", file, **elsewhere)
    assert re.fullmatch(r"restored \d+ rows; the audit is whole\n", said)
    place.does("export", "--out", "restored.json", "--with-text", "--reason", "memeriksa cadangan", **elsewhere)
    assert json.loads((place.folder / "restored.json").read_text()) == before
    with place.running(**elsewhere):
        sees(types(siti, "/catat"), "Kabar siapa yang mau dicatat?")


def test_a_backup_that_is_damaged_or_none_leaves_the_database_empty(small: Place, tmp_path: Path) -> None:
    small.does("init")
    [file] = small.does("backup", str(tmp_path / "kept")).split()
    whole = Path(file).read_bytes()
    empty: Changes = {"TITIAN_DATABASE_URL": f"sqlite:///{tmp_path / 'elsewhere.db'}"}
    start = whole.index(b"\n") + 1
    broken = bytearray(whole)
    broken[-20] ^= 1
    for content, says in (
        (bytes(broken), "does not open with this key file, or is damaged"),
        (whole[:-7], "does not open with this key file, or is damaged"),
        (whole[:start], "is incomplete"),
        (whole[: start - 20], "cannot be read, or is no backup of Titian"),
        (b"{}\n", "is no backup of Titian"),
        (b"", "cannot be read, or is no backup of Titian"),
    ):
        Path(file).write_bytes(content)
        refuses(small, "restore", file, says=says, **empty)
    refuses(small, "restore", "tidak-ada.backup", says="cannot be read, or is no backup of Titian", **empty)
    Path(file).write_bytes(whole)
    small.key_file.rename(small.key_file.with_name("kept"))
    create_key_file(small.key_file)
    refuses(small, "restore", file, says="does not open with this key file, or is damaged", **empty)
    refuses(small, "backup", str(tmp_path / "kept"), says="is not this database's")
    small.key_file.with_name("kept").replace(small.key_file)
    small.does("restore", file, **empty)
    refuses(small, "backup", "/proc/tidak-ada", says="the backup cannot be written to /proc/tidak-ada")


def test_keys_are_rotated_while_the_bot_goes_on(place: Place) -> None:
    with place.running_after_init():
        siti = mentor_with(place, f"R,{NAME},M-01,1,")
        assert re.match(r"\d+ data keys rewrapped; keep a copy", place.does("keys", "rotate"))
        taps(types(siti, "/catat"), "R-001", "Kunjungan", "Semua baik", "1 minggu", "Simpan")
        sees(siti, "Tersimpan")
    older, newer, *_ = place.key_file.read_text().splitlines()
    assert older.startswith("titian-key-1:") and newer.startswith("titian-key-1:")
    place.key_file.write_text(newer + "\n")
    [case] = place.exported("--with-text", "--reason", "memeriksa kunci")["cases"]
    assert case["name"] == NAME, "the earlier key is needed no more"
    assert {"keys_rotated", "exported"} <= set(place.verbs())


def test_the_audit_shows_a_row_that_was_changed(place: Place) -> None:
    place.does("init")
    for name in ("Yusuf", "Dewi"):
        place.does("invite", "--role", "supervisor", "--name", name)
    length = int(re.fullmatch(r"the audit is whole: (\d+) entries\n", place.does("audit", "verify"))[1])  # type: ignore[index]
    assert length >= 2
    engine = open_engine(place.database_url)
    with engine.begin() as connection:
        connection.execute(update(audit).where(audit.c.position == 2).values(verb="exported"))
    engine.dispose()
    changed = place.titian("audit", "verify")
    assert (changed.code, changed.out) == (1, "")
    where, what = changed.err.splitlines()
    assert where == f"the audit breaks at entry 2 of {length}"
    assert what == "an entry was changed, or put in another's place (row 2)"


def test_purge_says_first_what_it_would_remove(place: Place) -> None:
    with place.running_after_init():
        mentor_with(place, "R,Arman,M-01,1,")
    place.does("purge", "--dry-run")
    old = real_now() - timedelta(days=400)
    engine = open_engine(place.database_url)
    with engine.begin() as connection:
        connection.execute(update(inbox).values(received_at=old))
        connection.execute(update(outbox).values(created_at=old))
    engine.dispose()
    before = everything(place)
    due = classes(place.does("purge", "--dry-run"))
    assert due["messages"] > 0 and due["updates"] > 0 and due["notes"] == 0 and everything(place) == before
    assert classes(place.does("purge")) == due
    left = classes(place.does("purge"))
    assert left["messages"] == left["updates"] == 0 and left["audit"] > due["audit"]


def classes(table: str) -> dict[str, int]:
    """The table that `titian purge` prints: how many of each class."""
    rows = [line.split() for line in table.splitlines()]
    assert {row[1] for row in rows} <= {"erase", "remove", "list", "keep"}
    return {row[0]: int(row[2]) for row in rows}


def test_purge_erases_cases_closed_long_ago_from_older_backups_too(place: Place, tmp_path: Path) -> None:
    with place.running_after_init():
        mentor_with(place, f"R,{NAME},M-01,1,", "R,Bayu,M-01,1,")
        [file] = place.does("backup", str(tmp_path / "kept")).split()
        engine = open_engine(place.database_url)
        with engine.begin() as connection:
            long_ago = {"status": "closed", "closed_at": real_now() - timedelta(days=800)}
            connection.execute(update(cases).where(cases.c.code == "R-001").values(**long_ago))
        engine.dispose()
        assert place.key_file.read_text().startswith("titian-key-1:")
        said = place.does("purge")
        assert classes(said)["notes"] == 1 and "R-001" in said and NAME not in said
        assert place.key_file.read_text().startswith("titian-key-2:"), "the key file has forgotten one key"
    empty: Changes = {"TITIAN_DATABASE_URL": f"sqlite:///{tmp_path / 'elsewhere.db'}"}
    assert "the audit is whole" in place.does("restore", file, **empty)
    restored = place.titian("export", "--out", "r.json", "--with-text", "--reason", "memeriksa", **empty)
    assert restored.code == 0
    names = [case["name"] for case in json.loads((place.folder / "r.json").read_text())["cases"]]
    assert names == ["Bayu"]


def test_a_breach_starts_the_clock_and_drafts_the_letters(small: Place, tmp_path: Path) -> None:
    with small.running_after_init():
        siti = mentor_with(small, f"R,{NAME},M-01,1,", "P,Citra,M-01,1,")
        taps(types(siti, "/catat"), "R-001", "Kunjungan", "Semua baik", "1 minggu", "Simpan")
        sees(siti, "Tersimpan")
    today = f"{real_now() - timedelta(days=1):%Y-%m-%d}"
    out = tmp_path / "surat"
    *exposed, last = small.does("breach", "--since", today, "--out", str(out), TITIAN_DPO="Ibu Ratna").splitlines()
    found = dict(line.split(": ") for line in exposed)
    assert "breach_assessed" in small.verbs()
    assert set(found) == {"A-01", "M-01", "P-001", "R-001"}
    assert "notes" in found["R-001"] and "notes" not in found["P-001"] and "telegram" in found["M-01"]
    assert re.fullmatch(r"4 exposed; 5 letters in .*; everybody is to be told by \d{4}-\d\d-\d\d \d\d:\d\d WIB", last)
    letter, official = (out / "R-001.txt").read_text(), (out / "lembaga.txt").read_text()
    assert "Catatan pertemuan" in letter and "Ibu Ratna" in letter and NAME not in letter + official
    assert "Kementerian Komunikasi dan Digital" in official and "Jumlah orang: 4" in official
    assert not any(re.search(rf"\b{word}\b", (letter + official).casefold()) for word in NEVER)
    assert stat.S_IMODE((out / "R-001.txt").stat().st_mode) == 0o600
    only = small.does("breach", "--since", today, "--scope", "case p-001", "--out", str(out / "satu"))
    assert only.startswith("P-001: name, rhythm") and "1 exposed; 2 letters" in only
    hers = small.does("breach", "--since", today, "--scope", "mentor M-01", "--out", str(out / "dua"))
    assert [line.partition(":")[0] for line in hers.splitlines()[:-1]] == ["M-01", "P-001", "R-001"]
    for asked, says in (
        (("--scope", "semua"), "--scope must be all"),
        (("--scope", "case R-099"), "there is no case R-099"),
        (("--until", "2020-01-01"), "--since must lie before --until"),
    ):
        refuses(small, "breach", "--since", today, "--out", str(out), *asked, says=says)
    refuses(small, "breach", "--since", today, "--out", "/proc/surat", says="cannot be written")


# -- the webhook, the end, the canary ------------------------------------------------------------------------


def test_a_webhook_asks_for_its_secret_and_takes_each_update_once(place: Place) -> None:
    place.does("init")
    listen = f"127.0.0.1:{free_port()}"
    hook = f"http://{listen}/kait"
    settings: Changes = {"TITIAN_WEBHOOK_URL": hook, "TITIAN_WEBHOOK_SECRET": SECRET, "TITIAN_LISTEN": listen}
    with place.running(**settings) as bot:
        siti = mentor_with(place, "R,Arman,M-01,1,")
        body = {"update_id": 77, "message": message(siti, "/catat")}
        assert posts(hook, body, "salah-salah-salah") == posts(hook, body, "") == 403
        assert posts(hook, ["bukan"], SECRET) == 400
        assert kept(place, 77) == 0
        assert posts(hook, body, SECRET) == 200
        assert kept(place, 77) == 1, "200 comes after the COMMIT"
        sees(siti, "Kabar siapa yang mau dicatat?")
        taps(siti, "R-001", "Kunjungan", "Semua baik", "1 minggu")
        save = siti.last.buttons[0][0]
        assert "Simpan" in save.label and save.data is not None
        tap = {"id": "1", "from": person(siti), "chat_instance": "1", "data": save.data, "message": siti.last.to_api()}
        answers = [posts(hook, {"update_id": 78, "callback_query": tap}, SECRET) for _ in range(3)]
        sees(siti, "Tersimpan")
        assert answers == [200, 200, 200] and kept(place, 78) == 1
        assert posts(hook, {"update_id": 79, "message": message(siti, "/menu")}, SECRET) == 200
        bot.dies()
    assert kept(place, 79) == 1
    assert len(place.exported()["checkins"]) == 1
    taken: Changes = {**settings, "TITIAN_LISTEN": place.world.url.removeprefix("http://")}
    assert "is taken: free it, or set TITIAN_LISTEN to another" in last_line(place.titian("run", **taken).err)


def test_it_ends_within_five_seconds_while_mentors_chat(place: Place) -> None:
    place.does("init")
    mentors = chatters(place, 8)
    for one in mentors:
        one.phone.types("/menu")
    with place.running() as bot:
        until(lambda: all(one.saved for one in mentors), "everyone has saved something", 30)
        begun = time.monotonic()
        assert bot.terminates(5.0).code == 0
        assert time.monotonic() - begun < 5
    assert '"uncertain"' not in bot.log and "Traceback" not in bot.log
    with place.running():
        for one in mentors:
            one.stopping = True
        until(lambda: all(one.rests for one in mentors), "every phone shows Tersimpan", 30)
    assert len(place.exported()["checkins"]) == sum(one.saved for one in mentors)


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_no_log_and_no_output_holds_a_token_a_name_or_a_note(small: Place, log_format: str) -> None:
    loud: Changes = {"TITIAN_LOG_LEVEL": "DEBUG", "TITIAN_LOG_FORMAT": log_format}
    link = small.does("init", **loud).split()[1]
    with small.running(**loud):
        small.world.server.fail_next("sendMessage", 502, "Bad Gateway", times=1)
        small.world.server.drop_after_delivery("sendMessage", times=1)
        joins(small, link, NAME)
        siti = mentor_with(small, f"R,{NAME},M-01,1,", name=NAME)
        small.world.server.drop_after_delivery("editMessageText")
        taps(types(siti, "/catat"), "R-001", "Kunjungan", "Ada yang perlu dicatat", "Lanjut", "Tidak ada")
        types(siti, NOTE)
        sees(siti, "Kapan Ibu akan terhubung lagi?")
        taps(siti, "1 minggu", "Simpan")
        sees(siti, "Tersimpan")
        siti.blocks()
        small.titian("export", "--out", "x.json", **loud)
    small.titian("run", **loud, TITIAN_API_URL=f"http://127.0.0.1:{free_port()}")
    small.titian("check", **loud)
    said = "".join(path.read_text() for path in small.logs.iterdir())
    invitation = link.partition("start=")[2]
    assert said.count(invitation) == 1, "the link is printed once, where it was asked for"
    for canary in (TOKEN, TOKEN.partition(":")[2], NAME, NAME.split()[0], NOTE, str(siti.user.id)):
        assert canary not in said
    kept_bytes = b"".join(path.read_bytes() for path in small.folder.parent.glob("titian.db*"))
    assert len(kept_bytes) > 1000
    for canary in (TOKEN, NAME, NOTE, invitation):
        assert canary.encode() not in kept_bytes


# -- how people and programs speak here ----------------------------------------------------------------------


def invited(place: Place, code: str, *asked: str) -> str:
    """`titian invite` prints one line, staff code and link; the link."""
    [line] = place.does("invite", *asked).splitlines()
    found, link = line.split()
    assert found == code and link.startswith("https://t.me/uji_bot?start=")
    return link


def mentor_with(place: Place, *rows: str, name: str = "Siti") -> Phone:
    """A mentor who has joined, with a caseload; the bot must be running."""
    phone = joins(place, invited(place, "M-01", "--role", "mentor", "--name", name), name)
    imports(place, *rows)
    return phone


def types(phone: Phone, words: str) -> Phone:
    """Type, and wait until the bot has spoken."""
    before = len(phone.transcript)
    phone.types(words)
    until(lambda: any(entry.kind in ("bot", "edit") for entry in phone.transcript[before:]), f"an answer to {words!r}")
    return phone


def imports(place: Place, *rows: str, header: str = HEADER, more: tuple[str, ...] = ()) -> list[str]:
    """`titian import` of these rows; the lines it prints."""
    return place.does("import", str(caseload(place, header, rows)), *more).splitlines()


def refused(place: Place, *rows: str, header: str = HEADER) -> list[str]:
    """What `titian import` has against these rows, beside the last line; nothing changes."""
    before = everything(place)
    done = place.titian("import", str(caseload(place, header, rows)))
    lines = [line.removeprefix("titian: ") for line in done.err.splitlines() if line.startswith("titian: ")]
    assert (done.code, done.out, lines[-1]) == (2, "", "nothing was imported")
    assert everything(place) == before
    return lines[:-1]


def caseload(place: Place, header: str, rows: tuple[str, ...]) -> Path:
    path = place.logs.parent / "caseload.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def refuses(place: Place, *args: str, says: str, **changes: str | None) -> str:
    """A command says in one line what is wrong and how to mend it, ends with 2, and changes nothing."""
    before = everything(place)
    done = place.titian(*args, cold=False, **changes)
    assert (done.code, done.out) == (2, ""), done
    assert len(done.err.splitlines()) == 1 and says in done.err, done.err
    assert done.err.startswith("titian: ") and TOKEN not in done.err
    assert everything(place) == before
    return done.err


def last_line(said: str) -> str:
    return said.splitlines()[-1]


def everything(place: Place) -> object:
    """All there is on disk: the rows of the database, and the files beside it."""
    files = {path.name: path.read_bytes() for path in place.folder.rglob("*") if path.is_file()}
    url = make_url(place.database_url)
    if url.get_backend_name() == "sqlite" and not os.path.exists(str(url.database)):
        return files, {}
    engine = open_engine(place.database_url)
    with engine.connect() as connection:
        found = MetaData()
        found.reflect(connection)
        rows = {table.name: sorted(map(repr, connection.execute(select(table)))) for table in found.sorted_tables}
    engine.dispose()
    return files, rows


def in_days(days: int) -> datetime:
    """Nine o'clock in Jakarta on a day to come."""
    return (real_now() + timedelta(days=days)).replace(hour=2, minute=0, second=0, microsecond=0)


def iso(moment: datetime) -> str:
    return moment.isoformat()


def person(phone: Phone) -> dict[str, Any]:
    return {"id": phone.user.id, "is_bot": False, "first_name": phone.user.first_name}


def message(phone: Phone, words: str) -> dict[str, Any]:
    """A command as Telegram would hand it over."""
    chat = {"id": phone.chat.id, "type": "private", "first_name": phone.user.first_name}
    command = {"type": "bot_command", "offset": 0, "length": len(words)}
    found = {"message_id": 900, "date": int(real_now().timestamp()), "chat": chat, "from": person(phone), "text": words}
    return {**found, "entities": [command]}


def newest(phone: str) -> str:
    """The newest message on a phone of the demo, as JSON."""
    with urllib.request.urlopen(f"{phone}?last=1", timeout=5) as answer:
        return str(answer.read().decode())


def posts(url: str, body: object, secret: str = "") -> int:
    """The status a webhook, or the demo's page, answers with."""
    headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": secret}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def kept(place: Place, update_id: int) -> int:
    """How often an update is in the inbox."""
    with place.database() as database, database.snapshot() as connection:
        asked = select(func.count()).select_from(inbox).where(inbox.c.update_id == update_id)
        return int(connection.execute(asked).scalar_one())


def polls_until(url: str, stop: threading.Event) -> None:
    """Another program that asks for the same bot's messages."""
    while not stop.is_set():
        try:
            with urllib.request.urlopen(f"{url}/bot{TOKEN}/getUpdates?timeout=1", timeout=5) as answer:
                answer.read()
        except urllib.error.HTTPError as error:
            error.close()


def test_the_readme_names_every_command() -> None:
    """Whoever adds one says so there."""
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    names = [f"titian {command.name}" for command in cli.registered_commands]
    for group in cli.registered_groups:
        assert group.typer_instance is not None
        names += [f"titian {group.name} {command.name}" for command in group.typer_instance.registered_commands]
    assert len(names) > 12 and not [name for name in names if f"`{name}" not in readme]
