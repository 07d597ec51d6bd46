"""Whether this process may poll and send: it takes both leases, renews them, and stops when it cannot."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import socket
from collections.abc import Awaitable, Callable

import structlog
from sqlalchemy.exc import DBAPIError

from bot.startup.preconditions import CannotStart
from bot.store.engine import leases
from bot.store.engine.desk import Desk
from bot.store.queues import outgoing

log = structlog.get_logger()


class Tenure:
    """The two leases of a process; `may_poll` and `may_send` are set while it holds them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.host = socket.gethostname()[:40]
        self._holder = f"{self.host}:{os.getpid()}:{secrets.token_hex(4)}"
        self.may_poll, self.may_send = asyncio.Event(), asyncio.Event()

    async def take(self, *, first: bool = False) -> None:
        """Take or renew both. Raises CannotStart on SQLite when another process has the first of them."""
        poll = await self._desk.run(lambda tx: leases.take(tx, "poll", self._holder, self.is_dead))
        if poll is None and first and self._desk.database.is_sqlite:
            raise CannotStart(
                "another `titian run` uses this database: stop it first (several processes need PostgreSQL)"
            )
        send = await self._desk.run(lambda tx: leases.take(tx, "send", self._holder, self.is_dead))
        if send is not None and not self.may_send.is_set():
            doubtful = await self._desk.run(lambda tx: outgoing.recover_letters(tx, tx.now))
            if doubtful:
                log.warning("sends_in_doubt", rows=doubtful)
        for flag, fence in ((self.may_poll, poll), (self.may_send, send)):
            flag.clear() if fence is None else flag.set()

    async def renew(self, after: Callable[[], Awaitable[None]]) -> None:
        """Renew them for ever, and do what is to be done `after` each time."""
        loop = asyncio.get_running_loop()
        last = loop.time()
        while True:
            await asyncio.sleep(leases.BEAT.total_seconds())
            try:
                await self.take()
                last = loop.time()
                await after()
            except DBAPIError as error:
                log.error("lease_not_renewed", error=type(error.orig).__name__)
                if loop.time() - last > leases.TERM.total_seconds() - leases.BEAT.total_seconds():
                    self.may_poll.clear()
                    self.may_send.clear()

    async def give_back(self) -> None:
        """Let the next process begin at once."""
        with contextlib.suppress(DBAPIError):
            await self._desk.run(lambda tx: leases.give_back(tx, self._holder))

    def is_dead(self, holder: str) -> bool:
        """Whether a holder was a process of this machine that is gone; a process of our own number is us, restarted."""
        host, _, rest = holder.partition(":")
        pid = rest.partition(":")[0]
        if host != self.host or not pid.isdecimal():
            return False
        if int(pid) == os.getpid():
            return holder != self._holder
        try:
            os.kill(int(pid), 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
        return False
