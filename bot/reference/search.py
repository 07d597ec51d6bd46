"""Finds entries of the support directory by everyday words; a search never judges who searches.

How a question is read:
    words      lower case, letters doubled in a sigh made single, "anak2" and "anak-anak" one word
    meant      what is typed -> what is meant ("ilang" -> "hilang"), words that carry no need left out
    stems      Indonesian endings off, so that "dipinjam" finds "pinjaman"
    known      a word nobody wrote down is compared with those that are: a slip of the finger, vowels left out
An entry counts for each of its words, more for the rarer ones, and for a whole keyword said; too little is no answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from rapidfuzz.distance import OSA
from snowballstemmer import stemmer

from bot.domain.danger import Danger
from bot.domain.directory import Entry, for_track, is_shown
from bot.domain.typed import as_typed
from bot.reference.content import DEFAULT
from bot.reference.danger import danger_in
from bot.reference.directory import DirectoryError, contents, directory

# How much a word counts, by where the entry has it.
KEYWORD, IN_KEYWORD, NAME, HELPS, CARD = 1.0, 0.45, 0.8, 0.4, 0.15
# For each word of a keyword said whole.
WHOLE_KEYWORD = 1.2
# Less than this is nothing sure; further answers must come near the best one.
ENOUGH, NEAR = 1.8, 0.35
VOWELS_LEFT_OUT = 0.85
# A word with one letter changed may well be another word: it counts, but not alone.
ANOTHER_LETTER = 0.4
SPOKEN = ({"a", "e"}, {"e", "i"}, {"o", "u"})
LONGEST_QUESTION = 300

_WORD = re.compile(r"[^\W_]+")
_AGAIN = re.compile(r"\b([^\W\d_]{3,40})2\b")
_SIGH = re.compile(r"([^\W\d_])\1{2,}")
_VOWELS = re.compile("[aeiou]")


@dataclass(frozen=True, slots=True)
class Sayings:
    """How people type: what is meant by what is typed, words that carry no need."""

    same: Mapping[str, tuple[str, ...]]
    stop: frozenset[str]


@dataclass(frozen=True, slots=True)
class Index:
    """The entries by their words: what each counts for, the whole keywords, and every written word with its stem."""

    weights: Mapping[str, Mapping[int, float]]
    keywords: tuple[tuple[int, frozenset[str]], ...]
    written: Mapping[str, str]
    skeletons: Mapping[str, str]


def warm() -> None:
    """Read the directory and the words of danger, and make them ready for the first question. Raises ContentError."""
    danger_in("")
    for track in (None, "P", "R"):
        search(for_track(directory(), track), "")


def search(entries: Sequence[Entry], text: str, most: int = 3) -> list[Entry]:
    """The entries that answer `text` best, the best first; none when nothing is sure.

    Words that tell of danger put the first emergency entry in front: an offer of help, no conclusion about anybody.
    """
    known = tuple(entry for entry in entries if is_shown(entry))
    words = tuple(_words(text[:LONGEST_QUESTION]))
    found = _found(known, words) if known else []
    if danger_in(text) is Danger.SURE:
        first = next((entry for entry in known if entry.category == "darurat"), None)
        if first is not None:
            found = [first, *(entry for entry in found if entry != first)]
    return found[:most]


@lru_cache
def _sayings(code: str = DEFAULT) -> Sayings:
    written = contents(code)["search"]
    same = {typed: tuple(_plain(meant)) for many, meant in written["same"].items() for typed in many.split()}
    if broken := [typed for typed in same if list(_plain(typed)) != [typed]]:
        raise DirectoryError(f"support.toml: search.same: not one word as it is read: {', '.join(broken)}")
    return Sayings(same, frozenset(_plain(written["stop"])))


def _plain(text: str) -> Iterator[str]:
    return iter(_WORD.findall(_SIGH.sub(r"\1", _AGAIN.sub(r"\1", as_typed(text).casefold()))))


def _meant(words: Iterable[str], same: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for word in words:
        yield from same.get(word, (word,))


def _words(text: str) -> Iterator[str]:
    """What is meant, word by word, in the order typed."""
    return _meant(_plain(text), _sayings().same)


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    """The word without its endings; taken off twice, so that every form of a word ends in the same stem."""
    cut = str(_STEMMER.stemWord(word))
    again = str(_STEMMER.stemWord(cut))
    return again if len(again) > 2 else cut


@lru_cache(maxsize=8192)
def _stemmed(text: str) -> tuple[tuple[str, str], ...]:
    """The words of an entry's text with their stems, kept: an admin's change makes a new index of mostly old texts."""
    return tuple((word, _stem(word)) for word in _words(text))


_STEMMER = stemmer("indonesian")


@lru_cache(maxsize=64)
def _index(entries: tuple[Entry, ...]) -> Index:
    stop = _sayings().stop
    weights: dict[str, dict[int, float]] = {}
    keywords: list[tuple[int, frozenset[str]]] = []
    written: dict[str, str] = {}

    def add(number: int, text: str, weight: float) -> None:
        for word, stem in _stemmed(text):
            if word not in stop:
                written.setdefault(word, stem)
                places = weights.setdefault(stem, {})
                places[number] = max(weight, places.get(number, 0.0))

    for number, entry in enumerate(entries):
        for keyword in entry.keywords:
            words = [word for word, _ in _stemmed(keyword)]
            add(number, keyword, KEYWORD if len(words) == 1 else IN_KEYWORD)
            if len(words) > 1:
                # "tidak bisa tidur" is one word with a need in it: then the small words have to be said as well.
                telling = frozenset(_stem(word) for word in words if word not in stop)
                keywords.append((number, telling if len(telling) > 1 else frozenset(map(_stem, words))))
        add(number, entry.name, NAME)
        add(number, entry.helps, HELPS)
        for line in (*entry.how, *entry.steps):
            add(number, line, CARD)
    rare = {stem: log(1 + len(entries) / max(1.0, sum(places.values()))) for stem, places in weights.items()}
    counted = {stem: {n: w * rare[stem] for n, w in places.items()} for stem, places in weights.items()}
    skeletons = {_VOWELS.sub("", word): word for word in sorted(written, reverse=True)}
    return Index(counted, tuple(keywords), written, skeletons)


def _found(entries: tuple[Entry, ...], words: tuple[str, ...]) -> list[Entry]:
    index = _index(entries)
    said = _telling(index, words)
    scores = dict.fromkeys(range(len(entries)), 0.0)
    for stem, sureness in said.items():
        for number, weight in index.weights[stem].items():
            scores[number] += weight * sureness
    for number, bonus in _whole_keywords(index, _small(words) | said).items():
        scores[number] += bonus
    best = max(scores.values())
    if best < ENOUGH:
        return []
    near = [number for number, score in scores.items() if score >= best * NEAR]
    return [entries[number] for number in sorted(near, key=lambda number: -scores[number])]


def _small(words: tuple[str, ...]) -> dict[str, float]:
    """The stems of the words that carry no need."""
    return {_stem(word): 1.0 for word in words if word in _sayings().stop}


def _telling(index: Index, words: tuple[str, ...]) -> dict[str, float]:
    """The stems of the index that the other words mean, and how sure that is (0 to 1)."""
    said: dict[str, float] = {}
    for word in words:
        if word not in _sayings().stop:
            for stem, sureness in _readings(index, word):
                said[stem] = max(sureness, said.get(stem, 0.0))
    return said


def _whole_keywords(index: Index, said: Mapping[str, float]) -> dict[int, float]:
    """What each entry gains for the longest of its keywords that is said whole."""
    gains: dict[int, float] = {}
    for number, stems in index.keywords:
        if stems <= said.keys():
            gain = WHOLE_KEYWORD * len(stems) * min(said[stem] for stem in stems)
            gains[number] = max(gain, gains.get(number, 0.0))
    return gains


def _readings(index: Index, word: str) -> list[tuple[str, float]]:
    stem = _stem(word)
    if stem in index.weights:
        return [(stem, 1.0)]
    for ending in ("nya", "ku", "mu", "in", "an", "e"):
        short = _stem(word.removesuffix(ending))
        if word.endswith(ending) and len(short) > 2 and short in index.weights:
            return [(short, 0.95)]
    for cut in range(3, len(word) - 2):
        left, right = word[:cut], word[cut:]
        if left in index.written and right in index.written:
            return [(index.written[left], 0.9), (index.written[right], 0.9)]
    if len(word) > 2 and not _VOWELS.search(word) and word in index.skeletons:
        return [(index.written[index.skeletons[word]], VOWELS_LEFT_OUT)]
    return _slips(index, word)


def _slips(index: Index, word: str) -> list[tuple[str, float]]:
    """The written word nearest to one that nobody wrote; short words leave no room for a slip."""
    allowed = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
    best, nearest = "", allowed + 1
    for known in index.written:
        if known[0] != word[0] or abs(len(known) - len(word)) > allowed or known.isdigit() or len(known) < 4:
            continue
        distance = OSA.distance(word, known, score_cutoff=nearest - 1)
        if distance < nearest:
            best, nearest = known, distance
    if not best:
        return []
    sureness = ANOTHER_LETTER if _is_another_word(word, best) else 1 - 1.2 * nearest / len(word)
    return [(index.written[best], sureness)]


def _is_another_word(word: str, known: str) -> bool:
    """ "murah" is no slip for "marah"; a letter too few, too many or swapped is one, and so is "dapet" for "dapat"."""
    if len(word) != len(known) or len(word) > 7:
        return False
    changed = [{one, other} for one, other in zip(word, known, strict=True) if one != other]
    return len(changed) == 1 and changed[0] not in SPOKEN
