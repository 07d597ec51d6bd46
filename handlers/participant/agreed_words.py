"""Which words nobody may agree on: what is said or tapped here for other things, or by whoever needs help.

A word that empties everything, or asks for rest, is heard before all else. Chosen by another hand, it must not be the
one by which its owner would call.
"""

from __future__ import annotations

from bot.domain.presses import InfoCategory
from bot.domain.rights.self_checks import CALL, FEELINGS
from bot.domain.text import N_
from bot.domain.typed import plainly
from bot.turn import Say, Turn
from handlers import asking, directory
from handlers.asking import NO, PLEASANTRIES, YES, words_of
from handlers.home import menu_screen

# Said in need, and the commands without their stroke; a comma between.
NEEDED = N_(
    "help, help me, please help, need help, ask, I want to ask, call, call me, please call, please call me, "
    "information, danger, afraid, I am afraid, in pain, ill, police, ambulance, doctor, urgent, don't, stop, husband, "
    "wife, menu, start, begin, settings, data, cancel, commands"
)
# What stands on the buttons of their other screens; those of the menu and of the directory are looked up there.
LABELS = (
    N_("Menu"),
    N_("Back"),
    N_("Cancel"),
    N_("Answer"),
    N_("Go on"),
    N_("Not now"),
    N_("Not yet"),
    N_("Information"),
    N_("Everything"),
    N_("Next page"),
    N_("Previous"),
    N_("My requests"),
    N_("❓ Ask something"),
    N_("✉️ Something was not right"),
    N_("✍️ Write what happened"),
    N_("Please call me now"),
    N_("My mentor may call me"),
    N_("It was a slip"),
    N_("Take this request back"),
    N_("Yes, take it back"),
    N_("Yes, ask for it"),
    N_("Yes, leave"),
    N_("My consent"),
    N_("Who looked"),
    N_("A copy"),
    N_("Correct something"),
    N_("Record less"),
    N_("Erase all of it"),
    N_("A pause"),
    N_("Leave this chat"),
    N_("Change the address"),
    N_("Change the clock"),
    N_("Safe hours"),
    N_("Safe contact"),
    N_("Greetings"),
    N_("My name"),
    N_("PIN"),
    N_("Word: not now"),
    N_("Word: empty"),
    N_("I get in touch myself"),
    N_("My mentor may"),
    N_("It still holds"),
    N_("Fill it in"),
    N_("Change it"),
    N_("Show it"),
    N_("Others use it"),
    N_("Only me"),
    N_("Leave it empty"),
)


def is_needed(turn: Turn, text: str) -> bool:
    """Whether this is a button's words, a command, a pleasantry, a yes or a no, or what somebody says in need."""
    said = plainly(text)
    return any(said in words_of(turn, listed) for listed in (YES, NO, PLEASANTRIES, NEEDED)) or said in _labels(turn)


def _labels(turn: Turn) -> set[str]:
    screens = [menu_screen(turn), directory.front(turn), *directory.category(turn, InfoCategory(directory.EMERGENCY))]
    shown = [label for one in screens if isinstance(one, Say) for label, _ in asking.buttons_of(one)]
    shown += [turn.t(label) for label in (*LABELS, *(label for _, label in (*FEELINGS, *CALL)))]
    return {plainly(form) for label in shown for form in (label, asking.without_sign(label))}
