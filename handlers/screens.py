"""What screens have in common: the way back, pages of six, two buttons a row."""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.people import Role
from bot.domain.text import N_
from bot.store.caseload import cases
from bot.store.caseload.cases import Case
from bot.turn import Button, Row, Tap, Turn

PAGE = 6
GONE = N_("This participant is not with you, {you}.")
NOT_OF_TEAM = N_("This participant is not with your team, {you}.")
NOT_POSSIBLE = N_("That is not possible with this mentor. Please choose another one.")
WRONG_CODE = N_("That is not the code, so nothing was done.")
NOT_WATCHED = N_("Nobody watches these messages around the clock.")
# How long a screen with somebody's name or note stays in the chat.
PERSONAL = timedelta(minutes=10)


def menu(turn: Turn) -> Button:
    """The way home."""
    return Button(turn.t(N_("Menu")), "home")


def pairs(buttons: Sequence[Button], across: int = 2) -> tuple[Row, ...]:
    """Buttons in rows of two (or `across`)."""
    return tuple(tuple(buttons[at : at + across]) for at in range(0, len(buttons), across))


def shown_track(turn: Turn, tracks: Sequence[str]) -> str | None:
    """Which kind of service a leader's list shows: one at a time, so that people who must not meet never do there.

    None for a mentor, whose own list holds nobody behind a wall.
    """
    if turn.me.role is Role.MENTOR:
        return None
    wanted = second(turn)
    return wanted if wanted in tracks else next(iter(tracks), None)


def other_tracks(turn: Turn, tracks: Sequence[str], shown: str | None, route: str) -> Row:
    """The way to the other kind of service's list."""
    if shown is None:
        return ()
    labels = {"R": N_("R (coming home)"), "P": N_("P (recovery)")}
    return tuple(Button(turn.t(labels[track]), route, ("0", track)) for track in tracks if track != shown)


def paging(turn: Turn, page: int, more: bool, route: str, *args: str, after: tuple[str, ...] = ()) -> Row:
    """Earlier and later pages, where there are any; the page's number stands between `args` and `after`."""
    earlier = Button(turn.t(N_("Previous")), route, (*args, str(page - 1), *after))
    later = Button(turn.t(N_("Next page")), route, (*args, str(page + 1), *after))
    return ((earlier,) if page > 0 else ()) + ((later,) if more else ())


def list_rows(
    turn: Turn, buttons: Sequence[Button], page: int, more: bool, route: str, tracks: Sequence[str], shown: str | None
) -> tuple[Row, ...]:
    """What stands under a leader's list: its lines' buttons, the other kind of service, the pages, the way home."""
    others = other_tracks(turn, tracks, shown, route)
    turns = paging(turn, page, more, route, after=(shown,) if shown else ())
    return (*pairs(buttons, 3), *((others,) if others else ()), (*turns, menu(turn)))


def case_on_button(turn: Turn, *, lock: bool = False) -> Case | None:
    """The case whose number is the button's first argument, if this person sees it; locked if it will be changed."""
    return cases.visible(turn.tx, turn.me, numbered(turn), lock=lock)


def page_of(turn: Turn, position: int = 0) -> int:
    """The page a button asks for; the first when it asks for none."""
    return numbered(turn, position)


def args_of(turn: Turn) -> tuple[str, ...]:
    """What stands on the pressed button beside its route; nothing where no button was pressed."""
    return turn.event.args if isinstance(turn.event, Tap) else ()


def arg_on(turn: Turn, position: int) -> str:
    """One of those arguments; nothing when there is none."""
    args = args_of(turn)
    return args[position] if position < len(args) else ""


def chosen_on(turn: Turn) -> str:
    """The first argument of the pressed button; nothing when there is none."""
    return arg_on(turn, 0)


def second(turn: Turn) -> str:
    """The second argument of the pressed button; nothing when there is none."""
    return arg_on(turn, 1)


def numbered(turn: Turn, position: int = 0) -> int:
    """A number on the pressed button; 0 when there is none."""
    return number(args_of(turn), position)


def number(args: tuple[str, ...], position: int) -> int:
    """A number among a button's arguments; 0 when there is none (a button's data can be forged)."""
    text = args[position] if position < len(args) else ""
    return int(text) if text.isdecimal() and len(text) <= 15 else 0
