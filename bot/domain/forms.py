"""Forms: questions as data, and the pure functions that find the next one.

No step is stored. What to ask next follows from the form and the answers alone, so it can never be stale.
An answer in the making (ticks not yet confirmed, a text taken back) is kept under the question's key plus MAKING; that
a question was called for, under its key plus CALLED; of levels, what was rated one by one before the rest was rated
together, under its key plus SINGLY.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.text import N_

Answers = Mapping[str, Any]
Option = tuple[str, str]
MAKING, CALLED, SINGLY = "?", "+", "-"
# What answers hold beside answers: what they were typed in; a text that waits at its question; messages that were too
# long, and those that were refused; an answer being changed, with all answers as they were; what was typed and may mean
# something else; when the last piece was taken in, in seconds since 1970; that no notes are wanted; that a choice is
# being put right just after it was saved; what is known of the typed line they were read from; on which day of its
# person's calendar it was begun.
PIECES, HELD, LEFT, REFUSED, REOPENED, PENDING, HANDLED, BARE, QUICK, READ, BEGUN = BESIDE = (
    "pieces", "held", "left", "refused", "reopened", "pending", "handled", "bare", "quick", "read", "begun",
)  # fmt: skip
KEY = re.compile(r"[a-z]{1,9}")
# So many messages are remembered that were refused.
MOST_REFUSED = 8
SKIPPED, REST, EVERYBODY = "skip", "rest", "all"


@dataclass(frozen=True, slots=True)
class Is:
    """A condition: the answer to `key` is one of `values`."""

    key: str
    values: tuple[str, ...]

    def holds(self, answers: Answers) -> bool:
        """Whether the condition is met by `answers`."""
        return answers.get(self.key) in self.values


@dataclass(frozen=True, slots=True)
class Always:
    """A condition that always holds."""

    def holds(self, answers: Answers) -> bool:
        """True."""
        return True


@dataclass(frozen=True, slots=True)
class Either:
    """A condition: one of two holds."""

    one: Is
    other: Is

    def holds(self, answers: Answers) -> bool:
        """Whether either is met by `answers`."""
        return self.one.holds(answers) or self.other.holds(answers)


@dataclass(frozen=True, slots=True)
class Unless:
    """A condition: another one, as long as `key` does not stand among the answers."""

    key: str
    one: Is

    def holds(self, answers: Answers) -> bool:
        """Whether that is so of `answers`."""
        return not answers.get(self.key) and self.one.holds(answers)


@dataclass(frozen=True, slots=True)
class AtLevel:
    """A condition: one of the topics of `key` stands at `level`."""

    key: str
    level: int

    def holds(self, answers: Answers) -> bool:
        """Whether that is so of `answers`."""
        return self.level in dict(answers.get(self.key) or {}).values()


@dataclass(frozen=True, slots=True)
class Ticked:
    """A condition: `value` is ticked among the answers to `key`."""

    key: str
    value: str

    def holds(self, answers: Answers) -> bool:
        """Whether that is so of `answers`."""
        return self.value in answers.get(self.key, ())


@dataclass(frozen=True, slots=True)
class SomeLeft:
    """A condition: another one, as long as one of these topics of `key` was left alone. What `question` was answered
    with before they all had a level stands.
    """

    key: str
    topics: tuple[str, ...]
    question: str
    one: Is

    def holds(self, answers: Answers) -> bool:
        """Whether that is so of `answers`."""
        is_begun = self.question in answers or self.question + MAKING in answers
        return self.one.holds(answers) and (is_begun or not set(self.topics) <= set(answers.get(self.key) or ()))


Condition = Is | Either | Unless | AtLevel | Ticked | SomeLeft


@dataclass(frozen=True, slots=True)
class Record:
    """How an answer that is kept is spoken of wherever it is shown, changed, exported or brought in.

    name: its short name, where one chooses what to change. line: its line in a summary, with {value}; without one the
    summary says it in its own way. unsaid: answers that other lines say better. add: the words of the button that asks
    it although its own condition does not hold; offered where `when` does.
    """

    name: str
    line: str = ""
    unsaid: tuple[str, ...] = ()
    add: str = ""
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One of `options` (code, label). With no options written down, `source` names who supplies them.

    skip: the words on the button that leaves it open; without them it has to be answered. plain: its answer tells
    nothing of anybody but that there is a contact, so that it may pass Telegram where there is a sealed page.
    """

    key: str
    text: str
    options: tuple[Option, ...] = ()
    when: Condition | None = None
    source: str | None = None
    skip: str = ""
    record: Record | None = None
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Several:
    """Any number of `options`, none included; "ok" confirms.

    With no options written down, `source` names who supplies them: then one at least has to be chosen. plain: as of a
    Choice.
    """

    key: str
    text: str
    options: tuple[Option, ...] = ()
    when: Condition | None = None
    record: Record | None = None
    source: str | None = None
    plain: bool = False


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
    """A level (1 to 4) for each topic that was talked about; a topic not named was not discussed.

    rest, rest_level: the words on the button that gives this level to all that have none, once one has, and goes on.
    """

    key: str
    text: str
    topics: tuple[Topic, ...]
    levels: tuple[tuple[int, str, str], ...]
    when: Condition | None = None
    record: Record | None = None
    rest: str = ""
    rest_level: int = 0


@dataclass(frozen=True, slots=True)
class Free:
    """Text in the person's own words, at most `limit` characters; "skip" leaves an optional one empty.

    `skip`: the words on the button that does. `takes_code`: a code is asked for, whosever it is.
    """

    key: str
    text: str
    limit: int
    optional: bool = True
    when: Condition | None = None
    skip: str = N_("Without a note")
    record: Record | None = None
    takes_code: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A moment to come: one of `options`, or a date typed in words and confirmed as "@<epoch seconds>".

    plans: it says when the next contact is, which is kept as a moment of its own. hour: whether an hour belongs to it;
    otherwise it is a day of its person's calendar. back: it looks back instead, over so many days, the last one
    included, and those are its options; typed, it may lie so many years (`years`) back. soon, soon_when: where that
    condition holds it offers these, and what lies more than `soon_days` ahead is asked about before it is saved.
    coming: typed without a year it is the coming one, also where one has only just gone by. after: the question whose
    day it does not come before. Both without an hour. plain: as of a Choice.
    """

    key: str
    text: str
    options: tuple[Option, ...]
    when: Condition | None = None
    plans: bool = False
    record: Record | None = None
    hour: bool = True
    back: int = 0
    years: int = 0
    soon: tuple[Option, ...] = ()
    soon_when: Condition | None = None
    soon_days: int = 0
    coming: bool = False
    after: str = ""
    plain: bool = False

    def is_soon(self, answers: Answers) -> bool:
        """Whether these answers ask for a day within `soon_days`."""
        return self.soon_when is not None and self.soon_when.holds(answers)

    def offered(self, answers: Answers) -> tuple[Option, ...]:
        """The steps that stand on its buttons."""
        return self.soon if self.is_soon(answers) else self.options


ALWAYS = Always()
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
    """The questions that these answers call for, and those that were called for besides, in order."""
    return [q for q in form.questions if q.when is None or q.when.holds(answers) or answers.get(q.key + CALLED)]


def offered(form: Form, answers: Answers) -> list[Question]:
    """The questions that may be called for: not answered, and their record says that they may."""
    return [
        q
        for q in form.questions
        if q.key not in answers and q.record is not None and q.record.add and (q.record.when or ALWAYS).holds(answers)
    ]


def changeable(form: Form, answers: Answers) -> list[tuple[Question, Record]]:
    """What can be changed of these answers: what was answered, and what may be called for."""
    more = offered(form, answers)
    return [(q, q.record) for q in form.questions if q.record is not None and (q.key in answers or q in more)]


def whole(form: Form) -> Form:
    """The same form. Raises ValueError where a question of it could not be asked, shown, changed or brought in."""
    keys = [question.key for question in form.questions]
    if len(set(keys)) < len(keys):
        raise ValueError(f"two questions of {form.name} have one key")
    for question in form.questions:
        if (wrong := _missing(question)) is not None:
            raise ValueError(f"the question {question.key!r} of {form.name} {wrong}")
    return form


def _missing(question: Question) -> str | None:
    if not KEY.fullmatch(question.key):
        return "needs a key of small letters: it is a column of files and a word on buttons"
    if question.record is None or not question.record.name:
        return "needs a record: how its answer is spoken of"
    if (
        not question.record.line
        and not isinstance(question, Levels)
        and not (isinstance(question, Day) and question.plans)
    ):
        return "needs a line for summaries"
    if isinstance(question, Choice | Several) and not question.options:
        return "needs options"
    return None


def current(form: Form, answers: Answers) -> Question | None:
    """The next question to ask; None when all that apply are answered."""
    return next((q for q in applicable(form, answers) if q.key not in answers), None)


def is_plain(form: Form, answers: Answers) -> bool:
    """Whether what is asked and what was answered so far tells nothing of anybody, nor anything that was typed."""
    if any(answers.get(key) for key in (PIECES, HELD, PENDING)):
        return False
    asked = current(form, answers)
    shown = [q for q in form.questions if q is asked or q.key in answers or q.key + MAKING in answers]
    return all(map(tells_nothing, shown))


def tells_nothing(question: Question) -> bool:
    """Whether its answer is plain; a level or a text never is."""
    return isinstance(question, Choice | Several | Day) and question.plain


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
            if question.skip and value == SKIPPED:
                return {**answers, key: ""}
            known = question.source is not None or value in dict(question.options)
            return {**answers, key: value} if known and value else None
        case Day():
            known = value in dict((*question.options, *question.soon)) or _is_moment(value)
            return {**answers, key: value} if known else None
        case Several():
            return _tick(question, answers, value)
        case Levels():
            return _rate(question, answers, value)
        case Free():
            return _free(question, answers, value)


def back(form: Form, answers: Answers, key: str) -> dict[str, Any] | None:
    """Take back the answer given before question `key` ("" = the summary); None at the first question."""
    answered = [q.key for q in applicable(form, answers) if q.key in answers]
    keys = [q.key for q in applicable(form, answers)]
    before = [k for k in answered if key == "" or keys.index(k) < keys.index(key)] if _known(keys, key) else []
    return reopened(answers, before[-1]) if before else None


def without(answers: Answers, *keys: str) -> dict[str, Any]:
    """The same answers but for these."""
    return {key: value for key, value in answers.items() if key not in keys}


def reopened(answers: Answers, key: str) -> dict[str, Any]:
    """The same answers with question `key` open again; what was answered is kept as its starting point, of levels what
    was rated one by one.
    """
    rest = without(answers, key, key + SINGLY)
    return {**rest, key + MAKING: answers.get(key + SINGLY, answers[key])} if key in answers else rest


def called_for(answers: Answers, key: str) -> dict[str, Any]:
    """Open question `key`, also where the answers so far would not ask it."""
    return {**reopened(answers, key), key + CALLED: "yes"}


def as_begun(form: Form, kept: Answers) -> dict[str, Any]:
    """Answers that were kept, as a form holds them that is filled in once more."""
    called = {q.key + CALLED: "yes" for q in form.questions if q.key in kept and q.record is not None and q.record.add}
    return {**pruned(form, {**kept, **called}), **called}


def pruned(form: Form, answers: Answers) -> dict[str, Any]:
    """Only the answers of questions that apply: what is worth keeping when the form is saved."""
    return {q.key: answers[q.key] for q in applicable(form, answers) if q.key in answers}


def begun(answers: Answers, day: date) -> dict[str, Any]:
    """The same answers, begun on this day where they do not say on which."""
    return {BEGUN: day.isoformat(), **answers}


def begun_on(answers: Answers) -> date | None:
    """On which day they were begun, where that is known."""
    return date.fromisoformat(answers[BEGUN]) if BEGUN in answers else None


def _known(keys: list[str], key: str) -> bool:
    return key == "" or key in keys


def _is_moment(value: str) -> bool:
    return value.startswith("@") and value[1:].isdecimal() and len(value) <= 12


def _settled(answers: Answers, key: str) -> dict[str, Any]:
    return without(answers, key + MAKING)


def _tick(question: Several, answers: Answers, value: str) -> dict[str, Any] | None:
    """Ticks carry the state they lead to ("+health", "-health"), so that a double tap changes nothing."""
    known = dict(question.options)
    picked = [code for code in answers.get(question.key + MAKING, []) if question.source is not None or code in known]
    if value == "ok":
        chosen = {**_settled(answers, question.key), question.key: picked}
        return chosen if picked or question.source is None else None
    sign, code = value[:1], value[1:]
    if not code or sign not in "+-" or (question.source is None and code not in known):
        return None
    rest = [c for c in picked if c != code]
    return {**answers, question.key + MAKING: [*rest, code] if sign == "+" else rest}


def _rate(question: Levels, answers: Answers, value: str) -> dict[str, Any] | None:
    rated = dict(answers.get(question.key + MAKING, {}))
    if value == "ok":
        return {**_settled(answers, question.key), question.key: rated}
    if value == REST:
        if not (question.rest and rated):
            return None
        together = {topic.code: rated.get(topic.code, question.rest_level) for topic in question.topics}
        return {**_settled(answers, question.key), question.key: together, question.key + SINGLY: rated}
    code, _, level = value.partition("=")
    if code not in {topic.code for topic in question.topics} or level not in {"0", "1", "2", "3", "4"}:
        return None
    rated.pop(code, None)
    if level != "0":
        rated[code] = int(level)
    return {**answers, question.key + MAKING: rated}


def _free(question: Free, answers: Answers, value: str) -> dict[str, Any] | None:
    if value == SKIPPED and question.optional:
        return {**_settled(answers, question.key), question.key: ""}
    if value == "same" and answers.get(question.key + MAKING):
        return {**_settled(answers, question.key), question.key: answers[question.key + MAKING]}
    return None


# -- pieces: an answer that was typed in several messages, each known by its number ------------------------------------

Piece = tuple[int, str, int]


def pieces_of(answers: Answers, key: str) -> list[Piece]:
    """What the answer to `key` was typed in, as (message number, text, seconds since 1970 when it was written).

    None where it was given, or changed, in another way since.
    """
    found = [(int(number), str(text), int(at)) for number, text, at in answers.get(PIECES, {}).get(key, [])]
    said = {answers.get(key), answers.get(key + MAKING)}
    return found if found and joined(found) in said else []


def piece_with(answers: Answers, message_id: int) -> str | None:
    """The question whose answer was typed in that message, at least in part."""
    return next((key for key in answers.get(PIECES, {}) if message_id in (p[0] for p in pieces_of(answers, key))), None)


def refusing(answers: Answers, message_id: int, key: str = "") -> dict[str, Any]:
    """The same answers, with a message that was not taken in at `key`: changed, it counts after all."""
    return {**answers, REFUSED: [*answers.get(REFUSED, []), [message_id, key]][-MOST_REFUSED:]}


def joined(pieces: list[Piece]) -> str:
    """The answer that the pieces are."""
    return "\n".join(text for _, text, _ in pieces)


def with_pieces(answers: Answers, key: str, pieces: list[Piece], *, held: bool = False) -> dict[str, Any]:
    """The same answers with `key` answered by these pieces; `held`: as a text that the question itself confirms."""
    rest = without(answers, key, key + MAKING)
    kept = {**answers.get(PIECES, {}), key: [list(piece) for piece in pieces]}
    return {**rest, PIECES: kept, key + (MAKING if held else ""): joined(pieces)}


def added(answers: Answers, key: str, piece: Piece, *, reached: bool) -> dict[str, Any]:
    """The same answers with a piece added to the text of `key`, which is called for where nothing asks it.

    reached: whether the question has been asked already; before that, what is added waits there to be confirmed (HELD),
    and what is typed then comes after it.
    """
    before = pieces_of(answers, key)
    if not before and (said := answers.get(key) or answers.get(key + MAKING)):
        before = [(0, str(said), 0)]
    held = key + MAKING in answers or (key not in answers and not reached)
    waits = {HELD: key} if held else {}
    return {**with_pieces(answers, key, [*before, piece], held=held), key + CALLED: "yes", **waits}
