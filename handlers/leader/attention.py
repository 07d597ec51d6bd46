"""What needs a person's look today, and a greeting to the mentor."""

from __future__ import annotations

from bot.domain.presses import Attention, CaseCard, Greet
from bot.domain.text import N_
from bot.domain.timing.midnights import midnight
from bot.domain.timing.overdue import days_since
from bot.store.caseload import cases, drafts, prompts
from bot.store.caseload.cases import Case
from bot.store.figures import attention
from bot.store.figures.attention import Concern
from bot.turn import Button, Reply, Turn
from handlers.over import no_case
from handlers.screens import NOT_OF_TEAM, PAGE, list_rows, menu, shown_list

GREETED = N_(
    "The mentor was greeted on {day} about this, and nothing has been recorded since. A call helps more, {you}."
)
# What is asked for, also what is urgent, is no part of this list.
NOTHING = N_("No case needs your attention now, {you}. What is asked for, if anything, stands in the menu.")


def listing(turn: Turn, pressed: Attention) -> list[Reply]:
    """Flags, contacts open for days, misses in a row, mentors away or out of reach, and who needs another mentor."""
    drafts.put_aside(turn.tx, turn.me)
    page = pressed.page
    keys, key = shown_list(turn, attention.keys, pressed.track)
    found, more = attention.concerns(turn.tx, turn.me, page, PAGE, key)
    if not found and page:
        return listing(turn, Attention())  # the page has gone since, which is not to say that nothing is left
    if not found:
        return [turn.say(turn.t(NOTHING), (menu(turn),))]
    lines = [turn.t(N_("<b>Needs attention</b>")), *(_line(turn, one) for one in found)]
    buttons = [Button(one.code, CaseCard(one.case_id)) for one in found]
    return [turn.say(turn.lines(*lines), *list_rows(turn, buttons, page, more, Attention, keys, key))]


def _line(turn: Turn, one: Concern) -> str:
    if one.flagged:
        why = turn.t(N_("an urgent flag waits"))
    elif one.clock:
        why = turn.t(N_("a request must be answered within hours"))
    elif one.in_hand:
        why = turn.t(N_("an urgent flag was taken on, and has not been closed since"))
    elif one.since is not None:
        why = turn.t(N_("open for {days} days"), days=days_since(one.since, turn.now))
    elif one.apart:
        why = turn.t(N_("needs another mentor"))
    elif one.led:
        why = turn.t(N_("needs another team"))
    elif one.uncovered:
        why = turn.t(N_("the mentor is away without a cover"))
    elif one.unheard:
        why = turn.t(N_("whoever accompanies cannot be written to now"))
    else:
        why = turn.t(N_("not reached {times} times"), times=one.misses)
    return turn.t(N_("• {code} ({mentor}): {why}"), code=one.code, mentor=one.mentor, why=why)


def greet(turn: Turn, pressed: Greet) -> list[Reply]:
    """A kind, ready-made greeting to the mentor; once about the same thing, and not in quiet hours."""
    case = cases.to_change(turn.tx, turn.me, pressed.case)
    if case is None:
        return [no_case(turn, pressed.case, NOT_OF_TEAM)]
    begins = midnight(turn.today, turn.me.zone)
    earlier = prompts.greet(turn.tx, case, turn.me, begins)
    if earlier is None:
        text = turn.t(N_("The mentor is greeted at the next good hour."))
    elif earlier >= begins:
        text = turn.t(N_("The mentor has been greeted today."))
    else:
        text = turn.t(GREETED, day=turn.day(earlier))
    return [turn.say(text, (_back(turn, case), menu(turn)))]


def _back(turn: Turn, case: Case) -> Button:
    return Button(turn.t(N_("Back")), CaseCard(case.id))
