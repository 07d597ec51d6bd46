"""Servers of every kind at the other end of a line: what they answer is read, and what is doubtful is told apart."""

from __future__ import annotations

import asyncio
import select
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
import uvloop
from aiohappyeyeballs import start_connection
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from telegram.error import NetworkError

from bot.telegram import line as line_module
from bot.telegram.line import Answer, Broken, Line, NotLeft, address
from bot.telegram.transport import NotSent, wire
from tests.driver import TOKEN

PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nsatu!"
CLOSING = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nsatu!"
CHUNKED = b"HTTP/1.1 429 Wait\r\nTransfer-Encoding: chunked\r\n\r\n"
FROM, TO = datetime(2026, 1, 1, tzinfo=UTC), datetime(2126, 1, 1, tzinfo=UTC)
GRACE = 5.0
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def request(reader: asyncio.StreamReader) -> bytes:
    """One whole request: its head and body."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(int(row.split(b":")[1]) for row in head.split(b"\r\n") if row.lower().startswith(b"content-length"))
    return head + await reader.readexactly(length)


@asynccontextmanager
async def server(serve: Serve, tls: ssl.SSLContext | None = None) -> Any:
    """Its port; every connection is served by `serve`, and closed after it."""

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await serve(reader, writer)
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    found = await asyncio.start_server(one, "127.0.0.1", 0, ssl=tls)
    try:
        yield found.sockets[0].getsockname()[1]
    finally:
        found.close()


def says(*parts: bytes, times: int = 100) -> Serve:
    """A server that answers each request of a connection with these parts, one write a part."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(times):
            await request(reader)
            for part in parts:
                writer.write(part)
                await writer.drain()
                await asyncio.sleep(0)

    return serve


@pytest.fixture(params=["asyncio", "uvloop"])
def run(request: pytest.FixtureRequest) -> Callable[[Callable[[], Awaitable[Any]]], Any]:
    factory = uvloop.new_event_loop if request.param == "uvloop" else None

    def begin(story: Callable[[], Awaitable[Any]]) -> Any:
        with asyncio.Runner(loop_factory=factory) as runner:
            return runner.run(story())  # type: ignore[arg-type]

    return begin


Run = Callable[[Callable[[], Awaitable[Any]]], Any]


def asked(run: Run, serve: Serve, times: int = 1, seconds: float = GRACE) -> list[Any]:
    """What came of so many calls, one after another: answers and errors."""

    async def story() -> list[Any]:
        line, found = Line(4), list[Any]()
        async with server(serve) as port:
            for _ in range(times):
                try:
                    found.append(await line.post(f"http://127.0.0.1:{port}/bot1:a/b", b"{}", "text/x", seconds))
                except (NotLeft, Broken, TimeoutError) as error:
                    found.append(type(error))
            await line.close()
        return found

    return list(run(story))


@pytest.mark.parametrize(
    ("parts", "answer"),
    [
        ([PLAIN], (200, b"satu!")),
        ([bytes([one]) for one in PLAIN], (200, b"satu!")),
        ([CHUNKED, b"3\r\nsat\r\n2", b"\r\nu!\r\n0\r\n\r\n"], (429, b"satu!")),
        ([b"HTTP/1.1 103 Early\r\nLink: x\r\n\r\n", PLAIN], (200, b"satu!")),
        ([b"HTTP/1.1 100 Continue\r\n\r\n" + PLAIN], (200, b"satu!")),
        ([b"HTTP/1.1 204 No\r\n\r\n"], (204, b"")),
        ([b"HTTP/1.1 302 Go\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"], (302, b"")),
    ],
    ids=["whole", "byte by byte", "chunked", "an interim word", "two in one", "nothing", "sent elsewhere"],
)  # fmt: skip
def test_an_answer_is_read_however_it_comes_and_the_connection_is_kept(
    run: Run, parts: list[bytes], answer: Answer
) -> None:
    connections = []

    async def counts(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(1)
        await says(*parts)(reader, writer)

    assert asked(run, counts, times=3) == [answer] * 3
    assert len(connections) == 1


@pytest.mark.parametrize(
    "parts",
    [
        [b"HTTP/1.1 200 OK\r\n\r\nsa", b"tu!"],
        [b"HTTP/1.0 200 OK\r\n\r\nsatu!"],
        [CLOSING],
    ],
    ids=["its end is the close", "an old server", "it says that it closes"],
)
def test_an_answer_that_ends_with_its_connection_is_read_too_and_the_next_call_takes_another(
    run: Run, parts: list[bytes]
) -> None:
    assert asked(run, says(*parts, times=1), times=2) == [(200, b"satu!")] * 2


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [b"HTTP/1.1 200 OK\r\nContent-Le"],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nsatu!"],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nsa"],
        [b"HTTP/1.1 400 Bad\r\nConnection: close\r\ncontent-length: 50\r\n\r\nsatu!"],
        [b"HTTP/1.0 400 Bad\r\nContent-Length: 50\r\n\r\nsatu!"],
        [b"HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nsa"],
        [b"HTTP/1.0 100 Continue\r\n\r\n"],
        [b"\x16\x03\x01 salah alamat"],
        [b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nhalo"],
        [b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nsatu!"],
    ],
    ids=["nothing", "half a head", "half a body", "half a chunk", "half a body of who says that it closes",
         "half a body of an old server", "half a chunk of who says that it closes", "an interim word alone",
         "not HTTP", "another language", "no length"],
)  # fmt: skip
def test_what_breaks_is_in_doubt_and_the_next_call_takes_another_connection(run: Run, parts: list[bytes]) -> None:
    first = True

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal first
        mine, first = first, False
        await (says(*parts, times=1) if mine else says(PLAIN))(reader, writer)

    assert asked(run, serve, times=2) == [Broken, (200, b"satu!")]


@pytest.mark.parametrize("after", [b"HTTP/1.1 408 Late\r\nContent-Length: 0\r\n\r\n", PLAIN, b"sampah"])
def test_what_nobody_asked_for_never_answers_the_next_question(run: Run, after: bytes) -> None:
    numbers = iter(range(9))

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n%d" % next(numbers) + after)
        await writer.drain()
        await reader.read()

    assert asked(run, serve, times=3) == [(200, b"0"), (200, b"1"), (200, b"2")]


def test_what_comes_while_nobody_asks_closes_the_connection(run: Run) -> None:
    async def story() -> list[Any]:
        line, connections, more = Line(2), list[int](), asyncio.Event()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            connections.append(1)
            await says(PLAIN, times=1)(reader, writer)
            await more.wait()
            writer.write(PLAIN.replace(b"satu!", b"lama!"))
            await reader.read()

        async with server(serve) as port:
            url = f"http://127.0.0.1:{port}/"
            found = [await line.post(url, b"", "text/x", GRACE)]
            more.set()
            await turns_until(lambda: not line._open)
            found.append(await line.post(url, b"", "text/x", GRACE))
            await line.close()
            assert not line._open, "it waits until all are closed"
        return [*found, len(connections)]

    assert run(story) == [(200, b"satu!"), (200, b"satu!"), 2]


@pytest.mark.parametrize(("part", "how"), [(b"", "closed"), (b"\x16\x03\x01 salah alamat", "not HTTP")])
def test_how_it_broke_is_told(run: Run, part: bytes, how: str) -> None:
    async def story() -> str:
        line = Line(1)
        async with server(says(part, times=1)) as port:
            with pytest.raises(Broken) as told:
                await line.post(f"http://127.0.0.1:{port}/", b"", "text/x", GRACE)
            await turns_until(lambda: not line._open)
        return str(told.value)

    assert run(story) == how


def test_who_does_not_answer_in_time_is_in_doubt_and_a_late_answer_is_no_other_questions(run: Run) -> None:
    late = asyncio.Event()
    count = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal count
        while True:
            await request(reader)
            count += 1
            if count == 1:
                await late.wait()
            writer.write(PLAIN.replace(b"satu!", b"no. %d" % count))

    async def story() -> list[Any]:
        line = Line(4)
        async with server(serve) as port:
            url = f"http://127.0.0.1:{port}/"
            with pytest.raises(TimeoutError):
                await line.post(url, b"", "text/x", 0.1)
            await turns_until(lambda: not line._open)
            late.set()
            found = [await line.post(url, b"", "text/x", GRACE) for _ in range(2)]
            await line.close()
        return found

    assert run(story) == [(200, b"no. 2"), (200, b"no. 3")]


def test_where_nobody_listens_nothing_left(run: Run) -> None:
    async def story() -> None:
        line = Line(4)
        async with server(says(PLAIN)) as port:
            pass
        for url in (f"http://127.0.0.1:{port}/", "http://tidak-ada.invalid/", "http://a..b/", "http://127.0.0.1:99999/",
                    "ftp://x/", "http:///bot", "http://h/a b", "http://[::1/"):  # fmt: skip
            with pytest.raises(NotLeft):
                await line.post(url, b"", "text/x", GRACE)
        await line.close()

    run(story)


def test_who_waits_for_a_free_connection_too_long_has_sent_nothing(run: Run) -> None:
    """All places are taken by calls that hang: the next one never left, and the hanging ones are in doubt."""

    async def story() -> list[type]:
        line, heard, both = Line(2), list[bytes](), asyncio.Event()

        async def hangs(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            heard.append(await request(reader))
            if len(heard) == 2:
                both.set()
            await reader.read()

        async with server(hangs) as port:
            url = f"http://127.0.0.1:{port}/"
            begun = [asyncio.ensure_future(line.post(url, b"", "text/x", 0.5)) for _ in range(2)]
            await both.wait()
            last = line.post(url, b"", "text/x", 0.1)
            found = await asyncio.gather(*begun, last, return_exceptions=True)
            assert len(heard) == 2
            await line.close()
        return [type(one) for one in found]

    assert run(story) == [TimeoutError, TimeoutError, NotLeft]


async def turns_until(holds: Callable[[], bool]) -> None:
    """Let the loop go round until it does."""
    for _ in range(10_000):
        if holds():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never did")


def test_a_connection_that_is_just_being_closed_is_not_used_again(run: Run) -> None:
    """What is written to it would be thrown away, and the call would be in doubt for nothing."""

    async def story() -> list[Any]:
        line, connections, end = Line(2), list[int](), asyncio.Event()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            connections.append(1)
            await says(PLAIN, times=1)(reader, writer)
            await end.wait()

        async with server(serve) as port:
            url = f"http://127.0.0.1:{port}/"
            found = [await line.post(url, b"", "text/x", GRACE)]
            (kept,) = line._open
            end.set()
            transport = cast(asyncio.Transport, kept._transport)
            await turns_until(transport.is_closing)
            found.append(await line.post(url, b"", "text/x", GRACE))
            await line.close()
        return [*found, len(connections)]

    assert run(story) == [(200, b"satu!"), (200, b"satu!"), 2]


def test_a_connection_that_will_not_be_used_again_is_closed_from_this_side(run: Run) -> None:
    """A server that says that it closes and never does would fill this machine with connections."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await says(CLOSING, times=1)(reader, writer)
        await reader.read()

    async def story() -> None:
        line = Line(2)
        async with server(serve) as port:
            assert await line.post(f"http://127.0.0.1:{port}/", b"", "text/x", GRACE) == (200, b"satu!")
            await turns_until(lambda: not line._open)
            await line.close()

    run(story)


def test_after_a_close_nothing_leaves_any_more(run: Run) -> None:
    """Neither what is just connecting nor what waits for its turn; what had left is in doubt, half an answer too."""

    async def story() -> list[Any]:
        line, heard, half = Line(1), list[bytes](), asyncio.Event()

        async def hangs(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            heard.append(await request(reader))
            writer.write(b"HTTP/1.1 200 OK\r\n\r\nsa")
            await writer.drain()
            half.set()
            await reader.read()

        async with server(hangs) as port:
            url = f"http://127.0.0.1:{port}/"
            calls = [asyncio.ensure_future(line.post(url, b"", "text/x", GRACE)) for _ in range(2)]
            await half.wait()
            await turns_until(lambda: bool(next(iter(line._open))._parts))
            await line.close()
            found = await asyncio.gather(*calls, return_exceptions=True)
            other = Line(1)
            late = asyncio.ensure_future(other.post(url, b"", "text/x", GRACE))
            await asyncio.sleep(0)  # it looks for the way
            await other.close()
            found += await asyncio.gather(late, return_exceptions=True)
            assert len(heard) == 1 and not line._open and not other._open
        return [type(one) for one in found]

    assert run(story) == [Broken, NotLeft, NotLeft]


def test_a_wire_that_is_closed_ends_the_poll_and_the_call_that_are_under_way(run: Run) -> None:
    async def story() -> list[type]:
        heard: list[bytes] = []

        async def hangs(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            heard.append(await request(reader))
            await reader.read()

        async with server(hangs) as port:
            found = wire(TOKEN, f"http://127.0.0.1:{port}")
            await found.open()
            begun = [asyncio.ensure_future(one) for one in (found.updates(None, 30), found.call("getMe"))]
            await turns_until(lambda: len(heard) == 2)
            await found.close()
            await asyncio.wait(begun, timeout=GRACE / 5)
            late = await asyncio.gather(found.updates(None, 30), found.call("getMe"), return_exceptions=True)
            assert len(heard) == 2, "a call that comes late opens nothing again"
            return [type(error) for error in (*(one.exception() for one in begun if one.done()), *late)]

    assert run(story) == [NetworkError, NetworkError, NotSent, NotSent]


def test_a_way_that_breaks_at_once_closes_its_own_file_and_no_other(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A number that is closed twice is by then another file's: of the database, or of somebody else's call."""
    reached: list[socket.socket] = []

    async def reach(*where: Any, **how: Any) -> socket.socket:
        reached.append(await start_connection(*where, **how))
        await asyncio.to_thread(select.select, reached[-1:], [], [], GRACE)  # until the other side has hung up
        return reached[-1]

    async def hangs_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        own = writer.get_extra_info("socket")
        own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    monkeypatch.setattr(line_module, "start_connection", reach)

    async def story() -> None:
        line = Line(1)
        async with server(hangs_up) as port:
            for _ in range(5):
                with pytest.raises(NotLeft):
                    await line.post(f"https://127.0.0.1:{port}/", b"", "text/x", GRACE)
            await line.close()
            await asyncio.gather(*(turns_until(lambda one=one: one.fileno() == -1) for one in reached))  # type: ignore[misc]

    run(story)
    assert len(reached) == 5


def self_signed(path: Path) -> Path:
    """A key and its certificate for "localhost", in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), FROM, TO)
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    own = key.private_bytes(serialization.Encoding.PEM, *form)
    path.write_bytes(own + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    return path


def test_a_certificate_nobody_knows_is_no_way_to_send(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = self_signed(tmp_path / "localhost.pem")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    heard = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await request(reader))
        writer.write(PLAIN)

    async def story() -> None:
        line = Line(2)
        async with server(serve, tls) as port:
            with pytest.raises(NotLeft):
                await line.post(f"https://localhost:{port}/bot1:a/b", b"", "text/x", GRACE)
            assert not heard
            monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
            other = Line(2)
            assert await other.post(f"https://localhost:{port}/bot1:a/b", b"{}", "text/x", GRACE) == (200, b"satu!")
            with pytest.raises(NotLeft):
                await other.post(f"https://127.0.0.1:{port}/bot1:a/b", b"", "text/x", GRACE)
            await line.close()
            await other.close()
        assert len(heard) == 1

    run(story)


def test_a_connection_that_stood_idle_for_long_is_not_used_again(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    connections = []

    async def counts(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(1)
        await says(PLAIN)(reader, writer)

    assert asked(run, counts, times=2) == [(200, b"satu!")] * 2 and len(connections) == 1
    monkeypatch.setattr(line_module, "IDLE", 0.0)
    assert asked(run, counts, times=2) == [(200, b"satu!")] * 2 and len(connections) == 3


def test_a_connection_that_stood_idle_for_long_is_closed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        line = Line(2)
        async with server(says(PLAIN)) as port:
            await line.post(f"http://127.0.0.1:{port}/", b"", "text/x", GRACE)
            (old,) = line._open
            monkeypatch.setattr(line_module, "IDLE", 0.0)
            await line.post(f"http://127.0.0.1:{port}/", b"", "text/x", GRACE)
            await turns_until(old.gone.done)
            await line.close()

    run(story)


def test_a_line_that_is_closed_does_not_even_connect(run: Run) -> None:
    async def story() -> int:
        line, connections = Line(1), list[int]()

        async def counts(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            connections.append(1)

        async with server(counts) as port:
            await line.close()
            with pytest.raises(NotLeft):
                await line.post(f"http://127.0.0.1:{port}/", b"", "text/x", GRACE)
            _, other = await asyncio.open_connection("127.0.0.1", port)
            await turns_until(lambda: bool(connections))
            other.close()
        return len(connections)

    assert run(story) == 1


def test_a_request_says_where_it_goes_and_what_it_brings(run: Run) -> None:
    heard = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await request(reader))
        writer.write(PLAIN)

    asked(run, serve)
    head, _, body = heard[0].partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert lines[0] == b"POST /bot1:a/b HTTP/1.1" and body == b"{}"
    assert b"Content-Type: text/x" in lines and b"Content-Length: 2" in lines
    assert sum(one.lower().startswith(b"host: 127.0.0.1:") for one in lines) == 1


def test_an_address_is_read_once_with_its_port_its_kind_and_who_may_come_in() -> None:
    plain, safe = address("http://proxy.example:8081/bot1:a/sendMessage"), address("https://api.example/bot1:a/x?y=1")
    assert "bot1:a" not in repr(plain)
    assert address("http://bücher.example/x").host == "xn--bcher-kva.example"
    assert (plain.host, plain.port, plain.tls) == ("proxy.example", 8081, False)
    assert (safe.host, safe.port, safe.tls) == ("api.example", 443, True)
    assert safe.head.startswith(b"POST /bot1:a/x?y=1 HTTP/1.1\r\nHost: api.example\r\n")
    known = address("http://ibu:rahasia%21@[::1]:8081/x")
    assert (known.host, known.port) == ("::1", 8081) and b"Host: [::1]:8081\r\n" in known.head
    assert b"Authorization: Basic aWJ1OnJhaGFzaWEh\r\n" in known.head
    assert b"Authorization" not in plain.head
