"""A digest's lines: what is told of each figure, and what stays untold of a few."""

import re
from collections.abc import Callable
from datetime import timedelta
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
from tests.driver import LONGEST_SCREEN, TUESDAY, Someone, Town

T = TypeVar("T")
NOTHING = Figures(Contacts(), Recorded(), Waiting(), Flags(), Requests(), Silent(), Workload())
MUCH = Figures(
    Contacts(7, 5, 3, 3),
    Recorded(4, 1, 2, 1),
    Waiting(3, 1, 1),
    Flags(5, 2, 1, 119),
    Requests(2, TUESDAY - timedelta(hours=30)),
    Silent(2, 2, 1),
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
    (NOTHING, "Kabar 0 dari 0 rencana; sebelumnya 0 dari 0 (=)"),
    (changed(contacts=Contacts(7, 5, 3, 3)), "Kabar 5 dari 7 rencana; sebelumnya 3 dari 3 (+2)"),
    (changed(contacts=Contacts(7, 2, 3, 3)), "Kabar 2 dari 7 rencana; sebelumnya 3 dari 3 (−1)"),
    (changed(recorded=Recorded(3, 1, 2, 1)), "Tercatat 4 (+1)"),
    (changed(recorded=Recorded(3, 2, 4, 1)), "Tercatat 5 (=): terhubung 3, belum 2"),
    (changed(waiting=Waiting(2, 1, 1)), "Menunggu kabar 4"),
    (changed(waiting=Waiting(2, 1, 2)), "Menunggu kabar 5: 0–2 hari 2, 3–6 hari 1, 7+ hari 2"),
    (changed(flags=Flags(4, 1)), "Penanda terbuka 4"),
    (changed(flags=Flags(5, 1)), "Penanda terbuka 5, belum ditangani 1"),
    (changed(flags=Flags(0, 0, 2, 119)), "Penanda ditangani 2, rata-rata 119 menit"),
    (changed(flags=Flags(0, 0, 2, 150)), "Penanda ditangani 2, rata-rata 2 jam"),
    (NOTHING, "Permintaan terbuka 0"),
    (changed(requests=Requests(2, TUESDAY - timedelta(hours=30))), "Permintaan terbuka 2, terlama 30 jam"),
    (changed(silent=Silent(2, 1, 1)), "Tanpa kontak 14+ hari: 4"),
    (changed(silent=Silent(2, 2, 1)), "Tanpa kontak 5: 14–29 hari 2, 30–59 hari 2, 60+ hari 1"),
]


def test_each_figure_is_told_and_a_few_are_not_broken_down(town: Town, yusuf: Someone) -> None:
    for figures, line in LINES:
        assert line in told(town, yusuf, {"R": figures}), line
    assert not any("ditangani" in line for line in told(town, yusuf, {"R": NOTHING}))


def test_two_tracks_share_no_line_and_fit_on_a_screen_without_the_small_print(town: Town, yusuf: Someone) -> None:
    alone, both = (told(town, yusuf, dict.fromkeys(tracks, MUCH)) for tracks in ("R", "RP"))
    assert "Tercatat 5 (+2): terhubung 4, belum 1" in alone and "Menunggu kabar 5: 0–2 hari 3" in "\n".join(alone)
    assert (
        both.count("Tercatat 5 (+2)") == both.count("Menunggu kabar 5") == both.count("Tanpa kontak 14+ hari: 5") == 2
    )
    assert sum(map(len, both)) + len(both) <= LONGEST_SCREEN
    assert told(town, yusuf, {})[1:] == ["Tim Bapak belum memiliki dampingan."]


@pytest.mark.parametrize(
    ("weeks_ago", "found", "prompt", "last_rows"),
    [
        (0, {"R": MUCH}, None, [["Beban", "📊 Gambar", "Pekan lalu"], ["Menu"]]),
        (1, {"R": MUCH}, None, [["Beban", "📊 Gambar", "Pekan ini"], ["Menu"]]),
        (1, {"R": MUCH}, 5, [["Beban", "📊 Gambar", "Pekan ini"], ["Mengapa saya menerima ini?", "Menu"]]),
        (0, {}, 5, [["Mengapa saya menerima ini?", "Menu"]]),
        (0, {}, None, [["Menu"]]),
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
