"""`python -m tests.mutants`: makes the code wrong at one place at a time; which test notices?

Prints the share by operator and by room, and what nobody noticed. Exit 1 when that is too much: see `verdict`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import memory
from tests.mutants import folders, fresh, reach
from tests.mutants.forks import Act, Alive
from tests.mutants.places import CHIEF, ROOT, Place, files, places
from tests.mutants.reached import Reached, gathered
from tests.mutants.rooms import equivalents, room, shown, stale, strict_room
from tests.mutants.trying import CANNOT, ELSEWHERE, NOTICED, UNNOTICED, UNREACHED, UNTRIED, Job, Round
from tests.mutants.warm import CannotChange, Warm

SHARE = 0.85
# Seconds of the processor that tests may take before a mistake counts as unnoticed: of each place at first, so that
# all have their turn; then of those that are left.
AT_FIRST, USUALLY, STRICTLY = 1.0, 4.0, 15.0
FRESHLY = 3.0  # seconds of the clock that one place takes in fresh.py, about
RESERVE = 0.2  # of the time, at most, is kept for those
LEFT = (UNNOTICED, UNREACHED)
Outcomes = dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for on the command line."""

    only: tuple[str, ...]
    minutes: float
    seed: int
    sample: bool
    listed: bool
    quiet: bool


def say(text: str = "") -> None:
    """A line of the command's own words."""
    print(text, flush=True)  # noqa: T201 a command's own words


def asked() -> Asked:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--only", nargs="+", default=[], metavar="PATH", help="only files that begin with this")
    parser.add_argument("--minutes", type=float, default=25, help="of trying; what is left then stays untried (25)")
    parser.add_argument("--seed", type=int, default=1, help="of the order, and of the sample (1)")
    parser.add_argument("--chief", action="store_true", help="calls, conditions and guards alone, without a sample")
    parser.add_argument("--list", action="store_true", help="say where the places are, and try none")
    parser.add_argument("--quiet", action="store_true", help="only what is left in the end")
    got = parser.parse_args()
    return Asked(tuple(got.only), got.minutes, got.seed, not got.chief, got.list, got.quiet)


def all_places(only: tuple[str, ...] = ()) -> list[Place]:
    """Every place of these files."""
    chosen = [path for path in files() if not only or path.startswith(only)]
    return [one for path in chosen for one in places(path, (ROOT / path).read_text(encoding="utf-8"))]


def in_order(found: list[Place], seed: int) -> tuple[list[Place], list[Place]]:
    """The chief ones, the strict rooms' first; and all others, shuffled, to be tried while there is time."""
    shuffled = random.Random(seed).sample(found, len(found))
    chief = [one for one in shuffled if one.operator in CHIEF]
    chief.sort(key=lambda one: strict_room(one.path) is None)
    return chief, [one for one in shuffled if one.operator not in CHIEF]


def _seconds(place: Place | None) -> float:
    return STRICTLY if place is not None and strict_room(place.path) else USUALLY


def _warmly(folder: Path, reached: Reached, chief: list[Place], rest: list[Place], until: float, ask: Asked) -> None:
    """In a process of its own: try what can be changed in a running one; write down what became of each."""
    out = os.fdopen(os.dup(1), "w")
    aside = os.open(folder / "said.txt", os.O_RDWR | os.O_CREAT)
    os.dup2(aside, 1)
    os.dup2(aside, 2)
    outcomes: Outcomes = {}

    def tell(line: str) -> None:
        if not ask.quiet:
            print(line, file=out, flush=True)

    def begin(warm: Warm) -> None:
        def asks(most: float) -> Act[Job]:
            def act(job: Job, folder: Path, alive: Alive) -> str:
                if job.place is not None:
                    try:
                        warm.workshop.change(job.place, (ROOT / job.place.path).read_text(encoding="utf-8"))
                    except CannotChange:
                        return CANNOT
                return warm.runs(job.tests, min(_seconds(job.place), most), reached.seconds, folder, alive)

            return act

        def tries(places: list[Place], most: float, until: float) -> None:
            this = Round(reached, asks(most), until, tell)
            this.goes(places)
            for place, what in this.done.items():
                if what[0] != UNTRIED or place.name not in outcomes:
                    outcomes[place.name] = what

        tries([one for one in chief if strict_room(one.path)], STRICTLY, until)
        usual = [one for one in chief if not strict_room(one.path)]
        tries(usual, AT_FIRST, until)
        elsewhere = sum(what == ELSEWHERE for what, _ in outcomes.values())
        sooner = until - min(elsewhere * FRESHLY / 2, ask.minutes * 60 * RESERVE)
        tries([one for one in usual if outcomes[one.name][0] == UNNOTICED], USUALLY, sooner)
        tries(rest, USUALLY, sooner)
        for one in rest:
            if outcomes[one.name][0] == UNTRIED:
                del outcomes[one.name]

    if (
        pytest.main(["-q", *reach.ALREADY, "tests"], plugins=[reach, folders, Warm(folder, reached.seconds, begin)])
        == pytest.ExitCode.OK
    ):
        (folder / "outcomes.json").write_text(json.dumps(outcomes), encoding="utf-8")


def _freshly(reached: Reached, found: list[Place], until: float, ask: Asked) -> Outcomes:
    """Try what has to be wrong before it is imported."""
    fresh.warm_libraries()

    def act(job: Job, folder: Path, alive: Alive) -> str:
        chosen, left = [], _seconds(job.place)
        for name in job.tests:
            left -= reached.seconds[name]
            chosen.append(name)
            if left < 0:
                break
        return fresh.runs(job.place, chosen, 20 + 4 * _seconds(job.place), folder, alive)

    tried = Round(reached, act, until, say if not ask.quiet else lambda line: None)
    tried.goes(found)
    return {place.name: what for place, what in tried.done.items()}


def tried(ask: Asked, found: list[Place]) -> Outcomes:
    """What became of each place that was tried, by its name."""
    began = time.monotonic()
    say("which test reaches which line ...")
    reached = Reached(gathered())
    say(f"{time.monotonic() - began:.0f} seconds")
    until = time.monotonic() + ask.minutes * 60  # of trying: how long the measuring takes is the machine's affair
    chief, rest = in_order(found, ask.seed)
    with tempfile.TemporaryDirectory(prefix="titian-mutants-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        pid = os.fork()
        if pid == 0:
            try:
                _warmly(folder, reached, chief, rest if ask.sample else [], until, ask)
            finally:
                os._exit(0)
        os.waitpid(pid, 0)
        if not (folder / "outcomes.json").exists():
            raise RuntimeError((folder / "said.txt").read_text("utf-8"))
        outcomes: Outcomes = {
            key: (what[0], what[1]) for key, what in json.loads((folder / "outcomes.json").read_text("utf-8")).items()
        }
    again = [
        one
        for one in (*chief, *rest)
        if (what := outcomes.get(one.name)) is not None
        and (what[0] == ELSEWHERE or (what[0] == UNNOTICED and reached.is_run_at_import(one)))
    ]
    again.sort(key=lambda one: (strict_room(one.path) is None, one.operator not in CHIEF))
    # What has been called at import leaves its traces: that nobody noticed it in a fork says nothing yet.
    outcomes |= _freshly(reached, again, until, ask)
    reached.keep({name: by for name, (what, by) in outcomes.items() if what == NOTICED}, all_places())
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    say(f"\n{time.monotonic() - began:.0f} seconds, {used.ru_utime + used.ru_stime:.0f} of the processor")
    return outcomes


def verdict(found: list[Place], outcomes: Outcomes, whole: bool) -> int:
    """Print the figures. 1 when too much goes unnoticed, or anything in a strict room that is not listed."""
    listed = {one.name for one in equivalents()}
    judged = [one for one in found if one.name in outcomes and one.name not in listed]
    judged = [one for one in judged if outcomes[one.name][0] in (NOTICED, *LEFT)]
    left = [one for one in judged if outcomes[one.name][0] in LEFT]
    for title, of in (("operator", lambda one: one.operator), ("room", lambda one: room(one.path))):
        say(f"\n{title:<32} noticed  of")
        there, gone = Counter(map(of, judged)), Counter(map(of, left))
        for name, count in sorted(there.items()):
            say(f"{name:<32} {(count - gone[name]) / count:>6.1%} {count:>5}")
    say("\nunnoticed:")
    for one in sorted(left, key=lambda one: (strict_room(one.path) is None, one.path, one.lines)):
        mark = "!" if strict_room(one.path) else " "
        say(f"{mark} {one.path}:{one.lines[0]} {one.name.split(':', 1)[1]}: {shown(one)} [{outcomes[one.name][0]}]")
    untried = [one for one in found if one.operator in CHIEF and outcomes.get(one.name, (UNTRIED, ""))[0] == UNTRIED]
    strict = [one for one in left if strict_room(one.path)]
    gone_by = stale(equivalents(), all_places()) if whole else []
    needless = [name for name in listed if outcomes.get(name, ("", ""))[0] == NOTICED]
    share = 1 - len(left) / len(judged) if judged else 1.0
    say(
        f"\n{share:.1%} of {len(judged)} noticed; {len(listed)} listed as no mistake; {len(untried)} chief ones untried"
    )
    for words, wrong in (
        (f"less than {SHARE:.0%}", share < SHARE),
        (f"{len(strict)} unnoticed where none may be", bool(strict)),
        (f"listed, and gone: {', '.join(gone_by)}", bool(gone_by)),
        (f"listed, and noticed: {', '.join(needless)}", bool(needless)),
    ):
        if wrong:
            say(words)
    return int(share < SHARE or bool(strict) or bool(gone_by) or bool(needless))


def main() -> int:
    """Try, print, judge."""
    ask = asked()
    memory.use()
    found = all_places(ask.only)
    if ask.listed:
        for one in found:
            say(f"{one.path}:{one.lines[0]} {one.name.split(':', 1)[1]}: {shown(one)}")
        return 0
    return verdict(found, tried(ask, found), not ask.only)


if __name__ == "__main__":
    sys.exit(main())
