"""Presses anything for anybody in a world, and says what came of it; the world is as it was afterwards."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event, select

from bot.domain.presses import KINDS, InForm, Press
from bot.domain.wire import FIELDS
from bot.store.engine.database import Tx
from bot.store.engine.tables import audit, inbox, metadata, outbox
from bot.store.queues import buttons, incoming
from bot.store.queues.incoming import Received
from tests.hostile.forging import pressing, typing
from tests.map.world import SECRETS, TUESDAY, Lot, World
from tests.office import TakenBack
from tests.overhearing import tap

CHANGES = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)', re.IGNORECASE)
# What every update touches: the way in and the way out.
QUEUES = {"inbox", "outbox", "chats", "audit"}
# Words that a press may carry, where not every word will do: (press, value) -> words.
WORDS: dict[tuple[str, str], tuple[Any, ...]] = {
    ("Address", "address"): ("bapak",),
    ("Zone", "zone"): ("WITA",),
    ("NewAddress", "address"): ("", "bapak"),
    ("NewZone", "zone"): ("", "WITA"),
    ("SafeHours", "choice"): ("", "short", "prayers"),
    ("SheetHour", "choice"): ("", "0800", "yes"),
    ("InfoFound", "found"): ("1.2",),
    ("InfoTell", "wrong"): ("number",),
    ("Resume", "token"): ("ownersform",),
    ("Skip", "reason"): ("met",),
    ("Said", "word"): ("yes",),
    ("NewReferral", "topic"): ("", "kerja"),
    ("NewReferral", "service"): ("", "kur", "-"),
    ("ReferralCard", "state"): ("", "accepted"),
    ("NoteConsent", "tick"): ("", "notes", "shared"),
    ("NoteConsent", "how"): ("", "voice", "paper", "back"),
    ("RaiseFlag", "kind"): ("self", "unsaid"),
    ("DayHours", "choice"): ("none", "usual"),
    ("PassBy", "kind"): ("harm", "complaint_above", "harm_above"),
    ("EndedBecause", "reason"): ("", "goal"),
    ("CaseOfDigest", "figure"): ("contacts",),
    ("DigestList", "figure"): ("contacts", "load"),
    ("MendField", "field"): ("how",),
    ("AnswerTick", "tick"): ("notes",),
    ("Wish", "kind"): ("erase", "pause"),
    ("ChangeConsent", "tick"): ("notes",),
    ("OwnSetting", "field"): ("name", "pin", "pinoff"),
    ("MeantAs", "meant"): ("answer",),
    ("Rate", "topic"): ("kerja",),
    ("PickDate", "question"): ("next",),
    ("Reopen", "question"): ("note",),
    ("Back", "question"): ("levels", ""),
}


# Whoever has the cases in their care knows their codes.
THEIR_OWN = {"owner": {"code"}, "cover": {"code"}, "leader": {"code"}}


@dataclass(frozen=True)
class Outcome:
    """What a press brought about: tables changed, verbs of the audit, who was told, which secrets were shown.

    said: what stands on the screen of whoever pressed, and what others were told: (who, text, labels of each row).
    sent: each message whole, with what is drawn and what is in a file: (who, all of it).
    """

    changed: frozenset[str] = frozenset()
    verbs: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()
    shown: frozenset[str] = frozenset()
    said: tuple[tuple[str, str, tuple[tuple[str, ...], ...]], ...] = ()
    sent: tuple[tuple[str, str], ...] = ()

    def written(self) -> str:
        """As a line of the contract says it; "nothing" where nothing at all came of it."""
        parts = (
            ("changes", self.changed), ("writes", self.verbs), ("tells", self.told), ("shows", self.shown),
        )  # fmt: skip
        return "; ".join(f"{name} {', '.join(sorted(found))}" for name, found in parts if found) or "nothing"


# What every variant of a press shares, so that it needs no saying.
UNNAMED = {
    "case",
    "checkin",
    "leave",
    "referral",
    "offer",
    "phone",
    "grant",
    "consent",
    "invite",
    "revision",
    "wall",
    "about",
    "page",
    "day",
    "entry",
    "category",
    "track",
    "period",
    "month",
}


# Whom a button names beside the person it is about.
OTHERS = {
    "mentor": ("colleague",),
    "to": ("colleague", "other mentor"),
    "other": ("colleague", "leader", "suspended"),
    "leader": ("leader", "other leader", "fourth leader", "owner"),
}


def presses_about(kind: type[Press], world: World, lot: Lot) -> Iterator[Press]:
    """Each press of a kind about this case and what belongs to it, in every variant that differs."""
    if issubclass(kind, InForm):
        yield from _in_forms(kind, world, lot)
        return
    fields = FIELDS[kind]
    for values in itertools.product(*(_values(kind.__name__, field.name, field, world, lot) for field in fields)):
        yield kind(**dict(zip((field.name for field in fields), values, strict=True)))


def _values(kind: str, name: str, field: Any, world: World, lot: Lot) -> tuple[Any, ...]:
    if (kind, name) in WORDS:
        return WORDS[kind, name]
    match field.of:
        case "case":
            return (lot.case.id,)
        case "checkin":
            return (lot.checkin,)
        case "flag":
            return (lot.flag, lot.taken_flag)
        case "offer":
            return (lot.offer,)
        case "wall":
            return world.walls
        case "phone":
            return (world.phone,)
        case "leave":
            return (world.asked_leave,)
        case "person" if kind == "AgreeLeave":
            return (0, world.people["cover"].id, world.people["suspended"].id)
        case "person":
            named = (
                ("colleague", "other mentor")
                if kind == "AcceptOffer"
                else OTHERS.get(name, ("owner", "colleague", "suspended", "leader"))
            )
            return tuple(world.people[one].id for one in named)
        case "prompt":
            return tuple(lot.prompts.values())
        case "referral":
            return (lot.referral,)
        case "request":
            return tuple(lot.requests.values())
        case "grant":
            return (lot.grant,)
        case "invite":
            return (lot.invite,)
        case "consent":
            return (lot.consent,)
        case "weekday":
            return (2,)
        case "revision":
            return (1,)
        case "day":
            return (TUESDAY.date().toordinal() + 1,)
        case "entry":
            return ("bpjs",)
        case "category":
            return ("jiwa",)
        case "track":
            return world.lists
        case "period":
            return ("d1",)
        case "month":
            return ("2026-10",)
        case "weeks":
            return (None, 2) if field.default is None else (2,)
    if field.default is False:
        return (False, True)
    return (field.default,)


def _in_forms(kind: type[InForm], world: World, lot: Lot) -> Iterator[Press]:
    """Somebody's half-filled form by its token, and forms nobody has answered yet: of a case, of a prompt, of none."""
    own = {field.name: WORDS.get((kind.__name__, field.name), (field.default,)) for field in FIELDS[kind]}
    contact = lot.prompts["next_contact"]
    for places in (
        {"token": "ownersform"},
        {"token": "newtoken", "form": "checkin", "about": lot.case.id},
        {"token": "newtoken", "form": "later", "about": contact},
        {"token": "newtoken", "form": "case"},
    ):
        words: dict[str, Any] = {
            name: values[0] for name, values in own.items() if name not in ("token", "form", "about")
        }
        if kind.__name__ == "Answer":
            answer = {"checkin": ("contact", "visit"), "later": ("until", "1h"), "case": ("track", "R")}
            words["question"], words["value"] = answer.get(str(places.get("form")), ("next", "w1"))
        if kind.__name__ == "ChoicePage":
            words["page"] = 0
        yield kind(**{**words, **places})


def described(press: Press, world: World, lot: Lot) -> str:
    """A press by what it is about, without numbers."""
    known: dict[str, dict[int, str]] = {
        "prompt": {number: kind for kind, number in lot.prompts.items()},
        "request": {number: kind for kind, number in lot.requests.items()},
        "flag": {lot.flag: "open", lot.taken_flag: "taken"},
        "person": {person.id: name for name, person in world.people.items()},
    }
    words = []
    for field in FIELDS[type(press)]:
        value = getattr(press, field.name)
        if value == field.default or field.of in UNNAMED:
            continue
        words.append(f"{field.name}={known.get(field.of, {}).get(value, value)}")
    return f"{type(press).__name__}({', '.join(words)})" if words else type(press).__name__


def variants(world: World, lot: Lot) -> Iterator[Press]:
    """Every press there is, about this case."""
    for kind in KINDS.values():
        yield from presses_about(kind, world, lot)


class Tries:
    """Presses in a world that stays as it is."""

    def __init__(self, world: World) -> None:
        self._world, self._number = world, 1_000_000
        self._touched: set[str] = set()
        self._known: dict[tuple[str, Press, str | None], Outcome] = {}
        engine = world.office.database.engine
        engine.dispose()
        event.listen(engine, "connect", lambda driver, record: tap(driver, self._note))
        with world.office.tx() as tx:
            self._before = {table.name: _rows(tx, table.name) for table in metadata.sorted_tables}
            self._named = {chat: name for name, chat in world.chats.items()}

    def _note(self, statement: str, values: Any) -> None:
        found = CHANGES.match(statement)
        if found is not None:
            self._touched.add(found[1])

    def types(self, who: str, text: str) -> Outcome:
        """What comes of it when `who` types this."""
        self._number += 1
        return self._came(who, lambda tx: typing(self._number, self._world.numbers[who], text))

    def press(self, who: str, press: Press, data: str | None = None) -> Outcome:
        """What comes of it when `who` presses this in their own chat, sealed as it should be (or carrying `data`)."""
        asked = (who, press, data)
        if asked not in self._known:
            self._known[asked] = self._pressed(who, press, data)
        return self._known[asked]

    def _pressed(self, who: str, press: Press, data: str | None) -> Outcome:
        self._number += 1

        def update(tx: Tx) -> dict[str, Any]:
            sealed = buttons.sealed(tx, self._world.chats[who], press) if data is None else data
            return pressing(self._number, self._world.numbers[who], sealed)

        return self._came(who, update)

    def _came(self, who: str, update: Callable[[Tx], dict[str, Any]]) -> Outcome:
        found = Outcome()
        with suppress(TakenBack), self._world.office.tx() as tx:
            chat = self._world.chats[who]
            raw = json.dumps(update(tx)).encode()
            incoming.receive(tx, [Received(self._number, self._world.numbers[who], raw)])
            self._touched.clear()
            while self._world.office.workers[0].answer(tx):
                pass
            found = self._outcome(tx, chat)
            raise TakenBack
        return found

    def sealed(self, who: str, press: Press) -> str:
        """What the button of a press carries in the chat of `who`."""
        with self._world.office.tx() as tx:
            return buttons.sealed(tx, self._world.chats[who], press)

    def _outcome(self, tx: Tx, chat: int) -> Outcome:
        row = tx.execute(select(inbox.c.state, inbox.c.error).where(inbox.c.update_id == self._number)).one()
        assert (row.state, row.error) == ("done", None), f"the turn failed: {row.error}"
        touched = {name for name in self._touched - QUEUES if _rows(tx, name) != self._before[name]}
        verbs = {row.verb for row in tx.execute(select(audit)) if (row.id,) not in self._before["audit"]}
        told, shown, words = set(), set(), list[tuple[str, str, tuple[tuple[str, ...], ...]]]()
        sent = list[tuple[str, str]]()
        for row in tx.execute(select(outbox).order_by(outbox.c.id)):
            if (row.id,) in self._before["outbox"]:
                continue
            said = json.loads(tx.open(row.payload, "outbox", row.cause))
            rows = tuple(tuple(str(button["text"]) for button in buttons_of) for buttons_of in said.get("rows", []))
            text = f"{said.get('text', '')} {rows}"
            sent.append((self._named[row.chat], json.dumps(said, ensure_ascii=False)))
            if "text" in said:
                words.append((self._named[row.chat], str(said["text"]), rows))
            secrets = {called for word, called in SECRETS.items() if word in text}
            if row.chat == chat:
                shown |= secrets - THEIR_OWN.get(self._named[chat], set())
            else:
                told |= {self._named[row.chat], *(f"{self._named[row.chat]}: {one}" for one in secrets)}
        return Outcome(
            frozenset(touched), frozenset(verbs), frozenset(told), frozenset(shown), tuple(words), tuple(sent)
        )


def _rows(tx: Tx, name: str) -> dict[Any, Any]:
    """The rows of a table by their key."""
    table = metadata.tables[name]
    keys = [column.name for column in table.primary_key]
    # That a form is put aside changes nothing of it.
    kept = [column for column in table.columns if (name, column.name) != ("drafts", "open")]
    return {tuple(row._mapping[key] for key in keys): tuple(row) for row in tx.execute(select(*kept))}
