"""Signs and figures in a typed date that are written out before its words are told apart: "8-mei-2027", "pagi2"."""

import re

from bot.domain.dates.names import MONTHS
from bot.domain.dates.slips import nearest_name
from bot.domain.dates.spellings import VARIANTS

_SPACED_SLASH = re.compile(r"(?<=\d) ?/ ?(?=\d)")
_DAY_MONTH = re.compile(r"(?<![\w/.-])(\d{1,2})([/.-])([^\W\d_]+)(?:\2(\d{4}|\d{2}))?(?![\w/-])")
_FROM_TO = re.compile(r"(?<=\d )([^\W\d_]+)( \d{4})? ?- ?(\d{1,2}) ([^\W\d_]+)( \d{4})?")
_ORDINAL = re.compile(r"\bke-?(?=\d)")
_REPEATED = re.compile(r"\b([^\W\d_]+)2\b(?![.,:/-]?\d)")
_REPEATABLE = frozenset({"pagi", "siang", "sore", "besok", "nanti", "kapan"})
_DAY_H = re.compile(r"(?<!\w)h ?[+-] ?\d{1,3}\b")


def written_out(text: str) -> str:
    """`text` (lower case, single spaces) with those signs in words; what is none of them stays as it is."""
    text = _SPACED_SLASH.sub("/", text)
    text = _DAY_MONTH.sub(_day_month, text)
    text = _FROM_TO.sub(_from_to, text)
    text = _ORDINAL.sub("ke ", text)
    text = _REPEATED.sub(_repeated, text)
    return _DAY_H.sub("hariha", text)


def _day_month(found: re.Match[str]) -> str:
    """ "8-mei-2027", "8/mei"."""
    day, _, month, year = found.groups()
    return f"{day} {month} {year or ''}" if _is_month(month) else found[0]


def _from_to(found: re.Match[str]) -> str:
    """ "30 Nov–6 Des 2027": the first or the last of those days."""
    first, year, day, last, last_year = found.groups(default="")
    both = _is_month(first) and _is_month(last)
    return f"{first}{year or last_year} atau {day} {last}{last_year}" if both else found[0]


def _repeated(found: re.Match[str]) -> str:
    """ "pagi2" is "pagi-pagi"; "jam2" is an hour."""
    word = found[1]
    return f"{word} {word}" if VARIANTS.get(word, word) in _REPEATABLE else found[0]


def _is_month(word: str) -> bool:
    return (VARIANTS.get(word) or nearest_name(word) or word) in MONTHS
