"""The only reader of real time, and the bells: APScheduler rings "look", the truth is in the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.asyncio import AsyncIOScheduler

NEXT = "next"


def real_now() -> datetime:
    """The present moment, aware UTC."""
    return datetime.now(UTC)  # noqa: TID251 this is the one place


class Clock:
    """The time of this deployment; the demo's can be moved forward."""

    def __init__(self) -> None:
        self._ahead = timedelta(0)

    def now(self) -> datetime:
        """Aware UTC."""
        return real_now() + self._ahead

    def advance(self, by: timedelta) -> None:
        """Move the clock forward (demo only)."""
        self._ahead += by

    def in_real_time(self, at: datetime) -> datetime:
        """When this moment comes on the machine's own clock."""
        return at - self._ahead

    def here(self, real: datetime) -> datetime:
        """A moment of the machine's own clock on this one: what happened stays as long ago when this is moved."""
        return real + self._ahead


class Bells:
    """Rings at the next due moment (re-armed after each look) and, to be safe, at a steady beat.

    A bell carries nothing and a missed one loses nothing: whoever hears it looks into the database.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            executors={"default": AsyncIOExecutor()},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._armed: datetime | None = None

    def start(self) -> None:
        """Begin to ring; needs a running event loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """Ring no more."""
        self._scheduler.shutdown(wait=False)

    def every(self, seconds: float, ring: Callable[[], None]) -> None:
        """Ring at a steady beat."""
        self._scheduler.add_job(_in_the_loop, "interval", seconds=seconds, args=[ring])

    def at(self, moment: datetime | None, ring: Callable[[], None]) -> None:
        """Ring once at `moment` instead of the moment armed before; None: not at all."""
        when = None if moment is None else self._clock.in_real_time(moment)
        if when == self._armed:
            return
        self._armed = when
        if when is None:
            try:
                self._scheduler.remove_job(NEXT)
            except JobLookupError:
                return
        else:
            self._scheduler.add_job(self._rung, "date", run_date=when, id=NEXT, replace_existing=True, args=[ring])

    async def _rung(self, ring: Callable[[], None]) -> None:
        self._armed = None
        ring()


async def _in_the_loop(ring: Callable[[], None]) -> None:
    """A coroutine, because APScheduler runs plain functions in threads of its own."""
    ring()
