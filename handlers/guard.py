"""What stands before a participant's own screens: an empty bot for whoever reads along, the consent, the PIN."""

from __future__ import annotations

from bot.domain.people import Role
from bot.domain.rights import own_settings
from bot.domain.text import N_
from bot.router import Handler
from bot.store.caseload import drafts, prompts
from bot.store.rights import participants
from bot.turn import Button, Reply, Sweep, TakeBack, Turn, Words
from handlers import agreeing, answering, directory
from handlers.home import menu_screen
from handlers.home import otherwise as answer_otherwise
from handlers.screens import menu

SWEPT = N_(
    "What was said here in the last two days has been taken away. Older words only you can delete, in Telegram itself."
)
LONGEST_PIN = 8


def own(handler: Handler) -> Handler:
    """A handler behind everything that stands before a participant's own screens."""

    def guarded(turn: Turn) -> list[Reply]:
        return barrier(turn) or handler(turn)

    return guarded


def seen(handler: Handler) -> Handler:
    """A handler that needs no PIN, but is not there while the bot plays empty."""

    def guarded(turn: Turn) -> list[Reply]:
        return [menu_screen(turn)] if participants.is_hidden(turn.tx, turn.me) else handler(turn)

    return guarded


def barrier(turn: Turn) -> list[Reply] | None:
    """What is shown instead of an own screen, if anything is."""
    if participants.is_hidden(turn.tx, turn.me):
        return [*directory.empty(turn)]
    if (asked := agreeing.question(turn)) is not None:
        return asked
    return [_ask_pin(turn)] if participants.pin_is_asked(turn.tx, turn.me) else None


def home(turn: Turn) -> list[Reply]:
    """The participant's menu: nothing on it tells anything, so it needs no PIN."""
    drafts.put_aside(turn.tx, turn.me)
    if participants.is_hidden(turn.tx, turn.me):
        return [*directory.empty(turn)]
    return agreeing.question(turn) or [menu_screen(turn)]


def otherwise(turn: Turn) -> list[Reply]:
    """What no route takes: a participant meets their menu, or the empty bot; staff are told it is from earlier."""
    return home(turn) if turn.me.role is Role.PARTICIPANT else answer_otherwise(turn)


def _ask_pin(turn: Turn, hint: str | None = None) -> Reply:
    lines = [turn.t(hint)] if hint else []
    return turn.say(turn.lines(*lines, turn.t(N_("Please type your PIN, {you}."))), (menu(turn),))


def words(turn: Turn) -> list[Reply]:
    """What a participant types: an agreed word, the PIN, an answer, or a question to the directory."""
    assert isinstance(turn.event, Words)
    text = turn.event.text.strip()
    gone = TakeBack(turn.event.message_id)
    if participants.is_hidden(turn.tx, turn.me):
        return [gone, menu_screen(turn)] if _open_with_pin(turn, text) else [*directory.empty(turn)]
    if participants.is_adult(turn.tx, turn.me) and (said := _agreed_word(turn, text)) is not None:
        return said
    if (asked := agreeing.question(turn)) is not None:
        return asked
    if participants.pin_is_asked(turn.tx, turn.me) and _like_a_pin(text):
        opened = participants.try_pin(turn.tx, turn.me, text, turn.chat)
        return [
            gone,
            menu_screen(turn, N_("Open for ten minutes.")) if opened else _ask_pin(turn, N_("That PIN does not fit.")),
        ]
    if drafts.open_one(turn.tx, turn.me) is not None:
        return answering.words(turn)
    return directory.looked_up(turn) or directory.not_found(turn)


def _agreed_word(turn: Turn, text: str) -> list[Reply] | None:
    """ "Not now": a harmless word, and a day of quiet. The other word: an empty bot, as if nobody were known."""
    chosen = participants.settings(turn.tx, turn.me)
    match own_settings.agreed_word(chosen, text):
        case own_settings.QUIET:
            participants.ask_pin_again(turn.tx, turn.me)
            prompts.postpone_for(turn.tx, turn.me)
            return [Sweep(), turn.say(turn.t(N_("All right. Thank you.")))]
        case own_settings.DURESS:
            participants.hide(turn.tx, turn.me)
            drafts.put_aside(turn.tx, turn.me)
            return [Sweep(), *directory.empty(turn)]
        case _:
            return None


def _open_with_pin(turn: Turn, text: str) -> bool:
    """Open the empty bot to whoever typed the PIN into it; False for anything else."""
    if not _like_a_pin(text) or not participants.try_pin(turn.tx, turn.me, text, turn.chat):
        return False
    participants.show_again(turn.tx, turn.me)
    return True


def _like_a_pin(text: str) -> bool:
    return text.isdecimal() and 4 <= len(text) <= LONGEST_PIN


def sweep(turn: Turn) -> list[Reply]:
    """Quick hide: everything Telegram lets us delete goes at once; what cannot go is said honestly."""
    participants.ask_pin_again(turn.tx, turn.me)
    drafts.put_aside(turn.tx, turn.me)
    return [Sweep(), turn.say(turn.t(SWEPT), (Button(turn.t(N_("Menu")), "home"),))]
