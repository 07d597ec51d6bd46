"""What whoever is complained about can do about a complaint: open a phone, wait, tap, erase. Somebody still hears."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.domain.people import Role
from bot.domain.presses import OwnRequest, PassBy, RecallRequest, RequestAnswered
from bot.store.caseload import cases
from bot.store.caseload.cases import Case
from bot.store.engine.database import Tx
from bot.store.engine.tables import people, requests
from bot.store.people import absences
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_caseload import stands_in
from tests.stories.test_harm_by_staff import ABOUT_LEADER, ABOVE, HARM, RINGS, TO_LEADER, UNKIND, URGENT, kinds, writes
from tests.stories.test_participant import code_for, joined

pytestmark = ON_ONE_DATABASE
REBOUND = "R-001 berganti ponsel"


@pytest.fixture
def arman(town: Town, ratna: Someone, siti: Someone, case: Case) -> Someone:
    """A participant, where there is an admin too."""
    return joined(town, siti, case)


def phone_of_the_mentor(town: Town, siti: Someone, case: Case) -> Someone:
    """The mentor makes another way in, and opens it on a phone of their own."""
    siti.sends("/dampingan").taps("R-001", "Peserta", "Ganti ponsel", "Ya, lanjut")
    other = town.phone("Ponsel kedua Siti")
    other.types(code_for(town, siti, case))
    return other


# -- another phone ----------------------------------------------------------------------------------------------------


def test_what_went_past_somebody_is_on_no_phone_that_was_opened_since(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone, case: Case
) -> None:
    writes(arman, "Ada yang kurang", text=UNKIND).taps("Jangan lewat supervisor")
    writes(arman, "Ada yang kurang", text=HARM)
    arman.sends("/menu").taps("Minta dihubungi").sees("Nomornya 3")
    ratna.sends("/menu").taps("Permintaan", "1.", "👁 Baca")
    town.passes(minutes=5)
    other = phone_of_the_mentor(town, siti, case)
    other.sends("/menu").taps("Permintaan saya").sees("No. 3")
    assert "No. 1" not in other.screen and "No. 2" not in other.screen and "No. 1" not in other.labels
    for press in (OwnRequest(1), RecallRequest(2), RecallRequest(2, sure=True), PassBy(2, "harm_above")):
        other.forges(press)
        assert "Hal mendesak" not in other.screen and "Ada yang kurang berkenan" not in other.screen
    other.sends("/menu").taps("Data saya", "Siapa yang melihat").sees("pendamping (ponsel lain)")
    assert "admin" not in other.screen
    assert kinds(town) == [("complaint_above", "open"), ("harm", "open"), ("callback", "open")]
    assert yusuf.heard("ditarik kembali") == ratna.heard("ditarik kembali") == 0


def test_what_is_written_there_is_no_part_of_it(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone, case: Case
) -> None:
    writes(arman, "Ada yang kurang", text=ABOUT_LEADER)
    town.passes(minutes=5)
    other = phone_of_the_mentor(town, siti, case)
    writes(other, "Ada yang kurang", text=HARM).sees("Nomornya 2", "langsung ke supervisor")
    assert kinds(town) == [("harm_above", "open"), ("harm", "open")]


def test_whoever_answers_it_is_asked_to_tell_them_in_person(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone, case: Case
) -> None:
    writes(arman, "Ada yang kurang", text=UNKIND)
    town.passes(minutes=5)
    other = phone_of_the_mentor(town, siti, case)
    yusuf.sends("/menu").taps("Permintaan", "1. R-001", "Sudah dijawab").sees("sampaikan sendiri")
    town.passes(days=1)
    assert other.heard("Ada kabar.") == 0
    other.sends("/menu").sees_no("kabar baru")


def test_whoever_leads_hears_that_they_get_another_phone(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone, case: Case
) -> None:
    phone_of_the_mentor(town, siti, case)
    assert yusuf.heard(REBOUND) == 1 and ratna.heard(REBOUND) == siti.heard(REBOUND) == 0
    yusuf.sends("/dampingan").taps("R-001", "Linimasa", "Riwayat", "Siapa yang melihat").sees(
        "M-01 memberi ponsel lain"
    )


def test_of_a_leader_who_gives_it_the_admins_hear(town: Town, ratna: Someone, yusuf: Someone) -> None:
    own = town.case(yusuf)
    joined(town, yusuf, own, "Bayu")
    yusuf.sends("/dampingan").taps("R-001", "Peserta", "Ganti ponsel", "Ya, lanjut")
    assert ratna.heard(REBOUND) == 1 and yusuf.heard(REBOUND) == 0


def test_a_first_phone_is_told_to_nobody(town: Town, ratna: Someone, yusuf: Someone, arman: Someone) -> None:
    assert yusuf.heard(REBOUND) == ratna.heard(REBOUND) == 0


def test_digits_in_place_of_the_pin_open_nothing_of_it_either(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    """They come from the mentor, too, who may hold the phone."""
    arman.sends("/atur").taps("PIN").types("258013").types("258013")
    arman.sends("/menu").types("258013")
    writes(arman, "Ada yang kurang", text=HARM)
    town.passes(minutes=15)
    siti.sends("/dampingan").taps("R-001", "Peserta", "Lupa PIN", "Ya, sudah bicara")
    digits = siti.screen.split("Kode: ")[1][:7]
    arman.sends("/menu").taps("Permintaan saya").types(digits)
    arman.sends("/menu").taps("Permintaan saya")
    assert "No. 1" not in arman.screen
    assert town.asks(lambda tx: tx.execute(select(requests.c.state)).scalars().all()) == ["open"]


# -- erasing ----------------------------------------------------------------------------------------------------------


ERASED = "menghapus semua data seseorang"


def erases(yusuf: Someone, arman: Someone) -> None:
    """It was asked for from the phone; whoever leads says that they asked."""
    arman.sends("/menu").taps("Data saya", "Hapus semua", "Ya, ")
    yusuf.sends("/menu").taps("Permintaan")
    label = next(one for one in yusuf.labels if "R-001" in one)
    yusuf.taps(label, "Hapus semua", "Ya, saat bertemu").types("R-001").sees("sudah dihapus")


@pytest.mark.parametrize("text", [ABOUT_LEADER, HARM], ids=["about the leader", "about the mentor"])
def test_whoever_erases_what_is_open_against_them_is_told_of(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone, text: str
) -> None:
    writes(arman, "Ada yang kurang", text=text)
    if text == HARM:
        arman.sends("/menu").taps("Permintaan saya", "No. 1", "Jangan lewat supervisor")
    town.passes(hours=12)  # 22.00
    erases(yusuf, arman)
    assert ratna.heard("S-01 " + ERASED) == 1 and yusuf.heard(ERASED) == siti.heard(ERASED) == 0
    ratna.sees_no("Arman")
    said = ratna.finds(ERASED).text
    assert "R-001" not in said and "W-01" not in said


def test_of_what_only_who_erases_handles_an_admin_hears(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    writes(arman, "Ada yang kurang", text=UNKIND)
    erases(yusuf, arman)
    assert ratna.heard(ERASED) == 1


@pytest.mark.parametrize("taken", [False, True])
def test_of_a_flag_whoever_has_it_or_would_be_next_hears(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone, arman: Someone, taken: bool
) -> None:
    arman.sends("/menu").taps("Darurat", "Minta dihubungi sekarang")
    if taken:
        siti.sends("/menu").taps("Penanda", "R-001", "Saya tangani")
    erases(yusuf, arman)
    assert [who.heard(ERASED) for who in (siti, rahmat, ratna, yusuf)] == [int(taken), int(not taken), 0, 0]


def test_where_nothing_of_it_is_open_nobody_is_told_so(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    writes(arman, "Ada yang kurang", text=UNKIND)
    yusuf.sends("/menu").taps("Permintaan", "1. R-001", "Sudah dijawab")
    erases(yusuf, arman)
    town.passes(days=1)
    assert [who.heard(ERASED) for who in (siti, ratna, yusuf)] == [0, 0, 0]


# -- one tap ----------------------------------------------------------------------------------------------------------


def test_what_rings_is_answered_by_whoever_has_taken_it_on_and_nobody_else(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    writes(arman, "Ada yang kurang", text=HARM)
    yusuf.sends("/menu").taps("Permintaan", "1. R-001").sees("Hal mendesak")
    assert not any("Sudah dijawab" in label for label in yusuf.labels)
    yusuf.forges(RequestAnswered(1, urgent=True)).sees("belum diakhiri", "tangani")
    assert kinds(town) == [("harm", "open")]
    before = yusuf.heard(RINGS)
    town.passes(minutes=20)
    assert yusuf.heard(RINGS) == before + 1
    yusuf.sends("/menu").taps("Permintaan", "1. R-001", "Saya tangani", "Sudah dijawab")
    assert kinds(town) == [("harm", "done")]


def test_what_somebody_else_has_in_hand_is_ended_by_nobody_else(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    nadia = town.joins(Role.ADMIN, "Nadia")
    writes(arman, "Ada yang kurang", text=ABOUT_LEADER)
    ratna.sends("/menu").taps("Permintaan", "1.", "Saya tangani")
    nadia.sends("/menu").taps("Permintaan", "1.")
    assert not any("Sudah dijawab" in label for label in nadia.labels)
    nadia.forges(RequestAnswered(1, urgent=True)).sees("rekan lain")
    assert kinds(town) == [("harm_above", "taken")]


# -- at night ---------------------------------------------------------------------------------------------------------


def test_after_an_hour_an_admin_knows_also_at_night(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    town.passes(days=4, hours=12)  # a Saturday, 22.00
    writes(arman, "Ada yang kurang", text=HARM)
    town.passes(minutes=58)
    assert ratna.heard(ABOVE) == 0
    town.passes(minutes=4)
    assert ratna.heard(ABOVE) == 1
    ratna.sees("sudah satu jam", "S-01").sees_no("R-001")


def test_what_was_taken_on_within_the_hour_is_told_to_nobody_above(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    writes(arman, "Ada yang kurang", text=HARM)
    yusuf.sends("/menu").taps("Permintaan", "1. R-001", "Saya tangani")
    town.passes(hours=3)
    assert ratna.heard(ABOVE) == 0


# -- taken back from the phone ----------------------------------------------------------------------------------------


BACK = "ditarik kembali"


def takes_back(arman: Someone) -> Someone:
    return arman.sends("/menu").taps("Permintaan saya", "No. 1", "Tarik permintaan ini", "Ya, tarik")


def test_that_it_is_taken_back_is_heard_at_night(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    town.passes(hours=12)  # 22.00
    writes(arman, "Ada yang kurang", text=HARM)
    takes_back(arman)
    assert yusuf.heard(BACK) == 1 and ratna.heard(BACK) == siti.heard(BACK) == 0


def test_an_admin_who_was_told_hears_it_too(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    writes(arman, "Ada yang kurang", text=HARM)
    town.passes(hours=2)
    takes_back(arman)
    assert yusuf.heard(BACK) == ratna.heard(BACK) == 1


def test_where_nobody_had_heard_it_waits_for_whoever_comes(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    for who in (yusuf, ratna):
        who.phone.blocks()
        town.settles()
    writes(arman, "Ada yang kurang", text=HARM)
    takes_back(arman)
    town.passes(hours=3)
    ratna.phone.unblocks()
    ratna.sends("/menu")
    town.passes(hours=1)
    assert ratna.heard(BACK) == 1 and siti.heard(BACK) == 0


def test_where_there_was_nobody_at_all_it_waits_too(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    admins = update(people).where(people.c.role == "admin")
    town.asks(lambda tx: tx.execute(admins.values(status="suspended")))
    writes(arman, "Ada yang kurang", text=ABOUT_LEADER)
    takes_back(arman)
    town.passes(hours=3)
    town.asks(lambda tx: tx.execute(admins.values(status="active")))
    town.passes(hours=1)
    assert ratna.heard(BACK) == 1 and yusuf.heard(BACK) == siti.heard(BACK) == 0


# -- who covered for the mentor ---------------------------------------------------------------------------------------


BY_COVER = "orang yang menggantikan pendamping saya kemarin meraba saya"


def test_a_leader_who_covered_for_the_mentor_and_recorded_nothing_does_not_have_it(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    stands_in(town, ratna, siti, yusuf, days=2)
    town.passes(days=3)
    arman.sends("/menu").types(BY_COVER)
    assert not any(TO_LEADER in label for label in arman.labels)
    writes(arman, "Ada yang kurang", text=HARM).sees("langsung ke admin")
    assert yusuf.heard(URGENT) == 0 and ratna.heard(URGENT) == 1


def test_nor_does_one_who_stood_in_while_the_mentor_was_kept_out(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    town.asks(lambda tx: absences.stand_in(tx, ratna.person, siti.person, yusuf.person.id))
    town.passes(days=1)
    town.asks(lambda tx: absences.end_suspension(tx, siti.person))
    town.passes(days=1)
    writes(arman, "Ada yang kurang", text=HARM).sees("langsung ke admin")
    assert yusuf.heard(URGENT) == 0 and ratna.heard(URGENT) == 1


@pytest.mark.parametrize(("leave", "reaches"), [("agreed", "supervisor"), ("taken back", "admin"), (None, "admin")])
def test_nor_does_whoever_leads_where_nobody_was_named_but_they_were_away_themselves(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone, leave: str | None, reaches: str
) -> None:
    """A leave that was asked for and taken back kept nobody away."""

    def asks_for_leave(tx: Tx) -> None:
        absences.ask(tx, yusuf.person, tx.now, tx.now + timedelta(days=2), None)
        asked = absences.of(tx, yusuf.person)
        assert asked is not None
        if leave == "agreed":
            assert absences.agree(tx, ratna.person, asked, None) is None
        else:
            assert absences.end(tx, yusuf.person, asked) is None

    if leave is not None:
        town.asks(asks_for_leave)
    town.asks(lambda tx: absences.stand_in(tx, ratna.person, siti.person, None))
    town.passes(days=1)
    town.asks(lambda tx: absences.end_suspension(tx, siti.person))
    town.passes(days=2)
    writes(arman, "Ada yang kurang", text=HARM).sees(f"langsung ke {reaches}")


def test_what_a_leader_covered_of_that_mentor_before_the_case_came_to_them_counts_too(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone, case: Case
) -> None:
    dewi = town.joins(Role.MENTOR, "Dewi", supervisor=yusuf)
    stands_in(town, ratna, dewi, yusuf, days=2)
    town.passes(days=3)
    town.asks(lambda tx: cases.set_mentor(tx, yusuf.person, [case.id], dewi.person))
    town.passes(days=1)
    writes(arman, "Ada yang kurang", text=HARM).sees("langsung ke admin")
    assert yusuf.heard(URGENT) == 0 and ratna.heard(URGENT) == 1, "rather past somebody who had nothing to do with it"


def test_leave_to_come_keeps_nothing_from_them_either(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    start = town.clock.now() + timedelta(days=5)
    town.asks(lambda tx: absences.ask(tx, siti.person, start, start + timedelta(days=2), yusuf.person.id))
    writes(arman, "Ada yang kurang", text=HARM).sees("langsung ke supervisor")


# -- it leaves nobody for nobody --------------------------------------------------------------------------------------


def with_a_pin(arman: Someone) -> None:
    arman.sends("/atur").taps("PIN").types("258013").types("258013")
    arman.sends("/menu").types("258013")


def no_admin(town: Town) -> None:
    admins = update(people).where(people.c.role == "admin")
    town.asks(lambda tx: tx.execute(admins.values(status="suspended")))


def rung(town: Town, yusuf: Someone) -> bool:
    before = yusuf.heard(RINGS)
    town.passes(hours=2)
    return yusuf.heard(RINGS) > before


@pytest.mark.parametrize("admin", [True, False])
def test_before_the_pin_nothing_is_taken_from_whoever_has_it(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone, admin: bool
) -> None:
    with_a_pin(arman)
    writes(arman, "Ada yang kurang", text=HARM)
    if not admin:
        no_admin(town)
    town.passes(minutes=15)
    arman.sends("/menu").types(HARM).taps("Sampaikan ke admin saja").sees("Sudah diterima")
    assert ("belum ada yang bisa menerimanya" in arman.screen) is not admin
    assert kinds(town) == [("harm", "open"), ("harm_above", "open")]
    assert ratna.heard(URGENT) == int(admin) and rung(town, yusuf)


def test_nothing_moves_to_where_nobody_could_hear_it(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    writes(arman, "Ada yang kurang", text=HARM)
    no_admin(town)
    arman.taps("Jangan lewat supervisor")
    arman.sees("Nomor 1 juga tetap di tempatnya", "belum ada yang bisa menerimanya", "Ombudsman 137")
    assert kinds(town) == [("harm", "open"), ("harm_above", "open")] and rung(town, yusuf)


def test_nor_to_an_admin_who_has_blocked_the_bot(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    ratna.phone.blocks()
    town.settles()
    writes(arman, "Ada yang kurang", text=HARM)
    arman.taps("Jangan lewat supervisor").sees("Nomor 1 juga tetap", "belum ada yang bisa menerimanya")
    assert kinds(town) == [("harm", "open"), ("harm_above", "open")]


def test_words_about_the_leader_are_never_added_to_what_the_leader_keeps(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    writes(arman, "Ada yang kurang", text=HARM)
    no_admin(town)
    arman.types(ABOUT_LEADER).sees("belum ada yang bisa menerimanya")
    assert kinds(town) == [("harm", "open"), ("harm_above", "open")]
    yusuf.sends("/menu").taps("Permintaan", "1. R-001", "👁 Baca").sees(HARM)
    assert "supervisor" not in yusuf.screen
