"""How somebody may safely be reached, as they say it on their own phone: asked at joining in small steps, and later."""

from __future__ import annotations

from bot.domain.presses import (
    FillOwnPlan,
    OwnPlan,
    OwnPlanHolds,
    OwnSetting,
    SafeHours,
    Settings,
    SharedPhone,
    WeekHours,
    WhoIsFirst,
)
from bot.domain.rights.contact_plan import OWN, THEY, WE
from bot.domain.text import N_
from bot.store.caseload import drafts
from bot.store.caseload.drafts import Draft
from bot.store.rights import contact_plans, participants
from bot.turn import Button, Reply, Row, Say, Turn
from handlers import asking, directory
from handlers.asking import Filling
from handlers.home import menu_screen
from handlers.screens import PERSONAL, menu, pairs, plan_lines
from handlers.settings import SPANS

SAFER = N_("These can be set now so that others read less here. Each may be left for later, or for ever.")
WHEN = N_("At which hours may we write here first, {you}? Nothing comes outside them but what you ask for yourself.")
OWN_TITLE = N_("<b>Safe contact</b>")
YOU_ALONE = N_("You get in touch yourself: nothing comes here first, and your mentor is asked to wait for you.")
NOTHING_YET = N_(
    "Nothing has been said yet. Only whoever is about to get in touch with you reads it, and that they did is noted."
)


def shared(turn: Turn, pressed: SharedPhone) -> list[Reply]:
    """Whether others use this phone: if so, what makes it safer is offered at once; then the hours."""
    case = participants.case_of(turn.tx, turn.me)
    if case is None:
        return [menu_screen(turn)]
    contact_plans.add(turn.tx, turn.me, case, "shared", "yes" if pressed.shared else "no")
    return [_safer(turn) if pressed.shared else _hours(turn)]


def _safer(turn: Turn) -> Say:
    name, pin = Button(turn.t(N_("My name")), OwnSetting("name")), Button(turn.t(N_("PIN")), OwnSetting("pin"))
    words = (
        Button(turn.t(N_("Word: not now")), OwnSetting("quiet")),
        Button(turn.t(N_("Word: empty")), OwnSetting("duress")),
    )
    on = Button(turn.t(N_("Safe hours")), SafeHours())
    return turn.say(turn.t(SAFER), (name, pin), words, (on, directory.safer_phone(turn)), (menu(turn),))


def _hours(turn: Turn) -> Say:
    spans = [Button(f"{start:%H.%M}–{end:%H.%M}", SafeHours(code)) for code, (start, end) in SPANS.items()]
    days = Button(turn.t(N_("Another day, other hours")), WeekHours())
    myself = Button(turn.t(N_("I get in touch myself")), WhoIsFirst(they=True))
    more = Button(turn.t(N_("More of this")), OwnPlan())
    return turn.say(turn.t(WHEN), *pairs(spans, 3), (days,), (myself,), (more, menu(turn)))


def page(turn: Turn, pressed: OwnPlan) -> list[Reply]:
    """What was said, and what can be changed."""
    return [_page(turn)]


def _page(turn: Turn, *before: str) -> Say:
    drafts.put_aside(turn.tx, turn.me)
    case = participants.case_of(turn.tx, turn.me)
    plan = None if case is None else contact_plans.of_case(turn.tx, case)
    lines = [*(turn.t(line) for line in before), turn.t(OWN_TITLE)]
    lines += [turn.t(NOTHING_YET)] if plan is None else plan_lines(turn, plan, YOU_ALONE)
    first: Row = (Button(turn.t(N_("Change it") if plan else N_("Fill it in")), FillOwnPlan()),)
    first += (Button(turn.t(N_("It still holds")), OwnPlanHolds()),) if plan else ()
    they = plan is not None and plan.first == THEY
    who = Button(turn.t(N_("My mentor may") if they else N_("I get in touch myself")), WhoIsFirst(they=not they))
    beside = (Button(turn.t(N_("Safe hours")), SafeHours()), directory.safer_phone(turn))
    back = (Button(turn.t(N_("Back")), Settings()), menu(turn))
    return turn.say(turn.lines(*lines), first, (who,), beside, back, hides_after=PERSONAL)


def fill_in(turn: Turn, pressed: FillOwnPlan) -> list[Reply]:
    """Say it part by part."""
    return [asking.open_form(turn, FILLING)]


def holds(turn: Turn, pressed: OwnPlanHolds) -> list[Reply]:
    """Nothing has changed."""
    case = participants.case_of(turn.tx, turn.me)
    if case is None:
        return [menu_screen(turn)]
    contact_plans.confirm(turn.tx, turn.me, case)
    return [_page(turn, N_("Noted. Thank you, {you}."))]


def who_is_first(turn: Turn, pressed: WhoIsFirst) -> list[Reply]:
    """Who gets in touch first, by one tap; where it is they themselves, nothing is said here first any more."""
    case = participants.case_of(turn.tx, turn.me)
    if case is None:
        return [menu_screen(turn)]
    contact_plans.add(turn.tx, turn.me, case, "first", THEY if pressed.they else WE)
    said = N_("Kept, {you}. Nothing comes here first any more, and your mentor is asked to wait for you.")
    return [_page(turn, said if pressed.they else N_("Kept, {you}."))]


def save(turn: Turn, draft: Draft) -> list[Reply]:
    """Kept in the place of what was said before."""
    drafts.drop(turn.tx, draft)
    case = participants.case_of(turn.tx, turn.me)
    if case is None:
        return [menu_screen(turn)]
    contact_plans.keep(turn.tx, turn.me, case, draft.answers)
    return [_page(turn, N_("Kept, {you}."))]


FILLING = Filling(OWN, lambda turn, draft: turn.t(OWN_TITLE), save, lambda turn, draft: [_page(turn)])
FILLINGS = (FILLING,)
