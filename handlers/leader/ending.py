"""Ending an accompaniment by agreement: confirmed by typing the code; why, for the figures, by whoever wants to say."""

from __future__ import annotations

from bot.domain.figures.endings import ENDING_CODES, ENDINGS
from bot.domain.forms import Form, Free
from bot.domain.presses import EndCase, EndedBecause
from bot.domain.prompting.kinds import CLOSING
from bot.domain.text import N_
from bot.store.caseload import cases, drafts, offers, prompts
from bot.store.caseload.cases import Case
from bot.store.caseload.drafts import Draft
from bot.turn import Button, Reply, Turn
from handlers import asking
from handlers.asking import Filling, title_of
from handlers.home import menu_screen
from handlers.mentor.rhythm import to_page
from handlers.over import no_case
from handlers.screens import NOT_OF_TEAM, WRONG_CODE, menu, pairs

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
    ended = turn.t(N_("<b>{code}</b>"), code=case.code), turn.t(N_("Ended. Thank you for walking along, {you}."))
    text = N_("What led to it? Choose one, also later from the card. It counts in the month's figures, without a name.")
    return [_asks_why(turn, case, *ended, turn.t(text))]


def _asks_why(turn: Turn, case: Case, *lines: str) -> Reply:
    reasons = [Button(turn.t(label), EndedBecause(case.id, code)) for code, label in ENDINGS]
    return turn.say(turn.lines(*lines), *pairs([*reasons, menu(turn)]))


def _asks_later(turn: Turn, case: Case) -> Reply:
    """From the card: with what was said, which may be put right."""
    before = cases.why_ended(turn.tx, case)
    said = [] if before is None else [turn.t(N_("Noted so far: {reason}."), reason=turn.t(dict(ENDINGS)[before]))]
    text = N_("What led to it? It counts without a name, in months that are not told of yet.")
    return _asks_why(turn, case, turn.t(N_("<b>{code}</b>"), code=case.code), *said, turn.t(text))


def because(turn: Turn, pressed: EndedBecause) -> list[Reply]:
    """Why it ended, or the question; of a case that goes on, or is not with the team, nothing is kept."""
    case = cases.visible(turn.tx, turn.me, pressed.case, lock=True)
    if case is None or case.status != "closed" or pressed.reason not in ("", *ENDING_CODES):
        return [no_case(turn, pressed.case, NOT_OF_TEAM)]
    if not pressed.reason:
        return [_asks_later(turn, case)]
    cases.explain_end(turn.tx, turn.me, case, pressed.reason)
    return [menu_screen(turn, N_("Noted. Thank you, {you}."))]


ENDING_IT = Filling(ENDING, title_of, save_end, to_page)
FILLINGS = (ENDING_IT,)
