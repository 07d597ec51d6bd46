"""The desk: database jobs queue here, and all that wait together share one COMMIT.

A job is a function of a transaction and may run again after trouble, its own or a neighbour's, so it must have no
other effect.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot.store.engine.database import Database, Tx, is_passing

T = TypeVar("T")
GROUP = 64
TRIES = 6
PAUSE = 0.05


@dataclass(slots=True)
class Job:
    """A function of a transaction, and where its result is awaited."""

    act: Callable[[Tx], Any]
    future: Future[Any] = field(default_factory=Future)

    def __post_init__(self) -> None:
        # Whoever awaits it may be cancelled; the job itself is under way and comes to its end.
        self.future.set_running_or_notify_cancel()


class Desk:
    """Runs jobs in groups: in as many threads as call `serve`, or in place while there is none."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._serving = 0
        self._pause = threading.Event()

    def submit(self, act: Callable[[Tx], T]) -> Future[T]:
        """Queue a job; its future is resolved after the COMMIT that holds it."""
        job = Job(act)
        if self._serving:
            self._jobs.put(job)
        else:
            self._run([job])
        return job.future

    async def run(self, act: Callable[[Tx], T]) -> T:
        """Queue a job and wait for its COMMIT."""
        future = self.submit(act)
        return future.result() if future.done() else await asyncio.wrap_future(future)

    def open(self, threads: int) -> None:
        """From now on jobs wait for `serve` threads."""
        self._serving = threads

    def close(self) -> None:
        """Let each serving thread finish what is queued, and end."""
        for _ in range(self._serving):
            self._jobs.put(None)

    def serve(self) -> None:
        """Serve jobs until closed: the body of a thread."""
        while (first := self._jobs.get()) is not None:
            group = [first]
            last = False
            while len(group) < GROUP and not last:
                try:
                    job = self._jobs.get_nowait()
                except queue.Empty:
                    break
                last = job is None
                if job is not None:
                    group.append(job)
            self._run(group)
            if last:
                return

    def _run(self, group: list[Job]) -> None:
        for attempt in range(TRIES):
            try:
                results = self._commit(group)
            except Exception as error:  # noqa: BLE001 whatever it is, it is handed to those who wait
                if is_passing(error) and attempt + 1 < TRIES:
                    self._pause.wait(PAUSE * 2**attempt)
                    continue
                for job in group:
                    job.future.set_exception(error)
                return
            for job, (value, failed) in zip(group, results, strict=True):
                if failed is None:
                    job.future.set_result(value)
                else:
                    job.future.set_exception(failed)
            return

    def _commit(self, group: list[Job]) -> list[tuple[Any, Exception | None]]:
        """One COMMIT for all. Only when one of them fails are they run again, each in a savepoint of its own."""
        try:
            with self.database.transaction() as tx:
                return [(job.act(tx), None) for job in group]
        except Exception as error:
            if is_passing(error) or len(group) == 1:
                raise
        with self.database.transaction() as tx:
            return [_apart(tx, job) for job in group]


def _apart(tx: Tx, job: Job) -> tuple[Any, Exception | None]:
    try:
        with tx.savepoint():
            return job.act(tx), None
    except Exception as error:
        if is_passing(error):
            raise
        return None, error
