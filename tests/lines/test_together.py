"""What is asked once of several that were typed together, and what each holds after that."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.domain import forms
from bot.domain.forms import CALLED, READ
from bot.domain.lines.together import (
    CONTACT,
    NEXT,
    OWN,
    Line,
    given_to_all,
    is_late,
    is_ready,
    lacks,
    line_of,
    waited,
)

JAKARTA, JAYAPURA = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")
# "Yesterday", as it is meant if it was written today, yesterday or the day before; and nothing of the next contact.
YESTERDAY = [["@300", ""], ["@200", ""], ["@100", ""]]
# Nothing of the day, which is today without a word; and "tomorrow".
TOMORROW = [["", "@400"], ["@300", "@300"], ["@200", "@200"]]
WELL = {"contact": "call", "overall": "fine", "next": "w2"}


def of_line(said: dict[str, Any], days: list[list[str]], **more: Any) -> dict[str, Any]:
    """Answers that were read from a line."""
    return {**said, READ: Line(9, 1, "", days, **more).as_kept()}


NOON = int(datetime(2026, 11, 24, 12, tzinfo=JAKARTA).timestamp())


@pytest.mark.parametrize(
    ("sent", "together"),
    [
        ([], []),
        ([10], []),
        ([10, 13], [10, 13]),
        ([10, 14], []),
        ([10, 10], [10]),
        ([10, 60, 12], [10, 12]),
        ([60, 10, 110], []),
    ],
)
def test_nobody_types_the_next_one_within_three_seconds(sent: list[int], together: list[int]) -> None:
    assert waited([NOON + one for one in sent], JAKARTA) == {NOON + one for one in together}


@pytest.mark.parametrize(
    ("hour", "here", "there"),
    [
        ("00:00", True, True),
        ("02:00", True, False),
        ("03:59", True, False),
        ("04:00", False, False),
        ("21:59", False, False),
        ("22:00", False, True),
    ],
)
def test_until_four_it_is_not_sure_which_day_is_today(hour: str, here: bool, there: bool) -> None:
    """By the clock of whoever wrote it."""
    at = datetime.fromisoformat(f"2026-11-24T{hour}:00").replace(tzinfo=JAKARTA)
    assert (is_late(int(at.timestamp()), JAKARTA), is_late(int(at.timestamp()), JAYAPURA)) == (here, there)


def test_what_is_known_of_a_line_is_kept_whole() -> None:
    line = Line(9, 7, "", YESTERDAY, 2, ["on"], {CONTACT: "visit"})
    assert line_of({READ: line.as_kept()}) == line
    assert line_of(WELL) is None


@pytest.mark.parametrize(("days", "relative"), [(YESTERDAY, True), (TOMORROW, True), ([["@300", "w2"]] * 3, False)])
def test_some_lines_mean_other_days_on_another_day(days: list[list[str]], relative: bool) -> None:
    assert Line(9, 1, "", days).is_relative is relative


@pytest.mark.parametrize(
    ("said", "doubted", "missing"),
    [
        ({}, [], {CONTACT, NEXT}),
        ({"overall": "fine"}, [], {CONTACT, NEXT}),
        ({"contact": "visit"}, [], {NEXT}),
        ({"next": "w2"}, [], {CONTACT}),
        ({"contact": "message", "next": "w2"}, [], set()),
        ({"contact": "visit"}, ["next"], set()),
        ({"next": "w2"}, ["contact"], set()),
        ({"contact": "not_reached"}, [], set()),
    ],
)
def test_what_a_line_leaves_unsaid(said: dict[str, Any], doubted: list[str], missing: set[str]) -> None:
    """What could be read in two ways is asked by its own form; after nobody was reached other things are asked."""
    assert lacks(of_line(said, YESTERDAY, doubted=doubted)) == missing
    assert lacks(said) == set(), "which was not typed"


@pytest.mark.parametrize(
    ("more", "ready"),
    [
        ({}, True),
        ({forms.PENDING: [1, "ya"]}, False),
        ({forms.HELD: "note"}, False),
        ({"on" + CALLED: "yes"}, False),
    ],
)
def test_what_may_be_saved_beside_others(more: dict[str, Any], ready: bool) -> None:
    assert is_ready({**WELL, **more}) is ready
    assert not is_ready({"contact": "call"})


def test_what_is_urgent_is_looked_at_by_itself() -> None:
    told = {"contact": "call", "overall": "details", "needs": [], "note": "", "next": "w2"}
    assert is_ready({**told, "levels": {"diri": 2}})
    assert not is_ready({**told, "levels": {"diri": 1}})


def test_what_is_answered_for_all_stands_where_nothing_was_said() -> None:
    said = of_line({"overall": "fine"}, YESTERDAY)
    given = given_to_all(said, {CONTACT: "visit", NEXT: "w4"}, 8, None)
    assert (given["contact"], given["next"], given["overall"]) == ("visit", "w4", "fine")
    own = given_to_all(of_line(WELL, YESTERDAY), {CONTACT: "visit", NEXT: "w4"}, 8, None)
    assert (own["contact"], own["next"]) == ("call", "w2"), "what they said themselves stays"
    doubted = given_to_all(of_line({}, YESTERDAY, doubted=["next"]), {CONTACT: "visit", NEXT: "w4"}, 8, None)
    assert "next" not in doubted
    assert given_to_all(WELL, {NEXT: "w4"}, 8, 1) == WELL, "which was not typed"


def test_each_ones_own_rhythm_is_theirs() -> None:
    assert given_to_all(of_line({"contact": "call"}, YESTERDAY), {NEXT: OWN}, 8, None)["next"] == "w8"


def test_another_answer_for_all_takes_the_place_of_the_first_and_of_nothing_else() -> None:
    first = given_to_all(of_line({"contact": "call"}, YESTERDAY), {NEXT: "w4"}, 1, None)
    assert given_to_all(first, {NEXT: "w8"}, 1, None)["next"] == "w8"
    assert given_to_all(given_to_all(first, {NEXT: OWN}, 1, None), {NEXT: "w2"}, 1, None)["next"] == "w2"
    by_hand = {**first, "next": "w1"}
    assert given_to_all(by_hand, {NEXT: "w8"}, 1, None)["next"] == "w1", "what was changed since stays"


@pytest.mark.parametrize(("ago", "on"), [(0, "@300"), (1, "@200"), (2, "@100")])
def test_yesterday_is_counted_from_the_day_it_was_written(ago: int, on: str) -> None:
    given = given_to_all(of_line({**WELL, "on": "@300"}, YESTERDAY), {}, 1, ago)
    assert given["on"] == on
    assert ("on" + CALLED in given) is (ago != 0)
    assert line_of(given) == Line(9, 1, "", YESTERDAY, ago, [], {})
    again = given_to_all(given, {}, 1, 0)
    assert again["on"] == "@300", "and may be said anew"
    assert given_to_all(given, {}, 1, None)["on"] == on, "and stands where nothing more is said of it"


def test_a_day_that_goes_without_saying_is_said_once_it_is_another() -> None:
    said = of_line({**WELL, "next": "@400"}, TOMORROW)
    given = given_to_all(said, {}, 1, 1)
    assert (given["on"], given["next"], given["on" + CALLED]) == ("@300", "@300", "yes")
    assert "next" + CALLED not in given
    again = given_to_all(given, {}, 1, 0)
    assert "on" not in again and "on" + CALLED not in again and again["next"] == "@400"


def test_a_day_that_was_changed_by_hand_stays() -> None:
    said = of_line({**WELL, "on": "@50"}, YESTERDAY)
    assert given_to_all(said, {}, 1, 1)["on"] == "@50"
    assert "on" not in given_to_all(of_line(WELL, YESTERDAY), {}, 1, 1)
