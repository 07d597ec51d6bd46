"""What is planned: overdue first, then today, this week and later."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.followups import BY_KIND
from bot.domain.presses import CalendarDays, CheckIn, Schedule, WeekSheet
from bot.domain.text import N_
from bot.store.caseload import drafts, prompts
from bot.store.caseload.prompts import Prompt
from bot.turn import Button, Reply, Row, Turn
from handlers.screens import PAGE, menu, paging, pairs


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
    sheet = Button(turn.t(N_("🖨 On paper")), WeekSheet())
    rows: tuple[Row, ...] = (
        *pairs(_once(buttons), 3),
        (paper, *paging(turn, page, more, Schedule)),
        (sheet, menu(turn)),
    )
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
