"""What a cell says where one of several is meant: its code, or the words that people know from the bot."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from bot.i18n import language

# No sign that could mean something ("-1", "<2", "2?") is passed over.
_BETWEEN = re.compile(r"(?<=\w)\s*/\s*(?=\w)|(?<=\w)_(?=\w)|\s+")


def code_of(text: str, options: Sequence[tuple[str, str]]) -> str:
    """The code that is meant, of options as (code, label); what means none of them as it is, in small letters."""
    return _words(tuple(options)).get(_plain(text), text.strip().lower())


@cache
def _words(options: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    speaks = language()
    return {_plain(word): code for code, label in options for word in (speaks.label(label), label, code)}


def _plain(text: str) -> str:
    return _BETWEEN.sub(" ", text.casefold()).strip()
