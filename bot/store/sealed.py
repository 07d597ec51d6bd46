"""Sealing: AES-256-GCM under data keys that are themselves wrapped by a master key from a file.

A sealed value is `version (1) | key id (8) | nonce (12) | ciphertext and tag`, bound to its table, column and
row as associated data: moved elsewhere, it does not open. One key a case and a person, so that destroying the key
erases every copy of their text, in backups too; one key a day for what only passes through (inbox, outbox).
"""

import hashlib
import hmac
import os
import secrets
import stat
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = b"\x01"
HEADER = 1 + 8
NONCE = 12
CACHED_KEYS = 4096


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

    def open(self, sealed: bytes, *place: object) -> bytes:
        """Open what was sealed for the same place.

        Raises CannotOpen.
        """
        try:
            return self.cipher.decrypt(sealed[HEADER : HEADER + NONCE], sealed[HEADER + NONCE :], _place(place))
        except InvalidTag:
            raise CannotOpen(f"a value of {place[0]} does not open") from None


class Vault:
    """The master keys, and a bounded memory of data keys unwrapped with them."""

    def __init__(self, masters: dict[str, bytes], current: str, path: Path | None = None) -> None:
        self._masters = {name: AESGCM(key) for name, key in masters.items()}
        self.current = current
        self._path = path
        self._known: OrderedDict[int, DataKey] = OrderedDict()

    @property
    def names(self) -> frozenset[str]:
        """Fingerprints of the master keys in the file."""
        return frozenset(self._masters)

    def new_key(self, scope: str, subject: str) -> tuple[DataKey, bytes]:
        """Make a data key; returns it and its wrapped form. It is remembered only once it is read back."""
        key_id, raw = secrets.randbits(63), os.urandom(32)
        return DataKey(key_id, AESGCM(raw), raw), self.wrap(key_id, raw, scope, subject)

    def wrap(self, key_id: int, raw: bytes, scope: str, subject: str) -> bytes:
        """Wrap a data key with the current master key."""
        nonce = os.urandom(NONCE)
        return nonce + self._masters[self.current].encrypt(nonce, raw, _place(("keys", key_id, scope, subject)))

    def unwrap(self, key_id: int, wrapped: bytes, master: str, scope: str, subject: str) -> DataKey:
        """Unwrap a data key. Raises KeyFileError when the file does not hold its master key."""
        known = self._known.get(key_id)
        if known is not None:
            return known
        if master not in self._masters:
            self._look_again()
        if master not in self._masters:
            raise KeyFileError(f"the key file does not hold master key {master}, which this database was sealed with")
        place = _place(("keys", key_id, scope, subject))
        try:
            raw = self._masters[master].decrypt(wrapped[:NONCE], wrapped[NONCE:], place)
        except InvalidTag:
            raise CannotOpen("a data key does not open") from None
        key = self._known[key_id] = DataKey(key_id, AESGCM(raw), raw)
        if len(self._known) > CACHED_KEYS:
            self._known.popitem(last=False)
        return key

    def _look_again(self) -> None:
        """Another process may have rotated the master keys while this one ran."""
        if self._path is not None:
            newer = read_key_file(self._path)
            self._masters, self.current = newer._masters, newer.current

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
    line = _line(os.urandom(32))
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(line)
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
    return Vault({fingerprint(key): key for key in masters}, fingerprint(masters[-1]), path)


def add_master(path: Path) -> None:
    """Append a new master key, which from then on wraps new data keys; the earlier ones stay readable.

    The file is replaced whole, so that a crash leaves either the old one or the new one. Raises KeyFileError.
    """
    read_key_file(path)
    fresh = path.with_name(path.name + ".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(path.read_text(encoding="ascii").rstrip("\n") + "\n" + _line(os.urandom(32)))
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)


def _line(master: bytes) -> str:
    return f"titian-key-1:{urlsafe_b64encode(master).decode()}\n"


def _master(line: str, path: Path) -> bytes:
    label, _, encoded = line.partition(":")
    try:
        key = urlsafe_b64decode(encoded)
    except ValueError:
        key = b""
    if label != "titian-key-1" or len(key) != 32:
        raise KeyFileError(f"the key file {path} is damaged: put your copy of it there")
    return key


def _place(place: tuple[object, ...]) -> bytes:
    return "\x1f".join(map(str, place)).encode()
