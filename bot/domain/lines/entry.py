"""The parts that are about one person as one check-in: answers, doubts, and the note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import dropwhile

from bot.domain.checkins import NOTE_LIMIT
from bot.domain.lines import planned, refused, state
from bot.domain.lines.answers import CODE, WHOSE, Doubt, Entry, Heard, Why, with_calls
from bot.domain.lines.draft import NOT_REACHED, Draft, notes, value_of, written
from bot.domain.lines.parts import Part
from bot.domain.lines.subjects import Subject
from bot.domain.lines.tokens import Piece
from bot.domain.lines.when import Clock
from bot.domain.lines.words import PERSON, LineWords

# What only a day says, and a piece that has more than that in it may mean otherwise.
_DAYS = ("on", "either", "next", "more")
# Of a contact that did not work out: the words which say that it was tried so.
_TRIED = {
    "visit": ("visit", "visited", "met", "home", "homeits", "they", "cancelled"),
    "call": ("call", "called", "answer", "active", "off", "phone", "reach"),
    "message": ("message", "messaged", "answer", "one_tick", "phone", "reach"),
}


def entry(
    text: str, parts: Sequence[Part], pieces: Sequence[Piece], subject: Subject, words: LineWords, clock: Clock
) -> Entry:
    """The check-in that these parts tell of; pieces: all of the message."""
    draft = Draft(text, words, clock, list(parts), pieces, subject.code)
    if subject.code is None:
        choices = [{CODE: code} for code in sorted(subject.codes)]
        draft.doubts.append(Doubt(WHOSE, Why.WHOSE, subject.words, tuple(choices)))
    planned.lies_behind(draft)
    _contact(draft)
    refused.doubt(draft)
    _turn_back(draft)
    state.levels(draft)
    planned.day_of_contact(draft)
    planned.next_contact(draft)
    state.reason(draft)
    state.needs(draft)
    state.overall(draft)
    unread = _note(draft)
    heard_as = tuple(
        Heard("whose" if part.key is None else part.key, written(text, part.tokens))
        for part in draft.parts
        if part.key is not None or part.tokens[0].has(PERSON)
    )
    return Entry(subject.code, with_calls(draft.answers), tuple(draft.doubts), unread, heard_as, _words(text, parts))


def _words(text: str, parts: Sequence[Part]) -> str:
    """All that these parts say, as it was typed; what is said of others in between is left out."""
    found: list[tuple[int, int]] = []
    # What is said of all of them stands behind them, and is given to each first.
    for start, end in sorted((part.tokens[0].start, part.tokens[-1].end) for part in parts):
        if found and not any(sign.isalnum() for sign in text[found[-1][1] : start]):
            start = found.pop()[0]
        found.append((start, end))
    return ", ".join(text[start:end] for start, end in found)


def as_the_others(found: Entry, others: Sequence[Entry]) -> Entry:
    """ "R-014 ditelepon tadi, baik. R-021 juga baik": how and when it was of the others may be meant of this one."""
    known = [one.answers for one in others if "contact" in one.answers]
    if not known or "on" in found.answers or any(doubt.about in ("contact", "on") for doubt in found.doubts):
        return found
    if "contact" in found.answers:
        days = {one["on"] for one in known if "on" in one}
        asked = Doubt("on", Why.WHICH_DAY, "", tuple({"on": day} for day in sorted(days)))
        return replace(found, doubts=(*found.doubts, asked)) if days else found
    # Whoever was not reached either would have been told of so.
    last = next((one for one in reversed(known) if one["contact"] != NOT_REACHED), known[-1])
    if last["contact"] == NOT_REACHED and "overall" in found.answers:
        return replace(found, doubts=(*found.doubts, Doubt("contact", Why.MEANS)))
    meant = {key: last[key] for key in ("contact", "on") if key in last}
    return replace(found, doubts=(*found.doubts, Doubt("contact", Why.MEANS, "", (meant,))))


def without_a_person(text: str, parts: Sequence[Part], subject: Subject) -> Entry:
    """Where it cannot be said which part is about whom: all of it as a note, and whose that is."""
    tokens = [token for part in parts for token in part.tokens]
    choices = tuple({CODE: code} for code in sorted(subject.codes))
    whole = text[min(token.start for token in tokens) : max(token.end for token in tokens)].strip()
    doubts = [Doubt(WHOSE, Why.WHOSE, whole, choices)]
    answers = {"note": whole} if len(whole) <= NOTE_LIMIT else {}
    doubts += [] if answers else [Doubt("note", Why.TOO_LONG, whole)]
    return Entry(None, with_calls(answers), tuple(doubts), (whole,), words=whole)


def _contact(draft: Draft) -> None:
    claims = draft.of("contact")
    sure = [part for part in claims if not draft.is_either(part)]
    values = {value for part in sure if (value := value_of(part))}
    missed = [part for part in sure if value_of(part) == NOT_REACHED]
    if missed:
        others = values - {NOT_REACHED}
        tells = [part for key in ("overall", "levels", "needs", "rest") for part in draft.of(key)]
        tried = {token for part in missed for token in part.tokens}
        fits = all(
            other in _TRIED and any(not token.kinds.isdisjoint(_TRIED[other]) for token in tried) for other in others
        )
        if fits and not tells:
            draft.answers["contact"] = NOT_REACHED
            draft.note([part for part in missed if notes(part)])
        else:
            draft.ask("contact", Why.WHICH_ONE, [*sure, *tells], [{"contact": value} for value in sorted(values)])
            draft.note([*sure, *tells])
        return
    if values == {"family", "call"} and any(part.has("answer") for part in sure if value_of(part) == "family"):
        values = {"family"}
    if len(values) == 1:
        draft.answers["contact"] = values.pop()
    elif values:
        draft.ask("contact", Why.WHICH_ONE, sure, [{"contact": value} for value in sorted(values)])
        draft.note(sure)
    elif touched := draft.of("touched"):
        draft.ask("contact", Why.MEANS, touched)
        draft.note(touched)


def _turn_back(draft: Draft) -> None:
    """What answers nothing in a check-in like this is not understood after all; a day beside it is part of it."""
    reached = draft.answers.get("contact") != NOT_REACHED
    lost = {part.piece for part in draft.parts if part.key == "reason" and reached}
    lost |= {part.piece for part in draft.parts if part.key is None}
    asks = {part.piece for part in draft.parts if part.key == "needs"}
    turned = {part.piece for part in draft.parts if part.key == "reason" and reached}
    turned |= {part.piece for part in draft.parts if part.key == "more" and part.piece - 1 not in asks}
    found: list[Part] = []
    for part, after in zip(draft.parts, (*draft.parts[1:], None), strict=True):
        # Of whom it is not surely said, the name stays before the words that may be the rest of it: "Siti Aminah ...".
        goes_on = after is not None and after.key is None and after.piece == part.piece
        gone = (part.key == "reason" and reached) or part.key == "rest"
        gone |= part.key in _DAYS and part.piece in lost and not part.has("again", "try", "plan")
        gone |= part.key in ("overall", "okay") and part.piece in turned  # "keluarga sehat semua"
        gone |= part.key == "more" and part.piece - 1 not in asks
        gone |= part.key == "whose" and draft.code is None and goes_on
        if part.key == "more" and not gone:
            asks.add(part.piece)
        found.append(Part(part.tokens, None, part.piece, part.key or "", part.shared) if gone else part)
    draft.parts = found


def _note(draft: Draft) -> tuple[str, ...]:
    """What was not understood, and what is kept besides, word for word; what follows each other stays together."""
    spans: list[tuple[int, int]] = []
    open_span: tuple[int, int] | None = None
    last = 0
    for part in draft.parts:
        kept = part.key is None or any(token in draft.noted for token in part.tokens)
        start, end = _spoken(part, draft.code)
        if not kept:
            open_span = None
            continue
        # What is said of somebody else in between stays out of it.
        if open_span is not None and 0 <= part.piece - last <= 1:
            spans.pop()
            start = open_span[0]
        spans.append((start, end))
        open_span, last = (start, end), part.piece
    unread = tuple(draft.text[start:end] for start, end in spans)
    note = "\n".join(unread)
    if len(note) > NOTE_LIMIT:
        draft.ask("note", Why.TOO_LONG, [])
    elif note:
        draft.answers["note"] = note
    return unread


def _spoken(part: Part, code: str | None) -> tuple[int, int]:
    """From where to where its words go, without the name before them, if that says whose they are."""
    after = list(dropwhile(lambda token: token.has(PERSON), part.tokens)) if code else []
    return (after or part.tokens)[0].start, part.tokens[-1].end
