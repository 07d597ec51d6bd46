"""How well the lists are read, as figures: `python -m tests.lines.figures`.

Of those that are blind only counts are shown, by what was wrong or missing: whoever reads those lines can no longer
better the rules without knowing them.
"""

from __future__ import annotations

import sys
from collections import Counter

from tests.lines.judging import BLIND, HALVES, MORE, Outcome, lines, verdict


def counts(half: str) -> Counter[Outcome]:
    """How many of a list were read how well."""
    return Counter(verdict(line).outcome for line in lines(half))


def report() -> str:
    """What stands where for each list; which lines only of those that may be read."""
    said = []
    for half in (*HALVES, MORE):
        found = [(line, verdict(line)) for line in lines(half)]
        by = Counter(one.outcome for _, one in found)
        said.append(f"{half}, {len(found)}: " + ", ".join(f"{one.name.lower()} {by[one]}" for one in Outcome))
        for outcome in (Outcome.WRONG, Outcome.ASKED):
            what = Counter(kind for _, one in found if one.outcome is outcome for kind in one.what)
            said.append(f"  {outcome.name.lower()} by kind: " + (", ".join(f"{a} {b}" for a, b in what.items()) or "-"))
            if half not in BLIND:
                said += [
                    f"    {', '.join(one.what)}: {line['typed']!r}" for line, one in found if one.outcome is outcome
                ]
    return "\n".join(said)


if __name__ == "__main__":
    sys.stdout.write(report() + "\n")
