"""Whether this process may poll and send: it takes both leases, renews them, and stops when it cannot."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog
from sqlalchemy.exc import DBAPIError

from bot.startup.preconditions import CannotStart
from bot.store.engine import leases
from bot.store.engine.database import FileReplaced, Tx
from bot.store.engine.desk import Desk
from bot.store.engine.leases import POLL, SEND, Held
from bot.store.queues import incoming, outgoing

log = structlog.get_logger()
# Whoever may act asks a moment before the end: the call itself takes time.
MARGIN = 2.0
# The state of a process that has ended and whose parent has not asked for it yet (proc(5)).
ENDED = "Z"


class Tenure:
    """The two leases of a process. `may_poll` and `may_send` are set while it renews them; `holding` is asked right
    before each act, and is right also for a process that was held up in between.
    """

    def __init__(self, desk: Desk, uptime: Callable[[], float] | None = None) -> None:
        self._desk, self._uptime = desk, uptime or seconds_up
        self.holder = f"{secrets.token_hex(6)}|{_machine()}|{os.getpid()}|{_born(os.getpid())}"
        self._held: dict[str, tuple[Held, float]] = {}
        self.may_poll, self.may_send = asyncio.Event(), asyncio.Event()

    def holding(self, name: str) -> Held | None:
        """The lease, while it is certainly this process's."""
        held, until = self._held.get(name, (None, 0.0))
        return held if self._uptime() < until else None

    async def take(self, *, first: bool = False) -> None:
        """Take or renew both. Raises CannotStart on SQLite when another process has the first of them."""
        if not await self._take(POLL) and first and self._desk.database.is_sqlite:
            raise CannotStart(
                "another `titian run` uses this database: stop it first (several processes need PostgreSQL)"
            )
        await self._take(SEND)
        for flag, name in ((self.may_poll, POLL), (self.may_send, SEND)):
            flag.clear() if self.holding(name) is None else flag.set()

    async def _take(self, name: str) -> bool:
        """Whether a lease is ours now. Its end is reckoned from before it was asked for: never later than the real."""
        asked, former = self._uptime(), self._held.get(name)
        fence = None if former is None else former[0].fence

        def take(tx: Tx) -> tuple[Held | None, int]:
            held = leases.take(tx, name, self.holder, is_dead)
            taken_over = held is not None and name == SEND and held.fence != fence
            return held, _begin_anew(tx) if taken_over else 0

        held, doubtful = await self._desk.run(take)
        if doubtful:
            log.warning("sends_in_doubt", rows=doubtful)
        if held is None:
            self._held.pop(name, None)
            return False
        self._held[name] = (held, asked + leases.TERM.total_seconds() - MARGIN)
        return True

    async def renew(self, after: Callable[[], Awaitable[None]]) -> None:
        """Renew them for ever, and do what is to be done `after` each time."""
        while True:
            await asyncio.sleep(leases.BEAT.total_seconds())
            try:
                await self.take()
                await after()
            except DBAPIError as error:
                log.error("lease_not_renewed", error=type(error.orig).__name__)
                for flag, name in ((self.may_poll, POLL), (self.may_send, SEND)):
                    if self.holding(name) is None:
                        flag.clear()

    async def give_back(self) -> None:
        """Let the next process begin at once."""
        self._held.clear()
        with contextlib.suppress(DBAPIError, FileReplaced):
            await self._desk.run(lambda tx: leases.give_back(tx, self.holder))


def _begin_anew(tx: Tx) -> int:
    """The clock of the holder before may have been any: what it was sending is in doubt, and its waits are over.

    Returns how many rows were in doubt.
    """
    outgoing.end_waits_of_another_clock(tx)
    incoming.end_waits_of_another_clock(tx)
    return outgoing.recover_letters(tx)


def seconds_up() -> float:
    """Seconds on a clock that nobody sets and that goes on while this process, or the machine, sleeps."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def is_dead(holder: str) -> bool:
    """Whether a holder was a process of this very machine (and container) that is gone; False where nobody can tell."""
    _, machine, pid, born = [*holder.split("|"), "", "", ""][:4]
    if not machine or machine != _machine() or not pid.isdecimal():
        return False
    return _born(int(pid)) != born


def _machine() -> str:
    """This boot of this machine, and this container on it; empty where it cannot be told."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()[:13]
        return f"{boot}.{Path('/proc/self/ns/pid').stat().st_ino}"
    except OSError:
        return ""


def _born(pid: int) -> str:
    """When a process of this machine began, in ticks since boot; empty when there is none of this number."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        return "" if told[0] == ENDED else told[19]
    except (OSError, IndexError):
        return ""
