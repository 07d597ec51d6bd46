"""The participant of a case on their own phone: a way in, who opened it, what they agreed to, another phone."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.people import Person
from bot.domain.presses import (
    CaseCard,
    ForgottenPin,
    HandLink,
    ItIsThem,
    NoteConsent,
    NoteSharing,
    ReadOutCode,
    SomebodyElse,
    TheirNewPhone,
    TheirPhone,
)
from bot.domain.rights import consent as ticks
from bot.domain.text import N_
from bot.store.caseload import cases, drafts, recipients
from bot.store.caseload.cases import Case
from bot.store.engine import deployment
from bot.store.engine.database import Tx
from bot.store.people import invitations
from bot.store.rights import consents, participants, pin_codes
from bot.turn import Button, LastWord, Reply, Row, Say, Turn
from handlers.over import no_case
from handlers.screens import PERSONAL, menu
from handlers.telling import last_word_of, whoever_is_above

HAVE_MET = N_("Have you met them or spoken with them yourself, {you}? The link may have been passed on.")
JOINED = N_("{code}: has joined.")
USED = N_("The last link or code was used and leads to nobody any more; another one can be made.")
CONFIRMED = N_("Confirmed. Please ask them to open /menu; what they agree to is asked of them there.")
CUT_THEM_OFF = N_(
    "Whoever opened the link of {code} is cut off at once; nothing is sent there. Then you can make another link or "
    "code. Go on?"
)
NOT_THEM = N_("Cut off. Another link or code can be made now; a code that is read out is safer.")
CUT_OFF = N_("Cut off. Whoever usually accompanies them can make another link or code.")
HAVE_TALKED = N_(
    "The code opens the phone of {code} and takes the PIN away. Please make it only once you have met them or spoken "
    "with them yourself, {you}: whoever asks for it in writing may be somebody else who holds the phone."
)


def one(turn: Turn, pressed: TheirPhone) -> list[Reply]:
    """Whether somebody has joined, what they agreed to, and what can be done."""
    case = phone_of(turn, pressed.case)
    if case is None:
        return [no_case(turn, pressed.case)]
    drafts.put_aside(turn.tx, turn.me)
    return [page(turn, case)]


def page(turn: Turn, case: Case, *before: str) -> Say:
    """The page; `before`, in the person's language, is said first. Whoever is not their mentor says who it is there,
    and no more.
    """
    person, own = participants.of_case(turn.tx, case.id), case.mentor_id == turn.me.id
    lines: list[str] = [*before]
    lines.append(turn.t(N_("<b>{code}</b>: their own phone"), code=case.code))
    if person is None:
        lines.append(turn.t(N_("Nobody has been invited yet.")))
    else:
        lines.append(turn.t(_stands(person), code=person.code))
        lines += [agreed(turn, person)] if own else []
    if person is not None and person.chat is None and invitations.newest_was_used(turn.tx, person):
        lines.append(turn.t(USED))
    link = Button(turn.t(N_("One-time link")), HandLink(case.id))
    code = Button(turn.t(N_("Code of 6 digits")), ReadOutCode(case.id))
    phone = Button(turn.t(N_("Another phone")), TheirNewPhone(case.id))
    forgot = Button(turn.t(N_("PIN forgotten")), ForgottenPin(case.id))
    note = Button(turn.t(N_("Note a consent")), NoteConsent(case.id))
    share = Button(turn.t(N_("Pass on")), NoteSharing(case.id))
    has_joined = person is not None and person.chat is not None and (own or person.unmet is True)
    ways: Row = (phone, forgot) if has_joined else (link, code)
    if person is not None and person.unmet:
        lines.append(turn.t(HAVE_MET))
        invite = invitations.came_by(turn.tx, person)
        ways = (
            Button(turn.t(N_("Yes, it is them")), ItIsThem(case.id, invite)),
            Button(turn.t(N_("It is somebody else")), SomebodyElse(case.id, invite)),
        )
    rows = (ways, (note, share)) if own and case.goes_on else (ways,) if has_joined else ()
    return turn.say(turn.lines(*lines), *rows, (_back(turn, case), menu(turn)))


def _stands(person: Person) -> str:
    if person.chat is None:
        return N_("{code}: has not joined yet.")
    return N_("{code}: the link was opened; who did so has not been confirmed.") if person.unmet else JOINED


def it_is_them(turn: Turn, pressed: ItIsThem) -> list[Reply]:
    """Who opened the link is the participant: from now on the phone is theirs, and they are asked for their consent."""
    return _said_who_it_is(turn, pressed, participants.confirm, CONFIRMED)


def somebody_else(turn: Turn, pressed: SomebodyElse) -> list[Reply]:
    """Who opened the link is not the participant: that chat is cut off without a word, and another link can be made."""
    case = phone_of(turn, pressed.case)
    person = None if case is None else participants.of_case(turn.tx, case.id)
    if case is None or person is None or not _is_meant(turn, person, pressed) or pressed.sure:
        said = NOT_THEM if case is None or case.mentor_id == turn.me.id else CUT_OFF
        return _said_who_it_is(turn, pressed, participants.was_somebody_else, said)
    yes = Button(turn.t(N_("Yes, go on")), SomebodyElse(case.id, pressed.invite, sure=True))
    back = Button(turn.t(N_("Back")), TheirPhone(case.id))
    return [turn.say(turn.t(CUT_THEM_OFF, code=case.code), (yes,), (back, menu(turn)))]


def _said_who_it_is(
    turn: Turn, pressed: ItIsThem | SomebodyElse, done: Callable[[Tx, Person, Person], None], said: str
) -> list[Reply]:
    case = phone_of(turn, pressed.case)
    if case is None:
        return [no_case(turn, pressed.case)]
    person = participants.of_case(turn.tx, case.id)
    if person is None or not _is_meant(turn, person, pressed):
        return [page(turn, case)]
    done(turn.tx, person, turn.me)
    return [page(turn, case, turn.t(said))]


def _is_meant(turn: Turn, person: Person, pressed: ItIsThem | SomebodyElse) -> bool:
    """Whether the one who waits now is who the button was about: since then somebody else may have opened a link."""
    return bool(person.unmet) and invitations.came_by(turn.tx, person) == pressed.invite


def agreed(turn: Turn, person: Person) -> str:
    """What they said yes to, in a line."""
    allowed = consents.current(turn.tx, person)
    if not allowed:
        return turn.t(N_("No consent is noted yet."))
    labels = [turn.t(tick.label) for tick in ticks.TICKS if tick.code in allowed]
    return turn.t(N_("Agreed to: {ticks}"), ticks=", ".join(labels))


def hand_link(turn: Turn, pressed: HandLink) -> list[Reply]:
    """A fresh one-time link, in a message of its own that can be handed over; an earlier link or code is closed."""
    case = own_case(turn, pressed.case)
    if case is None:
        return [no_case(turn, pressed.case)]
    person = participants.add(turn.tx, case, turn.me)
    if person.chat is not None:
        return [page(turn, case)]
    token = participants.make_link(turn.tx, person, turn.me)
    link = deployment.join_link(turn.tx, token)
    text = turn.t(N_("A link to join, good for 72 hours and once:\n{link}"), link=link)
    hint = N_("Please hand the link below over yourself, to that person alone; then delete it.")
    return [page(turn, case, turn.t(hint)), Say(text, kind="receipt", protect=False)]


def read_out_code(turn: Turn, pressed: ReadOutCode) -> list[Reply]:
    """Six digits to be read out loud; an earlier link or code is closed."""
    case = own_case(turn, pressed.case)
    if case is None:
        return [no_case(turn, pressed.case)]
    person = participants.add(turn.tx, case, turn.me)
    if person.chat is not None:
        return [page(turn, case)]
    digits = participants.make_code(turn.tx, person, turn.me)
    text = turn.lines(
        turn.t(N_("<b>{code}</b>: their own phone"), code=case.code),
        turn.t(N_("Code: <b>{digits}</b>"), digits=f"{digits[:3]} {digits[3:]}"),
        turn.t(
            N_(
                "Please read it out loud to that person; do not write or send it. They open @{bot} and type it. "
                "It works once, within 24 hours."
            ),
            bot=deployment.username(turn.tx),
        ),
    )
    back = Button(turn.t(N_("Back")), TheirPhone(case.id))
    return [turn.say(text, (back, menu(turn)), hides_after=PERSONAL)]


def new_phone(turn: Turn, pressed: TheirNewPhone) -> list[Reply]:
    """A lost or changed phone: the old chat is cut off at once and told so; then there is a new way in."""
    case = own_case(turn, pressed.case, ended=True)
    if case is None:
        return [no_case(turn, pressed.case)]
    person = participants.of_case(turn.tx, case.id)
    if person is None or person.chat is None:
        return [page(turn, case)]
    if not pressed.sure:
        text = turn.t(
            N_("The chat of {code} is cut off at once; then you make a new link or code. Go on?"), code=case.code
        )
        yes = Button(turn.t(N_("Yes, go on")), TheirNewPhone(case.id, sure=True))
        return [turn.say(text, (yes,), (Button(turn.t(N_("Back")), TheirPhone(case.id)), menu(turn)))]
    may = last_word_of(turn, person)
    chat = participants.rebind(turn.tx, person, turn.me)
    last = [] if chat is None or may is None else [LastWord(chat, "cut_off", may)]
    cut_off = N_("Cut off. Please choose how they join on the new phone; it begins without a PIN.")
    # Whoever accompanies could open a phone of their own with what they make now.
    return [page(turn, case, turn.t(cut_off)), *last, *whoever_is_above(turn, "their_phone_changed", case.id)]


def forgotten_pin(turn: Turn, pressed: ForgottenPin) -> list[Reply]:
    """Six digits that open their phone without the PIN and take it away: only once the two have talked."""
    case = own_case(turn, pressed.case, ended=True)
    if case is None:
        return [no_case(turn, pressed.case)]
    person = participants.of_case(turn.tx, case.id)
    if person is None or person.chat is None or person.unmet:
        return [page(turn, case)]
    back = Button(turn.t(N_("Back")), TheirPhone(case.id))
    if not pressed.sure:
        yes = Button(turn.t(N_("Yes, we have talked")), ForgottenPin(case.id, sure=True))
        return [turn.say(turn.t(HAVE_TALKED, code=case.code), (yes,), (back, menu(turn)))]
    digits = pin_codes.make(turn.tx, person, case, turn.me)
    text = turn.lines(
        turn.t(N_("<b>{code}</b>: their own phone"), code=case.code),
        turn.t(N_("Code: <b>{digits}</b>"), digits=f"{digits[:3]} {digits[3:]}"),
        turn.t(
            N_(
                "Please read it out loud; do not write or send it. They type it where the PIN is asked, or on the "
                "page that looks empty; while that phone asks to wait, it waits too. It works once, within an hour; "
                "then there is no PIN until they set another."
            )
        ),
    )
    return [turn.say(text, (back, menu(turn)), hides_after=PERSONAL)]


def own_case(turn: Turn, case_id: int, *, ended: bool = False) -> Case | None:
    """A case this person accompanies as its own mentor; a cover may not. `ended`: also when it has ended."""
    found = cases.entrusted(turn.tx, turn.me, case_id)
    return found if found is not None and (ended or found.goes_on) else None


def phone_of(turn: Turn, case_id: int) -> Case | None:
    """A case whose phone is this person's to look at, also after its end: their own; and while nobody knows who opened
    the link, the case they are nearest to now.
    """
    if (own := own_case(turn, case_id, ended=True)) is not None:
        return own
    person = participants.of_case(turn.tx, case_id)
    return recipients.nearest(turn.tx, turn.me, case_id) if person is not None and person.unmet else None


def _back(turn: Turn, case: Case) -> Button:
    return Button(turn.t(N_("Back")), CaseCard(case.id))
