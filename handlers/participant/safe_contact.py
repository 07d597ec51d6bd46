"""How somebody may safely be reached, as they say it on their own phone: asked at joining in small steps, and later."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.presses import (
    FillOwnPlan,
    OwnPlan,
    OwnPlanHolds,
    OwnSetting,
    SafeHours,
    SharedPhone,
    WeekHours,
    WhoIsFirst,
)
from bot.domain.rights.contact_plan import AT_FIRST, FILLED_ON, LINES, OWN, THEY, WE, YOU_ALONE, ContactPlan, as_begun
from bot.domain.text import N_
from bot.store.caseload import drafts
from bot.store.caseload.cases import Case
from bot.store.caseload.drafts import Draft
from bot.store.rights import contact_plans, participants
from bot.turn import Button, Reply, Row, Say, Turn
from handlers import asking, directory, telling
from handlers.asking import Filling
from handlers.home import menu_screen
from handlers.screens import PERSONAL, may_be_confirmed, menu, pairs, plan_lines
from handlers.settings import SPANS, opened_from

SAFER = N_("So that others do not easily read along, {you} can set these. Later is fine, and so is not at all.")
WHEN = N_("At which hours may we write here first, {you}? Nothing comes outside them but what you ask for yourself.")
OWN_TITLE = N_("<b>Safe contact</b>")
MENTOR_MAY = N_("Your mentor may get in touch first: yes")
NOTHING_YET = N_(
    "Nothing has been said yet. Only whoever is about to get in touch with you reads it, and that they did is noted."
)


def shared(turn: Turn, pressed: SharedPhone) -> list[Reply]:
    """Whether others use this phone: if so, what makes it safer is offered at once; then the hours."""
    case = participants.case_of(turn.tx, turn.me)
    if case is None:
        return [menu_screen(turn)]
    if not pressed.back:
        contact_plans.add(turn.tx, turn.me, case, "shared", "yes" if pressed.shared else "no")
    return [safer(turn) if pressed.shared else _hours(turn)]


def safer(turn: Turn, *before: str) -> Say:
    """What makes a phone safer that others use; what is opened from here leads back to here."""
    drafts.put_aside(turn.tx, turn.me)
    first: Row = (_setting(turn, "name", N_("My name")), _setting(turn, "pin", N_("PIN")))
    first += (Button(turn.t(N_("Safe hours")), SafeHours(joining=True)),)
    words = (_setting(turn, "quiet", N_("Word: not now")), _setting(turn, "duress", N_("Word: empty")))
    plan = Button(turn.t(N_("Safe contact")), OwnPlan(joining=True))
    last = (plan, directory.safer_phone(turn), menu(turn))
    myself = _myself(turn, joining=True)
    said = turn.lines(*before, turn.t(SAFER))
    return turn.say(said, first, words, (myself,), last, hides_after=PERSONAL)


def _setting(turn: Turn, field: str, label: str) -> Button:
    return Button(turn.t(label), OwnSetting(field, joining=True))


def _myself(turn: Turn, *, joining: bool = False) -> Button:
    return Button(turn.t(N_("I get in touch myself")), WhoIsFirst(they=True, joining=joining))


def _hours(turn: Turn) -> Say:
    spans = [Button(f"{start:%H.%M}–{end:%H.%M}", SafeHours(code)) for code, (start, end) in SPANS.items()]
    days = Button(turn.t(N_("Another day, other hours")), WeekHours())
    more = Button(turn.t(N_("More of this")), FillOwnPlan())
    return turn.say(turn.t(WHEN), *pairs(spans, 3), (days,), (_myself(turn),), (more, menu(turn)))


def page(turn: Turn, pressed: OwnPlan) -> list[Reply]:
    """What was said, and what can be changed; the words of it only by one more tap."""
    plan = _plan(turn) if pressed.words else None
    return [_page(turn, joining=pressed.joining)] if plan is None else [_words(turn, plan, pressed)]


def _plan(turn: Turn) -> ContactPlan | None:
    case = participants.case_of(turn.tx, turn.me)
    return None if case is None else contact_plans.of_case(turn.tx, case)


def _page(turn: Turn, *before: str, joining: bool = False) -> Say:
    drafts.put_aside(turn.tx, turn.me)
    plan = _plan(turn)
    lines = [*(turn.t(line) for line in before), turn.t(OWN_TITLE), *_noted_since(turn)]
    lines += [turn.t(NOTHING_YET)] if plan is None else plan_lines(turn, plan, _first(plan), FILLED_ON, AT_FIRST)
    change = Button(turn.t(N_("Change it") if plan else N_("Fill it in")), FillOwnPlan())
    first: Row = (Button(turn.t(N_("Show it")), OwnPlan(words=True, joining=joining)), change) if plan else (change,)
    they = plan is not None and plan.first == THEY
    who = Button(
        turn.t(N_("My mentor may") if they else N_("I get in touch myself")), WhoIsFirst(they=not they, joining=joining)
    )
    beside: Row = (Button(turn.t(N_("Safe hours")), SafeHours()),)
    if plan is not None and may_be_confirmed(turn, plan):
        beside = (Button(turn.t(N_("It still holds")), OwnPlanHolds()), *beside)
    back = (Button(turn.t(N_("Back")), opened_from(joining)), directory.safer_phone(turn), menu(turn))
    return turn.say(turn.lines(*lines), first, (who,), beside, back, hides_after=PERSONAL)


def _first(plan: ContactPlan) -> tuple[str, ...]:
    if plan.first == THEY:
        return (YOU_ALONE,)
    return (MENTOR_MAY,) if plan.answers.get("first") == WE else ()


def _noted_since(turn: Turn) -> list[str]:
    """That somebody else noted something since they last looked, which they do now."""
    if not participants.has_unseen_plan(turn.tx, turn.me):
        return []
    participants.see_plan(turn.tx, turn.me)
    return [turn.t(N_("Something was noted for you since you last looked. Is it as you said, {you}?"))]


def _words(turn: Turn, plan: ContactPlan, pressed: OwnPlan) -> Say:
    """All of it, for whoever asked to see it."""
    lines = [turn.t(OWN_TITLE), *plan_lines(turn, plan, _first(plan), FILLED_ON, tuple(LINES))]
    back = (Button(turn.t(N_("Back")), replace(pressed, words=False)), menu(turn))
    return turn.say(turn.lines(*lines), back, hides_after=PERSONAL)


def fill_in(turn: Turn, pressed: FillOwnPlan) -> list[Reply]:
    """Say it part by part, beginning with what was said before."""
    plan = _plan(turn)
    return [asking.open_form(turn, FILLING, answers=as_begun(plan) if plan else None)]


def holds(turn: Turn, pressed: OwnPlanHolds) -> list[Reply]:
    """Nothing has changed."""
    case = participants.case_of(turn.tx, turn.me)
    if case is None:
        return [menu_screen(turn)]
    contact_plans.confirm(turn.tx, turn.me, case)
    return [_page(turn, N_("Noted. Thank you, {you}."))]


def who_is_first(turn: Turn, pressed: WhoIsFirst) -> list[Reply]:
    """Who gets in touch first, by one tap; where it is they themselves, the page says that nothing comes first."""
    case = participants.case_of(turn.tx, turn.me)
    if case is None:
        return [menu_screen(turn)]
    before = contact_plans.of_case(turn.tx, case)
    contact_plans.add(turn.tx, turn.me, case, "first", THEY if pressed.they else WE)
    return [_page(turn, N_("Kept, {you}."), joining=pressed.joining), *_news(turn, case, before)]


def save(turn: Turn, draft: Draft) -> list[Reply]:
    """Kept in the place of what was said before."""
    drafts.drop(turn.tx, draft)
    case = participants.case_of(turn.tx, turn.me)
    if case is None:
        return [menu_screen(turn)]
    before = contact_plans.of_case(turn.tx, case)
    contact_plans.keep(turn.tx, turn.me, case, draft.answers)
    return [_page(turn, N_("Kept, {you}.")), *_news(turn, case, before)]


def _news(turn: Turn, case: Case, before: ContactPlan | None) -> list[Reply]:
    """Whoever accompanies hears that it says something else now: whose hand changed it is not known."""
    now = contact_plans.of_case(turn.tx, case)
    same = before is not None and now is not None and before.answers == now.answers
    return [] if same else telling.a_plan_was_changed(turn, case)


FILLING = Filling(
    OWN,
    lambda turn, draft: turn.t(OWN_TITLE),
    save,
    lambda turn, draft: [_page(turn)],
    shows_words=True,
    marks=True,
)
FILLINGS = (FILLING,)
