"""Who is named in a text: by a code, by words of a name, or by half of either."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.domain.lines.answers import Known
from bot.domain.lines.tokens import Cut, Token, between
from bot.domain.lines.words import PERSON, LineWords
from bot.domain.typed import as_name, code_at_start, plainly

# Of whom only a number is said; so many figures a code has.
FIGURES = 3
LONGEST_CODE = 24
# What stands between a code and a name that is added to it.
_BRACKET = re.compile(r"\s*[(\[=/–—-]\s*")
# A shorter word of a name is an initial, or part of another word.
SHORTEST_NAME = 3


def with_people(text: str, tokens: Sequence[Token], known: Sequence[Known], words: LineWords) -> list[Token]:
    """The same words, those that name somebody put together with the title before them."""
    names = _by_word(known)
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        person = (
            _code(text, tokens, at, known)
            or _figures(text, tokens, at, found, known)
            or _figures_again(text, tokens, at, found)
            or _name(text, tokens, at, names, known)
        )
        if person is None:
            found.append(tokens[at])
            at += 1
            continue
        token, used = person
        while found and is_title(text, found[-1]) and is_titled(text, found[-1], token):
            token = replace(token, start=found.pop().start)
        found.append(replace(token, kinds=frozenset({PERSON}), mask=words.mask([PERSON])))
        at += used
    return _with_names(text, found)


def _with_names(text: str, tokens: Sequence[Token]) -> list[Token]:
    """The same words, a code and a name in brackets or behind a dash as one person: "R-014 (Bayu)".

    Where they are of two people it is not sure who is meant.
    """
    found: list[Token] = []
    for token in tokens:
        before = found[-1] if found else None
        if before is None or not _is_called(text, before, token):
            found.append(token)
            continue
        both = before.codes & token.codes
        sure = bool(both) and (before.sure or token.sure)
        found[-1] = replace(before, end=token.end, codes=both or before.codes | token.codes, sure=sure)
    return found


def _is_called(text: str, one: Token, other: Token) -> bool:
    if not (one.has(PERSON) and other.has(PERSON)) or not _BRACKET.fullmatch(text[one.end : other.start]):
        return False
    coded = [any(sign.isdigit() for sign in text[token.start : token.end]) for token in (one, other)]
    return coded[0] is not coded[1]


def _by_word(known: Sequence[Known]) -> dict[str, frozenset[str]]:
    """Word of a name -> who has it."""
    names: dict[str, set[str]] = {}
    for one in known:
        for word in one.name:
            if len(word) >= SHORTEST_NAME:
                names.setdefault(word, set()).add(one.code)
    return {word: frozenset(codes) for word, codes in names.items()}


def is_titled(text: str, title: Token, name: Token) -> bool:
    """Whether a title stands just before it; "Bpk. Joko" is no sentence of its own."""
    return text[title.end : name.start].strip() in ("", ".") and "\n" not in text[title.end : name.start]


def is_title(text: str, token: Token) -> bool:
    """Whether it is no name of its own: "Pak", "Bu"."""
    word = text[token.start : token.end]
    return word.isalpha() and as_name(word) is None


def _code(text: str, tokens: Sequence[Token], at: int, known: Sequence[Known]) -> tuple[Token, int] | None:
    """A code, also of nobody who is known; half of one, or its number alone, is of whoever it may be."""
    first = tokens[at]
    if first.plain[:1] not in ("r", "p"):
        return _number(text, tokens, at, known)
    found = code_at_start(text[first.start : first.start + LONGEST_CODE])
    if found is None:
        return None
    used = 1 if len(first.plain) > 1 else 2
    last = tokens[at + used - 1] if at + used <= len(tokens) else None
    if last is None or not last.plain[-1:].isdigit() or (used == 1 and not first.plain[1:].isdigit()):
        return None
    codes = frozenset({one.code for one in known} & {found[0]})
    written = text[first.start : last.end]
    if not last.plain.lstrip("rp").isdecimal() or not text[last.start : last.end].isalnum():
        return replace(first, end=last.end, codes=codes, sure=False), used  # "R-3/7/14"
    if not codes:
        figures = "".join(sign for sign in written if sign.isdigit())
        begins = f"{found[0][:2]}{figures}"
        half = frozenset(one.code for one in known if len(figures) < FIGURES and one.code.startswith(begins))
        return replace(first, end=last.end, codes=half, sure=False), used
    return replace(first, end=last.end, codes=codes), used


def _figures(
    text: str, tokens: Sequence[Token], at: int, before: Sequence[Token], known: Sequence[Known]
) -> tuple[Token, int] | None:
    """ "R-014, 021 dan 026": the letter is said once."""
    token = tokens[at]
    listed = before[:-1] if before and before[-1].has("join") else before
    if not listed or not listed[-1].has(PERSON) or len(token.plain) != FIGURES or not token.plain.isdecimal():
        return None
    letters = {code[0] for code in listed[-1].codes}
    codes = frozenset(one.code for one in known if one.code[0] in letters and one.code.endswith(f"-{token.plain}"))
    return (replace(token, codes=codes), 1) if codes and between(text, listed[-1], token) <= Cut.COMMA else None


def _figures_again(text: str, tokens: Sequence[Token], at: int, before: Sequence[Token]) -> tuple[Token, int] | None:
    """ "R-003 dan R-026 kutelepon. 003 baik": a sentence about one whose code was said."""
    token = tokens[at]
    if (
        len(token.plain) != FIGURES
        or not token.plain.isdecimal()
        or between(text, tokens[at - 1], token) < Cut.SENTENCE
    ):
        return None
    said = {code for one in before for code in one.codes if code.endswith(f"-{token.plain}")}
    return (replace(token, codes=frozenset(said)), 1) if len(said) == 1 else None


def _number(text: str, tokens: Sequence[Token], at: int, known: Sequence[Known]) -> tuple[Token, int] | None:
    """ "014" where a line begins: a code without its letter."""
    token = tokens[at]
    begins = at == 0 or between(text, tokens[at - 1], token) is Cut.LINE
    if not begins or len(token.plain) != FIGURES or not token.plain.isdecimal():
        return None
    codes = frozenset(one.code for one in known if one.code.endswith(f"-{token.plain}"))
    return (replace(token, codes=codes, sure=False), 1) if codes else None


def _name(
    text: str, tokens: Sequence[Token], at: int, names: Mapping[str, frozenset[str]], known: Sequence[Known]
) -> tuple[Token, int] | None:
    """Words of one name that follow each other, and perhaps the first letter of another word of it."""
    codes = names.get(_written(text, tokens[at]))
    if codes is None:
        return None
    used = 1
    while at + used < len(tokens) and between(text, tokens[at + used - 1], tokens[at + used]) is Cut.NONE:
        more = codes & names.get(_written(text, tokens[at + used]), frozenset())
        if not more:
            break
        codes, used = more, used + 1
    if used == 1 and tokens[at].kinds and not (at and is_title(text, tokens[at - 1])):
        return None  # a word of its own as well ("Slamet", "Hari")
    if len(codes) > 1 and at + used < len(tokens):
        initial = _written(text, tokens[at + used])
        said = {_written(text, one) for one in tokens[at : at + used]}
        near = between(text, tokens[at + used - 1], tokens[at + used]) is Cut.NONE
        if near and len(initial) == 1 and initial.isalpha():
            of = {one.code for one in known if any(word[0] == initial for word in one.name - said)} & codes
            if of:
                codes, used = frozenset(of), used + 1
    last = tokens[at + used - 1]
    return replace(tokens[at], end=last.end, codes=codes, sure=True), used


def _written(text: str, token: Token) -> str:
    return plainly(text[token.start : token.end])
