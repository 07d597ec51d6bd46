"""`python -m tests.omissions [sort ...]`: leaves out a place at a time in a copy; which test notices it?

--at-once N, --of FILE: see --help. Exit 1 if something can be left out unnoticed. Some minutes a hundred.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

from tests.omissions.places import Omission, all_of_them
from tests.recipes.kitchen import Kitchen

# What should notice, the likeliest first; the stories last, as they take longest.
LIKELY = {
    "audit": ("tests/store/test_audit.py", "tests/map"),
    "erasure": ("tests/store/test_erasing.py", "tests/store/test_columns.py"),
    "payload": ("tests/store", "tests/hostile"),
    "seal": ("tests/store",),
    "permission": ("tests/map",),
    "guard": (
        "tests/store/test_held.py",
        "tests/store/test_addresses.py",
        "tests/store/test_consents.py",
        "tests/stories/test_over.py",
        "tests/stories/test_in_other_hands.py",
        "tests/stories/test_typed.py",
        "tests/map",
        "tests/hostile",
        "tests/telegram",
        "tests/test_routes.py",
    ),
    "role": ("tests/test_routes.py", "tests/test_permissions.py", "tests/map"),
}
THEN = ("tests/stories", "tests/store", "tests/test_exchange.py", "tests/test_commands.py", "tests/telegram")


def noticed_by(kitchen: Kitchen, omission: Omission) -> str | None:
    """The first test that fails without it; None when all go on."""
    file = kitchen.folder / omission.path
    whole = file.read_text(encoding="utf-8")
    file.write_text(omission.text, encoding="utf-8")
    try:
        for names in (LIKELY[omission.sort], THEN):
            done = _tests(kitchen, names)
            failed = [line for line in done.splitlines() if line.startswith(("FAILED", "ERROR"))]
            if failed:
                return failed[0].split(" - ")[0].split(" ", 1)[1]
        return None
    finally:
        file.write_text(whole, encoding="utf-8")


def _tests(kitchen: Kitchen, names: tuple[str, ...]) -> str:
    env = {**os.environ, "PYTHONPATH": str(kitchen.folder), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-x",
        "-rfE",
        "--tb=no",
        "-p",
        "no:cacheprovider",
        "-k",
        "not postgresql or meanwhile",
    ]
    done = subprocess.run(
        [*command, *names], cwd=kitchen.folder, env=env, capture_output=True, text=True, timeout=900, check=False
    )
    return done.stdout + ("" if done.returncode in (0, 1) else f"\nERROR {done.stderr[-200:]!r}")


def _asked() -> tuple[list[str], int, str]:
    parser = argparse.ArgumentParser(prog="python -m tests.omissions")
    parser.add_argument("sorts", nargs="*", metavar="sort", help=f"one of {', '.join(LIKELY)}; all if none is named")
    parser.add_argument("--at-once", type=int, default=2, metavar="N", help="how many are tried at the same time")
    parser.add_argument(
        "--of", default="", metavar="FILE", help="only what stands in files with these words in their path"
    )
    asked = parser.parse_args()
    sorts: list[str] = asked.sorts
    if unknown := [sort for sort in sorts if sort not in LIKELY]:
        parser.error(f"no such sort: {unknown[0]}; there are {', '.join(LIKELY)}")
    if asked.at_once < 1:
        parser.error(f"--at-once {asked.at_once}: at least one")
    return sorts, int(asked.at_once), str(asked.of)


def main(sorts: list[str], at_once: int, of: str) -> int:
    """Leave out, look, print."""
    began = time.monotonic()
    places = [one for one in all_of_them() if (not sorts or one.sort in sorts) and of in one.path]
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(at_once) as pool:
        kitchens: Queue[Kitchen] = Queue()
        for number in range(at_once):
            kitchens.put(Kitchen(Path(folder) / str(number)))

        def look(omission: Omission) -> str | None:
            kitchen = kitchens.get()
            try:
                return noticed_by(kitchen, omission)
            finally:
                kitchens.put(kitchen)

        unnoticed = 0
        for omission, by in zip(places, pool.map(look, places), strict=True):
            unnoticed += by is None
            print(f"{omission.name:<70} {by or 'NOTHING NOTICES'}", flush=True)  # noqa: T201 a command's own words
    print(f"{len(places)} places, {unnoticed} unnoticed, {time.monotonic() - began:.0f} seconds")  # noqa: T201
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main(*_asked()))
