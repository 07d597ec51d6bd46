"""Two towns, one key file, one phone: hidden in one and unknown in the other, it is answered alike, byte for byte.

Whatever everybody else does meanwhile, at whatever hour, for as long as it lasts: what goes to that phone is compared
as it goes over the wire, each message by its place in the chat.
"""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import select
from sqlalchemy.engine import make_url

from bot.demo.phones import Phone
from bot.domain.people import Role
from bot.domain.presses import KINDS, RequestAnswered, TheirPhone
from bot.domain.rights.consent import ABROAD, MESSAGES, NOTES
from bot.domain.rights.requests import OPEN_STATES
from bot.reference.calendar import calendar
from bot.store.caseload import flags
from bot.store.caseload import requests as asked
from bot.store.caseload.cases import Case
from bot.store.engine.database import Tx
from bot.store.engine.tables import prompts, requests
from bot.store.people import invitations, people
from bot.store.queues import buttons, chats
from bot.store.rights import consents, participants, self_checks
from tests.driver import Someone, Town

PIN = "97531"
INPUTS = 100
# All that may go there unasked: what somebody looked for is taken away after a while, of either.
TAKEN = re.compile(r'deletemessages? |editmessagetext .*"text": "…"')
COMMANDS = (
    "/menu", "/start", "/mulai", "/info", "/bantuan", "/atur", "/data", "/batal", "/catat", "/jadwal", "/dampingan",
    "/ringkasan", "/tidakada", "/start abcdefghijklmnopqrstuv", "/mulai x",
)  # fmt: skip
WORDS = (
    "halo", "beli galon", "Beli galon.", "sudah makan", "BPJS mati", "saya takut", "tolong", "suami mukul lagi", "110",
    "1234", "12345", "123456", "12 34 56", "1234567", "12345678", "Bunga", "R-001", "👍", ".", "Siti",
    "permintaan saya", "https://t.me/uji_bot?start=abcdefghijklmnopqrstuv", "KTP hilang", "ya", "x" * 600, "batal",
)  # fmt: skip


@dataclass
class House:
    """One of the towns, with the phone that both have."""

    town: Town
    phone: Phone
    siti: Someone
    yusuf: Someone
    case: Case
    seen: int = 0

    def said(self) -> list[str]:
        """What went to that phone since the last look, as it went, each message by its place in the chat."""
        calls = list(self.town.server.calls)
        fresh, self.seen = calls[self.seen :], len(calls)
        return [_written(call.method, call.params, self.phone) for call in fresh if _is_for(call.params, self.phone)]


def _is_for(params: Any, phone: Phone) -> bool:
    return str(params.get("chat_id")) == str(phone.user.id)


def _written(method: str, params: Any, phone: Phone) -> str:
    plain = {name: value for name, value in params.items() if name not in ("message_id", "message_ids")}
    return f"{method} {json.dumps(plain, sort_keys=True, ensure_ascii=False, default=str)}"


def copied(url: str, folder: Path) -> str:
    """Another database with all that is in this one."""
    made = make_url(url)
    if made.get_backend_name() == "sqlite":
        shutil.copy(str(made.database), folder / "other.db")
        return f"sqlite:///{folder / 'other.db'}"
    name = f"{made.database}_other"
    server = made.set(database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {made.database}")
    return made.set(database=name).render_as_string(hide_password=False)


def begins(url: str, folder: Path) -> Town:
    return Town(url, folder)


def house(town: Town, siti: Someone, yusuf: Someone, case: Case) -> House:
    return House(town, town.server.phone(7_900, "Seseorang"), siti, yusuf, case)


@pytest.fixture
def houses(migrated_url: str, tmp_path: Path) -> Iterator[tuple[House, House]]:
    """The same staff, case and keys in both; in the first, the phone is a participant's."""
    here = Town(migrated_url, tmp_path)
    yusuf = here.joins(Role.SUPERVISOR, "Yusuf", address="bapak")
    siti = here.joins(Role.MENTOR, "Siti", supervisor=yusuf)
    case = here.case(siti, days=2)
    here.restarts()
    there = Town(copied(migrated_url, tmp_path), tmp_path)
    twins = []
    for someone in (yusuf, siti):
        twin = there.phone(someone.phone.user.first_name)
        twin.phone.chat.open = True
        twins.append(twin)
        twin.person = someone.person
    first, second = house(here, siti, yusuf, case), house(there, twins[1], twins[0], case)
    here.asks(lambda tx: joins(tx, first))
    there.asks(lambda tx: chats.meet(tx, {tx.blind(7_900): 7_900}))
    for one in (first, second):
        one.phone.chat.open = True
    yield first, second
    for town in (here, there):
        town.closes()


def joins(tx: Tx, one: House) -> None:
    person = participants.add(tx, one.case, one.siti.person)
    chats.meet(tx, {tx.blind(7_900): 7_900})
    invitations.join(tx, participants.make_link(tx, person, one.siti.person), tx.blind(7_900))
    participants.confirm(tx, person, one.siti.person)
    participants.keep_adult(tx, person, True)
    for tick in (ABROAD, MESSAGES, NOTES):
        consents.give(tx, person, one.case, tick, channel="chat", explained_by=None)
    person = people.settle(tx, person, address="kak", zone="Asia/Jakarta")
    words = ("beli galon", "sudah makan")
    participants.choose(tx, person, chosen_name="Bunga", duress_word=words[0], quiet_word=words[1], greet_weeks=1)
    participants.set_pin(tx, person, PIN)
    self_checks.plan(tx, person, one.case, 1, calendar())
    for kind in ("info", "callback", "correct"):
        asked.raise_one(tx, person, one.case, kind, text="Rahasia")


# What others do meanwhile. Each is done in both towns; about the phone it can only be in the first.
Act = Callable[[House], object]


def request_answered(one: House) -> None:
    waiting = select(requests.c.id).where(requests.c.state.in_(OPEN_STATES)).order_by(requests.c.id).limit(1)
    found = one.town.asks(lambda tx: tx.execute(waiting).scalar_one_or_none())
    if found is not None:
        one.siti.sends("/menu").forges(RequestAnswered(found))


def consent_noted(one: House) -> None:
    def note(tx: Tx) -> None:
        person = participants.of_case(tx, one.case.id)
        if person is not None:
            consents.withdraw(tx, person, one.case, MESSAGES, channel="voice", explained_by=one.siti.person.id)
            consents.give(tx, person, one.case, MESSAGES, channel="voice", explained_by=one.siti.person.id)

    one.town.asks(note)
    one.town.settles()


def flag_raised(one: House) -> None:
    def act(tx: Tx) -> None:
        flag, _ = flags.raise_one(tx, one.siti.person, one.case, "health")
        flags.acknowledge(tx, one.yusuf.person, flag)

    one.town.asks(act)
    one.town.settles()


def greeted(one: House) -> None:
    def due(tx: Tx) -> None:
        tx.execute(prompts.update().where(prompts.c.kind == self_checks.KIND).values(due_at=tx.now))

    one.town.asks(due)
    one.town.settles()


ACTS: tuple[Act, ...] = (
    request_answered,
    consent_noted,
    flag_raised,
    greeted,
    lambda one: one.siti.sends("/dampingan"),
    lambda one: one.siti.sends("/menu").forges(TheirPhone(one.case.id)),
    lambda one: one.yusuf.sends("/ringkasan"),
    lambda one: one.siti.checks_in("R-001"),
)


def inputs(chance: random.Random, one: House) -> list[tuple[str, Callable[[House], object]]]:
    """A hundred things to send or press, told alike to both."""
    typed = [*COMMANDS, *WORDS]
    found: list[tuple[str, Callable[[House], object]]] = [(text[:20], partial(types, text=text)) for text in typed]
    found += [
        ("a photo", lambda one: one.phone.sends_photo(caption="suami mukul")),
        ("a voice", lambda one: one.phone.sends_voice()),
        ("a place", lambda one: one.phone.sends_location()),
        ("a file", lambda one: one.phone.sends_document(caption="rahasia")),
        ("a contact", lambda one: one.phone.sends_contact()),
        ("blocked", lambda one: one.phone.blocks()),
        *((f"a change to {text}", partial(changes, text=text)) for text in ("beli galon", PIN, "BPJS mati", "tolong")),
        *(
            (f"a {kind}", partial(sends, kind=kind))
            for kind in ("checklist", "story", "something_new", "pinned_message")
        ),
    ]
    while len(found) < INPUTS:
        found.append((f"button {len(found)}", partial(press_any, at=chance.randrange(1000))))
    chance.shuffle(found)
    return found


def changes(one: House, text: str) -> None:
    """An old message of theirs that was changed, or got a reaction."""
    one.town.server.inject({"edited_message": {**_message(one, 3), "text": text}})


def sends(one: House, kind: str) -> None:
    """A kind of message that the pretend Telegram does not know."""
    one.town.server.inject({"message": {**_message(one, 5_000), kind: {}}})


def _message(one: House, number: int) -> dict[str, Any]:
    user = {"id": one.phone.user.id, "is_bot": False, "first_name": "x"}
    chat = {"id": one.phone.user.id, "type": "private"}
    return {"message_id": number, "from": user, "chat": chat, "date": int(one.town.clock.at.timestamp())}


def types(one: House, text: str) -> None:
    one.phone.types(text)


def press_any(one: House, at: int) -> None:
    """One of the buttons of the newest screen, or a sealed press of any kind, as an old button of before."""
    if not any(message.from_bot for message in one.phone.messages):
        one.phone.types("/start")  # what stood there has been taken away
        return
    shown = [button for row in one.phone.last.buttons for button in row if button.data]
    if at % 3 and shown:
        one.phone.taps_on(one.phone.last.id, shown[at % len(shown)].data or "")
        return
    kinds = sorted(KINDS)
    kind = KINDS[kinds[at % len(kinds)]]
    try:
        press = kind()
    except TypeError:
        press = TheirPhone(one.case.id)
    data = one.town.asks(lambda tx: buttons.sealed(tx, tx.blind(7_900), press))
    one.phone.taps_on(one.phone.last.id, data)


@pytest.mark.parametrize("seed", range(3))
def test_a_hidden_phone_and_an_unknown_one_are_answered_alike(houses: tuple[House, House], seed: int) -> None:
    chance = random.Random(seed)
    for one in houses:
        one.phone.types("beli galon")
        one.town.settles()
        one.said()
    answered = 0
    for name, send in inputs(chance, houses[0]):
        if chance.random() < 0.25:
            act, hours = chance.choice(ACTS), chance.choice((0, 0.3, 5, 26))
            for one in houses:
                act(one)
                one.town.passes(hours=hours)
        pushed = [one.said() for one in houses]
        assert pushed[0] == pushed[1], f"before {name}"
        assert all(TAKEN.match(call) for call in pushed[0]), f"before {name}: {pushed[0]}"
        for one in houses:
            send(one)
            one.town.settles()
        answers = [one.said() for one in houses]
        assert answers[0] == answers[1], name
        answered += bool(answers[0])
        for one in houses:
            if one.phone.chat.blocked:
                one.phone.unblocks()
                one.town.settles()
                one.said()
    assert answered > INPUTS * 0.75, "most of it is answered at all"
    first = houses[0]
    first.town.passes(minutes=10)  # somebody has guessed
    first.phone.types(PIN)
    first.town.settles()
    assert "Bunga" in first.phone.last.text, "and the PIN still opens it"
