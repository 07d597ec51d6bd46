"""Sends a storm through the whole inside of the bot, and looks what came of it: no failure, no alarm, nobody harmed."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import func, select

from bot.domain import wire
from bot.domain.presses import Home
from bot.store.engine.database import Tx
from bot.store.engine.desk import Desk
from bot.store.engine.tables import chats, inbox, metadata, outbox
from bot.store.queues import buttons
from bot.telegram.intake import Intake
from bot.telegram.transport import wire as line_to
from tests.driver import TOKEN
from tests.hostile import forging
from tests.map.pressing import presses_about
from tests.map.world import World

# What one hostile phone sends between two taps of somebody who works.
BATCH = 64
# Tables that strangers touch by being there; of all others nothing may change by a button nobody made.
PASSING = {"inbox", "outbox", "chats", "keys", "attempts"}
ATTACKERS = 40


@dataclass(frozen=True, slots=True)
class Damage:
    """What a storm brought about, as numbers; all of them should be nothing."""

    sent: int
    failed: int
    alarms: int
    changed: tuple[str, ...]
    alone_ms: float
    beside_ms: float

    @property
    def is_none(self) -> bool:
        """Whether all is as it was; whoever was beside it waited at most twice as long."""
        return not (self.failed or self.alarms or self.changed) and self.beside_ms <= 2 * self.alone_ms


class Storm:
    """A world, attackers with phones of their own (and everybody who is known), and somebody who just works."""

    def __init__(self, folder: Path, url: str, seed: int) -> None:
        self.world, self.chance = World(folder, url), Random(seed)
        self._number = 2_000_000
        self._desk = Desk(self.world.office.database)
        self._intake = Intake(line_to(TOKEN, "http://127.0.0.1:1"), self._desk)
        self._runner = asyncio.Runner()
        self._known = sorted(set(self.world.numbers.values()) - {self.world.numbers["owner"]})
        with self.world.office.tx() as tx:
            chat = self.world.chats["owner"]
            lot = self.world.lots["open"]
            kinds = list(wire.FIELDS)
            # True buttons of somebody else: what a thief of a screenshot has.
            self.true_ones = [
                buttons.sealed(tx, chat, press) for kind in kinds for press in presses_about(kind, self.world, lot)
            ]
            self._menu = buttons.sealed(tx, chat, Home())

    def buttons(self, many: int) -> Damage:
        """So many forged buttons. Nobody's rows change, whoever presses."""
        users = [*self._known, *range(50_000, 50_000 + ATTACKERS)]
        made = (
            forging.pressing(self._next(), users[at // BATCH % len(users)], forging.button(self.chance, self.true_ones))
            for at in range(many)
        )
        return self._blows(made, many)

    def updates(self, many: int) -> Damage:
        """So many broken updates, of strangers: what is whole of them may say something, and changes nothing either."""
        made = (
            forging.broken(self.chance, forging.ordinary(self.chance, self._next(), 50_000 + at // BATCH % ATTACKERS))
            for at in range(many)
        )
        return self._blows(made, many)

    def closes(self) -> None:
        """The end."""
        self._runner.close()
        self.world.office.closes()

    def _blows(self, made: Iterator[Any], many: int) -> Damage:
        self._one_tap([])
        with self.world.office.tx() as tx:
            before, alarms = self._state(tx), self._alarms(tx)
        alone, beside = list[float](), list[float]()
        for _ in range(0, many, BATCH):
            batch = [update for update, _ in zip(made, range(BATCH), strict=False)]
            beside.append(self._one_tap(batch))
            while self._answers():
                pass
            alone.append(self._one_tap([]))
        with self.world.office.tx() as tx:
            after = self._state(tx)
            changed = tuple(sorted(name for name, rows in after.items() if rows != before[name]))
            failed = tx.execute(
                select(func.count()).select_from(inbox).where(inbox.c.error.is_not(None) | (inbox.c.state != "done"))
            ).scalar_one()
            alarms = self._alarms(tx) - alarms
        return Damage(many, failed, alarms, changed, statistics.median(alone) * 1000, statistics.median(beside) * 1000)

    def _one_tap(self, storm: list[Any]) -> float:
        """Seconds until a tap that came together with a part of the storm is answered."""
        tap = forging.pressing(self._next(), self.world.numbers["owner"], self._menu)
        half = len(storm) // 2
        self._runner.run(self._intake.keep([*storm[:half], tap, *storm[half:]], lambda tx: None))
        began = time.perf_counter()
        while not self._is_answered(tap["update_id"]):
            self._answers()
        return time.perf_counter() - began

    def _answers(self) -> int:
        with self.world.office.tx() as tx:
            return self.world.office.workers[0].answer(tx)

    def _is_answered(self, number: int) -> bool:
        with self.world.office.tx() as tx:
            return bool(tx.execute(select(inbox.c.state).where(inbox.c.update_id == number)).scalar_one() != "new")

    def _state(self, tx: Tx) -> dict[str, list[tuple[Any, ...]]]:
        tables = [table for table in metadata.sorted_tables if table.name not in PASSING]
        return {table.name: sorted(map(tuple, tx.execute(select(table))), key=repr) for table in tables}

    def _alarms(self, tx: Tx) -> int:
        """Messages to anybody but whoever sent something: nothing here may ring another phone."""
        known = select(chats.c.id).where(chats.c.id.in_([*self.world.chats.values()]))
        rung = (outbox.c.kind.in_(("alert", "nudge", "prompt")), outbox.c.chat.in_(known))
        return int(tx.execute(select(func.count()).select_from(outbox).where(*rung)).scalar_one())

    def _next(self) -> int:
        self._number += 1
        return self._number
