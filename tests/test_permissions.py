"""What no contract of single presses says: walls, and forms that are not one's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.people import Role
from bot.domain.presses import Answer
from handlers.fillings import FILLINGS
from tests.driver import Town


@pytest.fixture
def town(sqlite_template: Path, tmp_path: Path) -> Iterator[Town]:
    import shutil

    shutil.copy(sqlite_template, tmp_path / "titian.db")
    found = Town(f"sqlite:///{tmp_path / 'titian.db'}", tmp_path)
    yield found
    found.closes()


def test_a_wall_shows_in_no_count_and_no_answer(town: Town) -> None:
    """The same words, the same number of messages, whosever the other code is; that none has it tells of nobody.

    What a leader has asked for themselves, or sees in the register by one line less, they read at once.
    """
    yusuf = town.joins(Role.SUPERVISOR, "Yusuf", address="bapak")
    siti = town.joins(Role.MENTOR, "Siti", supervisor=yusuf)
    joko = town.joins(Role.MENTOR, "Joko", supervisor=town.joins(Role.SUPERVISOR, "Wati"))
    town.case(siti)
    town.case(joko, track="P", name="Citra")
    yusuf.sends("/menu")
    said = []
    town.case(joko, name="Deni")
    town.case(siti, name="Bayu")
    for at, code in enumerate(("P-001", "R-002", "R-003", "P-001"), 1):
        before = len(yusuf.phone.transcript)
        yusuf.sends("/dampingan").taps("R-001", "Irama dan jeda", "Jangan dipertemukan").types(code)
        said.append((yusuf.screen.replace(f"{at}. R-001", "R-001"), len(yusuf.phone.transcript) - before))
    assert said[0] == said[1]
    assert "R-001/R-003" in said[2][0], "of their own team they see both"
    assert "sudah pernah dicatat" in said[3][0] and said[3][1] == said[0][1]


def test_nobody_opens_a_form_that_is_not_theirs(town: Town) -> None:
    """A forged first question of a form that has no draft yet: only those may answer it whose screens show it."""
    yusuf = town.joins(Role.SUPERVISOR, "Yusuf", address="bapak")
    siti = town.joins(Role.MENTOR, "Siti", supervisor=yusuf)
    siti.sends("/menu")
    for number, (name, filling) in enumerate(FILLINGS.items()):
        if Role.MENTOR not in filling.first_for and name not in ("checkin", "later") and filling.form.questions:
            key = filling.form.questions[0].key
            siti.forges(Answer(key, "x", token=f"z{number}", form=name)).sees("Tombol itu dari layar lama")
