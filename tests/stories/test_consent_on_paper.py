"""A consent that stands on a paper: which day it is from, who was there, and where that is read again."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.domain.people import Role
from bot.domain.presses import NoteConsent
from bot.store.caseload import cases
from bot.store.caseload.cases import Case
from bot.store.engine.tables import consents as ledger
from bot.store.keeping import erasing, own_copy
from bot.store.rights import consents, participants
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_caseload import card
from tests.stories.test_participant import joined

pytestmark = ON_ONE_DATABASE


def paper(who: Someone, part: str = "Catatan") -> Someone:
    """Whoever accompanies opens the form for a paper about one part."""
    return card(who).taps("Peserta", "Catat persetujuan", part, "Di atas kertas").sees("Apa yang tertulis di kertasnya")


def test_a_paper_with_its_day_and_a_witness_of_somebody_without_a_phone(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    case = town.case(siti)
    paper(siti).sees("R-001: Catatan, di atas kertas").taps("Ya, setuju").sees("Tanggal berapa")
    assert siti.labels[:2] == ["Hari ini", "Kemarin"] and siti.labels[8] == "Sen, 16 Nov"
    siti.taps("Kemarin").sees("Siapa yang hadir sebagai saksi")
    siti.types("Rina Wijaya").sees("Isi kertas: Ya, setuju", "Tanggal di kertas: Senin, 23 November 2026")
    siti.sees("Saksi: Rina Wijaya").taps("Simpan").sees("Sudah dicatat", "Sudah setuju: Catatan").sees_no("Rina")
    (row,) = town.asks(lambda tx: own_copy.collect(tx, "R-001"))["consents"]
    assert (row["channel"], row["signed_on"], row["witness"]) == ("paper", "2026-11-23", "Rina Wijaya")
    assert row["explained_by"] == "M-01" and row["at"].startswith("2026-11-24")
    person = town.asks(lambda tx: participants.of_case(tx, case.id))
    assert person is not None and person.chat is None, "nobody was invited for it"
    card(siti).taps("Peserta").sees("W-01: belum bergabung.", "Sudah setuju: Catatan")


def test_a_paper_that_says_no_or_takes_back(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti)
    paper(siti).taps("Tidak, atau dicabut", "Hari ini", "Tanpa saksi").sees("Isi kertas: Tidak", "Tanpa saksi")
    siti.taps("Simpan").sees("Belum ada persetujuan")
    assert not town.asks(lambda tx: consents.lets_notes_be_kept(tx, case)), "a no counts although nobody joined"
    paper(siti).taps("Ya, setuju", "Hari ini", "Tanpa saksi", "Simpan").sees("Sudah setuju: Catatan")
    paper(siti).taps("Tidak, atau dicabut", "Kemarin", "Tanpa saksi", "Simpan").sees("Belum ada persetujuan")
    told = [(row["given"], row["signed_on"]) for row in town.asks(lambda tx: own_copy.collect(tx, "R-001"))["consents"]]
    assert told == [(False, "2026-11-24"), (True, "2026-11-24"), (False, "2026-11-23")]


def passes_on(who: Someone, *services: str, day: str = "Hari ini") -> None:
    """A yes on a paper to each of these services."""
    for service in services:
        card(who).taps("Peserta", "Bagikan ke layanan").types(service)
        who.taps("Ya, di kertas", day, "Tanpa saksi").sees("hanya untuk satu layanan")


def passed_on(town: Town, case: Case) -> list[str]:
    """Whom something may be passed on to now."""
    person = town.asks(lambda tx: participants.of_case(tx, case.id))
    return [] if person is None else [str(one.service) for one in town.asks(lambda tx: consents.given(tx, person))]


def takes_back(who: Someone) -> Someone:
    """Whoever accompanies opens the form for a yes to passing on that was taken back."""
    return card(who).taps("Peserta", "Catat persetujuan", "Diteruskan").sees("R-001: menarik izin meneruskan")


def test_one_service_is_taken_back_by_its_number_or_all_without_a_phone(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    case = town.case(siti)
    passes_on(siti, "Puskesmas", "LBH", "Sekolah")
    takes_back(siti).sees("1. di kertas tertanggal 24 November 2026", "2. ", "3. ").sees_no("Puskesmas", "LBH")
    assert siti.labels == ["Semua layanan", "Nomor 1", "Nomor 2", "Nomor 3", "Kembali", "Batal"]
    siti.taps("Nomor 2").sees("Bagaimana disampaikannya").taps("Secara lisan").sees("Ditarik kembali: Nomor 2")
    siti.sees("Secara lisan").taps("Simpan").sees("Sudah dicatat", "Sudah setuju: Diteruskan")
    assert passed_on(town, case) == ["Puskesmas", "Sekolah"]
    takes_back(siti).taps("Semua layanan", "Di atas kertas", "Kemarin").types("Rina Wijaya")
    siti.sees("Ditarik kembali: Semua layanan", "Di atas kertas", "Senin, 23 November 2026", "Saksi: Rina Wijaya")
    siti.sees("Pada Sel, 24 Nov bagian ini dijawab ya").taps("Simpan").sees("Belum ada persetujuan")
    assert passed_on(town, case) == []
    told = town.asks(lambda tx: own_copy.collect(tx, "R-001"))["consents"][3:]
    assert [(row["channel"], row["signed_on"], row["witness"]) for row in told] == [
        ("voice", None, ""),
        ("paper", "2026-11-23", "Rina Wijaya"),
    ]


def test_one_service_is_taken_back_by_its_name(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti)
    passes_on(siti, "Puskesmas Melati", "Puskesmas Mawar", "LBH")
    takes_back(siti).types("puskesmas").sees("pilih", "Layanan mana").types("Klinik").sees("Layanan mana")
    siti.types("puskesmas mawar").sees("Bagaimana disampaikannya").taps("Di atas kertas", "Hari ini", "Tanpa saksi")
    siti.sees("Ditarik kembali: Nomor 2").sees_no("Mawar", "mawar").taps("Simpan")
    assert passed_on(town, case) == ["Puskesmas Melati", "LBH"]


def test_many_services_are_on_pages_with_the_numbers_of_the_participants_phone(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    case = town.case(siti)
    passes_on(siti, *(f"Layanan {letter}" for letter in "ABCDEFG"))
    takes_back(siti).sees("3. ")
    assert siti.labels[:4] == ["Semua layanan", "Nomor 1", "Nomor 2", "Nomor 3"] and "4. " not in siti.screen
    siti.taps("Berikutnya").sees("4. ", "7. ").taps("Nomor 7", "Secara lisan", "Simpan")
    assert passed_on(town, case) == [f"Layanan {letter}" for letter in "ABCDEF"]


def test_a_no_to_all_passing_on_is_noted_where_nothing_was_agreed_to(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti)
    takes_back(siti).sees("Belum ada izin meneruskan", "Bagikan ke layanan")
    assert siti.labels == ["Semua layanan", "Kembali", "Batal"]
    siti.taps("Kembali").sees("R-001: mencatat persetujuan", "Bagian yang mana")
    takes_back(siti).taps("Semua layanan", "Di atas kertas", "Kemarin", "Tanpa saksi", "Simpan").sees("Sudah dicatat")
    card(siti).taps("Peserta", "Bagikan ke layanan").types("LBH").taps("Ya, di kertas").types("1 November 2026")
    siti.sees("Pada Sen, 23 Nov bagian ini dijawab tidak, sesudah tanggal di kertas ini")
    assert passed_on(town, case) == []


def test_what_was_taken_back_meanwhile_is_not_taken_back_twice(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti)
    arman = joined(town, siti, case)
    passes_on(siti, "Puskesmas", "LBH")
    takes_back(siti).taps("Nomor 1", "Secara lisan").sees("Ditarik kembali: Nomor 1")
    arman.sends("/data").taps("Persetujuan saya", "Tarik nomor 1")
    siti.taps("Simpan")
    assert "Sudah setuju" in siti.finds("sudah ditarik sebelumnya; tidak ada yang dicatat").text
    rows = town.asks(lambda tx: own_copy.collect(tx, "R-001"))["consents"]
    assert [row["channel"] for row in rows if not row["given"]] == ["chat"]


def test_a_no_to_passing_on_keeps_nothing(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti)
    card(siti).taps("Peserta", "Bagikan ke layanan").types("Puskesmas Melati").taps("Tidak")
    siti.sees("Tidak ada yang disimpan, dan tidak ada yang diteruskan").sees_no("Melati")
    assert town.asks(lambda tx: own_copy.collect(tx, "R-001"))["consents"] == []


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("12 Maret 2025", "Rabu, 12 Maret 2025"),
        ("12 Maret", "Kamis, 12 Maret 2026"),
        ("5 Desember", "Jumat, 5 Desember 2025"),
        ("tanggal 5", "Kamis, 5 November 2026"),
        ("20/11/2026", "Jumat, 20 November 2026"),
        ("17 Agustus 2022", "Rabu, 17 Agustus 2022"),
        ("Jumat", "Jumat, 20 November 2026"),
        ("kemarin", "Senin, 23 November 2026"),
    ],
)
def test_an_older_day_is_typed(town: Town, yusuf: Someone, siti: Someone, typed: str, read: str) -> None:
    town.case(siti)
    paper(siti).taps("Ya, setuju").types(typed).sees("Siapa yang hadir").taps("Tanpa saksi")
    siti.sees(f"Tanggal di kertas: {read}")


@pytest.mark.parametrize("typed", ["besok", "5 Desember 2027", "1 Januari 2015", "sudah lama sekali", "3 hari lagi"])
def test_a_day_that_lies_ahead_or_is_none_is_asked_for_again(
    town: Town, yusuf: Someone, siti: Someone, typed: str
) -> None:
    town.case(siti)
    paper(siti).taps("Ya, setuju").types(typed).sees("bukan tanggal sampai hari ini", "Tanggal berapa").sees_no("saksi")


def test_the_participant_reads_that_it_was_on_paper_and_from_which_day(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    arman = joined(town, siti, town.case(siti))
    paper(siti).taps("Tidak, atau dicabut").types("12 Maret 2026").types("Pak Rahmat").taps("Simpan")
    arman.sends("/data").taps("Persetujuan saya").sees("Catatan: tidak, di kertas tertanggal 12 Maret 2026")
    arman.sees("Lewat Telegram: ya, dijawab di sini 24 November 2026").sees_no("Rahmat")
    card(siti).taps("Peserta", "Bagikan ke layanan").types("Puskesmas Melati").taps("Ya, di kertas")
    siti.types("1 Juni 2026").types("Bu Ani").sees("hanya untuk satu layanan")
    arman.sends("/data").taps("Persetujuan saya")
    arman.sees("1. dibagikan ke Puskesmas Melati, di kertas tertanggal 1 Juni 2026", "Diteruskan: ya")
    arman.taps("Catatan").sees("Catatan: ya, dijawab di sini 24 November 2026").sees_no("Maret")
    copy = town.asks(lambda tx: own_copy.collect(tx, "R-001"))["consents"]
    assert [row["witness"] for row in copy if row["channel"] == "paper"] == ["Pak Rahmat", "Bu Ani"]


def test_what_is_noted_for_somebody_waits_on_their_menu_until_they_look(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    arman = joined(town, siti, town.case(siti))
    arman.sends("/data").taps("Persetujuan saya", "Catatan").sees("Catatan: tidak, dijawab di sini").taps("Menu")
    assert "Ada kabar" not in arman.screen, "they did that themselves"
    said = len(arman.phone.messages)
    card(siti).taps("Peserta", "Catat persetujuan", "Catatan", "Ya, secara lisan").sees("Sudah setuju", "Catatan")
    assert len(arman.phone.messages) == said, "nothing is sent there"
    arman.sends("/menu").sees("Ada kabar di Data saya.").taps("Data saya").sees(
        "Ada yang dicatat untuk Bapak di Persetujuan saya"
    )
    arman.taps("Persetujuan saya").sees("Apakah sesuai dengan yang Bapak sampaikan")
    arman.sees("Catatan: ya, lisan ke pendamping 24 November 2026")
    arman.taps("Catatan").sees("Catatan: tidak, dijawab di sini").sees_no("Apakah sesuai").taps("Menu")
    arman.sees_no("Ada kabar di Data saya.")
    passes_on(siti, "Puskesmas")
    arman.sends("/menu").sees("Ada kabar di Data saya.").sends("/data").taps("Persetujuan saya")
    takes_back(siti).taps("Nomor 1", "Secara lisan", "Simpan")
    arman.sends("/menu").sees("Ada kabar di Data saya.")


def test_news_of_a_consent_stands_behind_the_pin(town: Town, yusuf: Someone, siti: Someone) -> None:
    arman = joined(town, siti, town.case(siti))
    arman.sends("/atur").taps("PIN").types("4711").types("4711")
    paper(siti).taps("Ya, setuju", "Hari ini", "Tanpa saksi", "Simpan")
    arman.sends("/menu").sees_no("Ada kabar")
    arman.taps("Data saya").sees("PIN").types("4711").sees("Ada kabar di Data saya.")


def test_a_yes_from_before_a_no_is_refused_and_a_newer_one_is_noted(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti)
    arman = joined(town, siti, case)
    arman.sends("/data").taps("Persetujuan saya", "Catatan").sees("Catatan: tidak")
    town.passes(days=2)
    paper(siti).taps("Ya, setuju").types("1 November 2026")
    siti.sees("Pada Sel, 24 Nov bagian ini dijawab tidak, sesudah tanggal di kertas ini", "tidak itu yang berlaku")
    siti.sees("tidak ada yang dicatat", "buat kertas baru", "Tanggal berapa")
    siti.taps("Sel, 24 Nov", "Tanpa saksi").sees("bagian ini dijawab tidak. Bila kertasnya lebih lama, mohon tanyakan")
    siti.taps("Kembali", "Kembali", "Kemarin", "Tanpa saksi").sees_no("dijawab tidak").taps("Simpan")
    siti.sees("Sudah dicatat", "Catatan")
    assert town.asks(lambda tx: consents.lets_notes_be_kept(tx, case))


def test_a_no_that_is_said_while_the_paper_is_filled_in_counts(town: Town, yusuf: Someone, siti: Someone) -> None:
    """Also by somebody who left their chat with it: whoever comes next for that person begins with that no."""
    case = town.case(siti)
    arman = joined(town, siti, case)
    paper(siti).taps("Ya, setuju", "Kemarin", "Tanpa saksi").sees("Isi kertas: Ya, setuju")
    arman.sends("/data").taps("Persetujuan saya", "Catatan").sees("Catatan: tidak")
    siti.taps("Simpan")
    assert "Sudah setuju: Lewat Telegram" in siti.finds("bagian ini dijawab tidak, sesudah tanggal di kertas ini").text
    assert not town.asks(lambda tx: consents.lets_notes_be_kept(tx, case))
    arman.sends("/data").taps("Keluar", "Ya, keluar")
    paper(siti).taps("Ya, setuju", "Kemarin").sees("dijawab tidak, sesudah tanggal di kertas ini", "Tanggal berapa")
    assert [row["channel"] for row in town.asks(lambda tx: own_copy.collect(tx, "R-001"))["consents"]] == ["chat"] * 4


def test_a_paper_from_before_a_no_changes_nothing_of_a_newer_yes(town: Town, yusuf: Someone, siti: Someone) -> None:
    arman = joined(town, siti, town.case(siti))
    arman.sends("/data").taps("Persetujuan saya", "Catatan", "Catatan").sees("Catatan: ya")
    paper(siti).taps("Ya, setuju", "Kemarin")
    siti.sees("lalu dijawab ya lagi", "ya yang lebih baru itu tetap berlaku", "Tanggal berapa")


def test_a_no_on_an_older_paper_counts_and_whoever_notes_it_reads_of_the_yes(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    case = town.case(siti)
    joined(town, siti, case)
    paper(siti).taps("Tidak, atau dicabut").types("1 November 2026").taps("Tanpa saksi")
    siti.sees("Pada Sel, 24 Nov bagian ini dijawab ya", "tetap berlaku", "mohon tanyakan kepada orangnya")
    siti.taps("Simpan").sees("Sudah dicatat")
    assert not town.asks(lambda tx: consents.lets_notes_be_kept(tx, case))


def test_an_older_paper_for_a_service_counts_unless_that_one_was_taken_back(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    arman = joined(town, siti, town.case(siti))

    def shares(service: str, day: str) -> Someone:
        card(siti).taps("Peserta", "Bagikan ke layanan").types(service)
        return siti.taps("Ya, di kertas", day)

    shares("Puskesmas Melati", "Hari ini").taps("Tanpa saksi").sees("hanya untuk satu layanan")
    arman.sends("/data").taps("Persetujuan saya", "Tarik nomor 1")
    shares("puskesmas melati", "Kemarin").sees("dijawab tidak, sesudah tanggal di kertas ini", "Tanggal berapa")
    shares("LBH", "Kemarin").taps("Tanpa saksi").sees("hanya untuk satu layanan")
    shares("Puskesmas Melati", "Hari ini").taps("Tanpa saksi").sees("hanya untuk satu layanan", "mohon tanyakan dulu")
    arman.sends("/data").taps("Persetujuan saya", "Diteruskan").sees("Diteruskan: tidak")
    shares("Sekolah Harapan", "Kemarin").sees("dijawab tidak, sesudah tanggal di kertas ini")


def test_back_leads_to_the_screen_the_form_was_opened_from(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti)
    paper(siti).taps("Kembali").sees("R-001: mencatat persetujuan", "mencatat singkat kabar")
    assert siti.labels == ["Ya, secara lisan", "Di atas kertas", "Kembali", "Menu"]
    card(siti).taps("Peserta", "Bagikan ke layanan").sees("Nama layanannya").taps("Kembali")
    siti.sees("R-001: peserta dan ponselnya")
    assert "Bagikan ke layanan" in siti.labels


def test_a_no_of_the_papers_own_day_is_told_and_the_day_is_the_mentors(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    arman = joined(town, siti, town.case(siti))
    town.passes(hours=20)  # six in the morning here; in Greenwich it is still the day before
    arman.sends("/data").taps("Persetujuan saya", "Catatan").sees("Catatan: tidak")
    town.passes(days=2)
    paper(siti).taps("Ya, setuju").types("25 November 2026").taps("Tanpa saksi")
    siti.sees("Pada Rab, 25 Nov bagian ini dijawab tidak")


def test_after_the_end_a_yes_is_not_noted_and_a_no_is(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti)
    paper(siti).taps("Ya, setuju", "Hari ini", "Tanpa saksi")
    town.asks(lambda tx: cases.end(tx, yusuf.person, case))
    siti.taps("Simpan").sees("Pendampingan R-001 sudah selesai.")
    assert town.asks(lambda tx: own_copy.collect(tx, "R-001"))["consents"] == []
    other = town.case(siti, name="Budi")
    card(siti, "R-002").taps("Peserta", "Catat persetujuan", "Catatan", "Di atas kertas")
    siti.taps("Tidak, atau dicabut", "Hari ini", "Tanpa saksi")
    town.asks(lambda tx: cases.end(tx, yusuf.person, other))
    siti.taps("Simpan").sees("Sudah dicatat")
    assert [row["given"] for row in town.asks(lambda tx: own_copy.collect(tx, "R-002"))["consents"]] == [False]


def test_whoever_only_stands_in_notes_no_paper(town: Town, yusuf: Someone, siti: Someone) -> None:
    dewi = town.joins(Role.MENTOR, "Dewi", supervisor=yusuf)
    case = town.case(siti)
    dewi.sends("/menu").forges(NoteConsent(case.id, "notes", "paper")).sees("tidak bersama").sees_no("kertas")


def test_a_witness_goes_with_whom_it_was_about(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti)
    paper(siti).taps("Ya, setuju", "Hari ini").types("Rina Wijaya").taps("Simpan")
    town.asks(lambda tx: erasing.erase(tx, case, yusuf.person))
    rows = town.asks(lambda tx: tx.execute(select(ledger)).all())
    assert [(row.witness, row.signed_on, row.given) for row in rows] == [(None, "2026-11-24", True)]
