"""Staff: who is found and who may be told, who leads whom, who agrees to another phone, by whose link they came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from bot.domain.lives import Refusal
from bot.domain.people import Person, Role
from bot.domain.timing.quiet import Hours
from bot.store.caseload import cases
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import absences as leaves
from bot.store.engine.tables import people as table
from bot.store.people import attempts, invitations, leading, people, phones
from bot.store.people.people import Overtaken, Speaker
from bot.store.people.phones import Phone
from bot.store.queues import chats
from tests.store.conftest import House, joined

DAY = timedelta(days=1)


@dataclass
class Staff:
    """Two leaders with a mentor each, an admin: all have joined. Toni is a mentor of Yusuf's who has yet to."""

    tx: Tx
    admin: Person
    yusuf: Person
    siti: Person
    rahmat: Person
    dewi: Person
    toni: Person

    def away(self, who: Person, cover: Person | None) -> None:
        """They are on leave now, as agreed."""
        row: dict[str, Any] = {"from_at": self.tx.now - DAY, "until_at": self.tx.now + DAY, "created_at": self.tx.now}
        row |= {"person_id": who.id, "cover_id": None if cover is None else cover.id, "state": "approved"}
        self.tx.execute(insert(leaves).values(**row))

    def now(self, who: Person) -> Person:
        found = people.ever_by_id(self.tx, who.id)
        assert found is not None
        return found


@pytest.fixture
def staff(database: Database, house: House) -> Iterator[Staff]:
    with database.transaction() as tx:
        rahmat = people.add(tx, Role.SUPERVISOR, "Rahmat", None)
        dewi = people.add(tx, Role.MENTOR, "Dewi", rahmat.id)
        admin, yusuf, siti, rahmat, dewi = (
            joined(tx, one, house.admin, 800 + number)
            for number, one in enumerate((house.admin, house.yusuf, house.siti, rahmat, dewi))
        )
        yield Staff(tx, admin, yusuf, siti, rahmat, dewi, people.add(tx, Role.MENTOR, "Toni", house.yusuf.id))


def test_each_role_counts_its_own_codes(staff: Staff) -> None:
    for role, code in ((Role.MENTOR, "M-04"), (Role.SUPERVISOR, "S-03"), (Role.ADMIN, "A-02")):
        assert people.add(staff.tx, role, "x", None).code == code


def test_names_are_opened_of_those_alone_who_are_asked_for(staff: Staff) -> None:
    nameless = people.add(staff.tx, Role.PARTICIPANT, "", None)
    staff.tx.execute(update(table).where(table.c.id == nameless.id).values(name=None))
    found = people.names(staff.tx, [staff.siti.id, staff.toni.id, nameless.id])
    assert found == {staff.siti.id: "Siti", staff.toni.id: "Toni"}


def test_whoever_is_gone_is_found_only_where_that_is_asked(staff: Staff) -> None:
    tx, gone = staff.tx, staff.siti
    assert people.by_id(tx, gone.id) == people.by_code(tx, f" {gone.code.lower()} ") == gone
    assert people.remove(tx, staff.admin, gone) is None
    assert people.by_id(tx, gone.id) is people.by_code(tx, gone.code) is None
    assert people.ever_by_id(tx, gone.id) == people.ever_by_code(tx, gone.code.lower()) == staff.now(gone)
    assert people.ever_by_id(tx, 0) is people.ever_by_code(tx, "M-99") is None
    assert people.of_role(tx, Role.MENTOR) == [staff.dewi, staff.toni]


def test_who_speaks_from_a_phone(staff: Staff) -> None:
    tx, siti, dewi = staff.tx, staff.siti, staff.dewi
    both = {siti.chat or 0, dewi.chat or 0}
    assert people.speakers(tx, both) == {one.chat: Speaker(one, False) for one in (siti, dewi)}
    assert people.speakers(tx, set()) == {}
    people.suspend(tx, staff.yusuf, siti)
    assert people.by_chats(tx, both) == {dewi.chat: dewi}, "who is kept out speaks no more"


@pytest.mark.parametrize("how", ("kept out", "cut off", "another phone"))
def test_whoever_has_lost_their_place_does_not_act_any_more(staff: Staff, how: str) -> None:
    tx, before = staff.tx, staff.yusuf
    if how == "kept out":
        people.suspend(tx, staff.admin, before)
    else:
        people.cut_off(tx, staff.admin, before)
    if how == "another phone":
        joined(tx, before, staff.admin, 999)
    with pytest.raises(Overtaken):
        people.suspend(tx, before, staff.siti)
    assert people.suspend(tx, staff.rahmat, staff.siti) is None


def test_who_is_told_has_joined_and_is_let_in(staff: Staff) -> None:
    assert people.to_tell(staff.tx, Role.MENTOR) == [staff.siti.id, staff.dewi.id], "Toni has no phone yet"
    people.suspend(staff.tx, staff.yusuf, staff.siti)
    assert people.to_tell(staff.tx, Role.MENTOR) == [staff.dewi.id]


def test_out_of_reach_is_who_has_no_phone_or_blocks_the_bot(staff: Staff) -> None:
    wanted = select(table.c.id).where(people.is_out_of_reach(table.c.id), table.c.role == Role.MENTOR)
    assert set(staff.tx.execute(wanted).scalars()) == {staff.toni.id}
    chats.mark_unreachable(staff.tx, staff.dewi.chat or 0)
    assert set(staff.tx.execute(wanted).scalars()) == {staff.toni.id, staff.dewi.id}


def test_the_first_admin_is_waited_for_until_one_has_joined(database: Database, house: House) -> None:
    with database.transaction() as tx:
        joined(tx, house.yusuf, house.admin, 801)
        assert people.waits_for_first_admin(tx)
        joined(tx, house.admin, house.admin, 802)
        assert not people.waits_for_first_admin(tx)


def test_what_somebody_does_not_choose_stays(staff: Staff) -> None:
    people.settle(staff.tx, staff.siti, address="kak", zone="Asia/Makassar", hours=Hours(time(8), time(16)).on(6, None))
    after = people.settle(staff.tx, staff.siti, address="ibu")
    assert (after.address, after.zone_name, after.hours) == (
        "ibu",
        "Asia/Makassar",
        Hours(time(8), time(16)).on(6, None),
    )


def test_who_leads_a_team_now(staff: Staff) -> None:
    """A leader, the deputy in their leave; nobody where that one cannot lead."""
    tx, yusuf, rahmat = staff.tx, staff.yusuf, staff.rahmat
    both = [yusuf.id, rahmat.id]
    assert leading.acting(tx, both) == {yusuf.id: yusuf.id, rahmat.id: rahmat.id}
    assert leading.acting(tx, []) == {} and leading.acts_for(tx, None) is None
    staff.away(yusuf, rahmat)
    assert leading.acting(tx, both) == {yusuf.id: rahmat.id, rahmat.id: rahmat.id}
    assert leading.team(tx, rahmat) == [staff.siti, staff.dewi, staff.toni]
    assert leading.own_team(tx, rahmat.id) == [staff.dewi] and leading.own_team(tx, yusuf.id)[0] == staff.siti
    people.cut_off(tx, staff.admin, rahmat)
    assert leading.acting(tx, both) == {yusuf.id: None, rahmat.id: None}, "who has no phone leads nobody"
    assert leading.above(tx, staff.siti) == [staff.admin]


@pytest.mark.parametrize("deputy", ("a mentor", "somebody kept out", "nobody"))
def test_a_deputy_who_cannot_lead_leaves_it_to_the_admins(staff: Staff, deputy: str) -> None:
    tx, kept_out = staff.tx, people.add(staff.tx, Role.ADMIN, "Budi", None)
    people.suspend(tx, staff.admin, kept_out)
    if deputy == "somebody kept out":
        people.suspend(tx, staff.admin, staff.rahmat)
    staff.away(staff.yusuf, {"a mentor": staff.dewi, "somebody kept out": staff.rahmat}.get(deputy))
    assert leading.leader_now(tx, staff.siti) is None
    assert leading.above(tx, staff.siti) == [staff.admin]


def test_whom_somebody_answers_for(staff: Staff) -> None:
    assert leading.answered_for(staff.tx, staff.yusuf) == [staff.siti, staff.toni]
    everybody = [staff.admin, staff.yusuf, staff.rahmat, staff.siti, staff.dewi, staff.toni]
    assert leading.answered_for(staff.tx, staff.admin) == everybody
    assert leading.answered_for(staff.tx, staff.siti) == []


def test_a_team_is_counted_without_those_who_are_gone_or_no_mentors(staff: Staff) -> None:
    tx, both = staff.tx, [staff.yusuf.id, staff.rahmat.id]
    assert leading.team_sizes(tx, both) == {staff.yusuf.id: 2, staff.rahmat.id: 1}
    assert leading.team_sizes(tx, both[:1]) == {staff.yusuf.id: 2}
    people.remove(tx, staff.admin, staff.toni)
    tx.execute(update(table).where(table.c.id == staff.admin.id).values(supervisor_id=staff.rahmat.id))
    assert leading.team_sizes(tx, both) == {staff.yusuf.id: 1, staff.rahmat.id: 1}


def test_whom_nobody_leads(staff: Staff) -> None:
    """Mentors whose leader cannot lead or who have none; and such a leader, while they accompany somebody."""
    tx, alone = staff.tx, people.add(staff.tx, Role.MENTOR, "Nur", None)
    case = cases.add(tx, "R", "Citra", staff.yusuf, 1)
    cases.add(tx, "R", "Bayu", staff.siti, 1)
    assert leading.leaderless(tx) == [alone], "Yusuf leads himself"
    people.cut_off(tx, staff.admin, staff.yusuf)
    people.remove(tx, staff.admin, staff.rahmat)
    assert leading.leaderless(tx) == [staff.siti, staff.dewi, staff.toni, alone, staff.now(staff.yusuf)]
    cases.pause(tx, staff.admin, case)
    assert staff.now(staff.yusuf) in leading.leaderless(tx), "a pause is no end"
    cases.end(tx, staff.admin, case)
    assert leading.leaderless(tx) == [staff.siti, staff.dewi, staff.toni, alone]


@pytest.mark.parametrize("new", ("a leader", "a mentor", "somebody kept out", "somebody gone"))
def test_a_mentor_follows_whoever_can_lead(staff: Staff, new: str) -> None:
    leader = staff.siti if new == "a mentor" else staff.yusuf
    if new == "somebody kept out":
        people.suspend(staff.tx, staff.admin, leader)
    if new == "somebody gone":
        people.remove(staff.tx, staff.admin, leader)
    assert leading.follow(staff.tx, None, staff.dewi, leader) == (new == "a leader")
    assert staff.now(staff.dewi).supervisor_id == (staff.yusuf.id if new == "a leader" else staff.rahmat.id)


def test_whose_yes_another_phone_needs(staff: Staff) -> None:
    """The admins and whoever leads them, never who asked; any other leader where there is none of these."""
    tx, siti, admin, yusuf, rahmat = staff.tx, staff.siti, staff.admin, staff.yusuf, staff.rahmat
    assert phones.could_agree(tx, yusuf.id, siti) == [admin]
    assert phones.could_agree(tx, admin.id, siti) == [yusuf]
    assert phones.could_agree(tx, rahmat.id, siti) == [admin, yusuf]
    assert phones.could_agree(tx, admin.id, yusuf) == [rahmat], "nobody says yes to their own"
    people.suspend(tx, admin, yusuf)
    assert phones.could_agree(tx, admin.id, siti) == [rahmat]
    people.cut_off(tx, admin, rahmat)
    assert phones.could_agree(tx, admin.id, siti) == []
    assert not phones.is_alone(tx, admin, siti), "they will be there again"
    for gone in (yusuf, rahmat):
        people.remove(tx, admin, gone)
    assert phones.is_alone(tx, admin, siti) and not phones.is_alone(tx, siti, siti)


def change(staff: Staff, who: Person, by: Person, *, alone: bool = False) -> Phone:
    found = phones.by_id(staff.tx, phones.ask(staff.tx, by, who, alone=alone))
    assert found is not None
    return found


def test_a_change_of_phone_waits_for_who_may_answer_it(staff: Staff) -> None:
    tx = staff.tx
    theirs, mine = change(staff, staff.dewi, staff.admin), change(staff, staff.siti, staff.yusuf)
    assert phones.waiting_for(tx, staff.rahmat) == theirs and phones.waiting_for(tx, staff.admin) == mine
    assert phones.waiting_for(tx, staff.yusuf) is phones.waiting_for(tx, staff.siti) is None
    assert phones.agree(tx, staff.admin, mine) is None
    assert phones.waiting_for(tx, staff.admin) is None, "it is answered"
    assert phones.by_id(tx, 0) is phones.newest(tx, staff.toni) is None


def test_no_link_is_made_before_the_second_yes(staff: Staff) -> None:
    tx, siti = staff.tx, staff.siti
    assert not phones.bars_a_link(tx, siti)
    asked, _ = change(staff, siti, staff.yusuf), change(staff, staff.dewi, staff.rahmat, alone=True)
    assert phones.bars_a_link(tx, siti) and not phones.bars_a_link(tx, staff.dewi)
    assert phones.refuse(tx, staff.admin, asked) is None
    assert phones.bars_a_link(tx, siti) and phones.agree(tx, staff.admin, asked) is Refusal.OVER
    again = change(staff, siti, staff.yusuf)
    assert phones.newest(tx, siti) == again
    assert phones.agree(tx, staff.admin, again) is None and not phones.bars_a_link(tx, siti)


def test_a_change_is_used_up_by_joining_and_another_ones_is_not(staff: Staff) -> None:
    tx, mine, theirs = staff.tx, change(staff, staff.siti, staff.yusuf), change(staff, staff.dewi, staff.rahmat)
    for one in (mine, theirs):
        assert phones.agree(tx, staff.admin, one) is None
    people.cut_off(tx, staff.yusuf, staff.siti)
    joined(tx, staff.siti, staff.yusuf, 998)
    states = [found and found.state for found in (phones.by_id(tx, one.id) for one in (mine, theirs))]
    assert states == ["used", "agreed"]


def test_by_whose_link_somebody_came(staff: Staff) -> None:
    tx = staff.tx
    for by in (staff.yusuf, staff.rahmat):
        people.cut_off(tx, by, staff.siti)
        chat = tx.blind(900 + by.id)
        chats.meet(tx, {chat: 900 + by.id})
        assert invitations.join(tx, invitations.make_link(tx, staff.siti, by.id), chat) is not None
    invitations.make_link(tx, staff.siti, staff.admin.id)
    assert invitations.invited_by(tx, staff.siti) == staff.rahmat.id, "the newest that was used"
    invitations.make_link(tx, staff.toni, staff.yusuf.id)
    assert invitations.invited_by(tx, staff.toni) is None, "Toni has not come yet"


def test_a_link_of_who_is_here_already_takes_no_other_phone(staff: Staff) -> None:
    tx, link = staff.tx, invitations.make_link(staff.tx, staff.siti, staff.yusuf.id)
    chats.meet(tx, {tx.blind(997): 997})
    assert invitations.join(tx, link, tx.blind(997)) is None
    assert staff.now(staff.siti) == staff.siti


def test_wrong_guesses_are_counted_by_kind_chat_and_hour(staff: Staff) -> None:
    tx = staff.tx
    for kind, chat in (("code", 1), ("pin", 1), ("code", 2)):
        for _ in range(4):
            attempts.count_wrong(tx, kind, chat)
    assert attempts.may_try(tx, "code", 1)
    attempts.count_wrong(tx, "code", 1)
    assert not attempts.may_try(tx, "code", 1) and attempts.may_try(tx, "code", 2)
    tx.now += timedelta(hours=1)
    assert attempts.may_try(tx, "code", 1)
