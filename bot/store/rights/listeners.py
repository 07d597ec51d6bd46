"""Who would hear a prompt, and all that bears on whether they may be spoken to, asked once for a whole batch."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import bindparam, select

from bot.domain.people import Person, Role
from bot.domain.planning import Frame
from bot.domain.speaking import Listener
from bot.domain.timing.quiet import Calendar
from bot.store.caseload import prompts, recipients
from bot.store.caseload.prompts import Prompt
from bot.store.engine.database import Tx
from bot.store.engine.tables import participants
from bot.store.rights import consents


@dataclass(frozen=True, slots=True)
class Hearer:
    """Whoever would hear a prompt, and what the door out asks about them."""

    person: Person
    listener: Listener


# Until when an empty bot is shown on a participant's phone, and until when they asked for rest.
Phone = tuple[datetime | None, datetime | None]
NO_PHONE: Phone = (None, None)
UNTIL_THEY_ARE_MET = datetime(9999, 1, 1, tzinfo=UTC)
_PHONES = select(participants.c.person_id, participants.c.hidden_until, participants.c.quiet_until).where(
    participants.c.person_id.in_(bindparam("persons", expanding=True))
)


def of(tx: Tx, due: Sequence[Prompt], calendar: Calendar) -> dict[int, Hearer]:
    """The hearer of each prompt by its id; a prompt for whom there is nobody at all is missing."""
    reached = recipients.of(tx, due)
    theirs = {one.person.id for one in reached.values() if one.person.role is Role.PARTICIPANT}
    phones, allowing = _phones(tx, theirs), consents.lets_be_written_to(tx, theirs)
    found = {}
    for prompt in due:
        if (one := reached.get(prompt.id)) is not None:
            frame = prompts.frame_about(tx, one.person, calendar, prompt)
            listener = _listener(one.person, frame, one.can_be_told, phones, allowing)
            found[prompt.id] = Hearer(one.person, listener)
    return found


def of_participant(tx: Tx, person: Person, calendar: Calendar) -> Listener:
    """What bears on a last word to a participant."""
    frame = Frame(person.zone, calendar, person.hours)
    reachable = bool(recipients.reachable(tx, [person.id]))
    return _listener(person, frame, reachable, _phones(tx, {person.id}), consents.lets_be_written_to(tx, {person.id}))


def _phones(tx: Tx, ids: Collection[int]) -> dict[int, Phone]:
    if not ids:
        return {}
    rows = tx.execute(_PHONES, {"persons": list(ids)})
    return {row.person_id: (row.hidden_until, row.quiet_until) for row in rows}


def _listener(person: Person, frame: Frame, reachable: bool, phones: dict[int, Phone], allowing: set[int]) -> Listener:
    hidden_until, quiet_until = phones.get(person.id, NO_PHONE)
    if person.unmet:  # nobody knows yet who holds that phone
        hidden_until = UNTIL_THEY_ARE_MET
    allows = person.role is not Role.PARTICIPANT or person.id in allowing
    return Listener(person.id, reachable, frame, allows, hidden_until, quiet_until)
