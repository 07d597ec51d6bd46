"""What is said where: law 5, one bot with two faces. Says become rows of the outbox.

Where an institution has a sealed page, a Say that is personal is shown there alone. Nobody marks one: it is personal
unless its route says that it is plain, and even then where anything that the vault opened is part of it, or where it
asks for an answer that is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict, dataclass, replace
from html import unescape
from typing import Any
from urllib.parse import urlencode

from bot.domain import wire
from bot.domain.people import Person
from bot.domain.presses import Home, InForm, Press
from bot.domain.rights.personal import is_personal, is_quoted
from bot.domain.text import N_
from bot.store.engine.database import Tx
from bot.store.queues import buttons, outgoing, pages, shown
from bot.telegram.render import on_page, payload_of
from bot.turn import Button, Leave, Say, Turn, Words
from bot.turn import Row as ButtonRow

URGENT = N_("Something urgent waits for you, {you}. It is read on the safe page.")
WAITS = N_("Something waits for you, {you}. It is read on the safe page.")
ANSWER = N_("This is shown on the safe page alone.")
IN_PLACE_OF = {"screen": ANSWER, "saved": ANSWER, "receipt": ANSWER, "paper": ANSWER, "urgent": URGENT}
OPEN = N_("Open the safe page")
TYPED = N_("What you wrote waits on the safe page, {you}.")
GOES_ON = N_("This goes on on the safe page.")
FILE_THERE = N_("It is in the conversation in Telegram, below this page.")


Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Came:
    """How what is answered came: on the page or through Telegram, typed or not; what of it is left standing there;
    whether the chat was emptied.
    """

    on_page: bool = False
    typed: bool = False
    left: Words | None = None
    emptied: bool = False


class Faces:
    """Where this installation says things. page: the address of its sealed page; None where there is none, and
    everything is said through Telegram.
    """

    def __init__(self, page: str | None, is_plain: Callable[[Press, Person | None], bool]) -> None:
        self._page, self._is_plain = page, is_plain

    @property
    def has_page(self) -> bool:
        """Whether there is a sealed page."""
        return self._page is not None

    def listen(self, tx: Tx) -> None:
        """A turn begins: from here on it is known which personal texts were opened in it."""
        tx.quotable = None if self._page is None else []

    def rows(
        self,
        turn: Turn,
        cause: str,
        reply: Say | Leave,
        edits: int | None,
        came: Came = Came(),
        *,
        fresh: bool = False,
    ) -> list[Row]:
        """What the outbox keeps of a reply: said through Telegram, on the page, or on the page with a word through
        Telegram. edits, fresh: of Telegram's message, as for `payload_of`.
        """
        if self._page is None or not isinstance(reply, Say):
            return [row_of(turn.tx, cause, turn.chat, reply, edits, fresh=fresh)]
        sealed = is_sealed(turn, reply, turn.tx.quotable or ())
        if came.on_page and reply.amends is None:
            is_file = reply.drawing is not None or reply.paper is not None
            here = Say(turn.t(FILE_THERE), reply.rows, reply.kind) if is_file and not sealed else reply
            row = self._on_page(turn, f"{cause}~", here, came.left)
            # Where the chat was emptied it is told in the same words as whoever stands on the page.
            return [row, self._in_chat(turn, cause, reply)] if (is_file or came.emptied) and not sealed else [row]
        if not sealed:
            return [self._in_chat(turn, cause, reply, edits, fresh=fresh)]
        row = self._in_chat(turn, f"{cause}~", self._in_its_place(turn, reply, typed=came.typed), edits, fresh=fresh)
        if reply.amends is not None:
            return [row]
        return [self._on_page(turn, cause, reply, came.left), self._with_way(turn, row, cause)]

    @staticmethod
    def _on_page(turn: Turn, cause: str, said: Say, left: Words | None) -> Row:
        """A Say for the page, and whose it is. What was typed stands in its field again where that asks for it still;
        elsewhere it can be copied.
        """
        row = {**row_of(turn.tx, cause, turn.chat, said), "method": pages.PAGE, "state": pages.PAGE}
        asked = said.asked
        if asked is not None and left is not None and (asked.into, asked.question) == (left.into, left.question):
            asked, left = replace(asked, typed=left.text), None
        row["payload"]["field"] = None if asked is None else asdict(asked)
        row["payload"]["copy"] = "" if left is None else left.text
        row["payload"]["whose"] = None if turn.who is None else turn.who.id
        return row

    def _in_chat(self, turn: Turn, cause: str, said: Say, edits: int | None = None, *, fresh: bool = False) -> Row:
        """A Say for Telegram; what leads to the page opens it."""

        def way(press: Press) -> str | None:
            plain = turn.who is None or self._is_plain(press, turn.who)
            return None if plain else self._address(buttons.sealed(turn.tx, turn.chat, press))

        return row_of(turn.tx, cause, turn.chat, said, edits, way, fresh=fresh)

    def _in_its_place(self, turn: Turn, said: Say, *, typed: bool) -> Say:
        """What is said through Telegram where a personal Say waits on the page; the way there stands above its buttons.

        What may be said anywhere is: help, and the buttons that bring it.
        """
        text, rows = turn.t(TYPED if typed else IN_PLACE_OF.get(said.kind, WAITS)), tuple[ButtonRow, ...]()
        if said.anywhere is not None:
            text = turn.lines(said.anywhere, text)
            rows = tuple(row for row in said.rows if all(self._is_plain(one.press, turn.who) for one in row))
        elif said.kind in ("screen", "saved"):
            rows = ((Button(turn.t(N_("Menu")), Home()),),)
        return Say(
            text,
            rows,
            said.kind,
            hides_after=said.hides_after,
            prompt_id=said.prompt_id,
            amends=said.amends,
            plain=True,
        )

    def moved_on(self, turn: Turn, cause: str, replies: Iterable[object]) -> list[Row]:
        """What takes the place of a question in the chat that is gone about on the page meanwhile; it says nothing new
        there.
        """
        gone_about = {
            one.asked.into: f"{cause}.{number}~"
            for number, one in enumerate(replies)
            if isinstance(one, Say) and one.asked is not None
        }
        if turn.who is None or not gone_about:
            return []
        number, presses = shown.screen(turn.tx, turn.chat)
        where = next((gone_about.get(one.token) for one in presses if isinstance(one, InForm)), None)
        if number is None or where is None:
            return []
        said = Say(turn.t(GOES_ON), ((Button(turn.t(N_("Menu")), Home()),),), plain=True)
        return [self._with_way(turn, row_of(turn.tx, f"{cause}.~", turn.chat, said, number), where)]

    def _with_way(self, turn: Turn, row: Row, cause: str) -> Row:
        """The same, with the button above the others that opens what has this cause on the page."""
        address = self._address(pages.sealed_way(turn.tx, turn.chat, cause))
        row["payload"]["rows"].insert(0, [on_page(turn.language.label(OPEN), address)])
        return row

    @staticmethod
    def make_room(tx: Tx, rows: Iterable[Row]) -> None:
        """What stood on a page goes where something newer comes to stand there."""
        pages.make_room(
            tx, {row["chat"] for row in rows if row["method"] == pages.PAGE and row["kind"] in pages.SCREENS}
        )

    def _address(self, data: str) -> str:
        return f"{self._page}?{urlencode({'b': data})}"


def is_sealed(turn: Turn, said: Say, quotable: Collection[str]) -> bool:
    """Whether this is for the page alone. quotable: the personal texts that were opened in this turn; the name by which
    somebody wants to be greeted is none.

    A stranger's screens are not: nobody is known there, and whoever hides behind them must not be told apart.
    """
    if turn.who is None:
        return False
    labels = [button.label for row in said.rows for button in row]
    if not said.plain or is_personal(said.text, *labels):
        return True
    others = [one for one in quotable if one != turn.you]
    return any(is_quoted(others, text) for text in (str(said.text), *map(str, labels)))


def row_of(
    tx: Tx,
    cause: str,
    chat: int,
    reply: Say | Leave,
    edits: int | None = None,
    way: Callable[[Press], str | None] = lambda press: None,
    *,
    fresh: bool = False,
) -> dict[str, Any]:
    """What the outbox keeps of a reply; its buttons are sealed for the chat they go to.

    way: the address of each that leads to the sealed page.
    """
    said = reply if isinstance(reply, Say) else None

    def sealed(press: Press) -> str:
        return buttons.sealed(tx, chat, press)

    under = () if said is None else [button for row in said.rows for button in row]
    return {
        "cause": cause,
        "chat": chat,
        "method": method_of(reply),
        "kind": said.kind if said else "nudge",
        "prompt_id": said.prompt_id if said else None,
        "payload": payload_of(reply, edits, sealed, way, fresh=fresh),
        "buttons": [(unescape(str(button.label)), wire.written(button.press)) for button in under],
    }


def method_of(reply: Say | Leave) -> str:
    """The outbox method of a reply."""
    match reply:
        case Leave():
            return "leave"
        case Say(amends=int()):
            return outgoing.AMEND
        case Say(drawing=None, paper=None):
            return "screen" if reply.kind in ("screen", "saved") else "push"
        case Say():
            return "push"
