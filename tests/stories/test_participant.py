"""A participant's days on a shared, cheap phone: joining, consent, help, a voice, their own data, and hiding it all."""

import pytest
from sqlalchemy import select

from bot.domain.people import Person, Role
from bot.domain.presses import (
    CallMe,
    CaseCard,
    FlagList,
    Home,
    OwnConsents,
    OwnData,
    OwnRequest,
    OwnRequests,
    SelfCheck,
)
from bot.store.caseload import requests
from bot.store.caseload.cases import Case
from bot.store.engine.database import Tx
from bot.store.engine.tables import audit
from bot.store.people import people
from bot.store.rights import consents, participants
from tests.driver import Someone, Town


def code_for(town: Town, siti: Someone, case: Case) -> str:
    """The six digits a mentor reads out loud."""
    return town.asks(lambda tx: participants.make_code(tx, participants.add(tx, case, siti.person), siti.person))


def link_for(town: Town, siti: Someone, case: Case) -> str:
    return town.asks(lambda tx: participants.make_link(tx, participants.add(tx, case, siti.person), siti.person))


def by_phone(tx: Tx, who: Someone) -> Person:
    """Whom the bot takes this phone's owner for."""
    chat = tx.blind(who.phone.user.id)
    return people.by_chats(tx, [chat])[chat]


def joined(town: Town, siti: Someone, case: Case, name: str = "Arman") -> Someone:
    """Somebody who has joined and said yes to everything."""
    who = town.phone(name)
    who.types(code_for(town, siti, case)).taps("Ya", "Bapak", "WIB (", "Ya", "Ya", "Ya").sees("Semuanya sudah siap")
    return who


@pytest.mark.in_chat("it looks at where messages stand in the chat")
def test_joining_by_a_code_read_out_loud(town: Town, siti: Someone, case: Case) -> None:
    who = town.phone("Arman")
    who.types("123456").sees("tidak cocok atau sudah lewat")
    who.types(code_for(town, siti, case)).sees("18 tahun").sees_no("Arman", "R-001", "Siti")
    who.taps("Ya").sees("Sapaan apa").taps("Bapak").sees("zona waktu").taps("WIB (")
    who.sees("Sebelum mulai", "Lewat Telegram").taps("Ya").sees("Pesan dari kami").sees_no("Sebelum mulai")
    who.taps("Tidak").sees("Catatan").taps("Ya")
    who.sees("Semuanya sudah siap", "Pesan ini tidak dipantau 24 jam")
    assert who.labels[0] == "🆘 Darurat"
    siti.sees("R-001 sedang bergabung: kodenya sudah diketik.")
    who.sees_no("R-001", "Arman")
    assert "joined" in town.asks(lambda tx: tx.execute(select(audit.c.verb)).scalars().all())


def test_a_link_works_once_and_for_nobody_else(town: Town, siti: Someone, case: Case) -> None:
    token = link_for(town, siti, case)
    who, other = town.phone("Arman"), town.phone("Orang lain")
    who.sends(f"/start {token}").sees("18 tahun")
    other.sends(f"/start {token}").sees("sudah tidak berlaku").sees_no("R-001", "Arman")


def test_this_is_for_adults_and_nothing_is_kept_of_others(town: Town, siti: Someone, case: Case) -> None:
    who = town.phone("Adik")
    who.types(code_for(town, siti, case)).taps("Belum").sees("hanya untuk orang dewasa")
    who.sends("/menu").sees("undangan")
    assert town.asks(lambda tx: participants.of_case(tx, case.id)) is None


def test_without_telegram_it_goes_on_in_person(town: Town, siti: Someone, case: Case) -> None:
    who = town.phone("Arman")
    who.types(code_for(town, siti, case)).taps("Ya", "Bapak", "WIB (", "Tidak").sees("dilanjutkan secara langsung")
    who.sends("/menu").sees("undangan")
    assert siti.heard("R-001 dilanjutkan secara langsung") == 1, "and whoever accompanies them knows"


def test_nothing_opens_before_consent_not_even_an_old_button(town: Town, siti: Someone, case: Case) -> None:
    who = town.phone("Arman")
    who.types(code_for(town, siti, case)).taps("Ya", "Bapak", "WIB (")
    for press in (OwnData(), OwnRequests(), SelfCheck(), CallMe(), OwnConsents(), Home()):
        who.forges(press).sees("Lewat Telegram")
    who.sends("/menu").sees("Lewat Telegram")
    town.restarts()
    who.types("halo").sees("Lewat Telegram")


def test_help_in_three_taps_with_its_limits(town: Town, siti: Someone, case: Case) -> None:
    who = joined(town, siti, case)
    who.taps("Darurat").sees("112", "119", "110", "Healing119", "tidak dipantau 24 jam")
    who.taps("Minta dihubungi sekarang").sees("Kami usahakan menelepon secepatnya")
    siti.sees("Ada penanda mendesak").sees_no("Arman")
    who.taps("Menu", "Info bantuan", "Kesehatan", "1. ").sees("Sumber")
    who.taps("Minta bantuan pendamping").sees("Sudah diterima, Bapak. Nomornya")


def test_requests_with_receipt_due_time_and_result(town: Town, yusuf: Someone, siti: Someone, case: Case) -> None:
    who = joined(town, siti, case)
    who.taps("Minta dihubungi").sees("Nomornya 1", "Rabu, 25 November 2026 pukul 10.00 WIB")
    siti.sees("Ada permintaan baru").sees_no("Arman")
    who.taps("Menu", "Minta dihubungi").sees("Nomornya 1")
    who.taps("Permintaan saya", "Ada yang kurang berkenan").sees("tidak lewat pendamping").types("Janji sering batal.")
    who.sees("Nomornya 2").sees_no("Janji sering batal.")
    yusuf.sees("Ada permintaan baru")
    assert town.asks(lambda tx: requests.count_open(tx, siti.person)) == 1, "a complaint goes past the mentor"
    assert town.asks(lambda tx: requests.count_open(tx, yusuf.person)) == 2
    who.taps("Permintaan saya").sees("No. 2, Ada yang kurang berkenan: Sudah diterima").taps("No. 1").sees(
        "Keadaan: Sudah diterima"
    )


def test_my_data_rights_and_two_taps_to_take_a_yes_back(town: Town, yusuf: Someone, siti: Someone, case: Case) -> None:
    who = joined(town, siti, case)
    who.taps("Data saya").sees("Tidak ada peringkat").taps("Persetujuan saya").sees("Pesan dari kami: ya")
    who.taps("Pesan dari kami").sees("Pesan dari kami: tidak")
    siti.sees("Persetujuan R-001 berubah").taps("Buka").sees("Sudah setuju: Lewat Telegram, Catatan")
    who.taps("Pesan dari kami").sees("Pesan dari kami: ya")
    assert "messages" in town.asks(lambda tx: consents.current(tx, by_phone(tx, who)))
    who.sends("/data").taps("Hapus semua").sees("dihapus untuk selamanya").taps("Ya, minta")
    who.sees("Jumat, 27 November 2026 pukul 10.00 WIB")
    yusuf.sees("Ada permintaan baru")
    who.sends("/data").taps("Perbaiki").types("Nama kecil saya ditulis keliru.").sees("Sudah diterima")
    who.sends("/data").taps("Keluar", "Ya, keluar").sees("dilanjutkan secara langsung")
    siti.sees("R-001 dilanjutkan secara langsung")


def test_no_notes_are_kept_of_whoever_does_not_wish_it(town: Town, siti: Someone, case: Case) -> None:
    who = joined(town, siti, case)
    who.sends("/data").taps("Persetujuan saya", "Catatan").sees("Catatan: tidak")
    siti.sends("/catat").taps("R-001").sees("memilih tanpa catatan").taps("Kunjungan").sees("akan terhubung lagi?")
    siti.sends("/menu").types("R-001 Sedang mencari kerja.").sees("tidak ada catatan").sees_no("Sedang mencari kerja.")
    siti.taps("1 minggu", "Simpan").sees("Tersimpan")


@pytest.mark.in_chat("it counts what stands in the chat")
def test_a_greeting_if_wished_two_taps_and_then_silence(town: Town, siti: Someone, case: Case) -> None:
    who = joined(town, siti, case)
    who.taps("Pengaturan").sees("Tanpa sapaan").taps("Sapaan rutin").sees("Disapa setiap minggu")
    town.passes(days=7)
    who.sees("Salam, Bapak. Apa kabar?")
    before = who.taps_made
    who.taps("Jawab", "Sedang berat")
    last = who.remembers("Tidak perlu")
    who.taps("Tidak perlu").presses(last)
    who.sees("Terima kasih sudah bercerita", "dipikul sendiri")
    assert who.taps_made == before + 3 and "🆘 Darurat" in who.labels
    town.passes(minutes=11)
    assert not who.heard("dipikul sendiri"), "whoever holds the phone by then does not read it"
    town.passes(days=6)
    assert who.phone.texts() == [], "one message a cycle"
    town.passes(days=1)
    who.taps("Nanti saja").sees("Tidak apa-apa")
    siti.sends("/dampingan").taps("R-001").sees("Kabar dari peserta: Sedang berat")


def test_words_after_the_menu_are_no_complaint_any_more(town: Town, siti: Someone, case: Case) -> None:
    who = joined(town, siti, case)
    who.taps("Permintaan saya", "Ada yang kurang berkenan").sees("tidak lewat pendamping").sends("/menu")
    who.types("Janji sering batal.")
    assert town.asks(lambda tx: requests.open_for(tx, siti.person, 0, 10)[0]) == []
    who.sends("/menu").taps("Permintaan saya").sees("Belum ada.")


def test_how_they_are_with_a_wish_to_be_called(town: Town, siti: Someone, case: Case) -> None:
    who = joined(town, siti, case)
    who.taps("Kabar saya", "Biasa saja", "Ya, tolong").sees("Pendamping diberi tahu bahwa Bapak ingin dihubungi.")
    siti.sees("Ada permintaan baru")
    assert town.asks(lambda tx: requests.count_open(tx, siti.person)) == 1


def test_a_pin_is_taken_away_by_whoever_knows_it(town: Town, siti: Someone, case: Case) -> None:
    who = joined(town, siti, case)
    who.sends("/atur").taps("PIN").types("2580").types("2580").sends("/atur").sees("ketik PIN").types("2580")
    who.sends("/atur").sees("PIN terpasang").taps("PIN", "Hapus PIN").sees("PIN yang sekarang").types("2580")
    who.sees("PIN sudah dihapus", "Belum ada PIN.").sees_no("2580")
    town.passes(minutes=11)
    who.sends("/data").sees("Data saya")


def test_a_pin_stands_before_own_screens_and_they_go_away(town: Town, siti: Someone, case: Case) -> None:
    who = joined(town, siti, case)
    who.taps("Pengaturan", "PIN").types("12").sees("4 sampai 8 angka").types("2580").types("2580").sees("PIN terpasang")
    who.sees_no("2580")
    who.sends("/data").sees("ketik PIN").types("0000").sees("belum cocok").types("2580").sees(
        "Terbuka selama sepuluh menit"
    )
    who.sees_no("2580", "0000")
    who.sends("/data").sees("Data saya")
    town.passes(minutes=11)
    who.sees_no("Tidak ada peringkat").sends("/data").sees("ketik PIN")
    who.sends("/menu").sees("tidak dipantau 24 jam")


def test_the_word_that_empties_everything(town: Town, siti: Someone, case: Case) -> None:
    who = joined(town, siti, case)
    who.taps("Pengaturan", "PIN").types("2580").types("2580").sends("/atur").sees("ketik PIN").types("2580")
    who.sends("/atur").taps("Kata: kosongkan").types("beli galon").sees("PIN terpasang")
    old = who.remembers("Kata: jangan dulu")
    who.types("Beli  Galon").sees("undangan").sees_no("beli galon", "Semuanya sudah siap")
    stranger = town.phone("Orang lain")
    for text in ("/menu", "/data", "/atur", "halo", "bpjs mati", "/start", "1234"):
        who.sends(text)
        stranger.sends(text)
        assert (who.screen, who.labels) == (stranger.screen, stranger.labels), text
    who.presses(old)
    assert (who.screen, who.labels) == (stranger.sends("/menu").screen, stranger.labels)
    who.types("2580").sees("Selamat")


@pytest.mark.parametrize("word", ["beli galon", "bpjs"])
def test_the_word_itself_is_answered_as_a_strangers(town: Town, siti: Someone, case: Case, word: str) -> None:
    """From its own answer on, whether it finds something or not."""
    who, stranger = joined(town, siti, case), town.phone("Orang lain")
    who.taps("Pengaturan", "Kata: kosongkan").types(word).types(word)
    stranger.types(word)
    assert (who.screen, who.labels) == (stranger.screen, stranger.labels)


def test_putting_the_phone_away_asks_the_pin_again(town: Town, siti: Someone, case: Case) -> None:
    who = joined(town, siti, case)
    who.taps("Pengaturan", "PIN").types("2580").types("2580").sends("/data").types("2580").sends("/data").sees(
        "Data saya"
    )
    who.taps("Menu", "Rapikan").sees("Sudah rapi.").sends("/data").sees("ketik PIN")


@pytest.mark.parametrize("pin", ["2468", ""])
def test_the_empty_bot_stays_until_the_pin_and_without_one_for_a_day(
    town: Town, siti: Someone, case: Case, pin: str
) -> None:
    who = joined(town, siti, case)
    if pin:
        who.sends("/atur").taps("PIN").types(pin).types(pin).sees("PIN terpasang")
    who.sends("/atur")
    if pin:
        who.types(pin).sends("/atur")
    who.taps("Kata: kosongkan").types("beli galon").types("Beli galon.").sees("undangan")
    town.passes(hours=23)
    who.sends("/menu").sees("undangan")
    town.passes(hours=2)
    who.sends("/menu").sees("undangan" if pin else "Selamat")
    if pin:
        town.passes(days=30)
        who.sends("/menu").sees("undangan").types(pin).sees("Pesan ini tidak dipantau 24 jam")


def test_no_link_and_no_code_opens_a_phone_that_shows_an_empty_bot(town: Town, siti: Someone, case: Case) -> None:
    who = joined(town, siti, case)
    who.sends("/atur").taps("Kata: kosongkan").types("beli galon").types("beli galon").sees("undangan")
    other = town.case(siti, name="Yusuf", days=60)
    code, token = code_for(town, siti, other), link_for(town, siti, town.case(siti, name="Rini", days=60))
    who.types(code).sees("tidak cocok atau sudah lewat").sends(f"/start {token}").sees("sudah tidak berlaku")
    rini, yusuf = town.phone("Rini"), town.phone("Yusuf")
    rini.sends(f"/start {token}").sees("18 tahun")
    yusuf.types(code).sees("18 tahun")


def test_not_now_is_answered_harmlessly_and_brings_a_day_of_rest(town: Town, siti: Someone, case: Case) -> None:
    who = joined(town, siti, case)
    who.taps("Pengaturan", "Kata: jangan dulu").types("sudah makan").sends("/atur").taps("Sapaan rutin")
    town.passes(days=6, hours=20)
    who.types("sudah makan").sees("Baik. Terima kasih.").sees_no("sudah makan", "Pengaturan")
    town.passes(hours=12)
    assert not any("Apa kabar" in text for text in who.phone.texts())
    town.passes(days=1)
    who.finds("Apa kabar?")


def test_tidying_takes_everything_away_and_says_so_when_it_is_done(town: Town, siti: Someone, case: Case) -> None:
    who = joined(town, siti, case)
    who.taps("Pengaturan").sees("dua hari terakhir", "hanya dapat dihapus sendiri", "Sudah rapi")
    who.taps("Menu", "Rapikan").sees("Sudah rapi.", "Selamat pagi").sees_no("dihapus", "Pengaturan saya")
    assert [message.text for message in who.phone.messages if not message.from_bot] == []
    assert len([message for message in who.phone.messages if message.from_bot]) == 1


def test_a_chosen_name_is_what_they_are_called(town: Town, siti: Someone, case: Case) -> None:
    who = joined(town, siti, case)
    who.taps("Pengaturan", "Nama saya").types("Mas Bro").sends("/menu").sees("Selamat pagi, Mas Bro.")
    who.phone.blocks()
    town.settles()
    who.phone.unblocks()
    town.settles()
    who.sends("/menu").sees("Selamat pagi, Mas Bro.")


def test_two_of_the_same_name_and_a_number_used_before(town: Town, siti: Someone, case: Case) -> None:
    other = town.case(siti, name="Arman", days=60)
    one, two = joined(town, siti, case), joined(town, siti, other, "Arman dua")
    one.taps("Minta dihubungi")
    two.taps("Permintaan saya").sees("Belum ada.")
    third = town.case(siti, name="Bayu", days=60)
    one.types(code_for(town, siti, third))
    still = town.asks(lambda tx: participants.of_case(tx, third.id))
    assert still is not None and still.chat is None, "this phone belongs to somebody"


def test_other_roles_do_not_reach_a_participants_rooms(town: Town, yusuf: Someone, siti: Someone, case: Case) -> None:
    who = joined(town, siti, case)
    who.taps("Minta dihubungi")
    for staff in (yusuf, siti, town.joins(Role.ADMIN, "Ratna")):
        staff.sends("/menu").forges(OwnRequest(1)).sees("layar lama")
        staff.forges(OwnData()).sees("layar lama")
    who.forges(CaseCard(case.id)).sees_no("R-001")
    who.forges(FlagList()).sees_no("R-001")
