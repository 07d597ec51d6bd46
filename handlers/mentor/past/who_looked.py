"""Who looked at what is kept about a participant, and for what reason: for whoever accompanies, and their leader."""

from __future__ import annotations

from itertools import groupby

from markupsafe import Markup

from bot.domain.presses import History, WhoLooked
from bot.domain.text import N_
from bot.store.caseload import cases
from bot.store.keeping import who_looked
from bot.store.keeping.who_looked import Look
from bot.turn import Button, Reply, Turn
from handlers.asking import shortened
from handlers.over import no_case
from handlers.screens import PERSONAL, menu, paging

SHOWN, LONGEST_REASON = 4, 90
# What each entry says was done; of several alike on one day only how many.
DONE = {
    "read_name": N_("opened the name"),
    "read_checkin": N_("read a check-in"),
    "read_request": N_("read a request"),
    "read_flag": N_("read what was noted about a flag"),
    "reading_granted": N_("may read for 60 minutes"),
    "glass_broken": N_("opened it in an emergency"),
    "reading_ended": N_("ended the reading"),
    "exported": N_("made a file"),
    "read_contact_plan": N_("read how to reach them safely"),
    "pin_code_made": N_("made a code that opens the phone without its PIN"),
    "rebound": N_("gave them another phone"),
    "read_referral": N_("read which service was asked"),
}


def listing(turn: Turn, pressed: WhoLooked) -> list[Reply]:
    """By day, the newest first, four a page; the reasons as they were given."""
    case = cases.steered(turn.tx, turn.me, pressed.case)
    if case is None:
        return [no_case(turn, pressed.case)]
    looks = who_looked.of_case(turn.tx, case, for_staff=True)
    found = [list(alike) for _, alike in groupby(looks, lambda one: _alike(turn, one))]
    first = pressed.page * SHOWN
    shown, more = found[first : first + SHOWN], len(found) > first + SHOWN
    if not shown and first:
        return listing(turn, WhoLooked(case.id))
    lines = [turn.t(N_("<b>Who looked at {code}</b>"), code=case.code), *(_line(turn, alike) for alike in shown)]
    if not shown:
        lines.append(turn.t(N_("Nobody has so far.")))
    turns = paging(turn, pressed.page, more, lambda other: WhoLooked(case.id, other))
    back = Button(turn.t(N_("Back")), History(case.id))
    return [turn.say(turn.lines(*lines), (*turns, back), (menu(turn),), hides_after=PERSONAL)]


def _alike(turn: Turn, one: Look) -> tuple[object, ...]:
    return one.at.astimezone(turn.me.zone).date(), one.by_code, one.verb, one.reason


def _line(turn: Turn, alike: list[Look]) -> Markup:
    one = alike[0]
    who = one.by_code or turn.t(N_("the machine's keeper"))
    day = turn.short_day(one.at.astimezone(turn.me.zone).date())
    done = turn.t(DONE[one.verb])
    many = N_("• {day}: {who} {done} ({number} times).") if len(alike) > 1 else N_("• {day}: {who} {done}.")
    line = turn.t(many, day=day, who=who, done=done, number=len(alike))
    return with_reason(turn, line, one.reason, LONGEST_REASON)


def with_reason(turn: Turn, line: Markup, reason: str, most: int) -> Markup:
    """A line and, where one was given, the reason; no more of it than so many letters."""
    if not reason:
        return line
    return turn.joined(" ", (line, turn.t(N_("Reason: {reason}"), reason=shortened(reason, most))))
