"""The vault: the master keys of the key file, and the data keys that are unwrapped with them.

One data key a case and a person, one a day for what only passes through (inbox, outbox). The key of a case or a person
is wrapped with a leaf of the master's tree (burning.py). Destroying it means deleting its row and burning its leaf:
whoever finds the row in an old backup has nothing left to unwrap it with.
"""

from __future__ import annotations

import os
import secrets
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.store.sealing import key_file
from bot.store.sealing.data_keys import NONCE, CannotOpen, DataKey, bound_to
from bot.store.sealing.key_file import Anchor, Contents, KeyFileError

CACHED_KEYS = 4096
CLOCKS_APART = timedelta(days=1)


class Vault:
    """What stands in the key file, and a bounded memory of data keys unwrapped with it."""

    def __init__(self, path: Path) -> None:
        """Read the key file. Raises KeyFileError."""
        self._path = path
        self._known: OrderedDict[int, DataKey] = OrderedDict()
        self._trace = key_file.trace(path)
        self._adopt(key_file.read(path))

    def _adopt(self, contents: Contents) -> None:
        self._contents = contents
        self._masters = {master.name: master for master in contents.masters}
        self.current = contents.masters[-1].name

    @property
    def names(self) -> frozenset[str]:
        """Fingerprints of the master keys in the file."""
        return frozenset(self._masters)

    @property
    def born(self) -> Mapping[str, datetime]:
        """Since when each later master key has been there (aware); the first one always was."""
        return self._contents.born

    @property
    def anchors(self) -> Mapping[str, Anchor]:
        """What the key file remembers of each database, by the name of that."""
        return self._contents.anchors

    def new_key(self, scope: str, subject: str) -> tuple[DataKey, bytes]:
        """Make a data key; returns it and its wrapped form. It is remembered only once it is read back.

        The key file is looked at first: whoever was held up while the master keys were rotated wraps nothing with one
        that may be gone by now. Raises KeyFileError.
        """
        self.look()
        key_id, raw = secrets.randbits(63), os.urandom(32)
        return DataKey(key_id, AESGCM(raw), raw), self.wrap(key_id, raw, scope, subject)

    def wrap(self, key_id: int, raw: bytes, scope: str, subject: str) -> bytes:
        """Wrap a data key with the current master key. Raises CannotOpen for one that was burnt."""
        wrapper, nonce = self._masters[self.current].wrapper(key_id, scope), os.urandom(NONCE)
        if wrapper is None:
            raise CannotOpen("a data key was destroyed")
        return nonce + wrapper.encrypt(nonce, raw, bound_to(("keys", key_id, scope, subject)))

    def unwrap(self, key_id: int, wrapped: bytes, master: str, scope: str, subject: str) -> DataKey:
        """Unwrap a data key. Raises KeyFileError when the file does not hold its master key."""
        known = self._known.get(key_id)
        if known is not None:
            return known
        self.require(master)
        wrapper = self._masters[master].wrapper(key_id, scope)
        if wrapper is None:
            raise CannotOpen("a data key was destroyed")
        try:
            raw = wrapper.decrypt(wrapped[:NONCE], wrapped[NONCE:], bound_to(("keys", key_id, scope, subject)))
        except (InvalidTag, ValueError):
            raise CannotOpen("a data key does not open") from None
        key = self._known[key_id] = DataKey(key_id, AESGCM(raw), raw)
        if len(self._known) > CACHED_KEYS:
            self._known.popitem(last=False)
        return key

    def require(self, master: str) -> None:
        """Raises KeyFileError when the file does not hold this master key; another process may have added it."""
        if master not in self._masters:
            self.look()
        if master not in self._masters:
            what = "was retired" if master in self._contents.retired else "does not stand in the key file"
            raise KeyFileError(f"this was sealed with master key {master}, which {what}")

    def holds(self, key_id: int, master: str) -> bool:
        """Whether the data key with this id could still be unwrapped, were its row found somewhere.

        What counts is the master key that wrapped it: a later one knows nothing of what was burnt before it came.
        """
        return master in self._masters and self._masters[master].tree.holds(key_id)

    def burn(self, keys: Mapping[int, datetime]) -> None:
        """Destroy data keys for good, in memory and in the key file; given as {id: when they were to go (aware)}.

        Only out of master keys that can have wrapped them. Raises KeyFileError if the file cannot be written.
        """
        for key_id in keys:
            self.forget(key_id)
        if not keys or _burnt(self._contents, keys) is self._contents:
            return
        self._change(lambda found: _burnt(found, keys))

    def remember(self, anchor: Anchor, *, instead: bool = False) -> None:
        """Let the key file remember this of a database. Raises KeyFileError.

        What another process let it remember meanwhile and lies further ahead stays; `instead`: it goes all the same.
        """
        self._change(
            lambda found: found if not instead and _is_ahead(found, anchor) else key_file.with_anchor(found, anchor)
        )

    def add_master(self, now: datetime) -> None:
        """A new master key, which wraps from now on; the earlier ones stay. Raises KeyFileError."""
        self._change(lambda found: key_file.with_master(found, key_file.fresh_master(), now))

    def retire(self, names: Collection[str]) -> None:
        """Take master keys out of the key file: what was sealed with them alone opens no more. Raises KeyFileError.

        Never the current one: raises ValueError.
        """
        if self.current in names:
            raise ValueError("the current master key is in use")
        self._change(lambda found: key_file.without_masters(found, names))

    def look(self) -> None:
        """Read the key file anew if another process replaced it. Raises KeyFileError."""
        seen = key_file.trace(self._path)
        if seen != self._trace:
            self._adopt(key_file.read(self._path))
            self._trace = seen

    def _change(self, how: Callable[[Contents], Contents]) -> None:
        contents, self._trace = key_file.change(self._path, how)
        self._adopt(contents)

    def remembered(self, key_id: int) -> DataKey | None:
        """A data key unwrapped earlier."""
        return self._known.get(key_id)

    def forget(self, key_id: int) -> None:
        """Drop a destroyed key from memory."""
        self._known.pop(key_id, None)


def _is_ahead(found: Contents, anchor: Anchor) -> bool:
    known = found.anchors.get(anchor.database)
    return known is not None and known.position > anchor.position


def _burnt(found: Contents, keys: Mapping[int, datetime]) -> Contents:
    """The same without these leaves; itself where nothing is left to burn."""
    masters = tuple(
        master.without([key_id for key_id, at in keys.items() if _may_hold(found, master.name, at)])
        for master in found.masters
    )
    if all(new is old for new, old in zip(masters, found.masters, strict=True)):
        return found
    return replace(found, masters=masters)


def _may_hold(found: Contents, name: str, at: datetime) -> bool:
    """Whether a key erased at this moment can have been wrapped with this master key. Clocks may be a day apart."""
    born = found.born.get(name)
    return born is None or at > born - CLOCKS_APART
