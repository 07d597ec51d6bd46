"""A supervisor's digest: counts and codes of the team, each figure a button to what stands behind it.

The two tracks never share a line, a list or a chart. Groups of a few are not broken down.
"""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from bot.domain.figures import digests as periods
from bot.domain.figures.digests import Period, broken_down
from bot.domain.presses import Digest, DigestChart, DigestList, Why
from bot.domain.text import N_
from bot.store.caseload import drafts
from bot.store.figures import figures
from bot.store.figures.figures import Figures
from bot.turn import Button, Reply, Row, Turn
from handlers.screens import menu, pairs

LONGEST = 700
# Figure -> its button, and the heading of the list behind it.
FIGURES = {
    "contacts": (N_("Planned"), N_("<b>{track}: planned contacts, {days}</b>")),
    "recorded": (N_("In touch"), N_("<b>{track}: check-ins, {days}</b>")),
    "waiting": (N_("Waiting"), N_("<b>{track}: contacts waiting for a check-in</b>")),
    "flags": (N_("Flags"), N_("<b>{track}: open flags</b>")),
    "silent": (N_("Without contact"), N_("<b>{track}: 14 days or longer without contact</b>")),
    "requests": (N_("Requests"), N_("<b>{track}: open requests</b>")),
    "load": (N_("Mentors"), N_("<b>{track}: participants of each mentor</b>")),
}


def show(turn: Turn, pressed: Digest) -> list[Reply]:
    """The running week, or the period of a button."""
    drafts.put_aside(turn.tx, turn.me)
    period = period_on(turn, pressed.period)
    found = figures.figures(turn.tx, turn.me, period)
    return [turn.say(words_of(turn, period, found), *rows_under(turn, period, found))]


def period_on(turn: Turn, code: str) -> Period:
    """The period a button calls by this code; the running week where it calls none."""
    return periods.period_of(code, turn.calendar, turn.me.zone, turn.now)


def days_of(turn: Turn, first: date, last: date) -> str:
    """From the first day to the last; with the year where it is not the running one."""
    return turn.language.span(first, last, today=turn.today)


# -- the text ----------------------------------------------------------------------------------------------------------


def words_of(turn: Turn, period: Period, found: dict[str, Figures], before: Markup | None = None) -> Markup:
    """Each track on lines of its own; without the small print where it would not fit on a screen."""
    head = [] if before is None else [before]
    head.append(turn.t(N_("<b>Digest of {days}</b>"), days=days_of(turn, period.first, period.last)))
    if not found:
        return turn.lines(*head, turn.t(N_("Your team has no participants yet.")))
    for brief in (False, True):
        lines = [line for track, one in found.items() for line in ("", *_lines(turn, track, one, brief))]
        text = turn.lines(*head, *lines)
        if len(text.striptags()) + len(lines) <= LONGEST:
            break
    return text


def _lines(turn: Turn, track: str, one: Figures, brief: bool) -> list[str]:
    return [
        _load_line(turn, track, one),
        turn.t(
            N_("Check-ins: {done} of {planned} planned, before {done_before} of {planned_before} ({change})"),
            change=_change(one.contacts.done, one.contacts.done_before),
            **one.contacts._asdict(),
        ),
        _recorded_line(turn, one, brief),
        _waiting_line(turn, one, brief),
        *_flag_lines(turn, one),
        _request_line(turn, one),
        _silent_line(turn, one, brief),
    ]


def _load_line(turn: Turn, track: str, one: Figures) -> str:
    text = N_("<b>{track}</b>: {cases} participants, {mentors} mentors")
    if one.workload.mentors > 1 and one.workload.cases >= periods.FEW:
        text = N_("<b>{track}</b>: {cases} participants, {mentors} mentors (at most {most})")
    return turn.t(text, track=track, **one.workload._asdict())


def _recorded_line(turn: Turn, one: Figures, brief: bool) -> str:
    reached, missed, *before = one.recorded
    change = _change(reached + missed, sum(before))
    if brief or broken_down((reached, missed)) is None:
        return turn.t(N_("Recorded: {total} ({change})"), total=reached + missed, change=change)
    text = N_("Recorded: {total} ({change}), in touch {reached}, not yet {missed}")
    return turn.t(text, total=reached + missed, change=change, reached=reached, missed=missed)


def _waiting_line(turn: Turn, one: Figures, brief: bool) -> str:
    total, parts = sum(one.waiting), broken_down(one.waiting)
    if brief or parts is None:
        return turn.t(N_("Waiting for a check-in: {total}"), total=total)
    text = N_("Waiting for a check-in: {total}; 0–2 days {few}, 3–6 days {some}, 7 or more {many}")
    return turn.t(text, total=total, few=parts[0], some=parts[1], many=parts[2])


def _flag_lines(turn: Turn, one: Figures) -> list[str]:
    raised = one.flags
    parts = broken_down((raised.open - raised.alone, raised.alone))
    text = N_("Open flags: {open}") if parts is None else N_("Open flags: {open}, not taken on {alone}")
    lines: list[str] = [turn.t(text, open=raised.open, alone=raised.alone)]
    if raised.taken:
        in_minutes = raised.minutes < 120
        after = N_("Flags taken on: {taken}, after {minutes} minutes on average")
        if not in_minutes:
            after = N_("Flags taken on: {taken}, after {hours} hours on average")
        lines.append(turn.t(after, taken=raised.taken, minutes=raised.minutes, hours=round(raised.minutes / 60)))
    return lines


def _request_line(turn: Turn, one: Figures) -> str:
    waiting, oldest = one.requests
    if oldest is None:
        return turn.t(N_("Open requests: {open}"), open=waiting)
    hours = int((turn.now - oldest).total_seconds() // 3600)
    return turn.t(N_("Open requests: {open}, the oldest for {hours} hours"), open=waiting, hours=hours)


def _silent_line(turn: Turn, one: Figures, brief: bool) -> str:
    total, parts = sum(one.silent), broken_down(one.silent)
    if brief or parts is None:
        return turn.t(N_("Without contact for 14 days: {total}"), total=total)
    text = N_("Without contact: {total}; 14–29 days {few}, 30–59 {some}, 60 or more {many}")
    return turn.t(text, total=total, few=parts[0], some=parts[1], many=parts[2])


def _change(now: int, before: int) -> str:
    return f"{now - before:+d}".replace("-", "−") if now != before else "="


def rows_under(turn: Turn, period: Period, found: dict[str, Figures], prompt_id: int | None = None) -> tuple[Row, ...]:
    """A button for each figure, the chart, another week; and why it came, under a prompt."""
    why = () if prompt_id is None else (Button(turn.t(N_("Why do I receive this?")), Why(prompt_id)),)
    if not found:
        return ((*why, menu(turn)),)
    behind = [Button(turn.t(label), DigestList(period.code, name)) for name, (label, _) in FIGURES.items()]
    other = Button(turn.t(N_("This week")), Digest())
    if period == periods.current(turn.me.zone, turn.now):
        past = periods.week(period.first - periods.WEEK, turn.me.zone, turn.now)
        other = Button(turn.t(N_("Week before")), Digest(past.code))
    picture = Button(turn.t(N_("📊 Chart")), DigestChart(period.code))
    return (*pairs(behind[:6], 3), (*behind[6:], picture, other), (*why, menu(turn)))


# -- what stands behind a figure ---------------------------------------------------------------------------------------


# -- the chart, and the same in words ----------------------------------------------------------------------------------


def back_to(turn: Turn, period: Period) -> Button:
    """The way back to the digest of a period."""
    return Button(turn.t(N_("Back")), Digest(period.code))
