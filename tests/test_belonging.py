"""Database, key file, bot and backups belong together: a stranger among them is refused, by the commands themselves."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, func, select, text, update
from sqlalchemy.engine import make_url

from bot.store.engine import audit as writing
from bot.store.engine.database import open_engine
from bot.store.engine.tables import audit, keys
from tests.blackbox import Place, World, sees, taps, until
from tests.test_commands import NAME, Changes, imports, last_line, mentor_with, refuses, small, types

__all__ = ["small"]
OTHER_TOKEN = "654321:AAE-the-token-of-another-bot"


@contextmanager
def tampering(place: Place) -> Iterator[Connection]:
    """Whoever can write to the database, and to nothing else."""
    engine = open_engine(place.database_url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def test_the_token_of_another_bot_is_refused(place: Place) -> None:
    with place.running_after_init():
        mentor_with(place, f"R,{NAME},M-01,1,")
    other = World("lain_bot", OTHER_TOKEN)
    theirs: Changes = {"TITIAN_BOT_TOKEN": OTHER_TOKEN, "TITIAN_API_URL": other.url}
    try:
        says = "this database is @uji_bot's, and TITIAN_BOT_TOKEN is another bot's"
        run = place.titian("run", **theirs)
        assert run.code == 2 and says in last_line(run.err) and OTHER_TOKEN not in run.err
        refuses(place, "init", says=says, **theirs)
        check = place.titian("check", **theirs)
        assert check.code == 1 and f"failed  bot: {says}" in check.out and "ok      token: @lain_bot" in check.out
        with place.running():
            pass
        place.does("init", "--another-bot", **theirs)
        with place.running(**theirs):
            pass
        assert place.titian("run").code == 2, "and the former is another one now"
    finally:
        other.close()


def test_a_key_file_serves_the_database_it_remembers_and_no_other(place: Place, tmp_path: Path) -> None:
    with place.running_after_init():
        mentor_with(place, f"R,{NAME},M-01,1,")
    beside: Changes = {"TITIAN_DATABASE_URL": f"sqlite:///{tmp_path / 'beside.db'}"}
    refused = place.titian("init", **beside)
    assert refused.code == 2 and "belongs to a database, and this one is empty" in refused.err
    with tampering(place) as connection:
        connection.execute(text("UPDATE facts SET value = 'another' WHERE name = 'database'"))
    for command in (["run"], ["invite", "--role", "mentor"], ["backup", str(tmp_path)]):
        done = place.titian(*command)
        assert done.code == 2 and "not the database that the key file was last used with" in last_line(done.err)


def test_an_older_copy_of_the_database_does_not_start(small: Place, tmp_path: Path) -> None:
    file = Path(str(make_url(small.database_url).database))
    with small.running_after_init():
        siti = mentor_with(small, f"R,{NAME},M-01,1,")
    small.does("audit", "verify")
    shutil.copy(file, tmp_path / "older.db")
    with small.running():
        taps(types(siti, "/catat"), "R-001", "Kunjungan", "Semua baik", "1 minggu", "Simpan")
        sees(siti, "Tersimpan")
    small.does("audit", "verify")
    for beside in file.parent.glob(file.name + "-*"):
        beside.unlink()
    shutil.copy(tmp_path / "older.db", file)
    says = "this is an older copy of the database: its audit ends at entry"
    done = small.titian("run")
    assert done.code == 2 and says in last_line(done.err) and len(done.err.splitlines()) == 1
    found = small.titian("audit", "verify")
    assert found.code == 1 and "signed entries are missing up to" in found.err
    assert f"failed  database: {says}" in small.titian("check").out
    refuses(small, "audit", "accept", "--reason", " ", says="--reason")
    assert "accepted up to entry" in small.does("audit", "accept", "--reason", "salinan lama, disk rusak")
    with small.running():
        taps(types(siti, "/catat"), "R-001", "Kunjungan", "Semua baik", "1 minggu", "Simpan")
        sees(siti, "Tersimpan")
    assert small.does("audit", "verify").startswith("the audit is whole: ")
    assert "audit_accepted" in small.verbs()


def test_a_counter_that_was_set_back_does_not_start(place: Place) -> None:
    with place.running_after_init():
        mentor_with(place, f"R,{NAME},M-01,1,")
    place.does("audit", "verify")
    with tampering(place) as connection:
        connection.execute(text("DELETE FROM prompts"))
        if connection.dialect.name == "sqlite":
            connection.execute(text("DELETE FROM sqlite_sequence WHERE name = 'prompts'"))
        else:
            connection.execute(text("ALTER SEQUENCE prompts_id_seq RESTART"))
    done = place.titian("run")
    assert done.code == 2 and "its counters were set back (prompts)" in last_line(done.err)


@pytest.mark.parametrize("how", ["deleted", "replaced"])
def test_a_database_file_that_goes_away_ends_the_bot(small: Place, tmp_path: Path, how: str) -> None:
    small.does("init")
    bot = small.start("run").is_ready()
    siti = mentor_with(small, f"R,{NAME},M-01,1,")
    file = Path(str(make_url(small.database_url).database))
    shutil.copy(file, tmp_path / "copy.db")
    if how == "deleted":
        file.unlink()
    else:
        (tmp_path / "copy.db").replace(file)
    before = len(siti.transcript)
    siti.types("/catat")
    done = bot.ends(20)
    assert done.code == 2 and f"the database file {file} was deleted or replaced" in last_line(done.err)
    assert not [entry for entry in siti.transcript[before:] if entry.kind in ("bot", "edit")], "nothing was promised"


def test_what_was_done_to_the_audit_is_found_while_the_bot_runs(place: Place) -> None:
    with place.running_after_init() as bot:
        mentor_with(place, f"R,{NAME},M-01,1,")
        signed = place.titian("audit", "verify")
        assert signed.code == 0
        _, number, mark = re.fullmatch(r"its last signed entry: ((\d+) (\S+))\n", signed.err).group(0, 2, 3)  # type: ignore[union-attr]
        assert place.does("audit", "verify", "--mark", f"{number} {mark}")
        wrong = place.titian("audit", "verify", "--mark", f"{number} 0000-0000-0000")
        assert wrong.code == 1 and "the mark is not that of this entry" in wrong.err
        refuses_mark = place.titian("audit", "verify", "--mark", mark)
        assert refuses_mark.code == 2 and "--mark" in refuses_mark.err
        with tampering(place) as connection:
            last = connection.execute(select(func.max(audit.c.position))).scalar_one()
            connection.execute(update(audit).where(audit.c.position == 2).values(verb="exported"))
            connection.execute(update(audit).where(audit.c.position >= 2).values(position=None, chain=None))
        until(lambda: "audit_broken" in bot.log, "the log to say so", seconds=45)
        found = place.titian("audit", "verify")
        assert (found.code, found.out) == (1, "")
        assert found.err.splitlines()[1] == f"signed entries are missing up to {last}"
        with tampering(place) as connection:
            assert connection.execute(select(func.max(audit.c.position))).scalar_one() == 1, "nothing was signed anew"


def test_master_keys_are_rotated_and_the_earlier_one_retired(place: Place, tmp_path: Path) -> None:
    copy = tmp_path / "copy.key"
    with place.running_after_init() as bot:
        siti = mentor_with(place, f"R,{NAME},M-01,1,")
        shutil.copy(place.key_file, copy)
        older = place.does("backup", str(tmp_path / "older")).strip()
        place.does("keys", "rotate")
        refuses_now = place.titian("keys", "retire")
        assert refuses_now.code == 2 and "too young: wait until" in refuses_now.err
        time_goes_by(place)
        time.sleep(6)  # as long as a running process may take to look
        imports(place, "P,Citra,M-01,1,")
        assert "retired" in place.does("keys", "retire")
        time.sleep(6)
        taps(types(siti, "/catat"), "R-001", "Kunjungan", "Semua baik", "1 minggu", "Simpan")
        sees(siti, "Tersimpan")
        assert bot.code is None
        with tampering(place) as connection:
            assert len(set(connection.execute(select(keys.c.master)).scalars())) == 1
    refuses(place, "backup", "--verify", older, says="which was retired")
    newer = place.does("backup", str(tmp_path / "newer")).strip()
    assert place.does("backup", "--verify", newer).startswith("whole: ")
    stolen = place.titian("export", "--out", str(tmp_path / "x.json"), TITIAN_KEY_FILE=str(copy))
    assert stolen.code == 2 and not (tmp_path / "x.json").exists(), "a copy of the earlier key file opens nothing"
    assert {"keys_rotated", "keys_retired"} <= set(place.verbs())


def time_goes_by(place: Place) -> None:
    """The newest master key has been there for an hour."""
    lines = place.key_file.read_text().splitlines()
    place.key_file.write_text("".join(
        (re.sub(r"T\d{6}", "T000000", line) if line.startswith("titian-born-1:") else line) + "\n" for line in lines
    ))  # fmt: skip


def test_a_backup_is_tried_without_a_database(place: Place, tmp_path: Path) -> None:
    with place.running_after_init():
        mentor_with(place, f"R,{NAME},M-01,1,")
    file = Path(place.does("backup", str(tmp_path)).strip())
    nowhere: Changes = {"TITIAN_DATABASE_URL": f"sqlite:///{tmp_path / 'none.db'}"}
    said = place.does("backup", "--verify", str(file), **nowhere)
    assert re.fullmatch(
        r"whole: \d+ rows of \d{4}-\d\d-\d\d \d\d:\d\d UTC, restored on trial; "
        r"0 were erased since and stay so; the audit is whole\n",
        said,
    )
    assert not (tmp_path / "none.db").exists()
    file.write_bytes(file.read_bytes()[:-100])
    refuses(place, "backup", "--verify", str(file), says="it is cut off within block")
    place.does("audit", "verify")
    with tampering(place) as connection:
        connection.execute(delete(audit).where(audit.c.position == 2))
    file = Path(place.does("backup", str(tmp_path / "more")).strip())
    refuses(place, "backup", "--verify", str(file), says="its audit breaks at entry 2")


def test_what_was_restored_on_trial_does_not_take_the_place_of_the_one_that_went_on(
    place: Place, tmp_path: Path
) -> None:
    trial: Changes = {"TITIAN_DATABASE_URL": f"sqlite:///{tmp_path / 'trial.db'}"}
    with place.running_after_init():
        siti = mentor_with(place, f"R,{NAME},M-01,1,")
        place.does("restore", place.does("backup", str(tmp_path)).strip(), **trial)
        place.does("audit", "verify", **trial)
    with place.running():
        taps(types(siti, "/catat"), "R-001", "Kunjungan", "Semua baik", "1 minggu", "Simpan")
        sees(siti, "Tersimpan")
    place.does("audit", "verify")
    run = place.titian("run", **trial)
    assert run.code == 2 and "another database was in service with this key file until" in last_line(run.err)
    place.does("audit", "accept", "--reason", "server lama rusak", **trial)
    with place.running(**trial):
        sees(types(siti, "/catat"), "Kabar siapa yang mau dicatat?")
    assert place.titian("run").code == 2, "and the former is behind now"


def test_whoever_looks_after_the_machine_sees_who_looked_and_why(place: Place, tmp_path: Path) -> None:
    with place.running_after_init():
        siti = mentor_with(place, f"R,{NAME},M-01,1,", "P,Citra,M-01,1,")
        taps(types(siti, "/dampingan"), "R-001", "Lihat nama")
        sees(siti, "R-001 ")
    copy = ("export", "--out", str(tmp_path / "x.json"), "--with-text", "--reason")
    place.does(*copy, "diminta sendiri", "--case", "R-001")
    place.does(*copy, "evaluasi tahunan")
    everything = place.does("audit", "show").splitlines()
    assert len(everything) > 8 and not any(NAME in line for line in everything)
    about = place.does("audit", "show", "--case", "r-001").splitlines()
    assert any(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d  M-01   read_name +R-001", line) for line in about)
    assert any(line.endswith("exported           R-001  (diminta sendiri)") for line in about)
    assert not any("P-001" in line or "evaluasi" in line for line in about)
    looked = place.does("audit", "show", "--looked").splitlines()
    assert [line.split()[3] for line in looked] == ["exported", "exported"] and "evaluasi tahunan" in looked[1]
    by = place.does("audit", "show", "--by", "M-01", "--most", "1").splitlines()
    assert len(by) == 1 and "  M-01  " in by[0]
    assert place.does("audit", "show", "--since", "2020-01-01", "--until", "2020-12-31") == ""
    with place.database() as database, database.transaction() as tx:
        tx.now = datetime(2020, 5, 20, 18, 30, tzinfo=UTC)  # half past one here, on the day after
        writing.note(tx, None, "purged", "deployment", None)
    days = {day: place.does("audit", "show", "--since", day, "--until", day) for day in ("2020-05-20", "2020-05-21")}
    assert days["2020-05-20"] == "" and days["2020-05-21"].startswith("2020-05-21 01:30  -      purged")
    refuses(place, "audit", "show", "--case", "R-099", says="there is no participant with the code R-099")
    refuses(place, "audit", "show", "--by", "M-99", says="there is nobody with the staff code M-99")
    assert "audit_shown" in place.verbs()
