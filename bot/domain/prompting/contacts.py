"""What a check-in does to the contact that is planned: it answers it, takes its place, or leaves it as it stands. Pure.

What counts is the day of the contact, never the day on which it was recorded: the same contact, recorded days later,
comes out the same. docs/contacts.md shows what follows in each situation.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

# A contact so shortly before the planned day is the planned one.
EARLY = timedelta(days=3)


class Effect(Enum):
    """What becomes of the contact that is planned, and of the reminders about it."""

    ANSWERS = "it was the planned one: early, on its day, or late"
    REPLACES = "it was another one: what was agreed on then takes the place of the plan"
    LEAVES = "it was before the plan was made: nothing changes"


@dataclass(frozen=True, slots=True)
class Agreed:
    """A contact that is planned: for which day, and on which day that was agreed on, by one person's calendar.

    at_a_contact: that was at a contact which worked out, not at a try that failed, an intake, a skip or a pause's end.
    """

    day: date
    agreed_on: date
    at_a_contact: bool


def effect(contact: date, agreed: Agreed) -> Effect:
    """What a contact of that day does to what was agreed on."""
    if contact < agreed.agreed_on:
        return Effect.LEAVES
    if contact >= agreed.day:
        return Effect.ANSWERS
    # The contact at which tomorrow was agreed on is not tomorrow's, however often it is recorded.
    again = agreed.at_a_contact and contact == agreed.agreed_on
    return Effect.ANSWERS if contact >= agreed.day - EARLY and not again else Effect.REPLACES
