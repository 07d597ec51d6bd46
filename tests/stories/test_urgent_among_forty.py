"""Urgent for anyone: whoever is on today's sheet is two taps from the menu, the last of forty or ninety three."""

from __future__ import annotations

import re

import pytest

from bot.domain.people import Role
from bot.domain.presses import UrgentWhose
from bot.store.caseload import cases
from bot.store.caseload.cases import Case
from bot.store.engine.tables import flags
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_caseload import stands_in
from tests.stories.test_day_sheet import MORNING

ONE, STRETCH = re.compile(r"[RP]-\d{3}"), re.compile(r"[RP]-\d{3}–\d{3}")


def these(town: Town, siti: Someone, number: int, track: str = "R", **due: float) -> list[Case]:
    due = due or {"days": 30}
    return [town.case(siti, track, f"Orang {at}", 1, **due) for at in range(number)]


def urgent(siti: Someone) -> Someone:
    """The menu, and one tap."""
    siti.sends("/menu")
    siti.taps_made = 0
    return siti.taps("🆘 Mendesak")


def codes(who: Someone) -> list[str]:
    return [label for label in who.labels if ONE.fullmatch(label)]


def stretches(who: Someone) -> list[str]:
    return [label for label in who.labels if STRETCH.fullmatch(label)]


def rows_fit(who: Someone) -> bool:
    """In a row of three there is room for eleven letters."""
    rows = who.rows
    return len(rows) <= 4 and all(len(row) <= 3 and all(len(one.label) <= 11 for one in row) for row in rows)


def raised(town: Town) -> int:
    return len(town.asks(lambda tx: tx.execute(flags.select()).all()))


def test_the_last_of_forty_is_three_taps_from_the_menu(town: Town, yusuf: Someone, siti: Someone) -> None:
    these(town, siti, 40)
    urgent(siti).sees("Tentang siapa?", "tombol dengan dua angka")
    assert stretches(siti) == [f"R-{at:03d}–{at + 5:03d}" for at in range(1, 37, 6)] + ["R-037–040"]
    assert rows_fit(siti) and raised(town) == 0
    siti.taps("R-037–040").sees("Satu ketukan langsung memberi tahu")
    assert codes(siti) == ["R-037", "R-038", "R-039", "R-040"] and raised(town) == 0, "a stretch raises nothing"
    siti.taps("R-040").sees("Penanda R-040 dinaikkan")
    assert siti.taps_made == 3 and raised(town) == 1
    yusuf.sees("penanda mendesak").sees_no("R-040", "Orang")


def test_whoever_is_on_todays_sheet_is_two_taps_from_the_menu(town: Town, siti: Someone) -> None:
    these(town, siti, 38)
    town.case(siti, hours=MORNING)
    town.case(siti, hours=MORNING)
    town.passes(hours=MORNING)
    siti.sees("Ini lembar")
    urgent(siti)
    assert codes(siti) == ["R-039", "R-040"] and len(stretches(siti)) == 7 and rows_fit(siti)
    siti.taps("R-040").sees("Penanda R-040 dinaikkan")
    assert siti.taps_made == 2
    siti.sends("/menu").taps("🆘 Mendesak", "R-037–040")
    assert codes(siti) == ["R-037", "R-038", "R-039", "R-040"], "whoever is above stands in their place too"


@ON_ONE_DATABASE
def test_all_stand_in_the_order_of_their_codes_whoever_was_met_last(town: Town, siti: Someone) -> None:
    these(town, siti, 12)
    siti.checks_in("R-005").checks_in("R-002")
    assert stretches(urgent(siti)) == ["R-001–006", "R-007–012"]
    siti.taps("R-001–006")
    assert codes(siti) == [f"R-{at:03d}" for at in range(1, 7)]


@ON_ONE_DATABASE
def test_a_full_sheet_leaves_room_for_the_others(town: Town, siti: Someone) -> None:
    these(town, siti, 20)
    these(town, siti, 20, hours=1)
    town.passes(hours=2)
    urgent(siti)
    assert codes(siti) == ["R-021", "R-022", "R-023"] and len(stretches(siti)) == 7 and rows_fit(siti)


@pytest.mark.parametrize(("number", "of_p", "on_sheet"), [(10, 0, 0), (40, 12, 3), (55, 17, 2), (72, 0, 3), (99, 0, 3)])
@ON_ONE_DATABASE
def test_everybody_is_three_taps_away_and_stands_there_once(
    town: Town, siti: Someone, number: int, of_p: int, on_sheet: int
) -> None:
    these(town, siti, number - on_sheet)
    these(town, siti, on_sheet, hours=1)
    these(town, siti, of_p, "P")
    town.passes(hours=2)
    urgent(siti)
    assert rows_fit(siti)
    found, above = list[str](), codes(siti)
    for stretch in stretches(siti):
        siti.sends("/menu").taps("🆘 Mendesak", stretch)
        assert rows_fit(siti) and not stretches(siti) and "Kembali" in " ".join(siti.labels)
        assert len({code[0] for code in codes(siti)}) == 1, "no two kinds of service behind one button"
        found += codes(siti)
    alone = [code for code in above if code not in found]
    everybody = [f"R-{at:03d}" for at in range(1, number + 1)] + [f"P-{at:03d}" for at in range(1, of_p + 1)]
    assert sorted(found + alone) == sorted(everybody)


@ON_ONE_DATABASE
def test_beyond_a_hundred_it_is_one_tap_more(town: Town, siti: Someone) -> None:
    these(town, siti, 120)
    first, *_, last = stretches(urgent(siti))
    assert rows_fit(siti) and first.startswith("R-001") and last.endswith("120")
    siti.taps(last)
    assert rows_fit(siti)
    siti.taps(stretches(siti)[-1], "R-120").sees("Penanda R-120 dinaikkan")


@pytest.mark.parametrize("number", [1, 6, 9])
@ON_ONE_DATABASE
def test_a_few_stand_there_themselves(town: Town, siti: Someone, number: int) -> None:
    these(town, siti, number)
    assert len(codes(urgent(siti))) == number and not stretches(siti) and rows_fit(siti)
    siti.sees("Tentang siapa? Satu ketukan langsung memberi tahu supervisor piket.")


@ON_ONE_DATABASE
def test_who_is_alone_of_a_kind_is_raised_at_once(town: Town, siti: Someone) -> None:
    these(town, siti, 12)
    town.case(siti, track="P", days=30)
    assert codes(urgent(siti)) == ["P-001"] and stretches(siti) == ["R-001–006", "R-007–012"]
    siti.taps("P-001").sees("Penanda P-001 dinaikkan")
    assert siti.taps_made == 2


def test_typed_it_is_three_from_the_menu_too(town: Town, siti: Someone) -> None:
    these(town, siti, 40)
    siti.sends("/menu").types("38")
    siti.taps_made = 1
    siti.taps("🆘 Mendesak", "Ancaman").sees("Penanda R-038 dinaikkan")
    assert siti.taps_made == 3
    urgent(siti).types("38").sees("langsung memberi tahu")
    assert codes(siti) == ["R-038"], "where it is asked whom it is about, the next tap tells somebody"
    siti.taps("R-038").sees("Penanda R-038")
    assert all(message.from_bot or message.text != "38" for message in siti.phone.messages)
    urgent(siti).types("R-031–036")
    assert codes(siti)[0] == "R-031", "what stands on a button may be typed"


@ON_ONE_DATABASE
def test_back_leads_to_all_and_what_has_changed_meanwhile_is_said_as_it_is(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    *_, last = these(town, siti, 40)
    urgent(siti)
    old = siti.remembers("R-037–040")
    siti.taps("R-007–012", "Kembali").sees("tombol dengan dua angka")
    town.asks(lambda tx: cases.end(tx, yusuf.person, last))
    siti.presses(old).sees("tombol dengan dua angka")
    assert "R-037–039" in stretches(siti), "whoever has ended is nobody's any more"


def test_a_forged_stretch_shows_nobody_elses(town: Town, yusuf: Someone, siti: Someone) -> None:
    mine = these(town, siti, 40)
    dewi = town.joins(Role.MENTOR, "Dewi", supervisor=yusuf)
    own = these(town, dewi, 12)
    for first, last in ((mine[0].id, mine[39].id), (mine[0].id, own[3].id), (own[0].id, mine[3].id)):
        dewi.sends("/menu").forges(UrgentWhose(first, last))
        assert stretches(dewi) == ["R-041–046", "R-047–052"]
    for who in (yusuf, town.joins(Role.ADMIN, "Ratna")):
        who.sends("/menu").forges(UrgentWhose(mine[0].id, mine[39].id)).sees_no("R-001", "R-040")
    stands_in(town, yusuf, siti, dewi)
    assert stretches(urgent(dewi))[0] == "R-001–006", "a cover has both"
    assert rows_fit(dewi)


@ON_ONE_DATABASE
def test_a_leader_who_accompanies_is_asked_of_their_own_alone(town: Town, yusuf: Someone, siti: Someone) -> None:
    these(town, siti, 3)
    these(town, yusuf, 2)
    yusuf.sends("/menu").forges(UrgentWhose())
    assert codes(yusuf) == ["R-004", "R-005"] and not stretches(yusuf)


@ON_ONE_DATABASE
def test_stretches_of_nine_leave_the_sheet_its_row(town: Town, siti: Someone) -> None:
    these(town, siti, 69)
    these(town, siti, 3, hours=1)
    town.passes(hours=2)
    urgent(siti)
    assert codes(siti) == ["R-070", "R-071", "R-072"] and len(stretches(siti)) == 8 and rows_fit(siti)
    siti.taps("R-064–072")
    assert codes(siti) == [f"R-{at:03d}" for at in range(64, 73)]
