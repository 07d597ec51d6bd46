"""A participant's own copy: all that is kept about them (UU 27/2022 Ps 32), by kind, with words where codes say little.

It is handed over in person, as a file of `titian export --case CODE --with-text`. What is in it follows the tables
(`own_rows`); agreed words and the PIN are not: they are the person's own secrets, and a paper may be found.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import select, union

from bot.domain.checkins import DAY
from bot.domain.followups import BY_KIND, CONTACT, OPEN
from bot.domain.people import ADDRESSES, UNKNOWN_ADDRESS, Person, Role
from bot.domain.planning import contact_at
from bot.domain.rights.consent import text_of
from bot.store.caseload import cases
from bot.store.caseload.cases import Case
from bot.store.engine.database import Tx
from bot.store.engine.tables import consents, metadata, participants, people, requests, selfchecks
from bot.store.keeping import own_rows, recorded, who_looked
from bot.store.keeping.own_rows import CHOSEN, Whose
from bot.store.keeping.wanted import Rows, Wanted
from bot.store.people.people import COLUMNS as PERSON_COLUMNS
from bot.store.people.people import person_of

# How a kind is called where it is not its table; what is put together below has no kind of its own.
KINDS = {"checkin_revisions": "revisions"}
PUT_TOGETHER = ("people", "participants", "prompts")
# Kinds that a file of many has too.
AS_EXPORTED = ("cases", "checkins", "revisions", "prompts", "reminders", "flags", "requests", "referrals")
# By which moment a period is asked for, as in every other file.
PERIOD = {"prompts": "due_at", "flags": "raised_at", "requests": "received_at"}


class Words(Protocol):
    """A language: sentences, and moments written out."""

    def label(self, msgid: str, **values: object) -> str:
        """A sentence."""

    def moment(self, at: datetime, zone: ZoneInfo) -> str:
        """A moment."""


class Codes:
    """No language: sentences as the code has them, and moments in ISO 8601."""

    def label(self, msgid: str, **values: object) -> str:
        """The sentence as it stands."""
        return msgid.format(**values) if "{" in msgid else msgid

    def moment(self, at: datetime, zone: ZoneInfo) -> str:
        """The moment in its zone."""
        return at.astimezone(zone).isoformat()


def collect(tx: Tx, code: str, wanted: Wanted | None = None, words: Words | None = None) -> dict[str, Rows]:
    """By kind: every row about this person. `wanted` may ask for a period; `words` is the language it is said in.

    Raises KeyError where there is no such person, or nothing of them any more.
    """
    case, said = cases.by_code(tx, code), words or Codes()
    if case is None:
        raise KeyError(code)
    asked = wanted or Wanted(with_text=True, case=code)
    whose, who = _whose(tx, case), _participant(tx, case)
    found = {
        KINDS.get(table.name, table.name): own_rows.read(tx, table, whose, *_period(table.name, asked))
        for table in own_rows.tables()
        if table.name not in PUT_TOGETHER
    }
    zone = _zone(tx, case, who)
    prompts = own_rows.read(tx, metadata.tables["prompts"], whose, *_period("prompts", asked))
    found |= {
        "checkins": _with_answers(tx, found["checkins"], asked),
        "revisions": _with_moments(found["revisions"], found["checkins"], zone),
        "consents": _with_texts(found["consents"], said, who),
        **_prompts(prompts, said, zone),
        "settings": _settings(tx, whose),
        "quiet_days": _quiet_days(tx, case),
        "readings": _readings(tx, case),
    }
    return {**found, "staff": _staff(tx, whose)}


def _whose(tx: Tx, case: Case) -> Whose:
    """Whose copy it is: also who used the bot for this case earlier and was removed since."""
    tables = (participants, requests, consents, selfchecks)
    of_case = union(*(select(table.c.person_id).where(table.c.case_id == case.id) for table in tables))
    persons = select(people.c.id).where(people.c.id.in_(of_case), people.c.role == Role.PARTICIPANT)
    codes: dict[int, str] = {row.id: row.code for row in tx.execute(select(people.c.id, people.c.code))}
    return Whose(case.id, case.code, frozenset(tx.execute(persons).scalars()), codes)


def _participant(tx: Tx, case: Case) -> Person | None:
    joined = select(*PERSON_COLUMNS).join(participants, participants.c.person_id == people.c.id)
    row = tx.execute(joined.where(participants.c.case_id == case.id)).one_or_none()
    return None if row is None else person_of(row)


def _zone(tx: Tx, case: Case, who: Person | None) -> ZoneInfo:
    """Whose clock moments are written by: the person's, else that of whoever accompanies."""
    if who is not None:
        return who.zone
    mentor = tx.execute(select(*PERSON_COLUMNS).where(people.c.id == case.mentor_id)).one()
    return person_of(mentor).zone


def _period(table: str, wanted: Wanted) -> list[Any]:
    return wanted.between(metadata.tables[table].c[PERIOD[table]]) if table in PERIOD else []


def _with_answers(tx: Tx, rows: Rows, wanted: Wanted) -> Rows:
    """Check-ins as they stand now, a column a question, as in every other file."""
    now = dict(recorded.own_answers(tx, recorded.newest(tx, wanted)))
    return [{**row, **now[row["id"]]} for row in rows if row["id"] in now]


def _with_moments(rows: Rows, recorded: Rows, zone: ZoneInfo) -> Rows:
    """Each version with when its check-in was recorded, and when the contact was as that version has it; of a check-in
    outside the period none.
    """
    of = {row["id"]: row for row in recorded}
    newest = sorted(rows, key=lambda row: int(row["revision"]))
    said = {row["checkin_id"]: (row["answers"] or {}).get(DAY) for row in newest}
    found = []
    for row in rows:
        if (whole := of.get(row["checkin_id"])) is None:
            continue
        was, answers = whole["contact_at"], row["answers"] or {}
        if answers.get(DAY) != said[row["checkin_id"]]:  # another day was put in its place since
            was = contact_at(answers, zone, datetime.fromisoformat(whole["at"])).isoformat()
        found.append({"checkin_at": whole["at"], "contact_at": was, **row})
    return found


def _with_texts(rows: Rows, words: Words, who: Person | None) -> Rows:
    """Each line of the ledger with the words that were agreed to, as far as they are still known."""
    chosen = dict(ADDRESSES).get((who.address if who else None) or "", UNKNOWN_ADDRESS)
    you = words.label(chosen)
    return [
        {
            **row,
            "text": words.label(text, you=you, service=row["service"] or "…")
            if (text := text_of(row["tick"], row["version"])) is not None
            else "",
        }
        for row in rows
    ]


def _prompts(rows: Rows, words: Words, zone: ZoneInfo) -> dict[str, Rows]:
    """The history of prompts: what people planned, what followed by rule; and what of both is still to come."""
    told = [{**row, "what": words.label(BY_KIND[row["kind"]].label) if row["kind"] in BY_KIND else ""} for row in rows]
    return {
        "prompts": [row for row in told if row["kind"] in CONTACT],
        "reminders": [row for row in told if row["kind"] not in CONTACT],
        "planned": [
            {
                "kind": row["kind"],
                "what": row["what"],
                "when": words.moment(datetime.fromisoformat(row["due_at"]), zone),
                "recipient": row["recipient"],
                "state": row["state"],
            }
            for row in told
            if row["state"] in OPEN
        ],
    }


def _settings(tx: Tx, whose: Whose) -> Rows:
    """Who they are here, what they chose, whether they use the bot."""
    joined = {row["person"]: row for row in own_rows.read(tx, participants, whose)}
    columns = [key for row in joined.values() for key in row if key != "settings"]
    found = []
    persons = tx.execute(select(*PERSON_COLUMNS).where(people.c.id.in_(whose.persons)).order_by(people.c.id))
    for row, person in zip(own_rows.read(tx, people, whose), map(person_of, persons), strict=True):
        more = joined.get(row["code"], dict.fromkeys(columns))
        chosen = {
            "chosen_name": "",
            "greet_weeks": 0,
            "consents_seen": 0,
            "plan_seen": "",
            **(more.get("settings") or {}),
        }
        plain = {key: value for key, value in more.items() if key not in ("settings", "person")}
        as_used = {"zone": person.zone_name, "hours": person.hours_written, "weekdays": person.weekdays_written}
        found.append({**row, **plain, **as_used, **{key: chosen[key] for key in CHOSEN}})
    return found


def _quiet_days(tx: Tx, case: Case) -> Rows:
    return [
        {"first": first.isoformat(), "last": last.isoformat(), "yearly": yearly}
        for first, last, yearly in cases.quiet_spans(tx, case.id, case.sealed_quiet)
    ]


def _readings(tx: Tx, case: Case) -> Rows:
    """Who read, was let in or made a file with their words, and for what reason."""
    return [
        {"at": one.at.isoformat(), "by": one.by_code, "role": one.by_role, "verb": one.verb, "reason": one.reason}
        for one in reversed(who_looked.of_case(tx, case, for_staff=False))
    ]


def _staff(tx: Tx, whose: Whose) -> Rows:
    """Whose codes stand in it, and what they do here."""
    which = people.c.id.in_(whose.named - whose.persons)
    rows = tx.execute(select(people.c.code, people.c.role).where(which).order_by(people.c.code))
    return [{"code": row.code, "role": row.role} for row in rows]
