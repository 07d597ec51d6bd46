"""The institution that is played: its teams, its phones, and presses and words that go through the real worker."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select

from bot.domain.people import Person, Role
from bot.domain.presses import Answer, Press, Save
from bot.domain.rights.consent import SHARED, TICKS
from bot.reference.calendar import calendar
from bot.store.caseload import cases, drafts, prompts
from bot.store.caseload.cases import Case
from bot.store.caseload.drafts import Draft
from bot.store.engine.database import Tx
from bot.store.engine.tables import cases as case_table
from bot.store.engine.tables import inbox
from bot.store.engine.tables import people as people_table
from bot.store.institution import closed_days
from bot.store.people import invitations, people
from bot.store.queues import buttons, chats, incoming, shown
from bot.store.queues.incoming import Received
from bot.store.rights import consents, participants
from bot.turn import Say
from tests.hostile.forging import pressing, typing
from tests.simulate.clockwork import ZONES, Clockwork
from tests.simulate.lives import RHYTHMS

P = TypeVar("P", bound=Press)
JOINS_TOO = 0.6  # of all participants, how many use the bot themselves
MENTORS_A_TEAM = 4


class Institution(Clockwork):
    """Teams in three zones, two admins, and whoever is accompanied; `looked` is told after everything that happens."""

    def __init__(self, url: str, key_file: Path, size: int, days: int, seed: int) -> None:
        super().__init__(url, key_file, days, seed)
        self.did = Counter[str]()
        self.failures: list[str] = []
        self.last = ""
        self.looked: Callable[[Tx, int | None], None] = lambda tx, actor: None
        self.stirs: Callable[[], None] = lambda: None
        self._numbers: dict[int, int] = {}
        self._number, self._update, self._token = 7000, 0, 0
        with self.office.tx() as tx:
            self._opens(tx, size)

    def _opens(self, tx: Tx, size: int) -> None:
        for name in ("Ratna", "Tono"):
            self.joins(tx, people.add(tx, Role.ADMIN, name, None), 0)
        teams = max(3, min(8, size // 60))
        leaders = [self.joins(tx, people.add(tx, Role.SUPERVISOR, f"Supervisor {n}", None), n) for n in range(teams)]
        mentors = [
            self.joins(tx, people.add(tx, Role.MENTOR, f"Pendamping {n}", leaders[n % teams].id), n)
            for n in range(max(3 * teams, min(teams * MENTORS_A_TEAM, size // 16)))
        ]
        for number in range(size):
            # Some leaders accompany somebody themselves.
            mentor = leaders[number // 40 % teams] if number % 40 == 0 else mentors[number % len(mentors)]
            self.takes_in(tx, "RP"[number % 2], mentor)

    # Who there is.

    def takes_in(self, tx: Tx, track: str, mentor: Person) -> Case:
        """Somebody new to accompany, who may use the bot too."""
        case = cases.add(tx, track, "Nama", mentor, self.chance.choice(RHYTHMS))
        prompts.plan_first(tx, case, mentor, closed_days.calendar(tx, calendar()), mentor.id, "cadence")
        if self.chance.random() < JOINS_TOO:
            self.participant_joins(tx, case, mentor)
        return case

    def participant_joins(self, tx: Tx, case: Case, mentor: Person) -> None:
        """They open their link and say yes to what is asked."""
        person = participants.add(tx, case, mentor)
        self.joins(tx, person, self.chance.randrange(3), participants.make_link(tx, person, mentor))
        participants.confirm(tx, person, mentor)
        participants.keep_adult(tx, person, True)
        for tick in TICKS:
            if tick.code != SHARED:
                consents.give(tx, person, case, tick.code, channel="chat", explained_by=None)

    def joins(self, tx: Tx, person: Person, zone: int, token: str | None = None) -> Person:
        """Somebody opens their link and answers the first questions."""
        number = self._new_phone(person.id)
        chat = tx.blind(number)
        chats.meet(tx, {chat: number})
        joined = invitations.join(tx, token or invitations.make_link(tx, person, None), chat)
        assert joined is not None
        return people.settle(tx, joined, address="ibu", zone=ZONES[zone % 3])

    def opens_link(self, tx: Tx, person: Person) -> None:
        """A new phone: the link that was just made for them is opened there."""
        token = invitations.make_link(tx, person, person.supervisor_id)
        number = self._new_phone(person.id)
        self._receives(tx, number, typing(self._next_update(), number, f"/start {token}"), person.id)
        found = people.by_id(tx, person.id)
        if found is not None and found.chat is not None and not found.settled:
            people.settle(tx, found, address="ibu", zone=ZONES[person.id % 3])

    def _new_phone(self, person_id: int) -> int:
        self._number += 1
        self._numbers[person_id] = self._number
        return self._number

    def able(self, tx: Tx, *roles: Role) -> list[Person]:
        """Those of these roles who are let in and have a phone; also on leave."""
        return [one for role in roles for one in people.of_role(tx, role) if one.is_active and one.chat is not None]

    def running(self, tx: Tx, *which: Any) -> list[int]:
        """Ids of the cases that go on."""
        rows = select(case_table.c.id).where(case_table.c.status.in_(("active", "paused")), *which)
        return list(tx.execute(rows.order_by(case_table.c.id)).scalars())

    def some_case(self, tx: Tx) -> Case | None:
        """Any case that goes on."""
        found = self.running(tx)
        return cases.by_id(tx, self.chance.choice(found)) if found else None

    # What people do, as Telegram brings it.

    def presses(self, tx: Tx, who_id: int | None, *presses: Press) -> bool:
        """Buttons in somebody's chat, one after another; False where they cannot press anything now."""
        for press in presses:
            who = self._at_a_phone(tx, who_id)
            if who is None or who.chat is None:
                return False
            number = self._numbers[who.id]
            data, self.last = buttons.sealed(tx, who.chat, press), f"{who.code} {press}"
            self._receives(tx, number, pressing(self._next_update(), number, data), who.id)
        return True

    def types(self, tx: Tx, who_id: int, text: str) -> bool:
        """Words in somebody's chat; False where they have none now."""
        who = self._at_a_phone(tx, who_id)
        if who is None:
            return False
        number, self.last = self._numbers[who.id], f"{who.code} types"
        self._receives(tx, number, typing(self._next_update(), number, text), who.id)
        return True

    def standing(self, tx: Tx, who_id: int, kind: type[P]) -> list[P]:
        """The buttons of one kind that stand in somebody's chat."""
        who = self._at_a_phone(tx, who_id)
        found = [] if who is None else [press for _, press in shown.buttons(tx, who.chat or 0)]
        return [press for press in found if isinstance(press, kind)]

    def fills(
        self, tx: Tx, who_id: int, form: str, answers: dict[str, Any], last: str = "", case_id: int | None = None
    ) -> bool:
        """A form is filled in: all answers but the last were given, and that one is pressed (none: saved)."""
        who = self._at_a_phone(tx, who_id)
        if who is None:
            return False
        self._token += 1
        token = f"sim{self._token}"
        case = None if case_id is None else cases.by_id(tx, case_id)
        kept = {key: value for key, value in answers.items() if key != last}
        drafts.keep(tx, who, Draft(0, form, token, case_id, None, {}), kept, case)
        press: Press = Answer(last, answers[last], token=token) if last else Save(token=token)
        return self.presses(tx, who.id, press)

    def records(self, tx: Tx, who: Person, form: str, save: Any, answers: dict[str, Any], case_id: int | None) -> None:
        """The last tap of what is filled in every day, without the way through the inbox: it tells nobody else."""
        said = self.office.fills(tx, who, form, save, answers, case_id)
        assert all(isinstance(one, Say) or type(one).__name__ == "Instead" for one in said), said

    def _at_a_phone(self, tx: Tx, who_id: int | None) -> Person | None:
        who = None if who_id is None else people.by_id(tx, who_id)
        return who if who is not None and who.is_active and who.chat is not None else None

    def _next_update(self) -> int:
        self._update += 1
        return self._update

    def _receives(self, tx: Tx, number: int, update: dict[str, Any], actor: int) -> None:
        self.settles(tx)  # what has come due in this minute speaks before it
        self.stirs()
        message = update.get("message") or update["callback_query"]["message"]
        message["date"], message["message_id"] = int(tx.now.timestamp()), 1_000_000 + self._update
        incoming.receive(tx, [Received(self._update, number, json.dumps(update).encode())])
        self.settles(tx)
        error = tx.execute(select(inbox.c.error).where(inbox.c.update_id == self._update)).scalar()
        self.failures += [f"{tx.now:%Y-%m-%d %H:%M} update {self._update}: {error}"] if error else []
        self.looked(tx, actor)

    def code_of(self, tx: Tx, person_id: int) -> str:
        """A person's code."""
        return str(tx.execute(select(people_table.c.code).where(people_table.c.id == person_id)).scalar_one())
