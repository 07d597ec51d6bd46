"""Keeping somebody out for a while: at once, with somebody named who stands in; and letting them in again."""

from __future__ import annotations

from bot.domain.people import Person, Role
from bot.domain.presses import PersonCard, StandIn, StandInIs, Suspend, Team
from bot.domain.text import N_
from bot.store.caseload import handing_over
from bot.store.caseload.handing_over import freed_news
from bot.store.people import absences, leading, people
from bot.store.people.absences import Freed
from bot.turn import Button, Reply, Say, Tell, Turn
from handlers.leader.people import choosing, handing_on, left_alone, team
from handlers.mentor.leave import could_cover
from handlers.screens import NOT_POSSIBLE, PERSONAL, menu

SUSPENDED = N_("Suspended. {who} stands in meanwhile.")
SUSPENDED_ALONE = N_("Suspended. Nobody stands in yet: please choose somebody.")
SUSPENDED_TO_ADMINS = N_("Suspended. Their reminders and requests come to the admins meanwhile.")
NOTHING_LEFT = N_("Suspended. Nothing of theirs is left alone.")
SUSPENDED_ONLY = N_("Suspended.")


def suspend(turn: Turn, pressed: Suspend) -> list[Reply]:
    """Keep somebody out, without another question, or let them in again."""
    person = choosing.one_of_mine(turn, pressed.person)
    if person is None:
        return team.team(turn, Team())
    if pressed.suspended == (person.status == "suspended"):
        return [team.person_screen(turn, person)]
    if not pressed.suspended:
        freed = handing_over.let_in(turn.tx, turn.me, person)
        news = handing_on.but_me(turn, [("stood_in", person.id, one.cover_id) for one in freed])
        return [team.person_screen(turn, _fresh(turn, person), N_("Let in again.")), *news]
    needed = handing_on.has_anything(turn, person)
    other = _first_choice(turn, person) if needed else None
    left = handing_over.keep_out(turn.tx, turn.me, person, other)
    news = [*left_alone.told(turn, left), *left_alone.asked_of(turn, person)]
    also = left_alone.line(turn, person, left.uncovered)
    if other is None and needed:
        other = leading.leader_now(turn.tx, person)
    if other is not None:
        said = team.person_screen(turn, _fresh(turn, person), SUSPENDED, also, who=other.code)
        return [said, *_told(turn, person, other), *news]
    if not needed:
        text = SUSPENDED_ONLY if also else NOTHING_LEFT
        return [team.person_screen(turn, _fresh(turn, person), text, also), *news]
    out = _fresh(turn, person)
    alone = SUSPENDED_ALONE if _could_stand_in(turn, out) else SUSPENDED_TO_ADMINS
    return [_choice(turn, out, 0, turn.t(alone), *also), *news]


def _first_choice(turn: Turn, person: Person) -> Person | None:
    """Who stands in without being asked for, by name: for a supervisor the only one who could.

    For a mentor nobody: whoever leads them does, whoever that is.
    """
    possible = _could_stand_in(turn, person) if person.role is Role.SUPERVISOR else []
    return possible[0] if len(possible) == 1 else None


def _could_stand_in(turn: Turn, person: Person) -> list[Person]:
    """For a mentor those beside them, for a supervisor another one: no wall in between. During leave whoever covers."""
    if person.status != "suspended":
        return could_cover(turn, person)
    if person.role not in (Role.MENTOR, Role.SUPERVISOR):
        return []
    return handing_over.who_may_stand_in(turn.tx, person, choosing.able(turn, leading.beside(turn.tx, person)))


def stand_in(turn: Turn, pressed: StandIn) -> list[Reply]:
    """Who stands in for somebody who is kept out, or has leave that is agreed?"""
    person = _away(turn, pressed.person)
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
    """It is this one, from now on and until they are let in again, or for the days of leave."""
    person = _away(turn, pressed.person)
    other = None if person is None else next((o for o in _could_stand_in(turn, person) if o.id == pressed.other), None)
    if person is None or other is None:
        return [turn.say(turn.t(NOT_POSSIBLE), (menu(turn),))]
    if person.status != "suspended":
        return _covers(turn, person, other)
    freed = absences.stand_in(turn.tx, turn.me, person, other.id)
    said = team.person_screen(
        turn, person, N_("{who} stands in for {code} from now on."), who=other.code, code=person.code
    )
    return [said, *_told(turn, person, other), *handing_on.but_me(turn, freed_news(freed))]


def _covers(turn: Turn, person: Person, other: Person) -> list[Reply]:
    leave = absences.standing(turn.tx, [person.id])[person.id]
    if leave.cover_id == other.id or absences.cover(turn.tx, turn.me, leave, other.id) is not None:
        return [team.person_screen(turn, person)]
    said = team.person_screen(
        turn, person, N_("{who} stands in for {code} during the leave."), who=other.code, code=person.code
    )
    former = [] if leave.cover_id is None else [Freed(person.id, leave.cover_id)]
    return [said, Tell("leave_covered", leave.id, other.id), *handing_on.but_me(turn, freed_news(former))]


def _told(turn: Turn, person: Person, other: Person) -> list[Reply]:
    return [] if other.id == turn.me.id else [Tell("stands_in", person.id, other.id)]


def _away(turn: Turn, person_id: int) -> Person | None:
    found = choosing.one_of_mine(turn, person_id)
    if found is None or found.status == "suspended":
        return found
    return found if found.id in absences.standing(turn.tx, [found.id]) else None


def _fresh(turn: Turn, person: Person) -> Person:
    return people.by_id(turn.tx, person.id) or person
