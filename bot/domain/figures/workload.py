"""How much each mentor carries, in planned contacts a month, and when that is worth a word. No score of anybody."""

from collections.abc import Sequence
from dataclasses import dataclass

WEEKS_A_MONTH = 4
# A difference worth mentioning: twice as much, and at least this many contacts a month more.
APART = 8


@dataclass(frozen=True, slots=True)
class Workload:
    """A mentor's open cases, and about how many contacts a month they come to."""

    code: str
    cases: int
    contacts: int


def unequal(loads: Sequence[Workload]) -> tuple[Workload, Workload] | None:
    """The mentor who carries most and the one who carries least, where the difference is worth a suggestion."""
    if len(loads) < 2:
        return None
    heavy, light = max(loads, key=lambda one: one.contacts), min(loads, key=lambda one: one.contacts)
    worth = heavy.contacts - light.contacts >= APART and heavy.contacts >= 2 * light.contacts
    return (heavy, light) if worth else None
