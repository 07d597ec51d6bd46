"""What somebody typed, before anybody knows what it answers: codes, names, and the same breath."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import forms
from bot.domain.checkins import CHECK_IN
from bot.domain.typed import (
    BREATH,
    STOOD,
    as_name,
    code_at_start,
    has_stood,
    in_one_breath,
    is_begun,
    is_knowledge,
    is_named,
    number_of_code,
    plainly,
)

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "code", "rest"),
    [
        ("R-014", "R-014", ""),
        ("r014", "R-014", ""),
        (" p 7 ", "P-007", ""),
        ("R–014:", "R-014", ""),
        ("R-014 kunjungan kemarin, baik", "R-014", "kunjungan kemarin, baik"),
        ("r14, anaknya sakit", "R-014", "anaknya sakit"),
        ("R-1234 x", "R-1234", "x"),
        ("R-014\nibunya sakit", "R-014", "ibunya sakit"),
        ("m1", "M-01", ""),
        ("S-02", "S-02", ""),
        ("R-002anaknya sakit", "R-002", "anaknya sakit"),
        ("(R-002) anaknya sakit", "R-002", "anaknya sakit"),
        ("- R-002 anaknya", "R-002", "anaknya"),
        ("#R_002: anaknya", "R-002", "anaknya"),
        ("R\u2212002 anaknya", "R-002", "anaknya"),
        ("\uff32-002 anaknya", "R-002", "anaknya"),
        ("R-\u200b002 anaknya", "R-002", "anaknya"),
        ("R-002-anaknya", "R-002", "anaknya"),
        ("Utk R-002: anaknya", "R-002", "anaknya"),
        ("tentang r 12 anaknya", "R-012", "anaknya"),
    ],
)
def test_a_code_at_the_beginning(typed: str, code: str, rest: str) -> None:
    assert code_at_start(typed) == (code, rest)


@pytest.mark.parametrize(
    "typed",
    ["", "R", "14", "RT 04 RW 2", "Rp 5000 sehari", "ibu R-014", "P3K sudah dibeli", "x 5", "A4", "r 1 minggu lagi"],
)
def test_what_begins_with_no_code(typed: str) -> None:
    found = code_at_start(typed)
    assert found is None or (typed == "A4" and found == ("A-04", "")), (
        "a staff code is one only if there is such a person"
    )


@given(st.text(max_size=60))
def test_any_text_has_a_code_a_name_or_neither(text: str) -> None:
    code_at_start(text)
    words = as_name(text)
    assert words is None or (0 < len(words) <= 5 and is_named(words, text))
    assert plainly(plainly(text)) == plainly(text)


def test_names_without_pak_and_bu() -> None:
    assert as_name("pak Bayu") == as_name("BAYU.") == frozenset({"bayu"})
    assert as_name("Bu") is None and as_name("12") is None and as_name("satu dua tiga empat lima enam") is None
    assert is_named(frozenset({"bayu"}), "Bayu Pratama") and not is_named(frozenset({"bayu", "sakti"}), "Bayu Pratama")
    assert not is_named(frozenset({"bay"}), "Bayu Pratama"), "half a word names nobody"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        *(("26", 26), ("026", 26), (" 26. ", 26), ("#9", 9)),
        *((text, None) for text in ("0", "", "r26", "2 minggu", "10.30", "1,5", "08123456789", "dua")),
    ],
)
def test_a_number_alone(typed: str, number: int | None) -> None:
    assert number_of_code(typed) == number


@pytest.mark.parametrize(
    ("typed", "begins"),
    [
        *((text, True) for text in ("si", "sit", "siti", "pak si", "ra si", "RA")),
        *((text, False) for text in ("s", "s ra", "ti", "si ba", "sitia")),
    ],
)
def test_how_a_name_begins(typed: str, begins: bool) -> None:
    assert is_begun(as_name(typed) or frozenset({"-"}), "Siti Rahmawati") is begins


def test_of_three_letters_a_name_may_be_known() -> None:
    assert is_knowledge(frozenset({"sit"})) and is_knowledge(frozenset({"si", "rah"}))
    assert not is_knowledge(frozenset({"si", "ra"}))


def test_one_breath_ends() -> None:
    assert in_one_breath(AT + BREATH, AT, AT)
    assert not in_one_breath(AT + BREATH + timedelta(seconds=1), AT, AT)
    late = AT + timedelta(hours=2)
    assert in_one_breath(late, AT, late), "written before anything was said to the first half"
    assert not in_one_breath(late + timedelta(seconds=1), AT, late)


def test_a_question_has_stood_after_three_hours() -> None:
    assert not has_stood(AT, AT + STOOD - timedelta(seconds=1))
    assert has_stood(AT, AT + STOOD)


# -- pieces ------------------------------------------------------------------------------------------------------------


def test_pieces_are_the_answer_or_none() -> None:
    first, second = (7, "Satu.", 100), (9, "Dua.", 110)
    answers = forms.with_pieces({"contact": "visit"}, "note", [first])
    assert answers["note"] == "Satu." and forms.pieces_of(answers, "note") == [first]
    answers = forms.added(answers, "note", second, reached=True)
    assert answers["note"] == "Satu.\nDua." and forms.pieces_of(answers, "note") == [first, second]
    assert forms.piece_with(answers, 9) == "note" and forms.piece_with(answers, 8) is None
    assert forms.pieces_of({**answers, "note": "Lain."}, "note") == [], "given in another way since"
    reopened = forms.reopened(answers, "note")
    assert forms.pieces_of(reopened, "note") == [first, second], "an answer taken back is still what they typed"
    assert "pieces" not in forms.pruned(CHECK_IN, {**answers, "overall": "details"})


def test_what_comes_before_its_question_waits_there() -> None:
    held = forms.added({}, "note", (7, "Satu.", 100), reached=False)
    assert "note" not in held and held["note?"] == "Satu."
    held = forms.added(held, "note", (9, "Dua.", 110), reached=False)
    assert held["note?"] == "Satu.\nDua."
    asked = forms.applicable(CHECK_IN, {**held, "contact": "visit", "overall": "fine"})
    assert "note" in [question.key for question in asked], "it is called for, or it would be lost"
    kept = forms.put(CHECK_IN, {**held, "contact": "visit", "overall": "fine"}, "note", "same")
    assert kept is not None and kept["note"] == "Satu.\nDua."


def test_added_to_an_answer_left_empty_or_given_otherwise() -> None:
    assert forms.added({"note": ""}, "note", (7, "Satu.", 1), reached=True)["note"] == "Satu."
    answers = forms.added({"note": "Lama."}, "note", (7, "Satu.", 1), reached=True)
    assert answers["note"] == "Lama.\nSatu." and forms.piece_with(answers, 7) == "note"
