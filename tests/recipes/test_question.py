"""Adding a question: a line in CHECK_IN and its sentences, and it is everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.recipes.kitchen import PO, Kitchen, fine, loud

CHECKINS = "bot/domain/checkins.py"
BEFORE = """            NEXT_CONTACT,
"""
LINE = """            Choice(
                "travel",
                N_("How did you get there?"),
                (("walk", N_("On foot")), ("ride", N_("By motorbike"))),
                when=IN_TOUCH,
                skip=N_("Leave it out"),
                record=Record(N_("Journey"), N_("Journey: {value}")),
            ),
"""
SENTENCES = {
    "How did you get there?": "Tadi naik apa ke sana?",
    "On foot": "Jalan kaki",
    "By motorbike": "Naik motor",
    "Leave it out": "Lewati saja",
    "Journey": "Perjalanan",
    "Journey: {value}": "Perjalanan: {value}",
}
STORY = """
import json
from bot.store.keeping import own_copy, records
from tests.importing import takes_in
town.case(siti)
siti.sends("/catat").taps("R-001", "Kunjungan", "Semua baik").sees("Tadi naik apa ke sana?").taps("Naik motor")
siti.taps("1 minggu").sees("Perjalanan: Naik motor").taps("Ubah isian", "Perjalanan", "Jalan kaki")
siti.sees("Perjalanan: Jalan kaki").taps("Simpan").sees("Tersimpan")
siti.sends("/dampingan").taps("R-001", "Baca dan perbaiki")
siti.taps(siti.labels[0]).sees("Perjalanan: Jalan kaki")
siti.taps("Perbaiki", "Ubah isian", "Perjalanan", "Lewati saja", "Simpan")
siti.taps("Salah pilih atau salah ketik").sees("Tersimpan")
siti.sends("/catat").taps("R-001", "Telepon", "Semua baik", "Lewati saja", "1 minggu").sees("Kontak: Telepon")
assert "Perjalanan" not in siti.screen
siti.taps("Simpan")
siti.sends("/catat").taps("R-001", "Belum terhubung").sees("Apa kendalanya?")
file = folder / "lama.csv"
file.write_text("code,at,by,contact,travel,kerja\\nR-001,2026-10-05 09:00,M-01,visit,ride,3\\n", encoding="utf-8")
def brings_in(tx):
    takes_in(tx, file)
    rows = records.collect(tx, records.Wanted(case="R-001"))["checkins"]
    assert [row["travel"] for row in rows] == [None, None, "ride"], rows
    found = records.collect(tx, records.Wanted(case="R-001", with_text=True))
    for kind in ("checkins", "revisions"):
        lines = {line["column"]: line for line in found["dictionary"] if line["kind"] == kind}
        assert all(list(row) == list(lines) for row in found[kind]), "the dictionary and the columns follow"
        assert lines["travel"]["values"] == "walk: On foot; ride: By motorbike"
    assert [row["travel"] for row in found["revisions"]] == ["walk", None, None, "ride"]
    assert '"travel": "walk"' in json.dumps(own_copy.collect(tx, "R-001")["revisions"])
    file.write_text("code,at,by,contact,travel\\nR-001,2026-10-05 09:00,M-01,visit,fly\\n", encoding="utf-8")
    try:
        takes_in(tx, file)
    except Exception as error:
        assert "column travel: must be one of walk, ride" in str(error)
    else:
        raise AssertionError("a word that is no answer came in")
town.asks(brings_in)
"""


@pytest.fixture
def kitchen(tmp_path: Path) -> Kitchen:
    return Kitchen(tmp_path)


def test_a_question_is_a_line_and_its_sentences(kitchen: Kitchen) -> None:
    kitchen.edits(CHECKINS, BEFORE, LINE + BEFORE).says(SENTENCES)
    fine(kitchen.lives(STORY))
    fine(kitchen.tests("tests/test_catalog.py"))
    assert kitchen.touched == {CHECKINS, PO}


@pytest.mark.parametrize(
    ("left_out", "says"),
    [
        ('                record=Record(N_("Journey"), N_("Journey: {value}")),\n', "needs a record"),
        ('N_("Journey: {value}")', "needs a line"),
        ('(("walk", N_("On foot")), ("ride", N_("By motorbike")))', "needs options"),
        ('"travel"', "two questions"),
    ],
    ids=["record", "line", "options", "key"],
)
def test_without_a_part_the_program_does_not_start(kitchen: Kitchen, left_out: str, says: str) -> None:
    instead = {"needs a line": '""', "needs options": "()", "two questions": '"note"'}.get(says, "")
    kitchen.edits(CHECKINS, BEFORE, LINE.replace(left_out, instead) + BEFORE).says(SENTENCES)
    loud(kitchen.runs("-m", "bot", "--help"), says)


def test_without_its_sentences_the_catalog_says_so(kitchen: Kitchen) -> None:
    kitchen.edits(CHECKINS, BEFORE, LINE + BEFORE)
    loud(kitchen.tests("tests/test_catalog.py"), "How did you get there?")
