"""Every table and column, from the metadata: what erasing leaves, what a person's own copy holds, how long it is kept.

A column that is added stands in no list here, and fails until somebody has said what becomes of it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from datetime import time, timedelta
from typing import Any

import pytest
from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, MetaData, String, Table, insert, select, update

from bot.domain.rights.consent import Paper
from bot.domain.rights.own_settings import OwnSettings
from bot.domain.rights.retention import BY_CODE
from bot.domain.timing.quiet import Hours
from bot.i18n import language
from bot.reference.calendar import calendar
from bot.store.caseload import cases, checkins, drafts, flags, offers, prompts, referrals, requests, walls
from bot.store.caseload.cases import Case
from bot.store.caseload.drafts import Draft
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import closed_weeks, level_cells, metadata
from bot.store.engine.tables import people as people_table
from bot.store.keeping import erasing, own_copy, own_rows
from bot.store.people import people
from bot.store.queues import outgoing
from bot.store.rights import consents, contact_plans, grants, participants, self_checks
from tests.store.conftest import House

# What is left of somebody who was erased, and why.
STAYS = {
    "cases": {
        "id": "what the audit and the ledger of consents point to",
        "code": "the tombstone",
        "track": "counts of earlier years stay right",
        "mentor_id": "who could answer questions about it",
        "cadence_weeks": "a number about the programme",
        "status": "that it is erased",
        "intake_at": "counts of earlier years stay right",
        "misses": "emptied",
    },
    "people": {
        "id": "what the audit and the ledger of consents point to",
        "code": "the tombstone",
        "role": "that it was a participant",
        "language": "what every new person begins with",
        "status": "that they were removed",
        "created_at": "when, not who",
    },
    "consents": {
        "*": "the ledger: what was agreed to, when and how, with nobody's name (UU 27/2022 Ps 22, 24)",
        "service": "emptied", "witness": "emptied",
    },
    "requests": {
        "*": "that a right was asked for and honoured, and when (UU 27/2022 Ps 6-13)",
        "topic": "emptied", "text": "emptied",
    },
    "tombstones": {"*": "what makes every process and every older backup forget"},
    "audit": {"*": "who did what, in ids and verbs; a reason goes with the case's key"},
}  # fmt: skip
# How long the rows of each table are kept: a class of retention, or why they stay.
KEPT = {
    "cases": "notes", "participants": "notes", "selfchecks": "notes", "checkins": "notes", "checkin_revisions": "notes",
    "contact_plans": "notes",
    "flags": "notes", "referrals": "notes", "offers": "notes", "grants": "notes", "walls": "notes", "prompts": "notes",
    "consents": "consents", "requests": "requests", "attempts": "attempts", "invites": "invites", "drafts": "drafts",
    "inbox": "updates", "outbox": "messages", "chats": "strangers", "audit": "audit",
    "page_doors": "ten minutes", "page_sessions": "an hour at most",
    "keys": "destroyed with whom they belong to; a day's after thirty days",
    "people": "staff while they work here and their code after; a participant's with the case",
    "level_cells": "counts of five people and more", "closed_weeks": "counts without anybody",
    "month_figures": "counts without anybody",
    "tombstones": "what makes older backups forget",
    "absences": "staff's leave: from when to when, no reason", "duty": "a list of leaders",
    "phones": "that somebody of the staff had another phone, and who agreed",
    "exports": "that a file was asked for", "leases": "which process works", "facts": "about the installation",
    "sheets": "where staff's day sheet stands; gone with them",
    "closed_days": "a calendar", "support_entries": "a public list", "support_reports": "counts without anybody",
}  # fmt: skip


def planted(place: str) -> str:
    return f"Kalimat di {place}"


@pytest.fixture
def case(database: Database, house: House) -> Case:
    """A case with something in each column about it, each sealed one with a sentence of its own."""
    with database.transaction() as tx:
        arman, siti, yusuf = house.arman, house.siti, house.yusuf
        case = cases.add(tx, "R", planted("cases.name"), siti, 1)
        other = cases.add(tx, "P", "Yang lain", siti, 1)
        person = participants.add(tx, case, siti)
        participants.keep_adult(tx, person, True)
        people.settle(tx, person, address="kak", zone="Asia/Makassar", hours=Hours(time(9), time(16)).on(6, None))
        words = OwnSettings(planted("participants.settings"), "beli gula", "beli kopi", greet_weeks=2)
        participants.choose(tx, person, **asdict(words))
        name = people.seal_for(tx, person, planted("people.name"), "people", "name", person.id)
        tx.execute(update(people_table).where(people_table.c.id == person.id).values(name=name))
        consents.give(tx, person, case, "abroad", channel="chat", explained_by=None)
        paper = Paper(tx.now.date() - timedelta(days=30), planted("consents.witness"))
        about_it: dict[str, Any] = {"service": planted("consents.service"), "paper": paper}
        consents.give(tx, person, case, "shared", channel="paper", explained_by=siti.id, **about_it)
        answers = {"contact": "visit", "overall": "details", "note": planted("checkin_revisions.answers")}
        number = checkins.save(tx, siti, case, "t1", answers)
        found = checkins.read(tx, siti, case, number)
        assert found is not None
        checkins.correct(tx, siti, case, found, {**answers, "note": "lain"}, "mistake")
        drafts.keep(tx, siti, Draft(0, "checkin", "d1", case.id, number, {}), {"note": planted("drafts.answers")}, case)
        drafts.begin(tx, siti, Draft(0, "checkin", "d2", case.id, None, {}), case)
        today = tx.now.date()
        cases.set_quiet(tx, siti, case, [(today, today + timedelta(days=1), True)])
        flag, _ = flags.raise_one(tx, siti, case, "health")
        flags.acknowledge(tx, yusuf, flag)
        flags.close(tx, yusuf, flag, case.key_id, planted("flags.note"))
        tx.execute(metadata.tables["checkins"].update().values(told_topics=",sehat,", settled=True))
        prompts.plan_first(tx, case, siti, calendar(), siti.id, "import")
        prompts.hand_over(tx, yusuf, [case.id], siti, calendar())
        frame = prompts.frame_for(tx, siti, calendar(), case)
        service = {"service": "puskesmas", "named": planted("referrals.named")}
        referral = referrals.add(tx, siti, case, "sehat", frame, **service)
        referrals.change(tx, siti, referral, "accepted")
        offered = offers.by_id(tx, offers.make(tx, yusuf, case, yusuf))
        assert offered is not None and offers.decline(tx, yusuf, offered) is None
        walls.add(tx, yusuf, case.id, other.id)
        answered = {"decided_by": yusuf.id, "decided_at": tx.now, "lift_by": yusuf.id, "lift_side_id": case.id}
        tx.execute(metadata.tables["walls"].update().values(**answered))
        grants.give(tx, yusuf, case, planted("audit.reason"), glass=False)
        contact_plans.keep(tx, siti, case, {"first": "we", "word": planted("contact_plans.plan")})
        self_checks.save(tx, person, case, {"feeling": "3", "help": [planted("selfchecks.answers")]})
        asked, _ = requests.raise_one(tx, person, case, "correct", text=planted("requests.text"))
        requests.refuse(tx, yusuf, asked, planted("requests.reason"))
        requests.raise_one(tx, person, case, "support", topic="kerja", text="x")
        cases.note_contact(tx, case, 1)
        cases.end(tx, yusuf, case)
        cases.explain_end(tx, yusuf, case, "goal")
        (prompt, *_) = prompts.open_of(tx, case)
        said = {"cause": "p1", "chat": 7, "method": "push", "kind": "prompt", "prompt_id": prompt.id, "payload": {}}
        outgoing.send_later(tx, [said])
        assert arman.id != person.id
        fresh = cases.by_id(tx, case.id)
        assert fresh is not None
        return fresh


def about(tx: Tx, case: Case) -> dict[str, list[Any]]:
    """The rows about a case, table by table, found by following what points where."""
    persons = {person.id} if (person := participants.of_case(tx, case.id)) else set()
    found: dict[str, set[Any]] = {"cases": {case.id}, "people": set(persons)}
    rows: dict[str, list[Any]] = {}
    for table in metadata.sorted_tables:
        keyed = [column for column in table.columns if column.foreign_keys]
        pointing = [(column, next(iter(column.foreign_keys)).column.table.name) for column in keyed]
        which = []
        for row in tx.execute(select(table)):
            hit = any(row._mapping[column.name] in found.get(to, set()) for column, to in pointing if to != "people")
            own = any(row._mapping[column.name] in persons for column, to in pointing if to == "people")
            itself = table.name in ("cases", "people") and row.id in found[table.name]
            said = table.name == "audit" and (row.subject, row.subject_id) in {
                ("case", case.id), *(("person", one) for one in persons)}  # fmt: skip
            if hit or own or itself or said:
                which.append(row)
        if which and "id" in table.columns:
            found.setdefault(table.name, set()).update(row.id for row in which)
        rows[table.name] = which
    return rows


def test_every_column_is_tried(database: Database, case: Case) -> None:
    """The case of this file has something in each column of each table about it; a new one is to be filled in too."""
    with database.transaction() as tx:
        rows = about(tx, case)
    never = {"people.unmet", "people.chat", "people.calendar_codes",
             "people.supervisor_id", "people.name",
             "participants.pin_ok_until", "participants.hidden_until", "participants.quiet_until",
             "checkins.edited_at", "requests.told_at", "requests.handled_by", "prompts.said_at", "prompts.said_to",
             "prompts.ended_at", "prompts.reason", "prompts.set_by", "consents.ends_id",
             "prompts.said_with", "prompts.listed_for", "people.sheet"}  # fmt: skip
    empty = {
        f"{name}.{column.name}"
        for name, found in rows.items()
        if found and name not in ("audit", "tombstones", "invites", "inbox", "outbox", "keys")
        for column in metadata.tables[name].columns
        if all(row._mapping[column.name] is None for row in found)
    }
    assert empty <= never, f"fill these in: {empty - never}"


def test_what_erasing_leaves_is_listed_with_a_reason(database: Database, house: House, case: Case) -> None:
    with database.transaction() as tx:
        before = about(tx, case)
        person = participants.of_case(tx, case.id)
        assert person is not None
        closed = {"team_id": house.yusuf.id, "monday": 739_000, "figures": "{}", "at": tx.now}
        tx.execute(insert(closed_weeks), closed)
        tx.execute(insert(metadata.tables["month_figures"]), {"month": 739_000, "figures": "{}", "told_at": tx.now})
        numbers = {"urgent": 1, "attention": 1, "fair": 1, "good": 3}
        place = {"team_id": house.yusuf.id, "track": "R", "topic": "kerja", "monday": 739_000, "weeks": 1}
        tx.execute(insert(level_cells), {**place, **numbers, "told_at": tx.now})
    with database.transaction() as tx:
        erasing.erase(tx, case, house.yusuf)
        left = {name: _remaining(tx, metadata.tables[name], rows) for name, rows in before.items()}
    undeclared = {
        f"{name}.{column}"
        for name, rows in left.items()
        for row in rows
        for column, value in row.items()
        if value not in (None, b"")
        and column not in STAYS.get(name, {})
        and not ("*" in STAYS.get(name, {}) and column not in STAYS[name])
    }
    assert not undeclared, "erasing leaves these, and nobody has said why"
    emptied = {
        f"{name}.{column}"
        for name, rows in left.items()
        for row in rows
        for column, value in row.items()
        if STAYS.get(name, {}).get(column) == "emptied" and value not in (None, b"", 0)
    }
    assert not emptied


def _remaining(tx: Tx, table: Table, rows: list[Any]) -> list[dict[str, Any]]:
    keys = [column.name for column in table.primary_key]
    wanted = {tuple(row._mapping[key] for key in keys) for row in rows}
    found = tx.execute(select(table)).all()
    return [dict(row._mapping) for row in found if tuple(row._mapping[key] for key in keys) in wanted]


def test_every_sealed_column_is_in_a_persons_own_copy(database: Database, case: Case) -> None:
    sealed = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary) and table.name not in own_rows.LEFT_OUT
    }
    with database.transaction() as tx:
        everything = own_copy.collect(tx, case.code)
    text = json.dumps(everything, ensure_ascii=False)
    missing = {column for column in sealed - own_rows.LEFT_OUT.keys() if planted(column) not in text}
    assert not missing, "a person's own copy lacks these"
    assert planted("audit.reason") in text, "why somebody looked"
    assert everything["quiet_days"][0]["yearly"] is True
    assert "beli gula" not in text and "beli kopi" not in text, "a word agreed on with oneself is on no paper"


def test_nobody_has_forgotten_to_say_what_becomes_of_a_sealed_column() -> None:
    assert not own_rows.undecided()
    columns = {f"{table.name}.{column.name}" for table in metadata.sorted_tables for column in table.columns}
    assert {*own_rows.LEFT_OUT} <= columns | set(metadata.tables), "left out, and not there"
    assert {*own_rows.SEALED, *own_rows.CALLED} <= columns
    assert not own_rows.SEALED.keys() & own_rows.LEFT_OUT.keys()
    assert {*own_rows.CHOSEN, *own_rows.SECRET} == {field.name for field in fields(OwnSettings)}


def test_every_column_about_a_person_is_in_their_own_copy_or_left_out_with_a_reason(
    database: Database, case: Case
) -> None:
    """Row by row and value by value: what `about` finds stands there."""
    with database.transaction() as tx:
        rows, found = about(tx, case), own_copy.collect(tx, case.code)
        kinds = {
            "people": "settings", "participants": "settings", "checkin_revisions": "revisions",
        }  # fmt: skip
        for name, theirs in rows.items():
            if not theirs or name in own_rows.LEFT_OUT:
                continue
            told = [*found["prompts"], *found["reminders"]] if name == "prompts" else found[kinds.get(name, name)]
            assert len(told) == len(theirs), name
            columns = {own_rows.called(one) for one in own_rows.shown(metadata.tables[name])} - {"settings", "person"}
            assert all(columns <= row.keys() for row in told), name


def test_what_is_still_planned_and_what_was_agreed_to_is_told_in_words(
    database: Database, house: House, case: Case
) -> None:
    words = language()
    with database.transaction() as tx:
        found = own_copy.collect(tx, case.code, None, words)
    planned = [row for row in found["prompts"] + found["reminders"] if row["state"] in ("waiting", "held", "said")]
    assert planned and len(found["planned"]) == len(planned)
    assert all("2026 pukul" in row["when"] or "2027 pukul" in row["when"] for row in found["planned"])
    assert all(row["what"] and row["recipient"] for row in found["planned"])
    abroad, shared = found["consents"]
    assert "lewat Telegram" in abroad["text"] and "Kak" in abroad["text"]
    assert planted("consents.service") in shared["text"]
    assert {"code": house.siti.code, "role": "mentor"} in found["staff"]
    assert {row["role"] for row in found["staff"]} <= {"mentor", "supervisor", "admin"}


def test_a_column_that_is_added_is_in_the_copy_by_itself_and_a_sealed_one_is_asked_about(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without a line about it anywhere: in a table that points to a case, through one that does, or elsewhere."""
    other = MetaData()
    for table in metadata.sorted_tables:
        table.to_metadata(other)
    other.tables["offers"].append_column(Column("added", String(8)))
    Table("visits", other, Column("id", Integer, primary_key=True), Column("offer_id", ForeignKey("offers.id")),
          Column("said", LargeBinary))  # fmt: skip
    Table("weather", other, Column("id", Integer, primary_key=True))
    monkeypatch.setattr(own_rows, "metadata", other)
    assert "added" in {column.name for column in own_rows.shown(other.tables["offers"])}
    assert {table.name for table in own_rows.tables()} >= {"offers", "visits"}
    assert "weather" not in {table.name for table in own_rows.tables()}
    assert own_rows.undecided() == {"visits.said"}


def test_every_table_has_a_term() -> None:
    assert set(KEPT) == set(metadata.tables)
    assert set(BY_CODE) <= set(KEPT.values())
