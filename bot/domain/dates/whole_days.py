"""Reads a day of the calendar, as a mentor types it: today or later, whatever is said of its hour."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.dates.answers import Asks, Moment, Question, Refused, Refuses
from bot.domain.dates.feast_rules import MOVING
from bot.domain.dates.frame import Frame
from bot.domain.dates.reading import FURTHEST, PRAYER_TIMES, read_in
from bot.domain.dates.reckoning import choices_of, question
from bot.domain.dates.words import tokens
from bot.domain.timing.midnights import midnight

# Said of a day that comes back, and no part of its date.
EVERY_YEAR = re.compile(r"\b(?:se)?tiap\s+(?:tahun|thn|th)\b", re.IGNORECASE)
Answer = Moment | Question | Refused
MORNING = time(9)
# Where the coming day of a date is meant, it may be a 29th of February.
FURTHEST_COMING = timedelta(days=3 * 366 + 400)


def read_day(text: str, now: datetime, zone: ZoneInfo, *, since: date | None = None, coming: bool = False) -> Answer:
    """The day that `text` names, seen from the day of `now` (aware) in `zone`, as its nine o'clock; never raises.

    since:  this day or a later one is meant, unless one before it is nearer
    coming: a date without a year is the coming one, also where one has only just gone by
    """
    today = now.astimezone(zone).date()
    found = _seen_from(today, text, zone, coming=coming)
    if since is None or isinstance(found, Refused):
        return found
    if ahead := _from(since, found, zone):
        return ahead[0] if isinstance(found, Moment) or len(ahead) == 1 else question(found.reason, ahead)
    # A day that is the same seen from two others was not counted from today: "Jumat", "5 Januari", but not "lusa".
    later = {_first(since, _seen_from(since - timedelta(days=ago), text, zone, coming=coming), zone) for ago in (0, 1)}
    one = later.pop()
    return found if later or one is None or _is_nearer(found, one, since, zone) else one


def _is_nearer(found: Answer, other: Moment, since: date, zone: ZoneInfo) -> bool:
    """Days typed the wrong way round: the last one, the day before the first."""
    before = [one.at.astimezone(zone).date() for one in choices_of(found)] if not isinstance(found, Refused) else []
    return any(since - day < other.at.astimezone(zone).date() - since for day in before)


def _seen_from(day: date, text: str, zone: ZoneInfo, *, coming: bool) -> Answer:
    """From midnight, when all of the day is ahead."""
    text = EVERY_YEAR.sub(" ", text) if coming else text
    furthest = FURTHEST_COMING if coming else FURTHEST
    begins = midnight(day, zone).astimezone(zone)
    found = read_in(text, Frame(begins, zone, MORNING, PRAYER_TIMES, furthest, whole_days=True, coming=coming))
    match found:
        case Question(choices=(one,)):
            return one
        case Refused(reason=Refuses.SAY_A_DATE) if MOVING & set(tokens(text)):
            return Refused(Refuses.MOVES)
        case _:
            return found


def _from(since: date, found: Answer, zone: ZoneInfo) -> list[Moment]:
    choices = () if isinstance(found, Refused) else choices_of(found)
    return [one for one in choices if one.at.astimezone(zone).date() >= since]


def _first(since: date, found: Answer, zone: ZoneInfo) -> Moment | None:
    """The one meant; of "Jumat" seen from a Friday the first that is not too early."""
    is_one = isinstance(found, Moment) or (isinstance(found, Question) and found.reason is Asks.WHICH_WEEK)
    return next(iter(_from(since, found, zone)), None) if is_one else None
