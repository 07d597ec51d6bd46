"""The short way to the driver for statements that are executed again and again: compiled once, as SQLAlchemy would.

Most of what a tap costs was the way from a statement to its rows, 25 times what the driver takes for a small one.
SQLAlchemy still makes the SQL, the order of the values, the types on either side and the result; what is left out is
looking all of that up once more, and its listeners. A statement that is seen for the first time, and any that wants
more than this (a default made in Python, options), goes the long way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast
from weakref import WeakKeyDictionary

from sqlalchemy import BindParameter, Connection, CursorResult, Dialect, Executable, IteratorResult
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import ExpandedState, SQLCompiler
from sqlalchemy.sql.dml import Insert, UpdateBase
from sqlalchemy.sql.selectable import SelectBase
from sqlalchemy.sql.sqltypes import TupleType

Read = Callable[[Any], Any]
# How a value comes into a statement: from which of the values given (or none), at which place in it, by which reader.
Source = tuple[str | None, int | None, Read | None, Any]
Shape = tuple[Any, ...]


class Rows(IteratorResult[Any]):
    """A result as SQLAlchemy's, and how many rows were written."""

    def __init__(self, columns: SimpleResultMetaData, rows: Sequence[Any], rowcount: int) -> None:
        super().__init__(columns, iter(rows))
        self.rowcount = rowcount


NOTHING = SimpleResultMetaData(())


@dataclass(slots=True)
class Direct:
    """A statement with so many values, in the driver's own words."""

    sql: str
    names: Sequence[str] | None  # where the driver wants values by name
    sources: Sequence[Source]
    types: Sequence[Any]  # of the columns it returns
    columns: SimpleResultMetaData | None = None
    readers: Sequence[tuple[int, Read]] = ()

    def runs(self, connection: Connection, values: Any) -> Rows:
        """Execute it with a dict of values, or with a list of them. Raises what SQLAlchemy would."""
        driver: Any = connection.connection.driver_connection
        cursor: Any = None
        try:
            cursor = driver.cursor()
            if type(values) is list:
                cursor.executemany(self.sql, [self._given(one) for one in values])
                return Rows(NOTHING, (), cursor.rowcount)
            cursor.execute(self.sql, self._given(values))
            if not self.types:
                return Rows(NOTHING, (), cursor.rowcount)
            if self.columns is None:
                self._learns(connection.dialect, cursor.description)
            found = cursor.fetchall()
            return Rows(self.columns or NOTHING, self._read(found) if self.readers else found, cursor.rowcount)
        except connection.dialect.loaded_dbapi.Error as error:
            raise _told(connection, driver, cursor, self.sql, error) from error
        finally:
            if cursor is not None:
                cursor.close()

    def _given(self, values: dict[str, Any]) -> Any:
        found = []
        for name, at, write, value in self.sources:
            if name is not None:
                value = values[name] if at is None else values[name][at]
                value = value if write is None else write(value)
            found.append(value)
        return found if self.names is None else dict(zip(self.names, found, strict=True))

    def _read(self, rows: Sequence[Any]) -> Sequence[Any]:
        done = []
        for row in rows:
            values = list(row)
            for at, read in self.readers:
                values[at] = read(values[at])
            done.append(tuple(values))
        return done

    def _learns(self, dialect: Dialect, description: Any) -> None:
        """What the columns are called, and how each is read: known once the driver has answered."""
        kinds = [told[1] for told in description]
        read = [
            kind.dialect_impl(dialect).result_processor(dialect, of) for kind, of in zip(self.types, kinds, strict=True)
        ]
        self.readers = [(at, one) for at, one in enumerate(read) if one is not None]
        self.columns = SimpleResultMetaData([told[0] for told in description])


@dataclass(slots=True)
class Known:
    """A statement that was seen before: the names of its lists, and its text by what it was given."""

    lists: tuple[str, ...] | None
    texts: dict[Shape, Direct | None]


class Shortcuts:
    """What a kind of database was asked before, and the short way where there is one."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._seen: WeakKeyDictionary[Executable, Known] = WeakKeyDictionary()

    def execute(self, connection: Connection, statement: Executable, values: Any) -> CursorResult[Any] | Rows:
        """Execute a statement; `values` a dict, a list of dicts for many rows, or None."""
        known = self._seen.get(statement)
        if known is None:
            self._seen[statement] = Known(None, {})
        else:
            several = type(values) is list
            first = values[0] if several and values else values or {}
            if known.lists is None:
                known.lists = _lists(self._dialect, statement)
            if known.lists and not several:
                values = first = {**first, **{name: list(first[name]) for name in known.lists}}
            shape = (several and len(values) > 1, *first, *(len(first[name]) for name in known.lists))
            if shape not in known.texts:
                # Lists that differ from row to row would be cut to the length of the first.
                apart = shape[0] and known.lists
                known.texts[shape] = None if apart else _compiled(self._dialect, statement, first, many=shape[0])
            direct = known.texts[shape]
            if direct is not None:
                return direct.runs(connection, values if shape[0] else first)
        return connection.execute(statement, values)


def shortcuts(dialect: Dialect) -> Shortcuts:
    """Those of a database that is open: they hold its dialect, so they stand on it, and go when it goes."""
    found = vars(dialect).get("shortcuts")
    if found is None:
        found = vars(dialect)["shortcuts"] = Shortcuts(dialect)
    return cast(Shortcuts, found)


def _lists(dialect: Dialect, statement: Executable) -> tuple[str, ...]:
    """The names of the values that are lists, whose length makes another text of the statement."""
    if not isinstance(statement, SelectBase | UpdateBase):
        return ()
    compiled = statement.compile(dialect=dialect)
    return tuple(sorted({one.key for one in compiled.bind_names if one.expanding and one.required}))


def _compiled(dialect: Dialect, statement: Executable, values: dict[str, Any], *, many: bool) -> Direct | None:
    """The short way for values like these; None where there is none."""
    if not isinstance(statement, SelectBase | UpdateBase) or statement.get_execution_options():
        return None
    columns = list(statement.exported_columns)
    if many and columns:
        return None
    # Nobody asks for the key of a row that was inserted: so compiled, it is not fetched.
    bare = isinstance(statement, Insert) and not columns
    compiled = statement.compile(dialect=dialect, column_keys=list(values), for_executemany=many or bare)
    if compiled.insert_prefetch or compiled.update_prefetch or compiled.literal_execute_params:
        return None
    if len(columns) != len(compiled._result_columns):  # a column of bare text is not among those that are exported
        return None
    state = compiled.construct_expanded_state(values)
    names = tuple(state.parameters) if state.positiontup is None else None
    sources = _sources(dialect, compiled, state, names or state.positiontup or (), values)
    return None if sources is None else Direct(state.statement, names, sources, [one.type for one in columns])


def _sources(
    dialect: Dialect, compiled: SQLCompiler, state: ExpandedState, order: Sequence[str], values: dict[str, Any]
) -> list[Source] | None:
    """Where each value of the driver's comes from, in its order; None where that is more than this knows."""
    of = {one: (name, at) for name, all_ in state.parameter_expansion.items() for at, one in enumerate(all_)}
    binds: dict[str, BindParameter[Any]] = {name: bind for bind, name in compiled.bind_names.items()}
    sources: list[Source] = []
    for name in order:
        key, at = of.get(name, (name, None))
        bind = binds[key]
        if bind.callable is not None or isinstance(bind.type, TupleType):
            return None
        write = bind.type.dialect_impl(dialect).bind_processor(dialect)
        if bind.key in values:
            sources.append((bind.key, at, write, None))
        else:
            fixed = state.parameters[name]
            sources.append((None, None, None, fixed if write is None else write(fixed)))
    return sources


def _told(connection: Connection, driver: Any, cursor: Any, sql: str, error: Any) -> Exception:
    """The driver's error as SQLAlchemy tells it; a connection that went away is one no more."""
    dialect = connection.dialect
    gone = dialect.is_disconnect(error, driver, cursor)
    if gone and not connection.invalidated:
        connection.invalidate(error)
    base = dialect.loaded_dbapi.Error
    told = DBAPIError.instance(sql, {}, error, base, True, connection_invalidated=gone, dialect=dialect)
    return cast(Exception, told)
