"""Takes away the code that keeps a promise and runs its test: each in a fork, before the project is imported."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.mutants import fresh
from tests.mutants.forks import Alive, in_forks
from tests.promises.register import Promise

AT_ONCE = 2
SECONDS = 60.0  # of the processor, for the import and one test
TOGETHER = 15  # tests asked at once whether they pass while nothing is taken away
CAUGHT, NOT_CAUGHT = "caught", "NOT CAUGHT"


@dataclass(frozen=True, slots=True)
class Job:
    """A promise without its code, or tests while all code is there."""

    promise: Promise | None
    tests: tuple[str, ...]


def removed(promises: Iterable[Promise]) -> Iterator[tuple[Promise, str]]:
    """Each with what its test said without the code: CAUGHT, or NOT_CAUGHT and why. Only without the project."""
    chosen = list(promises)
    tests = list(dict.fromkeys(one.test for one in chosen))
    together = [Job(None, tuple(tests[at : at + TOGETHER])) for at in range(0, len(tests), TOGETHER)]
    waiting = deque([*together, *(Job(one, (one.test,)) for one in chosen)])
    fresh.warm_libraries()
    for job, said in in_forks(lambda: waiting.popleft() if waiting else None, _act, at_once=AT_ONCE, seconds=SECONDS):
        if job.promise is not None:
            yield job.promise, CAUGHT if said == CAUGHT else f"{NOT_CAUGHT} {said}".strip()
        elif said != NOT_CAUGHT:
            raise RuntimeError(f"fails while all code is there: {said}; asked together: {', '.join(job.tests)}")


def _act(job: Job, folder: Path, alive: Alive) -> str:
    mistake = fresh.Mistake(job.promise.path, job.promise.without) if job.promise is not None else None
    ended, notices = fresh.asks(mistake, list(job.tests), SECONDS * len(job.tests), folder, alive)
    if ended == pytest.ExitCode.OK:
        return NOT_CAUGHT if job.promise is None else ""
    if ended != pytest.ExitCode.TESTS_FAILED or notices.when == "setup" or notices.noticed not in job.tests:
        return f"(it does not begin: {notices.noticed or ended!s})"
    return CAUGHT if job.promise is not None else notices.noticed
