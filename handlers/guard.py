"""What stands before a participant's own screens, the consent and the PIN; and what they type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from markupsafe import Markup

from bot.domain.people import Role
from bot.domain.presses import Help, Home, InfoCategory, OldButton, Press, Sweep
from bot.domain.rights import own_settings
from bot.domain.text import N_
from bot.store.caseload import drafts, prompts
from bot.store.caseload.drafts import Draft
from bot.store.rights import participants
from bot.turn import Effect, Event, Media, Reply, Say, TakeAllBack, TakeBack, Tap, Turn, Words
from handlers import agreeing, answering, asking, directory
from handlers.fillings import FILLINGS
from handlers.home import menu_screen
from handlers.home import otherwise as answer_otherwise
from handlers.mentor.prompts import reminded
from handlers.over import EARLIER, over
from handlers.participant import own_phone
from handlers.participant import pin as pins
from handlers.screens import PERSONAL

SCREENS = ("screen", "saved")
What = TypeVar("What", bound=Press | Event)
TIDY = N_("All tidy.")
WAITS = N_("This is waiting for you:")
GOES_ON = N_("What you are filling in goes on here:")
MENU = N_("Here is the menu.")
NOT_KEPT = N_("It has been a while. What was just typed has not been kept.")


def own(handler: Callable[[Turn, What], list[Reply]]) -> Callable[[Turn, What], list[Reply]]:
    """A handler behind everything that stands before a participant's own screens."""

    def guarded(turn: Turn, what: What) -> list[Reply]:
        before = barrier(turn)
        if before is None:
            return handler(turn, what)
        # What was spoken or photographed does not stay in the chat, whoever it was.
        return [*([TakeBack(what.message_id)] if isinstance(what, Media) else []), *before]

    return guarded


def met(handler: Callable[[Turn, What], list[Reply]]) -> Callable[[Turn, What], list[Reply]]:
    """A handler that needs no PIN, for whoever is known to be who they are."""

    def guarded(turn: Turn, what: What) -> list[Reply]:
        return [*(agreeing.question(turn) or [])] if turn.me.unmet else handler(turn, what)

    return guarded


def closing(turn: Turn, said: Say) -> Say:
    """What stands on a participant's phone goes after a while, whatever it is: somebody else may hold it by then.

    But for what tells nothing of anybody (`Say.stays`): the menu, the directory's front and lists with the numbers of
    help, where the PIN is asked, and the questions of the first meeting.
    """
    theirs = turn.who is not None and turn.who.role is Role.PARTICIPANT
    if not theirs or said.stays or said.hides_after is not None or said.kind not in SCREENS:
        return said
    return replace(said, hides_after=PERSONAL)


def barrier(turn: Turn) -> list[Say] | None:
    """What is shown instead of an own screen, if anything is."""
    if (asked := agreeing.question(turn)) is not None:
        return asked
    if not participants.pin_is_asked(turn.tx, turn.me):
        return None
    own_phone.stop_typing_again(turn)
    return [pins.asked(turn)]


def home(turn: Turn, pressed: Home | Help) -> list[Reply]:
    """The participant's menu: nothing on it tells anything, so it needs no PIN."""
    drafts.put_aside(turn.tx, turn.me)
    return [*(agreeing.question(turn) or [menu_screen(turn)])]


def otherwise(turn: Turn, event: Event) -> list[Reply]:
    """What no route takes: words nobody asked for, and doors that are not theirs, which look like old buttons."""
    if isinstance(event, Tap):
        return old_button(turn, OldButton())
    return home(turn, Home()) if turn.me.role is Role.PARTICIPANT else answer_otherwise(turn, event)


def old_button(turn: Turn, pressed: OldButton) -> list[Reply]:
    """A button from an earlier screen: what waits for this person stands there instead. It changes nothing."""
    return [over(turn, EARLIER)]


def instead(turn: Turn, said: Markup) -> list[Effect]:
    """What waits for this person, below what is said first: a prompt before all, then the open form, then the menu."""
    if turn.me.role is Role.PARTICIPANT and (before := barrier(turn)) is not None:
        return [*before]
    if turn.me.role is not Role.PARTICIPANT and (prompt := prompts.first_waiting(turn.tx, turn.me)) is not None:
        return [reminded(turn, prompt, said, turn.t(WAITS))]
    draft = drafts.open_one(turn.tx, turn.me)
    if draft is not None and draft.form != directory.LOOKING_UP.name and answering.is_theirs(turn, draft):
        return [asking.show(turn, FILLINGS[draft.form], draft, turn.lines(said, turn.t(GOES_ON)))]
    return [menu_screen(turn, MENU, said)]


def pin(turn: Turn, typed: Words) -> list[Reply] | None:
    """Where the PIN is asked, what looks like one is one; a number of help that does not open brings help, and nothing
    typed to a form counts before it.
    """
    if not participants.pin_is_asked(turn.tx, turn.me):
        return None
    gone, draft = TakeBack(typed.message_id), own_phone.still_open(turn, drafts.open_one(turn.tx, turn.me))
    if draft is not None and own_phone.asks_again(draft) and not pins.wants_help(typed.text):
        return None
    digits, waits = pins.in_words(typed.text), pins.waiting(turn) is not None
    said = None if digits is None else pins.opens(turn, turn.me, digits)
    if said is not None:
        return [gone, _opened(turn, said, draft)]
    if pins.wants_help(typed.text):
        return [gone, *directory.category(turn, InfoCategory(directory.EMERGENCY))]
    if digits is not None:
        return [gone, pins.asked(turn, None if waits else pins.NO_FIT)]
    return None if draft is None else [gone, pins.asked(turn, NOT_KEPT)]


def _opened(turn: Turn, said: list[Markup], draft: Draft | None) -> Say:
    """What a PIN opens: the form that stood open when it was asked again, else the menu."""
    if draft is None:
        return menu_screen(turn, None, *said)
    return asking.show(turn, FILLINGS[draft.form], draft, turn.lines(*said))


def opened_by_pin(turn: Turn, typed: Words) -> list[Reply] | None:
    """Whoever types the PIN, or a code in its place, into the empty bot is back; anything else is a stranger's."""
    person, digits = turn.behind, pins.in_words(typed.text)
    if person is None or digits is None:
        return None
    said = pins.opens(turn, person, digits)
    if said is None:
        return None
    participants.show_again(turn.tx, person)
    turn.becomes(person, participants.chosen_name(turn.tx, person))
    screen = menu_screen(turn, None, *said)
    return [TakeBack(typed.message_id), *(agreeing.question(turn) or [screen])]


def agreed_word(turn: Turn, typed: Words) -> list[Reply] | None:
    """ "Not now": a harmless word, and a day of quiet. The other word: an empty bot, as if nobody were known.

    Also of a message that was changed: a slip of a hurried thumb is mended that way.
    """
    if turn.me.unmet or not turn.me.settled or not participants.is_adult(turn.tx, turn.me):
        return None
    chosen = participants.settings(turn.tx, turn.me)
    match own_settings.agreed_word(chosen, typed.text.strip()):
        case own_settings.QUIET:
            participants.rest(turn.tx, turn.me)
            drafts.put_aside(turn.tx, turn.me)
            return [TakeAllBack(), turn.say(turn.t(N_("All right. Thank you.")), plain=True)]
        case own_settings.DURESS:
            participants.hide(turn.tx, turn.me)
            drafts.put_aside(turn.tx, turn.me)
            turn.becomes_nobody()
            return [TakeAllBack(), *directory.empty(turn, typed)]
        case _:
            return None


def sweep(turn: Turn, pressed: Sweep) -> list[Reply]:
    """Put the phone away: everything Telegram lets us delete goes at once, and an ordinary screen stands there.

    That it is done is said when Telegram has confirmed it; what it means is explained beforehand, in the settings.
    """
    participants.ask_pin_again(turn.tx, turn.me)
    drafts.put_aside(turn.tx, turn.me)
    return [TakeAllBack(then=menu_screen(turn, TIDY)), menu_screen(turn)]
