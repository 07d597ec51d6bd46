"""What a row must not do a second time, or for somebody else: prompts handed on, ended, waiting; leave; walls; ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.domain.lives import Refusal
from bot.domain.people import Person, Role
from bot.domain.planning import Planned
from bot.reference.calendar import calendar
from bot.store.caseload import cases, flags, prompts, walls
from bot.store.caseload.prompts import Prompt
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import absences as leaves
from bot.store.engine.tables import audit, outbox
from bot.store.engine.tables import cases as case_table
from bot.store.engine.tables import prompts as table
from bot.store.people import absences, people
from bot.store.queues import outgoing
from bot.store.rights import participants
from tests.driver import Clock
from tests.store.conftest import House

HOUR = timedelta(hours=1)


def planned(tx: Tx, house: House, kind: str = "next_contact", *, hours: float = 0, exact: bool = False) -> int:
    return prompts.plan(
        tx, house.case, Planned(kind, tx.now + hours * HOUR, exact), house.siti.id, house.siti.id, "answer"
    )


def row(tx: Tx, number: int) -> Any:
    return tx.execute(select(table).where(table.c.id == number)).one()


def found(tx: Tx, number: int) -> Prompt:
    prompt = prompts.by_id(tx, number)
    assert prompt is not None
    return prompt


def said(tx: Tx, number: int, who: Person) -> None:
    prompts.mark_said(tx, found(tx, number), who)


def another_mentor(tx: Tx, house: House) -> Person:
    return people.add(tx, Role.MENTOR, "Dewi", house.yusuf.id)


@pytest.mark.parametrize("state", ("said", "held", "failed"))
def test_what_is_handed_on_begins_anew_and_keeps_no_hour_of_the_night(
    database: Database, house: House, state: str
) -> None:
    with database.transaction() as tx:
        dewi = another_mentor(tx, house)
        number = planned(tx, house, exact=True)
        prompts.postpone(tx, found(tx, number), 2, tx.now)
        tx.execute(update(table).where(table.c.id == number).values(state=state))
        prompts.hand_over(tx, house.yusuf, [house.case.id], dewi, calendar())
        now = row(tx, number)
        assert (now.state, now.attempts, now.exact, now.recipient_id) == ("waiting", 0, False, dewi.id)


@pytest.mark.parametrize(("hours", "at"), [(20, "2026-11-25 08:00"), (25, "2026-11-25 11:00")])
def test_what_is_still_to_come_is_handed_on_into_the_hours_of_whoever_has_it_now(
    database: Database, house: House, hours: int, at: str
) -> None:
    """06.00 was the former one's own wish; 11.00 suits both."""
    with database.transaction() as tx:
        dewi = another_mentor(tx, house)
        number = planned(tx, house, hours=hours, exact=True)
        prompts.hand_over(tx, house.yusuf, [house.case.id], dewi, calendar())
        after = row(tx, number)
        assert f"{after.due_at.astimezone(dewi.zone):%Y-%m-%d %H:%M}" == at
        assert (after.exact, after.recipient_id, after.handed_by) == (False, dewi.id, house.yusuf.id)
        assert after.handed_at == tx.now


@pytest.mark.parametrize("state", ("said", "held", "failed", "waiting", "cancelled"))
def test_an_answer_ends_what_was_said_or_could_not_be_and_leaves_what_is_to_come(
    database: Database, house: House, state: str
) -> None:
    with database.transaction() as tx:
        number = planned(tx, house)
        tx.execute(update(table).where(table.c.id == number).values(state=state))
        prompts.end_said(tx, f"case:{house.case.id}")
        assert row(tx, number).state == ("answered" if state in ("said", "held", "failed") else state)


def test_an_alarm_stands_before_all_and_the_contact_before_its_rungs(
    database: Database, house: House, clock: Clock
) -> None:
    with database.transaction() as tx:
        contact, rung = planned(tx, house), planned(tx, house, "missed")
        said(tx, contact, house.siti)
        said(tx, rung, house.siti)
        tx.execute(update(table).where(table.c.id == rung).values(slot=row(tx, contact).slot, due_at=tx.now - HOUR))
        waiting = prompts.first_waiting(tx, house.siti)
        assert waiting is not None and waiting.id == contact
    clock.at += HOUR
    with database.transaction() as tx:
        silent = planned(tx, house, "silent")
        said(tx, silent, house.yusuf)
        flag, _ = flags.raise_one(tx, house.siti, house.case, "threat")
        (alarm, *_) = tx.execute(select(table.c.id).where(table.c.subject == f"flag:{flag.id}")).scalars()
        waiting = prompts.first_waiting(tx, house.yusuf)
        assert waiting is not None and waiting.id == silent, "the alarm has not been said yet"
        said(tx, alarm, house.yusuf)
        waiting = prompts.first_waiting(tx, house.yusuf)
        assert waiting is not None and waiting.id == alarm
        mine = prompts.first_waiting(tx, house.siti)
        assert mine is not None and mine.id == contact, "what was said to a leader waits for the leader"


def test_a_second_request_for_leave_takes_the_place_of_the_first(database: Database, house: House) -> None:
    with database.transaction() as tx:
        first, second = (absences.ask(tx, house.siti, tx.now, tx.now + 24 * HOUR, None) for _ in range(2))
        one, other = absences.by_id(tx, first), absences.by_id(tx, second)
        assert one is not None and other is not None
        assert absences.agree(tx, house.yusuf, one, None) is not None
        assert absences.agree(tx, house.yusuf, other, None) is None


def test_leave_is_decided_once_and_before_it_is_over(database: Database, house: House, clock: Clock) -> None:
    with database.transaction() as tx:
        asked = absences.by_id(tx, absences.ask(tx, house.siti, tx.now, tx.now + 2 * HOUR, None))
        assert asked is not None
        assert absences.refuse(tx, house.yusuf, asked) is None
        assert absences.agree(tx, house.admin, asked, None) is not None
        assert tx.execute(select(leaves.c.state, leaves.c.decided_by)).one() == (absences.REFUSED, house.yusuf.id)
        late = absences.by_id(tx, absences.ask(tx, house.siti, tx.now, tx.now + 2 * HOUR, None))
        assert late is not None
    clock.at += 2 * HOUR
    with database.transaction() as tx:
        assert absences.agree(tx, house.yusuf, late, None) is not None
        verbs = tx.execute(select(audit.c.verb).where(audit.c.verb.like("leave_%"))).scalars().all()
        assert [verb for verb in verbs if verb != "leave_asked"] == ["leave_refused"]


def test_somebody_is_away_from_the_first_moment_up_to_the_last(database: Database, house: House, clock: Clock) -> None:
    with database.transaction() as tx:
        asked = absences.by_id(tx, absences.ask(tx, house.siti, tx.now + HOUR, tx.now + 2 * HOUR, None))
        assert asked is not None and absences.agree(tx, house.yusuf, asked, None) is None
    away = []
    for minutes in (-1, 0, 59, 60):
        clock.at = asked.from_at + timedelta(minutes=minutes)
        with database.transaction() as tx:
            away.append(house.siti.id in absences.in_force(tx, [house.siti.id]))
    assert away == [False, True, True, False]


@pytest.mark.parametrize("state", (absences.ASKED, absences.APPROVED))
@pytest.mark.parametrize("who_is_away", ("the one who would be given them", "the one they cover for"))
def test_a_wall_holds_through_a_cover(database: Database, house: House, state: str, who_is_away: str) -> None:
    """Whoever covers meets both sides, and so does whoever is covered: also while leave is only asked for."""
    with database.transaction() as tx:
        dewi = another_mentor(tx, house)
        other = cases.add(tx, "P", "Melati", dewi, 1)
        budi = people.add(tx, Role.MENTOR, "Budi", house.yusuf.id)
        walls.add(tx, house.yusuf, house.case.id, other.id)
        away, cover = (budi, dewi) if who_is_away.endswith("given them") else (dewi, budi)
        assert not walls.keeps_apart(tx, budi.id, [house.case.id])
        asked = absences.by_id(tx, absences.ask(tx, away, tx.now, tx.now + HOUR, cover.id))
        assert asked is not None
        if state == absences.APPROVED:
            absences.agree(tx, house.yusuf, asked, cover.id)
        assert walls.keeps_apart(tx, budi.id, [house.case.id])
        absences.end(tx, away, asked)
        assert not walls.keeps_apart(tx, budi.id, [house.case.id])


def test_the_audit_of_a_wall_names_the_case_that_came_first(database: Database, house: House) -> None:
    with database.transaction() as tx:
        other = cases.add(tx, "P", "Melati", house.siti, 1)
        walls.add(tx, house.yusuf, other.id, house.case.id)
        noted = tx.execute(select(audit.c.subject_id).where(audit.c.verb == "wall_added")).scalars().all()
        assert noted == [min(house.case.id, other.id)]


def test_an_end_counts_from_the_first_time_it_was_said(database: Database, house: House, clock: Clock) -> None:
    with database.transaction() as tx:
        cases.end(tx, house.yusuf, house.case)
        ended = tx.execute(select(case_table.c.closed_at).where(case_table.c.id == house.case.id)).scalar_one()
    clock.at += 24 * HOUR
    with database.transaction() as tx:
        cases.end(tx, house.yusuf, house.case)
        assert tx.execute(select(case_table.c.closed_at).where(case_table.c.id == house.case.id)).scalar_one() == ended
        noted = select(func.count()).where(audit.c.verb == "case_closed")
        assert tx.execute(noted).scalar_one() == 1


def test_the_audit_says_who_handed_somebody_on(database: Database, house: House) -> None:
    with database.transaction() as tx:
        cases.set_mentor(tx, house.yusuf, [house.case.id], another_mentor(tx, house))
        assert tx.execute(select(audit.c.actor_id).where(audit.c.verb == "case_transferred")).scalars().all() == [
            house.yusuf.id
        ]


def test_a_flag_that_nobody_took_on_is_not_closed(database: Database, house: House) -> None:
    with database.transaction() as tx:
        flag, _ = flags.raise_one(tx, house.siti, house.case, "threat")
        assert flags.close(tx, house.yusuf, flag, house.case.key_id, "Selesai.") is Refusal.NOT_YET
        assert flags.acknowledge(tx, house.yusuf, flag) is None
        assert flags.close(tx, house.yusuf, flag, house.case.key_id, "Selesai.") is None
        assert flags.close(tx, house.admin, flag, house.case.key_id, "Lagi.") is Refusal.ALREADY


def test_what_was_on_its_way_does_not_speak_into_the_empty_bot(database: Database, house: House) -> None:
    with database.transaction() as tx:
        one = {"chat": house.arman.chat, "method": "push", "prompt_id": None, "payload": {"text": "halo"}}
        outgoing.send_later(
            tx, [{**one, "cause": kind, "kind": kind} for kind in ("alert", "nudge", "prompt", "screen")]
        )
        participants.hide(tx, house.arman)
        left = tx.execute(select(outbox.c.kind).where(outbox.c.state == "ready")).scalars().all()
        assert left == ["screen"], "only what was asked for still comes"


def test_an_empty_bot_ends_with_its_moment(database: Database, house: House, clock: Clock) -> None:
    with database.transaction() as tx:
        participants.hide(tx, house.arman)
        until = tx.now + participants.HIDDEN_FOR
    hidden = []
    for at in (until - timedelta(seconds=1), until):
        clock.at = at
        with database.transaction() as tx:
            hidden += [one.is_hidden for one in people.speakers(tx, {house.arman.chat or 0}).values()]
    assert hidden == [True, False]
