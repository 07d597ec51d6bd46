"""Cuts a piece into phrases that the rules read whole, as few as there can be; where none can, it is not read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.lines.tokens import Token
from bot.domain.lines.words import PERSON, LineWords, Ready, Rule

# A longer piece is a story, and no answer; a longer phrase is none.
LONGEST_PIECE, LONGEST_PHRASE = 26, 16


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that a rule reads."""

    rule: Rule
    tokens: tuple[Token, ...]


def phrases(tokens: Sequence[Token], words: LineWords, *, begins: bool = True) -> list[Phrase] | None:
    """The piece as phrases, or None; begins: whether a piece begins here, and not only a part of one."""
    if not tokens or len(tokens) > LONGEST_PIECE or not all(token.mask for token in tokens):
        return None
    # For each place: how many phrases lead there, the sum of their places among the rules, and the last of them.
    best: list[tuple[int, int, int, Ready] | None] = [None] * (len(tokens) + 1)
    costs: list[tuple[int, int] | None] = [(0, 0), *([None] * len(tokens))]
    for start in range(len(tokens)):
        cost = costs[start]
        if cost is None:
            continue
        for end, place in _readable(tokens, start, words, begins=begins):
            ready = words.rules[place]
            reached = (cost[0] + 1, cost[1] + place)
            before = costs[end]
            if before is None or reached < before:
                costs[end], best[end] = reached, (*reached, start, ready)
    return _traced(tokens, best)


def _readable(tokens: Sequence[Token], start: int, words: LineWords, *, begins: bool) -> list[tuple[int, int]]:
    """Where phrases that begin here end, each with the place of the first rule that reads it."""
    found: list[tuple[int, int]] = []
    alive = range(len(words.rules)) if begins and start == 0 else words.anywhere
    seen = 0
    rules = words.rules
    for end in range(start + 1, min(len(tokens), start + LONGEST_PHRASE) + 1):
        mask = tokens[end - 1].mask
        seen |= mask
        alive = [place for place in alive if mask & rules[place].allowed]  # type: ignore[assignment]
        if not alive:
            break
        said = tokens[start:end]
        for place in alive:
            ready = rules[place]
            if ready.rule.first and said[0].has(PERSON):
                continue  # "Joko ketemu istrinya" is Joko's doing
            if seen & ready.needs == ready.needs and len(said) >= len(ready.order) and _says(ready, said):
                found.append((end, place))
                break
    return found


def _says(ready: Ready, tokens: Sequence[Token]) -> bool:
    """Whether each kind is said by a word of its own, and once; in order, where that is asked."""
    if sum(not token.mask & ready.beside for token in tokens) > len(ready.order):
        return False
    if ready.rule.in_order:
        left = list(ready.order)
        for token in tokens:
            if left and token.mask & left[0]:
                left.pop(0)
        return not left
    free = list(tokens)
    for bit in ready.order:
        word = next((token for token in free if token.mask & bit), None)
        if word is None:
            return False
        free.remove(word)
    return True


def _traced(tokens: Sequence[Token], best: Sequence[tuple[int, int, int, Ready] | None]) -> list[Phrase] | None:
    found: list[Phrase] = []
    end = len(tokens)
    while end:
        last = best[end]
        if last is None:
            return None
        _, _, start, ready = last
        found.append(Phrase(ready.rule, tuple(tokens[start:end])))
        end = start
    return found[::-1]
