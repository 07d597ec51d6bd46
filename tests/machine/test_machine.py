"""A programme lived at random on each database, every truth looked at after every step; `make machine` goes further."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.machine.__main__ import lives_through
from tests.machine.programme import Programme
from tests.machine.watching import edges

STEPS = {"sqlite": 500, "postgresql": 120}
LEAST = {"sqlite": 15, "postgresql": 3}


@pytest.fixture
def programme(another_url: Callable[[], str], tmp_path: Path) -> Iterator[Programme]:
    found = Programme(another_url(), tmp_path, seed=7)
    yield found
    found.closes()


def test_whatever_people_do_what_holds_always_holds(programme: Programme, kind: str) -> None:
    watch, wrong = lives_through(programme, STEPS[kind])
    assert not wrong, "\n".join(wrong)
    seen = edges() & watch.seen.keys()
    assert len(seen) > LEAST[kind], f"only {len(seen)} of the arrows were gone along"
