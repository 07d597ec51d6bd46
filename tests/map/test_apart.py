"""A leader leads two who are kept apart: whatever anybody presses or types, no message has both but the register.

A world of its own: a mentor for each of the two, and all that belongs to a case twice, in one kind of service. What is
pressed is made from the routes: a new one is pressed on the day it is born.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

import handlers
from bot.domain.people import Role
from bot.domain.presses import Attention, CaseList, DigestList, FlagList, OldButton, Press, RequestList
from bot.domain.wire import FIELDS
from bot.files import asked_for
from bot.reference.calendar import calendar
from bot.store.caseload import cases, second_yes, walls
from bot.store.engine.database import Tx
from bot.store.engine.tables import outbox
from bot.store.figures import digests
from bot.store.keeping import asked_files
from bot.store.people import absences
from handlers.leader.digest import FIGURES
from tests.map.pressing import Tries, presses_about
from tests.map.world import TUESDAY, World

SIDES = ("one", "other")
MENTORS = {"one": "owner", "other": "colleague"}
STAFF = ("owner", "colleague", "cover", "leader", "deputy", "other leader", "third leader", "admin")
# What shows both codes of a pair, and why. It may stand only before whoever may know both: the leader of both, who
# stands in for them, an admin.
BOTH = {
    "ApartList": "the register",
    "ApartCard": "of the register",
    "AgreeApart": "answers with the card of the register where it is not held yet",
    "RefuseApart": "answers a card of the register",
    "AskLift": "answers with the card of the register",
    "AgreeLift": "answers a card of the register",
    "RefuseLift": "answers a card of the register",
    "Trail": "an admin reads what was done, line by line as it was signed: nothing may be missing there",
}
DAYS = ("d1", f"d{TUESDAY.date().toordinal()}")  # the running week, as of a button from long ago; and a day
# Who has neither in sight, or both by code alone: they press about one of the two, and of its prompts the first.
FAR = ("other leader", "third leader", "admin")
KNOW_BOTH = {"leader", "deputy", "admin"}
KINDS = sorted(
    {route.on for route in handlers.ROUTES if issubclass(route.on, Press)} - {OldButton}, key=lambda one: one.__name__
)


class TwoSides(World):
    """One leader, two mentors, two cases of one kind; the leader's leave has a deputy, that of a mentor a cover.

    Both cases were offered to one other team, and opened by one more leader in an emergency, before they were apart.
    """

    def _joins(self, tx: Tx) -> None:
        super()._joins(tx)
        self._person(tx, "deputy", Role.SUPERVISOR)

    def _cases(self, tx: Tx) -> None:
        self.lists = ("", "R", "R2")
        self.lots = {side: self._lot(tx, side, MENTORS[side]) for side in SIDES}
        one, other = (self.lots[side].case for side in SIDES)
        self.codes = (one.code, other.code)
        self.pairs = (self.codes, ("Namarahasia one", "Namarahasia other"), self._alike(tx))
        walls.add(tx, self.people["leader"], one.id, other.id)
        found = second_yes.between(tx, one.id, other.id)
        assert found is not None
        self.walls = (found.id,)

    def _alike(self, tx: Tx) -> tuple[str, ...]:
        """Two of one name, who are kept apart, and two who are not; and a participant of another team."""
        owner, colleague = self.people["owner"], self.people["colleague"]
        alike = [cases.add(tx, "R", "Bernama sama", one, 1) for one in (owner, colleague)]
        for one in (owner, colleague):
            cases.add(tx, "R", "Bernama dua", one, 1)
        walls.add(tx, None, *(one.id for one in alike))
        far = cases.add(tx, "P", "Namarahasia P", self.people["other mentor"], 1)
        self._in_chat(tx, "other participant", self._joined(tx, far, self.people["other mentor"]))
        return tuple(one.code for one in alike)

    def _around(self, tx: Tx) -> None:
        super()._around(tx)
        leave = absences.ask(tx, self.people["leader"], TUESDAY, TUESDAY + timedelta(days=9), None)
        found = absences.by_id(tx, leave)
        assert found is not None
        absences.agree(tx, self.people["admin"], found, self.people["deputy"].id)


def begins(template: Path, folder: Path) -> Iterator[TwoSides]:
    shutil.copy(template, folder / "map.db")
    made = TwoSides(folder, f"sqlite:///{folder / 'map.db'}")
    yield made
    made.office.closes()


@pytest.fixture(scope="module")
def world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoSides]:
    yield from begins(sqlite_template, tmp_path_factory.mktemp("apart"))


@pytest.fixture
def fresh(sqlite_template: Path, tmp_path: Path) -> Iterator[TwoSides]:
    """One for itself: what is done in it stays."""
    yield from begins(sqlite_template, tmp_path)


@pytest.fixture(scope="module")
def tried(world: TwoSides) -> tuple[TwoSides, Tries]:
    return world, Tries(world)


def pressers(kind: type[Press], world: TwoSides) -> Iterator[str]:
    """Who may press it: one of each place that a role has."""
    roles = {role for route in handlers.ROUTES if route.on is kind for role in (route.roles or Role)}
    yield from (who for who in (*STAFF, *(f"participant {side}" for side in SIDES)) if world.people[who].role in roles)


def presses(kind: type[Press], world: TwoSides, who: str) -> dict[Press, None]:
    """Each of a kind, about either; the lists of the digest with each figure, of a day and of a week."""
    sides = SIDES[:1] if who in FAR else [side for side in SIDES if who in (f"participant {side}", *STAFF)]
    found = [press for side in sides for press in presses_about(kind, world, world.lots[side])]
    if who in FAR and any(field.of == "prompt" for field in FIELDS[kind]):
        found = found[:1]
    listed = [
        replace(press, figure=figure, period=days)
        for press in found
        if isinstance(press, DigestList)
        for figure in FIGURES
        for days in DAYS
    ]
    return dict.fromkeys(listed or found)


def has_both(world: TwoSides, text: str) -> bool:
    return any(all(word in text for word in pair) for pair in world.pairs)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.__name__))
def test_no_message_has_both(tried: tuple[TwoSides, Tries], kind: type[Press]) -> None:
    world, tries = tried
    found = [
        f"{press} by {who}, to {to}: {text}"
        for who in pressers(kind, world)
        for press in presses(kind, world, who)
        for to, text in tries.press(who, press).sent
        if has_both(world, text) and not (kind.__name__ in BOTH and to in KNOW_BOTH)
    ]
    assert not found, "\n".join(found)


def test_the_world_shows_either_to_whoever_leads_both(tried: tuple[TwoSides, Tries]) -> None:
    """Otherwise nothing is proven: the first of two lists holds one of the two, and the second the other."""
    world, tries = tried
    for kind in (CaseList, FlagList, RequestList, Attention):
        for who in ("leader", "deputy"):
            texts = [" ".join(text for _, text in tries.press(who, kind(track=key)).sent) for key in ("R", "R2")]
            for code, text in zip(world.codes, texts, strict=True):
                assert code in text, f"{kind.__name__} of {who}"


def test_a_name_that_both_have_asks_for_the_code(tried: tuple[TwoSides, Tries]) -> None:
    """Two of one name whom nothing keeps apart are offered by their codes."""
    _, tries = tried
    for who in ("leader", "deputy"):
        [(_, text, rows)] = tries.types(who, "Bernama sama").said
        assert "kodenya" in text and rows == (("Menu",),)
    [(_, text, rows)] = tries.types("leader", "Bernama dua").said
    assert "Yang mana" in text and rows == (("R-005", "R-006"), ("Menu",))


def test_what_comes_by_itself_has_not_both(fresh: TwoSides) -> None:
    """Reminders, alarms and digests of two weeks, and a file that each leader asked for."""
    office, said = fresh.office, list[str]()
    with office.tx() as tx:
        digests.ensure(tx, calendar)
        for who in ("leader", "deputy"):
            asked_files.ask(tx, fresh.people[who], "R", "json", "Laporan untuk dinas")
        files = [json.dumps(one, default=str) for _, found in asked_for.gather(tx) for one in found]
    for _ in range(2 * 14):
        office.now += timedelta(hours=12)
        office.settles()
    with office.tx() as tx:
        for row in tx.execute(select(outbox).where(outbox.c.payload.is_not(None))):
            said.append(json.dumps(json.loads(tx.open(row.payload, "outbox", row.cause)), ensure_ascii=False))
    for code in fresh.codes:
        assert any(code in text for text in said) and any(code in text for text in files)
    both = [text for text in (*said, *files) if has_both(fresh, text)]
    assert not both, "\n".join(both)
