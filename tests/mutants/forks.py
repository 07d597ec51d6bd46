"""Tries each job in a fork of this process, some at a time; what a fork does to itself ends with it."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

J = TypeVar("J")
# What a fork ends with: what it noticed ("" for nothing), or that its time was over.
TOO_LONG = "(never ends)"
DIED = "(the process dies)"


# Says how many seconds of the clock the next step may take, a step being a test.
Alive = Callable[[float], None]
Act = Callable[[J, Path, Alive], str]


@dataclass(slots=True)
class _Running(Generic[J]):
    """A fork under way. `said` is what it has written so far; `folder` is its own and goes with it."""

    job: J
    pid: int
    pipe: int
    until: float
    folder: Path
    said: bytes = b""

    def hears(self, more: bytes) -> bool:
        """Take in what it writes; whether that was all."""
        *lines, self.said = (self.said + more).split(b"\n")
        for line in lines:
            if not line.startswith(b"{"):
                self.until = time.monotonic() + float(line)
            else:
                self.said = line
                return True
        return not more


def in_forks(next_job: Callable[[], J | None], act: Act[J], *, at_once: int, seconds: float) -> Iterator[tuple[J, str]]:
    """Each job with what `act(job, folder, alive)` returned in its fork, as they end.

    `next_job` is asked when a fork is free; there may be more after None, while some are under way. `seconds` of wall
    time a fork may take before it says that it is alive. Raises RuntimeError when `act` does.
    """
    running: dict[int, _Running[J]] = {}
    with tempfile.TemporaryDirectory(prefix="titian-mutants-", ignore_cleanup_errors=True) as folder:
        try:
            while True:
                while len(running) < at_once and (job := next_job()) is not None:
                    begun = _fork(job, act, Path(tempfile.mkdtemp(dir=folder)), seconds)
                    running[begun.pipe] = begun
                if not running:
                    return
                yield from _look(running)
        finally:
            for one in running.values():
                _end(one)


def _look(running: dict[int, _Running[J]]) -> Iterator[tuple[J, str]]:
    """Listen for a moment; those that have ended, or have taken too long."""
    ready, _, _ = select.select(list(running), [], [], 0.2)
    for pipe in ready:
        if running[pipe].hears(os.read(pipe, 65536)):
            yield _ended(running.pop(pipe))
    for pipe, one in list(running.items()):
        if time.monotonic() > one.until:
            yield _ended(running.pop(pipe), TOO_LONG)


def _fork(job: J, act: Act[J], folder: Path, seconds: float) -> _Running[J]:
    reads, writes = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.setsid()
        os.close(reads)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        said = {"noticed": DIED}
        try:
            said = {"noticed": act(job, folder, lambda more: _write(writes, str(more)))}
        except Exception:  # noqa: BLE001 it is not a test that has failed, and is told where somebody reads it
            said = {"broken": traceback.format_exc()}
        finally:
            _write(writes, json.dumps(said))
            os._exit(0)
    os.close(writes)
    return _Running(job, pid, reads, time.monotonic() + seconds, folder)


def _write(pipe: int, line: str) -> None:
    os.write(pipe, line.encode() + b"\n")


def _end(one: _Running[J]) -> None:
    os.close(one.pipe)
    with suppress(ProcessLookupError):
        os.killpg(one.pid, signal.SIGKILL)  # and whatever it has started
    os.waitpid(one.pid, 0)
    shutil.rmtree(one.folder, ignore_errors=True)


def _ended(one: _Running[J], noticed: str | None = None) -> tuple[J, str]:
    _end(one)
    if noticed is None:
        said = json.loads(one.said) if one.said.startswith(b"{") else {"noticed": DIED}
        if "broken" in said:
            raise RuntimeError(f"no test, but what runs them: {said['broken']}")
        noticed = str(said["noticed"])
    return one.job, noticed
