"""Who is named in a piece of a message, as far as it is said, and what is said there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.lines.parts import Part
from bot.domain.lines.tokens import Cut, Piece, Token, between
from bot.domain.lines.whose import FIGURES
from bot.domain.lines.words import PERSON


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody, as far as it is said: who may be meant, and whether it is surely one of them.

    mixed: two names of two people beside each other, which may be both, or one of them and a third.
    """

    codes: frozenset[str]
    sure: bool
    words: str = ""
    mixed: bool = False

    @property
    def is_whole_code(self) -> bool:
        """Whether all figures of a code were typed."""
        return sum(sign.isdigit() for sign in self.words) >= FIGURES

    @property
    def code(self) -> str | None:
        """The one who is meant, if that is sure."""
        return next(iter(self.codes)) if self.sure and len(self.codes) == 1 else None


@dataclass(frozen=True, slots=True)
class Told:
    """A piece and its parts. heads: it is a day that stands above what it is about; section: above several lines."""

    piece: Piece
    parts: tuple[Part, ...]

    heads: bool = False
    section: bool = False

    def as_heading(self, *, section: bool) -> Told:
        """The same as a heading; section: also of the lines after its own."""
        return replace(
            self, parts=tuple(replace(part, heading=True) for part in self.parts), heads=True, section=section
        )

    def shared(self) -> Told:
        """The same as it is about several at once."""
        return replace(self, parts=tuple(replace(part, shared=True) for part in self.parts))

    @property
    def says_nothing(self) -> bool:
        """Whether there is nothing in it but names and small words."""
        return all(part.key in ("", "whose") for part in self.parts)

    @property
    def is_understood(self) -> bool:
        """Whether every word of it is."""
        return all(part.key is not None for part in self.parts)


def people_in(text: str, tokens: Sequence[Token]) -> list[Subject]:
    """Those who are named here, in order; a code and a name beside it are one, if they can be."""
    found: list[Subject] = []
    before: Token | None = None
    for token, after in zip(tokens, (*tokens[1:], None), strict=True):
        if token.has(PERSON):
            sure = token.sure and (_is_code(text, token) or not _goes_on(text, token, after))
            subject = Subject(token.codes, sure, text[token.start : token.end])
            together = before is not None and between(text, before, token) <= Cut.COLON
            both_codes = together and _is_code(text, token) and before is not None and _is_code(text, before)
            if together and not both_codes:
                names = before is not None and not _is_code(text, token) and not _is_code(text, before)
                subject = _one_of_both(found.pop(), subject, names=names)
            found.append(subject)
        before = token if token.has(PERSON) else None
    return found


def _goes_on(text: str, name: Token, after: Token | None) -> bool:
    """Whether it is another's name after all: "Siti Aminah", "Bu Siti dari Dinsos"."""
    if after is None or between(text, name, after) is not Cut.NONE:
        return False
    word = text[after.start : after.end]
    return after.has("from") or (not after.kinds and word.istitle() and word.isalpha())


def _is_code(text: str, token: Token) -> bool:
    return any(sign.isdigit() for sign in text[token.start : token.end])


def _one_of_both(one: Subject, other: Subject, *, names: bool) -> Subject:
    shared = one.codes & other.codes
    words = f"{one.words} {other.words}"
    if shared and (one.sure or other.sure):
        return Subject(shared, sure=True, words=words)
    return Subject(one.codes | other.codes, sure=False, words=words, mixed=names)
