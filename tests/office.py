"""An office without a network: the real store, worker and handlers on a real database, with a clock the test turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import handlers
from bot.domain.people import Person, Role
from bot.domain.presses import Press
from bot.i18n import language
from bot.reference.calendar import calendar
from bot.store.caseload import prompts
from bot.store.caseload.drafts import Draft
from bot.store.engine.database import Database, Tx, is_passing
from bot.store.institution import closed_days
from bot.store.people import invitations, people
from bot.store.queues import chats
from bot.store.sealing.key_file import create_key_file
from bot.store.sealing.vault import Vault
from bot.turn import Effect, Reply, Tap, Turn
from bot.worker import Worker

Do = Callable[[Turn], list[Effect]]
TRIES = 5


class TakenBack(Exception):
    """The end of a try: nothing of it stays."""


class Office:
    """The bot's inside: people act in turns, workers handle what is due, nothing leaves the outbox by itself."""

    def __init__(self, url: str, key_file: Path, at: datetime) -> None:
        self.now, self._url = at, url
        if not key_file.exists():
            create_key_file(key_file)
        self._key_file, self._chats = key_file, count(7001)
        self._starts()

    def restarts(self) -> None:
        """A new process: everything but the database is gone."""
        self.database.close()
        self._starts()

    def _starts(self) -> None:
        self.database = Database(self._url, Vault(self._key_file), lambda: self.now)
        self.router = handlers.router()
        self.workers = [Worker(self.router, language, calendar()) for _ in range(2)]

    @contextmanager
    def tx(self) -> Iterator[Tx]:
        """A transaction of the test's own."""
        with self.database.transaction() as tx:
            yield tx

    def joins(self, tx: Tx, role: Role, name: str, zone: str, supervisor: Person | None = None) -> Person:
        """Somebody who has joined and answered the first questions."""
        above = supervisor.id if supervisor else None
        person, number = people.add(tx, role, name, above), next(self._chats)
        chats.meet(tx, {tx.blind(number): number})
        invitations.join(tx, invitations.make_link(tx, person, above), tx.blind(number))
        return people.settle(tx, person, address="ibu", zone=zone)

    def turn(self, tx: Tx, who: Person) -> Turn:
        """A turn of this person, as the worker would open it."""
        assert who.chat is not None
        find = partial(closed_days.calendar, tx, calendar())
        return Turn(tx, tx.now, who, language("id"), who.chat, find)

    def taps(self, tx: Tx, who: Person, press: Press) -> list[Effect]:
        """Press a button: the route's own handler, and whoever may not enter is sent away by the router."""
        return self.router.find(Tap(press, 1), who)(self.turn(tx, who))

    def fills(
        self,
        tx: Tx,
        who: Person,
        form: str,
        save: Callable[[Turn, Draft], list[Reply]],
        answers: dict[str, Any],
        case_id: int | None = None,
    ) -> list[Reply]:
        """The last tap of a form that was filled in."""
        turn = self.turn(tx, who)
        return save(turn, Draft(0, form, turn.token, case_id, None, answers))

    def settles(self) -> None:
        """What the next half minute does: held prompts are looked at, and both workers go on until nothing is due."""
        with self.tx() as tx:
            prompts.release(tx)
        idle, number = 0, 0
        while idle < len(self.workers):
            done = self._both() if not self.database.is_sqlite else self._one(number % len(self.workers))
            idle, number = (0 if done else idle + 1), number + 1
            assert number < 500, "the workers never come to rest"

    def _one(self, number: int) -> int:
        with self.tx() as tx:
            return self.workers[number].work(tx)

    def _both(self) -> int:
        """Two workers at once, in two transactions."""
        with ThreadPoolExecutor(2) as pool:
            return sum(pool.map(self._patiently, range(2)))

    def _patiently(self, number: int) -> int:
        for _ in range(TRIES - 1):
            try:
                return self._one(number)
            except Exception as error:
                if not is_passing(error):
                    raise
        return self._one(number)

    def closes(self) -> None:
        """End of the test."""
        self.database.close()
