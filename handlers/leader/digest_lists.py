"""What stands behind a figure of the digest: codes and days, six a page, one track at a time."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from bot.domain.figures.digests import Period
from bot.domain.people import Role
from bot.domain.presses import CaseOfDigest, Digest, DigestList, PersonCard, Press, RequestCard
from bot.domain.text import N_
from bot.domain.timing.overdue import days_since
from bot.store.figures import closed_weeks, figure_lists
from bot.store.figures.figure_lists import NEW, Item
from bot.turn import Button, Reply, Turn
from handlers.leader.digest import FIGURES, as_it_was, back_to, days_of, period_on, show
from handlers.screens import PAGE, menu, paging, pairs, short_name, shown_list

LINES = {
    "answered": N_("• {code} ({mentor}), {day}: has a check-in"),
    "skipped": N_("• {code} ({mentor}), {day}: skipped"),
    "reached": N_("• {code} ({mentor}), {day}: in touch"),
    "missed": N_("• {code} ({mentor}), {day}: not reached yet"),
    "alone": N_("• {code} ({mentor}), {day}: nobody has taken it on"),
    "taken": N_("• {code} ({mentor}), {day}: taken on"),
}
STILL_OPEN = N_("• {code} ({mentor}), {day}: waiting")
# For how long it has been so, and the same of whom it is so only since the period began.
FOR_DAYS = {
    "waiting": (N_("• {code} ({mentor}): {days} days"), N_("• {code} ({mentor}): {days} days, new")),
    "silent": (
        N_("• {code} ({mentor}): {days} days, rhythm {weeks} weeks"),
        N_("• {code} ({mentor}): {days} days, rhythm {weeks} weeks, new"),
    ),
}


def listing(turn: Turn, pressed: DigestList) -> list[Reply]:
    """The codes behind a figure, six a page, one track at a time."""
    period, name, page = period_on(turn, pressed.period), pressed.figure, pressed.page
    if name not in FIGURES:
        return show(turn, Digest(pressed.period))
    keys, shown = shown_list(turn, figure_lists.keys, pressed.track)
    track = shown or "R"
    found, more = _page(turn, name, track, period, page)
    here = DigestList(period.code, name, track, page)
    days = days_of(turn, period.first, period.last)
    lines = [
        turn.t(FIGURES[name][1], track=short_name(turn, track), days=days),
        *(_as_it_is(turn, period) if name == "recorded" else as_it_was(turn, period)),
        *(_line(turn, name, item, period.until_now(turn.now)) for item in found),
    ]
    if not found:
        lines.append(turn.t(N_("There is nothing here.")))
    buttons = [Button(item.code, _behind(item, here)) for item in found if item.state != Role.SUPERVISOR]
    others = [Button(_to(turn, one), DigestList(period.code, name, one)) for one in keys if one != track]
    turns = (*paging(turn, page, more, lambda other: DigestList(period.code, name, track, other)), *others)
    rows = (*pairs(buttons, 3), *((turns,) if turns else ()), (back_to(turn, period), menu(turn)))
    return [turn.say(turn.lines(*lines), *rows)]


def _as_it_is(turn: Turn, period: Period) -> list[str]:
    """What was told of a week stays; what stands behind it may have been put right or erased since."""
    if not (period.is_week and closed_weeks.told(turn.tx, turn.me, [period.first])):
        return []
    return [turn.t(N_("As it is known now; the digest stays as it was told."))]


def _to(turn: Turn, key: str) -> Markup:
    """The way to another list, as the other screens call it; between the ways to other pages there is little room."""
    return turn.t(N_("To {track}"), track=key) if len(key) == 1 else short_name(turn, key)


def _behind(item: Item, here: DigestList) -> Press:
    """What a line of the list leads to; a participant's card leads back to it."""
    match here.figure:
        case "load":
            return PersonCard(item.id)
        case "requests":
            return RequestCard(item.id)
        case _:
            return CaseOfDigest(item.id, here.period, here.figure, here.track, here.page)


def _page(turn: Turn, name: str, track: str, period: Period, page: int) -> tuple[list[Item], bool]:
    match name:
        case "contacts":
            return figure_lists.contact_list(turn.tx, turn.me, track, period, page, PAGE)
        case "recorded":
            return figure_lists.recorded_list(turn.tx, turn.me, track, period, page, PAGE)
        case "waiting":
            return figure_lists.waiting_list(turn.tx, turn.me, track, period, page, PAGE)
        case "flags":
            return figure_lists.flag_list(turn.tx, turn.me, track, period, page, PAGE)
        case "requests":
            return figure_lists.request_list(turn.tx, turn.me, track, period, page, PAGE)
        case "silent":
            return figure_lists.silent_list(turn.tx, turn.me, track, period, page, PAGE)
        case _:
            return figure_lists.workload_list(turn.tx, turn.me, track, period, page, PAGE)


def _line(turn: Turn, name: str, item: Item, at: datetime) -> str:
    if item.at is None:
        return turn.t(N_("• {code}: {number} participants"), code=item.code, number=item.number)
    if name in FOR_DAYS:
        text = FOR_DAYS[name][item.state == NEW]
        days = days_since(item.at, at)
        return turn.t(text, code=item.code, mentor=item.mentor, days=days, weeks=item.number)
    return turn.t(LINES.get(item.state, STILL_OPEN), code=item.code, mentor=item.mentor, day=turn.day(item.at))
