"""A supervisor's digest: counts and codes of the team, each figure a button to what stands behind it.

The two tracks never share a line, a list or a chart. Groups of a few are not broken down.
"""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from bot.domain.figures import digests as periods
from bot.domain.figures.digests import FEW, Period, broken_down
from bot.domain.presses import Digest, DigestChart, DigestList, DigestWeeks, MonthReports, Why
from bot.domain.text import N_
from bot.store.caseload import drafts
from bot.store.figures import closed_weeks
from bot.store.figures.figures import Figures, Recorded
from bot.turn import Button, Reply, Row, Turn
from handlers.screens import menu, pairs

LONGEST = 700
# Figure -> its button, and the heading of the list behind it.
FIGURES = {
    "contacts": (N_("Planned"), N_("<b>{track}: planned contacts, {days}</b>")),
    "recorded": (N_("Recorded"), N_("<b>{track}: check-ins, {days}</b>")),
    "waiting": (N_("Waiting"), N_("<b>{track}: contacts waiting for a check-in</b>")),
    "flags": (N_("Flags"), N_("<b>{track}: open flags</b>")),
    "silent": (N_("Without contact"), N_("<b>{track}: without contact for longer than their rhythm or 14 days</b>")),
    "requests": (N_("Requests"), N_("<b>{track}: open requests</b>")),
    "load": (N_("Mentors"), N_("<b>{track}: participants of each mentor</b>")),
}


def show(turn: Turn, pressed: Digest) -> list[Reply]:
    """The running week, or the period of a button."""
    drafts.put_aside(turn.tx, turn.me)
    period = period_on(turn, pressed.period)
    found = closed_weeks.figures_of(turn.tx, turn.me, period)
    return [turn.say(words_of(turn, period, found), *rows_under(turn, period, found))]


def period_on(turn: Turn, code: str) -> Period:
    """The period a button calls by this code; the running week where it calls none."""
    return periods.period_of(code, turn.calendar, turn.me.zone, turn.now)


def days_of(turn: Turn, first: date, last: date) -> str:
    """From the first day to the last; with the year where it is not the running one."""
    return turn.language.span(first, last, today=turn.today)


def as_it_was(turn: Turn, period: Period) -> list[str]:
    """As of when something is told that is not so any more: nothing for what is told of now."""
    if period.end > turn.now:
        return []
    return [turn.t(N_("As it was when {day} ended."), day=turn.language.short_day(period.last, today=turn.today))]


# -- the text ----------------------------------------------------------------------------------------------------------


def words_of(
    turn: Turn, period: Period, found: dict[str, Figures], before: Markup | None = None, *, news: bool = True
) -> Markup:
    """Each track on lines of its own; without the small print where it would not fit on a screen.

    news: whether it says first what needs a look only since the period began.
    """
    head: list[str] = [] if before is None else [before]
    head.append(turn.t(N_("<b>Digest of {days}</b>"), days=days_of(turn, period.first, period.last)))
    if not found:
        yet, then = N_("Your team has no participants yet."), N_("Your team had no participants then.")
        return turn.lines(*head, turn.t(yet if period.end > turn.now else then))
    head += as_it_was(turn, period)
    if news and not any(_news(turn, one, brief=False) for one in found.values()):
        head.append(turn.t(N_("Nothing new needs a look.")))
    for brief in (False, True):
        lines = [line for track, one in found.items() for line in ("", *_lines(turn, track, one, brief, news))]
        text = turn.lines(*head, *lines)
        if len(text.striptags()) + len(lines) <= LONGEST:
            break
    return text


def _lines(turn: Turn, track: str, one: Figures, brief: bool, news: bool) -> list[str]:
    new = _news(turn, one, brief) if news else []
    return [
        _load_line(turn, track, one),
        *([turn.t(N_("New: {what}"), what=", ".join(new))] if new else []),
        _contacts_line(turn, one, brief),
        _recorded_line(turn, one.recorded, brief),
        _waiting_line(turn, one, brief),
        *_flag_lines(turn, one),
        _request_line(turn, one),
        _silent_line(turn, one, brief),
    ]


def _news(turn: Turn, one: Figures, brief: bool) -> list[str]:
    """Of how many something is so only since the period began: each is told once a step."""
    waits, silent = one.waiting[3:], one.silent[4:]
    steps = (
        (sum(waits), N_("{number} waiting for long")),
        (sum(silent), N_("{number} without contact for long")),
    )
    found = (
        steps
        if brief
        else (
            (one.waiting.new_longer, N_("{number} waiting for 7 days")),
            (one.waiting.new_week, N_("{number} waiting for 3 days")),
            (one.silent.new_60, N_("{number} without contact for 60 days")),
            (one.silent.new_30, N_("{number} without contact for 30 days")),
            (one.silent.new_beyond, N_("{number} past their rhythm")),
        )
    )
    return [turn.t(words, number=number) for number, words in found if number]


def _load_line(turn: Turn, track: str, one: Figures) -> str:
    text = N_("<b>{track}</b>: {cases} participants, {mentors} mentors")
    if one.workload.mentors > 1 and one.workload.cases >= periods.FEW:
        text = N_("<b>{track}</b>: {cases} participants, {mentors} mentors (at most {most})")
    return turn.t(text, track=track, **one.workload._asdict())


def _contacts_line(turn: Turn, one: Figures, brief: bool) -> str:
    planned, done, planned_before, done_before = one.contacts
    before = turn.language.share(done_before, planned_before) if planned_before else ""
    if not planned:
        text = N_("Check-ins: nothing was planned; a week earlier {before}")
        return turn.t(text if before else N_("Check-ins: nothing was planned"), before=before)
    arrow = _arrow(done, planned, done_before, planned_before)
    text = N_("Check-ins: {done} of {planned} planned, {rate}{arrow}; a week earlier {before}")
    if brief:
        text = N_("Check-ins: {done} of {planned}, {rate}{arrow}; a week earlier {before}")
    if not before:
        text = N_("Check-ins: {done} of {planned} planned, {rate}")
    rate = turn.language.share(done, planned)
    return turn.t(text, done=done, planned=planned, rate=rate, arrow=arrow, before=before)


def _recorded_line(turn: Turn, one: Recorded, brief: bool) -> str:
    total, total_before = one.reached + one.missed, one.reached_before + one.missed_before
    if brief or one.people < FEW:
        return turn.t(N_("Recorded: {total}"), total=total)
    values = {"total": total, "reached": one.reached, "missed": one.missed}
    values_of_rate = {"rate": turn.language.share(one.reached, total), "arrow": "", "before": ""}
    text = N_("Recorded: {total}, in touch {reached} ({rate}), not yet {missed}")
    if one.people_before >= FEW:
        text = N_("Recorded: {total}, in touch {reached} ({rate}{arrow}), not yet {missed}; a week earlier {before}")
        values_of_rate["before"] = turn.language.share(one.reached_before, total_before)
        values_of_rate["arrow"] = _arrow(one.reached, total, one.reached_before, total_before)
    return turn.t(text, **values, **values_of_rate)


def _waiting_line(turn: Turn, one: Figures, brief: bool) -> str:
    ages = one.waiting[:3]
    total, parts = sum(ages), broken_down(ages)
    if brief or parts is None:
        return turn.t(N_("Waiting for a check-in: {total}"), total=total)
    text = N_("Waiting for a check-in: {total}; 0–2 days {few}, 3–6 days {some}, 7 or more {many}")
    return turn.t(text, total=total, few=parts[0], some=parts[1], many=parts[2])


def _flag_lines(turn: Turn, one: Figures) -> list[str]:
    raised = one.flags
    text = N_("Open flags: {open}") if raised.people < FEW else N_("Open flags: {open}, not taken on {alone}")
    lines: list[str] = [turn.t(text, open=raised.open, alone=raised.alone)]
    if raised.taken:
        in_minutes = raised.minutes < 120
        after = N_("Flags taken on: {taken}, after {minutes} minutes on average")
        if not in_minutes:
            after = N_("Flags taken on: {taken}, after {hours} hours on average")
        lines.append(turn.t(after, taken=raised.taken, minutes=raised.minutes, hours=round(raised.minutes / 60)))
    return lines


def _request_line(turn: Turn, one: Figures) -> str:
    waiting, hours = one.requests
    if not waiting:
        return turn.t(N_("Open requests: {open}"), open=waiting)
    return turn.t(N_("Open requests: {open}, the oldest for {hours} hours"), open=waiting, hours=hours)


def _silent_line(turn: Turn, one: Figures, brief: bool) -> str:
    beyond, ages = one.silent.beyond, one.silent[1:4]
    total, parts = sum(ages), broken_down(ages)
    if brief or parts is None:
        return turn.t(
            N_("Without contact: {beyond} past their rhythm, {total} for 14 days"), beyond=beyond, total=total
        )
    text = N_("Without contact: {beyond} past their rhythm; 14–29 days {few}, 30–59 {some}, 60 or more {many}")
    return turn.t(text, beyond=beyond, few=parts[0], some=parts[1], many=parts[2])


def _arrow(part: int, whole: int, part_before: int, whole_before: int) -> str:
    """Whether a share has risen or fallen since a week earlier; nothing where there was none, or it is the same."""
    if not whole or not whole_before or part * whole_before == part_before * whole:
        return ""
    return " ↑" if part * whole_before > part_before * whole else " ↓"


def rows_under(turn: Turn, period: Period, found: dict[str, Figures], prompt_id: int | None = None) -> tuple[Row, ...]:
    """A button for each figure, the chart, another week; and why it came, under a prompt."""
    this_week = Button(turn.t(N_("This week")), Digest())
    any_week = Button(turn.t(N_("Another week")), DigestWeeks(period.code))
    if period == periods.current(turn.me.zone, turn.now):
        past = periods.week(period.first - periods.WEEK, turn.me.zone, turn.now)
        other = Button(turn.t(N_("Week before")), Digest(past.code))
        beside = Button(turn.t(N_("Month's report")), MonthReports())
    else:
        other, beside = any_week, this_week
    if prompt_id is not None:
        other, beside = this_week, Button(turn.t(N_("Why do I receive this?")), Why(prompt_id))
    if not found:
        return ((other,), (beside, menu(turn))) if other is any_week else ((beside, menu(turn)),)
    behind = [Button(turn.t(label), DigestList(period.code, name)) for name, (label, _) in FIGURES.items()]
    picture = Button(turn.t(N_("📊 Chart")), DigestChart(period.code))
    return (*pairs(behind[:6], 3), (*behind[6:], picture, other), (beside, menu(turn)))


def back_to(turn: Turn, period: Period) -> Button:
    """The way back to the digest of a period."""
    return Button(turn.t(N_("Back")), Digest(period.code))
