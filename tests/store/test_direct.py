"""The short way to the driver gives what SQLAlchemy's own way gives: the same rows, types, counts and errors."""

from __future__ import annotations

import enum
import gc
import weakref
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Engine,
    Enum,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    bindparam,
    delete,
    event,
    func,
    insert,
    literal,
    select,
    text,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.exc import DBAPIError, IntegrityError, InvalidRequestError, StatementError

from bot.store.engine.database import is_passing, open_engine
from bot.store.engine.direct import Rows, Shortcuts, shortcuts
from bot.store.engine.tables import Instant
from tests import dialects

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


class Kind(enum.StrEnum):
    """Something that is neither text nor a number."""

    VISIT = "visit"
    CALL = "call"


metadata = MetaData()
visits = Table(
    "visits",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(20), unique=True),
    Column("kind", Enum(Kind, native_enum=False, values_callable=lambda kinds: [one.value for one in kinds])),
    Column("at", Instant),
    Column("told", Boolean),
    Column("sealed", LargeBinary),
    Column("facts", JSON),
    Column("load", Integer, default=lambda: 7),
)
FULL = {"code": "R-1", "kind": Kind.CALL, "at": NOW, "told": True, "sealed": b"\x00x", "facts": {"a": [1]}, "load": 3}
BY_CODE = select(visits).where(visits.c.code == bindparam("code"))
ADD = insert(visits)
FREE = select(literal("x").label("code"), literal(NOW, Instant).label("at"))


@pytest.fixture
def engine(another_url: Any) -> Iterator[Engine]:
    found = open_engine(another_url())
    with found.begin() as connection:
        metadata.create_all(connection)
    yield found
    with found.begin() as connection:
        metadata.drop_all(connection)
    found.dispose()


class Both:
    """Executes a statement as it comes, once by the long way and then by the short one, and holds them together."""

    def __init__(self, connection: Connection) -> None:
        self.connection, self.shortcuts = connection, Shortcuts(connection.dialect)

    def short(self, statement: Any, values: Any = None) -> Any:
        """By the short way: nothing was seen of it before, so it is shown twice."""
        self.long(statement, values)
        found = self.shortcuts.execute(self.connection, statement, values)
        assert isinstance(found, Rows)
        return found

    def long(self, statement: Any, values: Any = None) -> Any:
        """The first time a statement is seen, and whatever wants more."""
        self.shortcuts._seen.pop(statement, None)
        found = self.shortcuts.execute(self.connection, statement, values)
        assert not isinstance(found, Rows)
        return found

    def rows(self, statement: Any, values: Any = None) -> list[Any]:
        """The rows, if both ways bring the same, by the same names and of the same types."""
        long, short = self.long(statement, values).all(), self.short(statement, values).all()
        assert long == short and [one._mapping for one in long] == [one._mapping for one in short]
        assert [[type(value) for value in one] for one in long] == [[type(value) for value in one] for one in short]
        return list(short)


@pytest.fixture
def both(engine: Engine) -> Iterator[Both]:
    with engine.begin() as connection:
        connection.execute(ADD, [{**FULL, "code": f"R-{number}", "load": number} for number in range(1, 6)])
        yield Both(connection)


def test_what_is_read_has_its_names_and_types(both: Both) -> None:
    (row,) = both.rows(BY_CODE, {"code": "R-1"})
    assert (row.kind, row.at, row.told, row.sealed, row.facts) == (Kind.CALL, NOW, True, b"\x00x", {"a": [1]})
    assert both.short(BY_CODE, {"code": "R-2"}).one().load == 2
    assert both.short(BY_CODE, {"code": "R-9"}).one_or_none() is None
    assert both.rows(select(func.count().label("many"), func.max(visits.c.at)))[0].many == 5
    assert both.short(select(visits.c.id).order_by(visits.c.id)).scalars().all() == [1, 2, 3, 4, 5]
    assert both.rows(union_all(select(visits.c.code), select(literal("x").label("code"))).order_by("code"))


@pytest.mark.parametrize(
    "codes",
    [[], ["R-1"], ["R-1", "R-9"], {"R-1", "R-2", "R-3"}, ("R-5",)],
    ids=["none", "one", "two", "a set", "a tuple"],
)
def test_lists_of_any_length_are_values_too(both: Both, codes: Any) -> None:
    among = select(visits.c.code).where(
        visits.c.code.in_(bindparam("codes", expanding=True)),
        visits.c.kind.in_(bindparam("kinds", expanding=True)),
        visits.c.load.in_([1, 2, 3, 4, 5]),
        visits.c.at <= bindparam("until"),
    )
    values = {"codes": codes, "kinds": [Kind.CALL, Kind.VISIT], "until": NOW}
    assert {row.code for row in both.rows(among, values)} == {*codes} - {"R-9"}
    assert not both.rows(among, {**values, "until": NOW - timedelta(hours=1)})
    assert not both.rows(among, {**values, "kinds": [Kind.VISIT]})


def test_the_same_statement_is_given_other_values_and_lengths(both: Both) -> None:
    among = select(visits.c.code).where(visits.c.load.in_(bindparam("loads", expanding=True))).order_by(visits.c.id)
    asked = [[1], [2], [3, 4], [], [5, 1, 2], [4]]
    both.long(among, {"loads": [1]})
    found = [both.shortcuts.execute(both.connection, among, {"loads": one}).scalars().all() for one in asked]
    assert found == [[f"R-{load}" for load in sorted(one)] for one in asked]


def test_what_is_written_is_counted(both: Both) -> None:
    hand_on = update(visits).where(visits.c.load >= bindparam("least")).values(told=False, at=bindparam("moment"))
    assert both.short(hand_on, {"least": 4, "moment": NOW + timedelta(days=1)}).rowcount == 2
    assert both.short(BY_CODE, {"code": "R-5"}).one().at == NOW + timedelta(days=1)
    assert both.short(BY_CODE, {"code": "R-5"}).one().told is False
    assert both.short(hand_on, {"least": 9, "moment": NOW}).rowcount == 0
    assert both.short(update(visits), {"facts": None}).rowcount == 5
    assert all(row.facts is None for row in both.rows(select(visits.c.facts)))


def test_rows_come_one_or_many_at_a_time_and_tell_what_they_are_asked(both: Both) -> None:
    add = insert(visits)
    both.long(add, FULL | {"code": "x"})
    execute = both.shortcuts.execute
    assert execute(both.connection, add, FULL | {"code": "a"}).rowcount == 1
    assert execute(both.connection, add, [FULL | {"code": "b"}]).rowcount == 1
    assert execute(both.connection, add, [FULL | {"code": code} for code in "cd"]).rowcount == 2
    telling = insert(visits).returning(visits.c.id, visits.c.at)
    both.long(telling, FULL | {"code": "y"})
    told = execute(both.connection, telling, FULL | {"code": "e"}).one()
    assert told.at == NOW and both.short(select(func.max(visits.c.id))).scalar_one() == told.id
    taken = both.short(delete(visits).where(visits.c.code.in_(list("abcde"))).returning(visits.c.code))
    assert isinstance(taken, Rows) and not taken.all()  # the long way had taken them
    assert both.short(delete(visits).where(visits.c.code == "x")).rowcount == 0


def test_other_columns_are_another_text(both: Both) -> None:
    add = insert(visits)
    for code, given in (("a", {}), ("b", {"at": NOW}), ("c", {"load": 1}), ("d", {"at": NOW, "load": 2})):
        both.shortcuts.execute(both.connection, add, {"code": code, **given})
    found = both.rows(select(visits.c.at, visits.c.load).where(visits.c.code.in_(list("abcd"))).order_by(visits.c.code))
    assert found == [(None, 7), (NOW, 7), (None, 1), (NOW, 2)]
    change = update(visits).where(visits.c.code == "a")
    for values in ({"load": 1}, {"load": 2}, {"told": True}, {"at": NOW}):  # as many, and others
        both.shortcuts.execute(both.connection, change, values)
    assert both.rows(select(visits.c.load, visits.c.told, visits.c.at).where(visits.c.code == "a")) == [(2, True, NOW)]


def test_what_wants_more_goes_the_long_way_each_time(both: Both) -> None:
    ways = (
        (insert(visits), {"code": "z"}),  # Python says how much
        (select(visits.c.id).execution_options(reads_only=True), None),
        (text("SELECT 1"), None),
        (select(visits.c.id).where(visits.c.load == bindparam("n", callable_=lambda: 2)), None),
        (insert(visits).returning(visits.c.id), [FULL | {"code": code} for code in "mn"]),
        (select(text("1"), visits.c.id), None),
        (select(visits.c.id).where(tuple_(visits.c.id, visits.c.at).in_([(1, NOW)])), None),
        (
            select(visits.c.id).where(tuple_(visits.c.id, visits.c.code).in_(bindparam("pairs", expanding=True))),
            {"pairs": [(1, "R-1")]},
        ),
    )
    for statement, values in ways:
        both.long(statement, values)
        with both.connection.begin_nested() as part:
            both.connection.execute(delete(visits).where(visits.c.code.in_(["z", "m", "n"])))
            assert not isinstance(both.shortcuts.execute(both.connection, statement, values), Rows)
            part.rollback()


def test_lists_of_other_lengths_from_row_to_row_are_refused_as_ever(both: Both) -> None:
    tell = update(visits).where(visits.c.load.in_(bindparam("loads", expanding=True))).values(told=False)
    both.long(tell, {"loads": [9]})
    with pytest.raises(StatementError):
        both.shortcuts.execute(both.connection, tell, [{"loads": [1]}, {"loads": [2, 3]}])


def test_what_was_learned_goes_with_the_database_it_was_learned_of(another_url: Any) -> None:
    def dialect() -> weakref.ref[Any]:
        engine = open_engine(another_url())
        with engine.begin() as connection:
            for _ in range(2):
                shortcuts(connection.dialect).execute(connection, FREE, None)
        engine.dispose()
        return weakref.ref(engine.dialect)

    with dialects.apart():
        gone = dialect()
    gc.collect()
    assert gone() is None


def test_a_connection_that_is_closed_already_is_told_in_sqlalchemys_words(engine: Engine) -> None:
    with engine.connect() as connection:
        both = Both(connection)
        both.short(BY_CODE, {"code": "R-1"})
        cast(Any, connection.connection.driver_connection).close()
        with pytest.raises(DBAPIError) as told:
            both.shortcuts.execute(connection, BY_CODE, {"code": "R-1"})
        assert is_passing(told.value)


def test_errors_are_sqlalchemys_and_hold_no_values(both: Both) -> None:
    add = insert(visits)
    both.long(add, FULL | {"code": "once"})
    with pytest.raises(IntegrityError) as told, both.connection.begin_nested():
        both.shortcuts.execute(both.connection, add, FULL | {"code": "once", "facts": {"note": "rahasia"}})
    assert "rahasia" not in str(told.value) and not is_passing(told.value)
    both.short(BY_CODE, {"code": "R-1"})
    with pytest.raises(InvalidRequestError):
        both.shortcuts.execute(both.connection, BY_CODE, {})


def test_a_connection_that_went_away_is_trouble_that_passes(engine: Engine, kind: str) -> None:
    if kind == "sqlite":
        pytest.skip("a file does not go away")
    with pytest.raises(DBAPIError) as told, engine.connect() as connection:
        both = Both(connection)
        both.short(BY_CODE, {"code": "R-1"})
        pid = connection.scalar(select(func.pg_backend_pid()))
        with engine.begin() as other:
            other.execute(select(func.pg_terminate_backend(pid)))
        both.shortcuts.execute(connection, BY_CODE, {"code": "R-1"})
    assert is_passing(told.value) and told.value.connection_invalidated


def test_a_file_that_is_busy_is_trouble_that_passes(engine: Engine, kind: str) -> None:
    if kind == "postgresql":
        pytest.skip("it has more than one writer")
    event.listen(engine, "connect", lambda driver, record: driver.execute("PRAGMA busy_timeout=1"))
    engine.dispose()
    free = update(visits).values(told=True)
    with engine.connect() as connection:
        both = Both(connection.execution_options(reads_only=True))
        both.short(free)
        connection.rollback()
        with engine.begin() as other:
            other.execute(free)
            with pytest.raises(DBAPIError) as told:
                both.shortcuts.execute(connection, free, None)
    assert is_passing(told.value)
