"""The card before a contact: what stands on it, for whom, what a tap adds, and what never stands there."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.people import Role
from bot.domain.presses import CaseCard
from bot.store.caseload import cases, checkins, flags, requests
from bot.store.caseload.cases import Case
from bot.store.engine.database import Tx
from bot.store.engine.tables import audit, checkin_revisions
from bot.store.rights import grants
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_agreed import AGREED, GOOD, agrees
from tests.stories.test_caseload import card, stands_in
from tests.stories.test_no_notes import says_no
from tests.stories.test_participant import by_phone

SHOWN = f"Kesepakatan terakhir (M-01): {AGREED}"


def looks(town: Town) -> list[str]:
    def found(tx: Tx) -> list[str]:
        rows = tx.execute(audit.select().order_by(audit.c.id))
        return [row.verb for row in rows if row.verb in ("read_name", "read_checkin")]

    return town.asks(found)


def test_the_name_and_what_was_agreed_come_with_a_tap_and_are_noted_once(town: Town, siti: Someone, case: Case) -> None:
    agrees(siti).taps("Simpan")
    card(siti).sees("R-001\nSetiap minggu.", "Sel, 24 Nov, 10.00: terhubung (Kunjungan)")
    assert "Arman" not in siti.screen and AGREED not in siti.screen and looks(town) == []
    siti.taps("Lihat nama").sees("R-001 Arman", SHOWN)
    assert GOOD not in siti.screen and looks(town) == ["read_name", "read_checkin"]
    siti.taps("Tutup nama").sees("R-001\nSetiap minggu.")
    assert "Arman" not in siti.screen and AGREED not in siti.screen
    assert looks(town) == ["read_name", "read_checkin"], "what is hidden is not read again"
    siti.taps("Lihat nama")
    town.passes(minutes=11)
    siti.sees_no("Arman", AGREED)


@ON_ONE_DATABASE
def test_where_nothing_was_agreed_nothing_is_read(town: Town, siti: Someone, case: Case) -> None:
    siti.checks_in("R-001")
    card(siti).taps("Lihat nama").sees("R-001 Arman")
    assert "Kesepakatan" not in siti.screen and looks(town) == ["read_name"]


@ON_ONE_DATABASE
def test_what_was_agreed_stands_through_a_try_that_failed_and_not_past_the_next_contact(
    town: Town, siti: Someone, case: Case
) -> None:
    agrees(siti).taps("Simpan")
    siti.checks_in("R-001", "Belum terhubung", "Sedang bekerja", "Besok", "Simpan")
    card(siti).taps("Lihat nama").sees(SHOWN, "10.00: belum terhubung")
    siti.checks_in("R-001")
    card(siti).taps("Lihat nama").sees("R-001 Arman")
    assert AGREED not in siti.screen


@ON_ONE_DATABASE
def test_whoever_types_the_name_is_shown_it_and_whoever_types_the_code_is_not(
    town: Town, siti: Someone, case: Case
) -> None:
    siti.sends("/menu").types("Arman").sees("R-001 Arman")
    assert "Tutup nama" in siti.labels and looks(town) == ["read_name"]
    siti.sends("/menu").types("R-001").sees("R-001\n")
    assert "Arman" not in siti.screen and looks(town) == ["read_name"]
    town.case(siti, name="Arman Jaya", days=30)
    siti.sends("/menu").types("arman").sees("lebih dari satu").taps("R-002").sees("R-002 Arman Jaya")


@ON_ONE_DATABASE
def test_three_contacts_stand_there_and_how_they_were(town: Town, siti: Someone, case: Case) -> None:
    for how in ("Telepon", "Pesan", "Lewat keluarga", "Kunjungan"):
        siti.checks_in("R-001", how, "Semua baik", "1 minggu", "Simpan")
        town.passes(days=1)
    card(siti).sees("Jum, 27 Nov, 10.00: terhubung (Kunjungan)", "(Lewat keluarga)", "(Pesan)")
    assert "(Telepon)" not in siti.screen
    town.asks(lambda tx: tx.execute(checkin_revisions.update().values(contact=None)))
    card(siti).sees("Jum, 27 Nov, 10.00: terhubung\n")


@ON_ONE_DATABASE
def test_an_urgent_flag_comes_first_until_it_is_over(
    town: Town, yusuf: Someone, rahmat: Someone, siti: Someone, case: Case
) -> None:
    siti.sends("/menu").taps("🆘 Mendesak", "R-001")
    for who in (siti, yusuf):
        card(who)
        assert who.screen.startswith("🆘 Mendesak sejak Sel, 24 Nov, 10.00: belum ada yang menangani.")
    yusuf.sends("/menu").taps("Penanda", "R-001", "Saya tangani")
    card(siti).sees("🆘 Mendesak sejak Sel, 24 Nov, 10.00: sedang ditangani S-01.")
    yusuf.sends("/menu").taps("Penanda", "R-001", "Tutup penanda").types("Sudah aman.")
    card(siti)
    assert "Mendesak sejak" not in siti.screen
    assert town.asks(lambda tx: flags.open_of(tx, siti.person, case.id)) is None


@ON_ONE_DATABASE
def test_referrals_and_requests_are_a_line_each(
    town: Town, yusuf: Someone, siti: Someone, arman: Someone, case: Case
) -> None:
    def asks(tx: Tx) -> None:
        person = by_phone(tx, arman)
        requests.raise_one(tx, person, case, "info", text="Di mana kantornya?")
        requests.raise_one(tx, person, case, "info", text="Jam berapa?")
        requests.raise_one(tx, person, case, "access")

    town.asks(asks)
    card(siti).taps("Linimasa", "Rujukan")
    for topic in ("Kesehatan", "Urusan"):
        siti.taps("Tambah rujukan", topic, "Lainnya", "Tanpa nama")
    card(siti).sees("Rujukan berjalan: ", "Kesehatan", "Urusan", "Permintaan terbuka: Pertanyaan (2)")
    assert "data saya" not in siti.screen.casefold(), "a right is with whoever leads"
    card(yusuf).sees("Rujukan berjalan: ", "Pertanyaan (2)", " dan ")
    siti.sends("/dampingan").taps("R-001", "Linimasa", "Rujukan", "Kesehatan", "Selesai")
    card(siti).sees("Rujukan berjalan: Urusan")
    assert "Kesehatan" not in siti.screen


def complains(town: Town, arman: Someone, case: Case) -> None:
    def asks(tx: Tx) -> None:
        for kind in ("complaint", "complaint_above", "harm", "harm_above"):
            requests.raise_one(tx, by_phone(tx, arman), case, kind, text="Ini soal dia.")

    town.asks(asks)


@ON_ONE_DATABASE
def test_what_goes_past_somebody_stands_on_nobodys_card(
    town: Town, yusuf: Someone, siti: Someone, arman: Someone, case: Case
) -> None:
    before = {who: card(who).screen for who in (siti, yusuf)}
    complains(town, arman, case)
    for who, was in before.items():
        assert card(who).screen == was
        assert who.taps("Lihat nama").screen == was.replace("R-001", "R-001 Arman", 1)


@ON_ONE_DATABASE
def test_a_leader_reads_what_they_may_read_without_a_reason_and_no_more(
    town: Town, yusuf: Someone, siti: Someone, case: Case
) -> None:
    agrees(siti).taps("Simpan")
    card(yusuf).sees("Sel, 24 Nov, 10.00: terhubung").taps("Lihat nama").sees("R-001 Arman")
    assert AGREED not in yusuf.screen and "Kunjungan" not in yusuf.screen
    town.asks(lambda tx: grants.give(tx, yusuf.person, case, "Menyiapkan rujukan", glass=False))
    card(yusuf).taps("Lihat nama")
    assert AGREED not in yusuf.screen and looks(town) == ["read_name", "read_name"]


@ON_ONE_DATABASE
def test_a_cover_sees_the_contact_and_not_what_was_written(
    town: Town, yusuf: Someone, siti: Someone, case: Case
) -> None:
    agrees(siti).taps("Simpan")
    card(siti).taps("Linimasa", "Rujukan", "Tambah rujukan", "Kesehatan", "Lainnya", "Tanpa nama")
    budi = town.joins(Role.MENTOR, "Budi", supervisor=yusuf)
    stands_in(town, yusuf, siti, budi)
    card(budi).taps("Lihat nama").sees("R-001 Arman", "10.00: terhubung")
    assert not [word for word in (AGREED, "Kunjungan", "Rujukan") if word in budi.screen]


@ON_ONE_DATABASE
def test_nobody_else_opens_it_with_a_forged_button(
    town: Town, yusuf: Someone, rahmat: Someone, siti: Someone, case: Case
) -> None:
    budi = town.joins(Role.MENTOR, "Budi", supervisor=yusuf)
    agrees(siti).taps("Simpan")
    for who in (budi, rahmat):
        who.sends("/menu").forges(CaseCard(case.id, named=True)).sees_no("Arman", AGREED)
    assert looks(town) == []


@ON_ONE_DATABASE
def test_in_each_life_of_a_case(town: Town, yusuf: Someone, siti: Someone, case: Case) -> None:
    agrees(siti).taps("Simpan")
    town.asks(lambda tx: cases.pause(tx, siti.person, case))
    card(siti).taps("Lihat nama").sees("R-001 Arman", "Sedang jeda", SHOWN)
    town.asks(lambda tx: cases.end(tx, yusuf.person, case))
    siti.types("R-001").taps("Lihat nama").sees("R-001 Arman", "sudah selesai")
    assert AGREED not in siti.screen, "there is no contact to prepare"
    siti.sends("/menu").types("Arman").sees_no(SHOWN)


@ON_ONE_DATABASE
def test_of_whoever_wants_no_notes_nothing_is_shown_unasked(
    town: Town, siti: Someone, arman: Someone, case: Case
) -> None:
    agrees(siti).taps("Simpan")
    says_no(arman)
    card(siti).taps("Lihat nama").sees("R-001 Arman")
    assert AGREED not in siti.screen and looks(town) == ["read_name"]


@ON_ONE_DATABASE
def test_a_full_card_fits(town: Town, yusuf: Someone, siti: Someone, arman: Someone, case: Case) -> None:
    siti.sends("/menu").taps("🆘 Mendesak", "R-001")
    for topic in ("Kesehatan", "Urusan", "Keluarga", "Kebutuhan", "Pekerjaan"):
        card(siti).taps("Linimasa", "Rujukan", "Tambah rujukan", topic, "Lainnya", "Tanpa nama")
    for _ in range(4):
        siti.checks_in("R-001", "Lewat keluarga", "Semua baik", "1 minggu")
        siti.taps("Tambah kesepakatan").types("Kami bertemu lagi di tempat biasa. " * 8).taps("Simpan")
        town.clock.at += timedelta(days=1)

    def asks(tx: Tx) -> None:
        for kind in ("info", "callback", "support", "pause"):
            requests.raise_one(tx, by_phone(tx, arman), case, kind, topic="kerja" if kind == "support" else None)

    town.asks(asks)
    card(siti).taps("Lihat nama").sees("🆘", "R-001 Arman", "Kesepakatan terakhir", "Rujukan berjalan", "Permintaan")
    assert town.asks(lambda tx: len(checkins.moments(tx, case, 9))) == 4
