"""Two participants who must never meet, and ending an accompaniment: acts that are confirmed by typing a code."""

from __future__ import annotations

from bot.domain.followups import CLOSING
from bot.domain.forms import Form, Free
from bot.domain.text import N_
from bot.store.caseload import cases, drafts, prompts, walls
from bot.store.caseload.drafts import Draft
from bot.store.rights import grants
from bot.turn import Reply, Turn
from handlers import asking
from handlers.asking import Filling, title_of
from handlers.home import menu_screen
from handlers.screens import NOT_OF_TEAM, WRONG_CODE, numbered

APART = Form(
    "apart",
    (
        Free(
            "code",
            N_("Type the code of the person they must never meet. Nobody is told, and no reason is kept."),
            12,
            optional=False,
        ),
    ),
)
ENDING = Form(
    "ending",
    (
        Free(
            "code",
            N_("Ending by agreement cannot be undone. To go on, type the participant's code."),
            12,
            optional=False,
        ),
    ),
)


def keep_apart(turn: Turn) -> list[Reply]:
    """Ask for the other code."""
    return _begin(turn, WALLING)


def save_wall(turn: Turn, draft: Draft) -> list[Reply]:
    """Kept if there is such a participant of the other kind of service; the answer is the same either way."""
    case = cases.visible(turn.tx, turn.me, draft.case_id or 0)
    drafts.drop(turn.tx, draft)
    if case is None:
        return [menu_screen(turn, NOT_OF_TEAM)]
    other = grants.by_code(turn.tx, str(draft.answers["code"]))
    if other is not None and other.track != case.track:
        walls.add(turn.tx, turn.me, case.id, other.id)
    return [menu_screen(turn, N_("Noted. If the code is right, the two will not meet here."))]


def end(turn: Turn) -> list[Reply]:
    """Ending an accompaniment, by agreement."""
    return _begin(turn, CLOSING_FORM)


def save_end(turn: Turn, draft: Draft) -> list[Reply]:
    """Closed: nothing is asked about this person any more."""
    case = cases.visible(turn.tx, turn.me, draft.case_id or 0, lock=True)
    drafts.drop(turn.tx, draft)
    if case is None:
        return [menu_screen(turn, NOT_OF_TEAM)]
    if str(draft.answers["code"]).strip().upper() != case.code:
        return [menu_screen(turn, WRONG_CODE)]
    cases.set_status(turn.tx, turn.me, case, "closed")
    prompts.end_stopped(turn.tx, case, CLOSING)
    return [menu_screen(turn, N_("Ended. Thank you for walking along, {you}."))]


def _begin(turn: Turn, filling: Filling) -> list[Reply]:
    case = cases.visible(turn.tx, turn.me, numbered(turn))
    return [menu_screen(turn, NOT_OF_TEAM)] if case is None else [asking.open_form(turn, filling, case)]


def _leave(turn: Turn) -> list[Reply]:
    return [menu_screen(turn)]


WALLING = Filling(APART, title_of, save_wall, _leave)
CLOSING_FORM = Filling(ENDING, title_of, save_end, _leave)
FILLINGS = {APART.name: WALLING, ENDING.name: CLOSING_FORM}
