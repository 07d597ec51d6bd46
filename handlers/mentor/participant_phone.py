"""The participant of a case on their own phone: a way in, what they agreed to, another phone. Only who accompanies."""

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
from bot.store.caseload import cases, drafts
from bot.store.caseload.cases import Case
from bot.store.engine import deployment
from bot.store.engine.database import Tx
from bot.store.rights import consents, participants, pin_codes
from bot.turn import Button, LastWord, Reply, Row, Say, Turn
from handlers.over import no_case
from handlers.screens import PERSONAL, menu
from handlers.telling import last_word_of

HAVE_MET = N_("Have you met them or spoken with them yourself, {you}? The link may have been passed on.")
JOINED = N_("{code}: has joined.")
CONFIRMED = N_("Confirmed. What they agree to is asked of them when they next open it.")
CUT_THEM_OFF = N_(
    "Whoever opened the link of {code} is cut off at once; nothing is sent there. Then you can make another link or "
    "code. Go on?"
)
NOT_THEM = N_("Cut off. Another link or code can be made now; a code that is read out is safer.")
HAVE_TALKED = N_(
    "The code opens the phone of {code} and takes the PIN away. Please make it only once you have met them or spoken "
    "with them yourself, {you}: whoever asks for it in writing may be somebody else who holds the phone."
)


def one(turn: Turn, pressed: TheirPhone) -> list[Reply]:
    """Whether somebody has joined, what they agreed to, and what can be done."""
    case = own_case(turn, pressed.case, ended=True)
    if case is None:
        return [no_case(turn, pressed.case)]
    drafts.put_aside(turn.tx, turn.me)
    return [page(turn, case)]


def page(turn: Turn, case: Case, *before: str) -> Say:
    """The page; `before`, in the person's language, is said first."""
    person = participants.of_case(turn.tx, case.id)
    lines: list[str] = [*before]
    lines.append(turn.t(N_("<b>{code}</b>: their own phone"), code=case.code))
    if person is None:
        lines.append(turn.t(N_("Nobody has been invited yet.")))
    else:
        lines += [turn.t(_stands(person), code=person.code), agreed(turn, person)]
    link = Button(turn.t(N_("One-time link")), HandLink(case.id))
    code = Button(turn.t(N_("Code of 6 digits")), ReadOutCode(case.id))
    phone = Button(turn.t(N_("Another phone")), TheirNewPhone(case.id))
    forgot = Button(turn.t(N_("PIN forgotten")), ForgottenPin(case.id))
    note = Button(turn.t(N_("Note a consent")), NoteConsent(case.id))
    share = Button(turn.t(N_("Pass on")), NoteSharing(case.id))
    has_joined = person is not None and person.chat is not None
    ways: Row = (phone, forgot) if has_joined else (link, code)
    if person is not None and person.unmet:
        lines.append(turn.t(HAVE_MET))
        ways = (
            Button(turn.t(N_("Yes, it is them")), ItIsThem(case.id)),
            Button(turn.t(N_("It is somebody else")), SomebodyElse(case.id)),
        )
    rows = (ways, (note, share)) if case.goes_on else (ways,) if has_joined else ()
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
    case = own_case(turn, pressed.case, ended=True)
    person = None if case is None else participants.of_case(turn.tx, case.id)
    if case is None or person is None or not person.unmet or pressed.sure:
        return _said_who_it_is(turn, pressed, participants.was_somebody_else, NOT_THEM)
    yes = Button(turn.t(N_("Yes, go on")), SomebodyElse(case.id, sure=True))
    back = Button(turn.t(N_("Back")), TheirPhone(case.id))
    return [turn.say(turn.t(CUT_THEM_OFF, code=case.code), (yes,), (back, menu(turn)))]


def _said_who_it_is(
    turn: Turn, pressed: ItIsThem | SomebodyElse, done: Callable[[Tx, Person, Person], None], said: str
) -> list[Reply]:
    case = own_case(turn, pressed.case, ended=True)
    if case is None:
        return [no_case(turn, pressed.case)]
    person = participants.of_case(turn.tx, case.id)
    if person is None or not person.unmet:
        return [page(turn, case)]
    done(turn.tx, person, turn.me)
    return [page(turn, case, turn.t(said))]


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
    return [page(turn, case, turn.t(cut_off)), *last]


def forgotten_pin(turn: Turn, pressed: ForgottenPin) -> list[Reply]:
    """Six digits that open their phone without the PIN and take it away: only once the two have talked."""
    case = own_case(turn, pressed.case, ended=True)
    if case is None:
        return [no_case(turn, pressed.case)]
    person = participants.of_case(turn.tx, case.id)
    if person is None or person.chat is None:
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
                "page that looks empty. It works once, within an hour; then there is no PIN until they set another."
            )
        ),
    )
    return [turn.say(text, (back, menu(turn)), hides_after=PERSONAL)]


def own_case(turn: Turn, case_id: int, *, ended: bool = False) -> Case | None:
    """A case this person accompanies as its own mentor; a cover may not. `ended`: also when it has ended."""
    found = cases.entrusted(turn.tx, turn.me, case_id)
    return found if found is not None and (ended or found.goes_on) else None


def _back(turn: Turn, case: Case) -> Button:
    return Button(turn.t(N_("Back")), CaseCard(case.id))
