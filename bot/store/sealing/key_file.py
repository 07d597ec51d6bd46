"""The key file: master keys a line each, and what this installation remembers outside its database.

    titian-key-1, titian-key-2   a master key; the last one is the current one
    titian-born-1                since when a master key has been there: no key erased earlier was ever wrapped with it
    titian-retired-1             a master key that was taken out: its name alone
    titian-head-1                a database: its name, the last signed entry of its audit, how far it has counted

Whoever can write to the database cannot write here. The file is replaced whole and is always readable by its owner
alone; one process at a time changes it.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
import stat
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.store.sealing import burning
from bot.store.sealing.burning import Tree

# Whose keys can be destroyed everywhere at once.
BURNABLE = ("case", "person")
WHOLE, BURNT = "titian-key-1", "titian-key-2"
BORN, RETIRED, HEAD = "titian-born-1", "titian-retired-1", "titian-head-1"
SECRET = 32
FILE_MODE = 0o600
READ_BEFORE = 16
# Seconds for which another process may have the key file to itself, and from one look to the next.
PATIENCE, LOOK_AGAIN = 10.0, 0.05
# How many databases are remembered beside one: what was restored for a trial, and what it came from.
OTHERS = 7
# What differs once the file was replaced: inode, time, size.
Trace = tuple[int, int, int]


class KeyFileError(Exception):
    """The key file is missing, malformed, open to others or not this database's; the text says how to mend it."""


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
            return f"{WHOLE}:{urlsafe_b64encode(self.secret).decode()}"
        return f"{BURNT}:{self.name}.{urlsafe_b64encode(self.standing).decode()}.{self.tree.written()}"


@dataclass(frozen=True, slots=True)
class Base:
    """From where on the audit is held to be whole, after a person accepted what was found before."""

    position: int
    link: str
    at: str
    why: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """What the key file remembers of a database.

    database: its name, made once and at random. position, entry, link: place, id and hash (hex) of the last signed
    entry of the audit. counters: table -> the highest number it had given out. at: when (ISO, UTC). served: whether
    the bot has ever run with it.
    """

    database: str
    position: int = 0
    entry: int = 0
    link: str = ""
    at: str = ""
    counters: Mapping[str, int] = field(default_factory=dict)
    base: Base | None = None
    served: bool = False

    def written(self) -> str:
        """Its line in the key file."""
        told: dict[str, Any] = {
            "database": self.database, "position": self.position, "entry": self.entry, "link": self.link,
            "at": self.at, "counters": dict(self.counters), "served": self.served,
        }  # fmt: skip
        if self.base is not None:
            one = self.base
            told["base"] = {"position": one.position, "link": one.link, "at": one.at, "why": one.why}
        return f"{HEAD}:{urlsafe_b64encode(json.dumps(told).encode()).decode()}"


@dataclass(frozen=True, slots=True)
class Contents:
    """All that stands in a key file."""

    masters: tuple[Master, ...]
    born: Mapping[str, datetime] = field(default_factory=dict)
    retired: tuple[str, ...] = ()
    anchors: Mapping[str, Anchor] = field(default_factory=dict)

    def written(self) -> str:
        """The whole file."""
        lines = [master.written() for master in self.masters]
        lines += [f"{BORN}:{name}.{at:%Y%m%dT%H%M%S%z}" for name, at in self.born.items()]
        lines += [f"{RETIRED}:{name}" for name in self.retired]
        lines += [anchor.written() for anchor in self.anchors.values()]
        return "".join(line + "\n" for line in lines)


def fingerprint(master: bytes) -> str:
    """A short public name of a master key."""
    return hashlib.sha256(b"titian master" + master).hexdigest()[:12]


def fresh_master() -> Master:
    """A new master key."""
    return _grown(os.urandom(SECRET))


def create_key_file(path: Path) -> None:
    """Write a new key file, readable by its owner alone. Raises FileExistsError rather than overwrite one."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    with os.fdopen(descriptor, "w") as file:
        os.fchmod(descriptor, FILE_MODE)
        file.write(Contents((fresh_master(),)).written())
        file.flush()
        os.fsync(file.fileno())


def read(path: Path) -> Contents:
    """What stands in it. Raises KeyFileError with one sentence on what is wrong and how to mend it."""
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
    try:
        found = [_understood(line) for line in lines]
    except (ValueError, KeyError, TypeError):
        raise KeyFileError(f"the key file {path} is damaged: put your copy of it there") from None
    masters = tuple(one for one in found if isinstance(one, Master))
    if not masters:
        raise KeyFileError(f"the key file {path} is empty: put your copy of it there")
    born = dict(one for one in found if isinstance(one, tuple))
    retired = tuple(one for one in found if isinstance(one, str))
    return Contents(masters, born, retired, {one.database: one for one in found if isinstance(one, Anchor)})


def change(path: Path, how: Callable[[Contents], Contents]) -> tuple[Contents, Trace | None]:
    """Change it: `how` is given what stands there now and returns what is to stand there.

    Returns that, and the file's trace. Raises KeyFileError.
    """
    with _alone(path):
        found = read(path)
        wanted = how(found)
        if wanted != found:
            _replace(path, wanted.written())
        return wanted, trace(path)


def trace(path: Path) -> Trace | None:
    """What differs once the file was replaced; None where it cannot be looked at."""
    try:
        seen = path.stat()
    except OSError:
        return None
    return seen.st_ino, seen.st_mtime_ns, seen.st_size


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One process at a time changes the key file. Raises KeyFileError."""
    try:
        folder = os.open(path.resolve().parent, os.O_RDONLY)
        try:
            _lock(folder, path)
            yield
        finally:
            os.close(folder)
    except OSError as error:
        raise KeyFileError(f"the key file {path} cannot be written: {error.strerror}") from None


def _lock(folder: int, path: Path) -> None:
    """Wait for the lock, and not for ever: whoever has it may be held up itself, and others must go on."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= until:
                raise KeyFileError(
                    f"another process has kept the key file {path} locked for {PATIENCE:.0f} seconds: see which one "
                    "is held up, and end it"
                ) from None
        time.sleep(LOOK_AGAIN)


def _replace(path: Path, content: str) -> None:
    """Replace the file whole: a crash leaves either the old one or the new one.

    What an earlier crash left beside it goes first, whatever its owner and mode are: the new file has neither of them.
    """
    target = path.resolve()
    fresh = target.with_name(target.name + ".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, FILE_MODE)
    with os.fdopen(descriptor, "w") as file:
        os.fchmod(descriptor, FILE_MODE)
        owner = target.stat()
        if owner.st_uid != os.geteuid() or owner.st_gid != os.getegid():
            os.fchown(descriptor, owner.st_uid, owner.st_gid)  # an administrator changes what the bot has to read
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, target)
    folder = os.open(target.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _understood(line: str) -> Master | Anchor | tuple[str, datetime] | str:
    """One line. Raises ValueError, KeyError or TypeError."""
    label, _, rest = line.partition(":")
    if label == HEAD:
        told = json.loads(urlsafe_b64decode(rest))
        base = None if told.get("base") is None else Base(**told.pop("base"))
        return Anchor(**{**told, "base": base})
    if label == BORN:
        name, at = rest.split(".")
        return name, datetime.strptime(at, "%Y%m%dT%H%M%S%z")
    if label == RETIRED:
        return rest
    return _master(line)


@lru_cache(maxsize=READ_BEFORE)
def _master(line: str) -> Master:
    """A master key; the same line is read once. Raises ValueError."""
    label, _, rest = line.partition(":")
    if label == WHOLE and len(secret := urlsafe_b64decode(rest)) == SECRET:
        return _grown(secret)
    if label == BURNT:
        name, standing, tree = rest.split(".")
        return Master(name, urlsafe_b64decode(standing), burning.read(tree), None)
    raise ValueError("no line of a key file")


def _grown(secret: bytes) -> Master:
    standing, root = (hmac.digest(secret, purpose, "sha256") for purpose in (b"titian standing", b"titian tree"))
    return Master(fingerprint(secret), standing, burning.whole(root), secret)


def with_master(found: Contents, master: Master, now: datetime) -> Contents:
    """With one more master key, which is the current one from now on."""
    return replace(found, masters=(*found.masters, master), born={**found.born, master.name: now})


def with_anchor(found: Contents, anchor: Anchor) -> Contents:
    """With this remembered of its database; of a few others, those that were used last."""
    others = [one for one in found.anchors.values() if one.database != anchor.database]
    kept = sorted(others, key=lambda one: one.at)[-OTHERS:]
    return replace(found, anchors={one.database: one for one in (*kept, anchor)})


def without_masters(found: Contents, names: Collection[str]) -> Contents:
    """Without these master keys; their names stay."""
    return replace(
        found,
        masters=tuple(one for one in found.masters if one.name not in names),
        born={name: at for name, at in found.born.items() if name not in names},
        retired=(*found.retired, *names),
    )
