"""The grammar of lines as data: kinds of words, rules over them, and what the form's own labels say.

A word may be of several kinds. A rule names the kinds that a phrase has to say and those that may stand beside them;
a phrase is read by it only if every word of it is of one of these. What no rule reads whole is no answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from bot.domain.checkins import CHECK_IN
from bot.domain.danger import Lexicon, kinds_of, lexicon, plain_words
from bot.domain.dates.words import tokens as date_words
from bot.domain.forms import Choice, Day, Form, Levels, Question, Several

# What the reading itself puts into a text beside its words: somebody's name or code, and kinds of days.
PERSON, PAST, BACK, AHEAD, UNCLEAR, EITHER, LASTING, HOUR = MADE = (
    "person", "past", "back", "ahead", "unclear", "either", "lasting", "hour",
)  # fmt: skip
TOPIC, LEVEL, LABEL = "topic", "level", "label"


@dataclass(frozen=True, slots=True)
class Rule:
    """A phrase: the kinds it says, in any order or `in_order`, and those that may stand among them.

    key, value: what it answers; "" is nothing to be kept. first: only where a piece begins. note: its words are kept as
    a note as well. ask: it may be meant, and is asked.
    """

    key: str
    value: str
    says: tuple[str, ...]
    may: frozenset[str] = frozenset()
    in_order: bool = False
    first: bool = False
    note: bool = False
    ask: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """A rule as it is compared: each kind a bit. beside: what may stand beside what it says."""

    rule: Rule
    needs: int
    beside: int
    allowed: int
    order: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class LineWords:
    """All that reading a line knows of a language.

    spelled: word -> its kinds; together: several words that are one. endings: what may hang on a word ("-nya"). steps:
    question -> the words of a step -> its code. troubled: what says that not all is well; danger: what tells of danger.
    refused: what may say that a contact did not come about; meeting: kinds that say nothing else beside it.
    bits: the bit of each kind. longest: of how many words the longest is that is several.
    anywhere: the places of the rules that do not need the beginning of a piece.
    """

    spelled: Lexicon
    together: Mapping[tuple[str, ...], frozenset[str]]
    endings: tuple[str, ...]
    rules: tuple[Ready, ...]
    steps: Mapping[str, Mapping[tuple[str, ...], str]]
    troubled: Lexicon
    danger: Lexicon
    refused: Lexicon
    meeting: frozenset[str]
    bits: Mapping[str, int]
    longest: int
    anywhere: tuple[int, ...]

    def kinds(self, word: str) -> frozenset[str]:
        """Of which kinds a plain word is."""
        found = self.together.get((word,), frozenset()) | kinds_of(word, self.spelled)
        if found:
            return found
        stems = (word.removesuffix(ending) for ending in self.endings if word.endswith(ending))
        return next((kinds for stem in stems if len(stem) > 2 and (kinds := self._exact(stem))), frozenset())

    def _exact(self, stem: str) -> frozenset[str]:
        return self.together.get((stem,), frozenset()) | self.spelled.exact.get(stem, frozenset())

    def mask(self, kinds: Iterable[str]) -> int:
        """These kinds as bits."""
        bits = 0
        for kind in kinds:
            bits |= self.bits.get(kind, 0)
        return bits


def line_words(
    words: Mapping[str, str],
    together: Mapping[str, Iterable[str]],
    endings: Iterable[str],
    rules: Iterable[Rule],
    beside_labels: Mapping[str, frozenset[str]],
    troubled: Lexicon,
    danger: Lexicon,
    refused: Lexicon,
    meeting: Iterable[str],
    label: Callable[..., str],
    form: Form = CHECK_IN,
) -> LineWords:
    """Make the words of each kind ready, and the labels of the form as they are shown.

    label: says a sentence of the form, with its value.

    beside_labels: the kinds that may stand beside a label, by the question it answers; "" for all others. Raises
    ValueError for a rule that names a kind there is none of.
    """
    rules = list(rules)
    joined: dict[tuple[str, ...], set[str]] = {}
    for kind, written in together.items():
        for phrase in written:
            joined.setdefault(tuple(plain_words(phrase)), set()).add(kind)
    steps: dict[str, dict[tuple[str, ...], str]] = {}
    for question in form.questions:
        if question.record is not None and question.record.line:
            before = label(question.record.line, value="")
            joined.setdefault(tuple(plain_words(before)), set()).add(f"{LABEL}={question.key}")
        for kind, shown in _labels(question):
            joined.setdefault(tuple(plain_words(label(shown))), set()).add(kind)
            if (key := kind.partition("=")[0]) not in (TOPIC, LEVEL, LABEL):
                beside = beside_labels.get(key, beside_labels[""])
                rules.append(Rule(key, kind.partition("=")[2], (kind,), beside))
        if isinstance(question, Day) and not question.back:
            steps[question.key] = {
                date_words(label(shown)): code for code, shown in (*question.options, *question.soon)
            }
    every = {part for kind in (*words, *together, *MADE) for part in _with_general(kind)}
    every |= {part for kinds in joined.values() for kind in kinds for part in _with_general(kind)}
    meeting = frozenset(meeting)
    if missing := ({kind for rule in rules for kind in (*rule.says, *rule.may)} | meeting) - every:
        raise ValueError(f"no words of these kinds: {', '.join(sorted(missing))}")
    bits = {kind: 1 << at for at, kind in enumerate(sorted(every))}
    return LineWords(
        lexicon(dict.fromkeys(every, "") | _generalised(words), (), (), ()),
        {said: frozenset(part for kind in kinds for part in _with_general(kind)) for said, kinds in joined.items()},
        tuple(endings),
        tuple(_ready(rule, bits) for rule in rules),
        steps,
        troubled,
        danger,
        refused,
        meeting,
        bits,
        max(map(len, joined)),
        tuple(place for place, rule in enumerate(rules) if not rule.first),
    )


def _labels(question: Question) -> Iterable[tuple[str, str]]:
    """What stands on the screens of a question, and as what kind it is read."""
    match question:
        case Choice():
            yield from ((f"{question.key}={code}", shown) for code, shown in question.options)
        case Levels():
            for topic in question.topics:
                yield f"{TOPIC}={topic.code}", topic.short
                yield f"{TOPIC}={topic.code}", topic.label
            yield from ((f"{LEVEL}={level}", shown) for level, shown, _ in question.levels)
        case Several():
            yield from ((f"{TOPIC}={code}", shown) for code, shown in question.options)


def _with_general(kind: str) -> tuple[str, ...]:
    """ "topic=kerja" is a topic as well."""
    general, found, _ = kind.partition("=")
    return (kind, general) if found else (kind,)


def _generalised(words: Mapping[str, str]) -> dict[str, str]:
    every: dict[str, str] = {}
    for kind, written in words.items():
        for part in _with_general(kind):
            every[part] = f"{every.get(part, '')} {written}"
    return every


def _ready(rule: Rule, bits: Mapping[str, int]) -> Ready:
    order = tuple(bits[kind] for kind in rule.says)
    needs, beside = 0, 0
    for bit in order:
        needs |= bit
    for kind in rule.may:
        beside |= bits[kind]
    return Ready(rule, needs, beside, beside | needs, order)
