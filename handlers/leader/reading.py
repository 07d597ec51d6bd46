"""Reading what was recorded, by somebody else than the mentor: with a reason, for an hour, and the mentor is told."""

from __future__ import annotations

from bot.domain import forms
from bot.domain.forms import Form, Free
from bot.domain.people import Role
from bot.domain.presses import AskReading, BreakGlass, CaseCard, PastCheckIns
from bot.domain.text import N_
from bot.store.caseload import cases, drafts
from bot.store.caseload.cases import Case
from bot.store.caseload.drafts import Draft
from bot.store.people import leading, people
from bot.store.rights import grants
from bot.store.rights.grants import Grant
from bot.turn import Button, Reply, Tell, Turn
from handlers import asking
from handlers.asking import Filling, title_of
from handlers.home import menu_screen
from handlers.mentor import caseload
from handlers.over import no_case
from handlers.screens import NOT_OF_TEAM, menu
from handlers.settings import to_settings

REASON = N_("For what reason? The mentor is told it, and it is kept. You may read for 60 minutes.")
READING = Form("reading", (Free("reason", REASON, 200, optional=False),))
GLASS = Form(
    "glass",
    (
        Free(
            "code",
            N_("Whose notes? Type the code. This door is for emergencies only."),
            12,
            optional=False,
            takes_code=True,
        ),
        Free("reason", REASON, 200, optional=False),
    ),
)
NO_DOOR = N_("That door does not open. Please ask the participant's own supervisor.")
LEAST_REASON = 10
MORE = N_("Please write a little more, so that it can be understood later.")


def ask(turn: Turn, pressed: AskReading) -> list[Reply]:
    """A supervisor of the team asks to read."""
    case = cases.visible(turn.tx, turn.me, pressed.case)
    return [no_case(turn, pressed.case, NOT_OF_TEAM)] if case is None else [asking.open_form(turn, ASKING, case)]


def save(turn: Turn, draft: Draft) -> list[Reply]:
    """Let in for an hour, if the reason is one."""
    case = cases.visible(turn.tx, turn.me, draft.case_id or 0)
    reason = str(draft.answers["reason"])
    if case is not None and len(reason) < LEAST_REASON:
        return _once_more(turn, ASKING, draft, case)
    drafts.drop(turn.tx, draft)
    return [no_case(turn, draft.case_id, NOT_OF_TEAM)] if case is None else _let_in(turn, case, reason, glass=False)


def ask_glass(turn: Turn, pressed: BreakGlass) -> list[Reply]:
    """Another team's participant, in an emergency."""
    return [asking.open_form(turn, BREAKING)]


def save_glass(turn: Turn, draft: Draft) -> list[Reply]:
    """Let in for an hour; mentor, their supervisor and the admins are told at once. A wall keeps the door shut."""
    reason = str(draft.answers["reason"])
    if len(reason) < LEAST_REASON:
        return _once_more(turn, BREAKING, draft, None)
    drafts.drop(turn.tx, draft)
    case = grants.by_code(turn.tx, turn.me, str(draft.answers["code"]))
    if case is None:
        return [menu_screen(turn, NO_DOOR)]
    return _let_in(turn, case, reason, glass=True)


def _once_more(turn: Turn, filling: Filling, draft: Draft, case: Case | None) -> list[Reply]:
    draft = drafts.keep(turn.tx, turn.me, draft, forms.without(draft.answers, "reason"), case)
    return [asking.show(turn, filling, draft, turn.t(MORE))]


def _let_in(turn: Turn, case: Case, reason: str, *, glass: bool) -> list[Reply]:
    grant = grants.give(turn.tx, turn.me, case, reason, glass=glass)
    text = turn.t(N_("You may read about {code} until {moment}."), code=case.code, moment=turn.moment(grant.until))
    open_it = Button(turn.t(N_("Read")), PastCheckIns(case.id))
    return [turn.say(text, (open_it,), (menu(turn),)), *_told(turn, case, grant, glass=glass)]


def _told(turn: Turn, case: Case, grant: Grant, *, glass: bool) -> list[Reply]:
    """The mentor hears who reads and why; of an emergency their supervisor and the admins hear too."""
    mentor = people.by_id(turn.tx, case.mentor_id)
    news: list[Reply] = []
    if mentor is not None and mentor.id != turn.me.id:
        news.append(Tell("reading", grant.id, mentor.id))
    if glass:
        above = leading.above(turn.tx, mentor) if mentor is not None else []
        admins = people.of_role(turn.tx, Role.ADMIN)
        others = {one.id for one in (*above, *admins)} - {turn.me.id}
        news += [Tell("glass_broken", grant.id, leader) for leader in sorted(others)]
    return news


def _title_of_glass(turn: Turn, draft: Draft) -> str:
    return turn.t(N_("<b>Emergency reading</b>"))


def _to_card(turn: Turn, draft: Draft) -> list[Reply]:
    return caseload.one(turn, CaseCard(draft.case_id or 0))


ASKING = Filling(READING, title_of, save, _to_card)
BREAKING = Filling(GLASS, _title_of_glass, save_glass, to_settings)
FILLINGS = (ASKING, BREAKING)
