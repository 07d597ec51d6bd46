"""Days closed to routine reminders: what admins added to the built-in calendar, and adding another."""

from __future__ import annotations

from datetime import date, timedelta

from bot.domain import planning
from bot.domain.forms import Day, Form
from bot.domain.people import Role
from bot.domain.presses import CloseDay, ClosedDays, OpenDay
from bot.domain.text import N_
from bot.store.caseload import drafts
from bot.store.caseload.drafts import Draft
from bot.store.institution import closed_days
from bot.turn import Button, Reply, Turn
from handlers import asking
from handlers.asking import Filling
from handlers.screens import menu, pairs

DAY_OFF = Form("dayoff", (Day("day", N_("Which day is closed to routine reminders?"), (), hour=False),))
SHOWN = 6
AHEAD = timedelta(days=120)


def days(turn: Turn, pressed: ClosedDays) -> list[Reply]:
    """The next closed days, and those that were added here."""
    drafts.put_aside(turn.tx, turn.me)
    today = turn.now.astimezone(turn.me.zone).date()
    coming = sorted(day for day in turn.calendar.holidays if today <= day <= today + AHEAD)[:SHOWN]
    added = [day for day, closed in closed_days.changed(turn.tx).items() if closed and day >= today][:SHOWN]
    lines = [turn.t(N_("<b>Closed days</b>: routine reminders move to the next working day; urgent ones do not."))]
    lines += [turn.t(N_("• {day}"), day=turn.language.day(day)) for day in coming]
    undo = [Button(turn.t(N_("Open {day} again"), day=f"{day:%d/%m}"), OpenDay(day.toordinal())) for day in added]
    add = Button(turn.t(N_("➕ Close another day")), CloseDay())
    return [turn.say(turn.lines(*lines), *pairs(undo[:4]), (add,), (menu(turn),))]


def new_day(turn: Turn, pressed: CloseDay) -> list[Reply]:
    """Ask which day, in words."""
    return [asking.open_form(turn, FILLING, hint=turn.t(asking.DAY_EXAMPLES))]


def open_day(turn: Turn, pressed: OpenDay) -> list[Reply]:
    """Undo a closed day."""
    if pressed.day in {day.toordinal() for day in closed_days.changed(turn.tx)}:
        closed_days.change(turn.tx, turn.me, date.fromordinal(pressed.day), closed=False)
    return days(turn, ClosedDays())


def save(turn: Turn, draft: Draft) -> list[Reply]:
    """Close the day."""
    drafts.drop(turn.tx, draft)
    at = planning.moment(str(draft.answers["day"]), turn.me.zone, turn.now)
    closed_days.change(turn.tx, turn.me, at.astimezone(turn.me.zone).date(), closed=True)
    return days(turn, ClosedDays())


def _leave(turn: Turn, draft: Draft) -> list[Reply]:
    return days(turn, ClosedDays())


def _title(turn: Turn, draft: Draft) -> str:
    return turn.t(N_("<b>A closed day</b>"))


FILLING = Filling(DAY_OFF, _title, save, _leave, first_for=(Role.ADMIN,))
FILLINGS = (FILLING,)
