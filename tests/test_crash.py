"""Every story's process is killed once at every step: nothing lost, nothing saved twice, one repeat at most.

A step is either side of a COMMIT or of a call to Telegram. The pretend kill is checked against a real SIGKILL in
test_kill9.py. By default the first and the last six of the steps; `pytest -m every_death` replays them all.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.domain.people import Role
from bot.domain.presses import SeveralWell
from bot.store.engine.tables import audit, drafts, inbox, outbox, people
from bot.store.keeping.records import Wanted, collect
from tests.driver import Someone, Town

Story = Callable[[Town], None]


def checking_in(town: Town) -> None:
    """A check-in with details, a note and a date in words; its prompt comes back and is put off."""
    siti = _siti(town)
    siti.sends("/catat").taps(
        "R-001", "Kunjungan", "Ada yang perlu dicatat", "Kesehatan", "Cukup", "Lanjut", "Tidak ada"
    )
    siti.types("Obat tinggal sedikit.").taps("Pilih tanggal").types("besok jam 9").taps("Ya", "Simpan")
    siti.sees("Tersimpan")
    town.passes(days=1)
    siti.taps("Nanti", "1 jam lagi")
    town.passes(hours=1)
    siti.taps("Belum terhubung", "Sedang bekerja", "Besok", "Simpan").sees("Tersimpan")


def joining(town: Town) -> None:
    """A supervisor invites, the mentor joins, a participant is added, the first moment comes."""
    yusuf = town.joins(Role.SUPERVISOR, "Yusuf", address="bapak")
    yusuf.sends("/menu").taps("Undang pendamping").types("Dewi")
    link = next(word for word in yusuf.finds("https://t.me/").text.split() if word.startswith("https://"))
    dewi = town.phone("Dewi")
    dewi.phone.opens(link)
    town.settles()
    dewi.taps("Mbak", "WIT (")
    yusuf.sends("/menu").taps("Tambah dampingan", "R (reintegrasi)").types("Arman").taps(
        "M-01", "Setiap minggu", "Simpan"
    )
    dewi.sends("/menu").sees("Selamat siang, Mbak.")
    town.passes(days=7)
    assert any("R-001" in message.text for message in dewi.phone.messages)


def blocking(town: Town) -> None:
    """A prompt that cannot be delivered waits, the supervisor hears of it, and it arrives in the end."""
    siti = _siti(town)
    siti.phone.chat.blocked = True
    town.passes(hours=1)
    siti.phone.unblocks()
    town.settles()
    siti.finds("Ini waktu yang sudah direncanakan.")


def a_day(town: Town) -> None:
    """Three are due in one message; one is recorded from it, the others are put off, and come in one again."""
    siti = _siti(town)
    for name in ("Budi", "Citra"):
        town.case(siti, name=name, hours=1)
    town.passes(hours=1)
    siti.sees("ada 3").taps("R-002").taps("Catat sekarang", "Kunjungan", "Semua baik", "2 minggu", "Simpan")
    town.passes(seconds=30)
    siti.finds("ada 2")
    siti.taps("Tunda semua", "Rab, 25 Nov").sees("Ada 2 yang ditunda")
    town.passes(days=1)
    siti.finds("Rabu, 25 November 2026: ada 2")


def several(town: Town) -> None:
    """Three are typed at once, and one after them; what is clear is saved together, the rest by itself."""
    siti = _siti(town)
    for name in ("Budi", "Citra", "Dewi"):
        town.case(siti, name=name, hours=1)
    siti.types("R-001 kunjungan hari ini, baik, 2 minggu lagi\nR-002 ditelepon hari ini, baik, minggu depan")
    town.passes(minutes=1)
    siti.types("R-003 ditelepon hari ini, baik, 2 minggu lagi").sees("3 catatan dibaca")
    siti.taps("Simpan yang siap: 2").sees("Tersimpan: 2").taps("Yang lain: 1", "Periksa", "R-002")
    siti.taps("2 minggu", "Simpan").sees("R-002")
    town.passes(hours=1)
    siti.forges(SeveralWell()).taps("Semua", "Lanjut", "Kunjungan", "Sesuai irama", "Simpan semua").sees("Tersimpan: 1")
    town.passes(minutes=1)


STORIES: tuple[Story, ...] = (checking_in, joining, blocking, a_day, several)


def _siti(town: Town) -> Someone:
    yusuf = town.joins(Role.SUPERVISOR, "Yusuf", address="bapak")
    siti = town.joins(Role.MENTOR, "Siti", supervisor=yusuf)
    town.case(siti, hours=1)
    return siti


@dataclass(frozen=True)
class End:
    """How a story ended: what is saved, and what each person was told."""

    records: dict[str, Any]
    people: int
    drafts: int
    unhandled: int
    unsent: int
    told: tuple[Counter[str], ...]


def ending(town: Town) -> End:
    """Look at everything that must not depend on where the process died."""

    def look(tx: Any) -> tuple[dict[str, Any], int, int, int, int]:
        def count(query: Any) -> int:
            return int(tx.execute(query).scalar_one())

        return (
            collect(tx, Wanted(with_text=True)),
            count(select(func.count()).select_from(people)),
            count(select(func.count()).select_from(drafts)),
            count(select(func.count()).select_from(inbox).where(inbox.c.state != "done")),
            count(select(func.count()).select_from(outbox).where(outbox.c.state.in_(("ready", "sending", "failed")))),
        )

    told = tuple(_told(phone) for phone in town.server.page.phones.values())
    return End(*town.asks(look), told)


def _told(phone: Any) -> Counter[str]:
    """What stands in the chat at the end: the screen, and every message that was pushed."""
    return Counter(_without_token(message.text) for message in phone.messages if message.from_bot)


def _without_token(text: str) -> str:
    return " ".join("<link>" if word.startswith("https://t.me/") else word for word in text.split())


def play(story: Story, url: str, folder: Path, dies_at: int | None) -> tuple[End, int, list[str]]:
    """Play a story in a fresh town; returns its end, how many steps it took, and their names."""
    town = Town(url, folder)
    try:
        town.steps.dies_at = dies_at
        story(town)
        town.settles()
        town.steps.dies_at = None
        return ending(town), town.steps.taken, town.steps.names
    finally:
        town.closes()


@pytest.fixture
def fresh(
    migrated_url: str, tmp_path: Path, another_url: Callable[[], str]
) -> Iterator[Callable[[], tuple[str, Path]]]:
    """A new database and folder for each replay."""

    def make() -> tuple[str, Path]:
        folder = tmp_path / f"replay-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        return another_url(), folder

    yield make
    shutil.rmtree(tmp_path, ignore_errors=True)


def replay(story: Story, fresh: Callable[[], tuple[str, Path]], deaths: Callable[[int], list[int]]) -> None:
    wanted, steps, names = play(story, *fresh(), None)
    assert wanted.unhandled == wanted.unsent == 0
    for step in deaths(steps):
        ended, _, _ = play(story, *fresh(), step)
        where = f"killed at step {step} of {steps}, {names[step - 1]}"
        assert ended.records == wanted.records, where
        assert (ended.people, ended.drafts) == (wanted.people, wanted.drafts), where
        assert (ended.unhandled, ended.unsent) == (0, 0), where
        for told, expected in zip(ended.told, wanted.told, strict=True):
            assert (told - expected).total() <= 1, f"{where}: more than one message repeats"
            assert not expected - told, f"{where}: a message is lost"


def first_and_last(steps: int) -> list[int]:
    tenth = min(max(1, steps // 10), 6)
    return [*range(1, tenth + 1), *range(steps - tenth + 1, steps + 1)]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_some_deaths(story: Story, fresh: Callable[[], tuple[str, Path]]) -> None:
    replay(story, fresh, first_and_last)


@pytest.mark.every_death
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_every_death(story: Story, fresh: Callable[[], tuple[str, Path]]) -> None:
    replay(story, fresh, lambda steps: list(range(1, steps + 1)))


def test_a_death_is_really_a_death(fresh: Callable[[], tuple[str, Path]]) -> None:
    """The test of the test: a bot that forgets to keep what it took in would be caught."""
    town = Town(*fresh())
    try:
        siti = _siti(town)
        town.steps.dies_at = town.steps.taken + 1
        siti.sends("/menu").sees("Selamat")
        assert town.deaths == 1
        assert town.asks(lambda tx: tx.execute(select(func.count()).select_from(audit)).scalar_one()) >= 0
    finally:
        town.closes()
