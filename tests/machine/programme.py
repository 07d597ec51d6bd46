"""The programme that is lived through: its people, phones that show what was said last, and what the world does."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from bot.domain.people import Person, Role
from bot.domain.presses import Press
from bot.domain.rights.consent import SHARED, TICKS
from bot.reference.calendar import calendar
from bot.store.caseload import cases, prompts, walls
from bot.store.caseload.cases import Case
from bot.store.engine.database import Tx
from bot.store.engine.tables import cases as case_table
from bot.store.engine.tables import inbox, outbox
from bot.store.engine.tables import people as people_table
from bot.store.engine.tables import prompts as prompt_table
from bot.store.people import invitations, people, phones
from bot.store.queues import buttons, chats, incoming, outgoing, shown
from bot.store.queues.incoming import Received
from bot.store.rights import consents, listeners, participants
from bot.turn import Blocked
from handlers import home
from tests.hostile.forging import pressing, typing
from tests.office import Office

TUESDAY = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
LEADERS, MENTORS_EACH, CASES_EACH = 3, 3, 2
MOST_ROUNDS = 200
KEPT_BUTTONS = 40
# The same for every run: what a seed lived through once, it lives through again.
KEY = "titian-key-1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"


@dataclass
class Phone:
    """Somebody's phone: its Telegram number, and buttons of earlier screens that still stand there."""

    number: int
    old: list[Press] = field(default_factory=list)


class Programme:
    """Three teams, an admin or two, and participants who use the bot themselves."""

    def __init__(self, url: str, folder: Path, seed: int) -> None:
        key = folder / "machine.key"
        key.touch(0o600)
        key.write_text(KEY, encoding="ascii")
        self.office = Office(url, key, TUESDAY)
        self.chance = random.Random(seed)
        self.phones: dict[int, Phone] = {}  # by person
        self.deaf: set[int] = set()
        self.failures: list[str] = []
        self.meant: list[tuple[Person, Press]] = []  # what is pressed next
        self.lost = 0
        self._number, self._update, self._letter = 7000, 0, 0
        with self.office.tx() as tx:
            for name in ("Ratna", "Tono"):
                self._joins(tx, people.add(tx, Role.ADMIN, name, None))
            for leader in range(LEADERS):
                self.adds_a_team(tx, leader)
            one, other = self.of_track(tx, "R")[0], self.of_track(tx, "P")[-1]
            walls.add(tx, None, one, other)
        self.settles()

    def adds_a_team(self, tx: Tx, number: int) -> None:
        """A supervisor with mentors, each with somebody to accompany."""
        leader = self._joins(tx, people.add(tx, Role.SUPERVISOR, f"Supervisor {number}", None))
        for each in range(MENTORS_EACH):
            mentor = self._joins(tx, people.add(tx, Role.MENTOR, f"Pendamping {number}{each}", leader.id))
            for track in "RP"[: CASES_EACH - (number == 0)]:
                self.adds_a_case(tx, mentor, track if number else "R")

    def adds_a_case(self, tx: Tx, mentor: Person, track: str) -> Case:
        """Somebody new to accompany, who may use the bot too."""
        case = cases.add(tx, track, "Nama", mentor, self.chance.choice((0, 1, 2, 4)))
        prompts.plan_first(tx, case, mentor, calendar(), mentor.id, "cadence")
        if self.chance.random() < 0.7:
            self.participant_joins(tx, case, mentor)
        return case

    def participant_joins(self, tx: Tx, case: Case, mentor: Person) -> None:
        """They open their link and say yes to what is asked."""
        person = participants.add(tx, case, mentor)
        if person.chat is not None:
            return
        self._joins(tx, person, participants.make_link(tx, person, mentor))
        participants.confirm(tx, person, mentor)
        participants.keep_adult(tx, person, True)
        for tick in TICKS:
            if tick.code != SHARED:
                consents.give(tx, person, case, tick.code, channel="chat", explained_by=None)

    def _joins(self, tx: Tx, person: Person, token: str | None = None, *, heard: bool = False) -> Person:
        self._number += 1
        chat = tx.blind(self._number)
        chats.meet(tx, {chat: self._number})
        joined = (
            participants.join_by_code(tx, participants.make_code(tx, person, person), chat)
            if heard
            else invitations.join(tx, token or invitations.make_link(tx, person, None), chat)
        )
        assert joined is not None
        self.phones[person.id] = Phone(self._number)
        self.deaf.discard(person.id)
        return people.settle(tx, joined, address="ibu", zone=self.chance.choice(ZONES))

    def somebody_joins(self) -> None:
        """Whoever has a link opens it: invited, or on another phone that was agreed to. A participant may have heard a
        code instead.
        """
        with self.office.tx() as tx:
            without = select(people_table.c.id).where(people_table.c.chat.is_(None), people_table.c.status == "active")
            rows = tx.execute(without.order_by(people_table.c.id)).scalars().all()
            waiting = [one for one in (people.by_id(tx, number) for number in rows) if one is not None]
            able = [one for one in waiting if one.role is Role.PARTICIPANT or not phones.bars_a_link(tx, one)]
            if not able:
                return
            person = self.chance.choice(able)
            heard = person.role is Role.PARTICIPANT and self.chance.random() < 0.5
            self._joins(tx, person, heard=heard)

    def somebody_new(self) -> None:
        """A mentor for a team that has few, a supervisor where there are hardly any left, a case, a participant."""
        with self.office.tx() as tx:
            leaders = [one for one in people.of_role(tx, Role.SUPERVISOR) if one.is_active]
            if len(leaders) < LEADERS - 1:
                leaders.append(self._joins(tx, people.add(tx, Role.SUPERVISOR, "Supervisor baru", None)))
            mentors = [one for one in people.of_role(tx, Role.MENTOR) if one.is_active]
            if len(mentors) < LEADERS * MENTORS_EACH:
                leader = self.chance.choice(leaders)
                mentors.append(self._joins(tx, people.add(tx, Role.MENTOR, "Pendamping baru", leader.id)))
            running = tx.execute(select(case_table).where(case_table.c.status.in_(("active", "paused")))).all()
            if len(running) < LEADERS * MENTORS_EACH * CASES_EACH:
                self.adds_a_case(tx, self.chance.choice(mentors), self.chance.choice("RP"))
            if len([one for one in people.of_role(tx, Role.ADMIN) if one.is_active]) < 2:
                self._joins(tx, people.add(tx, Role.ADMIN, "Admin baru", None))
            row = self.chance.choice(running) if running else None
            case = None if row is None else cases.by_id(tx, row.id)
            if case is not None and participants.of_case(tx, case.id) is None:
                self.participant_joins(tx, case, self.chance.choice(mentors))

    # What people do, as Telegram brings it.

    def presses(self, who: Person, press: Press) -> None:
        """A button in their chat."""
        with self.office.tx() as tx:
            assert who.chat is not None
            data = buttons.sealed(tx, who.chat, press)
            self._receives(tx, who, pressing(self._next(), self.phones[who.id].number, data))
        self.settles()

    def types(self, who: Person, text: str) -> None:
        """Words in their chat."""
        with self.office.tx() as tx:
            self._receives(tx, who, typing(self._next(), self.phones[who.id].number, text))
        self.settles()

    def _next(self) -> int:
        self._update += 1
        return self._update

    def _receives(self, tx: Tx, who: Person, update: dict[str, Any]) -> None:
        message = update.get("message") or update["callback_query"]["message"]
        message["date"], message["message_id"] = int(self.office.now.timestamp()), 1_000_000 + self._update
        raw = json.dumps(update).encode()
        incoming.receive(tx, [Received(self._update, self.phones[who.id].number, raw)])

    def shown(self, who: Person) -> list[Press]:
        """The buttons that stand in their chat."""
        with self.office.tx() as tx:
            found = [press for _, press in shown.buttons(tx, who.chat or 0)]
        phone = self.phones[who.id]
        phone.old = [*phone.old, *found][-KEPT_BUTTONS:]
        return found

    # What the world does.

    def settles(self) -> None:
        """Everything due is done, by one worker after another, and what was said is delivered."""
        for number in range(MOST_ROUNDS):
            with self.office.tx() as tx:
                done = self.office.workers[number % 2].work(tx)
                self._delivers(tx)
            if not done:
                return
        raise AssertionError("the workers never come to rest")

    def _delivers(self, tx: Tx) -> None:
        rows = tx.execute(select(outbox.c.id, outbox.c.chat, outbox.c.prompt_id).where(outbox.c.state == "ready")).all()
        deaf_chats = {row.chat for row in self._people_of(tx, self.deaf)}
        for row in rows:
            if row.chat in deaf_chats:
                prompts.hold(tx, outgoing.drop_letters(tx, row.chat))
        values = {"state": "sent", "message_id": outbox.c.id, "sent_at": tx.now, "payload": None}
        tx.execute(update(outbox).where(outbox.c.state == "ready").values(**values))
        failed = tx.execute(select(inbox.c.id, inbox.c.error).where(inbox.c.error.is_not(None))).all()
        self.failures += [f"{row.id}: {row.error}" for row in failed]
        tx.execute(update(inbox).where(inbox.c.error.is_not(None)).values(error=None))

    @staticmethod
    def _people_of(tx: Tx, ids: set[int]) -> list[Any]:
        return list(tx.execute(select(people_table.c.chat).where(people_table.c.id.in_(ids))).all())

    def time_passes(self, span: timedelta) -> None:
        """The clock as it goes: everything at its own moment, within reason."""
        end = self.office.now + span
        for _ in range(60):
            with self.office.tx() as tx:
                at = prompts.next_due_at(tx)
            if at is None or at >= end:
                break
            self.office.now = max(self.office.now, at)
            self.settles()
        self.office.now = end
        self.settles()
        with self.office.tx() as tx:
            prompts.release(tx)
            self.office.workers[0].look_round(tx)
        self.settles()

    def blocks(self, who: Person, *, now_blocked: bool, noticed: bool = True) -> None:
        """The bot is blocked there, or let speak again; where it is not noticed, it shows when something is sent."""
        (self.deaf.add if now_blocked else self.deaf.discard)(who.id)
        if not noticed:
            return
        with self.office.tx() as tx:
            home.blocked(self.office.turn(tx, who), Blocked(now_blocked=now_blocked))
        self.settles()

    def refuses_a_message(self, state: str) -> None:
        """Telegram refuses for good what a prompt said (as bot/telegram/sender.py notes it), or it could not be put
        into words again and again (as bot/worker.py notes it).
        """
        with self.office.tx() as tx:
            newest = select(prompt_table.c.id).where(prompt_table.c.state == state).order_by(prompt_table.c.id.desc())
            found = prompts.by_id(tx, tx.execute(newest.limit(1)).scalar() or 0)
            if found is None:
                return
            if state == "said":
                self.loses(tx, found.id, "failed")
            elif hearer := listeners.of(tx, [found], calendar()).get(found.id):
                prompts.fail(tx, found.id)
                prompts.plan_on(tx, hearer.person, found, calendar())

    def loses(self, tx: Tx, prompt_id: int, state: str) -> None:
        """What a prompt said is refused for good ("failed"), or by a chat that refuses the bot ("held"): as
        bot/telegram/sender.py notes it.
        """
        self.lost += 1
        if state == "failed":
            prompts.fail(tx, prompt_id, "BadRequest")
        else:
            prompts.hold(tx, [prompt_id])

    # Who there is.

    def everybody(self) -> list[Person]:
        """Whoever has a phone that the bot knows, kept out or not."""
        with self.office.tx() as tx:
            known = select(people_table.c.id).where(people_table.c.chat.is_not(None)).order_by(people_table.c.id)
            rows = tx.execute(known).scalars().all()
            found = [people.by_id(tx, number) for number in rows]
        return [one for one in found if one is not None and one.id in self.phones]

    @staticmethod
    def of_track(tx: Tx, track: str) -> list[int]:
        """The cases of a kind of service."""
        rows = select(case_table.c.id).where(case_table.c.track == track, case_table.c.status != "erased")
        return list(tx.execute(rows.order_by(case_table.c.id)).scalars())

    @contextmanager
    def looks(self) -> Iterator[Tx]:
        """A transaction to look in."""
        with self.office.tx() as tx:
            yield tx

    def closes(self) -> None:
        """The end."""
        self.office.closes()
