"""Handing over: who may be given what, what a wall keeps from whose sight, and who hears of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.domain.people import Person, Role
from bot.reference.calendar import calendar
from bot.store.caseload import cases, handing_over, offers, prompts, walls
from bot.store.caseload.cases import Case
from bot.store.caseload.handing_over import Fact, Handed, LeftAlone
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import people as people_table
from bot.store.people import absences, leading, people
from bot.store.people.absences import Freed
from tests.overhearing import overheard
from tests.store.conftest import House

DAY = timedelta(days=1)


@dataclass
class Town:
    """Siti, Nur and Yusuf himself accompany somebody in Yusuf's team; Dewi and Budi are of Rahmat's, Alya of none."""

    tx: Tx
    admin: Person
    yusuf: Person
    siti: Person
    nur: Person
    rahmat: Person
    dewi: Person
    budi: Person
    alya: Person
    of_siti: Case
    of_nur: Case
    of_yusuf: Case
    of_budi: Case

    def moves(self, case: Case, to: Person) -> bool:
        """Whether this one can be given to that mentor; tried, and done."""
        moved = handing_over.move_cases(self.tx, self.yusuf, [case.id], to, calendar())
        assert moved in ([], [case.id])
        return bool(moved)


@pytest.fixture
def town(database: Database, house: House) -> Iterator[Town]:
    with database.transaction() as tx:
        rahmat = people.add(tx, Role.SUPERVISOR, "Rahmat", None)
        nur = people.add(tx, Role.MENTOR, "Nur", house.yusuf.id)
        dewi, budi = (people.add(tx, Role.MENTOR, name, rahmat.id) for name in ("Dewi", "Budi"))
        alya = people.add(tx, Role.MENTOR, "Alya", None)
        others = (cases.add(tx, "R", "Citra", one, 1) for one in (nur, house.yusuf, budi))
        yield Town(
            tx, house.admin, house.yusuf, house.siti, nur, rahmat, dewi, budi, alya, house.case, *others
        )  # fmt: skip


def test_who_may_be_given_all_that_is_anothers(town: Town) -> None:
    """Somebody of the same role, or a leader for a mentor; nobody kept out, and nobody behind a wall."""

    def may(person: Person, to: Person) -> bool:
        return handing_over.may_take(town.tx, person, to, cases.of_mentor(town.tx, person.id))

    assert [may(town.siti, one) for one in (town.siti, town.nur, town.dewi, town.alya)] == [False, True, True, True]
    assert [may(town.siti, one) for one in (town.yusuf, town.rahmat, town.admin)] == [True, True, False]
    assert [may(town.yusuf, one) for one in (town.siti, town.rahmat, town.admin)] == [False, True, False]
    assert not may(town.siti, replace(town.nur, status="suspended"))
    walls.add(town.tx, None, town.of_siti.id, town.of_budi.id)
    wanted = [False, False, True, True, False]
    assert [may(town.siti, one) for one in (town.budi, town.dewi, town.nur, town.yusuf, town.rahmat)] == wanted
    assert not may(town.yusuf, town.rahmat), "somebody of the team"


def test_who_would_see_somebody_behind_a_wall_whose_case_has_ended_does_not_stand_in(town: Town) -> None:
    """What has ended is not handed on with the others, and whoever stands in can open it."""

    def may(tx: Tx, person: Person, to: Person) -> bool:
        return handing_over.who_may_stand_in(tx, person, [to]) == [to]

    cases.end(town.tx, town.siti, town.of_siti)
    assert may(town.tx, town.siti, town.nur)
    assert not may(town.tx, town.siti, town.siti) and not may(town.tx, town.siti, town.admin)
    walls.add(town.tx, None, town.of_siti.id, town.of_nur.id)
    assert handing_over.may_take(town.tx, town.siti, town.nur, []), "it stays where it is"
    assert not may(town.tx, town.siti, town.nur) and not may(town.tx, town.nur, town.siti)
    assert may(town.tx, town.siti, people.add(town.tx, Role.MENTOR, "Wati", town.yusuf.id))
    own = cases.add(town.tx, "P", "Eka", town.siti, 1)
    walls.add(town.tx, None, town.of_siti.id, own.id)
    assert may(town.tx, town.siti, people.add(town.tx, Role.MENTOR, "Yani", town.yusuf.id)), "they met already"


def test_whoever_has_both_sides_of_a_wall_can_be_away_and_hands_nothing_on(town: Town) -> None:
    """For a while whoever stands in has both as they had; for good they are parted first. Whoever has a third who must
    not meet one of them, or leads them, does neither.
    """
    own = cases.add(town.tx, "P", "Eka", town.siti, 1)
    walls.add(town.tx, None, town.of_siti.id, own.id)
    both = [town.nur, town.yusuf, town.dewi]
    assert handing_over.who_may_stand_in(town.tx, town.siti, both) == both
    theirs = cases.of_mentor(town.tx, town.siti.id)
    assert not any(handing_over.may_take(town.tx, town.siti, one, theirs) for one in both)
    walls.add(town.tx, None, own.id, town.of_nur.id)
    assert handing_over.who_may_stand_in(town.tx, town.siti, both) == [town.dewi]


def test_whoever_stands_in_may_be_named_again_where_one_side_of_a_wall_has_ended(town: Town) -> None:
    own = cases.add(town.tx, "P", "Eka", town.siti, 1)
    walls.add(town.tx, None, town.of_siti.id, own.id)
    cases.end(town.tx, town.siti, town.of_siti)
    people.suspend(town.tx, town.yusuf, town.siti)
    absences.stand_in(town.tx, town.yusuf, town.siti, town.nur.id)
    assert handing_over.who_may_stand_in(town.tx, town.siti, [town.nur, town.dewi]) == [town.nur, town.dewi]


def test_what_a_wall_keeps_from_a_leaders_sight_stays_out_of_the_team(town: Town) -> None:
    walls.add(town.tx, None, town.of_siti.id, town.of_budi.id)
    assert not town.moves(town.of_siti, town.budi) and not town.moves(town.of_siti, town.dewi)
    assert not handing_over.move_team(town.tx, None, [town.siti], town.rahmat).mentors
    assert handing_over.move_team(town.tx, None, [town.nur], town.rahmat).mentors == [town.nur]
    assert handing_over.all_of(town.tx, None, town.siti, town.rahmat, calendar()) is None
    assert town.moves(town.of_siti, town.alya), "nobody leads her"


@pytest.mark.parametrize("whose", ("of_nur", "of_yusuf"))
def test_who_is_in_sight_already_may_move_within_the_team(town: Town, whose: str) -> None:
    """Two who must not meet are in the sight of one leader: that is as it was, with whichever mentor they are."""
    walls.add(town.tx, None, town.of_siti.id, getattr(town, whose).id)
    other = people.add(town.tx, Role.MENTOR, "Wati", town.yusuf.id)
    assert town.moves(getattr(town, whose), other)
    assert not town.moves(town.of_siti, other), "and never with the same one"


def test_a_leader_is_given_a_team_and_what_the_former_one_accompanied(town: Town) -> None:
    offers.make(town.tx, town.yusuf, town.of_siti, town.rahmat)
    handed = handing_over.all_of(town.tx, town.admin, town.yusuf, town.rahmat, calendar())
    assert handed == Handed([town.of_yusuf.id], [town.siti, town.nur], [])
    assert leading.own_team(town.tx, town.yusuf.id) == [] and cases.of_mentor(town.tx, town.yusuf.id) == []
    assert offers.open_of(town.tx, town.of_siti.id) is None
    handed = handing_over.all_of(town.tx, town.admin, town.siti, town.nur, calendar())
    assert handed == Handed([town.of_siti.id], [], [])


def test_who_was_named_for_a_mentor_of_a_team_that_moves_stands_in_no_more(town: Town) -> None:
    people.suspend(town.tx, town.yusuf, town.siti)
    absences.stand_in(town.tx, town.yusuf, town.siti, town.nur.id)
    gone = people.add(town.tx, Role.MENTOR, "Toni", town.yusuf.id)
    people.remove(town.tx, town.admin, gone)
    handed = handing_over.move_team(town.tx, town.admin, [town.siti, gone], town.rahmat)
    assert handed == Handed([], [town.siti], [Freed(town.siti.id, town.nur.id)])


def test_who_cannot_be_given_anybody_takes_nothing_of_theirs_along(town: Town) -> None:
    """Not what is planned, and not who was named to stand in."""
    prompts.plan_first(town.tx, town.of_siti, town.siti, calendar(), None, "import")
    people.suspend(town.tx, town.admin, town.nur)
    assert not town.moves(town.of_siti, town.nur)
    assert {one.recipient_id for one in prompts.open_of(town.tx, town.of_siti)} == {town.siti.id}
    people.suspend(town.tx, town.yusuf, town.siti)
    absences.stand_in(town.tx, town.yusuf, town.siti, town.yusuf.id)
    people.suspend(town.tx, town.admin, town.rahmat)
    assert handing_over.move_team(town.tx, town.admin, [town.siti], town.rahmat) == Handed()
    assert absences.in_force(town.tx, [town.siti.id]) == {town.siti.id: town.yusuf.id}


def test_who_hears_of_what_moved(town: Town) -> None:
    to, former, siti = town.rahmat, town.yusuf, town.siti
    longer, shorter = ("list_longer", to.id, to.id), ("list_shorter", former.id, former.id)
    led: list[Fact] = [("new_leader", to.id, siti.id), ("team_longer", to.id, to.id)]
    gone = ("team_gone", to.id, former.id)
    freed = ("stands_in_no_more", siti.id, town.nur.id)
    everything = Handed([town.of_yusuf.id], [siti], [Freed(siti.id, town.nur.id)])
    assert handing_over.handed_news(everything, former, to) == [shorter, longer, *led, freed, gone]
    assert handing_over.handed_news(everything, None, to) == [longer, *led, freed]
    kept_out = replace(former, status="suspended")
    assert handing_over.handed_news(everything, kept_out, to) == [longer, *led, freed]
    assert handing_over.handed_news(Handed(mentors=[siti]), former, to) == [*led, gone]
    assert handing_over.handed_news(Handed([town.of_yusuf.id]), former, to) == [shorter, longer]
    assert handing_over.handed_news(Handed(), former, to) == []


def test_whoever_decides_hears_for_whom_nobody_stands_in(town: Town) -> None:
    nobody = people.add(town.tx, Role.MENTOR, "Toni", town.yusuf.id)
    people.remove(town.tx, town.admin, nobody)
    admins: list[Fact] = [("uncovered", town.alya.id, town.admin.id)]
    assert handing_over.uncovered_news(town.tx, [town.alya.id, nobody.id]) == admins
    town.tx.execute(update(people_table).where(people_table.c.role == Role.SUPERVISOR).values(chat=people_table.c.id))
    assert handing_over.uncovered_news(town.tx, [town.siti.id]) == [("uncovered", town.siti.id, town.yusuf.id)]
    absences.stand_in(town.tx, None, town.yusuf, town.rahmat.id)
    assert handing_over.uncovered_news(town.tx, [town.siti.id]) == [("uncovered", town.siti.id, town.rahmat.id)]


def leave(town: Town, who: Person, cover: Person) -> None:
    found = absences.by_id(town.tx, absences.ask(town.tx, who, town.tx.now + DAY, town.tx.now + 2 * DAY, None))
    assert found is not None and absences.agree(town.tx, town.admin, found, cover.id) is None


def test_what_somebody_who_is_kept_out_leaves_alone(town: Town) -> None:
    """Who covered their leave does not, but who is named now; for whom they would have stood in nobody does."""
    leave(town, town.siti, town.nur)
    leave(town, town.budi, town.siti)
    left = handing_over.keep_out(town.tx, town.yusuf, town.siti, town.yusuf)
    assert left == LeftAlone([town.budi.id], [Freed(town.siti.id, town.nur.id)], [])
    assert absences.in_force(town.tx, [town.siti.id]) == {town.siti.id: town.yusuf.id}
    again = handing_over.keep_out(town.tx, town.yusuf, town.siti, None)
    assert again == LeftAlone(), "kept out already: nothing happens a second time"
    assert absences.in_force(town.tx, [town.siti.id]) == {town.siti.id: town.yusuf.id}
    assert handing_over.let_in(town.tx, town.yusuf, town.siti) == [Freed(town.siti.id, town.yusuf.id)]
    assert handing_over.let_in(town.tx, town.yusuf, town.siti) == []


def test_who_covers_the_leave_and_is_named_too_is_told_nothing(town: Town) -> None:
    leave(town, town.siti, town.nur)
    assert handing_over.keep_out(town.tx, town.yusuf, town.siti, town.nur) == LeftAlone()
    leave(town, town.dewi, town.budi)
    left = handing_over.keep_out(town.tx, town.rahmat, town.dewi, None)
    assert left == LeftAlone([], [Freed(town.dewi.id, town.budi.id)], [])


def test_whoever_is_gone_for_good_is_cut_off_and_offers_nothing(town: Town) -> None:
    made = offers.make(town.tx, town.yusuf, town.of_siti, town.rahmat)
    left = handing_over.part_with(town.tx, town.admin, town.rahmat)
    assert [one.id for one in left.offers] == [made]
    assert people.by_id(town.tx, town.rahmat.id) is None


def test_whoever_is_given_something_is_held_before_it_is_looked_at(database: Database, town: Town) -> None:
    """Two who give somebody the two sides of a wall in the same moment must wait for each other."""
    if database.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    gives: tuple[Callable[[], object], ...] = (
        lambda: town.moves(town.of_siti, town.nur),
        lambda: handing_over.move_team(town.tx, None, [town.siti], town.rahmat),
        lambda: handing_over.all_of(town.tx, None, town.siti, town.nur, calendar()),
    )
    for act in gives:
        said: list[str] = []
        with overheard(town.tx.connection, said.append):
            act()
        assert "pg_advisory_xact_lock" in said[0], "nobody sets a wall meanwhile"
        assert said[1].endswith("FOR UPDATE") and "WHERE people.id = " in said[1]
