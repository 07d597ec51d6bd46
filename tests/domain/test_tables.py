"""Tables looked at before the program starts: each way one can be wrong is refused, the right one is not."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import followups, forms
from bot.domain.followups import BY_KIND, KINDS
from bot.domain.forms import Choice, Day, Form, Free, Levels, Question, Record, Several
from bot.domain.presses import FlagList, RecordNow, Said
from bot.domain.prompting.kinds import SKIP, Arises, Event, FollowUp, Offer, Then

DAY = timedelta(days=1)
NAMED = Record("Sekolah", "Sekolah: {value}")
YES, NO = Offer("Ya", Said, word="yes"), Offer("Tidak", Said, word="no")
SCHOOL = FollowUp(
    "school", "Sekolah", "Sudah bersekolah?", "Ditanya sekali.", Arises(Event.INTAKE, DAY), answers=(YES, NO)
)
OPTIONS = (("a", "A"), ("b", "B"))


@pytest.mark.parametrize(
    "right",
    [
        SCHOOL,
        replace(SCHOOL, arises=Arises(Event.CHOSEN)),
        replace(SCHOOL, kind="schools", then=Then("next_contact", DAY)),
        replace(SCHOOL, answers=(replace(YES, then=Then("reminder", DAY)), NO)),
        replace(SCHOOL, answers=(), ended_by=("checkin",)),
        replace(SCHOOL, answers=(), say="nudge"),
        replace(SCHOOL, answers=(), arises=Arises(Event.NEWS)),
        replace(SCHOOL, answers=(YES, Offer("Catat", RecordNow))),
    ],
)
def test_a_prompt_that_lacks_nothing_is_taken(right: FollowUp) -> None:
    followups.whole((*KINDS, right))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (replace(SCHOOL, label=""), "a sentence"),
        (replace(SCHOOL, text=""), "a sentence"),
        (replace(SCHOOL, why=""), "a sentence"),
        (replace(SCHOOL, arises=Arises(Event.INTAKE)), "a time after"),
        (replace(SCHOOL, arises=Arises(Event.CHECK_IN)), "a time after"),
        (replace(SCHOOL, arises=Arises(Event.CHOSEN, DAY)), "a time after"),
        (replace(SCHOOL, arises=Arises(Event.SILENCE)), "follows nothing"),
        (replace(SCHOOL, then=Then("nowhere", DAY)), "a kind that is none"),
        (replace(SCHOOL, answers=(replace(YES, then=Then("nowhere", DAY)), NO)), "a kind that is none"),
        (replace(SCHOOL, answers=()), "no answer"),
        (replace(SCHOOL, answers=(), ended_by=(SKIP,)), "no answer"),
        (replace(SCHOOL, ended_by=("rain",)), "never happens"),
        (replace(SCHOOL, stopped_by=("rain",)), "never happens"),
        (replace(SCHOOL, answers=(YES, replace(NO, word=""))), "a word of its own"),
        (replace(SCHOOL, answers=(YES, replace(NO, word="yes"))), "a word of its own"),
    ],
)
def test_a_prompt_that_could_not_come_about_be_answered_or_end_is_refused(wrong: FollowUp, words: str) -> None:
    with pytest.raises(ValueError, match=f"the prompt 'school' .*{words}"):
        followups.whole((*KINDS, wrong))


def test_two_kinds_of_prompts_with_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="one name"):
        followups.whole((*KINDS, BY_KIND["reminder"]))


SCHOOLS: tuple[Question, ...] = (
    Free("school", "?", 20, record=NAMED),
    Choice("school", "?", OPTIONS, record=NAMED),
    Several("school", "?", OPTIONS, record=NAMED),
    Levels("school", "?", (), (), record=Record("Sekolah")),
    Day("school", "?", OPTIONS, plans=True, record=Record("Sekolah")),
    Day("school", "?", (), record=NAMED),
)


@pytest.mark.parametrize("right", SCHOOLS, ids=lambda question: type(question).__name__)
def test_a_question_that_lacks_nothing_is_taken(right: Question) -> None:
    form = Form("day", (right, Free("other", "?", 20, record=NAMED)))
    assert forms.whole(form) is form


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        *((replace(question, record=None), "a record") for question in SCHOOLS),
        *((replace(question, record=replace(NAMED, name="")), "a record") for question in SCHOOLS),
        *((replace(question, key="School 1"), "a key") for question in SCHOOLS),
        (Free("school", "?", 20, record=Record("Sekolah")), "a line"),
        (Choice("school", "?", OPTIONS, record=Record("Sekolah")), "a line"),
        (Day("school", "?", OPTIONS, record=Record("Sekolah")), "a line"),
        (Choice("school", "?", record=NAMED), "options"),
        (Several("school", "?", (), record=NAMED), "options"),
    ],
)
def test_a_question_that_could_not_be_asked_shown_or_brought_in_is_refused(wrong: Question, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"the question {wrong.key!r} of day needs {words}")):
        forms.whole(Form("day", (wrong,)))


def test_two_questions_with_one_key_are_refused() -> None:
    with pytest.raises(ValueError, match="two questions of day"):
        forms.whole(Form("day", (SCHOOLS[0], SCHOOLS[1])))


@pytest.mark.parametrize(
    ("kind", "press", "status", "offered"),
    [
        ("next_contact", RecordNow, "active", True),
        ("next_contact", RecordNow, None, True),
        ("next_contact", RecordNow, "closed", False),
        ("next_contact", RecordNow, "erased", False),
        ("next_contact", FlagList, "active", False),
        ("urgent_15", FlagList, "active", True),
        ("urgent_15", FlagList, "closed", True),
        ("urgent_15", RecordNow, "closed", False),
    ],
)
def test_what_an_ended_case_made_needless_is_answered_by_nothing(
    kind: str, press: type, status: str | None, offered: bool
) -> None:
    assert followups.is_offered(kind, press, status) is offered
