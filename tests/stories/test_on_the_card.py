"""What stands on the card of somebody, in the lists, and behind its buttons: for whom, and in which life of a case."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.domain.people import Role
from bot.domain.planning import Planned
from bot.store.caseload import cases, prompts
from bot.store.engine.database import Tx
from bot.store.people import absences
from bot.store.rights import self_checks
from tests.driver import Someone, Town
from tests.stories.test_participant import by_phone, joined


@pytest.fixture(params=["sqlite"])
def kind(request: pytest.FixtureRequest) -> str:
    """What stands on a screen is the same on both databases."""
    return str(request.param)


def card(who: Someone, code: str = "R-001") -> Someone:
    """The card of somebody, from the list."""
    return who.sends("/dampingan").taps(code)


# -- the card ----------------------------------------------------------------------------------------------------------


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
        assert who.labels == [reads, "Riwayat", "Kembali", "Menu"]
        who.types("R-002").sees("Pendampingan ini sudah selesai.")
        assert who.labels == ["Riwayat", "Kembali", "Menu"]


def test_a_leader_who_covers_records_and_one_who_does_not_greets(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti)
    own = town.case(yusuf, name="Bayu")
    card(yusuf)
    assert {"👋 Sapa pendamping", "Ambil alih", "Irama dan jeda"} <= set(yusuf.labels)
    assert not {"📝 Catat kabar", "Baca catatan", "Peserta"} & set(yusuf.labels)
    card(yusuf, own.code)
    assert {"📝 Catat kabar", "Peserta", "Rujukan"} <= set(yusuf.labels)
    assert not {"👋 Sapa pendamping", "Ambil alih", "Baca dan perbaiki"} & set(yusuf.labels)


def test_a_cover_has_what_a_contact_needs(town: Town, yusuf: Someone, siti: Someone) -> None:
    budi = town.joins(Role.MENTOR, "Budi", supervisor=yusuf)
    town.case(siti)
    siti.checks_in("R-001")
    stands_in(town, yusuf, siti, budi)
    card(budi)
    assert budi.labels == ["📝 Catat kabar", "🆘 Mendesak", "Kembali", "Menu"]
    card(siti)
    assert {"Baca dan perbaiki", "Irama dan jeda", "Riwayat", "Rujukan", "Peserta"} <= set(siti.labels)


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


# -- lists -------------------------------------------------------------------------------------------------------------


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


def test_the_schedule_names_what_is_not_the_planned_contact(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=2)
    town.asks(
        lambda tx: prompts.plan(
            tx, case, Planned("plan_review", town.clock.now() + timedelta(days=3)), siti.person.id, None, "cadence"
        )
    )
    siti.sends("/jadwal").sees("R-001: Kam, 26 Nov, 10.00\n", "(Tinjau rencana)")
    assert siti.screen.count("(") == 1
    assert siti.labels.count("R-001") == 1, "one button for all that is planned with somebody"


def test_an_empty_schedule_and_an_empty_day_say_so(town: Town, siti: Someone) -> None:
    siti.sends("/jadwal").sees("Belum ada yang direncanakan.")
    town.case(siti, days=2)
    siti.sends("/jadwal").taps("Berkas kalender", "Rab, 25 Nov").sees("Tidak ada rencana pada Rabu, 25 November 2026.")
    siti.taps("Kembali", "Berkas kalender", "Kam, 26 Nov").sees("Kalender untuk Kamis, 26 November 2026.")


# -- behind its buttons ------------------------------------------------------------------------------------------------


def test_the_course_is_spoken_of_only_by_those_who_follow_it(town: Town, siti: Someone) -> None:
    town.case(siti)
    card(siti).taps("Irama dan jeda").sees("Setiap minggu")
    assert "Saat ini:" not in siti.screen and "Hapus hari tenang" not in siti.labels
    siti.taps("Ganti irama", "Mengikuti perjalanan").sees("Saat ini: Setiap minggu")


def test_walls_and_endings_are_a_leaders(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti)
    leaders = {"Jangan dipertemukan", "Akhiri bersama"}
    assert leaders <= set(card(yusuf).taps("Irama dan jeda").labels)
    assert not leaders & set(card(siti).taps("Irama dan jeda").labels)


def test_quiet_days_are_written_by_their_year(town: Town, siti: Someone) -> None:
    case = town.case(siti)
    spans = [(date(2026, 12, 8), date(2026, 12, 9), False), (date(2027, 1, 4), date(2027, 1, 4), True)]
    town.asks(lambda tx: cases.set_quiet(tx, siti.person, case, spans))
    card(siti).taps("Irama dan jeda").sees("Tenang: Sel, 8 Des sampai Rab, 9 Des", "Tenang setiap tahun: ")
    assert "Hapus hari tenang" in siti.labels


def test_going_on_brings_back_the_greetings_they_wished_for(town: Town, siti: Someone) -> None:
    case = town.case(siti)
    arman = joined(town, siti, case)
    arman.sends("/menu").taps("Pengaturan", "Sapaan").sees("setiap minggu")
    card(siti).taps("Irama dan jeda", "Jeda", "2 minggu")
    town.passes(days=8)
    assert not any("Apa kabar?" in text for text in arman.phone.texts())
    card(siti).taps("Irama dan jeda", "▶️ Lanjutkan").sees("Dilanjutkan. Kontak berikut:")
    town.passes(days=8)
    assert any("Apa kabar?" in text for text in arman.phone.texts())


def test_whoever_covers_hears_that_it_goes_on(town: Town, yusuf: Someone, siti: Someone) -> None:
    budi = town.joins(Role.MENTOR, "Budi", supervisor=yusuf)
    town.case(siti)
    card(siti).taps("Irama dan jeda", "Jeda", "2 minggu").sees("Dijeda.")
    town.passes(days=10)
    stands_in(town, yusuf, siti, budi)
    town.passes(days=4)
    budi.sees("Jeda yang disepakati selesai hari ini.")
    assert "Perpanjang jeda" not in budi.labels, "how long a pause is, is not theirs to say"
    budi.taps("Lanjutkan").sees("Dilanjutkan. Kontak berikut:", "Terima kasih, Ibu.")
    assert budi.labels == ["Menu"]


def test_referrals_that_are_still_open_can_be_opened(town: Town, siti: Someone) -> None:
    town.case(siti, days=60)
    card(siti).taps("Rujukan", "Tambah rujukan", "Kesehatan").sees("Kesehatan: diajukan")
    siti.taps("Tambah rujukan", "Pekerjaan").taps("Kesehatan", "Selesai").sees("Kesehatan: selesai")
    assert "Pekerjaan" in siti.labels and "Kesehatan" not in siti.labels
    assert "Belum ada." not in siti.screen


def test_the_history_tells_what_was_sent_and_what_was_not(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti, hours=1)
    card(siti).taps("Riwayat").sees("Kontak, Sel, 24 Nov, 11.00: direncanakan. Belum dikirim.")
    town.passes(hours=1)
    card(siti).taps("Riwayat").sees("Sel, 24 Nov, 11.00: menunggu jawaban. Ke M-01, Sel, 24 Nov, 11.00.")
    siti.checks_in("R-001")
    town.asks(lambda tx: prompts.end_stopped(tx, case, "closing"))
    card(siti).taps("Riwayat").sees("11.00: sudah dijawab. Ke M-01", "tidak diperlukan lagi. Tidak dikirim.")


def test_their_phone_can_be_changed_while_there_is_one(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti)
    card(siti).taps("Peserta").sees("Belum ada yang diundang.")
    assert {"Tautan sekali pakai", "Kode 6 angka"} <= set(siti.labels) and "Ganti ponsel" not in siti.labels
    joined(town, siti, case)
    card(siti).taps("Peserta").sees("W-01: sudah bergabung.", "Sudah setuju: ")
    assert "Ganti ponsel" in siti.labels and "Tautan sekali pakai" not in siti.labels
    town.asks(lambda tx: cases.end(tx, yusuf.person, case))
    back = siti.remembers("Ganti ponsel")
    siti.presses(back).taps("Ya, lanjut").sees("W-01: belum bergabung.")
    assert siti.labels == ["Kembali", "Menu"], "after the end nobody is invited anew"


def test_which_contact_is_put_off_is_said(town: Town, siti: Someone) -> None:
    town.case(siti, hours=1)
    town.passes(hours=1)
    siti.taps("Nanti").sees("Dampingan R-001.")
    siti.sends("/dampingan").taps("R-001", "Irama dan jeda", "Jeda").sees("R-001", "Tidak perlu alasan.")
