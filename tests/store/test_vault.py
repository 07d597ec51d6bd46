"""Sealing: what is sealed for one place opens nowhere else, and key files are looked at closely."""

import fcntl
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.store.sealing import key_file as files
from bot.store.sealing import vault as vaults
from bot.store.sealing.data_keys import HEADER, NONCE, CannotOpen, key_id_of
from bot.store.sealing.key_file import Anchor, Base, KeyFileError, create_key_file
from bot.store.sealing.vault import Vault

NOW = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "titian.key"
    create_key_file(path)
    return path


def test_a_sealed_text_opens_only_in_its_place(key_file: Path) -> None:
    key, _ = Vault(key_file).new_key("case", "1")
    sealed = key.seal(b"Arman", "cases", "name", 1)
    assert key.open(sealed, "cases", "name", 1) == b"Arman"
    assert b"Arman" not in sealed
    for place in (("cases", "name", 2), ("people", "name", 1), ("cases", "note", 1)):
        with pytest.raises(CannotOpen):
            key.open(sealed, *place)
    with pytest.raises(CannotOpen):
        key.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), "cases", "name", 1)


def test_the_same_text_never_looks_the_same_twice(key_file: Path) -> None:
    key, _ = Vault(key_file).new_key("case", "1")
    assert key.seal(b"Arman", "x") != key.seal(b"Arman", "x")


def test_a_data_key_is_bound_to_its_subject(key_file: Path) -> None:
    vault = Vault(key_file)
    key, wrapped = vault.new_key("case", "1")
    with pytest.raises(CannotOpen):
        vault.unwrap(key.id, wrapped, vault.current, "case", "2")
    assert vault.unwrap(key.id, wrapped, vault.current, "case", "1").raw == key.raw


def test_another_file_does_not_hold_this_master(key_file: Path, tmp_path: Path) -> None:
    vault = Vault(key_file)
    key, wrapped = vault.new_key("case", "1")
    create_key_file(tmp_path / "other.key")
    with pytest.raises(KeyFileError, match="does not stand in the key file"):
        Vault(tmp_path / "other.key").unwrap(key.id, wrapped, vault.current, "case", "1")


def test_a_running_process_finds_a_rotated_master(key_file: Path) -> None:
    running = Vault(key_file)
    Vault(key_file).add_master(NOW)
    rotated = Vault(key_file)
    assert rotated.current != running.current
    key, wrapped = rotated.new_key("case", "1")
    assert running.unwrap(key.id, wrapped, rotated.current, "case", "1").raw == key.raw
    assert running.current == rotated.current


def test_a_running_process_finds_what_another_changed_once_it_looks(key_file: Path) -> None:
    running, other = Vault(key_file), Vault(key_file)
    other.add_master(NOW)
    assert len(running.names) == 1
    running.look()
    assert running.names == other.names and running.current == other.current
    other.retire(other.names - {other.current})
    running.look()
    assert running.names == {other.current}
    with pytest.raises(ValueError, match="in use"):
        running.retire([running.current])


def test_a_retired_master_is_named(key_file: Path) -> None:
    vault = Vault(key_file)
    first = vault.current
    key, wrapped = vault.new_key("case", "1")
    vault.add_master(NOW)
    vault.retire([first])
    assert vault.current != first and not vault.holds(key.id, first)
    second, since = vault.current, NOW + timedelta(days=90)
    vault.add_master(since)
    vault.retire([second])
    for retired in (first, second):
        with pytest.raises(KeyFileError, match=f"{retired}, which was retired"):
            Vault(key_file).unwrap(key.id, wrapped, retired, "case", "1")
    assert Vault(key_file).born == {vault.current: since}, "what was erased before it came is not looked for in it"


def test_what_is_remembered_of_the_database_stands_in_the_key_file(key_file: Path) -> None:
    vault = Vault(key_file)
    assert not vault.anchors
    told = Anchor("ab12", 7, 9, "00ff", NOW.isoformat(), {"cases": 12}, Base(3, "aa", NOW.isoformat(), "restored"))
    vault.remember(told)
    assert Vault(key_file).anchors == {"ab12": told}
    later = Vault(key_file)
    later.add_master(NOW)
    assert Vault(key_file).anchors == {"ab12": told}, "changing something else leaves it"
    vault.remember(Anchor("ab12"))
    assert Vault(key_file).anchors == {"ab12": told}, "what lies further ahead stays"
    vault.remember(Anchor("ab12"), instead=True)
    for number in range(20):
        vault.remember(Anchor(str(number), at=f"2026-11-28T{number:02}:00"))
    others = Vault(key_file).anchors
    assert len(others) == 8 and min(others, key=int) == "12", "a few others, the latest"
    vault.remember(Anchor("ab12"))
    assert Vault(key_file).anchors["ab12"] == Anchor("ab12") and Vault(key_file).names == later.names


def test_a_key_file_is_never_written_over(key_file: Path) -> None:
    before = key_file.read_bytes()
    with pytest.raises(FileExistsError):
        create_key_file(key_file)
    assert key_file.read_bytes() == before
    assert key_file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda path: path.unlink(), "there is no key file"),
        (lambda path: path.chmod(0o644), "open to other users"),
        (lambda path: path.write_text(""), "empty"),
        (lambda path: path.write_text("titian-key-1:abc\n"), "damaged"),
        (lambda path: path.write_text("something else\n"), "damaged"),
        (lambda path: path.write_text(path.read_text() + "titian-head-1:abc\n"), "damaged"),
        (lambda path: path.write_text(path.read_text() + "titian-head-1:e30=\n"), "damaged"),
        (lambda path: path.write_text(path.read_text() + "titian-born-1:abc.yesterday\n"), "damaged"),
        (lambda path: path.write_bytes(b"\xff\xfe\x00"), "cannot be read"),
    ],
)
def test_a_key_file_that_will_not_do(key_file: Path, spoil: object, says: str) -> None:
    spoil(key_file)  # type: ignore[operator]
    if key_file.exists() and says != "open to other users":
        os.chmod(key_file, 0o600)
    with pytest.raises(KeyFileError, match=says):
        Vault(key_file)


def test_one_process_at_a_time_changes_the_key_file(key_file: Path) -> None:
    folder = os.open(key_file.parent, os.O_RDONLY)
    try:
        with files._alone(key_file), pytest.raises(BlockingIOError):
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        os.close(folder)


def test_nobody_waits_for_ever_for_a_process_that_is_held_up(key_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault(key_file)
    monkeypatch.setattr(files, "PATIENCE", 0.2)
    with files._alone(key_file), pytest.raises(KeyFileError, match="locked for"):
        vault.add_master(NOW)
    vault.add_master(NOW)


def test_what_a_crash_left_beside_it_opens_the_key_file_to_nobody(key_file: Path, tmp_path: Path) -> None:
    beside, elsewhere = key_file.with_name("titian.key.new"), tmp_path / "elsewhere"
    vault = Vault(key_file)
    for is_link in (False, True):
        if is_link:
            beside.symlink_to(elsewhere)
        else:
            beside.touch()
            beside.chmod(0o666)
        vault.add_master(NOW)
        assert key_file.stat().st_mode & 0o777 == 0o600 and not beside.exists() and not elsewhere.exists()
        assert Vault(key_file).names == vault.names


@pytest.mark.skipif(os.geteuid() != 0, reason="only an administrator gives files away")
def test_an_administrator_who_changes_it_leaves_it_to_its_owner(key_file: Path) -> None:
    os.chown(key_file, 12345, 12346)
    Vault(key_file).add_master(NOW)
    seen = key_file.stat()
    assert (seen.st_uid, seen.st_gid, seen.st_mode & 0o777) == (12345, 12346, 0o600)


def test_a_key_file_may_be_a_link_to_where_it_is_kept(key_file: Path, tmp_path: Path) -> None:
    (tmp_path / "mounted").mkdir()
    link = tmp_path / "mounted" / "titian.key"
    link.symlink_to(key_file)
    Vault(link).add_master(NOW)
    assert link.is_symlink() and len(Vault(key_file).names) == 2


def test_changing_the_key_file_leaves_nothing_open(key_file: Path) -> None:
    before = os.listdir("/dev/fd")
    for _ in range(3):
        Vault(key_file).add_master(NOW)
    assert len(os.listdir("/dev/fd")) == len(before)


def test_what_a_sealed_value_names_is_read_from_it_and_nothing_else(key_file: Path) -> None:
    key, _ = Vault(key_file).new_key("case", "1")
    sealed = key.seal(b"", "x")
    assert key_id_of(sealed) == key.id
    for wrong in (b"", b"\x02" + sealed[1:], sealed[: HEADER + NONCE - 1]):
        with pytest.raises(CannotOpen, match="unknown format"):
            key_id_of(wrong)


def test_no_master_is_added_to_a_file_that_will_not_do(key_file: Path) -> None:
    key_file.write_text("something else\n")
    with pytest.raises(KeyFileError, match="damaged"):
        Vault(key_file).add_master(NOW)
    assert key_file.read_text() == "something else\n"


def test_only_so_many_data_keys_are_remembered_the_newest(key_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vaults, "CACHED_KEYS", 2)
    vault = Vault(key_file)
    made = [(*vault.new_key("case", str(number)), str(number)) for number in range(3)]
    for key, wrapped, subject in made:
        assert vault.remembered(key.id) is None, "not before it is read back"
        vault.unwrap(key.id, wrapped, vault.current, "case", subject)
    assert [vault.remembered(key.id) is not None for key, _, _ in made] == [False, True, True]
    vault.forget(made[1][0].id)
    assert vault.remembered(made[1][0].id) is None and vault.remembered(made[2][0].id) is not None
