"""Requests and retention: the law's hours, and months that end where months end."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.followups import BY_KIND as FOLLOW_UPS
from bot.domain.requests import PASSING, REQUEST_KINDS, RIGHTS
from bot.domain.retention import BY_CODE, months_before

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
