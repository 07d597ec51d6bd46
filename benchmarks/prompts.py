"""A morning on which all prompts are due at the same second: how fast they go out when Telegram does not hold back."""

from __future__ import annotations

import time
from collections import Counter
from datetime import datetime
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from benchmarks import seeding
from benchmarks.report import Bar, note, table
from bot.clock import real_now
from bot.demo.telegram import Message
from bot.store.day.of_a_day import MOST_AT_ONE_MOMENT
from tests.blackbox import Nursery, Place, place_at, until

# More than these of one mentor would be said on one sheet.
EACH = MOST_AT_ONE_MOMENT
FIRST_ID = 20_000
# Enough for the process to start and come to rest before the moment.
START_SECONDS = 4.0
LONGEST = 120.0


class Mailbox:
    """Everything the bot sent, as it arrives: when, and about whom."""

    def __init__(self) -> None:
        self.codes: Counter[str] = Counter()
        self.first = self.last = 0.0
        self.first_at: datetime | None = None

    def hears(self, chat: int, message: Message) -> None:
        """A message came."""
        self.last = time.perf_counter()
        if not self.codes:
            self.first, self.first_at = self.last, real_now()
        self.codes[message.text.rpartition("Dampingan ")[2]] += 1


def measure(folder: Path, nursery: Nursery, *, number: int) -> list[Bar]:
    """Send them all; prints the table, returns the bar."""
    with place_at(nursery, folder / "prompts", f"sqlite:///{folder / 'prompts.db'}") as place:
        place.does("init")
        mailbox = Mailbox()
        place.world.server.on_bot_message = mailbox.hears
        due_at = _seed(place, number)
        with place.running(cold=True) as process:
            assert real_now() < due_at, "the process was not up in time"
            bot, own = psutil.Process(process.pid), psutil.Process()
            until(lambda: mailbox.codes, "the first prompt", 30)
            cpu, own_cpu = _cpu(bot), _cpu(own)
            # Looked at seldom, so that looking costs nothing.
            while len(mailbox.codes) < number and time.perf_counter() < mailbox.first + LONGEST:
                time.sleep(0.1)
            cpu, own_cpu = _cpu(bot) - cpu, _cpu(own) - own_cpu
    seconds = mailbox.last - mailbox.first
    sent = len(mailbox.codes)
    rate = sent / seconds
    late = 0.0 if mailbox.first_at is None else (mailbox.first_at - due_at).total_seconds()
    rows = [
        ("sent / due", [f"{sent} / {number}"]),
        ("sent more than once", [str(mailbox.codes.total() - sent)]),
        ("first prompt, s after the moment", [f"{late:.2f}"]),
        ("from the first to the last, s", [f"{seconds:.1f}"]),
        ("sends/s", [f"{rate:.0f}"]),
        ("CPU s per 1000 prompts", [f"{cpu / sent * 1000:.3f}"]),
        ("pretend Telegram, share of a core", [f"{own_cpu / seconds:.0%}"]),
    ]
    table(f"{number} prompts of {number // EACH} mentors due at the same second, SQLite, no pace", ["Titian"], rows)
    if rate > 0 and own_cpu / seconds > 0.9:
        note("the pretend Telegram holds it back: the rate is a floor")
    return [
        Bar("prompts sent", sent / number * 100, ">=", 100, "%"),
        Bar("prompts sent a second, first to last", rate, ">=", 400, "/s"),
    ]


def _seed(place: Place, number: int) -> datetime:
    """Mentors whose chats are open, and the prompts; the moment they are due."""
    phones = [place.world.server.phone(FIRST_ID + at, f"Pendamping {at}") for at in range(number // EACH)]
    for phone in phones:
        phone.chat.open = True
    with place.database() as database:
        with database.transaction() as tx:
            ids = seeding.mentors(tx, [phone.user.id for phone in phones])
            pairs = seeding.participants(tx, ids, number)
        due_at = seeding.soon(real_now(), START_SECONDS)
        with database.transaction() as tx:
            seeding.moments(tx, pairs, due_at)
    return due_at


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
