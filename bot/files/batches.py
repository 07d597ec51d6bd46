"""Writes many rows beside a bot that runs: in short transactions, with room between them for whoever waits."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from threading import current_thread, main_thread
from time import monotonic, sleep
from types import FrameType
from typing import Protocol, TypeVar

from bot.files import progress
from bot.store.engine.database import Database, Tx, is_of_its_row, is_passing

# A transaction takes up no more rows after so many seconds. Whoever waits for SQLite looks again every 25 ms at first,
# and every 100 ms later: a pause lets them in.
LONGEST, PAUSE = 0.05, 0.05
# A busy database is asked again so often, each time after as many more seconds.
TRIES = 4


class Item(Protocol):
    """A row to be written, by its line."""

    @property
    def line(self) -> int: ...


T_contra = TypeVar("T_contra", contravariant=True)
T = TypeVar("T", bound=Item)


class Interrupted(Exception):
    """Some rows are in and the others are not; one line says so, and how to go on."""


class Work(Protocol[T_contra]):
    """How rows are written. What `add` remembers counts only once `keep` was called; `begin` forgets it."""

    def begin(self, tx: Tx) -> None:
        """A transaction begins."""

    def add(self, tx: Tx, item: T_contra) -> None:
        """Write a row."""

    def end(self, tx: Tx) -> None:
        """These are all of this transaction."""

    def keep(self) -> None:
        """It was committed."""


def write(database: Database, items: Sequence[T], work: Work[T], what: str, named: Callable[[int], str]) -> None:
    """Write all of them; `named`: how a line is named. Raises Interrupted where only some could be written, or a row
    never can; where none was, whatever came up.
    """
    done = 0
    waiting = iter(progress.bar(items, what))
    try:
        while done < len(items):
            if done and database.is_sqlite:
                sleep(PAUSE)
            with _one_signal_waits():
                done += _written(database, waiting, work)
    except Unwritable as error:
        said = f"{done} of {len(items)} {what} were added, and then {named(error.line)} could not be written ({error})"
        raise Interrupted(f"{said}: put that row right or take it out, and --skip-known adds the rest") from error
    except (Exception, KeyboardInterrupt) as error:
        if not done:
            raise
        raise interrupted(done, len(items), what, error) from error


def interrupted(done: int, many: int, what: str, error: BaseException) -> Interrupted:
    """How far it came, and how it goes on."""
    named = str(error) if isinstance(error, Changed) else type(error).__name__
    said = f"{done} of {many} {what} were added, and then it was interrupted ({named})"
    return Interrupted(f"{said}: import the same file again with --skip-known, which adds the rest")


@contextmanager
def _one_signal_waits() -> Iterator[None]:
    """Whoever stops it waits for the transaction under way and for what it says of itself, so that no row is in of
    which nothing was said. A second signal does not wait.
    """
    if current_thread() is not main_thread():
        yield
        return
    found = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    before = {number: handler for number, handler in found.items() if handler is not None}  # None: not Python's own
    came: list[int] = []

    def put_back() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    def keep(number: int, _frame: FrameType | None) -> None:
        put_back()
        came.append(number)

    for number in before:
        signal.signal(number, keep)
    try:
        yield
    finally:
        put_back()
    if came:
        signal.raise_signal(came[0])


class Changed(Exception):
    """What was so when the file was read is not so any more: the line, and what to do."""


class Unwritable(Exception):
    """A row that could not be written, and will not be another time: its line, and what came up."""

    def __init__(self, line: int, error: Exception) -> None:
        self.line = line
        super().__init__(type(error).__name__)


def _add(tx: Tx, work: Work[T], item: T) -> None:
    try:
        work.add(tx, item)
    except (Changed, OSError, MemoryError):
        raise
    except Exception as error:
        if not is_of_its_row(error):
            raise
        raise Unwritable(item.line, error) from error


def _written(database: Database, waiting: Iterator[T], work: Work[T]) -> int:
    """Write as many of them as fit into one transaction; how many. A database that is busy is asked again."""
    taken: list[T] = []
    for attempt in range(TRIES):
        try:
            with database.transaction() as tx:
                began = monotonic()
                work.begin(tx)
                for item in taken:
                    _add(tx, work, item)
                while not taken or monotonic() - began < LONGEST:
                    fresh = list(islice(waiting, 1))
                    if not fresh:
                        break
                    taken += fresh
                    _add(tx, work, fresh[0])
                work.end(tx)
        except Exception as error:
            if not is_passing(error) or attempt == TRIES - 1:
                raise
            sleep(PAUSE * (attempt + 1))
        else:
            work.keep()
            break
    return len(taken)
