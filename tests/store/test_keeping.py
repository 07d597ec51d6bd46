"""What is kept, copied, backed up and thrown away is of whom it should be, and as old as it should be."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, text, update

from bot.domain.checkins import CHECK_IN
from bot.domain.forms import Several
from bot.domain.people import Person
from bot.domain.planning import Frame, step_at
from bot.domain.rights.retention import BY_CODE
from bot.reference.calendar import calendar
from bot.store.caseload import cases, checkins, drafts, flags, offers, referrals, requests
from bot.store.caseload.cases import Case
from bot.store.caseload.drafts import Draft
from bot.store.engine import audit, schema
from bot.store.engine.database import Database, Tx, open_engine
from bot.store.engine.tables import attempts, inbox, invites, keys
from bot.store.engine.tables import audit as audit_table
from bot.store.engine.tables import cases as case_table
from bot.store.engine.tables import chats as chat_table
from bot.store.engine.tables import drafts as draft_table
from bot.store.engine.tables import exports as export_table
from bot.store.engine.tables import requests as request_table
from bot.store.keeping import asked_files, backup, own_copy, records, retention, rotation
from bot.store.keeping.backup_file import BadBackup
from bot.store.people import people
from bot.store.queues import chats, incoming
from bot.store.queues.incoming import Received
from bot.store.rights import consents, contact_plans, participants, self_checks
from bot.store.sealing.vault import Vault
from tests.driver import Clock
from tests.store.conftest import House

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


# -- files that were asked for -----------------------------------------------------------------------------------------


def test_each_file_that_was_asked_for_is_made_once(database: Database, house: House) -> None:
    with database.transaction() as tx:
        asked_files.ask(tx, house.yusuf, "R", "csv", "alasan")
        asked_files.ask(tx, house.admin, None, "json", "alasan")
        first, second = asked_files.waiting(tx)
        assert (first.by_id, first.track, first.format) == (house.yusuf.id, "R", "csv")
        asked_files.mark_done(tx, first)
        assert asked_files.waiting(tx) == [second]
        rows = tx.execute(select(audit_table).order_by(audit_table.c.id))
        noted = [(row.actor_id, row.verb) for row in rows if "export" in row.verb]
        assert noted == [
            (house.yusuf.id, "export_asked"),
            (house.admin.id, "export_asked"),
            (house.yusuf.id, "exported"),
        ]
        assert [row.done_at for row in tx.execute(select(export_table).order_by(export_table.c.id))] == [tx.now, None]


# -- a participant's own copy ------------------------------------------------------------------------------------------


def lived(tx: Tx, house: House, person: Person, case: Case, words: str) -> tuple[int, int]:
    """Something of every kind about one person, each with the same words; the numbers of a check-in and a request."""
    said = {"contact": "visit", "note": words}
    saved = checkins.save(tx, house.siti, case, words, said, contact_at=tx.now - DAY)
    earlier = checkins.read(tx, house.siti, case, saved)
    assert earlier is not None
    checkins.correct(tx, house.siti, case, earlier, {"contact": "visit", "note": f"{words} lagi"}, "mistake")
    asked, _ = requests.raise_one(tx, person, case, "correct", text=words)
    self_checks.save(tx, person, case, {"words": words})
    contact_plans.keep(tx, house.siti, case, {"word": words})
    consents.give(tx, person, case, "notes", channel="chat", explained_by=house.siti.id)
    consents.give(tx, person, case, "shared", channel="chat", explained_by=None, service=words)
    frame = Frame(house.siti.zone, calendar(), house.siti.hours)
    referrals.add(tx, house.siti, case, words[:16], frame, named=words)
    offers.make(tx, house.yusuf, case, house.admin)
    participants.choose(tx, person, chosen_name=words)
    for form, answers in (("checkin", {"note": words, "pieces": [words]}), ("wall", {"note": words})):
        drafts.keep(tx, house.siti, Draft(0, form, f"{form} {words}", case.id, None, {}), answers, case)
    return saved, asked.id


def test_an_own_copy_holds_all_about_one_person_and_nothing_about_another(database: Database, house: House) -> None:
    with database.transaction() as tx:
        other = cases.add(tx, "R", "Citra", house.siti, 1)
        theirs = lived(tx, house, participants.add(tx, other, house.siti), other, "punya Citra")
        mine = lived(tx, house, house.arman, house.case, "punya Arman")
        for case, (saved, asked), why in ((house.case, mine, "punya Arman"), (other, theirs, "punya Citra")):
            audit.note(tx, house.yusuf.id, "glass_broken", "case", case.id, f"{why} 1")
            audit.note(tx, house.yusuf.id, "read_checkin", "checkin", saved, f"{why} 2")
            audit.note(tx, house.yusuf.id, "read_request", "request", asked, f"{why} 3")
            for number in {case.id, saved, asked}:
                audit.note(tx, house.yusuf.id, "read_name", "flag", number, "punya Citra")
        found = own_copy.collect(tx, house.case.code)
        assert "Citra" not in json.dumps(found)
        assert {kind: len(rows) for kind, rows in found.items()} == {
            "cases": 1,
            "checkins": 1,
            "prompts": 0,
            "reminders": 4,
            "planned": 4,
            "flags": 0,
            "requests": 1,
            "grants": 0,
            "staff": 3,
            "revisions": 2,
            "selfchecks": 1,
            "contact_plans": 1,
            "consents": 2,
            "referrals": 1,
            "offers": 1,
            "settings": 1,
            "quiet_days": 0,
            "drafts": 1,
            "readings": 4,
        }
        assert [row["answers"]["note"] for row in found["revisions"]] == ["punya Arman", "punya Arman lagi"]
        recorded, was = tx.now.isoformat(), (tx.now - DAY).isoformat()
        assert [(row["checkin_at"], row["contact_at"]) for row in found["revisions"]] == [(recorded, was)] * 2
        assert [row["service"] for row in found["consents"]] == ["", "punya Arman"]
        assert [row["named"] for row in found["referrals"]] == ["punya Arman"]
        assert found["drafts"][0]["answers"] == {"note": "punya Arman"}, "what stands beside the answers is not theirs"
        reasons = ["", *(f"punya Arman {at}" for at in (1, 2, 3))]
        assert [row["reason"] for row in found["readings"]] == reasons, "the first is who corrected the check-in"
        assert found["settings"][0]["chosen_name"] == "punya Arman"
        assert found["offers"][0]["decided_at"] is None
        assert [(row["by"], row["to"]) for row in found["offers"]] == [(house.yusuf.code, house.admin.code)]
        offers.withdraw_of(tx, house.yusuf, [house.case.id])
        audit.note(tx, house.siti.id, "read_name", "case", house.case.id)
        again = own_copy.collect(tx, house.case.code)
        assert again["offers"][0]["decided_at"] == tx.now.isoformat()
        assert [row["reason"] for row in again["readings"]] == [*reasons, ""]


def test_each_version_says_when_the_contact_was_as_it_had_it(database: Database, house: House) -> None:
    """Three versions of one: of its own day, of the day before, and of three days before it."""
    with database.transaction() as tx:
        recorded = tx.now
        days = [recorded, recorded - DAY, recorded - 3 * DAY]
        saved = checkins.save(tx, house.siti, house.case, "t", {"contact": "visit"})
        other = checkins.save(tx, house.siti, house.case, "u", {"contact": "visit"}, contact_at=recorded - 5 * DAY)
        for at in days[1:]:
            tx.now += DAY
            earlier = checkins.as_kept(tx, house.case, saved)
            assert earlier is not None
            checkins.correct(
                tx, house.siti, house.case, earlier, {"contact": "visit", "on": step_at(at)}, "mistake", contact_at=at
            )
        found = own_copy.collect(tx, house.case.code)["revisions"]
        assert [row["contact_at"] for row in found if row["checkin_id"] == saved] == [at.isoformat() for at in days]
        assert {row["checkin_at"] for row in found} == {recorded.isoformat()}
        brought_in = [row["contact_at"] for row in found if row["checkin_id"] == other]
        assert brought_in == [(recorded - 5 * DAY).isoformat()], "one without a day in its words has its own moment"
        exported = records.collect(tx, records.Wanted())
        assert [case["last_contact_at"] for case in exported["cases"]] == [recorded - 3 * DAY]
        assert [row["contact_at"] for row in exported["revisions"]] == [*days, recorded - 5 * DAY], "and so in a file"


def test_whoever_does_not_use_the_bot_has_only_their_case_in_their_copy(database: Database, house: House) -> None:
    with database.transaction() as tx:
        alone = cases.add(tx, "R", "Citra", house.siti, 1)
        found = own_copy.collect(tx, alone.code)
        assert {kind for kind, rows in found.items() if rows} == {"cases", "staff"}
        assert [row["name"] for row in found["cases"]] == ["Citra"]


def test_a_file_holds_each_check_in_as_it_stands_now(database: Database, house: House) -> None:
    with database.transaction() as tx:
        saved = checkins.save(tx, house.siti, house.case, "t", {"contact": "visit", "tasks": ["a"], "levels": {"x": 1}})
        checkins.save(tx, house.yusuf, house.case, "u", {"contact": "call"}, contact_at=tx.now - DAY)
        earlier = checkins.read(tx, house.siti, house.case, saved)
        assert earlier is not None
        checkins.correct(tx, house.siti, house.case, earlier, {"contact": "not_reached"}, "mistake")
        flags.raise_one(tx, house.siti, house.case, "threat")
        found = records.collect(tx, records.Wanted(with_text=True))
        assert [(row["contact"], row["revision"], row["by"]) for row in found["checkins"]] == [
            ("not_reached", 2, house.siti.code),
            ("call", 1, house.yusuf.code),
        ]
        assert [row["contact_at"] for row in found["checkins"]] == [tx.now, tx.now - DAY]
        assert [row["levels"] for row in found["checkins"]] == [{}, {}]
        several = {question.key for question in CHECK_IN.questions if isinstance(question, Several)}
        lists = {key for key, value in found["checkins"][0].items() if value == []}
        assert several and lists == several, "nothing of many is an empty list, and only that"
        assert found["flags"][0]["note"] is None


# -- how long --------------------------------------------------------------------------------------------------------


def raised(tx: Tx, house: House, kind: str, **values: Any) -> int:
    case = cases.add(tx, "R", "x", house.siti, 1)
    asked, _ = requests.raise_one(tx, participants.add(tx, case, house.siti), case, kind, text="kata")
    tx.execute(update(request_table).where(request_table.c.id == asked.id).values(**values))
    return asked.id


def invited(tx: Tx, house: House, number: int, **values: Any) -> int:
    row = {"hash": bytes([number]), "person_id": house.siti.id, "created_at": tx.now, "expires_at": tx.now}
    return int(tx.execute(insert(invites).values(**{**row, **values}).returning(invites.c.id)).scalar_one())


def closed(tx: Tx, house: House, **values: Any) -> str:
    case = cases.add(tx, "R", "x", house.siti, 1)
    tx.execute(update(case_table).where(case_table.c.id == case.id).values(**values))
    return case.code


def test_only_what_has_been_kept_long_enough_goes(database: Database, house: House) -> None:
    with database.transaction() as tx:
        terms = {code: one.before(tx.now) for code, one in BY_CODE.items()}
        gone = closed(tx, house, status="closed", closed_at=terms["notes"] - MINUTE)
        kept = {
            closed(tx, house, status="closed", closed_at=terms["notes"]),
            closed(tx, house, status="active", closed_at=terms["notes"] - MINUTE),  # it was opened again
            house.case.code,
        }
        long_ago = {"state": "done", "done_at": terms["requests"] - MINUTE}
        answered = raised(tx, house, "info", **long_ago)
        stays = {
            raised(tx, house, "info", state="done", done_at=terms["requests"]),
            raised(tx, house, "info", state="taken", done_at=terms["requests"] - MINUTE),
            raised(tx, house, "access", **long_ago),
        }
        tx.execute(invites.delete())
        unused = invited(tx, house, 1, expires_at=terms["invites"] - MINUTE)
        ways_in = {
            invited(tx, house, 2, expires_at=terms["invites"]),
            invited(tx, house, 3, expires_at=terms["invites"] - MINUTE, used_at=tx.now),
        }
        for at in (terms["attempts"] - MINUTE, terms["attempts"]):
            tx.execute(insert(attempts).values(kind="pin", chat=1, at=at))
        incoming.receive(tx, [Received(1, None, b"{}")])
        tx.execute(update(inbox).values(state="done", received_at=terms["updates"] - MINUTE))
        stranger, number = 7700000001, tx.blind(7700000001)
        chats.meet(tx, {number: stranger})
        due = {line.retained.code: line for line in retention.due(tx)}
        assert {
            code: due[code].count for code in ("notes", "requests", "invites", "attempts", "strangers", "updates")
        } == {
            "notes": 1,
            "requests": 1,
            "invites": 1,
            "attempts": 1,
            "strangers": 1,
            "updates": 1,
        }
        assert due["notes"].codes == (gone,) and due["audit"].count == audit.length(tx)
        retention.purge(tx)
        erased = set(tx.execute(select(case_table.c.code).where(case_table.c.status == "erased")).scalars())
        assert erased == {gone} and not erased & kept
        left = set(tx.execute(select(request_table.c.id)).scalars())
        assert stays <= left and answered not in left
        assert set(tx.execute(select(invites.c.id)).scalars()) == ways_in and unused not in ways_in
        assert list(tx.execute(select(attempts.c.at)).scalars()) == [terms["attempts"]]
        assert tx.execute(select(inbox.c.id)).all() == []
        assert number not in set(tx.execute(select(chat_table.c.id)).scalars())
        assert [row.verb for row in tx.execute(select(audit_table).order_by(audit_table.c.id))][-1] == "purged"


def test_whose_forms_lie_untouched_is_listed_and_nothing_is_thrown_away(database: Database, house: House) -> None:
    with database.transaction() as tx:
        before = BY_CODE["drafts"].before(tx.now)
        for who, at, blank in (
            (house.siti, before - MINUTE, None),
            (house.siti, before - DAY, None),
            (house.yusuf, before, None),
            (house.admin, before - MINUTE, True),
        ):
            draft = drafts.keep(tx, who, Draft(0, "leave", f"{who.id} {at}", None, None, {}), {"x": 1}, None)
            tx.execute(update(draft_table).where(draft_table.c.id == draft.id).values(updated_at=at, blank=blank))
        (line,) = [line for line in retention.due(tx) if line.retained.code == "drafts"]
        assert (line.count, line.codes) == (2, (house.siti.code,))
        retention.purge(tx)
        assert len(tx.execute(select(draft_table.c.id)).all()) == 4


# -- keys and backups ------------------------------------------------------------------------------------------------


def test_each_key_is_wrapped_anew_once_and_stays_its_own(database: Database, house: House, key_file: Path) -> None:
    with database.transaction() as tx:
        before = {row.id: row.wrapped for row in tx.execute(select(keys))}
        assert rotation.rewrap(tx) == 0, "nothing is older"
    Vault(key_file).add_master(tx.now)
    newer = Database(database.engine.url.render_as_string(hide_password=False), Vault(key_file), lambda: tx.now)
    try:
        with newer.transaction() as tx:
            assert rotation.rewrap(tx) == len(before)
            rows = {row.id: row for row in tx.execute(select(keys))}
            assert {row.master for row in rows.values()} == {newer.vault.current}
            assert len({row.wrapped for row in rows.values()}) == len(rows)
            assert not {row.wrapped for row in rows.values()} & set(before.values())
            assert people.names(tx, [house.siti.id]) == {house.siti.id: "Siti"}
            assert rotation.rewrap(tx) == 0
    finally:
        newer.close()


def test_an_earlier_master_goes_when_nothing_is_wrapped_with_it(
    database: Database, house: House, key_file: Path, clock: Clock, tmp_path: Path
) -> None:
    with pytest.raises(rotation.TooEarly, match="one master key alone"):
        rotation.retire(database, clock.at)
    running, first = Database(url_of(database), Vault(key_file), clock.now), database.vault.current
    before = backup.save(database, tmp_path, clock.now())
    assert rotation.rotate(database, clock.at) > 5 and rotation.wrap_all(database) == 0
    with pytest.raises(rotation.TooEarly, match="too young"):
        rotation.retire(database, clock.at + timedelta(minutes=9))
    assert running.vault.current == first
    try:
        with running.transaction() as tx:  # the key of a case that is added meanwhile
            late = cases.add(tx, "R", "Bayu", house.siti, 1)
            made = select(keys.c.master).where(keys.c.id == late.key_id)
            assert tx.execute(made).scalar_one() == database.vault.current, "it looks before it wraps"
        clock.at += timedelta(minutes=11)
        assert rotation.retire(database, clock.at) == [first]
        assert Vault(key_file).names == {database.vault.current} and first in key_file.read_text()
        with running.transaction() as tx:
            assert cases.name(tx, house.siti, late) == "Bayu"
        with pytest.raises(BadBackup, match="was retired"):
            backup.verify(Vault(key_file), clock.now, before)
    finally:
        running.close()


def test_whatever_an_older_master_still_wraps_is_wrapped_anew_before_it_goes(
    database: Database, house: House, key_file: Path, clock: Clock
) -> None:
    database.vault.add_master(clock.at)  # a rotation that was interrupted
    clock.at += timedelta(days=1)
    assert len(rotation.retire(database, clock.at)) == 1
    fresh = Database(url_of(database), Vault(key_file), clock.now)
    with fresh.transaction() as tx:
        assert cases.name(tx, house.siti, house.case) == "Arman"
    fresh.close()


def url_of(database: Database) -> str:
    return str(database.engine.url.render_as_string(hide_password=False))


def test_a_row_that_points_to_nothing_is_no_upgrade(kind: str, tmp_path: Path) -> None:
    if kind != "sqlite":
        pytest.skip("PostgreSQL looks at each statement")
    engine = open_engine(f"sqlite:///{tmp_path / 'broken.db'}")
    try:
        schema.upgrade(engine)
        lost = "INSERT INTO grants (person_id, case_id, at, until, glass) VALUES (1, 1, 1, 1, 0)"
        with pytest.raises(Exception, match="FOREIGN KEY"), engine.begin() as connection:
            connection.execute(text(lost))  # it looks again, once all is as it should be
        with pytest.raises(schema.WrongVersion, match="points to nothing"), schema.rebuilding(engine) as connection:
            connection.execute(text(lost))
        with pytest.raises(Exception, match="FOREIGN KEY"), engine.begin() as connection:
            connection.execute(text(lost))  # also after an upgrade that failed
        with engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM grants")).scalar_one() == 0
    finally:
        engine.dispose()
