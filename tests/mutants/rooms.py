"""Which rooms must have no survivor, and which survivors are no mistake: the list of equivalents."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.mutants.places import Place

EQUIVALENT = Path(__file__).with_name("equivalent.txt")
# What nobody may be able to leave out unseen: by name, where it stands.
STRICT: dict[str, tuple[str, ...]] = {
    "audit": ("bot/store/engine/audit.py", "bot/store/keeping/audit_chain.py", "bot/store/keeping/identity.py"),
    "sealing": ("bot/store/sealing/",),
    "erasing": ("bot/store/keeping/erasing.py",),
    "refusing": (
        "bot/domain/lives.py",
        "bot/router.py",
        "bot/store/caseload/scope.py",
        "bot/store/caseload/walls.py",
        "bot/store/engine/lives.py",
        "bot/store/queues/buttons.py",
        "bot/store/rights/grants.py",
        "handlers/guard.py",
        "handlers/over.py",
    ),
    "consent": (
        "bot/domain/rights/consent.py",
        "bot/store/rights/consents.py",
        "bot/store/rights/listeners.py",
        "handlers/agreeing.py",
    ),
}


def strict_room(path: str) -> str | None:
    """The room of that kind that a file is in."""
    return next((name for name, starts in STRICT.items() if path.startswith(starts)), None)


def room(path: str) -> str:
    """What the figures are told by."""
    parts = path.split("/")
    return strict_room(path) or "/".join(parts[: min(len(parts) - 1, 3)])


@dataclass(frozen=True, slots=True)
class Equivalent:
    """A change that changes nothing anybody could see, and why. `shown` guards the name: before -> after."""

    name: str
    shown: str
    reason: str


def shown(place: Place) -> str:
    """What is changed, as it stands in the list."""
    return f"{place.before} -> {place.after or '(left out)'}"


def equivalents(text: str | None = None) -> list[Equivalent]:
    """The list: three lines each (name, what is changed, why), a blank line between. Raises ValueError."""
    written = EQUIVALENT.read_text(encoding="utf-8") if text is None else text
    found = []
    for block in written.strip().split("\n\n"):
        lines = [line.strip() for line in block.splitlines() if not line.startswith("#")]
        if not lines:
            continue
        if len(lines) != 3 or not all(lines):
            raise ValueError(f"name, what is changed, why: three lines, not {lines}")
        found.append(Equivalent(*lines))
    return found


def stale(listed: list[Equivalent], places: list[Place]) -> list[str]:
    """What is listed and stands nowhere any more, or stands for something else by now."""
    known = {place.name: shown(place) for place in places}
    return [one.name for one in listed if known.get(one.name) != one.shown]
