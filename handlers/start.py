"""The first meeting: a one-time link, then how to address the person and which clock they live by."""

import re
from collections.abc import Callable

from bot.domain.people import ADDRESSES, ZONES, Role
from bot.domain.presses import Address, Adult, Press, Zone
from bot.domain.text import N_
from bot.store.caseload import drafts, prompts
from bot.store.engine import audit
from bot.store.figures import digests
from bot.store.people import invitations, people
from bot.store.queues import chats, shown
from bot.store.rights import participants
from bot.turn import Button, Command, Event, Follow, Media, Reply, Say, TakeBack, Turn, Words
from handlers import agreeing
from handlers.asking import on_a_button
from handlers.directory import empty, front
from handlers.home import menu_screen
from handlers.screens import pairs
from handlers.telling import a_participant_joins, a_way_in_ended, the_inviter

# What a link ends in, however much of it was copied along.
LINK = re.compile(r"[?&]start=([A-Za-z0-9_-]{16,64})(?![A-Za-z0-9_-])")
LINK_OVER = N_("This link is no longer valid. Please ask whoever sent it for a new one.")
NO_CODE = N_("That code does not fit, or is over. Please ask for a new one.")
ALREADY = N_("You have joined already; nothing was changed.")


def start(turn: Turn, command: Command) -> list[Reply]:
    """/mulai or /start, perhaps with a link's token."""
    token = command.argument
    if turn.who is not None:
        # What is typed next is no answer to a question out of sight.
        drafts.put_aside(turn.tx, turn.who)
    if turn.who is not None and turn.who.role is Role.PARTICIPANT:
        return first_meeting(turn, command)
    if turn.who is not None:
        return [menu_screen(turn, ALREADY if token else None)] if turn.who.settled else first_meeting(turn, command)
    if not token:
        return [*empty(turn)]
    person = invitations.join(turn.tx, token, turn.chat)
    if person is None:
        return [front(turn, LINK_OVER)]
    turn.becomes(person)
    chats.mark_reachable(turn.tx, turn.chat)
    prompts.release(turn.tx)
    audit.note(turn.tx, person.id, "joined", "person", person.id)
    return [*next_question(turn), *_who_hears(turn)]


def _who_hears(turn: Turn) -> list[Reply]:
    return a_participant_joins(turn) if turn.me.role is Role.PARTICIPANT else the_inviter(turn)


def pasted_link(turn: Turn, typed: Words) -> list[Reply] | None:
    """A link that was pasted instead of opened is opened; its words do not stay in the chat."""
    found = LINK.search(typed.text)
    if found is None:
        return None
    return [TakeBack(typed.message_id), *start(turn, Command("start", found[1], typed.message_id))]


def typed_code(turn: Turn, typed: Words) -> list[Reply] | None:
    """The six digits that were read out to somebody.

    A phone that shows an empty bot is somebody's already, so that no link and no code binds it: it reads a dead one.
    """
    if (digits := _code_in(typed)) is None:
        return None
    person = participants.join_by_code(turn.tx, digits, turn.chat)
    if person is None:
        return [TakeBack(typed.message_id), front(turn, NO_CODE)]
    turn.becomes(person)
    chats.mark_reachable(turn.tx, turn.chat)
    audit.note(turn.tx, person.id, "joined", "person", person.id)
    return [TakeBack(typed.message_id), *next_question(turn), *a_participant_joins(turn)]


def _code_in(typed: Words) -> str | None:
    """The six digits, if that is what was typed."""
    text = typed.text.replace(" ", "").replace("-", "")
    return text if len(text) == participants.CODE_DIGITS and text.isdecimal() else None


def answer_adult(turn: Turn, pressed: Adult) -> list[Reply]:
    """Keep whether a participant is an adult; a no ends it kindly, and nothing is kept but that the link is over."""
    if participants.is_adult(turn.tx, turn.me):
        return next_question(turn)
    if pressed.yes:
        participants.keep_adult(turn.tx, turn.me, True)
        return next_question(turn)
    case = participants.case_of(turn.tx, turn.me)
    participants.keep_adult(turn.tx, turn.me, False)
    return [*agreeing.farewell(turn, agreeing.ONLY_ADULTS), *([] if case is None else [a_way_in_ended(case)])]


def first_meeting(turn: Turn, event: Event) -> list[Reply]:
    """Whatever a new person does first: the next of the questions that are asked once.

    What they typed is the answer where it stands on a button; it does not stay in the chat, nor do pictures and voices.
    """
    if isinstance(event, Media):
        return [TakeBack(event.message_id), *next_question(turn)]
    if not isinstance(event, Words):
        return next_question(turn)
    press = None if event.edited else on_a_button(turn, event.text, shown.buttons(turn.tx, turn.chat))
    return [TakeBack(event.message_id), *(next_question(turn) if press is None else [Follow(press)])]


def next_question(turn: Turn) -> list[Reply]:
    """The next of the two questions that are asked once; participants are asked first whether they are adults."""
    if turn.me.role is Role.PARTICIPANT and not participants.is_adult(turn.tx, turn.me):
        return [*(agreeing.question(turn) or [])]
    if turn.me.address is None:
        return [ask_address(turn, N_("Welcome. How may I address you?"), Address)]
    if turn.me.zone_name is None:
        return [ask_zone(turn, N_("Which time do you live by, {you}?"), Zone)]
    return agreeing.after_joining(turn) if turn.me.role is Role.PARTICIPANT else [menu_screen(turn)]


def ask_address(turn: Turn, text: str, press: Callable[[str], Press]) -> Say:
    """How to be addressed."""
    buttons = [Button(turn.t(label), press(code)) for code, label in ADDRESSES]
    return turn.say(turn.t(text), *pairs(buttons), stays=True)


def ask_zone(turn: Turn, text: str, press: Callable[[str], Press]) -> Say:
    """Which of the three clocks."""
    about = {
        "WIB": N_("WIB (Sumatra, Java, West and Central Kalimantan)"),
        "WITA": N_("WITA (Sulawesi, Bali, Nusa Tenggara, East Kalimantan)"),
        "WIT": N_("WIT (Maluku, Papua)"),
    }
    return turn.say(turn.t(text), *(((Button(turn.t(about[code]), press(code))),) for code, _ in ZONES), stays=True)


def address(turn: Turn, pressed: Address) -> list[Reply]:
    """An address was chosen at the first meeting."""
    if pressed.address in dict(ADDRESSES) and turn.me.address is None:
        turn.becomes(people.settle(turn.tx, turn.me, address=pressed.address))
    return next_question(turn)


def zone(turn: Turn, pressed: Zone) -> list[Reply]:
    """A zone was chosen at the first meeting."""
    chosen = dict(ZONES).get(pressed.zone)
    if chosen is None or turn.me.zone_name is not None:
        return next_question(turn)
    turn.becomes(people.settle(turn.tx, turn.me, zone=chosen))
    digests.begin(turn.tx, turn.me, turn.calendar)
    if turn.me.role is Role.PARTICIPANT:
        return next_question(turn)
    return [menu_screen(turn, N_("Thank you, {you}. Everything is ready."))]
