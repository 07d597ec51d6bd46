"""What a typed date is seen from: now, a wall clock, and the institution's own hours."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.dates.answers import Moment, Refuses, Stop
from bot.domain.dates.hours import Hours
from bot.domain.timing.midnights import midnight


@dataclass(frozen=True)
class Frame:
    """What a phrase is seen from.

    now:  aware, on the mentor's wall clock: "besok" is the mentor's tomorrow
    zone: the zone its hour is in; another one where the phrase names it ("jam 9 WIB" typed in Jayapura)
    whole_days: a day is asked for, whatever is said of its hour.
    coming: without a year it is the coming one, also where one has only just gone by
    """

    now: datetime
    zone: ZoneInfo
    default_time: time
    prayer_times: Mapping[str, time]
    furthest: timedelta
    whole_days: bool = False
    coming: bool = False

    @property
    def today(self) -> date:
        return self.now.date()

    def at(self, day: date, since_midnight: timedelta) -> datetime:
        """Aware UTC. No zone here has summer time, so wall clock sums are safe."""
        return midnight(day, self.zone) + since_midnight

    def check(self, day: date) -> None:
        """Refuse days so far off that their hours cannot matter; they may not even have a UTC date."""
        if day < self.today - timedelta(days=2):
            raise Stop(Refuses.PAST)
        if day > self.today + self.furthest + timedelta(days=2):
            raise Stop(Refuses.TOO_FAR)

    def moment(self, at: datetime, hours: Hours) -> Moment:
        """`at` (aware UTC) as an answer, if it is ahead and not too far."""
        if at <= self.now:
            raise Stop(Refuses.PAST)
        if at > self.now + self.furthest:
            raise Stop(Refuses.TOO_FAR)
        return Moment(at, hours.has_time, hours.approximate)
