"""The right to read notes: this person's, about this case, for this hour; and its own reason."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.people import Person, Role
from bot.store.caseload import cases
from bot.store.caseload.cases import Case
from bot.store.engine import audit
from bot.store.engine.database import Database
from bot.store.people import people
from bot.store.rights import grants
from tests.driver import Clock
from tests.store.conftest import House

HOUR = timedelta(hours=1)


@pytest.fixture
def rahmat(database: Database, house: House) -> Person:
    """Another team's supervisor."""
    with database.transaction() as tx:
        return people.add(tx, Role.SUPERVISOR, "Rahmat", None)


@pytest.fixture
def other(database: Database, house: House) -> Case:
    """Another case of the same mentor."""
    with database.transaction() as tx:
        return cases.add(tx, "P", "Bayu", house.siti, 1)


def test_it_holds_for_one_person_one_case_and_one_hour(
    database: Database, house: House, rahmat: Person, other: Case, clock: Clock
) -> None:
    with database.transaction() as tx:
        begun = tx.now
        grants.give(tx, rahmat, house.case, "perlu tahu", glass=True)
        assert grants.until(tx, rahmat, house.case.id) == begun + HOUR
        assert grants.readable(tx, rahmat, house.case.id) == house.case
        assert grants.until(tx, house.yusuf, house.case.id) is None, "somebody else was let in"
        assert grants.until(tx, rahmat, other.id) is None, "to another case"
        assert grants.readable(tx, rahmat, other.id) is None
        assert grants.readable(tx, house.siti, other.id) == other, "her own"
    clock.at += HOUR - timedelta(seconds=1)
    with database.transaction() as tx:
        assert grants.readable(tx, rahmat, house.case.id) == house.case
    clock.at += timedelta(seconds=1)
    with database.transaction() as tx:
        assert grants.until(tx, rahmat, house.case.id) is None
        assert grants.readable(tx, rahmat, house.case.id) is None


def test_each_has_its_own_reason(database: Database, house: House, rahmat: Person, other: Case, clock: Clock) -> None:
    """At the same moment, by somebody else, about another case, in an emergency, an hour later: never mixed up."""
    given = []
    for minutes in (0, 60):
        clock.at += timedelta(minutes=minutes)
        with database.transaction() as tx:
            for who in (house.yusuf, rahmat):
                for case in (house.case, other):
                    for glass in (False, True):
                        reason = f"{minutes} {who.code} {case.code} {glass}"
                        given.append((grants.give(tx, who, case, reason, glass=glass), reason))
    with database.transaction() as tx:
        for grant, reason in given:
            assert grants.by_id(tx, grant.id) == grant
            assert grants.reason(tx, grant) == reason
        assert grants.by_id(tx, given[-1][0].id + 1) is None


def test_the_reason_is_of_what_it_is_about(database: Database, house: House) -> None:
    """A case and a person may have the same number."""
    with database.transaction() as tx:
        grant = grants.give(tx, house.yusuf, house.case, "perlu tahu", glass=False)
        audit.note(tx, house.yusuf.id, "reading_granted", "person", house.case.id, "tentang orang lain")
        assert grants.reason(tx, grant) == "perlu tahu"


def test_where_no_reason_was_kept_there_is_none(database: Database, house: House) -> None:
    with database.transaction() as tx:
        grant = grants.give(tx, house.yusuf, house.case, "", glass=False)
        assert grants.reason(tx, grant) == ""
        audit.note(tx, house.siti.id, "reading_granted", "case", house.case.id)
        assert audit.reason_given(tx, house.siti.id, "reading_granted", "case", house.case.id, tx.now) == ""
        assert audit.reason_given(tx, house.siti.id, "glass_broken", "case", house.case.id, tx.now) == ""


def test_the_emergency_door_finds_what_is_open_by_its_code(database: Database, house: House, other: Case) -> None:
    with database.transaction() as tx:
        assert grants.by_code(tx, house.yusuf, f" {other.code.lower()} ") == other
        cases.pause(tx, house.siti, other)
        found = grants.by_code(tx, house.yusuf, other.code)
        assert found is not None and found.id == other.id, "a paused one too"
        cases.end(tx, house.yusuf, other)
        assert grants.by_code(tx, house.yusuf, other.code) is None, "what has ended is no emergency"
        assert grants.by_code(tx, house.yusuf, "P-999") is None
