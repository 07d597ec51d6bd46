"""The nine situations of a contact, as a table with outcomes: played by tests/stories/test_nine_situations.py on real
phones, and written down for readers as docs/contacts.md.

It is always the same participant: taken in on Tuesday 24 November 2026, the first contact planned for Tuesday
1 December at 9, every week. Days are days of November and December by the mentor's clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

FILE = Path(__file__).parents[2] / "docs" / "contacts.md"
VISIT = ("Kunjungan", "Semua baik")
CALL = ("Telepon", "Semua baik")
FAILED = ("Belum terhubung", "Sedang bekerja")


@dataclass(frozen=True, slots=True)
class Recorded:
    """A check-in from the menu: its answers by label; `on`: the button of another day than today."""

    day: str
    labels: tuple[str, ...]
    on: str = ""
    by: str = "siti"


@dataclass(frozen=True, slots=True)
class Pressed:
    """Buttons under the prompt that stands in the chat."""

    day: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Corrected:
    """The newest check-in of the list is opened and put right."""

    day: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waited:
    """Nobody does anything until that day at ten."""

    day: str


Act = Recorded | Pressed | Corrected | Waited


@dataclass(frozen=True, slots=True)
class Situation:
    """One of the nine (`name`), told in a sentence, what is done, and all that comes of it.

    plan: each contact that was ever planned, by its planned day, and what became of it. asks: when the open one
    asks. ladder: which reminders have spoken. timeline: the day of each contact, newest first, and of its recording
    where that was another one. counted: in the week of 1 December, contacts planned, and of those with a check-in
    by its end. recorded: check-ins recorded that reached somebody. misses: in a row. receipt: what the mentor reads
    at the end.
    """

    name: str
    told: str
    acts: tuple[Act, ...]
    plan: tuple[tuple[str, str], ...]
    asks: str
    timeline: tuple[str, ...]
    counted: tuple[int, int]
    recorded: int
    ladder: tuple[str, ...] = ()
    misses: int = 0
    receipt: tuple[str, ...] = ()
    not_said: tuple[str, ...] = ()


def day_of(text: str) -> date:
    """ "1 Dec" as a date of 2026."""
    number, month = text.split()
    return date(2026, {"Nov": 11, "Dec": 12}[month], int(number))


PLACE, STAYS, BOTH = "Ini menggantikan kontak yang direncanakan", "rencana tetap", "Ada kabar lain dari hari itu"
SITUATIONS = (
    Situation(
        "planned",
        "On the planned day the visit takes place and is recorded.",
        (Recorded("1 Dec", (*VISIT, "1 minggu")),),
        (("1 Dec", "answered"), ("8 Dec", "waiting")),
        "8 Dec",
        ("1 Dec",),
        (1, 1),
        1,
        receipt=("Tersimpan", "Kontak berikut: Selasa, 8 Desember 2026 pukul 09.00 WIB"),
        not_said=(PLACE, STAYS, BOTH),
    ),
    Situation(
        "unplanned",
        "Five days before the planned one they call, for another reason, and agree on a week from then.",
        (Recorded("26 Nov", (*CALL, "1 minggu")),),
        (("1 Dec", "replaced"), ("3 Dec", "waiting")),
        "3 Dec",
        ("26 Nov",),
        (1, 0),
        1,
        receipt=(f"{PLACE} Sel, 1 Des", "Kontak berikut: Kamis, 3 Desember 2026 pukul 09.00 WIB"),
        not_said=(STAYS, BOTH),
    ),
    Situation(
        "unplanned",
        "A try five days before the planned one fails.",
        (Recorded("26 Nov", (*FAILED, "Besok")),),
        (("1 Dec", "replaced"), ("27 Nov", "waiting")),
        "27 Nov",
        ("26 Nov",),
        (0, 0),
        0,
        misses=1,
        receipt=(f"{PLACE} Sel, 1 Des", "Dicoba lagi: Jumat, 27 November 2026 pukul 09.00 WIB"),
    ),
    Situation(
        "early",
        "The visit takes place the day before.",
        (Recorded("30 Nov", (*VISIT, "1 minggu")),),
        (("1 Dec", "answered"), ("7 Dec", "waiting")),
        "7 Dec",
        ("30 Nov",),
        (1, 1),
        1,
        receipt=("Kontak berikut: Senin, 7 Desember 2026 pukul 09.00 WIB",),
        not_said=(PLACE, STAYS, BOTH),
    ),
    Situation(
        "early",
        "It takes place three days before: the earliest that is still the planned one.",
        (Recorded("28 Nov", (*VISIT, "1 minggu")),),
        (("1 Dec", "answered"), ("5 Dec", "waiting")),
        "5 Dec",
        ("28 Nov",),
        (2, 1),
        1,
        not_said=(PLACE,),
    ),
    Situation(
        "early",
        "It takes place four days before: it is another one.",
        (Recorded("27 Nov", (*VISIT, "1 minggu")),),
        (("1 Dec", "replaced"), ("4 Dec", "waiting")),
        "4 Dec",
        ("27 Nov",),
        (1, 0),
        1,
        receipt=(PLACE,),
    ),
    Situation(
        "early",
        "Another try is planned for tomorrow, and the same day it works out after all.",
        (Recorded("1 Dec", (*FAILED, "Besok")), Recorded("1 Dec", (*CALL, "1 minggu"))),
        (("1 Dec", "answered"), ("2 Dec", "answered"), ("8 Dec", "waiting")),
        "8 Dec",
        ("1 Dec", "1 Dec"),
        (2, 2),
        1,
        not_said=(PLACE, BOTH),
    ),
    Situation(
        "late",
        "Two reminders later the visit takes place and is recorded.",
        (Recorded("5 Dec", (*VISIT, "1 minggu")),),
        (("1 Dec", "answered"), ("12 Dec", "waiting")),
        "12 Dec",
        ("5 Dec",),
        (1, 1),
        1,
        ladder=("reminder", "missed"),
        receipt=("Kontak berikut: Sabtu, 12 Desember 2026 pukul 09.00 WIB",),
    ),
    Situation(
        "late",
        "It took place on its day, and is recorded two days later.",
        (Recorded("3 Dec", (*VISIT, "1 minggu"), on="Sel, 1 Des"),),
        (("1 Dec", "answered"), ("8 Dec", "waiting")),
        "8 Dec",
        ("1 Dec, recorded 3 Dec",),
        (1, 1),
        1,
        ladder=("reminder",),
        receipt=("Kontak berikut: Selasa, 8 Desember 2026 pukul 09.00 WIB",),
        not_said=(PLACE, STAYS),
    ),
    Situation(
        "late",
        "It took place on its day, and is recorded when the week that was agreed on is over: the next morning is next.",
        (Recorded("9 Dec", (*VISIT, "1 minggu"), on="Sel, 1 Des"),),
        (("1 Dec", "answered"), ("10 Dec", "waiting")),
        "10 Dec",
        ("1 Dec, recorded 9 Dec",),
        (1, 0),
        1,
        ladder=("reminder", "missed", "silent"),
        receipt=("Kontak berikut: Kamis, 10 Desember 2026 pukul 09.00 WIB",),
    ),
    Situation(
        "edited",
        "The day is put right: it was the day before. What it planned moves with it.",
        (
            Recorded("1 Dec", (*VISIT, "2 minggu")),
            Corrected("2 Dec", ("Hari lain", "Sen, 30 Nov", "Simpan", "Salah pilih atau salah ketik")),
        ),
        (("1 Dec", "answered"), ("15 Dec", "called off"), ("14 Dec", "waiting")),
        "14 Dec",
        ("30 Nov, recorded 1 Dec",),
        (1, 1),
        1,
        receipt=("Kontak berikut: Senin, 14 Desember 2026 pukul 09.00 WIB",),
    ),
    Situation(
        "edited",
        "The day is put right, and turns out to be before another contact: the plan of that one stays.",
        (
            Recorded("1 Dec", (*VISIT, "1 minggu")),
            Recorded("3 Dec", (*CALL, "2 minggu")),
            Corrected("3 Dec", ("Hari lain", "Sen, 30 Nov", "Simpan", "Salah pilih atau salah ketik")),
        ),
        (("1 Dec", "answered"), ("8 Dec", "replaced"), ("17 Dec", "waiting")),
        "17 Dec",
        ("1 Dec", "30 Nov, recorded 3 Dec"),
        (1, 1),
        2,
        receipt=("Tersimpan",),
        not_said=("Kontak berikut: Senin, 14 Desember",),
    ),
    Situation(
        "edited",
        "Only how they were in touch is put right, after the next one was put off: what was put off stays so.",
        (
            Recorded("1 Dec", (*VISIT, "1 minggu")),
            Pressed("8 Dec", ("Nanti", "Besok pagi")),
            Corrected("8 Dec", ("Ubah isian", "Kontak", "Telepon", "Simpan", "Salah pilih atau salah ketik")),
        ),
        (("1 Dec", "answered"), ("8 Dec", "put off"), ("8 Dec", "waiting")),
        "9 Dec",
        ("1 Dec",),
        (1, 1),
        1,
    ),
    Situation(
        "edited",
        "Not reached, as it was recorded, was a slip: it was a call.",
        (
            Recorded("1 Dec", (*FAILED, "Besok")),
            Corrected(
                "1 Dec",
                ("Ubah isian", "Kontak", "Telepon", "Semua baik", "1 minggu", "Simpan", "Salah pilih atau salah ketik"),
            ),
        ),
        (("1 Dec", "answered"), ("2 Dec", "called off"), ("8 Dec", "waiting")),
        "8 Dec",
        ("1 Dec",),
        (1, 1),
        1,
    ),
    Situation(
        "edited",
        "The visit, as it was recorded, was a slip: nobody was reached.",
        (
            Recorded("1 Dec", (*VISIT, "1 minggu")),
            Corrected(
                "1 Dec",
                (
                    *("Ubah isian", "Kontak", "Belum terhubung", "Sedang bekerja", "Besok"),
                    *("Simpan", "Salah pilih atau salah ketik"),
                ),
            ),
        ),
        (("1 Dec", "answered"), ("8 Dec", "called off"), ("2 Dec", "waiting")),
        "2 Dec",
        ("1 Dec",),
        (2, 1),
        0,
        misses=1,
    ),
    Situation(
        "edited",
        "After the next one was skipped, the day is put right: what the skip planned stays.",
        (
            Recorded("1 Dec", (*VISIT, "1 minggu")),
            Pressed("8 Dec", ("Lewati", "Minta waktu")),
            Corrected("8 Dec", ("Hari lain", "Sen, 30 Nov", "Simpan", "Salah pilih atau salah ketik")),
        ),
        (("1 Dec", "answered"), ("8 Dec", "skipped"), ("15 Dec", "waiting")),
        "15 Dec",
        ("30 Nov, recorded 1 Dec",),
        (1, 1),
        1,
        not_said=("Kontak berikut",),
    ),
    Situation(
        "cancelled",
        "The mentor says “Later”, and records it the next day.",
        (Pressed("1 Dec", ("Nanti", "Besok pagi")), Recorded("2 Dec", (*VISIT, "1 minggu"))),
        (("1 Dec", "put off"), ("1 Dec", "answered"), ("9 Dec", "waiting")),
        "9 Dec",
        ("2 Dec",),
        (1, 1),
        1,
    ),
    Situation(
        "cancelled",
        "The mentor says “Later” after the first reminder: the reminders begin anew when it has asked again.",
        (Pressed("2 Dec", ("Nanti", "Besok pagi")), Waited("6 Dec")),
        (("1 Dec", "put off"), ("1 Dec", "said")),
        "3 Dec",
        (),
        (1, 0),
        0,
        ladder=("reminder", "reminder", "missed"),
    ),
    Situation(
        "cancelled",
        "It is skipped: the next one comes in the planned rhythm, counted from the planned day.",
        (Pressed("2 Dec", ("Lewati", "Minta waktu")),),
        (("1 Dec", "skipped"), ("8 Dec", "waiting")),
        "8 Dec",
        (),
        (1, 0),
        0,
        ladder=("reminder",),
        receipt=("Dilewati. Kontak berikut: Selasa, 8 Desember 2026 pukul 09.00 WIB",),
    ),
    Situation(
        "cancelled",
        "The form is opened and left: nothing has happened.",
        (Pressed("1 Dec", ("Catat sekarang", "Kunjungan", "Batal")),),
        (("1 Dec", "said"),),
        "1 Dec",
        (),
        (1, 0),
        0,
    ),
    Situation(
        "twice",
        "The mentor and whoever covers for them record the same visit: both are kept, the last one plans.",
        (Recorded("1 Dec", (*VISIT, "1 minggu"), by="budi"), Recorded("1 Dec", (*VISIT, "2 minggu"))),
        (("1 Dec", "answered"), ("8 Dec", "replaced"), ("15 Dec", "waiting")),
        "15 Dec",
        ("1 Dec", "1 Dec"),
        (1, 1),
        2,
        receipt=(f"{PLACE} Sel, 8 Des", BOTH, "Kontak berikut: Selasa, 15 Desember 2026 pukul 09.00 WIB"),
    ),
    Situation(
        "twice",
        "The same with the same next day: it is planned once.",
        (Recorded("1 Dec", (*VISIT, "1 minggu"), by="budi"), Recorded("1 Dec", (*VISIT, "1 minggu"))),
        (("1 Dec", "answered"), ("8 Dec", "replaced"), ("8 Dec", "waiting")),
        "8 Dec",
        ("1 Dec", "1 Dec"),
        (1, 1),
        2,
        receipt=(BOTH,),
    ),
    Situation(
        "twice",
        "The second records it a day later, as of the day before.",
        (Recorded("1 Dec", (*VISIT, "1 minggu"), by="budi"), Recorded("2 Dec", (*VISIT, "1 minggu"), on="Kemarin")),
        (("1 Dec", "answered"), ("8 Dec", "replaced"), ("8 Dec", "waiting")),
        "8 Dec",
        ("1 Dec", "1 Dec, recorded 2 Dec"),
        (1, 1),
        2,
        receipt=(BOTH,),
    ),
    Situation(
        "after the next",
        "Nobody records anything until the day of the contact after it has passed: one answers both, and one is next.",
        (Recorded("10 Dec", (*VISIT, "1 minggu")),),
        (("1 Dec", "answered"), ("17 Dec", "waiting")),
        "17 Dec",
        ("10 Dec",),
        (1, 0),
        1,
        ladder=("reminder", "missed", "silent"),
    ),
    Situation(
        "after the next",
        "The contact was after the planned one, and is recorded when the one after that has been asked about.",
        (Recorded("1 Dec", (*VISIT, "1 minggu")), Recorded("9 Dec", (*CALL, "1 minggu"), on="Kam, 3 Des")),
        (("1 Dec", "answered"), ("8 Dec", "replaced"), ("10 Dec", "waiting")),
        "10 Dec",
        ("3 Dec, recorded 9 Dec", "1 Dec"),
        (1, 1),
        2,
        ladder=("reminder",),
        receipt=(f"{PLACE} Sel, 8 Des",),
    ),
    Situation(
        "planned against actual date",
        "A call before the planned day is recorded after that day has been asked about: as if recorded in time.",
        (Recorded("2 Dec", (*CALL, "1 minggu"), on="Kam, 26 Nov"),),
        (("1 Dec", "replaced"), ("3 Dec", "waiting")),
        "3 Dec",
        ("26 Nov, recorded 2 Dec",),
        (1, 0),
        1,
        ladder=("reminder",),
        receipt=(f"{PLACE} Sel, 1 Des", "Kontak berikut: Kamis, 3 Desember 2026 pukul 09.00 WIB"),
    ),
    Situation(
        "planned against actual date",
        "A contact from before the plan was made is recorded after it: it stands in the timeline, and the plan stays.",
        (Recorded("26 Nov", (*CALL, "1 minggu"), on="Sen, 23 Nov"),),
        (("1 Dec", "waiting"),),
        "1 Dec",
        ("23 Nov, recorded 26 Nov",),
        (1, 0),
        1,
        receipt=(f"{STAYS}: Selasa, 1 Desember 2026 pukul 09.00 WIB",),
        not_said=(PLACE,),
    ),
    Situation(
        "planned against actual date",
        "A contact from before the last one is recorded late: it neither answers nor moves what was planned since.",
        (Recorded("1 Dec", (*VISIT, "1 minggu")), Recorded("3 Dec", (*CALL, "4 minggu"), on="Sen, 30 Nov")),
        (("1 Dec", "answered"), ("8 Dec", "waiting")),
        "8 Dec",
        ("1 Dec", "30 Nov, recorded 3 Dec"),
        (1, 1),
        2,
        receipt=(f"{STAYS}: Selasa, 8 Desember 2026 pukul 09.00 WIB",),
        not_said=(PLACE,),
    ),
    Situation(
        "planned against actual date",
        "The same, with the next one asked about already: it stays open, and its reminders go on.",
        (
            Recorded("3 Dec", (*VISIT, "1 minggu")),
            Recorded("10 Dec", (*CALL, "4 minggu"), on="Rab, 2 Des"),
            Waited("12 Dec"),
        ),
        (("1 Dec", "answered"), ("10 Dec", "said")),
        "10 Dec",
        ("3 Dec", "2 Dec, recorded 10 Dec"),
        (1, 1),
        2,
        ladder=("reminder", "reminder"),
    ),
)
NINE = (
    "planned",
    "unplanned",
    "early",
    "late",
    "edited",
    "cancelled",
    "twice",
    "after the next",
    "planned against actual date",
)
HEAD = """# Contacts

What comes of a contact in each of its nine situations. Written by `python -m tests.map` from
`tests/map/situations.py`; each row is played on phones by `tests/stories/test_nine_situations.py`, and decided by
`bot/domain/prompting/contacts.py`.

It is always the same participant: taken in on Tuesday 24 November, the first contact planned for Tuesday 1 December at
nine, every week. What counts is the day of the contact, never that of its recording; where nobody said which day that
was, it is the one on which the check-in was begun:

- **The planned contact** is answered by one from three days before it on. An earlier one, after the plan was made,
  takes its place. One from before the plan was made changes nothing; it stands in the timeline.
- **The next contact** is the one that was chosen, counted from the day of the contact; where that has passed, it is
  the next morning. A contact that is skipped leaves the rhythm as it was, counted from the planned day.
- **The reminders** (after one, three and seven days) go with their contact. Put off, they begin anew.
- **The timeline** stands by the day of the contact, and says when it was recorded if that was another day.
- **The figures** count a planned contact once, in the week it was planned for; check-ins in the week in which they were
  recorded; silence from the day of the last contact.
"""


def pages() -> str:
    """All of docs/contacts.md."""
    return "\n".join([HEAD, *("\n".join(_section(name)) for name in NINE)])


def _section(name: str) -> Iterator[str]:
    yield f"## {name[0].upper()}{name[1:]}\n"
    yield "| what happens | what was planned | asks next | reminders | timeline | counted of planned | recorded |"
    yield "|---|---|---|---|---|---|---|"
    for one in SITUATIONS:
        if one.name == name:
            cells = (
                one.told,
                "; ".join(f"{day}: {state}" for day, state in one.plan),
                one.asks,
                ", ".join(one.ladder) or "none",
                "; ".join(one.timeline) or "empty",
                f"{one.counted[1]} of {one.counted[0]}",
                f"{one.recorded}" + (f", {one.misses} missed" if one.misses else ""),
            )
            yield f"| {' | '.join(cells)} |"
    yield ""
