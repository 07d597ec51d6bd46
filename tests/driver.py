"""The world of a story: phones, a pretend Telegram over real HTTP, the whole bot, and a clock that the test turns.

Everything runs in steps, in one order, in one thread: a story ends the same way each time. `Town.settles` is the
only place where the bot moves.
"""

from __future__ import annotations

import asyncio
import json
import re
import struct
import zlib
from collections import deque
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select

import handlers
from bot.app.lanes import next_moment
from bot.demo.objects import Button, File
from bot.demo.parameters import Params
from bot.demo.phones import Phone
from bot.demo.server import BotServer
from bot.demo.telegram import Message
from bot.domain import wire as press_text
from bot.domain.directory import NEVER, ONLY_INSIDE_A_CARD
from bot.domain.people import STAFF, Person, Role
from bot.domain.planning import Planned
from bot.domain.presses import Press
from bot.health import alarms
from bot.i18n import language
from bot.reference.calendar import calendar
from bot.store.caseload import cases, prompts
from bot.store.caseload.cases import Case
from bot.store.engine.database import Database, Tx
from bot.store.engine.desk import Desk
from bot.store.engine.tables import metadata
from bot.store.figures import levels, months
from bot.store.people import invitations, people
from bot.store.queues import buttons, chats, outgoing, signs_of_life
from bot.store.sealing.key_file import create_key_file
from bot.store.sealing.vault import Vault
from bot.telegram.intake import Intake
from bot.telegram.pace import Pace
from bot.telegram.sender import Draw, Sender
from bot.telegram.transport import Transport, Wire, wire
from bot.turn import Drawing
from bot.worker import Worker
from tests.sheets import Sheet, plain

T = TypeVar("T")
# The label of the way to the sealed page; in the place of a message: a button of the page, one that opens it.
OPEN, ON_PAGE, TO_PAGE = "Buka halaman aman", 0, -1
TOKEN = "123456:A-token-for-tests"
TUESDAY = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # Selasa, 24 November 2026 pukul 10.00 WIB
MOST_ROUNDS = 200
LONGEST_SCREEN, MOST_ROWS = 700, 4
# What differs from one run to the next: the tokens of links, and codes that are read out loud.
CHANCE = re.compile(r"(?<=start=)[\w-]+|\b\d{3} ?\d{3}\b")
NO_LIMIT = 1e9
PNG, SKETCHED = b"\x89PNG\r\n\x1a\n", b"facts\0"

ON_THEIR_WAY = ("new", "ready", "sending", "page")


class Clock:
    """Time as the test wishes it."""

    def __init__(self, at: datetime = TUESDAY) -> None:
        self.at = at

    def now(self) -> datetime:
        """Aware UTC."""
        return self.at


class Steps:
    """Where a process may die: counts the steps it takes, and dies at one of them if told so."""

    def __init__(self) -> None:
        self.taken = 0
        self.dies_at: int | None = None
        self.names: list[str] = []

    def step(self, name: str) -> None:
        """One more step. Raises Died."""
        self.taken += 1
        self.names.append(name)
        if self.taken == self.dies_at:
            raise Died(f"at step {self.taken}: {name}")


class Died(BaseException):
    """The process was killed; nothing in the bot may catch this."""


class MortalDatabase(Database):
    """A database whose process may die before or after each COMMIT."""

    steps: Steps

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        """As in Database, with a step on either side of the COMMIT."""
        with super().transaction() as tx:
            yield tx
            self.steps.step("before a commit")
        self.steps.step("after a commit")


class MortalTransport(Transport):
    """A transport whose process may die before or after each call."""

    steps: Steps

    async def do_request(self, url: str, method: str, *args: Any, **more: Any) -> tuple[int, bytes]:
        """As in Transport, with a step on either side of the call."""
        name = url.rpartition("/")[2]
        self.steps.step(f"before {name}")
        answer = await super().do_request(url, method, *args, **more)
        self.steps.step(f"after {name}")
        return answer


async def sketch(drawing: Drawing) -> bytes | None:
    """Stands in for the drawing of charts: a picture of one point, with the facts written into it as a comment."""
    facts = json.dumps({"name": drawing.name, "facts": drawing.facts}).encode()
    point = (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(b"\0\0"))
    chunks = (*point, (b"tEXt", SKETCHED + facts), (b"IEND", b""))
    return PNG + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def sketched(picture: bytes) -> Drawing:
    """The facts of a picture that `sketch` made."""
    at = picture.index(b"tEXt" + SKETCHED)
    (length,) = struct.unpack(">I", picture[at - 4 : at])
    found = json.loads(picture[at + 4 + len(SKETCHED) : at + 4 + length])
    return Drawing(found["name"], found["facts"])


class Process:
    """One life of the bot: everything that is gone when it is killed."""

    def __init__(self, town: Town) -> None:
        self.database = MortalDatabase(town.database_url, Vault(town.key_file), town.clock.now)
        self.database.steps = town.steps
        self.desk = Desk(self.database)
        self.wire: Wire = wire(TOKEN, town.api_url, transport=MortalTransport)
        for transport in (self.wire.calls, self.wire.polls):
            assert isinstance(transport, MortalTransport)
            transport.steps = town.steps
        self.worker = Worker(handlers.router(), lambda code: language(code, strict=True), calendar(), page=town.page)
        self.intake = Intake(self.wire, self.desk)
        pace = Pace(NO_LIMIT, NO_LIMIT, NO_LIMIT)
        self.sender = Sender(self.wire, self.desk, pace, lambda drawing: town.draw(drawing))

    async def begins(self) -> None:
        """What a process does when it takes the lease of sending."""
        await self.wire.open()
        await self.desk.run(lambda tx: outgoing.recover_letters(tx, tx.now))
        await self.desk.run(lambda tx: alarms.wake(tx, self.worker))

    async def moves(self) -> bool:
        """One round: take in, answer, work, send. Whether anything happened."""
        moved, _ = await self.intake.poll(0, lambda tx: None)
        while not self.intake.queries.empty():
            await self.intake.answer(self.intake.queries.get_nowait())
        await self.desk.run(self.worker.look_round)
        while done := await self.desk.run(self.worker.work):
            moved += done
        while letters := await self.desk.run(lambda tx: outgoing.claim_letters(tx, 64)):
            for letter in letters:
                await self.sender.deliver(letter)
            moved += len(letters)
        return bool(moved)

    async def ends(self) -> None:
        """Close what a dead process would leave to the operating system."""
        await self.wire.close()
        self.database.close()


class Town:
    """Everything of one story."""

    def __init__(self, database_url: str, folder: Path, page: str | None = None) -> None:
        """page: the address of the sealed page, where this town has one."""
        self.clock, self.steps, self.page = Clock(), Steps(), page
        self.database_url, self.key_file = database_url, folder / "test.key"
        if not self.key_file.exists():
            create_key_file(self.key_file)
        self._runner = asyncio.Runner()
        self.server = BotServer(TOKEN, now=self.clock.now, username="uji_bot")
        self.api_url = self._runner.run(self.server.start())
        self.server.calls = deque()
        self.process: Process | None = None
        self.draw: Draw = sketch  # or Renderer().draw, for a story about the charts themselves
        self.deaths = 0
        self.everybody: list[Someone] = []
        self._phones = 0

    def opens(self) -> None:
        """Start the bot, and again if it dies while it starts."""
        while self.process is None:
            self.process = Process(self)
            try:
                self._runner.run(self.process.begins())
            except Died:
                self.restarts()

    def closes(self) -> None:
        """End of the story."""
        if self.process is not None:
            self._runner.run(self.process.ends())
        self._runner.run(self.server.stop())
        self._runner.close()

    def transcript(self) -> str:
        """All that the bot said to Telegram, call by call, with its moment; the same each time a story is told."""
        calls = (call for call in self.server.calls if call.method != "getupdates")
        lines = (
            f"{call.at:%F %T} {call.method} {'' if call.ok else 'refused '}{_plainly(call.params)}" for call in calls
        )
        return CHANCE.sub("...", "\n".join(lines)) + "\n"

    def settles(self) -> None:
        """Let the bot go on until nothing moves any more; a process that dies is started anew."""
        for _ in range(MOST_ROUNDS):
            try:
                if self.process is None:
                    self.opens()
                assert self.process is not None
                if not self._runner.run(self.process.moves()):
                    return
            except Died:
                self.restarts()
        raise AssertionError("the bot never comes to rest")

    def restarts(self) -> None:
        """Kill the process; the next one starts when something is to be done."""
        self.deaths += 1
        if self.process is not None:
            self._runner.run(self.process.ends())
        self.process = None

    def passes(self, **span: float) -> None:
        """Time passes; whatever comes due on the way happens at its own moment."""
        end = self.clock.at + timedelta(**span)
        while True:
            at = self.asks(next_moment)
            if at is None or at > end:
                break
            self.clock.at = max(self.clock.at, at)
            self._lives()
            self.settles()
            if self.asks(next_moment) == at:  # it waits for something else than time
                break
        self.clock.at = end
        self._lives()
        self.settles()

    def _lives(self) -> None:
        """The process has lived through all this time, and left its sign of life."""
        if self.process is not None:
            self.asks(lambda tx: signs_of_life.beat(tx, None))

    def asks(self, question: Callable[[Tx], T]) -> T:
        """Look into the database as the bot does, without dying on the way."""
        if self.process is None:
            self.opens()
        assert self.process is not None
        with Database.transaction(self.process.database) as tx:
            return question(tx)

    def serves(self, act: Callable[[Tx], T]) -> T:
        """What the page does, and again where the process dies over it."""
        while True:
            try:
                if self.process is None:
                    self.opens()
                assert self.process is not None
                return self._runner.run(self.process.desk.run(act))
            except Died:
                self.restarts()

    def counts_weeks(self) -> None:
        """What housekeeping does once a week or a month is over, in a process of its own."""
        database = Database(self.database_url, Vault(self.key_file), self.clock.now)
        levels.count_weeks(database)
        months.keep_months(database)
        database.close()

    def runs(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Something of the bot's inside, run where the bot runs."""
        return self._runner.run(coroutine)

    def phone(self, name: str) -> Someone:
        """A new phone with somebody to hold it."""
        self._phones += 1
        someone = Someone(self, self.server.phone(7000 + self._phones, name))
        self.everybody.append(someone)
        return someone

    def joins(self, role: Role, name: str, *, address: str = "ibu", supervisor: Someone | None = None) -> Someone:
        """Somebody who joined and answered the two first questions before the story begins."""
        who = self.phone(name)
        above = supervisor.person.id if supervisor else None
        number = who.phone.user.id
        who.phone.chat.open = True

        def add(tx: Tx) -> Person:
            person = people.add(tx, role, name, above)
            chats.meet(tx, {tx.blind(number): number})
            invitations.join(tx, invitations.make_link(tx, person, above), tx.blind(number))
            return people.settle(tx, person, address=address, zone="Asia/Jakarta")

        who.person = self.asks(add)
        return who

    def case(self, mentor: Someone, track: str = "R", name: str = "Arman", weeks: int = 1, **due: float) -> Case:
        """A case with its next contact `due` from now (in a week if not said)."""
        at = self.clock.now() + timedelta(**(due or {"days": 7}))

        def add(tx: Tx) -> Case:
            added = cases.add(tx, track, name, mentor.person, weeks)
            prompts.plan(tx, added, Planned("next_contact", at), mentor.person.id, None, "import")
            return added

        return self.asks(add)


def finished_rows_that_say_something(tx: Tx) -> list[tuple[str, str]]:
    """Every story ends with a look at the queues: what is finished holds no words, in every table that has a way."""
    found = []
    for table in metadata.sorted_tables:
        if {"state", "payload"} <= set(table.columns.keys()):
            said = select(table.c.state).where(table.c.payload.is_not(None), table.c.state.not_in(ON_THEIR_WAY))
            found += [(table.name, state) for state in tx.execute(said).scalars()]
    return found


def tells_nothing(message: Message) -> None:
    """A message to anybody but staff: no word that tells on a person; no button names an institution that would."""
    labels = " ".join(button.label for row in message.buttons for button in row)
    for text, words in ((f"{message.text} {labels}", NEVER), (labels, ONLY_INSIDE_A_CARD)):
        found = re.search(rf"\b({'|'.join(words)})\b", text.casefold())
        assert found is None, f"{found} may be read over a shoulder:\n{text}"


def _plainly(params: Params) -> str:
    """The parameters of a call in one line, in one order; of a picture or file only that it is there."""
    return json.dumps(params, ensure_ascii=False, sort_keys=True, default=lambda value: type(value).__name__)


class Someone:
    """A person with a phone: taps what they see, types, and reads."""

    def __init__(self, town: Town, phone: Phone) -> None:
        self.town, self.phone = town, phone
        self.person: Person = Person(0, "", Role.PARTICIPANT, None, None, None, None)
        self.taps_made = 0
        self.typed: list[str] = []
        self.sheet, self._followed = Sheet(town, phone.user.id), dict[str, str]()

    def taps(self, *labels: str) -> Someone:
        """Press buttons by the words on them, one after another."""
        for label in labels:
            self._taps(label)
            self.taps_made += 1
            self._looks()
        return self

    def _taps(self, label: str) -> None:
        if self.sheet.lies_open and self.sheet.button(label) is None:
            self._is_on_page()
        if self.sheet.lies_open and self.sheet.button(label) is not None:
            self.sheet.taps(label)
            return
        self.sheet.lies_open = False
        web_app = self.phone.web_app(label) if self.town.page else None
        if web_app is None:
            self.phone.taps(label)
        else:
            self.sheet.opens(web_app, self._newest_number())

    def _looks(self) -> None:
        """Let the bot go on, and read what came: where a word in the chat leads to the page, there."""
        self.town.settles()
        if self.sheet.lies_open:
            self.sheet.since = self._newest_number()
        self._must_be_a_good_screen()

    def _opens_the_page(self) -> None:
        """Whoever is told that something stands on the page opens it, once they look."""
        newest = next((one for one in reversed(self.phone.messages) if one.from_bot), None)
        way = None if newest is None else self._way_from(newest)
        if way is not None:
            self._follows(way)

    def _way_from(self, said: Message) -> str | None:
        """Where a message leads on the page that was not read yet."""
        buttons = (button for row in said.buttons for button in row)
        return next((one.web_app for one in buttons if one.label == OPEN and one.web_app not in self._followed), None)

    def _follows(self, way: str) -> None:
        self._followed[way] = ""
        self.sheet.opens(way, self._newest_number())
        self._followed[way] = self.sheet.text
        self.town.settles()

    def _newest_number(self) -> int:
        return max((one.id for one in self.phone.messages if one.from_bot), default=0)

    def _is_on_page(self) -> bool:
        """Whether the page is what they look at: it lies open, and nothing came to the chat since."""
        if self.town.page is None:
            return False
        if not self.sheet.lies_open or self._newest_number() > self.sheet.since:
            self._opens_the_page()
        return self.sheet.lies_open and self._newest_number() <= self.sheet.since

    def taps_twice(self, label: str) -> Someone:
        """An impatient thumb: the second tap leaves before the first is answered."""
        message, button = self._button(label)
        self._presses(message, button)
        self._presses(message, button)
        self._looks()
        return self

    def remembers(self, label: str) -> tuple[int, str]:
        """A button to be pressed later, when it is no longer there."""
        return self._button(label)

    def presses(self, remembered: tuple[int, str]) -> Someone:
        """Press a button remembered from an earlier screen."""
        self._presses(*remembered)
        self._looks()
        return self

    def _presses(self, message: int, data: str) -> None:
        if message == ON_PAGE:
            form, _, data = data.partition("|")
            self.sheet.presses(data, int(form))
        elif message == TO_PAGE:
            self.sheet.opens(data, self._newest_number())
        else:
            self.sheet.lies_open = False
            self.phone.taps_on(message, data)

    def forges(self, press: Press) -> Someone:
        """Press, under the newest message, a button that nobody was shown, sealed as if it had been.

        What a seal keeps out is tried elsewhere; this tries the checks behind it.
        """
        return self.forges_text(press_text.written(press))

    def forges_text(self, text: str) -> Someone:
        """The same with whatever text."""
        return self.presses((self.phone.last.id, self.data_of(text)))

    def data_of(self, text: str) -> str:
        """What a button of this chat would carry for a press written as `text`."""
        number = self.phone.user.id
        return self.town.asks(lambda tx: buttons.sealed_text(tx, tx.blind(number), text))

    def types(self, text: str) -> Someone:
        """Send words."""
        self.typed.append(text)
        if self._is_on_page() and not text.startswith("/"):
            self.sheet.types(text)
        else:
            self.sheet.lies_open = False
            self.phone.types(text)
        self._looks()
        return self

    def sends(self, text: str = "/menu") -> Someone:
        """A command."""
        return self.types(text)

    @property
    def screen(self) -> str:
        """The newest message of the bot, or the page that lies over it."""
        return self.sheet.text if self._is_on_page() else self.phone.last.text

    @property
    def labels(self) -> list[str]:
        """The words on the buttons of the newest message."""
        return [button.label for row in self.rows for button in row]

    @property
    def rows(self) -> Sequence[Sequence[Button]]:
        """The buttons of the newest message, or of the page that lies over it."""
        return self.sheet.buttons if self._is_on_page() else self.phone.last.buttons

    def sees(self, *texts: str) -> Someone:
        """These words are in the newest message."""
        for text in texts:
            behind = self.phone.last.text if self._is_on_page() and self._newest_number() else ""
            assert text in self.screen or text in behind, f"{text!r} is not on the screen:\n{self.screen}"
        return self

    def sees_no(self, *texts: str) -> Someone:
        """These words are nowhere in the chat."""
        for text in texts:
            assert not any(text in message.text for message in self.phone.messages), f"{text!r} stays in the chat"
            assert not self._is_on_page() or text not in self.sheet.text, f"{text!r} stands on the page"
        return self

    def sees_picture(self, *texts: str) -> Someone:
        """The newest picture in the chat is one, and these words stand under it."""
        message = self._newest("photo")
        assert message.photo is not None and message.photo.startswith(PNG)
        for text in texts:
            assert text in message.text, f"{text!r} is not under the picture:\n{message.text}"
        return self

    @property
    def picture(self) -> Drawing:
        """What the newest picture in the chat was drawn from."""
        return sketched(self._newest("photo").photo or b"")

    def drawn(self, name: str) -> dict[str, Any]:
        """The facts of the newest file in the chat that was drawn from some of this name."""
        files = [
            one.document for one in self.phone.messages if one.document is not None and SKETCHED in one.document.data
        ]
        found = [sketched(file.data) for file in files]
        return next(one.facts for one in reversed(found) if one.name == name)

    @property
    def paper(self) -> File:
        """The newest file in the chat, opened: its name and `data`. A protected one cannot be opened."""
        message = self._newest("document")
        assert message.document is not None
        assert not message.protected, f"{message.document.name} is protected: no phone can open or save it"
        return message.document

    def _newest(self, kind: str) -> Message:
        found = [message for message in self.phone.messages if message.from_bot and getattr(message, kind) is not None]
        assert found, f"{self.phone.user.first_name} has no {kind}:\n" + "\n".join(self.phone.texts())
        return found[-1]

    def finds(self, text: str) -> Message:
        """The newest message with these words; where they stand on the page, as if it were one."""
        found = next((message for message in reversed(self.phone.messages) if text in message.text), None)
        on_page = next((said for said in reversed(self._read()) if text in said), None) if found is None else None
        if on_page is not None:
            return replace(self.phone.last, text=on_page, protected=False)  # a page can be copied from
        assert found is not None, f"{text!r} is nowhere:\n" + "\n".join(self.phone.texts())
        return found

    def heard(self, text: str) -> int:
        """How many messages with these words came to this chat."""
        return sum(text in said for said in (*self.phone.texts(), *self._read()))

    def _read(self) -> list[str]:
        """What can be read on the page now: where each message leads that stands in the chat, and what lies open."""
        with self.sheet.aside():
            for way in filter(None, map(self._way_from, self.phone.messages)):
                self._follows(way)
        shown = [one.web_app or "" for said in self.phone.messages for row in said.buttons for one in row]
        read = [self._followed[way] for way in shown if way in self._followed]
        return [*read, self.sheet.text] if self.sheet.lies_open and self.sheet.text not in read else read

    def checks_in(self, code: str, *labels: str) -> Someone:
        """An all-well visit, from the menu to Tersimpan."""
        return self.sends("/menu").taps(
            "Catat kabar", code, *(labels or ("Kunjungan", "Semua baik", "2 minggu", "Simpan"))
        )

    def _button(self, label: str) -> tuple[int, str]:
        self._is_on_page()
        on_page = self.sheet.button(label) if self.sheet.lies_open else None
        if on_page is not None and on_page.data is not None:
            return ON_PAGE, f"{self.sheet.forms}|{on_page.data}"
        for message in reversed(self.phone.messages):
            for row in message.buttons:
                for button in row:
                    if label in button.label and button.data is not None:
                        return message.id, button.data
                    if label in button.label and button.web_app is not None:
                        return TO_PAGE, button.web_app
        raise LookupError(f"there is no button {label!r}")

    def _must_be_a_good_screen(self) -> None:
        """Small phones, and every screen: at most 700 characters and four rows."""
        last = next((message for message in reversed(self.phone.messages) if message.from_bot), None)
        if self._is_on_page() and self.sheet.said:
            said = self.sheet.said[-1]
            assert len(plain(said.text)) <= LONGEST_SCREEN and len(said.rows) <= MOST_ROWS, self.sheet.text
        if last is None:
            return
        assert len(last.text) <= LONGEST_SCREEN, f"{len(last.text)} characters:\n{last.text}"
        assert len(last.buttons) <= MOST_ROWS, f"{len(last.buttons)} rows of buttons under:\n{last.text}"
        assert not re.search(r"\{\w+\}|</?b>", last.text), f"unfinished words:\n{last.text}"
        if self.person.role not in STAFF:
            tells_nothing(last)
