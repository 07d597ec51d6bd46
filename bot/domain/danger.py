"""Whether words may tell of danger: rules over the words of a sentence. Pure; the words are content, in locales/.

Nothing is concluded about anybody, and nothing of it is kept: a false alarm costs three lines, a miss may cost a
person. A sentence is read as words, each of which may be of several kinds ("wish", "die", "night"); a rule names kinds
that must stand near each other, and kinds that take it back ("my phone died"). SURE: the lines come first. UNSURE: the
ordinary answer, with the lines below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from bot.domain.typed import as_typed

NEAR = 7
# A word so long leaves room for one slip of the finger.
ROOM_FOR_A_SLIP = 6
# Fewer consonants may be any word.
LEAST_BONES = 4
# So few words, one of them everyday, are a question to the directory.
A_KEYWORD = 4
_WORD = re.compile(r"[^\W_]+")
_PARTS = re.compile(r"([^\W_]+)")
# Before somebody's name; and so long a name is more than a form of address cut short.
TITLE = "you"
SHORTEST_NAME = 3
_AGAIN = re.compile(r"\b([^\W\d_]{2,40})2\b")
_DOUBLED = re.compile(r"([^\W\d_])\1+")
_APOSTROPHE = re.compile(r"['’ʼ`]")
_VOWELS = re.compile("[aeiou]")
_SENTENCE = re.compile(r"[.!?;\n]+")


class Danger(IntEnum):
    """How surely words tell of danger."""

    NONE = 0
    UNSURE = 1
    SURE = 2


@dataclass(frozen=True, slots=True)
class Rule:
    """Kinds of words that stand near each other, in any order or `in_order`, with none of `but` around."""

    says: tuple[str, ...]
    but: frozenset[str] = frozenset()
    near: int = NEAR
    in_order: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A word that was said: of which kinds it is, and in which sentence it stands."""

    kinds: frozenset[str]
    sentence: int


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """What tells of danger in one language and its neighbours.

    exact: word -> its kinds. roots, beginnings, endings: (part of a word, kind). skeletons: consonants -> kinds, for
    words typed without their vowels. shapes: (first letter, length) -> words long enough for a slip. calls: the kinds
    of which a bare call for help consists whole.
    """

    exact: Mapping[str, frozenset[str]]
    roots: tuple[tuple[str, str], ...]
    beginnings: tuple[tuple[str, str], ...]
    endings: tuple[tuple[str, str], ...]
    skeletons: Mapping[str, frozenset[str]]
    shapes: Mapping[tuple[str, int], tuple[str, ...]]
    sure: tuple[Rule, ...]
    unsure: tuple[Rule, ...]
    calls: frozenset[str]


def lexicon(words: Mapping[str, str], sure: Iterable[Rule], unsure: Iterable[Rule], calls: Iterable[str]) -> Lexicon:
    """Make the words of each kind ready: "-root-" is a root with whatever is before and behind it, "root-" a beginning.

    Raises ValueError for a rule that names a kind there is none of.
    """
    exact: dict[str, set[str]] = {}
    roots: list[tuple[str, str]] = []
    beginnings: list[tuple[str, str]] = []
    endings: list[tuple[str, str]] = []
    for kind, written in words.items():
        for word in written.split():
            plain = "".join(plain_words(word))
            if word.startswith("-") and word.endswith("-"):
                roots.append((plain, kind))
            elif word.endswith("-"):
                beginnings.append((plain, kind))
            elif word.startswith("-"):
                endings.append((plain, kind))
            else:
                exact.setdefault(plain, set()).add(kind)
    skeletons: dict[str, set[str]] = {}
    shapes: dict[tuple[str, int], list[str]] = {}
    for word, kinds in exact.items():
        if len(word) >= ROOM_FOR_A_SLIP:
            shapes.setdefault((word[0], len(word)), []).append(word)
        if len(word) > 4 and len(bones := _VOWELS.sub("", word)) >= LEAST_BONES:
            skeletons.setdefault(bones, set()).update(kinds)
    rules = (*sure, *unsure)
    if missing := {kind for rule in rules for kind in (*rule.says, *rule.but)} - words.keys():
        raise ValueError(f"no words of these kinds: {', '.join(sorted(missing))}")
    return Lexicon(
        {word: frozenset(kinds) for word, kinds in exact.items()},
        tuple(roots),
        tuple(beginnings),
        tuple(endings),
        {bones: frozenset(kinds) for bones, kinds in skeletons.items()},
        {shape: tuple(found) for shape, found in shapes.items()},
        tuple(sure),
        tuple(unsure),
        frozenset(calls),
    )


def plain_words(text: str) -> list[str]:
    """The words of a text as they are compared: small, without marks, each letter once where it is doubled."""
    small = _APOSTROPHE.sub("", as_typed(text).casefold())
    return _WORD.findall(_DOUBLED.sub(r"\1", _AGAIN.sub(r"\1", small)))


def heard(text: str, known: Lexicon) -> Danger:
    """Whether it tells of danger; all of the text is read, however long it is."""
    said = _read(text, known)
    if _is_a_call(said, known) or any(_holds(rule, said) for rule in known.sure):
        return Danger.SURE
    return Danger.UNSURE if any(_holds(rule, said) for rule in known.unsure) else Danger.NONE


def _read(text: str, known: Lexicon) -> list[Said]:
    sentences = enumerate(_SENTENCE.split(text))
    return [Said(kinds_of(word, known), at) for at, sentence in sentences for word in plain_words(sentence)]


def names(text: str, known: Lexicon, kind: str) -> bool:
    """Whether it surely tells of danger, and a rule that says so is about this kind of words ("staff")."""
    return _is_said_of(kind, _read(text, known), known)


def _is_said_of(kind: str, said: Sequence[Said], known: Lexicon) -> bool:
    return any(kind in rule.says and _holds(rule, said) for rule in known.sure)


def mentions(text: str, known: Lexicon, kind: str) -> bool:
    """Whether a word of this kind is said."""
    return any(kind in word.kinds for word in _read(text, known))


def names_anybody(text: str, known: Lexicon, kind: str) -> bool:
    """Whether a rule about this kind of words would surely hold if any word of it were one: if it were a name."""
    said = [Said(word.kinds | {kind}, word.sentence) for word in _read(text, known)]
    return _is_said_of(kind, said, known)


def with_roles(text: str, known: Lexicon, roles: Mapping[str, str]) -> str:
    """The same with another word in the place of somebody's name; roles: a word of a name -> what they are.

    A name that is a word of its own ("Hari" is a day) counts only behind a title ("pak").
    """
    plain = {
        name: role for written, role in roles.items() for name in plain_words(written) if len(name) >= SHORTEST_NAME
    }
    said: list[str] = []
    before = frozenset[str]()
    for part in _PARTS.split(text):
        (word, *_) = plain_words(part) or [""]
        kinds = kinds_of(word, known) if word else before
        is_name = word in plain and (not kinds or TITLE in before)
        said.append(plain[word] if is_name else part)
        before = kinds
    return "".join(said)


def may_need_help(text: str, known: Lexicon) -> Danger:
    """The same of a message somebody writes of their own accord: where nothing everyday is said it is not sure.

    People say it in hints ("tomorrow nobody need look for me"); no list of words holds them all.
    """
    found = heard(text, known)
    if found is not Danger.NONE:
        return found
    said = [kinds_of(word, known) for word in plain_words(text) if not word.isdecimal()]
    return Danger.NONE if not said or _is_everyday(said) else Danger.UNSURE


def _is_everyday(said: Sequence[frozenset[str]]) -> bool:
    """Whether it is plainly a question about papers, work, money, school and the like, or talk of such things."""
    topics = sum("everyday" in kinds for kinds in said)
    asks = any("question" in kinds for kinds in said)
    return topics > 1 or (topics == 1 and (asks or len(said) <= A_KEYWORD))


@lru_cache(maxsize=8192)
def kinds_of(word: str, known: Lexicon) -> frozenset[str]:
    """Of which kinds a word is, as it is written, without its vowels, or with one slip."""
    if found := known.exact.get(word):
        return found | _by_parts(word, known)
    if found := _by_parts(word, known):
        return found
    if not _VOWELS.search(word) and word in known.skeletons:
        return known.skeletons[word]
    return _slipped(word, known)


def _by_parts(word: str, known: Lexicon) -> frozenset[str]:
    inside = {kind for root, kind in known.roots if root in word}
    begins = {kind for part, kind in known.beginnings if word.startswith(part)}
    ends = {kind for part, kind in known.endings if word.endswith(part) and len(word) > len(part) + 1}
    return frozenset(inside | begins | ends)


def _slipped(word: str, known: Lexicon) -> frozenset[str]:
    if len(word) < ROOM_FOR_A_SLIP:
        return frozenset()
    lengths = (len(word) - 1, len(word), len(word) + 1)
    near = (other for length in lengths for other in known.shapes.get((word[0], length), ()))
    return frozenset(kind for other in near if _is_slip(word, other) for kind in known.exact[other])


def _is_slip(word: str, other: str) -> bool:
    """A letter too few, too many or swapped; another letter mostly makes another word ("padang", "pedang")."""
    if len(word) == len(other):
        return any(word == other[:at] + other[at + 1] + other[at] + other[at + 2 :] for at in range(len(other) - 1))
    short, long = sorted((word, other), key=len)
    return len(long) - len(short) == 1 and any(short == long[:at] + long[at + 1 :] for at in range(len(long)))


def _is_a_call(said: Sequence[Said], known: Lexicon) -> bool:
    """A bare call for help: nothing but that, names, haste and fear."""
    return any("help" in word.kinds for word in said) and all(word.kinds & known.calls for word in said)


def _holds(rule: Rule, said: Sequence[Said]) -> bool:
    return any(_stands(rule, said, at) for at, word in enumerate(said) if rule.says[0] in word.kinds)


def _stands(rule: Rule, said: Sequence[Said], at: int) -> bool:
    """Whether a rule holds around the word that says its first kind; what takes it back stands in the same sentence."""
    around = said[max(0, at - rule.near) : at + rule.near + 1]
    if any(word.kinds & rule.but for word in around if word.sentence == said[at].sentence):
        return False
    if rule.in_order:
        return _follow(rule.says, said[at : at + rule.near + 1])
    return _apart([[place for place, word in enumerate(around) if kind in word.kinds] for kind in rule.says])


def _follow(says: Sequence[str], words: Sequence[Said]) -> bool:
    left = list(says)
    for word in words:
        if left and left[0] in word.kinds:
            left.pop(0)
    return not left


def _apart(places: Sequence[Sequence[int]], taken: frozenset[int] = frozenset()) -> bool:
    """Whether each kind is said by a word of its own."""
    if not places:
        return True
    return any(_apart(places[1:], taken | {at}) for at in places[0] if at not in taken)
