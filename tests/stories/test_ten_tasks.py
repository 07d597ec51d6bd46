"""Ten everyday tasks of a mentor with forty people: the way round as it was, and the short one, in taps and seconds.

A tap takes TAP seconds with finding its button, a letter on a cheap phone LETTER; waiting is not counted. The README's
table says what is counted here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_day_sheet import MORNING, due, labels, press_on_sheet, sheet

README = Path(__file__).parent.parent.parent / "README.md"
TAP, LETTER = 1.5, 0.3
FORTY, TEN = 40, 10
WELL = ("Kunjungan", "Semua baik", "1 minggu", "Simpan")
TOPICS = ("Perasaan", "Kesehatan", "Keluarga", "Kebutuhan", "Pekerjaan", "Lingkungan", "Urusan", "Rasa aman")
NOTE = "minta dicarikan kerja"


class Thumb:
    """What a mentor does, counted: taps, and letters typed."""

    def __init__(self, siti: Someone, *, from_the_menu: bool = True) -> None:
        self.siti, self.letters = siti, 0
        if from_the_menu:
            siti.sends("/menu")
        siti.taps_made = 0

    def taps(self, *labels: str) -> Thumb:
        self.siti.taps(*labels)
        return self

    def types(self, text: str) -> Thumb:
        self.letters += len(text)
        self.siti.types(text)
        return self

    def on_sheet(self, label: str) -> None:
        """Press a button of the sheet; the next page first, where it stands there."""
        if not any(label in one for one in labels(sheet(self.siti))):
            press_on_sheet(self.siti, "Berikutnya")
            self.siti.taps_made += 1
        press_on_sheet(self.siti, label)
        self.siti.taps_made += 1

    @property
    def taps_made(self) -> int:
        return self.siti.taps_made

    @property
    def seconds(self) -> int:
        return round(self.taps_made * TAP + self.letters * LETTER)


Way = Callable[[Town, Thumb], None]


def all_well(town: Town, thumb: Thumb) -> None:
    thumb.taps("Catat kabar", "R-003", *WELL)


def topics_each(town: Town, thumb: Thumb) -> None:
    thumb.taps("Catat kabar", "R-003", "Kunjungan", "Ada yang perlu dicatat")
    for topic in TOPICS:
        thumb.taps(topic, "Baik")
    thumb.taps("Lanjut", "Tanpa catatan", "1 minggu", "Simpan")


def topics_together(town: Town, thumb: Thumb) -> None:
    thumb.taps("Catat kabar", "R-003", "Kunjungan", "Ada yang perlu dicatat", TOPICS[0], "Baik", "Lain: baik")
    thumb.taps("Tanpa catatan", "1 minggu", "Simpan")


def two_each(town: Town, thumb: Thumb) -> None:
    thumb.taps("Catat kabar", "R-003", "Kunjungan", "Ada yang perlu dicatat")
    for topic in TOPICS:
        thumb.taps(topic, "Cukup" if topic in TOPICS[:2] else "Baik")
    thumb.taps("Lanjut", "Tanpa catatan", "1 minggu", "Simpan")


def two_together(town: Town, thumb: Thumb) -> None:
    thumb.taps("Catat kabar", "R-003", "Kunjungan", "Ada yang perlu dicatat")
    thumb.taps(TOPICS[0], "Cukup", TOPICS[1], "Cukup", "Lain: baik", "Tanpa catatan", "1 minggu", "Simpan")


def ten_singly(town: Town, thumb: Thumb) -> None:
    for number in range(1, TEN + 1):
        thumb.on_sheet(f"R-{number:03d}")
        thumb.taps("Catat sekarang", *WELL)


def ten_together(town: Town, thumb: Thumb) -> None:
    thumb.on_sheet("Beberapa sekaligus")
    thumb.taps("Semua", "Lanjut", "Kunjungan", "Sesuai irama", "Simpan semua")


def corrected_later(town: Town, thumb: Thumb) -> None:
    thumb.taps("Dampingan", "R-003", "Baca dan perbaiki", "Sel, 24 Nov", "Perbaiki")
    thumb.taps("Ubah isian", "Kontak", "Telepon", "Simpan", "Salah pilih")


def corrected_at_once(town: Town, thumb: Thumb) -> None:
    thumb.taps("Betulkan", "Kontak", "Telepon")


def paged_to(town: Town, thumb: Thumb) -> None:
    thumb.taps("Dampingan", *["Berikutnya"] * 4, "R-026").siti.sees("R-026", "Setiap minggu")


def typed_number(town: Town, thumb: Thumb) -> None:
    thumb.types("26").siti.sees("R-026", "Setiap minggu")


def urgent_from_the_card(town: Town, thumb: Thumb) -> None:
    thumb.taps("Dampingan", *["Berikutnya"] * 6, "R-040", "🆘 Mendesak", "Kesehatan")
    thumb.siti.sees("Penanda R-040 dinaikkan")


def urgent_by_stretch(town: Town, thumb: Thumb) -> None:
    thumb.taps("🆘 Mendesak", "R-037–040", "R-040").siti.sees("Penanda R-040 dinaikkan")


def put_off_singly(town: Town, thumb: Thumb) -> None:
    for number in range(1, TEN + 1):
        thumb.on_sheet(f"R-{number:03d}")
        thumb.taps("⏰ Nanti", "Pilih tanggal").types("Kamis").taps("Ya")


def put_off_together(town: Town, thumb: Thumb) -> None:
    thumb.taps("Tunda semua", "Kam, 26 Nov").siti.sees("Ada 10 yang ditunda")


def note_by_lists(town: Town, thumb: Thumb) -> None:
    thumb.taps("Dampingan", "R-003", "Baca dan perbaiki", "Sel, 24 Nov").siti.sees(NOTE)


def note_by_number(town: Town, thumb: Thumb) -> None:
    thumb.types("3").taps("Baca dan perbaiki", "Sel, 24 Nov").siti.sees(NOTE)


def note_in_the_form(town: Town, thumb: Thumb) -> None:
    thumb.taps("Catat kabar", "R-003", "Kunjungan", "Ada yang perlu dicatat", "Lanjut", "Tidak ada")
    thumb.types(NOTE).taps("1 minggu", "Simpan")


def note_in_a_line(town: Town, thumb: Thumb) -> None:
    thumb.types(f"R3 kunjungan, {NOTE}, baik, 1 minggu lagi").taps("Simpan")


TASKS: dict[str, tuple[Way, Way]] = {
    "a check-in, all well": (all_well, all_well),
    "eight topics, all good": (topics_each, topics_together),
    "eight topics, two not well": (two_each, two_together),
    "ten of one day, all well": (ten_singly, ten_together),
    "a wrong choice put right": (corrected_later, corrected_at_once),
    "R-026 found among forty": (paged_to, typed_number),
    "urgent, for the last of forty": (urgent_from_the_card, urgent_by_stretch),
    "ten put off to Thursday": (put_off_singly, put_off_together),
    "the last note read": (note_by_lists, note_by_number),
    "a check-in with a note": (note_in_the_form, note_in_a_line),
}
ON_A_SHEET = (ten_singly, ten_together, put_off_singly, put_off_together)
AFTER_ONE = (corrected_later, corrected_at_once, note_by_lists, note_by_number)


def prepared(town: Town, siti: Someone, way: Way) -> Thumb:
    if way in ON_A_SHEET:
        due(town, siti, TEN)
        town.passes(hours=MORNING)
    else:
        for number in range(1, FORTY + 1):
            town.case(siti, name=f"Orang {number}", days=60)
    if way in AFTER_ONE:
        note_in_the_form(town, Thumb(siti))
    return Thumb(siti, from_the_menu=way is not corrected_at_once)


def rows() -> dict[str, list[str]]:
    """The README's table: of each task what stands under "before" and "now"."""
    found = (line.strip("| \n").split(" | ") for line in README.read_text(encoding="utf-8").splitlines())
    return {task: counts for task, *counts in found if task in TASKS}


@ON_ONE_DATABASE
@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("which", [0, 1], ids=["before", "now"])
def test_what_a_task_takes_is_what_the_readme_says(town: Town, siti: Someone, task: str, which: int) -> None:
    way = TASKS[task][which]
    thumb = prepared(town, siti, way)
    way(town, thumb)
    assert rows()[task][which] == f"{thumb.taps_made} taps, {thumb.letters} letters, {thumb.seconds} s"


def test_none_is_longer_now_and_eight_are_shorter() -> None:
    seconds = [[int(re.findall(r"(\d+) s", cell)[0]) for cell in cells] for cells in rows().values()]
    assert len(seconds) == len(TASKS)
    assert all(now <= before for before, now in seconds)
    assert sum(now < before for before, now in seconds) == 8
