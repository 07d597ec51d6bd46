"""Who hears of what a leader does about people: each of those concerned, and nobody else."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.followups import BY_KIND
from bot.domain.people import Person, Role
from bot.domain.presses import (
    AcceptOffer,
    AgreeLeave,
    DeclineOffer,
    HandAllTo,
    HandTo,
    LedBy,
    OfferTo,
    Press,
    RefuseLeave,
    StandInIs,
    Suspend,
    TakeOver,
)
from bot.store.caseload import cases, flags, handing_over, offers
from bot.store.engine.database import Tx
from bot.store.people import absences, people
from bot.turn import Say, Tell
from handlers.leader import walls
from handlers.leader.people import staff
from tests.driver import TUESDAY
from tests.office import Office, TakenBack

DAY = timedelta(days=1)


class House:
    """Two teams, and an admin; each kind of thing that waits for a leader."""

    def __init__(self, office: Office) -> None:
        self.office = office
        with office.tx() as tx:
            self._begins(tx)

    def _begins(self, tx: Tx) -> None:
        self.ratna = self.joins(tx, Role.ADMIN)
        self.wulan = self.joins(tx, Role.ADMIN)
        self.yusuf, self.rahmat = (self.joins(tx, Role.SUPERVISOR) for _ in range(2))
        self.siti, self.dewi, self.kiki, self.tono = (self.joins(tx, Role.MENTOR, self.yusuf) for _ in range(4))
        self.lia = self.joins(tx, Role.MENTOR, self.rahmat)
        self.case, self.kept, self.other = (cases.add(tx, "R", "A", one, 1) for one in (self.siti, self.kiki, self.lia))
        handing_over.keep_out(tx, self.yusuf, self.kiki, self.dewi)
        self.leave = absences.ask(tx, self.siti, TUESDAY + 9 * DAY, TUESDAY + 12 * DAY, None)
        self.agreed = absences.ask(tx, self.tono, TUESDAY + 9 * DAY, TUESDAY + 12 * DAY, None)
        found = absences.by_id(tx, self.agreed)
        assert found is not None and absences.agree(tx, self.yusuf, found, self.siti.id) is None
        self.offer = offers.make(tx, self.rahmat, self.other, self.yusuf)

    def offers_and_asks(self, tx: Tx) -> None:
        """Besides: an offer the other way, and a leader who asks for leave."""
        self.back = offers.make(tx, self.yusuf, self.case, self.rahmat)
        self.leave_of_a_leader = absences.ask(tx, self.yusuf, TUESDAY + 9 * DAY, TUESDAY + 12 * DAY, None)

    def joins(self, tx: Tx, role: Role, supervisor: Person | None = None) -> Person:
        return self.office.joins(tx, role, "Nama", "Asia/Jakarta", supervisor)

    def told(self, who: Person, press: Press) -> str:
        """The first line of what whoever pressed reads, and who is told what. It is undone at once."""
        found = ""
        with suppress(TakenBack), self.office.tx() as tx:
            effects = self.office.taps(tx, who, press)
            said = next(str(one.text).splitlines()[0] for one in effects if isinstance(one, Say))
            told = [(one.kind, people.by_id(tx, one.to)) for one in effects if isinstance(one, Tell)]
            found = f"{said} -> " + " ".join(sorted(f"{kind}:{one.code}" for kind, one in told if one is not None))
            raise TakenBack
        return found.strip()


@pytest.fixture
def house(migrated_url: str, tmp_path: Path) -> Iterator[House]:
    office = Office(migrated_url, tmp_path / "test.key", TUESDAY)
    yield House(office)
    office.closes()


ACTS: list[tuple[Callable[[House], tuple[Person, Press]], str, str]] = [
    (
        lambda house: (house.yusuf, AgreeLeave(house.leave, house.dewi.id)),
        "Disetujui; yang bersangkutan diberi tahu.",
        "leave_agreed:M-01 leave_covered:M-02",
    ),
    (
        lambda house: (house.yusuf, AgreeLeave(house.leave)),
        "Disetujui; yang bersangkutan diberi tahu.",
        "leave_agreed:M-01",
    ),
    (
        lambda house: (house.yusuf, RefuseLeave(house.leave)),
        "Belum disetujui; yang mengajukan diberi tahu.",
        "leave_refused:M-01",
    ),
    (
        lambda house: (house.yusuf, Suspend(house.siti.id, suspended=True)),
        "Ditangguhkan. Sementara ini S-01 menggantikan.",
        "",
    ),
    (
        lambda house: (house.ratna, Suspend(house.siti.id, suspended=True)),
        "Ditangguhkan. Sementara ini S-01 menggantikan.",
        "stands_in:S-01 uncovered:S-01",
    ),
    (
        lambda house: (house.yusuf, Suspend(house.dewi.id, suspended=True)),
        "Ditangguhkan.",
        "",
    ),
    (
        lambda house: (house.ratna, Suspend(house.yusuf.id, suspended=True)),
        "Ditangguhkan. Sementara ini S-02 menggantikan.",
        "leave_asked:S-02 offer_lapsed:S-02 stands_in:S-02",
    ),
    (
        lambda house: (house.yusuf, Suspend(house.kiki.id, suspended=False)),
        "Sudah diizinkan lagi.",
        "stood_in:M-02",
    ),
    (
        lambda house: (house.yusuf, Suspend(house.kiki.id, suspended=True)),
        "M-03 Nama: ditangguhkan",
        "",
    ),
    (
        lambda house: (house.yusuf, HandTo(house.case.id, house.dewi.id)),
        "Mulai sekarang R-001 bersama M-02.",
        "list_longer:M-02 list_shorter:M-01",
    ),
    (
        lambda house: (house.yusuf, HandTo(house.case.id, house.siti.id)),
        "Mulai sekarang R-001 bersama M-01.",
        "",
    ),
    (
        lambda house: (house.yusuf, TakeOver(house.case.id)),
        "Mulai sekarang Ibu sendiri yang mendampingi R-001, sampai diserahkan lagi. Lanjutkan?",
        "",
    ),
    (
        lambda house: (house.yusuf, TakeOver(house.case.id, sure=True)),
        "Mulai sekarang R-001 bersama S-01.",
        "list_shorter:M-01",
    ),
    (
        lambda house: (house.yusuf, HandAllTo(house.siti.id, house.dewi.id)),
        "Mulai sekarang semua (1) bersama M-02.",
        "list_longer:M-02 list_shorter:M-01",
    ),
    (
        lambda house: (house.ratna, HandAllTo(house.yusuf.id, house.rahmat.id)),
        "Mulai sekarang tim S-01 bersama S-02.",
        "leave_asked:S-02 new_leader:M-01 new_leader:M-02 new_leader:M-03 new_leader:M-04"
        " stands_in_no_more:M-02 team_gone:S-01 team_longer:S-02",
    ),
    (
        lambda house: (house.ratna, LedBy(house.siti.id, house.rahmat.id)),
        "Mulai sekarang supervisor M-01 adalah S-02.",
        "leave_asked:S-02 new_leader:M-01 team_longer:S-02 team_shorter:S-01",
    ),
    (
        lambda house: (house.yusuf, StandInIs(house.kiki.id, house.tono.id)),
        "Mulai sekarang M-04 menggantikan M-03.",
        "stands_in:M-04 stands_in_no_more:M-02",
    ),
    (
        lambda house: (house.yusuf, StandInIs(house.tono.id, house.dewi.id)),
        "M-02 menggantikan M-04 selama cuti.",
        "leave_covered:M-02 stands_in_no_more:M-01",
    ),
    (
        lambda house: (house.yusuf, StandInIs(house.tono.id, house.siti.id)),
        "M-04 Nama: 0 dampingan, cuti Kam, 3 Des s.d. Min, 6 Des",
        "",
    ),
    (
        lambda house: (house.yusuf, OfferTo(house.case.id, house.rahmat.id)),
        "Sudah ditanyakan. Nanti Ibu dikabari.",
        "case_offered:S-02",
    ),
    (
        lambda house: (house.yusuf, AcceptOffer(house.offer, house.dewi.id)),
        "Mulai sekarang R-003 bersama M-02.",
        "list_longer:M-02 list_shorter:M-05 offer_agreed:S-02",
    ),
    (
        lambda house: (house.yusuf, DeclineOffer(house.offer)),
        "Sudah dicatat; tim yang bertanya diberi tahu.",
        "offer_declined:S-02",
    ),
    (
        lambda house: (house.rahmat, DeclineOffer(house.offer)),
        "Itu sudah dijawab, atau tidak ditawarkan lagi.",
        "",
    ),
]


def test_each_of_those_concerned_hears_of_it_and_nobody_else(house: House) -> None:
    differ = []
    for acts, said, told in ACTS:
        who, press = acts(house)
        if (found := house.told(who, press)) != f"{said} -> {told}".strip():
            differ.append(f"{press} by {who.code}: {found}")
    assert not differ, "\n".join(differ)


MIDNIGHT = timedelta(hours=14)  # of Wednesday in Jakarta, which is Tuesday still by the clock of the rows


@pytest.mark.parametrize(
    ("first", "rings"), [(-DAY, True), (MIDNIGHT, False), (DAY, False)], ids=["begun", "tonight", "to come"]
)
def test_what_somebody_had_taken_on_rings_again_when_leave_is_agreed_that_has_begun(
    house: House, first: timedelta, rings: bool
) -> None:
    with house.office.tx() as tx:
        flag, _ = flags.raise_one(tx, house.siti, house.case, "safety")
        assert flags.acknowledge(tx, house.siti, flag) is None
        leave = absences.ask(tx, house.siti, TUESDAY + first, TUESDAY + 5 * DAY, None)
        house.office.taps(tx, house.yusuf, AgreeLeave(leave))
        found = flags.by_id(tx, flag.id)
        assert found is not None and (found.acknowledged_by is None) is rings


def gone(house: House, by: Person, person: Person, to: Person) -> str:
    """Who is told what when somebody is removed and another one takes all they have."""
    with house.office.tx() as tx:
        answers = {"person": person.id, "to": to.id, "code": person.code}
        effects = house.office.fills(tx, by, "removal", staff.save_removal, answers)
        told = [(one.kind, people.ever_by_id(tx, one.to)) for one in effects if isinstance(one, Tell)]
        return " ".join(sorted(f"{kind}:{one.code}" for kind, one in told if one is not None))


def test_whoever_is_gone_hears_nothing_of_it(house: House) -> None:
    assert gone(house, house.yusuf, house.siti, house.dewi) == "list_longer:M-02"
    assert gone(house, house.ratna, house.yusuf, house.rahmat) == (
        "new_leader:M-02 new_leader:M-03 new_leader:M-04 offer_lapsed:S-02 stands_in_no_more:M-02 team_longer:S-02"
    )


def test_a_leader_who_is_kept_out_is_not_told_that_a_mentor_has_another_one(house: House) -> None:
    with house.office.tx() as tx:
        house.office.taps(tx, house.ratna, Suspend(house.yusuf.id, suspended=True))
    told = house.told(house.ratna, LedBy(house.siti.id, house.rahmat.id))
    assert told == "Mulai sekarang supervisor M-01 adalah S-02. -> leave_asked:S-02 new_leader:M-01 team_longer:S-02"


def test_whoever_notes_a_wall_hears_for_whom_somebody_is_to_be_chosen(house: House) -> None:
    with house.office.tx() as tx:
        behind = cases.add(tx, "P", "B", house.dewi, 1)
        answers = {"code": behind.code}
        effects = house.office.fills(tx, house.yusuf, "apart", walls.save_wall, answers, house.kept.id)
        told = [(one.kind, one.to) for one in effects if isinstance(one, Tell)]
    assert told == [("alone", house.yusuf.id)]


# Whom the news is about, where it names one of the staff.
NAMED: list[tuple[Callable[[House], tuple[Person, Press]], str]] = [
    (lambda house: (house.ratna, Suspend(house.siti.id, suspended=True)), "stands_in of M-01, uncovered of M-04"),
    (lambda house: (house.yusuf, Suspend(house.kiki.id, suspended=False)), "stood_in of M-03"),
    (
        lambda house: (house.yusuf, StandInIs(house.kiki.id, house.tono.id)),
        "stands_in of M-03, stands_in_no_more of M-03",
    ),
    (lambda house: (house.yusuf, StandInIs(house.tono.id, house.dewi.id)), "stands_in_no_more of M-04"),
    (
        lambda house: (house.ratna, HandAllTo(house.yusuf.id, house.rahmat.id)),
        "new_leader of S-02, stands_in_no_more of M-03, team_gone of S-02",
    ),
    (lambda house: (house.ratna, LedBy(house.siti.id, house.rahmat.id)), "new_leader of S-02, team_shorter of M-01"),
]
NOBODY_NAMED = ("list_longer", "list_shorter", "team_longer")


def test_news_names_whom_it_is_about(house: House) -> None:
    for acts, named in NAMED:
        who, press = acts(house)
        found = set()
        with suppress(TakenBack), house.office.tx() as tx:
            told = [one for one in house.office.taps(tx, who, press) if isinstance(one, Tell)]
            for one in told:
                if BY_KIND[one.kind].about == "person" and one.kind not in NOBODY_NAMED:
                    about = people.by_id(tx, one.about)
                    found.add(f"{one.kind} of {about.code if about else 'nobody'}")
            raise TakenBack
        assert ", ".join(sorted(found)) == named, press
