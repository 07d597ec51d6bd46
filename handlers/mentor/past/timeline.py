"""The timeline of a participant: what happened, month by month, the newest first."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from bot.domain.presses import CaseCard, History, Referrals, Timeline
from bot.domain.text import N_
from bot.domain.urgent import FLAG_KINDS, NOT_SAID
from bot.store.caseload import cases, drafts, timeline
from bot.store.caseload.cases import Case
from bot.store.caseload.timeline import Moment
from bot.turn import Button, Reply, Turn
from handlers.mentor.caseload import contact_line
from handlers.mentor.referrals import about, known_service
from handlers.over import no_case
from handlers.screens import PERSONAL, menu, paging

# So many lines of a month stand on one page.
SHOWN = 8
KINDS = dict(FLAG_KINDS)
# What is said of each that is no contact, flag, leave or other mentor.
SAID = {
    "began": N_("{day}: the accompaniment began"),
    "ended": N_("{day}: the accompaniment ended"),
    "paused": N_("{day}: paused"),
    "went_on": N_("{day}: went on"),
    "flag_over": N_("{day}: urgent flag closed"),
    "asked": N_("{day}: referral {topic} asked for"),
    "accepted": N_("{day}: referral {topic} accepted"),
    "finished": N_("{day}: referral {topic} finished"),
    "dropped": N_("{day}: referral {topic} not taken up"),
}


def listing(turn: Turn, pressed: Timeline) -> list[Reply]:
    """A month a page; one in which much happened takes several."""
    case = cases.steered(turn.tx, turn.me, pressed.case)
    if case is None:
        return [no_case(turn, pressed.case)]
    drafts.put_aside(turn.tx, turn.me)
    pages = _pages(turn, timeline.of_case(turn.tx, case))
    page = min(pressed.page, len(pages) - 1)
    month, shown = pages[page]
    title = turn.t(N_("<b>Timeline of {code}</b>: {month}"), code=case.code, month=turn.language.month(month))
    lines = [title, *(turn.t(N_("• {line}"), line=_line(turn, case, one)) for one in shown)]
    turns = paging(turn, page, page + 1 < len(pages), lambda other: Timeline(case.id, other))
    asked = (Button(turn.t(N_("Referrals")), Referrals(case.id)),) if case.goes_on else ()
    history = Button(turn.t(N_("History")), History(case.id))
    back = (Button(turn.t(N_("Back")), CaseCard(case.id)), menu(turn))
    rows = (*((turns,) if turns else ()), (history, *asked), back)
    return [turn.say(turn.lines(*lines), *rows, hides_after=PERSONAL)]


def _pages(turn: Turn, found: list[Moment]) -> list[tuple[date, list[Moment]]]:
    """By the months of whoever looks, each in so many pages as it takes."""
    pages: list[tuple[date, list[Moment]]] = []
    for month, within in groupby(found, lambda one: _day(turn, one).replace(day=1)):
        together = list(within)
        pages += [(month, together[at : at + SHOWN]) for at in range(0, len(together), SHOWN)]
    return pages


def _day(turn: Turn, one: Moment) -> date:
    return one.at.astimezone(turn.me.zone).date()


def _line(turn: Turn, case: Case, one: Moment) -> str:
    day = turn.short_day(_day(turn, one))
    match one.what:
        case timeline.CONTACT:
            line = contact_line(turn, case, one.row, day)
            return turn.t(N_("{line}, put right"), line=line) if one.row.revision > 1 else line
        case timeline.FLAG:
            # Of one that is over, whoever may read what was noted knows what it was; others knew it while it was open.
            if one.is_over and case.mentor_id != turn.me.id:
                return turn.t(N_("{day}: urgent flag"), day=day)
            return turn.t(N_("{day}: urgent flag ({kind})"), day=day, kind=turn.t(KINDS.get(one.about, NOT_SAID)))
        case timeline.LEAVE:
            until = "?" if one.until is None else turn.short_day(one.until.astimezone(turn.me.zone).date())
            return turn.t(N_("{day}: {who} stands in, until {until}"), day=day, who=one.who, until=until)
        case "handed_on":
            text = N_("{day}: with {who} from then on") if one.who else N_("{day}: with another mentor from then on")
            return turn.t(text, day=day, who=one.who)
        case what:
            service = known_service(turn, one.service, typed=one.typed)
            return turn.t(SAID[what], day=day, topic=about(turn, one.about, service) if one.about else "")
