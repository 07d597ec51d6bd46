"""Writes calendar files (RFC 5545) that a phone takes in: each moment once, however often, with an alarm before it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LONGEST_LINE = 75  # octets, without the line's end
AHEAD, LASTS = timedelta(minutes=15), timedelta(minutes=30)
STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Entry:
    """One moment of a calendar.

    uid: the same in every file in which this moment stands. at: aware. revision: grows as the moment moves, so that a
    calendar that has it already moves it, too.
    """

    uid: str
    at: datetime
    title: str
    revision: int = 0


def calendar_file(name: str, entries: Iterable[Entry], now: datetime) -> str:
    """These moments as the text of a file, made `now` (aware); `name` is what the calendar is called."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Titian//ID",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        *(line for entry in entries for line in _event(entry, now)),
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def _event(entry: Entry, now: datetime) -> Iterator[str]:
    title = escaped(entry.title)
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid}"
    yield f"DTSTAMP:{_utc(now)}"
    yield f"SEQUENCE:{entry.revision}"
    yield f"DTSTART:{_utc(entry.at)}"
    yield f"DTEND:{_utc(entry.at + LASTS)}"
    yield f"SUMMARY:{title}"
    yield "CLASS:PRIVATE"
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"DESCRIPTION:{title}"
    yield f"TRIGGER:-PT{AHEAD // timedelta(minutes=1)}M"
    yield "END:VALARM"
    yield "END:VEVENT"


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):{STAMP}}"


def escaped(text: str) -> str:
    """A TEXT value: backslash, semicolon, comma and the end of a line have a sign of their own."""
    for plain, sign in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        text = text.replace(plain, sign)
    return text


def folded(line: str) -> Iterator[str]:
    """The line in parts of at most 75 octets, those after the first begun by a space; no letter is cut in two."""
    part, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LONGEST_LINE:
            yield part
            part, size = " ", 1
        part, size = part + letter, size + octets
    yield part
