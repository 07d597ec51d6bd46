"""Two of everything: what is done on one side writes all it must, and leaves the other side as it was.

Each act is tried by itself and taken back. What it wrote stands beside it, a word a row: new rows, changed ones, and
those that are gone. A row too few is something that was forgotten, a row too many is somebody else's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import time, timedelta
from functools import partial
from typing import Any, TypeVar

import pytest
from sqlalchemy import select, update

from bot.domain.followups import DIGESTS
from bot.domain.people import Person, Role
from bot.domain.planning import Frame, Planned
from bot.domain.rights.own_settings import OwnSettings
from bot.domain.timing.quiet import Hours
from bot.reference.calendar import calendar
from bot.store.caseload import (
    cases,
    delivery_history,
    drafts,
    flags,
    handing_over,
    news,
    offers,
    prompts,
    referrals,
    requests,
)
from bot.store.caseload.drafts import Draft
from bot.store.caseload.requests import Request
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import cases as case_table
from bot.store.engine.tables import chats as chat_table
from bot.store.engine.tables import metadata, outbox
from bot.store.engine.tables import people as people_table
from bot.store.engine.tables import prompts as prompt_table
from bot.store.engine.tables import requests as request_table
from bot.store.people import absences, attempts, invitations, leading, people, phones
from bot.store.people.absences import Absence
from bot.store.queues import chats, incoming, outgoing
from bot.store.queues.incoming import Received
from bot.store.rights import participants, self_checks
from tests.office import TakenBack

T = TypeVar("T")
Key = tuple[str, Any]
Rows = dict[Key, Any]
SECOND = timedelta(seconds=1)
MINUTES = timedelta(minutes=5)
WEEK = timedelta(weeks=1)
AT_SEVEN = Hours(time(7), time(20))
MOST = 9
# Made as they are needed, and nobody's.
APART = ("keys", "leases", "facts")


def there(found: T | None) -> T:
    assert found is not None
    return found


def met(tx: Tx, number: int) -> int:
    """A phone that spoke with the bot."""
    chats.meet(tx, {tx.blind(number): number})
    return tx.blind(number)


def joins(tx: Tx, person: Person, number: int) -> Person:
    found = invitations.join(tx, invitations.make_link(tx, person, None), met(tx, number))
    return people.settle(tx, there(found), address="ibu", zone="Asia/Jakarta")


class Side:
    """A leader with two mentors, one of whom accompanies somebody who uses the bot; and all that may be open there.

    number: of the leader's phone, and those after it. kinds: of the flag nobody has taken on, and of a closed one.
    """

    def __init__(self, tx: Tx, track: str, number: int, kinds: tuple[str, str], admin: Person, budi: Person) -> None:
        self.number, self.kinds = number, kinds
        self.leader = joins(tx, people.add(tx, Role.SUPERVISOR, "Yusuf", None), number)
        self.cover = joins(tx, people.add(tx, Role.MENTOR, "Dewi", self.leader.id), number + 1)
        self.mentor = self._with_links(tx, people.add(tx, Role.MENTOR, "Siti", self.leader.id))
        self.case, self.ended = (cases.add(tx, track, "Arman", self.mentor, 1) for _ in range(2))
        assert cases.end(tx, self.leader, self.ended) is None
        self.ended = there(cases.by_id(tx, self.ended.id))
        self.them = self._uses_the_bot(tx)
        self.free_phone = self._of_somebody_gone(tx)
        self.digits = participants.make_code(tx, people.add(tx, Role.PARTICIPANT, "", None), self.mentor)
        self._flags(tx)
        self._requests(tx)
        self._of_leaders(tx, admin, budi)
        self._of_mentors(tx)

    def _with_links(self, tx: Tx, mentor: Person) -> Person:
        """By one link they joined, one is too old, one could still be used."""
        self.used_link = invitations.make_link(tx, mentor, self.leader.id)
        joined = people.settle(
            tx, there(invitations.join(tx, self.used_link, met(tx, self.number + 2))), zone="Asia/Jakarta"
        )
        self.old_link, _ = (invitations.make_link(tx, mentor, self.leader.id) for _ in range(2))
        return joined

    def _uses_the_bot(self, tx: Tx) -> Person:
        """They joined, wished to be greeted and were, rest now, and began to write; something is on its way to them."""
        them = joins(tx, participants.add(tx, self.case, self.mentor), self.number + 3)
        participants.make_code(tx, them, self.mentor)
        participants.choose(tx, them, chosen_name="Bunga")
        participants.rest(tx, them)
        self_checks.save(tx, them, self.case, {"feeling": "4"})
        self_checks.plan(tx, them, self.case, 2, calendar())
        greeting = there(prompts.open_of(tx, self.case)[0])
        prompts.mark_said(tx, greeting, them)
        on_its_way(tx, them, greeting.id)
        incoming.receive(tx, [Received(self.number, self.number + 3, b'{"text": "rahasia"}')])
        begins_to_write(tx, them)
        return them

    def _of_somebody_gone(self, tx: Tx) -> int:
        """The phone of somebody who is gone, where nothing was said since."""
        gone, chat = people.add(tx, Role.PARTICIPANT, "", None), met(tx, self.number + 4)
        tx.execute(update(people_table).where(people_table.c.id == gone.id).values(chat=chat, status="removed"))
        tx.execute(update(chat_table).where(chat_table.c.id == chat).values(leaving_at=tx.now))
        return chat

    def _flags(self, tx: Tx) -> None:
        """One nobody has taken on, one taken on by each of the staff, one that is closed."""
        raised = []
        for kind in (*self.kinds, "a", "b", "c"):
            tx.now += SECOND
            raised.append(flags.raise_one(tx, self.mentor, self.case, kind)[0])
        self.flag, self.closed, self.mentors, self.covers, self.leaders = raised
        for flag, by in zip(raised[1:], (self.mentor, self.mentor, self.cover, self.leader), strict=True):
            assert flags.acknowledge(tx, by, flag) is None
        assert flags.close(tx, self.leader, self.closed, self.case.key_id, "selesai") is None

    def _requests(self, tx: Tx) -> None:
        """Refused and not told yet, taken on, open; open without words, and of no case."""
        self.told = self._asks(tx, "access")
        assert requests.refuse(tx, self.leader, self.told, "belum bisa sekarang") is None
        self.taken = self._asks(tx, "callback")
        assert requests.take(tx, self.mentor, self.taken) is None
        self.asked, self.bare = self._asks(tx, "correct"), self._asks(tx, "restrict", "")
        self.of_no_case, _ = requests.raise_one(tx, self.them, None, "info")
        self.told, self.taken = (there(requests.by_id(tx, one.id)) for one in (self.told, self.taken))
        for prompt in prompts_about(tx, self.asked.subject):
            on_its_way(tx, self.leader, prompt)

    def _asks(self, tx: Tx, kind: str, text: str = "kata") -> Request:
        return requests.raise_one(tx, self.them, self.case, kind, text=text)[0]

    def _of_leaders(self, tx: Tx, admin: Person, budi: Person) -> None:
        """A case is offered each way, once before too; a phone is asked for; digests and news are to come."""
        _, offer = (offers.make(tx, self.leader, self.case, budi) for _ in range(2))
        self.offer = there(offers.by_id(tx, offer))
        theirs = cases.add(tx, self.case.track, "Citra", admin, 1)
        self.received = there(offers.by_id(tx, offers.make(tx, budi, theirs, self.leader)))
        _, change = (phones.ask(tx, self.leader, self.mentor, alone=False) for _ in range(2))
        self.change = there(phones.by_id(tx, change))
        for kind in DIGESTS:
            planned = Planned(kind, tx.now)
            prompts.insert_new(tx, planned, tx.now, f"person:{self.leader.id}", None, self.leader.id, None, "digest")
        for flag in (self.flag, self.mentors):
            news.tell(tx, "flag_taken", flag.id, self.mentor.id)

    def _of_mentors(self, tx: Tx) -> None:
        """A referral that was asked about and will be again; a finished one; a leave to come; a form begun."""
        self.referral, self.finished = (
            referrals.add(tx, self.mentor, self.case, topic, frame(tx, self)) for topic in ("jkn", "ktp")
        )
        assert referrals.change(tx, self.mentor, self.finished, "finished") is None
        (asked,) = prompts_about(tx, f"referral:{self.referral.id}")
        prompt = there(prompts.by_id(tx, asked))
        prompts.mark_said(tx, prompt, self.mentor)
        prompts.follow(tx, prompt, Planned("referral_review", tx.now + WEEK), tx.now + WEEK, "renewal")
        leave = there(
            absences.by_id(tx, absences.ask(tx, self.mentor, tx.now + WEEK, tx.now + 2 * WEEK, self.cover.id))
        )
        assert absences.agree(tx, self.leader, leave, self.cover.id) is None
        self.leave = there(absences.by_id(tx, leave.id))
        begins_to_write(tx, self.mentor)


def on_its_way(tx: Tx, whose: Person, prompt: int) -> None:
    """A prompt is on its way to their phone."""
    row: dict[str, Any] = {"cause": f"prompt {prompt}", "chat": whose.chat, "method": "push", "kind": "prompt"}
    outgoing.send_later(tx, [{**row, "prompt_id": prompt, "payload": {"text": "halo"}}])


def begins_to_write(tx: Tx, who: Person) -> None:
    drafts.keep(tx, who, Draft(0, "checkin", f"{who.id}", None, None, {}), {}, None)


def prompts_about(tx: Tx, subject: str) -> list[int]:
    return list(tx.execute(select(prompt_table.c.id).where(prompt_table.c.subject == subject)).scalars())


def frame(tx: Tx, it: Side) -> Frame:
    return prompts.frame_for(tx, it.mentor, calendar(), it.case)


@dataclass
class Town:
    """Two sides, and an admin and a leader who belong to neither. `theirs`: every row of the other side."""

    tx: Tx
    one: Side
    other: Side
    admin: Person
    budi: Person
    theirs: set[Key]


@pytest.fixture
def town(database: Database) -> Iterator[Town]:
    with database.transaction() as tx:
        admin = joins(tx, people.add(tx, Role.ADMIN, "Ratna", None), 1)
        budi = joins(tx, people.add(tx, Role.SUPERVISOR, "Budi", None), 2)
        one = Side(tx, "R", 100, ("threat", "health"), admin, budi)
        before = rows(tx).keys()
        other = Side(tx, "P", 200, ("health", "threat"), admin, budi)
        theirs = set(rows(tx).keys() - before)
        flags.set_duty(tx, admin, [one.leader.id, other.leader.id, budi.id])
        tx.now += MINUTES
        yield Town(tx, one, other, admin, budi, theirs)


# Of each table what reads it all, and how many columns its key has: they stand first.
EVERYTHING = {
    table.name: (select(*table.primary_key, table), len(table.primary_key))
    for table in metadata.sorted_tables
    if table.name not in APART
}


def rows(tx: Tx) -> Rows:
    """Everything there is, by table and key."""
    return {(name, row[:keys]): tuple(row) for name, (every, keys) in EVERYTHING.items() for row in tx.execute(every)}


def written(tx: Tx, before: Rows, act: Callable[[], object]) -> set[Key]:
    """The rows that an act makes, changes or removes; it is undone."""
    found = set[Key]()
    with suppress(TakenBack), tx.savepoint():
        act()
        after = rows(tx)
        found |= {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        raise TakenBack
    return found


AT_ONCE = 10  # acts a test
ACTS: dict[str, tuple[Callable[[Tx, Side, Town], object], str]] = {
    "raise a flag": (lambda tx, it, town: flags.raise_one(tx, it.mentor, it.case, "health"), "audit flags prompts"),
    "raise it twice": (lambda tx, it, town: flags.raise_one(tx, it.mentor, it.case, "threat"), ""),
    "take a flag on": (lambda tx, it, town: flags.acknowledge(tx, it.leader, it.flag), "audit flags prompts prompts"),
    "take on what is taken": (lambda tx, it, town: flags.acknowledge(tx, it.cover, it.mentors), ""),
    "close a flag": (
        lambda tx, it, town: flags.close(tx, it.mentor, it.mentors, it.case.key_id, "ya"),
        "audit flags prompts",
    ),
    "close what is closed": (lambda tx, it, town: flags.close(tx, it.mentor, it.closed, it.case.key_id, ""), ""),
    "let go of flags": (lambda tx, it, town: flags.release(tx, it.leader, it.mentor.id), "audit flags prompts"),
    "another has the flags": (
        lambda tx, it, town: flags.release_of(tx, None, [it.case.id], it.cover),
        "audit flags prompts",
    ),
    "ring again": (lambda tx, it, town: flags.ring_again(tx, it.flag.id), "prompts"),
    "ring what is taken": (lambda tx, it, town: flags.ring_again(tx, it.mentors.id), ""),
    "set who is on duty": (lambda tx, it, town: flags.set_duty(tx, town.admin, [it.leader.id]), "audit duty duty"),
    "ask": (
        lambda tx, it, town: requests.raise_one(tx, it.them, it.case, "erase", text="hapus"),
        "audit prompts prompts prompts requests",
    ),
    "ask for the same": (lambda tx, it, town: requests.raise_one(tx, it.them, it.case, "correct"), ""),
    "ask anew": (
        lambda tx, it, town: requests.raise_one(tx, it.them, it.case, "access"),
        "audit prompts prompts prompts requests",
    ),
    "ask of no case": (
        lambda tx, it, town: requests.raise_one(tx, it.them, None, "info", text="kata"),
        "audit prompts requests",
    ),
    "remind anew": (lambda tx, it, town: requests.remind_anew(tx, it.asked.id), "prompts prompts prompts"),
    "remind of what is over": (lambda tx, it, town: requests.remind_anew(tx, it.told.id), ""),
    "add words": (lambda tx, it, town: requests.add_words(tx, it.them, it.asked, "lagi", 99), "audit requests"),
    "add words to another's": (lambda tx, it, town: requests.add_words(tx, it.mentor, it.asked, "lagi", 99), ""),
    "add words without room": (lambda tx, it, town: requests.add_words(tx, it.them, it.asked, "lagi", 8), ""),
    "add words too late": (lambda tx, it, town: requests.add_words(tx, it.them, it.taken, "lagi", 99), ""),
    "take a request on": (lambda tx, it, town: requests.take(tx, it.leader, it.asked), "audit requests"),
    "take one's own": (lambda tx, it, town: requests.take(tx, it.mentor, it.taken), ""),
    "take what is taken": (lambda tx, it, town: requests.take(tx, it.leader, it.taken), ""),
    "let go of requests": (lambda tx, it, town: requests.release(tx, it.leader, it.mentor.id), "audit requests"),
    "answer": (lambda tx, it, town: requests.finish(tx, it.leader, it.asked), "audit prompts prompts prompts requests"),
    "refuse": (
        lambda tx, it, town: requests.refuse(tx, it.leader, it.asked, "belum bisa"),
        "audit prompts prompts prompts requests",
    ),
    "refuse what has no words": (
        lambda tx, it, town: requests.refuse(tx, it.leader, it.bare, "belum bisa"),
        "audit prompts prompts prompts requests",
    ),
    "refuse what has no case": (
        lambda tx, it, town: requests.refuse(tx, town.admin, it.of_no_case, "belum bisa"),
        "audit prompts requests",
    ),
    "take over from somebody kept out": (
        lambda tx, it, town: (people.suspend(tx, it.leader, it.mentor), requests.take(tx, it.leader, it.taken)),
        "audit audit audit people requests",
    ),
    "answer what is over": (lambda tx, it, town: requests.finish(tx, it.leader, it.told), ""),
    "tell the result": (lambda tx, it, town: requests.mark_told(tx, it.them, it.told), "audit requests"),
    "tell too early": (lambda tx, it, town: requests.mark_told(tx, it.them, it.asked), ""),
    "read a request": (lambda tx, it, town: requests.text(tx, it.leader, it.asked), "audit"),
    "remove a request": (
        lambda tx, it, town: requests.remove(tx, request_table.c.id == it.asked.id),
        "outbox outbox outbox prompts prompts prompts requests",
    ),
    "remove none": (lambda tx, it, town: requests.remove(tx, request_table.c.id == 0), ""),
    "offer": (lambda tx, it, town: offers.make(tx, it.leader, it.case, town.budi), "audit audit offers offers"),
    "accept": (lambda tx, it, town: offers.accept(tx, town.budi, it.offer), "audit offers"),
    "decline": (lambda tx, it, town: offers.decline(tx, town.budi, it.offer), "audit offers"),
    "think again": (lambda tx, it, town: offers.withdraw(tx, it.leader, it.offer), "audit offers"),
    "neither offers nor answers": (
        lambda tx, it, town: offers.withdraw_between(tx, None, it.leader),
        "audit audit offers offers",
    ),
    "refer": (
        lambda tx, it, town: referrals.add(tx, it.mentor, it.case, "ktp", frame(tx, it)),
        "audit prompts referrals",
    ),
    "no news": (lambda tx, it, town: referrals.change(tx, it.mentor, it.referral, "asked"), "audit prompts referrals"),
    "accepted": (
        lambda tx, it, town: referrals.change(tx, it.mentor, it.referral, "accepted"),
        "audit prompts referrals",
    ),
    "finished": (
        lambda tx, it, town: referrals.change(tx, it.mentor, it.referral, "finished"),
        "audit prompts prompts referrals",
    ),
    "dropped too late": (lambda tx, it, town: referrals.change(tx, it.mentor, it.finished, "dropped"), ""),
    "tell": (lambda tx, it, town: news.tell(tx, "flag_taken", it.flag.id, it.mentor.id), "prompts prompts"),
    "hand a case on": (
        lambda tx, it, town: handing_over.move_cases(tx, it.leader, [it.case.id], it.cover, calendar()),
        "audit audit audit cases flags offers prompts prompts prompts",
    ),
    "hand a team on": (
        lambda tx, it, town: handing_over.move_team(tx, None, [it.mentor], town.budi),
        "audit audit offers people",
    ),
    "hand all on": (
        lambda tx, it, town: handing_over.all_of(tx, None, it.leader, town.budi, calendar()),
        "audit audit audit offers people people",
    ),
    "hand on to nobody": (lambda tx, it, town: handing_over.all_of(tx, None, it.leader, it.cover, calendar()), ""),
    "keep out": (
        lambda tx, it, town: handing_over.keep_out(tx, town.admin, it.leader, None),
        "absences audit audit audit audit audit duty flags offers offers people prompts",
    ),
    "keep a mentor out": (
        lambda tx, it, town: handing_over.keep_out(tx, it.leader, it.mentor, it.cover),
        "absences absences audit audit audit audit flags people prompts requests",
    ),
    "let in who is in": (lambda tx, it, town: handing_over.let_in(tx, town.admin, it.mentor), ""),
    "part with a leader": (
        lambda tx, it, town: handing_over.part_with(tx, town.admin, it.leader),
        "audit audit audit audit audit chats duty flags offers offers people prompts prompts prompts",
    ),
    "part with a mentor": (
        lambda tx, it, town: handing_over.part_with(tx, town.admin, it.mentor),
        "absences audit audit audit audit chats drafts flags invites invites people prompts requests",
    ),
    "follow": (lambda tx, it, town: leading.follow(tx, town.admin, it.mentor, town.budi), "audit people"),
    "follow who cannot lead": (lambda tx, it, town: leading.follow(tx, town.admin, it.mentor, it.cover), ""),
    "make a link": (
        lambda tx, it, town: invitations.make_link(tx, it.mentor, it.leader.id),
        "audit invites invites invites",
    ),
    "join": (
        lambda tx, it, town: participants.join_by_code(tx, it.digits, it.free_phone),
        "chats invites people people",
    ),
    "join by a used link": (lambda tx, it, town: invitations.join(tx, it.used_link, it.free_phone), ""),
    "join by an old link": (lambda tx, it, town: invitations.join(tx, it.old_link, it.free_phone), ""),
    "join in vain": (lambda tx, it, town: participants.join_by_code(tx, it.digits, it.mentor.chat or 0), "attempts"),
    "settle": (
        lambda tx, it, town: people.settle(tx, it.mentor, address="mbak", hours=AT_SEVEN),
        "people",
    ),
    "cut off": (lambda tx, it, town: people.cut_off(tx, town.admin, it.mentor), "audit chats invites invites people"),
    "suspend": (lambda tx, it, town: people.suspend(tx, town.admin, it.mentor), "audit people"),
    "remove": (lambda tx, it, town: people.remove(tx, town.admin, it.mentor), "audit people"),
    "let in": (lambda tx, it, town: people.let_in(tx, town.admin, it.mentor), ""),
    "ask for a phone": (lambda tx, it, town: phones.ask(tx, it.leader, it.mentor, alone=False), "audit phones phones"),
    "agree to a phone": (lambda tx, it, town: phones.agree(tx, town.admin, it.change), "audit phones"),
    "refuse a phone": (lambda tx, it, town: phones.refuse(tx, town.admin, it.change), "audit phones"),
    "guess wrong": (lambda tx, it, town: attempts.count_wrong(tx, "pin", it.number), "attempts"),
    "ask for leave": (lambda tx, it, town: absences.ask(tx, it.cover, tx.now, tx.now + WEEK, None), "absences audit"),
    "end a leave": (lambda tx, it, town: absences.end(tx, it.mentor, it.leave), "absences audit"),
    "refuse what is agreed": (lambda tx, it, town: absences.refuse(tx, it.mentor, it.leave), ""),
    "name a cover": (lambda tx, it, town: absences.cover(tx, it.leader, it.leave, it.leader.id), "absences audit"),
    "nobody covers": (lambda tx, it, town: absences.uncover_leave(tx, it.mentor), "absences"),
    "cannot cover": (lambda tx, it, town: absences.release_cover(tx, it.cover.id), "absences"),
    "no leave is left": (lambda tx, it, town: absences.end_all(tx, it.mentor), "absences"),
    "stand in": (lambda tx, it, town: absences.stand_in(tx, it.leader, it.mentor, it.cover.id), "absences audit"),
    "use the bot": (lambda tx, it, town: participants.add(tx, it.ended, it.mentor), "audit participants people"),
    "use it already": (lambda tx, it, town: participants.add(tx, it.case, it.mentor), ""),
    "a link for them": (
        lambda tx, it, town: participants.make_link(tx, it.them, it.mentor),
        "audit audit invites invites",
    ),
    "a code for them": (lambda tx, it, town: participants.make_code(tx, it.them, it.mentor), "audit invites invites"),
    "are adults": (lambda tx, it, town: participants.keep_adult(tx, it.them, True), "audit participants"),
    "are no adults": (
        lambda tx, it, town: participants.keep_adult(tx, replace(it.them, unmet=None), False),
        "audit audit chats drafts inbox invites outbox participants people",
    ),
    "opened a link and are no adults": (
        lambda tx, it, town: participants.keep_adult(tx, replace(it.them, unmet=True), False),
        "audit chats inbox invites outbox participants people",
    ),
    "another phone": (
        lambda tx, it, town: participants.rebind(tx, it.them, it.mentor),
        "audit chats inbox invites outbox participants people",
    ),
    "choose": (lambda tx, it, town: participants.choose(tx, it.them, chosen_name="Melati"), "audit participants"),
    "hide": (lambda tx, it, town: participants.hide(tx, it.them), "outbox participants prompts"),
    "rest": (lambda tx, it, town: participants.rest(tx, it.them), "participants"),
    "say how they are": (
        lambda tx, it, town: self_checks.save(tx, it.them, it.case, {"feeling": "1"}),
        "prompts selfchecks",
    ),
    "wish another rhythm": (
        lambda tx, it, town: self_checks.plan(tx, it.them, it.case, 1, calendar()),
        "prompts prompts",
    ),
    "wish none": (lambda tx, it, town: self_checks.plan(tx, it.them, it.case, 0, calendar()), "prompts"),
    "wish it again": (
        lambda tx, it, town: self_checks.plan(tx, it.them, it.case, 1, calendar(), again=True),
        "prompts",
    ),
    "wish it for an end": (lambda tx, it, town: self_checks.plan(tx, it.them, it.ended, 1, calendar()), "prompts"),
}


@pytest.mark.parametrize("first", range(0, len(ACTS), AT_ONCE))
def test_an_act_writes_what_it_must_and_nothing_of_the_other_side(town: Town, first: int) -> None:
    before = rows(town.tx)
    for name, (act, tables) in list(ACTS.items())[first : first + AT_ONCE]:
        touched = written(town.tx, before, partial(act, town.tx, town.one, town))
        assert not touched & town.theirs, f"{name}: it did something to the other side"
        assert " ".join(sorted(table for table, _ in touched)) == tables, name


def numbers(found: Iterable[Any]) -> list[int]:
    return [one.id for one in found]


def test_a_mentor_sees_the_flags_of_their_own_and_a_leader_all(town: Town) -> None:
    tx, one, other = town.tx, town.one, town.other

    def seen(who: Person, track: str | None = None) -> list[int]:
        found, more = flags.open_ones(tx, who, 0, 20, track)
        assert not more
        return numbers(found)

    mine, theirs = ([it.flag, it.mentors, it.covers, it.leaders] for it in (one, other))
    assert seen(one.mentor) == numbers(mine) and seen(other.mentor) == numbers(theirs)
    both = numbers([mine[0], theirs[0], *mine[1:], *theirs[1:]])
    assert seen(one.leader) == seen(town.admin) == both, "those nobody has taken on come first"
    assert seen(one.leader, "P") == numbers(theirs) and seen(one.mentor, "P") == []
    found, more = flags.open_ones(tx, town.budi, 1, 3)
    assert numbers(found) == both[3:6] and more
    assert flags.keys(tx, one.mentor) == ["R"] and flags.keys(tx, one.leader) == ["R", "P"]
    for who, flag, may in (
        (one.mentor, one.flag, True),
        (one.mentor, other.flag, False),
        (one.leader, other.flag, True),
    ):
        assert (flags.visible(tx, who, flag.id) == flag) == may
    assert flags.visible(tx, one.leader, 0) is flags.by_id(tx, 0) is None
    assert flags.by_id(tx, other.flag.id) == other.flag
    for flag in theirs:
        flags.acknowledge(tx, other.leader, flag)
        flags.close(tx, other.leader, flag, other.case.key_id, "selesai")
    assert flags.keys(tx, one.leader) == ["R"]


def test_a_flag_rings_once_in_ten_minutes(town: Town) -> None:
    tx, one = town.tx, town.one
    assert flags.raise_one(tx, one.mentor, one.case, one.kinds[0]) == (one.flag, False)
    tx.now += MINUTES
    again, is_new = flags.raise_one(tx, one.mentor, one.case, one.kinds[0])
    assert is_new and again.id != one.flag.id


def test_whose_flags_ring_again_when_they_go_away(town: Town) -> None:
    """Away since they took it on, or not let see it any more; whoever was away before and took it on has it."""
    tx, one, other = town.tx, town.one, town.other

    def away(who: Person, cover: Person) -> Absence:
        leave = there(absences.by_id(tx, absences.ask(tx, who, tx.now, tx.now + WEEK, None)))
        assert absences.agree(tx, town.admin, leave, cover.id) is None
        return leave

    def free() -> set[int]:
        flags.keep_ringing(tx)
        every = (one.flag, one.mentors, one.covers, one.leaders, one.closed, other.mentors, other.covers)
        return {flag.id for flag in every if there(flags.by_id(tx, flag.id)).acknowledged_by is None}

    nobodys = {one.flag.id, one.covers.id, other.covers.id}
    assert free() == nobodys, "whoever covers in days to come does not see them yet"
    leave = away(one.mentor, one.cover)
    assert free() == nobodys | {one.mentors.id}
    for who, flag in ((one.mentor, one.mentors), (one.cover, one.covers)):
        assert flags.acknowledge(tx, who, flag) is None
    nobodys -= {one.covers.id}
    assert free() == nobodys, "taken on in that leave"
    tx.now += MINUTES
    away(one.leader, other.leader)
    nobodys |= {one.leaders.id}
    assert free() == nobodys, "closed is closed"
    assert absences.end(tx, one.mentor, leave) is None
    nobodys |= {one.covers.id}
    assert free() == nobodys, "there is nobody to cover for"
    tx.now += WEEK
    assert free() == nobodys | {one.mentors.id, other.mentors.id}, "the leave of both mentors has begun"


def test_what_somebody_asked_for_is_theirs_alone(town: Town) -> None:
    tx, one, other = town.tx, town.one, town.other
    open_ones = [one.of_no_case, one.bare, one.asked, one.taken]
    assert requests.of_person(tx, one.them, 0, 5) == ([*open_ones, one.told], False), "what is over comes last"
    assert requests.of_person(tx, one.them, 1, 2) == (open_ones[2:], True)
    assert requests.mine(tx, one.them, one.asked.id) == one.asked
    assert requests.mine(tx, one.them, other.asked.id) is requests.mine(tx, one.them, 0) is None
    assert requests.newest_written(tx, one.them) == one.asked, "with words, and nobody has it"
    assert requests.has_untold(tx, one.them) and not requests.has_untold(tx, one.mentor)
    requests.mark_told(tx, one.them, one.told)
    assert not requests.has_untold(tx, one.them) and requests.has_untold(tx, other.them)
    assert requests.take(tx, one.leader, one.asked) is None
    assert requests.newest_written(tx, one.them) is None and requests.newest_written(tx, one.mentor) is None


def test_the_open_requests_of_each_who_handles_them(town: Town) -> None:
    tx, one, other = town.tx, town.one, town.other

    def handles(who: Person, track: str | None = None) -> list[int]:
        found, more = requests.open_for(tx, who, 0, 20, track)
        assert not more
        return numbers(found)

    of_none = [one.of_no_case.id, other.of_no_case.id]
    assert handles(one.mentor) == [one.taken.id]
    assert handles(one.leader) == [one.taken.id, one.asked.id, one.bare.id]
    assert handles(one.leader, one.case.track) == handles(one.leader) and handles(one.leader, "P") == []
    assert handles(town.admin) == of_none == handles(town.admin, "P"), "what belongs to no case is of every kind"
    assert [requests.count_open(tx, who) for who in (one.mentor, one.leader, town.admin, town.budi)] == [1, 3, 2, 0]
    assert [requests.keys(tx, who) for who in (one.leader, other.leader, town.admin)] == [["R"], ["P"], []]
    for request in (one.taken, one.asked, one.bare):
        assert requests.refuse(tx, one.leader, request, "belum bisa sekarang") is None
    assert requests.keys(tx, one.leader) == [] and requests.count_open(tx, one.leader) == 0


def test_only_what_reminded_of_a_request_goes_with_it(town: Town) -> None:
    tx, one = town.tx, town.one
    assert requests.remove(tx, request_table.c.person_id == one.them.id) == 5
    assert requests.by_id(tx, one.told.id) is None and requests.of_person(tx, one.them, 0, 5) == ([], False)
    assert len(requests.of_person(tx, town.other.them, 0, 5)[0]) == 5


def test_who_may_answer_which_offer(town: Town) -> None:
    tx, one, other, budi = town.tx, town.one, town.other, town.budi
    assert offers.waiting(tx, budi, 0, 5) == ([one.offer, other.offer], False) and offers.count(tx, budi) == 2
    assert offers.waiting(tx, budi, 0, 1) == ([one.offer], True)
    assert offers.waiting(tx, one.leader, 0, 5) == ([one.received], False)
    assert offers.received(tx, one.leader, one.received.id) == one.received
    for who, offer in (
        (budi, one.received),
        (one.leader, one.offer),
        (one.leader, other.received),
        (one.mentor, one.offer),
    ):
        assert offers.received(tx, who, offer.id) is None
    assert offers.by_id(tx, other.offer.id) == offers.open_of(tx, other.case.id) == other.offer
    assert offers.by_id(tx, 0) is offers.open_of(tx, one.ended.id) is None
    assert cases.end(tx, one.leader, one.case) is None
    assert offers.waiting(tx, budi, 0, 5) == ([other.offer], False), "what has ended goes to nobody"
    assert offers.accept(tx, budi, other.offer) is None
    assert offers.open_of(tx, other.case.id) is None and offers.count(tx, budi) == 0


def test_nobody_answers_their_own_offer_for_another(town: Town) -> None:
    """The leader who offered stands in for the one who is to answer."""
    tx, one, budi = town.tx, town.one, town.budi
    leave = there(absences.by_id(tx, absences.ask(tx, budi, tx.now, tx.now + WEEK, None)))
    assert absences.agree(tx, town.admin, leave, one.leader.id) is None
    assert numbers(offers.waiting(tx, one.leader, 0, 5)[0]) == [one.received.id, town.other.offer.id]


def test_the_referrals_of_one_case(town: Town) -> None:
    tx, one, other = town.tx, town.one, town.other
    assert referrals.of(tx, one.case, MOST) == [one.referral, there(referrals.by_id(tx, one.finished.id))]
    assert referrals.of(tx, one.ended, MOST) == [] and referrals.by_id(tx, 0) is None
    assert referrals.by_id(tx, other.referral.id) == other.referral


def test_what_became_of_the_prompts_of_one_case(town: Town) -> None:
    tx, one = town.tx, town.one
    tx.execute(update(outbox).where(outbox.c.chat == town.other.them.chat).values(sent_at=tx.now, uncertain=True))
    found, more = delivery_history.of_case(tx, one.case, 0, 40)
    of_it = select(prompt_table.c.kind).where(prompt_table.c.case_id == one.case.id)
    kinds = tx.execute(of_it.order_by(prompt_table.c.slot.desc(), prompt_table.c.id.desc())).scalars().all()
    assert [entry.kind for entry in found] == kinds and not more
    assert not any(entry.sent_at or entry.uncertain for entry in found), "another one's arrived"
    assert {entry.said_to for entry in found} == {None, one.them.code, one.mentor.code}
    tx.execute(update(outbox).where(outbox.c.chat == one.them.chat).values(sent_at=tx.now, uncertain=True))
    arrived = [entry.kind for entry in delivery_history.of_case(tx, one.case, 0, 40)[0] if entry.sent_at]
    assert arrived == ["self_check"]


def test_whose_phone_and_case_a_participants_are(town: Town) -> None:
    tx, one, other = town.tx, town.one, town.other
    assert participants.of_case(tx, one.case.id) == one.them and participants.of_case(tx, one.ended.id) is None
    assert participants.case_of(tx, one.them) == one.case and participants.case_of(tx, one.mentor) is None
    participants.choose(tx, other.them, chosen_name="Melati")
    assert participants.settings(tx, one.them) == OwnSettings("Bunga")
    assert [participants.chosen_name(tx, who) for who in (one.them, other.them, one.mentor)] == ["Bunga", "Melati", ""]
    participants.keep_adult(tx, other.them, True)
    assert participants.is_adult(tx, one.them) is None and participants.is_adult(tx, other.them)
    tx.execute(update(case_table).where(case_table.c.id == one.case.id).values(status="erased"))
    assert participants.case_of(tx, one.them) is None and participants.case_of(tx, other.them) == other.case


def test_news_is_told_anew_and_of_each_thing_to_each_person(town: Town) -> None:
    """What still waits gives way to the same news about the same thing for the same person, and nothing else does."""
    tx, one, other = town.tx, town.one, town.other
    first = news.tell(tx, "flag_taken", one.covers.id, one.mentor.id)
    others = [
        news.tell(tx, "flag_taken", one.covers.id, one.cover.id),
        news.tell(tx, "flag_taken", other.covers.id, one.mentor.id),
        news.tell(tx, "flag_of_yours", one.covers.id, one.mentor.id),
    ]
    again = news.tell(tx, "flag_taken", one.covers.id, one.mentor.id)
    states = [there(prompts.by_id(tx, number)).state for number in (first, *others, again)]
    assert states == ["lapsed", "waiting", "waiting", "waiting", "waiting"]


def test_admins_hear_once_an_hour_what_telegram_refuses(town: Town) -> None:
    tx, one = town.tx, town.one

    def told(row: int, kind: str | None, name: str) -> list[tuple[str, int]]:
        before = rows(tx).keys()
        news.tell_refused(tx, row, one.mentor.chat or 0, kind, name)
        new = [
            there(prompts.by_id(tx, key[0])) for table, key in sorted(rows(tx).keys() - before) if table == "prompts"
        ]
        return [(prompt.kind, prompt.recipient_id) for prompt in new]

    admins = [("refused", town.admin.id)]
    assert told(1, "next_contact", "BadRequest") == admins
    assert told(2, "next_contact", "BadRequest") == [] and told(3, "next_contact", "Forbidden") == admins
    assert told(4, None, "BadRequest") == [("not_shown", one.mentor.id)], "whoever waits for an answer is told"
    assert told(5, "refused", "Conflict") == told(6, "not_shown", "Conflict") == [], "of news of news nobody hears"
    tx.now += timedelta(hours=1)
    assert told(7, "next_contact", "BadRequest") == admins


def test_news_goes_a_month_after_it_was_told(town: Town) -> None:
    tx, one = town.tx, town.one
    said, on_the_way, waiting, held = (news.tell(tx, "flag_taken", number, one.mentor.id) for number in range(90, 94))
    for number in (said, on_the_way):
        prompts.mark_said(tx, there(prompts.by_id(tx, number)), one.mentor)
    on_its_way(tx, one.mentor, on_the_way)
    prompts.hold(tx, [held])
    kept = [said, on_the_way, waiting, held]

    def left() -> list[int]:
        news.forget_told(tx)
        return [number for number in kept if prompts.by_id(tx, number) is not None]

    everything = len(rows(tx))
    tx.now += news.KEPT
    assert left() == kept
    tx.now += MINUTES
    assert left() == [on_the_way, waiting, held]
    assert len(rows(tx)) == everything - 1, "what is asked is no news, however old"
