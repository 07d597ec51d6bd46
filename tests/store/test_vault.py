"""Sealing: what is sealed for one place opens nowhere else, and key files are looked at closely."""

import fcntl
import os
from pathlib import Path

import pytest

from bot.store.sealing import vault as vaults
from bot.store.sealing.vault import CannotOpen, KeyFileError, add_master, create_key_file, read_key_file


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "titian.key"
    create_key_file(path)
    return path


def test_a_sealed_text_opens_only_in_its_place(key_file: Path) -> None:
    key, _ = read_key_file(key_file).new_key("case", "1")
    sealed = key.seal(b"Arman", "cases", "name", 1)
    assert key.open(sealed, "cases", "name", 1) == b"Arman"
    assert b"Arman" not in sealed
    for place in (("cases", "name", 2), ("people", "name", 1), ("cases", "note", 1)):
        with pytest.raises(CannotOpen):
            key.open(sealed, *place)
    with pytest.raises(CannotOpen):
        key.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), "cases", "name", 1)


def test_the_same_text_never_looks_the_same_twice(key_file: Path) -> None:
    key, _ = read_key_file(key_file).new_key("case", "1")
    assert key.seal(b"Arman", "x") != key.seal(b"Arman", "x")


def test_a_data_key_is_bound_to_its_subject(key_file: Path) -> None:
    vault = read_key_file(key_file)
    key, wrapped = vault.new_key("case", "1")
    with pytest.raises(CannotOpen):
        vault.unwrap(key.id, wrapped, vault.current, "case", "2")
    assert vault.unwrap(key.id, wrapped, vault.current, "case", "1").raw == key.raw


def test_another_file_does_not_hold_this_master(key_file: Path, tmp_path: Path) -> None:
    vault = read_key_file(key_file)
    key, wrapped = vault.new_key("case", "1")
    create_key_file(tmp_path / "other.key")
    with pytest.raises(KeyFileError, match="does not hold master key"):
        read_key_file(tmp_path / "other.key").unwrap(key.id, wrapped, vault.current, "case", "1")


def test_a_running_process_finds_a_rotated_master(key_file: Path) -> None:
    running = read_key_file(key_file)
    add_master(key_file)
    rotated = read_key_file(key_file)
    assert rotated.current != running.current
    key, wrapped = rotated.new_key("case", "1")
    assert running.unwrap(key.id, wrapped, rotated.current, "case", "1").raw == key.raw
    assert running.current == rotated.current


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
        (lambda path: path.write_bytes(b"\xff\xfe\x00"), "cannot be read"),
    ],
)
def test_a_key_file_that_will_not_do(key_file: Path, spoil: object, says: str) -> None:
    spoil(key_file)  # type: ignore[operator]
    if key_file.exists() and says != "open to other users":
        os.chmod(key_file, 0o600)
    with pytest.raises(KeyFileError, match=says):
        read_key_file(key_file)


def test_one_process_at_a_time_changes_the_key_file(key_file: Path) -> None:
    folder = os.open(key_file.parent, os.O_RDONLY)
    try:
        with vaults._alone(key_file), pytest.raises(BlockingIOError):
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        os.close(folder)


def test_changing_the_key_file_leaves_nothing_open(key_file: Path) -> None:
    before = os.listdir("/dev/fd")
    for _ in range(3):
        add_master(key_file)
    assert len(os.listdir("/dev/fd")) == len(before)


def test_what_a_sealed_value_names_is_read_from_it_and_nothing_else(key_file: Path) -> None:
    key, _ = read_key_file(key_file).new_key("case", "1")
    sealed = key.seal(b"", "x")
    assert vaults.key_id_of(sealed) == key.id
    for wrong in (b"", b"\x02" + sealed[1:], sealed[: vaults.HEADER + vaults.NONCE - 1]):
        with pytest.raises(CannotOpen, match="unknown format"):
            vaults.key_id_of(wrong)


def test_no_master_is_added_to_a_file_that_will_not_do(key_file: Path) -> None:
    key_file.write_text("something else\n")
    with pytest.raises(KeyFileError, match="damaged"):
        add_master(key_file)
    assert key_file.read_text() == "something else\n"


def test_only_so_many_data_keys_are_remembered_the_newest(key_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vaults, "CACHED_KEYS", 2)
    vault = read_key_file(key_file)
    made = [(*vault.new_key("case", str(number)), str(number)) for number in range(3)]
    for key, wrapped, subject in made:
        assert vault.remembered(key.id) is None, "not before it is read back"
        vault.unwrap(key.id, wrapped, vault.current, "case", subject)
    assert [vault.remembered(key.id) is not None for key, _, _ in made] == [False, True, True]
    vault.forget(made[1][0].id)
    assert vault.remembered(made[1][0].id) is None and vault.remembered(made[2][0].id) is not None
