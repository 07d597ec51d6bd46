"""Forms: questions as data, and the pure functions that find the next one.

No step is stored. What to ask next follows from the form and the answers alone, so it can never be stale.
An answer in the making (ticks not yet confirmed, a text taken back) is kept under the question's key plus "?".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.text import N_

Answers = Mapping[str, Any]
Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Is:
    """A condition: the answer to `key` is one of `values`."""

    key: str
    values: tuple[str, ...]

    def holds(self, answers: Answers) -> bool:
        """Whether the condition is met by `answers`."""
        return answers.get(self.key) in self.values


@dataclass(frozen=True, slots=True)
class Either:
    """A condition: one of two holds."""

    one: Is
    other: Is

    def holds(self, answers: Answers) -> bool:
        """Whether either is met by `answers`."""
        return self.one.holds(answers) or self.other.holds(answers)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of `options` (code, label). With no options written down, `source` names who supplies them."""

    key: str
    text: str
    options: tuple[Option, ...] = ()
    when: Is | Either | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Several:
    """Any number of `options`, none included; "ok" confirms."""

    key: str
    text: str
    options: tuple[Option, ...]
    when: Is | Either | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """A part of life that may be talked about: its code, short label, what belongs to it, two examples."""

    code: str
    short: str
    label: str
    about: str
    low: str
    urgent: str


@dataclass(frozen=True, slots=True)
class Levels:
    """A level (1 to 4) for each topic that was talked about; a topic not named was not discussed."""

    key: str
    text: str
    topics: tuple[Topic, ...]
    levels: tuple[tuple[int, str, str], ...]
    when: Is | Either | None = None


@dataclass(frozen=True, slots=True)
class Free:
    """Text in the person's own words, at most `limit` characters; "skip" leaves an optional one empty.

    `skip`: the words on the button that does.
    """

    key: str
    text: str
    limit: int
    optional: bool = True
    when: Is | Either | None = None
    skip: str = N_("Without a note")


@dataclass(frozen=True, slots=True)
class Day:
    """A moment to come: one of `options`, or a date typed in words and confirmed as "@<epoch seconds>"."""

    key: str
    text: str
    options: tuple[Option, ...]
    when: Is | Either | None = None


Question = Choice | Several | Levels | Free | Day


@dataclass(frozen=True, slots=True)
class Form:
    """A named, ordered set of questions."""

    name: str
    questions: tuple[Question, ...]

    def question(self, key: str) -> Question | None:
        """The question called `key`, if the form has one."""
        return next((q for q in self.questions if q.key == key), None)


def applicable(form: Form, answers: Answers) -> list[Question]:
    """The questions that these answers call for, in order."""
    return [q for q in form.questions if q.when is None or q.when.holds(answers)]


def current(form: Form, answers: Answers) -> Question | None:
    """The next question to ask; None when all that apply are answered."""
    return next((q for q in applicable(form, answers) if q.key not in answers), None)


def put(form: Form, answers: Answers, key: str, value: str) -> dict[str, Any] | None:
    """Answer the current question with a button's `value`.

    Returns the new answers, or None when `key` is not the current question or `value` none of its answers:
    then nothing changes and the current question is shown again.
    """
    question = current(form, answers)
    if question is None or question.key != key:
        return None
    match question:
        case Choice():
            known = question.source is not None or value in dict(question.options)
            return {**answers, key: value} if known and value else None
        case Day():
            known = value in dict(question.options) or _is_moment(value)
            return {**answers, key: value} if known else None
        case Several():
            return _tick(question, answers, value)
        case Levels():
            return _rate(question, answers, value)
        case Free():
            return _free(question, answers, value)


def write(form: Form, answers: Answers, text: str) -> dict[str, Any] | None:
    """Answer the current question with typed `text`; None when it takes no text or the text is too long."""
    question = current(form, answers)
    text = text.strip()
    if not isinstance(question, Free) or not text or len(text) > question.limit:
        return None
    return {**_settled(answers, question.key), question.key: text}


def back(form: Form, answers: Answers, key: str) -> dict[str, Any] | None:
    """Take back the answer given before question `key` ("" = the summary); None at the first question."""
    answered = [q.key for q in applicable(form, answers) if q.key in answers]
    keys = [q.key for q in applicable(form, answers)]
    before = [k for k in answered if key == "" or keys.index(k) < keys.index(key)] if _known(keys, key) else []
    return reopened(answers, before[-1]) if before else None


def reopened(answers: Answers, key: str) -> dict[str, Any]:
    """The same answers with question `key` open again; what was answered is kept as its starting point."""
    rest = {k: v for k, v in answers.items() if k != key}
    return {**rest, key + "?": answers[key]} if key in answers else dict(rest)


def called_for(answers: Answers, key: str) -> dict[str, Any]:
    """Open question `key` although its answers so far would not ask it; see `wanted`."""
    return {**reopened(answers, key), key + "+": "yes"}


def wanted(key: str, otherwise: Is) -> Either:
    """The condition of a question that is asked when `otherwise` holds, or when it was called for."""
    return Either(otherwise, Is(key + "+", ("yes",)))


def pruned(form: Form, answers: Answers) -> dict[str, Any]:
    """Only the answers of questions that apply: what is worth keeping when the form is saved."""
    return {q.key: answers[q.key] for q in applicable(form, answers) if q.key in answers}


def _known(keys: list[str], key: str) -> bool:
    return key == "" or key in keys


def _is_moment(value: str) -> bool:
    return value.startswith("@") and value[1:].isdecimal() and len(value) <= 12


def _settled(answers: Answers, key: str) -> dict[str, Any]:
    return {k: v for k, v in answers.items() if k != key + "?"}


def _tick(question: Several, answers: Answers, value: str) -> dict[str, Any] | None:
    """Ticks carry the state they lead to ("+health", "-health"), so that a double tap changes nothing."""
    picked = [code for code in answers.get(question.key + "?", []) if code in dict(question.options)]
    if value == "ok":
        return {**_settled(answers, question.key), question.key: picked}
    sign, code = value[:1], value[1:]
    if sign not in "+-" or code not in dict(question.options):
        return None
    rest = [c for c in picked if c != code]
    return {**answers, question.key + "?": [*rest, code] if sign == "+" else rest}


def _rate(question: Levels, answers: Answers, value: str) -> dict[str, Any] | None:
    rated = dict(answers.get(question.key + "?", {}))
    if value == "ok":
        return {**_settled(answers, question.key), question.key: rated}
    code, _, level = value.partition("=")
    if code not in {topic.code for topic in question.topics} or level not in {"0", "1", "2", "3", "4"}:
        return None
    rated.pop(code, None)
    if level != "0":
        rated[code] = int(level)
    return {**answers, question.key + "?": rated}


def _free(question: Free, answers: Answers, value: str) -> dict[str, Any] | None:
    if value == "skip" and question.optional:
        return {**_settled(answers, question.key), question.key: ""}
    if value == "same" and answers.get(question.key + "?"):
        return {**_settled(answers, question.key), question.key: answers[question.key + "?"]}
    return None
