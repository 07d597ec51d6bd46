"""What screens have in common: the way back, pages of six, two buttons a row."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from markupsafe import Markup

from bot.domain.people import Person, Role
from bot.domain.presses import Home, Press
from bot.domain.rights.contact_plan import (
    LINES,
    OLD,
    PHONE,
    THEY,
    THEY_ALONE,
    THEY_THIS_TIME,
    WAYS,
    YES_NO,
    ContactPlan,
)
from bot.domain.rights.personal import Personal
from bot.domain.speaking import FIRST_LINE
from bot.domain.text import N_
from bot.store.engine.database import Tx
from bot.store.rights import contact_plans
from bot.turn import Button, Row, Turn

PAGE = 6
GONE = N_("This participant is not with you, {you}.")
NOT_OF_TEAM = N_("This participant is not with your team, {you}.")
NOT_POSSIBLE = N_("That is not possible with this mentor. Please choose another one.")
WRONG_CODE = N_("That is not the code, so nothing was done.")
NOT_WATCHED = N_("Nobody watches these messages around the clock.")
ASKED_ON_PHONE = N_("Safe contact: filled in on their phone on {day}.")
ASKED_THEN = N_("Safe contact: asked on {day}.")
# How long a screen with somebody's name or note stays in the chat.
PERSONAL = timedelta(minutes=10)


def first_said(turn: Turn, text: Markup) -> Markup:
    """What nobody asked for just now: the first line of the door out, then what there is to say."""
    return turn.joined(" ", (turn.t(FIRST_LINE), text))


def menu(turn: Turn) -> Button:
    """The way home."""
    return Button(turn.t(N_("Menu")), Home())


def pairs(buttons: Sequence[Button], across: int = 2) -> tuple[Row, ...]:
    """Buttons in rows of two (or `across`)."""
    return tuple(tuple(buttons[at : at + across]) for at in range(0, len(buttons), across))


def shown_list(turn: Turn, keys: Callable[[Tx, Person], list[str]], wanted: str) -> tuple[list[str], str | None]:
    """A leader's lists, and which of them is shown: one at a time, so that people who must not meet never do there.

    None for a mentor, whose own list holds nobody behind a wall.
    """
    if turn.me.role is Role.MENTOR:
        return [], None
    found = keys(turn.tx, turn.me)
    return found, wanted if wanted in found else next(iter(found), None)


def other_lists(turn: Turn, keys: Sequence[str], shown: str | None, at: Callable[[int, str], Press]) -> tuple[Row, ...]:
    """The ways to the other lists, two a row; `at` is the list by page and key."""
    if shown is None:
        return ()
    return pairs([Button(list_name(turn, key), at(0, key)) for key in keys if key != shown])


def list_name(turn: Turn, key: str) -> Markup:
    """A kind of service; with its number, where that has a further list."""
    kind = turn.t({"R": N_("R (coming home)"), "P": N_("P (recovery)")}[key[:1]])
    return kind if len(key) == 1 else short_name(turn, key)


def short_name(turn: Turn, key: str) -> Markup:
    """The same where there is little room: the letter of its codes."""
    return Markup(key) if len(key) == 1 else turn.t(N_("{kind}, list {number}"), kind=key[:1], number=key[1:])


def fitting(turn: Turn, lines: Sequence[str], room: int) -> list[str]:
    """As many of these as there is room for, in letters; and how many more there are."""
    for number, line in enumerate(lines):
        room -= len(line)
        if room < 0:
            return [*lines[:number], turn.t(N_("and {number} more"), number=len(lines) - number)]
    return [*lines]


def paging(turn: Turn, page: int, more: bool, at: Callable[[int], Press]) -> Row:
    """Earlier and later pages, where there are any; `at` is the same screen on another page."""
    earlier = (Button(turn.t(N_("Previous")), at(page - 1)),) if page > 0 else ()
    later = (Button(turn.t(N_("Next page")), at(page + 1)),) if more else ()
    return (*earlier, *later)


def list_rows(
    turn: Turn,
    buttons: Sequence[Button],
    page: int,
    more: bool,
    at: Callable[[int, str], Press],
    keys: Sequence[str],
    shown: str | None,
) -> tuple[Row, ...]:
    """What stands under a leader's list: its lines' buttons, the other lists, the pages, the way home."""
    others = other_lists(turn, keys, shown, at)
    turns = paging(turn, page, more, lambda other: at(other, shown or ""))
    return (*pairs(buttons, 3), *others, (*turns, menu(turn)))


def plan_lines(turn: Turn, plan: ContactPlan, first: Sequence[str], age: str, parts: Sequence[str]) -> list[Markup]:
    """Who is first (`first`), a line for each of these parts that was said, and how old it is (`age`)."""
    lines = [*(Personal(turn.t(line)) for line in first), *said_lines(turn, plan, parts)]
    lines.append(turn.t(age, day=day_of(turn, plan.asked_at)))
    return [*lines, *([Personal(turn.t(OLD))] if plan.is_old(turn.now) else [])]


def said_lines(turn: Turn, plan: ContactPlan, parts: Sequence[str]) -> list[Markup]:
    """A line for each of these parts that was said."""
    said = {key: plan.answers[key] for key in parts if plan.answers.get(key)}
    return [Personal(turn.t(LINES[key], value=_of_plan(turn, key, value))) for key, value in said.items()]


def day_of(turn: Turn, at: datetime) -> str:
    """The day of a moment, by this person's clock."""
    return turn.short_day(at.astimezone(turn.me.zone).date())


def they_first(turn: Turn, case_id: int, plan: ContactPlan, *, asked: bool = False) -> Markup:
    """Of somebody who gets in touch themselves: that nobody calls first, unless they ask for a call just now.

    asked: in what stands on this very screen, which not everybody may know of.
    """
    asks = asked or contact_plans.asks_now(turn.tx, case_id, plan)
    return Personal(turn.t(THEY_THIS_TIME if asks else THEY_ALONE))


def safe_way(turn: Turn, case_id: int, plan: ContactPlan, *, dated: bool) -> list[Markup]:
    """Before a contact: that they get in touch themselves, how old that is (`dated`), and that it has to be asked anew.

    What the safe way itself is stands behind its own button.
    """
    said = ASKED_ON_PHONE if PHONE in plan.since else ASKED_THEN
    asked: list[Markup] = [Personal(turn.t(said, day=day_of(turn, plan.asked_at)))] if dated else []
    alone = [they_first(turn, case_id, plan)] if plan.first == THEY else []
    return [*alone, *asked, *([Personal(turn.t(OLD))] if plan.is_old(turn.now) else [])]


def may_be_confirmed(turn: Turn, plan: ContactPlan) -> bool:
    """Whether "it still holds" says anything: not on the day it was said, unless something has changed since."""
    return plan.is_old(turn.now) or plan.asked_at.astimezone(turn.me.zone).date() < turn.today


def _of_plan(turn: Turn, key: str, value: object) -> str:
    if isinstance(value, list):
        return turn.language.listing(turn.t(dict(WAYS)[code]) for code in value)
    return turn.t(dict(YES_NO)[str(value)]) if key in ("leave", "shared") else str(value)
