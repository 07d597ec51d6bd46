"""The words of a check-in that is typed in one line, read from their file; how is said in bot/domain/lines/."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from bot.domain.checkins import CHECK_IN
from bot.domain.danger import Lexicon, lexicon
from bot.domain.forms import Form
from bot.domain.lines.words import LineWords, Rule, line_words
from bot.reference.content import DEFAULT, ContentError, content
from bot.reference.danger import rule_of as danger_rule_of
from bot.reference.danger import words_of_danger

# The kinds that may stand beside what stands on the form's own buttons.
BESIDE_LABELS = "labels"
# The kinds that say nothing but of meeting, beside what says that it did not come about.
MEETING = "meeting"
_FLAGS = ("order", "first", "note", "ask")


class LineWordsError(ContentError):
    """The file of the words of lines does not hold what it should; says which rule."""


@lru_cache
def words_of_lines(label: Callable[..., str], code: str = DEFAULT, form: Form = CHECK_IN) -> LineWords:
    """What a line is read by; label: says a sentence of the form, with its value ("Contact: {value}").

    Raises ContentError.
    """
    written = content("lines.toml", code)
    try:
        sets: Mapping[str, Sequence[str]] = written["sets"]
        return line_words(
            written["words"],
            written["together"],
            written["endings"],
            [rule_of(line, sets) for line in written["rules"]],
            {name.partition("=")[2]: frozenset(sets[name]) for name in sets if name.split("=")[0] == BESIDE_LABELS},
            _troubled(written["troubled"]),
            words_of_danger(code),
            lexicon(written["refused"], (), (), ()),
            sets[MEETING],
            label,
            form,
        )
    except ValueError as error:
        raise LineWordsError(f"lines.toml: {error}") from None


def _troubled(written: Mapping[str, Any]) -> Lexicon:
    sure, unsure = ([danger_rule_of(line) for line in written[key]] for key in ("sure", "unsure"))
    but = frozenset(written["but"])
    return lexicon(written["words"], [replace(rule, but=rule.but | but) for rule in sure], unsure, ())


def rule_of(line: str, sets: Mapping[str, Sequence[str]]) -> Rule:
    """A rule as it is written: "contact=visit: visit / may around at / order". Raises ValueError."""
    head, found, rest = line.partition(": ")
    if not found and not line.startswith(": "):
        raise ValueError(f"{line!r}: a rule says what it answers before a colon")
    key, _, value = head.partition("=")
    says, *more = (part.split() for part in rest.split("/"))
    may: set[str] = set()
    flags: set[str] = set()
    for part in more:
        match part:
            case ["may", *kinds]:
                may.update(one for kind in kinds for one in sets.get(kind, [kind]))
            case [flag] if flag in _FLAGS:
                flags.add(flag)
            case _:
                raise ValueError(f"{line!r}: {' '.join(part)!r} is not understood")
    return Rule(
        key, value, tuple(says), frozenset(may), "order" in flags, "first" in flags, "note" in flags, "ask" in flags
    )
