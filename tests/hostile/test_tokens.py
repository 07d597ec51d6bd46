"""The token of a filling-in belongs to one person: whoever forges another's, or one to come, moves nobody's form."""

from __future__ import annotations

import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.people import Role
from bot.domain.presses import Answer, Back, Cancel, InForm, PickDate, PutAside, Resume, Save, ThrowAway
from bot.store.engine.database import Tx
from bot.store.engine.tables import checkins, drafts, inbox
from tests.driver import Someone, Town


@pytest.fixture
def town(migrated_url: str, tmp_path: Path) -> Iterator[Town]:
    town = Town(migrated_url, tmp_path)
    yield town
    town.closes()


@pytest.fixture
def siti(town: Town) -> Someone:
    return town.joins(Role.MENTOR, "Siti", supervisor=town.joins(Role.SUPERVISOR, "Yusuf"))


def rows(tx: Tx) -> list[Any]:
    return [*tx.execute(select(drafts).order_by(drafts.c.id)), *tx.execute(select(checkins).order_by(checkins.c.id))]


def tokens(town: Town) -> set[str]:
    """Every form a token ever had: of the newest inbox rows, behind and ahead, of prompts, and those that stand."""
    newest = town.asks(lambda tx: tx.execute(select(inbox.c.id).order_by(inbox.c.id.desc())).scalars().first() or 0)
    counted = {form for number in range(max(0, newest - 12), newest + 13) for form in (f"{number:x}", f"p{number:x}")}
    return counted | set(town.asks(lambda tx: tx.execute(select(drafts.c.token)).scalars().all())) | {"", "a" * 40}


def forged(token: str, case_id: int) -> list[InForm]:
    return [
        Save(token=token), ThrowAway(token=token), Cancel(token=token), Back(token=token),
        Answer("contact", "not_reached", token=token, form="checkin", about=case_id),
        Answer("note", "skip", token=token), PickDate("next", token=token),
    ]  # fmt: skip


def test_forged_tokens_behind_and_ahead_move_nobodys_form(town: Town, siti: Someone) -> None:
    """A colleague with a phone that can send anything, sealed as if it were theirs."""
    joko = town.joins(Role.MENTOR, "Joko", supervisor=town.joins(Role.SUPERVISOR, "Wati"))
    case = town.case(siti)
    siti.sends("/catat").taps("R-001", "Kunjungan", "Ada yang perlu dicatat", "Lanjut", "Tidak ada")
    joko.sends("/menu")
    before = town.asks(rows)
    for token in sorted(tokens(town)):
        for press in forged(token, case.id):
            joko.forges(press)
        joko.forges(Resume(token)).sees_no("R-001") if token else joko.forges(PutAside())
    assert town.asks(rows) == before
    siti.types("Usaha nasi mulai ramai").taps("1 minggu", "Simpan").sees("Tersimpan")
    assert town.asks(lambda tx: tx.execute(select(checkins.c.by_id)).scalars().all()) == [siti.person.id]


def test_a_token_that_two_people_hold_saves_both(town: Town, siti: Someone) -> None:
    """What chance never brings about, and a forger may: one name for two filling-ins."""
    joko = town.joins(Role.MENTOR, "Joko", supervisor=town.joins(Role.SUPERVISOR, "Wati"))
    for who, case in ((siti, town.case(siti)), (joko, town.case(joko, name="Bayu"))):
        who.sends("/menu").forges(Answer("contact", "visit", token="samename", form="checkin", about=case.id))
        who.taps("Semua baik", "1 minggu", "Simpan").sees("Tersimpan")
    assert len(town.asks(rows)) == 2


def test_tokens_are_of_chance_and_in_small_letters(town: Town, siti: Someone) -> None:
    for number in range(12):
        town.case(siti, name=f"Nama {number}")
    for number in range(12):
        siti.sends("/catat")
        if number >= 6:
            siti.taps("Berikutnya")
        siti.taps(f"R-{number + 1:03}", "Kunjungan")
    found = town.asks(lambda tx: tx.execute(select(drafts.c.token)).scalars().all())
    assert len(set(found)) == 12
    assert all(len(token) == 8 and set(token) <= set(string.ascii_lowercase + string.digits) for token in found)
