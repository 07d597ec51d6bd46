"""A site of the page that listens, an answerer that counts what it does, and visitors with a browser's manners."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from aiohttp import ClientSession, web
from yarl import URL

from bot.page.door import Door
from bot.page.place import place_of
from bot.page.site import server_of
from bot.store.engine import deployment
from bot.store.engine.database import Database, Tx
from bot.store.engine.desk import Desk
from bot.store.queues.page_sessions import Session
from bot.store.queues.pages import Act, Shown
from tests.driver import TOKEN, Clock
from tests.page.signing import data

T = TypeVar("T")
ADDRESS = "https://contoh.id/titian"
ORIGIN = {"Origin": "https://contoh.id"}
NAME = 'Siti <script>alert(1)</script> & "Rahma"'
FIELD = re.compile(r'name="(s|n|dark|f|p|w)" value="([^"]*)"')


class Bug(Exception):
    """What went wrong, in words that nobody may read."""


class Answerer:
    """Keeps each act once, under its nonce, and shows the how-manieth it was.

    pending: nothing comes of it yet. breaks: it has a bug. silent: an act shows nothing. empty: nor does anything wait.
    asks: the field below what is shown. also: what an act does beside that.
    """

    def __init__(self) -> None:
        self.pending = self.breaks = self.silent = self.empty = False
        self.asks: dict[str, Any] = {}
        self.also: Callable[[Tx], object] = lambda tx: None
        self.came: list[tuple[int, Act]] = []

    def answers(self, tx: Tx, session: Session, act: Act) -> list[Shown] | None:
        self.came.append((session.chat, act))
        if self.breaks:
            raise Bug(f"rahasia {act.words}")
        if deployment.get(tx, act.nonce) is None:
            deployment.put(tx, "acts", str(self.acts(tx) + 1))
            deployment.put(tx, act.nonce, str(self.acts(tx)))
        self.also(tx)
        if self.pending:
            return None
        if self.silent:
            return []
        said = html.escape(act.words or act.press or "")
        receipt = Shown("saved", "Tersimpan", [], None)
        return [receipt, screen(f"<b>{html.escape(NAME)}</b>\n{said} ({deployment.get(tx, act.nonce)})", **self.asks)]

    def stands(self, tx: Tx, session: Session) -> list[Shown]:
        return [] if self.empty else [screen("Yang menunggu")]

    @staticmethod
    def acts(tx: Tx) -> int:
        return int(deployment.get(tx, "acts") or 0)


def screen(text: str, **field: Any) -> Shown:
    rows = [
        [{"text": NAME, "callback_data": "AAAAAAAAAAASave:1"}, {"text": "Batal", "callback_data": "AAAAAAAAAAACancel"}]
    ]
    return Shown("screen", text, [*rows, [{"text": "Kembali", "callback_data": "AAAAAAAAAAABack"}]], field or None)


@dataclass(frozen=True)
class Page:
    """What a browser got."""

    status: int
    headers: Mapping[str, str]
    body: str
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """What is read there."""
        shown = re.sub(r"<[^>]*>", " ", self.body.partition("<body>")[2] or self.body)
        return re.sub(r"\s+", " ", html.unescape(shown)).strip()


class Site:
    """The site; it moves while a visitor waits for it."""

    def __init__(self, database: Database, clock: Clock, address: str = ADDRESS, **more: Any) -> None:
        self.database, self.clock, self.answerer = database, clock, Answerer()
        self.looks = 0
        self._loop = asyncio.new_event_loop()
        self.place = place_of(address)
        options = {"stands": self.answerer.stands, "after": self._looks, **more}
        self.door = Door(Desk(database), TOKEN, self.place, clock.now, self._answers, **options)
        self.port, self._runner, self._client = self.waits_for(self._opens(self.door))

    async def _opens(self, door: Door) -> tuple[int, web.ServerRunner, ClientSession]:
        runner = web.ServerRunner(server_of(door))
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return runner.addresses[0][1], runner, ClientSession(skip_auto_headers=("User-Agent",))

    def closes(self) -> None:
        self.waits_for(self._client.close())
        self.waits_for(self._runner.cleanup())
        self._loop.close()

    def _answers(self, tx: Tx, session: Session, act: Act) -> list[Shown] | None:
        return self.answerer.answers(tx, session, act)

    def _looks(self) -> None:
        self.looks += 1

    def waits_for(self, what: Coroutine[Any, Any, T]) -> T:
        return self._loop.run_until_complete(what)

    def asks(self, method: str, path: str, **more: Any) -> Page:
        """A request, as a client of aiohttp makes it."""

        async def story() -> Page:
            url = URL(f"http://127.0.0.1:{self.port}{path}", encoded=True)
            async with self._client.request(method, url, allow_redirects=False, **more) as found:
                body = await found.text()
                read = {name: html.unescape(value) for name, value in FIELD.findall(body)}
                return Page(found.status, dict(found.headers), body, read)

        return self.waits_for(story())

    def raw(self, request: bytes, *, ends: bool = False) -> bytes:
        """Bytes as they are; what comes back until the other side closes."""

        async def story() -> bytes:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            writer.write(request)
            if ends:
                writer.write_eof()
            found = await reader.read()
            writer.close()
            return found

        return self.waits_for(story())

    def opens(self, init_data: str | None = None, telegram_id: int = 7, press: str = "", **more: Any) -> Page:
        """Telegram opens the page, and the shell hands on what it said."""
        told = {"d": data(telegram_id, self.clock.at) if init_data is None else init_data, "b": press, "dark": ""}
        return self.asks("POST", "/titian/open", data=told, headers=ORIGIN, **more)

    def acts(self, page: Page, *, headers: Mapping[str, str] = ORIGIN, **given: str) -> Page:
        """Press or type something on this page."""
        carried = {name: page.fields[name] for name in ("s", "n", "dark")}
        return self.asks("POST", "/titian/act", data={**carried, **given}, headers=headers)

    def again(self, page: Page) -> Page:
        """Press the one button of a page that asks for the same once more."""
        return self.asks("POST", "/titian/act", data=page.fields, headers=ORIGIN)

    def kept(self) -> int:
        """How many acts were done."""
        with self.database.transaction() as tx:
            return self.answerer.acts(tx)
