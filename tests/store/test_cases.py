"""Cases: each list and each number has those that are meant and none beside them; what is changed is changed alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.domain.lives import Refusal
from bot.domain.people import Person, Role
from bot.domain.planning import Planned
from bot.store.caseload import cases, checkins, drafts, prompts
from bot.store.caseload.cases import Case
from bot.store.caseload.drafts import Draft
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import audit
from bot.store.engine.tables import cases as table
from bot.store.engine.tables import prompts as prompt_rows
from bot.store.people import absences, people
from tests.store.conftest import House

DAY = timedelta(days=1)
# Code, name, whose, how it stands. Yusuf leads Siti and Dewi and accompanies one himself; Rahmat leads Nur.
CASELOAD = (
    ("R-001", "Arman", "siti", "active"),
    ("P-001", "Citra", "siti", "active"),
    ("R-002", "Bayu Arman", "siti", "paused"),
    ("R-003", "Joko Arman", "siti", "closed"),
    ("R-004", "Edi Arman", "siti", "erased"),
    ("R-005", "Arman Fajar", "dewi", "active"),
    ("P-002", "Gita", "nur", "active"),
    ("R-006", "Hadi", "yusuf", "active"),
)


@dataclass
class Desk:
    """A caseload, and those who have to do with it."""

    tx: Tx
    house: House
    people: dict[str, Person]
    codes: dict[str, Case]

    def who(self, name: str) -> Person:
        """One of them."""
        return self.people[name]

    def case(self, code: str) -> Case:
        """As it stands now."""
        found = cases.by_id(self.tx, self.codes[code].id)
        assert found is not None and found.code == code
        return found

    def rows(self) -> dict[str, Any]:
        """All of them, by code."""
        return {row.code: row for row in self.tx.execute(select(table))}

    def plans(self, code: str, kind: str, days: float, state: str = "waiting") -> int:
        """A moment of a case."""
        case = self.codes[code]
        planned = Planned(kind, self.tx.now + days * DAY, False)
        number = prompts.plan(self.tx, case, planned, case.mentor_id, None, "test")
        self.tx.execute(update(prompt_rows).where(prompt_rows.c.id == number).values(state=state))
        return number

    def listed(self, name: str, **how: Any) -> list[str]:
        """A whole list."""
        found, more = cases.lines(self.tx, self.who(name), 0, 20, **how)
        assert not more
        return [one.code for one in found]

    def noted(self, since: int) -> list[Any]:
        """What the audit has got since then."""
        rows = select(audit.c.actor_id, audit.c.verb, audit.c.subject_id).where(audit.c.id > since)
        return list(self.tx.execute(rows.order_by(audit.c.id)))

    def last_note(self) -> int:
        """The newest of the audit."""
        return int(self.tx.execute(select(func.max(audit.c.id))).scalar_one())


@pytest.fixture
def desk(database: Database, house: House) -> Iterator[Desk]:
    with database.transaction() as tx:
        dewi, rahmat = people.add(tx, Role.MENTOR, "Dewi", house.yusuf.id), people.add(tx, Role.SUPERVISOR, "x", None)
        nur = people.add(tx, Role.MENTOR, "Nur", rahmat.id)
        everybody = {"siti": house.siti, "dewi": dewi, "nur": nur, "yusuf": house.yusuf, "rahmat": rahmat}
        codes = {house.case.code: house.case}
        for code, name, whose, state in CASELOAD:
            if code not in codes:
                codes[code] = cases.add(tx, code[0], name, everybody[whose], 1)
            assert codes[code].code == code, "the next number of its kind of service"
            tx.execute(update(table).where(table.c.id == codes[code].id).values(status=state))
        yield Desk(tx, house, everybody | {"admin": house.admin}, codes)


# Of each: what they see, what they may record about, by the number of those, and the kinds of service.
SEEN = {
    "siti": ("P-001 R-001 R-002", "P-001 R-001", 2, "R P"),
    "dewi": ("R-005", "R-005", 1, "R"),
    "nur": ("P-002", "P-002", 1, "P"),
    "yusuf": ("P-001 R-001 R-002 R-005 R-006", "R-006", 1, "R P"),
    "rahmat": ("P-002", "", 0, "P"),
    "admin": ("", "", 0, ""),
}


@pytest.mark.parametrize("name", SEEN)
def test_what_somebody_sees_and_accompanies(desk: Desk, name: str) -> None:
    seen, own, number, tracks = SEEN[name]
    who, tx = desk.who(name), desk.tx
    assert (" ".join(desk.listed(name)), " ".join(desk.listed(name, own=True))) == (seen, own)
    assert (cases.count(tx, who), cases.count_own(tx, who)) == (len(seen.split()), number)
    assert " ".join(cases.keys(tx, who)) == tracks
    for track in cases.TRACKS:
        of_it = [code for code in seen.split() if code[0] == track]
        assert desk.listed(name, key=track) == of_it and cases.count(tx, who, track) == len(of_it)
    assert " ".join(code for _, code in cases.own_by_last(tx, who)) == own


def test_a_page_says_whether_more_follow(desk: Desk) -> None:
    pages = [cases.lines(desk.tx, desk.who("siti"), page, 2) for page in (0, 1)]
    assert [([one.code for one in found], more) for found, more in pages] == [
        (["P-001", "R-001"], True),
        (["R-002"], False),
    ]
    assert [one.paused for found, _ in pages for one in found] == [False, False, True]


def test_whoever_was_in_touch_last_comes_first(desk: Desk) -> None:
    """By when the contact was, and not by when it was recorded."""
    siti = desk.who("siti")
    for code, days_ago, first in (("P-001", 0, "P-001"), ("R-001", 2, "P-001"), ("R-001", 0, "R-001")):
        desk.tx.now += DAY
        at = desk.tx.now - days_ago * DAY
        checkins.save(desk.tx, siti, desk.codes[code], f"t{desk.tx.now}", {"contact": "visit"}, contact_at=at)
        assert cases.own_by_last(desk.tx, siti)[0][1] == first


def test_by_whom_a_code_and_a_name_are_found(desk: Desk) -> None:
    def called(name: str, code: str) -> bool:
        found = cases.called(desk.tx, desk.who(name), code)
        assert found is None or found.code == code
        return found is not None

    def named(name: str, *words: str, **how: Any) -> list[str]:
        found = cases.named(desk.tx, desk.who(name), frozenset(words), **how)
        assert all(whole for _, whole in found)
        return [one.code for one, _ in found]

    assert [code for code in desk.codes if called("siti", code)] == ["R-001", "P-001", "R-002", "R-003"]
    assert [code for code in desk.codes if called("rahmat", code)] == ["P-002"]
    assert not called("siti", "R-999")
    assert named("siti", "arman") == ["R-001", "R-002"], "who has ended is looked up by nobody"
    assert (named("yusuf", "arman"), named("yusuf", "arman", own=True)) == (["R-001", "R-002", "R-005"], [])
    assert (named("yusuf", "hadi"), named("yusuf", "hadi", own=True)) == (["R-006"], ["R-006"])
    assert named("dewi", "arman", "fajar") == ["R-005"] and named("dewi", "arman", "bayu") == []


def test_by_whom_a_number_and_how_a_name_begins_are_found(desk: Desk) -> None:
    def numbered(name: str, number: int, **how: Any) -> list[str]:
        return [one.code for one in cases.numbered(desk.tx, desk.who(name), number, **how)]

    def begun(name: str, word: str) -> list[tuple[str, bool]]:
        return [(one.code, whole) for one, whole in cases.named(desk.tx, desk.who(name), frozenset({word}))]

    assert numbered("siti", 1) == ["P-001", "R-001"] and numbered("rahmat", 1) == []
    assert (numbered("yusuf", 1), numbered("yusuf", 1, own=True)) == (["P-001", "R-001"], [])
    assert numbered("siti", 2) == ["R-002"], "of another mentor is P-002"
    assert numbered("siti", 3) == [], "who has ended is looked up by nobody"
    assert begun("siti", "arm") == [("R-001", False), ("R-002", False)] and begun("siti", "rman") == []
    assert begun("siti", "a") == [] and begun("siti", "arman") == [("R-001", True), ("R-002", True)]


def test_what_commands_ask_for(desk: Desk) -> None:
    assert sorted(cases.by_codes(desk.tx)) == sorted(code for code, *_, state in CASELOAD if state != "erased")
    assert cases.by_codes(desk.tx)["P-001"].id == desk.codes["P-001"].id
    for code, *_, state in CASELOAD:
        found = cases.by_code(desk.tx, code.lower())
        assert (None if found is None else found.code) == (None if state == "erased" else code)
    assert cases.by_code(desk.tx, "R-999") is None
    assert cases.ids_of(desk.tx, ["P-001", "R-999", "R-005"]) == [desk.codes[one].id for one in ("P-001", "R-005")]
    assert cases.ids_of(desk.tx, []) == []
    of_siti = cases.of_mentor(desk.tx, desk.who("siti").id)
    assert of_siti == [desk.codes[one].id for one in ("R-001", "P-001", "R-002")]
    assert cases.by_id(desk.tx, 999) is None


# Of each case: who may see it, who accompanies it, whose own it is, who sets its course, and may do so now.
DOORS: dict[str, Callable[[Tx, Person, int], Case | None]] = {
    "sees": cases.visible,
    "accompanies": cases.mine,
    "is its mentor": cases.entrusted,
    "steers": cases.steered,
    "may change": cases.to_change,
}
THROUGH = {
    "R-001": {
        "sees": "siti yusuf",
        "accompanies": "siti",
        "is its mentor": "siti",
        "steers": "siti yusuf",
        "may change": "siti yusuf",
    },
    "R-003": {
        "sees": "siti yusuf",
        "accompanies": "",
        "is its mentor": "siti",
        "steers": "siti yusuf",
        "may change": "",
    },
    "R-004": dict.fromkeys(DOORS, ""),
    "R-006": dict.fromkeys(DOORS, "yusuf"),
    "P-002": {
        "sees": "nur rahmat",
        "accompanies": "nur",
        "is its mentor": "nur",
        "steers": "nur rahmat",
        "may change": "nur rahmat",
    },
}


@pytest.mark.parametrize("code", THROUGH)
def test_who_comes_to_a_case_by_which_door(desk: Desk, code: str) -> None:
    number = desk.codes[code].id
    for door, come in DOORS.items():
        found = {name: come(desk.tx, who, number) for name, who in desk.people.items()}
        assert " ".join(name for name, case in found.items() if case is not None) == THROUGH[code][door], door
        assert {case.id for case in found.values() if case is not None} <= {number}


def test_whoever_covers_accompanies_and_steers_nothing(desk: Desk) -> None:
    siti, nur, tx = desk.who("siti"), desk.who("nur"), desk.tx
    leave = absences.by_id(tx, absences.ask(tx, siti, tx.now, tx.now + DAY, nur.id))
    assert leave is not None and absences.agree(tx, desk.who("yusuf"), leave, nur.id) is None
    number = desk.codes["R-001"].id
    assert {door for door, come in DOORS.items() if come(tx, nur, number) is not None} == {"sees", "accompanies"}


def test_a_line_has_the_next_contact_and_since_when_one_is_open(desk: Desk) -> None:
    def line(code: str, **how: Any) -> tuple[Any, Any]:
        found = next(one for one in cases.lines(desk.tx, desk.who("siti"), 0, 9, **how)[0] if one.code == code)
        due, since = found.due_at, found.open_since
        return due and (due - desk.tx.now) / DAY, since and (since - desk.tx.now) / DAY

    assert line("R-001") == (None, None)
    desk.plans("P-001", "next_contact", -6)
    desk.plans("R-001", "plan_review", -5)
    desk.plans("R-001", "reminder", -4, "said")
    desk.plans("R-001", "next_contact", -3, "answered")
    desk.plans("R-001", "next_contact", 4)
    assert line("R-001") == line("R-001", own=True) == (4, None)
    desk.plans("R-001", "try_again", -2, "said")
    assert line("R-001") == (-2, -2)
    assert desk.listed("siti") == ["P-001", "R-001", "R-002"], "who has waited longest comes first"
    desk.plans("R-002", "next_contact", 1)
    desk.plans("R-001", "try_again", -8, "failed")
    assert desk.listed("siti") == ["R-001", "P-001", "R-002"]


def test_a_line_tells_of_ones_own_draft_about_that_case_alone(desk: Desk) -> None:
    def with_draft(name: str) -> list[str]:
        return [one.code for one in cases.lines(desk.tx, desk.who(name), 0, 9)[0] if one.has_draft]

    def begins(name: str, code: str, token: str, *, blank: bool = False) -> None:
        case = desk.codes[code]
        begun = Draft(0, "checkin", token, case.id, None, {})
        if blank:
            drafts.begin(desk.tx, desk.who(name), begun, case)
        else:
            drafts.keep(desk.tx, desk.who(name), begun, {}, case)

    begins("yusuf", "R-001", "one")
    begins("siti", "P-001", "two", blank=True)
    assert (with_draft("siti"), with_draft("yusuf")) == ([], ["R-001"]), "a question that is only shown is none"
    begins("siti", "P-001", "three")
    assert (with_draft("siti"), with_draft("yusuf")) == (["P-001"], ["R-001"])


# What is changed of Siti's first case, what the row says then, and what the audit is told.
CHANGES: dict[str, tuple[Callable[[Tx, Person, Case], object], dict[str, Any], list[str]]] = {
    "another rhythm": (
        lambda tx, who, one: cases.set_cadence(tx, who, one, 4),
        {"cadence_weeks": 4},
        ["cadence_changed"],
    ),
    "a pause": (cases.pause, {"status": "paused"}, ["case_paused"]),
    "the end": (cases.end, {"status": "closed"}, ["case_closed"]),
    "a check-in": (lambda tx, who, one: cases.note_contact(tx, one, 3), {"misses": 3}, []),
    "misses put right": (lambda tx, who, one: cases.correct_misses(tx, one, 2), {"misses": 2}, []),
    "a miss": (lambda tx, who, one: cases.count_miss(tx, one), {"misses": 1}, []),
    "a name that is read": (cases.name, {}, ["read_name"]),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_changes_one_case_and_is_noted_once(desk: Desk, what: str) -> None:
    act, values, verbs = CHANGES[what]
    before, since, who = desk.rows(), desk.last_note(), desk.who("yusuf")
    act(desk.tx, who, desk.case("R-001"))
    after = desk.rows()
    assert [code for code in before if before[code] != after[code]] == ["R-001"] * bool(values)
    assert {key: getattr(after["R-001"], key) for key in values} == values
    assert desk.noted(since) == [(who.id, verb, desk.codes["R-001"].id) for verb in verbs]


@pytest.mark.parametrize("what", [name for name in CHANGES if name != "a name that is read"])
def test_what_has_ended_changes_no_more_and_nothing_is_noted(desk: Desk, what: str) -> None:
    before, since = desk.rows(), desk.last_note()
    CHANGES[what][0](desk.tx, desk.who("yusuf"), desk.case("R-003"))
    assert (desk.rows(), desk.noted(since)) == (before, [])


def test_a_pause_and_its_end(desk: Desk) -> None:
    yusuf, since = desk.who("yusuf"), desk.last_note()
    assert cases.go_on(desk.tx, yusuf, desk.case("R-001")) is Refusal.ALREADY
    assert cases.go_on(desk.tx, yusuf, desk.case("R-002")) is None
    assert desk.rows()["R-002"].status == "active"
    assert desk.noted(since) == [(yusuf.id, "case_active", desk.codes["R-002"].id)]
    assert cases.count_miss(desk.tx, desk.case("R-001")) == 1
    assert cases.count_miss(desk.tx, desk.case("R-003")) == 0, "there is nothing to count any more"


def test_a_case_goes_to_who_may_be_given_any(desk: Desk) -> None:
    dewi, nur, yusuf = desk.who("dewi"), desk.who("nur"), desk.who("yusuf")
    people.suspend(desk.tx, yusuf, nur)
    before, since = desk.rows(), desk.last_note()
    wanted = [desk.codes[one].id for one in ("R-001", "R-003", "R-002")]
    assert cases.set_mentor(desk.tx, yusuf, wanted, nur) == []
    assert (desk.rows(), desk.noted(since)) == (before, [])
    assert cases.set_mentor(desk.tx, yusuf, wanted[:1], dewi) == wanted[:1]
    assert cases.set_mentor(desk.tx, None, wanted[1:], dewi) == wanted[2:]
    moved = [code for code, row in desk.rows().items() if row.mentor_id != before[code].mentor_id]
    assert moved == ["R-001", "R-002"]
    assert desk.noted(since) == [
        (yusuf.id, "case_transferred", wanted[0]),
        (None, "case_transferred", wanted[2]),
    ]


def test_quiet_days_are_kept_sealed_and_taken_back(desk: Desk) -> None:
    spans = [(date(2026, 12, 24), date(2026, 12, 26), True)]
    siti, since = desk.who("siti"), desk.last_note()
    cases.set_quiet(desk.tx, siti, desk.case("R-001"), spans)
    kept, other = desk.case("R-001"), desk.case("P-001")
    assert kept.sealed_quiet is not None and b"2026" not in kept.sealed_quiet and other.sealed_quiet is None
    assert cases.quiet_spans(desk.tx, kept.id, kept.sealed_quiet) == spans
    assert date(2026, 12, 25) in kept.quiet_days(desk.tx)
    assert (other.quiet_days(desk.tx), cases.quiet_spans(desk.tx, other.id, None)) == (frozenset(), [])
    cases.set_quiet(desk.tx, siti, kept, [])
    assert desk.case("R-001").sealed_quiet is None
    cases.set_quiet(desk.tx, siti, desk.case("R-003"), spans)
    assert desk.case("R-003").sealed_quiet is None
    assert desk.noted(since) == [(siti.id, "quiet_days_set", kept.id)] * 2


def test_a_new_case_has_the_next_code_and_a_name_of_its_own(desk: Desk) -> None:
    def of(code: str) -> str:
        return cases.name(desk.tx, desk.who("siti"), desk.case(code))

    added = cases.add(desk.tx, "P", "Indah", desk.who("dewi"), 2)
    desk.codes[added.code] = added
    assert (added.code, added.mentor_id, added.cadence_weeks) == ("P-003", desk.who("dewi").id, 2)
    assert [of(code) for code in ("R-001", "P-001", "P-003")] == ["Arman", "Citra", "Indah"]
