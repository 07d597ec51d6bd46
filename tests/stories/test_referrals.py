"""Referrals: which service was asked, from the directory or in words; who reads it, and where it never stands."""

from __future__ import annotations

import json

from bot.domain.people import Role
from bot.domain.presses import NewReferral, ReferralCard, Referrals
from bot.store.caseload import cases
from bot.store.caseload.cases import Case
from bot.store.engine.database import Tx
from bot.store.engine.tables import audit, prompts, referrals
from bot.store.institution import directory
from bot.store.keeping import erasing, own_copy
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_caseload import card, stands_in
from tests.stories.test_no_notes import says_no

TYPED = "Klinik Bu Harapan"


def refers(siti: Someone, *labels: str) -> Someone:
    return card(siti).taps("Linimasa", "Rujukan", "Tambah rujukan", *labels)


def types_one(siti: Someone) -> Someone:
    return refers(siti, "Kesehatan", "Lainnya").sees("Layanan mana yang dituju?").types(TYPED)


def kept(town: Town) -> list[tuple[str, str | None, bool]]:
    def rows(tx: Tx) -> list[tuple[str, str | None, bool]]:
        found = tx.execute(referrals.select().order_by(referrals.c.id))
        return [(row.topic, row.service, row.named is not None) for row in found]

    return town.asks(rows)


def reads(town: Town) -> int:
    return town.asks(lambda tx: len([1 for row in tx.execute(audit.select()) if row.verb == "read_referral"]))


@ON_ONE_DATABASE
def test_referrals_that_are_still_open_can_be_opened(town: Town, siti: Someone, case: Case) -> None:
    refers(siti, "Kesehatan", "Lainnya", "Tanpa nama").sees("• Kesehatan: diajukan")
    siti.taps("Tambah rujukan", "Pekerjaan", "Lainnya", "Tanpa nama").taps("Kesehatan", "Selesai")
    siti.sees("Kesehatan: selesai")
    assert "Pekerjaan" in siti.labels and "Kesehatan" not in siti.labels
    assert "Belum ada." not in siti.screen


def test_a_service_of_the_directory_is_chosen_and_stands_everywhere(
    town: Town, yusuf: Someone, siti: Someone, case: Case
) -> None:
    refers(siti, "Kesehatan").sees("Kesehatan: ke layanan mana?", "1. Puskesmas terdekat", "2. BPJS Kesehatan 165")
    siti.taps("Puskesmas terdekat").sees("• Kesehatan (Puskesmas terdekat): diajukan", "Seminggu lagi")
    assert kept(town) == [("sehat", "puskesmas", False)]
    for who in (siti, yusuf):
        card(who).sees("Rujukan berjalan: Kesehatan (Puskesmas terdekat)")
        who.taps("Linimasa").sees("rujukan Kesehatan (Puskesmas terdekat) diajukan")
        who.taps("Rujukan").sees("• Kesehatan (Puskesmas terdekat): diajukan").taps("Kembali").sees("Linimasa R-001")
    town.asks(lambda tx: directory.retire(tx, yusuf.person, "puskesmas", retired=True))
    card(siti).sees("Kesehatan (Puskesmas terdekat)")
    assert "1. Puskesmas terdekat" not in refers(siti, "Kesehatan").screen
    assert reads(town) == 0, "nothing had to be opened"


def test_another_service_is_typed_sealed_and_read_by_whoever_accompanies(
    town: Town, yusuf: Someone, siti: Someone, case: Case
) -> None:
    types_one(siti).sees(f"• Kesehatan ({TYPED}): diajukan")
    assert kept(town) == [("sehat", None, True)] and reads(town) == 1
    assert TYPED.encode() not in town.asks(lambda tx: tx.execute(referrals.select()).one().named)
    card(siti).taps("Linimasa", "Rujukan").sees(TYPED).taps("Kesehatan").sees(TYPED)
    assert reads(town) == 3
    card(siti).sees("Rujukan berjalan: Kesehatan (layanan lain)").taps("Linimasa").sees("Kesehatan (layanan lain)")
    card(yusuf).taps("Linimasa", "Rujukan").sees("• Kesehatan (layanan lain): diajukan").taps("Kesehatan")
    assert TYPED not in yusuf.screen and reads(town) == 3
    card(yusuf).taps("Linimasa", "Riwayat", "Siapa yang melihat").sees("M-01 membaca nama layanan rujukan (3 kali)")
    town.passes(minutes=11)
    siti.sees_no(TYPED)
    assert TYPED in json.dumps(town.asks(lambda tx: own_copy.collect(tx, "R-001"))["referrals"])


@ON_ONE_DATABASE
def test_more_than_six_take_pages_and_each_kind_of_service_has_its_own(town: Town, siti: Someone, case: Case) -> None:
    refers(siti, "Urusan").sees("1. Halo Dukcapil", "4. NIK")
    assert "5." not in siti.screen and {"Berikutnya ▶", "Lainnya"} <= set(siti.labels)
    siti.taps("Berikutnya ▶").sees("5. SKCK").taps("◀ Sebelumnya").sees("1. Halo Dukcapil")
    seen = siti.screen
    while "Berikutnya ▶" in siti.labels:
        seen += siti.taps("Berikutnya ▶").screen
    assert "Bimbingan dan rujukan" in seen and "ganti rugi" not in seen.casefold()
    siti.forges(NewReferral(case.id, "urusan", page=99)).sees("1. Halo Dukcapil")
    siti.forges(NewReferral(case.id, "urusan", "ganti_rugi")).sees("ke layanan mana?")
    siti.forges(NewReferral(case.id, "urusan", "bpjs")).sees("ke layanan mana?")
    assert kept(town) == []
    siti.taps("Kembali")
    assert "Kesehatan" in siti.labels


@ON_ONE_DATABASE
def test_back_and_cancel_keep_nothing(town: Town, siti: Someone, case: Case) -> None:
    refers(siti, "Kesehatan", "Lainnya").taps("Kembali").sees("ke layanan mana?").taps("Lainnya", "Batal")
    siti.sees("Tidak ada yang disimpan")
    refers(siti, "Kesehatan", "Lainnya").types("x" * 61).sees("ruangnya 60").types(TYPED).sees(TYPED)
    assert len(kept(town)) == 1


@ON_ONE_DATABASE
def test_whoever_wants_no_notes_has_none_also_where_it_was_begun(
    town: Town, siti: Someone, arman: Someone, case: Case
) -> None:
    half = refers(siti, "Kesehatan", "Lainnya")
    says_no(arman)
    half.types(TYPED).sees_no(TYPED)
    siti.forges(NewReferral(case.id, "sehat", "puskesmas")).sees("tanpa catatan")
    siti.forges(NewReferral(case.id, "sehat", "-")).sees("tanpa catatan")
    assert kept(town) == []


@ON_ONE_DATABASE
def test_a_prompt_tells_nothing_and_what_lies_behind_it_is_for_whoever_was_asked(
    town: Town, yusuf: Someone, siti: Someone, case: Case
) -> None:
    types_one(siti)
    budi = town.joins(Role.MENTOR, "Budi", supervisor=yusuf)
    stands_in(town, yusuf, siti, budi)
    budi.sends("/menu").forges(Referrals(case.id)).sees_no(TYPED)
    budi.forges(ReferralCard(1)).sees_no(TYPED)
    town.passes(days=7)
    budi.sees("Ada rujukan yang perlu ditengok").sees_no(TYPED, "Kesehatan")
    budi.taps("Buka rujukan").sees(f"Kesehatan ({TYPED})").taps("Diterima").sees("Sudah dicatat")
    town.passes(minutes=11)
    budi.sees_no(TYPED)
    assert TYPED not in town.asks(lambda tx: str(tx.execute(prompts.select()).all()))


@ON_ONE_DATABASE
def test_nobody_else_reads_or_adds_one(town: Town, yusuf: Someone, rahmat: Someone, siti: Someone, case: Case) -> None:
    types_one(siti)
    budi = town.joins(Role.MENTOR, "Budi", supervisor=yusuf)
    for who in (budi, rahmat):
        who.sends("/menu")
        for press in (Referrals(case.id), ReferralCard(1), NewReferral(case.id, "sehat", "puskesmas")):
            who.forges(press).sees_no(TYPED)
        who.forges(NewReferral(case.id, "sehat", "-")).types(TYPED)
    assert len(kept(town)) == 1


@ON_ONE_DATABASE
def test_what_has_ended_gets_none_and_what_is_erased_has_none(
    town: Town, yusuf: Someone, siti: Someone, case: Case
) -> None:
    types_one(siti)
    half = refers(siti, "Kesehatan", "Lainnya")
    town.asks(lambda tx: cases.end(tx, yusuf.person, case))
    half.types("Klinik lain")
    siti.forges(NewReferral(case.id, "sehat", "puskesmas"))
    assert len(kept(town)) == 1
    siti.types("R-001").taps("Linimasa").sees("rujukan Kesehatan (layanan lain) diajukan")
    town.asks(lambda tx: erasing.erase(tx, case, yusuf.person))
    assert kept(town) == []


@ON_ONE_DATABASE
def test_a_pause_lets_referrals_go_on(town: Town, siti: Someone, case: Case) -> None:
    town.asks(lambda tx: cases.pause(tx, siti.person, case))
    types_one(siti).sees(TYPED)
    assert kept(town) == [("sehat", None, True)]
