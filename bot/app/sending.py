"""The loop that carries the outbox to Telegram, as many letters at once as there is room for."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import structlog
from sqlalchemy.exc import DBAPIError

from bot.app.ending import Ending
from bot.app.tasks import Flights
from bot.app.tenure import Tenure
from bot.health.metrics import Metrics
from bot.startup.preconditions import refused
from bot.store.engine.database import FileReplaced, Tx
from bot.store.engine.desk import Desk
from bot.store.engine.leases import SEND
from bot.store.queues import outgoing
from bot.store.queues.outgoing import Letter
from bot.telegram.sender import Misconfigured, Sender

log = structlog.get_logger()
IN_FLIGHT = 64


class Sending:
    """Claims letters while this process may send, and lets each fly."""

    def __init__(self, desk: Desk, sender: Sender, tenure: Tenure, metrics: Metrics, ending: Ending) -> None:
        self._desk, self._sender, self._tenure = desk, sender, tenure
        self._metrics, self._ending = metrics, ending
        self._waiting = asyncio.Event()
        self.flights = Flights()
        self._ends = False

    def look(self) -> None:
        """There may be something to send."""
        self._waiting.set()

    @property
    def room(self) -> int:
        """How many letters may be claimed now."""
        return 0 if self._ends or self._tenure.holding(SEND) is None else IN_FLIGHT - len(self.flights)

    def claim(self, tx: Tx) -> list[Letter]:
        """The next letters that may go, as many as there is room for, under the lease of sending."""
        held, room = self._tenure.holding(SEND), self.room
        return [] if held is None or room <= 0 else outgoing.claim_letters(tx, room, held)

    def send_off(self, letters: Iterable[Letter]) -> None:
        """Send letters that are claimed already."""
        for letter in letters:
            self.flights.begin(self._deliver(letter))

    async def loop(self) -> None:
        """Claim and send for ever."""
        while True:
            await self._waiting.wait()
            self._waiting.clear()
            while self.room > 0:
                try:
                    letters = await self._desk.run(self.claim)
                except DBAPIError as error:
                    log.error("outbox_not_read", error=type(error.orig).__name__)
                    await asyncio.sleep(1)
                    break
                self.send_off(letters)
                if not letters:
                    break

    async def _deliver(self, letter: Letter) -> None:
        """Send it, and what stood behind it.

        Where it flies alone, that is claimed in the COMMIT that writes down that it was sent; where many fly, the loop
        claims once for all of them.
        """
        behind: list[Letter] = []
        looked = False

        def look_behind(tx: Tx) -> None:
            nonlocal looked
            looked = len(self.flights) == 1 and self.room > 0
            behind[:] = self.claim(tx) if looked else []

        try:
            self._metrics.count_send(await self._sender.deliver(letter, look_behind))
        except Misconfigured as error:
            self._ending.ask(refused(str(error)))
        except FileReplaced as error:
            self._ending.ask(str(error))
        except DBAPIError as error:
            # It stays marked as being sent; housekeeping finds it in doubt and sends it again.
            log.error("sent_not_marked", row=letter.id, error=type(error.orig).__name__)
            self._waiting.set()
        else:
            self.send_off(behind)
            if not looked:
                self._waiting.set()

    async def land(self, seconds: float) -> None:
        """Claim nothing more, and wait so long for what is under way."""
        self._ends = True
        await self.flights.land(seconds)
