"""The ledger in the database: append-only, at once, and the services' names sealed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.people import Person, Role
from bot.domain.rights.consent import VERSION, Paper
from bot.store.caseload import cases
from bot.store.caseload.cases import Case
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import cases as case_table
from bot.store.engine.tables import consents as ledger
from bot.store.engine.tables import outbox
from bot.store.people import people
from bot.store.queues import outgoing
from bot.store.rights import consents, participants
from bot.store.rights.consents import Said
from tests.store.conftest import House, joined


def yes(database: Database, house: House, *ticks: str) -> None:
    with database.transaction() as tx:
        for tick in ticks:
            consents.give(tx, house.arman, house.case, tick, channel="chat", explained_by=house.siti.id)


def waiting(database: Database) -> list[str]:
    with database.transaction() as tx:
        return list(tx.execute(select(outbox.c.kind).where(outbox.c.state == "ready").order_by(outbox.c.id)).scalars())


def test_nothing_is_allowed_before_a_yes(database: Database, house: House) -> None:
    with database.transaction() as tx:
        assert consents.current(tx, house.arman) == set()
        assert not consents.may_write(tx, house.arman.id)
    yes(database, house, "messages")
    with database.transaction() as tx:
        assert not consents.may_write(tx, house.arman.id), "Telegram is abroad: without that yes there are no messages"
    yes(database, house, "abroad")
    with database.transaction() as tx:
        assert consents.may_write(tx, house.arman.id)


def test_a_no_holds_at_once(database: Database, house: House) -> None:
    yes(database, house, "abroad", "messages", "notes")
    with database.transaction() as tx:
        rows: list[dict[str, Any]] = [
            {
                "cause": f"x{n}",
                "chat": house.arman.chat,
                "method": "push",
                "kind": kind,
                "prompt_id": None,
                "payload": {},
            }
            for n, kind in enumerate(("prompt", "nudge", "receipt", "screen", "digest"))
        ]
        outgoing.send_later(tx, rows)
    with database.transaction() as tx:
        consents.withdraw(tx, house.arman, house.case, "notes", channel="chat")
        assert consents.current(tx, house.arman) == {"abroad", "messages"}
    assert len(waiting(database)) == 5
    with database.transaction() as tx:
        consents.withdraw(tx, house.arman, house.case, "messages", channel="chat")
    assert waiting(database) == ["receipt", "screen"], "answers to what was pressed still come"


def test_each_service_is_asked_for_by_name_and_sealed(database: Database, house: House) -> None:
    def named(service: str) -> int:
        return consents.give(
            tx, house.arman, house.case, "shared", channel="voice", explained_by=house.siti.id, service=service
        )

    with database.transaction() as tx:
        clinic, school = named("Puskesmas Melati"), named("Sekolah Harapan")
        assert [one.service for one in consents.given(tx, house.arman)] == ["Puskesmas Melati", "Sekolah Harapan"]
        kept = tx.execute(select(ledger.c.service)).scalars().all()
        assert not any(b"Melati" in one for one in kept if one)
        consents.withdraw(tx, house.arman, house.case, "shared", channel="chat", ends_id=clinic)
        assert [one.id for one in consents.given(tx, house.arman)] == [school]
        assert len(consents.ledger(tx, house.arman.id)) == 3, "nothing is taken out of the ledger"
        wrongs: tuple[dict[str, Any], ...] = ({"tick": "shared"}, {"tick": "notes", "service": "x"}, {"tick": "tidak"})
        for wrong in wrongs:
            with pytest.raises(ValueError, match=r"service|unknown"):
                consents.give(tx, house.arman, house.case, channel="chat", explained_by=None, **wrong)


def test_a_paper_counts_from_when_it_is_noted_and_its_witness_is_sealed(database: Database, house: House) -> None:
    long_ago = Paper(date(2024, 3, 12), "Rina")
    with database.transaction() as tx:
        consents.give(tx, house.arman, house.case, "notes", channel="paper", explained_by=house.siti.id, paper=long_ago)
        assert consents.current(tx, house.arman) == {"notes"}
        (one,) = consents.given(tx, house.arman)
        assert (one.at, one.signed_on) == (tx.now, date(2024, 3, 12))
        assert consents.last_said(tx, house.arman) == {"notes": Said(True, "paper", tx.now, date(2024, 3, 12))}
        row = tx.execute(select(ledger).where(ledger.c.signed_on.is_not(None))).one()
        assert row.signed_on == "2024-03-12" and b"Rina" not in row.witness
        assert tx.open(row.witness, "consents", "witness", house.arman.id) == "Rina"
        consents.withdraw(tx, house.arman, house.case, "notes", channel="paper", paper=Paper(date(2026, 1, 2)))
        assert consents.current(tx, house.arman) == set()
        newest = tx.execute(select(ledger).order_by(ledger.c.id.desc()).limit(1)).one()
        assert (newest.signed_on, newest.witness) == ("2026-01-02", None), "nobody was there"
        consents.give(tx, house.arman, house.case, "notes", channel="chat", explained_by=None)
        assert consents.last_said(tx, house.arman) == {"notes": Said(True, "chat", tx.now, None)}, "the newest line"
        with pytest.raises(ValueError, match="only what was on paper"):
            consents.give(tx, house.arman, house.case, "abroad", channel="chat", explained_by=None, paper=long_ago)


def test_a_paper_from_before_a_no_gives_no_yes(database: Database, house: House) -> None:
    def gives(day: date, tick: str = "notes", service: str | None = None) -> None:
        about: dict[str, Any] = {"channel": "paper", "explained_by": house.siti.id, "service": service}
        consents.give(tx, house.arman, house.case, tick, paper=Paper(day), **about)

    def last_no(tick: str, service: str | None = None) -> date | None:
        return consents.last_no(tx, house.case, tick, house.siti.zone, service)

    with database.transaction() as tx:
        today = tx.now.astimezone(house.siti.zone).date()
        day = timedelta(days=1)
        assert last_no("notes") is None
        consents.withdraw(tx, house.arman, house.case, "notes", channel="paper", paper=Paper(today - 9 * day))
        assert last_no("notes") == today - 9 * day, "a no on a paper was said on its day"
        gives(today - 9 * day)
        with pytest.raises(ValueError, match="a no was said"):
            gives(today - 10 * day)
        consents.withdraw(tx, house.arman, house.case, "notes", channel="chat")
        consents.withdraw(tx, house.arman, house.case, "notes", channel="paper", paper=Paper(today - 9 * day))
        assert last_no("notes") == today, "the newest of all"
        with pytest.raises(ValueError, match="a no was said"):
            gives(today - day)
        gives(today)
        gives(today - 5 * day, "abroad")
        gives(today, "shared", "Puskesmas Melati")
        (*_, one) = consents.given(tx, house.arman)
        consents.withdraw(tx, house.arman, house.case, "shared", channel="chat", ends_id=one.id)
        assert last_no("shared", "LBH") is None
        assert last_no("shared", "puskesmas melati") == last_no("shared", "Puskesmas") == last_no("shared") == today


def test_what_others_noted_is_unseen_until_it_is_looked_at(database: Database, house: House) -> None:
    yes(database, house, "abroad")
    with database.transaction() as tx:
        assert not participants.has_unseen_consents(tx, house.arman), "they said it themselves"
        consents.give(tx, house.arman, house.case, "notes", channel="voice", explained_by=house.siti.id)
        assert participants.has_unseen_consents(tx, house.arman)
        participants.see_consents(tx, house.arman)
        assert not participants.has_unseen_consents(tx, house.arman)
        consents.withdraw(tx, house.arman, house.case, "notes", channel="voice", explained_by=house.siti.id)
        assert participants.has_unseen_consents(tx, house.arman), "a no that was noted is news too"
        other = participants.add(tx, cases.add(tx, "R", "Bayu", house.siti, 1), house.siti)
        assert not participants.has_unseen_consents(tx, other)


def test_somebody_elses_yes_is_not_theirs(database: Database, house: House) -> None:
    yes(database, house, "abroad", "messages")
    with database.transaction() as tx:
        other = people.add(tx, Role.PARTICIPANT, "", None)
        assert not consents.may_write(tx, other.id) and consents.given(tx, other) == []


def test_what_messages_need_is_taken_back_with_what_was_on_its_way(database: Database, house: House) -> None:
    yes(database, house, "abroad", "messages")
    with database.transaction() as tx:
        one: dict[str, Any] = {
            "cause": "x",
            "chat": house.arman.chat,
            "method": "push",
            "kind": "nudge",
            "prompt_id": None,
            "payload": {},
        }
        outgoing.send_later(tx, [one])
        consents.withdraw(tx, house.arman, house.case, "abroad", channel="voice", explained_by=house.siti.id)
    assert waiting(database) == []


def test_whether_notes_may_be_kept_is_the_newest_answer_about_this_case(database: Database, house: House) -> None:
    """Of whoever was asked last about notes; somebody who came later and was not asked yet has not answered."""
    with database.transaction() as tx:
        other = cases.add(tx, "P", "Bayu", house.siti, 1)
        assert consents.lets_notes_be_kept(tx, house.case), "nobody was asked: it is settled on paper"
        bayu = participants.add(tx, other, house.siti)
        consents.withdraw(tx, bayu, other, "notes", channel="voice", explained_by=house.siti.id)
        assert consents.lets_notes_be_kept(tx, house.case) and not consents.lets_notes_be_kept(tx, other)
    yes(database, house, "abroad", "notes")
    with database.transaction() as tx:
        participants.remove(tx, house.arman)
        again = participants.add(tx, house.case, house.siti)
        assert again.id != house.arman.id
        consents.give(tx, again, house.case, "abroad", channel="voice", explained_by=house.siti.id)
        assert consents.lets_notes_be_kept(tx, house.case)
        consents.withdraw(tx, again, house.case, "notes", channel="voice", explained_by=house.siti.id)
        assert not consents.lets_notes_be_kept(tx, house.case)
        assert not consents.lets_notes_be_kept(tx, other)


def test_a_yes_in_hand_is_told_from_all_others(database: Database, house: House) -> None:
    """Each stands with its own day, version and service; nobody else's, and none that was taken back."""
    with database.transaction() as tx:
        other = people.add(tx, Role.PARTICIPANT, "", None)
        consents.give(tx, other, house.case, "abroad", channel="chat", explained_by=None)
    yes(database, house, "abroad", "messages", "notes")
    with database.transaction() as tx:
        consents.withdraw(tx, house.arman, house.case, "notes", channel="chat")
        found = consents.given(tx, house.arman)
        assert [(one.tick, one.service, one.version) for one in found] == [
            ("abroad", None, VERSION),
            ("messages", None, VERSION),
        ]
        assert {one.at for one in found} == {tx.now}
        assert consents.lets_be_written_to(tx, [house.arman.id, other.id]) == {house.arman.id}
        assert consents.lets_be_written_to(tx, []) == set()


def test_what_waits_is_dropped_only_for_whoever_took_their_yes_back(database: Database, house: House) -> None:
    yes(database, house, "abroad", "messages")
    with database.transaction() as tx:
        case = cases.add(tx, "R", "Bayu", house.siti, 1)
        bayu = joined(tx, participants.add(tx, case, house.siti), house.siti, 71)
        alone = participants.add(tx, cases.add(tx, "R", "Citra", house.siti, 1), house.siti)
        for chat in (house.arman.chat, bayu.chat):
            row: dict[str, Any] = {"cause": f"x{chat}", "chat": chat, "method": "push", "kind": "nudge"}
            outgoing.send_later(tx, [{**row, "prompt_id": None, "payload": {}}])
        consents.withdraw(tx, bayu, case, "messages", channel="chat")
        consents.withdraw(tx, alone, case, "messages", channel="voice", explained_by=house.siti.id)
        left = tx.execute(select(outbox.c.chat).where(outbox.c.state == "ready")).scalars().all()
        assert left == [house.arman.chat]


def test_of_many_those_are_found_about_whom_no_notes_may_be_kept(database: Database, house: House) -> None:
    """Nobody asked; a yes; a no; a yes taken back; a yes after it; asked anew as a new person, who said no."""
    said: list[list[bool]] = [[], [True], [False], [True, False], [True, False, True], [True]]
    with database.transaction() as tx:
        lot = [cases.add(tx, "R", "Kenari", house.siti, 1) for _ in said]
        for case, answers in zip(lot, said, strict=True):
            person = participants.add(tx, case, house.siti)
            for yes in answers:
                _says(tx, person, case, yes, house)
        participants.remove(tx, person)
        _says(tx, participants.add(tx, lot[-1], house.siti), lot[-1], False, house)
        one_by_one = [consents.lets_notes_be_kept(tx, case) for case in lot]
        assert one_by_one == [True, True, False, False, True, False]
        found = consents.without_notes(tx, select(case_table.c.id).where(case_table.c.id.in_([one.id for one in lot])))
        assert found == {case.id for case, kept in zip(lot, one_by_one, strict=True) if not kept}


def _says(tx: Tx, person: Person, case: Case, yes: bool, house: House) -> None:
    how = consents.give if yes else consents.withdraw
    how(tx, person, case, "notes", channel="voice", explained_by=house.siti.id)
