"""Forms: the next question follows from the answers alone, and late answers change nothing."""

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import forms
from bot.domain.checkins import CHECK_IN, TOPICS, reached, urgent_topics
from bot.domain.forms import Choice, Day, Free, Levels, Several

WELL = (("contact", "visit"), ("overall", "fine"), ("next", "w2"))


def filled(*answers: tuple[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in answers:
        after = forms.put(CHECK_IN, found, key, value)
        assert after is not None, (key, value)
        found = after
    return found


def test_an_all_well_visit_asks_three_questions() -> None:
    assert forms.current(CHECK_IN, filled(*WELL)) is None


def test_only_the_current_question_can_be_answered() -> None:
    answers = filled(("contact", "visit"))
    assert forms.put(CHECK_IN, answers, "contact", "call") is None
    assert forms.put(CHECK_IN, answers, "next", "w1") is None
    assert forms.put(CHECK_IN, answers, "overall", "terrible") is None


def test_levels_are_taken_back_and_confirmed() -> None:
    answers = filled(("contact", "call"), ("overall", "details"), ("levels", "diri=2"), ("levels", "aman=1"))
    answers = forms.put(CHECK_IN, answers, "levels", "diri=0") or {}
    answers = forms.put(CHECK_IN, answers, "levels", "ok") or {}
    assert answers["levels"] == {"aman": 1}
    assert urgent_topics(answers) == ["aman"]


def test_ticking_twice_is_ticking_once() -> None:
    answers = filled(
        ("contact", "call"), ("overall", "details"), ("levels", "ok"), ("needs", "+kerja"), ("needs", "+kerja")
    )
    assert (forms.put(CHECK_IN, answers, "needs", "ok") or {})["needs"] == ["kerja"]


def test_changing_the_contact_asks_only_what_is_missing_then() -> None:
    answers = forms.reopened(filled(*WELL), "contact")
    answers = forms.put(CHECK_IN, answers, "contact", "not_reached") or {}
    question = forms.current(CHECK_IN, answers)
    assert question is not None and question.key == "reason"
    answers = filled(("contact", "not_reached"), ("reason", "work"), ("retry", "d1")) | {
        "next": "w2",
        "overall": "fine",
    }
    assert set(forms.pruned(CHECK_IN, answers)) == {"contact", "reason", "retry"}
    assert not reached(answers)


def test_extras_are_asked_when_called_for() -> None:
    extras = [question.key for question in forms.offered(CHECK_IN, filled(*WELL))]
    assert extras == ["on", "needs", "note", "good", "agreed"]
    for key in extras:
        question = forms.current(CHECK_IN, forms.called_for(filled(*WELL), key))
        assert question is not None and question.key == key


def test_text_is_kept_when_reopened() -> None:
    answers = filled(("contact", "call"), ("overall", "details"), ("levels", "ok"), ("needs", "ok"))
    answers = forms.with_pieces(answers, "note", [(7, "sehat", 1)])
    assert answers["note"] == "sehat" and forms.current(CHECK_IN, answers) != CHECK_IN.question("note")
    again = forms.reopened(answers, "note")
    assert (forms.put(CHECK_IN, again, "note", "same") or {})["note"] == "sehat"


def test_eight_topics_with_a_text_of_their_own() -> None:
    assert len(TOPICS) == len({topic.code for topic in TOPICS}) == 8


def values(question: forms.Question | None) -> list[str]:
    match question:
        case Choice() | Day():
            return [code for code, _ in question.options]
        case Several():
            return ["ok", *("+" + code for code, _ in question.options), *("-" + code for code, _ in question.options)]
        case Levels():
            return ["ok", *(f"{topic.code}={level}" for topic in question.topics for level in range(5))]
        case Free():
            return ["skip", "same"]
        case None:
            return []


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_way_through_comes_to_an_end_and_back(data: st.DataObject) -> None:
    """Whatever is answered, taken back or tapped late: answers stay answers, and the form can be finished."""
    answers: dict[str, Any] = {}
    for _ in range(data.draw(st.integers(0, 25))):
        question = forms.current(CHECK_IN, answers)
        move = data.draw(st.sampled_from(("answer", "back", "late")))
        if move == "answer" and question is not None:
            answers = (
                forms.put(CHECK_IN, answers, question.key, data.draw(st.sampled_from(values(question)))) or answers
            )
        elif move == "back":
            answers = forms.back(CHECK_IN, answers, question.key if question else "") or answers
        else:
            key = data.draw(st.sampled_from([one.key for one in CHECK_IN.questions]))
            if question is None or key != question.key:
                assert forms.put(CHECK_IN, answers, key, data.draw(st.text(max_size=8))) is None
    for _ in range(20):
        question = forms.current(CHECK_IN, answers)
        if question is None:
            break
        finishing = {Several: "ok", Levels: "ok", Free: "skip"}.get(type(question)) or values(question)[0]
        answers = forms.put(CHECK_IN, answers, question.key, finishing) or answers
    assert forms.current(CHECK_IN, answers) is None
    assert set(forms.pruned(CHECK_IN, answers)) <= {question.key for question in CHECK_IN.questions}


def test_answers_say_on_which_day_they_were_begun_and_keep_to_it() -> None:
    first = forms.begun({"contact": "visit"}, date(2026, 11, 24))
    assert forms.begun_on(first) == forms.begun_on(forms.begun(first, date(2026, 11, 26))) == date(2026, 11, 24)
    assert forms.begun_on({}) is None and forms.pruned(CHECK_IN, first) == {"contact": "visit"}
