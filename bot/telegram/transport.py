"""HTTP for python-telegram-bot over a line of its own: a fraction of the cost, and it tells "never left" apart."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, cast

import aiohttp
import orjson
from telegram import Bot
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.telegram.line import Broken, Line, NotLeft

CALL_SECONDS = 20.0
FILE_SECONDS = 60.0
POLL_SECONDS = 25
CONNECTIONS = 64
NUMBERS = ("retry_after", "migrate_to_chat_id")  # parameters of an error
JSON = "application/json"
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member", "channel_post")


class NotSent(NetworkError):
    """The request certainly never reached Telegram."""


class Transport(BaseRequest):
    """What telegram.Bot speaks through. No error it raises holds the URL: the token is part of it."""

    def __init__(self) -> None:
        self._line: Line | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer."""
        return CALL_SECONDS

    async def initialize(self) -> None:
        """Make ready."""
        if self._line is None:
            self._line = Line(CONNECTIONS)

    async def shutdown(self) -> None:
        """Close every connection."""
        line, self._line = self._line, None
        if line is not None:
            await line.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = None,
        write_timeout: Any = None,
        connect_timeout: Any = None,
        pool_timeout: Any = None,
    ) -> tuple[int, bytes]:
        """One HTTP call. Raises NotSent, TimedOut or NetworkError."""
        if self._line is None:  # closed, or not open as yet
            raise NotSent("no connection to the Telegram server") from None
        seconds = float(read_timeout) if isinstance(read_timeout, int | float) else CALL_SECONDS
        body, kind = await _body_of(request_data)
        try:
            return await self._line.post(url, body, kind, seconds)
        except NotLeft:
            raise NotSent("no connection to the Telegram server") from None
        except TimeoutError:
            raise TimedOut from None
        except Broken as broken:
            raise NetworkError(f"the connection broke ({broken})") from None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """An answer of Telegram's. Raises NetworkError, without a word of it, for what is none: a proxy's page, half a
        reply; its parameters are only those that can be acted on."""
        answer = read(payload)
        if not isinstance(answer, dict) or (answer.get("ok") is not False and "result" not in answer):
            raise NetworkError("an answer that cannot be read") from None
        asked, told = answer.get("parameters"), {}
        if isinstance(asked, dict):
            told = {name: value for name, value in asked.items() if name in NUMBERS and type(value) is int}
        text = answer.get("description")
        return {**answer, "parameters": told, "description": text if isinstance(text, str) else None}


class _Parameters:
    """The parts of RequestData that `do_request` reads."""

    def __init__(self, parameters: dict[str, Any], files: dict[str, tuple[str, bytes, str]] | None = None) -> None:
        self.parameters = parameters
        self.multipart_data = files or {}
        self.contains_files = bool(files)

    @property
    def json_parameters(self) -> dict[str, str]:
        """Each value as the text it has in a form."""
        return {name: value if isinstance(value, str) else json.dumps(value) for name, value in self.parameters.items()}


async def _body_of(data: RequestData | None) -> tuple[bytes, str]:
    """JSON, or a form when there are files; and the content type that says so."""
    if data is None:
        return b"", JSON
    if not data.contains_files:
        return written(data.parameters), JSON
    form = aiohttp.FormData()
    for name, text in data.json_parameters.items():
        form.add_field(name, text)
    for field, (name, content, mime) in (data.multipart_data or {}).items():
        form.add_field(field, content, filename=name, content_type=mime)
    payload = form()
    return await payload.as_bytes(), payload.headers["Content-Type"]


def read(payload: bytes) -> Any:
    """What JSON says; None where it is none. Quickly; and in the slow way what is unusual: half a character, and the
    number of an update beyond 64 bits, which the quick way would round.
    """
    try:
        found = orjson.loads(payload)
    except orjson.JSONDecodeError:
        return _read_slowly(payload)
    updates = found.get("result") if isinstance(found, dict) else None
    if isinstance(updates, list) and any(type(one.get("update_id")) is float for one in updates if type(one) is dict):
        return _read_slowly(payload)
    return found


def _read_slowly(payload: bytes) -> Any:
    try:
        return json.loads(payload.decode(errors="replace"))
    except (ValueError, RecursionError):
        return None


def written(what: Any) -> bytes:
    """As JSON: quickly, and in the slow way what is no text or number of ours (half a character, 2**70)."""
    try:
        return orjson.dumps(what)
    except TypeError:
        return json.dumps(what).encode()


@dataclass(frozen=True, slots=True)
class Wire:
    """The Bot, the transport it calls through, and the one it polls through."""

    bot: Bot
    calls: Transport
    polls: Transport

    async def updates(self, offset: int | None, seconds: int) -> list[Any]:
        """Long-poll for raw updates, whatever they are; `offset` tells Telegram that all lower ones are safe with us.

        Raises TelegramError.
        """
        asked: dict[str, Any] = {"timeout": seconds, "limit": 100, "allowed_updates": list(ALLOWED_UPDATES)}
        if offset is not None:
            asked["offset"] = offset
        data = cast(RequestData, _Parameters(asked))
        found = await _result(
            self.polls.post(f"{self.bot.base_url}/getUpdates", request_data=data, read_timeout=seconds + 10.0)
        )
        if not isinstance(found, list):
            raise NetworkError("an answer that cannot be read") from None
        return found

    async def call(self, method: str, *, patience: float = CALL_SECONDS, **asked: Any) -> Any:
        """One of the few calls made for every message, as plain JSON in and out; waits so many seconds for an answer.

        The library's own objects cost more than the call itself; its errors and their classes are kept.
        Raises TelegramError.
        """
        data = cast(RequestData, _Parameters(asked))
        return await _result(self.calls.post(f"{self.bot.base_url}/{method}", request_data=data, read_timeout=patience))

    async def call_with_file(self, method: str, field: str, file: tuple[str, bytes, str], **asked: Any) -> Any:
        """The same with a file (its name, bytes and type) in one field of a form. Raises TelegramError."""
        data = cast(RequestData, _Parameters(asked, {field: file}))
        return await _result(
            self.calls.post(f"{self.bot.base_url}/{method}", request_data=data, read_timeout=FILE_SECONDS)
        )

    async def open(self) -> None:
        """Make both ready."""
        await self.calls.initialize()
        await self.polls.initialize()

    async def close(self) -> None:
        """Close both."""
        await self.calls.shutdown()
        await self.polls.shutdown()


@dataclass(frozen=True, slots=True)
class Fenced:
    """A wire that calls only while `holds` says that this process may: asked right before each call."""

    wire: Wire
    holds: Callable[[], bool]

    async def call(self, method: str, **asked: Any) -> Any:
        """As Wire.call. Raises NotSent where somebody else sends by now."""
        self._ask()
        return await self.wire.call(method, **asked)

    async def call_with_file(self, method: str, field: str, file: tuple[str, bytes, str], **asked: Any) -> Any:
        """As Wire.call_with_file. Raises NotSent where somebody else sends by now."""
        self._ask()
        return await self.wire.call_with_file(method, field, file, **asked)

    def _ask(self) -> None:
        if not self.holds():
            raise NotSent("the lease of sending is another's") from None


async def _result(answer: Awaitable[Any]) -> Any:
    """What the library makes of an answer; where it expects more than there is, the answer cannot be read."""
    try:
        return await answer
    except KeyError:
        raise NetworkError("an answer that cannot be read") from None


def wire(token: str, api_url: str, transport: type[Transport] = Transport) -> Wire:
    """A Bot that speaks through `transport`, to Telegram or to a local Bot API server at `api_url`."""
    calls, polls = transport(), transport()
    bot = Bot(token, base_url=f"{api_url.rstrip('/')}/bot", request=calls, get_updates_request=polls)
    return Wire(bot, calls, polls)
