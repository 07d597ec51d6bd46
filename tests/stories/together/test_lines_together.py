"""Several check-ins typed at once, or one after the other without a signal: one list, and one tap that saves them."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.store.caseload import checkins
from bot.store.caseload.cases import Case
from bot.store.engine.tables import drafts
from tests.driver import Someone, Town
from tests.stories.test_forgotten_pin import hands_over
from tests.stories.test_lines import saved
from tests.stories.test_no_notes import says_no
from tests.stories.test_participant import joined

JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.fixture
def people(town: Town, siti: Someone, case: Case) -> list[Case]:
    """R-001 to R-015, with Siti since months."""
    more = [town.case(siti, name=f"Orang{number}", days=90) for number in range(2, 16)]
    return [case, *more]


def begun(town: Town) -> int:
    """How many forms are kept half filled in."""
    return len(town.asks(lambda tx: tx.execute(drafts.select()).all()))


def day_of(town: Town, case: Case) -> date:
    (kept,) = town.asks(lambda tx: checkins.moments(tx, case, 5))
    found: date = kept.contact_at.astimezone(JAKARTA).date()
    return found


def test_fifteen_lines_in_one_message(town: Town, siti: Someone, people: list[Case]) -> None:
    days = ["kemarin", "hari Senin kemarin", "hari ini", "tgl 20 Nov", "tadi pagi"]
    lines = [f"{one.code} ditelepon {days[at % 5]}, baik, 2 minggu lagi" for at, one in enumerate(people[:15])]
    siti.types("\n".join(lines)).sees(
        "15 catatan dibaca", "Belum ada yang disimpan", "R-001: Telepon · Sen, 23 Nov · Semua baik · rencana tetap"
    )
    assert saved(town) == 0
    siti.sees_no("ditelepon")
    siti.taps("Simpan semua").sees("Tersimpan: 15")
    today = town.clock.now().astimezone(JAKARTA).date()
    meant = [today - timedelta(days=1), today - timedelta(days=1), today, date(2026, 11, 20), today]
    for at, one in enumerate(people[:15]):
        assert day_of(town, one) == meant[at % 5], one.code


def test_fifteen_messages_that_came_at_once(town: Town, siti: Someone, people: list[Case]) -> None:
    town.passes(hours=20)
    for one in people[:15]:
        siti.types(f"{one.code} kunjungan kemarin, baik, 2 minggu lagi")
    siti.sees("15 catatan dibaca", "Kapan Ibu menulisnya")
    assert "Selasa" not in siti.screen
    siti.taps("Sel, 24 Nov").sees("Sen, 23 Nov")
    siti.taps("Simpan semua").sees("Tersimpan: 15")
    assert {day_of(town, one) for one in people[:15]} == {date(2026, 11, 23)}
    assert saved(town) == 15


def test_several_codes_with_all_well(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types("R-001, R-003 dan R-007 semua baik").sees("Lewat apa")
    siti.taps("Telepon").sees("Kapan mereka dihubungi lagi")
    siti.taps("Sesuai irama").sees("3 catatan dibaca", "R-003: Telepon")
    siti.taps("Simpan semua").sees("Tersimpan: 3", "R-007")
    assert saved(town) == 3


def test_a_second_line_stands_beside_the_first(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types("R-001 kunjungan kemarin, baik, 2 minggu lagi").sees("Kontak: Kunjungan")
    town.passes(minutes=2)
    siti.types("R-002 ditelepon kemarin, baik, 1 minggu lagi").sees(
        "2 catatan dibaca", "R-001: Kunjungan", "R-002: Telepon"
    )
    siti.sees_no("Kapan Ibu menulisnya")
    siti.taps("Simpan semua").sees("Tersimpan: 2")
    assert saved(town) == 2


def test_the_same_line_twice_is_one(town: Town, siti: Someone, people: list[Case]) -> None:
    """Sent again because nothing came back: it stands there once."""
    siti.types("R-001 kunjungan kemarin, baik, 2 minggu lagi")
    town.passes(minutes=1)
    siti.types("R-002 ditelepon kemarin, baik, 2 minggu lagi")
    town.passes(minutes=1)
    siti.types("R-002 ditelepon kemarin, baik, 2 minggu lagi").sees("2 catatan dibaca", "R-002: ini sudah ada di sini")


def test_two_days_of_one_person_are_two_check_ins(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types("R-002 kunjungan tgl 20 Nov, baik, 2 minggu lagi")
    town.passes(minutes=1)
    siti.types("R-002 ditelepon kemarin, baik, 2 minggu lagi").sees("2 catatan dibaca", "Jum, 20 Nov", "Sen, 23 Nov")
    siti.taps("Simpan semua").sees("Tersimpan: 2")
    found = town.asks(lambda tx: checkins.moments(tx, people[1], 5))
    days = {one.contact_at.astimezone(JAKARTA).date() for one in found}
    assert days == {date(2026, 11, 20), date(2026, 11, 23)}
    assert "lanjut" not in siti.screen


def test_more_about_one_of_the_same_day_is_its_note(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types("R-001 kunjungan kemarin, baik, 2 minggu lagi")
    town.passes(minutes=1)
    siti.types("R-002 ditelepon kemarin, baik, 2 minggu lagi")
    town.passes(minutes=1)
    siti.types("R-001 minta dicarikan kerja").sees(
        "2 catatan dibaca", "R-001: Ditambahkan ke catatan: “minta dicarikan kerja”"
    )
    assert saved(town) == 0


def test_what_is_not_clear_waits_and_the_rest_is_saved(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types("R-001 kunjungan kemarin, baik, minggu depan\nR-002 ditelepon kemarin, baik, 2 minggu lagi")
    siti.sees("2 catatan dibaca", "❓ R-001: perlu dilihat").taps("Simpan yang siap: 1")
    siti.sees("Tersimpan: 1", "R-002").taps("Yang lain: 1").sees("❓ R-001")
    siti.taps("Periksa").taps("R-001").sees("Kapan")
    siti.taps("2 minggu").sees("R-001", "Kunjungan").taps("💾 Simpan").sees("Tersimpan", "R-001")
    assert saved(town) == 2
    assert not [label for label in siti.labels if "Yang lain" in label]
    siti.sends("/menu")
    assert not [label for label in siti.labels if "Lanjutkan" in label], "nothing is left to go on with"


def test_the_receipt_of_one_leads_to_the_others(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types("R-001 kunjungan kemarin, baik, 2 minggu lagi\nR-002 ditelepon kemarin, baik, 2 minggu lagi")
    siti.taps("Periksa", "R-002").sees("Kontak: Telepon").taps("💾 Simpan").sees("Tersimpan", "R-002")
    assert siti.labels[0] == "Yang lain: 1"
    siti.taps("Yang lain: 1").sees("1 catatan dibaca", "R-001: Kunjungan").taps("Simpan semua").sees("Tersimpan: 1")
    assert saved(town) == 2


def test_a_list_of_which_nothing_is_left_says_so(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types("R-001 kunjungan kemarin, baik, 2 minggu lagi\nR-002 ditelepon kemarin, baik, 2 minggu lagi")
    siti.sends("/menu")
    old = siti.remembers("Lanjutkan")
    for code in ("R-001", "R-002"):
        siti.sends("/catat").taps(code, "Batal", "Buang")
    siti.presses(old).sees("Semuanya sudah disimpan atau dibuang")
    assert begun(town) == 0


def test_words_of_nobody_wait_beside_them(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types("R-001 kunjungan kemarin, baik, 2 minggu lagi")
    town.passes(minutes=1)
    siti.types("R-002 ditelepon kemarin, baik, 2 minggu lagi")
    town.passes(minutes=1)
    siti.types("minta dicarikan bibit ayam").sees("3 catatan dibaca", "“minta dicarikan bibit ayam”: tentang siapa?")
    siti.taps("Simpan yang siap: 2").sees("Tersimpan: 2").taps("Yang lain: 1").sees("bibit ayam")
    siti.taps("Periksa").taps("Catatan").sees("Ini catatan tentang siapa?").taps("R-003").sees("R-003", "bibit ayam")


def test_something_urgent_is_looked_at_by_itself(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types("R-001 kunjungan kemarin, baik, 2 minggu lagi\nR-002 ditelepon kemarin, kesehatan mendesak, besok")
    siti.sees("❓ R-002").taps("Simpan yang siap: 1").sees("Tersimpan: 1")


def test_the_way_out_keeps_or_throws_all_away(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types("R-001 kunjungan kemarin, baik, 2 minggu lagi\nR-002 ditelepon kemarin, baik, 2 minggu lagi")
    siti.types("/menu").taps("Lanjutkan").sees("2 catatan dibaca")
    siti.taps("Kembali").sees("Selamat").taps("Lanjutkan").sees("2 catatan dibaca")
    siti.taps("Batal").sees("mau dibuang").taps("Simpan untuk nanti").taps("Lanjutkan").sees("2 catatan dibaca")
    siti.taps("Batal").taps("Buang").sees("Dibatalkan")
    assert "Lanjutkan yang belum selesai" not in " ".join(siti.labels)
    assert begun(town) == 0
    assert saved(town) == 0


def test_saving_twice_saves_once(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types("R-001 kunjungan kemarin, baik, 2 minggu lagi\nR-002 ditelepon kemarin, baik, 2 minggu lagi")
    old = siti.remembers("Simpan semua")
    siti.taps("Simpan semua").sees("Tersimpan: 2")
    town.passes(minutes=3)
    siti.presses(old)
    assert saved(town) == 2


def test_who_was_handed_on_meanwhile_is_not_saved(
    town: Town, siti: Someone, people: list[Case], yusuf: Someone
) -> None:
    siti.types("R-001 kunjungan kemarin, baik, 2 minggu lagi\nR-002 ditelepon kemarin, baik, 2 minggu lagi")
    hands_over(town, yusuf, siti, people[1])
    siti.taps("Simpan semua").sees("Tersimpan: 1").sees_no("R-002: Kontak")
    assert saved(town) == 1


@pytest.mark.parametrize("hour", [14.5, 16.5])
def test_at_night_yesterday_is_asked_about(town: Town, siti: Someone, people: list[Case], hour: float) -> None:
    """Past midnight "tadi" and "kemarin" are of the day that has just ended, or of the one before."""
    town.passes(hours=hour)
    siti.types("R-001 kunjungan kemarin, baik, 2 minggu lagi").sees("bisa berarti dua hal", "Hari apa kontaknya")
    assert "💾 Simpan" not in siti.labels


def test_pleasantries_are_no_note(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types("R-001 kunjungan kemarin, baik, 2 minggu lagi\nR-002 ditelepon kemarin, baik, 2 minggu lagi")
    siti.types("terima kasih").sees_no("3 catatan").types("/menu").taps("Lanjutkan").sees("2 catatan dibaca")


@pytest.mark.in_chat("what is typed on a page stands in no chat, and is not changed there")
def test_what_has_no_room_stays_to_be_copied(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types("R-001 kunjungan kemarin, baik, 2 minggu lagi\nR-002 ditelepon kemarin, baik, 2 minggu lagi")
    long = "ceritanya panjang sekali " * 24
    town.passes(minutes=1)
    siti.types(long).sees("2 catatan dibaca", "tidak ditambahkan")
    assert any(long.strip() in message.text for message in siti.phone.messages)
    town.passes(minutes=31)
    assert not any(long.strip() in message.text for message in siti.phone.messages)


def test_back_from_one_of_them_leads_to_the_list(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types("R-001 kunjungan kemarin, baik, 2 minggu lagi\nR-002 ditelepon kemarin, baik, minggu depan")
    siti.taps("Periksa", "R-001").sees("Kontak: Kunjungan").taps("Kembali").sees("2 catatan dibaca", "R-001: Kunjungan")
    siti.taps("Periksa", "R-002").sees("Kapan").taps("Kembali").sees("2 catatan dibaca", "R-002: perlu dilihat")
    siti.taps("Periksa", "R-001", "Ubah isian", "Kontak").taps("Kembali").sees("Kontak: Kunjungan")


def test_when_next_is_not_said_where_it_was_not_read(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types("R-001 kunjungan hari ini, baik, 2 minggu lagi\nR-002 ditelepon hari ini, baik, minggu depan")
    siti.sees("R-001: Kunjungan · Sel, 24 Nov · Semua baik · lanjut Sel, 8 Des")
    assert "Semua baik · lanjut" not in next(line for line in siti.screen.splitlines() if "R-002" in line)


def test_a_number_typed_where_it_is_asked_whom_it_is_about(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.sends("/menu").taps("🆘 Mendesak").types("13").sees("langsung memberi tahu")
    assert [label for label in siti.labels if label.startswith("R-")] == ["R-013"]
    siti.taps("R-013").sees("Penanda R-013 dinaikkan")


@pytest.mark.in_chat("a page closes after a while, and is no screen to come back to")
def test_words_shown_on_the_list_close_by_themselves(town: Town, siti: Someone, people: list[Case]) -> None:
    """What waits to be told whose it is stands there in its own words; a list of codes and days may stay."""
    siti.types("R-001 kunjungan kemarin, baik, 2 minggu lagi\nR-002 ditelepon kemarin, baik, 2 minggu lagi")
    town.passes(minutes=11)
    siti.sees("2 catatan dibaca")
    siti.types("minta dicarikan bibit ayam").sees("3 catatan dibaca", "“minta dicarikan bibit ayam”")
    town.passes(minutes=11)
    siti.sees_no("bibit ayam")
    assert saved(town) == 0


@pytest.mark.in_chat("what is typed on a page stands in no chat, and is not changed there")
def test_more_about_one_that_has_no_room_stays_to_be_copied(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types("R-001 kunjungan kemarin, baik, 2 minggu lagi\nR-002 ditelepon kemarin, baik, 2 minggu lagi")
    town.passes(minutes=1)
    first, second = ("R-001 " + word * 45 for word in ("ceritanya ", "sambungan "))
    siti.types(first).sees("2 catatan dibaca", "R-001: Ditambahkan ke catatan")
    town.passes(minutes=1)
    siti.types(second).sees("2 catatan dibaca", "R-001: Panjangnya", "Yang terakhir tidak ditambahkan")

    def stands(text: str) -> bool:
        return any(text.strip() in message.text for message in siti.phone.messages if not message.from_bot)

    assert (stands(first), stands(second)) == (False, True)
    town.passes(minutes=31)
    assert not stands(second)


def test_of_one_person_the_earlier_contact_is_saved_first(town: Town, siti: Someone, people: list[Case]) -> None:
    """However they were typed: what the later one plans replaces what the earlier one planned, and not the reverse."""
    siti.types("R-003 ditelepon, baik, 3 minggu lagi")
    town.passes(minutes=1)
    siti.types("R-003 kunjungan kemarin, baik, 1 minggu lagi").sees("2 catatan dibaca").taps("Simpan semua")
    assert siti.screen.index("rencana tetap") < siti.screen.index("Kontak berikut: Selasa, 15 Desember 2026")
    town.passes(days=2)
    siti.types("R-003 ditelepon kemarin, baik, 2 minggu lagi")
    town.passes(minutes=1)
    siti.types("R-003 kunjungan hari Selasa kemarin, baik, 1 minggu lagi").sees("2 catatan dibaca").taps("Simpan semua")
    assert siti.screen.index("Kamis, 3 Desember 2026") < siti.screen.index("Kamis, 10 Desember 2026")


def test_what_is_to_be_looked_at_stands_first(town: Town, siti: Someone, people: list[Case]) -> None:
    well = [f"{one.code} kunjungan kemarin, baik, 2 minggu lagi" for one in people[:6]]
    siti.types("\n".join([*well, "R-007 ditelepon kemarin, baik, minggu depan"])).sees("7 catatan dibaca")
    lines = [line for line in siti.screen.splitlines() if "R-0" in line]
    assert lines[0].startswith("❓ R-007: perlu dilihat") and "R-001" in lines[1]
    siti.taps("Periksa")
    assert siti.labels[:2] == ["R-007", "R-001"]


def test_who_was_handed_on_meanwhile_stands_there_no_more(
    town: Town, siti: Someone, people: list[Case], yusuf: Someone
) -> None:
    siti.types("R-001 kunjungan kemarin, baik, 2 minggu lagi\nR-002 ditelepon kemarin, baik, 2 minggu lagi")
    hands_over(town, yusuf, siti, people[1])
    siti.sends("/menu").taps("Lanjutkan").sees("R-001: Kunjungan")
    assert "R-002" not in siti.screen
    siti.taps("Periksa")
    assert siti.labels[0] == "R-001" and "R-002" not in siti.labels
    siti.taps("Kembali").taps("Simpan semua").sees("Tersimpan: 1")
    assert not [label for label in siti.labels if "Yang lain" in label]
    assert begun(town) == 0


def test_a_page_of_the_list_and_what_is_left_of_it(town: Town, siti: Someone, people: list[Case]) -> None:
    lines = [f"{one.code} kunjungan kemarin, baik, 2 minggu lagi" for one in people[:12]]
    siti.types("\n".join(lines)).sees("12 catatan dibaca", "R-006: Kunjungan").taps("Berikutnya")
    siti.sees("R-007: Kunjungan", "R-012: Kunjungan")
    assert "R-001" not in siti.screen and "Berikutnya ▶" not in siti.labels
    siti.taps("Periksa")
    assert siti.labels[:6] == [f"R-{at:03d}" for at in range(7, 13)]
    siti.taps("R-007").taps("💾 Simpan").taps("Yang lain: 11").sees("11 catatan dibaca", "R-001: Kunjungan")


def test_a_page_on_which_nothing_stands_any_more_is_the_one_before(
    town: Town, siti: Someone, people: list[Case]
) -> None:
    siti.types("\n".join(f"{one.code} kunjungan kemarin, baik, 2 minggu lagi" for one in people[:7]))
    siti.taps("Berikutnya").sees("7 catatan dibaca", "R-007: Kunjungan").taps("Periksa", "R-007", "Batal", "Buang")
    siti.sends("/menu").taps("Lanjutkan").sees("6 catatan dibaca", "R-001: Kunjungan", "R-006: Kunjungan")


@pytest.mark.in_chat("a page closes after a while, and is no screen to come back to")
def test_the_receipt_of_all_is_said_whatever_is_asked_for_beside_it(
    town: Town, siti: Someone, people: list[Case]
) -> None:
    siti.types("R-001 kunjungan kemarin, baik, 2 minggu lagi\nR-002 ditelepon kemarin, baik, 2 minggu lagi")
    siti.phone.taps("Simpan semua")
    siti.phone.types("/menu")
    town.settles()
    assert [call for call in town.server.calls if "Tersimpan: 2" in str(call.params)]
    siti.sees("Selamat")


def test_a_receipt_of_many_says_how_many_it_has_no_room_for(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types("\n".join(f"{one.code} kunjungan kemarin, baik, 2 minggu lagi" for one in people))
    siti.taps("Simpan semua").sees("Tersimpan: 15", "R-001: ", "rencana tetap")
    named = sum(one.code in siti.screen for one in people)
    siti.sees(f"dan {15 - named} lagi")


def test_when_it_was_written_is_asked_from_the_day_on_which_the_last_came(
    town: Town, siti: Someone, people: list[Case]
) -> None:
    siti.types("R-001 kunjungan kemarin, baik, 2 minggu lagi")
    town.passes(days=1)
    for code in ("R-002", "R-003"):
        siti.types(f"{code} kunjungan kemarin, baik, 2 minggu lagi")
    siti.sees("3 catatan dibaca", "Kapan Ibu menulisnya")
    assert siti.labels[:3] == ["Rab, 25 Nov", "Sel, 24 Nov", "Sen, 23 Nov"]


def test_what_more_than_one_left_unsaid_is_asked_once_and_says_of_whom(
    town: Town, siti: Someone, people: list[Case]
) -> None:
    siti.types("R-001 kunjungan, baik\nR-002 ditelepon, baik, 2 minggu lagi\nR-004 kunjungan, baik")
    siti.sees("3 catatan dibaca", "R-001 dan R-004", "Kapan mereka dihubungi lagi").taps("4 minggu")
    siti.sees("R-001: Kunjungan", "lanjut Sel, 22 Des", "R-002: Telepon", "lanjut Sel, 8 Des", "R-004: Kunjungan")


def test_what_one_alone_left_unsaid_is_asked_by_its_own_form(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types("R-001 kunjungan, baik\nR-002 ditelepon, baik, 2 minggu lagi")
    siti.sees("2 catatan dibaca", "❓ R-001: perlu dilihat", "R-002: Telepon").taps("Periksa", "R-001")
    siti.sees("Kapan")
    assert "Sesuai irama masing-masing" not in siti.labels


def test_from_whom_to_look_at_one_comes_back_to_the_list(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types("R-001 kunjungan kemarin, baik, 2 minggu lagi\nR-002 ditelepon kemarin, baik, 2 minggu lagi")
    siti.taps("Periksa").sees("Mana yang ingin Ibu lihat").taps("Kembali").sees("R-001: Kunjungan", "R-002: Telepon")
    back = siti.taps("Periksa").remembers("Kembali")
    siti.sends("/menu").presses(back).sees("R-001: Kunjungan")
    siti.types("minta dicarikan bibit ayam").sees("3 catatan dibaca")


def test_what_is_kept_beside_them_stands_in_the_chat_no_more(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types("R-001 kunjungan kemarin, baik, 2 minggu lagi\nR-002 ditelepon kemarin, baik, 2 minggu lagi")
    siti.types("minta dicarikan bibit ayam").sees("3 catatan dibaca")
    assert not [message for message in siti.phone.messages if not message.from_bot]


@pytest.mark.parametrize(("letters", "fits"), [(500, True), (501, False)])
def test_words_of_nobody_have_the_room_of_a_note(
    town: Town, siti: Someone, people: list[Case], letters: int, fits: bool
) -> None:
    siti.types("R-001 kunjungan kemarin, baik, 2 minggu lagi\nR-002 ditelepon kemarin, baik, 2 minggu lagi")
    long = ("minta dicarikan bibit ayam kampung " * 20)[: letters - 1] + "z"
    siti.types(long).sees("3 catatan dibaca" if fits else "2 catatan dibaca")
    if fits:
        siti.sees("“minta dicarikan bibit ayam").sees_no("kampung minta dicarikan bibit ayam kampung")
    else:
        siti.sees("Panjangnya jadi 501 huruf, paling banyak 500")


def test_the_same_words_on_another_day_are_not_the_same(town: Town, siti: Someone, people: list[Case]) -> None:
    """Where no day is said it is the one on which each was written: nothing of the second is left out."""
    siti.types("R-001 kunjungan kemarin, baik, 2 minggu lagi")
    town.passes(minutes=1)
    siti.types("R-002 ditelepon, baik, 2 minggu lagi").sees("2 catatan dibaca")
    town.passes(days=1)
    siti.types("R-002 ditelepon, baik, 2 minggu lagi").sees_no("ini sudah ada di sini")
    assert "3 catatan dibaca" in siti.screen or "R-002: Ditambahkan ke catatan" in siti.screen


def test_two_that_came_at_once_waited_too(town: Town, siti: Someone, people: list[Case]) -> None:
    """The first one was shown alone already."""
    siti.types("R-001 kunjungan kemarin, baik, 2 minggu lagi").sees("Kontak: Kunjungan")
    siti.types("R-002 ditelepon kemarin, baik, 2 minggu lagi").sees("2 catatan dibaca", "Kapan Ibu menulisnya")


def test_the_answers_to_one_message_after_the_other_count_for_all(
    town: Town, siti: Someone, people: list[Case]
) -> None:
    """They came in one second, three messages ago: that is still so when another follows."""
    for code in ("R-001", "R-002"):
        siti.types(f"{code} kunjungan kemarin, baik, 2 minggu lagi")
    town.passes(minutes=5)
    siti.types("R-003 kunjungan kemarin, baik, 2 minggu lagi").sees("3 catatan dibaca", "Kapan Ibu menulisnya")


@pytest.mark.in_chat("on a page the same button of the same form is one act")
def test_where_nothing_is_ready_any_more_the_list_says_so(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types("R-001 kunjungan kemarin, baik, minggu depan\nR-002 ditelepon kemarin, baik, 2 minggu lagi")
    old = siti.remembers("Simpan yang siap: 1")
    siti.taps("Simpan yang siap: 1").sees("Tersimpan: 1")
    town.passes(minutes=1)
    siti.presses(old).sees("1 catatan dibaca", "❓ R-001")
    assert saved(town) == 1
    assert not [label for label in siti.labels if "Simpan" in label]


def test_what_was_begun_of_one_of_them_goes_on_with_the_line_as_its_note(
    town: Town, siti: Someone, people: list[Case]
) -> None:
    siti.sends("/catat").taps("R-002", "Kunjungan").sends("/menu")
    siti.types("R-001 kunjungan kemarin, baik, 2 minggu lagi\nR-002 ditelepon, baik, 2 minggu lagi")
    siti.sees("2 catatan dibaca", "R-002: Dicatat dulu", "❓ R-002: perlu dilihat · Kunjungan")
    siti.taps("Simpan yang siap: 1").sees("Tersimpan: 1", "R-001")


def test_what_tells_of_nobody_else_belongs_to_the_one_that_stands_open(
    town: Town, siti: Someone, people: list[Case]
) -> None:
    siti.types("R-001 kunjungan kemarin, baik, 2 minggu lagi")
    for words in ("R-001 minta dicarikan kerja", "minta bibit ayam", "ditelepon kemarin, baik, 2 minggu lagi"):
        town.passes(minutes=1)
        siti.types(words).sees("Kabar R-001", "Kontak: Kunjungan").sees_no("catatan dibaca dari pesan")
    siti.sees("minta dicarikan kerja", "minta bibit ayam", "ditelepon kemarin")


def test_a_line_as_it_is_read_closes_by_itself(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types("R-001 kunjungan kemarin, baik, antar KTP, 2 minggu lagi").sees("Catatan: antar KTP")
    town.passes(minutes=11)
    siti.sees_no("antar KTP")


@pytest.mark.parametrize(("written", "plan"), [("Sel, 24 Nov", "lanjut Sel, 8 Des"), ("Sen, 23 Nov", "rencana tetap")])
def test_where_no_day_is_said_it_is_the_one_on_which_it_was_written(
    town: Town, siti: Someone, people: list[Case], written: str, plan: str
) -> None:
    for code in ("R-001", "R-002"):
        siti.types(f"{code} kunjungan, baik, 2 minggu lagi")
    siti.sees("Kapan Ibu menulisnya").taps(written)
    siti.sees(*(f"{code}: Kunjungan · {written} · Semua baik · {plan}" for code in ("R-001", "R-002")))


def test_at_night_a_day_that_goes_without_saying_is_asked_too(town: Town, siti: Someone, people: list[Case]) -> None:
    town.passes(hours=14.5)
    siti.types("R-001 kunjungan, baik, 2 minggu lagi").sees("bisa berarti dua hal", "Hari apa kontaknya")
    siti.taps("Kemarin").sees("Hari: Sel, 24 Nov")


def test_at_night_nothing_is_asked_of_days_that_are_dates(town: Town, siti: Someone, people: list[Case]) -> None:
    town.passes(hours=14.5)
    siti.types("R-001 kunjungan tgl 20 Nov, baik, 15 Desember").sees("Dibaca dari pesan Ibu", "Hari: Jum, 20 Nov")
    assert "💾 Simpan" in siti.labels


def test_what_is_too_long_for_anybodys_note_is_not_read_in_part(town: Town, siti: Someone, people: list[Case]) -> None:
    long = "R-001 kunjungan kemarin, baik, " + "ceritanya panjang " * 40 + "\nR-002 ditelepon kemarin, baik"
    siti.types(long).sees("R-001: lebih dari 500 huruf, jadi belum dibaca", "1 catatan dibaca", "R-002")


def test_what_is_typed_after_the_receipt_is_of_nobody_on_the_list(
    town: Town, siti: Someone, people: list[Case]
) -> None:
    siti.types("R-001 kunjungan kemarin, baik, minggu depan\nR-002 ditelepon kemarin, baik, 2 minggu lagi")
    siti.taps("Simpan yang siap: 1").sees("Tersimpan: 1")
    town.passes(minutes=2)
    siti.types("minta dicarikan bibit ayam").sees("Ini catatan tentang siapa?").sees_no("2 catatan dibaca")


def test_what_is_typed_while_the_list_stands_is_of_the_list(town: Town, siti: Someone, people: list[Case]) -> None:
    for code in ("R-001", "R-002"):
        siti.types(f"{code} kunjungan tgl 20 Nov, baik, 2 minggu lagi")
        town.passes(minutes=1)
    siti.sees("2 catatan dibaca").types("minta bibit ayam").sees("3 catatan dibaca")
    town.passes(minutes=1)
    siti.types("minta pupuk").sees("4 catatan dibaca", "“minta bibit ayam”: tentang", "“minta pupuk”: tentang")
    assert len(town.asks(lambda tx: tx.execute(drafts.select().where(drafts.c.open)).all())) == 1


def test_each_shows_what_its_note_is_and_whether_its_plan_rests(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.sends("/menu").taps("Dampingan", "R-002", "Irama dan jeda", "Jeda", "2 minggu")
    siti.types("R-001 kunjungan, baik, antar KTP, 2 minggu lagi\nR-002 ditelepon, baik, 2 minggu lagi")
    siti.sees("R-001: Kunjungan · Sel, 24 Nov · Semua baik · catatan: “antar KTP” · lanjut Sel, 8 Des")
    siti.sees("R-002: Telepon · Sel, 24 Nov · Semua baik · sedang jeda")


def test_a_list_that_shows_words_of_a_note_goes_by_itself(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types("R-001 kunjungan tadi, baik, antar KTP, 2 minggu lagi\nR-002 telp tadi, baik")
    siti.sees("catatan: “antar KTP”")
    town.passes(minutes=11)
    siti.sees_no("antar KTP").sends("/menu").taps("Lanjutkan").sees("catatan: “antar KTP")


def test_a_line_about_somebody_who_is_not_known_is_of_none_of_the_others(
    town: Town, siti: Someone, people: list[Case]
) -> None:
    siti.types(
        "R-001 kunjungan kemarin, baik, 2 minggu lagi\nPak Dul sehat, anaknya sakit\n"
        "R-002 telp tadi, baik, 2 minggu lagi"
    )
    siti.sees("3 catatan dibaca", "“Pak Dul sehat, anaknya sakit”: tentang siapa?").sees_no("catatan: “Pak Dul")
    siti.taps("Simpan yang siap: 2").sees("Tersimpan: 2")
    town.settles()
    for code in ("R-001", "R-002"):
        siti.sends("/menu").taps("Dampingan", code, "Linimasa").sees_no("Dul")


def test_what_is_said_of_all_takes_no_words_from_anybody(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types(
        "R-001 kunjungan kemarin, baik, 2 minggu lagi\nR-002 telp tadi, baik\nPak Dul sehat\nkeduanya 2 minggu lagi"
    )
    siti.sees("“Pak Dul sehat")
    town.passes(minutes=1)
    siti.types("R-001 kunjungan kemarin, sakit, butuh modal\nR-002 telp tadi, baik\nkeduanya 2 minggu lagi")
    siti.sees("R-002: ini sudah ada di sini").sees_no("R-001, R-002: ini", "R-001 dan R-002: ini")


def test_words_about_somebody_who_wants_no_notes_meanwhile_are_not_shown(
    town: Town, siti: Someone, people: list[Case]
) -> None:
    arman = joined(town, siti, people[0])
    siti.types("R-001 kunjungan kemarin, baik, antar KTP, 2 minggu lagi\nR-002 telp tadi, baik, 2 minggu lagi")
    siti.sees("catatan: “antar KTP”")
    says_no(arman)
    town.passes(minutes=11)
    siti.sends("/menu").taps("Lanjutkan").sees("R-001: Kunjungan").sees_no("antar KTP", "ada catatan")


def test_a_line_of_which_it_is_not_sure_whose_it_is_leaves_the_others_as_they_are(
    town: Town, siti: Someone, people: list[Case]
) -> None:
    siti.types(
        "R-001 kunjungan kemarin, baik, 2 minggu lagi\nPak Dul titip salam untuk R-003\n"
        "R-002 telp tadi, baik, 2 minggu lagi"
    )
    siti.sees("3 catatan dibaca", "❓ “Pak Dul titip salam untuk R-003”: tentang siapa?")
    siti.sees("R-001: Kunjungan", "R-002: Telepon").sees_no("R-003: ")


def test_what_stands_here_already_is_said_of_all_in_one_line(town: Town, siti: Someone, people: list[Case]) -> None:
    text = "\n".join(f"{one.code} tlp kemarin, baik, 15 Des" for one in people)
    siti.types(text)
    town.passes(minutes=1)
    siti.types(text).sees("R-001, R-002", "ini sudah ada di sini")
    assert len(siti.screen) <= 700


def test_after_words_were_given_to_somebody_the_receipt_leads_to_the_others(
    town: Town, siti: Someone, people: list[Case]
) -> None:
    siti.types(
        "R-001 kunjungan kemarin, baik, 2 minggu lagi\nPak Dul sehat, anaknya sakit\n"
        "R-002 telp tadi, baik, 2 minggu lagi"
    )
    town.passes(minutes=1)
    siti.taps("Periksa", "Catatan", "R-003", "Kunjungan", "Semua baik", "Pakai yang tadi", "2 minggu", "Simpan")
    siti.taps("Yang lain: 2").sees("2 catatan dibaca", "R-001: Kunjungan", "R-002: Telepon")
