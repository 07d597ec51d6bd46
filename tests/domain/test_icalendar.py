"""Calendar files: what another program reads in them, and what the letter of RFC 5545 asks of the text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from bot.domain.timing.icalendar import LONGEST_LINE, Entry, calendar_file, escaped, folded

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
LATER = NOW + timedelta(days=2)


def read(text: str) -> Any:
    """As a phone reads it. Raises ValueError for what is no calendar."""
    found: Any = Calendar.from_ical(text)
    assert isinstance(found, Calendar) and not any(part.errors for part in (found, *found.walk()))
    return found


def test_another_program_reads_what_was_written() -> None:
    calendar = read(calendar_file("Rencana", [Entry("a", LATER, "Rencana kontak", 2)], NOW))
    assert (calendar["method"], calendar["version"], calendar["x-wr-calname"]) == ("PUBLISH", "2.0", "Rencana")
    (event,) = calendar.events
    assert (event["uid"], event["sequence"], str(event["summary"])) == ("a", 2, "Rencana kontak")
    assert (event.start, event.end, event.stamp) == (LATER, LATER + timedelta(minutes=30), NOW)
    assert event["class"] == "PRIVATE"
    (alarm,) = event.walk("VALARM")
    assert (alarm["action"], alarm["trigger"].dt) == ("DISPLAY", timedelta(minutes=-15))
    assert str(alarm["description"]) == "Rencana kontak"


@pytest.mark.parametrize(
    "title",
    [
        "Kontak R-001, pukul 9; di rumah \\ kantor",
        "dua\nbaris",
        "Grüße an Frau Müller-Lüdenscheidt, " * 9,
        "é" * 38,  # 76 octets: the fold may not fall into a letter
        "🗓" * 60,
        " " * 80 + "x",
        "",
    ],
)
def test_every_title_comes_back_as_it_was(title: str) -> None:
    text = calendar_file(title or "x", [Entry("a", LATER, title)], NOW)
    assert all(len(line.encode()) <= LONGEST_LINE for line in text.split("\r\n"))
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    assert str(read(text).events[0]["summary"]) == title


def test_the_end_of_a_line_is_one_whoever_wrote_it() -> None:
    assert escaped("a\r\nb\rc\nd") == "a\\nb\\nc\\nd"


def test_a_line_that_fits_is_not_folded() -> None:
    assert list(folded("x" * LONGEST_LINE)) == ["x" * LONGEST_LINE]
    assert list(folded("x" * (LONGEST_LINE + 1))) == ["x" * LONGEST_LINE, " x"]


def test_the_hour_is_that_of_the_world() -> None:
    wit = datetime.fromisoformat("2026-11-26T08:00:00+09:00")
    assert "DTSTART:20261125T230000Z\r\n" in calendar_file("x", [Entry("a", wit, "x")], NOW)
