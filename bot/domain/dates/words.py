"""The words of a typed date, in one spelling each; knows nothing of calendars or of now.

Every spelling is listed in spellings.py. A word that is not listed stays in the tokens as it was typed, so
that no phrase can be read around it: "jangan besok" must never become tomorrow.
"""

import re
from collections.abc import Sequence

from bot.domain.dates.names import COUNTED, MONTHS, ONE_OF, UNITS, WEEKDAYS
from bot.domain.dates.shapes import written_out
from bot.domain.dates.slips import nearest_name, run_together
from bot.domain.dates.spellings import FILLERS, HONORIFICS, LASTING, PAIRS, VARIANTS

__all__ = ["LONGEST_NUMBER", "LONGEST_TEXT", "MONTHS", "UNREADABLE", "WEEKDAYS", "tokens"]

# A date is a few words. Longer text is something else, and reading it would only cost time.
LONGEST_TEXT = 160
LONGEST_NUMBER = 6
UNREADABLE = "\N{REPLACEMENT CHARACTER}"

_APOSTROPHES = "'`´‘’ʼʻ"
_FACES = "🙏👍👌😊🙂😁🤲❤"
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0f🏻🏼🏽🏾🏿"
_SAME_CHARACTER = str.maketrans(
    {
        **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
        **dict.fromkeys(_APOSTROPHES + _INVISIBLE),
        **dict.fromkeys(_FACES + "\u00a0\u202f\u3000", " "),
        **dict.fromkeys("‐‑‒–—−", "-"),
    }
)
# Weekdays in short that are other words elsewhere ("di sel", "Min", "bu Jum"), so only a date makes them days.
_SHORT_WEEKDAYS = {"sel": "selasa", "jum": "jumat", "min": "minggu"}
_ORDINALS = {
    "pertama": ("ke", "satu"),
    **{f"ke{word}": ("ke", word) for word in (*UNITS, "sepuluh", "sebelas")},
}
_TOKEN = re.compile(
    r"""
      [^\W\d_]+                        # a word
    | (?<![\w+-])[0-9]+(?:[.,:/-][0-9]+)*   # 5  14.00  5/12/2026  2026-12-05
    | (?<=[^\W\d_])[0-9]+(?:[.,:/-][0-9]+)*  # tgl5  jam9
    | (?P<gap>[ \t\r\n.,;!?()"*]+ | -(?![0-9]))  # what separates; "-3" is no gap and a three
    | /                                # Senin/Selasa
    | .                                # anything else: nobody may read past it
    """,
    re.VERBOSE | re.DOTALL,
)


def tokens(text: str) -> tuple[str, ...]:
    """The words of `text` in the spelling the grammar knows, fillers left out, unknown words kept."""
    if len(text) > LONGEST_TEXT:
        return (UNREADABLE,)
    plain = "".join(_plain_digit(character) for character in text).casefold().translate(_SAME_CHARACTER)
    plain = written_out(" ".join(plain.split()))
    typed = [token[0] for token in _TOKEN.finditer(plain) if token.lastgroup != "gap"]
    words = _joined(_weekdays([word for token in typed for word in _known(token)]))
    afters = (*words[1:], "")
    lasts = _is_length(words)
    return tuple(word for word, after in zip(words, afters, strict=False) if not _is_filler(word, after, lasts))


def _is_filler(word: str, after: str, lasts: bool) -> bool:
    """ "tgl 5 Bu Juli" names a person, not the fifth of July, so there "Bu" stays and stops the reading."""
    if word in HONORIFICS and after in MONTHS:
        return False
    return word in FILLERS and not (lasts and word in LASTING)


def _is_length(words: Sequence[str]) -> bool:
    """Whether all that is said is a length of time: "2 minggu", "seminggu"; not "2 minggu lagi"."""
    said = [word for word in words if word not in FILLERS]
    begins = bool(said) and (said[0][0].isdigit() or said[0] in UNITS or said[0] in ONE_OF)
    return begins and (said[-1] in COUNTED or said[-1] in ONE_OF or said[-1] == "jam")


def _weekdays(words: list[str]) -> list[str]:
    """ "Sel, 1 Des", as lists and buttons write it, is a Tuesday."""
    around = zip(("", *words), words, (*words[1:], ""), (*words[2:], "", ""), strict=False)
    return [_weekday(*each) for each in around]


def _weekday(before: str, word: str, after: str, next_after: str) -> str:
    dated = after == "tgl" or (after[:1].isdigit() and (next_after in MONTHS or "/" in after or "-" in after))
    called = before in HONORIFICS or before == "di"
    return _SHORT_WEEKDAYS.get(word, word) if dated and not called else word


def _plain_digit(character: str) -> str:
    """Arabic-Indic, full-width and other digits as 0-9; "²" and "½" are no decimals and stay unread."""
    return str(int(character)) if character.isdecimal() else character


def _known(token: str) -> tuple[str, ...]:
    if token[0].isdigit():
        long = any(len(number) > LONGEST_NUMBER for number in re.findall(r"\d+", token))
        return (UNREADABLE,) if long else (token,)
    if several := _ORDINALS.get(token) or run_together(token):
        return several
    return (VARIANTS.get(token) or nearest_name(token) or token,)


def _joined(words: list[str]) -> list[str]:
    """Fold each pair that means one word, from the left: "ke depan", "salat jumat", "yang akan datang".

    A doubled word is another word in Indonesian ("besok-besok" is some day, not tomorrow), so it is kept
    as one that the grammar does not know.
    """
    folded: list[str] = []
    for word in words:
        last = folded[-1] if folded else ""
        pair = PAIRS.get((last, word)) or (f"{last}-{word}" if word == last and word.isalpha() else None)
        folded[len(folded) - bool(pair) :] = [pair or word]
        while len(folded) > 1 and (pair := PAIRS.get((folded[-2], folded[-1]))):
            folded[-2:] = [pair]
    return folded
