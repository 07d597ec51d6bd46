"""Everything that happens often, done once in a world: each button by whom it is for, each form's end, words, loops."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from bot.app.command_lists import CommandLists
from bot.app.housekeeping import keep_house
from bot.app.lanes import next_moment
from bot.domain.people import Role
from bot.domain.presses import Press
from bot.files import asked_for
from bot.health import alarms
from bot.i18n import language
from bot.store.caseload import drafts
from bot.store.engine import leases
from bot.store.engine.database import Tx
from bot.store.keeping import audit_chain
from bot.store.queues import backlog, buttons, incoming, outgoing, signs_of_life
from bot.store.queues.incoming import Received
from handlers import COMMANDS, ROUTES
from handlers.fillings import FILLINGS
from tests.hostile.forging import pressing
from tests.map.pressing import variants
from tests.map.test_saves import ABOUT_SOMEBODY, filled_in
from tests.map.world import World
from tests.office import TakenBack

ACTORS = {
    "owner": Role.MENTOR, "leader": Role.SUPERVISOR, "admin": Role.ADMIN, "participant open": Role.PARTICIPANT,
}  # fmt: skip
DOORS = [(route.on, route.roles or frozenset(Role)) for route in ROUTES]
# So many presses of a kind by one person: what is in them changes values, and seldom the statements.
MOST_ALIKE = 2
TYPED = (
    *(f"/{name}" for name, _ in COMMANDS),
    *("/start", "R-001", "R-001 kunjungan kemarin, baik, 2 minggu lagi", "Namarahasia open", "besok jam 9", "simpan"),
    *("Kemarin kami bertemu di pasar dan semuanya baik", "bpjs", "saya takut, tolong"),
)
Act = Callable[[Tx], object]


def acts(world: World) -> Iterator[tuple[str, Act]]:
    """Each act with what it is called; it is to be taken back afterwards."""
    lot = world.lots["open"]
    tried: Counter[tuple[type[Press], str]] = Counter()
    for press in variants(world, lot):
        for who, role in ACTORS.items():
            kind = (type(press), who)
            if tried[kind] < MOST_ALIKE and any(on is kind[0] and role in roles for on, roles in DOORS):
                tried[kind] += 1
                yield f"{who} {press}", _pressed(world, who, press)
    for name, form in ABOUT_SOMEBODY.items():
        yield f"{form.by} saves {name}", _saved(world, name)
    for words in TYPED:
        for who in ACTORS:
            yield f"{who} types {words!r}", _typed(world, who, words)
    yield from _loops(world).items()


def done(world: World, act: Act) -> None:
    """Do it, and take it back."""
    with suppress(TakenBack), world.office.tx() as tx:
        act(tx)
        raise TakenBack


def _comes(world: World, who: str, update: dict[str, Any]) -> Act:
    """An update, all that it brings about, and what is sent of it."""

    def act(tx: Tx) -> None:
        incoming.receive(tx, [Received(update["update_id"], world.numbers[who], json.dumps(update).encode(), 7)])
        while world.office.workers[0].work(tx):
            pass
        for letter in outgoing.claim_letters(tx, 64):
            outgoing.close_letter(tx, letter, "sent", message_id=8)

    return act


def _pressed(world: World, who: str, press: Press) -> Act:
    def act(tx: Tx) -> None:
        sealed = buttons.sealed(tx, world.chats[who], press)
        _comes(world, who, pressing(2**40, world.numbers[who], sealed))(tx)

    return act


def _typed(world: World, who: str, words: str) -> Act:
    number = world.numbers[who]
    message = {"message_id": 7, "date": 1_795_489_200, "chat": {"id": number, "type": "private"}, "text": words}
    return _comes(world, who, {"update_id": 2**40, "message": {**message, "from": {"id": number}}})


def _saved(world: World, name: str) -> Act:
    """The last tap of a form about the open case."""

    def act(tx: Tx) -> None:
        person, lot = world.people[ABOUT_SOMEBODY[name].by], world.lots["open"]
        draft = filled_in(name, lot)
        kept = drafts.keep(tx, person, draft, draft.answers, lot.case)
        FILLINGS[kept.form].save(world.office.turn(tx, person), kept)

    return act


def _loops(world: World) -> dict[str, Act]:
    worker, held = world.office.workers[0], leases.Held("send", "somebody", 1)
    lists = CommandLists(world.office.router, COMMANDS, language)
    return {
        "the lane": worker.work,
        "the sender": lambda tx: outgoing.claim_letters(tx, 64, held),
        "the bell": next_moment,
        "the leases": lambda tx: [leases.take(tx, name, "somebody", lambda holder: False) for name in ("poll", "send")],
        "the house": keep_house,
        "looking round": worker.look_round,
        "signing the audit": lambda tx: audit_chain.sign(tx, audit_chain.anchor_of(tx), 2**62),
        "reading on in the audit": lambda tx: audit_chain.read_on(tx, audit_chain.head(tx)),
        "the lists of commands": lists.send,
        "the alarms": lambda tx: alarms.look(tx, worker, polls=True),
        "a health check": lambda tx: signs_of_life.still(tx, polls=True),
        "a metrics reader": backlog.waiting_rows,
        "files asked for": asked_for.gather,
        "after a sender died": outgoing.recover_letters,
    }
