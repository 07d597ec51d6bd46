"""What a leader does about one of the staff: another phone, removal; and the duty list."""

from __future__ import annotations

from bot.domain.forms import Form, Free
from bot.domain.people import Person
from bot.domain.presses import Duty, NewPhone, PersonCard, Remove, Team
from bot.domain.text import N_
from bot.store.caseload import drafts, flags, handing_over, recipients
from bot.store.caseload.drafts import Draft
from bot.store.people import people
from bot.turn import Button, LastWord, Reply, Tell, Turn
from handlers import asking
from handlers.asking import Filling
from handlers.home import menu_screen
from handlers.leader.people import choosing, handing_on, team
from handlers.screens import PAGE, PERSONAL, WRONG_CODE, menu, paging, pairs

STILL_HAS = N_("{code} cannot be removed yet: there is nobody who could take over what they have.")
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
    person = choosing.one_of_mine(turn, pressed.person)
    if person is None or person.chat is None:
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


def remove(turn: Turn, pressed: Remove) -> list[Reply]:
    """Cannot be undone: who takes over what they have is asked first, then the code is typed."""
    person = choosing.one_of_mine(turn, pressed.person)
    if person is None:
        return team.team(turn, Team())
    if not handing_on.has_anything(turn, person):
        return [asking.open_form(turn, REMOVING, answers={"person": person.id})]
    possible = handing_on.could_take(turn, person)
    if pressed.to in {one.id for one in possible}:
        return [asking.open_form(turn, REMOVING, answers={"person": person.id, "to": pressed.to})]
    lines, rows = choosing.choice(
        turn,
        possible,
        pressed.page,
        lambda one: Remove(person.id, one.id),
        lambda page: Remove(person.id, page=page),
    )
    text = turn.t(STILL_HAS, code=person.code) if not possible else handing_on.what_they_have(turn, person)
    return [turn.say(turn.lines(text, *lines), *rows, (_back(turn, person), menu(turn)), hides_after=PERSONAL)]


def save_removal(turn: Turn, draft: Draft) -> list[Reply]:
    """The typed code decides; what they have goes to whoever was chosen, in the same act."""
    drafts.drop(turn.tx, draft)
    person = choosing.one_of_mine(turn, int(draft.answers["person"]))
    if person is None or str(draft.answers["code"]).strip().upper() != person.code:
        return [menu_screen(turn, WRONG_CODE)]
    news: list[Reply] = []
    if handing_on.has_anything(turn, person):
        chosen = draft.answers.get("to")
        to = next((one for one in handing_on.could_take(turn, person) if one.id == chosen), None)
        handed = None if to is None else handing_over.all_of(turn.tx, turn.me, person, to, turn.calendar)
        if to is None or handed is None:
            return remove(turn, Remove(person.id))
        news = [one for one in handing_on.told(turn, handed, person, to) if one != _of_the_leaver(person)]
    handing_over.part_with(turn.tx, turn.me, person)
    return [menu_screen(turn, N_("Removed.")), *news]


def _of_the_leaver(person: Person) -> Tell:
    return Tell("list_shorter", person.id, person.id)


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
    shown, page = leaders[pressed.page * PAGE : (pressed.page + 1) * PAGE], pressed.page
    buttons = [
        Button(("✓ " if one.id in listed else "") + one.code, Duty(one.id, listed=one.id not in listed, page=page))
        for one in shown
    ]
    turns = paging(turn, page, len(leaders) > (page + 1) * PAGE, lambda other: Duty(page=other))
    lines = choosing.described(turn, shown)
    return [turn.say(turn.lines(text, *lines), *pairs(buttons, 3), (*turns, menu(turn)), hides_after=PERSONAL)]


def _back(turn: Turn, person: Person) -> Button:
    return Button(turn.t(N_("Back")), PersonCard(person.id))


def _title(turn: Turn, draft: Draft) -> str:
    person = choosing.one_of_mine(turn, int(draft.answers["person"]))
    return turn.t(N_("<b>Removing {code}</b>"), code=person.code if person else "")


def _leave(turn: Turn, draft: Draft) -> list[Reply]:
    return team.team(turn, Team())


REMOVING = Filling(REMOVAL, _title, save_removal, _leave)
FILLINGS = (REMOVING,)
