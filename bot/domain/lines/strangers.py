"""Who is named whom nobody knows: by a title, or where the names of others stand. What is said there is not theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.domain.danger import kinds_of
from bot.domain.lines.tokens import BULLET, Cut, Token, between
from bot.domain.lines.whose import SHORTEST_NAME, is_title, is_titled
from bot.domain.lines.words import BACK, EITHER, PAST, PERSON, LineWords

# What may stand before the first word of a thought, and between a name and what is told of it.
_BEFORE = (BULLET, "small", "greeting", "about", "so", "but", PAST, BACK, EITHER)
_BETWEEN = ("too", "small")
# What is told of a person: how somebody was in touch with them, and how they are.
_IN_TOUCH = ("visit", "visited", "call", "called", "message", "messaged")
_STATES = ("good", "ill", "okay")
# Behind a "not": that nobody was reached.
_MISSED = ("met", "answer", "reach", "linked", "at")
# What is wished, and a name as well: "Slamet".
_WISH = "safe"
# A title, and as many words of a name as are taken for one.
_LONGEST = 3
_MARK = re.compile(r"[-•*–—]\s*$")
# So many sentences of a line have to begin with a name before another word that begins one is taken for a name.
_ALIKE = 2


def with_strangers(text: str, tokens: Sequence[Token], known: LineWords) -> list[Token]:
    """The same words, names of nobody who is known as people of no code; only beside somebody who is."""
    if not any(token.has(PERSON) for token in tokens):
        return list(tokens)
    begins = dict(_beginnings(text, tokens))
    people = [at for at in begins if tokens[at].has(PERSON)]
    names = _Names(text, tokens, known)
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        cut = begins.get(at, Cut.NONE)
        used = 0 if tokens[at].has(PERSON) else names.joined(at, begins=at in begins) or names.told(at, cut, people)
        if not used:
            found.append(tokens[at])
            at += 1
            continue
        named = replace(tokens[at], end=tokens[at + used - 1].end, kinds=frozenset({PERSON}), mask=known.mask([PERSON]))
        found.append(replace(named, sure=False, codes=frozenset()))
        at += used
    return found


def _beginnings(text: str, tokens: Sequence[Token]) -> Iterator[tuple[int, Cut]]:
    """The words with which a thought begins, and what parts it from the one before."""
    cut = Cut.LINE
    for at, token in enumerate(tokens):
        if at:
            after = _parted(text, tokens[at - 1], token)
            cut = after if after >= Cut.SENTENCE else cut
        if cut is Cut.NONE or (token.has(*_BEFORE) and not is_title(text, token)):
            continue
        yield at, cut
        cut = Cut.NONE


def _parted(text: str, left: Token, right: Token) -> Cut:
    """What parts two words, where a semicolon parts one person's from another's as a line does."""
    return Cut.LINE if ";" in text[left.end : right.start] else between(text, left, right)


class _Names:
    """Looks for names of nobody among the words of a text."""

    def __init__(self, text: str, tokens: Sequence[Token], known: LineWords) -> None:
        self.text = text
        self.tokens = tokens
        self.known = known

    def joined(self, at: int, *, begins: bool) -> int:
        """How many words from here are a name beside one that is known: "Bu Siti dan Bu Marni"."""
        used = self._name(at)
        if not used:
            return 0
        before = at > 1 and self.tokens[at - 1].has("join") and self.tokens[at - 2].has(PERSON)
        rest = self.tokens[at + used : at + used + 2]
        after = begins and len(rest) > 1 and rest[0].has("join") and rest[1].has(PERSON)
        return used if before or (after and self._near(at, at + used + 1)) else 0

    def told(self, at: int, cut: Cut, people: Sequence[int]) -> int:
        """How many words from here are a name of whom something is told, where a thought begins."""
        used = self._name(at) if cut else 0
        if not used:
            return 0
        if used > 1:
            return used if any(one.has(*_IN_TOUCH, *_STATES) for one in self._sentence(at + used - 1)) else 0
        if self.tokens[at].plain.endswith(tuple(one for one in self.known.endings if len(one) > len("na"))):
            return 0  # "warungnya", which is theirs
        rest = [one for one in self._sentence(at)[1:] if not one.has(*_BETWEEN)][:2]
        if not rest or (cut is not Cut.LINE and len(people) < _ALIKE) or not people:
            return 0
        missed = len(rest) > 1 and rest[0].has("no") and rest[1].has(*_MISSED)
        state = rest[0].has(*_STATES) and any(self._is_alike(at, one) for one in people)
        return used if rest[0].has(*_IN_TOUCH) or missed or state else 0

    def _name(self, at: int) -> int:
        """How many words from here may be a name: one, or a title and one or two."""
        if not is_title(self.text, self.tokens[at]):
            return 1 if self._is_strange(at) else 0
        if at + 1 == len(self.tokens) or not is_titled(self.text, self.tokens[at], self.tokens[at + 1]):
            return 0
        used = 1
        while (
            used < _LONGEST
            and at + used < len(self.tokens)
            and self._near(at + 1, at + used)
            and self._is_strange(at + used)
        ):
            used += 1
        return used if used > 1 else 0

    def _is_strange(self, at: int) -> bool:
        token = self.tokens[at]
        word = self.text[token.start : token.end]
        if token.kinds or len(word) < SHORTEST_NAME or not word.isalpha() or is_title(self.text, token):
            return False
        lexicons = (self.known.refused, self.known.troubled, self.known.danger)
        return not any(kinds_of(token.plain, one) - {_WISH} for one in lexicons)

    def _near(self, first: int, last: int) -> bool:
        """Whether nothing parts these words."""
        return last < len(self.tokens) and all(
            between(self.text, self.tokens[at], self.tokens[at + 1]) is Cut.NONE for at in range(first, last)
        )

    def _sentence(self, at: int) -> list[Token]:
        """The words from here until the thought ends."""
        found = [self.tokens[at]]
        for token in self.tokens[at + 1 :]:
            if _parted(self.text, found[-1], token) >= Cut.SENTENCE:
                break
            found.append(token)
        return found

    def _is_alike(self, at: int, person: int) -> bool:
        """Whether it stands in a list as a person does, or what is told of them is told in the same way."""
        if self._is_marked(at):
            return self._is_marked(person)
        return any(one.has(*_STATES) for one in self.tokens[person + 1 : person + 2])

    def _is_marked(self, at: int) -> bool:
        """Whether it stands behind a sign or a number that begins a line of a list."""
        if at and self.tokens[at - 1].has(BULLET):
            return True
        return _MARK.search(self.text[: self.tokens[at].start].rpartition("\n")[2]) is not None
