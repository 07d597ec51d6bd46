"""The program from outside: real processes of `titian`, and a pretend Telegram they reach over HTTP."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from sqlalchemy import select

from bot.clock import real_now
from bot.demo.phones import Phone
from bot.demo.server import BotServer
from bot.demo.telegram import Message
from bot.domain.people import Role
from bot.domain.planning import Planned
from bot.store.caseload import cases, prompts
from bot.store.engine.database import Database
from bot.store.engine.tables import audit
from bot.store.people import invitations, people
from bot.store.queues import chats
from bot.store.sealing.vault import Vault

T = TypeVar("T")
ROOT = Path(__file__).parent.parent
TOKEN = "123456:AAE-a-token-nobody-should-ever-see"
LOOK_EVERY = 0.004
# A process of these tests may have a clock that is wrong by so many seconds.
CLOCK_AHEAD = "CLOCK_AHEAD"
# Without Telegram's pace, which would make tests wait.
UNPACED = {"TITIAN_SEND_PER_SECOND": "1000000", "TITIAN_SEND_PER_CHAT": "1000000"}


def until(condition: Callable[[], T], what: str, seconds: float = 15.0) -> T:
    """Look again and again until the condition holds, and give what it found; fail when it does not hold in time."""
    deadline = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} seconds: {what}")
        time.sleep(LOOK_EVERY)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Nursery:
    """Makes processes of `titian` by forking one that has imported it and done nothing else.

    They are processes of their own in every way; only the second that importing takes is saved. `cold` processes
    (`python -m bot`) are made too, to show that both are the same.
    """

    def __init__(self) -> None:
        self._mother = subprocess.Popen(
            [sys.executable, "-m", "tests.blackbox"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._lock = threading.Lock()

    def start(self, args: list[str], env: dict[str, str], folder: Path, out: Path, err: Path) -> int:
        """A new process; its number."""
        return int(self._ask({"args": args, "env": env, "folder": str(folder), "out": str(out), "err": str(err)}))

    def poll(self, pid: int) -> int | None:
        """The exit code of a process that has ended (negative: the signal that ended it)."""
        found = self._ask({"poll": pid})
        return None if found is None else int(found)

    def close(self) -> None:
        """End, and kill whatever still runs."""
        self._mother.communicate()

    def _ask(self, asked: dict[str, Any]) -> Any:
        with self._lock:
            assert self._mother.stdin is not None and self._mother.stdout is not None
            self._mother.stdin.write(json.dumps(asked) + "\n")
            self._mother.stdin.flush()
            return json.loads(self._mother.stdout.readline())


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


class Process:
    """A process of `titian` under way."""

    def __init__(self, poll: Callable[[], int | None], pid: int, out: Path, err: Path) -> None:
        self.pid, self._poll, self._out, self._err = pid, poll, out, err
        self._code: int | None = None

    @property
    def code(self) -> int | None:
        """Its exit code, once it has ended."""
        if self._code is None:
            self._code = self._poll()
        return self._code

    @property
    def log(self) -> str:
        """What it wrote to stderr so far."""
        return self._err.read_text(encoding="utf-8")

    @property
    def said(self) -> str:
        """What it wrote to stdout so far."""
        return self._out.read_text(encoding="utf-8")

    def is_ready(self) -> Process:
        """Wait until it says that it runs."""
        until(lambda: "running" in self.log or self.code is not None, "`titian run` is ready")
        assert self.code is None, f"`titian run` ended with {self.code}:\n{self.log}"
        return self

    def ends(self, seconds: float = 15.0) -> Done:
        """Wait for its end."""
        try:
            until(lambda: self.code is not None, f"the end of {self.pid}", seconds)
        except AssertionError:
            self.dies()
            raise
        return Done(self.code or 0, self.said, self.log)

    def terminates(self, seconds: float = 5.0) -> Done:
        """SIGTERM, and wait."""
        os.kill(self.pid, signal.SIGTERM)
        return self.ends(seconds)

    def dies(self) -> None:
        """SIGKILL, if it is not gone already."""
        if self.code is None:
            os.kill(self.pid, signal.SIGKILL)
            until(lambda: self.code is not None, f"the death of {self.pid}")


class World:
    """The pretend Telegram, in a thread of its own, by the real clock."""

    def __init__(self, username: str = "uji_bot", token: str = TOKEN) -> None:
        self.server = BotServer(token, now=real_now, username=username)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="telegram")  # noqa: TID251 a server
        self._thread.start()
        self.url = self._run(self.server.start())
        self._phones = 0

    def phone(self, name: str) -> Phone:
        """A new phone."""
        self._phones += 1
        return self.server.phone(7_000_000_000 + self._phones, name)

    def close(self) -> None:
        """Stop listening."""
        self._run(self.server.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, act: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(act, self._loop).result(15)


class Place:
    """One installation: a folder, a database, a key file, settings, and the Telegram it talks to."""

    def __init__(self, nursery: Nursery, folder: Path, database_url: str, world: World) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.nursery, self.folder, self.database_url, self.world = nursery, folder, database_url, world
        self.key_file = folder / "titian.key"
        self.logs = folder.parent / f"{folder.name}.logs"
        self.logs.mkdir(exist_ok=True)
        self.env = {
            "TITIAN_BOT_TOKEN": TOKEN,
            "TITIAN_API_URL": world.url,
            "TITIAN_DATABASE_URL": database_url,
            "TITIAN_KEY_FILE": str(self.key_file),
            "TITIAN_LISTEN": "127.0.0.1:0",
            **UNPACED,
        }
        self._started: list[Process] = []

    def start(self, *args: str, cold: bool = False, **changes: str | None) -> Process:
        """Start `titian ...` with some settings changed (None: not set)."""
        number = len(self._started)
        out, err = self.logs / f"{number}.out", self.logs / f"{number}.err"
        out.touch()
        err.touch()
        settings = {key: value for key, value in {**self.env, **changes}.items() if value is not None}
        others = {key: value for key, value in os.environ.items() if not key.startswith("TITIAN_")}
        env = {**others, **settings, "PYTHONPATH": str(ROOT)}
        if cold:
            with out.open("w") as stdout, err.open("w") as stderr:
                popen = subprocess.Popen(
                    [sys.executable, "-m", "bot", *args], env=env, cwd=self.folder, stdout=stdout, stderr=stderr
                )
            process = Process(popen.poll, popen.pid, out, err)
        else:
            pid = self.nursery.start(list(args), env, self.folder, out, err)
            process = Process(lambda: self.nursery.poll(pid), pid, out, err)
        self._started.append(process)
        return process

    def titian(self, *args: str, cold: bool = False, **changes: str | None) -> Done:
        """Run a command to its end."""
        return self.start(*args, cold=cold, **changes).ends()

    def does(self, *args: str, **changes: str | None) -> str:
        """Run a command that must succeed; what it printed."""
        done = self.titian(*args, cold=False, **changes)
        assert done.code == 0, f"titian {' '.join(args)} ended with {done.code}:\n{done.err}"
        return done.out

    @contextmanager
    def running(self, cold: bool = False, **changes: str | None) -> Iterator[Process]:
        """`titian run` in the background; stopped with SIGTERM at the end."""
        process = self.start("run", cold=cold, **changes).is_ready()
        yield process
        if process.code is None:
            assert process.terminates().code == 0, process.log

    @contextmanager
    def running_after_init(self) -> Iterator[Process]:
        """`titian init`, then `titian run` in the background."""
        self.does("init")
        with self.running() as process:
            yield process

    def exported(self, *more: str) -> dict[str, list[dict[str, Any]]]:
        """What `titian export` writes."""
        path = self.folder / "out.json"
        self.does("export", "--out", str(path), *more)
        found: dict[str, list[dict[str, Any]]] = json.loads(path.read_text(encoding="utf-8"))
        path.unlink()
        return found

    @contextmanager
    def database(self) -> Iterator[Database]:
        """The database as the bot opens it, for looking in from outside."""
        found = Database(self.database_url, Vault(self.key_file), real_now)
        try:
            yield found
        finally:
            found.close()

    def verbs(self) -> list[str]:
        """What the audit has noted, one after another."""
        with self.database() as database, database.transaction() as tx:
            return list(tx.execute(select(audit.c.verb).order_by(audit.c.id)).scalars())

    def close(self) -> None:
        """Kill what still runs."""
        for process in self._started:
            process.dies()


@contextmanager
def place_at(nursery: Nursery, folder: Path, database_url: str) -> Iterator[Place]:
    """An installation with a Telegram of its own; nothing is set up in it yet."""
    world = World()
    place = Place(nursery, folder, database_url, world)
    try:
        yield place
    finally:
        place.close()
        world.close()


def joins(place: Place, link: str, name: str, address: str = "Ibu") -> Phone:
    """Somebody opens their link and answers the two first questions; the bot must be running."""
    phone = place.world.phone(name)
    phone.opens(link)
    sees(phone, "Sapaan apa")
    taps(phone, address, "WIB (")
    sees(phone, "Semuanya sudah siap")
    return phone


def sees(phone: Phone, words: str, seconds: float = 15.0) -> str:
    """Wait until the newest message of the bot has these words; the message."""
    try:
        return until(lambda: next((text for text in phone.texts()[-1:] if words in text), ""), words, seconds)
    except AssertionError as error:
        raise AssertionError(f"{error}; on the screen is: {phone.texts()[-1:]}") from None


def taps(phone: Phone, *labels: str) -> None:
    """Tap one label after another, each as soon as it is on the newest message."""
    for label in labels:
        until(lambda label=label: _has(phone, label), f"a button {label!r} for {phone.user.first_name}")  # type: ignore[misc]
        before = len(phone.transcript)
        phone.taps(label)
        until(lambda before=before: _answered(phone, before), f"an answer to {label!r}")  # type: ignore[misc]


def _has(phone: Phone, label: str) -> bool:
    with phone.telegram.lock:
        shown = [message for message in phone.messages if message.from_bot]
        return bool(shown) and any(label in button.label for row in shown[-1].buttons for button in row)


def _answered(phone: Phone, before: int) -> bool:
    return any(entry.kind in ("bot", "edit") for entry in phone.transcript[before:])


class Chatter:
    """Somebody who records the same participant's check-in over and over, tapping as soon as the bot has spoken."""

    STEPS = (
        ("Kabar siapa yang mau dicatat", ""),
        ("terhubung kali ini?", "Kunjungan"),
        ("Bagaimana kabarnya?", "Semua baik"),
        ("akan terhubung lagi?", "1 minggu"),
        ("Tersimpan", "Catat lagi"),
        ("Kontak berikut", "Simpan"),
        ("", "Catat kabar"),
    )

    def __init__(self, phone: Phone, person_id: int, code: str) -> None:
        self.phone, self.person_id, self.code = phone, person_id, code
        self.saved = 0
        self.prompts: Counter[str] = Counter()
        self.stopping = self.rests = False
        self._seen: tuple[object, ...] = ()

    def hears(self, message: Message) -> None:
        """The bot has said or changed something. What only repeats the screen that was answered is left alone."""
        if "Ini waktu yang" in message.text:
            self.prompts[message.text.rpartition("Dampingan ")[2].rstrip(".")] += 1
            return
        seen = (message.text, tuple(button for row in message.buttons for button in row))
        if seen == self._seen:
            return
        self._seen = seen
        if "Tersimpan" in message.text:
            self.saved += 1
            self.rests = self.stopping
        if not self.rests:
            self._taps(message)

    def _taps(self, message: Message) -> None:
        label = next(label for words, label in self.STEPS if words in message.text) or self.code
        for row in message.buttons:
            for button in row:
                if button.label.endswith(label) and button.data is not None:
                    self.phone.taps_on(message.id, button.data)
                    return


def chatters(place: Place, number: int, due: Sequence[datetime] = ()) -> list[Chatter]:
    """Mentors who have joined, each with a participant to talk about, and another for each moment of `due` in turn."""
    found = []
    with place.database() as database, database.transaction() as tx:
        for at in range(number):
            phone = place.world.phone(f"Pendamping {at}")
            phone.chat.open = True
            person = people.add(tx, Role.MENTOR, f"Pendamping {at}", None)
            chats.meet(tx, {tx.blind(phone.user.id): phone.user.id})
            invitations.join(tx, invitations.make_link(tx, person, None), tx.blind(phone.user.id))
            person = people.settle(tx, person, address="ibu", zone="Asia/Jakarta")
            own = [real_now() + timedelta(days=30), *due[at::number]]
            given = [cases.add(tx, "R", f"Dampingan {at}", person, 1) for _ in own]
            for case, moment in zip(given, own, strict=True):
                prompts.plan(tx, case, Planned("next_contact", moment), person.id, None, "import")
            found.append(Chatter(phone, person.id, given[0].code))
    by_chat = {chatter.phone.chat.id: chatter for chatter in found}
    place.world.server.on_bot_message = lambda chat, message: by_chat[chat].hears(message)
    return found


# -- inside the nursery ----------------------------------------------------------------------------------


def _nurse() -> None:
    """The mother process: imports the program, then forks a child for each line that asks for one."""
    import bot.__main__ as program

    children: dict[int, int | None] = {}
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        asked = json.loads(line)
        if "poll" in asked:
            found = _end_of(asked["poll"], children)
        else:
            found = os.fork()
            if found == 0:
                os.close(answers.fileno())
                _become(program.main, asked)
            children[found] = None
        answers.write(json.dumps(found) + "\n")
        answers.flush()
    for pid, code in children.items():
        if code is None and _end_of(pid, children) is None:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _end_of(pid: int, children: dict[int, int | None]) -> int | None:
    """The exit code of a child that has ended; it is asked of the system once, and remembered."""
    if children[pid] is None:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            children[pid] = os.waitstatus_to_exitcode(status)
    return children[pid]


def _become(main: Callable[[], Any], asked: dict[str, Any]) -> NoReturn:
    """In the child: be `titian ...`, in its own folder, with its own settings and files."""
    for number, name in ((1, "out"), (2, "err")):
        descriptor = os.open(asked[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(descriptor, number)
        os.close(descriptor)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["env"])
    sys.argv = ["titian", *asked["args"]]
    _set_clock(timedelta(seconds=float(asked["env"].get(CLOCK_AHEAD, 0))))
    code = 1
    try:
        main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException as error:  # noqa: BLE001 as the interpreter itself would do
        sys.excepthook(type(error), error, error.__traceback__)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _set_clock(ahead: timedelta) -> None:
    """This process's clock goes wrong by so much, as a machine's would whose time nobody set."""
    from bot import clock

    right = clock.real_now
    clock.real_now = lambda: right() + ahead


if __name__ == "__main__":
    _nurse()
