"""Connections to one server that are kept open, a call at a time on each: HTTP/1.1 as far as the Bot API needs it.

httptools reads the answers; a whole client (aiohttp's) takes nearly three times as long for the same call, and there
are two calls a tap. Redirects are not followed: the token is part of each address.
"""

from __future__ import annotations

import asyncio
import base64
import ssl
import time
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from socket import SOCK_STREAM
from typing import cast
from urllib.parse import unquote, urlsplit

from aiohappyeyeballs import start_connection
from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

# Seconds. A server closes what stands idle, and a call that meets such a close is in doubt: so be the first to close.
IDLE = 15.0
# How long an address of the newer kind may take before one of the older kind is tried beside it.
HEAD_START = 0.25

# What is raised where there is no way to the server, or no time for it: uvloop raises RuntimeError too.
NO_WAY_THERE = (OSError, ValueError, RuntimeError)
TELL_LENGTH = (b"content-length", b"transfer-encoding")
Answer = tuple[int, bytes]  # the status, and all of the body


class NotLeft(Exception):
    """The request certainly never left this machine."""


class Broken(Exception):
    """The connection broke, or what came is no HTTP: the request may have arrived."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a URL leads, and the lines of a request to it that are the same each time."""

    host: str
    port: int
    tls: bool
    head: bytes = field(repr=False)  # the token is in it


class Connection(asyncio.Protocol):
    """One connection. Only who holds it asks, and asks again only while it is `fit`."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self._parser = HttpResponseParser(self)
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[Answer] | None = None
        self._parts: list[bytes] = []
        self._ends_with_close = False
        self._tells_length = False
        self.gone: asyncio.Future[None] = loop.create_future()
        self.fit = True
        self.idle_since = 0.0

    def ask(self, request: bytes) -> asyncio.Future[Answer]:
        """Write the request; the answer comes, or Broken."""
        self._parts, self._ends_with_close, self._tells_length = [], False, False
        self._waiting = self.gone.get_loop().create_future()
        cast(asyncio.Transport, self._transport).write(request)
        return self._waiting

    def drop(self) -> None:
        """Close it at once, whatever is under way: what came of an answer is no answer."""
        self.fit = self._ends_with_close = False
        if self._transport is not None:
            self._transport.abort()

    # What the event loop tells.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It stands."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Part of an answer; what nobody asked for (a server that tells before it closes) ends the connection."""
        if self._waiting is None:
            self.drop()
            return
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade):
            self._breaks("not HTTP")  # whoever waits drops it

    def eof_received(self) -> None:
        """The other side closes: what is written from now on would be thrown away."""
        self.fit = False

    def connection_lost(self, error: Exception | None) -> None:
        """It is closed; for an answer that does not say its length this is its end."""
        self.fit = False
        if error is None and self._ends_with_close:
            self._is_answered()
        self._breaks("closed" if error is None else type(error).__name__)
        if not self.gone.done():
            self.gone.set_result(None)

    # What httptools tells.

    def on_message_begin(self) -> None:
        """An answer begins; a second one to the same request makes whatever comes after doubtful."""
        if self._waiting is None:
            self.fit = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """Whether the answer says where it ends; then a close before that is none of its ends."""
        if name.lower() in TELL_LENGTH:
            self._tells_length = True

    def on_headers_complete(self) -> None:
        """From here on a close may be the end, where nothing else says it."""
        word = self._parser.get_status_code() < 200  # an interim one: the answer itself is still to come
        self._ends_with_close = not (word or self._tells_length or self._parser.should_keep_alive())

    def on_body(self, part: bytes) -> None:
        """A piece of the body."""
        self._parts.append(part)

    def on_message_complete(self) -> None:
        """All of it is here; an interim word (103 and the like) is none."""
        if self._parser.get_status_code() >= 200:
            self.fit = self.fit and self._parser.should_keep_alive()
            self._is_answered()

    def _is_answered(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.done():
            waiting.set_result((self._parser.get_status_code(), b"".join(self._parts)))

    def _breaks(self, how: str) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.done():
            waiting.set_exception(Broken(how))


class Line:
    """At most so many connections side by side; whoever comes later waits for one."""

    def __init__(self, most: int) -> None:
        self._places = asyncio.Semaphore(most)
        self._idle: defaultdict[tuple[str, int, bool], list[Connection]] = defaultdict(list)
        self._open: set[Connection] = set()
        self._tls: ssl.SSLContext | None = None
        self._closed = False

    async def post(self, url: str, body: bytes, kind: str, seconds: float) -> Answer:
        """POST a body of that content type. Raises NotLeft, Broken, or TimeoutError where it may have arrived."""
        connection: Connection | None = None
        try:
            to = address(url)
            request = b"%sContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s" % (to.head, kind.encode(), len(body), body)
            async with asyncio.timeout(seconds), self._places:
                connection = self._kept(to) or await self._connect(to)
                answer = await connection.ask(request)
        except BaseException as error:
            if connection is not None:
                connection.drop()
            elif isinstance(error, NO_WAY_THERE):
                raise NotLeft(type(error).__name__) from None
            raise
        self._keep(to, connection)
        return answer

    async def close(self) -> None:
        """Close all, and wait until they are. Whoever still waits for a connection has sent nothing."""
        self._closed = True
        for one in self._open:
            one.drop()
        await asyncio.gather(*(one.gone for one in self._open))

    def _kept(self, to: Address) -> Connection | None:
        """The one that was used last, if that is not too long ago: the others are older still."""
        idle = self._idle[to.host, to.port, to.tls]
        while idle:
            one = idle.pop()
            if one.fit and time.monotonic() - one.idle_since < IDLE:
                return one
            one.drop()
        return None

    def _keep(self, to: Address, one: Connection) -> None:
        if one.fit:
            one.idle_since = time.monotonic()
            self._idle[to.host, to.port, to.tls].append(one)
        else:
            one.drop()

    async def _connect(self, to: Address) -> Connection:
        self._is_open()
        loop = asyncio.get_running_loop()
        if to.tls and self._tls is None:
            self._tls = ssl.create_default_context()
            self._tls.set_alpn_protocols(["http/1.1"])
        found = await loop.getaddrinfo(to.host, to.port, type=SOCK_STREAM)
        reached = await start_connection(found, happy_eyeballs_delay=HEAD_START, loop=loop)
        secure, name = (self._tls, to.host) if to.tls else (None, None)
        try:
            _, one = await loop.create_connection(Connection, sock=reached, ssl=secure, server_hostname=name)
        except BaseException:
            # uvloop has closed it, and where it broke at once this object would close its number once more: by then
            # that of another file.
            if not isinstance(loop, asyncio.BaseEventLoop):
                reached.detach()
            raise
        self._open.add(one)
        one.gone.add_done_callback(lambda _: self._open.discard(one))
        try:
            self._is_open()
        except ConnectionAbortedError:
            one.drop()
            raise
        return one

    def _is_open(self) -> None:
        """Raises ConnectionAbortedError after `close`."""
        if self._closed:
            raise ConnectionAbortedError


@lru_cache(64)
def address(url: str) -> Address:
    """Read a URL. Raises ValueError for what is no address on the web."""
    parts = urlsplit(url)
    tls = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if parts.scheme not in ("http", "https") or not parts.hostname or not path.isprintable() or " " in path:
        raise ValueError("no web address")
    host = parts.hostname.encode("idna").decode() if ":" not in parts.hostname else parts.hostname
    named = f"[{host}]" if ":" in host else host
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: {named}:{parts.port}" if parts.port else f"Host: {named}",
        "Accept-Encoding: identity",
    ]
    if parts.username is not None:
        known = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
        lines.append(f"Authorization: Basic {base64.b64encode(known).decode()}")
    return Address(host, parts.port or (443 if tls else 80), tls, "".join(f"{one}\r\n" for one in lines).encode())
