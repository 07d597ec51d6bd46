"""What always holds: found where an older database breaks it, mended where nobody has to decide, and holding after."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, update

from bot.domain.people import Person, Role
from bot.domain.planning import Planned
from bot.domain.prompting.kinds import PAUSE
from bot.reference.calendar import calendar
from bot.store.caseload import cases, flags, offers, prompts, requests, walls
from bot.store.caseload.cases import Case
from bot.store.engine import tables
from bot.store.engine.database import Database, Tx
from bot.store.institution import truths
from bot.store.people import absences, people
from tests.driver import Clock
from tests.office import TakenBack
from tests.store.conftest import House


@contextmanager
def undone(tx: Tx) -> Iterator[None]:
    """What is done inside is taken back at the end, and the next may be tried."""
    with suppress(TakenBack), tx.savepoint():
        yield
        raise TakenBack


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


def flag_of_whoever_lost_their_phone(tx: Tx, office: Office) -> None:
    flags.acknowledge(tx, office.rahmat, office.flag)
    people.cut_off(tx, office.house.admin, office.rahmat)


def request_of_whoever_lost_their_phone(tx: Tx, office: Office) -> None:
    requests.take(tx, office.rahmat, office.request)
    people.cut_off(tx, office.house.admin, office.rahmat)


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
    (rings_nowhere, "an urgent flag rings until somebody takes it on", True),
    (flag_of_nobody, "a flag is in the hands of somebody who can act", True),
    (request_of_nobody, "a request is in the hands of somebody who can act", True),
    (flag_of_whoever_lost_their_phone, "a flag is in the hands of somebody who can act", True),
    (request_of_whoever_lost_their_phone, "a request is in the hands of somebody who can act", True),
    (clock_unheard, "an open request reminds somebody before its term ends", True),
    (listed, "the duty list has nobody who is kept out", True),
    (covers, "nobody who is kept out covers a leave", True),
    (offered, "an offer is between people who can answer it", True),
]


def test_every_truth_is_broken_here() -> None:
    assert {says for _, says, _ in BREAKS} == {truth.says for truth in truths.TRUTHS}


def test_each_breach_is_found_and_mended(database: Database, office: Office) -> None:
    with database.transaction() as tx:
        for breaks, what, mends in BREAKS:
            with undone(tx):
                breaks(tx, office)
                found = truths.breaches(tx)
                assert [one.truth.says for one in found] == [what], breaks.__name__
                assert all(one.codes and one.truth.advice for one in found)
                assert bool(found[0].truth.mend) is mends
                left = truths.mend(tx, found, calendar())
                assert [one.truth.says for one in left] == ([] if mends else [what]), breaks.__name__
        assert truths.breaches(tx) == []


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


def says(tx: Tx) -> set[str]:
    return {one.truth.says for one in truths.breaches(tx)}


def kept_out(*those: Person) -> Callable[[Tx, Office], None]:
    def breaks(tx: Tx, office: Office) -> None:
        ids = [one.id for one in those]
        tx.execute(update(tables.people).where(tables.people.c.id.in_(ids)).values(status="suspended"))

    return breaks


def leave_of(tx: Tx, of: Person, cover: Person | None, **values: object) -> None:
    """A row of leave as an older database may have it: in force, unless said otherwise."""
    row = {
        "person_id": of.id,
        "cover_id": None if cover is None else cover.id,
        "from_at": tx.now - timedelta(hours=1),
        "until_at": tx.now + timedelta(days=2),
        "state": "approved",
        "created_at": tx.now,
    }
    tx.execute(insert(tables.absences).values(**{**row, **values}))


def stood_in_for_by_somebody_kept_out(tx: Tx, office: Office) -> None:
    leave_of(tx, office.house.siti, office.dewi)
    kept_out(office.dewi)(tx, office)


# Siti, her supervisor and the admin are kept out: what changes it, and whether it still is broken.
ALONE: dict[str, tuple[Callable[[Tx, Office], None], bool]] = {
    "nobody": (lambda tx, office: None, True),
    "an admin": (lambda tx, office: sets(tables.people, office.house.admin.id, status="active")(tx, office), False),
    "a leader": (lambda tx, office: sets(tables.people, office.house.yusuf.id, status="active")(tx, office), False),
    "herself": (lambda tx, office: sets(tables.people, office.house.siti.id, status="active")(tx, office), False),
    "a stand-in": (lambda tx, office: leave_of(tx, office.house.siti, office.dewi), False),
    "a stand-in of tomorrow": (
        lambda tx, office: leave_of(tx, office.house.siti, office.dewi, from_at=tx.now + timedelta(days=1)),
        True,
    ),
    "a stand-in for another": (lambda tx, office: leave_of(tx, office.rahmat, office.dewi), True),
    "a stand-in who is kept out": (stood_in_for_by_somebody_kept_out, True),
    "an end": (lambda tx, office: sets(tables.cases, office.house.case.id, status="closed")(tx, office), False),
}


def test_somebody_can_act_as_long_as_one_of_them_is_let_in(database: Database, office: Office) -> None:
    house = office.house
    with database.transaction() as tx:
        kept_out(house.siti, house.yusuf, house.admin)(tx, office)
        for name, (changes, broken) in ALONE.items():
            with undone(tx):
                changes(tx, office)
                assert ("a case that goes on has somebody who can act" in says(tx)) is broken, name


def gone_with_their_leader(tx: Tx, office: Office) -> None:
    rina = people.add(tx, Role.MENTOR, "Rina", people.add(tx, Role.SUPERVISOR, "Tono", None).id)
    sets(tables.people, rina.id, status="removed")(tx, office)
    sets(tables.people, rina.supervisor_id or 0, status="removed")(tx, office)


def an_admin_kept_out(tx: Tx, office: Office) -> None:
    kept_out(people.add(tx, Role.ADMIN, "Tono", None))(tx, office)


def a_pause_that_asks_when_it_is_over(tx: Tx, office: Office) -> None:
    nothing_planned(tx, office)
    sets(tables.cases, office.other.id, status="paused")(tx, office)
    prompts.plan(tx, office.other, Planned("pause_over", tx.now + timedelta(days=3)), office.dewi.id, None, "test")


def told_to_the_former_long_ago(tx: Tx, office: Office) -> None:
    for one in prompts.open_of(tx, office.other):
        prompts.answer(tx, one)
    prompts.plan_first(tx, office.other, office.dewi, calendar(), None, "test")
    tx.execute(
        update(tables.prompts)
        .where(tables.prompts.c.case_id == office.other.id, tables.prompts.c.state == "answered")
        .values(recipient_id=office.house.siti.id)
    )


def walled_and_covered_tomorrow(tx: Tx, office: Office) -> None:
    walls.add(tx, None, office.house.case.id, office.other.id)
    leave_of(tx, office.dewi, office.house.siti, from_at=tx.now + timedelta(days=1))


def walled_and_over(which: str) -> Callable[[Tx, Office], None]:
    def almost(tx: Tx, office: Office) -> None:
        together(tx, office)
        over = office.other if which == "the second" else office.house.case
        sets(tables.cases, over.id, status="closed", closed_at=tx.now)(tx, office)
        tx.execute(delete(tables.prompts).where(tables.prompts.c.subject == f"case:{over.id}"))
        rings_nowhere_any_more(tx, office)

    almost.__name__ = f"walled_and_{which.replace(' ', '_')}_over"
    return almost


def has_a_phone(tx: Tx, office: Office) -> None:
    sets(tables.people, office.house.yusuf.id, chat=4000)(tx, office)


def rings_nowhere_any_more(tx: Tx, office: Office) -> None:
    found = flags.by_id(tx, office.flag.id)
    assert found is not None
    has_a_phone(tx, office)
    flags.acknowledge(tx, office.house.yusuf, found)


def raised_about_somebody_erased(tx: Tx, office: Office) -> None:
    rings_nowhere(tx, office)
    sets(tables.cases, office.house.case.id, status="erased")(tx, office)
    tx.execute(delete(tables.prompts).where(tables.prompts.c.subject == f"case:{office.house.case.id}"))


def a_clock_that_was_answered(tx: Tx, office: Office) -> None:
    clock_unheard(tx, office)
    sets(tables.requests, office.request.id, state="done")(tx, office)


def somebody_on_duty(tx: Tx, office: Office) -> None:
    tx.execute(insert(tables.duty).values(position=0, person_id=office.rahmat.id))


def an_offer_that_stands(tx: Tx, office: Office) -> None:
    offers.make(tx, office.house.yusuf, office.house.case, office.rahmat)


def a_leader_whose_former_leader_is_gone(tx: Tx, office: Office) -> None:
    tono = people.add(tx, Role.SUPERVISOR, "Tono", None)
    sets(tables.people, office.rahmat.id, supervisor_id=tono.id)(tx, office)
    sets(tables.people, tono.id, status="removed")(tx, office)


def news_for_somebody_else(tx: Tx, office: Office) -> None:
    """What only tells what happened is told to whom it was meant for, whoever the mentor is."""
    for kind in ("flag_of_yours", "silent"):
        prompts.plan(tx, office.other, Planned(kind, tx.now + timedelta(days=1)), office.house.siti.id, None, "test")


def dealt_with_by_somebody_gone(tx: Tx, office: Office) -> None:
    """A flag that was closed and a request that was answered are in nobody's hands any more."""
    tono = people.add(tx, Role.SUPERVISOR, "Tono", None)
    flags.acknowledge(tx, tono, office.flag)
    flags.close(tx, tono, office.flag, office.house.case.key_id, "kata")
    requests.take(tx, tono, office.request)
    requests.finish(tx, tono, office.request)
    sets(tables.people, tono.id, status="removed")(tx, office)


def a_request_in_good_hands(tx: Tx, office: Office) -> None:
    has_a_phone(tx, office)
    requests.take(tx, office.house.yusuf, office.request)


def a_clock_that_has_run_out(tx: Tx, office: Office) -> None:
    clock_unheard(tx, office)
    sets(tables.requests, office.request.id, due_at=tx.now)(tx, office)


def covers_that_count_no_more(tx: Tx, office: Office) -> None:
    tono = people.add(tx, Role.MENTOR, "Tono", office.house.yusuf.id)
    leave_of(tx, office.dewi, tono, state="ended")
    leave_of(tx, office.dewi, tono, until_at=tx.now)
    sets(tables.people, tono.id, status="removed")(tx, office)


def an_offer_taken_back(tx: Tx, office: Office) -> None:
    tono = people.add(tx, Role.SUPERVISOR, "Tono", None)
    offers.make(tx, tono, office.house.case, office.rahmat)
    offers.withdraw_of(tx, tono, [office.house.case.id])
    sets(tables.people, tono.id, status="removed")(tx, office)


ALMOST = [
    gone_with_their_leader, an_admin_kept_out, a_pause_that_asks_when_it_is_over, told_to_the_former_long_ago,
    walled_and_covered_tomorrow, walled_and_over("the first"), walled_and_over("the second"),
    raised_about_somebody_erased, a_clock_that_was_answered, somebody_on_duty, an_offer_that_stands,
    a_leader_whose_former_leader_is_gone, news_for_somebody_else, dealt_with_by_somebody_gone,
    a_request_in_good_hands, a_clock_that_has_run_out, covers_that_count_no_more, an_offer_taken_back,
]  # fmt: skip


def test_what_is_nearly_broken_holds(database: Database, office: Office) -> None:
    with database.transaction() as tx:
        for almost in ALMOST:
            with undone(tx):
                almost(tx, office)
                assert says(tx) == set(), almost.__name__


def only_a_leave_of_their_own(tx: Tx, office: Office) -> None:
    kept_out(office.dewi)(tx, office)
    leave_of(tx, office.dewi, None, suspended=False)


def stood_in_for_until_now(tx: Tx, office: Office) -> None:
    kept_out(office.dewi)(tx, office)
    leave_of(tx, office.dewi, office.rahmat, suspended=True, state="ended")


def told_once_and_never_again(tx: Tx, office: Office) -> None:
    """News of the flag is no ringing."""
    rings_nowhere(tx, office)
    prompts.insert_new(
        tx, Planned("flag_of_yours", tx.now + timedelta(days=1)), tx.now, f"flag:{office.flag.id}",
        office.house.case.id, office.house.siti.id, None, "test",
    )  # fmt: skip


def another_request_reminds(tx: Tx, office: Office) -> None:
    clock_unheard(tx, office)
    requests.raise_one(tx, office.house.arman, office.house.case, "access")


def offered_and_over(tx: Tx, office: Office) -> None:
    an_offer_that_stands(tx, office)
    rings_nowhere_any_more(tx, office)
    sets(tables.cases, office.house.case.id, status="closed", closed_at=tx.now)(tx, office)
    tx.execute(delete(tables.prompts).where(tables.prompts.c.subject == f"case:{office.house.case.id}"))


NAMED = "for whoever is kept out somebody is named who stands in, or that nobody does"


def named_for_another(tx: Tx, office: Office) -> None:
    kept_out(office.dewi)(tx, office)
    leave_of(tx, office.house.siti, office.rahmat, suspended=True)


def stood_in_for_until_yesterday(tx: Tx, office: Office) -> None:
    kept_out(office.dewi)(tx, office)
    leave_of(tx, office.dewi, office.rahmat, suspended=True, until_at=tx.now)


def only_a_review_to_come(tx: Tx, office: Office) -> None:
    contact = tables.prompts.c.kind == "next_contact"
    tx.execute(delete(tables.prompts).where(tables.prompts.c.case_id == office.other.id, contact))


def its_last_contact_was_answered(tx: Tx, office: Office) -> None:
    for one in prompts.open_of(tx, office.other, ("next_contact",)):
        prompts.answer(tx, one)


def of_the_former_and_over(tx: Tx, office: Office) -> None:
    """Whose it was no longer matters: it only has to end."""
    planned_for_the_former(tx, office)
    asked_about_though_ended(tx, office)


def another_flag_rings(tx: Tx, office: Office) -> None:
    rings_nowhere(tx, office)
    flags.raise_one(tx, office.dewi, office.other, "threat")


def offered_by_somebody_kept_out(tx: Tx, office: Office) -> None:
    tono = people.add(tx, Role.ADMIN, "Tono", None)
    offers.make(tx, tono, office.house.case, office.rahmat)
    kept_out(tono)(tx, office)


def together_though_one_is_paused(tx: Tx, office: Office) -> None:
    together(tx, office)
    cases.pause(tx, office.dewi, office.other)
    prompts.end_stopped(tx, office.other, PAUSE)


def covered_by_somebody_kept_out(begins: timedelta, state: str) -> Callable[[Tx, Office], None]:
    def breaks(tx: Tx, office: Office) -> None:
        kept_out(office.dewi)(tx, office)
        leave_of(tx, office.dewi, None, suspended=True)
        leave_of(tx, office.house.siti, office.dewi, from_at=tx.now + begins, state=state)

    breaks.__name__ = f"{state}, in {begins}"
    return breaks


def a_leader_kept_out(tx: Tx, office: Office) -> None:
    kept_out(office.rahmat)(tx, office)


def rang_and_never_again(tx: Tx, office: Office) -> None:
    rings = tables.prompts.c.subject == f"flag:{office.flag.id}"
    tx.execute(update(tables.prompts).where(rings).values(state="said", said_at=tx.now))


def reminds_the_former(tx: Tx, office: Office) -> None:
    prompts.plan(tx, office.other, Planned("reminder", tx.now), office.house.siti.id, None, "test")


COVERS = "nobody who is kept out covers a leave"
ALSO = [
    (together_though_one_is_paused, "two who must not meet share nobody"),
    (covered_by_somebody_kept_out(timedelta(days=1), "approved"), COVERS),
    (covered_by_somebody_kept_out(timedelta(0), "asked"), COVERS),
    (a_leader_kept_out, NAMED),
    (rang_and_never_again, "an urgent flag rings until somebody takes it on"),
    (reminds_the_former, "what speaks to a mentor is planned for the mentor of its case"),
    (named_for_another, NAMED),
    (stood_in_for_until_yesterday, NAMED),
    (only_a_review_to_come, "an active case has a next moment"),
    (its_last_contact_was_answered, "an active case has a next moment"),
    (of_the_former_and_over, "what is needless does not wait"),
    (another_flag_rings, "an urgent flag rings until somebody takes it on"),
    (offered_by_somebody_kept_out, "an offer is between people who can answer it"),
    (only_a_leave_of_their_own, NAMED),
    (stood_in_for_until_now, NAMED),
    (told_once_and_never_again, "an urgent flag rings until somebody takes it on"),
    (another_request_reminds, "an open request reminds somebody before its term ends"),
    (offered_and_over, "an offer is between people who can answer it"),
]


def test_what_only_looks_as_if_it_held_is_found(database: Database, office: Office) -> None:
    with database.transaction() as tx:
        for breaks, what in ALSO:
            with undone(tx):
                breaks(tx, office)
                assert says(tx) == {what}, breaks.__name__


def test_of_two_contacts_the_one_that_was_planned_first_is_left(database: Database, office: Office) -> None:
    with database.transaction() as tx:
        (first,) = prompts.open_of(tx, office.other, ("next_contact",))
        two_planned(tx, office)
        assert truths.mend(tx, truths.breaches(tx), calendar()) == []
        left = prompts.open_of(tx, office.other, ("next_contact", "try_again"))
        assert [one.id for one in left] == [first.id]


def test_a_mend_of_the_duty_list_leaves_the_others_on_it(database: Database, office: Office) -> None:
    with database.transaction() as tx:
        listed(tx, office)
        tx.execute(insert(tables.duty).values(position=1, person_id=office.rahmat.id))
        truths.mend(tx, truths.breaches(tx), calendar())
        assert flags.on_duty(tx) == [office.rahmat.id]
