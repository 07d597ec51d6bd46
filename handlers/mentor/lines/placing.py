"""Where a check-in that was typed beside others is held: in a form of its own, in one that is there, or to be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.checkins import NOTE_LIMIT
from bot.domain.lines.together import line_of
from bot.domain.text import N_
from bot.store.caseload import drafts
from bot.store.caseload.drafts import Draft
from bot.turn import Turn, Words
from handlers import asking
from handlers.mentor import checkin, notes
from handlers.mentor.lines import whose_note
from handlers.mentor.lines.filled import Told, is_too_long, keep, tell_more

NO_NOTES = N_("{code}: no notes are wanted, so what you wrote beside it has not been kept.")
TOO_LONG = N_("{code}: that is more than {most} letters, and has not been read. Your message stays for half an hour.")
TOO_LONG_ON_PAGE = N_("{code}: that is more than {most} letters, and has not been read. What you typed stands below.")


@dataclass(frozen=True, slots=True)
class Placed:
    """Where what a line tells of is held (None: nowhere), what is said of it, and whether there was room for it.

    again: it stood there already.
    """

    token: str | None
    said: tuple[str, ...] = ()
    fits: bool = True
    again: bool = False


def place(turn: Turn, typed: Words, told: Told, members: Sequence[Draft], token: str) -> Placed:
    """Hold what a line tells of.

    Of a case that has one already it is another check-in where it names another day; otherwise it belongs to that one.
    """
    case = told.case
    whole = case is None or tell_more([told])
    words = told.entry.words if whole else str(told.entry.answers.get("note", told.entry.words))
    piece = notes.piece_of(turn, replace(typed, text=words))
    if is_too_long(told):
        hint = turn.t(notes.TOO_LONG_TO_ADD, length=len(words), most=NOTE_LIMIT)
        said = TOO_LONG_ON_PAGE if typed.on_page else TOO_LONG
        return Placed(None, (hint if case is None else turn.t(said, code=case.code, most=NOTE_LIMIT),), fits=False)
    if case is None:
        return Placed(whose_note.hold(turn, piece, token).token)
    asking.is_known(turn, case)
    own = [draft for draft in members if draft.case_id == case.id]
    same = next((draft for draft in own if _says_the_same(turn, draft, told)), None)
    if same is not None:
        return Placed(same.token, again=True)
    begun = next((draft for draft in own if not is_of_another_day(turn, draft, told)), None)
    if begun is None and not own:
        begun = drafts.of_case(turn.tx, turn.me, case.id)
    if begun is not None:
        fits = notes.fits(checkin.FILLING, begun, notes.NOTE, piece)
        kept, hint = notes.with_piece(turn, checkin.FILLING, begun, notes.NOTE, piece)
        return Placed(kept.token, (turn.t(N_("{code}: {said}"), code=case.code, said=hint),), fits)
    draft, _ = keep(turn, case, told, piece, token)
    unkept = "note" in told.entry.answers and "note" not in draft.answers
    return Placed(draft.token, (turn.t(NO_NOTES, code=case.code),) if unkept else ())


def _says_the_same(turn: Turn, draft: Draft, told: Told) -> bool:
    line = line_of(draft.answers)
    is_same = line is not None and line.words == told.line.words
    return is_same and not is_of_another_day(turn, draft, told)


def is_of_another_day(turn: Turn, draft: Draft, told: Told) -> bool:
    """Whether it tells of a contact of its own, of another day than this one."""
    line, zone = line_of(draft.answers), turn.me.zone
    return line is not None and tell_more([told]) and line.day(zone) != told.line.day(zone)
