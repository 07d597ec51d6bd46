"""A check-in that was typed in one message: the form filled in as far as it was surely read, and shown before saving.

What is read is bot/domain/lines'; what was not understood is the note, word for word, and what could be meant in two
ways is asked by the form itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain import forms, lines, planning
from bot.domain.checkins import CHECK_IN, without_notes
from bot.domain.forms import CALLED, HANDLED, READ, Piece
from bot.domain.lines import Doubt, Entry, Known, Reading, Why
from bot.domain.lines.together import DAYS, NEXT, Line, is_late
from bot.domain.text import N_
from bot.domain.typed import plainly
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
THIS_IS_ASKED = N_("“{words}” could be meant in two ways, so that is asked here.")
MEANT_WELL = N_("“{words}” is taken as all well; what else you wrote is the note. Change it if that is wrong.")
# So much of the words that are asked about is said.
WORDS_SHOWN = 60
# Of a check-in that holds no more than these, nothing was read but words.
NO_MORE = {"note", "note" + CALLED}


@dataclass(frozen=True, slots=True)
class Told:
    """A check-in that a message tells of: whose it is (None: that is not sure), what was read, the line it stood in."""

    case: Case | None
    entry: Entry
    line: Line


def told_in(turn: Turn, typed: Words) -> list[Told] | None:
    """The check-ins that a message tells of, perhaps in no more than words; None where it is too much to be read."""
    people = cases.own_names(turn.tx, turn.me)
    reading = _read(turn, typed, people)
    if reading.too_long:
        return None
    entries = reading.entries
    before = [_read(turn, _written_before(turn, typed, days), people).entries for days in range(1, DAYS)]
    found = []
    for at, one in enumerate(entries):
        case = None if one.code is None else cases.called(turn.tx, turn.me, one.code)
        same = [others[at] if at < len(others) else one for others in before]
        found.append(Told(case, one, _line(turn, typed, [one, *same])))
    return found


def _read(turn: Turn, typed: Words, people: Sequence[tuple[str, frozenset[str]]]) -> Reading:
    """What a message tells of, seen from when it was written."""
    known = [Known(code, name) for code, name in people]
    return lines.read(typed.text, typed.seen_from(turn.now), turn.me.zone, known, words_of_lines(turn.language.label))


def _written_before(turn: Turn, typed: Words, days: int) -> Words:
    return replace(typed, at=typed.seen_from(turn.now) - timedelta(days=days))


def _line(turn: Turn, typed: Words, read: Sequence[Entry]) -> Line:
    """What is known of a line that was read as if it were written that day, the day before, ..."""
    sent = typed.seen_from(turn.now)
    days = []
    for ago, one in enumerate(read):
        written = (sent - timedelta(days=ago)).astimezone(turn.me.zone).date()
        # Where no day is said it is the one on which it was written; of today that goes without saying.
        on = str(one.answers.get("on", asking.epoch(planning.morning(written, turn.me.zone)) if ago else ""))
        days.append((on, str(one.answers.get(NEXT, ""))))
    doubts = read[0].doubts
    doubted = {doubt.about for doubt in doubts} | {
        key for doubt in doubts for choice in doubt.choices for key in choice
    }
    return Line(typed.message_id, int(sent.timestamp()), _digest(read[0].words), days, doubted=sorted(doubted))


def _digest(words: str) -> str:
    """What tells the same words from others; what they are it does not tell."""
    return hashlib.sha256(plainly(words).encode()).hexdigest()[:16]


def tell_more(told: Sequence[Told]) -> bool:
    """Whether more was read than words that are a note."""
    return any(one.entry.answers.keys() - NO_MORE and not is_too_long(one) for one in told)


def is_too_long(told: Told) -> bool:
    """Whether its words are more than a note holds: it is not kept, and can be shortened."""
    return any(doubt.why is Why.TOO_LONG for doubt in told.entry.doubts)


def open_held(turn: Turn, case: Case, piece: Piece) -> Say:
    """The same of words that waited to be told whose they are; where they tell of no contact they are a note."""
    written = datetime.fromtimestamp(piece[2], UTC)
    told = told_in(turn, Words(piece[1], piece[0], at=written)) or []
    whose = told[0].case if len(told) == 1 else None
    if len(told) == 1 and tell_more(told) and (whose is None or whose.id == case.id):
        return open_filled(turn, case, told[0], piece)
    return checkin.open_with_note(turn, case, piece)


def open_filled(turn: Turn, case: Case, told: Told, piece: Piece) -> Say:
    """The check-in of a case as a message tells it. One that was begun goes on, and has the message as its note."""
    if drafts.of_case(turn.tx, turn.me, case.id) is not None:
        return checkin.open_with_note(turn, case, piece)
    asking.is_known(turn, case)
    draft, hint = keep(turn, case, told, piece, turn.token, alone=True)
    return replace(asking.show(turn, checkin.FILLING, draft, hint), hides_after=PERSONAL)


def keep(turn: Turn, case: Case, told: Told, piece: Piece, token: str, *, alone: bool = False) -> tuple[Draft, str]:
    """Keep the form as a message fills it in; and what is said of it. alone: its form asks all that has to be asked."""
    draft = Draft(0, CHECK_IN.name, token, case.id, None, {})
    wanted = notes.may_be_kept(turn, draft)
    answers, hint = _answers(turn, told, piece)
    if alone and is_late(told.line.sent, turn.me.zone) and told.line.is_relative:
        answers, hint = _without_days(answers, told.line), turn.t(STILL_ASKED)
    kept = {**without_notes(answers, wanted=wanted), READ: told.line.as_kept(), HANDLED: int(turn.now.timestamp())}
    kept = forms.begun(kept, notes.written_on(turn, piece))
    draft = drafts.keep(turn.tx, turn.me, draft, kept, case)
    return draft, turn.lines(hint, *([] if wanted or "note" not in answers else [turn.t(notes.NO_NOTES)]))


def _without_days(answers: dict[str, Any], line: Line) -> dict[str, Any]:
    """The same, with the days left open that are others if it was meant of the day that has just ended."""
    moved = [key for key, one, other in zip(("on", NEXT), *line.days[:2], strict=True) if one != other]
    return {**forms.without(answers, *moved), **({"on" + CALLED: "yes"} if "on" in moved else {})}


def _answers(turn: Turn, told: Told, piece: Piece) -> tuple[dict[str, Any], str]:
    """What the form holds then, and what is said of it: what could be meant in two ways is left open, to be asked."""
    # Whose it is is known by now.
    doubts = [one for one in told.entry.doubts if one.about != lines.WHOSE]
    answers = dict(told.entry.answers)
    well = next((one for one in doubts if one.about == "overall" and one.why is Why.WHICH_ONE), None)
    if well is not None and not answers.get("levels"):
        # It was said, and stands beside something else that was said: both are shown, and nothing is left out.
        answers["overall"] = "fine"
        doubts.remove(well)
    if any(doubt.about in ("on", "next") for doubt in doubts) and "on" not in answers:
        answers["on" + CALLED] = "yes"
    if "note" in answers:
        # Of no message's number: it is a part of that message alone, which a change of it would put in whole.
        answers = forms.with_pieces(answers, "note", [(0, str(answers["note"]), piece[2])])
    if doubts:
        return answers, _asked(turn, doubts, answers)
    return answers, turn.t(FROM_LINE) if well is None else turn.t(MEANT_WELL, words=well.words)


def _asked(turn: Turn, doubts: Sequence[Doubt], answers: dict[str, Any]) -> str:
    """That something is asked, and of which words, where they are all that is and it is asked at once."""
    words, question = {doubt.words for doubt in doubts}, forms.current(CHECK_IN, answers)
    asked = {key for doubt in doubts for key in (doubt.about, *(key for one in doubt.choices for key in one))}
    if len(words) > 1 or "" in words or question is None or question.key not in asked:
        return turn.t(STILL_ASKED)
    return turn.t(THIS_IS_ASKED, words=asking.shortened(words.pop(), WORDS_SHOWN))
