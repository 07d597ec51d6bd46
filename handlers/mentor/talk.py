"""A mentor needs someone to talk to: said to their supervisor alone, and kept nowhere."""

from bot.domain.presses import Talk
from bot.domain.text import N_
from bot.store.people import people
from bot.turn import Reply, Say, Turn
from handlers.screens import menu


def talk(turn: Turn, pressed: Talk) -> list[Reply]:
    """A mentor needs someone to talk to: it reaches their supervisor alone, and is kept nowhere."""
    leaders = people.above(turn.tx, turn.me)
    alerts: list[Reply] = [
        Say(
            turn.t_for(
                one,
                N_("Hello, {you}. {code} would like to talk with you, in confidence. Please call soon."),
                code=turn.me.code,
            ),
            kind="alert",
            to=one.id,
        )
        for one in leaders
    ]
    text = N_(
        "Your supervisor has been told, and nobody else. Thank you for saying it, {you}. In great need: 119, then 8."
    )
    return [turn.say(turn.t(text), (menu(turn),)), *alerts]
