"""Requests: whose they are, the clock that knows no holidays, each reminder once, and no refusal without a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
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
from bot.store.caseload import cases, checkins, requests
from bot.store.caseload.cases import Case
from bot.store.caseload.prompts import stop_all
from bot.store.caseload.requests import NoReason, Request
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import absences as leaves
from bot.store.engine.tables import cases as case_table
from bot.store.engine.tables import outbox, prompts
from bot.store.engine.tables import people as people_table
from bot.store.engine.tables import requests as table
from bot.store.people import invitations, people
from bot.store.queues import chats
from bot.store.rights import participants
from bot.store.sealing.data_keys import key_id_of
from bot.worker import Worker
from tests.driver import Clock
from tests.overhearing import overheard
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


def test_what_reminds_anew_keeps_to_the_clock_of_the_law(database: Database, house: House, clock: Clock) -> None:
    request = ask(database, house, "access")
    clock.at += timedelta(hours=30)
    with database.transaction() as tx:
        stop_all(tx, request.subject, ["request_due"])
        requests.remind_anew(tx, request.id)
        waits = select(prompts.c.due_at).where(prompts.c.subject == request.subject, prompts.c.state == "waiting")
        due = list(tx.execute(waits.order_by(prompts.c.due_at)).scalars())
    assert due == [request.received_at + timedelta(hours=number) for number in (24, 48, 66)]


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
        refused = requests.by_id(tx, request.id)
        assert refused is not None and refused.sealed_reason is not None
        assert key_id_of(refused.sealed_reason) == house.case.key_id, "with the key of whom it is about"
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


def leave(tx: Tx, who: Person, cover: Person | None, begins: float, ends: float) -> None:
    """They are away from and until so many hours from now, as agreed."""
    row: dict[str, Any] = {"person_id": who.id, "cover_id": None if cover is None else cover.id, "state": "approved"}
    row |= {"from_at": tx.now + begins * HOUR, "until_at": tx.now + ends * HOUR, "created_at": tx.now}
    tx.execute(insert(leaves).values(**row))


def record(tx: Tx, who: Person, case: Case) -> None:
    checkins.save(tx, who, case, "t1", {"contact": "visit"})


# What was before a complaint came in, and whether it may be about the leader then.
PASTS: dict[str, tuple[Callable[[Tx, House], object], bool]] = {
    "nothing": (lambda tx, house: None, False),
    "they recorded a contact": (lambda tx, house: record(tx, house.yusuf, house.case), True),
    "they recorded one with somebody else": (
        lambda tx, house: record(tx, house.yusuf, cases.add(tx, "R", "Bayu", house.siti, 1)),
        False,
    ),
    "the mentor recorded one": (lambda tx, house: record(tx, house.siti, house.case), False),
    "they stood in when it came in": (lambda tx, house: leave(tx, house.siti, house.yusuf, -1, 1), True),
    "they stood in before": (lambda tx, house: leave(tx, house.siti, house.yusuf, -2, -1), False),
    "they will stand in": (lambda tx, house: leave(tx, house.siti, house.yusuf, 1, 3), True),
    "somebody else will": (
        lambda tx, house: leave(tx, house.siti, people.add(tx, Role.MENTOR, "Dewi", house.yusuf.id), 1, 3),
        False,
    ),
}


@pytest.mark.parametrize("past", PASTS)
def test_whom_a_complaint_may_be_about_opens_it_in_no_list_and_no_file(
    database: Database, house: House, past: str
) -> None:
    """Looked at two hours later, when whoever will stand in does."""
    happens, about_them = PASTS[past]
    with database.transaction() as tx:
        reach(tx, house.yusuf, 2)
        happens(tx, house)
        complaint, _ = requests.raise_one(tx, house.arman, house.case, "complaint", text="janji tidak ditepati")
        right, _ = requests.raise_one(tx, house.arman, house.case, "correct")
        tx.now += 2 * HOUR
        assert (requests.visible(tx, house.yusuf, complaint.id) is None) == about_them
        assert (requests.visible(tx, house.admin, complaint.id) is not None) == about_them
        assert requests.visible(tx, house.yusuf, right.id) is not None
        kept_back = select(table.c.id).join(case_table, case_table.c.id == table.c.case_id)
        found = tx.execute(kept_back.where(requests.may_be_about(house.yusuf.id, tx.now))).scalars().all()
        assert found == ([complaint.id] if about_them else [])


# What became of a leader, and whether an admin sees to what their team is asked for meanwhile.
LEADERS: dict[str, tuple[Callable[[Tx, House, Person], object], bool]] = {
    "is there": (lambda tx, house, deputy: None, False),
    "is kept out": (lambda tx, house, deputy: people.suspend(tx, house.admin, house.yusuf), True),
    "has no phone": (lambda tx, house, deputy: people.cut_off(tx, house.admin, house.yusuf), True),
    "blocks the bot": (lambda tx, house, deputy: chats.mark_unreachable(tx, tx.blind(2)), True),
    "is away": (lambda tx, house, deputy: leave(tx, house.yusuf, None, -1, 1), True),
    "is away with a deputy": (lambda tx, house, deputy: leave(tx, house.yusuf, deputy, -1, 1), False),
    "will be away": (lambda tx, house, deputy: leave(tx, house.yusuf, None, 1, 2), False),
}


@pytest.mark.parametrize("leader", LEADERS)
def test_an_admin_handles_what_no_leader_is_there_for(database: Database, house: House, leader: str) -> None:
    """However many others are there: the mentor themselves, and the leader of another team."""
    happens, admins = LEADERS[leader]
    with database.transaction() as tx:
        rahmat = people.add(tx, Role.SUPERVISOR, "Rahmat", None)
        for number, person in enumerate((house.yusuf, house.siti, rahmat), 2):
            reach(tx, person, number)
        request, _ = requests.raise_one(tx, house.arman, house.case, "correct")
        happens(tx, house, rahmat)
        assert (requests.visible(tx, house.admin, request.id) is not None) == admins
        assert (requests.handlers_of(tx, request)[-1] == house.admin.id) == admins


def test_what_was_asked_about_somebody_erased_is_nobodys(database: Database, house: House) -> None:
    request = ask(database, house, "callback")
    with database.transaction() as tx:
        assert requests.visible(tx, house.siti, request.id) == request
        tx.execute(update(case_table).where(case_table.c.id == house.case.id).values(status="erased"))
        everybody = (house.siti, house.yusuf, house.admin)
        assert [requests.visible(tx, one, request.id) for one in everybody] == [None, None, None]
        assert [requests.count_open(tx, one) for one in everybody] == [0, 0, 0]


def test_whose_a_request_is_while_somebody_has_it(database: Database, house: House, clock: Clock) -> None:
    """In their hands while they are there; anybody's when they are away or kept out."""
    request = ask(database, house, "callback")

    def looked_at(tx: Tx) -> tuple[Request, int | None]:
        found = requests.by_id(tx, request.id)
        assert found is not None
        has_it = requests.in_hands_of(tx, found)
        return found, None if has_it is None else has_it.id

    with database.transaction() as tx:
        reach(tx, house.yusuf, 2)
        assert looked_at(tx)[1] is None
        assert requests.take(tx, house.yusuf, request) is None
        taken, has_it = looked_at(tx)
        assert has_it == house.yusuf.id
        assert requests.handlers_of(tx, taken) == [house.yusuf.id, house.siti.id]
        assert requests.take(tx, house.siti, taken) is Refusal.TAKEN
        leave(tx, house.yusuf, None, 1, 2)
    clock.at += HOUR
    with database.transaction() as tx:
        taken, has_it = looked_at(tx)
        assert has_it is None
        assert requests.take(tx, house.siti, taken) is None
        assert looked_at(tx)[1] == house.siti.id
        people.suspend(tx, house.admin, house.siti)
        assert looked_at(tx)[1] is None


def test_a_request_that_will_be_changed_is_held(database: Database, house: House) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    request = ask(database, house, "callback")
    with database.transaction() as tx:
        for lock in (True, False):
            said: list[str] = []
            with overheard(tx.connection, said.append):
                assert requests.by_id(tx, request.id, lock=lock) == request
                assert requests.visible(tx, house.siti, request.id, lock=lock) == request
            assert [statement.endswith("FOR UPDATE OF requests") for statement in said] == [lock, lock]


def test_words_are_added_to_ones_own_open_request_where_there_is_room(database: Database, house: House) -> None:
    asked, bare = ask(database, house, "info", "kapan"), ask(database, house, "erase")
    with database.transaction() as tx:
        assert requests.add_words(tx, house.arman, bare, "semua", 99) == "semua"
        for who, request, most in ((house.siti, asked, 99), (house.arman, asked, 9)):
            assert not requests.add_words(tx, who, request, "besok", most)
        assert requests.add_words(tx, house.arman, asked, "besok", 11) == "kapan\nbesok"
        longer = requests.by_id(tx, asked.id)
        assert longer is not None and requests.text(tx, house.siti, longer) == "kapan\nbesok"
        assert requests.take(tx, house.siti, longer) is None
        assert not requests.add_words(tx, house.arman, longer, "pagi", 99), "somebody has it"
