"""Ending an accompaniment by agreement: confirmed by typing the code."""

from __future__ import annotations

from bot.domain.forms import Form, Free
from bot.domain.presses import EndCase
from bot.domain.prompting.kinds import CLOSING
from bot.domain.text import N_
from bot.store.caseload import cases, drafts, offers, prompts
from bot.store.caseload.drafts import Draft
from bot.turn import Reply, Turn
from handlers import asking
from handlers.asking import Filling, title_of
from handlers.home import menu_screen
from handlers.mentor.rhythm import to_page
from handlers.over import no_case
from handlers.screens import NOT_OF_TEAM, WRONG_CODE

ENDING = Form(
    "ending",
    (
        Free(
            "code",
            N_("Ending by agreement cannot be undone. To go on, type the participant's code."),
            12,
            optional=False,
            takes_code=True,
        ),
    ),
)


def end(turn: Turn, pressed: EndCase) -> list[Reply]:
    """Ending an accompaniment, by agreement."""
    case = cases.to_change(turn.tx, turn.me, pressed.case)
    return [no_case(turn, pressed.case, NOT_OF_TEAM)] if case is None else [asking.open_form(turn, ENDING_IT, case)]


def save_end(turn: Turn, draft: Draft) -> list[Reply]:
    """Closed: nothing is asked about this person any more."""
    case = cases.to_change(turn.tx, turn.me, draft.case_id or 0)
    drafts.drop(turn.tx, draft)
    if case is None:
        return [no_case(turn, draft.case_id, NOT_OF_TEAM)]
    if str(draft.answers["code"]).strip().upper() != case.code:
        return [menu_screen(turn, WRONG_CODE)]
    cases.end(turn.tx, turn.me, case)
    prompts.end_stopped(turn.tx, case, CLOSING)
    offers.withdraw_of(turn.tx, turn.me, [case.id])
    return [menu_screen(turn, N_("Ended. Thank you for walking along, {you}."))]


ENDING_IT = Filling(ENDING, title_of, save_end, to_page)
FILLINGS = (ENDING_IT,)
