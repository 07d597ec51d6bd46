"""Where a day begins and ends: its two midnights, by somebody's own clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a local day, in aware UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def midnight_after(day: date, zone: ZoneInfo) -> datetime:
    """The first moment that is no longer of a local day, in aware UTC."""
    return midnight(day + timedelta(days=1), zone)
