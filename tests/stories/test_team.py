"""A leader's acts on the team: whole caseloads, suspending, removing, another phone, walls, reading with a reason."""

import pytest
from sqlalchemy import select

from bot.domain.people import Role
from bot.domain.presses import AgreeLeave, CaseCard, HandAllTo, HandTo
from bot.files import asked_for
from bot.store.caseload import prompts, walls
from bot.store.caseload.cases import Case
from bot.store.caseload.prompts import Prompt
from bot.store.engine.tables import exports
from tests.driver import Someone, Town


@pytest.fixture
def dewi(town: Town, yusuf: Someone, siti: Someone) -> Someone:
    """A second mentor of Yusuf's team."""
    return town.joins(Role.MENTOR, "Dewi", address="mbak", supervisor=yusuf)


def wall(town: Town, who: Someone, one: Case, other: Case) -> None:
    town.asks(lambda tx: walls.add(tx, who.person, one.id, other.id))


def moments(town: Town, case: Case) -> list[Prompt]:
    return town.asks(lambda tx: prompts.open_of(tx, case, ("next_contact",)))


def test_a_whole_caseload_goes_over_with_its_prompts(town: Town, yusuf: Someone, siti: Someone, dewi: Someone) -> None:
    given = [town.case(siti, name=name, hours=hours) for name, hours in (("Arman", 1), ("Bayu", 30))]
    town.passes(hours=1)
    yusuf.sends("/menu").taps("Tim saya", "M-01", "Serahkan semua").sees("Siapa yang menerima semua (2) dari M-01?")
    yusuf.taps("M-02").sees("semua (2) bersama M-02")
    dewi.finds("Ini waktu yang sudah direncanakan.")
    siti.sees("ada yang kini bersama pendamping lain")
    assert all(len(moments(town, case)) == 1 for case in given)
    town.passes(hours=30)
    assert sum("R-002" in text for text in dewi.phone.texts()) == 1
    siti.sends("/menu").sees("Belum ada dampingan")


def test_removing_asks_who_takes_over_and_for_the_code(
    town: Town, yusuf: Someone, siti: Someone, dewi: Someone
) -> None:
    case = town.case(siti)
    yusuf.sends("/menu").taps("Tim saya", "M-01", "Keluarkan").sees("menerima semua (1) dari M-01", "M-02 Dewi: 0")
    yusuf.taps("M-02").sees("Diteruskan oleh M-02 (dampingan: 1)", "ketik kode petugas")
    yusuf.types("M-02").sees("Kodenya tidak sesuai")
    assert moments(town, case)[0].recipient_id == siti.person.id, "nothing moved"
    yusuf.taps("Tim saya", "M-01", "Keluarkan", "M-02").types("m-01").sees("Sudah dikeluarkan.")
    siti.sends("/menu").sees("undangan")
    dewi.finds("bertambah; silakan lihat")
    assert [one.recipient_id for one in moments(town, case)] == [dewi.person.id]
    siti.forges(CaseCard(case.id)).sees_no("Arman")


def test_a_suspended_mentors_prompts_come_to_the_supervisor(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, hours=1)
    yusuf.sends("/menu").taps("Tim saya", "M-01", "Tangguhkan").sees("Sementara ini S-01 menggantikan.")
    town.passes(hours=1)
    yusuf.sees("Ini waktu yang sudah direncanakan.", "R-001").taps("Catat sekarang").sees("R-001", "Bagaimana")
    yusuf.taps("Kembali")
    siti.sends("/menu").sees("undangan")
    yusuf.sends("/menu").taps("Tim saya", "M-01", "Izinkan lagi").sees("Sudah diizinkan lagi.")
    siti.sends("/menu").sees("Selamat")


def test_where_the_leader_is_kept_out_the_admins_decide_and_hear(town: Town, yusuf: Someone, siti: Someone) -> None:
    ratna = town.joins(Role.ADMIN, "Ratna")
    ratna.sends("/menu").taps("Petugas", "S-01", "Tangguhkan").sees(
        "sampai ke admin", "Belum ada yang bisa menggantikan"
    )
    before = len(yusuf.phone.texts())
    siti.sends("/atur").taps("Cuti", "Besok", "1 hari", "Belum ada")
    ratna.sees("M-01 mengajukan cuti").taps("Buka", "Setuju").sees("Disetujui")
    siti.sees("Cutinya sudah disetujui")
    siti.sends("/atur").taps("Saya butuh teman bicara", "Ya, sampaikan").sees("hanya admin yang diberi tahu").sees_no(
        "Hanya supervisor"
    )
    ratna.sees("M-01 ingin bicara berdua")
    assert len(yusuf.phone.texts()) == before


def test_who_was_given_somebody_before_the_last_word_is_not_removed(town: Town, yusuf: Someone, siti: Someone) -> None:
    yusuf.sends("/menu").taps("Tim saya", "M-01", "Keluarkan").sees("ketik kode petugas")
    town.case(siti)
    yusuf.types("M-01").sees("M-01 belum bisa dikeluarkan: belum ada yang bisa meneruskan")
    siti.sends("/menu").sees("Selamat")


def test_another_phone_cuts_the_old_one_off(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, name="Arman", hours=1)
    yusuf.sends("/menu").taps("Tim saya", "M-01", "Ganti ponsel").sees("Akun lama M-01 langsung diputus")
    yusuf.taps("Ya, lanjutkan")
    link = next(word for word in yusuf.finds("https://t.me/").text.split() if word.startswith("https://"))
    siti.sends("/menu").sees("undangan").sends("/dampingan").sees_no("R-001")
    fresh = town.phone("Siti, ponsel baru")
    fresh.phone.opens(link)
    town.settles()
    fresh.sees("Selamat")
    town.passes(hours=1)
    fresh.sees("Ini waktu yang sudah direncanakan.", "R-001")


def test_those_who_must_not_meet_never_share_a_mentor(town: Town, yusuf: Someone, siti: Someone, dewi: Someone) -> None:
    one = town.case(siti, name="Arman")
    other = town.case(dewi, name="Citra", track="P")
    yusuf.sends("/dampingan").taps("R-001", "Irama dan jeda", "Jangan dipertemukan").types("p-001")
    yusuf.sees("Sudah dicatat dan mulai berlaku")
    yusuf.sends("/dampingan").taps("R-001", "Irama dan jeda", "Jangan dipertemukan").types("P-099")
    yusuf.sees("Kode itu tidak ada")
    yusuf.sends("/dampingan").taps("R-001", "Ganti pendamping").sees("Belum ada pendamping lain untuk R-001")
    yusuf.forges(HandTo(one.id, dewi.person.id)).sees("Belum bisa dengan pendamping ini")
    yusuf.sends("/menu").taps("Tim saya", "M-01", "Serahkan semua").sees("belum ada yang dapat menerima")
    yusuf.forges(HandAllTo(siti.person.id, dewi.person.id)).sees("Belum bisa")
    assert {case.mentor_id for case in (one, other)} == {siti.person.id, dewi.person.id}


def test_nobody_behind_a_wall_covers(town: Town, yusuf: Someone, siti: Someone, dewi: Someone) -> None:
    wall(town, yusuf, town.case(siti), town.case(dewi, track="P", name="Citra"))
    siti.sends("/atur").taps("Cuti", "Besok", "1 minggu").sees("Siapa yang bisa menggantikan?")
    assert not any("M-02" in label for label in siti.labels)
    siti.taps("Belum ada").sees("Sudah diajukan.")
    yusuf.taps("Buka").sees("Cuti M-01").taps("Pilih pengganti lain")
    assert not any("M-02" in label for label in yusuf.labels)
    yusuf.forges(AgreeLeave(1, dewi.person.id))
    assert "Disetujui" not in yusuf.screen


def test_a_leaders_lists_show_one_kind_of_service_at_a_time(
    town: Town, yusuf: Someone, siti: Someone, dewi: Someone
) -> None:
    town.case(siti, name="Arman", hours=1)
    town.case(dewi, name="Citra", track="P", hours=1)
    yusuf.sends("/dampingan").sees("Dampingan: 1", "R-001").taps("P (pemulihan)").sees("Dampingan: 1", "P-001")
    assert "R-001" not in yusuf.screen
    town.passes(days=5)
    yusuf.sends("/menu").taps("Perlu perhatian").sees("R-001")
    assert "P-001" not in yusuf.screen
    yusuf.taps("P (pemulihan)").sees("P-001")
    assert "R-001" not in yusuf.screen


def test_a_wall_between_two_of_one_mentor_asks_for_another(town: Town, yusuf: Someone, siti: Someone) -> None:
    wall(town, yusuf, town.case(siti), town.case(siti, track="P", name="Citra"))
    yusuf.sends("/menu").taps("Perlu perhatian").sees("R-001 (M-01): perlu pendamping lain")


@pytest.mark.in_chat("it presses a button under a message by its number")
def test_reading_needs_a_reason_and_the_mentor_is_told(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/catat").taps("R-001", "Kunjungan", "Ada yang perlu dicatat", "Lanjut", "Tidak ada")
    siti.types("Sedang mencari kontrakan baru.").taps("1 minggu", "Simpan")
    yusuf.sends("/dampingan").taps("R-001", "Baca catatan").types("cek").sees("sedikit lebih lengkap")
    yusuf.types("Menyiapkan rujukan rumah singgah").sees(
        "R-001 dapat dibaca sampai Selasa, 24 November 2026 pukul 11.00"
    )
    siti.sees("S-01 dapat membaca catatan R-001", "Menyiapkan rujukan rumah singgah")
    yusuf.taps("Baca catatan", "24 Nov").sees("Sedang mencari kontrakan baru.")
    again = (yusuf.phone.last.id, yusuf.remembers("Kembali")[1].replace("past", "past"))
    town.passes(minutes=61)
    yusuf.presses(again).sees("tidak bersama").sees_no("kontrakan")


def test_the_emergency_door_of_another_team(town: Town, yusuf: Someone, siti: Someone) -> None:
    wati, ratna = town.joins(Role.SUPERVISOR, "Wati"), town.joins(Role.ADMIN, "Ratna")
    town.case(siti)
    siti.checks_in("R-001")
    wati.sends("/atur").taps("Baca darurat").types("R-001").types("Peserta ada di IGD kota kami").sees(
        "dapat dibaca sampai"
    )
    for who in (yusuf, ratna):
        who.sees("S-02 membuka catatan R-001 dalam keadaan darurat")
    siti.sees("S-02 dapat membaca catatan R-001")
    wati.taps("Baca catatan", "24 Nov").sees("Kontak: Kunjungan")
    wati.sends("/atur").taps("Baca darurat").types("R-999").types("Peserta ada di IGD").sees("Pintu itu tidak terbuka")


def test_the_emergency_door_stays_shut_behind_a_wall(town: Town, yusuf: Someone, siti: Someone) -> None:
    wati = town.joins(Role.SUPERVISOR, "Wati")
    joko = town.joins(Role.MENTOR, "Joko", supervisor=wati)
    wall(town, yusuf, town.case(siti), town.case(joko, track="P", name="Citra"))
    wati.sends("/atur").taps("Baca darurat").types("R-001").types("Peserta ada di IGD").sees("Pintu itu tidak terbuka")
    siti.sees_no("dapat membaca")


def test_a_mentor_who_needs_someone_to_talk_to(town: Town, yusuf: Someone, siti: Someone) -> None:
    ratna = town.joins(Role.ADMIN, "Ratna")
    siti.sends("/atur").taps("Saya butuh teman bicara", "Ya, sampaikan").sees("Hanya supervisor yang diberi tahu")
    yusuf.sees("M-01 ingin bicara berdua")
    assert not ratna.phone.texts()


def test_who_carries_much_more_is_mentioned_as_a_suggestion(
    town: Town, yusuf: Someone, siti: Someone, dewi: Someone
) -> None:
    for number in range(4):
        town.case(siti, name=f"Orang {number}")
    town.case(dewi, name="Lain", weeks=4)
    yusuf.sends("/menu").taps("Tim saya").sees("M-01 sekitar 16 kontak sebulan, M-02 sekitar 1")


def test_ending_by_agreement_asks_for_the_code(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, hours=1)
    yusuf.sends("/dampingan").taps("R-001", "Irama dan jeda", "Akhiri bersama").types("R-002").sees("tidak sesuai")
    yusuf.sends("/dampingan").taps("R-001", "Irama dan jeda", "Akhiri bersama").types("r-001").sees(
        "Pendampingan selesai"
    )
    town.passes(days=40)
    assert not siti.phone.texts()
    siti.sends("/menu").sees("Belum ada dampingan")


def test_a_file_is_asked_for_with_a_reason(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti)
    yusuf.sends("/atur").taps("Minta berkas", "R (reintegrasi)", "XLSX").types("Laporan")
    assert town.asks(lambda tx: tx.execute(select(exports.c.id)).all()) == []
    yusuf.sees_no("diserahkan langsung").types("Laporan triwulan dinas")
    yusuf.sees("diserahkan langsung, tidak lewat sini")


def test_a_file_is_of_the_service_it_was_asked_for_and_two_who_are_kept_apart_have_one_each(
    town: Town, yusuf: Someone, siti: Someone, dewi: Someone
) -> None:
    one, other, _ = town.case(siti), town.case(dewi, name="Bayu"), town.case(siti, name="Eko")
    melati = town.case(dewi, track="P", name="Melati")
    for kept in (other, melati):
        wall(town, yusuf, one, kept)
    yusuf.sends("/atur").taps("Minta berkas", "R (reintegrasi)", "XLSX").types("Laporan triwulan dinas")
    ((_, files),) = town.asks(asked_for.gather)
    assert [[row["code"] for row in rows["cases"]] for rows in files] == [["R-001", "R-003"], ["R-002"]]


def test_whoever_leads_a_team_meanwhile_adds_to_it_and_to_their_own(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone
) -> None:
    town.joins(Role.MENTOR, "Ayu", supervisor=rahmat)
    ratna.sends("/menu").taps("Petugas", "S-01", "Tangguhkan").sees("S-02 menggantikan")
    rahmat.sends("/menu").taps("Tambah dampingan", "R (reintegrasi)").types("Arman")
    assert {label[:4] for label in rahmat.labels if label.startswith("M-")} == {"M-01", "M-02"}
    rahmat.taps("M-01", "Setiap minggu", "Simpan").sees("bersama pendamping M-01")
    siti.finds("Daftar dampingan Ibu bertambah")
