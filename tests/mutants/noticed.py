"""Which test noticed which mistake the last time: it is asked first, so that a run from nothing is over in its minutes.

Written as a test's name and, below it, the names of places. What is out of date costs a moment and proves nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from tests.mutants.places import ROOT, Place

KEPT = ROOT / ".mutants"
KNOWN = Path(__file__).with_name("noticed.txt")  # goes with the project
LATEST = KEPT / "noticed.txt"  # of the runs in this folder; copied over KNOWN when it should go with the project


def read(*files: Path) -> dict[str, str]:
    """By place the test that noticed it; what a later file says counts."""
    found: dict[str, str] = {}
    for file in files:
        test = ""
        for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
            if line.startswith("  "):
                found[line.strip()] = test
            else:
                test = line
    return found


def write(file: Path, noticed: dict[str, str], places: Iterable[Place]) -> None:
    """Keep what is known of places that are still there."""
    by_test = defaultdict(list)
    for name in sorted(one.name for one in places):
        if name in noticed and not noticed[name].startswith("("):
            by_test[noticed[name]].append(name)
    lines = [line for test in sorted(by_test) for line in (test, *(f"  {name}" for name in by_test[test]))]
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def by_function(noticed: dict[str, str]) -> dict[str, list[str]]:
    """By function the tests that noticed something in it, the one with the most first."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for name, test in noticed.items():
        found[name.rsplit(":", 2)[0]][test] += 1
    return {name: sorted(tests, key=lambda test: (-tests[test], test)) for name, tests in found.items()}
