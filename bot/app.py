"""Builds the parts from Settings, runs the loops, stops on SIGTERM; the only starter of threads and tasks."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import signal
import socket
import threading
from collections.abc import Callable, Coroutine, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import structlog
from aiohttp import web
from sqlalchemy.exc import DBAPIError
from telegram import BotCommand
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.charts.renderer import Easel
from bot.clock import Bells, Clock
from bot.domain.support import old_ones
from bot.files import asked_for
from bot.health import alarms
from bot.health.endpoints import Watch
from bot.i18n import language
from bot.reference.calendar import calendar
from bot.reference.directory import together
from bot.reference.search import warm
from bot.router import Router
from bot.startup.config import Settings
from bot.startup.preconditions import CannotStart, open_database, reach, wrong_token
from bot.store import audit, chats, closed_days, digests, facts, followups, leases, privacy, queues, support
from bot.store.db import Database, Tx, is_passing
from bot.store.desk import Desk
from bot.store.sealed import KeyFileError
from bot.telegram.errors import told_to_wait
from bot.telegram.intake import Intake
from bot.telegram.pace import Pace
from bot.telegram.sender import Misconfigured, Sender
from bot.telegram.transport import ALLOWED_UPDATES, POLL_SECONDS, Wire, wire
from bot.worker import Worker

log = structlog.get_logger()
IN_FLIGHT = 64
ANSWERS_AT_ONCE = 16
CHAT_BURST = 5.0
CONFLICTS = 3
# How often to look without being rung: other processes may have put something there.
TICK, TICK_SHARED = 1.0, 0.5
HOUSEKEEPING = 30.0
IN_DOUBT_AFTER = timedelta(minutes=2)
GRACE_SECONDS = 2.5


class App:
    """One process of the bot."""

    def __init__(self, settings: Settings, router: Router, commands: Iterable[tuple[str, str]], clock: Clock) -> None:
        self.settings, self.clock = settings, clock
        self.database = open_database(settings, clock)
        self.desk = Desk(self.database)
        self.wire: Wire = wire(settings.token, settings.api_url)
        self.worker = Worker(router, language, calendar())
        self.intake = Intake(self.wire, self.desk)
        pace = Pace(settings.send_per_second, settings.send_per_chat, max(CHAT_BURST, settings.send_per_chat))
        self.easel = Easel()
        self.sender = Sender(self.wire, self.desk, pace, clock.now, self.easel.draw)
        self.watch = Watch(self.desk, clock)
        self._commands = list(commands)
        self._holder = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
        self._bells = Bells(clock)
        self._work, self._send, self._keep_house = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._may_poll, self._may_send = asyncio.Event(), asyncio.Event()
        self._stop = asyncio.Event()
        self._flying: set[asyncio.Task[None]] = set()
        self._answering: set[asyncio.Task[None]] = set()
        self._wrong: str | None = None
        self._threads: list[threading.Thread] = []

    # -- life --------------------------------------------------------------------------------------------

    async def run(self, *, ready: Callable[[], None] = lambda: None) -> None:
        """Run until `stop` or SIGTERM. Raises CannotStart, before anything was changed or while running."""
        await self.wire.open()
        warm()
        try:
            await self._greet_telegram()
            self._start_threads()
            try:
                await self._serve(ready)
            finally:
                await self._end_threads()
        finally:
            self.easel.close()
            await self.wire.close()
            self.database.close()
        if self._wrong is not None:
            raise CannotStart(self._wrong)

    def stop(self) -> None:
        """Finish what is in hand and end."""
        self._stop.set()

    def look(self) -> None:
        """Something may be due: wake the lanes and the sender."""
        self._work.set()
        self._send.set()

    async def _serve(self, ready: Callable[[], None]) -> None:
        await self._take_leases(first=True)
        web_server = await self._open_web()
        await self._choose_intake()
        await self.desk.run(lambda tx: alarms.wake(tx, self.worker))
        self._bells.start()
        self._bells.every(TICK if self.database.is_sqlite else TICK_SHARED, self.look)
        self._bells.every(HOUSEKEEPING, self._keep_house.set)
        for number in (signal.SIGTERM, signal.SIGINT):
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):  # not in the main thread
                asyncio.get_running_loop().add_signal_handler(number, self.stop)
        lanes = 1 if self.database.is_sqlite else self.settings.workers
        loops: list[Coroutine[Any, Any, None]] = [self._lane() for _ in range(lanes)]
        loops += [self._send_loop(), self._answer_loop(), self._lease_loop(), self._house_loop()]
        if self.settings.webhook_url is None:
            loops.append(self._poll_loop())
        tasks = [asyncio.create_task(self._guard(loop)) for loop in loops]
        self.look()
        log.info("running", database=self.database.engine.dialect.name, webhook=self.settings.webhook_url is not None)
        ready()
        await self._stop.wait()
        await self._wind_down(tasks, web_server)

    async def _guard(self, loop: Coroutine[Any, Any, None]) -> None:
        """A loop that ends by a bug ends the process: half a bot is worse than one that is started anew."""
        try:
            await loop
        except CannotStart as error:
            self._wrong = str(error)
        except Exception as error:  # noqa: BLE001 the last line of defence; its text stays out of the log
            log.critical("loop_failed", error=type(error).__name__)
            self._wrong = f"the bot stopped by a bug ({type(error).__name__}); start it again, nothing is lost"
        else:
            return
        self.stop()

    async def _wind_down(self, tasks: list[asyncio.Task[None]], web_server: web.AppRunner | None) -> None:
        self._bells.stop()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._flying:
            await asyncio.wait(self._flying, timeout=GRACE_SECONDS)
        rest = [*self._flying, *self._answering]
        for flight in rest:
            flight.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        if web_server is not None:
            await web_server.cleanup()
        with contextlib.suppress(DBAPIError):
            await self.desk.run(lambda tx: leases.give_back(tx, self._holder))
        log.info("stopped")

    def _start_threads(self) -> None:
        count = 1 if self.database.is_sqlite else self.settings.workers
        self.desk.open(count)
        self._threads = [threading.Thread(target=self.desk.serve, name=f"desk-{n}", daemon=True) for n in range(count)]
        for thread in self._threads:
            thread.start()

    async def _end_threads(self) -> None:
        self.desk.close()
        for thread in self._threads:
            await asyncio.to_thread(thread.join, 2.0)

    # -- Telegram ----------------------------------------------------------------------------------------

    async def _greet_telegram(self) -> None:
        """Prove the token and the address before anything else. Raises CannotStart."""
        me = await reach(self.wire, self.settings.api_url)
        await self.desk.run(lambda tx: facts.put(tx, "username", me))

    async def _choose_intake(self) -> None:
        """Webhook or polling. Pending updates are never dropped. Raises CannotStart."""
        bot, address = self.wire.bot, self.settings.webhook_url
        try:
            if address is None:
                await bot.delete_webhook(drop_pending_updates=False)
            else:
                secret = self.settings.webhook_secret
                await bot.set_webhook(
                    address,
                    secret_token=secret.get_secret_value() if secret else None,
                    allowed_updates=list(ALLOWED_UPDATES),
                )
            await bot.set_my_commands([BotCommand(name, text) for name, text in self._commands])
        except TelegramError as error:
            if address is not None:
                raise CannotStart(
                    f"Telegram refused the webhook ({type(error).__name__}): check TITIAN_WEBHOOK_URL"
                ) from None
            log.warning("greeting_incomplete", error=type(error).__name__)

    async def _open_web(self) -> web.AppRunner | None:
        """Health page, figures, and the webhook if there is one. Raises CannotStart when the webhook cannot listen."""
        site = web.Application()
        self.watch.mount(site)
        if self.settings.webhook_url is not None and self.settings.webhook_secret is not None:
            secret = self.settings.webhook_secret.get_secret_value()
            path = urlsplit(self.settings.webhook_url).path.rstrip("/") or "/telegram"
            site.router.add_post(path, self.intake.webhook(secret, self._turn_around, self._send_off))
        runner = web.AppRunner(site, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            await web.TCPSite(runner, *self.settings.address).start()
        except OSError:
            await runner.cleanup()
            if self.settings.webhook_url is not None:
                raise CannotStart(
                    f"{self.settings.listen} is taken: free it, or set TITIAN_LISTEN to another"
                ) from None
            log.warning("health_page_off", listen=self.settings.listen, mend="set TITIAN_LISTEN to a free HOST:PORT")
            return None
        return runner

    # -- loops -------------------------------------------------------------------------------------------

    async def _poll_loop(self) -> None:
        conflicts, failures = 0, 0
        while True:
            await self._may_poll.wait()
            try:
                found, letters = await self.intake.poll(POLL_SECONDS, self._turn_around)
            except InvalidToken:
                raise CannotStart(wrong_token()) from None
            except Conflict:
                conflicts += 1
                if conflicts >= CONFLICTS:
                    raise CannotStart(
                        "another program asks Telegram for this bot's messages: stop it, or use a token of its own"
                    ) from None
                await asyncio.sleep(conflicts)
                continue
            except RetryAfter as error:
                await asyncio.sleep(told_to_wait(error).total_seconds())
                continue
            except TelegramError as error:
                failures += 1
                log.warning("poll_failed", error=type(error).__name__, failures=failures)
                await asyncio.sleep(min(2**failures, 30))
                continue
            except DBAPIError as error:
                # The updates stay with Telegram: the offset has not moved.
                log.error("inbox_not_written", error=type(error.orig).__name__)
                await asyncio.sleep(1)
                continue
            conflicts = failures = 0
            self.watch.polled(found)
            self._send_off(letters or [])

    async def _answer_loop(self) -> None:
        places = asyncio.Semaphore(ANSWERS_AT_ONCE)

        async def answer(query: str) -> None:
            async with places:
                await self.intake.answer(query)

        while True:
            _fly(answer(await self.intake.queries.get()), self._answering)

    def _turn_around(self, tx: Tx) -> list[queues.Letter]:
        """In the COMMIT that keeps updates: handle what waits, and take the answers to be sent.

        One COMMIT instead of three is what makes a lone tap quick. It is a short cut, never the only way: if it
        fails, the updates are kept all the same, and the lanes find them.
        """
        try:
            with tx.savepoint():
                handled = self.worker.answer(tx)
                room = IN_FLIGHT - len(self._flying) if self._may_send.is_set() else 0
                letters = queues.claim_letters(tx, room) if room > 0 else []
        except Exception as error:
            if is_passing(error):
                raise
            log.error("short_cut_failed", error=type(error).__name__)
            return []
        self.watch.handled(handled)
        return letters

    def _send_off(self, letters: list[queues.Letter]) -> None:
        """Send what the short cut took; wake the lanes where there may be more."""
        for letter in letters:
            _fly(self._deliver(letter), self._flying)
        if len(letters) != 1:
            self.look()

    async def _lane(self) -> None:
        while True:
            await self._work.wait()
            self._work.clear()
            try:
                while done := await self.desk.run(self.worker.work):
                    self.watch.handled(done)
                    self._send.set()
                self._bells.at(await self.desk.run(next_moment), self.look)
            except DBAPIError as error:
                log.error("work_failed", error=type(error.orig).__name__)
                await asyncio.sleep(1)

    async def _send_loop(self) -> None:
        while True:
            await self._send.wait()
            self._send.clear()
            while self._may_send.is_set() and (room := IN_FLIGHT - len(self._flying)) > 0:
                try:
                    letters = await self.desk.run(lambda tx, room=room: queues.claim_letters(tx, room))  # type: ignore[misc]
                except DBAPIError as error:
                    log.error("outbox_not_read", error=type(error.orig).__name__)
                    await asyncio.sleep(1)
                    break
                for letter in letters:
                    _fly(self._deliver(letter), self._flying)
                if not letters:
                    break

    async def _deliver(self, letter: queues.Letter) -> None:
        try:
            self.watch.sent(await self.sender.deliver(letter))
        except Misconfigured as error:
            self._wrong = wrong_token() if error.args == ("invalidtoken",) else f"Telegram refuses this bot ({error})"
            self.stop()
        except DBAPIError as error:
            # It stays marked as being sent; housekeeping finds it in doubt and sends it again.
            log.error("sent_not_marked", row=letter.id, error=type(error.orig).__name__)
        finally:
            self._send.set()

    async def _lease_loop(self) -> None:
        loop = asyncio.get_running_loop()
        renewed = loop.time()
        while True:
            await asyncio.sleep(leases.BEAT.total_seconds())
            try:
                await self._take_leases()
                renewed = loop.time()
                await self._erase_for_good(privacy.obey)
            except DBAPIError as error:
                log.error("lease_not_renewed", error=type(error.orig).__name__)
                if loop.time() - renewed > leases.TERM.total_seconds() - leases.BEAT.total_seconds():
                    self._may_poll.clear()
                    self._may_send.clear()

    async def _take_leases(self, *, first: bool = False) -> None:
        """Take or renew the right to poll and to send. Raises CannotStart on SQLite when another process has it."""
        poll = await self.desk.run(lambda tx: leases.take(tx, "poll", self._holder, self._is_dead))
        if poll is None and first and self.database.is_sqlite:
            raise CannotStart(
                "another `titian run` uses this database: stop it first (several processes need PostgreSQL)"
            )
        send = await self.desk.run(lambda tx: leases.take(tx, "send", self._holder, self._is_dead))
        if send is not None and not self._may_send.is_set():
            doubtful = await self.desk.run(lambda tx: queues.recover_letters(tx, tx.now))
            if doubtful:
                log.warning("sends_in_doubt", rows=doubtful)
        for flag, fence in ((self._may_poll, poll), (self._may_send, send)):
            flag.clear() if fence is None else flag.set()

    def _is_dead(self, holder: str) -> bool:
        """Whether a holder was a process of this machine that is gone; a process of our own number is us, restarted."""
        host, _, rest = holder.partition(":")
        pid = rest.partition(":")[0]
        if host != socket.gethostname()[:40] or not pid.isdecimal():
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

    async def _file(self) -> None:
        """Make the files that were asked for; one that cannot be written is tried again at the next round."""
        for asked, found in await self.desk.run(asked_for.gather):
            try:
                await asyncio.to_thread(asked_for.write, self.settings.export_dir, asked, found)
            except OSError as error:
                log.error("file_not_written", error=type(error).__name__, mend="check TITIAN_EXPORT_DIR")
                continue
            await self.desk.run(lambda tx, asked=asked: asked_for.announce(tx, self.worker, asked))  # type: ignore[misc]

    async def _erase_for_good(self, how: Callable[[Database], object]) -> None:
        """Destroy the keys of those who were erased: in this process, in the key file, and SQLite's log after them."""
        try:
            await asyncio.to_thread(how, self.database)
        except KeyFileError:
            log.error("keys_not_burnt", mend="make the key file and its folder writable; older backups still open")

    def _keep(self, tx: Tx) -> None:
        keep_house(tx)
        still = alarms.look(tx, self.worker, polls=self.settings.webhook_url is None, polled_at=self.watch.polled_at)
        if still:
            log.error("stands_still", parts=still)

    async def _house_loop(self) -> None:
        while True:
            await self._keep_house.wait()
            self._keep_house.clear()
            if not self._may_send.is_set():
                continue
            try:
                await self.desk.run(self._keep)
                await self._file()
                await self._erase_for_good(privacy.complete)
            except DBAPIError as error:
                log.error("housekeeping_failed", error=type(error.orig).__name__)


def _fly(flight: Coroutine[Any, Any, None], flying: set[asyncio.Task[None]]) -> None:
    task = asyncio.create_task(flight)
    flying.add(task)
    task.add_done_callback(flying.discard)


def keep_house(tx: Tx) -> None:
    """Chain the audit, sweep, look again at what is in doubt or held back, see that what repeats is planned."""
    audit.chain(tx)
    queues.sweep(tx)
    followups.release(tx)
    queues.recover_letters(tx, tx.now - IN_DOUBT_AFTER)
    support.remind_of_age(tx, len(old_ones(together(support.changes(tx)), tx.now.date())))
    digests.ensure(tx, partial(closed_days.calendar, tx, calendar()))


def next_moment(tx: Tx) -> datetime | None:
    """When something is next due: a prompt, a personal screen to take away, or another try."""
    moments = (followups.next_due_at(tx), chats.next_hide_at(tx), queues.next_retry_at(tx))
    return min((at for at in moments if at is not None), default=None)
