"""The card of somebody and the list: what stands there, for whom, and in which life of a case."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.people import Role
from bot.store.caseload import cases, prompts
from bot.store.engine.database import Tx
from bot.store.people import absences
from bot.store.rights import self_checks
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_participant import by_phone, joined

pytestmark = ON_ONE_DATABASE


def card(who: Someone, code: str = "R-001") -> Someone:
    """The card of somebody, from the list."""
    return who.sends("/dampingan").taps(code)


def test_the_card_says_what_comes_next(town: Town, siti: Someone) -> None:
    case = town.case(siti, hours=2)
    card(siti).sees("Kontak berikut: Selasa, 24 November 2026 pukul 12.00 WIB", "Belum ada kabar yang dicatat.")
    town.passes(days=2)
    card(siti).sees("🔔 Menunggu sejak Selasa, 24 November 2026 pukul 12.00 WIB")
    assert "Kontak berikut" not in siti.screen
    town.asks(lambda tx: prompts.end_stopped(tx, case, "closing"))
    card(siti).sees("Setiap minggu.", "Belum ada yang direncanakan.")
    town.asks(lambda tx: cases.pause(tx, siti.person, case))
    card(siti).sees("Setiap minggu. Sedang jeda.")


def test_a_contact_of_today_has_its_hour_and_an_earlier_one_its_day(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/catat").taps("R-001", "Kunjungan", "Semua baik", "1 minggu", "Hari lain", "Kemarin", "Simpan")
    card(siti).sees("Sen, 23 Nov: terhubung")
    siti.taps("Baca dan perbaiki", "Sen, 23 Nov").sees("R-001, Sen, 23 Nov", "Dicatat: Sel, 24 Nov, 10.00")
    siti.sends("/catat").taps("R-001", "Belum terhubung", "Sedang bekerja", "Besok", "Simpan")
    card(siti).sees("Sel, 24 Nov, 10.00: belum terhubung", "Sen, 23 Nov: terhubung")
    assert "Belum ada kabar yang dicatat." not in siti.screen
    siti.taps("Baca dan perbaiki", "Sel, 24 Nov, 10.00")
    assert "Dicatat:" not in siti.screen and "versi" not in siti.screen


def test_what_they_say_of_themselves_stands_there_where_they_said_anything(town: Town, siti: Someone) -> None:
    case = town.case(siti)
    arman = joined(town, siti, case)
    card(siti)
    assert "Kabar dari peserta" not in siti.screen

    def says(feeling: str) -> None:
        town.clock.at += timedelta(minutes=1)
        town.asks(lambda tx: self_checks.save(tx, by_phone(tx, arman), case, {"feeling": feeling, "call": "no"}))

    says("1")
    card(siti).sees("Kabar dari peserta:", "Sel, 24 Nov")
    says("0")
    card(siti)
    assert "Kabar dari peserta" not in siti.screen, "they would rather not say"


def test_whose_accompaniment_has_ended_is_read_about_and_nothing_else(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    recorded, never = town.case(siti), town.case(siti, name="Bayu")
    siti.checks_in("R-001")
    town.asks(lambda tx: [cases.end(tx, yusuf.person, one) for one in (recorded, never)])
    for who, reads in ((siti, "Baca dan perbaiki"), (yusuf, "Baca catatan")):
        who.types("R-001").sees("Pendampingan ini sudah selesai.")
        why = ["Alasan selesai"] if who is yusuf else []
        assert who.labels == [reads, "Linimasa", *why, "Lihat nama", "Kembali", "Menu"]
        who.types("R-002").sees("Pendampingan ini sudah selesai.")
        assert who.labels == ["Linimasa", *why, "Lihat nama", "Kembali", "Menu"]


def test_a_leader_who_covers_records_and_one_who_does_not_greets(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti)
    own = town.case(yusuf, name="Bayu")
    card(yusuf)
    assert {"👋 Sapa pendamping", "Ambil alih", "Irama dan jeda"} <= set(yusuf.labels)
    assert not {"📝 Catat kabar", "Baca catatan", "Peserta"} & set(yusuf.labels)
    card(yusuf, own.code)
    assert {"📝 Catat kabar", "Peserta", "Linimasa"} <= set(yusuf.labels)
    assert not {"👋 Sapa pendamping", "Ambil alih", "Baca dan perbaiki"} & set(yusuf.labels)


def test_a_cover_has_what_a_contact_needs(town: Town, yusuf: Someone, siti: Someone) -> None:
    budi = town.joins(Role.MENTOR, "Budi", supervisor=yusuf)
    town.case(siti)
    siti.checks_in("R-001")
    stands_in(town, yusuf, siti, budi)
    card(budi)
    assert budi.labels == ["📝 Catat kabar", "🆘 Mendesak", "Lihat nama", "Kontak aman", "Kembali", "Menu"]
    card(siti)
    assert {"Baca dan perbaiki", "Irama dan jeda", "Linimasa", "Peserta"} <= set(siti.labels)


def stands_in(town: Town, leader: Someone, away: Someone, cover: Someone | None, days: int = 9) -> None:
    """From now on somebody is away, and somebody else covers."""
    cover_id = None if cover is None else cover.person.id
    now = town.clock.now()
    asked = town.asks(lambda tx: absences.ask(tx, away.person, now, now + timedelta(days=days), cover_id))

    def agree(tx: Tx) -> None:
        found = absences.by_id(tx, asked)
        assert found is not None
        absences.agree(tx, leader.person, found, cover_id)

    town.asks(agree)


def test_the_list_says_how_it_stands_with_each(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, name="Arman", hours=1)
    town.case(siti, name="Bayu", days=2)
    paused, unplanned = town.case(siti, name="Citra"), town.case(siti, name="Dedi")

    def stops(tx: Tx) -> None:
        cases.pause(tx, siti.person, paused)
        for one in (paused, unplanned):
            prompts.end_stopped(tx, one, "closing")

    town.asks(stops)
    town.passes(days=1)
    for who in (siti, yusuf):
        who.sends("/dampingan").sees(
            "🔔 R-001: menunggu sejak Sel, 24 Nov, 11.00", "\nR-002: Kam, 26 Nov, 10.00",
            "R-003: sedang jeda", "R-004: belum ada rencana",
        )  # fmt: skip


def test_a_leader_without_anybody_is_shown_how_to_begin(town: Town, yusuf: Someone, siti: Someone) -> None:
    yusuf.sends("/dampingan").sees("Tim Bapak belum memiliki dampingan.")
    assert "➕ Tambah dampingan" in yusuf.labels
    siti.sends("/dampingan").sees("Belum ada dampingan untuk Ibu.")
    assert "➕ Tambah dampingan" not in siti.labels


def test_back_from_a_card_leads_a_leader_to_the_list_it_stands_in(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti)
    town.case(siti, track="P", name="Bunga")
    yusuf.sends("/dampingan").sees("R-001").taps("P (").sees("P-001").taps("P-001", "Kembali").sees("P-001")
    assert "R-001" not in yusuf.screen
    card(yusuf).taps("Kembali").sees("R-001")
    assert "P-001" not in yusuf.screen
    card(siti, "P-001").taps("Kembali").sees("R-001", "P-001")
