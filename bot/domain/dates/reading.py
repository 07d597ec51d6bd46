"""Every reading of a typed text, held against each other: one answer, or a question."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot.domain.dates.answers import Asks, Clash, Moment, Question, Refused, Refuses, Stop
from bot.domain.dates.frame import Frame
from bot.domain.dates.phrases import on_whole_days, phrases
from bot.domain.dates.reckoning import choices_of, question, reckon
from bot.domain.dates.ways import readings
from bot.domain.dates.words import tokens

# When each prayer is over, by the wall clock of western Java; an institution sets its own.
PRAYER_TIMES: Mapping[str, time] = MappingProxyType(
    {
        "subuh": time(5, 15),
        "zuhur": time(12, 45),
        "asar": time(15, 45),
        "magrib": time(18, 30),
        "isya": time(19, 45),
        "jumatan": time(13, 30),
    }
)
FURTHEST = timedelta(days=400)
# Other readings may be dropped when they failed for one of these: they made no sense at all.
_NONSENSE = (Refuses.UNKNOWN, Refuses.NO_SUCH_DATE, Refuses.NO_SUCH_TIME, Refuses.CONTRADICTION)


def read(
    text: str,
    now: datetime,
    zone: ZoneInfo,
    *,
    default_time: time = time(9),
    prayer_times: Mapping[str, time] = PRAYER_TIMES,
    furthest: timedelta = FURTHEST,
) -> Moment | Question | Refused:
    """The moment `text` names, seen from `now` (aware) on a wall clock in `zone`; never raises for any text.

    zone:         one of Indonesia's zones, none of which has summer time
    default_time: the hour of a day said without one, on that wall clock
    prayer_times: when each prayer is over on that wall clock; keys as in PRAYER_TIMES
    furthest:     anything later than `now + furthest` is refused
    """
    return read_in(text, Frame(now.astimezone(zone), zone, default_time, prayer_times, furthest))


def read_in(text: str, frame: Frame) -> Moment | Question | Refused:
    """The same seen from a frame."""
    try:
        return _answer(tokens(text), frame)
    except Stop as stop:
        if isinstance(stop.reason, Refuses):
            return Refused(stop.reason)
        return question(stop.reason, stop.choices)


def _answer(words: tuple[str, ...], frame: Frame) -> Moment | Question:
    if not words:
        raise Stop(Refuses.UNKNOWN)
    ways = readings(words)
    if len(ways) == 1:
        return _one_way(ways[0], frame)
    outcomes = [_outcome(way, frame) for way in ways]
    sensible = [outcome for outcome in outcomes if not _is_nonsense(outcome)]
    answers = [outcome for outcome in sensible if not isinstance(outcome, Stop)]
    if not answers:
        raise Stop(_first_reason(sensible or outcomes))
    # A lone number is too little to go on, even where only one reading of it is possible.
    agreed = len(answers) == len(sensible) and all(answer == answers[0] for answer in answers)
    if agreed and (len(sensible) > 1 or len(words) > 1):
        return answers[0]
    return question(_why_two(words, ways), [choice for answer in answers for choice in choices_of(answer)])


def _outcome(words: tuple[str, ...], frame: Frame) -> Moment | Question | Stop:
    try:
        return _one_way(words, frame)
    except Stop as stop:
        return stop


def _is_nonsense(outcome: Moment | Question | Stop) -> bool:
    return isinstance(outcome, Clash) or (isinstance(outcome, Stop) and outcome.reason in _NONSENSE)


def _first_reason(outcomes: Sequence[Moment | Question | Stop]) -> Refuses:
    reasons = [outcome.reason for outcome in outcomes if isinstance(outcome, Stop)]
    return next((reason for reason in reasons if isinstance(reason, Refuses)), Refuses.UNKNOWN)


def _why_two(words: tuple[str, ...], ways: Sequence[tuple[str, ...]]) -> Asks:
    """ "5.12" may be an hour; "tgl 5-7" is a date in any case."""
    read_as = {word for way in ways for word in way} - set(words)
    as_hour = any(word in ("jam", "setengah") or ":" in word for word in read_as)
    return Asks.DATE_OR_TIME if as_hour else Asks.WHICH_DATE


def _one_way(words: tuple[str, ...], frame: Frame) -> Moment | Question:
    found = phrases(words)
    if frame.whole_days:
        found = [on_whole_days(phrase, coming=frame.coming) for phrase in found]
    if len(found) == 1:
        return reckon(found[0], frame)
    try:
        answers = [reckon(phrase, frame) for phrase in found]
    except Clash as clash:
        raise Stop(Refuses.CONTRADICTION) from clash
    return question(Asks.WHICH_ONE, [choice for answer in answers for choice in choices_of(answer)])
