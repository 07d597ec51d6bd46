"""Reckons a phrase against now: which moments ahead it can mean, and whether that needs a question."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.domain.dates.answers import Asks, Clash, Moment, Question, Refuses, Stop
from bot.domain.dates.days import Dated, Day, Unnamed, Weekday
from bot.domain.dates.frame import Frame
from bot.domain.dates.hours import (
    HOUR,
    LATEST,
    Hours,
    clock_hours,
    default_hours,
    part_hours,
    prayer_hours,
    prayer_part,
)
from bot.domain.dates.phrases import Phrase

MOST_CHOICES = 7
# What to offer for today when no hour was said: in about two hours, in the afternoon, in the evening.
_SOON = timedelta(hours=2, minutes=30)
_FIXED_OFFERS = (16 * HOUR, 19 * HOUR)
_LAST_OFFER = timedelta(hours=19, minutes=30)
_NOTICE = timedelta(minutes=30)
Answer = Moment | Question


def question(reason: Asks, choices: Iterable[Moment]) -> Question:
    """The choices once each, in time order, no more than fit under a message."""
    by_time = {choice.at: choice for choice in choices}
    return Question(tuple(by_time[at] for at in sorted(by_time))[:MOST_CHOICES], reason)


def choices_of(answer: Answer) -> tuple[Moment, ...]:
    """What an answer would add to a question."""
    return (answer,) if isinstance(answer, Moment) else answer.choices


def reckon(phrase: Phrase, frame: Frame) -> Answer:
    """The moment or the question `phrase` comes to; raises Stop where it comes to neither."""
    if phrase.waits:
        return _wait(phrase, frame)
    if len(phrase.zones) > 1:
        raise Stop(Refuses.CONTRADICTION)
    if not (phrase.days or phrase.has_hour) or (phrase.zones and not phrase.has_hour):
        raise Stop(Refuses.UNKNOWN)
    if phrase.zones:
        zone = ZoneInfo(phrase.zones[0])
        # "besok" is the mentor's tomorrow; an hour without a day is the next one over there.
        frame = replace(frame, zone=zone, now=frame.now if phrase.days else frame.now.astimezone(zone))
    return _greeting(phrase, frame) if phrase.greeting else _plain(phrase, frame)


def _wait(phrase: Phrase, frame: Frame) -> Moment:
    """ "2 jam lagi" is exact, so no other hour and no day may stand beside it."""
    if len(phrase.waits) > 1 or phrase.days or phrase.clocks or phrase.prayers or phrase.zones:
        raise Stop(Refuses.CONTRADICTION)
    if phrase.parts and not phrase.greeting:
        raise Stop(Refuses.CONTRADICTION)
    if phrase.waits[0] > frame.furthest:
        raise Stop(Refuses.TOO_FAR)
    at = (frame.now + phrase.waits[0]).astimezone(UTC)
    return frame.moment(at, Hours(timedelta(0), approximate=phrase.about))


def _greeting(phrase: Phrase, frame: Frame) -> Answer:
    """ "Pagi Pak, besok jam 2": a greeting, or 02.00? Both are offered unless they come to the same."""
    said = _plain(phrase, frame)
    greeted = _choices(lambda: _plain(replace(phrase, parts=()), frame))
    if not greeted or (isinstance(said, Moment) and [said.at] == [choice.at for choice in greeted]):
        return said
    return question(Asks.WHICH_HOUR, [*greeted, *choices_of(said)])


def _choices(answer: Callable[[], Answer]) -> tuple[Moment, ...]:
    try:
        return choices_of(answer())
    except Stop as stop:
        return stop.choices


def _plain(phrase: Phrase, frame: Frame) -> Answer:
    days = phrase.days or (Unnamed(),)
    hours = [replace(each, approximate=each.approximate or phrase.about) for each in _hours(phrase, frame)]
    if len(hours) == 1:
        return _on_days(days, hours[0], frame)
    both = [choice for each in hours for choice in choices_of(_on_days(days, each, frame))]
    raise Clash(Asks.WHICH_ONE, question(Asks.WHICH_ONE, both).choices)


def _hours(phrase: Phrase, frame: Frame) -> list[Hours]:
    """What the time parts come to; more than one where they do not agree."""
    if phrase.clocks:
        parts = phrase.parts or tuple(prayer_part(prayer) for prayer in phrase.prayers)
        return [clock_hours(clock, parts) for clock in phrase.clocks]
    if phrase.prayers:
        return [prayer_hours(prayer, frame.prayer_times, phrase.parts) for prayer in phrase.prayers]
    if phrase.parts:
        return [part_hours(part) for part in phrase.parts]
    return [default_hours(frame.default_time)]


def _on_days(days: Sequence[Day], hours: Hours, frame: Frame) -> Answer:
    """The dates that every day part agrees on, at these hours: the one, the soonest, or a question."""
    dates = _agreed(days, hours, frame)
    if not hours.has_time and any(part.needs_hour for part in days):
        return question(Asks.WHICH_HOUR, _offers(frame))
    if all(part.soonest for part in days):
        return _soonest(dates, hours, frame, named=all(part.named for part in days), reason=days[0].asks)
    answers = _answers(dates, hours, frame)
    return answers[0] if len(answers) == 1 else _which(days, answers, frame)


def _which(days: Sequence[Day], answers: Sequence[Answer], frame: Frame) -> Question:
    """Several days remain: which is meant? Where not all of their choices fit, each day keeps its first."""
    reason = next(part.asks for part in days if len(part.dates(frame.today)) > 1)
    choices = [choices_of(answer) for answer in answers]
    most = 1 if sum(map(len, choices)) > MOST_CHOICES else MOST_CHOICES
    return question(reason, [choice for some in choices for choice in some[:most]])


def _agreed(days: Sequence[Day], hours: Hours, frame: Frame) -> list[date]:
    """The dates that all day parts can mean, in order; raises Clash where there is none."""
    try:
        shared = _shared(_on_weekday(days, frame.today), frame.today)
    except Stop as stop:
        if stop.reason == Refuses.PAST and _names_two_dates(days):
            raise _clash(days, hours, frame) from stop
        raise
    if not shared:
        raise _clash(days, hours, frame)
    return shared


def _shared(days: Sequence[Day], today: date) -> list[date]:
    said = {day for part in days for day in part.dates(today)}
    return sorted(day for day in said if all(part.fits(day, today) for part in days))


def _on_weekday(days: Sequence[Day], today: date) -> list[Day]:
    weekday = next((part.weekday for part in days if isinstance(part, Weekday) and not part.which), None)
    return [part if weekday is None or not isinstance(part, Dated) else part.on(weekday, today) for part in days]


def _names_two_dates(days: Sequence[Day]) -> bool:
    """A second date, also one that has gone by, is first of all a second date; a weekday beside a date is none."""
    parts = [part for part in days if not isinstance(part, Weekday)]
    return len(parts) > 1 and any(isinstance(part, Dated) for part in parts)


def _clash(days: Sequence[Day], hours: Hours, frame: Frame) -> Clash:
    """Each day part on its own, to choose from."""
    alone = [_choices(partial(_on_days, [part], hours, frame)) for part in days]
    return Clash(Asks.WHICH_ONE, question(Asks.WHICH_ONE, [one for some in alone for one in some]).choices)


def _answers(days: Iterable[date], hours: Hours, frame: Frame) -> list[Answer]:
    """An answer for each day that still has one; raises Stop if none has."""
    found: list[Answer] = []
    refused: list[Stop] = []
    for day in days:
        try:
            found.append(_on_day(day, hours, frame, named=True))
        except Stop as stop:
            refused.append(stop)
    if not found:
        raise refused[0]
    return found


def _soonest(days: Iterable[date], hours: Hours, frame: Frame, *, named: bool, reason: Asks) -> Answer:
    """The first day with its hour ahead; where the first one only raises a question, the next joins it."""
    asked: list[Question] = []
    for day in days:
        try:
            answer = _on_day(day, hours, frame, named=named)
        except Stop as stop:
            refused = stop
            continue
        if isinstance(answer, Question):
            asked.append(answer)
        elif not asked and not (named and day > frame.today):
            return answer
        else:
            earlier = [choice for each in asked for choice in each.choices]
            return question(reason, [*earlier, answer])
    if not asked:
        raise refused
    return asked[0]


def _on_day(day: date, hours: Hours, frame: Frame, *, named: bool) -> Answer:
    """One day at these hours. `named`: an unusual hour on it is worth a question, as nothing else is left."""
    frame.check(day)
    both = (hours.first,) if hours.second is None else (hours.first, hours.second)
    ahead = [(since, frame.at(day, since)) for since in both if frame.at(day, since) > frame.now]
    if not ahead:
        return _rest_of_day(day, hours, frame)
    moments = [frame.moment(at, hours) for _, at in ahead]
    if hours.even and len(moments) > 1:
        return question(Asks.WHICH_DATE, moments)
    if hours.even or ahead[0][0] == hours.first:
        return moments[0]
    usual = ahead[0][0] <= LATEST * HOUR
    if usual and named:
        return moments[0]
    if usual or named:
        return question(Asks.WHICH_HOUR, moments)
    raise Stop(Refuses.PAST)


def _rest_of_day(day: date, hours: Hours, frame: Frame) -> Question:
    """The hour has gone by, but it was not said: ask for one in what is left of the day, or of its part."""
    if day != frame.today or (hours.has_time and hours.over is None):
        raise Stop(Refuses.PAST)
    if hours.over is None:
        return question(Asks.WHICH_HOUR, _offers(frame))
    gone = frame.now - frame.at(day, timedelta(0))
    if gone >= hours.over:
        raise Stop(Refuses.PAST)
    left = [hour * HOUR for hour in range(24) if gone + _NOTICE <= hour * HOUR < hours.over]
    return question(Asks.WHICH_HOUR, [frame.moment(frame.at(day, at), Hours(at)) for at in left[:2]])


def _offers(frame: Frame) -> list[Moment]:
    """Sensible hours for the rest of today; none late in the evening."""
    gone = frame.now - frame.at(frame.today, timedelta(0))
    hours = sorted({(gone + _SOON) // HOUR * HOUR, *_FIXED_OFFERS})
    ahead = [at for at in hours if gone + _NOTICE <= at <= _LAST_OFFER]
    return [frame.moment(frame.at(frame.today, at), Hours(at)) for at in ahead]
