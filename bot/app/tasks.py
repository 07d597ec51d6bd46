"""The only starter of tasks and threads, so that none is left behind at the end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any

from bot.store.engine.desk import Desk

JOINED_WITHIN = 2.0


def start(loop: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """Start a loop that runs as long as the process."""
    return asyncio.create_task(loop)


class Flights:
    """Short tasks under way, each remembered until it has landed."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._tasks)

    def begin(self, flight: Coroutine[Any, Any, None]) -> None:
        """Let it go on by itself."""
        task = asyncio.create_task(flight)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def land(self, seconds: float) -> None:
        """Wait so long for those under way, then call off the rest."""
        if self._tasks and seconds:
            await asyncio.wait(self._tasks, timeout=seconds)
        rest = [*self._tasks]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)


class Clerks:
    """The threads that serve the desk: as many as `count`."""

    def __init__(self, desk: Desk, count: int) -> None:
        self._desk, self._count = desk, count
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Open the desk."""
        self._desk.open(self._count)
        names = (f"desk-{number}" for number in range(self._count))
        self._threads = [threading.Thread(target=self._desk.serve, name=name, daemon=True) for name in names]
        for thread in self._threads:
            thread.start()

    async def end(self) -> None:
        """Close the desk once its jobs are done."""
        self._desk.close()
        for thread in self._threads:
            await asyncio.to_thread(thread.join, JOINED_WITHIN)
