"""Real SIGKILLs: nothing that anybody was told is saved may be missing, and nothing may be there twice."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.clock import real_now
from bot.domain.followups import OPEN
from bot.store.engine.tables import inbox, outbox, prompts
from tests.blackbox import Chatter, Place, chatters, until

KILLS = int(os.environ.get("TITIAN_KILLS", "12"))
SEED = int(os.environ.get("TITIAN_SEED", "1"))
MENTORS, MOMENTS = 20, 60
# About how long a life lasts, start included: the prompts of the story are spread over all of them.
LIFE_SECONDS = 0.45
WAITING = (("inbox", "new"), ("outbox", "ready"), ("outbox", "sending"))
FINISHED = {("inbox", "done"), ("outbox", "sent"), ("outbox", "dropped")}

pytestmark = pytest.mark.kill9


def test_nothing_is_lost_and_nothing_is_done_twice(place: Place) -> None:
    chance = random.Random(SEED)
    place.does("init")
    begun = real_now()
    due = [begun + timedelta(seconds=chance.uniform(0.5, 0.5 + KILLS * LIFE_SECONDS)) for _ in range(MOMENTS)]
    mentors = chatters(place, MENTORS, due)
    for mentor in mentors:
        mentor.phone.types("/menu")
    for number in range(KILLS):
        _lives_and_dies(place, chance, number)
    with place.running():
        _comes_to_rest(place, mentors)
        until(lambda: real_now() > max(due), "the last moment", 60)
        until(lambda: _is_drained(place), "the bot has nothing left to do", 60)
    _all_is_as_it_was_said(place, mentors)


def _lives_and_dies(place: Place, chance: random.Random, number: int) -> None:
    """One life. Most die at work; every sixth while it is still starting."""
    process = place.start("run")
    if number % 6 == 5:
        time.sleep(chance.uniform(0.0, 0.12))
    else:
        process.is_ready()
        time.sleep(chance.uniform(0.03, 0.4))
    assert process.code is None, f"it ended by itself:\n{process.log}"
    process.dies()


def _comes_to_rest(place: Place, mentors: list[Chatter]) -> None:
    for mentor in mentors:
        mentor.stopping = True
    until(lambda: all(mentor.rests for mentor in mentors), "every phone shows Tersimpan", 60)


def _is_drained(place: Place) -> bool:
    states = _states(place)
    with place.database() as database, database.snapshot() as connection:
        due = select(func.count()).where(prompts.c.state == "waiting", prompts.c.due_at <= real_now())
        late = connection.execute(due).scalar_one()
    return not late and not any(states[waiting] for waiting in WAITING)


def _states(place: Place) -> Counter[tuple[str, str]]:
    """How many rows of each queue are in which state."""
    found: Counter[tuple[str, str]] = Counter()
    with place.database() as database, database.snapshot() as connection:
        for table in (inbox, outbox):
            rows = connection.execute(select(table.c.state, func.count()).group_by(table.c.state))
            found.update({(table.name, row[0]): row[1] for row in rows})
    return found


def _all_is_as_it_was_said(place: Place, mentors: list[Chatter]) -> None:
    exported = place.exported()
    saved = Counter(row["code"] for row in exported["checkins"])
    planned = Counter(row["code"] for row in exported["prompts"])
    still_open = Counter(row["code"] for row in exported["prompts"] if row["state"] in OPEN)
    said = sum((mentor.prompts for mentor in mentors), Counter[str]())
    own = {mentor.code: mentor for mentor in mentors}

    assert saved == {code: mentor.saved for code, mentor in own.items()}
    assert still_open == {row["code"]: 1 for row in exported["cases"]}, "each participant has one open moment"
    assert planned == {code: 1 + saved[code] for code in still_open}, "one moment is planned by each check-in"
    assert {row["kind"] for row in exported["prompts"]} == {"next_contact"}
    assert set(said) == set(still_open) - set(own), "every moment that came was said"
    assert max(said.values()) <= 1 + KILLS, f"repeated more often than it was killed: {said}"
    assert set(_states(place)) <= FINISHED
    repeats = sum(said.values()) - len(said)
    print(f"\n{KILLS} kills: {sum(saved.values())} check-ins, {len(said)} prompts, {repeats} of them repeated")  # noqa: T201
