"""Ten evenings on which somebody else has the phone: all that can be tapped, typed, seen and waited for is tried.

docs/evenings.md is the table of them. What is looked for is anything beyond that there is a bot: names, codes, that
there is a mentor, what was asked for, written, agreed to or searched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.demo.phones import Phone
from bot.domain.people import Role
from bot.store.caseload.cases import Case
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_caseload import card
from tests.stories.test_participant import joined, link_for

BOOK = Path(__file__).parent.parent.parent / "docs/evenings.md"
# What would tell something -> what.
TELLS = {
    "Arman": "a name", "Siti": "a name", "R-001": "a code", "W-01": "a code", "M-01": "a code",
    "S-01": "a code", "meraba": "what was complained of", "Mau tanya": "what was asked", "mukul": "what was searched",
    "warung": "what was written", "Nomornya": "that something was asked for", "mangga": "how they are reached",
    "semangka": "an agreed word", "beli galon": "an agreed word", "Dampingan": "that there is a case",
}  # fmt: skip
# With an empty bot these would tell too: a stranger reads them nowhere.
HIDDEN_TELLS = {
    "Melati": "a name they chose",
    "endamping": "that there is a mentor", "Data saya": "that something is kept", "Permintaan": "that there is a wish",
    "PIN": "that there is a PIN", "Kabar saya": "that somebody asks", "supervisor": "that somebody leads",
}  # fmt: skip
PIN, WORD = "973164", "beli galon"
GUESSES = ("1234", "0000", "1111", "2580", "123456", "170845", "654321", "9731", "97316", "973165")
COMMANDS = ("/menu", "/start", "/mulai", "/info", "/bantuan", "/atur", "/data", "/batal", "/catat", "/dampingan",
            "/ringkasan", "/jadwal")  # fmt: skip
TYPED = ("halo", "siapa ini", "Arman", "pendamping", "tolong", "kode", "123 456", "jangan sekarang", "hapus", "buka")


@pytest.fixture
def owner(town: Town, siti: Someone, case: Case) -> Someone:
    """Whose phone it is: with a PIN, a word for each need, a plan, a question, a complaint and a search behind them."""
    who = joined(town, siti, case)
    who.sends("/atur").taps("Nama saya").types("Melati").taps("Kata: jangan dulu").types("semangka manis")
    who.taps("Kata: kosongkan").types(WORD)
    who.taps("Kontak aman", "Isi", "Boleh", "Telepon", "Lanjut", *["Kosongkan"] * 5).types("mangga")
    who.sends("/menu").taps("Permintaan saya", "Tanya").types("Mau tanya soal warung")
    who.sends("/menu").taps("Permintaan saya", "Ada yang kurang").types("pendamping saya meraba saya")
    who.sends("/menu").types("suami mukul lagi semalam").sends("/menu")
    who.sends("/atur").taps("PIN").types(PIN).types(PIN)
    return who.sends("/atur").types(PIN)


def read(phone: Phone) -> str:
    """All that stands on the phone: what the bot said, what was typed, and the buttons."""
    labels = [button.label for message in phone.messages for row in message.buttons for button in row]
    return "\n".join([*(message.text for message in phone.messages), *labels])


def learnt(who: Someone, *, hidden: bool, typed: tuple[str, ...] = ()) -> set[str]:
    """What of all that tells something, beyond what the one who holds the phone typed themselves."""
    telling = {**TELLS, **(HIDDEN_TELLS if hidden else {})}
    text = read(who.phone)
    for own in typed:
        text = text.replace(own, "")
    return {what for word, what in telling.items() if word in text}


def looks_everywhere(who: Someone, *, hidden: bool) -> set[str]:
    """Every button that can be seen, two steps deep, each command, and what people try; what was learnt on the way."""
    found = learnt(who, hidden=hidden)
    for words in (*COMMANDS, *TYPED):
        who.sends(words) if words.startswith("/") else who.types(words)
        found |= learnt(who, hidden=hidden, typed=TYPED)
    for label in tuple(dict.fromkeys(who.sends("/menu").labels)):
        who.sends("/menu")
        if label not in who.labels:
            continue
        for inner in ("", *_within(who, label)):
            who.sends("/menu").taps(label)
            if inner and inner in who.labels:
                who.taps(inner)
            found |= learnt(who, hidden=hidden, typed=TYPED)
    return found


def _within(who: Someone, label: str) -> Iterator[str]:
    who.taps(label)
    # What calls for help is theirs to press, and tells only that it is passed on.
    yield from [one for one in dict.fromkeys(who.labels) if "inta dihubungi" not in one and "mendesak" not in one][:6]


def the_empty_bot(town: Town, siti: Someone, owner: Someone, case: Case) -> set[str]:
    owner.types(WORD)
    return looks_everywhere(owner, hidden=True)


def guesses_all_evening(town: Town, siti: Someone, owner: Someone, case: Case) -> set[str]:
    owner.types(WORD)
    found: set[str] = set()
    for guess in GUESSES * 2:
        owner.types(guess)
        town.passes(minutes=9)
        found |= learnt(owner, hidden=True, typed=GUESSES)
    return found | looks_everywhere(owner, hidden=True)


def the_menu_behind_a_pin(town: Town, siti: Someone, owner: Someone, case: Case) -> set[str]:
    owner.sends("/menu").taps("🧹 Rapikan")
    return looks_everywhere(owner, hidden=False)


def left_lying_open(town: Town, siti: Someone, owner: Someone, case: Case) -> set[str]:
    owner.sends("/atur").taps("Kontak aman")
    town.passes(minutes=21)
    return looks_everywhere(owner, hidden=False)


def what_lights_up(town: Town, siti: Someone, owner: Someone, case: Case) -> set[str]:
    owner.sends("/menu").taps("🧹 Rapikan")
    siti.sends("/menu").taps("Permintaan").taps("1. R-001", "✅ Sudah dijawab")
    town.passes(days=8)
    return learnt(owner, hidden=False) | looks_everywhere(owner, hidden=False)


def old_buttons(town: Town, siti: Someone, owner: Someone, case: Case) -> set[str]:
    pressed = []
    for opened in ("Data saya", "Permintaan saya", "Pengaturan"):
        owner.sends("/menu").taps(opened)
        pressed += [owner.remembers(label) for label in owner.labels if "inta dihubungi" not in label]
    owner.types(WORD)
    found: set[str] = set()
    for button in pressed:
        owner.presses(button)
        found |= learnt(owner, hidden=True)
    return found


def a_forwarded_link(town: Town, siti: Someone, owner: Someone, case: Case) -> set[str]:
    other = town.case(siti, name="Bunga Rahasia", days=60)
    who = town.phone("Orang")
    who.sends(f"/start {link_for(town, siti, other)}").taps("Ya", "Bapak", "WIB (")
    return looks_everywhere(who, hidden=True) | ({"a name"} if "Bunga" in read(who.phone) else set())


def blocked_and_begun_anew(town: Town, siti: Someone, owner: Someone, case: Case) -> set[str]:
    owner.types(WORD)
    owner.phone.blocks()
    town.settles()
    owner.phone.unblocks()
    town.settles()
    return looks_everywhere(owner.sends("/start"), hidden=True)


def the_old_phone(town: Town, siti: Someone, owner: Someone, case: Case) -> set[str]:
    owner.sends("/menu").taps("🧹 Rapikan")
    card(siti).taps("Peserta", "Ganti ponsel", "Ya, lanjut")
    town.passes(hours=2)
    return looks_everywhere(owner, hidden=True)


def pictures_and_voices(town: Town, siti: Someone, owner: Someone, case: Case) -> set[str]:
    owner.sends("/menu").types("suami mukul lagi, saya di warung")
    owner.phone.sends_voice()
    town.settles()
    owner.phone.sends_photo("Mau tanya, ini mukul saya")
    town.settles()
    town.passes(minutes=21)
    return looks_everywhere(owner, hidden=False)


Evening = Callable[[Town, Someone, Someone, Case], set[str]]
EVENINGS: dict[str, Evening] = {
    "The empty bot stands there: every button, every command, every word one would try": the_empty_bot,
    "The empty bot, and twenty guesses at a PIN over three hours": guesses_all_evening,
    "The menu behind a PIN, after Rapikan: every button two steps deep": the_menu_behind_a_pin,
    "A page of their own was left open, and the phone lay there for twenty minutes": left_lying_open,
    "A week of what lights up by itself: news, greetings, the first lines": what_lights_up,
    "Every button of earlier screens, pressed after the word was typed": old_buttons,
    "A link that was passed on, opened by somebody else": a_forwarded_link,
    "The bot blocked, unblocked and started anew": blocked_and_begun_anew,
    "The old phone, after the owner got another one": the_old_phone,
    "After words, a voice message and a picture the owner sent in fear": pictures_and_voices,
}


@ON_ONE_DATABASE
@pytest.mark.parametrize("evening", EVENINGS)
def test_nothing_is_learnt_but_that_there_is_a_bot(
    town: Town, siti: Someone, owner: Someone, case: Case, evening: str
) -> None:
    assert EVENINGS[evening](town, siti, owner, case) == set()
    assert owner.person.role is Role.PARTICIPANT


def test_the_table_of_them_stands_in_the_docs() -> None:
    rows = [line for line in BOOK.read_text(encoding="utf-8").splitlines() if line.startswith("| ")][1:]
    assert [row.split(" | ")[1].strip() for row in rows] == list(EVENINGS)
    assert all("nothing" in row.split(" | ")[2] for row in rows)
