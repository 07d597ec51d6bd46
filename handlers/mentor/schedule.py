"""What is planned: overdue first, then today, this week and later; a day of it as a calendar file."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from bot.domain.followups import BY_KIND
from bot.domain.presses import CalendarDays, CalendarFile, CheckIn, Schedule
from bot.domain.text import N_
from bot.store.caseload import drafts, prompts
from bot.store.caseload.prompts import Prompt
from bot.turn import Button, Paper, Reply, Row, Say, Turn
from handlers.screens import PAGE, menu, paging, pairs

HALF_AN_HOUR = timedelta(minutes=30)
STAMP = "%Y%m%dT%H%M%SZ"


def schedule(turn: Turn, pressed: Schedule) -> list[Reply]:
    """The open moments in order of time."""
    drafts.put_aside(turn.tx, turn.me)
    page = pressed.page
    found, more = prompts.schedule(turn.tx, turn.me, page, PAGE)
    if not found:
        return [turn.say(turn.t(N_("Nothing is planned.")), (menu(turn),))]
    lines: list[str] = [turn.t(N_("<b>Schedule</b>"))]
    heading = ""
    for prompt in found:
        if (above := _heading(turn, prompt)) != heading:
            heading = above
            lines.append(turn.t(above))
        lines.append(_line(turn, prompt))
    buttons = [Button(prompt.case_code or "", CheckIn(prompt.case_id or 0)) for prompt in found]
    paper = Button(turn.t(N_("🗓 Calendar file")), CalendarDays())
    rows: tuple[Row, ...] = (*pairs(_once(buttons), 3), (paper, *paging(turn, page, more, Schedule)), (menu(turn),))
    return [turn.say(turn.lines(*lines), *rows)]


def _once(buttons: list[Button]) -> list[Button]:
    return list({button.press: button for button in buttons}.values())


def _heading(turn: Turn, prompt: Prompt) -> str:
    today = turn.now.astimezone(turn.me.zone).date()
    day = prompt.due_at.astimezone(turn.me.zone).date()
    if prompt.is_overdue(turn.now):
        return N_("<i>Waiting for an answer</i>")
    if day == today:
        return N_("<i>Today</i>")
    return N_("<i>This week</i>") if day < today + timedelta(days=7 - today.weekday()) else N_("<i>Later on</i>")


def _line(turn: Turn, prompt: Prompt) -> str:
    overdue = prompt.is_overdue(turn.now)
    text = N_("🔔 {code}: waiting since {moment}") if overdue else N_("{code}: {moment}")
    line = turn.t(text, code=prompt.case_code or "", moment=turn.day(prompt.slot if overdue else prompt.due_at))
    if prompt.kind == "next_contact":
        return line
    return turn.t(N_("{line} ({kind})"), line=line, kind=turn.t(BY_KIND[prompt.kind].label))


def ask_day(turn: Turn, pressed: CalendarDays) -> list[Reply]:
    """Which day's calendar file."""
    today = turn.now.astimezone(turn.me.zone).date()
    days = [today + timedelta(days=ahead) for ahead in range(6)]
    buttons = [Button(turn.short_day(day), CalendarFile(day.toordinal())) for day in days]
    text = turn.t(N_("Which day? The file names no one; it opens in the phone's calendar."))
    return [turn.say(text, *pairs(buttons, 3), (Button(turn.t(N_("Back")), Schedule()), menu(turn)))]


def calendar_file(turn: Turn, pressed: CalendarFile) -> list[Reply]:
    """One day as a calendar file with neutral titles: it may lie open on a phone for years."""
    today = turn.now.astimezone(turn.me.zone).date()
    day = today if not 0 <= pressed.day - today.toordinal() <= 366 else date.fromordinal(pressed.day)
    midnight = datetime.combine(day, time(), turn.me.zone).astimezone(UTC)
    found = prompts.between(turn.tx, turn.me, midnight, midnight + timedelta(days=1))
    if not found:
        return [turn.say(turn.t(N_("Nothing is planned on {day}."), day=turn.language.day(day)), _back(turn))]
    paper = Paper(f"jadwal-{day:%Y-%m-%d}.ics", "text/calendar", _ics(turn, found))
    text = turn.t(N_("Calendar for {day}."), day=turn.language.day(day))
    return [
        turn.say(turn.t(N_("The file is below. It names no one.")), _back(turn)),
        Say(text, kind="paper", paper=paper, protect=False),
    ]


def _back(turn: Turn) -> Row:
    return (Button(turn.t(N_("Back")), Schedule()), menu(turn))


def _ics(turn: Turn, found: list[Prompt]) -> str:
    """RFC 5545: lines end in CRLF."""
    title = turn.language.label(N_("Planned contact"))
    events = [
        line
        for prompt in found
        for line in (
            "BEGIN:VEVENT",
            f"UID:{prompt.id}@titian",
            f"DTSTAMP:{turn.now:{STAMP}}",
            f"DTSTART:{prompt.due_at:{STAMP}}",
            f"DTEND:{prompt.due_at + HALF_AN_HOUR:{STAMP}}",
            f"SUMMARY:{title}",
            "CLASS:PRIVATE",
            "END:VEVENT",
        )
    ]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Titian//ID", *events, "END:VCALENDAR", ""])
