"""Lists of people to choose from: in each stand those who could, and nobody of those who nearly could."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.people import Person, Role
from bot.domain.presses import (
    ChooseCover,
    HandAll,
    HandOn,
    NewLeader,
    OfferCard,
    OfferCase,
    Press,
    Remove,
    StandIn,
)
from bot.store.caseload import cases, handing_over, offers, walls
from bot.store.engine.database import Tx
from bot.store.people import absences, people
from bot.turn import Say
from tests.driver import TUESDAY
from tests.office import Office

DAY = timedelta(days=1)
ZONE = "Asia/Jakarta"


class House:
    """Two teams, and of each role somebody who has not joined, is kept out, is away, or stands behind a wall."""

    def __init__(self, office: Office) -> None:
        self.office = office
        with office.tx() as tx:
            self._begins(tx)

    def _begins(self, tx: Tx) -> None:
        self.admin = self.joins(tx, Role.ADMIN)
        leaders = [self.joins(tx, Role.SUPERVISOR) for _ in range(6)]
        self.yusuf, self.rahmat, self.wati, self.hadi, self.nina, _ = leaders
        people.add(tx, Role.SUPERVISOR, "Undangan", None)
        team = [self.joins(tx, Role.MENTOR, self.yusuf) for _ in range(5)]
        self.siti, self.dewi, self.kiki, self.mira, self.tono = team
        people.add(tx, Role.MENTOR, "Undangan", self.yusuf.id)
        self.lia, self.nanas = self.joins(tx, Role.MENTOR, self.rahmat), self.joins(tx, Role.MENTOR, self.nina)
        self.r1, self.r2, self.r3 = (cases.add(tx, "R", "A", one, 1) for one in (self.siti, self.kiki, self.lia))
        for mentor in (self.tono, self.nanas):
            behind = cases.add(tx, "P", "B", mentor, 1)
            for case in (self.r1, self.r2, self.r3):
                walls.add(tx, None, case.id, behind.id)
        self.goes_away(tx, self.yusuf, self.mira)
        self.goes_away(tx, self.admin, self.wati)
        handing_over.keep_out(tx, self.yusuf, self.kiki, None)
        handing_over.keep_out(tx, self.admin, self.hadi, None)
        self.leave = absences.ask(tx, self.siti, TUESDAY + 9 * DAY, TUESDAY + 12 * DAY, None)
        free = cases.add(tx, "R", "A", self.lia, 1)
        self.behind, self.offer = (offers.make(tx, self.rahmat, case, self.yusuf) for case in (self.r3, free))

    def joins(self, tx: Tx, role: Role, supervisor: Person | None = None) -> Person:
        return self.office.joins(tx, role, "Nama", ZONE, supervisor)

    @staticmethod
    def goes_away(tx: Tx, leader: Person, person: Person) -> None:
        asked = absences.by_id(tx, absences.ask(tx, person, TUESDAY - DAY, TUESDAY + 3 * DAY, None))
        assert asked is not None and absences.agree(tx, leader, asked, None) is None

    def offered(self, who: Person, press: Press) -> list[str]:
        """The codes on the buttons of the screen that this press brings."""
        with self.office.tx() as tx:
            [screen] = [one for one in self.office.taps(tx, who, press) if isinstance(one, Say)]
        labels = [str(button.label) for row in screen.rows for button in row]
        return [label for label in labels if re.fullmatch(r"[MSA]-\d+", label)]


@pytest.fixture
def house(migrated_url: str, tmp_path: Path) -> Iterator[House]:
    office = Office(migrated_url, tmp_path / "test.key", TUESDAY)
    yield House(office)
    office.closes()


LISTS: list[tuple[Callable[[House], tuple[Person, Press]], str]] = [
    (lambda house: (house.yusuf, HandOn(house.r1.id)), "M-02"),
    (lambda house: (house.yusuf, HandOn(house.r2.id)), "M-01 M-02"),
    (lambda house: (house.yusuf, OfferCase(house.r1.id)), "S-02 S-06"),
    (lambda house: (house.yusuf, OfferCard(house.offer)), "M-01 M-02 M-05"),
    (lambda house: (house.yusuf, OfferCard(house.behind)), ""),
    (lambda house: (house.yusuf, HandAll(house.siti.id)), "M-02"),
    (lambda house: (house.yusuf, HandAll(house.dewi.id)), ""),
    (lambda house: (house.admin, HandAll(house.siti.id)), "M-02"),
    (lambda house: (house.admin, HandAll(house.rahmat.id)), "S-06"),
    (lambda house: (house.admin, HandAll(house.nina.id)), "S-06"),
    (lambda house: (house.admin, NewLeader(house.siti.id)), "S-02 S-06"),
    (lambda house: (house.admin, NewLeader(house.dewi.id)), "S-02 S-05 S-06"),
    (lambda house: (house.admin, NewLeader(house.lia.id)), "S-06"),
    (lambda house: (house.yusuf, StandIn(house.kiki.id)), "M-01 M-02"),
    (lambda house: (house.yusuf, StandIn(house.mira.id)), "M-01 M-02 M-05"),
    (lambda house: (house.admin, StandIn(house.hadi.id)), "S-01 S-02 S-05 S-06"),
    (lambda house: (house.admin, StandIn(house.wati.id)), "S-01 S-02 S-05 S-06"),
    (lambda house: (house.yusuf, ChooseCover(house.leave)), "M-02"),
    (lambda house: (house.yusuf, Remove(house.siti.id)), "M-02"),
    (lambda house: (house.yusuf, Remove(house.dewi.id)), ""),
    (lambda house: (house.admin, Remove(house.rahmat.id)), "S-06"),
]  # fmt: skip


def test_in_each_list_stand_those_who_could_and_nobody_else(house: House) -> None:
    differ = []
    for asks, codes in LISTS:
        who, press = asks(house)
        if (found := house.offered(who, press)) != codes.split():
            differ.append(f"{press}: {found}, not {codes}")
    assert not differ, "\n".join(differ)
