"""How often: 1, 2, 4 or 8 weeks, or the usual course, which grows slower as time since the intake passes."""

from datetime import datetime, timedelta

from bot.domain.text import N_

CADENCES = (1, 2, 4, 8)
# Stored instead of a number of weeks: the rhythm follows the usual course.
COURSE = 0
# Weekly for the first three months after the return or the intake, every two weeks to the sixth, then every four;
# eight is chosen by a person, before the accompaniment ends by agreement.
STEPS = ((timedelta(days=91), 1), (timedelta(days=182), 2))
LATER = 4
RHYTHMS = (
    (COURSE, N_("The usual course")),
    (1, N_("Every week")),
    (2, N_("Every 2 weeks")),
    (4, N_("Every 4 weeks")),
    (8, N_("Every 8 weeks")),
)


def rhythm(cadence_weeks: int, intake_at: datetime, now: datetime) -> int:
    """Weeks between two contacts: as chosen, or by the time since the intake."""
    if cadence_weeks != COURSE:
        return cadence_weeks
    since = now - intake_at
    return next((weeks for span, weeks in STEPS if since < span), LATER)


def slower(weeks: int) -> int | None:
    """The next slower rhythm; None when there is none."""
    return next((other for other in CADENCES if other > weeks), None)
