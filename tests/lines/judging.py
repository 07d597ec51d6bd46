"""What was read of a line, held against what a careful colleague understands from it: right, asked, or wrong.

RIGHT: every field as expected, and none that is not; where a colleague would ask, something is asked. ASKED: nothing
that was read is wrong, and what is missing is asked, or stands word for word in the note. WRONG: read otherwise and not
asked, a piece of the note lost, or the wrong person.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain import planning
from bot.domain.lines import CODE, WHOSE, Entry, Known, LineWords, Reading, read
from bot.domain.typed import plainly
from bot.i18n import language
from bot.reference.lines import words_of_lines

HERE = Path(__file__).parent
HALVES, MORE = ("open", "blind", "fresh"), "more"
BLIND = HALVES[1:]
JAKARTA = ZoneInfo("Asia/Jakarta")
MOMENT = datetime(2026, 11, 24, 10, tzinfo=JAKARTA)
_NAMES = {
    "R-003": "Ahmad Fauzi",
    "R-007": "Siti Rahmawati",
    "R-014": "Bayu Prasetyo",
    "R-021": "Bayu Setiawan",
    "R-026": "Joko Susilo",
    "P-002": "Maria Kaseh",
    "P-009": "Nur Aini",
    "P-011": "Yohanes Tando",
}
KNOWN = [Known(code, frozenset(plainly(name).split())) for code, name in _NAMES.items()]
FIELDS = ("contact", "on", "overall", "levels", "needs", "reason", "next")


class Outcome(IntEnum):
    """How well a line was read."""

    RIGHT = 0
    ASKED = 1
    WRONG = 2


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome, and what was wrong or missing."""

    outcome: Outcome
    what: tuple[str, ...] = ()


@cache
def lines(half: str) -> tuple[Mapping[str, Any], ...]:
    """One of the lists."""
    return tuple(tomllib.loads((HERE / f"{half}.toml").read_text(encoding="utf-8"))["line"])


@cache
def line_words() -> LineWords:
    """The grammar, with the labels as they are shown."""
    return words_of_lines(language().label)


def moment_of(line: Mapping[str, Any]) -> datetime:
    """When it was written."""
    return datetime.fromisoformat(line["at"]).replace(tzinfo=JAKARTA) if "at" in line else MOMENT


def reading_of(text: str, at: datetime = MOMENT) -> Reading:
    """What is read of it."""
    return read(text, at, JAKARTA, KNOWN, line_words())


def verdict(line: Mapping[str, Any]) -> Verdict:
    """How well it was read."""
    at = moment_of(line)
    found = reading_of(line["typed"], at)
    if "opens" in line:
        return _opens(line["opens"], found)
    if line.get("not_ours"):
        return _not_ours(found)
    expected = _expected(line)
    if found.opens:
        only_asked = "asks" in line and not any(key in expected[0] for key in (*FIELDS, "note", "case"))
        return Verdict(Outcome.RIGHT if only_asked and len(found.opens) > 1 else Outcome.WRONG, ("opens",))
    if found.nothing:
        return Verdict(Outcome.ASKED, ("nothing",))
    if len(found.entries) != len(expected):
        guessed = [one for one in found.entries if one.code is not None or set(fields_of(one, at)) - {"note"}]
        return Verdict(Outcome.WRONG if guessed else Outcome.ASKED, ("entries",))
    pairs = list(_paired(expected, found.entries))
    wrong = [what for one, entry in pairs for what in _wrong(one, entry, at)]
    missing = [what for one, entry in pairs for what in _missing(one, entry, at)]
    if "asks" in line and not any(entry.doubts for entry in found.entries):
        missing.append("asks")
    if wrong:
        return Verdict(Outcome.WRONG, tuple(wrong))
    return Verdict(Outcome.ASKED if missing else Outcome.RIGHT, tuple(missing))


def _opens(code: str, found: Reading) -> Verdict:
    if found.opens == (code,) and not found.entries:
        return Verdict(Outcome.RIGHT)
    harmless = found.nothing or (code in found.opens and not found.entries)
    return Verdict(Outcome.ASKED if harmless else Outcome.WRONG, ("opens",))


def _not_ours(found: Reading) -> Verdict:
    if found.nothing:
        return Verdict(Outcome.RIGHT)
    read_as = {"a name"} if found.opens else set()
    read_as |= {key for one in found.entries for key in fields_of(one, MOMENT) if key != "note"}
    read_as |= {CODE for one in found.entries if one.code is not None}
    what = tuple(f"not ours, read as {key}" for key in sorted(read_as))
    return Verdict(Outcome.WRONG if read_as else Outcome.ASKED, what or ("not ours",))


def _expected(line: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    if "lines" in line:
        return list(line["lines"])
    if "cases" in line:
        return [{**line, "case": code} for code in line["cases"]]
    return [line]


def _paired(expected: list[Mapping[str, Any]], entries: Iterable[Entry]) -> Iterable[tuple[Mapping[str, Any], Entry]]:
    """Those of one code together, the others in their order."""
    left = list(entries)
    for one in sorted(expected, key=lambda line: "case" not in line):
        found = next((entry for entry in left if entry.code == one.get("case")), left[0])
        left.remove(found)
        yield one, found


def fields_of(entry: Entry, at: datetime) -> dict[str, Any]:
    """What was read, as the lists write it."""
    found = {key: value for key, value in entry.answers.items() if key in (*FIELDS, "retry", "note")}
    if "on" in found:
        found["on"] = _day(found["on"], at).isoformat()
    step = found.pop("retry", found.pop("next", None))
    if step is not None:
        contact_at = planning.moment(entry.answers["on"], JAKARTA, at) if "on" in entry.answers else at
        found["next"] = planning.moment(step, JAKARTA, contact_at).astimezone(JAKARTA)
    return found


def _day(step: str, at: datetime) -> date:
    return planning.moment(step, JAKARTA, at.astimezone(UTC)).astimezone(JAKARTA).date()


def _agree(key: str, expected: Any, got: Any) -> bool:
    if key == "next":
        wanted = datetime.fromisoformat(expected)
        exact = "T" in expected
        return bool(got.replace(tzinfo=None) == wanted if exact else got.date() == wanted.date())
    if key == "needs":
        return sorted(expected) == sorted(got)
    return bool(expected == got)


def _wrong(line: Mapping[str, Any], entry: Entry, at: datetime) -> list[str]:
    """What was read otherwise, or was not there to be read, or is lost."""
    got = fields_of(entry, at)
    wrong = []
    if entry.code is not None and entry.code != line.get("case"):
        wrong.append("case")
    for key in FIELDS:
        if key == "levels" and key in got:
            levels = line.get(key, {})
            wrong += [
                f"levels {'read otherwise' if topic in levels else 'not said'}"
                for topic, level in got[key].items()
                if levels.get(topic) != level
            ]
        elif key in got and key not in line:
            wrong.append(f"{key} not said" + (f" ({got[key]})" if key in ("overall", "contact") else ""))
        elif key in got and not _agree(key, line[key], got[key]):
            wrong.append(f"{key} read otherwise")
        elif key in line and key not in got and not (entry.doubts or entry.unread) and not _stands(key, line, at):
            wrong.append(f"{key} lost")
    kept = "\n".join((*entry.unread, str(entry.answers.get("note", ""))))
    wrong += ["note" for piece in line.get("note", []) if piece not in kept]
    return wrong


def _stands(key: str, line: Mapping[str, Any], at: datetime) -> bool:
    """Whether the form keeps it so where nothing is said: a contact is of the day it is recorded."""
    return key == "on" and line[key] == at.date().isoformat()


def _missing(line: Mapping[str, Any], entry: Entry, at: datetime) -> list[str]:
    got = fields_of(entry, at)
    missing = [key for key in FIELDS if key in line and key not in got]
    missing += ["levels" for topic in line.get("levels", {}) if topic not in got.get("levels", {})]
    if entry.code is None and "case" in line:
        missing.append(CODE)
    if entry.code is None and not any(doubt.about == WHOSE for doubt in entry.doubts):
        missing.append(WHOSE)
    return missing
