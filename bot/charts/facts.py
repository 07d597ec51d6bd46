"""The numbers and words of a chart, as they come: whatever does not describe one is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class WrongFacts(ValueError):
    """The facts do not describe a chart."""


def sentence(facts: Mapping[str, Any], key: str) -> str:
    """A sentence. Raises WrongFacts where there is none."""
    found = facts.get(key)
    if not isinstance(found, str) or not found.strip():
        raise WrongFacts(f"{key} is missing")
    return " ".join(found.split())


def mapping(facts: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Facts within the facts. Raises WrongFacts where there are none."""
    found = facts.get(key)
    if not isinstance(found, dict):
        raise WrongFacts(f"{key} is missing")
    return found


def listed(facts: Mapping[str, Any], key: str, fewest: int, most: int) -> list[Any]:
    """So many of something. Raises WrongFacts where there are fewer or more."""
    found = facts.get(key)
    if not isinstance(found, list) or not fewest <= len(found) <= most:
        raise WrongFacts(f"{key} has the wrong length")
    return found


def counts(found: Any, length: int) -> list[float]:
    """So many numbers of people or contacts. Raises WrongFacts where there is anything else."""
    if not isinstance(found, list) or len(found) != length:
        raise WrongFacts("the wrong count of numbers")
    for number in found:
        if isinstance(number, bool) or not isinstance(number, int | float) or not 0 <= number < 1e6:
            raise WrongFacts("that is no number of people or contacts")
    return found
