"""Which button is meant by words that were typed instead of pressed, among those that stand there."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.domain.people import Role
from bot.domain.presses import CaseList, CheckInList, Home, Info, Press, Schedule
from handlers import asking
from tests.driver import TUESDAY
from tests.office import Office

Meant = Callable[[str, list[tuple[str, Press]]], Press | None]
MENU: list[tuple[str, Press]] = [("📝 Catat kabar", CheckInList()), ("ℹ️ Info bantuan", Info()), ("Menu", Home())]
YES_NO: list[tuple[str, Press]] = [("Ya", Schedule()), ("Tidak", CaseList())]
RIGHT: list[tuple[str, Press]] = [("Ya, benar", Schedule()), ("Ganti", CaseList())]
TWO_YES: list[tuple[str, Press]] = [("Ya, secara lisan", Schedule()), ("Ya, di kertas", CaseList())]


@pytest.fixture(scope="module")
def meant(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Meant]:
    """The press that is meant."""
    folder = tmp_path_factory.mktemp("asking")
    shutil.copy(sqlite_template, folder / "asking.db")
    office = Office(f"sqlite:///{folder / 'asking.db'}", folder / "test.key", TUESDAY)
    with office.tx() as tx:
        siti = office.joins(tx, Role.MENTOR, "Siti", "Asia/Jakarta")

    def asks(text: str, shown: list[tuple[str, Press]]) -> Press | None:
        with office.tx() as tx:
            return asking.on_a_button(office.turn(tx, siti), text, shown)

    yield asks
    office.closes()


@pytest.mark.parametrize(
    ("text", "shown", "press"),
    [
        ("catat kabar", MENU, CheckInList()),
        ("📝 Catat kabar", MENU, CheckInList()),
        ("Info Bantuan", MENU, Info()),
        ("kabar", MENU, None),
        ("bantuan", MENU, None),
        ("menu", MENU, Home()),
        ("", MENU, None),
        ("…", MENU, None),
        ("ya", YES_NO, Schedule()),
        ("iya", YES_NO, Schedule()),
        ("iya", RIGHT, Schedule()),
        ("bukan", YES_NO, CaseList()),
        ("bukan", RIGHT, None),
        ("entah", YES_NO, None),
        ("ganti", RIGHT, CaseList()),
        ("iya", TWO_YES, None),
        ("ya, di kertas", TWO_YES, CaseList()),
        ("catat kabar" + " " * 60, MENU, None),
    ],
)
def test_the_button_that_is_meant(meant: Meant, text: str, shown: list[tuple[str, Press]], press: Press | None) -> None:
    assert meant(text, shown) == press
