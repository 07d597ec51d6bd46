"""What a person may change about themselves: how they are addressed, and their clock."""

from bot.domain.people import ADDRESSES, ZONES
from bot.domain.text import N_
from bot.i18n import zone_letters
from bot.store import people
from bot.turn import Button, Reply, Turn
from handlers.screens import chosen_on, menu
from handlers.start import ask_address, ask_zone


def settings(turn: Turn) -> list[Reply]:
    """What is set now, and what can be changed."""
    text = turn.t(
        N_("You are addressed as {you}. Your clock: {zone}. Your staff code: {code}."),
        zone=zone_letters(turn.me.zone),
        code=turn.me.code,
    )
    return [
        turn.say(
            text,
            (Button(turn.t(N_("Change the address")), "newaddress"), Button(turn.t(N_("Change the clock")), "newzone")),
            (menu(turn),),
        )
    ]


def new_address(turn: Turn) -> list[Reply]:
    """Ask for another form of address, or keep the one chosen."""
    chosen = chosen_on(turn)
    if chosen not in dict(ADDRESSES):
        return [ask_address(turn, N_("How may I address you from now on?"), "newaddress")]
    turn.is_now(people.settle(turn.tx, turn.me, address=chosen))
    return settings(turn)


def new_zone(turn: Turn) -> list[Reply]:
    """Ask for another clock, or keep the one chosen."""
    chosen = dict(ZONES).get(chosen_on(turn))
    if chosen is None:
        return [ask_zone(turn, N_("Which time do you live by now, {you}?"), "newzone")]
    turn.is_now(people.settle(turn.tx, turn.me, zone=chosen))
    return settings(turn)
