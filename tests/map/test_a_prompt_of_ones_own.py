"""A prompt that an installation adds: it arises from a check-in, is answered by a word, and the word may bring another.

None of those that are built in does so. tests/recipes adds one to a copy of the project, from its entry on; here is
what becomes of it in the hands of a mentor and of whoever covers.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain import followups
from bot.domain.followups import BY_KIND
from bot.domain.people import Person
from bot.domain.planning import Planned
from bot.domain.presses import Said
from bot.domain.prompting.kinds import Arises, Event, FollowUp, Offer, Then
from bot.store.caseload import drafts, prompts
from bot.store.engine.database import Tx
from bot.store.engine.tables import prompts as rows
from bot.store.people import people
from handlers.fillings import FILLINGS
from tests.map.test_saves import filled_in
from tests.map.world import TUESDAY, World
from tests.office import TakenBack

SCHOOL = FollowUp(
    "school",
    "School",
    "Are the children at school?",
    "It is asked two days after a check-in.",
    Arises(Event.CHECK_IN, timedelta(days=2)),
    answers=(
        Offer("They are", Said, word="yes"),
        Offer("Not so far", Said, word="no", then=Then("schoolagain", timedelta(days=7))),
    ),
)
AGAIN = FollowUp(
    "schoolagain",
    "School, once more",
    "You wished to be asked once more.",
    "It was not so far.",
    Arises(Event.SILENCE),
    answers=(Offer("They are", Said, word="yes"),),
)


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """It stands among the others."""
    monkeypatch.setattr(followups, "KINDS", (*followups.KINDS, SCHOOL, AGAIN))
    for one in (SCHOOL, AGAIN):
        monkeypatch.setitem(BY_KIND, one.kind, one)


def of_school(tx: Tx) -> list[tuple[str, str, str | None, str]]:
    """What there is of it: each kind, its state, the word it ended with, and when it asks, by the clock of Jakarta."""
    found = tx.execute(select(rows).where(rows.c.kind.startswith("school")).order_by(rows.c.id)).all()
    return [(row.kind, row.state, row.reason, f"{row.due_at + timedelta(hours=7):%d %H.%M}") for row in found]


def checks_in(tx: Tx, world: World, who: Person, life: str = "open") -> None:
    """A check-in is saved."""
    lot = world.lots[life]
    draft = filled_in("checkin", lot)
    FILLINGS["checkin"].save(world.office.turn(tx, who), drafts.keep(tx, who, draft, draft.answers, lot.case))


def test_it_arises_from_a_check_in_on_a_morning_of_the_mentors(world: World) -> None:
    for who, zone in (("owner", "Asia/Jakarta"), ("cover", "Asia/Jayapura")):
        with suppress(TakenBack), world.office.tx() as tx:
            checks_in(tx, world, people.settle(tx, world.people[who], zone=zone))
            assert of_school(tx) == [("school", "waiting", None, "26 09.00")], who
            raise TakenBack


def test_it_does_not_arise_in_a_pause(world: World) -> None:
    with suppress(TakenBack), world.office.tx() as tx:
        checks_in(tx, world, world.people["owner"], "paused")
        assert of_school(tx) == []
        raise TakenBack


@pytest.mark.parametrize(
    ("word", "left"),
    [
        ("yes", [("school", "answered", "yes", "24 10.00")]),
        ("no", [("school", "answered", "no", "24 10.00"), ("schoolagain", "waiting", None, "01 10.00")]),
        ("perhaps", [("school", "said", None, "24 10.00")]),
        ("", [("school", "said", None, "24 10.00")]),
    ],
)
def test_a_word_ends_it_and_may_bring_another(
    world: World, word: str, left: list[tuple[str, str, str | None, str]]
) -> None:
    owner, case = world.people["owner"], world.lots["open"].case
    with suppress(TakenBack), world.office.tx() as tx:
        number = prompts.insert_new(
            tx, Planned("school", TUESDAY), TUESDAY, f"case:{case.id}", case.id, owner.id, owner.id, "course"
        )
        asked = prompts.by_id(tx, number)
        assert asked is not None
        prompts.mark_said(tx, asked, owner)
        world.office.taps(tx, owner, Said(number, word))
        assert of_school(tx) == left
        raise TakenBack
