"""One story told twice, with and without a wall between two of its participants: who sees that there is one?

Nobody but those who stand in for both sides or whose turn it would be, and they in nothing that is about neither.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.domain.people import Person, Role
from bot.files import asked_for
from bot.reference.calendar import calendar
from bot.store.caseload import second_yes, walls
from bot.store.engine.database import Tx
from bot.store.figures import digests
from tests.driver import CHANCE, Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_caseload import stands_in
from tests.stories.test_requests import Companion

pytestmark = ON_ONE_DATABASE

# Those who are kept apart: their codes, which are the first two.
PAIR = ("R-001", "R-002")
# Who may notice: the leaders of the two, and whoever covers for the mentor of one and accompanies the other.
CONCERNED = {"dewi", "yusuf", "rahmat"}
# The way to the register stands before whoever may know of it: the leaders, a deputy while they are one, an admin.
REGISTER, MAY_KNOW = "[Terpisah] ", {"yusuf", "rahmat", "tono", "ratna"}
# Of whom nothing is shown to these once there is a wall; that they typed the code may be said.
NEVER = {
    name: code
    for code, names in (("R-002", ("siti", "budi", "yusuf")), ("R-001", ("dewi", "joko", "rahmat")))
    for name in names
}
SHUT = ("tidak ada di daftar", "Pintu itu tidak terbuka")
# What each phone was shown, in order, by whose it is.
Shown = dict[str, list[str]]


@dataclass
class House:
    """A town, its people by name, and what each phone was shown, step by step."""

    town: Town
    people: dict[str, Someone] = field(default_factory=dict)
    seen: int = 0

    def __getattr__(self, name: str) -> Someone:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    def said(self) -> Shown:
        """What every phone was shown since the last look, in order."""
        calls = list(self.town.server.calls)
        fresh, self.seen = calls[self.seen :], len(calls)
        found: Shown = {name: [] for name in self.people}
        names = {str(one.phone.user.id): name for name, one in self.people.items()}
        for call in fresh:
            name = names.get(str(call.params.get("chat_id")))
            if name is not None:
                text = written(call.method, call.params)
                found[name].append(text.replace(REGISTER, "") if name in MAY_KNOW else text)
        return found


def written(method: str, params: Any) -> str:
    """The words and labels of what was sent; a picture or file by its being there."""
    text = str(params.get("text") or params.get("caption") or "")
    markup = params.get("reply_markup") or {}
    keyboard = (json.loads(markup) if isinstance(markup, str) else markup).get("inline_keyboard", [])
    rows = [" ".join(f"[{button['text']}]" for button in row) for row in keyboard]
    return CHANCE.sub("…", "\n".join([method, text, *rows]))


def begins(town: Town, walled: bool) -> House:
    """Two teams of two mentors, a third leader and an admin; a participant with a phone for each mentor."""
    house = House(town)
    who = house.people
    for name, address in (("yusuf", "bapak"), ("rahmat", "bapak"), ("tono", "bapak")):
        who[name] = town.joins(Role.SUPERVISOR, name.title(), address=address)
    who["ratna"] = town.joins(Role.ADMIN, "Ratna")
    for name, above in (("siti", "yusuf"), ("budi", "yusuf"), ("dewi", "rahmat"), ("joko", "rahmat")):
        who[name] = town.joins(Role.MENTOR, name.title(), supervisor=who[above])
    sides = [Companion(town, who[name]) for name in ("siti", "dewi", "budi", "joko")]
    who.update(zip(("of_siti", "of_dewi", "of_budi", "of_joko"), (one.phone for one in sides), strict=True))
    for name in MENTORS:
        town.case(who[name], name="Citra", days=2)
    town.case(who["budi"], "P", "Dewa", days=2)
    town.asks(lambda tx: digests.ensure(tx, calendar))
    if walled:
        town.asks(lambda tx: stands(tx, who["ratna"].person, sides[0].case.id, sides[1].case.id))
    return house


def stands(tx: Tx, admin: Person, one: int, other: int) -> None:
    """A wall that nobody is to be asked about any more."""
    walls.add(tx, None, one, other)
    wall = second_yes.between(tx, one, other)
    assert wall is not None and second_yes.agree(tx, admin, wall) is None


@dataclass(frozen=True)
class Step:
    """Something that happens.

    about: what those concerned are shown of it is about one of the two. also: who else hears of it, or does not.
    """

    name: str
    act: Callable[[House], object]
    about: bool = False
    also: tuple[str, ...] = ()


def looks(name: str, *labels: str, about: bool = False, first: str = "/menu") -> Step:
    """Somebody opens a screen, from the menu on."""
    return Step(f"{name}: {' > '.join((first, *labels))}", lambda house: opens(house, name, first, labels), about)


def opens(house: House, name: str, first: str, labels: tuple[str, ...]) -> None:
    house.people[name].sends(first).taps(*labels)


def types(name: str, *words: str, about: bool = False, first: str = "/menu") -> Step:
    def act(house: House) -> None:
        house.people[name].sends(first)
        for each in words:
            house.people[name].types(each)

    return Step(f"{name} types {', '.join(words)}", act, about)


def says(name: str, words: str, about: bool = False) -> Step:
    """An answer to what was asked."""
    return Step(f"{name} says {words}", lambda house: house.people[name].types(words), about)


def waits(about: bool = False, **span: float) -> Step:
    return Step(f"waits {span}", lambda house: house.town.passes(**span), about)


MENTORS, LEADERS = ("siti", "budi", "dewi", "joko"), ("yusuf", "rahmat", "tono")


def all_look(*, about: bool = False) -> Iterator[Step]:
    """The lists of everybody."""
    yield from (looks(name, first="/dampingan", about=about) for name in (*MENTORS, *LEADERS))
    for name in LEADERS:
        yield looks(name, "Perlu perhatian", about=about)
        yield looks(name, "Tim saya", about=about)
    yield looks("ratna", "Petugas")


def visits(name: str, code: str) -> Step:
    return looks(name, "Catat kabar", code, "Kunjungan", "Semua baik", "1 minggu", "Simpan")


def presses(name: str, *labels: str, about: bool = False) -> Step:
    """Buttons of what stands there already."""
    return Step(f"{name} presses {labels}", lambda house: house.people[name].taps(*labels), about)


def covers(leader: str, away: str, cover: str, about: bool = False) -> Step:
    def act(house: House) -> None:
        who = house.people
        stands_in(house.town, who[leader], who[away], who[cover], days=4)

    return Step(f"{cover} stands in for {away}", act, about)


def opens_in_an_emergency(who: Someone, code: str) -> None:
    who.sends("/atur").taps("Baca darurat").types(code).types("Peserta ada di IGD kota kami")


def files(house: House) -> list[str]:
    """What is in the files that were asked for."""
    found = house.town.asks(asked_for.gather)
    return [json.dumps(rows, default=str, sort_keys=True) for _, made in found for rows in made]


CHECK_INS = tuple(
    visits(name, code)
    for name, codes in (
        ("siti", ("R-001", "R-005")),
        ("dewi", ("R-002", "R-007")),
        ("budi", ("R-003", "R-006")),
        ("joko", ("R-004", "R-008")),
    )
    for code in codes
)
SEARCHES = (
    *(types(name, text) for name in ("siti", "budi", *LEADERS) for text in ("R-001", "R-002", "R-005")),
    *(types(name, text) for name in ("siti", "dewi", "yusuf", "tono") for text in ("Arman Rahasia", "Citra")),
)
WISHES = (
    *(looks(f"of_{name}", *labels) for name in MENTORS for labels in (("Minta dihubungi",), ("Data saya",))),
    *(looks(name, "Permintaan (1)") for name in MENTORS),
    looks("siti", "Permintaan (1)", "R-001", "Saya tangani", "Sudah dijawab"),
    looks("budi", "Permintaan (1)", "R-003", "Saya tangani", "Sudah dijawab"),
    *(
        step
        for name in ("siti", "dewi", "budi")
        for step in (
            looks(f"of_{name}", "Permintaan saya", "Ada yang kurang berkenan"),
            says(f"of_{name}", "Janji batal."),
        )
    ),
    *(looks(name, "Permintaan") for name in ("yusuf", "rahmat")),
    looks("yusuf", "Permintaan", "R-001", "Saya tangani", "Sudah dijawab"),
)
FLAGS = (
    looks("siti", "Mendesak", "R-005"),
    waits(minutes=15),
    waits(minutes=15),
    waits(minutes=40),
    *(looks(name, "Penanda") for name in ("siti", *LEADERS, "ratna")),
    looks("tono", "Penanda", "R-005", "Saya tangani"),
    looks("of_joko", "Darurat", "Minta dihubungi sekarang"),
    waits(minutes=45),
    looks("rahmat", "Penanda", "R-004", "Saya tangani"),
    # It is not said to Rahmat, who leads the other side: to whoever is next on duty in his stead, a quarter early.
    looks("of_siti", "Darurat", "Minta dihubungi sekarang", about=True),
    Step("nobody takes it on", lambda house: house.town.passes(minutes=70), about=True, also=("tono", "ratna")),
    *(looks(name, "Penanda", about=True) for name in LEADERS),
    looks("yusuf", "Penanda", "R-001", "Saya tangani", about=True),
    looks("yusuf", "Penanda", "R-001", "Tutup penanda", about=True),
    says("yusuf", "Sudah ditemani.", about=True),
    waits(minutes=70),
)
FILES = (
    looks("yusuf", "Minta berkas", "R (reintegrasi)", "JSON", first="/atur"),
    says("yusuf", "Laporan triwulan dinas"),
    Step("the file is made", files),
)
LEAVE = (
    # Budi has nothing to do with the other side.
    looks("siti", "Cuti", "Besok", "3 hari", "M-02", first="/atur"),
    presses("yusuf", "Buka", "Setuju"),
    waits(days=2),
    *all_look(),
    types("budi", "R-001"),
    waits(days=4),
)
LEAVE_ACROSS = (
    # Dewi accompanies the other side.
    covers("yusuf", "siti", "dewi", about=True),
    *all_look(about=True),
    types("dewi", "R-001"),
    types("dewi", "R-005"),
    waits(days=2),
    looks("dewi", "R-005", "Kunjungan", "Semua baik", "1 minggu", "Simpan", first="/catat"),
    waits(days=3),
)
MOVES = (
    looks("yusuf", "R-005", "Ganti pendamping", first="/dampingan"),
    presses("yusuf", "M-02"),
    looks("yusuf", "R-001", "Ganti pendamping", first="/dampingan"),
    looks("yusuf", "R-001", "Ganti pendamping", "Tim lain", first="/dampingan", about=True),
    looks("yusuf", "R-006", "Ganti pendamping", "Tim lain", first="/dampingan"),
    presses("yusuf", "S-02"),
    looks("rahmat", "Tim saya", "Tawaran tim lain (1)", "R-006"),
    presses("rahmat", "M-04"),
    looks("yusuf", "R-003", "Ambil alih", "Ya, ambil alih", first="/dampingan"),
    *all_look(),
)
DEPUTIES = (
    # Tono leads nobody.
    looks("yusuf", "Cuti", "Besok", "3 hari", first="/atur", about=True),
    presses("yusuf", "S-03"),
    presses("ratna", "Buka", "Setuju"),
    waits(days=2),
    *all_look(),
    types("tono", "R-001"),
    types("tono", "Arman Rahasia"),
    waits(days=4),
    covers("ratna", "yusuf", "rahmat", about=True),
    *all_look(about=True),
    types("rahmat", "R-001"),
    types("rahmat", "R-005"),
    waits(days=6),
)
EMERGENCIES = (
    Step("tono opens R-001 in an emergency", lambda house: opens_in_an_emergency(house.tono, "R-001")),
    Step("rahmat opens R-003 in an emergency", lambda house: opens_in_an_emergency(house.rahmat, "R-003")),
    # What does not happen is told to nobody.
    Step(
        "rahmat opens R-001 in an emergency",
        lambda house: opens_in_an_emergency(house.rahmat, "R-001"),
        about=True,
        also=("siti", "ratna"),
    ),
)
DIGESTS = tuple(
    looks(name, *labels, first="/ringkasan")
    for name in LEADERS[:2]
    for labels in (("Menunggu",), ("Rencana",), ("Beban",), ("Penanda",), ("Tanpa kontak",), ("Pekan lalu",))
)
STORY: tuple[Step, ...] = (
    *CHECK_INS, *all_look(), *SEARCHES, *WISHES, *FLAGS, *FILES, *LEAVE, *LEAVE_ACROSS, *MOVES, *DIGESTS, *DEPUTIES,
    *EMERGENCIES,
)  # fmt: skip


# Where it must be noticed, or the story proves nothing: step and who.
NOTICED = {
    ("nobody takes it on", "rahmat"),
    ("rahmat: /menu > Penanda", "rahmat"),
    ("dewi: /dampingan", "dewi"),
    ("dewi types R-001", "dewi"),
    ("rahmat: /dampingan", "rahmat"),
    ("rahmat: /menu > Perlu perhatian", "rahmat"),
    ("rahmat opens R-001 in an emergency", "rahmat"),
    ("yusuf: /dampingan > R-001 > Ganti pendamping > Tim lain", "yusuf"),
}


def plays(house: House) -> list[Shown]:
    """The story, and what each phone was shown in each step; what is in a file stands beside them."""
    house.said()
    found = []
    for step in STORY:
        try:
            made = step.act(house)
        except BaseException as error:
            error.add_note(f"in the step “{step.name}”")
            raise
        found.append({**house.said(), "files": made if isinstance(made, list) else []})
    return found


def is_about(text: str) -> bool:
    return any(code in text for code in PAIR)


def compared(without: list[Shown], walled: list[Shown]) -> Iterator[str]:
    """What differs where nothing may."""
    for step, here, there in zip(STORY, without, walled, strict=True):
        for name in here:
            one, other = here[name], there[name]
            if name in CONCERNED or name in step.also:
                if step.about:
                    continue
                one, other = ([text for text in texts if not is_about(text)] for texts in (one, other))
            if one != other:
                yield first_difference(step, name, one, other)


def noticed(without: list[Shown], walled: list[Shown]) -> set[tuple[str, str]]:
    """Which steps differ for whom."""
    steps = zip(STORY, without, walled, strict=True)
    return {(step.name, name) for step, here, there in steps for name in here if here[name] != there[name]}


def shown_the_other(walled: list[Shown]) -> Iterator[str]:
    """What was shown of the other side to those of one."""
    for step, shown in zip(STORY, walled, strict=True):
        for name, code in NEVER.items():
            for text in shown[name]:
                if code in text and not any(words in text for words in SHUT):
                    yield f"--- {name}, step “{step.name}”\n{text}"


def first_difference(step: Step, name: str, one: list[str], other: list[str]) -> str:
    at = next(
        (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), min(len(one), len(other))
    )
    shown = [texts[at] if at < len(texts) else "(nothing)" for texts in (one, other)]
    return f"--- {name}, step “{step.name}”, message {at + 1}\nwithout: {shown[0]}\nwalled: {shown[1]}"


def test_nobody_sees_a_wall_but_those_it_concerns(another_url: Callable[[], str], tmp_path: Path) -> None:
    told = []
    for walled in (False, True):
        folder = tmp_path / str(walled)
        folder.mkdir()
        town = Town(another_url(), folder)
        try:
            told.append(plays(begins(town, walled)))
        finally:
            town.closes()
    wrong = [*compared(*told), *shown_the_other(told[1])]
    assert not wrong, "\n".join(wrong)
    assert noticed(*told) >= NOTICED
