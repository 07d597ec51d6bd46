"""Whatever is typed, changed, cancelled and left standing, in any order: no note ever holds a word about somebody else,
and no word is lost without being told.

Each sentence names whom it is about; the mentor of the story answers honestly whenever the bot asks.
"""

from __future__ import annotations

import random
import re

import pytest

from bot.store.caseload import checkins
from bot.store.caseload.cases import Case
from bot.store.engine.database import Tx
from bot.store.engine.tables import drafts
from tests.driver import Someone, Town

STEPS = 40
TAG = re.compile(r"kalimat\d+tentang(R\d+)")
TOLD = ("tidak disimpan", "tidak ditambahkan")
NOT_PRESSED = ("Buang", "Mendesak", "Pilih tanggal", "Tanpa catatan", "Info bantuan")
CODES = ("R-001", "R-002", "R-003")


def about(text: str) -> set[str]:
    """Whom the sentences in a text are about."""
    return {f"R-{tag[1:]}" for tag in TAG.findall(text)}


class Walk:
    """A mentor with three people, who types whatever comes to mind wherever they are."""

    def __init__(self, town: Town, siti: Someone, chance: random.Random) -> None:
        self.town, self.siti, self.chance = town, siti, chance
        self.cases: dict[str, Case] = {code: town.case(siti, name=f"Orang {code}", days=30) for code in CODES}
        self.sentences: list[str] = []
        self.refused: set[str] = set()
        self.sent: list[tuple[int, str]] = []

    @property
    def open_code(self) -> str | None:
        """Whose check-in stands on the screen."""
        found = re.match(r"Kabar (R-\d+)", self.siti.screen)
        return found[1] if found else None

    def sentence(self, code: str) -> str:
        said = f"kalimat{len(self.sentences)}tentang{code.replace('-', '')} dan seterusnya"
        self.sentences.append(said)
        return said

    def types(self, text: str, said: str | None = None) -> None:
        chat = self.siti.phone.chat
        before = set(chat.messages)
        self.siti.phone.types(text)
        self.sent += [(number, text) for number in set(chat.messages) - before]
        self.town.settles()
        self.answers(said)

    def answers(self, said: str | None) -> None:
        """What the bot asks back is answered truly."""
        screen = self.siti.screen
        if said is not None and any(words in screen for words in TOLD):
            self.refused.add(said)
        meant = None if said is None else TAG.search(said)
        if "mau dimasukkan" in screen:
            mine = meant is not None and self.open_code == f"R-{meant[1][1:]}"
            self.siti.taps("Ya, masukkan" if mine else "Bukan")
            self.answers(said)
        elif "Ini catatan tentang siapa?" in screen and meant is not None:
            self.siti.taps(f"R-{meant[1][1:]}")
            self.answers(said)
        elif any("Jadikan catatan" in label for label in self.siti.labels):
            self.siti.taps("Jadikan catatan")

    def step(self) -> None:
        if not any(message.from_bot for message in self.siti.phone.messages):
            self.siti.sends("/menu")  # what stood there was taken away after a while
        self.chance.choice(
            (
                self.begins, self.says, self.says, self.says, self.says_of_another, self.says_in_two, self.changes,
                self.waits, self.goes_on, self.leaves, self.restarts,
            )
        )()  # fmt: skip

    def begins(self) -> None:
        self.siti.sends("/catat").taps(self.chance.choice(CODES))

    def says(self) -> None:
        said = self.sentence(self.open_code or self.chance.choice(CODES))
        self.types(said, said)

    def says_of_another(self) -> None:
        code = self.chance.choice(CODES)
        said = self.sentence(code)
        self.types(f"{self.chance.choice((code, code.lower(), code.replace('-', ' ')))} {said}", said)

    def says_in_two(self) -> None:
        code = self.open_code
        if code is None:
            return
        first, second = self.sentence(code), self.sentence(code)
        self.siti.phone.types(first)
        self.siti.phone.types(second)
        self.town.settles()
        for said in (first, second):
            self.answers(said)
        if any(words in self.siti.screen for words in TOLD):
            self.refused |= {first, second}

    def changes(self) -> None:
        """An old message is changed, or only reacted to; what it said then was about whom it was about."""
        if not self.sent:
            return
        number, text = self.chance.choice(self.sent)
        user = {"id": self.siti.phone.user.id, "is_bot": False, "first_name": "Siti"}
        chat = {"id": self.siti.phone.user.id, "type": "private"}
        at = int(self.town.clock.at.timestamp())
        changed = {"message_id": number, "from": user, "chat": chat, "date": at, "edit_date": at, "text": text}
        self.town.server.inject({"edited_message": changed})
        self.town.settles()

    def waits(self) -> None:
        self.town.passes(minutes=self.chance.choice((1, 20, 200, 700)))

    def restarts(self) -> None:
        self.town.restarts()

    def goes_on(self) -> None:
        """A button of the screen, but for those that throw away, and "without a note"."""
        labels = [
            label
            for label in self.siti.labels
            if not re.search("Buang|Mendesak|Pilih tanggal|Tanpa catatan|Info bantuan", label)
        ]
        if labels:
            self.siti.taps(self.chance.choice(labels))

    def leaves(self) -> None:
        self.siti.sends("/menu")

    def kept(self) -> dict[str, str]:
        """All that is saved about each of them, and all that waits in drafts ("")."""

        def ask(tx: Tx) -> dict[str, str]:
            found = {}
            for code, case in self.cases.items():
                rows = [checkins.read(tx, self.siti.person, case, row.id) for row in checkins.moments(tx, case, 50)]
                found[code] = " ".join(str(row.answers.get("note", "")) for row in rows if row is not None)
            waiting = tx.execute(drafts.select()).all()
            found[""] = " ".join(tx.open(row.answers, "drafts", "answers", row.token) for row in waiting)
            for row in waiting:
                of = next((one for one, case in self.cases.items() if case.id == row.case_id), None)
                if of is not None:
                    said = tx.open(row.answers, "drafts", "answers", row.token)
                    assert about(said) <= {of}, f"in the draft of {of}: {said}"
            return found

        return self.town.asks(ask)


@pytest.mark.parametrize("seed", range(8))
def test_no_word_lands_with_somebody_else_and_none_is_lost_untold(town: Town, siti: Someone, seed: int) -> None:
    walk = Walk(town, siti, random.Random(seed))
    for _ in range(STEPS):
        walk.step()
        kept = walk.kept()
        for code in CODES:
            assert about(kept[code]) <= {code}, f"in the notes of {code}: {kept[code]}"
    everywhere = " ".join(walk.kept().values())
    lost = [said for said in walk.sentences if said not in everywhere and said not in walk.refused]
    assert lost == []
