"""Keeping somebody out for a while: at once, with somebody named who stands in; and letting them in again."""

from __future__ import annotations

from bot.domain.people import Person, Role
from bot.domain.presses import PersonCard, StandIn, StandInIs, Suspend, Team
from bot.domain.text import N_
from bot.store.caseload import cases, handing_over, walls
from bot.store.people import absences, leading, people
from bot.turn import Button, Reply, Say, Tell, Turn
from handlers.leader.people import choosing, handing_on, team
from handlers.screens import NOT_POSSIBLE, PERSONAL, menu

SUSPENDED = N_("Suspended. {who} stands in meanwhile.")
SUSPENDED_ALONE = N_("Suspended. Nobody stands in yet: please choose somebody.")
NOTHING_LEFT = N_("Suspended. Nothing of theirs is left alone.")


def suspend(turn: Turn, pressed: Suspend) -> list[Reply]:
    """Keep somebody out, without another question, or let them in again."""
    person = choosing.one_of_mine(turn, pressed.person)
    if person is None:
        return team.team(turn, Team())
    if pressed.suspended == (person.status == "suspended"):
        return [team.person_screen(turn, person)]
    if not pressed.suspended:
        freed = absences.in_force(turn.tx, [person.id]).get(person.id)
        handing_over.let_in(turn.tx, turn.me, person)
        news: list[Reply] = [Tell("stood_in", person.id, freed)] if freed not in (None, turn.me.id) else []
        return [team.person_screen(turn, _fresh(turn, person), N_("Let in again.")), *news]
    needed = handing_on.has_anything(turn, person)
    other = _first_choice(turn, person) if needed else None
    handing_over.keep_out(turn.tx, turn.me, person, other)
    if other is None and needed and (leader := leading.leader_now(turn.tx, person)) is not None:
        said = team.person_screen(turn, _fresh(turn, person), SUSPENDED, who=leader.code)
        return [said, *_told(turn, person, leader)]
    if other is not None:
        return [team.person_screen(turn, _fresh(turn, person), SUSPENDED, who=other.code), *_told(turn, person, other)]
    if not needed:
        return [team.person_screen(turn, _fresh(turn, person), NOTHING_LEFT)]
    return [_choice(turn, _fresh(turn, person), 0, turn.t(SUSPENDED_ALONE))]


def _first_choice(turn: Turn, person: Person) -> Person | None:
    """Who stands in without being asked for, by name: for a supervisor the only one who could.

    For a mentor nobody: whoever leads them does, whoever that is.
    """
    possible = _could_stand_in(turn, person) if person.role is Role.SUPERVISOR else []
    return possible[0] if len(possible) == 1 else None


def _could_stand_in(turn: Turn, person: Person) -> list[Person]:
    """For a mentor those beside them, for a supervisor another one: no wall in between."""
    theirs = cases.of_mentor(turn.tx, person.id)
    if person.role is Role.SUPERVISOR:
        others = choosing.able(turn, people.of_role(turn.tx, Role.SUPERVISOR))
        return [one for one in others if handing_over.may_take(turn.tx, person, one, theirs)]
    if person.role is not Role.MENTOR:
        return []
    beside = choosing.able(turn, leading.own_team(turn.tx, person.supervisor_id))
    those = [one for one in beside if one.id != person.id]
    return [one for one in those if not walls.keeps_apart(turn.tx, one.id, theirs)]


def stand_in(turn: Turn, pressed: StandIn) -> list[Reply]:
    """Who stands in for somebody who is kept out?"""
    person = _kept_out(turn, pressed.person)
    return team.team(turn, Team()) if person is None else [_choice(turn, person, pressed.page)]


def _choice(turn: Turn, person: Person, page: int, *before: str) -> Say:
    found = _could_stand_in(turn, person)
    lines, rows = choosing.choice(
        turn, found, page, lambda one: StandInIs(person.id, one.id), lambda other: StandIn(person.id, other)
    )
    text = turn.t(
        N_("Who stands in for {code}?") if found else N_("There is nobody who could stand in for {code}."),
        code=person.code,
    )
    back = (Button(turn.t(N_("Back")), PersonCard(person.id)), menu(turn))
    return turn.say(turn.lines(*before, text, *lines), *rows, back, hides_after=PERSONAL)


def stand_in_is(turn: Turn, pressed: StandInIs) -> list[Reply]:
    """It is this one, from now on and until they are let in again."""
    person = _kept_out(turn, pressed.person)
    other = None if person is None else next((o for o in _could_stand_in(turn, person) if o.id == pressed.other), None)
    if person is None or other is None:
        return [turn.say(turn.t(NOT_POSSIBLE), (menu(turn),))]
    absences.stand_in(turn.tx, turn.me, person, other.id)
    said = team.person_screen(
        turn, person, N_("{who} stands in for {code} from now on."), who=other.code, code=person.code
    )
    return [said, *_told(turn, person, other)]


def _told(turn: Turn, person: Person, other: Person) -> list[Reply]:
    return [] if other.id == turn.me.id else [Tell("stands_in", person.id, other.id)]


def _kept_out(turn: Turn, person_id: int) -> Person | None:
    found = choosing.one_of_mine(turn, person_id)
    return found if found is not None and found.status == "suspended" else None


def _fresh(turn: Turn, person: Person) -> Person:
    return people.by_id(turn.tx, person.id) or person
