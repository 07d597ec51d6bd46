"""What staff may change about themselves: how they are addressed, their clock, their hours for messages."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import time

from markupsafe import Markup

from bot.domain.people import ADDRESSES, ZONES, Role
from bot.domain.presses import (
    AskExport,
    BreakGlass,
    DayHours,
    Duty,
    NewAddress,
    NewZone,
    OwnLeave,
    Press,
    SafeHours,
    Settings,
    SharedPhone,
    SheetHour,
    Talk,
    WeekHours,
)
from bot.domain.rights.contact_plan import THEY, YOU_ALONE
from bot.domain.text import N_
from bot.domain.timing.quiet import WEEK, Span
from bot.i18n import zone_letters
from bot.store.caseload.drafts import Draft
from bot.store.people import people
from bot.store.rights import contact_plans, participants
from bot.turn import Button, Reply, Row, Turn
from handlers.screens import menu, pairs
from handlers.start import ask_address, ask_zone

EVENING = (time(18), time(21))
NOTHING_OUTSIDE = N_("Nothing comes outside them but what you ask for yourself, {you}.")
HOURS_WAIT = N_("These hours count once your mentor may get in touch first again:")
NO_DAY_LEFT = N_("One day at least has to stay open here; nothing was changed.")
SPANS = {"long": (time(8), time(19, 30)), "office": (time(8), time(17)), "short": (time(9), time(16))}
# Whether messages may come at times of prayer: what a button leads to -> Hours.prayers.
PRAYERS = {"noprayers": True, "prayers": False}


def settings(turn: Turn, pressed: Settings) -> list[Reply]:
    """What is set now, and what can be changed."""
    return [_page(turn)]


def to_settings(turn: Turn, draft: Draft) -> list[Reply]:
    """Back from the first question of a form that was opened from the settings."""
    return [_page(turn)]


def _page(turn: Turn) -> Reply:
    text = turn.t(
        N_("You are addressed as {you}. Your clock: {zone}. Your staff code: {code}."),
        zone=zone_letters(turn.me.zone),
        code=turn.me.code,
    )
    return turn.say(
        turn.lines(text, _hours_line(turn)),
        (Button(turn.t(N_("Change the address")), NewAddress()), Button(turn.t(N_("Change the clock")), NewZone())),
        (Button(turn.t(N_("Hours for messages")), SafeHours()), *_of_role(turn)[0]),
        *_of_role(turn)[1:],
        (*_beside_the_menu(turn), menu(turn)),
    )


def _of_role(turn: Turn) -> tuple[Row, ...]:
    duty = Button(turn.t(N_("Duty list")), Duty())
    match turn.me.role:
        case Role.MENTOR:
            talk = Button(turn.t(N_("I need someone to talk to")), Talk())
            return ((Button(turn.t(N_("Leave")), OwnLeave()),), (talk,))
        case Role.SUPERVISOR:
            leave = Button(turn.t(N_("Leave")), OwnLeave())
            return ((leave,), (Button(turn.t(N_("Ask for a file")), AskExport()), duty))
        case _:
            return ((duty,),)


def _beside_the_menu(turn: Turn) -> Row:
    match turn.me.role:
        case Role.MENTOR:
            return (Button(turn.t(N_("Day sheet")), SheetHour()),)
        case Role.SUPERVISOR:
            return (Button(turn.t(N_("Emergency reading")), BreakGlass()),)
        case _:
            return ()


def _hours_line(turn: Turn) -> str:
    hours = turn.me.hours
    text = (
        N_("Routine messages come from {start} to {end}, not at times of prayer.")
        if hours.prayers
        else N_("Routine messages come from {start} to {end}.")
    )
    return turn.t(text, start=f"{hours.start:%H.%M}", end=f"{hours.end:%H.%M}")


def choose_hours(turn: Turn, pressed: SafeHours) -> list[Reply]:
    """When routine messages may come. Urgent matters do not ask."""
    if pressed.choice in PRAYERS:
        kept = replace(turn.me.hours, prayers=PRAYERS[pressed.choice])
    elif pressed.choice in SPANS:
        start, end = SPANS[pressed.choice]
        kept = replace(turn.me.hours, start=start, end=end)
    else:
        return [_hours_page(turn, pressed)]
    turn.becomes(people.settle(turn.tx, turn.me, hours=kept))
    return [_hours_page(turn, pressed)]


def _hours_page(turn: Turn, pressed: SafeHours) -> Reply:
    spans = [
        Button(f"{start:%H.%M}–{end:%H.%M}", replace(pressed, choice=code)) for code, (start, end) in SPANS.items()
    ]
    prayers = N_("At times of prayer too") if turn.me.hours.prayers else N_("Not at times of prayer")
    other = next(code for code, kept in PRAYERS.items() if kept is not turn.me.hours.prayers)
    text = turn.lines(*_when(turn))
    rows = (
        *pairs(spans, 3),
        (Button(turn.t(prayers), replace(pressed, choice=other)),),
        (Button(turn.t(N_("Another day, other hours")), WeekHours()),),
        (Button(turn.t(N_("Back")), opened_from(pressed.joining)), menu(turn)),
    )
    return turn.say(text, *rows)


def opened_from(joining: bool) -> Press:
    """Where a page leads back to: what is offered after joining, or the settings."""
    return SharedPhone(shared=True, back=True) if joining else Settings()


def _when(turn: Turn) -> list[str]:
    """The hours, the days that have others, and what comes at any hour."""
    lines = [_hours_line(turn), *(_day_line(turn, weekday) for weekday, _ in turn.me.hours.days)]
    if turn.me.role is not Role.PARTICIPANT:
        return [*lines, turn.t(N_("Urgent matters come at any hour."))]
    case = participants.case_of(turn.tx, turn.me)
    plan = None if case is None else contact_plans.standing(turn.tx, case.id)
    if plan is not None and plan.first == THEY:
        return [turn.t(YOU_ALONE), turn.t(HOURS_WAIT), *lines]
    return [*lines, turn.t(NOTHING_OUTSIDE)]


def week(turn: Turn, pressed: WeekHours) -> list[Reply]:
    """Each day of the week, and the hours it has."""
    return [_week_page(turn)]


def _week_page(turn: Turn, *before: str) -> Reply:
    lines = [*(turn.t(line) for line in before), turn.t(N_("<b>Hours of each day</b>"))]
    lines += [_day_line(turn, weekday) for weekday in range(WEEK)]
    days = [Button(turn.language.weekday(weekday), DayHours(weekday)) for weekday in range(WEEK)]
    back = (Button(turn.t(N_("Back")), SafeHours()), menu(turn))
    return turn.say(turn.lines(*lines), *pairs(days, 3), back)


def _day_line(turn: Turn, weekday: int) -> Markup:
    span, day = turn.me.hours.of_day(weekday), turn.language.weekday(weekday)
    if span is None:
        return turn.t(N_("{day}: nothing"), day=day)
    return turn.t(N_("{day}: {start}–{end}"), day=day, start=f"{span[0]:%H.%M}", end=f"{span[1]:%H.%M}")


def day(turn: Turn, pressed: DayHours) -> list[Reply]:
    """The hours of one day of the week: a span, none at all, or as on the other days."""
    if not 0 <= pressed.day < WEEK:
        return [_week_page(turn)]
    hours, choices = turn.me.hours, {**SPANS, "evening": EVENING}
    if pressed.choice == "usual":
        kept = hours.on(pressed.day, (hours.start, hours.end))
    elif pressed.choice == "none":
        kept = hours.on(pressed.day, None)
    elif pressed.choice in choices:
        kept = hours.on(pressed.day, choices[pressed.choice])
    else:
        return [_day_page(turn, pressed.day, choices)]
    if not kept.has_a_day:
        return [_week_page(turn, NO_DAY_LEFT)]
    turn.becomes(people.settle(turn.tx, turn.me, hours=kept))
    return [_week_page(turn)]


def _day_page(turn: Turn, weekday: int, choices: Mapping[str, Span]) -> Reply:
    spans = [Button(f"{start:%H.%M}–{end:%H.%M}", DayHours(weekday, code)) for code, (start, end) in choices.items()]
    none = Button(turn.t(N_("Nothing at all")), DayHours(weekday, "none"))
    usual = Button(turn.t(N_("As on other days")), DayHours(weekday, "usual"))
    back = (Button(turn.t(N_("Back")), WeekHours()), menu(turn))
    return turn.say(_day_line(turn, weekday), *pairs(spans), (none, usual), back)


def new_address(turn: Turn, pressed: NewAddress) -> list[Reply]:
    """Ask for another form of address, or keep the one chosen."""
    return ask_or_keep_address(turn, pressed) or [_page(turn)]


def ask_or_keep_address(turn: Turn, pressed: NewAddress) -> list[Reply]:
    """Ask for another form of address; nothing is said once one is kept."""
    if pressed.address not in dict(ADDRESSES):
        return [ask_address(turn, N_("How may I address you from now on?"), NewAddress)]
    turn.becomes(people.settle(turn.tx, turn.me, address=pressed.address))
    return []


def new_zone(turn: Turn, pressed: NewZone) -> list[Reply]:
    """Ask for another clock, or keep the one chosen."""
    return ask_or_keep_zone(turn, pressed) or [_page(turn)]


def ask_or_keep_zone(turn: Turn, pressed: NewZone) -> list[Reply]:
    """Ask for another clock; nothing is said once one is kept."""
    chosen = dict(ZONES).get(pressed.zone)
    if chosen is None:
        return [ask_zone(turn, N_("Which time do you live by now, {you}?"), NewZone)]
    turn.becomes(people.settle(turn.tx, turn.me, zone=chosen))
    return []
