"""Follow-ups: which moment an answer plans, and when a prompt may no longer speak."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.followups import BY_KIND, still_needed
from bot.domain.planning import Frame, moment, plan
from bot.domain.speaking import FIRST_LINE
from bot.domain.timing.quiet import Calendar

JAKARTA, JAYAPURA = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")
OPEN = Calendar()
HERE = Frame(JAKARTA, OPEN)
NOW = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)  # 23.30 WIB, and already the 25th at 01.30 WIT


@pytest.mark.parametrize(
    ("choice", "zone", "expected"),
    [
        ("1h", JAKARTA, "2026-11-25 00:30"),
        ("morning", JAKARTA, "2026-11-25 09:00"),
        ("d3", JAKARTA, "2026-11-27 09:00"),
        ("w1", JAKARTA, "2026-12-01 09:00"),
        ("w8", JAKARTA, "2027-01-19 09:00"),
        ("morning", JAYAPURA, "2026-11-26 09:00"),
        ("w1", JAYAPURA, "2026-12-02 09:00"),
        ("@1790000000", JAKARTA, "2026-09-21 21:13"),
    ],
)
def test_a_choice_is_a_moment_in_the_persons_own_day(choice: str, zone: ZoneInfo, expected: str) -> None:
    assert moment(choice, zone, NOW).astimezone(zone).strftime("%Y-%m-%d %H:%M") == expected
    assert moment(choice, zone, NOW).tzinfo is UTC


def test_the_cadence_decides_where_the_answer_names_nothing() -> None:
    assert plan({"contact": "visit"}, 4, HERE, NOW).due_at == moment("w4", JAKARTA, NOW)
    assert plan({"contact": "visit", "next": "w1"}, 4, HERE, NOW).due_at == moment("w1", JAKARTA, NOW)


def test_not_reached_is_tried_again_soon() -> None:
    planned = plan({"contact": "not_reached", "retry": "d3"}, 8, HERE, NOW)
    assert (planned.kind, planned.due_at) == ("try_again", moment("d3", JAKARTA, NOW))
    assert plan({"contact": "not_reached"}, 8, HERE, NOW).due_at == moment("d1", JAKARTA, NOW)


def test_a_holiday_moves_what_the_rhythm_planned_and_not_what_a_person_named() -> None:
    closed = Calendar(frozenset({moment("w1", JAKARTA, NOW).astimezone(JAKARTA).date()}))
    planned = plan({"contact": "visit", "next": "w1"}, 1, Frame(JAKARTA, closed), NOW)
    assert planned.due_at.astimezone(JAKARTA).strftime("%d %H:%M") == "02 08:00" and not planned.exact
    named = f"@{int(moment('w1', JAKARTA, NOW).timestamp())}"
    assert plan({"contact": "visit", "next": named}, 1, Frame(JAKARTA, closed), NOW).due_at == moment(
        "w1", JAKARTA, NOW
    )


@pytest.mark.parametrize(
    ("kind", "state", "status", "speaks"),
    [
        ("next_contact", "waiting", "active", True),
        ("next_contact", "answered", "active", False),
        ("next_contact", "snoozed", "active", False),
        ("next_contact", "waiting", "paused", False),
        ("next_contact", "waiting", "closed", False),
        ("next_contact", "waiting", "erased", False),
        ("pause_over", "waiting", "paused", True),
        ("consent_renewal", "waiting", "paused", True),
        ("plan_review", "waiting", "paused", False),
        ("urgent_15", "waiting", "paused", True),
        ("urgent_60", "waiting", "closed", True),
        ("request_due", "waiting", "erased", True),
        ("request_due", "waiting", None, True),
    ],
)
def test_a_prompt_speaks_only_while_it_is_needed(kind: str, state: str, status: str | None, speaks: bool) -> None:
    assert still_needed(kind, state, status) is speaks


def test_the_first_line_of_a_prompt_says_nothing_about_anyone() -> None:
    """News stands below a first line of its own; a prompt is said beside it, and so names nobody."""
    assert "{you}" in FIRST_LINE and FIRST_LINE.count("{") == 1
    for kind in BY_KIND.values():
        assert kind.is_news or "{" not in kind.text
