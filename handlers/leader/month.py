"""The report of a month: chosen, and sent as one page and as tables. It names nobody, so it may be passed on.

Nothing is counted here: what a month tells must not depend on who looks, and when.
"""

from __future__ import annotations

from bot.domain.figures import months as of_months
from bot.domain.figures.months import Month
from bot.domain.people import Role
from bot.domain.presses import MonthReport, MonthReports
from bot.domain.text import N_
from bot.store.caseload import drafts
from bot.store.figures import months
from bot.turn import Button, Drawing, Reply, Say, Turn
from handlers.leader import month_tables, month_words
from handlers.screens import PAGE, menu, paging, pairs

AGAIN = N_("The report could not be made just now. Please ask for it once more.")
NONE = N_(
    "No month has been counted yet. That is done on the Monday after its last week, and a day after older data came in."
)
FEW = N_(
    "Of {month} there is no report of your team alone. It is made when the month ends, if your team and what is left "
    "of the programme are five participants and more each. The report of the whole programme counts your team too."
)


def choose(turn: Turn, pressed: MonthReports) -> list[Reply]:
    """The months that are over, six a page, the newest first."""
    drafts.put_aside(turn.tx, turn.me)
    found = _offered(turn)
    page = max(0, min(pressed.page, (len(found) - 1) // PAGE))
    shown = range(page * PAGE, min((page + 1) * PAGE, len(found)))
    buttons = [Button(turn.language.short_month(found[at].first), MonthReport(found[at].code)) for at in shown]
    turns = paging(turn, page, shown.stop < len(found), lambda other: MonthReports(other))
    text = turn.lines(
        turn.t(N_("<b>Report of a month</b>")),
        turn.t(N_("One page and tables, with counts only: it may be printed and passed on. Which month?"))
        if found
        else turn.t(NONE),
    )
    return [turn.say(text, *pairs(buttons, 3), turns, (menu(turn),))]


def report(turn: Turn, pressed: MonthReport) -> list[Reply]:
    """The page and the tables of a month: of the leader's team, for an admin of the whole programme."""
    month = of_months.read(pressed.month)
    if month is None or month not in months.kept(turn.tx):
        return choose(turn, MonthReports())
    found = _offered(turn)
    team = turn.me.id if turn.me.role is Role.SUPERVISOR else None
    told = months.of(turn.tx, month, team)
    page = found.index(month) // PAGE if month in found else 0
    back = (Button(turn.t(N_("Back")), MonthReports(page)), menu(turn))
    name = turn.language.month(month.first)
    if told is None:
        return [turn.say(turn.t(FEW, month=name), back)]
    series = months.series(turn.tx, month, team)
    whose = month_words.whose(turn.language, None if team is None else turn.me.code)
    facts = month_words.page(turn.language, series, whose)
    tables = month_tables.book(turn.language, series, whose, [] if team is not None else months.teams(turn.tx, month))
    file = f"laporan-{month.code}"
    paper = Drawing("month", facts, f"{file}.pdf", turn.t(AGAIN))
    book = Drawing("tables", tables, f"{file}.xlsx", turn.t(AGAIN))
    return [
        turn.say(turn.t(N_("The report of {month} comes below."), month=name), back),
        Say(turn.t(N_("{month}: one page to print."), month=name), kind="paper", drawing=paper, protect=False),
        Say(turn.t(N_("{month}: the same as tables."), month=name), kind="paper", drawing=book, protect=False),
    ]


def _offered(turn: Turn) -> list[Month]:
    """The months with a page of their team, and the last one in any case; for an admin all that are told of."""
    of_all = months.kept(turn.tx)
    if turn.me.role is not Role.SUPERVISOR:
        return of_all
    theirs = months.kept(turn.tx, turn.me.id)
    return sorted({*theirs, *of_all[:1]}, key=lambda month: month.first, reverse=True)
