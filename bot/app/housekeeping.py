"""What is done every half minute by whoever holds the lease of sending: chaining, pruning, looking again, files."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy.exc import DBAPIError

from bot.app.command_lists import CommandLists
from bot.app.tenure import Tenure
from bot.domain.directory import old_ones
from bot.files import asked_for
from bot.health import alarms
from bot.health.metrics import Metrics
from bot.reference.calendar import calendar
from bot.reference.directory import together
from bot.startup.config import Settings
from bot.store.caseload import news, prompts
from bot.store.engine.database import Database, Tx
from bot.store.engine.desk import Desk
from bot.store.figures import digests, levels, months
from bot.store.institution import closed_days, directory
from bot.store.keeping import erasing
from bot.store.keeping.asked_files import Asked
from bot.store.keeping.audit_chain import Break, Patrol
from bot.store.keeping.wanted import Rows
from bot.store.queues import outgoing, pruning
from bot.store.sealing.key_file import KeyFileError
from bot.worker import Worker

log = structlog.get_logger()
IN_DOUBT_AFTER = timedelta(minutes=2)


class AuditWatch:
    """Logs where the audit breaks: each break once, and again where it was whole in between.

    untold: the admins have not heard of it from this process. What the database says of that may be forged.
    """

    def __init__(self) -> None:
        self._broken: Break | None = None
        self.untold = False

    def hears(self, found: Break | None) -> None:
        """What was found of it at this round."""
        if found is not None and found != self._broken:
            log.error("audit_broken", entry=found.entry, place=found.position, what=found.what)
            self.untold = True
        self._broken = found


class Housekeeping:
    """Keeps house each time it is rung for."""

    def __init__(
        self, settings: Settings, desk: Desk, worker: Worker, tenure: Tenure, metrics: Metrics, lists: CommandLists
    ) -> None:
        self._settings, self._desk, self._worker = settings, desk, worker
        self._tenure, self._metrics, self._lists = tenure, metrics, lists
        self._patrol = Patrol()
        self.audit_watch = AuditWatch()
        self._due = asyncio.Event()

    def ring(self) -> None:
        """It is time."""
        self._due.set()

    async def loop(self) -> None:
        """Keep house for ever."""
        while True:
            await self._due.wait()
            self._due.clear()
            if not self._tenure.may_send.is_set():
                continue
            try:
                await self._desk.run(self._keep)
                await self._sign()
                await asyncio.to_thread(_count, self._desk.database)
                await self._make_files()
                await self._erase_for_good(erasing.complete)
            except DBAPIError as error:
                log.error("housekeeping_failed", error=type(error.orig).__name__)

    async def obey(self) -> None:
        """Forget the keys of those who were erased, by whichever process."""
        await self._erase_for_good(erasing.obey)

    def _keep(self, tx: Tx) -> None:
        polls, polled_at = self._settings.webhook is None, self._metrics.polled_at
        still = look_and_keep_house(tx, self._worker, polls=polls, polled_at=polled_at)
        self._lists.send(tx)
        if still:
            log.error("stands_still", parts=still)

    async def _sign(self) -> None:
        """Sign what is new in the audit; where it breaks nothing more is signed, and the admins are told."""
        try:
            found = await asyncio.to_thread(self._patrol.sign_and_read_on, self._desk.database)
        except KeyFileError:
            log.error("audit_not_remembered", mend="make the key file and its folder writable")
            return
        self.audit_watch.hears(found)
        untold = self.audit_watch.untold
        await self._desk.run(lambda tx: alarms.look_at_audit(tx, self._worker, found, untold=untold))
        self.audit_watch.untold = False

    async def _make_files(self) -> None:
        """Make the files that were asked for; one that cannot be written is tried again at the next round.

        A large team takes seconds to gather: nobody's tap waits for that.
        """
        for asked, found in await asyncio.to_thread(self._gathered):
            try:
                await asyncio.to_thread(asked_for.write, self._settings.export_dir, asked, found)
            except OSError as error:
                log.error("file_not_written", error=type(error).__name__, mend="check TITIAN_EXPORT_DIR")
                continue
            await self._desk.run(lambda tx, asked=asked: asked_for.mark_done_and_tell(tx, self._worker, asked))  # type: ignore[misc]

    def _gathered(self) -> list[tuple[Asked, list[dict[str, Rows]]]]:
        with self._desk.database.reading() as tx:
            return asked_for.gather(tx, self._settings.zone)

    async def _erase_for_good(self, how: Callable[[Database], object]) -> None:
        """Destroy the keys of those who were erased: in this process, in the key file, and SQLite's log after them."""
        try:
            await asyncio.to_thread(how, self._desk.database)
        except KeyFileError:
            log.error("keys_not_burnt", mend="make the key file and its folder writable; older backups still open")


def _count(database: Database) -> None:
    """Weeks and months that are over are told of, and stay so."""
    levels.count_weeks(database)
    months.keep_months(database)


def look_and_keep_house(tx: Tx, worker: Worker, *, polls: bool, polled_at: datetime | None) -> list[str]:
    """A round; which parts stand still.

    That is looked at first: what was held is late from the moment it is looked at again until the clock has come by.
    """
    still = alarms.look(tx, worker, polls=polls, polled_at=polled_at)
    keep_house(tx)
    worker.look_round(tx)
    return still


def keep_house(tx: Tx) -> None:
    """Prune the queues, look again at what is in doubt or held, see that what repeats is planned."""
    pruning.prune(tx)
    news.forget_told(tx)
    prompts.release(tx)
    outgoing.recover_letters(tx, tx.now - IN_DOUBT_AFTER)
    directory.remind_of_age(tx, len(old_ones(together(directory.changes(tx)), tx.now.date())))
    digests.ensure(tx, partial(closed_days.calendar, tx, calendar()))
