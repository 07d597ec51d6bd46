"""The loops that do the work: each lane handles what waits in the queues, and arms the bell for what comes next."""

from __future__ import annotations

import asyncio
from datetime import datetime

import structlog
from sqlalchemy.exc import DBAPIError

from bot.app.sending import Sending
from bot.clock import Bells
from bot.health.metrics import Metrics
from bot.store.caseload import prompts
from bot.store.engine.database import Tx, is_passing
from bot.store.engine.desk import Desk
from bot.store.queues import backlog, chats
from bot.store.queues.outgoing import Letter
from bot.worker import Worker

log = structlog.get_logger()


class Lanes:
    """Any number of lanes may loop side by side; the rows they claim are locked."""

    def __init__(self, desk: Desk, worker: Worker, bells: Bells, sending: Sending, metrics: Metrics) -> None:
        self._desk, self._worker, self._bells, self._sending, self._metrics = desk, worker, bells, sending, metrics
        self._waiting = asyncio.Event()

    def look(self) -> None:
        """Something may be due: wake the lanes and the sender."""
        self._waiting.set()
        self._sending.look()

    async def loop(self) -> None:
        """Work for ever."""
        while True:
            await self._waiting.wait()
            self._waiting.clear()
            try:
                while done := await self._desk.run(self._worker.work):
                    self._metrics.count_turns(done)
                    self._sending.look()
                self._bells.at(await self._desk.run(next_moment), self.look)
            except DBAPIError as error:
                log.error("work_failed", error=type(error.orig).__name__)
                await asyncio.sleep(1)

    def turn_around(self, tx: Tx) -> list[Letter]:
        """In the COMMIT that keeps updates: handle what waits, and take the answers to be sent.

        One COMMIT instead of three is what makes a lone tap quick. It is a short cut, never the only way: if it
        fails, the updates are kept all the same, and the lanes find them.
        """
        try:
            with tx.savepoint():
                handled = self._worker.answer(tx)
                letters = self._sending.claim(tx)
        except Exception as error:
            if is_passing(error):
                raise
            log.error("short_cut_failed", error=type(error).__name__)
            return []
        self._metrics.count_turns(handled)
        return letters

    def send_off(self, letters: list[Letter]) -> None:
        """Send what the short cut took; wake the lanes where there may be more."""
        self._sending.send_off(letters)
        if len(letters) != 1:
            self.look()


def next_moment(tx: Tx) -> datetime | None:
    """When something is next due: a prompt, a personal screen to take away, or another try."""
    moments = (
        prompts.next_due_at(tx),
        chats.next_hide_at(tx),
        chats.next_last_word_at(tx),
        backlog.next_retry_at(tx),
    )
    return min((at for at in moments if at is not None), default=None)
