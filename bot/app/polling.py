"""The loops that take updates in by polling, and stop the spinners of pressed buttons."""

from __future__ import annotations

import asyncio

import structlog
from sqlalchemy.exc import DBAPIError

from bot.app.lanes import Lanes
from bot.app.tasks import Flights
from bot.app.tenure import Tenure
from bot.health.metrics import Metrics
from bot.startup.preconditions import CannotStart, wrong_token
from bot.store.engine.leases import POLL
from bot.store.queues.outgoing import Letter
from bot.telegram.errors import Fate, TelegramError, Verdict, verdict
from bot.telegram.intake import Intake
from bot.telegram.transport import POLL_SECONDS

log = structlog.get_logger()
ANSWERS_AT_ONCE = 16
CONFLICTS = 3
LONGEST_PAUSE = 30
FLOOR = 1.0  # seconds from one poll that brought nothing to the next


def rest(found: int, took: float) -> float:
    """Seconds to rest after a poll that took so long: none where something new came.

    Whatever answers at once and brings nothing is no Telegram, and is not asked a thousand times a second.
    """
    return 0.0 if found else max(0.0, FLOOR - took)


class Polling:
    """Polls while this process may; one poll at a time."""

    def __init__(self, intake: Intake, tenure: Tenure, lanes: Lanes, metrics: Metrics) -> None:
        self._intake, self._tenure, self._lanes, self._metrics = intake, tenure, lanes, metrics
        self._conflicts = self._failures = 0
        self.answers = Flights()

    async def loop(self) -> None:
        """Poll for ever. Raises CannotStart when the token is wrong, or when another program polls with it."""
        while True:
            await self._tenure.may_poll.wait()
            if self._tenure.holding(POLL) is None:
                self._tenure.may_poll.clear()
                continue
            began = asyncio.get_running_loop().time()
            try:
                found, letters = await self._intake.poll(POLL_SECONDS, self._lanes.turn_around)
            except TelegramError as error:
                await asyncio.sleep(self.pause(verdict(error), type(error).__name__))
                continue
            except DBAPIError as error:
                # The updates stay with Telegram: the offset has not moved.
                log.error("inbox_not_written", error=type(error.orig).__name__)
                await asyncio.sleep(1)
                continue
            self.came_back(found, letters or [])
            await asyncio.sleep(rest(found, asyncio.get_running_loop().time() - began))

    def came_back(self, found: int, letters: list[Letter]) -> None:
        """A poll went well, whatever the ones before came to."""
        self._conflicts = self._failures = 0
        self._metrics.count_poll(found)
        self._lanes.send_off(letters)

    def pause(self, found: Verdict, kind: str) -> float:
        """Seconds until the next poll. Raises CannotStart."""
        if found.fate is Fate.MISCONFIGURED and found.name == "invalidtoken":
            raise CannotStart(wrong_token())
        if found.fate is Fate.MISCONFIGURED:
            self._conflicts += 1
            if self._conflicts >= CONFLICTS:
                raise CannotStart(
                    "another program asks Telegram for this bot's messages: stop it, or use a token of its own"
                )
            return float(self._conflicts)
        if found.after is not None:
            return found.after.total_seconds()
        self._failures += 1
        log.warning("poll_failed", error=kind, failures=self._failures)
        return float(min(2**self._failures, LONGEST_PAUSE))

    async def answer_loop(self) -> None:
        """Stop the spinner of each pressed button, so many at once."""
        places = asyncio.Semaphore(ANSWERS_AT_ONCE)

        async def answer(query: str) -> None:
            async with places:
                await self._intake.answer(query)

        while True:
            self.answers.begin(answer(await self._intake.queries.get()))
