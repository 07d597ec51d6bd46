"""The days that a line names: behind, ahead, or either; what is ahead is read by bot.domain.dates alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.domain import dates
from bot.domain.checkins import DAYS_BACK
from bot.domain.dates import Moment, Question, Refused, Refuses
from bot.domain.dates.hours import HOUR, SPANS
from bot.domain.dates.names import COUNTED, MONTHS, ONE_OF, PRAYERS, UNITS, WEEKDAYS, ZONES
from bot.domain.dates.pieces import number
from bot.domain.dates.spellings import VARIANTS
from bot.domain.dates.words import LONGEST_TEXT
from bot.domain.dates.words import tokens as date_words
from bot.domain.lines.words import AHEAD, BACK, EITHER, PAST, UNCLEAR
from bot.domain.lines.words import HOUR as JUST_AN_HOUR
from bot.domain.timing.midnights import midnight

WEEK = 7
# Kinds of words that look back, as the lists of words name them: "barusan", "tadi", "kemarin", "semalam", "lalu", and
# what makes yesterday the day before ("kemarin dulu").
NOW, EARLIER, YESTERDAY, LAST_NIGHT, AGO, BEFORE = LOOKS_BACK = (
    "now", "earlier", "yesterday", "lastnight", "ago", "before",
)  # fmt: skip
# "tadi malam" said before the evening is the night before.
EVENING = 18
# Nobody plans further ahead than this but by a slip.
FURTHEST = timedelta(weeks=9)
NIGHT = ("malam", "tengahmalam")
# So many attempts to read a date are made in one message: a list of nothing but days is no check-in.
MOST_ATTEMPTS, LONGEST_DAY = 96, 8
_NAMES = frozenset((*WEEKDAYS, *MONTHS, *UNITS, *COUNTED, *ONE_OF, *PRAYERS, *ZONES, *SPANS, *VARIANTS.values()))
_WRITTEN = re.compile(r"[0-9]{1,4}[/-][0-9]{1,2}([/-][0-9]{1,4})?|[0-9]{1,2}\.(0?[1-9]|1[0-2])(\.[0-9]{2,4})?")
_CLOCK = re.compile(r"[0-9]{1,2}[.:][0-9]{2}")


@dataclass(frozen=True, slots=True)
class When:
    """A day that was named.

    kind: PAST (the day is `days[0]`), BACK (behind, one of `days`), AHEAD, UNCLEAR (ahead, one of `ahead`), EITHER (one
    of both), HOUR (an hour and no day). leans_back: EITHER, but the day behind is the nearer by far. words: as dates
    spell them. bare: a length of time and nothing that says from when.
    """

    kind: str
    days: tuple[date, ...] = ()
    ahead: tuple[Moment, ...] = ()
    leans_back: bool = False
    words: tuple[str, ...] = ()
    bare: bool = False

    @property
    def from_now(self) -> bool:
        """Whether it is counted from now: "2 minggu lagi"."""
        return bool({"lagi", "dalam", "kedepan"} & set(self.words))

    @property
    def step(self) -> tuple[str, ...]:
        """The words as a button has them that offers a step: "2 minggu"."""
        return self.words[:-1] if self.words[-1:] == ("lagi",) else self.words


@dataclass(slots=True)
class Clock:
    """What days are seen from, and how many attempts are left."""

    now: datetime
    zone: ZoneInfo
    attempts: int = MOST_ATTEMPTS

    @property
    def today(self) -> date:
        """The day of the message, by its writer's clock."""
        return self.now.astimezone(self.zone).date()


def may_be_a_day(word: str, kinds: frozenset[str]) -> bool:
    """Whether a word (small) may be part of a date."""
    return "when" in kinds or not kinds.isdisjoint(LOOKS_BACK) or _is_date_word(word)


@lru_cache(maxsize=8192)
def _is_date_word(word: str) -> bool:
    said = date_words(word)
    return word[:1].isdigit() or word in _NAMES or word in VARIANTS or (bool(said) and _NAMES.issuperset(said))


def read(text: str, said: Sequence[tuple[str, frozenset[str]]], clock: Clock) -> When | None:
    """What day these words name, all of them; said: each word with its kinds. None where they name none."""
    if len(text) > LONGEST_TEXT or clock.attempts <= 0 or all(word.isdecimal() for word, _ in said):
        return None
    clock.attempts -= 1
    words = date_words(text)
    if not words:
        return None
    canonical = _canonical(said)
    if (behind := _behind(canonical, clock)) is not None:
        return behind
    if canonical[-1] in (YESTERDAY, AGO, EARLIER) and len(said) > 1:
        # "tgl 20 kemarin"; and whatever else that is, "sebelum kemarin" is not yesterday.
        before = text[: text.rindex(said[-1][0])]
        day = _day_behind(before, date_words(before), clock)
        return When(BACK) if day is None else _on(day)
    return _ahead(text, words, clock)


def since(day: When, clock: Clock) -> When | None:
    """ "dari tadi" is today, "sejak kemarin" yesterday, today or both; None where it is no such day."""
    if day.kind not in (PAST, BACK, EITHER):
        return None
    return day if day.days == (clock.today,) else When(BACK, (*day.days, clock.today))


def _canonical(said: Sequence[tuple[str, frozenset[str]]]) -> list[str]:
    """The words as dates spell them, and by their kind where they look back."""
    found: list[str] = []
    for word, kinds in said:
        if "yg" in kinds:
            continue  # "3 hari yang lalu"
        looks = next((kind for kind in LOOKS_BACK if kind in kinds), None)
        found += [looks] if looks else date_words(word)
    return found or [""]


def _behind(said: list[str], clock: Clock) -> When | None:
    """A day that lies behind by what is said of it."""
    words = _without_hours(said)
    by_name = words[:1] == ["hari"] and len(words) > 1 and words[1] != "ini"
    words = words[1:] if by_name else words
    today = clock.today
    match words:
        case ["now"] | ["earlier"] | ["hari", "ini"] | ["now", "earlier"] | ["earlier", "now"] | ["sekarang"]:
            return _on(today)
        case ["hari", "ini", ("earlier" | "now")] | [("earlier" | "now"), "hari", "ini"]:
            return _on(today)
        case ["earlier", part] | [part, "earlier"] | ["earlier", part, "ini"] if part in SPANS:
            return _earlier(part, clock)
        case [part, "ini"] if part in SPANS and _has_begun(part, clock):
            return _on(today)
        case ["yesterday"] | ["yesterday", "earlier"]:
            return _on(today - timedelta(1))
        case ["yesterday", part] | [part, "yesterday"] if part in SPANS:
            return _on(today - timedelta(1))
        case ["yesterday", ("before" | "lusa")] | ["lusa", "yesterday"]:
            return _on(today - timedelta(2))
        case ["lastnight"]:
            return _on(today - timedelta(1))
        case [("minggu" | "pekan"), ("ago" | "yesterday")] if not by_name:
            return When(BACK)
        case [name, ("minggu" | "pekan"), ("ago" | "yesterday")] if name in WEEKDAYS:
            monday = today - timedelta(today.weekday() + WEEK)
            return _on(monday + timedelta(WEEKDAYS[name]))
        case [name, ("ago" | "yesterday" | "earlier") as how] if name in WEEKDAYS:
            day = _last(WEEKDAYS[name], today)
            if how == "ago" and day == today - timedelta(1):
                return When(BACK, (day - timedelta(WEEK), day))
            return _on(day)
        case [*amount, "ago"]:
            return _so_long_ago(tuple(amount), today)
    return None


def _without_hours(said: list[str]) -> list[str]:
    """The same without the hour, which a day behind is kept without: "tadi jam 9 pagi"."""
    kept: list[str] = []
    at = 0
    while at < len(said):
        if said[at] == "jam" and at + 1 < len(said):
            at += 2
            while at < len(said) and (said[at] in SPANS or said[at] in ZONES):
                at += 1
            continue
        if said[at] in PRAYERS:
            while kept and kept[-1] in ("habis", "bakda", "sebelum"):
                kept.pop()
        elif not _CLOCK.fullmatch(said[at]):
            kept.append(said[at])
        at += 1
    return kept


def _on(day: date) -> When:
    return When(PAST, (day,))


def _last(weekday: int, today: date) -> date:
    """The last such day before today."""
    return today - timedelta((today.weekday() - weekday - 1) % WEEK + 1)


def _has_begun(part: str, clock: Clock) -> bool:
    return clock.now.astimezone(clock.zone).hour * HOUR >= SPANS[part].start * HOUR


def _earlier(part: str, clock: Clock) -> When:
    """ "tadi siang" is today's, as far as it has begun; "tadi malam" may be the night before."""
    today = clock.today
    if part in NIGHT:
        if clock.now.astimezone(clock.zone).hour < EVENING:
            return _on(today - timedelta(1))
        return When(BACK, (today - timedelta(1), today))
    return _on(today) if _has_begun(part, clock) else When(BACK, (today - timedelta(1), today))


def _so_long_ago(amount: tuple[str, ...], today: date) -> When | None:
    """ "2 hari lalu" is a day; a week ago is about a week."""
    if amount in (("sehari",), ("se", "hari")):
        return _on(today - timedelta(1))
    count, used = number(amount) or (1, 0)
    unit = amount[used:]
    if used and unit == ("hari",) and count:
        return _on(today - timedelta(count)) if count < DAYS_BACK else When(BACK)
    if (used and unit in (("minggu",), ("pekan",))) or amount == ("seminggu",):
        day = today - timedelta(WEEK * count)
        return When(BACK, (day,) if count == 1 else ())
    is_length = (used and unit in (("bulan",), ("tahun",))) or amount in (("sebulan",), ("setahun",))
    return When(BACK) if is_length else None


def _ahead(text: str, words: tuple[str, ...], clock: Clock) -> When | None:
    """A day that lies ahead, or may; of a date that has just gone by, that."""
    names_a_day = _names_a_day(words)
    if not names_a_day and not _names_an_hour(words):
        return None
    found = dates.read(text, clock.now, clock.zone)
    if isinstance(found, Refused) and found.reason is Refuses.UNKNOWN:
        return None
    if not names_a_day:
        # "pagi" alone greets.
        return When(JUST_AN_HOUR, words=words) if len(words) > 1 else None
    behind = _day_behind(text, words, clock)
    if isinstance(found, Refused):
        if found.reason is Refuses.PAST:
            return When(BACK) if behind is None else _on(behind)
        return When(UNCLEAR, words=words)
    ahead = (found,) if isinstance(found, Moment) else found.choices
    if "tgl" in words and behind is None and not _looks_ahead(words) and not _is_written(words):
        # "tgl 5", three weeks ago or in two weeks: not to be kept as a contact, but it may have been one.
        return When(EITHER, (), ahead, words=words)
    if behind is not None and words != ("minggu",):
        if behind == clock.today and _is_written(words):
            return _on(behind)
        return When(EITHER, (behind,), ahead, "tgl" in words or _is_written(words), words)
    if any(one.at > clock.now + FURTHEST for one in ahead):
        return When(UNCLEAR, ahead=ahead, words=words)
    if isinstance(found, Question) or words[-2:] == ("bulan", "depan") or words == ("minggu",):
        # "bulan depan" is a month, as "minggu depan" is a week; and "minggu" may be a week or a Sunday.
        return When(UNCLEAR, ahead=ahead, words=words)
    return When(AHEAD, ahead=ahead, words=words, bare=_is_bare(words))


def _names_a_day(words: tuple[str, ...]) -> bool:
    days = {*WEEKDAYS, *MONTHS, *COUNTED, *ONE_OF, "tgl", "besok", "lusa", "tulat", "nanti", "sekarang", "gajian"}
    lasting = {"menit", "semenit", "sejam"}
    after_jam = {after for word, after in pairwise(words) if word == "jam"}
    written = any(_WRITTEN.fullmatch(word) for word in words if word not in after_jam)
    return (
        written
        or any(word in days and word not in lasting for word in words)
        or bool({"akhirpekan", "lebaran", "natal", "isuk", "besuk", "habisjumat", "tahunbaru", "liburan"} & set(words))
    )


def _names_an_hour(words: tuple[str, ...]) -> bool:
    return any(word == "jam" or word in SPANS or word in PRAYERS or _CLOCK.fullmatch(word) for word in words)


def _is_written(words: tuple[str, ...]) -> bool:
    """Whether a month is named with it."""
    return any(word in MONTHS or ("/" in word and _WRITTEN.fullmatch(word) is not None) for word in words)


def _is_bare(words: tuple[str, ...]) -> bool:
    return any(word in COUNTED or word in ONE_OF for word in words) and not {
        *("lagi", "dalam", "depan", "kedepan", "ini", "sekarang", "tgl"),
    } & set(words)


def _looks_ahead(words: tuple[str, ...]) -> bool:
    return bool({"ini", "depan", "lagi", "dalam", "nanti", "kedepan"} & set(words))


def _day_behind(text: str, words: tuple[str, ...], clock: Clock) -> date | None:
    """The last of the days that a contact may be kept of which these words can mean; None where they look ahead.

    Read as if it lay ahead of them, from two days: a day means the same from both, "besok" and the like do not.
    """
    if _looks_ahead(words):
        return None
    named = [WEEKDAYS[word] for word in words if word in WEEKDAYS]
    if named and not any(word == "tgl" or word[:1].isdigit() for word in _without_hours(list(words))):
        return clock.today if named[0] == clock.today.weekday() else _last(named[0], clock.today)
    first = clock.today - timedelta(DAYS_BACK - 1)
    seen = {_read_from(text, first - timedelta(days=ago), clock) for ago in (0, 1)}
    if len(seen) > 1 or (day := seen.pop()) is None:
        return None
    again = _read_from(text, day + timedelta(2), clock)
    if again is not None and again <= clock.today:
        return again
    return day if day <= clock.today else None


def _read_from(text: str, first: date, clock: Clock) -> date | None:
    """The day that these words mean, this one or a later one."""
    seen = midnight(first, clock.zone) - timedelta(minutes=1)
    found = dates.read(text, seen, clock.zone)
    return found.at.astimezone(clock.zone).date() if isinstance(found, Moment) else None
