"""The sealed page as it lies over one phone's chat: what stands on it, what is pressed and typed there."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import select

from bot.app.page_site import answers_of, stands_by
from bot.demo.objects import Button
from bot.demo.phones import pick
from bot.domain.people import Role
from bot.store.engine.database import Tx
from bot.store.engine.tables import cases
from bot.store.queues import page_sessions
from bot.store.queues.pages import Act, Shown
from bot.store.sealing.data_keys import CannotOpen
from tests.promises.register import catalog

if TYPE_CHECKING:
    from tests.driver import Town

# Shorter words are said by the bot itself, too.
LONG = 14
OVER = Shown("screen", "Halaman ini sudah ditutup.", [], None)
LASTS = timedelta(minutes=10)
TAG = re.compile(r"<[^>]+>")


class Sheet:
    """One phone's page. `lies_open`: it covers the chat. `since`: the newest message there when it was last looked at.

    It closes by itself once nothing was done on it for so long as a session lasts.
    """

    def __init__(self, town: Town, number: int) -> None:
        self._town, self._number, self._opened, self._token = town, number, 0, ""
        self.forms = 0
        self._until: datetime | None = None
        self.since = 0
        self.said: list[Shown] = []
        self.read: list[str] = []

    def opens(self, address: str, since: int) -> None:
        """The page that a button of Telegram opens, in a session of its own."""
        self.since = since
        self.lies_open = True
        self._opened += 1
        mark = f"{self._number}, time {self._opened}".encode()
        token = self._town.serves(lambda tx: page_sessions.opens(tx, tx.blind(self._number), mark))
        self._token = token or self._token
        self.presses(parse_qs(urlsplit(address).query)["b"][0])

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Look at others meanwhile; where it lay open it lies as it was."""
        before = self.said, self._token, self._until, self.since
        was_open = self.lies_open
        yield
        if was_open:
            self.said, self._token, self._until, self.since = before

    def presses(self, data: str, form: int | None = None) -> None:
        """A button of the page, by what it carries; on an earlier form, where it is remembered from there."""
        self._acts_once(Act(self._nonce(data, form), press=data))

    def taps(self, label: str) -> None:
        """A button of the page, by its words."""
        button = self.button(label)
        assert button is not None and button.data is not None, f"there is no {label!r} on the page:\n{self.text}"
        self.presses(button.data)

    def types(self, text: str) -> None:
        """Words, into the field under the newest screen."""
        field = next((one.field for one in reversed(self.said) if one.field), None)
        into = "" if field is None else "-".join(filter(None, (field["into"], field["question"])))
        self._acts_once(Act(self._nonce(text), words=text, form=into))

    def button(self, label: str) -> Button | None:
        """The button that is called so, if there is one."""
        return pick(label, [button for row in self.buttons for button in row])

    @property
    def text(self) -> str:
        """All that stands there."""
        return "\n".join(plain(one.text) for one in self.said)

    @property
    def buttons(self) -> Sequence[Sequence[Button]]:
        """Its buttons."""
        return [[Button(one["text"], one["callback_data"]) for one in row] for said in self.said for row in said.rows]

    def _nonce(self, done: str, form: int | None = None) -> str:
        """The same on the same form is the same act."""
        return f"{done} on form {self.forms if form is None else form} of {self._number}"

    def _acts_once(self, act: Act) -> None:
        def acts(tx: Tx) -> list[Shown] | None:
            assert self._town.process is not None
            session = page_sessions.find(tx, self._token)
            if session is None:
                return [OVER]
            page_sessions.prolong(tx, session)
            answers = answers_of(self._town.process.worker)
            shown = answers(tx, session, act)
            if page_sessions.find(tx, self._token) is None:
                self._token = page_sessions.goes_on(tx, session)
            return stands_by(answers)(tx, session) if shown == [] else shown

        said = self._town.serves(acts)
        if said is None:  # it waits behind something that is to be tried again
            self._town.settles()
            said = self._town.serves(acts)
        assert said is not None, "it is being saved still"
        self._shows(said)

    @property
    def lies_open(self) -> bool:
        """Whether it covers the chat."""
        return self._until is not None and self._town.clock.now() < self._until

    @lies_open.setter
    def lies_open(self, opened: bool) -> None:
        self._until = self._town.clock.now() + LASTS if opened else None

    def _shows(self, said: list[Shown]) -> None:
        self.lies_open = True
        self.forms += 1
        self.said = said
        self.read.append(self.text)


def plain(text: str) -> str:
    """What a person reads of Telegram's HTML."""
    return html.unescape(TAG.sub("", text))


def secrets_of(town: Town) -> set[str]:
    """What must never pass through Telegram: everybody's name, and whatever was typed that is more than a word.

    But for what admins type: those write the directory, which is public.
    """

    def names(tx: Tx) -> list[str]:
        rows = tx.execute(select(cases.c.id, cases.c.name).where(cases.c.name.is_not(None)))
        found = []
        for row in rows:
            with suppress(CannotOpen, KeyError):  # spoilt by the story, or gone with its case
                found.append(str(tx.open(row.name, "cases", "name", row.id)))
        return found

    typed = {
        words.strip(" .")
        for someone in town.everybody
        if someone.person.role is not Role.ADMIN
        for words in someone.typed
        if len(words) >= LONG
    }
    return {*town.asks(names), *(words for words in typed if words not in said_by_the_bot())}


@cache
def said_by_the_bot() -> str:
    """All its own sentences."""
    return "\n".join(catalog().values())


def said_through_telegram(town: Town, secrets: set[str]) -> list[tuple[str, str]]:
    """Which of these stand in what the bot told Telegram, and in which call."""
    told = [
        (call.method, json.dumps(call.params, ensure_ascii=False, default=repr))
        for call in town.server.calls
        if call.method != "getUpdates"
    ]
    return [(method, secret) for method, said in told for secret in secrets if html.escape(secret, quote=False) in said]
