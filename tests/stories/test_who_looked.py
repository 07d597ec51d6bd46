"""Who looked, for those whom it concerns: the leaders with the reasons, the person themselves with roles and days."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.people import Role
from bot.domain.presses import EndReading, EndShared, OwnConsents, OwnLooks, PastFlags, ReadVersion, Trail, WhoLooked
from bot.domain.rights.consent import PAPER, Paper
from bot.i18n import language
from bot.store.caseload import cases
from bot.store.caseload.cases import Case
from bot.store.engine import audit
from bot.store.engine.database import Tx
from bot.store.keeping import asked_files, audit_chain, erasing, own_copy, retention, who_looked
from bot.store.keeping.audit_chain import Head
from bot.store.rights import consents, grants
from handlers.leader.admin import trail
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_asking_and_answering import begins
from tests.stories.test_caseload import card
from tests.stories.test_consent_on_paper import paper
from tests.stories.test_participant import by_phone
from tests.stories.test_record_watched import database_of
from tests.stories.test_requests import Companion

pytestmark = ON_ONE_DATABASE
REASON = "Menyiapkan rujukan rumah singgah"


def records(siti: Someone, note: str = "Catatan Rahasia") -> None:
    begins(siti, "Kunjungan", "Ada yang perlu dicatat", "Kesehatan", "Cukup", "Lanjut", "Tidak ada")
    siti.types(note).taps("2 minggu", "Simpan").sees("Tersimpan")


def lets_in(yusuf: Someone, reason: str = REASON) -> None:
    yusuf.sends("/dampingan").taps("R-001", "Baca").types(reason).sees("Catatan R-001 dapat dibaca sampai")


def test_reading_is_seen_by_the_person_and_ended_by_them(
    town: Town, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    card(siti).taps("Lihat nama")
    records(siti)
    town.passes(days=1)
    lets_in(yusuf)
    arman.sends("/menu").taps("Data saya", "Siapa yang melihat").sees(
        "Rab, 25 Nov: supervisor", "Sel, 24 Nov: pendamping", "Sedang boleh membaca: supervisor"
    )
    assert "S-01" not in arman.screen and "Yusuf" not in arman.screen and REASON not in arman.screen
    arman.taps("Akhiri izin membaca").sees("Izin membaca itu berakhir.").sees_no("Sedang boleh membaca")
    yusuf.taps("Baca").sees("tidak bersama")
    siti.sends("/dampingan").taps("R-001", "Linimasa", "Riwayat", "Siapa yang melihat").sees(
        "S-01 mendapat izin membaca 60 menit. Alasan: " + REASON, "mengakhiri izin membaca"
    )


def test_nobody_ends_a_reading_that_is_not_about_them(
    town: Town, yusuf: Someone, siti: Someone, arman: Someone, case: Case
) -> None:
    other = town.case(siti, days=60)
    reader = town.asks(lambda tx: grants.give(tx, yusuf.person, other, REASON, glass=False))
    arman.sends("/menu").forges(EndReading(reader.id)).sees("Siapa yang melihat")
    assert town.asks(lambda tx: grants.standing(tx, other)) == [reader]
    arman.forges(EndReading(reader.id + 99)).sees("Siapa yang melihat")
    town.passes(minutes=61)
    own = town.asks(lambda tx: grants.give(tx, yusuf.person, case, REASON, glass=False))
    town.passes(minutes=61)
    arman.sends("/menu").forges(EndReading(own.id)).sees("sudah berakhir")


def test_a_person_about_whom_nobody_opened_anything_reads_that(town: Town, siti: Someone, arman: Someone) -> None:
    arman.sends("/menu").taps("Data saya", "Siapa yang melihat").sees(
        "Dalam 90 hari terakhir tidak ada yang membuka data Bapak."
    )
    card(siti).sees("R-001")
    arman.taps("Kembali", "Siapa yang melihat").sees("tidak ada yang membuka")
    siti.taps("Lihat nama").sees("R-001 Arman")
    town.passes(days=89)
    arman.sends("/menu").taps("Data saya", "Siapa yang melihat").sees("Sel, 24 Nov 2026: pendamping")
    town.passes(days=2)
    arman.sends("/menu").taps("Data saya", "Siapa yang melihat").sees("tidak ada yang membuka")


def test_many_days_are_the_last_eight(town: Town, siti: Someone, arman: Someone) -> None:
    for _ in range(10):
        card(siti).taps("Lihat nama")
        town.passes(days=1)
    arman.sends("/menu").taps("Data saya", "Siapa yang melihat")
    assert arman.screen.count("pendamping") == 8


def test_a_file_of_everybodys_words_was_about_each_of_them(
    town: Town, siti: Someone, arman: Someone, case: Case
) -> None:

    town.asks(lambda tx: audit.note(tx, None, "exported", "deployment", None, "kode saja"))
    arman.sends("/menu").taps("Data saya", "Siapa yang melihat").sees("tidak ada yang membuka")
    town.asks(lambda tx: audit.note(tx, None, "exported", "everybody", None, "untuk evaluasi"))
    arman.taps("Kembali", "Siapa yang melihat").sees("Sel, 24 Nov: petugas sistem")
    town.passes(days=1)
    later = town.case(siti, days=60)
    assert town.asks(lambda tx: who_looked.of_case(tx, later, for_staff=False)) == [], "nobody was in it yet"


def test_a_complaint_that_was_read_is_seen_by_nobody_whom_it_may_be_about(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    arman = Companion(town, siti)
    arman.asks("complaint", "tidak nyaman")
    yusuf.sends("/menu").taps("Permintaan (1)", "R-001", "Baca").sees("tidak nyaman")
    town.passes(minutes=1)
    for staff in (siti, yusuf):
        staff.sends("/dampingan").taps("R-001", "Linimasa", "Riwayat", "Siapa yang melihat").sees(
            "Siapa yang melihat R-001"
        )
        assert "membaca permintaan" not in staff.screen
    arman.phone.sends("/menu").taps("Data saya", "Siapa yang melihat").sees("supervisor")
    readings = town.asks(lambda tx: own_copy.collect(tx, "R-001"))["readings"]
    assert "read_request" in {one["verb"] for one in readings}, "it is theirs to know"


def test_a_long_list_has_pages_and_days_hold_together(town: Town, yusuf: Someone, siti: Someone, case: Case) -> None:
    records(siti)
    for _ in range(9):
        card(siti).taps("Lihat nama", "Tutup nama", "Lihat nama")
        town.passes(days=1)
    long = "Menyiapkan rujukan " + "panjang sekali " * 10
    lets_in(yusuf, long.strip())
    yusuf.sends("/dampingan").taps("R-001", "Linimasa", "Riwayat", "Siapa yang melihat").sees(
        "M-01 membuka nama (2 kali)", "…"
    )
    assert len(yusuf.screen) <= 700 and long.strip() not in yusuf.screen
    yusuf.taps("Berikutnya ▶").sees("Sab, 28 Nov: M-01 membuka nama")
    assert "S-01" not in yusuf.screen
    yusuf.taps("Berikutnya ▶").sees("Sel, 24 Nov: M-01 membuka nama")
    yusuf.forges(WhoLooked(case.id, 9)).sees("S-01 mendapat izin membaca")
    yusuf.taps("Kembali").sees("Riwayat R-001")


def test_earlier_versions_are_read_with_why(town: Town, siti: Someone, yusuf: Someone, case: Case) -> None:
    records(siti, "Versi pertama")
    town.passes(days=1)
    card(siti).taps("Baca dan perbaiki", "Sel, 24 Nov", "Perbaiki")
    assert "Versi sebelumnya" not in siti.labels
    siti.taps("Ubah isian", "Catatan").types("Versi kedua").taps("Simpan")
    siti.taps("Salah pilih atau salah ketik")
    siti.sends("/dampingan").taps("R-001", "Baca dan perbaiki", "Sel, 24 Nov").sees("Versi kedua", "versi ke-2")
    siti.taps("Versi sebelumnya").sees("versi 1", "Dicatat oleh M-01", "Versi pertama", "Salah pilih").sees_no("kedua")
    siti.taps("Kembali").sees("Versi kedua")
    yusuf.sends("/menu").forges(ReadVersion(case.id, 1, 1)).sees("tidak bersama").sees_no("Versi pertama")
    siti.forges(ReadVersion(case.id, 1, 7)).sees("tidak bersama")
    other = town.case(siti, days=60)
    siti.forges(ReadVersion(other.id, 1, 1)).sees("tidak bersama").sees_no("Versi pertama")
    assert town.asks(lambda tx: _verbs(tx, case)).count("read_checkin") >= 3


def _verbs(tx: Tx, case: Case) -> list[str]:
    return [one.verb for one in who_looked.of_case(tx, case, for_staff=True)]


def test_what_was_noted_when_a_flag_was_closed_is_read(town: Town, yusuf: Someone, siti: Someone, case: Case) -> None:
    records(siti)
    card(siti).taps("Baca dan perbaiki")
    assert "Catatan penanda" not in siti.labels
    for note in ("Sudah ditelepon", "Sudah di rumah", "Sudah tenang"):
        siti.sends("/menu").taps("🆘 Mendesak", "R-001")
        yusuf.sends("/menu").taps("Penanda", "R-001", "Saya tangani", "Tutup penanda").types(note)
        town.passes(minutes=20)
    card(siti).taps("Baca dan perbaiki", "Catatan penanda").sees("“Sudah tenang”", "oleh S-01", "“Sudah di rumah”")
    siti.taps("Berikutnya ▶").sees("“Sudah ditelepon”")
    yusuf.forges(PastFlags(case.id)).sees("tidak bersama").sees_no("Sudah tenang")
    siti.sends("/dampingan").taps("R-001", "Linimasa", "Riwayat", "Siapa yang melihat").sees(
        "M-01 membaca catatan penanda"
    )


def test_each_yes_to_passing_on_is_taken_back_by_itself(town: Town, siti: Someone, arman: Someone, case: Case) -> None:
    def agreed(service: str) -> int:
        return town.asks(lambda tx: consents.give(
            tx, by_phone(tx, arman), case, "shared", channel="voice", explained_by=siti.person.id, service=service,
        ))  # fmt: skip

    first, _ = agreed("Puskesmas Mawar Indah"), agreed("LPSK")
    arman.sends("/menu").taps("Data saya", "Persetujuan saya").sees("dibagikan ke LPSK", "Puskesmas Mawar Indah")
    arman.taps("Tarik nomor 2").sees("1. dibagikan ke Puskesmas Mawar Indah", "Diteruskan: ya").sees_no("LPSK")
    arman.taps("Tarik nomor 1").sees("Diteruskan: tidak").sees_no("dibagikan")
    siti.finds("Persetujuan R-001 berubah")
    said = town.asks(lambda tx: len(consents.ledger(tx, by_phone(tx, arman).id)))
    arman.sends("/menu").forges(EndShared(first)).sees("Persetujuan saya")
    assert town.asks(lambda tx: len(consents.ledger(tx, by_phone(tx, arman).id))) == said, "nothing was taken back"


def test_of_many_services_each_is_found_and_taken_back(town: Town, siti: Someone, arman: Someone, case: Case) -> None:
    def agreed(tx: Tx) -> None:
        for number in range(1, 6):
            service, by = f"Yayasan {number} Kasih Ibu Bangsa", siti.person.id
            consents.give(tx, by_phone(tx, arman), case, "shared", channel="voice", explained_by=by, service=service)

    town.asks(agreed)
    arman.sends("/menu").taps("Data saya", "Persetujuan saya").sees("4. dibagikan", "5. dibagikan")
    assert "3. dibagikan" not in arman.screen and len(arman.screen) < 700
    arman.taps("Berikutnya ▶").sees("2. dibagikan", "3. dibagikan").taps("Berikutnya ▶").sees("1. dibagikan")
    assert "2. dibagikan" not in arman.screen and "Berikutnya ▶" not in arman.labels
    arman.taps("Tarik nomor 1").sees("3. dibagikan ke Yayasan 4", "4. dibagikan ke Yayasan 5")
    arman.taps("Berikutnya ▶").sees("1. dibagikan ke Yayasan 2").taps("Kembali").sees("4. dibagikan")
    arman.forges(OwnConsents(9)).sees("4. dibagikan", "3. dibagikan").taps("Kembali").sees("Data saya")


def test_admins_see_what_was_done_to_all_that_is_kept_and_never_why_somebody_was_read(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, case: Case
) -> None:
    records(siti)
    lets_in(yusuf)
    yusuf.sends("/atur").taps("Minta berkas").taps("R (reintegrasi)", "JSON").types("Laporan untuk dinas sosial")
    town.asks(lambda tx: asked_files.mark_done(tx, asked_files.waiting(tx)[0]))
    town.asks(retention.purge)
    ratna.sends("/menu").taps("Catatan jejak").sees(
        "S-01: izin membaca R-001, 60 menit.", "S-01: meminta berkas. Alasan: Laporan untuk dinas sosial",
        "S-01: berkas dibuat.", "petugas sistem: data yang sudah lewat masanya dihapus.", "Belum ada yang disegel.",
    ).sees_no(REASON)  # fmt: skip
    last = town.asks(lambda tx: audit_chain.sign(tx, None, 2**62))
    assert isinstance(last, Head)
    ratna.forges(Trail(7)).sees(f"Disegel sampai nomor {last.position}, tanda {last.mark}.")
    for other in (yusuf, siti):
        other.forges(Trail()).sees_no("Catatan jejak")


def test_the_trail_shows_each_of_its_verbs(
    town: Town, ratna: Someone, siti: Someone, arman: Someone, case: Case
) -> None:
    on_paper = Paper(date(2026, 11, 23), "Rina Wijaya")

    town.passes(minutes=1)

    def all_of_them(tx: Tx) -> None:
        for verb in trail.DONE:
            if verb.startswith("consent_"):
                said = consents.give if verb == "consent_given" else consents.withdraw
                said(tx, by_phone(tx, arman), case, "notes", channel=PAPER, explained_by=siti.person.id, paper=on_paper)
            else:
                audit.note(tx, siti.person.id, verb, "case", case.id)

    town.asks(all_of_them)
    ratna.sends("/menu").taps("Catatan jejak")
    read = ratna.screen
    while "Berikutnya ▶" in ratna.labels:
        read += ratna.taps("Berikutnya ▶").screen
    for verb, words in trail.DONE.items():
        line = f"M-01: {language('id').t(words, code='R-001')}."
        assert read.count(line) == 1, verb
    assert "Rina" not in read


def test_the_trail_shows_who_was_kept_apart_and_what_stands_on_paper_and_nothing_said_in_the_chat(
    town: Town, ratna: Someone, yusuf: Someone, rahmat: Someone, siti: Someone, case: Case, arman: Someone
) -> None:
    town.case(town.joins(Role.MENTOR, "Dewi", supervisor=rahmat), days=60)
    yusuf.sends("/dampingan").taps("R-001", "Irama dan jeda", "Jangan dipertemukan").types("R-002")
    rahmat.taps("Buka", "Ya, setuju")
    town.passes(minutes=1)
    paper(siti).taps("Ya, setuju", "Kemarin", "Tanpa saksi", "Simpan")
    siti.sends("/menu")
    ratna.sends("/menu").taps("Catatan jejak").sees(
        "S-01: meminta R-001 dipisahkan dari seseorang.", "S-02: menyetujui pemisahan R-001.",
        "M-01: mencatat persetujuan R-001 di atas kertas.",
    )  # fmt: skip
    assert ratna.screen.count("persetujuan R-001") == 1, "what was said in the chat is not an admin's to read"


def test_why_somebody_was_read_goes_with_them_and_that_they_were_stays(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, case: Case
) -> None:
    records(siti)
    lets_in(yusuf)
    town.asks(lambda tx: erasing.erase(tx, case, yusuf.person))
    assert erasing.complete(database_of(town))
    ratna.sends("/menu").taps("Catatan jejak").sees("S-01: R-001 dihapus.", "S-01: izin membaca R-001, 60 menit.")
    assert REASON not in town.asks(lambda tx: str(who_looked.entries(tx, most=99)))


@pytest.mark.in_chat("it looks at where messages stand in the chat")
def test_a_hidden_phone_shows_nothing_of_it(town: Town, siti: Someone, arman: Someone, case: Case) -> None:
    arman.sends("/menu").taps("Pengaturan", "Kata: kosongkan").types("rambutan")
    arman.types("rambutan")
    arman.forges(OwnLooks()).sees_no("Siapa yang melihat", "membuka data")
    arman.forges(EndReading(1)).sees_no("Izin membaca")
    assert town.asks(lambda tx: cases.by_id(tx, case.id)) is not None
