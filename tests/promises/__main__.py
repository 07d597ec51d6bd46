"""`python -m tests.promises`: takes away what keeps each promise, one at a time, and runs the test that has to fail.

Prints promise, code and test, and exits with 1 where the test goes on. --sample N, --seed S, --of WORDS: see --help.
"""

from __future__ import annotations

import argparse
import random
import sys
import time

from tests import memory
from tests.promises.register import Promise, promises
from tests.promises.removing import CAUGHT, removed

WIDEST = 60


def say(text: str = "") -> None:
    """A line of the command's own words."""
    print(text, flush=True)  # noqa: T201 a command's own words


def short(text: str) -> str:
    """On one line, as much as there is room for."""
    line = " ".join(text.split())
    return line if len(line) <= WIDEST else f"{line[: WIDEST - 1]}…"


def chosen(arguments: list[str]) -> list[Promise]:
    """The rows that are asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.promises", description=__doc__)
    parser.add_argument("--of", default="", metavar="WORDS", help="only rows with these words in file, promise or code")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="so many of them, by chance")
    parser.add_argument("--seed", type=int, default=1, help="of that chance (1)")
    asked = parser.parse_args(arguments)
    rows = [one for one in promises() if asked.of in f"{one.file} {one.that} {one.path} {one.code} {one.test}"]
    return random.Random(asked.seed).sample(rows, asked.sample) if asked.sample else rows


def main(arguments: list[str]) -> int:
    """Take away, run, print."""
    began, uncaught = time.monotonic(), 0
    memory.use()
    rows = chosen(arguments)
    for row, said in removed(rows):
        uncaught += said != CAUGHT
        end = row.test if said == CAUGHT else f"{said} by {row.test}"
        say(f"{short(row.that):<{WIDEST}}  {row.path}: {short(row.code):<{WIDEST}}  {end}")
    sentences = sum(len(row.says) + len(row.readme) for row in rows)
    say(f"{len(rows)} rows keep {sentences} sentences; {uncaught} not caught; {time.monotonic() - began:.0f} seconds")
    return 1 if uncaught else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
