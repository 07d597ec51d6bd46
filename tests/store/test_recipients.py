"""Whom a prompt reaches, asked of the database: who is away, gone, told already or without a phone is told apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.domain.people import Person, Role
from bot.domain.planning import Planned
from bot.store.caseload import cases, delivery_history, flags, prompts, recipients, requests
from bot.store.caseload.cases import Case
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import outbox
from bot.store.engine.tables import prompts as table
from bot.store.people import absences, invitations, people
from bot.store.queues import chats, outgoing
from tests.store.conftest import House

WEEK = timedelta(weeks=1)


@dataclass
class Town:
    """Yusuf leads Siti and Dewi, Rahmat leads nobody; all have joined. Siti accompanies Arman, Dewi Bayu."""

    tx: Tx
    everybody: dict[str, Person]
    arman: Case
    bayu: Case
    arman_himself: Person

    def who(self, name: str) -> Person:
        return self.everybody[name]

    def names(self, ids: list[int] | tuple[int, ...]) -> str:
        """Who they are."""
        known = {one.id: name for name, one in self.everybody.items()}
        return " ".join(known[one] for one in ids)

    def away(self, name: str, cover: str | None) -> None:
        """On leave from now on."""
        who, cover_id = self.who(name), None if cover is None else self.who(cover).id
        leave = absences.by_id(self.tx, absences.ask(self.tx, who, self.tx.now, self.tx.now + WEEK, cover_id))
        assert leave is not None and absences.agree(self.tx, self.who("ratna"), leave, cover_id) is None

    def blocks(self, name: str) -> None:
        """The bot is blocked there."""
        chat = self.who(name).chat
        assert chat is not None
        chats.mark_unreachable(self.tx, chat)

    def plans(self, kind: str, *, subject: str | None = None, to: str = "siti", **more: Any) -> int:
        """A prompt about Arman; `more` as in the table."""
        at, self.tx.now = self.tx.now, self.tx.now + timedelta(seconds=1)
        about = subject or f"case:{self.arman.id}"
        number = prompts.insert_new(
            self.tx, Planned(kind, at, False), at, about, self.arman.id, self.who(to).id, None, "test"
        )
        if more:
            self.tx.execute(update(table).where(table.c.id == number).values(**more))
        return number

    def heard_by(self, *numbers: int) -> list[tuple[str, bool] | None]:
        """Who hears each, and whether they stand in for a mentor."""
        due = [one for one in (prompts.by_id(self.tx, number) for number in numbers) if one is not None]
        found = recipients.of(self.tx, due)
        heard = [found.get(one.id) for one in due]
        return [None if one is None else (self.names([one.person.id]), one.stands_in) for one in heard]

    def duty(self, raised_by: str | None = None, leader: str | None = "yusuf") -> str:
        """Who is told of an urgent flag, in order."""
        supervisor_id = None if leader is None else self.who(leader).id
        return self.names(
            recipients.duty_list(
                self.tx, self.arman.id, supervisor_id, None if raised_by is None else self.who(raised_by).id
            )
        )


def on_a_phone(tx: Tx, who: Person, number: int) -> Person:
    """They open their link."""
    chat = tx.blind(number)
    chats.meet(tx, {chat: number})
    found = invitations.join(tx, invitations.make_link(tx, who, None), chat)
    assert found is not None
    return found


@pytest.fixture
def town(database: Database, house: House) -> Iterator[Town]:
    with database.transaction() as tx:
        found = {
            "ratna": house.admin,
            "yusuf": house.yusuf,
            "rahmat": people.add(tx, Role.SUPERVISOR, "Rahmat", None),
            "siti": house.siti,
            "dewi": people.add(tx, Role.MENTOR, "Dewi", house.yusuf.id),
        }
        everybody = {name: on_a_phone(tx, one, 7000 + number) for number, (name, one) in enumerate(found.items())}
        bayu = cases.add(tx, "R", "Bayu", everybody["dewi"], 1)
        yield Town(tx, everybody, house.case, bayu, house.arman)


def test_each_kind_reaches_its_own(town: Town) -> None:
    flag, _ = flags.raise_one(town.tx, town.who("siti"), town.arman, "threat")
    request, _ = requests.raise_one(town.tx, town.arman_himself, town.arman, "callback", topic="jkn")
    due = (
        town.plans("next_contact", to="dewi"),
        town.plans("silent", to="dewi"),
        town.plans("digest_daily", to="dewi"),
        town.plans("request_due", to="dewi", subject=request.subject),
        town.plans("request_due", to="dewi", subject="request:999"),
        town.plans("urgent_15", to="dewi", subject=f"flag:{flag.id}"),
    )
    assert town.heard_by(*due) == [
        ("siti", False),
        ("yusuf", False),
        ("dewi", False),
        ("siti", False),
        None,
        ("yusuf", False),
    ]


def test_whoever_stands_in_hears_it_while_somebody_is_away(town: Town) -> None:
    contact, silent = town.plans("next_contact"), town.plans("silent")
    town.away("dewi", "yusuf")
    assert town.heard_by(contact, silent) == [("siti", False), ("yusuf", False)], "somebody else's leave is no matter"
    town.away("siti", "rahmat")
    assert town.heard_by(contact) == [("rahmat", False)]
    town.away("yusuf", "rahmat")
    assert town.heard_by(silent) == [("rahmat", False)]


def test_whose_mentor_is_away_with_nobody_named_is_heard_of_above(town: Town) -> None:
    contact, silent = town.plans("next_contact"), town.plans("silent")
    town.away("siti", None)
    assert town.heard_by(contact) == [("yusuf", True)]
    town.away("yusuf", None)
    assert town.heard_by(contact, silent) == [("ratna", True), ("ratna", False)]


def test_whoever_is_kept_out_hears_nothing(town: Town) -> None:
    tx = town.tx
    contact, silent, digest = town.plans("next_contact"), town.plans("silent"), town.plans("digest_daily", to="rahmat")
    other = on_a_phone(tx, people.add(tx, Role.ADMIN, "x", None), 7100)
    for name in ("siti", "yusuf", "rahmat", "ratna"):
        people.suspend(tx, other, town.who(name))
    town.everybody["other"] = other
    assert town.heard_by(contact, silent, digest) == [("other", True), ("other", False), None]
    assert [town.names([one.id]) for one in recipients.reachable(tx, [town.who("dewi").id, town.who("siti").id])] == [
        "dewi"
    ]


def test_a_mentors_prompt_waits_for_a_phone_and_a_leaders_goes_to_the_next(town: Town) -> None:
    contact, silent = town.plans("next_contact"), town.plans("silent")
    town.blocks("siti")
    town.blocks("yusuf")
    assert town.heard_by(contact, silent) == [("siti", False), ("ratna", False)]
    asked = [town.who(name).id for name in ("dewi", "yusuf", "ratna")]
    assert town.names([one.id for one in recipients.reachable(town.tx, [*asked, 999])]) == "dewi ratna"


def test_on_duty_are_the_leader_the_list_the_other_leaders_and_the_admins(town: Town) -> None:
    assert (town.duty(), town.duty(leader=None)) == ("yusuf rahmat ratna", "yusuf rahmat ratna")
    assert town.duty(leader="rahmat") == "rahmat yusuf ratna"
    flags.set_duty(town.tx, town.who("ratna"), [town.who("ratna").id])
    assert town.duty() == "yusuf ratna rahmat"
    assert town.duty("yusuf") == "ratna rahmat"
    assert town.names(recipients.leaders(town.tx)) == "ratna yusuf rahmat"
    town.away("yusuf", "rahmat")
    assert town.duty() == "rahmat ratna yusuf", "whoever stands in for the leader comes first"
    people.suspend(town.tx, town.who("ratna"), town.who("rahmat"))
    assert town.duty(leader=None) == "ratna yusuf"
    assert town.names(recipients.leaders(town.tx)) == "ratna yusuf"


def test_an_admin_who_is_gone_is_no_admin(town: Town) -> None:
    other = on_a_phone(town.tx, people.add(town.tx, Role.ADMIN, "x", None), 7100)
    town.everybody["other"] = other
    people.suspend(town.tx, other, town.who("ratna"))
    assert town.duty() == "yusuf rahmat other"
    assert town.names(recipients.leaders(town.tx)) == "yusuf rahmat other"


def test_who_is_told_first_of_an_urgent_flag(town: Town) -> None:
    yusuf, siti = town.who("yusuf").id, town.who("siti").id
    assert recipients.first_on_duty(town.tx, town.arman.id, yusuf, siti) == yusuf
    town.blocks("yusuf")
    assert recipients.first_on_duty(town.tx, town.arman.id, yusuf, siti) == town.who("rahmat").id
    for name in ("rahmat", "ratna"):
        town.blocks(name)
    assert recipients.first_on_duty(town.tx, town.arman.id, yusuf, siti) is None


def test_an_alarm_goes_on_to_the_next_after_those_who_were_told_of_this_flag(town: Town) -> None:
    def flag(by: str, case: Case) -> str:
        return f"flag:{flags.raise_one(town.tx, town.who(by), case, 'threat')[0].id}"

    others, this = flag("yusuf", town.bayu), flag("siti", town.arman)
    told: dict[str, Any] = {"said_at": town.tx.now}
    alarm = town.plans("urgent_30", subject=this)
    town.plans("urgent_15", subject=others, **told)
    town.plans("flag_taken", subject=this, **told)
    town.plans("urgent_15", subject=this)
    assert town.heard_by(alarm) == [("yusuf", False)], "nobody was told of this one yet"
    town.plans("urgent_15", subject=this, **told)
    assert town.heard_by(alarm) == [("rahmat", False)]
    assert town.heard_by(town.plans("urgent_15", subject=others)) == [("ratna", False)], "but for who raised it"


def test_who_accompanies_somebody_at_this_moment(town: Town) -> None:
    def accompany(case: Case) -> str:
        return town.names(recipients.accompanying(town.tx, case))

    town.away("dewi", "siti")
    assert (accompany(town.arman), accompany(town.bayu)) == ("siti", "siti")
    town.away("siti", None)
    assert (accompany(town.arman), accompany(town.bayu)) == ("siti", "dewi"), "nobody else does"


def test_the_delivery_history_is_of_one_case_and_of_the_letters_of_each_prompt(town: Town) -> None:
    tx, dewi = town.tx, town.who("dewi")
    first, second = town.plans("next_contact"), town.plans("reminder")
    prompts.plan(tx, town.bayu, Planned("try_again", tx.now), dewi.id, None, "test")
    told = prompts.by_id(tx, first)
    assert told is not None
    prompts.mark_said(tx, told, dewi)
    letter = {"chat": dewi.chat, "method": "push", "kind": "prompt", "payload": {"text": "halo"}}
    outgoing.send_later(tx, [{**letter, "cause": f"c{number}", "prompt_id": number} for number in (first, second)])
    sent = {"sent_at": tx.now, "uncertain": True}
    tx.execute(update(outbox).where(outbox.c.prompt_id == first).values(**sent))
    found, more = delivery_history.of_case(tx, town.arman, 0, 9)
    assert [(one.kind, one.said_to, one.sent_at, one.uncertain) for one in found] == [
        ("reminder", None, None, False),
        ("next_contact", dewi.code, tx.now, True),
    ]
    assert not more
    pages = [delivery_history.of_case(tx, town.arman, page, 1) for page in (0, 1)]
    assert [([one.kind for one in found], more) for found, more in pages] == [
        (["reminder"], True),
        (["next_contact"], False),
    ]
