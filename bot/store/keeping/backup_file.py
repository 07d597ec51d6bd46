"""The form of a backup: a line of JSON, then sealed blocks, the last of which says what the others were.

The line says what it is and holds its wrapped key. Each block stands after its length and is bound to the line and to
its own number; the last one, the manifest, to how many there were. So a file that was cut, lengthened, put together
from two or given another line is no backup, and says at which block.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
import struct
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from bot.store.sealing.data_keys import CannotOpen, DataKey, key_id_of
from bot.store.sealing.key_file import KeyFileError
from bot.store.sealing.vault import Vault

FORMAT = "titian-backup-2"
LENGTH = struct.Struct(">I")
LONGEST_LINE = 4096
CLOSED = "does not open with this key file, or is damaged"
# A block's rows, or the numbers of chats, or what all of them were.
Block = dict[str, Any]


class BadBackup(Exception):
    """A backup that cannot be made or restored; one line says why."""


@dataclass(frozen=True, slots=True)
class Head:
    """The first line: name, version of the tables, and the key, wrapped. `digest` binds the blocks to it."""

    name: str
    version: str
    key_id: int
    master: str
    wrapped: bytes
    digest: str

    @classmethod
    def of(cls, line: bytes) -> Head:
        """Read it. Raises ValueError, KeyError or TypeError."""
        told = json.loads(line)
        if told["format"] != FORMAT:
            raise ValueError(told["format"])
        wrapped = base64.b64decode(told["wrapped"])
        digest = hashlib.sha256(line).hexdigest()
        return cls(str(told["name"]), str(told["version"]), int(told["key_id"]), str(told["master"]), wrapped, digest)


def write(path: Path, vault: Vault, version: str, blocks: Iterable[Block], manifest: Block) -> None:
    """Write it whole or not at all, and never over another file; `manifest` is read after the blocks were.

    Raises OSError, KeyFileError.
    """
    key, wrapped = vault.new_key("backup", path.name)
    told = {"format": FORMAT, "version": version, "name": path.name, "key_id": key.id, "master": vault.current}
    line = json.dumps({**told, "wrapped": base64.b64encode(wrapped).decode()}).encode()
    head = Head.of(line)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(line + b"\n")
            number = 0
            for number, block in enumerate(blocks, start=1):
                _put(file, key.seal(_packed(block), *_place(head, number)))
            _put(file, key.seal(_packed(manifest), *_place(head, number + 1, "end")))
            file.flush()
            os.fsync(file.fileno())
        os.link(part, path)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()


class Reading:
    """A backup that is open for reading. Raises BadBackup wherever it is not whole."""

    def __init__(self, path: Path, vault: Vault) -> None:
        """Read its first line, and unwrap its key. Raises BadBackup."""
        self.path = path
        self._manifest: Block | None = None
        try:
            with path.open("rb") as file:
                line = file.readline(LONGEST_LINE)
            self.head = Head.of(line.rstrip(b"\n"))
        except (OSError, ValueError, KeyError, TypeError):
            raise BadBackup(f"{path} cannot be read, or is no backup of Titian") from None
        self._begin = len(line)
        try:
            one = self.head
            self._key: DataKey = vault.unwrap(one.key_id, one.wrapped, one.master, "backup", one.name)
        except KeyFileError as error:
            raise BadBackup(f"{path} {CLOSED}: {error}") from None
        except (CannotOpen, OverflowError):
            raise BadBackup(f"{path} {CLOSED}: its first line was changed") from None

    def blocks(self) -> Iterator[Block]:
        """The blocks of content, in order: each is certain to be the next one of this file, and only once all were
        taken is it certain that none is missing.
        """
        before: Block | None = None
        for block in self._blocks():
            if before is not None:
                yield before
            before = block
        self._manifest = before

    @property
    def manifest(self) -> Block:
        """What it says at its end about the rest; known once all blocks were taken."""
        if self._manifest is None:
            raise BadBackup(f"{self.path} was not read to its end")
        return self._manifest

    def _blocks(self) -> Iterator[Block]:
        """Each block; the last one is certain to be the manifest."""
        with self.path.open("rb") as file:
            file.seek(self._begin)
            number, sealed = 1, self._take(file, 1)
            while sealed:
                following = self._take(file, number + 1)
                yield self._opened(sealed, number, *(() if following else ("end",)))
                number, sealed = number + 1, following
        if number == 1:
            raise BadBackup(f"{self.path} is incomplete: nothing follows its first line")

    def _take(self, file: BinaryIO, number: int) -> bytes:
        """The next block as it stands there; empty at the end of the file."""
        length = file.read(LENGTH.size)
        if not length:
            return b""
        sealed = file.read(LENGTH.unpack(length)[0]) if len(length) == LENGTH.size else b""
        if len(length) < LENGTH.size or len(sealed) < LENGTH.unpack(length)[0] or not sealed:
            raise BadBackup(f"{self.path} {CLOSED}: it is cut off within block {number}")
        return sealed

    def _opened(self, sealed: bytes, number: int, *end: str) -> Block:
        try:
            if key_id_of(sealed) != self._key.id:
                raise CannotOpen("a block names another key")
            return _unpacked(self._key.open(sealed, *_place(self.head, number, *end)))
        except (CannotOpen, ValueError, zlib.error, binascii.Error):
            what = f"it is cut off after block {number}, or that was changed" if end else f"block {number} was changed"
            raise BadBackup(f"{self.path} {CLOSED}: {what}") from None


def _put(file: BinaryIO, sealed: bytes) -> None:
    file.write(LENGTH.pack(len(sealed)) + sealed)


def _place(head: Head, number: int, *end: str) -> tuple[object, ...]:
    return FORMAT, head.digest, number, *end


def _packed(block: Block) -> bytes:
    return zlib.compress(json.dumps(block, default=_plain).encode())


def _unpacked(content: bytes) -> Block:
    found = json.loads(zlib.decompress(content), object_hook=_value)
    if not isinstance(found, dict):
        raise ValueError("no block")
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    raise TypeError(type(value).__name__)


def _value(found: dict[str, Any]) -> Any:
    if found.keys() == {"bytes"}:
        return base64.b64decode(found["bytes"])
    return datetime.fromisoformat(found["at"]) if found.keys() == {"at"} else found
