"""A mentor needs someone to talk to: said to their supervisor alone, and kept nowhere."""

from bot.domain.people import Role
from bot.domain.presses import Settings, Talk
from bot.domain.text import N_
from bot.store.people import leading
from bot.turn import Button, Reply, Tell, Turn
from handlers.screens import menu

TOLD = N_("Your supervisor has been told, and nobody else. Thank you for saying it, {you}. In great need: 119, then 8.")
TOLD_ADMINS = N_(
    "Your team has no supervisor just now, so the admins have been told, and nobody else. "
    "Thank you for saying it, {you}. In great need: 119, then 8."
)


ASK = N_("Shall we tell whoever leads you that you would like to talk? Nothing more is said, and nobody else hears it.")


def talk(turn: Turn, pressed: Talk) -> list[Reply]:
    """A mentor needs someone to talk to: asked once, then it reaches whoever leads them alone, and is kept nowhere."""
    if not pressed.sure:
        yes = Button(turn.t(N_("Yes, tell them")), Talk(sure=True))
        return [turn.say(turn.t(ASK), (yes,), (Button(turn.t(N_("Back")), Settings()), menu(turn)))]
    leaders = leading.above(turn.tx, turn.me)
    alerts: list[Reply] = [Tell("talk", turn.me.id, one.id) for one in leaders]
    text = TOLD if leaders and leaders[0].role is Role.SUPERVISOR else TOLD_ADMINS
    return [turn.say(turn.t(text), (menu(turn),)), *alerts]
