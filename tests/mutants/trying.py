"""Tries places one after another, some at once, and keeps what became of each."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.mutants.forks import DIED, TOO_LONG, Act, in_forks
from tests.mutants.places import Place
from tests.mutants.reached import AT_ONCE, Reached

NOTICED, UNNOTICED, UNREACHED, UNTRIED, ELSEWHERE = "noticed", "unnoticed", "no test comes here", "untried", "elsewhere"
CANNOT = "(cannot be changed here)"
# Wall time after which a fork that has not begun is ended.
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Job:
    """A place and the tests to ask; no place: whether a test passes in a fork at all."""

    place: Place | None
    tests: list[str]


class Round:
    """Places that are tried in the same way. `done`: by place, what became of it and which test noticed."""

    def __init__(self, reached: Reached, act: Act[Job], until: float, tell: Callable[[str], None]) -> None:
        self.done: dict[Place, tuple[str, str]] = {}
        self._reached, self._act, self._until, self._tell = reached, act, until, tell
        self._sound: set[str] = {DIED, TOO_LONG, *reached.trusted}
        self._by: dict[str, list[Place]] = {}
        self._waiting: deque[Place] = deque()
        self._doubted: deque[str] = deque()

    def goes(self, places: Iterable[Place]) -> None:
        """Try these, in this order, as long as there is time."""
        self._waiting.extend(places)
        for job, noticed in in_forks(self._next, self._act, at_once=AT_ONCE, seconds=PATIENCE):
            if job.place is None:
                self._settle(job.tests[0], noticed)
            elif noticed == CANNOT:
                self.done[job.place] = ELSEWHERE, ""
            elif noticed:
                self._noticed(job.place, noticed)
            else:
                self.done[job.place] = UNNOTICED, ""
            if job.place is not None and job.place in self.done:
                self._tell(f"{self.done[job.place][0]:<10} {job.place.name} {noticed}")
        for place in self._waiting:
            self.done[place] = UNTRIED, ""
        self._waiting.clear()

    def _next(self) -> Job | None:
        if self._doubted:
            return Job(None, [self._doubted.popleft()])
        while self._waiting and time.monotonic() < self._until:
            place = self._waiting.popleft()
            tests = self._reached.tests(place)
            if tests:
                return Job(place, tests)
            self.done[place] = UNREACHED, ""
        return None

    def _noticed(self, place: Place, by: str) -> None:
        self.done[place] = NOTICED, by
        self._reached.noticed(place, by)
        if by not in self._sound and not by.startswith("("):
            if by not in self._by:
                self._doubted.append(by)
            self._by.setdefault(by, []).append(place)

    def _settle(self, test: str, failed: str) -> None:
        """A test that fails as the code is has noticed nothing: what it noticed is asked of others."""
        places = self._by.pop(test, [])
        if failed:
            self._reached.shaky.add(test)
            self._waiting.extendleft(places)
        else:
            self._sound.add(test)
