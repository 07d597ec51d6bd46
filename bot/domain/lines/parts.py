"""A piece as what is understood of it and what is not: the latter stays word for word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.domain.lines.phrases import Phrase, phrases
from bot.domain.lines.tokens import Cut, Piece, Token, between
from bot.domain.lines.words import PERSON, LineWords, Rule

# Kinds of words before which a piece may fall into two.
_SOFT = ("but", "because", "so", "as_", "join", "hearsay")
# They belong to what comes after them.
_LEADS = ("but", "because", "so", "as_", "join")
# What a part may say beside one that is not understood, or that is led in ("karena ...").
_BESIDE = frozenset({"contact", "touched", "levels", "overall", "reason", "whose", "", "next"})
_NAMED = Rule("whose", "", (PERSON,))


@dataclass(frozen=True, slots=True)
class Part:
    """Words that are understood as a phrase, or not. lead: the kind of word that leads it in, of those that do.

    shared: it is said of several people at once; heading: it stands above what it is about ("Rabu: ...").
    """

    tokens: tuple[Token, ...]
    phrase: Phrase | None
    piece: int
    lead: str = ""
    shared: bool = False
    heading: bool = False

    @property
    def key(self) -> str | None:
        """What it answers; None where it is not understood."""
        return None if self.phrase is None else self.phrase.rule.key

    def has(self, *kinds: str) -> bool:
        """Whether a word of it is of one of these kinds."""
        return any(not token.kinds.isdisjoint(kinds) for token in self.tokens)


def parts_of(text: str, piece: Piece, number: int, words: LineWords) -> list[Part]:
    """The parts of a piece, in their order."""
    if piece.closed:
        return _not_read(piece.tokens, number, words, leads=True)
    if piece.tokens[0].has("bullet"):
        return [Part(piece.tokens, Phrase(Rule("", "", ()), piece.tokens), number)]
    lead, rest = _led(piece.tokens)
    whole = phrases(rest, words) if rest and lead != "because" else None
    if whole is not None and not _stands_loose(whole):
        return _read(whole, number, piece.tokens[: len(piece.tokens) - len(rest)], lead)
    found = [part for run, begins in _runs(text, piece.tokens) for part in _part(run, number, words, begins=begins)]
    if all(part.phrase is not None for part in found):
        return found
    return _without_loose(found)


def _stands_loose(found: Sequence[Phrase]) -> bool:
    """ "dikunjungi keluarganya": a topic alone is of a list, or of something else; and so is a day beside a miss."""
    keys = [phrase.rule.key for phrase in found if phrase.rule.key not in ("", "whose")]
    missed = any(phrase.rule.value == "not_reached" for phrase in found)
    days = [phrase for phrase in found if phrase.rule.key in ("next", "either") and not _tells_of_a_plan(phrase)]
    return ("more" in keys and len(set(keys)) > 1) or (missed and bool(days))


def _tells_of_a_plan(phrase: Phrase) -> bool:
    return any(token.has("again", "try", "plan") for token in phrase.tokens)


def _led(tokens: Sequence[Token]) -> tuple[str, tuple[Token, ...]]:
    """The words that lead it in, as a kind, and the rest."""
    at, lead = 0, ""
    while at < len(tokens) and (kind := _lead_of(tokens[at])):
        lead, at = lead or kind, at + 1
    return lead, tuple(tokens[at:])


def _lead_of(token: Token) -> str:
    return next((kind for kind in _LEADS if token.has(kind)), "")


def _read(found: Sequence[Phrase], number: int, before: tuple[Token, ...], lead: str) -> list[Part]:
    silent = [Part(before, Phrase(Rule("", "", ()), before), number)] if before else []
    return [*silent, *(Part(phrase.tokens, phrase, number, lead) for phrase in found)]


def _runs(text: str, tokens: Sequence[Token]) -> Iterator[tuple[tuple[Token, ...], bool]]:
    """The piece cut before words that may begin another thought, and after colons; whether a piece begins there."""
    run: list[Token] = []
    begins = True
    for at, token in enumerate(tokens):
        colon = at > 0 and between(text, tokens[at - 1], token) is Cut.COLON
        soft = any(token.has(kind) for kind in _SOFT)
        if run and (colon or soft):
            yield tuple(run), begins
            run, begins = [], colon
        run.append(token)
    if run:
        yield tuple(run), begins


def _part(run: tuple[Token, ...], number: int, words: LineWords, *, begins: bool) -> list[Part]:
    lead, rest = _led(run)
    if not rest:
        return [Part(run, None, number, lead)]
    found = phrases(rest, words, begins=begins)
    if found is not None and _may_be_led(found, lead) and not _stands_loose(found):
        return _read(found, number, run[: len(run) - len(rest)], lead)
    return _not_read(run, number, words, leads=begins, lead=lead)


def _may_be_led(found: Sequence[Phrase], lead: str) -> bool:
    """ "marah karena kunjungan kemarin" tells of no reason, and "nangis waktu ketemu" not surely of whom."""
    keys = {phrase.rule.key for phrase in found}
    if lead == "because":
        return keys <= {"reason", ""}
    if lead == "as_":
        own = ("me", "visited", "called", "messaged")
        return keys <= {"contact", "on", ""} and any(
            not token.kinds.isdisjoint(own) for phrase in found for token in phrase.tokens
        )
    return True


def _not_read(run: tuple[Token, ...], number: int, words: LineWords, *, leads: bool, lead: str = "") -> list[Part]:
    """All of it word for word, but for a name or a code that it begins with."""
    named = 0
    if leads:
        while named < len(run) and (run[named].has(PERSON) or (run[named].has("join") and _names(run[named + 1 :]))):
            named += 1
    before = [Part(run[:named], Phrase(_NAMED, run[:named]), number)] if named else []
    return [*before, *([Part(run[named:], None, number, lead)] if run[named:] else [])]


def _names(tokens: Sequence[Token]) -> bool:
    return bool(tokens) and tokens[0].has(PERSON)


def _without_loose(found: Sequence[Part]) -> list[Part]:
    """What says too little to stand beside words that are not understood is not understood either."""
    kept: list[Part] = []
    others = any(part.phrase is None and part.has("kin", "friend") for part in found)
    for place, part in enumerate(found):
        # "ibunya bilang sehat": who is?
        if part.phrase is None or (_stands(part, place) and not (others and part.key == "overall")):
            kept.append(part)
        else:
            kept.append(Part(part.tokens, None, part.piece, part.lead))
    return [one for _, same in groupby(kept, key=lambda part: part.phrase is None) for one in _joined(list(same))]


def _stands(part: Part, place: int) -> bool:
    if part.key not in _BESIDE or (part.key == "" and not part.lead and place):
        return False
    if part.key == "next":
        return part.has("again", "try", "plan")
    if part.key == "overall":
        return place > 0 and part.has("hearsay")
    return part.key != "whose" or place == 0


def _joined(same: list[Part]) -> list[Part]:
    """Parts that follow each other and are not understood are one."""
    if same[0].phrase is not None:
        return same
    tokens = tuple(token for part in same for token in part.tokens)
    return [Part(tokens, None, same[0].piece, same[0].lead)]
