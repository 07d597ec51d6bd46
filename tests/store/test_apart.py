"""Two who must never meet share no person, list, alarm or file; and whoever has nothing to do with them sees no wall.

However the two could come together: who stands in, for one or for two, deputies, who is on duty, what is offered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select, update

from bot.domain.figures.digests import current
from bot.domain.people import Person, Role
from bot.domain.planning import Planned
from bot.store.caseload import (
    cases,
    flags,
    handing_over,
    lists,
    offers,
    prompts,
    recipients,
    requests,
    second_yes,
    walls,
)
from bot.store.caseload.cases import Case
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import cases as table
from bot.store.engine.tables import people as people_table
from bot.store.figures import attention, figure_lists
from bot.store.people import absences, people
from bot.store.rights import grants
from tests.store.conftest import House
from tests.store.test_truths import undone

DAY = timedelta(days=1)


@dataclass
class Town:
    """Siti and Nur are mentors of Yusuf, Dewi and Budi of Rahmat; Wati leads nobody. Everybody has a phone.

    Siti accompanies `one`, Dewi `other`, Nur and Budi somebody behind no wall; Yusuf himself nobody.
    """

    tx: Tx
    who: dict[str, Person]
    one: Case
    other: Case
    third: Case
    fourth: Case
    arman: Person

    def away(self, name: str, cover: str, begins: timedelta = timedelta()) -> None:
        """Somebody is on leave for a week, and another one stands in."""
        person, at = self.who[name], self.tx.now + begins
        leave = absences.by_id(self.tx, absences.ask(self.tx, person, at, at + 7 * DAY, None))
        assert leave is not None
        assert absences.agree(self.tx, self.who["ratna"], leave, self.who[cover].id) is None

    def kept_out(self, name: str, cover: str | None) -> None:
        """Somebody is suspended; the other one, or whoever leads, stands in."""
        named = None if cover is None else self.who[cover]
        handing_over.keep_out(self.tx, self.who["ratna"], self.who[name], named)

    def moves(self, case: Case, to: str) -> None:
        """A case is with another mentor, whatever stood in the way of it."""
        self.tx.execute(update(table).where(table.c.id == case.id).values(mentor_id=self.who[to].id))

    def leads(self, name: str, leader: str | None) -> None:
        """A mentor is of another team, whatever stood in the way of it."""
        leader_id = None if leader is None else self.who[leader].id
        these = people_table.c.id == self.who[name].id
        self.tx.execute(update(people_table).where(these).values(supervisor_id=leader_id))
        self.who[name] = people.by_id(self.tx, self.who[name].id) or self.who[name]

    def goes_on(self, case: Case) -> bool:
        """Whether it has not ended: what has stands in no list, only behind its code."""
        found = cases.by_id(self.tx, case.id)
        return found is not None and found.goes_on

    def sees(self, name: str) -> str:
        """Which of the two a person has in sight: by each of the doors to a case, which all say the same."""
        who, both = self.who[name], (self.one, self.other)
        found = [case.code for case in both if cases.visible(self.tx, who, case.id) is not None]
        assert found == [case.code for case in both if cases.called(self.tx, who, case.code) is not None]
        go_on = {case.code for case in both if self.goes_on(case)}
        listed = {line.code for line in cases.lines(self.tx, who, 0, 99)[0]}
        assert set(found) & go_on == listed & {case.code for case in both}
        accompanied = {code for _, code in cases.own_by_last(self.tx, who)} & {case.code for case in both}
        mine = {case.code for case in both if cases.mine(self.tx, who, case.id) is not None}
        assert mine == accompanied and (who.role is not Role.MENTOR or accompanied == set(found) & go_on)
        return " ".join(found)


@pytest.fixture
def town(database: Database, house: House) -> Iterator[Town]:
    with database.transaction() as tx:
        rahmat, wati = (people.add(tx, Role.SUPERVISOR, name, None) for name in ("Rahmat", "Wati"))
        nur = people.add(tx, Role.MENTOR, "Nur", house.yusuf.id)
        dewi, budi = (people.add(tx, Role.MENTOR, name, rahmat.id) for name in ("Dewi", "Budi"))
        staff = {
            "ratna": house.admin, "yusuf": house.yusuf, "rahmat": rahmat, "wati": wati, "siti": house.siti, "nur": nur,
            "dewi": dewi, "budi": budi,
        }  # fmt: skip
        ids = [one.id for one in staff.values()]
        tx.execute(update(people_table).where(people_table.c.id.in_(ids)).values(chat=-people_table.c.id))
        everybody = {name: people.by_id(tx, one.id) or one for name, one in staff.items()}
        other, third, fourth = (cases.add(tx, "R", "Bayu", everybody[name], 1) for name in ("dewi", "nur", "budi"))
        yield Town(tx, everybody, house.case, other, third, fourth, house.arman)


def apart(town: Town) -> None:
    assert walls.add(town.tx, None, town.one.id, town.other.id)


Act = Callable[[Town], object]


def both(*acts: Act) -> Act:
    return lambda town: [act(town) for act in acts]


# How two come into one person's sight; who that is, and what they see without a wall and with it.
WAYS: dict[str, tuple[Act, str, str, str]] = {
    "the other's mentor covers": (lambda town: town.away("siti", "dewi"), "dewi", "R-001 R-002", "R-002"),
    "one covers both": (
        both(lambda town: town.away("siti", "nur"), lambda town: town.away("dewi", "nur")),
        "nur", "R-001 R-002", "",
    ),
    "one covers one side": (lambda town: town.away("siti", "nur"), "nur", "R-001", "R-001"),
    "one covers somebody else": (lambda town: town.away("nur", "dewi"), "dewi", "R-002", "R-002"),
    "who stands in for somebody kept out": (
        lambda town: town.kept_out("siti", "dewi"), "dewi", "R-001 R-002", "R-002",
    ),
    "the other side has ended": (
        both(
            lambda town: cases.end(town.tx, town.who["rahmat"], town.other),
            lambda town: town.away("siti", "dewi"),
        ),
        "dewi", "R-001 R-002", "R-002",
    ),
    "a deputy": (lambda town: town.away("yusuf", "rahmat"), "rahmat", "R-001 R-002", "R-002"),
    "a deputy the other way round": (lambda town: town.away("rahmat", "yusuf"), "yusuf", "R-001 R-002", "R-001"),
    "a deputy of two": (
        both(lambda town: town.away("yusuf", "wati"), lambda town: town.away("rahmat", "wati")),
        "wati", "R-001 R-002", "",
    ),
    "a deputy of one": (lambda town: town.away("yusuf", "wati"), "wati", "R-001", "R-001"),
    "a leader who covers for a mentor of another team": (
        lambda town: town.away("dewi", "yusuf"), "yusuf", "R-001 R-002", "R-001",
    ),
    "a leader's own participant": (
        both(lambda town: town.moves(town.other, "yusuf"), lambda town: None), "yusuf", "R-001 R-002", "R-001 R-002",
    ),
    "a team with both": (
        lambda town: town.leads("dewi", "yusuf"), "yusuf", "R-001 R-002", "R-001 R-002",
    ),
    "a mentor with both": (lambda town: town.moves(town.other, "siti"), "siti", "R-001 R-002", "R-001 R-002"),
    "the cover of a mentor with both": (
        both(lambda town: town.moves(town.other, "siti"), lambda town: town.away("siti", "nur")),
        "nur", "R-001 R-002", "R-001 R-002",
    ),
    "the deputy of a team with both": (
        both(lambda town: town.leads("dewi", "yusuf"), lambda town: town.away("yusuf", "wati")),
        "wati", "R-001 R-002", "R-001 R-002",
    ),
    "a mentor whom nobody leads": (
        both(lambda town: town.leads("dewi", None), lambda town: town.away("dewi", "yusuf")),
        "yusuf", "R-001 R-002", "R-001",
    ),
    "a leader who stands in for one kept out": (
        both(lambda town: town.leads("dewi", "yusuf"), lambda town: town.kept_out("siti", None)),
        "yusuf", "R-001 R-002", "R-001 R-002",
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", WAYS)
def test_what_comes_to_somebody_for_a_while_ends_at_a_wall(town: Town, how: str) -> None:
    act, name, without, behind = WAYS[how]
    seen = {}
    for walled in (False, True):
        with undone(town.tx):
            if walled:
                apart(town)
            act(town)
            seen[walled] = {one: town.sees(one) for one in town.who}
    assert (seen[False][name], seen[True][name]) == (without, behind)
    changed = {one for one in town.who if seen[False][one] != seen[True][one]}
    assert changed <= {name}, "everybody else sees what they saw"


@pytest.mark.parametrize("state", ["refused", "lifted"])
def test_a_wall_that_is_over_keeps_nobody_from_anything(town: Town, state: str) -> None:
    apart(town)
    wall = second_yes.between(town.tx, town.one.id, town.other.id)
    assert wall is not None
    if state == "refused":
        assert second_yes.refuse(town.tx, town.who["ratna"], wall) is None
    else:
        assert second_yes.agree(town.tx, town.who["ratna"], wall) is None
        agreed = second_yes.between(town.tx, town.one.id, town.other.id)
        assert agreed is not None and second_yes.ask_lift(town.tx, town.who["yusuf"], agreed) is None
        lifting = second_yes.between(town.tx, town.one.id, town.other.id)
        assert lifting is not None
        town.away("siti", "dewi")
        assert town.sees("dewi") == "R-002", "it stands until the second yes"
        assert second_yes.lift(town.tx, town.who["ratna"], lifting) is None
    if state == "refused":
        town.away("siti", "dewi")
    assert town.sees("dewi") == "R-001 R-002"
    offered = [
        offers.make(town.tx, town.who[leader], case, town.who["wati"])
        for leader, case in (("yusuf", town.one), ("rahmat", town.other))
    ]
    assert [one.id for one in offers.waiting(town.tx, town.who["wati"], 0, 9)[0]] == offered, "both at one time"


# -- alarms, prompts, requests, offers ---------------------------------------------------------------------------------


def contact_of(town: Town, case: Case, mentor: str) -> prompts.Prompt:
    at = town.tx.now
    number = prompts.insert_new(
        town.tx, Planned("next_contact", at, False), at, f"case:{case.id}", case.id, town.who[mentor].id, None, "test"
    )
    found = prompts.by_id(town.tx, number)
    assert found is not None
    return found


def hears(town: Town, prompt: prompts.Prompt) -> Person:
    return recipients.of(town.tx, [prompt])[prompt.id].person


def test_whom_a_wall_keeps_from_the_cover_comes_to_the_leader(town: Town) -> None:
    contact, of_nur = contact_of(town, town.one, "siti"), contact_of(town, town.third, "nur")
    town.away("siti", "dewi")
    assert hears(town, contact) == town.who["dewi"] and recipients.accompanying(town.tx, town.one) == [
        town.who["dewi"].id
    ]
    apart(town)
    assert hears(town, contact) == town.who["yusuf"] and hears(town, of_nur) == town.who["nur"]
    assert recipients.accompanying(town.tx, town.one) == [town.who["siti"].id]
    assert prompts.visible(town.tx, town.who["dewi"], contact.id) is None
    moved = cases.add(town.tx, "P", "Rini", town.who["siti"], 1)
    assert hears(town, contact_of(town, moved, "siti")) == town.who["dewi"], "the leave is covered but for one"


def test_whose_deputy_is_kept_from_it_comes_to_the_admins(town: Town) -> None:
    town.away("siti", "dewi")
    town.away("yusuf", "rahmat")
    contact = contact_of(town, town.one, "siti")
    assert hears(town, contact) == town.who["dewi"]
    apart(town)
    assert hears(town, contact) == town.who["ratna"]


def test_an_alarm_passes_by_whoever_leads_the_other_side(town: Town) -> None:
    tx, who, siti = town.tx, town.who, town.who["siti"].id
    flags.set_duty(tx, who["ratna"], [who["rahmat"].id, who["wati"].id])

    def order(case: Case, leader: str) -> list[str]:
        found = recipients.duty_list(tx, case.id, who[leader].id, siti)
        return [name for number in found for name, one in who.items() if one.id == number]

    assert order(town.one, "yusuf") == ["yusuf", "rahmat", "wati", "ratna"]
    apart(town)
    assert order(town.one, "yusuf") == ["yusuf", "wati", "ratna"]
    assert order(town.other, "rahmat") == ["rahmat", "wati", "ratna"]
    assert order(town.third, "yusuf") == ["yusuf", "rahmat", "wati", "ratna"], "a case behind no wall as before"
    town.away("yusuf", "rahmat")
    assert order(town.one, "yusuf") == ["wati", "ratna", "yusuf"], "their deputy is passed by too"
    assert recipients.first_on_duty(tx, town.one.id, who["yusuf"].id, siti) == who["wati"].id


def test_a_flag_is_in_no_list_of_whoever_leads_the_other_side(town: Town) -> None:
    tx, who = town.tx, town.who
    flag, _ = flags.raise_one(tx, who["siti"], town.one, "threat")
    apart(town)
    seen = {name for name, one in who.items() if flags.visible(tx, one, flag.id) is not None}
    assert seen == {"ratna", "yusuf", "wati", "siti"}
    for name, one in who.items():
        assert [found.id for found in flags.open_ones(tx, one, 0, 9)[0]] == ([flag.id] if name in seen else [])
        assert flags.keys(tx, one) == (["R"] if name in seen else [])


def test_a_request_goes_past_whoever_has_the_other_side(town: Town) -> None:
    tx, who = town.tx, town.who
    request, _ = requests.raise_one(tx, town.arman, town.one, "access", topic="")
    town.away("yusuf", "rahmat")
    assert requests.handlers_of(tx, request)[0] == who["rahmat"].id
    apart(town)
    assert who["rahmat"].id not in requests.handlers_of(tx, request) and requests.handlers_of(tx, request)
    assert requests.visible(tx, who["rahmat"], request.id) is None
    assert requests.open_for(tx, who["rahmat"], 0, 9)[0] == [] == requests.keys(tx, who["rahmat"])


def test_an_offer_is_answered_by_nobody_who_has_the_other_side(town: Town) -> None:
    tx, who = town.tx, town.who
    number = offers.make(tx, who["yusuf"], town.one, who["wati"])
    town.away("wati", "rahmat")
    assert offers.received(tx, who["rahmat"], number) is not None and offers.count(tx, who["rahmat"]) == 1
    apart(town)
    assert offers.received(tx, who["rahmat"], number) is None and offers.count(tx, who["rahmat"]) == 0
    assert offers.received(tx, who["wati"], number) is not None


def test_two_who_are_kept_apart_are_offered_to_one_leader_one_after_the_other(town: Town) -> None:
    tx, who = town.tx, town.who

    def waiting() -> list[int]:
        found = [one.case_id for one in offers.waiting(tx, who["wati"], 0, 9)[0]]
        assert len(found) == offers.count(tx, who["wati"])
        return found

    first = offers.make(tx, who["yusuf"], town.one, who["wati"])
    second = offers.make(tx, who["rahmat"], town.other, who["wati"])
    offers.make(tx, who["yusuf"], town.third, who["wati"])
    assert waiting() == [town.one.id, town.other.id, town.third.id]
    apart(town)
    assert waiting() == [town.one.id, town.third.id] and offers.received(tx, who["wati"], second) is None
    assert not handing_over.may_lead(tx, who["wati"], [town.other.id]) and handing_over.may_lead(
        tx, who["wati"], [town.fourth.id]
    )
    answered = offers.by_id(tx, first)
    assert answered is not None and offers.decline(tx, who["wati"], answered) is None
    assert waiting() == [town.other.id, town.third.id] and offers.received(tx, who["wati"], second) is not None


def test_nobody_reads_of_the_other_side_in_an_emergency(town: Town) -> None:
    tx, who = town.tx, town.who
    assert grants.by_code(tx, who["rahmat"], "r-001 ") == town.one
    grants.give(tx, who["rahmat"], town.one, "perlu segera tahu", glass=True)
    grants.give(tx, who["wati"], town.one, "perlu segera tahu", glass=True)
    apart(town)
    assert grants.by_code(tx, who["rahmat"], "R-001") is None and grants.by_code(tx, who["wati"], "R-001") == town.one
    assert grants.readable(tx, who["rahmat"], town.one.id) is None
    assert grants.readable(tx, who["wati"], town.one.id) == town.one
    town.leads("dewi", "yusuf")
    grants.give(tx, who["yusuf"], town.one, "perlu segera tahu", glass=False)
    assert grants.readable(tx, who["yusuf"], town.one.id) is None, "a leader of both reads of neither"


def test_whom_a_wall_leaves_without_anybody_who_stands_in(town: Town) -> None:
    tx, ids = town.tx, (town.one.id, town.other.id, town.third.id)
    town.away("siti", "dewi", 2 * DAY)
    town.away("nur", "dewi", 2 * DAY)
    assert walls.alone_meanwhile(tx, ids) == []
    apart(town)
    assert walls.alone_meanwhile(tx, ids) == [(town.one.id, town.who["siti"].id)]
    assert handing_over.alone_news(tx, ids) == [("alone", town.one.id, town.who["yusuf"].id)]
    town.leads("siti", None)
    assert handing_over.alone_news(tx, ids) == [], "the admins hear what is asked, and choose there"
    tx.now += 9 * DAY
    assert walls.alone_meanwhile(tx, ids) == []


def test_one_who_will_cover_both_leaves_whoever_comes_later_alone(town: Town) -> None:
    apart(town)
    town.away("siti", "nur")
    town.away("dewi", "nur", 2 * DAY)
    ids = (town.one.id, town.other.id)
    assert walls.alone_meanwhile(town.tx, ids) == [(town.other.id, town.who["dewi"].id)], "from that day on"
    assert town.sees("nur") == "R-001"


def test_one_who_will_cover_both_from_one_day_on_leaves_both_alone(town: Town) -> None:
    apart(town)
    for name in ("siti", "dewi"):
        town.away(name, "nur", 2 * DAY)
    both_alone = [(town.one.id, town.who["siti"].id), (town.other.id, town.who["dewi"].id)]
    assert walls.alone_meanwhile(town.tx, (town.one.id, town.other.id)) == both_alone, "though nobody is away yet"


def test_a_leader_who_stands_in_leaves_alone_whom_their_team_must_not_meet(town: Town) -> None:
    town.away("dewi", "yusuf")
    assert walls.alone_meanwhile(town.tx, [town.other.id]) == []
    apart(town)
    assert walls.alone_meanwhile(town.tx, [town.other.id]) == [(town.other.id, town.who["dewi"].id)]


def test_whoever_has_both_by_now_is_asked_by_nobody_and_an_admin_is(town: Town) -> None:
    tx, who = town.tx, town.who

    def asked() -> list[str]:
        wall = second_yes.between(tx, town.one.id, town.other.id)
        assert wall is not None
        told = second_yes.to_ask(tx, wall)
        assert {one.id for one in who.values() if second_yes.may_answer(tx, one, wall)} == {one.id for one in told}
        return [one.code for one in told]

    assert walls.add(tx, who["yusuf"], town.one.id, town.other.id)
    assert asked() == [who["rahmat"].code]
    town.leads("siti", "rahmat")
    assert asked() == [who["ratna"].code], "one yes is not said by whoever stands on both sides"


# -- lists -------------------------------------------------------------------------------------------------------------


def listed(town: Town, name: str) -> dict[str, list[str]]:
    """What stands in each of a leader's lists."""
    who = town.who[name]
    return {
        key: sorted(line.code for line in cases.lines(town.tx, who, 0, 99, key=key)[0])
        for key in cases.keys(town.tx, who)
    }


def test_two_of_one_kind_stand_in_two_lists_of_whoever_leads_both(town: Town) -> None:
    tx, yusuf = town.tx, town.who["yusuf"]
    before = {name: listed(town, name) for name in ("rahmat", "wati")}
    town.leads("dewi", "yusuf")
    survivor = cases.add(tx, "P", "Melati", town.who["nur"], 1)
    assert listed(town, "yusuf") == {"R": ["R-001", "R-002", "R-003"], "P": ["P-001"]}
    apart(town)
    assert listed(town, "yusuf") == {"R": ["R-001", "R-003"], "R2": ["R-002"], "P": ["P-001"]}
    assert [cases.count(tx, yusuf, key) for key in ("R", "R2", "P", "P2")] == [2, 1, 1, 0]
    assert cases.count(tx, yusuf) == 4
    assert figure_lists.keys(tx, yusuf) == ["R", "R2", "P"]
    walls.add(tx, None, survivor.id, town.other.id)
    walls.add(tx, None, survivor.id, town.one.id)
    assert cases.keys(tx, yusuf) == ["R", "R2", "P"], "two kinds are two lists already"
    assert listed(town, "wati") == before["wati"] and cases.keys(tx, town.who["rahmat"]) == ["R"]
    tx.now += DAY
    for flagged in (town.one, town.other):
        flags.raise_one(tx, town.who["siti"], flagged, "threat")
    assert flags.keys(tx, yusuf) == ["R", "R2"]
    assert attention.keys(tx, yusuf) == ["R", "R2", "P"], "another team could have her"
    week = current(yusuf.zone, tx.now)
    for key, code in (("R", "R-001"), ("R2", "R-002")):
        assert [flag.case_code for flag in flags.open_ones(tx, yusuf, 0, 9, key)[0]] == [code]
        assert [one.code for one in attention.concerns(tx, yusuf, 0, 9, key)[0]] == [code]
        assert [one.code for one in figure_lists.flag_list(tx, yusuf, key, week, 0, 9)[0]] == [code]


def test_whoever_leads_neither_is_shown_their_flags_in_two_lists(town: Town) -> None:
    apart(town)
    for case in (town.one, town.other):
        flags.raise_one(town.tx, town.who["siti"], case, "threat")
    assert flags.keys(town.tx, town.who["wati"]) == ["R", "R2"] == flags.keys(town.tx, town.who["ratna"])
    assert flags.keys(town.tx, town.who["yusuf"]) == ["R"]


def test_a_chain_of_walls_needs_no_more_lists_than_two(town: Town) -> None:
    ids = [town.one.id, town.other.id, town.third.id, town.fourth.id]
    among = select(table.c.id).where(table.c.id.in_(ids))
    assert lists.split(town.tx, among).further == {} and list(lists.split(town.tx, among).numbers) == [1]
    for near, far in pairwise(ids):
        walls.add(town.tx, None, near, far)
    assert lists.split(town.tx, among).further == {ids[1]: 2, ids[3]: 2}
    walls.add(town.tx, None, ids[0], ids[2])
    assert lists.split(town.tx, among).further == {ids[1]: 2, ids[2]: 3}
    assert list(lists.split(town.tx, among).numbers) == [1, 2, 3] and lists.keys(town.tx, among) == ["R", "R2", "R3"]
    fewer = among.where(table.c.id != ids[1])
    assert lists.keys(town.tx, fewer) == ["R", "R2"], "only who stands there counts"
    assert lists.are_kept_apart(town.tx, ids[:2]) and not lists.are_kept_apart(town.tx, [ids[0], ids[3]])
