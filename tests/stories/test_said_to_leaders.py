"""What leaders read above a list, where there is somebody to choose and where there is nobody."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.domain.people import Person
from bot.domain.presses import (
    Duty,
    Leaderless,
    LeaveCard,
    NewLeader,
    OfferCard,
    OfferCase,
    OfferList,
    Press,
    Remove,
    Suspend,
    Team,
)
from bot.store.caseload import offers
from bot.turn import Say
from handlers.leader import ending
from tests.driver import TUESDAY
from tests.office import Office
from tests.stories.test_who_hears import House


@pytest.fixture
def house(migrated_url: str, tmp_path: Path) -> Iterator[House]:
    office = Office(migrated_url, tmp_path / "test.key", TUESDAY)
    house = House(office)
    with office.tx() as tx:
        house.offers_and_asks(tx)
    yield house
    office.closes()


def read(house: House, who: Person, press: Press) -> str:
    """All that stands on the screen that this press brings, its buttons in brackets."""
    with house.office.tx() as tx:
        said = next(one for one in house.office.taps(tx, who, press) if isinstance(one, Say))
    return " | ".join([*str(said.text).splitlines(), *(f"[{one.label}]" for row in said.rows for one in row)])


ALL_LED = "Setiap pendamping"
# One after another: who presses what, what then stands on the screen, and what does not.
STEPS: list[tuple[Callable[[House], tuple[Person, Press]], tuple[str, ...], tuple[str, ...]]] = [
    (lambda house: (house.yusuf, OfferList()), ("<b>Tawaran tim lain</b>", "[R-003]"), ("tidak ada tawaran",)),
    (
        lambda house: (house.yusuf, OfferCard(house.offer)),
        ("S-02 bertanya: bisakah tim Ibu meneruskan R-003?", "Siapa yang akan mendampingi?", "[M-02]"),
        ("Belum ada pendamping",),
    ),
    (
        lambda house: (house.yusuf, OfferCase(house.case.id)),
        ("R-001 ditawarkan kepada S-02; belum ada jawaban.", "[Tarik tawaran]"),
        ("[S-02]",),
    ),
    (lambda house: (house.yusuf, OfferCase(house.kept.id)), ("Tim siapa yang akan diminta", "[S-02]"), ("[S-01]",)),
    (lambda house: (house.ratna, NewLeader(house.siti.id)), ("Siapa supervisor M-01", "[S-02]"), ("[S-01]",)),
    (
        lambda house: (house.yusuf, LeaveCard(house.leave)),
        ("<b>Cuti M-01</b>", "pengingatnya datang ke Ibu", "M-01 sedianya menggantikan M-04."),
        ("bersama admin",),
    ),
    (
        lambda house: (house.ratna, LeaveCard(house.leave_of_a_leader)),
        ("<b>Cuti S-01</b>", "timnya sementara ini bersama admin"),
        ("datang ke Ibu", "sedianya"),
    ),
    (lambda house: (house.ratna, Duty()), ("Belum ada isinya", "[S-01]"), ("Saat ini", "[✓")),
    (lambda house: (house.ratna, Duty(house.yusuf.id, listed=True)), ("Saat ini: S-01 |", "[✓ S-01]", "[S-02]"), ()),
    (lambda house: (house.ratna, Duty(house.rahmat.id, listed=True)), ("Saat ini: S-01 → S-02 |",), ("[S-02]",)),
    (lambda house: (house.ratna, Duty(house.yusuf.id, listed=True)), ("Saat ini: S-01 → S-02 |",), ()),
    (lambda house: (house.ratna, Duty(house.yusuf.id)), ("Saat ini: S-02 |", "[S-01]", "[✓ S-02]"), ()),
    (lambda house: (house.ratna, Duty(house.siti.id, listed=True)), ("Saat ini: S-02 |",), ("M-01",)),
    (lambda house: (house.yusuf, Team()), ("[Tawaran tim lain (1)]", "[M-01]"), ("Tanpa supervisor", "[S-01]")),
    (lambda house: (house.ratna, Team()), ("[S-01]",), ("Tanpa supervisor", "Tawaran")),
    (lambda house: (house.ratna, Leaderless()), (ALL_LED,), ("[M-",)),
    (lambda house: (house.ratna, Remove(house.wulan.id)), ("<b>Mengeluarkan A-02</b>",), ()),
    (lambda house: (house.rahmat, Suspend(house.lia.id, suspended=True)), ("M-05 Nama: ditangguhkan",), ()),
    (lambda house: (house.rahmat, OfferCard(house.back)), ("Belum ada pendamping di tim Ibu yang bisa.",), ("[M-05]",)),
    (lambda house: (house.ratna, Suspend(house.rahmat.id, suspended=True)), ("S-01 menggantikan",), ()),
    (lambda house: (house.ratna, NewLeader(house.siti.id)), ("Belum ada supervisor lain untuk M-01.",), ("[S-",)),
    (lambda house: (house.yusuf, OfferCase(house.kept.id)), ("Belum ada tim lain yang bisa",), ("[S-",)),
    (lambda house: (house.yusuf, OfferList()), ("tidak ada tawaran dari tim lain",), ("[R-",)),
    (lambda house: (house.yusuf, Team()), ("[M-05]",), ("Tawaran",)),
    (
        lambda house: (house.ratna, Suspend(house.yusuf.id, suspended=True)),
        ("sampai ke admin", "S-01 sedianya menggantikan S-02", "Belum ada yang bisa menggantikan S-01."),
        ("[S-",),
    ),
    (lambda house: (house.ratna, Team()), ("[Tanpa supervisor (5)]",), ()),
    (lambda house: (house.ratna, Leaderless()), ("[M-01]", "[M-05]"), (ALL_LED,)),
]


def test_what_stands_above_and_under_a_list(house: House) -> None:
    differ = []
    for asks, there, gone in STEPS:
        who, press = asks(house)
        found = read(house, who, press)
        if not all(words in found for words in there) or any(words in found for words in gone):
            differ.append(f"{press} by {who.code}: {found}")
    assert not differ, "\n".join(differ)


def test_an_offer_ends_with_the_accompaniment(house: House) -> None:
    with house.office.tx() as tx:
        house.office.fills(tx, house.yusuf, "ending", ending.save_end, {"code": "R-009"}, house.case.id)
        assert offers.open_of(tx, house.case.id) is not None
        house.office.fills(tx, house.yusuf, "ending", ending.save_end, {"code": " r-001 "}, house.case.id)
        assert offers.open_of(tx, house.case.id) is None
        assert offers.open_of(tx, house.other.id) is not None, "nobody else's"
