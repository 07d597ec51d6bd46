"""Indonesia's public holidays, joint leave and months of fasting, as far as they are decreed or estimated."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays

from bot.domain.timing.quiet import Calendar

YEARS = range(2026, 2036)
# First and last day of fasting as the government set or announced them; the library has no such thing.
FASTING = (
    (date(2026, 2, 19), date(2026, 3, 20)),
    (date(2027, 2, 8), date(2027, 3, 9)),
)


@lru_cache
def calendar() -> Calendar:
    """Holidays and joint leave of the coming years. From 2028 on they are estimates until they are decreed."""
    days = holidays.country_holidays("ID", years=YEARS, categories=("public", "government"))
    return Calendar(frozenset(days), FASTING)
