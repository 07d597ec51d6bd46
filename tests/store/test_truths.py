"""What always holds: found where an older database breaks it, mended where nobody has to decide, and holding after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, update

from bot.domain.people import Person, Role
from bot.domain.planning import Planned
from bot.reference.calendar import calendar
from bot.store.caseload import cases, flags, offers, prompts, requests, walls
from bot.store.caseload.cases import Case
from bot.store.engine import tables
from bot.store.engine.database import Database, Tx
from bot.store.institution import truths
from bot.store.people import absences, people
from tests.driver import Clock
from tests.store.conftest import House


@dataclass
class Office:
    """A household in which all is well."""

    house: House
    rahmat: Person
    dewi: Person
    other: Case
    flag: flags.Flag
    request: requests.Request


@pytest.fixture
def office(database: Database, house: House) -> Office:
    with database.transaction() as tx:
        rahmat = people.add(tx, Role.SUPERVISOR, "Rahmat", None)
        dewi = people.add(tx, Role.MENTOR, "Dewi", rahmat.id)
        other = cases.add(tx, "P", "Citra", dewi, 1)
        for case, mentor in ((house.case, house.siti), (other, dewi)):
            prompts.plan_first(tx, case, mentor, calendar(), None, "import")
        flag, _ = flags.raise_one(tx, house.siti, house.case, "health")
        request, _ = requests.raise_one(tx, house.arman, house.case, "correct", text="kata")
        assert truths.breaches(tx) == []
        return Office(house, rahmat, dewi, other, flag, request)


def sets(table: object, row_id: int, **values: object) -> Callable[[Tx, Office], None]:
    def breaks(tx: Tx, office: Office) -> None:
        tx.execute(update(table).where(table.c.id == row_id).values(**values))  # type: ignore[arg-type,attr-defined]

    return breaks


def mentor_gone(tx: Tx, office: Office) -> None:
    sets(tables.people, office.house.siti.id, status="removed")(tx, office)


def leader_gone(tx: Tx, office: Office) -> None:
    sets(tables.people, office.house.yusuf.id, status="removed")(tx, office)


def nobody_named(tx: Tx, office: Office) -> None:
    sets(tables.people, office.house.siti.id, status="suspended")(tx, office)


def nothing_planned(tx: Tx, office: Office) -> None:
    tx.execute(delete(tables.prompts).where(tables.prompts.c.case_id == office.other.id))


def two_planned(tx: Tx, office: Office) -> None:
    at = tx.now + timedelta(days=3)
    prompts.plan(tx, office.other, Planned("try_again", at), office.dewi.id, None, "test")


def asked_about_though_paused(tx: Tx, office: Office) -> None:
    sets(tables.cases, office.other.id, status="paused")(tx, office)


def asked_about_though_ended(tx: Tx, office: Office) -> None:
    sets(tables.cases, office.other.id, status="closed", closed_at=tx.now)(tx, office)


def planned_for_the_former(tx: Tx, office: Office) -> None:
    sets(tables.cases, office.other.id, mentor_id=office.house.siti.id)(tx, office)


def together(tx: Tx, office: Office) -> None:
    walls.add(tx, None, office.house.case.id, office.other.id)
    cases.set_mentor(tx, None, [office.other.id], office.house.siti)
    prompts.hand_over(tx, None, [office.other.id], office.house.siti, calendar())


def together_by_a_cover(tx: Tx, office: Office) -> None:
    walls.add(tx, None, office.house.case.id, office.other.id)
    found = absences.by_id(tx, absences.ask(tx, office.dewi, tx.now, tx.now + timedelta(days=2), office.house.siti.id))
    assert found is not None
    absences.agree(tx, office.rahmat, found, office.house.siti.id)


def rings_nowhere(tx: Tx, office: Office) -> None:
    prompts.stop_all(tx, f"flag:{office.flag.id}", ["urgent_15", "urgent_30", "urgent_60"])


def flag_of_nobody(tx: Tx, office: Office) -> None:
    flags.acknowledge(tx, office.rahmat, office.flag)
    sets(tables.people, office.rahmat.id, status="removed")(tx, office)
    sets(tables.people, office.dewi.id, supervisor_id=office.house.yusuf.id)(tx, office)


def request_of_nobody(tx: Tx, office: Office) -> None:
    requests.take(tx, office.rahmat, office.request)
    sets(tables.people, office.rahmat.id, status="removed")(tx, office)
    sets(tables.people, office.dewi.id, supervisor_id=office.house.yusuf.id)(tx, office)


def clock_unheard(tx: Tx, office: Office) -> None:
    prompts.stop_all(tx, office.request.subject, ["request_due"])


def listed(tx: Tx, office: Office) -> None:
    tx.execute(insert(tables.duty).values(position=0, person_id=office.house.siti.id))
    people.suspend(tx, office.house.yusuf, office.house.siti)
    absences.stand_in(tx, None, office.house.siti, office.house.yusuf.id)


def covers(tx: Tx, office: Office) -> None:
    asked = absences.ask(tx, office.house.siti, tx.now, tx.now + timedelta(days=2), office.dewi.id)
    found = absences.by_id(tx, asked)
    assert found is not None
    absences.agree(tx, office.house.yusuf, found, office.dewi.id)
    people.suspend(tx, office.rahmat, office.dewi)
    absences.stand_in(tx, None, office.dewi, office.rahmat.id)


def offered(tx: Tx, office: Office) -> None:
    offers.make(tx, office.house.yusuf, office.house.case, office.rahmat)
    people.suspend(tx, office.house.admin, office.rahmat)
    absences.stand_in(tx, None, office.rahmat, office.house.yusuf.id)


# What breaks it, what is said, and whether the mend is nobody's to decide.
BREAKS = [
    (mentor_gone, "a case that goes on has somebody who can act", False),
    (leader_gone, "a mentor's supervisor is not gone", False),
    (nobody_named, "for whoever is kept out somebody is named who stands in, or that nobody does", True),
    (nothing_planned, "an active case has a next moment", True),
    (two_planned, "a case has one next contact", True),
    (asked_about_though_paused, "what is needless does not wait", True),
    (asked_about_though_ended, "what is needless does not wait", True),
    (planned_for_the_former, "what speaks to a mentor is planned for the mentor of its case", True),
    (together, "two who must not meet share nobody", False),
    (together_by_a_cover, "two who must not meet share nobody", False),
    (rings_nowhere, "an urgent flag rings until somebody takes it on", True),
    (flag_of_nobody, "a flag is in the hands of somebody who can act", True),
    (request_of_nobody, "a request is in the hands of somebody who can act", True),
    (clock_unheard, "an open request reminds somebody before its term ends", True),
    (listed, "the duty list has nobody who is kept out", True),
    (covers, "nobody who is kept out covers a leave", True),
    (offered, "an offer is between people who can answer it", True),
]


def test_every_truth_is_broken_here() -> None:
    assert {says for _, says, _ in BREAKS} == {truth.says for truth in truths.TRUTHS}


@pytest.mark.parametrize(("breaks", "says", "mends"), BREAKS, ids=[one.__name__ for one, _, _ in BREAKS])
def test_a_breach_is_found_and_mended(
    database: Database, office: Office, breaks: Callable[[Tx, Office], None], says: str, *, mends: bool
) -> None:
    with database.transaction() as tx:
        breaks(tx, office)
        found = truths.breaches(tx)
        assert [one.truth.says for one in found] == [says]
        assert all(one.codes and one.truth.advice for one in found)
        assert bool(found[0].truth.mend) is mends
        left = truths.mend(tx, found, calendar())
        assert [one.truth.says for one in left] == ([] if mends else [says])


def test_nothing_is_found_twice_after_a_mend(database: Database, office: Office, clock: Clock) -> None:
    """A mend is no new trouble: what was planned once is planned once."""
    with database.transaction() as tx:
        nothing_planned(tx, office)
        rings_nowhere(tx, office)
        truths.mend(tx, truths.breaches(tx), calendar())
        truths.mend(tx, truths.breaches(tx), calendar())
        assert len(prompts.open_of(tx, office.other, ("next_contact",))) == 1


def test_whom_the_admins_alone_lead_is_no_breach_and_is_named(database: Database, office: Office) -> None:
    with database.transaction() as tx:
        people.add(tx, Role.MENTOR, "Rina", None)
        assert truths.breaches(tx) == []
        assert truths.to_decide(tx) == ["M-01", "M-02", "M-03"], "their supervisors have no phone yet"
        for number, leader in enumerate((office.house.yusuf, office.rahmat)):
            tx.execute(update(tables.people).where(tables.people.c.id == leader.id).values(chat=4000 + number))
        assert truths.breaches(tx) == [] and truths.to_decide(tx) == ["M-03"]
