"""What a leader does about one of the staff: another phone, removal; and the duty list."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.forms import Form, Free
from bot.domain.lives import Refusal
from bot.domain.people import Person
from bot.domain.presses import AgreePhone, Duty, NewPhone, PersonCard, PhoneCard, RefusePhone, Remove, Team
from bot.domain.text import N_
from bot.store.caseload import drafts, flags, handing_over, recipients
from bot.store.caseload.drafts import Draft
from bot.store.engine.database import Tx
from bot.store.people import people, phones
from bot.store.people.phones import Phone
from bot.turn import Button, LastWord, Reply, Tell, Turn
from handlers import asking
from handlers.asking import Filling
from handlers.home import menu_screen
from handlers.leader.people import choosing, handing_on, left_alone, team
from handlers.over import over
from handlers.screens import PAGE, PERSONAL, WRONG_CODE, menu, paging, pairs

STILL_HAS = N_("{code} cannot be removed yet: there is nobody who could take over what they have.")
PHONE_DECIDED = N_("That has been decided already.")
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
    if person is None or (person.chat is None and not phones.bars_a_link(turn.tx, person)):
        return team.team(turn, Team())
    if person.chat is None:
        return _asked(turn, person)
    if not pressed.sure:
        text = turn.t(
            N_(
                "The old account of {code} is cut off at once. "
                "A new link is made when a second leader has agreed. Go on?"
            ),
            code=person.code,
        )
        yes = Button(turn.t(N_("Yes, go on")), NewPhone(person.id, sure=True))
        return [turn.say(text, (yes,), (_back(turn, person), menu(turn)))]
    told = LastWord(person.chat, "staff_cut_off", turn.now)
    handing_over.take_phone(turn.tx, turn.me, person)
    return [*_asked(turn, person), told]


def _asked(turn: Turn, person: Person) -> list[Reply]:
    """Ask a second leader, once more where nobody has agreed yet; only who is the one leader there is decides alone."""
    alone = phones.is_alone(turn.tx, turn.me, person)
    number = phones.ask(turn.tx, turn.me, person, alone=alone)
    fresh = people.by_id(turn.tx, person.id) or person
    if alone:
        said = N_("There is no second leader who could agree, so it is noted that you decided alone.")
        return [team.person_screen(turn, fresh, said), team.link_for(turn, person)]
    others = phones.could_agree(turn.tx, turn.me.id, person)
    if not others:
        said = N_("Cut off. There is no second leader just now who could agree; please ask again when there is.")
        return [team.person_screen(turn, fresh, said)]
    names = ", ".join(one.code for one in others)
    waits = team.person_screen(
        turn, fresh, N_("Cut off. {who} is asked to agree; then you can make the link."), who=names
    )
    return [waits, *(Tell("phone_asked", number, one.id) for one in others)]


def phone(turn: Turn, pressed: PhoneCard) -> list[Reply]:
    """Another phone that was asked for: a second leader is asked; whoever asked can make the link once it is agreed."""
    found = _phone(turn, pressed.phone)
    person = None if found is None else people.by_id(turn.tx, found.person_id)
    if found is None or person is None:
        return [over(turn, PHONE_DECIDED)]
    by = people.by_id(turn.tx, found.asked_by)
    if found.state == "agreed" and choosing.one_of_mine(turn, person.id) is not None:
        return [team.person_screen(turn, person, N_("It has been agreed to. You can make the link now."))]
    if found.state != "asked" or not phones.may_answer(turn.tx, turn.me, found):
        return [over(turn, PHONE_DECIDED)]
    text = turn.lines(
        turn.t(N_("{who} asks for another phone for {code}."), who=by.code if by else "", code=person.code),
        *(choosing.described(turn, [person]) if choosing.one_of_mine(turn, person.id) else ()),
        turn.t(N_("Have you spoken with {code} yourself, by voice or face to face?"), code=person.code),
    )
    yes = Button(turn.t(N_("Yes, agree")), AgreePhone(found.id))
    no = Button(turn.t(N_("Not agree")), RefusePhone(found.id))
    return [turn.say(text, (yes, no), (menu(turn),), hides_after=PERSONAL)]


def agree_phone(turn: Turn, pressed: AgreePhone) -> list[Reply]:
    """The second yes: whoever asked hears of it, and can make the link."""
    return _answered(turn, pressed.phone, phones.agree, "phone_agreed", N_("Agreed; those concerned are told."))


def refuse_phone(turn: Turn, pressed: RefusePhone) -> list[Reply]:
    """A no: the account stays cut off, and no link is made."""
    return _answered(turn, pressed.phone, phones.refuse, "phone_refused", N_("Not agreed. Whoever asked is told."))


def _answered(
    turn: Turn, phone_id: int, decide: Callable[[Tx, Person, Phone], Refusal | None], kind: str, said: str
) -> list[Reply]:
    found = _phone(turn, phone_id)
    may = found is not None and phones.may_answer(turn.tx, turn.me, found)
    if found is None or not may or decide(turn.tx, turn.me, found) is not None:
        return [over(turn, PHONE_DECIDED)]
    return [menu_screen(turn, said), Tell(kind, found.id, found.asked_by)]


def _phone(turn: Turn, phone_id: int) -> Phone | None:
    """A change of phone that concerns this leader: they asked, could agree, or answer for the person."""
    found = phones.by_id(turn.tx, phone_id)
    if found is None:
        return None
    concerned = found.asked_by == turn.me.id or phones.may_answer(turn.tx, turn.me, found)
    return found if concerned or choosing.one_of_mine(turn, found.person_id) is not None else None


def remove(turn: Turn, pressed: Remove) -> list[Reply]:
    """Cannot be undone: who takes over what they have is asked first, then the code is typed."""
    person = choosing.lasting(turn, pressed.person)
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
    people.lock(turn.tx, int(draft.answers["person"]))
    person = choosing.lasting(turn, int(draft.answers["person"]))
    if person is None or str(draft.answers["code"]).strip().upper() != person.code:
        return [menu_screen(turn, WRONG_CODE)]
    news: list[Reply] = []
    if handing_on.has_anything(turn, person):
        chosen = draft.answers.get("to")
        to = next((one for one in handing_on.could_take(turn, person) if one.id == chosen), None)
        handed = None if to is None else handing_over.all_of(turn.tx, turn.me, person, to, turn.calendar)
        if to is None or handed is None:
            return remove(turn, Remove(person.id))
        news = handing_on.told(turn, handed, None, to)
    left = handing_over.part_with(turn.tx, turn.me, person)
    also = left_alone.line(turn, person, left.uncovered)
    said = menu_screen(turn, None, turn.lines(turn.t(N_("Removed.")), *also))
    return [said, *news, *left_alone.told(turn, left)]


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
        turn.t(
            N_(
                "<b>Duty list</b>: after the mentor's own supervisor these are told, in this order. "
                "Whoever is on leave comes last."
            )
        ),
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
    chosen = draft.answers.get("to")
    to = None if chosen is None else people.by_id(turn.tx, int(chosen))
    goes = [] if person is None or to is None else [handing_on.what_goes(turn, person, to)]
    return turn.lines(turn.t(N_("<b>Removing {code}</b>"), code=person.code if person else ""), *goes)


def _leave(turn: Turn, draft: Draft) -> list[Reply]:
    return team.team(turn, Team())


REMOVING = Filling(REMOVAL, _title, save_removal, _leave)
FILLINGS = (REMOVING,)
