"""A digest's lines: what is told of each figure, and what stays untold of a few."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

import pytest

from bot.domain.figures import digests as periods
from bot.i18n import language
from bot.reference.calendar import calendar
from bot.store.figures.figures import (
    Contacts,
    Figures,
    Flags,
    Recorded,
    Requests,
    Silent,
    Waiting,
    Workload,
)
from bot.turn import Turn
from handlers.leader.digest import rows_under, words_of
from tests.driver import LONGEST_SCREEN, Someone, Town

T = TypeVar("T")
NOTHING = Figures(Contacts(), Recorded(), Waiting(), Flags(), Requests(), Silent(), Workload())
MUCH = Figures(
    Contacts(7, 5, 3, 3),
    Recorded(4, 1, 4, 1, 5, 5),
    Waiting(3, 1, 1, 1, 1),
    Flags(5, 2, 1, 5, 119),
    Requests(2, 30),
    Silent(6, 2, 2, 1, 1, 1, 1),
    Workload(6, 2, 4),
)


def in_a_turn(town: Town, who: Someone, does: Callable[[Turn], T]) -> T:
    return town.asks(lambda tx: does(Turn(tx, tx.now, who.person, language("id"), 1, calendar)))


def told(town: Town, yusuf: Someone, found: dict[str, Figures]) -> list[str]:
    """The lines of the running week's digest, without their tags."""

    def words(turn: Turn) -> str:
        return str(words_of(turn, periods.current(turn.me.zone, turn.now), found))

    return re.sub("</?b>", "", in_a_turn(town, yusuf, words)).splitlines()


def changed(**what: Any) -> Figures:
    return Figures(**{name: what.get(name, getattr(NOTHING, name)) for name in Figures.__slots__})


LINES: list[tuple[Figures, str]] = [
    (NOTHING, "R: 0 dampingan, 0 pendamping"),
    (changed(workload=Workload(5, 1, 5)), "R: 5 dampingan, 1 pendamping"),
    (changed(workload=Workload(4, 2, 3)), "R: 4 dampingan, 2 pendamping"),
    (changed(workload=Workload(5, 2, 3)), "R: 5 dampingan, 2 pendamping (terbanyak 3)"),
    (NOTHING, "Kabar: tidak ada rencana"),
    (changed(contacts=Contacts(0, 0, 4, 3)), "Kabar: tidak ada rencana; pekan sebelumnya 75%"),
    (changed(contacts=Contacts(7, 5)), "Kabar 5 dari 7 rencana, 71%"),
    (changed(contacts=Contacts(10, 7, 5, 5)), "Kabar 7 dari 10 rencana, 70% ↓; pekan sebelumnya 100%"),
    (changed(contacts=Contacts(5, 5, 10, 7)), "Kabar 5 dari 5 rencana, 100% ↑; pekan sebelumnya 70%"),
    (changed(contacts=Contacts(8, 4, 2, 1)), "Kabar 4 dari 8 rencana, 50%; pekan sebelumnya 50%"),
    (changed(recorded=Recorded(9, 1, 9, 1, 4, 9)), "Tercatat 10"),
    (changed(recorded=Recorded(3, 2, 4, 1, 5, 4)), "Tercatat 5: terhubung 3 (60%), belum 2"),
    (
        changed(recorded=Recorded(3, 2, 4, 1, 5, 5)),
        "Tercatat 5: terhubung 3 (60% ↓), belum 2; pekan sebelumnya 80%",
    ),
    (changed(waiting=Waiting(0, 2, 3, 1, 2)), "Baru: 2 menunggu 7 hari, 1 menunggu 3 hari"),
    (
        changed(silent=Silent(9, 3, 3, 3, 1, 2, 3)),
        "Baru: 3 tanpa kontak 60 hari, 2 tanpa kontak 30 hari, 1 melewati irama",
    ),
    (changed(waiting=Waiting(2, 1, 1)), "Menunggu kabar 4"),
    (changed(waiting=Waiting(2, 1, 2)), "Menunggu kabar 5: 0–2 hari 2, 3–6 hari 1, 7+ hari 2"),
    (changed(flags=Flags(6, 1, 0, 4)), "Penanda terbuka 6"),
    (changed(flags=Flags(5, 1, 0, 5)), "Penanda terbuka 5, belum ditangani 1"),
    (changed(flags=Flags(0, 0, 2, 0, 119)), "Penanda ditangani 2, rata-rata 119 menit"),
    (changed(flags=Flags(0, 0, 2, 0, 150)), "Penanda ditangani 2, rata-rata 2 jam"),
    (NOTHING, "Permintaan terbuka 0"),
    (changed(requests=Requests(2, 30)), "Permintaan terbuka 2, terlama 30 jam"),
    (changed(silent=Silent(7, 2, 1, 1)), "Tanpa kontak: melewati irama 7, 14+ hari 4"),
    (changed(silent=Silent(7, 2, 2, 1)), "Tanpa kontak: melewati irama 7; 14–29 hari 2, 30–59 hari 2, 60+ hari 1"),
]


def test_each_figure_is_told_and_a_few_are_not_broken_down(town: Town, yusuf: Someone) -> None:
    for figures, line in LINES:
        assert line in told(town, yusuf, {"R": figures}), line
    assert not any("ditangani" in line for line in told(town, yusuf, {"R": NOTHING}))


def test_what_is_new_comes_first_and_once(town: Town, yusuf: Someone) -> None:
    nothing = told(town, yusuf, {"R": NOTHING, "P": NOTHING})
    assert nothing.index("Tidak ada hal baru yang perlu dilihat.") == 1 and not any("Baru" in one for one in nothing)
    some = told(town, yusuf, {"R": changed(waiting=Waiting(0, 1, 0, 1)), "P": NOTHING})
    assert "Tidak ada hal baru yang perlu dilihat." not in some
    assert some[2:4] == ["R: 0 dampingan, 0 pendamping", "Baru: 1 menunggu 3 hari"]


def test_two_tracks_share_no_line_and_fit_on_a_screen_without_the_small_print(town: Town, yusuf: Someone) -> None:
    alone, both = (told(town, yusuf, dict.fromkeys(tracks, MUCH)) for tracks in ("R", "RP"))
    assert (
        "Tercatat 5: terhubung 4 (80%), belum 1; pekan sebelumnya 80%" in alone
        and "Menunggu kabar 5: 0–2 hari 3" in "\n".join(alone)
    )
    assert (
        both.count("Tercatat 5")
        == both.count("Menunggu kabar 5")
        == both.count("Tanpa kontak: melewati irama 6, 14+ hari 5")
        == 2
    )
    assert sum(map(len, both)) + len(both) <= LONGEST_SCREEN
    assert told(town, yusuf, {})[1:] == ["Tim Bapak belum memiliki dampingan."]


@pytest.mark.parametrize(
    ("weeks_ago", "found", "prompt", "last_rows"),
    [
        (0, {"R": MUCH}, None, [["Beban", "📊 Gambar", "Pekan lalu"], ["Laporan bulan", "Menu"]]),
        (1, {"R": MUCH}, None, [["Beban", "📊 Gambar", "Pekan lain"], ["Pekan ini", "Menu"]]),
        (1, {"R": MUCH}, 5, [["Beban", "📊 Gambar", "Pekan ini"], ["Mengapa saya menerima ini?", "Menu"]]),
        (0, {}, 5, [["Mengapa saya menerima ini?", "Menu"]]),
        (0, {}, None, [["Laporan bulan", "Menu"]]),
        (1, {}, None, [["Pekan lain"], ["Pekan ini", "Menu"]]),
    ],
)
def test_the_buttons_under_a_digest(
    town: Town,
    yusuf: Someone,
    weeks_ago: int,
    found: dict[str, Figures],
    prompt: int | None,
    last_rows: list[list[str]],
) -> None:
    def rows(turn: Turn) -> list[list[str]]:
        day = turn.today - weeks_ago * periods.WEEK
        under = rows_under(turn, periods.week(day, turn.me.zone, turn.now), found, prompt)
        return [[str(button.label) for button in row] for row in under]

    assert in_a_turn(town, yusuf, rows)[-2 if found else 0 :] == last_rows
