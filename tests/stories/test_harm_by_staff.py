"""Harm by somebody of the staff: past whoever does it, at once, until somebody takes it on; and doors outside."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.domain.presses import ComplainAtOnce, PassBy, ReadRequest, RequestCard, TakeRequest
from bot.reference.danger import harm_by_leader, harm_by_staff, may_be_about_staff
from bot.store.caseload.cases import Case
from bot.store.engine.tables import audit, prompts, requests
from tests.danger import sentences
from tests.driver import Someone, Town
from tests.stories.test_participant import joined

HARM = "pendamping saya meraba saya waktu datang"
ABOUT_LEADER = "supervisor saya meraba saya"
URGENT, CAME = "Ada permintaan mendesak. Mohon dibuka.", "Ada permintaan baru"
RINGS, ABOVE = "Ada permintaan mendesak yang belum ditangani", "Mohon telepon"
BUTTON = "Ada yang kurang (mendesak)"
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
    yusuf.sees_no("R-001", "meraba").taps("Buka permintaan").sees(
        "Ada yang kurang (mendesak)", "tidak lewat pendamping"
    )
    yusuf.taps("👁 Baca").sees(HARM)
    town.passes(hours=30)
    assert len(siti.phone.texts()) == before, "the mentor hears nothing of it, ever"
    siti.sends("/menu").forges(RequestCard(1)).sees_no(HARM)
    siti.forges(ReadRequest(1)).sees_no(HARM)
    siti.sends("/dampingan").taps("R-001", "Riwayat")
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
    writes(arman, "Ada yang kurang", text="Kurang ramah waktu datang kemarin").sees("Sudah diterima")
    assert kinds(town) == [("complaint", "open")] and yusuf.heard(CAME) == 1
    arman.taps("Ini mendesak").sees("langsung ke supervisor", "Ombudsman 137")
    assert kinds(town) == [("harm", "open")] and yusuf.heard(URGENT) == 1
    arman.taps("Ini tentang supervisor").sees("langsung ke admin")
    assert kinds(town) == [("harm_above", "open")] and ratna.heard(URGENT) == 1
    said = len(yusuf.phone.texts())
    town.passes(hours=3)
    assert len(yusuf.phone.texts()) == said, "nothing of it rings there any more"
    assert "Ini tentang supervisor" not in arman.labels
    arman.forges(PassBy(1, "harm"))
    arman.forges(PassBy(1, "erase"))
    assert kinds(town) == [("harm_above", "open")]


def test_what_is_written_once_an_admin_has_it_goes_to_no_leader_either(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    writes(arman, "Ada yang kurang", text=ABOUT_LEADER)
    ratna.sends("/menu").taps("Permintaan").taps("1.", "Saya tangani")
    before = len(yusuf.phone.texts())
    writes(arman, "Ada yang kurang", text="Waktu itu hari Senin di kantor").sees("langsung ke admin")
    town.passes(minutes=1)
    writes(arman, "Tanya", text=HARM).sees("langsung ke admin")
    assert [kind for kind, _ in kinds(town)] == ["harm_above"] * 2, "added to the one that nobody has taken on yet"
    assert len(yusuf.phone.texts()) == before and siti.heard(CAME) == 0


def test_what_a_leader_has_in_hand_may_still_go_past_them(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    writes(arman, "Ada yang kurang")
    yusuf.sends("/menu").taps("Permintaan").taps("1. R-001", "Saya tangani")
    arman.sends("/menu").taps("Permintaan saya", "No. 1", "Ini tentang supervisor").sees("langsung ke admin")
    assert kinds(town) == [("harm_above", "open")] and ratna.heard(URGENT) == 1
    yusuf.forges(RequestCard(1)).sees("tidak sedang di tangan")


@pytest.mark.parametrize("over", ["answered", "recalled"])
def test_what_is_over_goes_past_nobody(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone, over: str
) -> None:
    writes(arman, "Ada yang kurang")
    passes = arman.remembers("Ini tentang supervisor")
    if over == "answered":
        yusuf.sends("/menu").taps("Permintaan").taps("1. R-001", "✅ Sudah dijawab")
    else:
        arman.taps("Permintaan saya", "No. 1", "Tarik permintaan ini", "Ya, tarik")
    arman.presses(passes)
    assert [kind for kind, _ in kinds(town)] == ["harm"] and ratna.heard(URGENT) == 0


def test_typed_freely_it_is_offered_at_one_tap_and_the_words_are_kept_nowhere(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    arman.sends("/menu").types(HARM).sees("112", "129", "Tidak seorang pun boleh", "tidak disimpan", "Ombudsman 137")
    assert BUTTON in "".join(arman.labels) and "Minta dihubungi sekarang" not in arman.labels
    assert kinds(town) == [] and not yusuf.heard(URGENT)
    before = len(siti.phone.texts())
    arman.taps_twice(BUTTON)
    assert kinds(town) == [("harm", "open")] and yusuf.heard(URGENT) == 1 and len(siti.phone.texts()) == before
    arman.sees("Sudah diterima", "tidak lewat pendamping").taps("Tulis kejadiannya").types("Kejadiannya hari Senin.")
    assert kinds(town) == [("harm", "open")], "what is written afterwards belongs to it"
    yusuf.sends("/menu").taps("Permintaan").taps("1. R-001", "👁 Baca").sees("Kejadiannya hari Senin.")


def test_into_another_form_it_is_offered_as_well(town: Town, siti: Someone, arman: Someone) -> None:
    arman.sends("/atur").taps("Nama saya").types(HARM).sees("Tidak seorang pun boleh", "tidak disimpan")
    assert BUTTON in "".join(arman.labels) and "Lanjut" in arman.labels


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
    arman.taps("Bukan pendamping saya").sees("Sudah diterima")
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
    siti.forges(PassBy(1, "harm"))
    assert kinds(town) == []


def test_each_step_is_in_the_audit_and_none_of_its_prompts_in_the_history(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    writes(arman, "Ada yang kurang").taps("Ini tentang supervisor")
    town.passes(hours=2)
    verbs = town.asks(lambda tx: tx.execute(select(audit.c.verb)).scalars().all())
    assert {"request_harm", "request_passed_by"} <= set(verbs)
    about = select(func.count()).where(prompts.c.subject == "request:1", prompts.c.case_id.is_not(None))
    assert town.asks(lambda tx: tx.execute(about).scalar_one()) == 0


def test_reminders_of_a_complaint_stand_in_no_history_either(
    town: Town, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    writes(arman, "Ada yang kurang", text="Kurang ramah waktu datang kemarin")
    town.passes(days=6)
    siti.sends("/dampingan").taps("R-001", "Riwayat")
    assert "ermintaan" not in siti.screen


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
