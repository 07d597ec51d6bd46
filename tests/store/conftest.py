"""A database on its own, with its key file and a clock that the test turns; and a small household in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

import pytest

from bot.domain.people import Person, Role
from bot.router import Route, Router
from bot.store.caseload import cases
from bot.store.caseload.cases import Case
from bot.store.engine.database import Database, Tx
from bot.store.keeping import audit_chain
from bot.store.keeping.audit_chain import Head
from bot.store.people import invitations, people
from bot.store.queues import chats
from bot.store.rights import participants
from bot.store.sealing.key_file import create_key_file
from bot.store.sealing.vault import Vault
from bot.turn import Turn
from tests.driver import Clock

PHONE = 7712345678


def router_of(*routes: Route[Any]) -> Router:
    """These routes, and no other door."""

    def never(turn: Turn, *what: object) -> NoReturn:
        raise AssertionError("nobody comes here")

    return Router(routes, otherwise=never, first=never, stranger=never, instead=never)


def signed(tx: Tx) -> Head:
    """Sign whatever is new in the audit; the last entry."""
    found = audit_chain.sign(tx, None, 2**62)
    assert isinstance(found, Head)
    return found


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "keys" / "titian.key"
    path.parent.mkdir()
    create_key_file(path)
    return path


@pytest.fixture
def database(migrated_url: str, key_file: Path, clock: Clock) -> Iterator[Database]:
    database = Database(migrated_url, Vault(key_file), clock.now)
    yield database
    database.close()


@dataclass
class House:
    """An admin, a supervisor with a mentor, and a participant who has joined."""

    admin: Person
    yusuf: Person
    siti: Person
    case: Case
    arman: Person


@pytest.fixture
def house(database: Database) -> House:
    with database.transaction() as tx:
        admin = people.add(tx, Role.ADMIN, "Ratna", None)
        yusuf = people.add(tx, Role.SUPERVISOR, "Yusuf", None)
        siti = people.add(tx, Role.MENTOR, "Siti", yusuf.id)
        case = cases.add(tx, "R", "Arman", siti, 1)
        arman = participants.add(tx, case, siti)
        return House(admin, yusuf, siti, case, joined(tx, arman, siti, PHONE))


def joined(tx: Tx, person: Person, by: Person, telegram_id: int) -> Person:
    """This participant opens their link on a phone."""
    chat = tx.blind(telegram_id)
    chats.meet(tx, {chat: telegram_id})
    found = invitations.join(tx, participants.make_link(tx, person, by), chat)
    assert found is not None
    participants.confirm(tx, found, by)
    return replace(found, unmet=None)
