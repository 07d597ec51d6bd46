"""The check-in over real HTTP: Titian, which forgets nothing, against a conversation that keeps all in memory."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil  # type: ignore[import-untyped]

from benchmarks import disk
from benchmarks.report import Bar, note, table
from benchmarks.walkers import Crowd, Walker
from benchmarks.words import CODE
from tests.blackbox import ROOT, TOKEN, Nursery, World, chatters, place_at, until

CHATS = 50
WARM_SECONDS = 1.0
LOOK_SECONDS = 0.25
# With more of one core than this, the pretend Telegram itself holds back whoever is quicker.
BUSY = 0.9


@dataclass(frozen=True)
class Form:
    """What Titian is compared with, the Python that runs it, and the bars of updates/s, CPU and p50 against it."""

    name: str
    module: str
    python: Path
    rate: float
    cpu: float
    p50: float


FORMS = (
    Form("conversation", "conversation", Path(sys.executable), rate=2.5, cpu=0.5, p50=1.2),
    # It wants an older pydantic than ours, and so lives apart.
    Form("aiogram form", "aiogram_form", ROOT / ".venv" / "aiogram" / "bin" / "python", rate=1.3, cpu=0.8, p50=1.3),
)


@dataclass(frozen=True)
class Leg:
    """What one side did in a few seconds."""

    rate: float
    p50: float
    p99: float
    cpu: float
    telegram: float


@dataclass
class Side:
    """A bot as a process, its Telegram, and those who walk through it."""

    name: str
    crowd: Crowd
    process: psutil.Process
    peak: int = 0

    def walks(self, chats: int, seconds: float) -> Leg:
        """Walk for some seconds, after a moment to get warm."""
        self.crowd.sets_out(chats)
        self._waits(WARM_SECONDS)
        own = psutil.Process()
        self.crowd.forget()
        begun, cpu, own_cpu = time.perf_counter(), _cpu(self._family()), _cpu([own])
        self._waits(seconds)
        waits = self.crowd.waits()
        lasted = time.perf_counter() - begun
        cpu, own_cpu = _cpu(self._family()) - cpu, _cpu([own]) - own_cpu
        self.crowd.rests()
        return Leg(
            len(waits) / lasted,
            _share(waits, 0.5) * 1000,
            _share(waits, 0.99) * 1000,
            cpu / len(waits) * 1000,
            own_cpu / lasted,
        )

    def _waits(self, seconds: float) -> None:
        until_when = time.perf_counter() + seconds
        while (left := until_when - time.perf_counter()) > 0:
            time.sleep(min(left, LOOK_SECONDS))
            self.peak = max(self.peak, sum(one.memory_info().rss for one in self._family()))

    def _family(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]


def compare(folder: Path, nursery: Nursery, *, pairs: int, seconds: float) -> list[Bar]:
    """Against each form there is, both sides in turn, A B A B; prints the tables, returns the bars."""
    bars: list[Bar] = []
    for form in FORMS:
        if form.python.exists():
            bars += _against(form, folder / form.name, nursery, pairs, seconds)
        else:
            note(f"{form.name} is not compared with: there is no {form.python} (`make bench` installs it)")
    return bars


def _against(form: Form, folder: Path, nursery: Nursery, pairs: int, seconds: float) -> list[Bar]:
    folder.mkdir()
    with _titian(folder, nursery) as titian, _in_memory(form, folder) as other:
        sides = (titian, other)
        many = [_pair(sides, CHATS, seconds) for _ in range(pairs)]
        # A lone chat is at the mercy of the machine's moods: more pairs, each shorter.
        before = disk.sync_ms(folder)
        one = [_pair(sides, 1, seconds / 2) for _ in range(pairs * 2)]
        after = disk.sync_ms(folder)
        _print(f"Check-in, {CHATS} chats at once ({pairs} pairs of {seconds:g} s)", sides, many)
        _print(f"Check-in, 1 chat ({pairs * 2} pairs of {seconds / 2:g} s)", sides, one)
        _print_disk(before, after)
        megabytes = [f"{side.peak / 1e6:.0f}" for side in sides]
        table("Over the whole run", [side.name for side in sides], [("peak memory, MB (RSS)", megabytes)])
        strays = sum(walker.stray for side in sides for walker in side.crowd.walkers)
        if strays:
            note(f"{strays} messages came that no tap had asked for; they are not counted")
    return [
        Bar(f"updates/s at {CHATS} chats against {form.name}", _ratio(many, lambda leg: leg.rate), ">=", form.rate),
        Bar(f"CPU an update at {CHATS} chats against {form.name}", _ratio(many, lambda leg: leg.cpu), "<=", form.cpu),
        Bar(f"p50 latency at 1 chat against {form.name}", _ratio(one, lambda leg: leg.p50), "<=", form.p50),
    ]


def _pair(sides: Sequence[Side], chats: int, seconds: float) -> tuple[Leg, Leg]:
    first, second = (side.walks(chats, seconds) for side in sides)
    return first, second


@contextmanager
def _titian(folder: Path, nursery: Nursery) -> Iterator[Side]:
    """`titian run` as it is installed: SQLite in WAL with synchronous=FULL, columns sealed; only unpaced."""
    with place_at(nursery, folder / "titian", f"sqlite:///{folder / 'checkins.db'}") as place:
        place.does("init")
        crowd = Crowd(place.world, [Walker(chatter.phone, chatter.code) for chatter in chatters(place, CHATS)])
        with place.running(cold=True) as process:
            yield Side("Titian", crowd, psutil.Process(process.pid))


@contextmanager
def _in_memory(form: Form, folder: Path) -> Iterator[Side]:
    world = World()
    log = folder / "form.log"
    with log.open("w") as err:
        process = subprocess.Popen(
            [str(form.python), "-m", f"benchmarks.{form.module}", world.url, TOKEN], cwd=ROOT, stderr=err
        )
    try:
        until(lambda: "running" in log.read_text() or process.poll() is not None, f"{form.name} runs")
        assert process.poll() is None, log.read_text()
        phones = [world.phone(f"Pendamping {at}") for at in range(CHATS)]
        yield Side(form.name, Crowd(world, [Walker(phone, CODE) for phone in phones]), psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait()
        world.close()


def _print(title: str, sides: Sequence[Side], pairs: list[tuple[Leg, Leg]]) -> None:
    figures: tuple[tuple[str, Callable[[Leg], float], str], ...] = (
        ("updates/s", lambda leg: leg.rate, ".0f"),
        ("latency p50, ms (tap -> edit)", lambda leg: leg.p50, ".2f"),
        ("latency p99, ms", lambda leg: leg.p99, ".2f"),
        ("CPU s per 1000 updates", lambda leg: leg.cpu, ".3f"),
        ("pretend Telegram and load, share of a core", lambda leg: leg.telegram, ".0%"),
    )
    rows = []
    for name, figure, form in figures:
        own, other = (median(figure(pair[at]) for pair in pairs) for at in (0, 1))
        ratios = sorted(figure(mine) / figure(its) for mine, its in pairs)
        spread = f"{median(ratios):.2f} ({ratios[0]:.2f}-{ratios[-1]:.2f})"
        rows.append((name, [format(own, form), format(other, form), spread]))
    table(title, [*(side.name for side in sides), "ratio (range)"], rows)
    _print_headroom(sides, pairs)


def _print_headroom(sides: Sequence[Side], pairs: list[tuple[Leg, Leg]]) -> None:
    for at, side in enumerate(sides):
        busy = median(pair[at].telegram for pair in pairs)
        if busy > BUSY:
            note(f"the pretend Telegram is at {busy:.0%} of its core and holds {side.name} back: its rate is a floor")
            return
    note("the pretend Telegram has headroom with both: neither rate is its own limit")


def _print_disk(before: float, after: float) -> None:
    note(f"the disk made a write safe in {before:.2f} ms before and {after:.2f} ms after (median fdatasync);")
    note("only Titian waits for it, about twice a tap")
    if max(before, after) > disk.SLOW:
        note("OTHERS USE THIS DISK: judge the latency at 1 chat on a quiet machine")


def _ratio(pairs: list[tuple[Leg, Leg]], figure: Callable[[Leg], float]) -> float:
    return median(figure(mine) / figure(its) for mine, its in pairs)


def _share(ascending: list[float], share: float) -> float:
    return ascending[min(len(ascending) - 1, int(len(ascending) * share))]


def _cpu(processes: list[psutil.Process]) -> float:
    found = 0.0
    for process in processes:
        times = process.cpu_times()
        found += times.user + times.system
    return found
