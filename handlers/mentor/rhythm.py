"""How often and when not: a case's rhythm, its pause, its quiet days. A pause needs no reason."""

from __future__ import annotations

from datetime import date, timedelta

from bot.domain import planning
from bot.domain.forms import Choice, Day, Form
from bot.domain.people import Role
from bot.domain.planning import Planned
from bot.domain.presses import (
    Cadence,
    CaseCard,
    ClearQuiet,
    EndCase,
    GoOn,
    KeepApart,
    LongerPause,
    Pause,
    QuietDays,
    ResumeCase,
    Rhythm,
)
from bot.domain.prompting.kinds import PAUSE
from bot.domain.text import N_
from bot.domain.timing.cadence import COURSE, RHYTHMS
from bot.domain.timing.quiet_days import QuietSpan
from bot.store.caseload import cases, drafts, prompts
from bot.store.caseload.cases import Case
from bot.store.caseload.drafts import Draft
from bot.store.people import people
from bot.store.rights import self_checks
from bot.turn import Button, Reply, Row, Turn
from handlers import asking
from handlers.asking import Filling, title_of
from handlers.mentor.prompts import OVER, still_open
from handlers.over import no_case, over
from handlers.screens import menu, pairs

PAUSES = (("w2", N_("2 weeks")), ("w4", N_("4 weeks")), ("none", N_("Until further notice")))
PAUSE_FORM = Form("pause", (Day("until", N_("Until when is the pause? No reason is needed."), PAUSES),))
YEARLY = (("once", N_("Only this time")), ("yearly", N_("Every year")))
QUIET_FORM = Form(
    "quiet",
    (
        Day("first", N_("From which day on shall nothing be raised with them?"), (), hour=False, coming=True),
        Day("last", N_("Up to which day?"), (("same", N_("That one day")),), hour=False, coming=True, after="first"),
        Choice("again", N_("Only this time, or every year?"), YEARLY),
    ),
)
KEPT_ONCE = N_("Kept: quiet on {days}, this time only. What falls on those days moves to a day after them.")
KEPT_YEARLY = N_("Kept: quiet on {days}, every year. What falls on those days moves to a day after them.")
SHOWN = 3
LONGEST = timedelta(days=184)
LEAP_DAY = (2, 29)


def rhythm(turn: Turn, pressed: Rhythm) -> list[Reply]:
    """What is set for a case, and what can be changed."""
    case = cases.to_change(turn.tx, turn.me, pressed.case)
    return [no_case(turn, pressed.case)] if case is None else [_page(turn, case)]


def _page(turn: Turn, case: Case, before: str | None = None) -> Reply:
    drafts.put_aside(turn.tx, turn.me)
    spans = cases.quiet_spans(turn.tx, case.id, case.sealed_quiet)
    lines: list[str] = [before] if before else []
    lines += [
        turn.t(N_("<b>{code}</b>: {rhythm}"), code=case.code, rhythm=turn.t(dict(RHYTHMS)[case.cadence_weeks])),
        *([_course(turn, case)] if case.cadence_weeks == COURSE else []),
        turn.t(N_("Paused.")) if case.status == "paused" else turn.t(N_("Not paused.")),
        *(_span(turn, span) for span in spans[:SHOWN]),
    ]
    paused = case.status == "paused"
    pause = Button(turn.t(N_("▶️ Go on")), GoOn(case.id)) if paused else Button(turn.t(N_("⏸ Pause")), Pause(case.id))
    rows: tuple[Row, ...] = (
        (Button(turn.t(N_("Change the rhythm")), Cadence(case.id)), pause),
        (
            Button(turn.t(N_("Add quiet days")), QuietDays(case.id)),
            *((Button(turn.t(N_("Clear quiet days")), ClearQuiet(case.id)),) if spans else ()),
        ),
        *(
            (
                (
                    Button(turn.t(N_("Must not meet")), KeepApart(case.id)),
                    Button(turn.t(N_("End by agreement")), EndCase(case.id)),
                ),
            )
            if turn.me.role is Role.SUPERVISOR
            else ()
        ),
        (Button(turn.t(N_("Back")), CaseCard(case.id)), menu(turn)),
    )
    return turn.say(turn.lines(*lines), *rows)


def _course(turn: Turn, case: Case) -> str:
    return turn.t(N_("Now: {rhythm}"), rhythm=turn.t(dict(RHYTHMS)[case.weeks(turn.now)]))


def _span(turn: Turn, span: QuietSpan) -> str:
    text = N_("Quiet every year: {days}") if span[2] else N_("Quiet: {days}")
    return turn.t(text, days=_span_in_words(turn, span))


def _span_in_words(turn: Turn, span: QuietSpan) -> str:
    first, last, yearly = span
    if first == last:
        return _in_words(turn, first, yearly=yearly)
    ends = {"first": _in_words(turn, first, yearly=yearly), "last": _in_words(turn, last, yearly=yearly)}
    return turn.t(N_("{first} to {last}"), **ends)


def _in_words(turn: Turn, day: date, *, yearly: bool) -> str:
    """A day; one that comes back is of no year, and of no day of the week, in particular."""
    return turn.language.yearly_day(day) if yearly else turn.short_day(day)


def choose_cadence(turn: Turn, pressed: Cadence) -> list[Reply]:
    """Choose another rhythm. What is planned already stays; the next one follows the new rhythm."""
    case = cases.to_change(turn.tx, turn.me, pressed.case)
    if case is None:
        return [no_case(turn, pressed.case)]
    weeks = pressed.weeks
    if weeks is None or weeks not in dict(RHYTHMS):
        text = N_("How often from now on? The participant's wish comes first.")
        buttons = [Button(turn.t(label), Cadence(case.id, number)) for number, label in RHYTHMS]
        back = (Button(turn.t(N_("Back")), Rhythm(case.id)), menu(turn))
        return [turn.say(turn.t(text), *pairs(buttons), back)]
    cases.set_cadence(turn.tx, turn.me, case, weeks)
    return [_page(turn, _fresh(turn, case), turn.t(N_("Changed. What is planned already stays.")))]


def pause(turn: Turn, pressed: Pause) -> list[Reply]:
    """Ask until when."""
    case = cases.to_change(turn.tx, turn.me, pressed.case)
    return [no_case(turn, pressed.case)] if case is None else [asking.open_form(turn, PAUSING, case)]


def longer(turn: Turn, pressed: LongerPause) -> list[Reply]:
    """A pause is over, and shall go on."""
    prompt = still_open(turn, pressed.prompt, LongerPause)
    case = None if prompt is None else cases.to_change(turn.tx, turn.me, prompt.case_id or 0)
    return [over(turn, OVER)] if case is None else [asking.open_form(turn, PAUSING, case)]


def save_pause(turn: Turn, draft: Draft) -> list[Reply]:
    """From now on nothing routine is asked about this person; if there is an end, the mentor is asked then."""
    case = cases.to_change(turn.tx, turn.me, draft.case_id or 0)
    drafts.drop(turn.tx, draft)
    if case is None:
        return [no_case(turn, draft.case_id)]
    cases.pause(turn.tx, turn.me, case)
    prompts.end_stopped(turn.tx, case, PAUSE)
    prompts.stop_all(turn.tx, f"case:{case.id}", ["pause_over"])
    until = str(draft.answers["until"])
    said = turn.t(N_("Paused. Going on is possible at any time."))
    if until != "none":
        frame = prompts.frame_for(turn.tx, turn.me, turn.calendar, case)
        at = frame.allowed(planning.moment(until, turn.me.zone, turn.now, frame.morning))
        prompts.plan(turn.tx, case, Planned("pause_over", at, exact=False), case.mentor_id, turn.me.id, "pause")
        said = turn.t(N_("Paused. On {moment} you will be asked whether to go on."), moment=turn.moment(at))
    return [_page(turn, _fresh(turn, case), said)]


def go_on(turn: Turn, pressed: GoOn) -> list[Reply]:
    """End a pause: the next contact is planned."""
    case = cases.to_change(turn.tx, turn.me, pressed.case)
    return [no_case(turn, pressed.case)] if case is None else [_resume(turn, case)]


def resume_case(turn: Turn, pressed: ResumeCase) -> list[Reply]:
    """The same, from the prompt that asked."""
    prompt = still_open(turn, pressed.prompt, ResumeCase)
    case = None if prompt is None else cases.visible(turn.tx, turn.me, prompt.case_id or 0, lock=True)
    return [over(turn, OVER)] if case is None else [_resume(turn, case)]


def _resume(turn: Turn, case: Case) -> Reply:
    """Go on, and show what is set; a cover hears only that it goes on."""
    if case.status != "paused":
        return _page_or_menu(turn, case)
    cases.go_on(turn.tx, turn.me, case)
    prompts.end_all(turn.tx, f"case:{case.id}", ["pause_over"])
    mentor = people.by_id(turn.tx, case.mentor_id) or turn.me
    planned = prompts.plan_first(turn.tx, case, mentor, turn.calendar, turn.me.id, "resume")
    self_checks.plan_as_wished(turn.tx, _fresh(turn, case), turn.calendar)
    said = turn.t(N_("Going on. Next contact: {moment}"), moment=turn.moment(planned.due_at))
    return _page_or_menu(turn, _fresh(turn, case), said)


def _fresh(turn: Turn, case: Case) -> Case:
    """The case as this turn, which was let in, has just left it."""
    return cases.by_id(turn.tx, case.id) or case


def _page_or_menu(turn: Turn, case: Case, said: str | None = None) -> Reply:
    if cases.steered(turn.tx, turn.me, case.id) is not None:
        return _page(turn, case, said)
    return turn.say(turn.lines(*([said] if said else []), turn.t(N_("Thank you, {you}."))), (menu(turn),))


def quiet(turn: Turn, pressed: QuietDays) -> list[Reply]:
    """Ask for days on which nothing is raised: an anniversary, a feast, the harvest."""
    case = cases.to_change(turn.tx, turn.me, pressed.case)
    if case is None:
        return [no_case(turn, pressed.case)]
    return [asking.open_form(turn, QUIETING, case, hint=turn.t(asking.DAY_EXAMPLES))]


def too_long(turn: Turn, draft: Draft) -> tuple[str, str] | None:
    """The last day is not so late that it is a pause. Typed the wrong way round, the two are turned."""
    if "last" not in draft.answers:
        return None
    first, last = _days(turn, draft)
    if abs(last - first) <= LONGEST:
        return None
    text = N_("That is more than half a year from {day}. For longer there is the pause.")
    return "last", turn.t(text, day=turn.language.day(first))


def save_quiet(turn: Turn, draft: Draft) -> list[Reply]:
    """Keep the days, sealed: an anniversary can tell who somebody is."""
    case = cases.to_change(turn.tx, turn.me, draft.case_id or 0)
    drafts.drop(turn.tx, draft)
    if case is None:
        return [no_case(turn, draft.case_id)]
    first, last = _days(turn, draft)
    yearly = draft.answers["again"] == "yearly"
    spans = cases.quiet_spans(turn.tx, case.id, case.sealed_quiet)
    if (span := (min(first, last), max(first, last), yearly)) not in spans:
        cases.set_quiet(turn.tx, turn.me, case, [span, *spans])
    said = [turn.t(KEPT_YEARLY if yearly else KEPT_ONCE, days=_span_in_words(turn, span))]
    if yearly and LEAP_DAY in ((first.month, first.day), (last.month, last.day)):
        said.append(turn.t(N_("In a year without 29 February it is the 28th.")))
    return [_page(turn, _fresh(turn, case), turn.lines(*said))]


def _days(turn: Turn, draft: Draft) -> tuple[date, date]:
    """The first and the last of the quiet days."""
    first = _day(turn, str(draft.answers["first"]))
    return first, first if draft.answers["last"] == "same" else _day(turn, str(draft.answers["last"]))


def clear_quiet(turn: Turn, pressed: ClearQuiet) -> list[Reply]:
    """No quiet days any more."""
    case = cases.to_change(turn.tx, turn.me, pressed.case)
    if case is None:
        return [no_case(turn, pressed.case)]
    cases.set_quiet(turn.tx, turn.me, case, [])
    return [_page(turn, _fresh(turn, case))]


def _day(turn: Turn, choice: str) -> date:
    return planning.moment(choice, turn.me.zone, turn.now).astimezone(turn.me.zone).date()


def to_page(turn: Turn, draft: Draft) -> list[Reply]:
    """Back from the first question of a form that was opened from this page."""
    return rhythm(turn, Rhythm(draft.case_id or 0))


PAUSING = Filling(PAUSE_FORM, title_of, save_pause, to_page)
QUIETING = Filling(QUIET_FORM, title_of, save_quiet, to_page, check=too_long)
FILLINGS = (PAUSING, QUIETING)
