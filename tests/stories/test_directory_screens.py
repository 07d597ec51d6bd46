"""What stands on a screen of the support directory, and for whom: nothing on a card that is not so, no way that leads
nowhere.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.directory import Entry, for_track, of_category
from bot.domain.people import Role
from bot.domain.presses import InfoCategory
from bot.reference.directory import directory
from handlers import directory as screens
from tests.driver import TUESDAY, Someone, Town
from tests.office import Office
from tests.stories.test_participant import joined

WATCHED = "Pesan ini tidak dipantau 24 jam."
NOTHING = "Belum ada isinya."
HOUSE = Entry(
    "rumah", "bansos", "Rumah singgah", "Tempat tinggal sementara.", ("Telepon: 021-000",), "Gratis", "08.00-16.00",
    ("Bali",), "all", ("Bawa KTP",), TUESDAY.date() + timedelta(days=3), "Dinsos", date(2026, 10, 1), "P", "Antre dulu",
    (),
)  # fmt: skip
# A field, what it is where there is nothing to say, and the lines that tell of it.
SAID: dict[str, tuple[Any, tuple[str, ...]]] = {
    "how": ((), ("• Telepon: 021-000",)),
    "cost": ("", ("Biaya: Gratis",)),
    "hours": ("", ("Buka: 08.00-16.00",)),
    "region": ((), ("Daerah: Bali",)),
    "steps": ((), ("Langkah:", "1. Bawa KTP")),
    "deadline": (None, ("Batas waktu: 3 hari lagi (27 November 2026)",)),
    "caution": ("", ("Perhatian: Antre dulu",)),
    "status": ("V", ("Bisa berubah.",)),
    "checked": (None, ("Informasi per Oktober 2026",)),
}
ALWAYS = ("Rumah singgah", "Tempat tinggal sementara.", "Sumber: Dinsos")


Lines = Callable[[Entry], list[str]]


@pytest.fixture(params=["sqlite"])
def kind(request: pytest.FixtureRequest) -> str:
    """The directory is read from memory: one database is enough."""
    return str(request.param)


@pytest.fixture
def orang(town: Town) -> Someone:
    """Somebody the bot does not know."""
    someone = town.phone("Orang")
    someone.phone.opens()
    town.settles()
    return someone


@pytest.fixture(scope="module")
def card_lines(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lines]:
    """The lines of an entry's card, as a mentor reads them."""
    folder = tmp_path_factory.mktemp("cards")
    shutil.copy(sqlite_template, folder / "cards.db")
    office = Office(f"sqlite:///{folder / 'cards.db'}", folder / "test.key", TUESDAY)
    with office.tx() as tx:
        siti = office.joins(tx, Role.MENTOR, "Siti", "Asia/Jakarta")

    def lines(entry: Entry) -> list[str]:
        with office.tx() as tx:
            return [line.striptags() for line in screens.card_lines(office.turn(tx, siti), entry)]

    yield lines
    office.closes()


@pytest.mark.parametrize("field", SAID)
def test_a_card_says_what_is_known_and_nothing_else(card_lines: Lines, field: str) -> None:
    nothing, told = SAID[field]
    full = card_lines(HOUSE)
    assert {*ALWAYS, *(line for _, of_field in SAID.values() for line in of_field)} == set(full)
    assert card_lines(replace(HOUSE, **{field: nothing})) == [line for line in full if line not in told]


@pytest.mark.parametrize(
    ("days", "told"), [(-1, "sudah lewat (23 November 2026)"), (0, "hari ini (24 November 2026)"), (1, "1 hari lagi")]
)
def test_a_last_day_is_counted_down(card_lines: Lines, days: int, told: str) -> None:
    said = card_lines(replace(HOUSE, deadline=TUESDAY.date() + timedelta(days=days)))
    assert any(line.startswith(f"Batas waktu: {told}") for line in said)


def test_who_answers_when_is_said_to_those_who_may_be_alone_with_it(town: Town, siti: Someone, orang: Someone) -> None:
    ani = joined(town, siti, town.case(siti, "P", "Ani", days=60), "Ani")
    for who in (orang, ani):
        who.sends("/info").sees(WATCHED)
    assert WATCHED not in siti.sends("/info").screen


def test_ways_on_a_card_are_those_of_whoever_reads_it(
    town: Town, siti: Someone, ratna: Someone, orang: Someone
) -> None:
    ani = joined(town, siti, town.case(siti, "P", "Ani", days=60), "Ani")
    on_all = ["🆘 Darurat", "Tidak sesuai", "Kembali"]
    for who, more in (
        (orang, []), (siti, ["Menu"]), (ratna, ["✏️ Perbaiki", "Menu"]),
        (ani, ["Minta bantuan pendamping", "Menu"]),
    ):  # fmt: skip
        who.sends("/info").taps("Perasaan", "Konsultasi jiwa")
        assert sorted(who.labels) == sorted([*on_all, *more])
    ratna.taps("✏️ Perbaiki").sees("Konsultasi jiwa")


def test_the_numbers_are_not_led_to_from_themselves(siti: Someone, orang: Someone) -> None:
    orang.sends("/info").taps("Perasaan")
    assert "🆘 Darurat" in orang.labels
    orang.sees("1. Teman bicara: Healing119").taps("🆘 Darurat").sees("119", "110", WATCHED)
    assert "1. " not in orang.screen
    emergencies = [entry.name for entry in of_category(for_track(directory(), None), "darurat")]
    assert "🆘 Darurat" not in orang.labels
    assert [label[3:] for label in orang.labels[:-1]] == [*emergencies, "Teman bicara: Healing119"]
    orang.taps("Panggilan darurat 112")
    assert "🆘 Darurat" not in orang.labels


def test_where_there_is_nothing_that_is_said(orang: Someone) -> None:
    orang.sends("/info").taps("Perasaan")
    assert NOTHING not in orang.screen
    orang.forges(InfoCategory("jiwa", page=9)).sees(NOTHING)
    orang.forges(InfoCategory("kasih")).sees("Informasi bantuan")
