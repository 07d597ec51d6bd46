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
# How people write a code of this house, of a case (three digits) or of staff (two): "R-014", "r014", "p 7", "m1".
_DIGITS = {"R": 3, "P": 3, "M": 2, "S": 2, "A": 2}
_CODE = re.compile(
    r"\s*([RPMSArpmsa])\s?[-\u2010-\u2015.]?\s?0*([0-9]{1,6})(?![\w-])[\s,.:;\u2010-\u2015-]*(.*)\Z", re.DOTALL
)
_HONORIFICS = frozenset(
    (
        *("bapak", "pak", "bpk", "pk", "ibu", "bu", "ibuk", "bunda", "mas", "mbak", "mba", "kak", "kakak"),
        *("bang", "abang", "dik", "adik", "sdr", "saudara"),
    )
)
LONGEST_NAME, MOST_NAME_WORDS = 60, 5


def plainly(text: str) -> str:
    """Letters and digits alone, small, a space between words: however a hurried thumb or a keyboard wrote them.

    A full stop, an emoji or a doubled space must not keep a word from being the one it is.
    """
    return " ".join("".join(map(_plain, normalize("NFKC", text).casefold())).split())


def _plain(letter: str) -> str:
    kind = category(letter)
    if kind[0] in "LN":
        return letter
    return "" if kind[0] == "M" or kind == "Cf" else " "  # marks and joiners belong to what stands before them


def code_at_start(text: str) -> tuple[str, str] | None:
    """The code a line begins with, as it is written here ("R-014"), and the rest of the line; None without one."""
    found = _CODE.match(text)
    if found is None:
        return None
    letter = found[1].upper()
    return f"{letter}-{int(found[2]):0{_DIGITS[letter]}d}", found[3].strip()


def as_name(text: str) -> frozenset[str] | None:
    """The words of what may be somebody's name, "Pak" and "Bu" left out; None for what can be none."""
    if len(text) > LONGEST_NAME or any(letter.isdigit() for letter in text):
        return None
    words = [word for word in plainly(text).split() if word not in _HONORIFICS]
    return frozenset(words) if 0 < len(words) <= MOST_NAME_WORDS else None


def is_named(asked: frozenset[str], name: str) -> bool:
    """Whether somebody of this name may be meant: every word asked for is one of it."""
    return asked <= frozenset(plainly(name).split())


def in_one_breath(written: datetime, before: datetime, handled: datetime) -> bool:
    """Whether a message belongs to what was written `before`: too soon after it, or before anything was said to it.

    handled: when the bot answered the earlier one. All aware.
    """
    return written <= max(before + BREATH, handled)


def has_stood(touched: datetime, now: datetime) -> bool:
    """Whether a question last touched then has stood open for hours."""
    return now - touched >= STOOD
