"""A text as words that know where they stand, and the pieces that signs, lines and quotation marks cut it into."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import pairwise
from unicodedata import category

from bot.domain.danger import plain_words
from bot.domain.dates.names import MONTHS
from bot.domain.dates.words import tokens as date_words
from bot.domain.lines.when import LONGEST_DAY, Clock, When, may_be_a_day, read, since
from bot.domain.lines.words import LASTING, PERSON, LineWords

_WORD = re.compile(r"[0-9]+(?:[.,:/-][0-9]+)+|[^\W_]+(?:['’`ʼ´][^\W_]+)*")
# "3x"
_TIMES = re.compile(r"[0-9]{1,2}x")
_QUOTES = '"“”„«»'
_DASHES = "-‐‑‒–—−"
# Behind a number that begins a line; the kind of such a number.
_BULLET = re.compile(r"[.)]")
BULLET = "bullet"


class Cut(IntEnum):
    """How much what stands between two words parts them."""

    NONE = 0
    COLON = 1
    COMMA = 2
    SENTENCE = 3
    LINE = 4


@dataclass(frozen=True, slots=True)
class Token:
    """A word, or several that are one: where it stands, how it is compared, of which kinds it is.

    codes: of a person, who may be meant; sure: whether it is one for certain. when: of a day, which.
    """

    start: int
    end: int
    plain: str
    kinds: frozenset[str]
    mask: int = 0
    codes: frozenset[str] = frozenset()
    sure: bool = True
    when: When | None = None

    def has(self, *kinds: str) -> bool:
        """Whether it is of one of these kinds."""
        return not self.kinds.isdisjoint(kinds)


@dataclass(frozen=True, slots=True)
class Piece:
    """Words between two signs. cut: what stands before it; closed: words that are not read, only kept.

    asked: they are a question.
    """

    tokens: tuple[Token, ...]
    cut: Cut
    line: int
    sentence: int
    closed: bool = False
    asked: bool = False


def words_of(text: str, known: LineWords) -> list[Token]:
    """All words of the text, those that are one together."""
    found = [(one.start(), one.end(), "".join(plain_words(one[0]))) for one in _WORD.finditer(text)]
    twice = {start for start, end, plain in found if end - start > 2 and text[end - 1] == "2" and plain[-1:] != "2"}
    tokens: list[Token] = []
    at = 0
    while at < len(found):
        used, kinds = _together([plain for _, _, plain in found[at : at + known.longest]], known)
        start, end = found[at][0], found[at + used - 1][1]
        if used == 1 and start in twice:
            kinds = known.together.get((found[at][2],) * 2, kinds)  # "bae2"
        if used > 1 and _cuts(text, [(one[0], one[1]) for one in found[at : at + used]]):
            used, kinds, end = 1, known.kinds(found[at][2]), found[at][1]
        if used == 1 and at + 1 < len(found) and found[at + 1][2] == found[at][2] and text[end] == "-":
            used, end = 2, found[at + 1][1]  # "baik-baik"
        plain = " ".join(dict.fromkeys(plain for _, _, plain in found[at : at + used]))
        tokens.append(Token(start, end, plain, kinds, known.mask(kinds)))
        at += used
    return tokens


def _together(words: Sequence[str], known: LineWords) -> tuple[int, frozenset[str]]:
    """How many of the words are one, and of which kinds that is."""
    for used in range(len(words), 1, -1):
        if kinds := known.together.get(tuple(words[:used])):
            return used, kinds
    return 1, frozenset({"count"}) if _TIMES.fullmatch(words[0]) else known.kinds(words[0])


def _cuts(text: str, places: Sequence[tuple[int, int]]) -> bool:
    return any(cut_by(text[left[1] : right[0]]) > Cut.COLON for left, right in pairwise(places))


def cut_by(gap: str) -> Cut:
    """What signs between two words do."""
    if gap in (" ", ""):
        return Cut.NONE
    if "\n" in gap:
        return Cut.LINE
    if gap == "." or any(sign in gap for sign in "!?;…") or ". " in gap or ".." in gap or gap.endswith("."):
        return Cut.SENTENCE
    dashes = any(sign in gap for sign in _DASHES) and gap.strip() != gap
    long_dash = any(sign in gap for sign in "–—")
    if dashes or long_dash or any(sign in gap for sign in ",()[]{}|•*") or ("/" in gap and gap.strip() != gap):
        return Cut.COMMA
    if any(category(sign) in ("So", "Sk") for sign in gap) or any(sign in gap for sign in _QUOTES):
        return Cut.COMMA
    if "." in gap:
        return Cut.SENTENCE
    return Cut.COLON if ":" in gap else Cut.NONE


def between(text: str, left: Token, right: Token) -> Cut:
    """What parts two words that follow each other; signs within a code or a date part nothing."""
    gap = text[left.end : right.start]
    if gap == "." and len(left.plain) == 1 and right.plain.isdigit():
        return Cut.NONE
    if gap.strip() == "," and _is_dated(text, left, right):
        return Cut.NONE
    return cut_by(gap)


def _is_dated(text: str, left: Token, right: Token) -> bool:
    """ "Sen, 23 Nov": a day of the week and its date are one."""
    if not right.plain.isdigit() or not may_be_a_day(text[left.start : left.end].casefold(), left.kinds):
        return False
    said = date_words(f"{text[left.start : left.end]} {text[right.start : right.end + 12].splitlines()[0]}")
    return any(word in MONTHS for word in said[1:3]) or any("/" in word for word in said[1:2])


def pieces_of(text: str, tokens: Sequence[Token]) -> list[Piece]:
    """The pieces of the text, cut wherever more than a colon stands; what is asked or quoted in it is closed."""
    quoted = _quoted(text)
    found: list[Piece] = []
    run: list[Token] = []
    cut, line, sentence = Cut.LINE, 0, 0
    for at, token in enumerate(tokens):
        run.append(token)
        after = between(text, token, tokens[at + 1]) if at + 1 < len(tokens) else Cut.LINE
        if at + 1 < len(tokens) and tokens[at + 1].has(BULLET):
            after = Cut.LINE
        if after is Cut.COLON and tokens[at + 1].has(PERSON) and not any(one.has(PERSON) for one in run):
            after = Cut.LINE  # "kunjungan tadi: R-014 baik, ..."
        if after <= Cut.COLON:
            continue
        gap = text[token.end : tokens[at + 1].start if at + 1 < len(tokens) else len(text)]
        asked = "?" in gap
        closed = asked or any(quoted[one.start] for one in run)
        found.append(Piece(tuple(run), cut, line, sentence, closed, asked))
        line += after == Cut.LINE
        sentence += after >= Cut.SENTENCE
        cut, run = after, []
    return list(_without_bullets(text, found))


def with_bullets(text: str, tokens: Sequence[Token]) -> list[Token]:
    """The same words, but numbers that count people within a line ("1) Siti baik 2) Joko baik") are no other number."""
    counted = [at for at, one in enumerate(tokens[:-1]) if _counts_lines(text, one) and tokens[at + 1].has(PERSON)]
    for first in (at for at in counted if tokens[at].plain == "1" and _may_begin(text, tokens, at)):
        run = [first]
        for at in counted:
            if at > first and tokens[at].plain == str(len(run) + 1):
                run.append(at)
        if len(run) > 1:
            return [_bullet(one) if at in run else one for at, one in enumerate(tokens)]
    return list(tokens)


def _may_begin(text: str, tokens: Sequence[Token], at: int) -> bool:
    """ "anak 1. Siti ..." begins no list."""
    return at == 0 or between(text, tokens[at - 1], tokens[at]) is not Cut.NONE


def _bullet(token: Token) -> Token:
    return replace(token, kinds=frozenset({BULLET}), mask=0)


def without_own_family(text: str, tokens: Sequence[Token], known: LineWords) -> list[Token]:
    """The same words, but "istri saya" is of no kind: it is the writer's."""
    own = {at for at in range(len(tokens) - 1) if _is_own(text, tokens[at], tokens[at + 1], known)}
    return [replace(one, kinds=frozenset(), mask=0) if at in own else one for at, one in enumerate(tokens)]


def _is_own(text: str, kin: Token, after: Token, known: LineWords) -> bool:
    theirs = kin.plain.endswith(known.endings)
    return kin.has("kin") and after.has("me") and not theirs and between(text, kin, after) is Cut.NONE


def _quoted(text: str) -> list[bool]:
    """Of each character, whether it stands within quotation marks; marks that do not close say nothing."""
    marks = [at for at, sign in enumerate(text) if sign in _QUOTES]
    inside = [False] * (len(text) + 1)
    if len(marks) % 2 == 0:
        for first, last in zip(marks[::2], marks[1::2], strict=True):
            inside[first:last] = [True] * (last - first)
    return inside


def _without_bullets(text: str, pieces: Sequence[Piece]) -> Iterator[Piece]:
    """A number that only counts the lines is of the kind "bullet", and what follows begins the line."""
    after = False
    for piece in pieces:
        first = piece.tokens[0]
        if piece.cut is Cut.LINE and _counts_lines(text, first):
            rest = piece.tokens[1:]
            yield replace(piece, tokens=(_bullet(first),))
            if rest:
                yield replace(piece, tokens=rest)
            after = not rest
            continue
        yield replace(piece, cut=Cut.LINE) if after else piece
        after = False


def _counts_lines(text: str, token: Token) -> bool:
    number = text[token.start : token.end]
    return len(number) <= 2 and number.isdecimal() and _BULLET.match(text, token.end) is not None


def with_days(text: str, tokens: Sequence[Token], clock: Clock, known: LineWords) -> list[Token]:
    """The same words, those that name a day put together, the longest that is one; "sejak Senin" is how long."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        used, day = _day(text, tokens, at, clock)
        if day is None:
            found.append(tokens[at])
            at += 1
            continue
        token = replace(tokens[at], end=tokens[at + used - 1].end, kinds=frozenset({day.kind}), when=day)
        if found and found[-1].has("until", "since") and between(text, found[-1], token) is Cut.NONE:
            over = found[-1].has("until") and day.days == (clock.today,)
            day = None if over else since(day, clock)
            kinds = frozenset({LASTING if day is None else day.kind})
            token = replace(token, start=found.pop().start, kinds=kinds, when=day)
        found.append(replace(token, mask=known.mask(token.kinds)))
        at += used
    return found


def _day(text: str, tokens: Sequence[Token], at: int, clock: Clock) -> tuple[int, When | None]:
    """How many of the words from here name a day, and which."""
    run = [tokens[at]]
    if not _may_be_a_day(text, run[0]):
        return 0, None
    for token in tokens[at + 1 : at + LONGEST_DAY]:
        if not _may_be_a_day(text, token) or between(text, run[-1], token) is not Cut.NONE:
            break
        run.append(token)
    for used in range(len(run), 0, -1):
        words = [(text[one.start : one.end], one.kinds) for one in run[:used]]
        if (day := read(text[run[0].start : run[used - 1].end], words, clock)) is not None:
            return used, day
        # "bulan depan lagi tgl 3"
        within = [word for word, of in words[1:-1] if "again" not in of]
        if len(within) + 2 < used:
            kept = [words[0][0], *within, words[-1][0]]
            if (day := read(" ".join(kept), [(word, frozenset()) for word in kept], clock)) is not None:
                return used, day
    return 0, None


def _may_be_a_day(text: str, token: Token) -> bool:
    return not token.has(PERSON, BULLET) and may_be_a_day(text[token.start : token.end].casefold(), token.kinds)
