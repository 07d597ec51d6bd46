"""Any week of the last two years: its month first, then the week."""

from __future__ import annotations

from bot.domain.figures import digests as periods
from bot.domain.figures.months import MONTHS_BACK, months_back, read
from bot.domain.presses import Digest, DigestMonth, DigestWeeks
from bot.domain.text import N_
from bot.turn import Button, Reply, Turn
from handlers.leader.digest import back_to, days_of, period_on
from handlers.screens import PAGE, menu, paging, pairs


def months(turn: Turn, pressed: DigestWeeks) -> list[Reply]:
    """The months, six a page, the newest first."""
    period, found = period_on(turn, pressed.period), months_back(turn.today, MONTHS_BACK + 2)
    page = min(pressed.page, (len(found) - 1) // PAGE)
    shown = range(page * PAGE, min((page + 1) * PAGE, len(found)))
    buttons = [
        Button(turn.language.short_month(found[at].first), DigestMonth(period.code, found[at].code)) for at in shown
    ]
    turns = paging(turn, page, shown.stop < len(found), lambda other: DigestWeeks(period.code, other))
    ways = (back_to(turn, period), menu(turn))
    return [turn.say(turn.t(N_("A week of which month?")), *pairs(buttons, 3), turns, ways)]


def weeks(turn: Turn, pressed: DigestMonth) -> list[Reply]:
    """The weeks of a month, as far as they have begun."""
    period, found = period_on(turn, pressed.period), months_back(turn.today, MONTHS_BACK + 2)
    month = read(pressed.month)
    if month not in found:
        return months(turn, DigestWeeks(period.code))
    begun = [monday for monday in month.mondays if monday <= turn.today]
    spans = [periods.week(monday, turn.me.zone, turn.now) for monday in begun]
    buttons = [Button(days_of(turn, one.first, one.last), Digest(one.code)) for one in spans]
    heading = turn.t(N_("Which week of {month}?"), month=turn.language.month(month.first))
    back = Button(turn.t(N_("Back")), DigestWeeks(period.code, found.index(month) // PAGE))
    return [turn.say(heading, *pairs(buttons), (back, menu(turn)))]
