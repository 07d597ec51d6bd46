"""The first meeting: a one-time link, then how to address the person and which clock they live by."""

from bot.domain.people import ADDRESSES, ZONES, Role
from bot.domain.text import N_
from bot.store import audit, chats, digests, followups, people
from bot.turn import Button, Command, Reply, Say, Turn
from handlers.home import menu_screen
from handlers.screens import chosen_on, pairs
from handlers.support import stranger

LINK_OVER = N_("This link is no longer valid. Please ask whoever sent it for a new one.")
ALREADY = N_("You have joined already; nothing was changed.")


def start(turn: Turn) -> list[Reply]:
    """/mulai or /start, perhaps with a link's token."""
    assert isinstance(turn.event, Command)
    token = turn.event.argument
    if turn.who is not None:
        return [menu_screen(turn, ALREADY if token else None)] if turn.who.settled else first_meeting(turn)
    if not token:
        return stranger(turn)
    person = people.join(turn.tx, token, turn.chat)
    if person is None:
        return [turn.say(turn.t(LINK_OVER))]
    turn.is_now(person)
    chats.reachable(turn.tx, turn.chat)
    followups.release(turn.tx)
    audit.note(turn.tx, person.id, "joined", "person", person.id)
    return [*first_meeting(turn), *_tell_inviter(turn)]


def _tell_inviter(turn: Turn) -> list[Reply]:
    inviter = people.invited_by(turn.tx, turn.me) or turn.me.supervisor_id
    if inviter is None:
        return []
    return [Say(turn.t(N_("{code} has joined."), code=turn.me.code), kind="receipt", to=inviter)]


def first_meeting(turn: Turn) -> list[Reply]:
    """The next of the two questions that are asked once."""
    if turn.me.address is None:
        return [ask_address(turn, N_("Welcome. How may I address you?"), "address")]
    if turn.me.zone_name is None:
        return [ask_zone(turn, N_("Which time do you live by, {you}?"), "zone")]
    return [menu_screen(turn)]


def ask_address(turn: Turn, text: str, route: str) -> Say:
    """How to be addressed."""
    buttons = [Button(turn.t(label), route, (code,)) for code, label in ADDRESSES]
    return turn.say(turn.t(text), *pairs(buttons))


def ask_zone(turn: Turn, text: str, route: str) -> Say:
    """Which of the three clocks."""
    about = {
        "WIB": N_("WIB (Sumatra, Java, West and Central Kalimantan)"),
        "WITA": N_("WITA (Sulawesi, Bali, Nusa Tenggara, East Kalimantan)"),
        "WIT": N_("WIT (Maluku, Papua)"),
    }
    return turn.say(turn.t(text), *(((Button(turn.t(about[code]), route, (code,))),) for code, _ in ZONES))


def address(turn: Turn) -> list[Reply]:
    """An address was chosen at the first meeting."""
    chosen = chosen_on(turn)
    if chosen in dict(ADDRESSES) and turn.me.address is None:
        turn.is_now(people.settle(turn.tx, turn.me, address=chosen))
    return first_meeting(turn)


def zone(turn: Turn) -> list[Reply]:
    """A zone was chosen at the first meeting."""
    chosen = dict(ZONES).get(chosen_on(turn))
    if chosen is None or turn.me.zone_name is not None:
        return first_meeting(turn)
    turn.is_now(people.settle(turn.tx, turn.me, zone=chosen))
    if turn.me.role is Role.SUPERVISOR:
        digests.begin(turn.tx, turn.me, turn.calendar)
    return [menu_screen(turn, N_("Thank you, {you}. Everything is ready."))]
