"""A simulated programme's clock: people act at their moments, what is due speaks, what is said is read at once."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import event, select, update

from bot.store.caseload import prompts
from bot.store.caseload.cases import Case
from bot.store.caseload.prompts import Prompt
from bot.store.engine.database import Tx
from bot.store.engine.tables import outbox
from bot.store.engine.tables import prompts as prompt_rows
from bot.store.queues import sheets
from bot.store.queues.outgoing import SHEET
from tests.office import Office

ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
FIRST_DAY = date(2026, 12, 1)
Does = Callable[[Tx], None]


@dataclass(order=True)
class Act:
    """Something a person is going to do."""

    at: datetime
    order: int
    do: Does = field(compare=False)


class Clockwork:
    """From 1 December 2026 on, for so many days; everything in it follows from the seed."""

    def __init__(self, url: str, key_file: Path, days: int, seed: int) -> None:
        self.begins = datetime.combine(FIRST_DAY, time(8), ZoneInfo("Asia/Jakarta")).astimezone(UTC)
        self.ends = self.begins + timedelta(days=days)
        self.office = Office(url, key_file, self.begins)
        self.chance, self.days = random.Random(seed), days
        self.acts: list[Act] = []
        self.turns = self._letter = self._order = 0
        self._seen: set[tuple[int, datetime]] = set()

    def later(self, after: timedelta, do: Does) -> None:
        """Somebody does it then; to the minute."""
        self.at(self.office.now + after, do)

    def at(self, moment: datetime, do: Does) -> None:
        """Somebody does it at this moment; to the minute."""
        self._order += 1
        heapq.heappush(self.acts, Act(moment.replace(second=0, microsecond=0), self._order, do))

    def some_day(self, before_the_end: int = 14) -> timedelta:
        """Any time from tomorrow on, up to so many days before the end."""
        return timedelta(days=self.chance.uniform(1, max(2, self.days - before_the_end)))

    def hours(self, least: float, most: float) -> timedelta:
        """Any time within so many hours."""
        return timedelta(hours=self.chance.uniform(least, most))

    def answers(self, tx: Tx, case: Case, *, reached: bool) -> dict[str, Any]:
        """What somebody says of a contact: all well, and again in the rhythm; or that it did not work out."""
        if not reached:
            retry = self.chance.choice(("d1", "d3", "w1"))
            return {"contact": "not_reached", "reason": "unknown", "retry": retry}
        weeks = case.weeks(tx.now)
        return {"contact": "visit", "overall": "fine", **({"next": f"w{weeks}"} if weeks in (1, 2, 4, 8) else {})}

    def play(self, every_day: Does) -> None:
        """Until the end; one COMMIT a simulated day, and `every_day` sees each before it."""
        database, known = self.office.database, dict[tuple[str, str], Any]()
        if database.is_sqlite:
            event.listen(database.engine, "connect", _in_a_hurry)
            database.engine.dispose()
        midnight = self.begins
        while midnight < self.ends:
            midnight += timedelta(days=1)
            with database.engine.begin() as connection:
                while (at := self._next(connection, known)) is not None and at < midnight:
                    self.office.now = max(self.office.now, at)
                    self._moment(Tx(connection, database.vault, self.office.now, known))
                self.office.now = midnight
                tx = Tx(connection, database.vault, midnight, known)
                self._moment(tx)
                every_day(tx)

    def _next(self, connection: Any, known: dict[tuple[str, str], Any]) -> datetime | None:
        due = prompts.next_due_at(Tx(connection, self.office.database.vault, self.office.now, known))
        acts = self.acts[0].at if self.acts else None
        return min((at for at in (due, acts) if at is not None), default=None)

    def _moment(self, tx: Tx) -> None:
        """What people do now, and what has come due."""
        while self.acts and self.acts[0].at <= tx.now:
            heapq.heappop(self.acts).do(tx)
            self.turns += 1
        self.settles(tx)

    def settles(self, tx: Tx) -> None:
        """Everything due is done, and what was said is read."""
        while done := self.office.workers[0].work(tx):
            self.turns += done
        self._read(tx)

    def _read(self, tx: Tx) -> None:
        """Everything said is delivered at once, and read by a person who then does something."""
        wanted = (outbox.c.id, outbox.c.prompt_id, outbox.c.chat, outbox.c.cause, outbox.c.kind)
        fresh = tx.execute(select(*wanted).where(outbox.c.id > self._letter).order_by(outbox.c.id)).all()
        if not fresh:
            return
        self._is_read_now(tx)
        values = {"state": "sent", "sent_at": tx.now, "payload": None, "message_id": outbox.c.id}
        tx.execute(update(outbox).where(outbox.c.id > self._letter).values(**values))
        self._letter = fresh[-1].id
        for row in fresh:
            if row.kind == SHEET and row.prompt_id is not None:
                sheets.note_message(tx, row.chat, row.id)
            told = [] if row.prompt_id is None else self._told_by(tx, row.prompt_id)
            for prompt in told:
                self.arrives(tx, row, prompt)
            if not told:
                self.arrives(tx, row, None)

    def _told_by(self, tx: Tx, lead: int) -> list[Prompt]:
        """All that a message speaks of."""
        together = (prompt_rows.c.said_with == lead, prompt_rows.c.said_at == tx.now)
        others = tx.execute(select(prompt_rows.c.id).where(*together)).scalars().all()
        return [prompt for number in (lead, *others) if (prompt := prompts.by_id(tx, number)) is not None]

    def _is_read_now(self, tx: Tx) -> None:
        """Each prompt that was said is seen to by itself, also where one message speaks for many."""
        said = select(prompt_rows.c.id).where(prompt_rows.c.said_at == tx.now, prompt_rows.c.state == "said")
        for number in tx.execute(said.order_by(prompt_rows.c.id)).scalars().all():
            prompt = prompts.by_id(tx, number)
            if prompt is not None and (number, tx.now) not in self._seen:
                self._seen.add((number, tx.now))
                self.reacts(tx, prompt)

    def arrives(self, tx: Tx, letter: Any, prompt: Prompt | None) -> None:
        """Something is on somebody's phone."""

    def reacts(self, tx: Tx, prompt: Prompt) -> None:
        """What a person who has just read this is going to do."""


def _in_a_hurry(connection: Any, record: object) -> None:
    """Nothing here has to outlive a power cut."""
    connection.execute("PRAGMA synchronous=OFF")
