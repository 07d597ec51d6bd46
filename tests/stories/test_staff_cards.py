"""The card of one of the staff: what is told of them, and what each leader can do about them; whatever their state."""

import re
from datetime import timedelta

import pytest

from bot.domain.people import Person, Role
from bot.i18n import language
from bot.reference.calendar import calendar
from bot.store.caseload import handing_over
from bot.store.engine.database import Tx
from bot.store.people import absences, people, phones
from bot.turn import Turn
from handlers.leader.people import team
from tests.driver import TUESDAY, Someone, Town

DAY = timedelta(days=1)


class Staff:
    """One of each kind."""

    def __init__(self, town: Town, yusuf: Someone, siti: Someone, rahmat: Someone, ratna: Someone) -> None:
        self.town, self.yusuf, self.ratna = town, yusuf, ratna
        town.case(siti)
        town.case(siti, name="Bayu")
        dewi = town.joins(Role.MENTOR, "Dewi", supervisor=yusuf)
        kept = town.joins(Role.MENTOR, "Kiki", supervisor=yusuf)
        town.joins(Role.MENTOR, "Lia")
        lost_phone = town.joins(Role.MENTOR, "Mira", supervisor=yusuf)
        wati = town.joins(Role.SUPERVISOR, "Wati")

        def begins(tx: Tx) -> None:
            away(tx, yusuf.person, dewi.person, cover=siti.person)
            away(tx, ratna.person, wati.person, cover=None)
            handing_over.keep_out(tx, yusuf.person, kept.person, None)
            absences.ask(tx, siti.person, TUESDAY + 9 * DAY, TUESDAY + 12 * DAY, None)
            people.add(tx, Role.SUPERVISOR, "Undangan", None)
            people.add(tx, Role.ADMIN, "Undangan", None)
            people.add(tx, Role.MENTOR, "Undangan", yusuf.person.id)
            lost = people.by_id(tx, lost_phone.person.id) or lost_phone.person
            people.cut_off(tx, ratna.person, lost)
            phones.ask(tx, ratna.person, lost, alone=False)

        town.asks(begins)

    def card(self, looks: Someone, code: str) -> str:
        """The card of this one, as this leader sees it: its text, and its buttons in brackets."""

        def show(tx: Tx) -> str:
            turn = Turn(tx, tx.now, looks.person, language("id"), 1, calendar)
            found = people.by_code(tx, code)
            assert found is not None
            said = team.person_screen(turn, found)
            rows = (" · ".join(str(button.label) for button in row) for row in said.rows[:-1])
            return " ".join(("; ".join(str(said.text).splitlines()), *(f"[{row}]" for row in rows)))

        return self.town.asks(show)


def away(tx: Tx, leader: Person, person: Person, cover: Person | None) -> None:
    number = absences.ask(tx, person, TUESDAY - DAY, TUESDAY + 3 * DAY, None)
    asked = absences.by_id(tx, number)
    assert asked is not None and absences.agree(tx, leader, asked, cover.id if cover else None) is None


@pytest.fixture
def staff(town: Town, yusuf: Someone, siti: Someone, rahmat: Someone, ratna: Someone) -> Staff:
    return Staff(town, yusuf, siti, rahmat, ratna)


TO_THEIR_SUPERVISOR = """
M-01 Siti: 2 dampingan
    [Ganti ponsel · Tangguhkan] [Serahkan semua · Keluarkan] [Permohonan cuti]
M-02 Dewi: 0 dampingan, cuti Sen, 23 Nov s.d. Jum, 27 Nov; Pengganti: M-01
    [Ganti ponsel · Tangguhkan] [Serahkan semua · Keluarkan] [Pilih pengganti]
M-03 Kiki: ditangguhkan; Pengganti: S-01
    [Ganti ponsel · Izinkan lagi] [Serahkan semua · Keluarkan] [Pilih pengganti]
M-05 Mira: belum bergabung
    [Ponsel baru? · Tangguhkan] [Serahkan semua · Keluarkan]
M-06 Undangan: belum bergabung
    [Tautan baru · Tangguhkan] [Serahkan semua · Keluarkan]
S-01 Yusuf: 5 pendamping
"""
TO_AN_ADMIN = """
M-01 Siti: 2 dampingan; Supervisor: S-01
    [Ganti ponsel · Tangguhkan] [Ganti supervisor · Serahkan semua · Keluarkan]
M-02 Dewi: 0 dampingan, cuti Sen, 23 Nov s.d. Jum, 27 Nov; Supervisor: S-01; Pengganti: M-01
    [Ganti ponsel · Tangguhkan] [Ganti supervisor · Serahkan semua · Keluarkan] [Pilih pengganti]
M-03 Kiki: ditangguhkan; Supervisor: S-01; Pengganti: S-01
    [Ganti ponsel · Izinkan lagi] [Ganti supervisor · Serahkan semua · Keluarkan] [Pilih pengganti]
M-04 Lia: 0 dampingan; Supervisor: belum ada
    [Ganti ponsel · Tangguhkan] [Ganti supervisor · Serahkan semua · Keluarkan]
M-05 Mira: belum bergabung; Supervisor: S-01
    [Minta sekali lagi · Tangguhkan] [Ganti supervisor · Serahkan semua · Keluarkan]
M-06 Undangan: belum bergabung; Supervisor: S-01
    [Tautan baru · Tangguhkan] [Ganti supervisor · Serahkan semua · Keluarkan]
S-01 Yusuf: 5 pendamping
    [Ganti ponsel · Tangguhkan] [Serahkan tim · Keluarkan]
S-02 Rahmat: 0 pendamping
    [Ganti ponsel · Tangguhkan] [Serahkan tim · Keluarkan]
S-03 Wati: 0 pendamping, cuti Sen, 23 Nov s.d. Jum, 27 Nov; Pengganti: belum ada
    [Ganti ponsel · Tangguhkan] [Serahkan tim · Keluarkan] [Pilih pengganti]
S-04 Undangan: belum bergabung
    [Tautan baru · Tangguhkan] [Serahkan tim · Keluarkan]
A-02 Undangan: belum bergabung
    [Tautan baru · Tangguhkan] [Keluarkan]
"""


@pytest.mark.parametrize(("looks", "cards"), [("yusuf", TO_THEIR_SUPERVISOR), ("ratna", TO_AN_ADMIN)])
def test_each_card_tells_who_they_are_and_offers_what_this_leader_may_do(staff: Staff, looks: str, cards: str) -> None:
    who = staff.yusuf if looks == "yusuf" else staff.ratna
    expected = [card.replace("\n    ", " ") for card in re.split(r"\n(?=\S)", cards.strip())]
    assert [staff.card(who, card.split()[0]) for card in expected] == expected
