"""The day sheet: one message for all that is due on a day, changed in its place as things are seen to."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from markupsafe import Markup

from bot.domain import followups, planning
from bot.domain.followups import BY_KIND, CONTACT, LADDER
from bot.domain.planning import Planned
from bot.domain.presses import Later, OnSheet, PutOffAll, Settings, SeveralWell, SheetHour, SheetPage, UrgentWhat
from bot.domain.speaking import names_an_hour
from bot.domain.text import N_
from bot.domain.timing.midnights import midnight_after
from bot.domain.timing.mornings import MORNINGS, NOON
from bot.store.caseload import checkins, prompts
from bot.store.caseload.prompts import Prompt
from bot.store.day import lines as of_the_day
from bot.store.day import mornings
from bot.store.day.of_a_day import by_the_dozen, is_appointment_now
from bot.store.people import people
from bot.store.queues import sheets
from bot.store.queues.outgoing import SHEET
from bot.turn import Button, Due, Reply, Row, Say, TakeBack, Turn
from handlers.mentor.caseload import MOST_AGREED, REMEMBERED, agreed_last
from handlers.mentor.prompts import (
    OVER,
    buttons,
    case_of_prompt,
    speak,
    stands_in,
    what_it_says,
    why_button,
    words_of,
)
from handlers.over import over
from handlers.screens import PAGE, PERSONAL, first_said, menu, paging, pairs

FOR_ANOTHER = N_(
    "A mentor of your team is away and nobody covers. {number} contacts have come due; "
    "please see who can help, under Needs attention."
)
OF_DAY = N_("Here is the sheet of <b>{day}</b>: {number}.")
DONE = N_("Nothing on this sheet waits any more. Thank you, {you}.")
MONDAY = 0
DAYS_AHEAD, MOST_AHEAD = 6, 12
HOURS, WISHES = {f"{at:%H%M}": at for at in MORNINGS}, {"yes": True, "no": False}


def due(turn: Turn, event: Due) -> list[Reply]:
    """What has come due on a day is said in one message; what is alone has its own."""
    found = [prompts.by_id(turn.tx, number, lock=True) for number in (event.prompt_id, *event.others)]
    waiting = [one for one in found if one is not None and one.state == "waiting"]
    for_another = [one for one in waiting if stands_in(turn, one)]
    return [*_for_another(turn, for_another), *_own(turn, [one for one in waiting if one not in for_another])]


def _for_another(turn: Turn, found: list[Prompt]) -> list[Reply]:
    for one in found:
        speak(turn, one, found[0].id)
    if len(found) < 2:
        return [words_of(turn, one) for one in found]
    text = turn.t(FOR_ANOTHER, number=len(found))
    look, _ = buttons(turn, found[0], (followups.LOOK,))
    return [Say(first_said(turn, text), pairs(look), kind="prompt", prompt_id=found[0].id)]


def _own(turn: Turn, found: list[Prompt]) -> list[Reply]:
    if not found:
        return []
    listed = of_the_day.of_day(turn.tx, turn.me, turn.today)
    sheet = sheets.of(turn.tx, turn.me) if len(listed) > 1 else None
    stands = sheet is not None and sheets.stands(turn.tx, sheet, turn.today) and not _rings(turn, found, sheet)
    lead = sheet.lead_id if sheet is not None and stands else found[0].id
    for one in found:  # of what came due together, one may end the other: the contact what it was reminded of with
        speak(turn, one, lead)
    if stands:
        sheets.mark(turn.tx, turn.me, stale=True)
        return []
    if len(listed) < 2:
        return [words_of(turn, found[0])]
    former = sheets.begin(turn.tx, turn.me, turn.today, lead, [one.id for one in listed])
    gone = [TakeBack(former, ours=True)] if former is not None else []
    return [*gone, _sheet(turn, turn.today, listed, 0, lead=lead)]


def _rings(turn: Turn, found: list[Prompt], sheet: sheets.Sheet) -> bool:
    """Whether an hour that somebody named has come since it was said: it is heard then, also by the dozen."""
    return any(sheet.said_at < one.due_at and is_appointment_now(one, turn.me, turn.now) for one in found)


def changed(turn: Turn, event: Due) -> list[Reply]:
    """The sheet as it is now, in the place of what it said."""
    sheet = sheets.of(turn.tx, turn.me)
    return [] if sheet is None or sheet.message_id is None else [_in_place(turn, sheet, sheet.page)]


def page(turn: Turn, pressed: SheetPage) -> list[Reply]:
    """Another page of the sheet."""
    sheet = sheets.of(turn.tx, turn.me)
    if sheet is None or sheet.message_id is None:
        return [over(turn, OVER)]
    return [_in_place(turn, sheet, pressed.page)]


def _in_place(turn: Turn, sheet: sheets.Sheet, wanted: int) -> Say:
    listed = of_the_day.of_day(turn.tx, turn.me, sheet.day)
    shown = min(wanted, max(0, (len(listed) - 1) // PAGE))
    sheets.write(turn.tx, turn.me, shown, [one.id for one in listed])
    return _sheet(turn, sheet.day, listed, shown, amends=sheet.message_id)


def _sheet(
    turn: Turn, day: date, listed: list[Prompt], page: int, *, lead: int | None = None, amends: int | None = None
) -> Say:
    """The sheet with its first line, six things a page; codes and hours, and nothing about anybody."""
    if not listed:
        return Say(first_said(turn, turn.t(DONE)), kind=SHEET, prompt_id=lead, amends=amends)
    shown = listed[page * PAGE : (page + 1) * PAGE]
    lines = [turn.t(OF_DAY, day=turn.language.day(day), number=len(listed))]
    codes = _codes(listed)
    many = by_the_dozen(turn.tx, [(one, turn.me) for one in listed])
    lines += [_line(turn, one, codes[one.id], many) for one in shown]
    if turn.today == day and day.weekday() == MONDAY and (ahead := _week(turn)):
        lines.append(turn.t(N_("Later this week: {days}"), days=ahead))
    things = [Button(_label(turn, one, codes[one.id]), OnSheet(one.id)) for one in shown]
    rows = (*pairs(things, 3), paging(turn, page, len(listed) > (page + 1) * PAGE, SheetPage), _for_all(turn, listed))
    return Say(first_said(turn, turn.lines(*lines)), rows, kind=SHEET, prompt_id=lead, amends=amends)


def _codes(listed: list[Prompt]) -> dict[int, str]:
    """What each thing is called by: the code of whom it is about, with a number where there is more than one.

    Short enough for a bell before it where three stand in a row.
    """
    seen: Counter[str] = Counter()
    called = {}
    for one in listed:
        code = one.case_code or ""
        seen[code] += 1
        called[one.id] = code if seen[code] == 1 else f"{code} #{seen[code]}"
    return called


def _is_asked_then(turn: Turn, one: Prompt, many: set[int]) -> bool:
    """Whether it is asked about by itself when its hour comes, whatever else is planned then."""
    if one.id in many or not names_an_hour(one.exact, one.due_at, turn.me):
        return False
    frame = prompts.frame_about(turn.tx, turn.me, turn.calendar, one)
    return one.set_by in (None, turn.me.id) or frame.opens(one.due_at) == one.due_at


def _line(turn: Turn, one: Prompt, code: str, many: set[int]) -> Markup:
    if _is_late(turn, one):
        text = N_("🔔 {code}: since {day}") if one.kind in CONTACT else N_("🔔 {code}: {kind}, since {day}")
        return turn.t(text, code=code, kind=turn.t(BY_KIND[one.kind].label), day=turn.short_day(_day(turn, one)))
    if one.exact and not one.is_overdue(turn.now):
        asked = _is_asked_then(turn, one, many)
        text = N_("{code}: at {hour}, asked then") if asked else N_("{code}: at {hour}")
        return turn.t(text, code=code, hour=turn.language.clock(one.due_at, turn.me.zone))
    text = N_("{code}") if one.kind == "next_contact" else N_("{code}: {kind}")
    return turn.t(text, code=code, kind=turn.t(BY_KIND[one.kind].label))


def _label(turn: Turn, one: Prompt, code: str) -> str:
    return f"🔔 {code}" if _is_late(turn, one) else code


def _is_late(turn: Turn, one: Prompt) -> bool:
    return _day(turn, one) < turn.today


def _day(turn: Turn, one: Prompt) -> date:
    return one.slot.astimezone(turn.me.zone).date()


def _week(turn: Turn) -> str:
    """How many contacts each later day of this week has."""
    ends = midnight_after(turn.today + timedelta(days=6), turn.me.zone)
    coming = prompts.between(turn.tx, turn.me, midnight_after(turn.today, turn.me.zone), ends)
    days = Counter(one.due_at.astimezone(turn.me.zone).date() for one in coming if one.kind in CONTACT)
    text = N_("{day} {number}")
    return turn.language.listing(
        turn.t(text, day=turn.language.weekday(day.weekday()), number=number) for day, number in sorted(days.items())
    )


def _for_all(turn: Turn, listed: list[Prompt]) -> Row:
    """What can be done with several at once."""
    well: Row = (Button(turn.t(N_("Several at once")), SeveralWell()),)
    put_off: Row = (Button(turn.t(N_("⏰ Put all off")), PutOffAll()),)
    contacts = sum(one.kind in CONTACT for one in listed)
    return (*(well if contacts > 1 else ()), *(put_off if len(_to_put_off(listed, turn)) > 1 else ()))


def _to_put_off(listed: list[Prompt], turn: Turn) -> list[Prompt]:
    """What has come and may be put off; an hour that somebody named stands."""
    return [
        one
        for one in listed
        if followups.is_offered(one.kind, Later, one.case_status) and not (one.exact and not one.is_overdue(turn.now))
    ]


def ahead(turn: Turn, event: Due) -> list[Reply]:
    """The next day as it stands the evening before, for whoever wished to see it; nothing is asked."""
    prompt = prompts.by_id(turn.tx, event.prompt_id, lock=True)
    if prompt is None or prompt.state != "waiting":
        return []
    speak(turn, prompt)
    prompts.end_said(turn.tx, prompt.subject)
    day = turn.today + timedelta(days=1)
    begins = midnight_after(turn.today, turn.me.zone)
    coming = [one for one in of_the_day.of_day(turn.tx, turn.me, day) if one.due_at >= begins]
    # Said on a morning, as the evening was none for messages, it would speak of another day.
    if not coming or turn.now.astimezone(turn.me.zone).time() < NOON:
        return []
    lines = [turn.t(BY_KIND[prompt.kind].text), turn.t(N_("<b>{day}</b>"), day=turn.language.day(day))]
    codes = _codes(coming)
    many = by_the_dozen(turn.tx, [(one, turn.me) for one in coming])
    lines += [_line(turn, one, codes[one.id], many) for one in coming[:MOST_AHEAD]]
    if len(coming) > MOST_AHEAD:
        lines.append(turn.t(N_("and {number} more"), number=len(coming) - MOST_AHEAD))
    why = why_button(turn, prompt)
    return [Say(first_said(turn, turn.lines(*lines)), ((why,),), kind="nudge", prompt_id=prompt.id)]


def hours(turn: Turn, pressed: SheetHour) -> list[Reply]:
    """When the sheet comes, and whether the next day is shown the evening before."""
    before = turn.me.day_sheet
    if pressed.choice in WISHES:
        kept = replace(before, evening=WISHES[pressed.choice])
    elif pressed.choice in HOURS:
        kept = replace(before, at=HOURS[pressed.choice], chosen=True)
    else:
        return [_hours_page(turn)]
    turn.becomes(people.settle(turn.tx, turn.me, sheet=kept))
    if kept.at != before.at:
        mornings.move(turn.tx, turn.me, before.at, turn.calendar)
    if kept.evening is not before.evening:
        mornings.look_ahead(turn.tx, turn.me, wished=kept.evening)
    return [_hours_page(turn)]


def _hours_page(turn: Turn) -> Say:
    own = turn.me.day_sheet
    evening = N_("The evening before you see the next day.") if own.evening else N_("The evening before nothing comes.")
    text = turn.t(
        N_("All that is planned for a day comes in one message, at {hour} or when your hours begin."),
        hour=f"{own.at:%H.%M}",
    )
    choices = [Button(f"{at:%H.%M}", SheetHour(code)) for code, at in HOURS.items()]
    other = N_("Nothing the evening before") if own.evening else N_("The evening before too")
    wish = Button(turn.t(other), SheetHour("no" if own.evening else "yes"))
    back = (Button(turn.t(N_("Back")), Settings()), menu(turn))
    return turn.say(turn.lines(text, turn.t(evening)), *pairs(choices), (wish,), back)


def one(turn: Turn, pressed: OnSheet) -> list[Reply]:
    """One of the things on it: what to know before, and what can be done with it."""
    prompt = prompts.visible(turn.tx, turn.me, pressed.prompt)
    if prompt is None or prompt.state not in followups.OPEN:
        return [over(turn, OVER)]
    at_once, put_off = buttons(turn, prompt, BY_KIND[prompt.kind].answers)
    help_ = (Button(turn.t(N_("🆘 Urgent")), UrgentWhat(prompt.case_id)),) if prompt.case_id is not None else ()
    rows = (*pairs(at_once), *pairs([*put_off, why_button(turn, prompt)]), (*help_, menu(turn)))
    agreed = _agreed(turn, prompt)
    text = turn.lines(what_it_says(turn, prompt, dated=True), *agreed)
    return [turn.say(text, *rows, hides_after=PERSONAL if agreed else None)]


def _agreed(turn: Turn, prompt: Prompt) -> list[str]:
    """Before a contact: what the last one agreed on, as it stands on the card."""
    case = case_of_prompt(turn, prompt) if prompt.kind in (*CONTACT, *LADDER) else None
    if case is None:
        return []
    return agreed_last(turn, case, checkins.moments(turn.tx, case, REMEMBERED), MOST_AGREED)


def put_off_all(turn: Turn, pressed: PutOffAll) -> list[Reply]:
    """All that has come today is asked about again on another day; what was planned stays as it was planned."""
    waiting = _to_put_off(of_the_day.of_day(turn.tx, turn.me, turn.today), turn)
    if not waiting:
        return [over(turn, OVER)]
    days = [turn.today + timedelta(days=ahead) for ahead in range(1, DAYS_AHEAD + 1)]
    if pressed.day not in {day.toordinal() for day in days}:
        text = turn.t(N_("Until which day shall all {number} wait? What is planned later stays."), number=len(waiting))
        choices = [Button(turn.short_day(day), PutOffAll(day.toordinal())) for day in days]
        return [turn.say(text, *pairs(choices, 3), (menu(turn),))]
    morning = planning.morning(date.fromordinal(pressed.day), turn.me.zone, turn.me.day_sheet.at)
    for one in waiting:
        contact = prompts.contact_of(turn.tx, one)
        at = prompts.frame_about(turn.tx, turn.me, turn.calendar, one).allowed(morning)
        prompts.snooze(turn.tx, contact, Planned(contact.kind, at, exact=False), turn.me)
    text = turn.t(
        N_("All right, {you}. {number} will wait until {day}; what falls on a quiet day waits longer."),
        number=len(waiting),
        day=turn.short_day(date.fromordinal(pressed.day)),
    )
    return [turn.say(text, (menu(turn),), kind="saved")]
