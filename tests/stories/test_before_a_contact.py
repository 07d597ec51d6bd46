"""What opens from the day sheet says what was agreed last and how they are reached, to whom the card would say it."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.planning import Planned
from bot.domain.presses import OnSheet
from bot.domain.rights.contact_plan import HOLDS
from bot.store.caseload import prompts
from bot.store.caseload.cases import Case
from bot.store.engine.database import Tx
from bot.store.engine.tables import prompts as prompt_rows
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_agreed import AGREED, GOOD, agrees
from tests.stories.test_card import SHOWN, looks
from tests.stories.test_caseload import stands_in
from tests.stories.test_contact_plan import OLD, fills
from tests.stories.test_day_sheet import MORNING, due, labels, press_on_sheet, sheet
from tests.stories.test_no_notes import says_no

NEXT = {"days": 7, "hours": -1}  # from Tuesday at ten to the morning a week after, when a sheet has come


def two_agreed(town: Town, siti: Someone) -> None:
    """R-001 agreed on something, and a week later stands on a sheet beside R-002."""
    agrees(siti).taps("Simpan")
    siti.checks_in("R-002", "Kunjungan", "Semua baik", "1 minggu", "Simpan")
    town.passes(**NEXT)


def test_what_was_agreed_last_stands_there_and_is_noted_and_closes(town: Town, siti: Someone, case: Case) -> None:
    town.case(siti)
    fills(siti)
    two_agreed(town, siti)
    assert AGREED not in sheet(siti).text and looks(town) == []
    press_on_sheet(siti, "R-001").sees("Dampingan R-001.", "Kontak aman: diisi Sel, 24 Nov.", SHOWN)
    assert "Arman" not in siti.screen and GOOD not in siti.screen, "no more of it than the card has"
    assert "Tante Rina" not in siti.screen, "the way itself stands behind its button"
    assert looks(town) == ["read_checkin"]
    press_on_sheet(siti, "R-002").sees("Dampingan R-002.")
    assert "Kesepakatan" not in siti.screen and "Kontak aman:" not in siti.screen
    assert looks(town) == ["read_checkin"], "where nothing was agreed nothing is read"
    town.passes(minutes=11)
    siti.sees("Dampingan R-002.")
    press_on_sheet(siti, "R-001").sees(SHOWN)
    town.passes(minutes=11)
    siti.sees_no(AGREED, "Dampingan R-001.")
    assert "R-001" in sheet(siti).text, "the sheet stays"


@ON_ONE_DATABASE
def test_an_old_safe_way_says_so_there_too(town: Town, siti: Someone, case: Case) -> None:
    fills(siti)
    town.clock.at += HOLDS
    due(town, siti, 2)
    town.passes(hours=MORNING)
    press_on_sheet(siti, "R-001").sees(OLD)


@ON_ONE_DATABASE
def test_of_whoever_wants_no_notes_nothing_stands_there(town: Town, siti: Someone, arman: Someone, case: Case) -> None:
    town.case(siti)
    two_agreed(town, siti)
    says_no(arman)
    press_on_sheet(siti, "R-001").sees("Dampingan R-001.")
    assert AGREED not in siti.screen and looks(town) == []


@ON_ONE_DATABASE
def test_whoever_stands_in_reads_nothing_there(town: Town, yusuf: Someone, siti: Someone, case: Case) -> None:
    town.case(siti)
    agrees(siti).taps("Simpan")
    siti.checks_in("R-002", "Kunjungan", "Semua baik", "1 minggu", "Simpan")
    dewi = town.joins(siti.person.role, "Dewi", supervisor=yusuf)
    stands_in(town, yusuf, siti, dewi)
    town.passes(**NEXT)
    press_on_sheet(dewi, "R-001").sees("Dampingan R-001.")
    number = town.asks(
        lambda tx: tx.execute(
            prompt_rows.select().where(prompt_rows.c.case_id == case.id).order_by(prompt_rows.c.id.desc())
        ).first()
    )
    assert number is not None
    yusuf.sends("/menu").forges(OnSheet(number.id))
    for who in (dewi, yusuf):
        who.sees_no(AGREED)
    assert looks(town) == []


@ON_ONE_DATABASE
def test_two_things_about_one_person_have_room_beside_each_other(town: Town, siti: Someone, case: Case) -> None:
    at = town.clock.now() + timedelta(hours=MORNING)

    def plan(tx: Tx) -> None:
        for kind in ("try_again", "plan_review"):
            prompts.plan(tx, case, Planned(kind, at), siti.person.id, None, "course")

    town.asks(plan)
    due(town, siti, 2)
    town.passes(hours=MORNING + 24)
    found = [label for label in labels(sheet(siti)) if "R-001" in label]
    assert found == ["🔔 R-001", "🔔 R-001 #2"]
    assert all(len(label) <= 11 for label in found)
    press_on_sheet(siti, "#2").sees("R-001")
