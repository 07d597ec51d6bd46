"""The example caseload of the demo: four people, a dozen made-up participants, moments in the past and to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.people import Person, Role
from bot.domain.rights import consent
from bot.domain.timing.quiet import Calendar
from bot.store.caseload import cases, checkins, prompts
from bot.store.engine.database import Tx
from bot.store.people import people
from bot.store.rights import consents, participants

# Made-up people; the demo's data never leaves this machine.
ADMIN, SUPERVISOR, MENTOR = ("Ratna", "ibu"), ("Yusuf", "bapak"), ("Siti", "ibu")
PARTICIPANTS = (
    ("R", "Arman", 1, timedelta(0)),
    ("R", "Bayu", 2, timedelta(hours=1)),
    ("P", "Citra", 1, timedelta(hours=3)),
    ("R", "Dedi", 4, timedelta(days=1)),
    ("P", "Endah", 2, timedelta(days=2)),
    ("R", "Fajar", 1, timedelta(days=3)),
    ("P", "Gita", 8, timedelta(days=12)),
    ("R", "Hasan", 2, timedelta(days=9)),
)
FIRST = "R-001"
ALL_WELL = {"contact": "visit", "overall": "fine", "next": "w1"}


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of the demo."""

    admin: Person
    supervisor: Person
    mentor: Person


def fill(tx: Tx, calendar: Calendar) -> Cast:
    """Add the people and the caseload to an empty database."""
    admin = people.add(tx, Role.ADMIN, ADMIN[0], None)
    supervisor = people.add(tx, Role.SUPERVISOR, SUPERVISOR[0], None)
    mentor = people.add(tx, Role.MENTOR, MENTOR[0], supervisor.id)
    settled = [
        people.settle(tx, person, address=address, zone="Asia/Jakarta")
        for person, (_, address) in ((admin, ADMIN), (supervisor, SUPERVISOR), (mentor, MENTOR))
    ]
    for track, name, weeks, due in PARTICIPANTS:
        case = cases.add(tx, track, name, mentor, weeks)
        if due > timedelta(days=1):
            checkins.save(tx, mentor, case, f"example-{case.id}", ALL_WELL)
            cases.note_contact(tx, case, 0)
        prompts.plan_first(tx, case, mentor, calendar, mentor.id, "cadence", tx.now + due)
    return Cast(*settled)


def company(tx: Tx, cast: Cast) -> Person:
    """The participant of the first case, who has said yes to everything."""
    first = cases.by_codes(tx)[FIRST]
    person = participants.add(tx, first, cast.mentor)
    participants.keep_adult(tx, person, True)
    for tick in (consent.ABROAD, consent.MESSAGES, consent.NOTES):
        consents.give(tx, person, first, tick, channel="chat", explained_by=cast.mentor.id)
    return people.settle(tx, person, address="bapak", zone="Asia/Jakarta")


def cast(tx: Tx) -> Cast | None:
    """The people of a demo begun earlier."""
    found = [people.of_role(tx, role) for role in (Role.ADMIN, Role.SUPERVISOR, Role.MENTOR)]
    return Cast(*(some[0] for some in found)) if all(found) else None
