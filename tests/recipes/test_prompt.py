"""Adding a prompt: an entry of FOLLOW_UPS and its sentences, and it comes about, is answered, and ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.recipes.kitchen import PO, Kitchen, fine, loud

FOLLOW_UPS = "bot/domain/followups.py"
BEFORE = """    FollowUp(
        "request_due","""
ENTRY = """    FollowUp(
        "school",
        N_("School"),
        N_("Have the children been back at school?"),
        N_("Two weeks after the intake it is asked once whether the children are at school."),
        Arises(Event.INTAKE, timedelta(days=14)),
        answers=(
            Offer(N_("They are"), Said, word="yes"),
            Offer(N_("Not so far"), Said, word="no", then=Then("schoolagain", timedelta(days=7))),
        ),
    ),
    FollowUp(
        "schoolagain",
        N_("School, once more"),
        N_("You wished to be asked once more about school."),
        N_("It was not so far, a week ago."),
        Arises(Event.SILENCE),
        answers=(Offer(N_("They are"), Said, word="yes"),),
    ),
"""
ONCE_SAVED = ENTRY.replace("Arises(Event.INTAKE, timedelta(days=14))", "Arises(Event.CHECK_IN, timedelta(days=2))")
SENTENCES = {
    "School": "Sekolah",
    "Have the children been back at school?": "Apakah anak-anak sudah kembali bersekolah?",
    "Two weeks after the intake it is asked once whether the children are at school.": "Dua pekan sesudahnya.",
    "They are": "Sudah",
    "Not so far": "Belum juga",
    "School, once more": "Sekolah, sekali lagi",
    "You wished to be asked once more about school.": "Ini soal sekolah, sekali lagi.",
    "It was not so far, a week ago.": "Pekan lalu belum.",
}
STORY = """
from sqlalchemy import select
from bot.store.engine.tables import prompts
def school(tx):
    rows = tx.execute(select(prompts).where(prompts.c.kind.startswith("school")).order_by(prompts.c.id)).all()
    return [(row.kind, row.state, row.reason, row.ended_at is not None) for row in rows]
yusuf.sends("/menu").taps("Tambah dampingan", "R (reintegrasi)").types("Arman").taps("M-01", "Setiap minggu", "Simpan")
assert town.asks(school) == [("school", "waiting", None, False)]
yusuf.sends("/dampingan").taps("R-001", "Irama dan jeda", "Jeda", "2 minggu")
yusuf.sends("/dampingan").taps("R-001", "Irama dan jeda", "Lanjutkan")
assert [state for _, state, *_ in town.asks(school) if state == "waiting"] == ["waiting"], "a pause plans nothing twice"
town.passes(days=16)
message = siti.finds("kembali bersekolah")
button = siti.remembers("Belum juga")
siti.taps("Belum juga").sees("Terima kasih, Ibu")
siti.presses(button)
asked = town.asks(school)
assert ("school", "answered", "no", True) in asked and asked[-1][:2] == ("schoolagain", "waiting"), asked
town.passes(days=9)
siti.finds("sekali lagi")
siti.taps("Sudah")
assert town.asks(school)[-1] == ("schoolagain", "answered", "yes", True)
town.passes(days=30)
assert sum("bersekolah" in text for text in siti.phone.texts()) <= 1
"""


@pytest.fixture
def kitchen(tmp_path: Path) -> Kitchen:
    return Kitchen(tmp_path)


def test_a_prompt_is_an_entry_and_its_sentences(kitchen: Kitchen) -> None:
    kitchen.edits(FOLLOW_UPS, BEFORE, ENTRY + BEFORE).says(SENTENCES)
    fine(kitchen.lives(STORY))
    fine(kitchen.tests("tests/test_catalog.py"))
    assert kitchen.touched == {FOLLOW_UPS, PO}


CORRECTED = """
from sqlalchemy import select
from bot.store.engine.tables import prompts
def school(tx):
    return list(tx.execute(select(prompts.c.state).where(prompts.c.kind == "school")).scalars())
town.case(siti)
siti.checks_in("R-001")
town.passes(days=3)
siti.finds("kembali bersekolah")
siti.taps("Sudah")
siti.sends("/dampingan").taps("R-001", "Baca dan perbaiki", "24 Nov", "Perbaiki", "Ubah isian", "Kontak", "Telepon")
siti.taps("Ubah isian", "Kontak berikut", "2 minggu", "Simpan", "Salah pilih").sees("Tersimpan")
assert town.asks(school) == ["answered"], "a correction is no check-in"
siti.checks_in("R-001")
assert town.asks(school) == ["answered", "waiting"]
"""


def test_what_arises_from_a_check_in_does_not_arise_from_its_correction(kitchen: Kitchen) -> None:
    kitchen.edits(FOLLOW_UPS, BEFORE, ONCE_SAVED + BEFORE).says(SENTENCES)
    fine(kitchen.lives(CORRECTED))


COVERED = """
from zoneinfo import ZoneInfo
from sqlalchemy import select
from bot.store.engine.tables import prompts
from bot.store.people import people
from tests.stories.test_caseload import stands_in
budi = town.joins(Role.MENTOR, "Budi", supervisor=yusuf)
town.asks(lambda tx: people.settle(tx, budi.person, zone="Asia/Jayapura"))
town.case(siti)
stands_in(town, yusuf, siti, budi)
budi.checks_in("R-001")
arisen = town.asks(lambda tx: tx.execute(select(prompts).where(prompts.c.kind == "school")).one())
assert arisen.recipient_id == siti.person.id, "whoever covers goes again; the case stays"
assert arisen.due_at.astimezone(ZoneInfo("Asia/Jakarta")).hour == 9
"""


def test_what_arises_while_somebody_covers_is_for_the_hours_of_whoever_comes_back(kitchen: Kitchen) -> None:
    kitchen.edits(FOLLOW_UPS, BEFORE, ONCE_SAVED + BEFORE).says(SENTENCES)
    fine(kitchen.lives(COVERED))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("Arises(Event.INTAKE, timedelta(days=14))", "Arises(Event.INTAKE)", "needs a time after the event"),
        ("Arises(Event.SILENCE),", "Arises(Event.SILENCE, timedelta(days=1)),", "needs a time after the event"),
        (', then=Then("schoolagain", timedelta(days=7))', "", "follows nothing"),
        ('Then("schoolagain"', 'Then("schol"', "followed by a kind that is none"),
        ('word="no"', 'word="yes"', "needs a word of its own"),
        ('Said, word="no"', "Said", "needs a word of its own"),
        ('"Two weeks after the intake it is asked once whether the children are at school."', '""', "why it comes"),
        ('        answers=(Offer(N_("They are"), Said, word="yes"),),\n', "", "has no answer"),
    ],
    ids=["when", "whenever", "follows", "nobody", "same word", "no word", "why", "no answer"],
)
def test_an_entry_that_is_not_whole_does_not_let_the_program_start(
    kitchen: Kitchen, old: str, new: str, says: str
) -> None:
    assert old in ENTRY
    kitchen.edits(FOLLOW_UPS, BEFORE, ENTRY.replace(old, new) + BEFORE)
    loud(kitchen.runs("-m", "bot", "--help"), says)
