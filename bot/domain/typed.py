"""What somebody typed, before anybody knows what it answers: plain words, a code at its beginning, the same breath.

Pure; the order in which typed words are read is handlers/typed.py's.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from unicodedata import category, normalize

# A question that has stood open for so long is asked about before it takes what is typed.
STOOD = timedelta(hours=3)
# Nobody reads the next question and answers it in fewer seconds than these: what comes within them was still meant for
# the question before. Telegram dates messages in whole seconds, when they reach it.
BREATH = timedelta(seconds=15)
# Of a message that says when it was written; an older one than Telegram itself says nothing.
FIRST_MESSAGE = 1_376_000_000
# How people write a code of this house at the beginning of a line, of a case (three digits) or of staff (two): "R-014",
# "r014", "(p 7)", "utk R_014:", "- R-014". One digit apart from its letter is a code only by itself: "r 1 minggu lagi".
_DIGITS = {"R": 3, "P": 3, "M": 2, "S": 2, "A": 2}
_DASH = "-_.\u2010-\u2015\u2212"
_CODE = re.compile(
    rf"""
    [^\w]*                                              # a bullet, a bracket, a space
    (?: (?:utk|untuk|tentang|ttg|kode|soal) [\s:]+ )?
    ([RPMSA])
    (?: \s*[{_DASH}]\s* ([0-9]{{1,6}}) | ([0-9]{{1,6}}) | \s+ ([0-9]{{2,6}}) | \s+ ([0-9]) (?=\W*\Z) )
    (?![0-9])
    (.*) \Z
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
# A case's code anywhere in a text, written as it stands on screens, or nearly so.
_MENTIONED = re.compile(
    rf"(?<![^\W_]) ([RP]) (?: [{_DASH}]\s? ([0-9]{{1,6}}) | ([0-9]{{3}}) ) (?![0-9])", re.VERBOSE | re.I
)
_HONORIFICS = frozenset(
    (
        *("bapak", "pak", "bpk", "pk", "ibu", "bu", "ibuk", "bunda", "mas", "mbak", "mba", "kak", "kakak"),
        *("bang", "abang", "dik", "adik", "sdr", "saudara", "om", "tante", "kang", "bung", "daeng"),
        *("ustadz", "ustad", "ustaz", "haji", "hj"),
    )
)
_LONG_DASHES = "-_\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
LONGEST_NAME, MOST_NAME_WORDS = 60, 5
# Of a name so few letters are looked for; whoever knows so many may know it.
FEWEST_LETTERS, LETTERS_OF_KNOWLEDGE = 2, 3
_NUMBER = re.compile("[0-9]{1,4}")


def plainly(text: str) -> str:
    """Letters and digits alone, small, a space between words: however a hurried thumb or a keyboard wrote them.

    A full stop, an emoji or a doubled space must not keep a word from being the one it is.
    """
    without_signs = "".join(" " if category(letter)[0] == "S" else letter for letter in text)
    return " ".join("".join(map(_plain, normalize("NFKC", without_signs).casefold())).split())


def _plain(letter: str) -> str:
    kind = category(letter)
    if kind[0] in "LN":
        return letter
    return "" if kind[0] == "M" or kind == "Cf" else " "  # marks and joiners belong to what stands before them


def as_typed(text: str) -> str:
    """The same text with letters and signs in one form, and nothing that cannot be seen between them."""
    return "".join(letter for letter in normalize("NFKC", text) if category(letter) != "Cf")


def code_at_start(text: str) -> tuple[str, str] | None:
    """The code a line begins with, as it is written here ("R-014"), and the rest of the line; None without one."""
    found = _CODE.match(as_typed(text))
    if found is None:
        return None
    letter, digits, rest = found[1].upper(), next(filter(None, found.groups()[1:5])), found[6]
    if rest[:1].isalpha() and not found[2]:
        return None  # "P3K", "A4 dua rim": a word
    return f"{letter}-{int(digits):0{_DIGITS[letter]}d}", rest.strip(" \t\r\n,.:;)]}*/?!" + _LONG_DASHES)


def number_of_code(text: str) -> int | None:
    """The number of a code, where nothing else was typed: "26", "026"."""
    digits = plainly(text)
    return int(digits) or None if _NUMBER.fullmatch(digits) else None


def codes_in(text: str) -> set[str]:
    """The codes of cases that a text mentions, wherever they stand."""
    found = _MENTIONED.finditer(as_typed(text))
    return {f"{one[1].upper()}-{int(one[2] or one[3]):03d}" for one in found}


def as_name(text: str) -> frozenset[str] | None:
    """The words of what may be somebody's name, "Pak" and "Bu" left out; None for what can be none."""
    if len(text) > LONGEST_NAME or any(letter.isdigit() for letter in text):
        return None
    words = [word for word in plainly(text).split() if word not in _HONORIFICS]
    return frozenset(words) if 0 < len(words) <= MOST_NAME_WORDS else None


def is_named(asked: frozenset[str], name: str) -> bool:
    """Whether somebody of this name may be meant: every word asked for is one of it."""
    return asked <= words_of_name(name)


def is_begun(asked: frozenset[str], name: str) -> bool:
    """Whether every word asked for is how one of this name begins; a single letter is too little to be meant."""
    words = words_of_name(name)
    return all(len(one) >= FEWEST_LETTERS and any(word.startswith(one) for word in words) for one in asked)


def is_knowledge(asked: frozenset[str]) -> bool:
    """Whether so much of a name was typed that whoever did may know it."""
    return any(len(word) >= LETTERS_OF_KNOWLEDGE for word in asked)


def words_of_name(name: str) -> frozenset[str]:
    """The words of a name as it is kept, plainly."""
    return frozenset(plainly(name).split())


def in_one_breath(written: datetime, before: datetime, handled: datetime) -> bool:
    """Whether a message belongs to what was written `before`: too soon after it, or before anything was said to it.

    handled: when the bot answered the earlier one. All aware.
    """
    return written <= max(before + BREATH, handled)


def has_stood(touched: datetime, now: datetime) -> bool:
    """Whether a question last touched then has stood open for hours."""
    return now - touched >= STOOD
