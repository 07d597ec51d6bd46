"""Where the page stands: an address that Telegram can open, and nothing else in it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

import handlers
from bot.app.page_site import listen_for_page
from bot.clock import Clock
from bot.i18n import language
from bot.page.place import Place, place_of
from bot.reference.calendar import calendar
from bot.startup.config import Settings, SettingsError, read_settings
from bot.startup.preconditions import CannotStart
from bot.store.engine.database import Database
from bot.store.engine.desk import Desk
from bot.worker import Worker
from tests.blackbox import free_port
from tests.driver import TOKEN


@pytest.fixture
def kind() -> str:
    """Listening is the same on every database."""
    return "sqlite"


@pytest.fixture(autouse=True)
def settings_of_nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TITIAN_BOT_TOKEN", TOKEN)
    yield


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("https://contoh.id", Place("https://contoh.id", "/", "")),
        ("https://contoh.id/", Place("https://contoh.id", "/", "")),
        ("https://Contoh.ID/titian", Place("https://contoh.id", "/titian", "/titian")),
        ("https://contoh.id:443/titian", Place("https://contoh.id", "/titian", "/titian")),
        (
            "https://a-b.contoh.id:8443/a/b.c/d_e~1/",
            Place("https://a-b.contoh.id:8443", "/a/b.c/d_e~1/", "/a/b.c/d_e~1"),
        ),
        ("https://127.0.0.1", Place("https://127.0.0.1", "/", "")),
        ("http://localhost:8082/x", Place("http://localhost:8082", "/x", "/x")),
        ("http://127.0.0.1:80", Place("http://127.0.0.1", "/", "")),
        ("http://[::1]:8082", Place("http://[::1]:8082", "/", "")),
    ],
)
def test_an_address(monkeypatch: pytest.MonkeyPatch, address: str, place: Place) -> None:
    monkeypatch.setenv("TITIAN_PAGE_URL", address)
    settings = read_settings()
    assert settings.page_url == address and place_of(address) == place


@pytest.mark.parametrize(
    "address",
    [
        *(
            "",
            "contoh.id",
            "//contoh.id",
            "ftp://contoh.id",
            "http://contoh.id",
            "http://127.0.0.1.contoh.id",
            "https://",
        ),
        *(
            "http://127.0.0.2",
            "http://localhost.contoh.id",
            "https://contoh.id?b=1",
            "https://contoh.id/#x",
            "https://x/?",
        ),
        *("https://siti@contoh.id", "https://siti:rahasia@contoh.id", "https://contoh.id:0", "https://contoh.id:70000"),
        *("https://contoh.id:pintu", "https://contoh.id/a b", "https://contoh.id/../x", "https://contoh.id/a/./b"),
        *(
            "https://contoh.id//x",
            "https://contoh.id/%2e%2e",
            "https://contoh.id/{x}",
            "https://contoh.id\\x",
            " https://x",
        ),
        *("https://contoh.id/a;b", "https://contoh.id/\u00e9", "https://[::1", "https://contoh.id/..", "https://x\n"),
    ],
)
def test_an_address_that_is_none(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("TITIAN_PAGE_URL", address)
    with pytest.raises(SettingsError, match=r"TITIAN_PAGE_URL: it must be https://HOST") as wrong:
        read_settings()
    assert "rahasia" not in str(wrong.value) and "\n" not in str(wrong.value)


def test_where_it_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings().page_url is None and read_settings().page_address == ("127.0.0.1", 8082)
    monkeypatch.setenv("TITIAN_PAGE_LISTEN", "[::1]:9000")
    assert read_settings().page_address == ("::1", 9000)
    monkeypatch.setenv("TITIAN_PAGE_LISTEN", "9000")
    with pytest.raises(SettingsError, match="TITIAN_PAGE_LISTEN: it must be HOST:PORT"):
        read_settings()


def a_worker() -> Worker:
    return Worker(handlers.router(), language, calendar())


def test_a_process_listens_where_there_is_a_page(database: Database) -> None:
    port = free_port()

    async def story() -> tuple[int, str]:
        settings = Settings(page_url=f"http://localhost:{port}/titian", page_listen=f"127.0.0.1:{port}")
        runner = await listen_for_page(settings, Desk(database), a_worker(), Clock())
        assert runner is not None
        try:
            async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/titian") as found:
                return found.status, await found.text()
        finally:
            await runner.cleanup()

    status, body = asyncio.run(story())
    assert status == 200 and 'action="/titian/open"' in body


def test_without_one_nothing_listens(database: Database) -> None:
    assert asyncio.run(listen_for_page(Settings(), Desk(database), a_worker(), Clock())) is None


def test_a_port_that_is_taken_is_named(database: Database) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        settings = Settings(page_url="https://contoh.id", page_listen=listen)
        with pytest.raises(CannotStart, match=f"{listen} is taken: free it, or set TITIAN_PAGE_LISTEN to another"):
            asyncio.run(listen_for_page(settings, Desk(database), a_worker(), Clock()))
