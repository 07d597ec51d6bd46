"""The ledger in the database: append-only, at once, and the services' names sealed."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.people import Role
from bot.store.engine.database import Database
from bot.store.engine.tables import consents as ledger
from bot.store.engine.tables import outbox
from bot.store.people import people
from bot.store.queues import outgoing
from bot.store.rights import consents
from tests.store.conftest import House


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
        for wrong in ({"tick": "shared"}, {"tick": "notes", "service": "x"}, {"tick": "tidak"}):
            with pytest.raises(ValueError, match=r"service|unknown"):
                consents.give(tx, house.arman, house.case, channel="chat", explained_by=None, **wrong)


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
