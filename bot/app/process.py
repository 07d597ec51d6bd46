"""The life of a process: it builds the parts from Settings, runs the loops, and stops on SIGTERM."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterable, Sequence

import structlog
from aiohttp import web

from bot.app.command_lists import CommandLists
from bot.app.ending import Ending
from bot.app.housekeeping import Housekeeping
from bot.app.lanes import Lanes
from bot.app.page_site import listen_for_page
from bot.app.polling import Polling
from bot.app.sending import Sending
from bot.app.tasks import Clerks, start
from bot.app.tenure import Tenure
from bot.app.web import listen
from bot.charts.renderer import Renderer
from bot.clock import Bells, Clock
from bot.health import alarms
from bot.health.endpoints import Endpoints
from bot.health.metrics import Metrics
from bot.i18n import language
from bot.page.headers import TELEGRAM
from bot.reference.calendar import calendar
from bot.reference.search import warm
from bot.router import Router
from bot.startup.config import Settings
from bot.startup.preconditions import CannotStart, open_database, reach
from bot.store.engine.desk import Desk
from bot.store.engine.leases import SEND
from bot.store.keeping import identity
from bot.store.keeping.identity import NotTogether
from bot.store.sealing.key_file import KeyFileError
from bot.telegram.greeting import WebhookRefused, choose_intake
from bot.telegram.intake import Intake
from bot.telegram.pace import Pace
from bot.telegram.sender import Sender
from bot.telegram.transport import Fenced, Wire, wire
from bot.worker import Worker

log = structlog.get_logger()
CHAT_BURST = 5.0
# How often to look without being rung: other processes may have put something there.
TICK, TICK_SHARED = 1.0, 0.5
HOUSEKEEPING = 30.0
GRACE_SECONDS = 2.5


class App:
    """One process of the bot."""

    def __init__(
        self,
        settings: Settings,
        router: Router,
        commands: Iterable[tuple[str, str]],
        clock: Clock,
        framed_by: Sequence[str] = (TELEGRAM,),
    ) -> None:
        """framed_by: the origins that may show the sealed page in a frame of theirs."""
        self.settings, self._clock, self._framed_by = settings, clock, framed_by
        self.database = open_database(settings, clock)
        self.desk = Desk(self.database)
        self.wire: Wire = wire(settings.token, settings.api_url)
        self._metrics = Metrics(clock)
        page = settings.page_url
        self.worker = Worker(router, language, calendar(), self._metrics.count_old_buttons, page=page)
        self.renderer = Renderer()
        lists = CommandLists(router, list(commands), language)
        self._ending, self._bells = Ending(), Bells(clock)
        self._tenure = Tenure(self.desk)
        self._endpoints = Endpoints(self.desk, clock, self._metrics)
        pace = Pace(settings.send_per_second, settings.send_per_chat, max(CHAT_BURST, settings.send_per_chat))
        line = Fenced(self.wire, lambda: self._tenure.holding(SEND) is not None)
        sender = Sender(line, self.desk, pace, self.renderer.draw)
        self._intake = Intake(self.wire, self.desk)
        self._sending = Sending(self.desk, sender, self._tenure, self._metrics, self._ending)
        self._lanes = Lanes(self.desk, self.worker, self._bells, self._sending, self._metrics)
        self._polling = Polling(self._intake, self._tenure, self._lanes, self._metrics)
        self._house = Housekeeping(settings, self.desk, self.worker, self._tenure, self._metrics, lists)

    async def run(self, *, ready: Callable[[], None] = lambda: None) -> None:
        """Run until `stop` or SIGTERM. Raises CannotStart, before anything was changed or while running."""
        await self.wire.open()
        warm()
        try:
            await self._greet_telegram()
            clerks = Clerks(self.desk, self._lanes_count)
            clerks.start()
            try:
                await self._serve(ready)
            finally:
                await clerks.end()
        finally:
            self.renderer.close()
            await self.wire.close()
            self.database.close()
        if self._ending.wrong is not None:
            raise CannotStart(self._ending.wrong)

    def stop(self) -> None:
        """Finish what is in hand and end."""
        self._ending.ask()

    def look(self) -> None:
        """Something may be due: wake the lanes and the sender."""
        self._lanes.look()

    @property
    def _lanes_count(self) -> int:
        """SQLite has one writer; more threads would only wait for each other."""
        return 1 if self.database.is_sqlite else self.settings.workers

    async def _greet_telegram(self) -> None:
        """Prove the token and the address before anything else. Raises CannotStart."""
        me = await reach(self.wire, self.settings.api_url)
        try:
            await self.desk.run(lambda tx: identity.know_bot(tx, me.id, me.username))
            broken = await asyncio.to_thread(identity.introduce, self.database)
            await asyncio.to_thread(identity.take_into_service, self.database)
        except (NotTogether, KeyFileError) as error:
            raise CannotStart(str(error)) from None
        self._house.audit_watch.hears(broken)

    async def _serve(self, ready: Callable[[], None]) -> None:
        await self._tenure.take(first=True)
        site = await listen(self.settings, self._endpoints, self._intake, self._lanes)
        page = await listen_for_page(self.settings, self.desk, self.worker, self._clock, self.look, self._framed_by)
        await self._choose_intake()
        await self.desk.run(lambda tx: alarms.wake(tx, self.worker))
        self._begin_to_ring()
        for number in (signal.SIGTERM, signal.SIGINT):
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):  # not in the main thread
                asyncio.get_running_loop().add_signal_handler(number, self.stop)
        loops = [self._lanes.loop() for _ in range(self._lanes_count)]
        loops += [self._sending.loop(), self._polling.answer_loop()]
        loops += [self._tenure.renew(self._house.obey), self._house.loop()]
        if self.settings.webhook is None:
            loops.append(self._polling.loop())
        tasks = [start(self._ending.guard(loop)) for loop in loops]
        self.look()
        log.info("running", database=self.database.engine.dialect.name, webhook=self.settings.webhook is not None)
        ready()
        await self._ending.wait()
        await self._wind_down(tasks, *(one for one in (site, page) if one is not None))

    async def _choose_intake(self) -> None:
        """Webhook or polling. Raises CannotStart."""
        try:
            await choose_intake(self.wire, self.settings.webhook)
        except WebhookRefused as error:
            raise CannotStart(f"Telegram refused the webhook ({error}): check TITIAN_WEBHOOK_URL") from None

    def _begin_to_ring(self) -> None:
        self._bells.start()
        self._bells.every(TICK if self.database.is_sqlite else TICK_SHARED, self.look)
        self._bells.every(HOUSEKEEPING, self._house.ring)

    async def _wind_down(self, tasks: list[asyncio.Task[None]], *sites: web.BaseRunner) -> None:
        self._bells.stop()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._sending.land(GRACE_SECONDS)
        await self._polling.answers.land(0)
        for site in sites:
            await site.cleanup()
        await self._tenure.give_back()
        log.info("stopped")
