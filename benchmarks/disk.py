"""How long this disk takes to make a write safe just now: each COMMIT waits for that, and other programs slow it."""

from __future__ import annotations

import os
import time
from pathlib import Path
from statistics import median

TIMES = 100
# About what one COMMIT appends to the write-ahead log.
PAGES = b"\0" * 4 * 4096
# On a disk nobody else writes to it takes about a fifth of a millisecond.
SLOW = 0.6


def sync_ms(folder: Path) -> float:
    """The median time of an fdatasync, in milliseconds."""
    path = folder / "disk.probe"
    found = []
    with path.open("wb", buffering=0) as file:
        for _ in range(TIMES):
            begun = time.perf_counter()
            file.write(PAGES)
            _sync(file.fileno())
            found.append(time.perf_counter() - begun)
    path.unlink()
    return median(found) * 1000


def _sync(descriptor: int) -> None:
    getattr(os, "fdatasync", os.fsync)(descriptor)
