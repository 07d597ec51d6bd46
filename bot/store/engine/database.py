"""Opens the database and runs transactions; knows SQLite's and PostgreSQL's manners, and nothing of the tables' use."""

from __future__ import annotations

import hmac
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Connection, CursorResult, Executable, Table, bindparam, create_engine, event, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DataError, DBAPIError, OperationalError

from bot.domain.rights.personal import Opened, opened
from bot.store.engine.direct import Rows, shortcuts
from bot.store.engine.tables import keys
from bot.store.sealing.data_keys import HEADER, CannotOpen, DataKey, key_id_of
from bot.store.sealing.vault import Vault

SQLITE_MANNERS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA busy_timeout=10000",
)
# Whoever is held up in the middle of a transaction must not hold the rows it locked for ever.
POSTGRES_MANNER = "SET idle_in_transaction_session_timeout = '10s'"
# Whoever only looks locks nothing, and may take longer to think than that between two statements.
WITHOUT_HASTE = "SET LOCAL idle_in_transaction_session_timeout = 0"
# idle_in_transaction_session_timeout, serialization_failure, deadlock_detected, lock_not_available, and connections
# that went away
PASSING_STATES = ("25P03", "40001", "40P01", "55P03", "57P01", "57P02", "57P03", "08000", "08003", "08006")

# Opened, and nothing personal: what passes through as a whole, and staff's names, who work here.
NOT_PERSONAL = (("inbox",), ("outbox",), ("chats", "telegram_id"), ("backup", "chat"), ("people", "name"))
# A word of the bot's own, as it stands in facts: no text of anybody's.
CODE = re.compile(r"[a-z0-9_@=.:+-]{1,24}")

_KEYS = select(keys).where(keys.c.id.in_(bindparam("ids", expanding=True)))


class FileReplaced(Exception):
    """The file of a SQLite database is another one by now, or none; one line says so."""


class Tx:
    """One open transaction: what every function of the store takes first."""

    __slots__ = ("_keys", "_shortcuts", "chat_keys", "connection", "day", "now", "quotable", "vault")

    def __init__(
        self, connection: Connection, vault: Vault, now: datetime, keys_known: dict[tuple[str, str], DataKey]
    ) -> None:
        self.connection = connection
        self._shortcuts = shortcuts(connection.dialect)
        self.vault = vault
        self.now = now
        self._keys = keys_known
        self.day = now.date().isoformat()
        # Chat -> the id of the key of whose chat it is; None of a chat that is nobody's.
        self.chat_keys: dict[int, int | None] = {}
        # The personal texts that were opened, where somebody sees to it that none is said where it must not be.
        self.quotable: list[str] | None = None
        # Made here, outside any savepoint: a key that a savepoint took back must never have sealed anything.
        for scope, subject in (("day", self.day), ("index", "chats")):
            self._standing_key(scope, subject)

    def execute(self, statement: Executable, values: Any = None) -> CursorResult[Any] | Rows:
        """Run a statement; `values` a dict, or a list of dicts for many rows."""
        return self._shortcuts.execute(self.connection, statement, values)

    def insert_new(self, table: Table, rows: Sequence[dict[str, Any]], *returning: Any) -> CursorResult[Any] | Rows:
        """Insert rows, leaving alone those that already exist."""
        return self.execute(_inserts_new(self.connection.dialect.name, table, *returning), rows)

    def inserts_new(self, table: Table) -> Any:
        """The statement that inserts rows and leaves alone those that already exist."""
        return _inserts_new(self.connection.dialect.name, table)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part that is taken back alone if it fails; they nest, the innermost of the name counts.

        Spelled out, because SQLAlchemy compiles its own SAVEPOINT anew each time, and there are two in every turn.
        """
        self._spell("SAVEPOINT part")
        whose = dict(self.chat_keys)
        try:
            yield
        except BaseException:
            self.chat_keys = whose  # whose a chat became in this part, it is not
            if not self.connection.invalidated:  # a connection that went away has taken everything back already
                self.connection.exec_driver_sql("ROLLBACK TO SAVEPOINT part")
                self.connection.exec_driver_sql("RELEASE SAVEPOINT part")
            raise
        self._spell("RELEASE SAVEPOINT part")

    def _spell(self, statement: str) -> None:
        """Say where a part begins or has gone well."""
        if self.connection.dialect.name == "sqlite":  # where no such word can fail, and the way there is most of it
            self.connection.connection.driver_connection.execute(statement)  # type: ignore[union-attr]
        else:
            self.connection.exec_driver_sql(statement)

    def blind(self, telegram_id: int) -> int:
        """The number under which a Telegram id is kept."""
        return self._keys["index", "chats"].blind(telegram_id)

    def digest(self, content: bytes, purpose: bytes = b"audit") -> bytes:
        """A keyed hash: of the audit chain, or for another purpose."""
        return hmac.digest(self._keys["index", "chats"].raw, purpose + content, "sha256")

    def short_seal(self, text: bytes, purpose: bytes) -> str:
        """A few characters that show that `text` was made here, for one purpose; they hold after a rotation too."""
        return self._keys["index", "chats"].short_seal(text, purpose)

    def seal_passing(self, text: bytes, *place: object) -> bytes:
        """Seal what only passes through, with the day's key."""
        return self._keys["day", self.day].seal(text, *place)

    def seal_standing(self, text: bytes, *place: object) -> bytes:
        """Seal what belongs to no single person's key: a chat's Telegram id, needed to reach it."""
        return self._keys["index", "chats"].seal(text, *place)

    def new_key(self, scope: str, subject: str) -> DataKey:
        """Make the data key of a case or a person."""
        key, row = self._made(scope, subject)
        self.execute(insert(keys), row)
        return key

    def key(self, key_id: int) -> DataKey:
        """The data key with this id. Raises KeyError when it was destroyed."""
        known = self.vault.remembered(key_id)
        if known is not None:
            return known
        row = self.execute(select(keys).where(keys.c.id == key_id)).one_or_none()
        if row is None:
            raise KeyError(key_id)
        return self.vault.unwrap(row.id, row.wrapped, row.master, row.scope, row.subject)

    def fetch_keys(self, sealed: Iterable[bytes | None]) -> None:
        """Unwrap the data keys that these values name, in one go, as far as they are there and not known yet."""
        named = {int.from_bytes(one[1:HEADER]) for one in sealed if one}
        wanted = sorted(key_id for key_id in named if key_id < 2**63 and self.vault.remembered(key_id) is None)
        for row in self.execute(_KEYS, {"ids": wanted}) if len(wanted) > 1 else ():
            with suppress(CannotOpen):
                self.vault.unwrap(row.id, row.wrapped, row.master, row.scope, row.subject)

    def is_standing(self, key_id: int) -> bool:
        """Whether this is the key of what belongs to no single person."""
        return self._keys["index", "chats"].id == key_id

    def key_for(self, scope: str, subject: object) -> DataKey:
        """The data key of a case or a person. Raises KeyError when it was destroyed."""
        found = self._find_key(scope, str(subject))
        if found is None:
            raise KeyError((scope, subject))
        return found

    def open(self, sealed: bytes, *place: object) -> str:
        """Open a sealed text; a personal one is known as such. Raises CannotOpen or KeyError."""
        text = self._opened(sealed, *place)
        if place[: len(place) - 1] in NOT_PERSONAL:
            return text
        if self.quotable is not None:
            self.quotable.append(text)
        return Opened(text)

    def open_facts(self, sealed: bytes, *place: object) -> Any:
        """Open what was sealed as JSON; each text in it is known as personal. Raises CannotOpen or KeyError."""
        facts = orjson.loads(self._opened(sealed, *place))
        if self.quotable is not None:
            self.quotable += _texts(facts)
        return opened(facts)

    def _opened(self, sealed: bytes, *place: object) -> str:
        return self.key(key_id_of(sealed)).open(sealed, *place).decode()

    def seal_like(self, sealed: bytes, text: str, *place: object) -> bytes:
        """Seal with the key of an earlier value, so that both live and die together."""
        return self.key(key_id_of(sealed)).seal(text.encode(), *place)

    def _standing_key(self, scope: str, subject: str) -> None:
        if (scope, subject) in self._keys:
            return
        if (found := self._find_key(scope, subject)) is None:
            _, row = self._made(scope, subject)
            self.insert_new(keys, [row])
            found = self.key_for(scope, subject)
        self._keys[scope, subject] = found

    def _made(self, scope: str, subject: str) -> tuple[DataKey, dict[str, Any]]:
        """A fresh data key, and its row with the key wrapped."""
        key, wrapped = self.vault.new_key(scope, subject)
        row = {"id": key.id, "scope": scope, "subject": subject, "wrapped": wrapped}
        return key, {**row, "master": self.vault.current, "created_at": self.now}

    def _find_key(self, scope: str, subject: str) -> DataKey | None:
        row = self.execute(select(keys).where(keys.c.scope == scope, keys.c.subject == subject)).one_or_none()
        return None if row is None else self.vault.unwrap(row.id, row.wrapped, row.master, row.scope, row.subject)


class Database:
    """An engine, the vault beside it, and transactions."""

    def __init__(
        self, url: str, vault: Vault, now: Callable[[], datetime], *, connections: int = 4, only_looks: bool = False
    ) -> None:
        """`only_looks`: every transaction is taken back at its end, also what it made on the way, as the day's key."""
        self.engine = open_engine(url, connections)
        self.vault = vault
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._path = self.engine.url.database if self.is_sqlite else None
        self._file: tuple[int, int] | None = None
        self.now = now
        self._only_looks = only_looks
        self._standing: dict[tuple[str, str], DataKey] = {}
        # Up to which moment this process has obeyed tombstones.
        self.obeyed_until: datetime | None = None

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        """One transaction: committed at the end, taken back on any error. Raises FileReplaced."""
        now = self.now()
        known = dict(self._standing)
        with self.engine.connect() as connection, connection.begin() as whole:
            self._see_to_the_file()
            yield Tx(connection, self.vault, now, known)
            self._see_to_the_file()
            if self._only_looks:
                whole.rollback()
                return
        # Keys made by this transaction count only now that it is committed.
        self._standing = {
            key: value for key, value in known.items() if key[0] == "index" or key[1] >= now.date().isoformat()
        }

    def _see_to_the_file(self) -> None:
        """Nothing is promised that a file would have to keep which stands nowhere any more. Raises FileReplaced."""
        if self._path is None:
            return
        try:
            seen = os.stat(self._path)
        except OSError:
            seen = None
        found = None if seen is None else (seen.st_dev, seen.st_ino)
        if self._file is None:
            self._file = found
        if found is None or found != self._file:
            raise FileReplaced(
                f"the database file {self._path} was deleted or replaced while the bot ran: what was written since is "
                "not in it; put the right file there and start again"
            )

    @contextmanager
    def reading(self) -> Iterator[Tx]:
        """What only reads, all of one moment: however long it takes, it holds up nobody who writes.

        Whatever it writes is taken back at its end. Raises FileReplaced.
        """
        now = self.now()
        if not {("day", now.date().isoformat()), ("index", "chats")} <= self._standing.keys():
            with self.transaction():
                pass  # which makes the keys of the day
        with self.snapshot() as connection, connection.begin() as whole:
            if not self.is_sqlite:
                connection.exec_driver_sql(WITHOUT_HASTE)
            self._see_to_the_file()
            yield Tx(connection, self.vault, now, dict(self._standing))
            whole.rollback()

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Read everything as of one moment, without holding up those who write."""
        with self.engine.connect() as connection:
            if self.is_sqlite:
                yield connection.execution_options(reads_only=True)
            else:
                yield connection.execution_options(isolation_level="REPEATABLE READ")

    def scrub(self) -> bool:
        """Leave nothing of what was erased in SQLite's log (the file itself overwrites what is deleted).

        False while somebody still reads: try again later.
        """
        if not self.is_sqlite:
            return True
        connection = self.engine.raw_connection()
        try:
            busy, *_ = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            connection.close()
        return not busy

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()


def _texts(facts: Any) -> Iterator[str]:
    match facts:
        case str() if not CODE.fullmatch(facts):
            yield facts
        case list():
            for one in facts:
                yield from _texts(one)
        case dict():
            for one in facts.values():
                yield from _texts(one)


def open_engine(url: str, connections: int = 4) -> Any:
    """An engine with each database's manners set; `url` as in TITIAN_DATABASE_URL."""
    parsed = driver_url(url)
    if parsed.get_backend_name() != "sqlite":
        engine = create_engine(parsed, pool_size=connections, max_overflow=4, pool_pre_ping=True)
        event.listen(engine, "connect", _postgres_manners)
        return engine
    engine = create_engine(parsed, pool_size=connections)
    event.listen(engine, "connect", _sqlite_manners)
    event.listen(engine, "begin", _begin_immediate)
    return engine


@lru_cache
def _inserts_new(dialect: str, table: Table, *returning: Any) -> Any:
    make = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = make(table).on_conflict_do_nothing()
    return statement.returning(*returning) if returning else statement


def driver_url(url: str) -> URL:
    """`postgresql://` means psycopg 3; everything else stands as written. Raises sqlalchemy ArgumentError."""
    parsed = make_url(url)
    return parsed.set(drivername="postgresql+psycopg") if parsed.drivername in {"postgresql", "postgres"} else parsed


def is_passing(error: BaseException) -> bool:
    """Whether a database error is trouble that passes: busy, deadlock, a connection that went away."""
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    busy = isinstance(error, OperationalError) and "locked" in str(error.orig)
    return busy or error.connection_invalidated or state in PASSING_STATES


def is_of_its_row(error: BaseException) -> bool:
    """Whether an error is about the values of a row; a database may also be busy, full or gone, or somebody faster."""
    return isinstance(error, DataError) or not isinstance(error, DBAPIError)


def of(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Rows as dicts."""
    return [dict(row._mapping) for row in rows]


def _sqlite_manners(connection: Any, record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for manner in SQLITE_MANNERS:
        cursor.execute(manner)
    cursor.close()


def _postgres_manners(connection: Any, record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(POSTGRES_MANNER)
    connection.commit()


def _begin_immediate(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("rebuilds", False):
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    connection.exec_driver_sql("BEGIN" if options.get("reads_only", False) else "BEGIN IMMEDIATE")
