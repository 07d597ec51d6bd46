"""How a participant may safely be reached, read before a contact: as they said it themselves, with its age."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from bot.domain.presses import AskPlan, CaseCard, ContactPlan, FlagCard, PlanHolds, Press, RequestCard
from bot.domain.rights.contact_plan import (
    ASKED,
    ASKED_ON,
    FACE,
    LINES,
    OLD,
    ONLY_THERE,
    PHONE,
    PHONE_HAS_LEFT,
    THEY,
    WE,
    WORD,
    as_begun,
)
from bot.domain.rights.contact_plan import ContactPlan as Plan
from bot.domain.text import N_
from bot.store.caseload import cases, drafts, flags, requests
from bot.store.caseload.cases import Case
from bot.store.caseload.drafts import Draft
from bot.store.caseload.flags import Flag
from bot.store.caseload.requests import Request
from bot.store.rights import consents, contact_plans
from bot.turn import Button, Reply, Row, Say, Turn
from handlers import asking
from handlers.asking import Filling
from handlers.over import no_case
from handlers.screens import PERSONAL, day_of, may_be_confirmed, menu, said_lines, they_first

TITLE = N_("<b>{code}</b>: safe contact")
MAY = N_("The mentor may get in touch first.")
ON_PHONE = N_("Said on their own phone, last on {day}:")
CHANGED_THERE = N_("Changed on their own phone on {day}.")
WORD_CHANGED = N_("The word to know each other by was changed on the phone on {day}; please make sure when you meet.")
NOT_ASKED = N_("Nobody has asked yet. Please ask the person themselves, when you meet.")
NO_NOTES = N_("They want nothing noted. They can fill this in on their own phone.")
NO_NOTES_NO_PHONE = N_(
    "They want nothing noted, and their phone has left. What they say when you meet can be noted first, under Note a "
    "consent."
)


def one(turn: Turn, pressed: ContactPlan) -> list[Reply]:
    """What they said, for whoever is about to get in touch; each reading is noted."""
    case = readable(turn, pressed.case)
    if case is None:
        return [no_case(turn, pressed.case)]
    drafts.put_aside(turn.tx, turn.me)
    return [_page(turn, case)]


def readable(turn: Turn, case_id: int) -> Case | None:
    """A case whose plan this person may read: they accompany it, or have taken on a flag or an urgent request of it."""
    case = cases.mine(turn.tx, turn.me, case_id)
    if case is not None:
        return case
    return cases.by_id(turn.tx, case_id) if _in_hand(turn, case_id) is not None else None


def _in_hand(turn: Turn, case_id: int) -> Flag | Request | None:
    """What they have taken on of a case that is not with them."""
    return flags.in_hand(turn.tx, turn.me, case_id) or requests.in_hand(turn.tx, turn.me, case_id)


def _page(turn: Turn, case: Case, *before: str) -> Say:
    plan = contact_plans.of_case(turn.tx, case)
    accompanies = cases.mine(turn.tx, turn.me, case.id) is not None
    in_hand = None if accompanies else _in_hand(turn, case.id)
    no_notes = accompanies and not consents.lets_notes_be_kept(turn.tx, case)
    lines = [*(turn.t(line) for line in before), turn.t(TITLE, code=case.code)]
    if plan is not None:
        _note_read(turn, case, in_hand)
        lines += _plan_lines(turn, case, plan, in_hand)
    if no_notes:
        lines.append(turn.t(NO_NOTES if contact_plans.has_a_phone(turn.tx, case) else NO_NOTES_NO_PHONE))
    elif plan is None:
        lines.append(turn.t(NOT_ASKED))
    acts: Row = ()
    if accompanies:
        acts = (Button(turn.t(N_("Ask again") if plan else N_("Ask now")), AskPlan(case.id)),)
        holds = plan is not None and may_be_confirmed(turn, plan)
        acts += (Button(turn.t(N_("It still holds")), PlanHolds(case.id)),) if holds else ()
    back = (Button(turn.t(N_("Back")), _came_from(case, in_hand)),)
    rows = (*((acts,) if acts else ()), (*back, menu(turn)))
    return turn.say(turn.lines(*lines), *rows, hides_after=PERSONAL)


def _came_from(case: Case, in_hand: Flag | Request | None) -> Press:
    match in_hand:
        case Flag():
            return FlagCard(in_hand.id)
        case Request():
            return RequestCard(in_hand.id)
        case _:
            return CaseCard(case.id)


def _note_read(turn: Turn, case: Case, in_hand: Flag | Request | None) -> None:
    """Noted about the request where it is read because of one: the note is seen by nobody who must not know of that."""
    contact_plans.note_read(turn.tx, turn.me, case, in_hand if isinstance(in_hand, Request) else None)


def _plan_lines(turn: Turn, case: Case, plan: Plan, in_hand: Flag | Request | None) -> list[Markup]:
    """What was asked of them, and what their phone says, each with its day: whose hand held that is not known."""
    face, phone, word = (plan.since.get(key) for key in (FACE, PHONE, WORD))
    may, theirs = [turn.t(MAY)] if plan.answers.get("first") == WE else [], "first" in plan.own
    asked = [*([] if theirs else may), *said_lines(turn, plan, [key for key in LINES if key not in plan.own])]
    day = [] if face is None else [turn.t(ASKED_ON, day=day_of(turn, face))]
    there = [*(may if theirs else []), *said_lines(turn, plan, [key for key in LINES if key in plan.own])]
    if phone is not None or there:
        when = "–" if phone is None else day_of(turn, phone)
        there = [turn.t(ON_PHONE if there else CHANGED_THERE, day=when), *there]
    later = face is not None and (phone is None or face >= phone)
    lines = [*_first(turn, case, plan, in_hand), *asked, *([] if later else day), *there]
    lines += day if later else []
    lines += [] if word is None else [turn.t(WORD_CHANGED, day=day_of(turn, word))]
    return [*lines, *([turn.t(OLD)] if plan.is_old(turn.now) else [])]


def _first(turn: Turn, case: Case, plan: Plan, in_hand: Flag | Request | None) -> tuple[Markup, ...]:
    if plan.first != THEY:
        return ()
    asked = isinstance(in_hand, Request) and in_hand.received_at >= plan.asked_at
    alone = they_first(turn, case.id, plan, asked=asked)
    if not plan.is_alone_by_own_word:
        return (alone,)
    return (alone, turn.t(ONLY_THERE if contact_plans.has_a_phone(turn.tx, case) else PHONE_HAS_LEFT))


def ask(turn: Turn, pressed: AskPlan) -> list[Reply]:
    """Ask them, part by part, beginning with what they said before; each may stay empty.

    Who is first is not asked where they said on their own phone that they are, and have it still.
    """
    case = cases.mine(turn.tx, turn.me, pressed.case)
    if case is None:
        return [no_case(turn, pressed.case)]
    if not consents.lets_notes_be_kept(turn.tx, case):
        return [_page(turn, case)]
    return [asking.open_form(turn, FILLING, case, answers=_begun(turn, case))]


def _begun(turn: Turn, case: Case) -> dict[str, Any]:
    plan = contact_plans.of_case(turn.tx, case)
    if plan is None:
        return {}
    contact_plans.note_read(turn.tx, turn.me, case)
    stands = plan.is_alone_by_own_word and contact_plans.has_a_phone(turn.tx, case)
    return as_begun(plan) | ({"first": THEY} if stands else {})


def holds(turn: Turn, pressed: PlanHolds) -> list[Reply]:
    """They were asked again, and nothing has changed."""
    case = cases.mine(turn.tx, turn.me, pressed.case)
    if case is None:
        return [no_case(turn, pressed.case)]
    contact_plans.confirm(turn.tx, turn.me, case)
    return [_page(turn, case, N_("Noted. Thank you, {you}."))]


def save(turn: Turn, draft: Draft) -> list[Reply]:
    """Kept in the place of what was said before."""
    drafts.drop(turn.tx, draft)
    case = cases.mine(turn.tx, turn.me, draft.case_id or 0)
    if case is None:
        return [no_case(turn, draft.case_id)]
    if not consents.lets_notes_be_kept(turn.tx, case):
        return [_page(turn, case)]
    contact_plans.keep(turn.tx, turn.me, case, draft.answers)
    return [_page(turn, case, N_("Kept, {you}."))]


def leave(turn: Turn, draft: Draft) -> list[Reply]:
    """Back from the first question: to the plan."""
    return one(turn, ContactPlan(draft.case_id or 0))


FILLING = Filling(ASKED, asking.title_of, save, leave, shows_words=True, marks=True)
FILLINGS = (FILLING,)
