"""What comes after a prompt and when, and the small rules beside it: rhythm, quiet days, who carries much more."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain import planning
from bot.domain.figures.digests import turn_of
from bot.domain.figures.workload import Workload, unequal
from bot.domain.followups import BY_KIND, arising, following, kinds_ended_by, kinds_stopped_by
from bot.domain.planning import Frame
from bot.domain.prompting.kinds import CHECK_IN, CLOSING, PAUSE, SKIP, Event
from bot.domain.timing.cadence import COURSE, rhythm, slower
from bot.domain.timing.quiet import Hours, hours_of
from bot.domain.timing.quiet_days import coming_days
from bot.reference.calendar import calendar

JAKARTA = ZoneInfo("Asia/Jakarta")
HERE = Frame(JAKARTA, calendar())


def at(text: str) -> datetime:
    """A moment on a wall clock in Jakarta."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=JAKARTA)


def shown(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(JAKARTA).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("kind", "follows", "when", "exact"),
    [
        ("next_contact", "reminder", "2026-12-28 08:00", False),  # past a holiday, a weekend and the night
        ("missed", "silent", "2026-12-28 08:00", False),
        ("urgent_15", "urgent_30", "2026-12-23 20:15", True),  # an alarm knows neither
        ("urgent_30", "urgent_60", "2026-12-23 20:30", True),
    ],
)
def test_what_follows_an_answer_that_does_not_come(kind: str, follows: str, when: str, exact: bool) -> None:
    rung = planning.rung(BY_KIND[kind], HERE, at("2026-12-23 20:00"))
    assert rung is not None and (rung.kind, shown(rung.due_at), rung.exact) == (follows, when, exact)


def test_after_the_last_rung_nothing_follows() -> None:
    for kind in ("silent", "urgent_60", "plan_review"):
        assert planning.rung(BY_KIND[kind], HERE, at("2026-12-23 20:00")) is None


@pytest.mark.parametrize(
    ("kind", "looked", "slot"),
    [
        ("next_contact", "2026-11-24 12:00", None),
        ("urgent_60", "2026-11-24 12:00", "2026-11-24 12:30"),
        ("urgent_60", "2026-11-20 12:00", "2026-11-24 08:30"),
        ("referral_review", "2026-11-24 12:00", "2026-12-01 07:30"),
        ("referral_review", "2027-01-01 12:00", "2027-01-05 07:30"),
        ("directory_old", "2026-11-24 12:00", "2026-12-24 07:30"),
        ("plan_review", "2026-11-24 12:00", "2027-02-23 07:30"),
        ("consent_renewal", "2026-11-24 12:00", "2027-11-24 07:30"),
        ("digest_daily", "2026-11-24 12:00", "2026-11-25 07:30"),
        ("digest_daily", "2027-01-01 12:00", "2027-01-04 07:30"),
        ("digest_weekly", "2026-11-24 12:00", "2026-11-30 07:30"),
    ],
)
def test_a_repeating_prompt_comes_again_ahead_however_long_nobody_looked(
    kind: str, looked: str, slot: str | None
) -> None:
    assert shown(planning.renewal(BY_KIND[kind], at("2026-11-24 07:30"), at(looked), HERE)) == slot


@pytest.mark.parametrize(
    ("weeks", "now", "due"),
    [
        (1, "2026-11-24 09:00", "2026-12-01 09:00"),
        (1, "2026-12-10 09:00", "2026-12-15 09:00"),
        (4, "2026-12-10 09:00", "2026-12-22 09:00"),
    ],
)
def test_a_skipped_contact_keeps_the_rhythm_and_lies_ahead(weeks: int, now: str, due: str) -> None:
    planned = planning.after_skip(at("2026-11-24 09:00"), weeks, HERE, at(now))
    assert (planned.kind, shown(planned.due_at), planned.exact) == ("next_contact", due, False)


@pytest.mark.parametrize(
    ("choice", "since", "due", "exact"),
    [
        ("w1", None, "2026-12-01 09:00", False),
        ("w1", "2026-11-20 09:00", "2026-11-27 09:00", False),
        ("w1", "2026-11-20 00:30", "2026-11-27 09:00", False),  # the day of the person's clock, not of Greenwich
        ("w1", "2026-11-10 09:00", "2026-11-25 09:00", False),  # that has passed: tomorrow morning
        ("1h", None, "2026-11-24 21:00", True),
        ("@1795701600", "2026-11-10 09:00", "2026-11-26 21:00", True),  # an hour that somebody named
    ],
)
def test_a_step_is_counted_from_the_contact_and_lies_ahead(
    choice: str, since: str | None, due: str, exact: bool
) -> None:
    now = at("2026-11-24 20:00").astimezone(UTC)
    planned = planning.asked("next_contact", choice, HERE, now, None if since is None else at(since).astimezone(UTC))
    assert (shown(planned.due_at), planned.exact) == (due, exact)


def test_what_arises_follows_ends_and_stops() -> None:
    assert [kind for kind, _ in arising(Event.INTAKE)] == ["plan_review", "consent_renewal"]
    assert arising(Event.CHECK_IN) == arising(Event.SILENCE) == []
    assert following(BY_KIND["next_contact"]) == ["reminder", "missed", "silent"]
    assert following(BY_KIND["plan_review"]) == ["plan_review"] and following(BY_KIND["silent"]) == []
    contact = {"next_contact", "try_again", "reminder", "missed", "silent", "nudge", "unanswered_greeting"}
    assert set(kinds_ended_by(SKIP)) == contact and set(kinds_ended_by(CHECK_IN)) == {*contact, "second_miss"}
    assert contact <= set(kinds_stopped_by(PAUSE)) & set(kinds_stopped_by(CLOSING))
    assert {"pause_over", "consent_renewal"} <= set(kinds_stopped_by(CLOSING)) - set(kinds_stopped_by(PAUSE))
    assert not {"urgent_15", "request_due", "digest_daily"} & {*kinds_stopped_by(PAUSE), *kinds_stopped_by(CLOSING)}


@pytest.mark.parametrize(
    ("chosen", "days", "weeks"),
    [(COURSE, 0, 1), (COURSE, 90, 1), (COURSE, 91, 2), (COURSE, 182, 4), (8, 0, 8), (1, 400, 1)],
)
def test_the_usual_course_grows_slower_and_a_chosen_rhythm_stays(chosen: int, days: int, weeks: int) -> None:
    assert rhythm(chosen, at("2026-11-24 10:00"), at("2026-11-24 10:00") + timedelta(days=days)) == weeks


def test_the_next_slower_rhythm() -> None:
    assert [slower(weeks) for weeks in (1, 2, 4, 8)] == [2, 4, 8, None]


def test_quiet_days_come_once_or_every_year() -> None:
    first, last = date(2024, 2, 28), date(2024, 2, 29)
    assert coming_days([(first, last, False)], at("2026-11-24 10:00")) == {first, last}
    yearly = coming_days([(last, last, True)], at("2026-11-24 10:00"))
    assert {date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29)} <= yearly and last not in yearly


@pytest.mark.parametrize("hours", [Hours(), Hours(prayers=False), Hours(start=hours_of("0930-1700").start)])
def test_own_hours_are_read_as_they_were_written(hours: Hours) -> None:
    assert hours_of(hours.written()) == hours
    assert hours_of(None) == hours_of("") == Hours()


@pytest.mark.parametrize(
    ("loads", "said"),
    [((), False), ((20,), False), ((20, 12), False), ((20, 10), True), ((9, 1), True), ((8, 1), False)],
)
def test_a_great_difference_between_two_is_worth_a_word(loads: tuple[int, ...], said: bool) -> None:
    team = [Workload(f"M-{number}", 1, contacts) for number, contacts in enumerate(loads)]
    assert unequal(team) == ((team[0], team[-1]) if said else None)


def test_a_digest_is_said_once_a_day_or_once_a_week() -> None:
    now = at("2026-11-26 10:00")
    assert shown(turn_of("workday", JAKARTA, now)) == "2026-11-26 00:00"
    assert shown(turn_of("monday", JAKARTA, now)) == "2026-11-23 00:00"


JAKARTA, JAYAPURA = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")
EVENING = datetime(2026, 11, 24, 16, tzinfo=UTC)  # Tuesday at eleven in Jakarta, Wednesday at one in Jayapura


@pytest.mark.parametrize(
    ("day", "zone", "was"),
    [
        (None, JAKARTA, EVENING),
        (24, JAKARTA, EVENING),
        (23, JAKARTA, datetime(2026, 11, 23, 2, tzinfo=UTC)),
        (25, JAYAPURA, EVENING),
        (24, JAYAPURA, datetime(2026, 11, 24, 0, tzinfo=UTC)),
    ],
)
def test_a_contact_was_on_the_day_that_was_named_or_as_it_was_recorded(
    day: int | None, zone: ZoneInfo, was: datetime
) -> None:
    answers = {} if day is None else {"on": planning.step_at(planning.morning(date(2026, 11, day), zone))}
    assert planning.contact_at(answers, zone, EVENING) == was
