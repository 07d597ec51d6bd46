"""Sealing: AES-256-GCM under data keys that are themselves wrapped by a master key from a file.

A sealed value is `version (1) | key id (8) | nonce (12) | ciphertext and tag`, bound to its table, column and
row as associated data: moved elsewhere, it does not open. One key a case and a person, one a day for what only passes
through (inbox, outbox).

The key of a case or a person is wrapped with a leaf of the master's tree (burning.py). Destroying it means deleting its
row and burning its leaf: whoever finds the row in an old backup has nothing left to unwrap it with.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import os
import secrets
import stat
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import OrderedDict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.store.sealing import burning
from bot.store.sealing.burning import Tree

VERSION = b"\x01"
HEADER = 1 + 8
NONCE = 12
SHORT_SEAL = 8
CACHED_KEYS = 4096
# Whose keys can be destroyed everywhere at once.
BURNABLE = ("case", "person")
WHOLE, BURNT = "titian-key-1", "titian-key-2"


class KeyFileError(Exception):
    """The key file is missing, malformed, open to others or not this database's; the text says how to mend it."""


class CannotOpen(Exception):
    """A sealed value does not open: destroyed key, wrong row or changed bytes. Holds no content."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """A data key, unwrapped: `id` is what sealed values name it by."""

    id: int
    cipher: AESGCM
    raw: bytes

    def seal(self, text: bytes, *place: object) -> bytes:
        """Seal `text` for its place (table, column, row)."""
        nonce = os.urandom(NONCE)
        return VERSION + self.id.to_bytes(8) + nonce + self.cipher.encrypt(nonce, text, _place(place))

    def blind(self, number: int) -> int:
        """A keyed 63-bit hash: lets a number be looked up without being stored."""
        return _blind(self.raw, number)

    def short_seal(self, text: bytes, purpose: bytes) -> str:
        """Eleven characters that only whoever holds this key can put to `text`, for one purpose (16 bytes at most)."""
        digest = hashlib.blake2b(text, digest_size=SHORT_SEAL, key=self.raw, person=purpose).digest()
        return urlsafe_b64encode(digest).decode().rstrip("=")

    def open(self, sealed: bytes, *place: object) -> bytes:
        """Open what was sealed for the same place.

        Raises CannotOpen.
        """
        try:
            return self.cipher.decrypt(sealed[HEADER : HEADER + NONCE], sealed[HEADER + NONCE :], _place(place))
        except InvalidTag:
            raise CannotOpen(f"a value of {place[0]} does not open") from None


@dataclass(frozen=True, slots=True)
class Master:
    """A master key: what wraps the standing keys, and the tree whose leaves wrap those of cases and persons.

    Both follow from one secret, which is all the key file holds until the first leaf is burnt.
    """

    name: str
    standing: bytes
    tree: Tree
    secret: bytes | None

    def wrapper(self, key_id: int, scope: str) -> AESGCM | None:
        """What wraps this data key; None when it was burnt."""
        raw = self.tree.leaf(key_id) if scope in BURNABLE else self.standing
        return None if raw is None else AESGCM(raw)

    def without(self, key_ids: Collection[int]) -> Master:
        """The master key with these leaves burnt, and without the secret they would follow from."""
        tree = self.tree
        for key_id in key_ids:
            tree = tree.without(key_id)
        return self if tree is self.tree else Master(self.name, self.standing, tree, None)

    def written(self) -> str:
        """Its line in the key file."""
        if self.secret is not None:
            return f"{WHOLE}:{urlsafe_b64encode(self.secret).decode()}\n"
        return f"{BURNT}:{self.name}.{urlsafe_b64encode(self.standing).decode()}.{self.tree.written()}\n"


class Vault:
    """The master keys, and a bounded memory of data keys unwrapped with them."""

    def __init__(self, masters: Collection[Master], path: Path) -> None:
        self._path = path
        self._known: OrderedDict[int, DataKey] = OrderedDict()
        self._adopt(masters)

    def _adopt(self, masters: Collection[Master]) -> None:
        self._masters = {master.name: master for master in masters}
        self.current = list(self._masters)[-1]

    @property
    def names(self) -> frozenset[str]:
        """Fingerprints of the master keys in the file."""
        return frozenset(self._masters)

    def new_key(self, scope: str, subject: str) -> tuple[DataKey, bytes]:
        """Make a data key; returns it and its wrapped form. It is remembered only once it is read back."""
        key_id, raw = secrets.randbits(63), os.urandom(32)
        return DataKey(key_id, AESGCM(raw), raw), self.wrap(key_id, raw, scope, subject)

    def wrap(self, key_id: int, raw: bytes, scope: str, subject: str) -> bytes:
        """Wrap a data key with the current master key. Raises CannotOpen for one that was burnt."""
        wrapper, nonce = self._masters[self.current].wrapper(key_id, scope), os.urandom(NONCE)
        if wrapper is None:
            raise CannotOpen("a data key was destroyed")
        return nonce + wrapper.encrypt(nonce, raw, _place(("keys", key_id, scope, subject)))

    def unwrap(self, key_id: int, wrapped: bytes, master: str, scope: str, subject: str) -> DataKey:
        """Unwrap a data key. Raises KeyFileError when the file does not hold its master key."""
        known = self._known.get(key_id)
        if known is not None:
            return known
        if master not in self._masters:
            self._look_again()
        if master not in self._masters:
            raise KeyFileError(f"the key file does not hold master key {master}, which this database was sealed with")
        wrapper = self._masters[master].wrapper(key_id, scope)
        if wrapper is None:
            raise CannotOpen("a data key was destroyed")
        try:
            raw = wrapper.decrypt(wrapped[:NONCE], wrapped[NONCE:], _place(("keys", key_id, scope, subject)))
        except InvalidTag:
            raise CannotOpen("a data key does not open") from None
        key = self._known[key_id] = DataKey(key_id, AESGCM(raw), raw)
        if len(self._known) > CACHED_KEYS:
            self._known.popitem(last=False)
        return key

    def holds(self, key_id: int) -> bool:
        """Whether the data key with this id could still be unwrapped, were its row found somewhere."""
        return any(master.tree.holds(key_id) for master in self._masters.values())

    def burn(self, key_ids: Collection[int]) -> None:
        """Destroy data keys for good: in memory, and in the key file. Raises KeyFileError if that cannot be written."""
        for key_id in key_ids:
            self.forget(key_id)
        if not any(self.holds(key_id) for key_id in key_ids):
            return
        with _alone(self._path):
            masters = [master.without(key_ids) for master in read_key_file(self._path)._masters.values()]
            _replace(self._path, "".join(master.written() for master in masters))
        self._adopt(masters)

    def _look_again(self) -> None:
        """Another process may have rotated the master keys while this one ran."""
        self._adopt(read_key_file(self._path)._masters.values())

    def remembered(self, key_id: int) -> DataKey | None:
        """A data key unwrapped earlier."""
        return self._known.get(key_id)

    def forget(self, key_id: int) -> None:
        """Drop a destroyed key from memory."""
        self._known.pop(key_id, None)


@lru_cache(maxsize=CACHED_KEYS)
def _blind(raw: bytes, number: int) -> int:
    return int.from_bytes(hmac.digest(raw, str(number).encode(), "sha256")[:8]) >> 1


def key_id_of(sealed: bytes) -> int:
    """The id of the data key a sealed value names. Raises CannotOpen on an unknown format."""
    if sealed[:1] != VERSION or len(sealed) < HEADER + NONCE:
        raise CannotOpen("a sealed value has an unknown format")
    return int.from_bytes(sealed[1:HEADER])


def fingerprint(master: bytes) -> str:
    """A short public name of a master key."""
    return hashlib.sha256(b"titian master" + master).hexdigest()[:12]


def create_key_file(path: Path) -> None:
    """Write a new key file, readable by its owner alone. Raises FileExistsError rather than overwrite one."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(_grown(os.urandom(32)).written())
        file.flush()
        os.fsync(file.fileno())


def read_key_file(path: Path) -> Vault:
    """Read the master keys; the last line's is the current one.

    Raises KeyFileError with one sentence on what is wrong and how to mend it.
    """
    try:
        mode, lines = path.stat().st_mode, path.read_text(encoding="ascii").split()
    except FileNotFoundError:
        raise KeyFileError(f"there is no key file at {path}: run `titian init`, or put your copy there") from None
    except (OSError, UnicodeDecodeError):
        raise KeyFileError(
            f"the key file {path} cannot be read: check its owner and that it is the right file"
        ) from None
    if stat.S_IMODE(mode) & 0o077:
        raise KeyFileError(f"the key file {path} is open to other users: run `chmod 600 {path}`")
    masters = [_master(line, path) for line in lines]
    if not masters:
        raise KeyFileError(f"the key file {path} is empty: put your copy of it there")
    return Vault(masters, path)


def add_master(path: Path) -> None:
    """Append a new master key, which from then on wraps new data keys; the earlier ones stay readable.

    Raises KeyFileError.
    """
    with _alone(path):
        read_key_file(path)
        lines = path.read_text(encoding="ascii").rstrip("\n") + "\n"
        _replace(path, lines + _grown(os.urandom(32)).written())


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One process at a time changes the key file. Raises KeyFileError."""
    try:
        folder = os.open(path.absolute().parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)
    except OSError as error:
        raise KeyFileError(f"the key file {path} cannot be written: {error.strerror}") from None


def _replace(path: Path, content: str) -> None:
    """Replace the file whole: a crash leaves either the old one or the new one."""
    fresh = path.with_name(path.name + ".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)
    folder = os.open(path.absolute().parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _grown(secret: bytes) -> Master:
    standing, root = (hmac.digest(secret, purpose, "sha256") for purpose in (b"titian standing", b"titian tree"))
    return Master(fingerprint(secret), standing, burning.whole(root), secret)


def _master(line: str, path: Path) -> Master:
    label, _, rest = line.partition(":")
    try:
        if label == WHOLE and len(secret := urlsafe_b64decode(rest)) == 32:
            return _grown(secret)
        if label == BURNT:
            name, standing, tree = rest.split(".")
            return Master(name, urlsafe_b64decode(standing), burning.read(tree), None)
    except ValueError:
        pass
    raise KeyFileError(f"the key file {path} is damaged: put your copy of it there")


def _place(place: tuple[object, ...]) -> bytes:
    return "\x1f".join(map(str, place)).encode()
