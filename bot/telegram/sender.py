"""Sends what the outbox holds: paced, in order for each chat, marked as attempted before and as sent after."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import PurePath
from typing import Any

import structlog
from telegram.error import NetworkError, TelegramError

from bot.store.caseload import news, prompts
from bot.store.engine.database import Tx
from bot.store.engine.desk import Desk
from bot.store.queues import chats, incoming, outgoing, sheets, taking_back
from bot.store.queues.incoming import Received
from bot.store.queues.outgoing import AMEND, SENT_AGAIN, SHEET, TOLD_TO_WAIT, UNASKED, URGENT, Letter
from bot.telegram.errors import Fate, Verdict, verdict
from bot.telegram.pace import Pace
from bot.telegram.taking import Remains, take
from bot.telegram.transport import CALL_SECONDS, Fenced, Wire
from bot.turn import Drawing

log = structlog.get_logger()
LONGEST = 64
# How long it is waited after the first time that something said first may have arrived.
ONE_DOUBT = timedelta(minutes=1)
MOST_PATIENCE = 60.0
# What Telegram counts, edits and messages together.
PACED = ("screen", "push", AMEND)
# A change of what stands there already waits at least so many seconds where there is no room, and takes nobody's place.
AMENDED_LATER = 2.0
REASON = 16
# A try in doubt may have arrived, so the next ones come ever more rarely; but they do come.
DOUBTFUL = 600
# Pictures are drawn one at a time, and whoever waits for that takes nobody's place meanwhile.
WHILE_DRAWING = 8
HTML = {"parse_mode": "HTML"}
_TYPES = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MANNER = {**HTML, "link_preview_options": {"is_disabled": True}}
Draw = Callable[[Drawing], Awaitable[bytes | None]]


class Misconfigured(Exception):
    """Telegram refuses this program: a wrong token, or another program polls with it."""


class Sender:
    """Delivers letters; any number of `deliver` may run side by side, one a chat.

    `draw` makes the PNG of a chart, the PDF of a paper, or None when it cannot be drawn: then words go without it.
    """

    def __init__(self, wire: Wire | Fenced, desk: Desk, pace: Pace, draw: Draw) -> None:
        self._wire, self._desk, self._pace, self._draw = wire, desk, pace, draw
        self._drawing = asyncio.Lock()

    async def deliver(self, letter: Letter, also: Callable[[Tx], object] = lambda tx: None) -> str:
        """Send one letter and write down what became of it; returns its fate in a word. Raises Misconfigured.

        also: what is done in the COMMIT that writes down that it was sent.
        """
        if letter.superseded:
            await self._desk.run(lambda tx: outgoing.close_letter(tx, letter, "dropped", "superseded"))
            return "superseded"
        picture: bytes | None = None
        if "drawing" in letter.payload:
            if self._drawing.locked():
                rest = backoff(letter.attempts, WHILE_DRAWING)
                await self._desk.run(lambda tx: outgoing.try_again(tx, letter, tx.now + rest, None, uncertain=False))
                return Fate.LATER.value
            picture = await self._picture(letter)
        if letter.takes_back:
            return await self._take_back(letter)
        if letter.amends and (seconds := self._pace.would_wait(letter.chat, asyncio.get_running_loop().time())) > 0:
            later = timedelta(seconds=max(seconds, AMENDED_LATER))
            await self._desk.run(lambda tx: outgoing.try_again(tx, letter, tx.now + later, None, uncertain=False))
            return Fate.LATER.value
        if letter.method in PACED and await self._wait_in_line(letter):
            return "superseded"
        try:
            message_id = await self._call(letter, picture)
        except TelegramError as error:
            found = verdict(error)
            self._learn(letter, found)
            await self._settle(letter, found)
            return found.fate.value

        def write_down(tx: Tx) -> None:
            self._sent(tx, letter, message_id)
            also(tx)

        await self._desk.run(write_down)
        return "sent"

    async def _take_back(self, letter: Letter) -> str:
        """Until Telegram confirms it; whatever it says otherwise, it is asked again for as long as it can be done."""
        if letter.payload.get("ours") and letter.payload["message"] == letter.screen_id:
            # It was pressed meanwhile, and what stood on it is gone: another screen stands in its place.
            await self._desk.run(lambda tx: outgoing.close_letter(tx, letter, "dropped", "in use"))
            return "superseded"
        try:
            await take(self._wire, letter)
        except Remains:
            log.error("not_taken_back", row=letter.id, method=letter.method, mend="tell whose chat it is to delete it")
            await self._desk.run(lambda tx: outgoing.close_letter(tx, letter, "failed", "remains"))
            return "not_taken_back"
        except TelegramError as error:
            found = verdict(error)
            self._learn(letter, found)
            await self._desk.run(lambda tx: self._ask_again(tx, letter, found))
            if found.fate is Fate.MISCONFIGURED:
                raise Misconfigured(found.name) from None
            return str(found.fate.value)
        await self._desk.run(lambda tx: outgoing.confirm_taken(tx, letter))
        return "taken_back"

    def _ask_again(self, tx: Tx, letter: Letter, found: Verdict) -> None:
        if taking_back.is_given_up(letter.created_at, tx.now):
            log.error("not_taken_back", row=letter.id, method=letter.method, error=found.name)
            outgoing.close_letter(tx, letter, "failed", found.name)
            return
        log.warning("taking_back_failed", row=letter.id, method=letter.method, fate=found.fate.value, error=found.name)
        rest = found.after or backoff(letter.attempts)
        outgoing.try_again(tx, letter, tx.now + rest, found.name, uncertain=False)

    async def _picture(self, letter: Letter) -> bytes | None:
        said = letter.payload["drawing"]
        async with self._drawing:
            with self._certainly_not_sent(letter):
                return await self._draw(Drawing(said["name"], said["facts"]))

    async def _wait_in_line(self, letter: Letter) -> bool:
        """Wait for a place; whether a newer screen has come to stand behind it meanwhile, which goes in its place."""
        asked, ahead = letter.kind not in UNASKED, letter.kind == URGENT
        seconds = self._pace.wait(letter.chat, asyncio.get_running_loop().time(), asked=asked, ahead=ahead)
        if seconds <= 0:
            return False
        with self._certainly_not_sent(letter):
            await asyncio.sleep(seconds)
        return await self._desk.run(lambda tx: outgoing.drop_overtaken(tx, letter))

    @contextmanager
    def _certainly_not_sent(self, letter: Letter) -> Iterator[None]:
        """Stopped while it stood in the queue: it certainly did not go, so it is not in doubt."""
        try:
            yield
        except asyncio.CancelledError:
            self._desk.submit(lambda tx: outgoing.try_again(tx, letter, tx.now, None, uncertain=False))
            raise

    def _learn(self, letter: Letter, found: Verdict) -> None:
        """Where Telegram tells us to wait, this chat is gone about more slowly."""
        if found.name == TOLD_TO_WAIT:
            self._pace.slow_down(letter.chat, asyncio.get_running_loop().time())

    async def _call(self, letter: Letter, picture: bytes | None) -> int:
        """The message that now stands in the chat (0 for calls that leave none). Raises TelegramError."""
        said, chat = letter.payload, letter.telegram_id
        if letter.method == "leave":
            await self._wire.call("leaveChat", chat_id=chat)
            return 0
        if letter.method == "commands":
            await self._list_commands(chat, said["commands"])
            return 0
        protect = {"protect_content": True} if said["protect"] else {}
        enclosed = await self._with_file(letter, picture, {"chat_id": chat, **_keyboard(said), **protect})
        if enclosed is not None:
            return enclosed
        text = said.get("drawing", {}).get("otherwise", said["text"])
        words = {"chat_id": chat, "text": text, **MANNER, **_keyboard(said)}
        edits = self._message_to_edit(letter)
        if edits is not None:
            try:
                await self._wire.call("editMessageText", patience=_patience(letter), message_id=edits, **words)
                return edits
            except TelegramError as error:
                fate = verdict(error).fate
                if fate is Fate.DONE:
                    return edits
                if fate is not Fate.NEW_MESSAGE or letter.amends:
                    raise
        sent = await self._wire.call("sendMessage", patience=_patience(letter), **words, **protect)
        return _number_of(sent)

    async def _list_commands(self, chat: int, commands: list[dict[str, str]]) -> None:
        scope = {"type": "chat", "chat_id": chat}
        if commands:
            await self._wire.call("setMyCommands", commands=commands, scope=scope)
        else:
            await self._wire.call("deleteMyCommands", scope=scope)

    async def _with_file(self, letter: Letter, picture: bytes | None, common: dict[str, Any]) -> int | None:
        """The message with a paper or a picture; None if there is neither, or Telegram will not have the picture."""
        asked = {**common, "caption": letter.payload["text"], **HTML}
        if paper := letter.payload.get("paper"):
            file = (paper["name"], paper["content"].encode(), paper["mime"])
            return _number_of(await self._wire.call_with_file("sendDocument", "document", file, **asked))
        if picture is None:
            return None
        drawing = letter.payload["drawing"]
        method, kind = ("sendDocument", "document") if "paper" in drawing else ("sendPhoto", "photo")
        name = drawing.get("paper", f"{drawing['name']}.png")
        file = (name, picture, _TYPES[PurePath(name).suffix])
        try:
            return _number_of(await self._wire.call_with_file(method, kind, file, **asked))
        except TelegramError as error:
            found = verdict(error)
            if found.fate is not Fate.REFUSED:
                raise
            log.warning("picture_refused", row=letter.id, kind=letter.kind, error=found.name)
            return None

    @staticmethod
    def _message_to_edit(letter: Letter) -> int | None:
        """The screen is changed in place while it is the newest message; otherwise it is said anew below."""
        if letter.amends:
            amended: int = letter.payload["edits"]
            return amended
        if letter.method != "screen" or letter.payload["fresh"]:
            return None
        edits: int | None = letter.payload["edits"]
        if edits is not None:
            return edits
        return letter.screen_id if letter.screen_id == letter.last_id else None

    def _sent(self, tx: Tx, letter: Letter, message_id: int) -> None:
        """Write down what stands in the chat now; the former screen goes when another message became the screen."""
        if not outgoing.close_letter(tx, letter, "sent", message_id=message_id or None):
            # It was held up, and somebody else has said it since: what stands there is theirs to write down.
            if letter.method == "screen":
                outgoing.send_later(tx, [taking_back.one(letter.chat, message_id, ours=True)])
            return
        if letter.kind == URGENT:
            outgoing.end_waits(tx, letter.chat)
        if letter.is_doubted:
            prompts.release_doubted(tx, letter.chat)
        if letter.method == "screen":
            if letter.screen_id not in (None, message_id):
                outgoing.send_later(tx, [taking_back.one(letter.chat, letter.screen_id, ours=True)])
            last_id = max(message_id, letter.last_id or 0)
            hides = letter.payload["hides"]
            # An edit in place changes nothing here; leaving the row alone keeps lanes from waiting for each other.
            if (message_id, last_id) != (letter.screen_id, letter.last_id) or hides or letter.hide_at:
                chats.note_screen(tx, letter.chat, message_id, last_id, hides)
        elif letter.method == "push":
            chats.note_push(tx, letter.chat, message_id)
            if letter.kind == SHEET:
                sheets.note_message(tx, letter.chat, message_id)

    async def _settle(self, letter: Letter, found: Verdict) -> None:
        log.warning(
            "send_failed",
            row=letter.id,
            method=letter.method,
            kind=letter.kind,
            fate=found.fate.value,
            error=found.name,
            attempt=letter.attempts,
        )
        await self._desk.run(lambda tx: self._write_down(tx, letter, found))
        if found.fate is Fate.MISCONFIGURED:
            raise Misconfigured(found.name)

    def _write_down(self, tx: Tx, letter: Letter, found: Verdict) -> None:
        match found.fate:
            case Fate.DONE | Fate.TOO_OLD:
                outgoing.close_letter(tx, letter, "sent")
            case Fate.NEW_MESSAGE | Fate.REFUSED if letter.amends:
                outgoing.close_letter(tx, letter, "dropped", found.name)
                if letter.kind == SHEET:
                    prompts.ask_anew(tx, sheets.lose(tx, letter.chat, letter.payload["edits"]))
            case Fate.IN_DOUBT if letter.amends:
                outgoing.try_again(tx, letter, tx.now + backoff(letter.attempts, DOUBTFUL), found.name, uncertain=False)
            case Fate.LATER | Fate.MISCONFIGURED:
                outgoing.try_again(
                    tx,
                    letter,
                    tx.now + (found.after or backoff(letter.attempts)),
                    found.name,
                    uncertain=False,
                )
            case Fate.IN_DOUBT if letter.kind in UNASKED and letter.uncertain:
                # Twice: it rests until the chat speaks.
                outgoing.close_letter(tx, letter, "uncertain", found.name)
                if letter.prompt_id is not None:
                    prompts.rest_in_doubt(tx, letter.prompt_id, letter.chat)
            case Fate.IN_DOUBT if letter.kind in SENT_AGAIN and letter.kind in UNASKED:
                outgoing.try_again(tx, letter, tx.now + ONE_DOUBT, found.name, uncertain=True)
            case Fate.IN_DOUBT if letter.kind in SENT_AGAIN:
                outgoing.try_again(tx, letter, tx.now + backoff(letter.attempts, DOUBTFUL), found.name, uncertain=True)
            case Fate.IN_DOUBT:
                outgoing.close_letter(tx, letter, "uncertain", found.name)
            case Fate.UNREACHABLE:
                _cannot_reach(tx, letter)
            case Fate.REFUSED | Fate.NEW_MESSAGE:
                _is_refused(tx, letter, found.name)


def _is_refused(tx: Tx, letter: Letter, name: str) -> None:
    """It never goes; that is somebody's to see."""
    outgoing.close_letter(tx, letter, "failed", name)
    prompt = None if letter.prompt_id is None else prompts.by_id(tx, letter.prompt_id)
    if prompt is not None:
        prompts.fail(tx, prompt.id, name[:REASON])
    news.tell_refused(tx, letter.id, letter.chat, None if prompt is None else prompt.kind, name)


def _patience(letter: Letter) -> float:
    """Seconds to wait for an answer: long where a repeat would be a second message, longer with each try."""
    return MOST_PATIENCE if letter.method == "push" else min(MOST_PATIENCE, CALL_SECONDS * letter.attempts)


def backoff(attempts: int, most: int = LONGEST) -> timedelta:
    """1, 2, 4 ... at most `most` seconds."""
    return timedelta(seconds=min(2 ** min(max(attempts, 1) - 1, 12), most))


def _cannot_reach(tx: Tx, letter: Letter) -> None:
    """Nothing more is sent to this chat; its prompts are held, and a turn of its own tells whoever should know."""
    prompts.hold(tx, outgoing.drop_letters(tx, letter.chat))
    if not chats.is_blocked(tx, letter.chat):
        said = {
            "update_id": -letter.id,
            "my_chat_member": {
                "chat": {"id": letter.telegram_id, "type": "private"},
                "new_chat_member": {"status": "kicked"},
            },
        }
        incoming.receive(tx, [Received(-letter.id, letter.telegram_id, json.dumps(said).encode())])


def _keyboard(said: dict[str, Any]) -> dict[str, Any]:
    return {"reply_markup": {"inline_keyboard": said["rows"]}} if said["rows"] else {}


def _number_of(sent: Any) -> int:
    """The number of a message that was sent. Raises NetworkError where the answer tells none: it may have arrived."""
    number = sent.get("message_id") if isinstance(sent, dict) else None
    if type(number) is not int:
        raise NetworkError("an answer that cannot be read")
    return number
