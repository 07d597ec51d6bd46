"""Requests: whose they are, the clock that knows no holidays, each reminder once, and no refusal without a reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

import handlers
from bot.domain.lives import Refusal
from bot.domain.people import Person, Role
from bot.domain.planning import Frame
from bot.domain.rights.requests import RIGHTS
from bot.i18n import language
from bot.reference.calendar import calendar
from bot.store.caseload import cases, requests
from bot.store.caseload.requests import NoReason, Request
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import absences as leaves
from bot.store.engine.tables import outbox, prompts
from bot.store.engine.tables import people as people_table
from bot.store.engine.tables import requests as table
from bot.store.people import invitations, people
from bot.store.queues import chats
from bot.store.rights import participants
from bot.worker import Worker
from tests.driver import Clock
from tests.store.conftest import House

CHRISTMAS = datetime(2026, 12, 23, 15, 0, tzinfo=UTC)  # 22.00 WIB; the 24th and 25th are closed
HOUR = timedelta(hours=1)


def ask(database: Database, house: House, kind: str, text: str = "", topic: str | None = None) -> Request:
    with database.transaction() as tx:
        found, new = requests.raise_one(tx, house.arman, house.case, kind, text=text, topic=topic)
        assert new
        return found


def reach(tx: Tx, person: Person, telegram_id: int) -> None:
    """This person has joined and answered the two questions."""
    chat = tx.blind(telegram_id)
    chats.meet(tx, {chat: telegram_id})
    here = {"chat": chat, "address": "ibu", "zone": "Asia/Jakarta"}
    tx.execute(update(people_table).where(people_table.c.id == person.id).values(**here))


def said(database: Database, clock: Clock, until: datetime) -> list[tuple[int, float]]:
    """Turn the clock by the hour; to whom something was said, and how many hours after the start."""
    worker, start, found = Worker(handlers.router(), language, calendar()), clock.at, []
    while clock.at < until:
        clock.at += HOUR
        with database.transaction() as tx:
            while worker.work(tx):
                pass
            for row in tx.execute(select(outbox.c.id, outbox.c.chat).where(outbox.c.state == "ready")).all():
                found.append((row.chat, (clock.at - start) / HOUR))
                tx.execute(update(outbox).where(outbox.c.id == row.id).values(state="sent", payload=None))
    return found


@pytest.mark.parametrize("right", RIGHTS)
def test_the_laws_clock_runs_through_holidays(database: Database, house: House, clock: Clock, right: str) -> None:
    clock.at = CHRISTMAS
    request = ask(database, house, right)
    assert request.due_at == CHRISTMAS + timedelta(hours=72)
    rest = Frame(ZoneInfo("Asia/Jakarta"), calendar()).allowed(CHRISTMAS)
    assert rest > CHRISTMAS + timedelta(hours=48), "routine messages rest meanwhile"
    with database.transaction() as tx:
        reach(tx, house.yusuf, 2)
        reach(tx, house.siti, 3)
        whose = {"pause": house.siti}.get(right, house.yusuf)
        chat = tx.execute(select(people_table.c.chat).where(people_table.c.id == whose.id)).scalar_one()
    assert said(database, clock, CHRISTMAS + timedelta(days=8)) == [(chat, 24), (chat, 48), (chat, 66)]


def test_an_answer_ends_the_reminders(database: Database, house: House, clock: Clock) -> None:
    request = ask(database, house, "access")
    with database.transaction() as tx:
        reach(tx, house.yusuf, 2)
    assert len(said(database, clock, clock.at + timedelta(hours=30))) == 1
    with database.transaction() as tx:
        assert requests.take(tx, house.yusuf, request) is requests.finish(tx, house.yusuf, request) is None
        assert requests.finish(tx, house.yusuf, request) is Refusal.ALREADY, "once"
    assert said(database, clock, clock.at + timedelta(days=8)) == []


def test_a_reminder_follows_whoever_handles_it_now(database: Database, house: House, clock: Clock) -> None:
    """The mentor goes on leave with a cover; and a question is asked about at a decent hour."""
    start = clock.at
    ask(database, house, "info")
    with database.transaction() as tx:
        dewi = people.add(tx, Role.MENTOR, "Dewi", house.yusuf.id)
        for number, person in enumerate((house.yusuf, house.siti, dewi), 2):
            reach(tx, person, number)
        chat = tx.execute(select(people_table.c.chat).where(people_table.c.id == dewi.id)).scalar_one()
        leave = {"from_at": start, "until_at": start + timedelta(days=9), "state": "approved", "created_at": start}
        tx.execute(insert(leaves).values(person_id=house.siti.id, cover_id=dewi.id, **leave))
    clock.at = start
    assert said(database, clock, start + timedelta(days=9)) == [(chat, 48)]


def test_no_refusal_without_a_reason(database: Database, house: House) -> None:
    request = ask(database, house, "access", "mohon salinan catatan")
    for nothing in ("", "   ", "tdk"):
        with pytest.raises(NoReason), database.transaction() as tx:
            requests.refuse(tx, house.yusuf, request, nothing)
    with pytest.raises(IntegrityError), database.transaction() as tx:
        tx.execute(update(table).where(table.c.id == request.id).values(state="refused"))
    with database.transaction() as tx:
        assert requests.by_id(tx, request.id) == request
        assert requests.refuse(tx, house.yusuf, request, "menyebut orang lain yang belum setuju") is None
        refused = requests.by_id(tx, request.id)
        assert refused is not None and refused.state == "refused"
        assert requests.reason(tx, refused) == "menyebut orang lain yang belum setuju"
        assert refused.sealed_reason is not None and b"orang lain" not in refused.sealed_reason
        requests.mark_told(tx, house.arman, refused)
        again = requests.mine(tx, house.arman, request.id)
        assert again is not None and again.told_at == tx.now
        assert not tx.execute(select(prompts.c.id).where(prompts.c.state == "waiting")).all()


def test_a_refusal_without_words_to_seal_it_like(database: Database, house: House) -> None:
    request = ask(database, house, "erase")
    with database.transaction() as tx:
        assert requests.refuse(tx, house.yusuf, request, "sedang dibicarakan bersama") is None
        assert requests.reason(tx, requests.by_id(tx, request.id) or request) == "sedang dibicarakan bersama"


def test_who_sees_what(database: Database, house: House) -> None:
    complaint, callback, right = (ask(database, house, kind) for kind in ("complaint", "callback", "correct"))
    with database.transaction() as tx:
        other = people.add(tx, Role.SUPERVISOR, "Budi", None)
        far = people.add(tx, Role.MENTOR, "Tono", other.id)

        def sees(who: Person) -> set[str]:
            found, more = requests.open_for(tx, who, 0, 10)
            assert not more and len(found) == requests.count_open(tx, who)
            seen = {one.kind_code for one in found}
            for one in (complaint, callback, right):
                assert (requests.visible(tx, who, one.id, lock=True) is not None) == (one.kind_code in seen)
            return seen

        invitations.join(tx, invitations.make_link(tx, house.yusuf, None), 4711)
        assert sees(house.yusuf) == {"complaint", "callback", "correct"}
        assert sees(house.siti) == {"callback"}, "a complaint goes past the mentor"
        assert sees(other) == sees(far) == sees(house.admin) == sees(house.arman) == set()
        assert [one.kind_code for one in requests.of_person(tx, house.arman, 0, 2)[0]] == ["correct", "callback"]
        assert requests.mine(tx, house.siti, callback.id) is None
        assert requests.handlers_of(tx, complaint)[0] == house.yusuf.id
        assert requests.handlers_of(tx, callback)[0] == house.siti.id
        people.cut_off(tx, house.admin, house.yusuf)
        assert sees(house.admin) == {"complaint", "callback", "correct"}, "no clock runs out because a leader is away"


def test_a_complaint_about_a_supervisors_own_case_goes_to_an_admin(database: Database, house: House) -> None:
    with database.transaction() as tx:
        reach(tx, house.yusuf, 2)
        case = cases.add(tx, "P", "Citra", house.yusuf, 1)
        citra = participants.add(tx, case, house.yusuf)
        complaint, _ = requests.raise_one(tx, citra, case, "complaint", text="janji tidak ditepati")
        erase, _ = requests.raise_one(tx, citra, case, "erase")
        assert requests.visible(tx, house.yusuf, complaint.id) is None
        assert requests.visible(tx, house.admin, complaint.id) is not None
        assert requests.visible(tx, house.yusuf, erase.id) is not None
        assert requests.visible(tx, house.admin, erase.id) is None
        assert requests.handlers_of(tx, complaint) == [house.admin.id]
        assert requests.handlers_of(tx, erase)[0] == house.yusuf.id


def test_a_second_tap_finds_the_first_request_and_words_are_always_new(database: Database, house: House) -> None:
    first = ask(database, house, "support", topic="jkn")
    with database.transaction() as tx:
        assert requests.raise_one(tx, house.arman, house.case, "support", topic="jkn") == (first, False)
        assert requests.raise_one(tx, house.arman, house.case, "support", topic="ktp")[1]
        worded, new = requests.raise_one(tx, house.arman, house.case, "support", topic="jkn", text="kartunya hilang")
        assert new and requests.text(tx, house.siti, worded) == "kartunya hilang"
        assert worded.sealed_text is not None and b"kartunya" not in worded.sealed_text
        assert requests.text(tx, house.siti, first) == ""


def test_two_who_take_it_on(database: Database, house: House) -> None:
    request = ask(database, house, "callback")
    with database.transaction() as tx:
        assert requests.take(tx, house.siti, request) is None
        taken = requests.visible(tx, house.yusuf, request.id)
        assert taken is not None and taken.state == "taken"
        assert requests.take(tx, house.yusuf, taken) is Refusal.TAKEN
        assert requests.take(tx, house.siti, taken) is None, "hers already"
        assert requests.handlers_of(tx, taken)[0] == house.siti.id


def test_admins_see_what_no_leader_stands_above(database: Database, house: House) -> None:
    with database.transaction() as tx:
        of_no_case, _ = requests.raise_one(tx, house.arman, None, "access")
        alone = people.add(tx, Role.MENTOR, "Tono", None)
        case = cases.add(tx, "R", "Citra", alone, 1)
        unled, _ = requests.raise_one(tx, participants.add(tx, case, alone), case, "correct")
        led, _ = requests.raise_one(tx, house.arman, house.case, "correct")
        chat = tx.blind(4711)
        chats.meet(tx, {chat: 4711})
        invitations.join(tx, invitations.make_link(tx, house.yusuf, None), chat)
        for request, seen in ((of_no_case, True), (unled, True), (led, False)):
            assert (requests.visible(tx, house.admin, request.id) is not None) == seen
            assert (requests.visible(tx, house.yusuf, request.id) is not None) != seen
        chats.mark_unreachable(tx, chat)
        assert requests.visible(tx, house.admin, led.id) is not None, "the leader cannot be reached"
