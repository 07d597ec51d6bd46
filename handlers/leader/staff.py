"""What a leader does about one of the staff: another phone, suspend, hand on the whole caseload, remove, duty list."""

from __future__ import annotations

from bot.domain.forms import Form, Free
from bot.domain.people import Person
from bot.domain.presses import Duty, HandAll, HandAllTo, NewPhone, PersonCard, Remove, Suspend, Team
from bot.domain.text import N_
from bot.store.caseload import cases, drafts, flags, prompts, recipients, walls
from bot.store.caseload.drafts import Draft
from bot.store.people import people
from bot.turn import Button, LastWord, Reply, Turn
from handlers import asking
from handlers.asking import Filling
from handlers.home import menu_screen
from handlers.leader import attention, team
from handlers.screens import NOT_POSSIBLE, PAGE, PERSONAL, WRONG_CODE, menu, paging, pairs

STILL_HAS = N_("{code} still accompanies {number}. Please hand them on first.")
REMOVAL = Form(
    "removal",
    (
        Free(
            "code",
            N_("This cannot be undone. To go on, type the staff code of this person."),
            12,
            optional=False,
            takes_code=True,
        ),
    ),
)


def new_phone(turn: Turn, pressed: NewPhone) -> list[Reply]:
    """A lost or changed phone: the old account is cut off at once, a fresh link is made."""
    person = team.one_of_mine(turn, pressed.person)
    if person is None or person.chat is None or person.id == turn.me.id:
        return team.team(turn, Team())
    if not pressed.sure:
        text = turn.t(
            N_("The old account of {code} is cut off at once, and a new link is made. Go on?"), code=person.code
        )
        yes = Button(turn.t(N_("Yes, go on")), NewPhone(person.id, sure=True))
        return [turn.say(text, (yes,), (_back(turn, person), menu(turn)))]
    told = LastWord(person.chat, "staff_cut_off", turn.now)
    people.cut_off(turn.tx, turn.me, person)
    return [team.person_screen(turn, people.by_id(turn.tx, person.id) or person), team.link_for(turn, person), told]


def suspend(turn: Turn, pressed: Suspend) -> list[Reply]:
    """Keep somebody out for a while, or let them in again; their reminders come to the supervisor meanwhile."""
    person = team.one_of_mine(turn, pressed.person)
    if person is None or person.id == turn.me.id:
        return team.team(turn, Team())
    if pressed.suspended == (person.status == "suspended"):
        return [team.person_screen(turn, person)]
    (people.suspend if pressed.suspended else people.let_in)(turn.tx, turn.me, person)
    text = N_("Suspended. Their reminders come to you meanwhile.") if pressed.suspended else N_("Let in again.")
    return [team.person_screen(turn, people.by_id(turn.tx, person.id) or person, text)]


def remove(turn: Turn, pressed: Remove) -> list[Reply]:
    """Cannot be undone: asked for by typing the code."""
    person = team.one_of_mine(turn, pressed.person)
    if person is None or person.id == turn.me.id:
        return team.team(turn, Team())
    theirs = len(cases.of_mentor(turn.tx, person.id))
    if theirs:
        return [team.person_screen(turn, person, STILL_HAS, code=person.code, number=theirs)]
    return [asking.open_form(turn, REMOVING, answers={"person": person.id})]


def save_removal(turn: Turn, draft: Draft) -> list[Reply]:
    """The typed code decides."""
    drafts.drop(turn.tx, draft)
    person = team.one_of_mine(turn, int(draft.answers["person"]))
    if person is None or str(draft.answers["code"]).strip().upper() != person.code:
        return [menu_screen(turn, WRONG_CODE)]
    if theirs := len(cases.of_mentor(turn.tx, person.id)):
        return [team.person_screen(turn, person, STILL_HAS, code=person.code, number=theirs)]
    people.cut_off(turn.tx, turn.me, person)
    people.remove(turn.tx, turn.me, person)
    return [menu_screen(turn, N_("Removed."))]


def hand_all(turn: Turn, pressed: HandAll) -> list[Reply]:
    """A whole caseload to another mentor: who can take it all?"""
    person = team.one_of_mine(turn, pressed.person)
    if person is None:
        return team.team(turn, Team())
    theirs = cases.of_mentor(turn.tx, person.id)
    page = pressed.page
    possible = [one for one in attention.mentors(turn, person.id) if not walls.keeps_apart(turn.tx, one.id, theirs)]
    shown = possible[page * PAGE : (page + 1) * PAGE]
    buttons = [Button(one.code, HandAllTo(person.id, one.id)) for one in shown]
    text = (
        N_("Who takes over all {number} from {code}?")
        if shown and theirs
        else N_("There is nothing to hand on, or nobody to take it.")
    )
    more = paging(turn, page, len(possible) > (page + 1) * PAGE, lambda other: HandAll(person.id, other))
    said = turn.t(text, number=len(theirs), code=person.code)
    return [
        turn.say(
            said, *(pairs(buttons, 3) if theirs else ()), *((more,) if more else ()), (_back(turn, person), menu(turn))
        )
    ]


def hand_all_to(turn: Turn, pressed: HandAllTo) -> list[Reply]:
    """All of them, with everything that is planned, in one act."""
    person = team.one_of_mine(turn, pressed.person)
    if person is None:
        return team.team(turn, Team())
    mentor = next((one for one in attention.mentors(turn, person.id) if one.id == pressed.mentor), None)
    theirs = cases.of_mentor(turn.tx, person.id)
    if mentor is None or walls.keeps_apart(turn.tx, mentor.id, theirs):
        return [turn.say(turn.t(NOT_POSSIBLE), (_back(turn, person), menu(turn)))]
    cases.set_mentor(turn.tx, turn.me, theirs, mentor)
    prompts.hand_over(turn.tx, theirs, mentor.id)
    said = turn.t(N_("All {number} are with {code} from now on."), number=len(theirs), code=mentor.code)
    return [
        turn.say(said, (_back(turn, person), menu(turn))),
        *(attention.told(turn, person.id, mentor) if theirs else []),
    ]


def choose_duty(turn: Turn, pressed: Duty) -> list[Reply]:
    """Who is told next of an urgent flag: a tap puts somebody at the end of the list, or takes them off it."""
    listed = flags.on_duty(turn.tx)
    leaders = [one for one in (people.by_id(turn.tx, id_) for id_ in recipients.leaders(turn.tx)) if one is not None]
    by_id = {one.id: one for one in leaders}
    if pressed.person in by_id and pressed.listed != (pressed.person in listed):
        others = [one for one in listed if one != pressed.person]
        listed = [*others, pressed.person] if pressed.listed else others
        flags.set_duty(turn.tx, turn.me, listed)
    order = [by_id[one].code for one in listed if one in by_id]
    text = turn.lines(
        turn.t(N_("<b>Duty list</b>: after the mentor's own supervisor these are told, in this order.")),
        turn.t(N_("Now: {order}"), order=" → ".join(order))
        if order
        else turn.t(N_("Nobody is on it; then all supervisors are told in turn.")),
    )
    buttons = [
        Button(("✓ " if one.id in listed else "") + one.code, Duty(one.id, listed=one.id not in listed))
        for one in leaders[:9]
    ]
    return [turn.say(text, *pairs(buttons, 3), (menu(turn),), hides_after=PERSONAL)]


def _back(turn: Turn, person: Person) -> Button:
    return Button(turn.t(N_("Back")), PersonCard(person.id))


def _title(turn: Turn, draft: Draft) -> str:
    person = team.one_of_mine(turn, int(draft.answers["person"]))
    return turn.t(N_("<b>Removing {code}</b>"), code=person.code if person else "")


def _leave(turn: Turn, draft: Draft) -> list[Reply]:
    return team.team(turn, Team())


REMOVING = Filling(REMOVAL, _title, save_removal, _leave)
FILLINGS = (REMOVING,)
