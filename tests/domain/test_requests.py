"""Requests and retention: the law's hours, and months that end where months end."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.followups import BY_KIND as FOLLOW_UPS
from bot.domain.people import Role
from bot.domain.rights.requests import BYPASSING, HANDLED, PASSING, REQUEST_KINDS, RIGHTS, Mentor, Tie, handling_order
from bot.domain.rights.retention import BY_CODE, months_before

NOW = datetime(2026, 12, 23, 15, 0, tzinfo=UTC)


def test_every_right_has_72_hours_and_three_reminders() -> None:
    assert set(RIGHTS) == {"access", "correct", "restrict", "pause", "withdraw", "erase"}
    for code in RIGHTS:
        assert REQUEST_KINDS[code].due_at(NOW) - NOW == timedelta(hours=72)
        assert [after / timedelta(hours=1) for after in REQUEST_KINDS[code].reminders] == [24, 48, 66]
        assert FOLLOW_UPS[REQUEST_KINDS[code].prompt].urgent, "holidays do not move it"
    assert not set(RIGHTS) & set(PASSING)


def test_reminders_come_before_it_is_due() -> None:
    for kind in REQUEST_KINDS.values():
        assert kind.reminders and max(kind.reminders) < kind.term
        assert FOLLOW_UPS[kind.prompt].to == "handler"


def test_a_request_passes_from_hand_to_hand() -> None:
    siti = Mentor(leads=False, accompanies=1, supervisor=3)
    call, complaint, copy = (REQUEST_KINDS[code] for code in ("callback", "complaint", "access"))
    assert handling_order(call, None, siti, [9]) == [1, 3, 9]
    assert handling_order(call, None, Mentor(False, accompanies=2, supervisor=3), [9]) == [2, 3, 9], "whoever covers"
    assert handling_order(call, None, Mentor(False, accompanies=None, supervisor=3), [9]) == [3, 9], "nobody covers"
    assert handling_order(copy, None, siti, [9]) == [3, 9], "a right is the supervisor's"
    assert handling_order(complaint, None, siti, [9]) == [3, 9], "past whoever it may be about"
    assert handling_order(call, 3, siti, [9]) == [3, 1, 9], "whoever has it in hand comes first, once"
    assert handling_order(call, None, None, [9]) == [9]


def test_a_complaint_about_a_leader_passes_them_by() -> None:
    yusuf = Mentor(leads=True, accompanies=3, supervisor=None)
    assert handling_order(REQUEST_KINDS["complaint"], None, yusuf, [9]) == [9]
    assert handling_order(REQUEST_KINDS["access"], None, yusuf, [9]) == [3, 9]


def test_nobody_handles_what_may_be_about_them() -> None:
    passes_by = {one.tie for found in HANDLED.values() for one in found if set(one.kinds) & set(BYPASSING)}
    assert passes_by == {Tie.LEADS_APART, Tie.NO_CASE, Tie.NO_LEADER}, "neither who accompanies nor who ever did"
    assert Role.PARTICIPANT not in HANDLED


@pytest.mark.parametrize(
    ("now", "months", "before"),
    [
        ("2026-12-23", 24, "2024-12-23"),
        ("2028-02-29", 24, "2026-02-28"),
        ("2026-08-31", 6, "2026-02-28"),
        ("2026-03-15", 6, "2025-09-15"),
        ("2026-12-01", 12, "2025-12-01"),
        ("2026-01-31", 0, "2026-01-31"),
    ],
)
def test_months_before(now: str, months: int, before: str) -> None:
    assert f"{months_before(datetime.fromisoformat(now).replace(tzinfo=UTC), months):%Y-%m-%d}" == before


def test_the_terms() -> None:
    assert (BY_CODE["notes"].term, BY_CODE["requests"].term) == ("24 months", "6 months")
    assert (BY_CODE["messages"].term, BY_CODE["drafts"].term, BY_CODE["audit"].term) == (
        "30 days",
        "180 days",
        "always",
    )
