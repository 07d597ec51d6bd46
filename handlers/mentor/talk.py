"""A mentor needs someone to talk to: said to their supervisor alone, and kept nowhere."""

from bot.domain.people import Role
from bot.domain.presses import Talk
from bot.domain.text import N_
from bot.store.people import leading
from bot.turn import Reply, Tell, Turn
from handlers.screens import menu

TOLD = N_("Your supervisor has been told, and nobody else. Thank you for saying it, {you}. In great need: 119, then 8.")
TOLD_ADMINS = N_(
    "Your team has no supervisor just now, so the admins have been told, and nobody else. "
    "Thank you for saying it, {you}. In great need: 119, then 8."
)


def talk(turn: Turn, pressed: Talk) -> list[Reply]:
    """A mentor needs someone to talk to: it reaches whoever leads them alone, and is kept nowhere."""
    leaders = leading.above(turn.tx, turn.me)
    alerts: list[Reply] = [Tell("talk", turn.me.id, one.id) for one in leaders]
    text = TOLD if leaders and leaders[0].role is Role.SUPERVISOR else TOLD_ADMINS
    return [turn.say(turn.t(text), (menu(turn),)), *alerts]
