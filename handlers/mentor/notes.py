"""A text added to an answer: the second half of a note, or what was typed beside the question that stood there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from markupsafe import Markup

from bot.domain import forms
from bot.domain.checkins import CHECK_IN
from bot.domain.forms import HANDLED, Free, Piece
from bot.domain.text import N_
from bot.store.caseload import drafts
from bot.store.caseload.drafts import Draft
from bot.store.rights import consents
from bot.turn import Say, Turn, Words
from handlers import asking
from handlers.asking import Filling
from handlers.screens import PERSONAL

NOTE = "note"
NO_NOTES = N_("They have asked that no notes be kept. Please go on without one; nothing of it has been kept.")
TOO_LONG_TO_ADD = N_("That is {length} characters; there is room for {most} in all. It has not been added.")
ADDED = N_("Added: “{text}”")
HELD = N_("Held as a note, and not saved yet: “{text}”")
# How long a message that was too long stays in the chat, to be shortened there or copied, if no shorter one comes.
STAYS = timedelta(minutes=30)
# So much of a piece is shown again, for whoever wonders where it went.
SHOWN = 60


def piece_of(turn: Turn, typed: Words) -> Piece:
    """What was typed as a piece of an answer."""
    return typed.message_id, typed.text.strip(), int(typed.seen_from(turn.now).timestamp())


def may_be_kept(turn: Turn, draft: Draft) -> bool:
    """Whether the participant lets notes be kept; where nobody was asked here, it is settled on paper."""
    if draft.form != CHECK_IN.name:
        return True
    case = asking.case_of(turn, draft)
    return case is None or consents.lets_notes_be_kept(turn.tx, case)


def add(turn: Turn, filling: Filling, draft: Draft, key: str, piece: Piece) -> Say:
    """Add a piece to the text of `key`, and show the form where it stood."""
    kept, hint = with_piece(turn, filling, draft, key, piece)
    said = asking.show(turn, filling, kept, hint)
    return said if kept is draft else replace(said, hides_after=PERSONAL)


def with_piece(turn: Turn, filling: Filling, draft: Draft, key: str, piece: Piece) -> tuple[Draft, Markup]:
    """Keep a piece with the text of `key`, and what is said of it; before its turn it waits to be confirmed.

    What does not fit is not added, and that is said (see `fits`).
    """
    question = filling.form.question(key)
    if not isinstance(question, Free):
        raise LookupError(f"{key} of {filling.form.name} takes no text")
    if not may_be_kept(turn, draft):
        return draft, turn.t(NO_NOTES)
    answers = forms.added(draft.answers, key, piece, reached=_is_past(filling, draft, key))
    length = _length(answers, key)
    if length > question.limit:
        return draft, turn.t(TOO_LONG_TO_ADD, length=length, most=question.limit)
    case = asking.case_of(turn, draft)
    answers = forms.begun({**answers, HANDLED: int(turn.now.timestamp())}, written_on(turn, piece))
    draft = drafts.keep(turn.tx, turn.me, draft, answers, case)
    said = asking.shortened(piece[1], SHOWN)
    return draft, turn.t(HELD if key + forms.MAKING in answers else ADDED, text=said)


def written_on(turn: Turn, piece: Piece) -> date:
    """The day on which a piece was written, however late it came."""
    return datetime.fromtimestamp(piece[2], turn.me.zone).date()


def fits(filling: Filling, draft: Draft, key: str, piece: Piece) -> bool:
    """Whether there is room in the text of `key` for this piece, too."""
    question = filling.form.question(key)
    most = question.limit if isinstance(question, Free) else 0
    return _length(forms.added(draft.answers, key, piece, reached=False), key) <= most


def _length(answers: forms.Answers, key: str) -> int:
    return len(str(answers.get(key) or answers.get(key + forms.MAKING)))


def _is_past(filling: Filling, draft: Draft, key: str) -> bool:
    """Whether the form has come past the place where `key` is asked."""
    keys = [question.key for question in filling.form.questions]
    question = forms.current(filling.form, draft.answers)
    return question is None or keys.index(question.key) > keys.index(key)
