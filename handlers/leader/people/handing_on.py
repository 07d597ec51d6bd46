"""Handing on: a participant or a caseload to another mentor, a team to another supervisor; taking over."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.people import Person, Role
from bot.domain.presses import CaseCard, HandAll, HandAllTo, HandOn, HandTo, OfferCase, PersonCard, TakeOver
from bot.domain.text import N_
from bot.store.caseload import cases, handing_over
from bot.store.caseload.cases import Case
from bot.store.caseload.handing_over import Fact, Handed, case_news, handed_news
from bot.store.people import absences, leading, people
from bot.turn import Button, Reply, Tell, Turn
from handlers.leader.people import choosing
from handlers.over import no_case
from handlers.screens import NOT_OF_TEAM, NOT_POSSIBLE, PERSONAL, menu

WAITS = N_("That waits until the team's own supervisor is back; until then you keep it company.")
NOT_YOU = N_("That is not possible for you here, {you}. Please choose somebody else.")


def take_over(turn: Turn, pressed: TakeOver) -> list[Reply]:
    """The supervisor accompanies this person from now on, unless a wall stands in between; asked once more first."""
    case = cases.to_change(turn.tx, turn.me, pressed.case)
    if case is None:
        return [no_case(turn, pressed.case, NOT_OF_TEAM)]
    if not decides_for_good(turn, case):
        return [turn.say(turn.t(WAITS), (_to_card(turn, case), menu(turn)))]
    if not handing_over.may_have(turn.tx, turn.me, [case.id]):
        return [turn.say(turn.t(NOT_YOU), (_to_card(turn, case), menu(turn)))]
    if not pressed.sure:
        text = turn.t(
            N_("You accompany {code} yourself from now on, until you hand it on. Shall it be so?"), code=case.code
        )
        yes = Button(turn.t(N_("Yes, take over")), TakeOver(case.id, sure=True))
        return [turn.say(text, (yes,), (_to_card(turn, case), menu(turn)))]
    return _move(turn, case, turn.me)


def hand_on(turn: Turn, pressed: HandOn) -> list[Reply]:
    """Another mentor of the team. A mentor who cannot be is simply not in the list."""
    case = cases.to_change(turn.tx, turn.me, pressed.case)
    if case is None:
        return [no_case(turn, pressed.case, NOT_OF_TEAM)]
    beside = [one for one in mentors(turn, case) if one.id != case.mentor_id]
    possible = [one for one in beside if handing_over.may_have(turn.tx, one, [case.id])]
    lines, rows = choosing.choice(
        turn, possible, pressed.page, lambda one: HandTo(case.id, one.id), lambda page: HandOn(case.id, page)
    )
    text = turn.t(
        N_("Who shall accompany {code} from now on?") if possible else N_("There is no other mentor for {code}."),
        code=case.code,
    )
    other_team = (Button(turn.t(N_("Another team")), OfferCase(case.id)),) if decides_for_good(turn, case) else ()
    last = (*other_team, _to_card(turn, case), menu(turn))
    return [turn.say(turn.lines(text, *lines), *rows, last, hides_after=PERSONAL)]


def hand_to(turn: Turn, pressed: HandTo) -> list[Reply]:
    """It is handed on, with everything that is planned."""
    case = cases.to_change(turn.tx, turn.me, pressed.case)
    mentor = None if case is None else next((one for one in mentors(turn, case) if one.id == pressed.mentor), None)
    if case is None:
        return [no_case(turn, pressed.case, NOT_OF_TEAM)]
    if mentor is None:
        return [turn.say(turn.t(NOT_POSSIBLE), (_to_card(turn, case), menu(turn)))]
    return _move(turn, case, mentor)


def mentors(turn: Turn, case: Case) -> list[Person]:
    """The mentors who can act, of the team the case is in: a deputy gives it to nobody of their own."""
    team = _team_of(turn, case)
    return [one for one in choosing.able(turn, leading.team(turn.tx, turn.me)) if one.supervisor_id == team]


def decides_for_good(turn: Turn, case: Case) -> bool:
    """Whether this supervisor's own team it is; a deputy only keeps it until they are back."""
    return _team_of(turn, case) == turn.me.id


def _team_of(turn: Turn, case: Case) -> int | None:
    mentor = people.by_id(turn.tx, case.mentor_id)
    return None if mentor is None else mentor.team_of


def _move(turn: Turn, case: Case, mentor: Person) -> list[Reply]:
    former = people.by_id(turn.tx, case.mentor_id)
    said = turn.t(N_("{code} is with {mentor} from now on."), code=case.code, mentor=mentor.code)
    rows = ((_to_card(turn, case), menu(turn)),)
    if case.mentor_id == mentor.id:
        return [turn.say(said, *rows)]
    if not handing_over.move_cases(turn.tx, turn.me, [case.id], mentor, turn.calendar):
        return [turn.say(turn.t(NOT_POSSIBLE), *rows)]
    return [turn.say(said, *rows), *told_of_cases(turn, former, mentor)]


def told_of_cases(turn: Turn, former: Person | None, mentor: Person) -> list[Reply]:
    """Both hear of it, without a name or a code; a former one who is gone hears nothing."""
    return but_me(turn, case_news(former, mentor))


def but_me(turn: Turn, news: Sequence[Fact]) -> list[Reply]:
    """What is told, but for the one who did it."""
    return [Tell(*one) for one in news if one[2] != turn.me.id]


def told(turn: Turn, handed: Handed, former: Person | None, to: Person) -> list[Reply]:
    """All of it, and to a new leader who of the team asks for leave; None: the former one is gone."""
    asked = absences.asked_by(turn.tx, [one.id for one in handed.mentors])
    return [
        *but_me(turn, handed_news(handed, former, to)),
        *(Tell("leave_asked", one.id, to.id) for one in asked),
    ]


def could_take(turn: Turn, person: Person) -> list[Person]:
    """Who could take everything of this person: mentors of the same team (any, where there is no team), and for a
    supervisor another one.
    """
    if person.role is Role.ADMIN:
        return []
    theirs = cases.of_mentor(turn.tx, person.id)
    everyone = choosing.able(turn, people.of_role(turn.tx, person.role))
    possible = [one for one in everyone if handing_over.may_take(turn.tx, person, one, theirs)]
    if person.role is Role.SUPERVISOR:
        return possible
    if person.supervisor_id is None:
        return possible
    return [one for one in possible if one.supervisor_id == person.supervisor_id]


def hand_all(turn: Turn, pressed: HandAll) -> list[Reply]:
    """All of somebody's: who can take it?"""
    person = choosing.lasting(turn, pressed.person)
    if person is None:
        return [turn.say(turn.t(NOT_POSSIBLE), (menu(turn),))]
    possible = could_take(turn, person) if has_anything(turn, person) else []
    lines, rows = choosing.choice(
        turn, possible, pressed.page, lambda one: HandAllTo(person.id, one.id), lambda page: HandAll(person.id, page)
    )
    text = what_they_have(turn, person) if possible else turn.t(NOBODY_TO_TAKE)
    back = (Button(turn.t(N_("Back")), PersonCard(person.id)), menu(turn))
    return [turn.say(turn.lines(text, *lines), *rows, back, hides_after=PERSONAL)]


NOBODY_TO_TAKE = N_("There is nothing to hand on, or nobody to take it.")


def has_anything(turn: Turn, person: Person) -> bool:
    """Whether somebody has cases or a team that would be left alone."""
    return any(_how_many(turn, person))


def _how_many(turn: Turn, person: Person) -> tuple[int, int]:
    """The cases somebody accompanies, and the mentors they lead."""
    return len(cases.of_mentor(turn.tx, person.id)), len(leading.own_team(turn.tx, person.id))


def what_they_have(turn: Turn, person: Person) -> str:
    """The question who takes it over, and how much it is."""
    theirs, team = _how_many(turn, person)
    if person.role is Role.SUPERVISOR:
        text = N_("Who takes over the team of {code}? Mentors: {mentors}. Participants of their own: {number}.")
        return turn.t(text, code=person.code, mentors=team, number=theirs)
    return turn.t(N_("Who takes over all {number} from {code}?"), number=theirs, code=person.code)


def what_goes(turn: Turn, person: Person, to: Person) -> str:
    """How much goes to whom, before it is done."""
    theirs, team = _how_many(turn, person)
    if person.role is Role.SUPERVISOR:
        text = N_("Taken over by {to} (mentors: {mentors}, participants of their own: {number}).")
        return turn.t(text, to=to.code, mentors=team, number=theirs)
    return turn.t(N_("Taken over by {to} (participants: {number})."), to=to.code, number=theirs)


def hand_all_to(turn: Turn, pressed: HandAllTo) -> list[Reply]:
    """All of it, with everything that is planned, in one act."""
    person = choosing.lasting(turn, pressed.person)
    to = None if person is None else next((one for one in could_take(turn, person) if one.id == pressed.mentor), None)
    if person is None or to is None:
        return [turn.say(turn.t(NOT_POSSIBLE), (menu(turn),))]
    back = (Button(turn.t(N_("Back")), PersonCard(person.id)), menu(turn))
    handed = handing_over.all_of(turn.tx, turn.me, person, to, turn.calendar)
    if handed is None:
        return [turn.say(turn.t(NOT_POSSIBLE), back)]
    if person.role is Role.SUPERVISOR:
        said = turn.t(N_("The team of {code} is with {to} from now on."), code=person.code, to=to.code)
    else:
        said = turn.t(N_("All {number} are with {code} from now on."), number=len(handed.cases), code=to.code)
    return [turn.say(said, back), *told(turn, handed, person, to)]


def _to_card(turn: Turn, case: Case) -> Button:
    return Button(turn.t(N_("Back")), CaseCard(case.id))
