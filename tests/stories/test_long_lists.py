"""Lists of more than a page: six at a time, a way on and back, and everybody stands in them once."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.domain.people import Person, Role
from bot.domain.presses import (
    Duty,
    HandAll,
    HandOn,
    Leaderless,
    NewLeader,
    OfferCard,
    OfferCase,
    OfferList,
    Press,
    Remove,
    StandIn,
    Team,
)
from bot.store.caseload import cases, handing_over, offers
from bot.store.engine.database import Tx
from bot.turn import Button, Say
from tests.driver import TUESDAY
from tests.office import Office

CODE = re.compile(r"[MSARP]-\d+")


class Crowd:
    """A team of nine, eight supervisors, seven mentors without one, seven offers."""

    def __init__(self, office: Office) -> None:
        self.office = office
        with office.tx() as tx:
            self._begins(tx)

    def _begins(self, tx: Tx) -> None:
        def joins(role: Role, number: int, above: Person | None = None) -> list[Person]:
            return [self.office.joins(tx, role, "Nama", "Asia/Jakarta", above) for _ in range(number)]

        [self.admin] = joins(Role.ADMIN, 1)
        self.yusuf, rahmat, *_ = joins(Role.SUPERVISOR, 8)
        self.siti, *_, self.kiki = joins(Role.MENTOR, 9, self.yusuf)
        joins(Role.MENTOR, 7)
        self.case = cases.add(tx, "R", "A", self.siti, 1)
        cases.add(tx, "R", "A", self.kiki, 1)
        handing_over.keep_out(tx, self.yusuf, self.kiki, None)
        offered = [cases.add(tx, "R", "A", rahmat, 1) for _ in range(7)]
        self.offer, *_ = [offers.make(tx, rahmat, one, self.yusuf) for one in offered]

    def pages(self, who: Person, press: Press) -> Iterator[list[str]]:
        """The codes to choose from on each page, as the way on leads through them."""
        shown: list[Button] = []
        for _ in range(5):
            with self.office.tx() as tx:
                [screen] = [one for one in self.office.taps(tx, who, press) if isinstance(one, Say)]
            shown = [button for row in screen.rows for button in row]
            yield [found[0] for button in shown if (found := CODE.search(button.label))]
            ways = [button.press for button in shown if "Berikutnya" in button.label]
            if not ways:
                assert any("Sebelumnya" in button.label for button in shown)
                return
            [press] = ways


@pytest.fixture
def crowd(migrated_url: str, tmp_path: Path) -> Iterator[Crowd]:
    office = Office(migrated_url, tmp_path / "test.key", TUESDAY)
    yield Crowd(office)
    office.closes()


LISTS: list[tuple[Callable[[Crowd], tuple[Person, Press]], str, int]] = [
    (lambda crowd: (crowd.yusuf, Team()), "M", 9),
    (lambda crowd: (crowd.admin, Team()), "AMS", 25),
    (lambda crowd: (crowd.yusuf, HandOn(crowd.case.id)), "M", 7),
    (lambda crowd: (crowd.yusuf, HandAll(crowd.siti.id)), "M", 7),
    (lambda crowd: (crowd.yusuf, Remove(crowd.siti.id)), "M", 7),
    (lambda crowd: (crowd.yusuf, StandIn(crowd.kiki.id)), "M", 8),
    (lambda crowd: (crowd.yusuf, OfferCase(crowd.case.id)), "S", 7),
    (lambda crowd: (crowd.yusuf, OfferList()), "R", 7),
    (lambda crowd: (crowd.yusuf, OfferCard(crowd.offer)), "M", 8),
    (lambda crowd: (crowd.admin, NewLeader(crowd.siti.id)), "S", 7),
    (lambda crowd: (crowd.admin, Leaderless()), "M", 7),
    (lambda crowd: (crowd.admin, Duty()), "AS", 9),
]


def test_everybody_stands_once_in_a_list_and_six_on_a_page(crowd: Crowd) -> None:
    for asks, letters, number in LISTS:
        who, press = asks(crowd)
        found = list(crowd.pages(who, press))
        everybody = [code for page in found for code in page]
        assert len(everybody) == len(set(everybody)) == number, f"{press}: {found}"
        assert {code[0] for code in everybody} == set(letters), f"{press}: {found}"
        assert {len(page) for page in found[:-1]} == {6}, f"{press}: {found}"


def test_a_tap_on_the_duty_list_stays_on_its_page(crowd: Crowd) -> None:
    *_, last = crowd.pages(crowd.admin, Duty())
    with crowd.office.tx() as tx:
        [second] = [one for one in crowd.office.taps(tx, crowd.admin, Duty(page=1)) if isinstance(one, Say)]
        press = next(button.press for row in second.rows for button in row if last[0] in button.label)
        assert press is not None
    assert next(crowd.pages(crowd.admin, press)) == last
