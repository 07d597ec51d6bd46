"""Measures everything in one go and holds it against the bars: `python -m benchmarks [--quick]`; exit 1 if missed."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import checkins, claims, digest, prompts, report
from tests.blackbox import Nursery


def main() -> int:
    """Run all parts; the exit code."""
    quick = _asked()
    with tempfile.TemporaryDirectory(prefix="titian-bench-") as name, _nursery() as nursery:
        folder = Path(name)
        bars = checkins.compare(folder, nursery, pairs=1 if quick else 3, seconds=3.0 if quick else 6.0)
        bars += prompts.measure(folder, nursery, number=3_000 if quick else 10_000)
        bars += claims.measure(folder, future=1_000_000, finished=100_000 if quick else 300_000, times=200)
        bars += digest.measure(folder, number=2_000 if quick else 10_000)
    return 0 if report.verdicts(bars) else 1


def _asked() -> bool:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--quick", action="store_true", help="a rougher run, in 40 seconds")
    return bool(parser.parse_args().quick)


@contextmanager
def _nursery() -> Iterator[Nursery]:
    found = Nursery()
    try:
        yield found
    finally:
        found.close()


if __name__ == "__main__":
    raise SystemExit(main())
