"""The ledger of consent: each yes and no as a row that is never changed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import Select, bindparam, func, insert, select

from bot.domain.people import Person
from bot.domain.rights import consent
from bot.domain.rights.consent import CHAT, MESSAGES, PAPER, Entry, Paper
from bot.domain.rights.contact_plan import THEY
from bot.store.caseload import prompts
from bot.store.caseload.cases import Case
from bot.store.engine import audit
from bot.store.engine.database import Tx
from bot.store.engine.tables import consents, participants
from bot.store.engine.tables import contact_plans as plans
from bot.store.people import people
from bot.store.queues import outgoing
from bot.store.rights import contact_plans


@dataclass(frozen=True, slots=True)
class Given:
    """A yes that stands; `service` is whom it lets something be passed on to, `signed_on` the day on its paper.

    channel: how it was given.
    """

    id: int
    tick: str
    at: datetime
    version: str
    service: str | None
    channel: str
    signed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A yes or a no, how and when it was given, and (of a paper) the day that stands on it."""

    given: bool
    channel: str
    at: datetime
    signed_on: date | None


_HOW_SAID = (
    select(consents.c.tick, consents.c.given, consents.c.channel, consents.c.at, consents.c.signed_on)
    .where(consents.c.person_id == bindparam("person"))
    .order_by(consents.c.id)
)
_NEWEST_NOTED = select(func.max(consents.c.id)).where(
    consents.c.person_id == bindparam("person"), consents.c.channel != CHAT
)
_FIRST_THEMSELVES = (
    select(participants.c.person_id)
    .join(plans, plans.c.case_id == participants.c.case_id)
    .where(participants.c.person_id.in_(bindparam("persons", expanding=True)), plans.c.first == THEY)
)
_LEDGERS = (
    select(
        consents.c.person_id,
        consents.c.id,
        consents.c.tick,
        consents.c.given,
        consents.c.at,
        consents.c.version,
        consents.c.ends_id,
    )
    .where(consents.c.person_id.in_(bindparam("persons", expanding=True)))
    .order_by(consents.c.id)
)


_ended = consents.alias("ended")
# Each no about a case, whoever of it said it, with the yes that it ended, if it was one alone.
_NOS = (
    select(consents.c.at, consents.c.signed_on, consents.c.ends_id, _ended.c.service, _ended.c.person_id)
    .outerjoin(_ended, _ended.c.id == consents.c.ends_id)
    .where(
        consents.c.case_id == bindparam("case"),
        consents.c.tick == bindparam("tick"),
        consents.c.given.is_(False),
    )
)
_asked = consents.alias("asked")
_WHO_WAS_ASKED = (
    select(_asked.c.person_id)
    .where(_asked.c.case_id == bindparam("case"), _asked.c.tick == bindparam("tick"))
    .order_by(_asked.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
_ASKED_ABOUT = (
    select(consents.c.id, consents.c.tick, consents.c.given, consents.c.at, consents.c.version, consents.c.ends_id)
    .where(consents.c.person_id == _WHO_WAS_ASKED)
    .order_by(consents.c.id)
)


def ledger(tx: Tx, person_id: int) -> list[Entry]:
    """Every line about a participant."""
    return [
        Entry(row.id, row.tick, row.given, row.at, row.version, row.ends_id)
        for row in tx.execute(_LEDGERS, {"persons": [person_id]})
    ]


def current(tx: Tx, person: Person) -> frozenset[str]:
    """What a participant allows now."""
    return consent.allowed(ledger(tx, person.id))


def lets_notes_be_kept(tx: Tx, case: Case) -> bool:
    """Whether notes about a case may be kept: unless its participant, asked here, did not allow it or took it back.

    Where nobody asked them here it is settled on paper. What they said holds also once they have left the chat; whoever
    comes again as a new person is asked anew, and the newer answer holds.
    """
    rows: Any = tx.execute(_ASKED_ABOUT, {"case": case.id, "tick": consent.NOTES})
    entries = [Entry(*row) for row in rows]
    return not entries or consent.NOTES in consent.allowed(entries)


def without_notes(tx: Tx, among: Select[Any]) -> set[int]:
    """Of these cases (`among`: a select of their ids) those about which no notes may be kept."""
    asked_there = select(_asked.c.person_id).where(_asked.c.case_id.in_(among), _asked.c.tick == consent.NOTES)
    lines = (consents.c.id, consents.c.tick, consents.c.given, consents.c.at, consents.c.version, consents.c.ends_id)
    rows: Any = tx.execute(
        select(consents.c.case_id, consents.c.person_id, *lines)
        .where(consents.c.person_id.in_(asked_there))
        .order_by(consents.c.id)
    )
    asked: dict[int, int] = {}
    said: dict[int, list[Entry]] = {}
    for case_id, person_id, *line in rows:
        entry = Entry(*line)
        said.setdefault(person_id, []).append(entry)
        if entry.tick == consent.NOTES:
            asked[case_id] = person_id
    return {case_id for case_id, person in asked.items() if consent.NOTES not in consent.allowed(said[person])}


def lets_be_written_to(tx: Tx, ids: Collection[int]) -> set[int]:
    """Those of these participants who let the bot write to them first: who gets in touch themselves lets nobody."""
    if not ids:
        return set()
    said: dict[int, list[Entry]] = {one: [] for one in ids}
    for row in tx.execute(_LEDGERS, {"persons": list(ids)}):
        said[row.person_id].append(Entry(row.id, row.tick, row.given, row.at, row.version, row.ends_id))
    allowing = {one for one, entries in said.items() if MESSAGES in consent.allowed(entries)}
    return allowing - set(tx.execute(_FIRST_THEMSELVES, {"persons": list(ids)}).scalars())


def may_write(tx: Tx, person_id: int) -> bool:
    """Whether a participant lets the bot write to them first."""
    return bool(lets_be_written_to(tx, [person_id]))


def given(tx: Tx, person: Person) -> list[Given]:
    """Each yes that stands, for the participant's own screen: with the services by name."""
    standing = {entry.id: entry for entry in consent.standing(ledger(tx, person.id))}
    rows = tx.execute(
        select(consents.c.id, consents.c.service, consents.c.channel, consents.c.signed_on)
        .where(consents.c.id.in_(list(standing)))
        .order_by(consents.c.id)
    )
    return [
        Given(
            row.id,
            standing[row.id].tick,
            standing[row.id].at,
            standing[row.id].version,
            None if row.service is None else tx.open(row.service, "consents", "service", person.id),
            row.channel,
            _day(row.signed_on),
        )
        for row in rows
    ]


def last_no(tx: Tx, case: Case, tick: str, zone: tzinfo, service: str | None = None) -> date | None:
    """The newest day on which this was said no to, or (of a paper) that stands on it; also before they left the chat.

    A yes to passing on that was ended by itself concerns its own service only.
    """
    rows = tx.execute(_NOS, {"case": case.id, "tick": tick})
    return max(
        (said_on(row.at, _day(row.signed_on), zone) for row in rows if _concerns(tx, row, service)), default=None
    )


def _concerns(tx: Tx, row: Any, service: str | None) -> bool:
    if row.ends_id is None or row.service is None or service is None:
        return True
    return consent.one_service(tx.open(row.service, "consents", "service", row.person_id), service)


def said_on(at: datetime, signed_on: date | None, zone: tzinfo) -> date:
    """The day of a yes or a no: its paper's, else the one on which it was said."""
    return signed_on or at.astimezone(zone).date()


def last_said(tx: Tx, person: Person) -> dict[str, Said]:
    """The newest line of each tick, a yes or a no."""
    rows = tx.execute(_HOW_SAID, {"person": person.id})
    return {row.tick: Said(row.given, row.channel, row.at, _day(row.signed_on)) for row in rows}


def newest_noted(tx: Tx, person: Person) -> int:
    """The number of the newest line that somebody else noted for this participant; 0 where there is none."""
    return tx.execute(_NEWEST_NOTED, {"person": person.id}).scalar_one() or 0


def _day(written: str | None) -> date | None:
    return None if written is None else date.fromisoformat(written)


def give(
    tx: Tx,
    person: Person,
    case: Case,
    tick: str,
    *,
    channel: str,
    explained_by: int | None,
    service: str | None = None,
    paper: Paper | None = None,
    page: bool = False,
) -> int:
    """A yes to one tick of the text as it is now (`page`: where there is a sealed page); passing on names its one
    service. Returns its number.

    Raises ValueError for a paper from before a no (see `last_no`): nobody is held to what they took back since.
    """
    if (service is None) == (tick == consent.SHARED):
        raise ValueError(f"a service is named for {consent.SHARED}, and for nothing else")
    if paper is not None:
        no = last_no(tx, case, tick, _zone(tx, person, explained_by), service)
        if no is not None and paper.signed_on < no:
            raise ValueError("a no was said after the day on this paper")
    sealed = None if service is None else people.seal_for(tx, person, service, "consents", "service", person.id)
    return _write(tx, person, case, tick, True, channel, explained_by, service=sealed, paper=paper, page=page)


def _zone(tx: Tx, person: Person, explained_by: int | None) -> tzinfo:
    """By whose clock days are told: of whoever notes it."""
    by = None if explained_by is None else people.by_id(tx, explained_by)
    return (by or person).zone


def withdraw(
    tx: Tx,
    person: Person,
    case: Case,
    tick: str,
    *,
    channel: str,
    explained_by: int | None = None,
    ends_id: int | None = None,
    paper: Paper | None = None,
    page: bool = False,
) -> None:
    """Take a yes back, or every yes of the tick. It holds from this moment: what waits to be said first is dropped.

    Without notes, what was written down of how they are safely reached goes too (see `contact_plans.keep_their_own`).
    """
    _write(tx, person, case, tick, False, channel, explained_by, ends_id=ends_id, paper=paper, page=page)
    if tick == consent.NOTES:
        contact_plans.keep_their_own(tx, case, on_phone=channel == CHAT)
    if person.chat is not None and not may_write(tx, person.id):
        prompts.hold(tx, outgoing.drop_unasked(tx, person.chat))


def _write(
    tx: Tx,
    person: Person,
    case: Case,
    tick: str,
    yes: bool,
    channel: str,
    explained_by: int | None,
    *,
    service: bytes | None = None,
    ends_id: int | None = None,
    paper: Paper | None = None,
    page: bool = False,
) -> int:
    if (paper is not None) > (channel == PAPER):
        raise ValueError("only what was on paper has a day on it")
    witness = paper.witness if paper is not None else ""
    if tick not in consent.BY_CODE or channel not in consent.CHANNELS:
        raise ValueError("an unknown tick or channel")
    new_id: int = tx.execute(
        insert(consents)
        .values(
            person_id=person.id,
            case_id=case.id,
            version=consent.version_of(page=page),
            tick=tick,
            given=yes,
            service=service,
            signed_on=None if paper is None else paper.signed_on.isoformat(),
            witness=people.seal_for(tx, person, witness, "consents", "witness", person.id) if witness else None,
            ends_id=ends_id,
            channel=channel,
            explained_by=explained_by,
            at=tx.now,
        )
        .returning(consents.c.id)
    ).scalar_one()
    audit.note(tx, explained_by or person.id, "consent_given" if yes else "consent_withdrawn", "person", person.id)
    return new_id
