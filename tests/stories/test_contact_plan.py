"""How somebody may safely be reached: asked in small steps, read before a contact, and never passed over."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from bot.domain.people import Role
from bot.domain.presses import AskPlan, ContactPlan, DayHours, OwnPlanHolds, PlanHolds, SharedPhone, WhoIsFirst
from bot.domain.rights.contact_plan import HOLDS
from bot.files.letters import Notice, write_letters
from bot.i18n import language
from bot.store.caseload import walls
from bot.store.caseload.cases import Case
from bot.store.engine.tables import audit, contact_plans, drafts
from bot.store.keeping import exposure
from bot.store.rights import contact_plans as plans
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_caseload import card
from tests.stories.test_participant import code_for

ALONE = "Orangnya sendiri yang akan menghubungi."
OLD = "mohon tanyakan lagi saat bertemu"
FILLED = ("Pendamping boleh", "Telepon", "Lewat orang lain", "Lanjut")


def fills(siti: Someone) -> Someone:
    """The plan of R-001, as far as it can be said."""
    card(siti).taps("Kontak aman", "Tanyakan sekarang", *FILLED)
    siti.types("Tante Rina di warung").types("Hari kerja pagi").taps("Tidak", "Ya")
    return siti.types("Bilang dari toko kue").taps("Kosongkan").types("mangga")


def noted(town: Town, verb: str) -> int:
    found = select(func.count()).select_from(audit).where(audit.c.verb == verb)
    return int(town.asks(lambda tx: tx.execute(found).scalar_one()))


# -- as the mentor asks it ---------------------------------------------------------------------------------------------


def test_a_mentor_asks_it_and_reads_it_before_a_contact(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, hours=1)
    card(siti).taps("Kontak aman").sees("Belum ditanyakan")
    fills(siti).sees("Cara yang aman: Telepon dan Lewat orang lain", "Lewat: Tante Rina di warung")
    siti.sees("Hari dan jam: Hari kerja pagi", "Boleh meninggalkan pesan: Tidak", "Ponsel dipakai orang lain: Ya")
    siti.sees("Bila orang lain menjawab: Bilang dari toko kue", "Kata pengenal: mangga", "Ditanyakan Sel, 24 Nov.")
    assert "Yang tahu" not in siti.screen, "what was left empty stands nowhere"
    town.passes(hours=1)
    siti.sees("Ini waktu yang sudah direncanakan.").sees_no("mangga", "Tante Rina")
    read = noted(town, "read_contact_plan")
    siti.taps("Kontak aman").sees("Kata pengenal: mangga")
    assert noted(town, "read_contact_plan") == read + 1
    card(siti).sees("Kontak aman: diisi Sel, 24 Nov.").sees_no("Tante Rina")


def test_what_is_typed_for_it_does_not_stay_in_the_chat(town: Town, siti: Someone, case: Case) -> None:
    fills(siti)
    siti.sends("/menu").sees_no("Tante Rina", "mangga")
    town.passes(minutes=11)
    siti.sees_no("Tante Rina", "mangga")


def test_each_part_may_stay_empty(town: Town, siti: Someone, case: Case) -> None:
    card(siti).taps("Kontak aman", "Tanyakan sekarang", "Kosongkan", "Tidak ada", *["Kosongkan"] * 6)
    siti.sees("Ditanyakan Sel, 24 Nov.")
    assert ALONE not in siti.screen and ":" not in siti.screen.replace("R-001: kontak aman", "")


@pytest.mark.in_chat("a page closes after a while, and is no screen to come back to")
def test_after_three_months_it_is_old_until_it_is_asked_again(town: Town, siti: Someone, case: Case) -> None:
    fills(siti)
    town.clock.at += HOLDS - timedelta(hours=1)
    assert OLD not in card(siti).screen
    town.clock.at += timedelta(hours=2)
    card(siti).sees(OLD)
    siti.taps("Kontak aman").sees(OLD).taps("Masih berlaku")
    assert OLD not in siti.screen and OLD not in card(siti).screen


def test_the_prompt_says_that_they_get_in_touch_themselves(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, hours=2)
    card(siti).taps("Kontak aman", "Tanyakan sekarang", "Hanya orangnya sendiri", *["Kosongkan"] * 3).sees(ALONE)
    town.passes(hours=2)
    siti.sees("Hari ini waktunya menunggu kabar.", "Dampingan R-001.", ALONE)
    assert "sudah direncanakan" not in siti.screen
    card(siti).sees(ALONE)


@ON_ONE_DATABASE
def test_whom_the_mentor_may_reach_is_not_waited_for(town: Town, siti: Someone) -> None:
    town.case(siti, hours=2)
    fills(siti)
    town.passes(hours=2)
    siti.sees("sudah direncanakan", "Dampingan R-001.").sees_no("menunggu kabar")


def test_of_whoever_wants_no_notes_the_mentor_writes_nothing_down(
    town: Town, siti: Someone, arman: Someone, case: Case
) -> None:
    card(siti).taps("Kontak aman", "Tanyakan sekarang")
    arman.sends("/menu").taps("Data saya", "Persetujuan saya", "Catatan")
    siti.taps(FILLED[0]).sees_no("Telepon")  # what was being filled in went with the yes
    card(siti).taps("Kontak aman", "Tanyakan sekarang").sees("ingin tanpa catatan", "di ponselnya")
    assert town.asks(lambda tx: tx.execute(contact_plans.select()).first()) is None


def test_who_reads_it(town: Town, yusuf: Someone, rahmat: Someone, siti: Someone, case: Case) -> None:
    """Whoever accompanies; whoever has taken on a flag, for as long as it is open; nobody else, leaders neither."""
    fills(siti)
    dewi = town.joins(Role.MENTOR, "Dewi", supervisor=yusuf)
    ratna = town.joins(Role.ADMIN, "Ratna")
    for who in (yusuf, rahmat, dewi, ratna):
        who.sends("/menu").forges(ContactPlan(case.id)).sees_no("mangga")
        who.forges(AskPlan(case.id)).sees_no("Siapa yang boleh")
        who.forges(PlanHolds(case.id))
    before = noted(town, "contact_plan_kept")
    siti.sends("/menu").taps("Mendesak", "R-001")
    rahmat.sends("/menu").forges(ContactPlan(case.id)).sees_no("mangga")
    rahmat.sends("/menu").taps("Penanda", "R-001", "Saya tangani", "Kontak aman").sees("Kata pengenal: mangga")
    assert "Tutup penanda" in rahmat.taps("Kembali").labels, "it leads back to why they read it"
    rahmat.taps("Kontak aman")
    assert "Tanyakan lagi" not in rahmat.labels
    yusuf.forges(ContactPlan(case.id)).sees_no("mangga")
    rahmat.sends("/menu").taps("Penanda", "R-001", "Tutup penanda").types("Sudah aman.")
    rahmat.forges(ContactPlan(case.id))
    assert "mangga" not in rahmat.screen and noted(town, "contact_plan_kept") == before


@ON_ONE_DATABASE
def test_whoever_is_asked_to_call_reads_first_that_they_get_in_touch_themselves(
    town: Town, siti: Someone, arman: Someone
) -> None:
    arman.sends("/atur").taps("Kontak aman", "Saya yang akan menghubungi")
    arman.sends("/menu").taps("Permintaan saya", "Minta dihubungi")
    siti.sends("/menu").taps("Buka permintaan", "1. R-001").sees(ALONE).taps("Saya tangani").sees(ALONE)
    siti.taps("Sudah dijawab")
    assert ALONE not in siti.screen, "nobody calls any more"


@ON_ONE_DATABASE
def test_a_mentor_who_was_asked_to_call_reads_it_as_their_mentor(town: Town, siti: Someone, arman: Someone) -> None:
    fills(siti)
    arman.sends("/menu").taps("Permintaan saya", "Minta dihubungi")
    siti.sends("/menu").taps("Buka permintaan", "1. R-001", "Saya tangani", "Kontak aman").sees("mangga")
    found = select(audit.c.subject).where(audit.c.verb == "read_contact_plan")
    assert set(town.asks(lambda tx: tx.execute(found).scalars().all())) == {"case"}, "so that they see who looked"


@ON_ONE_DATABASE
def test_whoever_is_kept_out_after_taking_a_flag_reads_it_no_more(
    town: Town, yusuf: Someone, rahmat: Someone, siti: Someone, case: Case
) -> None:
    fills(siti)
    other = town.case(town.joins(Role.MENTOR, "Dewi", supervisor=rahmat), name="Bayu")
    siti.sends("/menu").taps("Mendesak", "R-001")
    rahmat.sends("/menu").taps("Penanda", "R-001", "Saya tangani", "Kontak aman").sees("mangga")
    town.asks(lambda tx: walls.add(tx, None, case.id, other.id))
    rahmat.sends("/menu").forges(ContactPlan(case.id))
    assert "mangga" not in rahmat.screen


@ON_ONE_DATABASE
@pytest.mark.parametrize("who", ["rahmat", "yusuf", "siti"])
def test_whoever_took_a_flag_on_reads_it_for_a_week_and_longer_only_where_it_is_their_case(
    town: Town, yusuf: Someone, rahmat: Someone, siti: Someone, case: Case, who: str
) -> None:
    fills(siti)
    siti.sends("/menu").taps("Mendesak", "R-001")
    taker = {"rahmat": rahmat, "yusuf": yusuf, "siti": siti}[who]
    taker.sends("/menu").taps("Penanda", "R-001", "Saya tangani")
    town.passes(days=6, hours=23)
    taker.sends("/menu").taps("Penanda", "R-001", "Kontak aman").sees("mangga")
    town.passes(hours=2)
    taker.sends("/menu").taps("Penanda", "R-001").sees("Ditangani oleh")
    assert ("Kontak aman" in taker.labels) == (who != "rahmat") and "Tutup penanda" in taker.labels
    taker.forges(ContactPlan(case.id))
    assert ("mangga" in taker.screen) == (who != "rahmat")


def test_it_goes_with_whoever_is_erased_and_stands_in_their_own_copy(town: Town, siti: Someone, case: Case) -> None:
    fills(siti)
    held = town.asks(lambda tx: plans.of_case(tx, case))
    assert held is not None and held.answers["word"] == "mangga"
    siti.sends("/menu").forges(ContactPlan(case.id + 99)).sees_no("mangga")


@ON_ONE_DATABASE
def test_each_time_it_is_kept_is_noted(town: Town, siti: Someone, arman: Someone) -> None:
    fills(siti)
    assert noted(town, "contact_plan_kept") == 1, "by whoever asked"
    arman.sends("/atur").taps("Kontak aman", "Saya yang akan menghubungi")
    assert noted(town, "contact_plan_kept") == 2, "one part of it, by themselves"
    arman.taps("Ganti", "Kosongkan", "Lanjut", *["Kosongkan"] * 7)
    assert noted(town, "contact_plan_kept") == 3, "all of it, by themselves"
    town.passes(days=1)
    card(siti).taps("Kontak aman", "Masih berlaku")
    assert noted(town, "contact_plan_kept") == 4, "asked again"


def test_where_data_was_seen_by_others_the_letters_name_it(
    town: Town, siti: Someone, case: Case, tmp_path: Path
) -> None:
    since, until = town.clock.at - timedelta(days=1), town.clock.at + timedelta(hours=1)
    notice = Notice(since, until, until, "Lembaga", "", ZoneInfo("Asia/Jakarta"))

    def letter() -> str:
        found = town.asks(lambda tx: exposure.find(tx, exposure.Scope("case", "R-001"), since, until))
        write_letters(tmp_path, found, notice, language("id"))
        return (tmp_path / "R-001.txt").read_text(encoding="utf-8")

    assert "Cara menghubungi dengan aman" not in letter()
    fills(siti)
    town.clock.at += timedelta(days=1)
    card(siti).taps("Kontak aman", "Masih berlaku")
    assert "Cara menghubungi dengan aman" in letter(), "it was there, however young it is made since"
    assert "mangga" not in letter()


# -- as they say it on their own phone ---------------------------------------------------------------------------------


def test_at_joining_it_is_asked_in_small_steps(town: Town, siti: Someone, case: Case) -> None:
    who = town.phone("Arman")
    who.types(code_for(town, siti, case)).taps("Ya", "Bapak", "WIB (", "Ya", "Ya", "Ya")
    who.sees("Semuanya sudah siap", "apakah ponsel ini juga dipakai orang lain?")
    assert [len(row) for row in who.rows][:2] == [3, 2] and who.labels[0] == "🆘 Darurat"
    assert who.labels[3:5] == ["Dipakai orang lain", "Hanya saya"] and "🔒 Data saya" in who.labels
    who.taps("Dipakai orang lain").sees("Nanti juga boleh, tidak usah pun boleh")
    assert {"PIN", "Nama saya", "Kata: jangan dulu", "Kata: kosongkan", "Jam aman", "Ponsel aman"} <= set(who.labels)
    assert {"Saya yang akan menghubungi", "Kontak aman"} <= set(who.labels)
    who.sends("/atur").taps("Kontak aman", "Tampilkan isinya").sees("Ponsel dipakai orang lain: Ya")


def test_what_is_opened_after_joining_leads_back_there(town: Town, arman: Someone) -> None:
    arman.taps("Dipakai orang lain")
    for label in ("Nama saya", "PIN", "Kata: jangan dulu", "Kata: kosongkan", "Jam aman", "Kontak aman"):
        assert "tidak mudah membaca" not in arman.taps(label).screen
        arman.taps("Kembali").sees("Supaya orang lain tidak mudah membaca, Bapak bisa mengatur ini.")
    arman.taps("Nama saya").types("Sahabat").sees("Sudah disimpan, Bapak.", "tidak mudah membaca")
    arman.taps("Jam aman", "09.00–16.00").sees("09.00 sampai 16.00").taps("Kembali").sees("tidak mudah membaca")
    arman.taps("Kontak aman", "Tampilkan isinya", "Kembali").sees("Diisi").taps("Kembali").sees("tidak mudah membaca")
    arman.taps("Saya yang akan menghubungi").sees("Sahabat sendiri yang menghubungi")
    assert arman.screen.count("tidak ada yang dikirim") == 1
    arman.taps("Pendamping boleh menghubungi").taps("Kembali").sees("tidak mudah membaca")
    arman.sends("/atur").taps("Nama saya", "Kembali").sees("Zona waktu")


def test_what_leads_back_there_says_nothing_of_the_phone(town: Town, arman: Someone) -> None:
    mine = arman.remembers("Hanya saya")
    back = arman.taps("Dipakai orang lain", "Jam aman").remembers("Kembali")
    arman.presses(mine)
    arman.presses(back)
    arman.sends("/atur").taps("Kontak aman", "Tampilkan isinya").sees("Ponsel dipakai orang lain: Tidak")


def test_whoever_has_the_phone_alone_is_asked_for_the_hours(town: Town, arman: Someone) -> None:
    arman.taps("Hanya saya").sees("Jam berapa kami boleh menyapa")
    arman.taps("09.00–16.00").sees("09.00 sampai 16.00")
    arman.sends("/atur").taps("Kontak aman", "Tampilkan isinya").sees("Ponsel dipakai orang lain: Tidak")


def test_what_is_filled_in_after_joining_is_asked_at_once(town: Town, arman: Someone) -> None:
    arman.taps("Hanya saya", "Isi Kontak aman").sees("Boleh pendamping Bapak menghubungi lebih dulu?")


def test_the_question_may_be_passed_over_and_comes_no_more(town: Town, arman: Someone) -> None:
    arman.taps("Data saya").sends("/menu")
    assert "dipakai orang lain" not in arman.screen
    arman.sends("/atur").taps("Kontak aman").sees("Belum ada isinya", "setiap pembacaan tercatat")


def test_whoever_gets_in_touch_themselves_is_never_written_to_first(
    town: Town, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    arman.sends("/menu").taps("Minta dihubungi")
    arman.sends("/atur").taps("Sapaan rutin", "Kontak aman", "Saya yang akan menghubungi").sees(
        "tidak ada yang dikirim"
    )
    siti.sends("/menu").taps("Permintaan").taps("1. R-001", "Sudah dijawab").sees("R-001")
    town.passes(days=15)
    assert not arman.heard("Ada kabar. Silakan dibuka") and not arman.heard("Apa kabar"), "neither news nor greetings"
    arman.sends("/menu").sees("Ada kabar di Permintaan saya.")
    card(siti).sees(ALONE)
    arman.sends("/atur").taps("Kontak aman", "Pendamping boleh menghubungi")
    assert ALONE not in card(siti).screen


def test_they_say_all_of_it_themselves_and_read_that_it_was_read(town: Town, siti: Someone, arman: Someone) -> None:
    arman.sends("/atur").taps("Kontak aman", "Isi", "Boleh", "Datang langsung", "Lanjut", *["Kosongkan"] * 4)
    arman.types("Kakak saya").types("semangka").sees("Sudah disimpan", "Diisi Sel, 24 Nov.").sees_no(
        "semangka", "Apakah sesuai"
    )
    arman.taps("Tampilkan isinya").sees("Yang tahu: Kakak saya", "Kata pengenal: semangka")
    siti.sees_no("semangka")
    assert "Ada yang dicatat" not in arman.sends("/menu").screen, "they know what they said themselves"
    assert noted(town, "read_contact_plan") == 0, "reading one's own is no reading"
    card(siti).taps("Kontak aman").sees("Yang tahu: Kakak saya")
    town.passes(minutes=1)
    arman.sends("/menu").taps("Data saya", "Siapa yang melihat").sees("pendamping")


def test_not_now_lets_it_be_asked_again_by_nobody_knows_whom(town: Town, siti: Someone, arman: Someone) -> None:
    arman.sends("/atur").taps("Kata: jangan dulu").types("mangga muda")
    arman.sends("/atur").taps("Kontak aman", "Isi", "Boleh", "Telepon", "Lanjut", *["Kosongkan"] * 6)
    assert OLD not in card(siti).screen
    arman.types("mangga muda").sees("Baik. Terima kasih.")
    card(siti).sees(OLD).sees_no("mangga muda")
    assert "Masih berlaku" in siti.taps("Kontak aman").labels, "also on the same day, where something has changed"
    town.passes(days=1.1)
    arman.sends("/menu").sees("Masih amankah cara menghubungi Bapak?").taps(
        "Pengaturan", "Kontak aman", "Masih berlaku"
    )
    assert "Masih amankah" not in arman.sends("/menu").screen and OLD not in card(siti).screen


def test_behind_the_pin_nobody_reads_it(town: Town, siti: Someone, arman: Someone) -> None:
    arman.sends("/atur").taps("Kontak aman", "Isi", "Boleh", "Telepon", "Lanjut", *["Kosongkan"] * 5).types("semangka")
    arman.sends("/atur").taps("PIN").types("2580").types("2580")
    town.passes(minutes=11)
    arman.sends("/atur").sees("PIN").sees_no("semangka")
    for press in (WhoIsFirst(they=True), OwnPlanHolds(), SharedPhone(shared=True), DayHours(0, "none")):
        arman.forges(press).sees("PIN")
    held = town.asks(lambda tx: tx.execute(select(contact_plans.c.first)).scalar_one())
    assert held == "we"


# -- said once more ----------------------------------------------------------------------------------------------------


def test_said_once_more_it_begins_with_what_was_said_before(town: Town, siti: Someone, case: Case) -> None:
    fills(siti).taps("Tanyakan lagi")
    assert siti.labels[:3] == ["✓ Pendamping boleh", "Hanya orangnya sendiri", "Kosongkan"]
    siti.taps("Kosongkan").sees("Cara mana yang aman?")
    assert {"✓ Telepon", "✓ Lewat orang lain"} <= set(siti.labels)
    siti.taps("Lanjut").sees("Tante Rina").taps("Pakai yang tadi").sees("Hari kerja pagi").types("Sabtu sore")
    assert "✓ Tidak" in siti.labels
    siti.taps("✓ Tidak", "✓ Ya").sees("toko kue").taps("Pakai yang tadi", "Kosongkan").sees("mangga").taps(
        "Pakai yang tadi"
    )
    siti.sees("Cara yang aman: Telepon dan Lewat orang lain", "Lewat: Tante Rina di warung", "Sabtu sore")
    siti.sees("Boleh meninggalkan pesan: Tidak", "Bila orang lain menjawab: Bilang dari toko kue", "mangga")
    assert "Hari kerja" not in siti.screen


@ON_ONE_DATABASE
def test_to_begin_with_what_was_said_is_to_read_it(town: Town, siti: Someone, case: Case) -> None:
    fills(siti)
    before = noted(town, "read_contact_plan")
    siti.taps("Tanyakan lagi")
    assert noted(town, "read_contact_plan") == before + 1


def test_who_is_first_left_empty_stays_as_it_was(town: Town, siti: Someone, case: Case) -> None:
    card(siti).taps("Kontak aman", "Tanyakan sekarang", "Hanya orangnya sendiri", *["Kosongkan"] * 3).sees(ALONE)
    siti.taps("Tanyakan lagi", "Kosongkan", "Tidak ada", *["Kosongkan"] * 6).sees(ALONE)
    siti.taps("Tanyakan lagi", "Pendamping boleh", "Tidak ada", *["Kosongkan"] * 6)
    assert ALONE not in siti.screen, "they said it to the mentor, and take it back to the mentor"


def test_what_is_not_asked_of_whoever_comes_themselves_stays(town: Town, siti: Someone, arman: Someone) -> None:
    fills(siti).taps("Tanyakan lagi", "Hanya orangnya sendiri", "✓ Ya", "Kosongkan", "Pakai yang tadi")
    siti.sees(ALONE, "Lewat: Tante Rina di warung", "Hari dan jam: Hari kerja pagi")


def test_only_their_own_phone_ends_that_they_get_in_touch_themselves(town: Town, siti: Someone, arman: Someone) -> None:
    arman.sends("/atur").taps("Kontak aman", "Saya yang akan menghubungi")
    card(siti).taps("Kontak aman").sees(ALONE, "hanya di sana dapat diubah").taps("Tanyakan lagi")
    siti.sees("Apakah ponselnya dipakai orang lain juga?").taps("Kembali", "Pendamping boleh", "Tidak ada")
    siti.taps(*["Kosongkan"] * 6).sees(ALONE, "hanya di sana dapat diubah")
    card(siti).sees(ALONE)
    arman.sends("/atur").taps("Kontak aman", "Pendamping boleh menghubungi").sees("menghubungi lebih dulu: ya")
    assert ALONE not in card(siti).screen and "lebih dulu: ya" not in siti.taps("Kontak aman").screen


def test_whose_phone_has_left_may_be_asked_face_to_face_again(town: Town, siti: Someone, arman: Someone) -> None:
    arman.sends("/atur").taps("Kontak aman", "Saya yang akan menghubungi")
    card(siti).taps("Kontak aman").sees(ALONE, "hanya di sana dapat diubah").sees_no("sudah keluar")
    arman.sends("/menu").taps("Data saya", "Keluar", "Ya, keluar")
    card(siti).taps("Kontak aman").sees(ALONE, "ponsel itu sudah keluar", "langsung saat bertemu")
    assert "hanya di sana" not in siti.screen
    siti.taps("Tanyakan lagi", "Pendamping boleh", "Tidak ada", *["Kosongkan"] * 6).sees("menghubungi lebih dulu")
    assert ALONE not in siti.screen and ALONE not in card(siti).screen


@ON_ONE_DATABASE
def test_also_of_whoever_wanted_no_notes_before_the_phone_left(town: Town, siti: Someone, arman: Someone) -> None:
    arman.sends("/atur").taps("Kontak aman", "Saya yang akan menghubungi")
    arman.sends("/menu").taps("Data saya", "Persetujuan saya", "Catatan")
    card(siti).taps("Kontak aman").sees("di ponselnya")
    arman.sends("/menu").taps("Data saya", "Keluar", "Ya, keluar")
    card(siti).taps("Kontak aman", "Tanyakan lagi").sees(ALONE, "Catat persetujuan")
    for part in ("Lewat Telegram", "Catatan"):
        card(siti).taps("Peserta", "Catat persetujuan", part, "Ya, secara lisan")
    card(siti).taps("Kontak aman", "Tanyakan lagi", "Pendamping boleh", "Tidak ada", *["Kosongkan"] * 6)
    assert ALONE not in siti.sees("menghubungi lebih dulu").screen


def rewritten(arman: Someone) -> None:
    """Whoever holds the phone leaves little of what the mentor asked."""
    arman.sends("/atur").taps("Kontak aman", "Ganti", "Boleh", "Telepon", "Lewat orang lain", "Pesan", "Lanjut")
    arman.types("Malam setelah jam 9").taps("✓ Tidak", "✓ Ya", "Kosongkan", "Kosongkan", "Kosongkan")


def test_what_a_phone_says_is_told_apart_from_what_was_asked(town: Town, siti: Someone, arman: Someone) -> None:
    fills(siti)
    town.passes(days=3)
    rewritten(arman)
    town.passes(hours=12)
    assert siti.heard("Kontak aman R-001 diubah di ponsel.") == 1
    card(siti).sees("Kontak aman: diisi di ponselnya Jum, 27 Nov.").taps("Kontak aman")
    asked, there = siti.screen.split("Dikatakan di ponselnya sendiri, terakhir Jum, 27 Nov:")
    assert "Ditanyakan Sel, 24 Nov." in asked and "Malam" not in asked
    assert "Pendamping boleh menghubungi lebih dulu." in there and "Hari dan jam: Malam setelah jam 9" in there
    assert "Kata pengenal diubah di ponsel Jum, 27 Nov; mohon pastikan saat bertemu." in there
    siti.taps("Tanyakan lagi", "Kosongkan", "Lanjut", *["Kosongkan"] * 5).types("kelapa")
    siti.sees("Kata pengenal: kelapa", "Ditanyakan").sees_no("Kata pengenal diubah")


@ON_ONE_DATABASE
@pytest.mark.in_chat("it looks at where messages stand in the chat")
def test_that_a_phone_changed_it_is_told_once_a_day(town: Town, siti: Someone, arman: Someone) -> None:
    arman.sends("/atur").taps("Kontak aman", "Saya yang akan menghubungi", "Pendamping boleh menghubungi")
    town.passes(hours=12)
    assert siti.heard("Kontak aman R-001 diubah di ponsel.") == 1
    siti.taps("Buka").sees("Dikatakan di ponselnya sendiri").sees_no("Ditanyakan")
    town.passes(days=2)
    arman.sends("/menu").forges(WhoIsFirst(they=False))
    town.passes(hours=12)
    assert siti.heard("Kontak aman R-001 diubah di ponsel.") == 0, "nothing else is said there now"
    arman.sends("/atur").taps("Kontak aman", "Saya yang akan menghubungi")
    town.passes(hours=12)
    assert siti.heard("Kontak aman R-001 diubah di ponsel.") == 1
    siti.taps("Buka").sees(ALONE)


@ON_ONE_DATABASE
def test_what_they_leave_empty_is_not_said_on_their_own_phone(town: Town, siti: Someone, arman: Someone) -> None:
    card(siti).taps("Kontak aman", "Tanyakan sekarang", "Hanya orangnya sendiri", *["Kosongkan"] * 3).sees(ALONE)
    arman.sends("/atur").taps("Kontak aman", "Ganti", "Kosongkan", "Tidak ada")
    while "Kosongkan" in arman.labels:
        arman.taps("Kosongkan")
    card(siti).taps("Kontak aman").sees(ALONE)
    assert "hanya di sana dapat diubah" not in siti.screen, "they said it to the mentor"
    assert "Pendamping boleh" in siti.taps("Tanyakan lagi").labels


def test_what_a_mentor_noted_is_told_without_a_word_of_it(town: Town, siti: Someone, arman: Someone) -> None:
    fills(siti)
    arman.sends("/menu").sees("Ada yang dicatat untuk Bapak. Lihat Pengaturan, Kontak aman.").sees_no("mangga")
    arman.taps("Pengaturan", "Kontak aman").sees("Apakah sesuai dengan yang Bapak sampaikan?").sees_no("mangga")
    assert "Ada yang dicatat" not in arman.sends("/menu").screen
    arman.taps("Pengaturan", "Kontak aman", "Saya yang akan menghubungi")
    assert "Ada yang dicatat" not in arman.sends("/menu").screen, "they know what they said themselves"
    town.passes(days=1)
    card(siti).taps("Kontak aman", "Masih berlaku")
    arman.sends("/menu").sees("Ada yang dicatat untuk Bapak.")


@pytest.mark.in_chat("a page closes after a while, and is no screen to come back to")
def test_a_part_of_it_makes_the_rest_no_younger(town: Town, siti: Someone, arman: Someone) -> None:
    fills(siti)
    town.clock.at += HOLDS
    card(siti).sees(OLD)
    for press in (SharedPhone(shared=True), WhoIsFirst(they=True), WhoIsFirst()):
        arman.sends("/menu").forges(press)
        assert OLD in card(siti).screen
    siti.sees("Kontak aman: diisi Sel, 24 Nov 2026.")


def test_the_same_day_there_is_nothing_to_confirm(town: Town, siti: Someone, arman: Someone) -> None:
    fills(siti)
    assert "Masih berlaku" not in siti.labels
    assert "Masih berlaku" not in arman.sends("/atur").taps("Kontak aman").labels
    town.passes(days=1)
    assert "Masih berlaku" in card(siti).taps("Kontak aman").labels
    arman.sends("/atur").taps("Kontak aman", "Masih berlaku").sees("Diisi Rab, 25 Nov.")
    assert "Masih berlaku" not in arman.labels


# -- on a phone that others look at ------------------------------------------------------------------------------------


def test_the_words_stand_behind_one_more_tap_and_close(town: Town, siti: Someone, arman: Someone) -> None:
    fills(siti)
    arman.sends("/atur").taps("Kontak aman").sees("Hari dan jam: Hari kerja pagi", "Diisi Sel, 24 Nov.")
    arman.sees("Pendamping boleh menghubungi lebih dulu: ya").sees_no("Tante", "toko kue", "mangga", "dipakai orang")
    arman.taps("Tampilkan isinya").sees("Lewat: Tante Rina di warung", "toko kue", "Kata pengenal: mangga")
    town.passes(minutes=11)
    arman.sees_no("Tante", "toko kue", "mangga")
    arman.sends("/atur").taps("Kontak aman", "Ganti", "✓ Boleh", "Lanjut").sees("Tante Rina")
    town.passes(minutes=11)
    arman.sees_no("Tante", "Cara mana")
    arman.sends("/atur").taps("Kontak aman", "Ganti")
    town.passes(minutes=11)
    arman.sees_no("Boleh pendamping")


LONGEST = "Waktu malam sebelum jam sembilan lewat pintu dapur"


def test_the_longest_answers_fit_on_one_screen(town: Town, siti: Someone, arman: Someone) -> None:
    assert len(LONGEST) == 50
    arman.sends("/atur").taps("Kontak aman", "Isi", "Boleh", "Datang langsung", "Telepon", "Pesan", "Lewat orang lain")
    arman.taps("Lanjut").types(LONGEST + "!").sees("Panjangnya 51 huruf").types(LONGEST).types(LONGEST).taps(
        "Tidak", "Tidak"
    )
    arman.types(LONGEST).types(LONGEST).types(LONGEST)
    town.clock.at += HOLDS
    arman.sends("/atur").taps("Kontak aman", "Tampilkan isinya").sees(f"Kata pengenal: {LONGEST}", OLD)
    assert len(arman.screen) <= 700
    card(siti).taps("Kontak aman").sees(f"Kata pengenal: {LONGEST}", OLD)
    assert len(siti.screen) <= 700


# -- where no notes are wanted -----------------------------------------------------------------------------------------


def test_without_notes_goes_what_was_written_down_and_stays_what_they_filled_in(
    town: Town, siti: Someone, arman: Someone
) -> None:
    fills(siti)
    arman.sends("/menu").taps("Data saya", "Persetujuan saya", "Catatan", "Ya, tarik")
    arman.sees("Isi Kontak aman yang ditulis pendamping sudah dihapus.").sees_no("isi sendiri tetap ada")
    assert town.asks(lambda tx: tx.execute(contact_plans.select()).first()) is None
    card(siti).taps("Kontak aman").sees("ingin tanpa catatan", "di ponselnya").sees_no("mangga")
    arman.sends("/atur").taps("Kontak aman").sees("Belum ada isinya")
    arman.taps("Isi", "Boleh", "Telepon", "Lanjut", *["Kosongkan"] * 5).types("semangka")
    card(siti).taps("Kontak aman").sees("semangka", "ingin tanpa catatan")
    arman.sends("/menu").taps("Data saya", "Persetujuan saya", "Catatan", "Catatan")
    assert "sudah dihapus" not in arman.screen, "nothing of it was written by anybody else"
    card(siti).taps("Kontak aman").sees("semangka")


@ON_ONE_DATABASE
@pytest.mark.in_chat("it looks at where messages stand in the chat")
def test_what_goes_with_the_yes_to_notes_is_asked_first(town: Town, siti: Someone, arman: Someone) -> None:
    fills(siti)
    arman.sends("/menu").taps("Data saya", "Persetujuan saya", "Catatan")
    arman.sees("yang ditulis pendamping di Kontak aman", "tidak bisa dikembalikan").sees_no("mangga", "Tante")
    card(siti).taps("Kontak aman").sees("Kata pengenal: mangga")
    arman.taps("Kembali").sees("Catatan: ya")
    town.passes(minutes=11)
    arman.sees_no("Kontak aman")


@ON_ONE_DATABASE
def test_what_a_mentor_changes_of_it_is_theirs_no_more(town: Town, siti: Someone, arman: Someone) -> None:
    arman.sends("/atur").taps("Kontak aman", "Isi", "Boleh", "Telepon", "Lanjut", *["Kosongkan"] * 5).types("semangka")
    card(siti).taps("Kontak aman", "Tanyakan lagi", "Kosongkan", "Lanjut", *["Kosongkan"] * 5).types("mangga")
    siti.sees("Kata pengenal: mangga")
    arman.sends("/menu").taps("Data saya", "Persetujuan saya", "Catatan", "Ya, tarik").sees(
        "Yang Bapak isi sendiri tetap ada"
    )
    card(siti).taps("Kontak aman").sees("Cara yang aman: Telepon").sees_no("semangka")
    assert "mangga" not in siti.screen, "it was written down for them"


@ON_ONE_DATABASE
def test_what_they_say_again_that_was_noted_for_them_is_theirs(town: Town, siti: Someone, arman: Someone) -> None:
    fills(siti)
    arman.forges(SharedPhone(shared=True))
    arman.sends("/menu").taps("Data saya", "Persetujuan saya", "Catatan", "Ya, tarik").sees(
        "Yang Bapak isi sendiri tetap ada"
    )
    card(siti).taps("Kontak aman").sees("Ponsel dipakai orang lain: Ya").sees_no("semangka")


def test_what_a_mentor_was_filling_in_goes_with_the_yes_to_notes(town: Town, siti: Someone, arman: Someone) -> None:
    fills(siti)
    card(siti).taps("Kontak aman", "Tanyakan lagi")
    arman.sends("/menu").taps("Data saya", "Persetujuan saya", "Catatan", "Ya, tarik").sees("sudah dihapus")
    assert town.asks(lambda tx: tx.execute(select(drafts.c.id).where(drafts.c.form == "safe")).first()) is None
    siti.taps(siti.labels[0]).sees_no("mangga")


def test_what_both_wrote_is_parted_by_who_did(town: Town, siti: Someone, arman: Someone) -> None:
    arman.sends("/atur").taps("Kontak aman", "Isi", "Boleh", "Telepon", "Lanjut", *["Kosongkan"] * 5).types("semangka")
    card(siti).taps("Kontak aman", "Tanyakan lagi", "Hanya orangnya sendiri", "Ya").types("Bude Sri").taps(
        "Pakai yang tadi"
    )
    siti.sees(ALONE, "Yang tahu: Bude Sri", "Kata pengenal: semangka")
    arman.sends("/menu").taps("Data saya", "Persetujuan saya", "Catatan", "Ya, tarik").sees(
        "Yang Bapak isi sendiri tetap ada"
    )
    card(siti).taps("Kontak aman").sees(ALONE, "Cara yang aman: Telepon", "Kata pengenal: semangka")
    assert "Bude" not in siti.screen and "Ponsel dipakai" not in siti.screen


# -- hours of a day of the week ----------------------------------------------------------------------------------------


def test_a_day_of_the_week_has_hours_of_its_own(town: Town, siti: Someone, arman: Someone) -> None:
    arman.sends("/atur").taps("Jam aman", "Jam lain untuk hari tertentu").sees("Senin: 08.00–19.30")
    arman.taps("Rabu", "Jangan sama sekali").sees("Rabu: jangan").taps("Kamis", "18.00–21.00").sees(
        "Kamis: 18.00–21.00"
    )
    siti_answers(siti, arman, town)
    before = arman.heard("Ada kabar. Silakan dibuka")
    town.passes(hours=20)  # Wednesday
    assert arman.heard("Ada kabar. Silakan dibuka") == before
    town.passes(hours=20)  # Thursday, before six
    assert arman.heard("Ada kabar. Silakan dibuka") == before
    town.passes(hours=15)
    assert arman.heard("Ada kabar. Silakan dibuka") == before + 1


def test_the_hours_say_what_comes_at_any_hour_and_which_days_have_others(town: Town, arman: Someone) -> None:
    arman.sends("/atur").taps("Jam aman").sees(
        "Di luar jam itu tidak ada yang dikirim, kecuali yang Bapak minta sendiri."
    )
    assert "Hal mendesak" not in arman.screen and "Rabu" not in arman.screen
    arman.taps("Jam lain untuk hari tertentu", "Rabu", "Jangan sama sekali", "Kamis", "18.00–21.00", "Kembali")
    arman.sees("Rabu: jangan", "Kamis: 18.00–21.00")
    arman.sends("/atur").taps("Kontak aman", "Saya yang akan menghubungi", "Jam aman")
    arman.sees("tidak ada yang dikirim lebih dulu", "berlaku kalau pendamping boleh menghubungi lagi:", "Rabu: jangan")
    assert "Di luar jam itu" not in arman.screen


def siti_answers(siti: Someone, arman: Someone, town: Town) -> None:
    """On Tuesday evening, after the hours of that day."""
    arman.sends("/menu").taps("Minta dihubungi")
    town.passes(hours=10)
    siti.sends("/menu").taps("Permintaan").taps("1. R-001", "Sudah dijawab")


def test_the_last_open_day_stays_open(town: Town, arman: Someone) -> None:
    arman.sends("/atur").taps("Jam aman", "Jam lain untuk hari tertentu")
    for day in ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"):
        arman.taps(day, "Jangan sama sekali").sees(f"{day}: jangan")
    arman.taps("Minggu", "Jangan sama sekali").sees("Sisakan paling sedikit satu hari", "Minggu: 08.00–19.30")
    arman.taps("Senin", "Seperti hari lain").sees("Senin: 08.00–19.30")


@pytest.mark.parametrize("press", [DayHours(9, "none"), DayHours(7, "office"), DayHours(2, "never")])
def test_a_day_there_is_none_of_changes_nothing(town: Town, arman: Someone, press: DayHours) -> None:
    arman.sends("/menu").forges(press)
    arman.sends("/atur").taps("Jam aman", "Jam lain untuk hari tertentu").sees(
        "Rabu: 08.00–19.30", "Minggu: 08.00–19.30"
    )


FIRST, THIS_TIME = "atau datang lebih dulu.", "datang lebih dulu, kecuali untuk yang kali ini diminta"


def test_whoever_gets_in_touch_themselves_and_asks_for_a_call_is_called(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    """Nobody can obey both, and so nobody would call."""
    arman.sends("/atur").taps("Kontak aman", "Saya yang akan menghubungi")
    siti.sends("/dampingan").taps("R-001").sees(FIRST)
    town.passes(minutes=1)
    arman.sends("/menu").taps("📞 Minta dihubungi")
    siti.sends("/dampingan").taps("R-001").sees(THIS_TIME)
    assert FIRST not in siti.screen
    siti.taps("Kontak aman").sees(THIS_TIME)
    siti.sends("/menu").taps("Permintaan", "1. R-001").sees(THIS_TIME)
    siti.taps("Sudah dijawab")
    siti.sends("/dampingan").taps("R-001").sees(FIRST)
    arman.sends("/menu").taps("Darurat", "Minta dihubungi sekarang")
    siti.sends("/dampingan").taps("R-001").sees(THIS_TIME)


def test_of_harm_that_is_told_of_only_those_who_know_of_it_read_that_they_ask(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    arman.sends("/atur").taps("Kontak aman", "Saya yang akan menghubungi")
    arman.sends("/menu").types("pendamping saya meraba saya").taps("Sampaikan ke supervisor")
    yusuf.taps("Buka permintaan").sees(THIS_TIME).taps("Saya tangani", "Kontak aman").sees(THIS_TIME)
    siti.sends("/dampingan").taps("R-001").sees(FIRST)
    siti.taps("Kontak aman").sees(FIRST)


def test_what_is_said_after_the_call_was_asked_for_holds(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    arman.sends("/menu").taps("📞 Minta dihubungi")
    town.passes(minutes=1)
    arman.sends("/atur").taps("Kontak aman", "Saya yang akan menghubungi")
    siti.sends("/dampingan").taps("R-001").sees(FIRST)
    siti.sends("/menu").taps("Permintaan", "1. R-001").sees(FIRST)
