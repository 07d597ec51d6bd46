"""The words of danger, read from their file; what they tell of is decided in bot/domain/danger.py."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from bot.domain import danger
from bot.domain.danger import NEAR, Danger, Lexicon, Rule, heard, lexicon
from bot.reference.content import DEFAULT, ContentError, content

# The kinds of words for people of the programme.
STAFF, LEADER = "staff", "leader"


class DangerWordsError(ContentError):
    """The file of the words of danger does not hold what it should; says which rule."""


@lru_cache
def words_of_danger(code: str = DEFAULT) -> Lexicon:
    """What tells of danger. Raises ContentError."""
    written = content("danger.toml", code)
    try:
        sure, unsure = ([rule_of(line) for line in written[key]] for key in ("sure", "unsure"))
        return lexicon(written["words"], sure, unsure, written["calls"])
    except ValueError as error:
        raise DangerWordsError(f"danger.toml: {error}") from None


def rule_of(line: str) -> Rule:
    """A rule as it is written: "wish die / near 4 / order / but device laugh". Raises ValueError."""
    says, *more = (part.split() for part in line.split("/"))
    near, in_order, but = NEAR, False, frozenset[str]()
    for part in more:
        match part:
            case ["near", number]:
                near = int(number)
            case ["order"]:
                in_order = True
            case ["but", *kinds]:
                but = frozenset(kinds)
            case _:
                raise ValueError(f"{line!r}: {' '.join(part)!r} is not understood")
    return Rule(tuple(says), but, near, in_order)


def danger_in(text: str) -> Danger:
    """Whether somebody who writes this may be in danger, or may know somebody who is."""
    return heard(text, words_of_danger())


def harm_by_staff(text: str) -> bool:
    """Whether somebody who accompanies, or leads, surely does harm to whoever writes this."""
    return any(danger.names(text, words_of_danger(), kind) for kind in (STAFF, LEADER))


def may_name_staff(text: str) -> bool:
    """Whether it may be about somebody who accompanies, or leads, by their name; before their names are looked up."""
    known = words_of_danger()
    return danger_in(text) is Danger.SURE or any(danger.names_anybody(text, known, kind) for kind in (STAFF, LEADER))


def with_roles(text: str, staff: Iterable[str], leaders: Iterable[str]) -> str:
    """The same with what they are in the place of the names of these people ("Siti Aminah"), as it is judged here."""
    is_staff, is_leader = _role_words()
    roles = {word: is_staff for name in staff for word in name.split()}
    roles |= {word: is_leader for name in leaders for word in name.split()}
    return danger.with_roles(text, words_of_danger(), roles)


@lru_cache
def _role_words(code: str = DEFAULT) -> tuple[str, str]:
    """One word for each of the two: the first of its kind."""
    words = content("danger.toml", code)["words"]
    return words[STAFF].split()[0], words[LEADER].split()[0]


def harm_by_leader(text: str) -> bool:
    """The same of somebody who leads."""
    return danger.names(text, words_of_danger(), LEADER)


def may_be_about_staff(text: str) -> bool:
    """Whether somebody who accompanies, or leads, is spoken of in what is not plainly an everyday question."""
    return speaks_of_staff(text) and may_need_help(text) is not Danger.NONE


def speaks_of_staff(text: str) -> bool:
    """Whether somebody who accompanies, or leads, is spoken of."""
    return any(danger.mentions(text, words_of_danger(), kind) for kind in (STAFF, LEADER))


def may_need_help(text: str) -> Danger:
    """The same of what somebody writes of their own accord, where only what is plainly everyday is not unsure."""
    return danger.may_need_help(text, words_of_danger())
