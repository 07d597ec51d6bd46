"""The record of who did what is watched: admins hear where it breaks, once, and each week how far it is signed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import structlog
from sqlalchemy import select, update

from bot.app.housekeeping import AuditWatch
from bot.health import alarms
from bot.store.engine import deployment
from bot.store.engine.database import Database
from bot.store.engine.tables import audit
from bot.store.keeping import audit_chain, identity
from bot.store.keeping.audit_chain import Break, Patrol
from bot.worker import Worker
from tests.driver import Someone, Town

BROKEN, SIGNED = "tidak utuh lagi mulai nomor", "tersegel sampai nomor"


@dataclass
class OnPatrol:
    """What a process reads, and what it knows of it."""

    reads: Patrol = field(default_factory=Patrol)
    knows: AuditWatch = field(default_factory=AuditWatch)


def database_of(town: Town) -> Database:
    assert town.process is not None
    return town.process.database


@pytest.fixture
def patrol(town: Town) -> OnPatrol:
    """As the bot has it from its start on."""
    assert identity.introduce(database_of(town)) is None
    return OnPatrol()


def keeps_house(town: Town, patrol: OnPatrol) -> Break | None:
    """What is done of it every half minute."""
    assert town.process is not None
    worker: Worker = town.process.worker
    found = patrol.reads.sign_and_read_on(database_of(town))
    patrol.knows.hears(found)
    town.asks(lambda tx: alarms.look_at_audit(tx, worker, found, untold=patrol.knows.untold))
    patrol.knows.untold = False
    town.settles()
    return found


def test_admins_hear_once_where_it_breaks_and_care_goes_on(
    town: Town, ratna: Someone, siti: Someone, patrol: OnPatrol
) -> None:
    assert keeps_house(town, patrol) is None and ratna.heard(BROKEN) == 0
    town.asks(lambda tx: tx.execute(update(audit).where(audit.c.position == 3).values(actor_id=99)))
    for _ in range(3):
        keeps_house(town, patrol)
    assert ratna.heard(f"{BROKEN} 3") == 1 and siti.heard(BROKEN) == 0
    town.case(siti, days=30)
    siti.sends("/catat").taps("R-001", "Kunjungan", "Semua baik", "1 minggu", "Simpan").sees("Tersimpan")
    with database_of(town).transaction() as tx:
        assert audit_chain.head(tx).entry < max(tx.execute(audit.select().with_only_columns(audit.c.id)).scalars())
    identity.accept(database_of(town), "sudah diperiksa")
    assert keeps_house(town, patrol) is None
    town.asks(lambda tx: tx.execute(update(audit).where(audit.c.position == 8).values(actor_id=99)))
    town.asks(lambda tx: tx.execute(audit.delete().where(audit.c.position == audit_chain.head(tx).position)))
    keeps_house(town, patrol)
    assert ratna.heard(BROKEN) == 2, "once more, as it was right in between"


def test_whoever_writes_that_the_admins_know_does_not_keep_it_from_them(
    town: Town, ratna: Someone, siti: Someone, patrol: OnPatrol
) -> None:
    keeps_house(town, patrol)
    town.asks(lambda tx: deployment.put(tx, "alarm_audit", tx.now.isoformat()))
    town.asks(lambda tx: tx.execute(update(audit).where(audit.c.position == 3).values(actor_id=99)))
    for _ in range(3):
        keeps_house(town, patrol)
    assert ratna.heard(f"{BROKEN} 3") == 1


def test_they_hear_it_once_also_where_the_record_is_read_in_parts(
    town: Town, ratna: Someone, siti: Someone, patrol: OnPatrol, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_chain, "_NEXT_SIGNED", audit_chain._NEXT_SIGNED.limit(1))
    keeps_house(town, patrol)
    third = audit.c.position == 3
    actor = town.asks(lambda tx: tx.execute(select(audit.c.actor_id).where(third)).scalar_one())
    town.asks(lambda tx: tx.execute(update(audit).where(third).values(actor_id=99)))
    found = [keeps_house(town, patrol) for _ in range(8)]
    assert None not in found[4:] and ratna.heard(f"{BROKEN} 3") == 1
    town.asks(lambda tx: tx.execute(update(audit).where(third).values(actor_id=actor)))
    assert [keeps_house(town, patrol) for _ in range(8)] == [None] * 8, "mended, it goes on"


def test_a_break_is_logged_once() -> None:
    here, there = Break(3, 3, "an entry was changed"), Break(2, None, "a signed entry is missing")
    watch = AuditWatch()

    def said_at(*rounds: Break | None) -> list[tuple[str, int]]:
        with structlog.testing.capture_logs() as log:
            for found in rounds:
                watch.hears(found)
        return [(one["event"], one["place"]) for one in log]

    assert said_at(None, here, here, here) == [("audit_broken", 3)]
    assert said_at(there, there) == [("audit_broken", 2)], "at another place"
    assert said_at(None, there, there) == [("audit_broken", 2)], "whole in between"


def test_each_week_admins_hear_how_far_it_is_signed(
    town: Town, ratna: Someone, siti: Someone, patrol: OnPatrol
) -> None:
    for _ in range(4):
        keeps_house(town, patrol)
        town.clock.at += timedelta(days=1)
    assert ratna.heard(SIGNED) == 0, "the first time is a week after it began"
    for _ in range(7):
        town.clock.at += timedelta(days=1)
        keeps_house(town, patrol)
    assert ratna.heard(SIGNED) == 1 and siti.heard(SIGNED) == 0
    said = ratna.finds(SIGNED).text
    number, mark = re.search(r"nomor (\d+), tanda ([0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4})", said).groups()  # type: ignore[union-attr]
    assert town.asks(lambda tx: audit_chain.is_mark(tx, int(number), mark))
    town.clock.at += timedelta(days=7)
    keeps_house(town, patrol)
    assert ratna.heard(SIGNED) == 2, "the week after, in the same month"
    town.asks(lambda tx: tx.execute(update(audit).where(audit.c.position == 2).values(actor_id=99)))
    assert [keeps_house(town, patrol) for _ in range(2)] != [None, None], "it walks round"
    for _ in range(3):
        town.clock.at += timedelta(days=7)
        keeps_house(town, patrol)
    assert ratna.heard(SIGNED) == 2, "nothing is said to be signed where it breaks"
