"""The ladder of a missed contact, and whom it reaches: told as conversations, each rung once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.app.housekeeping import keep_house
from bot.domain import followups
from bot.domain.followups import CONTACT, LADDER
from bot.domain.people import Role
from bot.domain.planning import Planned
from bot.domain.presses import (
    CaseCard,
    CorrectCheckIn,
    History,
    PastCheckIns,
    Pause,
    QuietDays,
    ReadCheckIn,
    ReferralCard,
    Referrals,
    Rhythm,
    Why,
)
from bot.store.caseload import cases, prompts
from bot.store.caseload.cases import Case
from bot.store.engine.tables import cases as case_table
from bot.store.engine.tables import prompts as prompt_rows
from bot.store.engine.tables import referrals
from tests.driver import Someone, Town
from tests.stories.test_day_sheet import press_on_sheet

DAY0 = "Ini waktu yang sudah direncanakan."
DAY1 = "Satu kontak yang direncanakan masih terbuka."
DAY3 = "Ada kontak yang belum terlaksana. Langkah apa yang baik berikutnya?"
DAY7 = "Satu dampingan di tim belum terhubung selama seminggu."
SECOND = "Dua kali berturut-turut kontak belum terlaksana."
STANDS_IN = "Seorang pendamping di tim sedang tidak bertugas"
SEEN_TO = "Yang ini sudah tidak menunggu lagi."
NOT_YOURS = "Itu sudah selesai, atau tidak lagi bersama Ibu."


def told(who: Someone, text: str) -> int:
    """How many messages in this chat say so."""
    return sum(text in message.text for message in who.phone.messages if message.from_bot)


def said(town: Town, case: Case, kind: str) -> int:
    """How many prompts of this kind have spoken about the case."""
    spoke = select(prompt_rows.c.id).where(
        prompt_rows.c.case_id == case.id, prompt_rows.c.kind == kind, prompt_rows.c.said_at.is_not(None)
    )
    return len(town.asks(lambda tx: tx.execute(spoke).all()))


def open_contacts(town: Town, case: Case) -> int:
    """How many moments of the ladder are open."""
    return len(town.asks(lambda tx: prompts.open_of(tx, case, (*CONTACT, *LADDER))))


def misses(town: Town, case: Case) -> int:
    row = select(case_table.c.misses).where(case_table.c.id == case.id)
    return int(town.asks(lambda tx: tx.execute(row).scalar_one()))


def budi_of(town: Town, yusuf: Someone) -> Someone:
    return town.joins(Role.MENTOR, "Budi", address="mas", supervisor=yusuf)


def test_the_whole_ladder_each_rung_once(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti, hours=1)
    town.passes(hours=1)
    siti.sees(DAY0, "R-001")
    town.passes(hours=23)
    assert not told(siti, DAY1), "not before a day has passed"
    town.passes(hours=1)
    siti.sees(DAY1, "R-001")
    town.passes(days=1)
    assert not told(siti, DAY3)
    town.passes(days=1)
    siti.sees(DAY3, "R-001")
    assert not told(yusuf, DAY7)
    town.passes(days=4)
    yusuf.sees(DAY7, "R-001").taps("Perlu perhatian").sees("R-001 (M-01): terbuka 7 hari")
    town.passes(days=30)
    assert [said(town, case, kind) for kind in ("next_contact", *LADDER)] == [1, 1, 1, 1]
    assert misses(town, case) == 1
    siti.sends("/jadwal").sees("R-001: menunggu sejak").taps("R-001", "Kunjungan", "Semua baik", "2 minggu", "Simpan")
    siti.sees("Tersimpan")
    yusuf.sends("/menu").taps("Perlu perhatian").sees("Saat ini tidak ada dampingan yang perlu perhatian")
    assert misses(town, case) == 0


def test_a_check_in_ends_it_at_every_rung(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti, hours=1)
    for rung, days in ((DAY0, 0), (DAY1, 1), (DAY3, 3)):
        town.passes(days=days, hours=1)
        assert told(siti, rung), (town.clock.at, siti.phone.texts())
        siti.checks_in("R-001", "Kunjungan", "Semua baik", "1 minggu", "Simpan").sees("Tersimpan")
        assert open_contacts(town, case) == 1
        town.passes(days=6)
        following = town.asks(lambda tx: prompts.next_of(tx, case))
        assert following is not None
        town.passes(seconds=(following.due_at - town.clock.at).total_seconds() - 3600)
    assert not told(yusuf, DAY7)


def test_later_on_a_reminder_begins_the_ladder_anew(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti, hours=1)
    town.passes(days=1, hours=1)
    siti.sees(DAY1).taps("Nanti", "Besok pagi").sees("Kamis, 26 November 2026 pukul 09.00")
    town.passes(days=1)
    assert told(siti, DAY0) == told(siti, SEEN_TO) == 1, "the message of before does not look open"
    town.passes(hours=23)
    assert not told(siti, DAY3), "what began before it was put off has ended"
    town.passes(days=1)
    assert said(town, case, "reminder") == 2
    town.passes(days=7)
    assert (told(siti, DAY3), told(yusuf, DAY7)) == (1, 1)
    assert misses(town, case) == 1


def test_put_off_after_a_week_is_still_one_miss(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti, hours=1)
    town.passes(days=8)
    siti.sees(DAY3).taps("Nanti", "1 jam lagi")
    town.passes(days=8)
    assert (told(siti, DAY0), told(yusuf, DAY7), misses(town, case)) == (1, 2, 1)
    siti.taps("Belum terhubung", "Sakit", "1 minggu", "Simpan").sees("Tersimpan")
    assert misses(town, case) == 1
    assert not told(yusuf, SECOND)


def test_a_second_miss_in_a_row_is_told_once(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti, hours=1)
    town.passes(hours=1)
    siti.taps("Belum terhubung", "Sedang bekerja", "Besok", "Simpan").sees("Tersimpan")
    assert not told(yusuf, SECOND)
    town.passes(days=1)
    siti.sees("Ini waktu untuk mencoba lagi.").taps("Belum terhubung", "Sakit", "3 hari", "Simpan").sees("Tersimpan")
    yusuf.sees(SECOND, "R-001").taps("Mengapa saya").sees("Mengapa pesan ini datang?")
    town.passes(days=4)
    siti.taps("Belum terhubung", "Sakit", "1 minggu", "Simpan").sees("Tersimpan")
    assert (said(town, case, "second_miss"), misses(town, case)) == (1, 3)
    yusuf.sends("/menu").taps("Perlu perhatian").sees("R-001 (M-01): 3 kali belum terhubung")
    siti.checks_in("R-001")
    yusuf.taps("Menu", "Perlu perhatian").sees("Saat ini tidak ada dampingan yang perlu perhatian")


def test_silence_and_then_not_reached_are_two_misses(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti, hours=1)
    town.passes(days=8)
    siti.sees(DAY3).taps("Belum terhubung", "Sakit", "Besok", "Simpan")
    assert misses(town, case) == 1, "the week of silence and its answer are the same miss"
    town.passes(days=1)
    siti.sees("Ini waktu untuk mencoba lagi.").taps("Belum terhubung", "Sakit", "Besok", "Simpan")
    assert (told(yusuf, SECOND), misses(town, case)) == (1, 2)


def test_a_blocked_mentor_hears_it_once_when_it_can_be_heard(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti, hours=1)
    town.passes(hours=1)
    siti.phone.blocks()
    town.settles()
    yusuf.sees("M-01 tidak dapat dihubungi lewat sini")
    town.passes(days=5)
    yusuf.sends("/menu").taps("Perlu perhatian").sees("R-001 (M-01): terbuka 5 hari")
    siti.phone.unblocks()
    town.settles()
    assert (told(siti, DAY0), told(siti, DAY1), told(siti, DAY3)) == (1, 1, 0)
    town.passes(days=7)
    assert (told(siti, DAY1), told(siti, DAY3), told(yusuf, DAY7)) == (1, 1, 1)
    assert [said(town, case, kind) for kind in ("reminder", "missed", "silent")] == [1, 1, 1]


def test_what_never_arrived_begins_anew(town: Town, yusuf: Someone, siti: Someone) -> None:
    """The bot learns of the block only when it sends: the contact was "said", its ladder planned, and nobody heard."""
    case = town.case(siti, hours=1)
    siti.phone.chat.blocked = True
    town.passes(days=2)
    yusuf.sees("M-01 tidak dapat dihubungi lewat sini")
    siti.phone.unblocks()
    town.settles()
    assert (told(siti, DAY0), told(siti, DAY1)) == (1, 0), "not the contact and its reminder at once"
    town.passes(hours=23)
    assert not told(siti, DAY1)
    town.passes(days=8)
    assert (told(siti, DAY1), told(siti, DAY3), told(yusuf, DAY7), misses(town, case)) == (1, 1, 1, 1)


def test_without_a_supervisor_an_admin_hears(town: Town) -> None:
    ratna = town.joins(Role.ADMIN, "Ratna")
    dewi = town.joins(Role.MENTOR, "Dewi", address="mbak")
    town.case(dewi, hours=1)
    town.passes(days=8)
    ratna.sees(DAY7, "R-001")
    assert not any("Perlu perhatian" in label for label in ratna.labels), "an admin has no such list"
    ratna.taps("Mengapa saya").sees("sudah tujuh hari terbuka").sees_no("Arman")
    dewi.sees("Langkah apa yang baik berikutnya?")


def test_missed_ticks_are_caught_up_once(town: Town, yusuf: Someone, siti: Someone) -> None:
    for number, away in enumerate((timedelta(minutes=1), timedelta(days=1), timedelta(days=28)), 1):
        case = town.case(siti, name=f"Nama {number}", hours=1)
        before = (told(siti, DAY0), told(siti, DAY1), told(siti, DAY3), told(yusuf, DAY7))
        town.clock.at += timedelta(hours=1) + away  # nobody looked
        town.settles()
        town.passes(hours=2)  # the hour that was named is over: the noon prayer is left alone
        after = (told(siti, DAY0), told(siti, DAY1), told(siti, DAY3), told(yusuf, DAY7))
        assert [new - old for old, new in zip(before, after, strict=True)] == [1, 0, 0, 0]
        siti.sends("/jadwal").sees(f"R-00{number}: menunggu sejak")
        siti.taps(f"R-00{number}", "Kunjungan", "Semua baik", "8 minggu", "Simpan").sees("Tersimpan")
        assert open_contacts(town, case) == 1
        town.passes(minutes=1)  # what stands in the chat of it is put right


def test_the_clock_stands_still_after_the_ladder_and_it_can_still_be_answered(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    case = town.case(siti, hours=1)
    town.passes(days=8)
    town.clock.at += timedelta(days=365)
    town.settles()
    siti.taps("Lewati", "Minta waktu").sees("Dilewati. Kontak berikut")
    following = town.asks(lambda tx: prompts.next_of(tx, case))
    assert following is not None and following.due_at > town.clock.at


def test_a_prompt_goes_with_the_participant(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti, hours=1)
    budi = budi_of(town, yusuf)
    town.passes(days=4)
    old = [siti.remembers(label) for label in ("Catat sekarang", "Nanti", "Lewati", "Belum terhubung", "Mengapa saya")]
    yusuf.sends("/dampingan").taps("R-001", "Ganti pendamping", "M-02").sees("Mulai sekarang R-001 bersama M-02.")
    budi.sees("R-001").finds("Ini waktu yang sudah direncanakan.")
    assert told(budi, "masih terbuka") == told(budi, "belum terlaksana") == 0, "one prompt, not the whole ladder"
    for button in old[:4]:
        siti.presses(button).finds(NOT_YOURS)
    siti.presses(old[4]).sees_no("Arman").finds("Mengapa pesan ini datang?")
    town.passes(days=8)
    assert [told(budi, text) for text in ("sudah direncanakan", "masih terbuka", "belum terlaksana")] == [1, 1, 1]
    assert told(yusuf, DAY7) == 1
    assert [said(town, case, kind) for kind in ("next_contact", "reminder", "missed", "silent")] == [1, 2, 2, 1]
    assert misses(town, case) == 1


def test_a_prompt_still_to_come_reaches_the_new_mentor_alone(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti, days=2)
    budi = budi_of(town, yusuf)
    yusuf.sends("/dampingan").taps("R-001", "Ambil alih", "Ya, ambil alih")
    town.passes(days=2)
    yusuf.sees("Ini waktu yang sudah direncanakan.", "R-001").taps("Nanti", "Besok pagi")
    yusuf.sends("/dampingan").taps("R-001", "Ganti pendamping", "M-02")
    town.passes(days=1)
    budi.sees("Ini waktu yang sudah direncanakan.")
    assert (told(siti, DAY0), told(budi, "rencanakan"), said(town, case, "next_contact")) == (0, 1, 2)


def leaves(town: Town, siti: Someone, yusuf: Someone, cover: str) -> None:
    siti.sends("/atur").taps("Cuti", "Hari ini", "1 minggu", cover).sees("Supervisor yang memutuskan", "Cuti")
    yusuf.sees("M-01 mengajukan cuti").taps("Buka", "Setuju").sees("Disetujui")
    siti.finds("Cutinya sudah disetujui.")


def test_the_cover_receives_the_prompts_and_reads_no_past(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti, days=1)
    budi = budi_of(town, yusuf)
    siti.checks_in("R-001", "Kunjungan", "Ada yang perlu dicatat", "Kesehatan", "Cukup", "Lanjut", "Tidak ada")
    siti.types("Rahasia di antara kami.").taps("Pilih tanggal").types("besok jam 10").taps("Ya", "Simpan")
    leaves(town, siti, yusuf, "M-02")
    budi.sees("menggantikan M-01")
    town.passes(days=1)
    budi.sees("Ini waktu yang sudah direncanakan.", "R-001")
    assert told(siti, DAY0) == 0
    budi.sends("/dampingan").taps("R-001", "Lihat nama").sees("R-001 Arman")
    assert not {"Baca dan perbaiki", "Linimasa", "Riwayat", "Irama dan jeda", "Rujukan"} & set(budi.labels)
    not_theirs = (PastCheckIns(case.id), ReadCheckIn(case.id, 1), CorrectCheckIn(case.id, 1), History(case.id))
    for press in (*not_theirs, Rhythm(case.id), Pause(case.id), QuietDays(case.id), Referrals(case.id)):
        budi.forges(press).sees("tidak bersama Mas").sees_no("Rahasia")
    budi.checks_in("R-001").sees("Tersimpan")
    town.asks(lambda tx: cases.end(tx, yusuf.person, case))
    budi.forges(CaseCard(case.id)).sees("Pendampingan ini sudah selesai")
    assert not {"Baca", "Linimasa", "Riwayat"} & set(budi.labels)


def test_a_cover_is_asked_for_no_other_course(town: Town, yusuf: Someone, siti: Someone) -> None:
    """How often, and for how long a pause is, the mentor sets, or whoever leads the team."""
    town.case(siti, hours=2)
    budi = budi_of(town, yusuf)
    town.case(siti, name="Bayu", days=9)
    siti.sends("/dampingan").taps("R-002", "Irama dan jeda", "Jeda", "Pilih tanggal").types("28 November").taps("Ya")
    leaves(town, siti, yusuf, "M-02")
    town.passes(hours=2)
    for _ in range(followups.SNOOZES_IN_A_ROW):
        budi.sees("Ini waktu yang sudah direncanakan.").taps("Nanti", "1 jam lagi").sees("Saya ingatkan lagi")
        assert "Irama dan jeda" not in budi.labels
        town.passes(hours=1)
    town.passes(days=4)
    press_on_sheet(budi, "R-002").sees("Jeda yang disepakati selesai hari ini.")
    assert "▶️ Lanjutkan" in budi.labels and "Perpanjang jeda" not in budi.labels


def test_a_cover_answers_for_a_referral_that_is_asked_about_and_sees_no_other(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    town.case(siti, days=60)
    budi = budi_of(town, yusuf)
    siti.sends("/dampingan").taps(
        "R-001", "Linimasa", "Rujukan", "Tambah rujukan", "Kesehatan", "Lainnya", "Tanpa nama"
    )
    siti.taps("Tambah rujukan", "Pekerjaan", "Lainnya", "Tanpa nama")
    town.passes(days=6)
    leaves(town, siti, yusuf, "M-02")
    for number in town.asks(lambda tx: tx.execute(select(referrals.c.id)).scalars().all()):
        budi.sends("/menu").forges(ReferralCard(number)).sees("tidak bersama Mas")
    town.passes(days=1)
    press_on_sheet(budi, "R-001 #2").sees("Ada rujukan yang perlu ditengok")
    budi.taps("Buka rujukan").sees("Pekerjaan: diajukan")
    assert "Kembali" not in budi.labels
    budi.taps("Selesai").sees("Sudah dicatat.").sees_no("Kesehatan")


def test_leave_ends_by_itself(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, days=1)
    budi = budi_of(town, yusuf)
    leaves(town, siti, yusuf, "M-02")
    town.passes(days=1)
    now = budi.sees("Ini waktu yang sudah direncanakan.").remembers("Catat sekarang")
    town.passes(days=3)
    assert (told(budi, "masih terbuka"), told(budi, "belum terlaksana")) == (1, 1)
    town.passes(days=3)
    budi.presses(now).sees_no("Arman").finds("Itu sudah selesai, atau tidak lagi bersama Mas.")
    siti.sends("/jadwal").sees("R-001: menunggu sejak")
    siti.checks_in("R-001", "Kunjungan", "Semua baik", "1 minggu", "Simpan").sees("Tersimpan")
    town.passes(days=7)
    siti.sees(DAY0)
    assert told(budi, "rencanakan") == 0, "what is not theirs any more does not look open"


def test_without_a_cover_the_supervisor_hears(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, days=1)
    leaves(town, siti, yusuf, "Belum ada")
    town.passes(days=1)
    yusuf.sees(STANDS_IN, "R-001").taps("Perlu perhatian").sees(
        "R-001 (M-01): pendamping tidak bertugas, belum ada penggantinya"
    )
    assert told(siti, DAY0) == 0
    town.passes(days=7)
    siti.sends("/jadwal").sees("R-001: menunggu sejak")


def test_a_blocked_cover_is_not_the_end(town: Town, yusuf: Someone, siti: Someone) -> None:
    """Held for the cover, it reaches the mentor when the leave is over, though the cover never comes back."""
    town.case(siti, days=1)
    budi = budi_of(town, yusuf)
    leaves(town, siti, yusuf, "M-02")
    budi.phone.blocks()
    town.settles()
    town.passes(days=8)
    assert (told(siti, DAY0), told(budi, "rencanakan")) == (0, 0)
    town.asks(keep_house)
    town.passes(hours=24)
    siti.finds(DAY0)
    assert told(siti, DAY0) == 1


def test_a_check_in_during_a_pause_plans_nothing_that_could_not_speak(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    case = town.case(siti, days=1)
    siti.sends("/dampingan").taps("R-001", "Irama dan jeda", "Jeda", "Sampai ada kabar").sees("Dijeda")
    siti.sends("/dampingan").taps("R-001", "Catat kabar", "Kunjungan", "Semua baik", "1 minggu").sees("Dijeda")
    siti.taps("Simpan").sees("Tersimpan", "Dijeda")
    assert town.asks(lambda tx: prompts.next_of(tx, case)) is None
    siti.sends("/dampingan").taps("R-001", "Irama dan jeda", "Lanjutkan").sees("Kontak berikut")
    assert open_contacts(town, case) == 1


def test_a_review_put_off_is_not_doubled(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti, days=300)
    review = Planned("plan_review", town.clock.at + timedelta(hours=1), exact=True)
    town.asks(lambda tx: prompts.plan(tx, case, review, siti.person.id, None, "course"))
    town.passes(hours=1)
    siti.taps("Nanti", "1 jam lagi")
    town.passes(hours=1)
    waiting = [p for p in town.asks(lambda tx: prompts.open_of(tx, case, ("plan_review",))) if p.state == "waiting"]
    assert len(waiting) == 1


@pytest.mark.in_chat("on a page the same button of the same form is one act")
def test_a_review_that_was_talked_about_is_over(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=300)
    review = Planned("plan_review", town.clock.at + timedelta(hours=1), exact=True)
    town.asks(lambda tx: prompts.plan(tx, case, review, siti.person.id, None, "course"))
    town.passes(hours=1)
    siti.finds("tiga bulan")
    done = siti.remembers("Sudah")
    siti.presses(done).sees("Sudah dicatat. Terima kasih, Ibu.")
    left = town.asks(lambda tx: prompts.open_of(tx, case, ("plan_review",)))
    assert [one.state for one in left] == ["waiting"], "the next one, in three months"
    town.passes(minutes=5)
    siti.presses(done).sees("Itu sudah selesai")


def test_a_pause_that_ended_before_its_prompt_was_answered_asks_no_more(town: Town, siti: Someone) -> None:
    case = town.case(siti, hours=1)
    siti.sends("/dampingan").taps("R-001", "Irama dan jeda", "Jeda", "2 minggu")
    town.passes(days=15)
    siti.finds("Jeda yang disepakati selesai")
    longer = siti.remembers("Perpanjang jeda")
    siti.sends("/dampingan").taps("R-001", "Irama dan jeda", "Lanjutkan").sees("Dilanjutkan")
    assert town.asks(lambda tx: prompts.open_of(tx, case, ("pause_over",))) == []
    siti.presses(longer).sees("Itu sudah selesai")


def test_nobody_asks_why_of_somebody_elses_prompt(town: Town, yusuf: Someone, siti: Someone) -> None:
    dewi = town.joins(Role.MENTOR, "Dewi", supervisor=yusuf)
    town.case(siti, hours=1)
    town.passes(days=8)
    dewi.sends("/menu")
    for number in range(1, 9):
        dewi.forges(Why(number)).sees("Itu sudah selesai")
