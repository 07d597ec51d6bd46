"""The tree: one leaf burnt is one leaf less, and the key file remembers it."""

import os
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store.sealing import burning
from bot.store.sealing.burning import DEPTH, whole
from bot.store.sealing.data_keys import CannotOpen
from bot.store.sealing.key_file import KeyFileError
from bot.store.sealing.vault import Vault

NUMBERS = st.integers(0, 2**DEPTH - 1)


@given(st.sets(NUMBERS, max_size=12), st.sets(NUMBERS, max_size=12))
def test_what_is_burnt_is_gone_and_nothing_else(burnt: set[int], kept: set[int]) -> None:
    tree = fresh = whole(b"r" * 32)
    near = {number ^ 1 for number in burnt} | kept
    for number in burnt:
        tree = tree.without(number)
    tree = burning.read(tree.written())
    for number in burnt:
        assert tree.leaf(number) is None and not tree.holds(number)
        assert tree.without(number) == tree
    for number in near - burnt:
        assert tree.leaf(number) == fresh.leaf(number) and tree.holds(number)
    assert len(tree.nodes) <= 1 + DEPTH * len(burnt)
    assert not set(tree.nodes.values()) & {fresh.leaf(number) for number in burnt}


def test_leaves_differ() -> None:
    assert len({whole(b"r" * 32).leaf(number) for number in range(1000)}) == 1000


def test_leaves_are_those_that_key_files_in_use_were_made_with() -> None:
    """Written down: another way to reckon them would open no name that was ever sealed."""
    known = {
        0: "f376ff35cda2f15dca8e785e7f1abb120048acbd9944af53700930ef47c2547b",
        1: "9446a30ea26c01088164f7ef8a3b005a73f96de0e01cc96c35b0d65d84bdd2e4",
        2**62: "f4945cd47dd0078a2e479461ac96ea6327464212b25e23e0895529317f51ea09",
        2**63 - 1: "5643179e0146fdb0c5929c8c0116296285fbcc33df0b8840c4fb02bde602c482",
    }
    assert {number: (whole(b"r" * 32).leaf(number) or b"").hex() for number in known} == known


@given(st.binary(max_size=100))
def test_a_damaged_tree_is_refused(content: bytes) -> None:
    word = urlsafe_b64encode(content).decode()
    if len(content) % 41:
        with pytest.raises(ValueError, match="half a node"):
            burning.read(word)


NOW = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)


def opens(vault: Vault, key: tuple[int, bytes, str, str, str]) -> bool:
    try:
        vault.unwrap(*key)
    except CannotOpen:
        return False
    return True


def made(vault: Vault, scope: str, subject: str) -> tuple[int, bytes, str, str, str]:
    key, wrapped = vault.new_key(scope, subject)
    return key.id, wrapped, vault.current, scope, subject


def test_the_key_file_forgets_one_key_for_good(key_file: Path) -> None:
    vault = Vault(key_file)
    one, other, day, staff = (made(vault, *of) for of in (("case", "1"), ("case", "2"), ("day", "x"), ("person", "9")))
    running = Vault(key_file)
    Vault(key_file).add_master(NOW)
    rotated = Vault(key_file)
    late = made(rotated, "case", "3")
    names = rotated.names
    vault.burn({one[0]: NOW})
    vault.burn({one[0]: NOW})
    again = Vault(key_file)
    assert again.names == names and again.current == rotated.current == vault.current
    assert key_file.stat().st_mode & 0o777 == 0o600
    for found in (vault, again):
        assert not opens(found, one)
        assert all(opens(found, key) for key in (other, day, staff, late))
    assert opens(running, one), "another process has not heard of it yet"
    running.burn({one[0]: NOW})
    assert not opens(running, one) and opens(running, late)
    with pytest.raises(CannotOpen):
        again.wrap(one[0], b"x" * 32, "case", "1")
    Vault(key_file).add_master(NOW)
    assert opens(Vault(key_file), other) and not opens(Vault(key_file), one)
    assert not key_file.with_name("titian.key.new").exists()


def test_what_was_erased_before_a_master_came_is_not_burnt_out_of_it(key_file: Path) -> None:
    """It never wrapped that key; so the key file grows small again by rotating and retiring."""
    vault = Vault(key_file)
    gone = {made(vault, "case", str(number))[0]: NOW - timedelta(days=2) for number in range(20)}
    vault.burn(gone)
    burnt = key_file.stat().st_size
    vault.add_master(NOW)
    vault.burn(gone)
    (old,) = vault.names - {vault.current}
    assert not any(vault.holds(key_id, old) for key_id in gone)
    vault.retire([old])
    assert key_file.stat().st_size < burnt / 20
    soon = made(vault, "case", "99")
    vault.burn({soon[0]: NOW - timedelta(hours=23)})
    assert not opens(vault, soon), "clocks may be a day apart"


def test_an_earlier_copy_of_the_key_file_still_opens_everything_else(key_file: Path, tmp_path: Path) -> None:
    """Whoever forgets to renew the copy in the safe loses nothing: new backups open with it too."""
    (tmp_path / "copy.key").write_bytes(key_file.read_bytes())
    (tmp_path / "copy.key").chmod(0o600)
    vault = Vault(key_file)
    vault.burn({made(vault, "case", "1")[0]: NOW})
    later = made(vault, "case", "2")
    assert opens(Vault(tmp_path / "copy.key"), later)


def test_a_key_file_that_cannot_be_written_says_so(key_file: Path) -> None:
    vault = Vault(key_file)
    key = made(vault, "case", "1")
    os.mkdir(key_file.with_name("titian.key.new"))
    with pytest.raises(KeyFileError, match="cannot be written"):
        vault.burn({key[0]: NOW})
    key_file.with_name("titian.key.new").rmdir()
    vault.burn({key[0]: NOW})
    assert not opens(vault, key)


@pytest.mark.parametrize("spoil", ["titian-key-2:x", "titian-key-2:a.b.c", "titian-key-2:abc.AAAA.AAAA"])
def test_a_damaged_line_is_refused(key_file: Path, spoil: str) -> None:
    key_file.write_text(spoil + "\n")
    with pytest.raises(KeyFileError, match="damaged"):
        Vault(key_file)
