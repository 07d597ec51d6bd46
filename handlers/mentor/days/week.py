"""What is planned, to take along: a day or a week as a calendar file, a week on paper."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from bot.domain.followups import BY_KIND
from bot.domain.presses import CalendarCodes, CalendarDays, CalendarFile, Schedule, WeekSheet
from bot.domain.text import N_
from bot.domain.timing import icalendar
from bot.domain.timing.icalendar import Entry
from bot.domain.timing.midnights import midnight, midnight_after
from bot.store.caseload import cases, prompts
from bot.store.caseload.prompts import Prompt
from bot.store.people import people
from bot.turn import Button, Drawing, Paper, Reply, Row, Say, Turn
from handlers.screens import menu, pairs

WEEK, DAYS = timedelta(days=7), 6
# So far ahead a day may lie that a file is asked for.
FURTHEST = 366


def ask_day(turn: Turn, pressed: CalendarDays) -> list[Reply]:
    """Which day's calendar file, or which week's; with codes in it or, as long as nothing is said, without."""
    return [_which(turn)]


def choose_codes(turn: Turn, pressed: CalendarCodes) -> list[Reply]:
    """From now on with codes, or without; each for themselves."""
    people.settle_codes(turn.tx, turn.me, wanted=pressed.wanted)
    return [_which(turn)]


def _which(turn: Turn) -> Reply:
    has_codes = people.wants_codes(turn.tx, turn.me)
    days = [turn.today + timedelta(days=ahead) for ahead in range(DAYS)]
    buttons = [Button(turn.short_day(day), CalendarFile(day.toordinal())) for day in days]
    weeks = [Button(label, CalendarFile(day.toordinal(), week=True)) for label, day in _weeks(turn)]
    codes = N_("Without codes") if has_codes else N_("With codes")
    told = (
        N_("The titles carry codes; whoever opens the calendar reads them.")
        if has_codes
        else N_("The titles are all alike, and carry no codes.")
    )
    text = turn.lines(
        turn.t(N_("Which day, or which week? The file names no one; it opens in the phone's calendar.")),
        turn.t(told),
        turn.t(N_("The phone reminds 15 minutes before.")),
    )
    return turn.say(
        text,
        *pairs(buttons, 3),
        (*weeks, Button(turn.t(codes), CalendarCodes(wanted=not has_codes))),
        _back(turn),
    )


def _weeks(turn: Turn) -> list[tuple[str, date]]:
    return [(turn.t(N_("This week")), turn.today), (turn.t(N_("Next week")), turn.today + WEEK)]


def calendar_file(turn: Turn, pressed: CalendarFile) -> list[Reply]:
    """A day or a week as a calendar file with neutral titles: it may lie open on a phone for years."""
    first, last = _span(turn, pressed)
    found = _between(turn, first, last)
    said = turn.language.span(first, last, today=turn.today) if pressed.week else turn.language.day(first)
    if not found:
        return [turn.say(turn.t(N_("Nothing is planned on {day}."), day=said), _back(turn))]
    named = f"pekan-{first:%Y-%m-%d}.ics" if pressed.week else f"jadwal-{first:%Y-%m-%d}.ics"
    paper = Paper(named, "text/calendar", _written(turn, found))
    return [
        turn.say(turn.t(N_("The file is below. It names no one.")), _back(turn)),
        Say(turn.t(N_("Calendar for {day}."), day=said), kind="paper", paper=paper, protect=False),
    ]


def _span(turn: Turn, pressed: CalendarFile) -> tuple[date, date]:
    """The first and last day that is asked for; of a button that is too old, today or this week."""
    day = _ahead(turn, pressed.day)
    return rest_of_week(day, turn.today) if pressed.week else (day, day)


def _ahead(turn: Turn, number: int) -> date:
    ahead = number - turn.today.toordinal()
    return date.fromordinal(number) if 0 <= ahead <= FURTHEST else turn.today


def rest_of_week(day: date, today: date) -> tuple[date, date]:
    """The week of a day, from Monday to Sunday, from today on."""
    monday = day - timedelta(days=day.weekday())
    return max(monday, today), monday + timedelta(days=6)


def _back(turn: Turn) -> Row:
    return (Button(turn.t(N_("Back")), Schedule()), menu(turn))


def _written(turn: Turn, found: list[Prompt]) -> str:
    has_codes = people.wants_codes(turn.tx, turn.me)
    return icalendar.calendar_file(
        turn.language.label(N_("Plans")), [_entry(turn, prompt, has_codes=has_codes) for prompt in found], turn.now
    )


def _entry(turn: Turn, prompt: Prompt, *, has_codes: bool) -> Entry:
    """What is planned for a slot is one entry, also where it is put off or planned anew: it asks ever later, and is
    planned ever more often.
    """
    uid = uuid5(NAMESPACE_OID, f"{prompt.kind} {prompt.subject} {prompt.slot.isoformat()}")
    moved = max(0, (prompt.due_at - prompt.slot) // timedelta(minutes=1))
    text = N_("Planned contact {code}") if has_codes else N_("Planned contact")
    return Entry(str(uid), prompt.due_at, turn.language.label(text, code=prompt.case_code), prompt.version - 1 + moved)


# -- on paper ----------------------------------------------------------------------------------------------------------


def sheet(turn: Turn, pressed: WeekSheet) -> list[Reply]:
    """Which week on paper; codes and no names, whoever finds it. It is drawn as it is sent."""
    if not pressed.day:
        weeks = [Button(label, WeekSheet(day.toordinal())) for label, day in _weeks(turn)]
        text = turn.t(
            N_(
                "Which week, to print? One or two pages: day, hour, code, and a line to write on; no names. "
                "Whoever finds it can read it: please keep it well, and then destroy it."
            )
        )
        return [turn.say(text, tuple(weeks), _back(turn))]
    first, last = rest_of_week(_ahead(turn, pressed.day), turn.today)
    found = _between(turn, first, last)
    week = turn.language.span(first, last, today=turn.today)
    if not found:
        return [turn.say(turn.t(N_("Nothing is planned on {day}."), day=week), _back(turn))]
    drawing = Drawing(
        "week",
        _facts(turn, first, last, week, found),
        paper=f"lembar-{first:%Y-%m-%d}.pdf",
        otherwise=turn.t(N_("The sheet could not be made just now. Please ask for it once more.")),
    )
    text = turn.t(N_("Sheet for {week}. Keep it well, and destroy it when the week is over."), week=week)
    return [
        turn.say(turn.t(N_("The sheet comes below, without any name.")), _back(turn)),
        Say(text, kind="paper", drawing=drawing, protect=False),
    ]


def _between(turn: Turn, first: date, last: date) -> list[Prompt]:
    return prompts.between(turn.tx, turn.me, midnight(first, turn.me.zone), midnight_after(last, turn.me.zone))


def _facts(turn: Turn, first: date, last: date, week: str, found: list[Prompt]) -> dict[str, Any]:
    """What stands on the sheet: each day, who has a quiet day on it, and its contacts by their hour."""
    quiet = {} if turn.page else cases.quiet_in(turn.tx, turn.me, first, last)  # they are sealed, and a file is not
    days = [first + timedelta(days=at) for at in range((last - first).days + 1)]
    return {
        "title": turn.language.label(N_("Plans {week}"), week=week),
        "keep": turn.language.label(N_("Keep it well, and destroy it when the week is over.")),
        "days": [_day(turn, day, quiet.get(day, []), found) for day in days],
        "more": turn.language.label(N_("… and {number} more; see Schedule."), number="{number}"),
    }


def _day(turn: Turn, day: date, quiet: list[str], found: list[Prompt]) -> dict[str, Any]:
    label, zone = turn.language.label, turn.me.zone
    return {
        "name": turn.language.day(day),
        "closed": label(N_("Holiday")) if day in turn.calendar.holidays else "",
        "quiet": label(N_("Quiet day: {codes}"), codes=", ".join(quiet)) if quiet else "",
        "lines": [
            [turn.language.clock(one.due_at, zone), one.case_code or "", label(BY_KIND[one.kind].label)]
            for one in found
            if one.due_at.astimezone(zone).date() == day
        ],
    }
