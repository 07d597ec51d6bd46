"""A month in words and numbers: what stands on its page. Counts alone; each kind of service apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from bot.domain.checkins import LEVELS, TOPICS
from bot.domain.figures.endings import ENDINGS
from bot.domain.figures.months import Month, Staff, TrackMonth
from bot.domain.text import N_
from bot.i18n import Language
from bot.store.figures.months import Told

Series = Sequence[tuple[Month, Told | None]]
TRACKS = {"R": N_("R, coming home"), "P": N_("P, recovery")}
NOTE = N_(
    "Counts of whole weeks by Jakarta's clock, without codes or names. Of fewer than five people nothing is broken "
    "down, and a small team is counted with the whole only. Levels are of weeks of which five people and more spoke, "
    "each person at most once a week; “All well” counts as good. Complaints are not counted here. What is told of a "
    "month stays, also when something is put right later."
)
NOTHING = "–"
TOPICS_TOLD = N_("How it is, topic by topic")
NO_TOPICS = N_("How it is, topic by topic: of too few people")


def title(language: Language, month: Month) -> str:
    """What the report is called."""
    return language.label(N_("Report of {month}"), month=language.month(month.first))


def whose(language: Language, leader: str | None, *, for_now: bool = False) -> str:
    """Of whom it tells: of the team of whoever has this code, or (None) of all; and whether that is for now."""
    if leader is None:
        name = language.label(N_("The whole programme"))
    else:
        name = language.label(N_("Team of {code}"), code=leader)
    return language.label(N_("{whose} (for now)"), whose=name) if for_now else name


def days(language: Language, month: Month) -> str:
    """From which day to which it is."""
    last = month.until - timedelta(days=1)
    return language.span(month.mondays[0], last, today=date(last.year + 1, 1, 1))


def page(language: Language, months: Series, name: str) -> dict[str, Any]:
    """The facts of bot/charts/month.py; `months` up to the one it is about, the oldest first."""
    month, told = months[-1]
    before = months[-2][1] if len(months) > 1 else None
    tracks = {} if told is None else told.tracks
    return {
        "title": title(language, month),
        "whose": language.label(N_("{whose}, {days}"), whose=name, days=days(language, month)),
        "lines_before": language.label(N_("month before")),
        "staff": "" if told is None or told.staff is None else staff_line(language, told.staff),
        "note": language.label(NOTE),
        "empty": language.label(N_("There is nothing to tell of this month.")),
        "levels": [language.label(label) for _, label, _ in LEVELS],
        "tracks": [
            _track(language, track, one, None if before is None else before.tracks.get(track), months)
            for track, one in tracks.items()
        ],
    }


def _track(
    language: Language, track: str, one: TrackMonth, before: TrackMonth | None, months: Series
) -> dict[str, Any]:
    return {
        "name": language.label(TRACKS[track]),
        "lines": [
            [language.label(what), says(language, one), NOTHING if before is None else says(language, before)]
            for what, says in LINES
        ],
        "more": _why_ended(language, one),
        "series": [
            _series(language, N_("Planned contacts with a check-in"), "%", months, track, _share_done),
            _series(language, N_("Accompanied at the end of the month"), "", months, track, lambda of: of.at_end),
        ],
        "topics_title": language.label(TOPICS_TOLD if any(map(sum, one.levels.values())) else NO_TOPICS),
        "topics": [
            [language.label(topic.short), one.levels[topic.code]]
            for topic in TOPICS
            if sum(one.levels.get(topic.code, ()))
        ],
    }


def _series(
    language: Language, name: str, unit: str, months: Series, track: str, of: Callable[[TrackMonth], float | None]
) -> dict[str, Any]:
    found = [None if told is None or track not in told.tracks else of(told.tracks[track]) for _, told in months]
    ends = (months[0][0], months[-1][0])
    return {
        "title": language.label(name),
        "labels": [language.short_month(month.first) for month in ends],
        "values": found,
        "unit": unit,
    }


def _share_done(one: TrackMonth) -> float | None:
    return 100 * one.done / one.planned if one.planned and one.done is not None else None


# -- the lines ---------------------------------------------------------------------------------------------------------


def _at_end(language: Language, one: TrackMonth) -> str:
    if not one.resting:
        return str(one.at_end)
    return language.label(N_("{number} ({resting} resting)"), number=one.at_end, resting=one.resting)


def _done(language: Language, one: TrackMonth) -> str:
    return _part(language, one.done, one.planned)


def _number(language: Language, number: int | None) -> str:
    return language.label(N_("not broken down")) if number is None else str(number)


def _received(language: Language, one: TrackMonth) -> str:
    if one.received is None:
        return _number(language, None)
    return f"{one.received}, {one.dropped}"


def _part(language: Language, part: int | None, whole: int) -> str:
    """`8 of 10, 80%`; a dash for a part that is not told, and where there is none."""
    if not whole:
        return NOTHING
    if part is None:
        return language.label(N_("– of {whole}"), whole=whole)
    return language.label(N_("{part} of {whole}, {share}"), part=part, whole=whole, share=language.share(part, whole))


def _soon(language: Language, one: TrackMonth) -> str:
    if one.waits is None and one.flags:
        return _number(language, None)
    if one.minutes is None:
        return NOTHING
    if one.minutes < 120:
        return language.label(N_("{minutes} minutes"), minutes=one.minutes)
    return language.label(N_("{hours} hours"), hours=round(one.minutes / 60))


LINES: tuple[tuple[str, Callable[[Language, TrackMonth], str]], ...] = (
    (N_("Accompanied at the beginning"), lambda language, one: str(one.at_start)),
    (N_("New"), lambda language, one: str(one.new)),
    (N_("Ended"), lambda language, one: str(one.ended)),
    (N_("Accompanied at the end"), _at_end),
    (N_("Check-ins of planned contacts"), _done),
    (N_("In touch, of all recorded"), lambda language, one: _part(language, one.reached, one.recorded)),
    (N_("Past their rhythm at the end"), lambda language, one: _number(language, one.beyond)),
    (N_("Urgent flags taken on"), lambda language, one: _part(language, one.taken, one.flags)),
    (N_("Taken on after (median)"), _soon),
    (N_("Requests answered in 72 hours"), lambda language, one: _part(language, one.in_time, one.asked)),
    (N_("Referrals asked"), lambda language, one: str(one.referred)),
    (N_("Referrals received, not taken"), _received),
)


def reasons(language: Language, one: TrackMonth) -> list[tuple[str, int]]:
    """Why accompaniments ended, and how often; nothing where it is not broken down."""
    named = {**dict(ENDINGS), "": N_("Not said")}
    found = one.ended_by or {}
    return [(language.label(label), found[code]) for code, label in named.items() if found.get(code)]


def _why_ended(language: Language, one: TrackMonth) -> str:
    named = [f"{reason} {number}" for reason, number in reasons(language, one)]
    return language.label(N_("Ended because: {reasons}."), reasons=", ".join(named)) if named else ""


def staff_line(language: Language, staff: Staff) -> str:
    """How many mentors there are, and what they carry."""
    if staff.most is None or staff.days_away is None:
        return language.label(N_("When it was counted: mentors {mentors}."), mentors=staff.mentors)
    text = N_(
        "When it was counted: mentors {mentors}, the most that one accompanies {most}. "
        "Days of leave in the month: {days}."
    )
    return language.label(text, mentors=staff.mentors, most=staff.most, days=staff.days_away)
