"""Handing over: a case, a caseload or a team to somebody else, and what becomes of somebody who is kept out or leaves.

Whatever moves takes its open moments along. Nobody is given what a wall keeps from them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import delete, or_, select

from bot.domain.followups import DAY_AHEAD, EVERY_DIGEST
from bot.domain.people import Person, Role
from bot.domain.timing.quiet import Calendar
from bot.store.caseload import cases, flags, offers, prompts, requests, walls
from bot.store.caseload.offers import Offer
from bot.store.engine.database import Tx
from bot.store.engine.tables import cases as case_table
from bot.store.engine.tables import drafts, duty, sheets
from bot.store.engine.tables import people as people_table
from bot.store.people import absences, leading, people
from bot.store.people.absences import Freed

# What is told: the kind of news, what about by number, and to whom.
Fact = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Handed:
    """What moved: the cases, the mentors who have another leader now, and who does not stand in for one any more."""

    cases: list[int] = field(default_factory=list)
    mentors: list[Person] = field(default_factory=list)
    freed: list[Freed] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """What somebody who is kept out or gone leaves alone.

    uncovered: by number those for whom they would have stood in; freed: who does not stand in for them any more;
    offers: what lapsed with them
    """

    uncovered: list[int] = field(default_factory=list)
    freed: list[Freed] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)


def move_cases(tx: Tx, who: Person | None, case_ids: Collection[int], mentor: Person, calendar: Calendar) -> list[int]:
    """These cases are with this mentor from now on, with all that is planned; none where a wall stands in between, also
    to somebody whom a leader has in sight who had not these.

    Returns those that moved.
    """
    wanted = list(case_ids)
    hold_still(tx, mentor.id)
    return _handed(tx, who, wanted, mentor, calendar) if may_have(tx, mentor, wanted) else []


def hold_still(tx: Tx, person_id: int) -> None:
    """Nobody else gives this person anything, or sets a wall, before this turn is over."""
    walls.lock(tx)
    people.lock(tx, person_id)


def may_have(tx: Tx, mentor: Person, case_ids: Collection[int]) -> bool:
    """Whether no wall keeps a mentor, or whoever leads them, from these."""
    return not walls.keeps_apart(tx, mentor.id, case_ids) and not _comes_into_sight(tx, case_ids, mentor)


def may_lead(tx: Tx, leader: Person, case_ids: Collection[int]) -> bool:
    """Whether no wall keeps a supervisor from these, and nobody from behind one is offered to them already: so that
    these may be.
    """
    others = walls.behind(tx, case_ids)
    return not walls.leader_meets(tx, leader.id, case_ids) and not offers.is_offered(tx, leader.id, others)


def _handed(tx: Tx, who: Person | None, case_ids: Collection[int], mentor: Person, calendar: Calendar) -> list[int]:
    moved = cases.set_mentor(tx, who, case_ids, mentor)
    offers.withdraw_of(tx, who, moved)
    flags.release_of(tx, who, moved, mentor)
    prompts.hand_over(tx, who, moved, mentor, calendar)
    return moved


def move_team(tx: Tx, who: Person | None, mentors: Sequence[Person], leader: Person) -> Handed:
    """These mentors are led by this supervisor from now on; none where a wall stands in between.

    Whoever was named to stand in for one of them was of the former team: whoever leads now does.
    """
    hold_still(tx, leader.id)
    if walls.leader_meets(tx, leader.id, _of(tx, [one.id for one in mentors])):
        return Handed()
    return _led(tx, who, mentors, leader)


def _led(tx: Tx, who: Person | None, mentors: Sequence[Person], leader: Person) -> Handed:
    moved = [one for one in mentors if leading.follow(tx, who, one, leader)]
    offers.withdraw_of(tx, who, _of(tx, [one.id for one in moved]))
    return Handed([], moved, [freed for one in moved for freed in absences.stand_in_falls_back(tx, one)])


def all_of(tx: Tx, who: Person | None, person: Person, to: Person, calendar: Calendar) -> Handed | None:
    """Everything of `person` to `to`: a mentor's cases; a supervisor's team, and the cases they accompany themselves.

    None where it cannot be: a wall, or somebody who can be given nothing. Nothing has moved then.
    """
    hold_still(tx, to.id)
    theirs = cases.of_mentor(tx, person.id)
    if not may_take(tx, person, to, theirs):
        return None
    team = leading.own_team(tx, person.id) if to.role is Role.SUPERVISOR else []
    # The walls were asked about all of it: two who are together already, in the team and beside it, go on together.
    return replace(_led(tx, who, team, to), cases=_handed(tx, who, theirs, to, calendar))


def may_take(tx: Tx, person: Person, to: Person, theirs: Collection[int]) -> bool:
    """Whether somebody may be given all of another one's: of the same role (or a leader for a mentor), let in, and no
    wall in between, nor within: whoever has both sides of one lets a leader part them first.
    """
    others = walls.behind(tx, theirs)
    return others.isdisjoint(theirs) and _is_free_for(tx, person, to, theirs, others)


def who_may_stand_in(tx: Tx, person: Person, among: Sequence[Person]) -> list[Person]:
    """Those who may have all of another one's in sight for a while: also what has ended, and is never moved.

    Two who are with this person already go on together: nobody could ever stand in otherwise.
    """
    walls.lock(tx)  # whoever is chosen is named in this turn: nobody gives them anything in between
    ever, theirs = _of(tx, [person.id]), cases.of_mentor(tx, person.id)
    others = walls.behind(tx, ever) - set(ever)
    return [one for one in among if _is_free_for(tx, person, one, theirs, others)]


def _is_free_for(tx: Tx, person: Person, to: Person, theirs: Collection[int], others: Collection[int]) -> bool:
    """Whether somebody is let in, of a role that may have another one's, and no wall keeps these from them.

    others: whom they must not accompany.
    """
    fits = to.role is person.role or (to.role is Role.SUPERVISOR and person.role is Role.MENTOR)
    if to.id == person.id or not to.is_active or not fits or walls.accompanies_any(tx, to.id, others):
        return False
    if to.role is Role.MENTOR:
        return not _comes_into_sight(tx, theirs, to)
    return not team_meets(tx, person, to)


def team_meets(tx: Tx, person: Person, leader: Person) -> bool:
    """Whether this leader has somebody in sight who must not meet one of this person's team or caseload."""
    return walls.leader_meets(tx, leader.id, _of(tx, [person.id, *(one.id for one in leading.own_team(tx, person.id))]))


def _of(tx: Tx, mentor_ids: Collection[int]) -> list[int]:
    """Their cases, also those that have ended: they stay in the list of whoever leads."""
    rows = select(case_table.c.id).where(case_table.c.mentor_id.in_(mentor_ids))
    return list(tx.execute(rows).scalars())


def _comes_into_sight(tx: Tx, case_ids: Collection[int], to: Person) -> bool:
    """Whether these would come into the sight of a leader who has, or will have, somebody in it they must not meet."""
    leader_id = to.team_of
    if leader_id is None:
        return False
    led = select(case_table.c.id).join(people_table, people_table.c.id == case_table.c.mentor_id)
    known = led.where(or_(people_table.c.supervisor_id == leader_id, people_table.c.id == leader_id))
    fresh = set(case_ids) - set(tx.execute(known.where(case_table.c.id.in_(case_ids))).scalars())
    return bool(fresh) and walls.leader_meets(tx, leader_id, fresh)


def case_news(former: Person | None, mentor: Person) -> list[Fact]:
    """Who is told that cases have moved: the new mentor, and the former one if they are still there."""
    told = [("list_longer", mentor.id, mentor.id)]
    return told if former is None or not former.is_active else [("list_shorter", former.id, former.id), *told]


def team_news(handed: Handed, leader: Person) -> list[Fact]:
    """Who is told that mentors have another leader: each of them, that leader, and who stood in until now."""
    if not handed.mentors:
        return []
    led: list[Fact] = [("new_leader", leader.id, one.id) for one in handed.mentors]
    return [*led, ("team_longer", leader.id, leader.id), *freed_news(handed.freed)]


def freed_news(freed: Sequence[Freed]) -> list[Fact]:
    """Who is told that they do not stand in any more."""
    return [("stands_in_no_more", one.person_id, one.cover_id) for one in freed]


def uncovered_news(tx: Tx, person_ids: Collection[int]) -> list[Fact]:
    """Whoever decides about these now is told that nobody stands in for them any more."""
    known = [one for one in (people.by_id(tx, number) for number in person_ids) if one is not None]
    return [("uncovered", one.id, leader.id) for one in known for leader in leading.above(tx, one)]


def handed_news(handed: Handed, former: Person | None, to: Person) -> list[Fact]:
    """Who is told of all that moved; None: the former one is gone."""
    led = [("team_gone", to.id, former.id)] if handed.mentors and former is not None and former.is_active else []
    return [*(case_news(former, to) if handed.cases else []), *team_news(handed, to), *led]


def alone_news(tx: Tx, case_ids: Collection[int]) -> list[Fact]:
    """Whoever leads is told which of these nobody stands in for while their mentor is away, though somebody is named:
    what is asked about them comes to the leader.
    """
    alone = [(number, people.by_id(tx, mentor_id)) for number, mentor_id in walls.alone_meanwhile(tx, case_ids)]
    led = [(number, leading.leader_now(tx, who)) for number, who in alone if who is not None]
    return [("alone", number, leader.id) for number, leader in led if leader is not None]


def keep_out(tx: Tx, by: Person, person: Person, stands_in: Person | None) -> LeftAlone:
    """Suspend somebody, at once: whoever stands in for them has what was theirs from now on."""
    if people.suspend(tx, by, person) is not None:
        return LeftAlone()
    other = None if stands_in is None else stands_in.id
    freed = [one for one in absences.uncover_leave(tx, person) if one.cover_id != other]
    return _let_go(tx, by, person, freed + absences.stand_in(tx, by, person, other))


def let_in(tx: Tx, by: Person, person: Person) -> list[Freed]:
    """Let somebody in again: nobody stands in for them any more. Who did."""
    return absences.end_suspension(tx, person) if people.let_in(tx, by, person) is None else []


def take_phone(tx: Tx, by: Person, person: Person) -> None:
    """Another phone is to come. Until then they can act on nothing: what they had taken on is anybody's to take again.

    Raises Overtaken.
    """
    people.cut_off(tx, by, person)
    _out_of_hand(tx, by, person)


def part_with(tx: Tx, by: Person, person: Person) -> LeftAlone:
    """Somebody is gone for good. What they had is handed on before this."""
    people.cut_off(tx, by, person)
    people.remove(tx, by, person)
    left = _let_go(tx, by, person, absences.end_all(tx, person))
    prompts.stop_all(tx, f"person:{person.id}", (*EVERY_DIGEST, DAY_AHEAD))
    for table in (drafts, sheets):
        tx.execute(delete(table).where(table.c.person_id == person.id))
    return left


def _let_go(tx: Tx, by: Person, person: Person, freed: list[Freed]) -> LeftAlone:
    """What they had taken on is anybody's to take again, and they are on no list of who is told next."""
    uncovered = sorted({one.person_id for one in absences.release_cover(tx, person.id)})
    left = LeftAlone(uncovered, freed, offers.withdraw_between(tx, by, person))
    _out_of_hand(tx, by, person)
    tx.execute(delete(duty).where(duty.c.person_id == person.id))
    return left


def _out_of_hand(tx: Tx, by: Person, person: Person) -> None:
    requests.release(tx, by, person.id)
    flags.release(tx, by, person.id)
