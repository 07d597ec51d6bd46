"""What the rules hear of the lists, as figures: `python -m tests.danger.figures`.

Of the blind halves only figures by kind are shown, unless `--misses` is asked for: whoever reads those sentences can
no longer better the rules without knowing them.
"""

from __future__ import annotations

import sys
from collections import Counter

from bot.domain.danger import Danger
from bot.reference.danger import may_need_help
from tests.danger import HALVES, Sentence, more, sentences


def said_to(found: list[Sentence], says: Danger) -> list[Sentence]:
    """Those to which it says this."""
    return [one for one in found if may_need_help(one.text) is says]


def missed(half: str) -> list[Sentence]:
    """Of danger, and without the lines."""
    return said_to(sentences(half, "danger"), Danger.NONE)


def drowned(half: str) -> list[Sentence]:
    """Of everyday need, and the lines come first."""
    return said_to(sentences(half, "everyday"), Danger.SURE)


def report(*, misses: bool) -> str:
    """What stands where for each list, and the misses of all but the blind halves, or of all."""
    lines = []
    for half in (*HALVES, "more"):
        for which, wrong in (("danger", Danger.NONE), ("everyday", Danger.SURE)):
            found = more(which) if half == "more" else sentences(half, which)
            by = {says: said_to(found, says) for says in Danger}
            first, below, none = (len(by[says]) for says in (Danger.SURE, Danger.UNSURE, Danger.NONE))
            share = 100 * len(by[wrong]) / len(found)
            name = "without the lines" if which == "danger" else "drowned by them"
            lines.append(
                f"{half}, {which}, {len(found)}: lines first {first}, below {below}, none {none}; {name}: {share:.1f} %"
            )
            kinds = Counter(one.kind for one in by[wrong]).most_common()
            lines.append("  by kind: " + (", ".join(f"{kind} {count}" for kind, count in kinds) or "-"))
            if misses or half != "blind":
                lines += [f"  {one.kind} {one.language}: {one.text}" for one in by[wrong]]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(report(misses="--misses" in sys.argv) + "\n")
