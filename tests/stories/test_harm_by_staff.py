"""Harm by somebody of the staff: past whoever does it, at once, until somebody takes it on; and doors outside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, update

from bot.domain.people import Role
from bot.domain.presses import (
    Complain,
    ComplainAtOnce,
    ContactPlan,
    PassBy,
    ReadRequest,
    RefuseRequest,
    RequestCard,
    TakeRequest,
)
from bot.reference.danger import harm_by_leader, harm_by_staff, may_be_about_staff, may_name_staff, with_roles
from bot.store.caseload.cases import Case
from bot.store.engine.tables import audit, checkins, people, prompts, requests
from tests.danger import sentences
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_caseload import stands_in
from tests.stories.test_participant import joined

HARM = "pendamping saya meraba saya waktu datang"
ABOUT_LEADER = "supervisor saya meraba saya"
UNKIND = "Kurang ramah waktu datang kemarin"
URGENT, CAME = "Ada permintaan mendesak. Mohon dibuka.", "Ada permintaan baru"
RINGS, ABOVE = "Ada permintaan mendesak yang belum ditangani", "Mohon telepon"
TO_LEADER, TO_ADMINS = "Sampaikan ke supervisor", "Sampaikan ke admin saja"
WAYS = {"a question": ("Tanya",), "a complaint": ("Ada yang kurang",)}


@pytest.fixture
def arman(town: Town, ratna: Someone, siti: Someone, case: Case) -> Someone:
    """A participant, where there is an admin too."""
    return joined(town, siti, case)


def writes(arman: Someone, *way: str, text: str = HARM) -> Someone:
    return arman.sends("/menu").taps("Permintaan saya", *way).types(text)


def kinds(town: Town) -> list[tuple[str, str]]:
    found = select(requests.c.kind, requests.c.state).order_by(requests.c.id)
    return [(row.kind, row.state) for row in town.asks(lambda tx: tx.execute(found).all())]


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_it_goes_past_the_mentor_to_the_leader_at_once_with_doors_outside(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone, way: tuple[str, ...]
) -> None:
    town.passes(hours=12)  # 22.00: what is urgent does not wait for the morning
    before = len(siti.phone.texts())
    writes(arman, *way).sees(
        "112", "129", "Sudah diterima", "tidak lewat pendamping", "langsung ke supervisor", "Ombudsman 137"
    )
    assert "Minta dihubungi sekarang" not in arman.labels, "that would reach the mentor as well"
    assert yusuf.heard(URGENT) == 1 and kinds(town) == [("harm", "open")]
    yusuf.sees_no("R-001", "meraba").taps("Buka permintaan").sees("Hal mendesak", "tidak lewat pendamping")
    yusuf.taps("👁 Baca").sees(HARM)
    town.passes(hours=30)
    assert len(siti.phone.texts()) == before, "the mentor hears nothing of it, ever"
    siti.sends("/menu").forges(RequestCard(1)).sees_no(HARM)
    siti.forges(ReadRequest(1)).sees_no(HARM)
    siti.sends("/dampingan").taps("R-001", "Linimasa", "Riwayat")
    assert "ermintaan" not in siti.screen, "nor does it stand in the history of that person"


def test_it_rings_until_somebody_takes_it_on_and_an_admin_knows_with_whom_it_is(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    writes(arman, "Ada yang kurang")
    town.passes(minutes=14)
    assert yusuf.heard(RINGS) == 0
    town.passes(minutes=2)
    assert yusuf.heard(RINGS) == 1 and ratna.heard(ABOVE) == 0
    town.passes(minutes=50)
    assert ratna.heard("ada pada S-01") + ratna.heard(ABOVE) >= 1
    ratna.sees_no("R-001", "meraba", "Arman")
    rung = yusuf.heard(RINGS) + yusuf.heard(URGENT)
    yusuf.sends("/menu").taps("Permintaan").taps("1. R-001", "Saya tangani")
    assert ringing(town) == 0, "nor does it wait for them as unread"
    said = len(yusuf.phone.texts())
    town.passes(hours=5)
    assert rung >= 1 and len(yusuf.phone.texts()) == said, "whoever has it is not rung"
    assert ratna.heard("lewat") == 0


def test_what_is_not_answered_in_a_day_is_said_to_the_admins(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    writes(arman, "Ada yang kurang")
    yusuf.sends("/menu").taps("Permintaan").taps("1. R-001", "Saya tangani")
    town.passes(hours=25)
    assert ratna.heard("Batas waktu permintaan mendesak sudah lewat") == 1


def test_of_the_leader_it_goes_past_the_leader_too(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    before = len(yusuf.phone.texts())
    writes(arman, "Ada yang kurang", text=ABOUT_LEADER).sees("maupun supervisor", "langsung ke admin")
    assert ratna.heard(URGENT) == 1 and kinds(town) == [("harm_above", "open")]
    town.passes(hours=3)
    assert len(yusuf.phone.texts()) == before
    yusuf.sends("/menu").forges(ReadRequest(1)).sees_no("meraba")
    yusuf.forges(TakeRequest(1))
    assert kinds(town) == [("harm_above", "open")]
    yusuf.sends("/ringkasan")
    yusuf.sees("Permintaan terbuka 0")
    ratna.sends("/menu").taps("Permintaan").taps("1.", "👁 Baca").sees(ABOUT_LEADER)


def test_whoever_asked_says_afterwards_that_it_is_urgent_or_about_the_leader(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    writes(arman, "Ada yang kurang", text=UNKIND).sees("Sudah diterima", "ke supervisor")
    assert kinds(town) == [("complaint", "open")] and yusuf.heard(CAME) == 1
    arman.taps("Ini mendesak").sees("langsung ke supervisor", "Ombudsman 137")
    assert kinds(town) == [("harm", "open")] and yusuf.heard(URGENT) == 1
    arman.taps("Jangan lewat supervisor").sees("langsung ke admin", "sempat diberi tahu")
    assert kinds(town) == [("harm_above", "open")] and ratna.heard(URGENT) == 1
    assert "Jangan lewat supervisor" not in arman.labels
    said = len(yusuf.phone.texts())
    town.passes(hours=3)
    assert len(yusuf.phone.texts()) == said, "nothing of it rings there any more"
    arman.sends("/menu")
    arman.forges(PassBy(1, "harm"))
    arman.forges(PassBy(1, "erase"))
    assert kinds(town) == [("harm_above", "open")]


def test_what_is_written_once_an_admin_has_it_goes_to_no_leader_either(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    writes(arman, "Ada yang kurang", text=ABOUT_LEADER)
    ratna.sends("/menu").taps("Permintaan").taps("1.", "Saya tangani")
    before = len(yusuf.phone.texts())
    writes(arman, "Ada yang kurang", text="Waktu itu hari Senin di kantor")
    arman.sees("langsung ke admin")
    town.passes(minutes=1)
    writes(arman, "Tanya", text=HARM).sees("langsung ke admin")
    assert [kind for kind, _ in kinds(town)] == ["harm_above"] * 2, "added to the one that nobody has taken on yet"
    assert len(yusuf.phone.texts()) == before and siti.heard(CAME) == 0


def test_what_a_leader_has_in_hand_may_still_go_past_them(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    writes(arman, "Ada yang kurang")
    yusuf.sends("/menu").taps("Permintaan").taps("1. R-001", "Saya tangani")
    arman.sends("/menu").taps("Permintaan saya", "No. 1", "Jangan lewat supervisor").sees("langsung ke admin")
    assert kinds(town) == [("harm_above", "open")] and ratna.heard(URGENT) == 1
    yusuf.forges(RequestCard(1)).sees("tidak sedang di tangan")


@pytest.mark.parametrize("over", ["answered", "recalled"])
def test_what_is_over_goes_past_nobody(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone, over: str
) -> None:
    writes(arman, "Ada yang kurang")
    passes = arman.remembers("Jangan lewat supervisor")
    if over == "answered":
        yusuf.sends("/menu").taps("Permintaan").taps("1. R-001", "Saya tangani", "✅ Sudah dijawab")
    else:
        arman.taps("Permintaan saya", "No. 1", "Tarik permintaan ini", "Ya, tarik")
    arman.presses(passes)
    assert [kind for kind, _ in kinds(town)] == ["harm"] and ratna.heard(URGENT) == 0


def test_typed_freely_it_is_offered_at_one_tap_and_the_words_are_kept_nowhere(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    arman.sends("/menu").types(HARM).sees("112", "129", "Tidak seorang pun boleh", "tidak disimpan", "Ombudsman 137")
    assert "Minta dihubungi sekarang" not in arman.labels
    assert kinds(town) == [] and not yusuf.heard(URGENT)
    before = len(siti.phone.texts())
    arman.taps_twice(TO_LEADER)
    assert kinds(town) == [("harm", "open")] and yusuf.heard(URGENT) == 1 and len(siti.phone.texts()) == before
    arman.sees("Sudah diterima", "tidak lewat pendamping").taps("Tulis kejadiannya")
    arman.sees("ditambahkan ke nomor 1", "dibaca supervisor, bukan pendamping").types("Kejadiannya hari Senin.")
    assert kinds(town) == [("harm", "open")], "what is written afterwards belongs to it"
    yusuf.sends("/menu").taps("Permintaan").taps("1. R-001", "👁 Baca").sees("Kejadiannya hari Senin.")


def test_what_happened_can_be_written_later_too_and_is_asked_by_its_own_name(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    arman.sends("/menu").types(HARM).taps(TO_LEADER)
    town.passes(hours=2)  # the receipt is gone by then
    arman.sends("/menu").taps("Permintaan saya", "No. 1", "Tulis kejadiannya")
    arman.sees("Hal mendesak", "Apa yang terjadi, Bapak?")
    assert "kurang berkenan" not in arman.screen
    arman.types("Kejadiannya hari Senin.").sends("/menu").taps("Permintaan saya", "No. 1")
    assert arman.labels[0] == "✍️ Tulis kejadiannya"
    yusuf.sends("/menu").taps("Permintaan").taps("1. R-001", "Saya tangani", "✅ Sudah dijawab")
    arman.sends("/menu").taps("Permintaan saya", "No. 1")
    assert "✍️ Tulis kejadiannya" not in arman.labels


def test_into_another_form_it_is_offered_as_well(town: Town, siti: Someone, arman: Someone) -> None:
    arman.sends("/atur").taps("Nama saya").types(HARM).sees("Tidak seorang pun boleh", "tidak disimpan")
    assert TO_LEADER in "".join(arman.labels) and TO_ADMINS in "".join(arman.labels) and "Lanjut" in arman.labels


def test_in_a_second_breath_it_leaves_the_mentor(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    arman.sends("/menu").taps("Permintaan saya", "Tanya").types("Mau tanya soal kemarin").sees("Sudah diterima")
    arman.types(HARM).sees("langsung ke supervisor")
    assert kinds(town) == [("harm", "open")] and yusuf.heard(URGENT) == 1
    siti.sends("/menu").forges(ReadRequest(1)).sees_no(HARM, "soal kemarin")


def test_who_may_read_a_question_about_somebody_of_the_staff_is_asked(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    question = "Saya kurang enak dengan pendamping saya"
    writes(arman, "Tanya", text=question).sees("Siapa yang boleh membacanya")
    assert kinds(town) == []
    arman.taps("Supervisor").sees("Sudah diterima")
    assert kinds(town) == [("complaint", "open")] and siti.heard(CAME) == 0 and yusuf.heard(CAME) == 1
    writes(arman, "Tanya", text=question).taps("Pendamping saya").sees("Sudah diterima")
    assert kinds(town)[1] == ("info", "open") and siti.heard(CAME) == 1


def test_a_question_about_papers_is_not_asked_about(town: Town, siti: Someone, arman: Someone) -> None:
    writes(arman, "Tanya", text="Apa syarat bikin KTP baru dan KK?").sees("Sudah diterima")
    assert kinds(town) == [("info", "open")] and siti.heard(CAME) == 1


def test_a_cry_for_help_in_a_complaint_does_not_wait_seven_days(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    writes(arman, "Ada yang kurang", text="saya pengen mati aja").sees(
        "Sudah diterima", "langsung ke supervisor", "119"
    )
    assert kinds(town) == [("harm", "open")] and yusuf.heard(URGENT) == 1


@ON_ONE_DATABASE
def test_nor_does_it_in_one_that_only_admins_may_read(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    arman.sends("/menu").taps("Permintaan saya", "Ada yang kurang", "Hanya admin").types("saya pengen mati aja")
    arman.sees("Sudah diterima", "langsung ke admin", "119")
    assert kinds(town) == [("harm_above", "open")] and ratna.heard(URGENT) == 1 and yusuf.heard(URGENT) == 0


def test_where_the_leader_accompanied_them_it_goes_to_the_admins(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone
) -> None:
    bayu = joined(town, yusuf, town.case(yusuf), "Bayu")
    writes(bayu, "Ada yang kurang").sees("langsung ke admin")
    assert ratna.heard(URGENT) == 1 and yusuf.heard(URGENT) == 0


def test_nobody_but_a_participant_raises_one(town: Town, siti: Someone, yusuf: Someone, arman: Someone) -> None:
    for who in (siti, yusuf, town.phone("Lain")):
        who.sends("/mulai")
        who.forges(ComplainAtOnce())
        who.forges(ComplainAtOnce(above=True))
    siti.forges(PassBy(1, "harm"))
    assert kinds(town) == []


def test_each_step_is_in_the_audit_and_none_of_its_prompts_in_the_history(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    writes(arman, "Ada yang kurang").taps("Jangan lewat supervisor")
    town.passes(hours=2)
    verbs = town.asks(lambda tx: tx.execute(select(audit.c.verb)).scalars().all())
    assert {"request_harm", "request_passed_by"} <= set(verbs)
    about = select(func.count()).where(prompts.c.subject == "request:1", prompts.c.case_id.is_not(None))
    assert town.asks(lambda tx: tx.execute(about).scalar_one()) == 0


def test_reminders_of_a_complaint_stand_in_no_history_either(
    town: Town, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    writes(arman, "Ada yang kurang", text=UNKIND)
    town.passes(days=6)
    siti.sends("/dampingan").taps("R-001", "Linimasa", "Riwayat")
    assert "ermintaan" not in siti.screen


# -- past whoever leads, before anybody is told ------------------------------------------------------------------------


def test_who_may_read_a_complaint_is_asked_before_anybody_hears_of_it(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    arman.sends("/menu").taps("Permintaan saya", "Ada yang kurang").sees("tidak lewat pendamping", "ke supervisor")
    arman.taps("Hanya admin").sees("maupun supervisor").taps("Supervisor boleh").sees("ke supervisor")
    arman.taps("Hanya admin").types("Supervisor saya galak di kantor")
    arman.sees("Sudah diterima", "maupun supervisor").sees_no("Ombudsman")
    assert kinds(town) == [("complaint_above", "open")] and ratna.heard(CAME) == 1
    town.passes(days=8)
    assert yusuf.heard(CAME) + yusuf.heard(URGENT) + yusuf.heard("ermintaan") == 0
    yusuf.sends("/menu").forges(ReadRequest(1)).sees_no("galak")
    yusuf.sends("/ringkasan").sees("Permintaan terbuka 0")
    arman.sends("/menu").taps("Permintaan saya", "No. 1", "Ini mendesak").sees("langsung ke admin")
    assert kinds(town) == [("harm_above", "open")] and ratna.heard(URGENT) == 1 and yusuf.heard(URGENT) == 0


def test_where_whoever_leads_accompanies_nobody_is_asked_who_may_read_it(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone
) -> None:
    bayu = joined(town, yusuf, town.case(yusuf), "Bayu")
    bayu.sends("/menu").taps("Permintaan saya", "Ada yang kurang").sees("ke admin")
    assert "Hanya admin" not in "".join(bayu.labels)
    bayu.types(UNKIND).sees("Sudah diterima", "ke admin")
    assert kinds(town) == [("complaint", "open")] and ratna.heard(CAME) == 1 and yusuf.heard(CAME) == 0
    bayu.sends("/menu").types(HARM)
    assert "✉️ " + TO_ADMINS in bayu.labels and "✉️ " + TO_LEADER not in bayu.labels


def test_of_a_leader_only_the_admins_are_offered(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    arman.sends("/menu").types(ABOUT_LEADER)
    assert "✉️ " + TO_ADMINS in arman.labels and "✉️ " + TO_LEADER not in arman.labels
    arman.taps(TO_ADMINS).sees("langsung ke admin")
    assert kinds(town) == [("harm_above", "open")] and yusuf.heard(URGENT) == 0 and ratna.heard(URGENT) == 1
    arman.taps("Tulis kejadiannya").sees("nomor 1", "hanya admin yang membacanya").types("Waktu itu di kantor.")
    arman.sees("langsung ke admin")
    assert kinds(town) == [("harm_above", "open")] and yusuf.heard(URGENT) + yusuf.heard(CAME) == 0


@pytest.mark.parametrize("state", ["open", "taken"])
def test_while_the_admins_have_it_nothing_more_goes_to_a_leader(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone, state: str
) -> None:
    arman.sends("/menu").types(HARM)
    to_leader = arman.remembers(TO_LEADER)
    writes(arman, "Ada yang kurang", text=ABOUT_LEADER)
    if state == "taken":
        ratna.sends("/menu").taps("Permintaan").taps("1.", "Saya tangani")
    arman.presses(to_leader)
    arman.forges(ComplainAtOnce())
    arman.sends("/menu").types(HARM)
    assert "✉️ " + TO_LEADER not in arman.labels and "✍️ Tulis kejadiannya" in arman.labels
    for text in (
        "Waktu itu di kantor. " * 20,
        "Lalu di jalan. " * 30,
        "Dan di rumah. " * 30,
        "Lagi. " * 80,
        "Ya. " * 99,
    ):
        arman.sends("/menu").types(HARM).taps("Tulis kejadiannya").types(text)
    assert {kind for kind, _ in kinds(town)} == {"harm_above"}
    assert yusuf.heard(URGENT) + yusuf.heard(CAME) == 0


def test_the_leader_named_in_a_second_breath_hears_no_more(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    writes(arman, "Ada yang kurang").sees("langsung ke supervisor")
    arman.types("supervisor saya juga meraba saya").sees("langsung ke admin", "sempat diberi tahu")
    assert kinds(town) == [("harm_above", "open")] and ratna.heard(URGENT) == 1
    yusuf.forges(ReadRequest(1)).sees_no("meraba")


def test_to_the_admins_alone_after_all(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    arman.sends("/menu").types(HARM)
    to_admins = arman.remembers(TO_ADMINS)
    arman.taps(TO_LEADER)
    arman.presses(to_admins)
    arman.sees("langsung ke admin", "sempat diberi tahu")
    assert kinds(town) == [("harm_above", "open")]


@ON_ONE_DATABASE
def test_what_becomes_urgent_beside_something_about_the_leader_goes_past_them_too(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    writes(arman, "Ada yang kurang", text=UNKIND)
    arman.sends("/menu").types(HARM).taps(TO_ADMINS)
    arman.sends("/menu").taps("Permintaan saya", "No. 1", "Ini mendesak").sees("langsung ke admin")
    assert kinds(town) == [("harm_above", "open")] * 2 and yusuf.heard(URGENT) == 0


@ON_ONE_DATABASE
def test_what_only_admins_have_comes_back_to_no_leader_by_more_words(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    """A leader has a later one in hand: more words are added to what waits with the admins, and stay there."""
    for number, text in enumerate((HARM, "Lalu di jalan"), start=1):
        writes(arman, "Ada yang kurang", text=text)
        yusuf.sends("/menu").forges(TakeRequest(number))
        town.passes(minutes=1)
    arman.sends("/menu").taps("Permintaan saya", "No. 1", "Jangan lewat supervisor")
    writes(arman, "Ada yang kurang", text="Dan di rumah").sees("langsung ke admin")
    assert kinds(town) == [("harm_above", "open"), ("harm", "taken")]


@ON_ONE_DATABASE
def test_that_a_leader_heard_of_it_is_said_only_where_one_did(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    town.passes(hours=12)  # 22.00: a complaint waits for the morning
    writes(arman, "Ada yang kurang", text=UNKIND).taps("Jangan lewat supervisor").sees("maupun supervisor")
    assert "sempat diberi tahu" not in arman.screen and yusuf.heard(CAME) == 0


@ON_ONE_DATABASE
def test_who_reads_more_words_is_not_chosen_anew(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    arman.sends("/menu").types(HARM).taps(TO_LEADER, "Tulis kejadiannya").sees("ditambahkan ke nomor 1")
    assert "Hanya admin" not in "".join(arman.labels)


@ON_ONE_DATABASE
def test_only_what_is_urgent_and_goes_on_takes_more_words(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    writes(arman, "Ada yang kurang", text=UNKIND)
    arman.forges(Complain(request=1)).sees("Ada yang kurang").sees_no("ditambahkan ke nomor 1")
    arman.sends("/menu").types(HARM).taps(TO_LEADER)
    write = arman.remembers("Tulis kejadiannya")
    arman.sends("/menu").taps("Permintaan saya", "No. 2", "Tarik permintaan ini", "Ya, tarik")
    arman.presses(write)
    assert "nomor 2" not in arman.screen, "it is over"


def test_where_no_admin_is_there_it_is_said_kept_and_rings_once_there_is_one(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    town.asks(lambda tx: tx.execute(update(people).where(people.c.role == "admin").values(status="suspended")))
    writes(arman, "Ada yang kurang", text=ABOUT_LEADER).sees("belum ada yang bisa menerimanya", "Ombudsman 137")
    assert kinds(town) == [("harm_above", "open")] and yusuf.heard(URGENT) == 0
    town.passes(hours=2)
    town.asks(lambda tx: tx.execute(update(people).where(people.c.role == "admin").values(status="active")))
    before = rings(town)
    town.passes(hours=1)
    assert rings(town) > before and yusuf.heard(RINGS) == 0


def ringing(town: Town) -> int:
    standing = select(func.count()).where(prompts.c.kind == "request_rings", prompts.c.state.in_(("waiting", "said")))
    return int(town.asks(lambda tx: tx.execute(standing).scalar_one()))


def rings(town: Town) -> int:
    rung = select(func.count()).where(prompts.c.kind == "request_rings")
    return int(town.asks(lambda tx: tx.execute(rung).scalar_one()))


# -- it does not fall silent ------------------------------------------------------------------------------------------


def test_what_somebody_has_who_is_away_rings_again(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone, arman: Someone
) -> None:
    writes(arman, "Ada yang kurang")
    yusuf.sends("/menu").taps("Permintaan").taps("1. R-001", "Saya tangani")
    stands_in(town, ratna, yusuf, rahmat)
    before = ratna.heard(RINGS) + rahmat.heard(RINGS)
    town.passes(minutes=5)
    assert kinds(town) == [("harm", "open")]
    assert ratna.heard(RINGS) + rahmat.heard(RINGS) > before


def test_what_was_being_planned_while_somebody_took_it_rings_nobody(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    """As where the taking and the ringing meet in one moment: neither sees the other."""
    writes(arman, "Ada yang kurang")
    yusuf.sends("/menu").taps("Permintaan").taps("1. R-001", "Saya tangani")
    anew = update(prompts).where(prompts.c.kind == "request_rings").values(state="waiting", ended_at=None)
    town.asks(lambda tx: tx.execute(anew))
    before = yusuf.heard(RINGS)
    town.passes(hours=3)
    assert yusuf.heard(RINGS) == before
    assert ringing(town) == 0


def test_whoever_heard_of_it_hears_that_it_is_taken_back_and_still_asks(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    writes(arman, "Ada yang kurang")
    arman.sends("/menu").taps("Permintaan saya", "No. 1", "Tarik permintaan ini", "Ya, tarik")
    assert yusuf.heard("ditarik kembali") == 1 and ratna.heard("ditarik kembali") == 0
    yusuf.sees("tetap tanyakan langsung").taps("Buka permintaan").sees("R-001")


def test_whoever_still_asks_reads_how_they_are_reached(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    arman.sends("/atur").taps("Kontak aman", "Saya yang akan")
    writes(arman, "Ada yang kurang")
    arman.sends("/menu").taps("Permintaan saya", "No. 1", "Tarik permintaan ini", "Ya, tarik")
    yusuf.taps("Buka permintaan", "Kontak aman").sees("Orangnya sendiri").taps("Kembali").sees("Hal mendesak")
    opens = yusuf.remembers("Kontak aman")
    ratna.sends("/menu").forges(ContactPlan(arman_case(town))).sees_no("Orangnya sendiri")
    town.passes(days=4)
    yusuf.sends("/menu")
    yusuf.presses(opens).sees_no("Orangnya sendiri")


def arman_case(town: Town) -> int:
    return int(town.asks(lambda tx: tx.execute(select(requests.c.case_id)).scalars().first()) or 0)


def test_it_stands_among_what_needs_a_look_of_whom_it_is_not_about(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    writes(arman, "Ada yang kurang")
    yusuf.sends("/menu").taps("Perlu perhatian").sees("R-001", "permintaan")
    arman.sends("/menu").taps("Permintaan saya", "No. 1", "Jangan lewat supervisor")
    yusuf.sends("/menu").taps("Perlu perhatian").sees_no("R-001 (")


def test_danger_beside_somebody_of_the_staff_has_a_way_past_them(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    arman.sends("/menu").types("tolong bilang pendamping, saya mau bunuh diri malam ini").sees("112", "lewati")
    assert {"✉️ " + TO_LEADER, "✉️ " + TO_ADMINS} <= set(arman.labels)
    assert "Minta dihubungi sekarang" in "".join(arman.labels)
    arman.sends("/atur").taps("Nama saya").types("tolong bilang pendamping, saya mau bunuh diri malam ini")
    arman.sees("lewati", "tidak disimpan")
    assert len(arman.screen) < 700 and {"✉️ " + TO_LEADER, "Lanjut"} <= set(arman.labels)
    arman.sends("/menu").types("saya mau bunuh diri malam ini")
    assert "✉️ " + TO_LEADER not in arman.labels


@ON_ONE_DATABASE
def test_of_what_is_not_urgent_nobody_hears_who_does_not_have_it(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    writes(arman, "Ada yang kurang", text=UNKIND)
    assert yusuf.heard(CAME) == 1
    arman.sends("/menu").taps("Permintaan saya", "No. 1", "Tarik permintaan ini", "Ya, tarik")
    assert yusuf.heard("ditarik kembali") == 0


def test_whoever_no_longer_handles_it_does_not_hear_that_it_is_taken_back(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    writes(arman, "Ada yang kurang").taps("Jangan lewat supervisor")
    arman.sends("/menu").taps("Permintaan saya", "No. 1", "Tarik permintaan ini", "Ya, tarik")
    assert yusuf.heard("ditarik kembali") == 0 and ratna.heard("ditarik kembali") == 1


def test_its_clock_begins_when_it_goes_past_somebody(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    writes(arman, "Ada yang kurang", text=UNKIND)
    town.passes(days=3)
    arman.sends("/menu").taps("Permintaan saya", "No. 1", "Ini mendesak")
    due, now = town.asks(lambda tx: (tx.execute(select(requests.c.due_at)).scalar_one(), tx.now))
    assert due - now == timedelta(hours=24)
    rung = yusuf.heard(RINGS)
    town.passes(minutes=14)
    assert yusuf.heard(RINGS) == rung and ratna.heard("lewat") == 0
    town.passes(minutes=2)
    assert yusuf.heard(RINGS) == rung + 1
    town.passes(minutes=40)
    assert ratna.heard("ada pada S-01") + ratna.heard(ABOVE) == 0, "it has not waited for long since then"


def test_nobody_says_of_what_is_urgent_that_it_is_not_possible(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    writes(arman, "Ada yang kurang")
    yusuf.sends("/menu").taps("Permintaan").taps("1. R-001")
    assert "Tidak dapat dipenuhi" not in yusuf.labels
    yusuf.forges(RefuseRequest(1)).sees("Hal mendesak")
    assert "Batal" not in yusuf.labels, "no reason is asked for either"
    assert kinds(town) == [("harm", "open")]


# -- what stands on the screens ----------------------------------------------------------------------------------------


def test_none_of_its_screens_stays_there(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    shows: list[Callable[[], object]] = [
        lambda: arman.sends("/menu").types(HARM),
        lambda: writes(arman, "Ada yang kurang", text=UNKIND),
        lambda: writes(arman, "Ada yang kurang", text=UNKIND),
        lambda: arman.sends("/menu").types(HARM).taps(TO_LEADER),
        lambda: arman.sends("/menu").types(HARM).taps("Tulis kejadiannya"),
    ]
    for show in shows:
        show()
        assert arman.screen
        shown = arman.screen
        town.passes(minutes=11)
        assert shown not in [message.text for message in arman.phone.messages], shown


def test_reading_how_to_reach_them_for_it_is_seen_by_nobody_who_must_not_know(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    writes(arman, "Ada yang kurang", text=ABOUT_LEADER)
    arman.sends("/atur").taps("Kontak aman", "Saya yang akan")
    ratna.sends("/menu").taps("Permintaan").taps("1.").sees("Orangnya sendiri")
    ratna.taps("Saya tangani", "Kontak aman").sees("Orangnya sendiri").taps("Kembali").sees("Hal mendesak")
    looked = town.asks(lambda tx: tx.execute(select(audit).where(audit.c.verb == "read_contact_plan")).one())
    assert (looked.subject, looked.subject_id) == ("request", 1)
    yusuf.sends("/dampingan").taps("R-001", "Linimasa", "Riwayat", "Siapa yang melihat").sees_no("A-01")
    arman.sends("/menu").taps("Data saya", "Siapa yang melihat").sees("admin")


@ON_ONE_DATABASE
def test_how_to_reach_them_is_read_for_a_call_and_while_it_is_in_hand(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    arman.sends("/atur").taps("Kontak aman", "Saya yang akan")
    writes(arman, "Ada yang kurang", text=UNKIND)
    yusuf.sends("/menu").taps("Permintaan").taps("1. R-001", "Saya tangani")
    assert "Kontak aman" not in yusuf.labels, "nobody calls for it"
    yusuf.forges(ContactPlan(1)).sees_no("Orangnya sendiri")
    arman.sends("/menu").taps("Permintaan saya", "No. 1", "Ini mendesak")
    yusuf.sends("/menu").taps("Permintaan").taps("1. R-001", "Saya tangani", "Kontak aman").sees("Orangnya sendiri")
    yusuf.taps("Kembali", "Sudah dijawab")
    yusuf.forges(ContactPlan(1))
    assert "Orangnya sendiri" not in yusuf.screen, "it is answered"


# -- the words ---------------------------------------------------------------------------------------------------------


def test_harm_by_staff_is_told_from_other_harm() -> None:
    of_staff = [one for one in sentences("open", "danger") if one.kind == "staffharm"]
    others = [one for one in sentences("open", "danger") if one.kind != "staffharm"]
    assert all(harm_by_staff(one.text) for one in of_staff)
    assert sum(harm_by_staff(one.text) for one in others) <= 2
    assert not any(harm_by_staff(one.text) for one in sentences("open", "everyday"))


def test_of_those_that_are_not_sure_it_is_asked_who_may_read_them() -> None:
    """Of the half nobody has read: the number alone, so that a failure prints none of it."""
    blind = [one for one in sentences("blind", "danger") if one.kind == "staffharm"]
    heard = sum(harm_by_staff(one.text) or may_be_about_staff(one.text) for one in blind)
    assert heard >= 0.8 * len(blind)
    asked_in_vain = sum(may_be_about_staff(one.text) for one in sentences("blind", "everyday"))
    assert asked_in_vain <= 5


@pytest.mark.parametrize(
    ("text", "leads"),
    [(HARM, False), (ABOUT_LEADER, True), ("atasan pendamping saya minta uang", True), ("spv nya pegang pegang", True),
     ("kepala saya dipukul pendamping", False)],
)  # fmt: skip
def test_who_leads_is_told_from_who_accompanies(text: str, leads: bool) -> None:
    assert harm_by_staff(text) and harm_by_leader(text) is leads


@pytest.mark.parametrize("when", ["while it is written", "before it is opened"])
def test_what_is_written_for_an_urgent_one_that_is_over_meanwhile_reaches_no_leader(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone, when: str
) -> None:
    arman.sends("/menu").types(ABOUT_LEADER).taps(TO_ADMINS)
    write = arman.remembers("Tulis kejadiannya")
    if when == "while it is written":
        arman.presses(write)
        ratna.sends("/menu").taps("Permintaan").taps("1.", "Saya tangani", "✅ Sudah dijawab")
    else:
        ratna.sends("/menu").taps("Permintaan").taps("1.", "Saya tangani", "✅ Sudah dijawab")
        arman.presses(write)
        arman.finds("maupun supervisor")
    arman.types("Waktu itu di kantor, sore.").sees("maupun supervisor", "Ombudsman 137")
    assert kinds(town) == [("harm_above", "done"), ("harm_above", "open")]
    assert ratna.heard(URGENT) == 2 and yusuf.heard(CAME) + yusuf.heard(URGENT) == 0


@pytest.mark.parametrize("way", ["answered", "refused"])
def test_what_becomes_urgent_is_not_ended_from_a_page_of_before(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone, way: str
) -> None:
    writes(arman, "Ada yang kurang", text=UNKIND)
    yusuf.sends("/menu").taps("Permintaan").taps("1. R-001")
    answered = yusuf.remembers("✅ Sudah dijawab")
    if way == "refused":
        yusuf.taps("Tidak dapat dipenuhi")
    arman.taps("Ini mendesak")
    if way == "refused":
        yusuf.types("Sudah dibahas di rapat tim.").finds("Hal mendesak")
    else:
        yusuf.presses(answered)
        yusuf.finds("Hal mendesak")
    assert kinds(town) == [("harm", "open")]
    yusuf.sends("/menu").taps("Permintaan").taps("1. R-001", "Saya tangani", "✅ Sudah dijawab")
    assert kinds(town) == [("harm", "done")]


@pytest.mark.parametrize("text", [UNKIND, HARM])
def test_whoever_passes_a_leader_by_is_told_that_they_have_read_it(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone, text: str
) -> None:
    writes(arman, "Ada yang kurang", text=text)
    yusuf.sends("/menu").taps("Permintaan").taps("1. R-001", "👁 Baca")
    arman.sends("/menu").taps("Permintaan saya", "No. 1", "Jangan lewat supervisor")
    arman.sees("Supervisor sudah pernah membuka tulisannya", "hanya admin")
    assert "sempat diberi tahu" not in arman.screen, "that would be less than is so"


def test_told_where_something_is_to_be_corrected_it_does_not_go_to_whoever_accompanies_and_leads(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone
) -> None:
    bayu = joined(town, yusuf, town.case(yusuf), "Bayu")
    bayu.sends("/menu").taps("Data saya", "Perbaiki data saya").types(HARM).sees("langsung ke admin")
    assert kinds(town) == [("harm", "open")] and ratna.heard(URGENT) == 1
    yusuf.sends("/menu").forges(ReadRequest(1)).sees_no(HARM)
    assert yusuf.heard(CAME) + yusuf.heard(URGENT) == 0


def test_told_in_the_same_breath_as_a_correction_it_is_urgent(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    arman.sends("/menu").taps("Data saya", "Perbaiki data saya").types("Nama saya salah tulis")
    assert kinds(town) == [("correct", "open")]
    arman.types(HARM).sees("langsung ke supervisor", "Ombudsman 137")
    assert kinds(town) == [("harm", "open")] and yusuf.heard(URGENT) == 1


def test_before_the_pin_no_button_tells_that_something_urgent_goes_on(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    arman.sends("/atur").taps("PIN").types("2580").types("2580")
    town.passes(minutes=11)
    offered = arman.sends("/menu").types(HARM).labels
    assert "✉️ " + TO_LEADER in offered
    said = arman.taps(TO_ADMINS).screen
    assert kinds(town) == [("harm_above", "open")]
    assert arman.sends("/menu").types(HARM).labels == offered
    assert arman.taps(TO_LEADER).screen == said, "nor does what is said of it"
    assert kinds(town) == [("harm_above", "open")] and yusuf.heard(URGENT) == 0, "it stays with the admins"


def test_where_whoever_leads_once_recorded_a_contact_it_is_said_to_go_past_them_as_well(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone, case: Case
) -> None:
    came = insert(checkins).values(case_id=case.id, by_id=yusuf.person.id, token="t")
    town.asks(lambda tx: tx.execute(came.values(at=tx.now, contact_at=tx.now)))
    arman.sends("/menu").types(HARM)
    assert "✉️ " + TO_ADMINS in arman.labels and "✉️ " + TO_LEADER not in arman.labels
    arman.sends("/menu").taps("Permintaan saya", "Ada yang kurang").sees("maupun supervisor")
    assert "Hanya admin" not in "".join(arman.labels)
    arman.types(UNKIND).sees("maupun supervisor")
    assert ratna.heard(CAME) == 1 and yusuf.heard(CAME) == 0


ACTS = """
memukul/dipukul mengancam/diancam memaksa/dipaksa melecehkan/dilecehkan meraba/diraba menampar/ditampar memeras/diperas
memegang/dipegang memeluk/dipeluk mencium/dicium menyentuh/disentuh menendang/ditendang menjambak/dijambak
mencekik/dicekik memperkosa/diperkosa merayu/dirayu membentak/dibentak meremas/diremas mencubit/dicubit
menonjok/ditonjok menyiksa/disiksa menghajar/dihajar mukul/dipukulin ngancem/diancem
"""
WHOSE = {"pendamping saya": False, "pendampingku": False, "petugas": False, "admin": False, "supervisor saya": True}


@pytest.mark.parametrize("who", WHOSE)
def test_each_way_of_saying_it_is_heard_in_either_order(who: str) -> None:
    for act, undergone in (pair.split("/") for pair in ACTS.split()):
        for text in (f"{who} {act} saya", f"saya {undergone} {who}", f"kemarin saya {undergone} sama {who} lagi"):
            assert harm_by_staff(text), text
            assert harm_by_leader(text) is WHOSE[who], text


# -- by their names ----------------------------------------------------------------------------------------------------

BY_NAME = (
    ("bu siti meraba saya", "harm"),
    ("kemarin saya dipukul siti", "harm"),
    ("SITI maksa saya tidur sama dia", "harm"),
    ("pak yusuf mengancam saya", "harm_above"),
)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize(("text", "becomes"), BY_NAME)
def test_whoever_is_named_by_their_name_reads_nothing_of_it(
    town: Town,
    ratna: Someone,
    yusuf: Someone,
    siti: Someone,
    arman: Someone,
    way: tuple[str, ...],
    text: str,
    becomes: str,
) -> None:
    before = len(siti.phone.texts())
    writes(arman, *way, text=text).sees("Sudah diterima", "129")
    assert kinds(town) == [(becomes, "open")] and len(siti.phone.texts()) == before
    heard = [one.heard(URGENT) + one.heard(CAME) for one in (yusuf, ratna)]
    assert heard == ([1, 0] if becomes == "harm" else [0, 1])
    reader = yusuf if becomes == "harm" else ratna
    reader.taps("Buka permintaan", "👁 Baca").sees(text)


def test_named_in_the_menu_the_way_past_them_is_offered_and_not_a_call_that_reaches_them(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    arman.sends("/menu").types("bu siti memperkosa saya").sees("129")
    assert "✉️ " + TO_LEADER in arman.labels and "Minta dihubungi sekarang" not in arman.labels
    arman.sends("/menu").types("pak yusuf memperkosa saya").sees("129")
    assert "✉️ " + TO_LEADER not in arman.labels and "✉️ " + TO_ADMINS in arman.labels


def test_whoever_stands_in_and_whoever_recorded_something_are_known_by_name_too(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone, case: Case
) -> None:
    dewi = town.joins(Role.MENTOR, "Dewi", supervisor=yusuf)
    town.joins(Role.MENTOR, "Kiki", supervisor=yusuf)
    stands_in(town, yusuf, siti, dewi)
    arman.sends("/menu").types("dewi memukul saya")
    assert "✉️ " + TO_LEADER in arman.labels
    arman.sends("/menu").types("kiki memukul saya")
    assert "✉️ " + TO_LEADER not in arman.labels, "nobody of theirs: it may be a neighbour"
    came = insert(checkins).values(case_id=case.id, by_id=dewi.person.id + 1, token="t")
    town.asks(lambda tx: tx.execute(came.values(at=tx.now, contact_at=tx.now)))
    arman.sends("/menu").types("kiki memukul saya")
    assert "✉️ " + TO_LEADER in arman.labels


@pytest.mark.parametrize("act", [pair.split("/") for pair in ACTS.split()], ids=lambda pair: pair[0])
def test_each_way_of_saying_it_is_heard_of_a_name_as_well(act: list[str]) -> None:
    does, undergone = act
    for name in ("Siti", "bu siti", "Siti Aminah"):
        for text in (f"{name} {does} saya", f"saya {undergone} {name}", f"kemarin saya {undergone} sama {name} lagi"):
            assert may_name_staff(text) and harm_by_staff(with_roles(text, ["Siti Aminah"], ["Yusuf"])), text
            assert not harm_by_staff(with_roles(text, ["Dewi"], ["Yusuf"])), text


@pytest.mark.parametrize(
    ("text", "of_staff"),
    [("hari ini suami memukul saya", False), ("pak hari memukul saya", True), ("bintang memukul saya", True)],
)
def test_a_name_that_is_a_word_counts_behind_a_title_alone(text: str, of_staff: bool) -> None:
    assert harm_by_staff(with_roles(text, ["Hari Bintang"], [])) is of_staff


def test_what_is_everyday_looks_up_no_name() -> None:
    asked = [one.text for one in sentences("open", "everyday") if may_name_staff(one.text)]
    assert len(asked) <= 0.1 * len(sentences("open", "everyday")), asked


# -- no call that reaches them -----------------------------------------------------------------------------------------

CALLS = "Minta dihubungi sekarang"
AFRAID = "Tadi malam dia masuk kamar saya dan saya takut sekali"


def test_beside_what_goes_past_the_mentor_stands_no_call_that_reaches_them(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    arman.sends("/menu").taps("Permintaan saya", "Ada yang kurang", "Hanya admin").types(
        "Mentor saya Siti minta uang terus tiap ketemu"
    )
    assert CALLS not in arman.labels
    arman.types(AFRAID).sees("112", "ditambahkan ke nomor 1")
    assert CALLS not in arman.labels, "it is added to what is about the mentor"
    arman.sends("/menu").taps("Permintaan saya", "Tanya").types("pendamping saya sering marah, saya takut sama dia")
    assert CALLS not in arman.labels


def test_where_nothing_is_about_them_a_human_is_offered_as_ever(
    town: Town, ratna: Someone, siti: Someone, arman: Someone
) -> None:
    arman.sends("/menu").types(AFRAID).sees("112")
    assert CALLS in arman.labels


def test_told_once_more_it_is_said_that_it_can_be_added(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    arman.sends("/menu").types(HARM).sees("langsung disampaikan").taps(TO_LEADER)
    arman.sends("/menu").types(HARM).sees("belum selesai", "bisa ditambahkan")
    assert "Tulis kejadiannya" in "".join(arman.labels) and "langsung disampaikan" not in arman.screen


@pytest.mark.parametrize("taken", [False, True])
def test_a_call_goes_where_the_harm_goes_as_long_as_that_goes_on(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone, taken: bool
) -> None:
    arman.sends("/menu").types(ABOUT_LEADER).taps(TO_ADMINS)
    if taken:
        ratna.taps("Buka permintaan", "Saya tangani")
    before = [len(one.phone.texts()) for one in (siti, yusuf)]
    arman.sends("/menu").taps("Darurat", CALLS).sees("maupun supervisor", "129")
    assert kinds(town) == [("harm_above", "taken"), ("harm_above", "open")] if taken else [("harm_above", "open")]
    town.passes(minutes=20)
    assert [len(one.phone.texts()) for one in (siti, yusuf)] == before
    assert ratna.heard(URGENT) == 1 and ratna.heard(RINGS) >= 1, "it rings until it is taken on"


def test_before_the_pin_such_a_call_looks_like_any_other(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    arman.sends("/atur").taps("PIN").types("2580").types("2580")
    town.passes(minutes=11)
    usual = arman.sends("/menu").taps("Darurat", CALLS).sees("Sudah diteruskan").screen
    town.passes(minutes=11)
    arman.sends("/menu").types(HARM).taps(TO_LEADER)
    before = len(siti.phone.texts())
    assert arman.sends("/menu").taps("Darurat", CALLS).screen == usual
    assert len(siti.phone.texts()) == before


def test_where_nobody_could_hear_of_the_harm_a_call_is_a_call(
    town: Town, yusuf: Someone, siti: Someone, case: Case
) -> None:
    arman = joined(town, siti, case)
    arman.sends("/menu").types(ABOUT_LEADER).taps(TO_ADMINS)  # there is no admin
    arman.sends("/menu").taps("Darurat", CALLS).sees("Sudah diteruskan")
    assert siti.heard("Ada penanda mendesak") + yusuf.heard("Ada penanda mendesak") >= 1
