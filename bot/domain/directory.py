"""The support directory: what an entry is, who may see it, whether it is sound. Knows no file, no search, no clock."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.dates.words import MONTHS
from bot.domain.text import N_

CATEGORIES = (
    ("darurat", N_("Emergency")),
    ("jiwa", N_("Feelings and mental health")),
    ("sehat", N_("Health and BPJS")),
    ("dokumen", N_("ID and papers")),
    ("bansos", N_("Social aid")),
    ("kerja", N_("Work and business")),
    ("sekolah", N_("School and training")),
    ("hukum", N_("Law and rights")),
    ("ponsel", N_("A safer phone")),
)
# Where to look first for somebody, by the eight topics of a check-in.
FITTING = {
    "diri": ("jiwa",),
    "sehat": ("sehat",),
    "keluarga": ("jiwa", "sekolah", "bansos"),
    "pokok": ("bansos",),
    "kerja": ("kerja", "sekolah"),
    "sosial": ("jiwa", "hukum"),
    "urusan": ("dokumen", "hukum"),
    "aman": ("darurat", "hukum", "ponsel"),
}
EVERYBODY = "all"
AUDIENCES = (EVERYBODY, "P", "R")
# V: an official source or two independent ones; P: one source, it may change; U: not verified, never shown.
SHOWN, MAY_CHANGE = ("V", "P"), "P"
STATUSES = (*SHOWN, "U")
CHECK_AGAIN = timedelta(days=180)
LONGEST_NAME, LONGEST_CARD = 32, 600
# What a card adds to an entry's own words: labels and the month it was checked in; a deadline's countdown; a bullet.
ROOM_FOR_LABELS, ROOM_FOR_DEADLINE, ROOM_FOR_BULLET = 90, 50, 3
PROVINCES = frozenset(
    {
        "Aceh", "Sumatera Utara", "Sumatera Barat", "Riau", "Jambi", "Sumatera Selatan", "Bengkulu", "Lampung",
        "Kepulauan Bangka Belitung", "Kepulauan Riau", "DKI Jakarta", "Jawa Barat", "Jawa Tengah", "DI Yogyakarta",
        "Jawa Timur", "Banten", "Bali", "Nusa Tenggara Barat", "Nusa Tenggara Timur", "Kalimantan Barat",
        "Kalimantan Tengah", "Kalimantan Selatan", "Kalimantan Timur", "Kalimantan Utara", "Sulawesi Utara",
        "Sulawesi Tengah", "Sulawesi Selatan", "Sulawesi Tenggara", "Gorontalo", "Sulawesi Barat", "Maluku",
        "Maluku Utara", "Papua", "Papua Barat", "Papua Barat Daya", "Papua Selatan", "Papua Tengah",
        "Papua Pegunungan",
    }
)  # fmt: skip
# Words that tell on a person, or blame one, whoever reads over their shoulder: in no shown text at all.
NEVER = (
    "teror", "teroris", "terorisme", "napiter", "napi", "narapidana", "residivis", "mantan", "eks", "pelaku", "radikal",
    "radikalisme", "terpapar", "deradikalisasi", "ikrar", "korban", "bom", "trauma", "kasus", "tersangka", "terdakwa",
    "pengawasan", "pemantauan", "wajib lapor", "absen", "pelanggaran", "mangkir", "densus", "skor", "risiko",
    "tingkat bahaya", "ideologi",
)  # fmt: skip
# Institutions that tell the same; a card somebody opened may name them, a title or a list may not.
ONLY_INSIDE_A_CARD = ("bnpt", "lpsk", "bapas", "fkpt", "pemasyarakatan")
# Besides these only .go.id is linked: a lookalike address can rank above the true one.
OFFICIAL = ("healing119.id", "aida.or.id")
_ADDRESS = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b", re.IGNORECASE)
_LINK = re.compile(r"https?://|www\.|t\.me/|wa\.me/", re.IGNORECASE)
_WRITTEN = re.compile(
    r"(?P<d>\d{1,2})[ /.-](?P<m>\d{1,2}|[a-z]+)[ /.-](?P<y>\d{4})|(?P<y2>\d{4})-(?P<m2>\d{2})-(?P<d2>\d{2})"
)
_NUMBER = re.compile(r"\d[\d -]*\d")
_ID = re.compile(r"[a-z][a-z0-9_]{0,19}")  # longer ones fit no button beside where one came from


@dataclass(frozen=True, slots=True)
class Entry:
    """One place to turn to.

    how, steps: a line each; cost, hours, caution: "" when there is nothing reliable to say
    region:     provinces, empty for everywhere
    audience:   "all", or the one track that sees it
    checked:    the first day of the month of its newest source; None when that source shows no date
    keywords:   words people type; never shown
    """

    id: str
    category: str
    name: str
    helps: str
    how: tuple[str, ...]
    cost: str
    hours: str
    region: tuple[str, ...]
    audience: str
    steps: tuple[str, ...]
    deadline: date | None
    source: str
    checked: date | None
    status: str
    caution: str
    keywords: tuple[str, ...]

    @property
    def may_change(self) -> bool:
        """Whether it rests on one source only, and is shown as such."""
        return self.status == MAY_CHANGE


class Wrong(StrEnum):
    """Why a field is not accepted; the caller has one sentence for each."""

    MISSING = "missing"
    UNKNOWN = "unknown"  # not one of the values there are
    TOO_LONG = "too long"
    FORBIDDEN_WORD = "a word that is never shown"
    UNOFFICIAL_LINK = "an address that is not official"


@dataclass(frozen=True, slots=True)
class Problem:
    """A field of an entry, what is wrong with it, and the words in question."""

    field: str
    wrong: Wrong
    words: str = ""


def is_shown(entry: Entry) -> bool:
    """Whether anybody may see it: what is not verified is kept, and stays hidden."""
    return entry.status in SHOWN


def for_track(entries: Iterable[Entry], track: str | None) -> tuple[Entry, ...]:
    """What a person of `track` ("P", "R") sees; a stranger (None) sees what is for everybody."""
    return tuple(entry for entry in entries if is_shown(entry) and entry.audience in (EVERYBODY, track))


def in_province(entries: Iterable[Entry], province: str | None) -> tuple[Entry, ...]:
    """What there is in `province`; while it is not known (None), local entries stay: their cards say where."""
    return tuple(entry for entry in entries if province is None or not entry.region or province in entry.region)


def of_category(entries: Iterable[Entry], code: str) -> tuple[Entry, ...]:
    """The entries of one category, in their order."""
    return tuple(entry for entry in entries if entry.category == code)


def fitting(entries: Iterable[Entry], topic: str) -> tuple[Entry, ...]:
    """The entries that fit a topic of a check-in, those of its first category first."""
    known = tuple(entries)
    return tuple(entry for code in FITTING.get(topic, ()) for entry in of_category(known, code))


def is_old(entry: Entry, today: date) -> bool:
    """Whether it was checked more than 180 days ago, or nobody knows when."""
    return entry.checked is None or today - entry.checked > CHECK_AGAIN


def old_ones(entries: Iterable[Entry], today: date) -> tuple[Entry, ...]:
    """The shown entries that should be checked again, the longest unchecked first."""
    old = [entry for entry in entries if is_shown(entry) and is_old(entry, today)]
    return tuple(sorted(old, key=lambda entry: entry.checked or date.min))


def days_left(entry: Entry, today: date) -> int | None:
    """Days until the deadline, 0 on the day itself; None without one, and once it is past."""
    if entry.deadline is None or entry.deadline < today:
        return None
    return (entry.deadline - today).days


def merged(built_in: Iterable[Entry], local: Mapping[str, Entry | None]) -> tuple[Entry, ...]:
    """The directory with an institution's own entries by id: one replaces, None retires, a new one is added."""
    kept = {entry.id: entry for entry in built_in} | dict(local)
    return tuple(entry for entry in kept.values() if entry is not None)


def numbers(entry: Entry) -> frozenset[str]:
    """Every number its card prints, as somebody would type it: digits alone."""
    return frozenset(re.sub(r"\D", "", found) for way in entry.how for found in _NUMBER.findall(way))


def read_deadline(text: str) -> date | None:
    """A date as it is written out in full: "8 Juni 2028", "8/6/2028" or "2028-06-08"; None for anything else."""
    found = _WRITTEN.fullmatch(text.strip().casefold())
    if found is None:
        return None
    day, month, year = (found["d"], found["m"], found["y"]) if found["d"] else (found["d2"], found["m2"], found["y2"])
    number = int(month) if month.isdecimal() else MONTHS.get(month, 0)
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None


def province_of(text: str) -> str:
    """The province as it is written in the list, whatever the case; the text itself where it is none."""
    return next((name for name in PROVINCES if name.casefold() == text.casefold()), text)


def card_length(entry: Entry) -> int:
    """The most characters its card can take, with every label."""
    texts = [text for _, text in _shown(entry) if text]
    bullets = ROOM_FOR_BULLET * (len(entry.how) + len(entry.steps))
    return sum(len(text) + 1 for text in texts) + bullets + ROOM_FOR_LABELS + bool(entry.deadline) * ROOM_FOR_DEADLINE


def validate(entry: Entry) -> tuple[Problem, ...]:
    """Everything that is wrong with `entry`; the same rules for the built-in ones and for those an admin adds."""
    return (*_missing(entry), *_unknown(entry), *_too_long(entry), *_unfit_words(entry))


def _shown(entry: Entry) -> Iterator[tuple[str, str]]:
    """Each text a person may read, with its field."""
    for field in ("name", "helps", "cost", "hours", "source", "caution"):
        yield field, getattr(entry, field)
    for field in ("how", "region", "steps"):
        for text in getattr(entry, field):
            yield field, text


def _missing(entry: Entry) -> Iterator[Problem]:
    for field in ("id", "name", "helps", "how", "source", "keywords"):
        if not getattr(entry, field):
            yield Problem(field, Wrong.MISSING)
    for field in ("how", "steps", "keywords"):
        if not all(text.strip() for text in getattr(entry, field)):
            yield Problem(field, Wrong.MISSING)


def _unknown(entry: Entry) -> Iterator[Problem]:
    if not _ID.fullmatch(entry.id):
        yield Problem("id", Wrong.UNKNOWN, entry.id)
    for field, value, values in (
        ("category", entry.category, [code for code, _ in CATEGORIES]),
        ("for", entry.audience, AUDIENCES),
        ("status", entry.status, STATUSES),
    ):
        if value not in values:
            yield Problem(field, Wrong.UNKNOWN, value)
    for province in entry.region:
        if province not in PROVINCES:
            yield Problem("region", Wrong.UNKNOWN, province)


def _too_long(entry: Entry) -> Iterator[Problem]:
    if len(entry.name) > LONGEST_NAME:
        yield Problem("name", Wrong.TOO_LONG, entry.name)
    if card_length(entry) > LONGEST_CARD:
        yield Problem("how", Wrong.TOO_LONG)


def _unfit_words(entry: Entry) -> Iterator[Problem]:
    for field, text in _shown(entry):
        words = NEVER + (ONLY_INSIDE_A_CARD if field in ("name", "helps") else ())
        for word in words:
            if re.search(rf"\b{word}\b", text.casefold()):
                yield Problem(field, Wrong.FORBIDDEN_WORD, word)
        if _LINK.search(text):
            yield Problem(field, Wrong.UNOFFICIAL_LINK, text)
        for address in _ADDRESS.findall(text):
            if not _is_official(address.casefold()):
                yield Problem(field, Wrong.UNOFFICIAL_LINK, address)


def _is_official(address: str) -> bool:
    return address.endswith(".go.id") or any(address == known or address.endswith("." + known) for known in OFFICIAL)
