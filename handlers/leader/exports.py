"""Asking for a file of what was recorded: it is made on the machine's own disk and handed over there, never here."""

from __future__ import annotations

from bot.domain.forms import Choice, Form, Free
from bot.domain.presses import AskExport
from bot.domain.text import N_
from bot.store.caseload import drafts
from bot.store.caseload.drafts import Draft
from bot.store.keeping import asked_files
from bot.turn import Reply, Turn
from handlers import asking
from handlers.asking import Filling
from handlers.home import menu_screen
from handlers.leader.reading import LEAST_REASON, MORE
from handlers.settings import to_settings

EXPORT = Form(
    "export",
    (
        Choice("track", N_("Of which service?"), (("R", N_("R (coming home)")), ("P", N_("P (recovery)")))),
        Choice(
            "format",
            N_("In which form?"),
            (("xlsx", N_("Spreadsheet")), ("csv", N_("Plain table (CSV)")), ("json", N_("JSON"))),
        ),
        Free("reason", N_("For what reason? It is kept. Codes only, no names and no notes."), 200, optional=False),
    ),
)


def ask(turn: Turn, pressed: AskExport) -> list[Reply]:
    """Begin."""
    return [asking.open_form(turn, FILLING)]


def save(turn: Turn, draft: Draft) -> list[Reply]:
    """The file is made within a minute, if there is a reason; whoever looks after the machine hands it over."""
    answers = draft.answers
    if len(str(answers["reason"])) < LEAST_REASON:
        rest = {key: value for key, value in answers.items() if key != "reason"}
        draft = drafts.keep(turn.tx, turn.me, draft, rest, None)
        return [asking.show(turn, FILLING, draft, turn.t(MORE))]
    drafts.drop(turn.tx, draft)
    asked_files.ask(turn.tx, turn.me, str(answers["track"]), str(answers["format"]), str(answers["reason"]))
    return [menu_screen(turn, N_("Asked for. You will be told when the file is ready; it is handed over in person."))]


def _title(turn: Turn, draft: Draft) -> str:
    return turn.t(N_("<b>A file of the team's check-ins</b>"))


FILLING = Filling(EXPORT, _title, save, to_settings)
FILLINGS = (FILLING,)
