"""Shows a form: one question a screen, edited in place, with the way back and the way out always there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from bot.domain import forms, planning
from bot.domain.forms import PENDING, Choice, Day, Form, Free, Levels, Option, Question, Several, Topic
from bot.domain.people import Person, Role
from bot.domain.presses import (
    Again,
    Answer,
    Back,
    Cancel,
    ChoicePage,
    InForm,
    MeantAs,
    PickDate,
    Press,
    Rate,
    UrgentWhat,
)
from bot.domain.rights.personal import Personal
from bot.domain.text import N_
from bot.domain.typed import plainly
from bot.store.caseload import cases, drafts
from bot.store.caseload.cases import Case
from bot.store.caseload.drafts import Draft
from bot.store.figures import workload
from bot.store.people import people
from bot.turn import Asked, Button, Reply, Row, Say, Turn
from handlers.screens import PAGE, PERSONAL, menu, paging, pairs

F = TypeVar("F", bound=InForm)
# No label of ours is longer.
LONGEST_LABEL = 50
# So many choices may each have a row, and so long a label may stand beside another where a phone is small.
FEW, BESIDE_ANOTHER = 2, 19
# So much of a long text is shown, and of several together.
SHORTENED, TOGETHER = 200, 300
# Beside the ways out three rows are left; in threes there is room for one word.
ROOM_FOR_PAIRS = 6
# What is said without wanting anything, a comma between.
PLEASANTRIES = N_("hello, hi, good morning, good evening, thanks, thank you, okay, yes, sir, madam")
# How people say yes and no, a comma between.
YES, NO = N_("yes, yeah, right, okay"), N_("no, nope, not that")
DATE_EXAMPLES = N_("Type the date and the hour, for example: tomorrow at 9, Friday, in 3 days, 5 December at 14.00.")
DAY_EXAMPLES = N_("Type the date, for example: tomorrow, Friday, in 3 days, 5 December.")


@dataclass(frozen=True, slots=True)
class Filling:
    """A form, and what its handlers add to it.

    title: the line above each question. leave: where "Back" leads from the first one. summary: the last screen before
    saving; without one the form is saved with its last answer. options: who supplies a Choice that has none written
    down. first_for: whose screens show its first question before there is a draft, so that only they may answer it.
    shows_words: its screens show again what was typed, and so close after a while. latest: the last day of a question
    that looks back; today, where none is said. given: the answers with what stands by itself, each time they change.
    over: what is said instead of the next question where what the form is about has ended meanwhile; it goes then.
    typed: which answer of a Choice is meant by words that stand on none of its buttons. marks: it begins with what was
    answered another time, which its choices mark. beside: what else can be chosen while its question is asked.
    has_way_back: whether what was done is undone by going back or cancelling; where it is not, only the menu is there.
    at_once: whether an answer that was just changed is saved without the summary. parts: which part of it to change,
    asked from its summary. thrown: what goes besides when it is thrown away.
    """

    form: Form
    title: Callable[[Turn, Draft], str]
    save: Callable[[Turn, Draft], list[Reply]]
    leave: Callable[[Turn, Draft], list[Reply]]
    summary: Callable[[Turn, Draft], Say] | None = None
    options: Callable[[Turn, Draft], Sequence[Option]] | None = None
    check: Callable[[Turn, Draft], tuple[str, str] | None] | None = None
    first_for: tuple[Role, ...] = ()
    shows_words: bool = False
    latest: Callable[[Turn, Draft], datetime] | None = None
    given: Callable[[Turn, Draft, dict[str, Any]], dict[str, Any]] | None = None
    over: Callable[[Turn, Draft], list[Reply] | None] | None = None
    typed: Callable[[Turn, Draft, str], str | None] | None = None
    marks: bool = False
    beside: Callable[[Turn, Draft], tuple[Row, ...]] | None = None
    has_way_back: bool = True
    at_once: Callable[[Turn, Draft], bool] | None = None
    parts: Callable[[Turn, Draft], Say] | None = None
    thrown: Callable[[Turn, Draft], None] | None = None


def open_form(
    turn: Turn,
    filling: Filling,
    case: Case | None = None,
    *,
    answers: dict[str, Any] | None = None,
    hint: str | None = None,
) -> Say:
    """Open a form and keep its draft at once, so that words typed next belong to it; an earlier one gives way."""
    drafts.drop_form(turn.tx, turn.me, filling.form.name)
    blank = Draft(0, filling.form.name, turn.token, None if case is None else case.id, None, {})
    return show(turn, filling, drafts.keep(turn.tx, turn.me, blank, answers or {}, case), hint)


def _ask_whether_meant(turn: Turn, filling: Filling, draft: Draft, text: str, hints: list[str]) -> Say:
    """What was typed waits to be told whether it belongs here."""
    question = forms.current(filling.form, draft.answers)
    lines = [filling.title(turn, draft), *hints, *([turn.t(question.text)] if question is not None else [])]
    lines.append(turn.t(N_("Shall “{text}” go into this form?"), text=shortened(text, 100)))
    yes = button(draft, turn.t(N_("Yes, put it in")), MeantAs("answer"))
    no = button(draft, turn.t(N_("No, something else")), MeantAs("other"))
    out = way_out(turn, draft, "" if question is None else question.key)
    return turn.say(turn.lines(*lines), (yes, no), out, hides_after=PERSONAL)


def begin(turn: Turn, filling: Filling, draft: Draft, case: Case | None = None) -> Say:
    """Show the first question of a form that is nothing to go on with until it is answered."""
    return show(turn, filling, drafts.begin(turn.tx, turn.me, draft, case))


def staff_options(turn: Turn, those: Sequence[Person]) -> list[Option]:
    """Staff as the choices of a form: code, name, and how many a mentor accompanies."""
    ids = [one.id for one in those]
    names, carried = people.names(turn.tx, ids), workload.carried(turn.tx, ids)
    found: list[Option] = []
    for one in those:
        text = N_("{code} {name}, with {number}") if one.role is Role.MENTOR else N_("{code} {name}")
        values = {"code": one.code, "name": names.get(one.id, ""), "number": carried.get(one.id, 0)}
        found.append((one.code, turn.t(text, **values)))
    return found


def title_of(turn: Turn, draft: Draft) -> str:
    """The participant's code."""
    case = case_of(turn, draft)
    return turn.t(N_("<b>{code}</b>"), code=case.code if case else "")


def case_of(turn: Turn, draft: Draft) -> Case | None:
    """The case a draft is about, if it is this person's to see; looked up once a turn."""
    case_id = draft.case_id
    return None if case_id is None else turn.once(("case", case_id), lambda: cases.visible(turn.tx, turn.me, case_id))


def is_known(turn: Turn, case: Case) -> None:
    """This person may see it, as was found out in this very turn: `case_of` need not ask again."""
    turn.once(("case", case.id), lambda: case)


def button(draft: Draft, label: str, press: F) -> Button:
    """A button of this filling-in; while nobody has answered it, it says what the form is and is about."""
    if draft.id and not draft.blank:
        return Button(label, replace(press, token=draft.token))
    about = draft.answers.get("prompt", 0) if draft.case_id is None else draft.case_id
    return Button(label, replace(press, token=draft.token, form=draft.form, about=about))


def show(turn: Turn, filling: Filling, draft: Draft, hint: str | None = None) -> Say:
    """The current question, or the summary when all is answered; `hint`, in the person's language, is said first.

    It is personal unless all that is asked and answered is plain; what is typed on it goes into this filling-in.
    """
    said, question = _shown(turn, filling, draft, hint), forms.current(filling.form, draft.answers)
    wanted, most = isinstance(question, Free), question.limit if isinstance(question, Free) else 0
    text = said.text if forms.is_plain(filling.form, draft.answers) else Personal(said.text)
    return replace(
        said, text=text, asked=said.asked or Asked(draft.token, "" if question is None else question.key, wanted, most)
    )


def _shown(turn: Turn, filling: Filling, draft: Draft, hint: str | None) -> Say:
    question = forms.current(filling.form, draft.answers)
    if (waits := draft.answers.get(PENDING)) is not None:
        return _ask_whether_meant(turn, filling, draft, str(waits[1]), [hint] if hint else [])
    if question is None:
        if filling.summary is None:
            raise LookupError(f"the form {filling.form.name} is full and has no summary")
        said = filling.summary(turn, draft)
        return said if hint is None else replace(said, text=turn.lines(hint, said.text))
    text = [filling.title(turn, draft), *([hint] if hint else []), turn.t(question.text)]
    rows: tuple[Row, ...]
    match question:
        case Choice():
            rows = _choice(turn, filling, draft, question)
        case Several():
            rows = (
                _several(turn, draft, question)
                if question.source is None
                else _supplied(turn, filling, draft, question)
            )
        case Levels():
            text += _rated(turn, draft, question)
            rows = _levels(turn, draft, question)
        case Free():
            text += _earlier(turn, draft, question)
            rows = _free(turn, draft, question)
        case Day():
            rows = _day(turn, filling, draft, question)
    shows_words = filling.shows_words or (isinstance(question, Free) and question.key + forms.MAKING in draft.answers)
    hides = PERSONAL if shows_words else None
    beside = () if filling.beside is None else filling.beside(turn, draft)
    out = way_out(turn, draft, question.key) if filling.has_way_back else (menu(turn),)
    if isinstance(question, Levels):
        out = _on_and_out(turn, draft, question, out)
    if isinstance(question, Several) and question.source is not None and draft.answers.get(question.key + forms.MAKING):
        out += (answer(draft, question.key, "ok", turn.t(N_("Go on"))),)
    return turn.say(turn.lines(*text), *rows, *beside, out, hides_after=hides)


def buttons_of(screen: Say) -> list[tuple[str, Press]]:
    """The words on a screen's buttons, each with its press."""
    return [(button.label, button.press) for row in screen.rows for button in row]


def on_a_button(turn: Turn, text: str, shown: Sequence[tuple[str, Press]]) -> Press | None:
    """The button whose words were typed instead of pressed; "iya" and "bukan" are a yes and a no where one is asked."""
    said = plainly(text) if len(text) <= LONGEST_LABEL else ""
    if not said:
        return None
    for label, press in shown:
        if said in (plainly(label), plainly(without_sign(label))):
            return press
    for words in (YES, NO):
        if said in (meant := words_of(turn, words)):
            fitting = [press for label, press in shown if plainly(label).partition(" ")[0] in meant]
            return fitting[0] if len(fitting) == 1 else None
    return None


def words_of(turn: Turn, listed: str) -> list[str]:
    """The words of a sentence that lists some with commas, plainly."""
    return [plainly(word) for word in turn.t(listed).split(",")]


def without_sign(label: str) -> str:
    """A label without the sign it begins with; some of those count as letters (ℹ)."""
    sign, _, words = label.partition(" ")
    return label if sign.isascii() else words


def way_out(turn: Turn, draft: Draft, step: str) -> Row:
    """Back and cancel, on every screen of a form."""
    row: Row = (
        button(draft, turn.t(N_("Back")), Back(step)),
        button(draft, turn.t(N_("Cancel")), Cancel()),
    )
    if draft.form == "checkin" and draft.corrects_id is None:
        row += (Button(turn.t(N_("🆘 Urgent")), UrgentWhat(draft.case_id or 0)),)
    return row


def answer(draft: Draft, key: str, value: str, label: str) -> Button:
    """A button that answers question `key`."""
    return button(draft, label, Answer(key, value))


def pick_date(turn: Turn, filling: Filling, draft: Draft, hint: str | None = None) -> Say:
    """Ask for a date in words."""
    question = forms.current(filling.form, draft.answers)
    examples = DATE_EXAMPLES if isinstance(question, Day) and question.hour else DAY_EXAMPLES
    text = [filling.title(turn, draft), *([hint] if hint else []), turn.t(examples)]
    again = button(draft, turn.t(N_("Back")), Again())
    cancel = button(draft, turn.t(N_("Cancel")), Cancel())
    return turn.say(
        turn.lines(*text),
        (again, cancel),
        asked=Asked(draft.token, "" if question is None else question.key, True, LONGEST_LABEL),
    )


def topic_screen(turn: Turn, filling: Filling, draft: Draft, topic: Topic) -> Say:
    """One part of life: what belongs to it, two examples, and the four levels."""
    question = forms.current(filling.form, draft.answers)
    assert isinstance(question, Levels)
    text = turn.lines(
        filling.title(turn, draft),
        turn.t(N_("<b>{topic}</b>: {about}."), topic=turn.t(topic.label), about=turn.t(topic.about)),
        turn.t(
            N_("Needs attention, for example: {low}. Urgent, for example: {urgent}."),
            low=turn.t(topic.low),
            urgent=turn.t(topic.urgent),
        ),
    )
    levels = [answer(draft, "levels", f"{topic.code}={n}", turn.t(label)) for n, label, _ in question.levels]
    rest = (
        answer(draft, "levels", f"{topic.code}=0", turn.t(N_("Not discussed"))),
        button(draft, turn.t(N_("Back")), Again()),
    )
    return turn.say(text, *pairs(levels), rest)


def _choice(turn: Turn, filling: Filling, draft: Draft, question: Choice) -> tuple[Row, ...]:
    if question.source is None or filling.options is None:
        before = draft.answers.get(question.key + forms.MAKING) if filling.marks else None
        buttons = [
            answer(draft, question.key, code, ("✓ " if code == before else "") + turn.t(label))
            for code, label in question.options
        ]
        skip = [answer(draft, question.key, forms.SKIPPED, turn.t(question.skip))] if question.skip else []
        alone = len(buttons) <= FEW and any(len(one.label) > BESIDE_ANOTHER for one in buttons)
        return pairs([*buttons, *skip], 1 if alone else 2)
    shown, more = on_page(draft, filling.options(turn, draft))
    page = int(draft.answers.get("page", 0))
    turns = paging(turn, page, more, lambda at: button(draft, "", ChoicePage(at)).press)
    rows = pairs([answer(draft, question.key, code, label) for code, label in shown])
    return (*rows, turns) if turns else rows


def on_page(draft: Draft, supplied: Sequence[Option]) -> tuple[Sequence[Option], bool]:
    """Those of many options that stand on the page that is shown, and whether more follow."""
    page = int(draft.answers.get("page", 0))
    # Four rows in all: turning pages takes one, the way out another.
    size = PAGE if len(supplied) <= PAGE else PAGE - 2
    return supplied[page * size : (page + 1) * size], len(supplied) > (page + 1) * size


def _several(turn: Turn, draft: Draft, question: Several) -> tuple[Row, ...]:
    picked = draft.answers.get(question.key + forms.MAKING, [])
    ticks = [
        answer(draft, question.key, "-" + code, "✓ " + turn.t(label))
        if code in picked
        else answer(draft, question.key, "+" + code, turn.t(label))
        for code, label in question.options
    ]
    done = answer(draft, question.key, "ok", turn.t(N_("Go on") if picked else N_("None")))
    each = [*ticks, done]
    return pairs(each, 2 if len(each) <= ROOM_FOR_PAIRS else 3)


def _supplied(turn: Turn, filling: Filling, draft: Draft, question: Several) -> tuple[Row, ...]:
    """Any number of many: six on a page, and all of them with one tap; on goes on beside the ways out."""
    supplied = filling.options(turn, draft) if filling.options is not None else ()
    picked = draft.answers.get(question.key + forms.MAKING, [])
    page = min(int(draft.answers.get("page", 0)), max(0, len(supplied) - 1) // PAGE)
    ticks = [
        answer(draft, question.key, ("-" if code in picked else "+") + code, ("✓ " if code in picked else "") + label)
        for code, label in supplied[page * PAGE : (page + 1) * PAGE]
    ]
    every = (answer(draft, question.key, forms.EVERYBODY, turn.t(N_("All"))),) if len(picked) < len(supplied) else ()
    turns = paging(turn, page, len(supplied) > (page + 1) * PAGE, lambda at: button(draft, "", ChoicePage(at)).press)
    rest = (*turns, *every)
    return (*pairs(ticks, 3), *((rest,) if rest else ()))


def _levels(turn: Turn, draft: Draft, question: Levels) -> tuple[Row, ...]:
    rated = draft.answers.get(question.key + forms.MAKING, {})
    topics = [
        button(draft, ("✓ " if topic.code in rated else "") + turn.t(topic.short), Rate(topic.code))
        for topic in question.topics
    ]
    if _has_rest(question, rated):
        topics.append(answer(draft, question.key, forms.REST, turn.t(question.rest)))
    return pairs(topics, 3)


def _has_rest(question: Levels, rated: dict[str, Any]) -> bool:
    """Whether some topics are rated, and the others can be rated together."""
    return bool(question.rest) and 0 < len(rated) < len(question.topics)


def _on_and_out(turn: Turn, draft: Draft, question: Levels, out: Row) -> Row:
    """Eight topics and what rates the rest take three rows: on goes on beside the ways out, where what is urgent has
    room for its sign.
    """
    back, cancel, *urgent = out
    go_on = answer(draft, question.key, "ok", turn.t(N_("Go on")))
    return (back, cancel, go_on, *(Button("🆘", one.press) for one in urgent))


def _rated(turn: Turn, draft: Draft, question: Levels) -> list[str]:
    rated = draft.answers.get(question.key + forms.MAKING, {})
    lines = level_lines(turn, question, rated)
    if _has_rest(question, rated):
        level = next(label for level, label, _ in question.levels if level == question.rest_level)
        text = N_("“{words}” marks all that have no level yet as {level}.")
        lines.append(turn.t(text, words=turn.t(question.rest), level=turn.t(level)))
    return lines


def level_lines(turn: Turn, question: Levels, rated: dict[str, Any]) -> list[str]:
    """A line for each topic that was talked about."""
    labels = {level: label for level, label, _ in question.levels}
    return [
        turn.t(N_("{topic}: {level}"), topic=turn.t(topic.short), level=turn.t(labels[rated[topic.code]]))
        for topic in question.topics
        if rated.get(topic.code) in labels
    ]


def in_words(turn: Turn, form: Form, answers: forms.Answers, room: int = 0) -> list[str]:
    """What was answered, a line each, as the records of the questions say it; what plans is said by the plan.

    room: so many characters may stand there; what was typed is shown as far as the other lines leave some.
    """
    typed = {q.key: str(answers[q.key]) for q in form.questions if isinstance(q, Free) and answers.get(q.key)}
    rest = sum(map(len, _lines_of(turn, form, forms.without(answers, *typed))))
    left = max(room - rest, min(SHORTENED * len(typed), TOGETHER))
    return _lines_of(turn, form, {**answers, **_within(typed, left)})


def _within(typed: dict[str, str], room: int) -> dict[str, str]:
    """The beginnings of several texts in so much room; what a short one does not need is left to the others."""
    shown: dict[str, str] = {}
    for key in sorted(typed, key=lambda one: len(typed[one])):
        shown[key] = shortened(typed[key], room // (len(typed) - len(shown)))
        room -= len(shown[key])
    return shown


def _lines_of(turn: Turn, form: Form, answers: forms.Answers) -> list[str]:
    lines: list[str] = []
    for question in form.questions:
        value = answers.get(question.key)
        if isinstance(question, Levels):
            lines += map(Personal, level_lines(turn, question, value or {}))
        elif value and question.record is not None and question.record.line and value not in question.record.unsaid:
            line = turn.t(question.record.line, value=_value_in_words(turn, question, value))
            lines.append(line if forms.tells_nothing(question) else Personal(line))
    return lines


def _value_in_words(turn: Turn, question: Question, value: Any) -> str:
    match question:
        case Choice():
            return turn.t(dict(question.options)[value])
        case Several():
            return turn.language.listing(turn.t(dict(question.options)[code]) for code in value)
        case Day():
            at = planning.moment(str(value), turn.me.zone, turn.now)
            return turn.moment(at) if question.hour else turn.short_day(at.astimezone(turn.me.zone).date())
        case _:
            return str(value)


def _earlier(turn: Turn, draft: Draft, question: Free) -> list[str]:
    earlier = draft.answers.get(question.key + forms.MAKING)
    return [turn.t(N_("So far: {text}"), text=shortened(earlier))] if earlier else []


def _free(turn: Turn, draft: Draft, question: Free) -> tuple[Row, ...]:
    row: Row = ()
    if draft.answers.get(question.key + forms.MAKING):
        row += (answer(draft, question.key, "same", turn.t(N_("Keep it"))),)
    if question.optional:
        row += (answer(draft, question.key, forms.SKIPPED, turn.t(question.skip)),)
    return (row,) if row else ()


def _day(turn: Turn, filling: Filling, draft: Draft, question: Day) -> tuple[Row, ...]:
    if question.back:
        days = days_back(turn, filling, draft, question)
        return pairs([answer(draft, question.key, code, label) for code, label in days], 3)
    offered = question.offered(draft.answers)
    options = [answer(draft, question.key, code, turn.t(label)) for code, label in offered]
    return pairs([*options, button(draft, turn.t(N_("Choose a date")), PickDate(question.key))])


def days_back(turn: Turn, filling: Filling, draft: Draft, question: Day) -> list[Option]:
    """The days that a question which looks back may be answered with, the last one first."""
    latest = turn.now if filling.latest is None else filling.latest(turn, draft)
    last = latest.astimezone(turn.me.zone).date()
    days = [last - timedelta(days=ago) for ago in range(question.back)]
    close = {turn.today: turn.t(N_("Today")), turn.today - timedelta(days=1): turn.t(N_("Yesterday"))}
    return [(epoch(planning.morning(day, turn.me.zone)), close.get(day) or turn.short_day(day)) for day in days]


def epoch(at: datetime) -> str:
    """A moment as a button carries it; `planning.moment` reads it."""
    return planning.step_at(at)


def shortened(text: str, most: int = SHORTENED) -> str:
    """The beginning of a longer text."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
