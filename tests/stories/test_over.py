"""What was open when somebody ceased to be theirs: forms, notes, rights to read, flags; and what has ended once."""

from typing import Any

import pytest
from sqlalchemy import func, select

from bot.domain.followups import OPEN
from bot.domain.people import Role
from bot.domain.presses import (
    CaseCard,
    CloseFlag,
    EndCase,
    EndLeave,
    HandAllTo,
    HandLink,
    HandOn,
    HandTo,
    NoteConsent,
    NoteSharing,
    PastCheckIns,
    Pause,
    ReadOutCode,
    ReferralCard,
    Resume,
    TakeOver,
)
from bot.store.caseload import cases, checkins, walls
from bot.store.caseload.cases import Case
from bot.store.engine.database import Tx
from bot.store.engine.tables import audit, drafts, flags, prompts, referrals
from bot.store.keeping import own_copy
from bot.store.people import people
from bot.store.queues import backlog
from tests.driver import Someone, Town
from tests.stories.test_participant import code_for
from tests.stories.test_requests import Companion

NOTE = "Sedang mencari kerja di kota."


@pytest.fixture
def dewi(town: Town, yusuf: Someone, siti: Someone) -> Someone:
    """A second mentor of Yusuf's team."""
    return town.joins(Role.MENTOR, "Dewi", address="mbak", supervisor=yusuf)


def rows(town: Town, *which: Any) -> int:
    return town.asks(lambda tx: int(tx.execute(select(func.count()).where(*which)).scalar_one()))


def verbs(town: Town, verb: str) -> int:
    return rows(town, audit.c.verb == verb)


def ends(town: Town, leader: Someone, case: Case) -> None:
    town.asks(lambda tx: cases.end(tx, leader.person, case))


def planned_for(town: Town, case: Case) -> list[int]:
    """Whom the contacts to come are planned for."""
    to_come = (prompts.c.case_id == case.id, prompts.c.kind == "next_contact", prompts.c.state == "waiting")
    return town.asks(lambda tx: list(tx.execute(select(prompts.c.recipient_id).where(*to_come)).scalars()))


def begun(who: Someone) -> Someone:
    """A check-in that waits for its note."""
    return who.sends("/catat").taps("R-001", "Kunjungan", "Ada yang perlu dicatat", "Lanjut", "Tidak ada")


def test_a_form_about_somebody_who_went_to_another_mentor_goes(
    town: Town, yusuf: Someone, siti: Someone, dewi: Someone
) -> None:
    case = town.case(siti)
    begun(siti)
    old = [siti.remembers(label) for label in ("Kembali", "Batal", "Tanpa catatan")]
    yusuf.sends("/menu").forges(HandTo(case.id, dewi.person.id))
    for button in old[:1]:
        siti.presses(button).finds("tidak lagi bersama Ibu")
    assert rows(town, drafts.c.case_id == case.id) == 0
    siti.sends("/menu")
    assert not any("Lanjutkan" in label for label in siti.labels)
    for button in old[1:]:
        siti.presses(button).finds("Tombol itu dari layar lama.")
    assert town.asks(backlog.waiting_rows)["inbox_failed"] == 0


def test_a_note_typed_after_it_went_to_another_mentor_is_taken_back(
    town: Town, yusuf: Someone, siti: Someone, dewi: Someone
) -> None:
    case = town.case(siti)
    begun(siti)
    yusuf.sends("/menu").forges(HandTo(case.id, dewi.person.id))
    siti.types(NOTE).sees("tidak lagi bersama Ibu").sees_no(NOTE)
    assert rows(town, drafts.c.case_id == case.id) == 0
    siti.types("halo").sees("Selamat")
    assert town.asks(backlog.waiting_rows)["inbox_failed"] == 0


@pytest.mark.parametrize("act", ("Batal", "Kembali", "Tanpa catatan", "types"))
def test_a_form_about_somebody_whose_accompaniment_ended_goes_and_says_so(
    town: Town, yusuf: Someone, siti: Someone, act: str
) -> None:
    case = town.case(siti)
    begun(siti)
    ends(town, yusuf, case)
    (siti.types(NOTE) if act == "types" else siti.taps(act)).sees("Pendampingan R-001 sudah selesai.").sees_no(NOTE)
    assert rows(town, drafts.c.case_id == case.id) == 0
    assert not any("Lanjutkan" in label for label in siti.sends("/menu").labels)


def test_a_correction_is_over_when_somebody_goes_to_another_mentor(
    town: Town, yusuf: Someone, siti: Someone, dewi: Someone
) -> None:
    """Whoever took somebody over and handed them on again could read what was recorded through the form."""
    case = town.case(siti)
    begun(siti).types(NOTE).taps("1 minggu", "Simpan")
    yusuf.sends("/menu").forges(TakeOver(case.id, sure=True))
    yusuf.sends("/dampingan").taps("R-001", "Baca dan perbaiki", "24 Nov", "Perbaiki").sees(NOTE)
    token = town.asks(lambda tx: tx.execute(select(drafts.c.token).where(drafts.c.corrects_id.is_not(None))).scalar())
    save = yusuf.remembers("Simpan")
    yusuf.sends("/menu").forges(HandTo(case.id, dewi.person.id))
    yusuf.sends("/menu").forges(Resume(str(token))).sees("tidak lagi bersama Bapak").sees_no(NOTE)
    yusuf.presses(save).sees_no(NOTE)
    assert verbs(town, "checkin_corrected") == 0


def test_nobody_takes_over_whom_a_wall_keeps_from_them(town: Town, yusuf: Someone, siti: Someone) -> None:
    one, other = town.case(siti), town.case(siti, track="P", name="Melati")
    town.asks(lambda tx: walls.add(tx, None, one.id, other.id))
    yusuf.sends("/menu").forges(TakeOver(one.id, sure=True)).sees("R-001 bersama S-01")
    for sure in (False, True):
        yusuf.forges(TakeOver(other.id, sure=sure)).sees("belum bisa mendampingi sendiri")
    assert town.asks(lambda tx: cases.of_mentor(tx, yusuf.person.id)) == [one.id]


def test_who_accompanied_the_other_side_until_its_end_is_not_offered(
    town: Town, yusuf: Someone, siti: Someone, dewi: Someone
) -> None:
    """What they recorded they may still read."""
    ended, case = town.case(dewi, track="P", name="Melati"), town.case(siti)
    town.asks(lambda tx: walls.add(tx, None, ended.id, case.id))
    ends(town, yusuf, ended)
    yusuf.sends("/menu").forges(HandOn(case.id)).sees("Belum ada pendamping lain untuk R-001.")
    yusuf.forges(HandTo(case.id, dewi.person.id)).sees("Belum bisa dengan pendamping ini")


def test_a_wall_ends_the_right_to_read_at_once(town: Town, yusuf: Someone, siti: Someone) -> None:
    wati = town.joins(Role.SUPERVISOR, "Wati")
    budi = town.joins(Role.MENTOR, "Budi", supervisor=wati)
    case, other = town.case(siti), town.case(budi, track="P", name="Melati")
    siti.checks_in("R-001")
    wati.sends("/atur").taps("Baca darurat").types("R-001").types("Peserta ada di IGD kota kami").taps("Baca")
    wati.sees("Kabar yang mana")
    town.asks(lambda tx: walls.add(tx, None, case.id, other.id))
    wati.sends("/menu").forges(PastCheckIns(case.id)).sees("tidak bersama")
    assert "R-001" not in wati.screen


def test_an_ended_accompaniment_lets_nobody_new_in(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti)
    ends(town, yusuf, case)
    siti.sends("/menu")
    for press in (
        HandLink(case.id),
        ReadOutCode(case.id),
        NoteConsent(case.id, "notes", "voice"),
        NoteSharing(case.id),
    ):
        siti.forges(press).sees("Pendampingan R-001 sudah selesai.")
    assert verbs(town, "invited") == verbs(town, "consent_given") == 0
    yusuf.sends("/menu")
    for act in (TakeOver(case.id), TakeOver(case.id, sure=True), HandOn(case.id), HandTo(case.id, siti.person.id)):
        yusuf.forges(act).sees("Pendampingan R-001 sudah selesai.")


def test_a_finished_referral_stays_finished(town: Town, siti: Someone) -> None:
    case = town.case(siti)
    siti.sends("/dampingan").taps(
        "R-001", "Linimasa", "Rujukan", "Tambah rujukan", "Pekerjaan", "Lainnya", "Tanpa nama"
    )
    number = town.asks(lambda tx: tx.execute(select(referrals.c.id).where(referrals.c.case_id == case.id)).scalar_one())
    siti.forges(ReferralCard(number, "finished")).forges(ReferralCard(number, "accepted"))
    assert rows(town, referrals.c.state == "finished") == 1
    assert verbs(town, "referral_accepted") == 0


def test_a_flag_is_closed_once_and_only_by_who_has_read_that_somebody_has_it(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    ratna = town.joins(Role.ADMIN, "Ratna")
    town.case(siti)
    siti.sends("/menu").taps("Mendesak", "R-001")
    number = town.asks(lambda tx: tx.execute(select(flags.c.id)).scalar_one())
    ratna.sends("/menu").forges(CloseFlag(number)).sees("Belum ada yang menangani")
    yusuf.sends("/menu").taps("Penanda", "R-001", "Saya tangani", "Tutup penanda")
    ratna.sends("/menu").taps("Penanda", "R-001", "Tutup penanda")
    yusuf.types("Sudah ditemani.").sees("Penanda sudah ditutup")
    ratna.types("Sudah dijemput.").sees("sudah ditutup", "tidak disimpan")
    assert verbs(town, "flag_closed") == 1


def test_a_mentor_finds_her_flag_and_raises_another(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti)
    assert "🆘 Penanda" not in siti.sends("/menu").labels, "only while one is open"
    siti.taps("Mendesak", "R-001")
    siti.sends("/menu").taps("Penanda", "R-001", "Saya tangani").sees("Ditangani oleh M-01")
    before = len(yusuf.phone.texts())
    siti.sends("/menu").taps("Mendesak", "R-001").sees("Penanda R-001 dinaikkan")
    assert rows(town, flags.c.closed_at.is_(None)) == 2, "one that is taken on does not swallow the next"
    assert len(yusuf.phone.texts()) > before


def test_putting_off_with_a_date_leaves_one_form(town: Town, siti: Someone) -> None:
    town.case(siti, hours=1)
    town.passes(hours=1)
    later = siti.remembers("Nanti")
    for _ in range(3):
        siti.presses(later).taps("Pilih tanggal", "Kembali", "Kembali")
        assert rows(town, drafts.c.form == "later") <= 1


@pytest.mark.parametrize("field", ("Kontak", "Bidang", "Bantuan", "Kontak berikut"))
def test_back_from_an_answer_that_was_to_be_changed_leads_to_the_summary(town: Town, siti: Someone, field: str) -> None:
    town.case(siti)
    siti.sends("/catat").taps("R-001", "Kunjungan", "Ada yang perlu dicatat", "Kesehatan", "Cukup", "Lanjut")
    siti.taps("Tidak ada").types(NOTE).taps("1 minggu")
    before = siti.screen
    siti.taps("Ubah isian", field, "Kembali")
    assert siti.screen == before
    siti.taps("Ubah isian", "Bidang", "Keluarga", "Baik", "Kembali")
    assert siti.screen == before
    siti.taps("Ubah isian", "Kontak", "Telepon").sees("Kontak: Telepon", NOTE).taps("Simpan").sees("✅ Tersimpan")


def test_a_greeting_ends_with_whom_it_was_for(town: Town, yusuf: Someone, siti: Someone, dewi: Someone) -> None:
    case = town.case(siti, hours=1)
    town.passes(days=4)
    yusuf.sends("/menu").taps("Perlu perhatian", "R-001", "Sapa pendamping")
    siti.sees("Supervisor menitip salam")
    yusuf.sends("/menu").forges(HandTo(case.id, dewi.person.id))
    town.passes(days=1)
    assert not any("menitip salam" in text for text in dewi.phone.texts())
    assert rows(town, prompts.c.kind == "nudge", prompts.c.state == "cancelled") == 1


def test_leave_is_told_by_the_clock_of_who_is_away(town: Town, yusuf: Someone, siti: Someone, dewi: Someone) -> None:
    town.asks(lambda tx: people.settle(tx, siti.person, zone="Asia/Jayapura"))
    siti.sends("/atur").taps("Cuti", "Besok", "3 hari", "M-02").sees("Rabu, 25 November 2026")
    yusuf.taps("Buka").sees("Rabu, 25 November 2026 sampai Jumat, 27 November 2026").taps("Setuju")
    siti.sends("/atur").taps("Cuti", "Batalkan cuti").sees("Cuti Ibu sudah dibatalkan").sees_no("sudah berakhir")
    dewi.sees("tidak lagi menggantikan M-01").sees_no("sudah kembali")


@pytest.mark.in_chat("it looks at where messages stand in the chat")
def test_who_covers_reads_from_which_day_to_which(town: Town, yusuf: Someone, siti: Someone, dewi: Someone) -> None:
    siti.sends("/atur").taps("Cuti", "Besok", "1 hari", "M-02").sees("Cuti: Rabu, 25 November 2026").sees_no("sampai")
    yusuf.taps("Buka", "Setuju")
    dewi.sees("Mbak menggantikan M-01 pada Rab, 25 Nov.")
    town.passes(days=1)
    siti.sends("/atur").taps("Cuti", "Akhiri sekarang").sees("Cuti sudah berakhir; pengingat datang ke Ibu lagi")
    dewi.sees("M-01 sudah kembali")


def test_who_covers_reads_why_it_came_to_them(town: Town, yusuf: Someone, siti: Someone, dewi: Someone) -> None:
    town.case(siti, days=2)
    siti.sends("/atur").taps("Cuti", "Besok", "1 minggu", "M-02")
    yusuf.taps("Buka", "Setuju")
    town.passes(days=2)
    dewi.finds("Ini waktu yang sudah direncanakan.")
    dewi.taps("Mengapa saya menerima ini?").sees("Saat ini Mbak menggantikan M-01", "begitu kabar disimpan.")
    assert "Irama dan jeda" not in dewi.screen, "that has no button here"


def test_a_refused_leave_names_nobody_who_does_not_decide(town: Town, ratna: Someone, yusuf: Someone) -> None:
    yusuf.sends("/atur").taps("Cuti", "Besok", "3 hari", "Belum ada")
    ratna.taps("Buka", "Belum setuju").sees("yang mengajukan diberi tahu")
    yusuf.sees("Mohon dibicarakan dengan yang memutuskan.")


def test_an_earlier_leaves_button_does_not_tell_that_this_one_ended(town: Town, yusuf: Someone, siti: Someone) -> None:
    siti.sends("/atur").taps("Cuti", "Hari ini", "1 hari", "Belum ada")
    yusuf.taps("Buka", "Setuju")
    siti.sends("/atur").taps("Cuti")
    old = siti.remembers("Akhiri sekarang")
    town.passes(days=2)
    siti.sends("/atur").taps("Cuti", "Hari ini", "1 minggu", "Belum ada")
    yusuf.taps("Buka", "Setuju")
    siti.presses(old).finds("Disetujui")
    siti.sees_no("sudah berakhir")
    assert verbs(town, "leave_ended") == 0
    siti.forges(EndLeave(99)).sees_no("sudah berakhir")


@pytest.mark.in_chat("it looks at where messages stand in the chat")
def test_a_day_is_echoed_without_an_hour(town: Town, siti: Someone) -> None:
    siti.sends("/atur").taps("Cuti", "Pilih tanggal").sees("Ketik tanggalnya.").sees_no("jam")
    siti.types("5 Desember").sees("Sabtu, 5 Desember 2026. Sudah benar?").sees_no("pukul")
    siti.types("5/12").sees_no("pukul")


@pytest.mark.in_chat("what is typed on a page stands in no chat, and is not changed there")
def test_what_was_too_long_goes_with_the_one_that_fits(town: Town, siti: Someone) -> None:
    town.case(siti)
    begun(siti)
    long = "Bercerita panjang lebar. " * 30
    siti.types(long).types(long + "!").finds("Bercerita panjang lebar.")
    assert sum("Bercerita" in message.text for message in siti.phone.messages) == 2
    siti.types("Bercerita.").sees_no("Bercerita")
    begun(siti.taps("1 minggu", "Simpan")).types(long).taps("Batal").sees_no("Bercerita")


def test_who_reads_what_a_person_asked_stands_in_their_own_copy_and_no_wall_does(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    arman = Companion(town, siti)
    arman.asks("info", "apa itu puskesmas?")
    siti.sends("/menu").taps("Permintaan (1)", "R-001", "Baca")
    yusuf.sends("/dampingan").taps("R-001", "Irama dan jeda", "Jangan dipertemukan")
    begun(siti)
    copy = town.asks(lambda tx: own_copy.collect(tx, "R-001"))
    assert "read_request" in {row["verb"] for row in copy["readings"]}
    assert [row["form"] for row in copy["drafts"]] == ["checkin"]


def test_a_card_of_somebody_elses_still_tells_nothing(town: Town, yusuf: Someone, siti: Someone, dewi: Someone) -> None:
    case = town.case(siti)
    ends(town, yusuf, case)
    dewi.sends("/menu").forges(CaseCard(case.id)).sees("tidak bersama Mbak").sees_no("R-001")


def test_days_of_leave_that_are_over_cannot_be_agreed_to(
    town: Town, yusuf: Someone, siti: Someone, dewi: Someone
) -> None:
    siti.sends("/atur").taps("Cuti", "Hari ini", "1 hari", "M-02")
    yusuf.sees("M-01 mengajukan cuti")
    old = yusuf.remembers("Buka")
    yusuf.taps("Buka")
    agree = yusuf.remembers("Setuju")
    town.passes(days=2)
    for button in (old, agree):
        yusuf.presses(button).sees("Hari-hari cuti itu sudah lewat")
    assert verbs(town, "leave_approved") == 0
    assert not any("menggantikan" in text for text in dewi.phone.texts())


def test_who_was_only_proposed_as_a_cover_hears_of_no_end(
    town: Town, yusuf: Someone, siti: Someone, dewi: Someone
) -> None:
    siti.sends("/atur").taps("Cuti", "Besok", "3 hari", "M-02")
    siti.sends("/atur").taps("Cuti", "Tarik permohonan").sees("Permohonan cuti Ibu sudah ditarik.")
    assert dewi.phone.texts() == []
    yusuf.taps("Buka").sees("Hal itu sudah diputuskan, atau permohonannya sudah ditarik.")


def test_opening_the_page_of_consents_forbids_no_note(town: Town, yusuf: Someone, siti: Someone) -> None:
    """Nobody was asked here yet: it is settled on paper."""
    town.case(siti)
    siti.sends("/dampingan").taps("R-001", "Peserta", "Catat persetujuan")
    begun(siti).types(NOTE).sees("akan terhubung lagi?")


def test_no_notes_holds_after_they_have_left_the_chat(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti)
    who = town.phone("Arman")
    who.types(code_for(town, siti, case)).taps("Ya", "Bapak", "WIB (", "Ya", "Ya", "Tidak")
    siti.sends("/catat").taps("R-001").sees("memilih tanpa catatan").taps("Kunjungan").sees("akan terhubung lagi?")
    who.sends("/data").taps("Keluar", "Ya, keluar")
    siti.sends("/menu").taps("Lanjutkan isian").sees("memilih tanpa catatan", "akan terhubung lagi?")


def test_a_yes_noted_and_taken_back_twice_stands_in_the_ledger_once(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti)
    siti.sends("/menu")
    for how, verb in (("voice", "consent_given"), ("back", "consent_withdrawn")):
        siti.forges(NoteConsent(case.id, "abroad", how))
        town.passes(seconds=10)
        siti.forges(NoteConsent(case.id, "abroad", how))
        assert verbs(town, verb) == 1


def test_a_correction_of_what_has_ended_plans_nothing(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti)
    siti.checks_in("R-001")
    ends(town, yusuf, case)
    open_ones = rows(town, prompts.c.case_id == case.id, prompts.c.state == "waiting")
    siti.sends("/dampingan").forges(PastCheckIns(case.id)).taps("24 Nov", "Perbaiki", "Ubah isian", "Kontak", "Telepon")
    siti.taps("Simpan", "Salah pilih").sees("Tersimpan").sees_no("Kontak berikut")
    assert rows(town, prompts.c.case_id == case.id, prompts.c.state == "waiting") == open_ones


def test_a_correction_that_moves_nothing_keeps_when_the_next_one_comes(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    case = town.case(siti)
    siti.checks_in("R-001")

    def next_ones(tx: Tx) -> list[Any]:
        found = checkins.read(tx, siti.person, case, 1)
        assert found is not None
        return [found.revision, found.answers.get("next_at")]

    first = town.asks(next_ones)
    siti.sends("/dampingan").taps("R-001", "Baca dan perbaiki", "24 Nov", "Perbaiki", "Tambah catatan").types(NOTE)
    siti.taps("Simpan", "Salah pilih").sees("Tersimpan")
    assert town.asks(next_ones) == [2, first[1]]
    assert first[1] is not None


def test_go_on_after_cancel_takes_words_again(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/catat").taps(
        "R-001", "Kunjungan", "Ada yang perlu dicatat", "Kesehatan", "Baik", "Lanjut", "Tidak ada"
    )
    siti.taps("Batal").sees("mau dibuang")
    cancelled = siti.remembers("Lanjut")
    siti.sends("/menu").presses(cancelled).sees("Catatan singkat").types(NOTE).sees("akan terhubung lagi?")


def test_back_from_what_follows_on_a_changed_answer_leads_to_it(town: Town, siti: Someone) -> None:
    """An answer that was given anew counts: "Kembali" leads from what follows to it, and on to the one before."""
    town.case(siti)
    siti.sends("/catat").taps("R-001", "Kunjungan", "Semua baik", "1 minggu").sees("Kontak: Kunjungan")
    siti.taps("Ubah isian", "Kabar", "Ada yang perlu dicatat").sees("Apa saja yang dibicarakan?")
    siti.taps("Kembali").sees("Bagaimana kabarnya?").taps("Kembali").sees("Bagaimana Ibu terhubung")


def test_a_pause_set_anew_is_asked_about_once(town: Town, siti: Someone) -> None:
    case = town.case(siti)
    siti.sends("/dampingan").taps("R-001", "Irama dan jeda", "Jeda", "2 minggu")
    siti.sends("/menu").forges(Pause(case.id)).taps("4 minggu")
    town.passes(days=30)
    assert sum("Jeda yang disepakati selesai" in text for text in siti.phone.texts()) == 1


def test_whoever_ends_a_pause_plans_for_the_mentor(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti)
    siti.sends("/dampingan").taps("R-001", "Irama dan jeda", "Jeda", "2 minggu")
    yusuf.sends("/dampingan").taps("R-001", "Irama dan jeda", "Lanjutkan").sees("Dilanjutkan")
    assert planned_for(town, case) == [siti.person.id]


def test_what_a_cover_skips_is_planned_for_the_mentor(town: Town, yusuf: Someone, siti: Someone, dewi: Someone) -> None:
    case = town.case(siti, days=1)
    siti.sends("/atur").taps("Cuti", "Besok", "3 hari", "M-02")
    yusuf.taps("Buka", "Setuju")
    town.passes(days=1)
    dewi.taps("Lewati", "Sudah terhubung").sees("Dilewati. Kontak berikut:")
    assert planned_for(town, case) == [siti.person.id]


def test_quiet_days_typed_the_wrong_way_round_are_quiet(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/dampingan").taps("R-001", "Irama dan jeda", "Tambah hari tenang").types("9 Desember").taps("Ya")
    siti.types("8 Desember").taps("Ya", "Sekali ini saja").sees("Sel, 8 Des sampai Rab, 9 Des")


def test_what_is_over_shows_no_form_about_somebody_who_is_elsewhere(
    town: Town, yusuf: Someone, siti: Someone, dewi: Someone
) -> None:
    case = town.case(siti)
    begun(siti)
    yusuf.sends("/menu").forges(HandTo(case.id, dewi.person.id))
    siti.presses((siti.phone.last.id, "x")).sees("layar lama", "Ini menu terbaru").sees_no("R-001")
    assert town.asks(backlog.waiting_rows)["inbox_failed"] == 0


def test_putting_off_is_counted_once(town: Town, siti: Someone) -> None:
    case = town.case(siti, hours=1)
    town.passes(hours=1)
    siti.taps("Nanti")
    later = siti.remembers("1 jam lagi")
    siti.presses(later)
    planned = rows(town, prompts.c.case_id == case.id)
    town.passes(seconds=10)
    siti.presses(later)
    assert rows(town, prompts.c.case_id == case.id) == planned


def test_nothing_waits_any_more_about_who_has_ended(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti, hours=1)
    town.passes(days=4)
    yusuf.sends("/menu").forges(EndCase(case.id)).types("R-001")
    assert town.asks(lambda tx: cases.by_codes(tx)["R-001"].status) == "closed"
    assert rows(town, prompts.c.case_id == case.id, prompts.c.state.in_(OPEN)) == 0


def test_who_is_to_be_away_themselves_is_no_cover(town: Town, yusuf: Someone, siti: Someone, dewi: Someone) -> None:
    dewi.sends("/atur").taps("Cuti", "Besok", "3 hari", "Belum ada")
    yusuf.taps("Buka", "Setuju")
    siti.sends("/atur").taps("Cuti", "Besok", "3 hari")
    assert siti.labels == ["Belum ada", "Kembali", "Batal"]


def test_nobody_is_handed_on_to_somebody_who_is_away(town: Town, yusuf: Someone, siti: Someone, dewi: Someone) -> None:
    case = town.case(siti)
    dewi.sends("/atur").taps("Cuti", "Hari ini", "3 hari", "Belum ada")
    yusuf.taps("Buka", "Setuju")
    yusuf.sends("/menu").forges(HandTo(case.id, dewi.person.id)).sees("Belum bisa dengan pendamping ini")
    yusuf.forges(HandAllTo(siti.person.id, dewi.person.id))
    assert town.asks(lambda tx: cases.of_mentor(tx, dewi.person.id)) == []


def test_nobody_is_handed_on_to_somebody_who_is_kept_out_or_has_not_come_yet(
    town: Town, yusuf: Someone, siti: Someone, dewi: Someone
) -> None:
    case = town.case(siti)
    budi = town.asks(lambda tx: people.add(tx, Role.MENTOR, "Budi", yusuf.person.id))
    town.asks(lambda tx: people.suspend(tx, yusuf.person, dewi.person))
    yusuf.sends("/menu").forges(HandOn(case.id)).sees("Belum ada pendamping lain untuk R-001.")
    for who in (dewi.person, budi):
        yusuf.forges(HandTo(case.id, who.id)).sees("Belum bisa dengan pendamping ini")
        yusuf.forges(HandAllTo(siti.person.id, who.id))
        assert town.asks(lambda tx: cases.of_mentor(tx, siti.person.id)) == [case.id]


def test_a_greeting_to_the_mentor_counts_by_the_leaders_own_day(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, hours=1)
    town.passes(hours=20.5)
    yusuf.sends("/dampingan").taps("R-001", "Sapa pendamping").sees("disapa pada jam baik terdekat")
    town.passes(hours=1)
    yusuf.sends("/dampingan").taps("R-001", "Sapa pendamping").sees("sudah disapa hari ini")
    siti.checks_in("R-001", "Telepon", "Semua baik", "1 minggu", "Simpan")
    yusuf.sends("/dampingan").taps("R-001", "Sapa pendamping").sees("sudah disapa hari ini")
    town.passes(hours=16.5)
    yusuf.sends("/dampingan").taps("R-001", "Sapa pendamping").sees("disapa pada jam baik terdekat")


def test_an_emergency_opening_stands_in_their_own_copy(town: Town, yusuf: Someone, siti: Someone) -> None:
    wati = town.joins(Role.SUPERVISOR, "Wati")
    town.case(siti)
    siti.checks_in("R-001")
    wati.sends("/atur").taps("Baca darurat").types("R-001").types("Peserta ada di IGD kota kami").taps("Baca")
    copy = town.asks(lambda tx: own_copy.collect(tx, "R-001"))
    assert [row["verb"] for row in copy["readings"] if row["by"] == "S-02"].count("glass_broken") == 1
