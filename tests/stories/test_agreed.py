"""What goes well and what was agreed: called for from the summary, kept like the note, asked of nobody in passing."""

from __future__ import annotations

import json

import pytest

from bot.store.caseload.cases import Case
from bot.store.engine.database import Tx
from bot.store.engine.tables import checkin_revisions, drafts
from bot.store.keeping import own_copy, records
from tests.driver import Someone, Town
from tests.importing import takes_in
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_asking_and_answering import begins, corrects
from tests.stories.test_no_notes import kept, says_no

WELL = ("Kunjungan", "Semua baik", "1 minggu")
DETAILS = ("Kunjungan", "Ada yang perlu dicatat", "Lanjut", "Tidak ada", "Tanpa catatan", "1 minggu")
AGREED, GOOD = "Saya antar ke Dukcapil Jumat.", "Warungnya mulai ramai."


def agrees(siti: Someone) -> Someone:
    """A check-in with both, not saved yet."""
    begins(siti, *WELL).taps("Tambah kesepakatan").sees("siapa melakukan apa").types(AGREED)
    return siti.taps("Ubah isian", "Hal baik").sees("yang membuatnya bangga").types(GOOD)


def test_both_are_called_for_saved_read_and_put_right(town: Town, siti: Someone, case: Case) -> None:
    agrees(siti).sees(f"Hal baik: {GOOD}", f"Kesepakatan: {AGREED}").taps("Simpan").sees("Tersimpan")
    assert AGREED not in siti.screen and GOOD not in siti.screen
    corrects(siti).sees(f"Kesepakatan: {AGREED}").taps("Ubah isian", "Kesepakatan").sees(f"Catatan tadi: {AGREED}")
    siti.types("Dia urus sendiri.").sees("Kesepakatan: Dia urus sendiri.").taps("Ubah isian", "Hal baik", "Kosongkan")
    assert "Hal baik" not in siti.screen
    siti.taps("Simpan", "Salah pilih").sees("Tersimpan")
    siti.sends("/dampingan").taps("R-001", "Baca dan perbaiki", "24 Nov").sees("Kesepakatan: Dia urus sendiri.")
    siti.taps("Versi sebelumnya").sees(AGREED, GOOD)
    town.passes(minutes=11)
    siti.sees_no(AGREED, GOOD, "Dia urus sendiri.")


@ON_ONE_DATABASE
def test_nobody_is_asked_for_them_in_passing(town: Town, siti: Someone, case: Case) -> None:
    siti.sends("/menu").taps("Catat kabar", "R-001", *WELL, "Simpan").sees("Tersimpan")
    assert siti.taps_made == 6
    begins(siti, *DETAILS).sees("Kontak berikut:")
    assert siti.labels[:5] == ["💾 Simpan", "Hari lain", "Tambah kesepakatan", "Tambah hal baik", "Ubah isian"]
    siti.taps("Simpan")
    assert [set(answers) & {"good", "agreed"} for answers in kept(town, case)] == [set(), set()]


@ON_ONE_DATABASE
def test_a_failed_try_agrees_on_nothing(town: Town, siti: Someone, case: Case) -> None:
    begins(siti, "Belum terhubung", "Sedang bekerja", "Besok")
    assert [label for label in siti.labels if label.startswith("Tambah")] == ["Tambah catatan"]
    assert not {"Hal baik", "Kesepakatan"} & set(siti.taps("Ubah isian").labels)


@ON_ONE_DATABASE
def test_whoever_wants_no_notes_has_neither(town: Town, siti: Someone, arman: Someone, case: Case) -> None:
    agrees(siti)
    old = siti.remembers("Ubah isian")
    says_no(arman)
    siti.presses(old)
    siti.sends("/menu").taps("Lanjutkan isian").sees("tanpa catatan")
    assert AGREED not in siti.screen and GOOD not in siti.screen
    siti.taps("Simpan").sees("Tersimpan")
    (answers,) = kept(town, case)
    assert set(answers) == {"contact", "next", "next_at"}


@ON_ONE_DATABASE
def test_an_old_button_brings_neither_back(town: Town, siti: Someone, arman: Someone, case: Case) -> None:
    begins(siti, *WELL)
    old = siti.remembers("Tambah kesepakatan")
    says_no(arman)
    siti.presses(old).types(AGREED).sees("tidak ada catatan").sees_no(AGREED)
    assert town.asks(lambda tx: AGREED not in str(tx.execute(drafts.select()).all()))


@ON_ONE_DATABASE
def test_they_lie_sealed_and_leave_with_words_alone(town: Town, siti: Someone, case: Case) -> None:
    agrees(siti).taps("Simpan")

    def leaves(tx: Tx) -> None:
        assert AGREED.encode() not in tx.execute(checkin_revisions.select()).one().answers
        plain = records.collect(tx, records.Wanted(case="R-001"))["checkins"]
        full = records.collect(tx, records.Wanted(case="R-001", with_text=True))["checkins"]
        assert "agreed" not in plain[0] and "good" not in plain[0]
        assert (full[0]["agreed"], full[0]["good"]) == (AGREED, GOOD)
        assert AGREED in json.dumps(own_copy.collect(tx, "R-001")["revisions"], ensure_ascii=False)

    town.asks(leaves)


@ON_ONE_DATABASE
def test_they_come_in_with_earlier_check_ins(town: Town, siti: Someone, case: Case) -> None:
    file = town.key_file.parent / "lama.csv"
    head = "code,at,by,contact,good,agreed\n"
    file.write_text(f"{head}R-001,2026-10-05 09:00,M-01,visit,{GOOD},{AGREED}\n", encoding="utf-8")
    town.asks(lambda tx: takes_in(tx, file))
    (answers,) = kept(town, case)
    assert (answers["good"], answers["agreed"], answers["overall"]) == (GOOD, AGREED, "fine")


@ON_ONE_DATABASE
@pytest.mark.in_chat("on a page each text has its form")
def test_what_is_typed_at_once_after_it_is_the_rest_of_it(town: Town, siti: Someone, case: Case) -> None:
    begins(siti, *WELL).taps("Tambah kesepakatan").types("Saya antar ke Dukcapil,")
    siti.types("dia siapkan KK.").sees("Kesepakatan: Saya antar ke Dukcapil,\ndia siapkan KK.")
    assert "Catatan:" not in siti.screen
    town.passes(minutes=5)
    siti.types("Tadi hujan.").sees("Catatan: Tadi hujan.", "dia siapkan KK.")


@ON_ONE_DATABASE
def test_long_texts_leave_room_for_each_other(town: Town, siti: Someone, case: Case) -> None:
    long = "Kami sepakat pelan-pelan saja. " * 9
    begins(siti, *DETAILS).taps("Tambah kesepakatan").types(long).taps("Tambah hal baik").types(long)
    town.passes(minutes=5)
    siti.types("Catatan panjang sekali tentang hari ini. " * 11).sees("Hal baik: Kami", "Kesepakatan: Kami", "Catatan:")
    siti.taps("Simpan").sees("Tersimpan")
    siti.sends("/dampingan").taps("R-001", "Baca dan perbaiki", "24 Nov").sees("Hal baik: Kami", "Kesepakatan: Kami")
    begins(siti, *DETAILS).taps("Tambah kesepakatan").types("x" * 301).sees("ruangnya 300")


@ON_ONE_DATABASE
def test_whoever_cancels_what_was_agreed_is_asked_once_more(town: Town, siti: Someone, case: Case) -> None:
    begins(siti, *WELL).taps("Tambah kesepakatan").types(AGREED).taps("Batal").sees("mau dibuang")
    siti.taps("Buang isian").sees("Tidak ada yang disimpan")


@ON_ONE_DATABASE
def test_the_note_asks_for_what_happened_before_what_one_thinks(town: Town, siti: Someone, case: Case) -> None:
    begins(siti, *DETAILS[:4]).sees("Dahulukan fakta dan ucapannya", "Menurut saya: …")
