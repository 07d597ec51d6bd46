"""A check-in that was typed in one message: the form filled in as far as it was surely read, and shown before saving.

What is read is bot/domain/lines'; what was not understood is the note, word for word, and what could be meant in two
ways is asked by the form itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.domain import forms, lines
from bot.domain.checkins import CHECK_IN, without_notes
from bot.domain.forms import CALLED, HANDLED, Piece
from bot.domain.lines import Entry, Known, Reading, Why
from bot.domain.text import N_
from bot.reference.lines import words_of_lines
from bot.store.caseload import cases, drafts
from bot.store.caseload.cases import Case
from bot.store.caseload.drafts import Draft
from bot.turn import Say, Turn, Words
from handlers import asking
from handlers.mentor import checkin, notes
from handlers.screens import PERSONAL

FROM_LINE = N_("Read from your message; please look at it once before it is saved.")
STILL_ASKED = N_("Part of your message could be meant in two ways, so that is asked here.")
MEANT_WELL = N_("“{words}” is taken as all well; what else you wrote is the note. Change it if that is wrong.")
# Of a check-in that holds no more than these, nothing was read but words.
NO_MORE = {"note", "note" + CALLED}


def read(turn: Turn, typed: Words, people: Sequence[tuple[str, frozenset[str]]]) -> Reading:
    """What a message tells of, seen from when it was written."""
    known = [Known(code, name) for code, name in people]
    return lines.read(typed.text, typed.seen_from(turn.now), turn.me.zone, known, words_of_lines(turn.language.label))


def of_one(turn: Turn, typed: Words) -> tuple[Case, Entry] | None:
    """The one check-in that a message tells of, and of whom; None where it is something else, of several, or of nobody
    in particular.
    """
    reading = read(turn, typed, cases.own_names(turn.tx, turn.me))
    if len(reading.entries) != 1 or (code := reading.entries[0].code) is None:
        return None
    case = cases.called(turn.tx, turn.me, code)
    return None if case is None or not tells_more(reading.entries[0]) else (case, reading.entries[0])


def open_held(turn: Turn, case: Case, piece: Piece) -> Say:
    """The same of words that waited to be told whose they are; where they tell of no contact they are a note."""
    written = datetime.fromtimestamp(piece[2], UTC)
    entries = read(turn, Words(piece[1], piece[0], at=written), []).entries
    if len(entries) == 1 and tells_more(entries[0]):
        return open_filled(turn, case, entries[0], piece)
    return checkin.open_with_note(turn, case, piece)


def tells_more(entry: Entry) -> bool:
    """Whether more was read than words that are a note."""
    too_long = any(doubt.why is Why.TOO_LONG for doubt in entry.doubts)
    return not too_long and bool(entry.answers.keys() - NO_MORE)


def open_filled(turn: Turn, case: Case, entry: Entry, piece: Piece) -> Say:
    """The check-in of a case as a message tells it. One that was begun goes on, and has the message as its note."""
    if drafts.of_case(turn.tx, turn.me, case.id) is not None:
        return checkin.open_with_note(turn, case, piece)
    asking.is_known(turn, case)
    draft = Draft(0, CHECK_IN.name, turn.token, case.id, None, {})
    wanted = notes.may_be_kept(turn, draft)
    answers, hint = _answers(turn, entry, piece)
    kept = without_notes(answers, wanted=wanted)
    kept = forms.begun({**kept, HANDLED: int(turn.now.timestamp())}, notes.written_on(turn, piece))
    draft = drafts.keep(turn.tx, turn.me, draft, kept, case)
    hints = [hint, *([] if wanted or "note" not in answers else [turn.t(notes.NO_NOTES)])]
    return replace(asking.show(turn, checkin.FILLING, draft, turn.lines(*hints)), hides_after=PERSONAL)


def _answers(turn: Turn, entry: Entry, piece: Piece) -> tuple[dict[str, Any], str]:
    """What the form holds then, and what is said of it: what could be meant in two ways is left open, to be asked."""
    # Whose it is is known by now.
    doubts = [one for one in entry.doubts if one.about != lines.WHOSE]
    answers = dict(entry.answers)
    well = next((one for one in doubts if one.about == "overall" and one.why is Why.WHICH_ONE), None)
    if well is not None and not answers.get("levels"):
        # It was said, and stands beside something else that was said: both are shown, and nothing is left out.
        answers["overall"] = "fine"
        doubts.remove(well)
    if any(doubt.about in ("on", "next") for doubt in doubts) and "on" not in answers:
        answers["on" + CALLED] = "yes"
    if "note" in answers:
        answers = forms.with_pieces(answers, "note", [(piece[0], str(answers["note"]), piece[2])])
    if doubts:
        return answers, turn.t(STILL_ASKED)
    return answers, turn.t(FROM_LINE) if well is None else turn.t(MEANT_WELL, words=well.words)
