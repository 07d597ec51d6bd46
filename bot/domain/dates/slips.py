"""What a thumb does to a word: one slip in a name, or two words run together."""

from collections.abc import Iterable, Mapping
from itertools import product
from types import MappingProxyType

from bot.domain.dates.names import MONTHS, PRAYERS, WEEKDAYS
from bot.domain.dates.spellings import NOT_TYPOS, VARIANTS

_LONG_NAMES = tuple(name for name in (*WEEKDAYS, *MONTHS) if len(name) >= 5)
_PARTS = ("pagi", "siang", "sore", "malam")
# Which words are typed without the space between them: any of the first before any of the second.
_RUN_TOGETHER: tuple[tuple[Iterable[str], Iterable[str]], ...] = (
    (("besok", "lusa", "nanti"), _PARTS),
    (WEEKDAYS, (*_PARTS, "depan", "ini")),
    (("pekan", "bulan", "tahun"), ("depan", "ini")),
    (("hari", "malam"), (*WEEKDAYS, "ini")),
    (("pagi", "siang", "sore"), ("ini",)),
    (("habis", "bakda", "sebelum"), PRAYERS),
)


def nearest_name(word: str) -> str | None:
    """The one weekday or month that `word` misses by a single slip; None where two would do."""
    if len(word) < 5 or len(word) > 10 or word in NOT_TYPOS:
        return None
    near = [name for name in _LONG_NAMES if name[0] == word[0] and _one_slip(word, name)]
    return near[0] if len(near) == 1 else None


def _one_slip(typed: str, name: str) -> bool:
    """Whether one letter is missing, doubled, wrong, or swapped with its neighbour."""
    if abs(len(typed) - len(name)) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(typed, name, strict=False)) if a != b), min(len(typed), len(name)))
    rest, wanted = typed[at:], name[at:]
    swapped = rest[:2] == wanted[1::-1] and rest[2:] == wanted[2:]
    return swapped or rest[1:] == wanted[1:] or rest[1:] == wanted or rest == wanted[1:]


def run_together(word: str) -> tuple[str, str] | None:
    """The two words that `word` was meant as: "besokpagi", "bskpg", "malamminggu"."""
    return _TOGETHER.get(word)


def _spelled(word: str) -> list[str]:
    return [word, *(variant for variant, known in VARIANTS.items() if known == word)]


def _together() -> dict[str, tuple[str, str]]:
    found: dict[str, set[tuple[str, str]]] = {}
    for firsts, seconds in _RUN_TOGETHER:
        for first, second in product(firsts, seconds):
            for before, after in product(_spelled(first), _spelled(second)):
                # Two letters and two more are too little to tell from another word.
                if len(before) >= 3:
                    found.setdefault(before + after, set()).add((first, second))
    names = {*VARIANTS, *WEEKDAYS, *MONTHS, *NOT_TYPOS}
    return {word: next(iter(pairs)) for word, pairs in found.items() if len(pairs) == 1 and word not in names}


_TOGETHER: Mapping[str, tuple[str, str]] = MappingProxyType(_together())
