"""Back from the first question of a form leads to the screen it was opened from, with the button it was opened by."""

from __future__ import annotations

import pytest

from bot.domain.people import Role
from handlers.fillings import FILLINGS
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_requests import Companion

RHYTHM = ("/dampingan", "R-001", "Irama dan jeda")
# Of each form of the staff: who opens it, and by which taps; the last of them is there again.
WAYS = {
    "pause": ("siti", (*RHYTHM, "Jeda")),
    "safe": ("siti", ("/dampingan", "R-001", "Kontak aman", "Tanyakan sekarang")),
    "quiet": ("siti", (*RHYTHM, "Tambah hari tenang")),
    "apart": ("yusuf", (*RHYTHM, "Jangan dipertemukan")),
    "ending": ("yusuf", (*RHYTHM, "Akhiri bersama")),
    "reading": ("yusuf", ("/dampingan", "R-001", "Baca")),
    "glass": ("rahmat", ("/atur", "Baca darurat")),
    "export": ("yusuf", ("/atur", "Minta berkas")),
    "leave": ("siti", ("/atur", "Cuti")),
    "case": ("yusuf", ("/menu", "➕ Tambah dampingan")),
    "mentor": ("yusuf", ("/menu", "➕ Undang pendamping")),
    "supervisor": ("ratna", ("/menu", "➕ Undang supervisor")),
    "admin": ("ratna", ("/menu", "➕ Undang admin")),
    "dayoff": ("ratna", ("/menu", "Hari libur", "Tambah hari libur")),
    "sharing": ("siti", ("/dampingan", "R-001", "Peserta", "Bagikan ke layanan")),
    "checkin": ("siti", ("/catat", "R-001")),
}
# The others, and where else that is tried or why there is nothing to try.
OTHERS = {
    "their phone's": (
        *("selfcheck", "askinfo", "complain", "mendmine", "ownname", "ownquiet", "ownduress", "ownpin", "ownpinnow"),
        "ownpinagain",
        "ownsafe",
    ),
    "asked by a prompt, or about words that came by themselves": ("later", "whosenote", "lines"),
    "from lists and pages of what is asked for, looked for or noted": (
        *("reqno", "reqerase", "flagclose", "removal", "mendinfo", "addinfo", "lookingup", "paper", "endshare"),
        "referral",
        "allwell",
    ),
}


def test_each_form_is_tried_here_or_is_one_of_the_others() -> None:
    assert sorted([*WAYS, *(name for names in OTHERS.values() for name in names)]) == sorted(FILLINGS)


@ON_ONE_DATABASE
@pytest.mark.parametrize("form", WAYS)
def test_back_from_the_first_question(
    town: Town, form: str, ratna: Someone, yusuf: Someone, rahmat: Someone, siti: Someone
) -> None:
    Companion(town, siti)
    siti.sends("/catat").taps("R-001", "Telepon", "Semua baik", "2 minggu", "Simpan")
    name, taps = WAYS[form]
    who = {"ratna": ratna, "yusuf": yusuf, "rahmat": rahmat, "siti": siti}[name]
    assert who.person.role is not Role.PARTICIPANT
    opened = who.sends(taps[0]).taps(*taps[1:]).screen
    who.taps("Kembali")
    assert who.screen != opened and any(taps[-1] in label for label in who.labels)
