"""A month as tables: beside the month before, twelve months, levels by topic, and the teams told of by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

from bot.domain.checkins import LEVELS, TOPICS
from bot.domain.figures.months import Month, TrackMonth
from bot.domain.text import N_
from bot.i18n import Language
from bot.store.figures.months import Told
from handlers.leader.month_words import NOTE, TRACKS, Series, days, reasons, staff_line, title


def book(language: Language, months: Series, whose: str, teams: Sequence[tuple[str, Told]] = ()) -> dict[str, Any]:
    """The facts of bot/charts/tables.py: the month beside the one before, twelve months, levels, each team."""
    month, told = months[-1]
    before = months[-2][1] if len(months) > 1 else None
    sheets = [{"name": language.label(N_("Month")), "rows": _month_rows(language, month, whose, told, before)}]
    sheets.append({"name": language.label(N_("Twelve months")), "rows": _months_rows(language, months)})
    sheets.append({"name": language.label(N_("Topics")), "rows": _topic_rows(language, told)})
    if teams:
        sheets.append({"name": language.label(N_("Teams")), "rows": _team_rows(language, teams)})
    return {"sheets": sheets}


NUMBERS: tuple[tuple[str, str], ...] = (
    (N_("Accompanied at the beginning"), "at_start"),
    (N_("New"), "new"),
    (N_("Ended"), "ended"),
    (N_("Accompanied at the end"), "at_end"),
    (N_("Of those, resting"), "resting"),
    (N_("Contacts planned"), "planned"),
    (N_("Of those, with a check-in"), "done"),
    (N_("Check-ins recorded"), "recorded"),
    (N_("Of those, in touch"), "reached"),
    (N_("Past their rhythm at the end"), "beyond"),
    (N_("Urgent flags"), "flags"),
    (N_("Of those, taken on"), "taken"),
    (N_("Taken on after, minutes (median)"), "minutes"),
    (N_("Requests"), "asked"),
    (N_("Of those, answered in 72 hours"), "in_time"),
    (N_("Referrals asked"), "referred"),
    (N_("Referrals received"), "received"),
    (N_("Referrals not taken"), "dropped"),
)


def _numbers(one: TrackMonth) -> list[int | None]:
    return [getattr(one, name) for _, name in NUMBERS]


def _month_rows(
    language: Language, month: Month, whose: str, told: Told | None, before: Told | None
) -> list[list[Any]]:
    head = [title(language, month), days(language, month), language.label(N_("month before"))]
    rows: list[list[Any]] = [head, [whose, None, None]]
    for track, one in ({} if told is None else told.tracks).items():
        earlier = None if before is None else before.tracks.get(track)
        rows += [[None] * 3, [language.label(TRACKS[track]), None, None]]
        was = [None] * len(NUMBERS) if earlier is None else _numbers(earlier)
        rows += [list(row) for row in zip(_names(language), _numbers(one), was, strict=True)]
        rows += [
            [language.label(N_("Ended: {reason}"), reason=reason), number, None]
            for reason, number in reasons(language, one)
        ]
    if told is not None and told.staff is not None:
        rows += [[None] * 3, [staff_line(language, told.staff), None, None]]
    return [*rows, [None] * 3, [language.label(NOTE), None, None]]


def _months_rows(language: Language, months: Series) -> list[list[Any]]:
    rows: list[list[Any]] = [[language.label(N_("Month")), language.label(N_("Service")), *_names(language)]]
    for month, told in months:
        for track, one in ({} if told is None else told.tracks).items():
            rows.append([month.code, track, *_numbers(one)])
    return rows


def _names(language: Language) -> list[str]:
    return [language.label(name) for name, _ in NUMBERS]


def _topic_rows(language: Language, told: Told | None) -> list[list[Any]]:
    levels = [language.label(label) for _, label, _ in LEVELS]
    rows: list[list[Any]] = [[language.label(N_("Service")), language.label(N_("Topic")), *levels]]
    for track, one in ({} if told is None else told.tracks).items():
        of_topics = [(topic.short, one.levels.get(topic.code)) for topic in TOPICS]
        rows += [[track, language.label(name), *numbers] for name, numbers in of_topics if numbers]
    return rows


def _team_rows(language: Language, teams: Sequence[tuple[str, Told]]) -> list[list[Any]]:
    staff = [
        language.label(name) for name in (N_("Mentors in the team"), N_("Most of one mentor"), N_("Days of leave"))
    ]
    rows: list[list[Any]] = [[language.label(N_("Team")), language.label(N_("Service")), *_names(language), *staff]]
    for code, told in teams:
        of_staff = [None] * 3 if told.staff is None else list(astuple(told.staff))
        rows += [[code, track, *_numbers(one), *of_staff] for track, one in told.tracks.items()]
    return rows
