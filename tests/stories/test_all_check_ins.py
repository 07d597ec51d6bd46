"""All check-ins can be opened, page by page, by whoever may read them."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.people import Role
from bot.domain.presses import PastCheckIns, ReadCheckIn
from bot.store.caseload import checkins, flags
from bot.store.caseload.cases import Case
from bot.store.engine.database import Tx
from bot.store.rights import grants
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_caseload import card, stands_in

pytestmark = ON_ONE_DATABASE


def records(town: Town, siti: Someone, case: Case, many: int, every: int = 30) -> None:
    """So many contacts, one a month, the last one today."""

    def adds(tx: Tx) -> None:
        for ago in reversed(range(many)):
            at = tx.now - timedelta(days=every * ago)
            checkins.save(tx, siti.person, case, f"t{ago}", {"contact": "visit", "note": f"Catatan {ago}."}, at=at)

    town.asks(adds)


def days(who: Someone) -> list[str]:
    return [label for label in who.labels if any(char.isdigit() for char in label)]


def test_the_oldest_is_reached_and_back_leads_to_its_page(town: Town, siti: Someone, case: Case) -> None:
    records(town, siti, case, 14)
    card(siti).taps("Baca dan perbaiki")
    first = days(siti)
    assert len(first) == 6 and "◀" not in siti.labels and siti.labels[-3:] == ["▶", "Kembali", "Menu"]
    second = days(siti.taps("▶"))
    assert len(second) == 6 and siti.labels[-4:] == ["◀", "▶", "Kembali", "Menu"]
    last = days(siti.taps("▶"))
    assert len(last) == 2 and "▶" not in siti.labels
    assert len({*first, *second, *last}) == 14
    assert last[-1] == "30 Okt 2025, 10.00", "of another year it has its year, and room for it"
    siti.taps(last[-1]).sees("Catatan 13.").taps("Perbaiki").sees("Perbaikan kabar R-001")
    siti.sends("/dampingan").taps("R-001", "Baca dan perbaiki", "▶", second[0]).sees("Catatan 6.").taps("Kembali")
    assert days(siti) == second
    siti.forges(PastCheckIns(case.id, 99))
    assert days(siti) == first


def test_a_page_that_is_just_full_has_none_after_it(town: Town, siti: Someone, case: Case) -> None:
    records(town, siti, case, 6)
    card(siti).taps("Baca dan perbaiki")
    assert len(days(siti)) == 6 and not {"◀", "▶"} & set(siti.labels)


def test_what_was_noted_about_flags_has_its_row(town: Town, yusuf: Someone, siti: Someone, case: Case) -> None:
    records(town, siti, case, 6)

    def closes(tx: Tx) -> None:
        flag, _ = flags.raise_one(tx, siti.person, case, "health")
        flags.acknowledge(tx, yusuf.person, flag)
        flags.close(tx, yusuf.person, flag, case.key_id, "aman")

    town.asks(closes)
    card(siti).taps("Baca dan perbaiki")
    assert len(days(siti)) == 4 and "▶" in siti.labels and any("penanda" in label for label in siti.labels)
    oldest = days(siti.taps("▶"))
    assert len(oldest) == 2
    siti.taps(oldest[0]).taps("Kembali")
    assert days(siti) == oldest


def test_only_whoever_may_read_turns_the_pages(
    town: Town, yusuf: Someone, rahmat: Someone, siti: Someone, case: Case
) -> None:
    records(town, siti, case, 14)
    budi = town.joins(Role.MENTOR, "Budi", supervisor=yusuf)
    stands_in(town, yusuf, siti, budi)
    for who in (budi, yusuf, rahmat):
        who.sends("/menu")
        for press in (PastCheckIns(case.id, 1), ReadCheckIn(case.id, 1)):
            assert not days(who.forges(press)) and "Catatan" not in who.screen
    town.asks(lambda tx: grants.give(tx, yusuf.person, case, "Menyiapkan rujukan", glass=False))
    yusuf.forges(PastCheckIns(case.id, 2))
    assert len(days(yusuf)) == 2
    yusuf.taps(days(yusuf)[-1]).sees("Catatan 13.")
    assert "✏️ Perbaiki" not in yusuf.labels
