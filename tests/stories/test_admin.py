"""An admin's days: people, not notes."""

import pytest
from sqlalchemy import update

from bot.domain.people import Role
from bot.domain.presses import Answer, CaseCard, CaseList, CheckIn, CheckInList, NewCase, PastCheckIns, ReadCheckIn
from bot.store.engine.database import Tx
from bot.store.engine.tables import cases
from bot.store.queues import backlog
from tests.driver import Someone, Town
from tests.stories.test_supervisor import link_in


def test_inviting_a_supervisor_and_another_admin(town: Town) -> None:
    ratna = town.joins(Role.ADMIN, "Ratna")
    ratna.sends("/menu").taps("Undang supervisor").types("Yusuf").sees("Tautan sekali pakai untuk S-01")
    yusuf = town.phone("Yusuf")
    yusuf.phone.opens(link_in(ratna))
    town.settles()
    yusuf.taps("Bapak", "WIB").sees("Terima kasih, Bapak.")
    ratna.sees("S-01 sudah bergabung.").sends("/menu").taps("Undang admin").types("Tono").sees("A-02")
    ratna.sends("/menu").taps("Petugas").sees("A-01 Ratna", "A-02 Tono: belum bergabung", "S-01 Yusuf")


def test_an_admin_never_reaches_a_case(town: Town, siti: Someone) -> None:
    ratna = town.joins(Role.ADMIN, "Ratna")
    case = town.case(siti, name="Arman")
    siti.checks_in("R-001")
    ratna.sends("/menu")
    for press in (
        CaseCard(case.id),
        CheckIn(case.id),
        PastCheckIns(case.id),
        ReadCheckIn(case.id, 1),
        CaseList(),
        CheckInList(),
        NewCase(),
    ):
        ratna.forges(press).sees("Tombol itu dari layar lama.")
    ratna.forges(Answer("contact", "visit", token="ff", form="checkin", about=case.id)).sees_no("R-001", "Arman")
    ratna.sends("/dampingan").sends("/catat").sends("/jadwal").sees_no("R-001", "Arman")


@pytest.mark.in_chat("a turn that fails on the page is tried beside it")
def test_an_admin_hears_of_a_message_that_cannot_be_handled(town: Town, siti: Someone) -> None:
    ratna = town.joins(Role.ADMIN, "Ratna")
    ratna.sends("/menu")

    def spoil(tx: Tx) -> None:
        tx.execute(update(cases).values(name=b"\x01" + b"0" * 60))

    town.case(siti)
    siti.sends("/dampingan").taps("R-001")
    town.asks(spoil)
    siti.phone.taps("Lihat nama")
    town.settles()
    town.passes(minutes=1)
    siti.sees("Mohon maaf, Ibu, ada gangguan di sistem kami.")
    ratna.sees("Ada satu pesan yang tidak dapat diolah").sees_no("Arman", "R-001")
    siti.sends("/menu").sees("Selamat pagi")
    assert town.asks(backlog.waiting_rows)["inbox_failed"] == 1
