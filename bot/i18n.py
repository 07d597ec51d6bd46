"""Speaks Indonesian: catalogs read straight from the .po files, and dates, times and lists the local way."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.messages.pofile import read_po
from babel.numbers import format_percent
from markupsafe import Markup

from bot.domain.people import ADDRESSES, UNKNOWN_ADDRESS, ZONE_LETTERS, Person
from bot.domain.rights.personal import Opened, is_personal, marked
from bot.domain.text import N_

DEFAULT = "id"
# Babel's own "full" pads the day ("05 Desember"), and has no word for o'clock: both are written out here.
A_MONDAY = date(2024, 1, 1)
DAY = "EEEE, d MMMM y"
# Without a year it is this one; a day of another year is written with it, or it would read as the coming one.
SHORT_DAY, SHORT_DAY_OF_YEAR = "EEE, d MMM", "EEE, d MMM y"
PLAIN_DAY, YEARLY_DAY, MONTH, SHORT_MONTH = "d MMMM y", "d MMMM", "MMMM y", "MMM y"
CLOCK = "HH.mm"
MOMENT = N_("{day} at {clock} {zone}")
ADDRESS_OF = dict(ADDRESSES)


class UnknownText(LookupError):
    """A sentence is not in the catalog."""


class Language:
    """One language: its sentences and its ways of writing dates.

    With `strict`, a sentence missing from the catalog raises UnknownText; otherwise it is shown as it stands.
    """

    def __init__(self, code: str, sentences: Mapping[str, str], *, strict: bool = False) -> None:
        self.code = code
        self._sentences = {msgid: Markup(text) for msgid, text in sentences.items()}
        self._strict = strict

    @property
    def size(self) -> int:
        """How many sentences there are."""
        return len(self._sentences)

    def t(self, msgid: str, **values: object) -> Markup:
        """The sentence for `msgid` with its named placeholders filled; every value is escaped.

        It is personal where a value is.
        """
        text = self._sentences.get(msgid)
        if text is None:
            if self._strict:
                raise UnknownText(msgid)
            text = Markup(msgid)
        return marked(text.format(**values), *values.values()) if "{" in text else text

    def label(self, msgid: str, **values: object) -> str:
        """The same as plain text: a button's label is never parsed as HTML."""
        text = self.t(msgid, **values)
        plain = html.unescape(str(text))
        return Opened(plain) if is_personal(text) else plain

    def address(self, who: Person | None) -> str:
        """What to call this person: Bapak, Ibu, Kak ..., or Bapak/Ibu while they have not said."""
        chosen = ADDRESS_OF.get(who.address or "") if who else None
        return self.label(chosen or UNKNOWN_ADDRESS)

    def moment(self, at: datetime, zone: ZoneInfo) -> str:
        """`Jumat, 27 November 2026 pukul 09.00 WIB`: absolute, with its zone."""
        return self.label(
            MOMENT, day=self.day(at.astimezone(zone)), clock=self.clock(at, zone), zone=zone_letters(zone)
        )

    def day(self, day: date) -> str:
        """`Jumat, 25 Desember 2026`."""
        return _written(day, DAY, self.code)

    def short_day(self, day: date, *, today: date) -> str:
        """`Jum, 25 Des`, of another year than `today` `Sab, 25 Des 2027`: for lists and buttons."""
        return _written(day, SHORT_DAY if day.year == today.year else SHORT_DAY_OF_YEAR, self.code)

    def plain_day(self, day: date) -> str:
        """`8 Juni 2028`: a date that is far away."""
        return _written(day, PLAIN_DAY, self.code)

    def yearly_day(self, day: date) -> str:
        """`12 Oktober`: a day that comes back every year."""
        return _written(day, YEARLY_DAY, self.code)

    def weekday(self, number: int) -> str:
        """`Senin` for 0, `Minggu` for 6."""
        return _written(A_MONDAY + timedelta(days=number), "EEEE", self.code)

    def month(self, day: date) -> str:
        """`Agustus 2025`."""
        return _written(day, MONTH, self.code)

    def short_month(self, day: date) -> str:
        """`Agu 2025`: for buttons."""
        return _written(day, SHORT_MONTH, self.code)

    def clock(self, at: datetime, zone: ZoneInfo) -> str:
        """`09.00`: hours and minutes with a dot."""
        return format_datetime(at.astimezone(zone), CLOCK, locale=self.code)

    def short_moment(self, at: datetime, zone: ZoneInfo, *, now: datetime) -> str:
        """`Jum, 27 Nov, 09.00`, of another year than `now` (aware) `Sab, 27 Nov 2027, 09.00`: for lists and buttons."""
        day = self.short_day(at.astimezone(zone), today=now.astimezone(zone))
        return f"{day}, {self.clock(at, zone)}"

    def span(self, first: date, last: date, *, today: date) -> str:
        """`2–8 Nov`, `30 Nov–6 Des`, `28 Des 2026–3 Jan 2027`, or a single `Sel, 24 Nov`."""
        if first == last:
            return self.short_day(first, today=today)
        ends = "d MMM" if first.year == last.year == today.year else "d MMM y"
        begins = "d" if (first.year, first.month) == (last.year, last.month) else "d MMM"
        begins = ends if first.year != last.year else begins
        return f"{_written(first, begins, self.code)}–{_written(last, ends, self.code)}"

    def share(self, part: int, whole: int) -> str:
        """`70%`: how much of a whole this is, rounded."""
        return format_percent(round(part / whole, 2), locale=self.code)

    def listing(self, items: Iterable[str]) -> str:
        """`a, b, dan c`."""
        items = list(items)
        text = format_list(items, locale=self.code)
        return Opened(text) if is_personal(*items) else text


def _written(day: date, pattern: str, code: str) -> str:
    return _written_once(day.date() if isinstance(day, datetime) else day, pattern, code)


@lru_cache(maxsize=1000)
def _written_once(day: date, pattern: str, code: str) -> str:
    """A day in words: Babel reads the pattern anew each time, and the same few days are shown all day long."""
    return format_date(day, pattern, locale=code)


def zone_letters(zone: ZoneInfo) -> str:
    """WIB, WITA or WIT; another zone by its own name."""
    return ZONE_LETTERS.get(zone.key, zone.key)


@lru_cache
def language(code: str = DEFAULT, *, strict: bool = False) -> Language:
    """Read the catalog of `code`; where there is none, everything is said in the default one."""
    path = files("locales") / code / "LC_MESSAGES" / "titian.po"
    if not path.is_file():
        return language(strict=strict)
    with path.open("rb") as file:
        catalog = read_po(file, locale=code)
    sentences = {str(m.id): str(m.string) for m in catalog if m.id and m.string}
    return Language(code, sentences, strict=strict)
