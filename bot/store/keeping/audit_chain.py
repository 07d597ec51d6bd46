"""The chain of the audit: each entry signed with the one before, and the last one remembered outside the database.

`note` (bot/store/engine/audit.py) marks an entry as this program's. Shortly afterwards entries are signed, in the order
of their ids; apart from writing, so that people do not wait for each other. Before that, what was signed since the last
time is read again, and compared with what the key file remembers: whoever writes to the database cannot write there.
Where anything does not fit, nothing more is signed, and the place is named. Nothing below the last signed entry is
ever signed: no entry of ours can come there late (`settled_up_to`).
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, func, or_, select, text, update
from sqlalchemy.exc import DBAPIError

from bot.store.engine import audit as writing
from bot.store.engine import counters, deployment
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import audit
from bot.store.sealing.key_file import Anchor, Base

AT_ONCE = 2000
# What else is remembered changes with every tap; so often is enough.
COUNTERS_EVERY = timedelta(minutes=10)
LOCK_NOT_AVAILABLE = "55P03"
PATIENCE = "200ms"
# The bot and a command may sign at one time: one after the other. The number is ours, and says nothing.
ONE_SIGNS = "SELECT pg_advisory_xact_lock(7413001)"
MARK_LETTERS = 12
NO_END = 2**62
# For so long others may keep the signer waiting; after that somebody means to.
LONGEST_WAIT = timedelta(minutes=15)
FOREIGN = "an entry was not written by this program, or changed since"
NAMELESS = "the database has another name than the key file remembers: nothing is signed"
ANOTHER = "another database stands in the place of the one this process began with: nothing is signed"
KEPT_WAITING = "nothing could be signed for long: somebody keeps the audit locked"
BELOW = "an entry was put below the last signed one"


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the audit is not as it was written. `position` is the entry's place in the chain."""

    position: int
    entry: int | None
    what: str


@dataclass(frozen=True, slots=True)
class Head:
    """The last signed entry: its place in the chain, its id, its hash."""

    position: int = 0
    entry: int = 0
    link: bytes = b""

    @property
    def mark(self) -> str:
        """The first letters of its hash, in fours: what people write down and compare."""
        letters = self.link.hex()[:MARK_LETTERS]
        return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def head(tx: Tx | Connection) -> Head:
    """The last signed entry."""
    return _head_of(tx.execute(_SIGNED.order_by(audit.c.position.desc()).limit(1)).one_or_none()) or Head()


def _head_of(row: Any) -> Head | None:
    return None if row is None else Head(row.position, row.id, row.chain or b"")


def anchor_of(tx: Tx) -> Anchor | None:
    """What the key file remembers of this database."""
    return tx.vault.anchors.get(deployment.database_name(tx) or "")


def signed(tx: Tx, position: int) -> Head | None:
    """The signed entry at this place of the chain."""
    return _head_of(tx.execute(_SIGNED.where(audit.c.position == position)).one_or_none())


def is_mark(tx: Tx, position: int, mark: str) -> bool:
    """Whether the signed entry at this place has this mark, with or without hyphens."""
    found, letters = signed(tx, position), mark.replace("-", "")
    return found is not None and len(letters) >= MARK_LETTERS and found.link.hex().startswith(letters)


_SIGNED: Select[Any] = select(audit.c.id, audit.c.position, audit.c.chain).where(audit.c.position.is_not(None))
_NEXT_SIGNED = (
    select(audit)
    .where(audit.c.position > bindparam("after"))
    .order_by(audit.c.position)
    .limit(AT_ONCE)
)  # fmt: skip
_BELOW = (
    select(audit.c.id)
    .where(audit.c.chain.is_(None), audit.c.id <= bindparam("entry"))
    .order_by(audit.c.id)
    .limit(1)
)  # fmt: skip
_STANDS_NOWHERE = or_(and_(audit.c.position.is_(None), audit.c.chain.is_not(None)), audit.c.position < 1)
_UNSIGNED = (
    select(audit)
    .where(audit.c.chain.is_(None), audit.c.id > bindparam("entry"), audit.c.id <= bindparam("upto"))
    .order_by(audit.c.id)
    .limit(AT_ONCE)
)
_SIGN = (
    update(audit)
    .where(audit.c.id == bindparam("row"))
    .values(position=bindparam("position"), chain=bindparam("chain"))
)  # fmt: skip


def settled_up_to(database: Database) -> int | None:
    """The highest id below which no entry can appear any more; None where that cannot be told at this moment.

    PostgreSQL gives out ids before a COMMIT, so a lower one may come after a higher one: it is waited, for a moment,
    until nobody is writing. SQLite has one writer.
    """
    with _patiently(database, "LOCK TABLE audit IN SHARE MODE") as tx:
        return None if tx is None else int(tx.execute(select(func.coalesce(func.max(audit.c.id), 0))).scalar_one())


@contextmanager
def _patiently(database: Database, lock: str) -> Iterator[Tx | None]:
    """A transaction that has this lock of PostgreSQL's; None where somebody else had it for too long."""
    with database.transaction() as tx:
        if not database.is_sqlite:
            try:
                with tx.savepoint():
                    tx.connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}'"))
                    tx.connection.execute(text(lock))
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
                    raise
                yield None
                return
        yield tx


def sign(tx: Tx, anchor: Anchor | None, upto: int, last: Head | None = None) -> Break | Head:
    """Read again what was signed since `anchor`, then sign what is new, up to an id that is settled; at most 2000.

    Returns the last signed entry, or where it does not fit; then nothing was signed. Without an anchor (an
    installation from before there was one) whatever stands there is taken for ours. `last`: what was signed last, where
    that was asked for already.
    """
    found = _since(tx, anchor, last or head(tx))
    if isinstance(found, Break):
        return found
    if (below := _below(tx, found)) is not None:
        return below
    fresh = tx.execute(_UNSIGNED, {"entry": found.entry, "upto": upto}).all()
    if anchor is not None:
        for position, row in enumerate(fresh, start=found.position + 1):
            if not writing.is_ours(tx, row):
                return Break(position, row.id, FOREIGN)
    return _signed_after(tx, found, fresh)


def _signed_after(tx: Tx, found: Head, fresh: Iterable[Any]) -> Head:
    """Sign these entries one after another; the last of them."""
    signed = []
    for row in fresh:
        found = Head(found.position + 1, row.id, _link(tx, found.link, row))
        signed.append({"row": row.id, "position": found.position, "chain": found.link})
    if signed:
        tx.execute(_SIGN, signed)
    return found


def _below(tx: Tx, found: Head) -> Break | None:
    """An entry that waits to be signed where none can wait any more."""
    below = tx.execute(_BELOW, {"entry": found.entry}).scalar_one_or_none()
    return None if below is None else Break(found.position, below, BELOW)


def _since(tx: Tx, anchor: Anchor | None, last: Head) -> Break | Head:
    """The last signed entry, if all from the remembered one to it fit."""
    if anchor is None:
        return last
    at = _remembered(tx, anchor, last)
    while isinstance(at, Head) and at.position < last.position:
        found = read_on(tx, at)
        if isinstance(found, Break) or found == at:
            return found if isinstance(found, Break) else Break(at.position + 1, None, "a signed entry is missing")
        at = found
    return at


def _remembered(tx: Tx, anchor: Anchor, last: Head) -> Break | Head:
    """The entry the key file remembers, if it stands there as it was."""
    begin = Head(anchor.position, anchor.entry, bytes.fromhex(anchor.link))
    if last.position < begin.position:
        return Break(last.position + 1, None, f"signed entries are missing up to {begin.position}")
    there = signed(tx, begin.position) if begin.position else begin
    if there is None or there.entry != begin.entry or not hmac.compare_digest(there.link, begin.link):
        return Break(begin.position, None if there is None else there.entry, "not the entry the key file remembers")
    return begin


def read_on(tx: Tx, at: Head) -> Break | Head:
    """Read 2000 signed entries after this one; where they do not fit, or the last of them."""
    for row in tx.execute(_NEXT_SIGNED, {"after": at.position}):
        if row.position != at.position + 1:
            return Break(at.position + 1, None, "a signed entry is missing")
        if not (writing.is_whole(row) and hmac.compare_digest(row.chain or b"", _link(tx, at.link, row))):
            return Break(row.position, row.id, "an entry was changed, or put in another's place")
        at = Head(row.position, row.id, row.chain)
    return at


def first_break(tx: Tx, anchor: Anchor | None = None) -> Break | None:
    """Read the whole audit; the first place where it does not fit, or None."""
    at: Break | Head = _begin(anchor)
    while isinstance(at, Head):
        found = read_on(tx, at)
        if found == at:
            break
        at = found
    if isinstance(at, Break):
        return at
    if anchor is None:
        return _below(tx, at) or _odd_one(tx, at)
    there = _remembered(tx, anchor, at)
    if isinstance(there, Break):
        return there
    return _below(tx, at) or _odd_one(tx, at) or _foreign(tx, at)


def _begin(anchor: Anchor | None) -> Head:
    """From where on it is held to be whole: the first entry, or what a person accepted."""
    if anchor is None or anchor.base is None:
        return Head()
    return Head(anchor.base.position, 0, bytes.fromhex(anchor.base.link))


def _odd_one(tx: Tx, at: Head) -> Break | None:
    """An entry that is neither signed nor waits for it, stands before the first one, or stands there twice."""
    half = select(audit.c.id).where(_STANDS_NOWHERE)
    for which in (half.order_by(audit.c.id), _twice(func.max(audit.c.id))):
        if (found := tx.execute(which.limit(1)).scalar_one_or_none()) is not None:
            return Break(at.position, found, "an entry was put in by another program")
    return None


def _twice(column: ColumnElement[Any]) -> Select[Any]:
    """Something of each mark that more than one entry has."""
    return select(column).where(audit.c.mark.is_not(None)).group_by(audit.c.mark).having(func.count() > 1)


def _foreign(tx: Tx, at: Head) -> Break | None:
    """The first entry that waits to be signed and never will be."""
    waiting = tx.execute(_UNSIGNED, {"entry": at.entry, "upto": NO_END})
    found = next((row.id for row in waiting if not writing.is_ours(tx, row)), None)
    return None if found is None else Break(at.position + 1, found, FOREIGN)


def sign_all(database: Database) -> Break | Head | None:
    """Sign what is new and let the key file remember it; None where that has to wait for a moment.

    Where the key file remembers databases but none of this name, somebody changed the name: nothing is signed.
    Raises KeyFileError when the key file cannot be written: it then remembers less, and the next time catches up.
    """
    database.vault.look()
    upto = settled_up_to(database)
    if upto is None:
        return None
    while True:
        with _patiently(database, ONE_SIGNS) as tx:
            if tx is None:
                return None
            before = head(tx)
            anchor = anchor_of(tx)
            if anchor is None and database.vault.anchors:
                return Break(before.position, None, NAMELESS)
            found = sign(tx, anchor, upto, before)
            counted, now = counters.read(tx.connection), tx.now
        if isinstance(found, Break):
            return found
        if anchor is not None and _is_news(anchor, found, counted, now):
            database.vault.remember(anchored(anchor, found, counted, now))
        if found.position - before.position < AT_ONCE:
            return found


class Patrol:
    """Signs what is new, and reads on through the whole audit, 2000 entries at a time, round and round."""

    def __init__(self) -> None:
        self._at = Head()
        self._name: str | None = None
        self._waits_since: datetime | None = None

    def sign_and_read_on(self, database: Database) -> Break | None:
        """One round; where the audit breaks. Raises KeyFileError, as `sign_all`.

        Where the key file remembers nothing, because the audit broke before it could, nothing is signed.
        """
        with database.transaction() as tx:
            if not database.vault.anchors:
                return first_break(tx)
            name = deployment.database_name(tx)
            self._name = self._name or name
            if name != self._name:
                return Break(head(tx).position, None, ANOTHER)
        found = sign_all(database)
        return found if isinstance(found, Break) else self._waited(database, found) or self._read_on(database)

    def _waited(self, database: Database, found: Head | None) -> Break | None:
        """Whether it has been impossible to sign for too long; meanwhile an entry could be taken out unseen."""
        if found is not None:
            self._waits_since = None
            return None
        now = database.now()
        self._waits_since = self._waits_since or now
        if now < self._waits_since + LONGEST_WAIT:
            return None
        with database.transaction() as tx:
            return Break(head(tx).position, None, KEPT_WAITING)

    def _read_on(self, database: Database) -> Break | None:
        """The next part; at the end of a round also what stands outside the chain."""
        with database.transaction() as tx:
            begin = _begin(anchor_of(tx))
            at = self._at if self._at.position >= begin.position else begin
            read = read_on(tx, at)
            found = read if isinstance(read, Break) else _odd_one(tx, at) if read == at else None
        if found is not None:
            self._at = at  # the next round looks there again: it is broken until it is mended or accepted
            return found
        self._at = begin if read == at or isinstance(read, Break) else read
        return None


def anchored(anchor: Anchor, found: Head, counted: dict[str, int], now: datetime) -> Anchor:
    """What the key file is to remember from now on."""
    where = replace(anchor, position=found.position, entry=found.entry, link=found.link.hex())
    return replace(where, at=now.isoformat(), counters=counted)


def as_it_is(tx: Tx, anchor: Anchor) -> Anchor:
    """What the key file is to remember of this database as it stands here."""
    return anchored(anchor, head(tx), counters.read(tx.connection), tx.now)


def _is_news(anchor: Anchor, found: Head, counted: dict[str, int], now: datetime) -> bool:
    if found.position != anchor.position:
        return True
    is_old = not anchor.at or now >= datetime.fromisoformat(anchor.at) + COUNTERS_EVERY
    return is_old and counted != dict(anchor.counters)


def accept(tx: Tx, anchor: Anchor, why: str) -> Anchor:
    """What is there is taken for the audit from now on, whatever was done to it; `why` says what was found and by whom.

    Returns what the key file is to remember once this is committed; that it was accepted is an entry of its own.
    """
    tx.execute(update(audit).where(audit.c.mark.in_(_twice(audit.c.mark))).values(mark=None))
    tx.execute(update(audit).where(or_(audit.c.position.is_(None), _STANDS_NOWHERE)).values(position=None, chain=None))
    waiting = tx.execute(select(audit).where(audit.c.chain.is_(None)).order_by(audit.c.id)).all()
    found = _signed_after(tx, head(tx), waiting)
    counters.put_forward(tx.connection, {"audit": found.entry})
    base = Base(found.position, found.link.hex(), tx.now.isoformat(), why)
    writing.note(tx, None, "audit_accepted", "deployment", None, why)
    return replace(anchored(anchor, found, counters.read(tx.connection), tx.now), base=base)


def _link(tx: Tx, before: bytes, row: Row[Any]) -> bytes:
    content = f"{row.id}|{row.at.isoformat()}|{row.actor_id}|{row.verb}|{row.subject}|{row.subject_id}".encode()
    link = tx.digest(before + content + (row.reason or b""))
    # Of entries from before there were marks nothing more is known.
    return link if row.mark is None else tx.digest(link + row.mark, b"marked")
