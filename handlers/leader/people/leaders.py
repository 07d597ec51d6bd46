"""Who leads whom: an admin gives a mentor another supervisor; the list of everybody whom nobody leads."""

from __future__ import annotations

from bot.domain.people import Person, Role
from bot.domain.presses import Leaderless, LedBy, NewLeader, PersonCard, Press, Team
from bot.domain.text import N_
from bot.store.caseload import handing_over
from bot.store.people import leading, people
from bot.turn import Button, Reply, Say, Tell, Turn
from handlers.leader.people import choosing, handing_on, team
from handlers.screens import NOT_POSSIBLE, PERSONAL, menu

ALL_LED = N_("Every mentor has a supervisor who can act. Thank you, {you}.")
WITHOUT = N_("<b>Without a supervisor who can act</b>\nTheir reminders and requests come to the admins meanwhile.")


def leaderless(turn: Turn, pressed: Leaderless) -> list[Reply]:
    """The mentors whom nobody leads now but the admins; a tap leads to who could."""
    return [_list(turn, pressed.page)]


def _list(turn: Turn, page: int, before: str | None = None, **values: object) -> Say:
    found = leading.leaderless(turn.tx)
    lines, rows = choosing.choice(turn, found, page, _mends, Leaderless)
    text = turn.lines(*([turn.t(before, **values)] if before else []), turn.t(WITHOUT if found else ALL_LED), *lines)
    back = (Button(turn.t(N_("🤝 Staff")), Team()), menu(turn))
    return turn.say(text, *rows, back, hides_after=PERSONAL)


def _mends(one: Person) -> Press:
    """A mentor has another supervisor; a supervisor who accompanies somebody, another one who stands in."""
    return NewLeader(one.id) if one.role is Role.MENTOR else PersonCard(one.id)


def new_leader(turn: Turn, pressed: NewLeader) -> list[Reply]:
    """Who shall lead this mentor?"""
    mentor = _mentor(turn, pressed.person)
    if mentor is None:
        return team.team(turn, Team())
    found = _could_lead(turn, mentor)
    lines, rows = choosing.choice(
        turn, found, pressed.page, lambda one: LedBy(mentor.id, one.id), lambda page: NewLeader(mentor.id, page)
    )
    text = turn.t(
        N_("Who leads {code} from now on?") if found else N_("There is no other supervisor for {code}."),
        code=mentor.code,
    )
    back = (Button(turn.t(N_("Back")), PersonCard(mentor.id)), menu(turn))
    return [turn.say(turn.lines(text, *lines), *rows, back, hides_after=PERSONAL)]


def led_by(turn: Turn, pressed: LedBy) -> list[Reply]:
    """From now on by this supervisor; mentor and both supervisors hear of it."""
    mentor = _mentor(turn, pressed.person)
    leader = None if mentor is None else next((o for o in _could_lead(turn, mentor) if o.id == pressed.leader), None)
    if mentor is None or leader is None:
        return [turn.say(turn.t(NOT_POSSIBLE), (menu(turn),))]
    former = None if mentor.supervisor_id is None else people.by_id(turn.tx, mentor.supervisor_id)
    handed = handing_over.move_team(turn.tx, turn.me, [mentor], leader)
    if not handed.mentors:
        return [turn.say(turn.t(NOT_POSSIBLE), (menu(turn),))]
    news = handing_on.told(turn, handed, None, leader)
    if former is not None and former.is_active:
        news.append(Tell("team_shorter", mentor.id, former.id))
    said = N_("{code} is led by {leader} from now on.")
    if leading.leaderless(turn.tx):
        return [_list(turn, 0, said, code=mentor.code, leader=leader.code), *news]
    fresh = people.by_id(turn.tx, mentor.id) or mentor
    return [team.person_screen(turn, fresh, said, code=mentor.code, leader=leader.code), *news]


def _mentor(turn: Turn, person_id: int) -> Person | None:
    found = choosing.one_of_mine(turn, person_id)
    return found if found is not None and found.role is Role.MENTOR else None


def _could_lead(turn: Turn, mentor: Person) -> list[Person]:
    """Supervisors who can act, whom no wall keeps from this mentor's participants."""
    leaders = choosing.able(turn, people.of_role(turn.tx, Role.SUPERVISOR))
    return [
        one for one in leaders if one.id != mentor.supervisor_id and not handing_over.team_meets(turn.tx, mentor, one)
    ]
