"""The whole program with its page, from outside: a note is typed there, and a kill neither loses nor doubles it."""

from __future__ import annotations

import html
import http.client
import os
import random
import re
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import pytest
from sqlalchemy import select

from bot.demo.phones import Phone
from bot.store.engine.database import Database
from bot.store.engine.tables import checkins, inbox, page_sessions
from bot.store.queues.pages import NUMBERS
from tests.blackbox import Place, chatters, free_port, sees

pytestmark = pytest.mark.kill9
NOTE = "Kakinya bengkak, minta diantar ke puskesmas."
STEPS = (
    *("R-001", "Catat kabar", "Kunjungan", "Ada yang perlu dicatat", "Lanjut", "Tidak ada"),
    *(NOTE, "1 minggu", "Simpan"),
)
FORM = re.compile(r"<form.*?</form>", re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
BUTTON = re.compile(r'<button name="p" value="([^"]*)">([^<]*)</button>')


class Visitor:
    """Somebody's browser, without JavaScript once the page is open. `fields`: what was posted last."""

    def __init__(self, port: int) -> None:
        self._port, self._origin = port, f"http://127.0.0.1:{port}"
        self.fields: dict[str, str] = {}
        self.path, self.status, self.body = "", 0, ""

    def opens(self, address: str) -> None:
        """What the shell's script does with the address Telegram opened."""
        parts = urlsplit(address)
        given = dict(one.partition("=")[::2] for one in parts.fragment.split("&"))
        button = parse_qs(parts.query)["b"][0]
        self.posts("/open", {"d": unquote(given["tgWebAppData"]), "b": button, "dark": "0"})

    def does(self, step: str) -> dict[str, str]:
        """What is posted when a button of the page is pressed, or its field filled in."""
        for form in FORM.findall(self.body):
            carried = {name: html.unescape(value) for name, value in HIDDEN.findall(form)}
            for value, label in BUTTON.findall(form):
                if step in html.unescape(label):
                    return {**carried, "p": html.unescape(value)}
            if step == NOTE and 'name="w"' in form:
                return {**carried, "w": NOTE}
        raise LookupError(f"there is no {step!r} on the page:\n{self.text}")

    def posts(self, path: str, fields: dict[str, str]) -> None:
        """Post a form. Raises OSError or HTTPException where nobody answers."""
        self.path, self.fields = path, fields
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=10)
        try:
            head = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self._origin}
            line.request("POST", path, urlencode(fields), head)
            answer = line.getresponse()
            self.status, self.body = answer.status, answer.read().decode()
        finally:
            line.close()

    @property
    def text(self) -> str:
        """What is read there."""
        return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", self.body.partition("<body")[2])).split())


def mentor(place: Place) -> Phone:
    """A mentor with somebody to accompany, and the menu before them."""
    [one] = chatters(place, 1)
    place.world.server.on_bot_message = lambda chat, message: None
    one.phone.types("/menu")
    return one.phone


@contextmanager
def looking(place: Place) -> Iterator[Database]:
    with place.database() as database:
        yield database


def saved(place: Place) -> int:
    with looking(place) as database, database.transaction() as tx:
        return len(tx.execute(select(checkins.c.id)).all())


def told_telegram(place: Place) -> str:
    calls = [call.params for call in place.world.server.calls if call.method != "getUpdates"]
    return repr(calls)


@pytest.fixture
def sealed(place: Place) -> tuple[Place, int]:
    """An installation with a page, and its port."""
    port = free_port()
    place.env |= {"TITIAN_PAGE_URL": f"http://127.0.0.1:{port}", "TITIAN_PAGE_LISTEN": f"127.0.0.1:{port}"}
    place.does("init")
    return place, port


def test_a_note_is_typed_on_the_page_and_passes_no_telegram(sealed: tuple[Place, int]) -> None:
    place, port = sealed
    with place.running():
        phone = mentor(place)
        sees(phone, "Selamat")
        visitor = Visitor(port)
        visitor.opens(phone.opens_web_app("Dampingan"))
        for step in STEPS:
            visitor.posts("/act", visitor.does(step))
            assert visitor.status == 200, visitor.text
        assert "Tersimpan" in visitor.text and saved(place) == 1
        visitor.posts(visitor.path, visitor.fields)
        assert "Tersimpan" in visitor.text and saved(place) == 1, "the same form once more is the same act"
    assert "bengkak" not in told_telegram(place)


def test_killed_at_any_moment_of_a_post_nothing_is_lost_and_nothing_twice(sealed: tuple[Place, int]) -> None:
    place, port = sealed
    chance = random.Random(7)
    process = place.start("run").is_ready()
    phone, visitor = mentor(place), Visitor(port)
    sees(phone, "Selamat")
    visitor.opens(phone.opens_web_app("Dampingan"))
    for step in STEPS:
        fields, before = visitor.does(step), visitor.body
        killer = threading.Timer(chance.uniform(0.0, 0.03), os.kill, (process.pid, signal.SIGKILL))
        killer.start()
        answered = _answers(visitor, fields, before)
        killer.join()
        process.ends()
        process = place.start("run").is_ready()
        assert answered or _answers(visitor, fields, before)
    assert "Tersimpan" in visitor.text and saved(place) == 1
    assert process.terminates().code == 0
    assert "bengkak" not in told_telegram(place)


def _answers(visitor: Visitor, fields: dict[str, str], before: str) -> bool:
    """Whether the post was answered; a browser that heard nothing has its page as it was, and posts it again."""
    try:
        visitor.posts("/act", fields)
    except (OSError, http.client.HTTPException):
        visitor.body = before
        return False
    return True


def test_two_processes_are_one_page(sealed: tuple[Place, int]) -> None:
    place, port = sealed
    if place.database_url.startswith("sqlite"):
        pytest.skip("a second process on SQLite stops with one line")
    other = free_port()
    with ExitStack() as both:
        both.enter_context(place.running())
        both.enter_context(place.running(TITIAN_PAGE_LISTEN=f"127.0.0.1:{other}"))
        phone = mentor(place)
        sees(phone, "Selamat")
        address = phone.opens_web_app("Dampingan")
        here, there = Visitor(port), Visitor(port)
        there._port = other
        here.opens(address)
        there.opens(address)
        assert (here.status, there.status) == (200, 409), "what Telegram signed opens one page"
        for number, step in enumerate(STEPS):
            fields = here.does(step)
            for one in (here, there) if number % 2 else (there, here):
                one.posts("/act", fields)
                assert one.status == 200, one.text
            here.body = there.body if number % 2 else here.body
        assert saved(place) == 1
    with looking(place) as database, database.transaction() as tx:
        assert len(tx.execute(select(page_sessions.c.id)).all()) == 1
        assert len(tx.execute(select(inbox.c.id).where(inbox.c.update_id >= NUMBERS)).all()) == 1 + len(STEPS)


def test_slow_and_silent_clients_hold_up_nobody(sealed: tuple[Place, int]) -> None:
    place, port = sealed
    with place.running():
        phone = mentor(place)
        sees(phone, "Selamat")
        lines = [http.client.HTTPConnection("127.0.0.1", port, timeout=30) for _ in range(100)]
        for line in lines:
            line.putrequest("POST", "/act")
            line.putheader("Content-Type", "application/x-www-form-urlencoded")
            line.putheader("Origin", f"http://127.0.0.1:{port}")
            line.putheader("Content-Length", "60000")
            line.endheaders(b"s=")
        visitor, began = Visitor(port), time.monotonic()
        visitor.opens(phone.opens_web_app("Dampingan"))
        assert visitor.status == 200 and time.monotonic() - began < 2
        for line in lines:
            line.close()
