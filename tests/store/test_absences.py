"""Who is away and who stands in: what each question counts, and each thing beside it that it must not count."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import ColumnElement, insert, literal, select, union_all

from bot.domain.lives import Refusal
from bot.domain.people import Person, Role
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import absences as table
from bot.store.engine.tables import people as people_table
from bot.store.people import absences, people
from bot.store.people.absences import Absence, Freed
from tests.store.conftest import House

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass
class Team:
    """Siti is away, or is not; Dewi stands in for her, or Budi does. Wati is the other's near miss."""

    tx: Tx
    siti: Person
    dewi: Person
    budi: Person
    wati: Person
    yusuf: Person

    def away(self, who: Person, cover: Person | None, begins: timedelta, ends: timedelta, **other: Any) -> Absence:
        """A leave as it stands in the table, from and until so long after now."""
        row: dict[str, Any] = {
            "person_id": who.id,
            "cover_id": None if cover is None else cover.id,
            "state": "approved",
            **other,
        }
        row |= {"from_at": self.tx.now + begins, "until_at": self.tx.now + ends, "created_at": self.tx.now}
        number = self.tx.execute(insert(table).values(**row).returning(table.c.id)).scalar_one()
        found = absences.by_id(self.tx, number)
        assert found is not None and found.id == number
        return found

    def now(self) -> ColumnElement[Any]:
        return literal(self.tx.now, table.c.from_at.type)

    def holds(self, condition: ColumnElement[bool]) -> bool:
        """Whether it is so of Siti."""
        one = select(people_table.c.id).where(people_table.c.id == self.siti.id, condition)
        return self.tx.execute(one).first() is not None

    @contextmanager
    def supposing(self) -> Iterator[None]:
        """What is done here is undone at the end."""
        with suppress(ZeroDivisionError), self.tx.savepoint():
            yield
            raise ZeroDivisionError


@pytest.fixture
def team(database: Database, house: House) -> Iterator[Team]:
    with database.transaction() as tx:
        dewi, budi, wati = (people.add(tx, Role.MENTOR, name, house.yusuf.id) for name in ("Dewi", "Budi", "Wati"))
        yield Team(tx, house.siti, dewi, budi, wati, house.yusuf)


Misses = dict[str, Callable[[Team], Absence]]
LEAVES: Misses = {
    "Siti is away, and Dewi stands in": lambda team: team.away(team.siti, team.dewi, -HOUR, HOUR),
    "from this moment on": lambda team: team.away(team.siti, team.dewi, 0 * HOUR, HOUR),
    "she is kept out": lambda team: team.away(team.siti, team.dewi, -HOUR, HOUR, suspended=True),
    "Budi stands in": lambda team: team.away(team.siti, team.budi, -HOUR, HOUR),
    "nobody stands in": lambda team: team.away(team.siti, None, -HOUR, HOUR),
    "Wati is away": lambda team: team.away(team.wati, team.dewi, -HOUR, HOUR),
    "to come": lambda team: team.away(team.siti, team.dewi, HOUR, 2 * HOUR),
    "over at this moment": lambda team: team.away(team.siti, team.dewi, -HOUR, 0 * HOUR),
    "only asked for": lambda team: team.away(team.siti, team.dewi, -HOUR, HOUR, state="asked"),
    "asked for and over": lambda team: team.away(team.siti, team.dewi, -HOUR, 0 * HOUR, state="asked"),
    "refused": lambda team: team.away(team.siti, team.dewi, -HOUR, HOUR, state="refused"),
    "ended": lambda team: team.away(team.siti, team.dewi, -HOUR, HOUR, state="ended"),
}
NOW = {"Siti is away, and Dewi stands in", "from this moment on", "she is kept out"}
AWAY = NOW | {"Budi stands in", "nobody stands in"}
AGREED = {"Siti is away, and Dewi stands in", "from this moment on", "Budi stands in", "nobody stands in", "to come"}
QUESTIONS: dict[str, tuple[Callable[[Team], object], set[str]]] = {
    "does Dewi stand in for her": (lambda team: absences.is_covered_by(team.tx, team.siti.id, team.dewi), NOW),
    "for whom does Dewi stand in": (lambda team: team.siti.id in absences.covered_now(team.tx, team.dewi), NOW),
    "Dewi and whom she covers": (lambda team: team.siti.id in themselves_and_covered(team), NOW),
    "the same as a condition": (
        lambda team: team.holds(absences.covered_by(people_table.c.id, literal(team.dewi.id), team.now())),
        NOW,
    ),
    "is she away": (lambda team: team.holds(absences.is_away(people_table.c.id, team.now())), AWAY),
    "who is away": (lambda team: team.siti.id in absences.in_force(team.tx, [team.siti.id]), AWAY),
    "does somebody stand in": (
        lambda team: team.holds(absences.has_a_stand_in(people_table.c.id, team.now())),
        AWAY - {"nobody stands in"},
    ),
    "the leave that is agreed": (lambda team: team.siti.id in absences.standing(team.tx, [team.siti.id]), AGREED),
    "her own leave": (lambda team: absences.of(team.tx, team.siti), AGREED | {"only asked for"}),
    "what she asks for": (lambda team: absences.asked_by(team.tx, [team.siti.id]), {"only asked for"}),
}


def themselves_and_covered(team: Team) -> list[int]:
    found = union_all(*absences.themselves_and_covered(literal(team.dewi.id), team.now()))
    return list(team.tx.execute(found).scalars())


def test_each_question_counts_its_own_leave_and_no_other(team: Team) -> None:
    found: dict[str, set[str]] = {question: set() for question in QUESTIONS}
    for name, leave in LEAVES.items():
        with team.supposing():
            leave(team)
            for question, (asks, _) in QUESTIONS.items():
                found[question] |= {name} if asks(team) else set()
    assert found == {question: counted for question, (_, counted) in QUESTIONS.items()}


def test_the_soonest_leave_stands_first_of_those_alone_who_are_asked_for(team: Team) -> None:
    team.away(team.wati, team.budi, DAY, 2 * DAY)
    later, soon = (team.away(team.siti, team.dewi, begins * DAY, (begins + 1) * DAY) for begins in (5, 2))
    assert absences.standing(team.tx, [team.siti.id, team.budi.id]) == {team.siti.id: soon}
    assert absences.of(team.tx, team.siti) == soon, "the newest"
    assert absences.end(team.tx, team.siti, soon) is None
    assert absences.of(team.tx, team.siti) == later


def test_for_whom_somebody_who_goes_away_would_have_stood_in(team: Team) -> None:
    """Dewi goes from the second day up to the fourth."""
    goes = team.away(team.dewi, None, 2 * DAY, 4 * DAY)
    days = {(0, 2): False, (0, 3): True, (3, 4): True, (3, 9): True, (4, 9): False}
    for (begins, ends), counted in days.items():
        for cover, state in ((team.dewi, "approved"), (team.budi, "approved"), (team.dewi, "asked")):
            with team.supposing():
                team.away(team.siti, cover, begins * DAY, ends * DAY, state=state)
                would = counted and cover is team.dewi and state == "approved"
                assert absences.covered_during(team.tx, goes) == ([team.siti.id] if would else [])


def test_whoever_stands_in_is_away_on_one_of_the_days(team: Team) -> None:
    """Siti goes from the second day up to the fourth, and Dewi stands in."""
    leave = team.away(team.siti, team.dewi, 2 * DAY, 4 * DAY)
    assert not absences.lacks_a_stand_in(team.tx, team.siti.id)
    days = {(0, 2): False, (0, 3): True, (3, 4): True, (3, 9): True, (4, 9): False}
    for (begins, ends), counted in days.items():
        for who, state in ((team.dewi, "approved"), (team.budi, "approved"), (team.dewi, "asked")):
            with team.supposing():
                team.away(who, None, begins * DAY, ends * DAY, state=state)
                lacks = counted and who is team.dewi and state == "approved"
                assert absences.lacks_a_stand_in(team.tx, team.siti.id) == lacks
    assert absences.cover(team.tx, team.yusuf, leave, team.budi.id) is None
    team.away(team.dewi, None, 0 * DAY, 9 * DAY)
    assert not absences.lacks_a_stand_in(team.tx, team.siti.id), "Budi is there"
    assert absences.lacks_a_stand_in(team.tx, team.dewi.id), "nobody was named"


@pytest.mark.parametrize("state", ("asked", "ended", "over", "another's"))
def test_what_is_not_agreed_or_over_lacks_nobody(team: Team, state: str) -> None:
    ends = 0 * DAY if state == "over" else DAY
    who = team.wati if state == "another's" else team.siti
    team.away(who, None, -DAY, ends, state="approved" if state in ("over", "another's") else state)
    assert not absences.lacks_a_stand_in(team.tx, team.siti.id)


def test_whoever_was_to_stand_in_is_away_themselves(team: Team) -> None:
    team.away(team.siti, team.dewi, -DAY, DAY)
    team.away(team.wati, team.budi, -DAY, DAY)
    team.away(team.dewi, None, -DAY, DAY)
    asked = [team.siti.id, team.wati.id, team.budi.id]
    assert absences.in_force(team.tx, asked) == {team.siti.id: None, team.wati.id: team.budi.id}
    assert absences.in_force(team.tx, []) == {}
    team.away(team.dewi, team.yusuf, -DAY, DAY)
    assert absences.in_force(team.tx, asked)[team.siti.id] is None, "whoever covers the cover was not asked for her"


def test_being_kept_out_goes_before_leave(team: Team) -> None:
    team.away(team.siti, team.budi, -DAY, DAY, suspended=True)
    team.away(team.siti, team.dewi, -DAY, DAY)
    assert absences.in_force(team.tx, [team.siti.id]) == {team.siti.id: team.budi.id}


UNCOVERS: dict[str, tuple[Callable[[Team], list[Freed]], set[str]]] = {
    "kept out, named anew": (lambda team: absences.uncover_leave(team.tx, team.siti), {"leave", "asked"}),
    "falls back": (lambda team: absences.stand_in_falls_back(team.tx, team.siti), {"kept out"}),
    "Dewi cannot": (
        lambda team: absences.release_cover(team.tx, team.dewi.id),
        {"leave", "asked", "kept out", "another's"},
    ),
}


@pytest.mark.parametrize("how", UNCOVERS)
def test_who_does_not_stand_in_any_more(team: Team, how: str) -> None:
    """Whoever would by what is agreed is told; what was only asked for changes, and nobody is told of it."""
    leaves = {
        "leave": team.away(team.siti, team.dewi, DAY, 2 * DAY),
        "asked": team.away(team.siti, team.dewi, DAY, 2 * DAY, state="asked"),
        "kept out": team.away(team.siti, team.dewi, -DAY, 9 * DAY, suspended=True),
        "another's": team.away(team.wati, team.dewi, DAY, 2 * DAY),
        "over": team.away(team.siti, team.dewi, -DAY, 0 * DAY),
        "ended": team.away(team.siti, team.dewi, DAY, 2 * DAY, state="ended"),
        "Budi's": team.away(team.budi, team.wati, DAY, 2 * DAY),
    }
    acts, changed = UNCOVERS[how]
    freed = acts(team)
    after = {name: absences.by_id(team.tx, leave.id) for name, leave in leaves.items()}
    assert {name for name, leave in after.items() if leave is not None and leave.cover_id is None} == changed
    whose = {leaves[name].person_id for name in changed - {"asked"}}
    assert sorted(freed, key=lambda one: one.person_id) == [Freed(one, team.dewi.id) for one in sorted(whose)]


def test_who_was_only_asked_for_is_told_nothing(team: Team) -> None:
    asked = team.away(team.siti, team.dewi, DAY, 2 * DAY, state="asked")
    assert absences.release_cover(team.tx, team.dewi.id) == []
    assert there(team, asked).cover_id is None, "and does not stand in when it is agreed"


def there(team: Team, leave: Absence) -> Absence:
    found = absences.by_id(team.tx, leave.id)
    assert found is not None
    return found


def test_leave_that_is_over_is_not_decided_or_covered(team: Team) -> None:
    asked = team.away(team.siti, None, -DAY, 0 * DAY, state="asked")
    agreed = team.away(team.siti, team.dewi, -DAY, 0 * DAY)
    assert absences.agree(team.tx, team.yusuf, asked, team.dewi.id) is Refusal.TAKEN
    assert absences.cover(team.tx, team.yusuf, agreed, team.budi.id) is Refusal.TAKEN
    assert [there(team, one) for one in (asked, agreed)] == [asked, agreed]


def test_who_is_let_in_again_has_leave_to_come_all_the_same(team: Team) -> None:
    leave = team.away(team.siti, team.budi, DAY, 2 * DAY)
    theirs = team.away(team.wati, team.budi, -DAY, 2 * DAY, suspended=True)
    assert absences.stand_in(team.tx, team.yusuf, team.siti, team.dewi.id) == []
    assert absences.stand_in(team.tx, team.yusuf, team.siti, team.dewi.id) == [], "she stands in already"
    assert absences.stand_in(team.tx, None, team.siti, team.budi.id) == [Freed(team.siti.id, team.dewi.id)]
    assert absences.in_force(team.tx, [team.siti.id]) == {team.siti.id: team.budi.id}
    assert absences.end_suspension(team.tx, team.siti) == [Freed(team.siti.id, team.budi.id)]
    assert absences.in_force(team.tx, [team.siti.id]) == {}
    assert [there(team, one) for one in (leave, theirs)] == [leave, theirs]


def test_no_leave_is_left_of_whoever_is_gone_but_what_was(team: Team) -> None:
    was = team.away(team.siti, team.budi, -2 * DAY, -DAY)
    theirs = team.away(team.wati, team.budi, DAY, 2 * DAY)
    for begins in (-DAY, DAY):
        team.away(team.siti, team.dewi, begins, begins + 2 * DAY)
    assert absences.end_all(team.tx, team.siti) == [Freed(team.siti.id, team.dewi.id)], "said once"
    assert absences.of(team.tx, team.siti) is None
    assert [there(team, one) for one in (was, theirs)] == [was, theirs]
