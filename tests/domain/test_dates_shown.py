"""What the bot shows, it reads: every printed form of a day or a moment is read back to that very day."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.dates import FURTHEST, Asks, Moment, Question, Refused, Refuses, read
from bot.i18n import language

ID = language()
JAKARTA, MAKASSAR, JAYAPURA = (ZoneInfo(f"Asia/{city}") for city in ("Jakarta", "Makassar", "Jayapura"))
SEEN_FROM = [
    ("2026-11-24T10:00", JAKARTA),
    ("2026-12-30T23:30", JAYAPURA),
    ("2026-12-31T07:10", MAKASSAR),
    ("2027-01-01T00:05", JAYAPURA),
    ("2028-02-29T12:00", JAKARTA),
    ("2027-02-28T18:45", MAKASSAR),
]
CLOCKS = [(9, 0), (5, 12), (10, 9), (19, 30), (12, 12), (23, 59), (0, 30)]


def days(found: Moment | Question | Refused, zone: ZoneInfo) -> set[date]:
    match found:
        case Moment(at):
            return {at.astimezone(zone).date()}
        case Question(choices, _):
            return {choice.at.astimezone(zone).date() for choice in choices}
        case Refused():
            return set()


def seen_from(now: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(now).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(("local", "zone"), SEEN_FROM)
def test_a_printed_day_is_read_back_to_that_day(local: str, zone: ZoneInfo) -> None:
    now = seen_from(local, zone)
    today = now.astimezone(zone).date()
    for ahead in range(401):
        day = today + timedelta(ahead)
        forms = [ID.day(day), ID.short_day(day, today=today), ID.span(day, day, today=today), ID.plain_day(day)]
        for text in forms:
            found = read(text, now, zone)
            assert days(found, zone) <= {day}, text
            # Today without an hour is a question; the last day may lie beyond what may be planned.
            assert isinstance(found, Moment) or ahead == 0 or found == Refused(Refuses.TOO_FAR), text
            assert ahead < 400 or isinstance(found, Moment | Refused), text


@pytest.mark.parametrize(("local", "zone"), SEEN_FROM)
def test_a_printed_moment_is_read_back_to_that_moment(local: str, zone: ZoneInfo) -> None:
    now = seen_from(local, zone)
    today = now.astimezone(zone).date()
    for ahead in range(401):
        day = today + timedelta(ahead)
        for hour, minute in CLOCKS:
            at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).astimezone(UTC)
            for text in (ID.moment(at, zone), ID.short_moment(at, zone, now=now)):
                found = read(text, now, zone)
                if at <= now:
                    # "10.09" may also be in the evening of that day, so that is asked.
                    assert not isinstance(found, Moment) and days(found, zone) <= {day}, text
                elif at > now + FURTHEST:
                    assert found == Refused(Refuses.TOO_FAR), text
                elif at + timedelta(hours=12) <= now + FURTHEST:
                    assert found == Moment(at, has_time=True), text
                else:
                    assert found in (Moment(at, has_time=True), Refused(Refuses.TOO_FAR)), text


@pytest.mark.parametrize(("local", "zone"), SEEN_FROM)
def test_a_printed_midnight_offers_that_midnight(local: str, zone: ZoneInfo) -> None:
    """Midnight belongs to two days in speech, so it is asked about, and the printed one is among the choices."""
    now = seen_from(local, zone)
    today = now.astimezone(zone).date()
    for ahead in range(1, 399):
        day = today + timedelta(ahead)
        at = datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
        for text in (ID.moment(at, zone), ID.short_moment(at, zone, now=now)):
            found = read(text, now, zone)
            assert isinstance(found, Question) and at in [choice.at for choice in found.choices], text


@pytest.mark.parametrize(("local", "zone"), SEEN_FROM)
def test_a_printed_span_is_a_question_between_its_ends(local: str, zone: ZoneInfo) -> None:
    now = seen_from(local, zone)
    today = now.astimezone(zone).date()
    for ahead in range(1, 390):
        first = today + timedelta(ahead)
        last = first + timedelta(6)
        found = read(ID.span(first, last, today=today), now, zone)
        if isinstance(found, Question):
            assert found.reason == Asks.WHICH_ONE and days(found, zone) == {first, last}
        else:
            # In January "25–31 Des" has no weekday to tell it from the days just gone by.
            assert found == Refused(Refuses.PAST) and first.month >= 10 and today.month <= 2


@pytest.mark.parametrize(("local", "zone"), SEEN_FROM)
def test_a_printed_month_and_a_printed_clock_name_no_other_day(local: str, zone: ZoneInfo) -> None:
    now = seen_from(local, zone)
    today = now.astimezone(zone).date()
    for ahead in range(401):
        assert read(ID.month(today + timedelta(ahead)), now, zone) == Question((), Asks.WHICH_DATE)
    for hour, minute in CLOCKS:
        at = datetime(today.year, today.month, today.day, hour, minute, tzinfo=zone).astimezone(UTC)
        following = at if at > now else at + timedelta(days=1)
        found = read(ID.clock(at, zone), now, zone)
        offered = (found,) if isinstance(found, Moment) else found.choices if isinstance(found, Question) else ()
        assert following in [each.at for each in offered if each.has_time], ID.clock(at, zone)


def test_another_year_is_printed() -> None:
    now = datetime(2026, 12, 31, 23, 30, tzinfo=JAKARTA)
    at = datetime(2027, 1, 1, 9, tzinfo=JAKARTA)
    assert ID.short_day(date(2026, 12, 25), today=now.date()) == "Jum, 25 Des"
    assert ID.short_day(date(2027, 11, 27), today=now.date()) == "Sab, 27 Nov 2027"
    assert ID.short_moment(at, JAKARTA, now=now) == "Jum, 1 Jan 2027, 09.00"
    # In Makassar the new year has begun.
    assert ID.short_moment(at, MAKASSAR, now=now) == "Jum, 1 Jan, 10.00"


@pytest.mark.parametrize(
    ("first", "last", "printed"),
    [
        ("2026-11-02", "2026-11-08", "2–8 Nov"),
        ("2026-11-30", "2026-12-06", "30 Nov–6 Des"),
        ("2026-12-28", "2027-01-03", "28 Des 2026–3 Jan 2027"),
        ("2025-11-03", "2025-11-09", "3–9 Nov 2025"),
        ("2027-11-29", "2027-12-05", "29 Nov–5 Des 2027"),
        ("2026-11-24", "2026-11-24", "Sel, 24 Nov"),
        ("2027-11-23", "2027-11-23", "Sel, 23 Nov 2027"),
    ],
)
def test_spans(first: str, last: str, printed: str) -> None:
    span = ID.span(date.fromisoformat(first), date.fromisoformat(last), today=date(2026, 11, 24))
    assert span == printed
