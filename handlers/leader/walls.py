"""Two participants who must never meet: asked for by typing the other code; nobody is told."""

from __future__ import annotations

from bot.domain.forms import Form, Free
from bot.domain.presses import KeepApart
from bot.domain.text import N_
from bot.store.caseload import cases, drafts, walls
from bot.store.caseload.drafts import Draft
from bot.store.caseload.handing_over import Fact, parted_news
from bot.store.rights import grants
from bot.turn import Reply, Tell, Turn
from handlers import asking
from handlers.asking import Filling, title_of
from handlers.home import menu_screen, to_menu
from handlers.over import no_case
from handlers.screens import NOT_OF_TEAM

APART = Form(
    "apart",
    (
        Free(
            "code",
            N_("Type the code of the person they must never meet. Nobody is told, and no reason is kept."),
            12,
            optional=False,
            takes_code=True,
        ),
    ),
)


def keep_apart(turn: Turn, pressed: KeepApart) -> list[Reply]:
    """Ask for the other code."""
    case = cases.visible(turn.tx, turn.me, pressed.case)
    return [no_case(turn, pressed.case, NOT_OF_TEAM)] if case is None else [asking.open_form(turn, WALLING, case)]


def save_wall(turn: Turn, draft: Draft) -> list[Reply]:
    """Kept if there is such a participant of the other kind of service; the answer is the same either way."""
    case = cases.visible(turn.tx, turn.me, draft.case_id or 0)
    drafts.drop(turn.tx, draft)
    if case is None:
        return [no_case(turn, draft.case_id, NOT_OF_TEAM)]
    news: list[Fact] = []
    other = grants.by_code(turn.tx, str(draft.answers["code"]))
    if other is not None and other.track != case.track:
        news = parted_news(turn.tx, walls.add(turn.tx, turn.me, case.id, other.id))
    said = menu_screen(turn, N_("Noted. If the code is right, the two will not meet here."))
    return [said, *(Tell(*one) for one in news)]


WALLING = Filling(APART, title_of, save_wall, to_menu)
FILLINGS = (WALLING,)
