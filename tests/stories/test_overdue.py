"""One definition of overdue: every screen that says so agrees with it, on many cases at many hours; none decides alone.

The office is real, on both databases; only the clock is the test's. What is overdue is told once more here, over plain
rows, and every screen is read against that.
"""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.figures import digests as periods
from bot.domain.followups import CONTACT, OPEN
from bot.domain.people import Person, Role
from bot.domain.planning import Planned
from bot.domain.presses import Attention, CaseCard, CaseList, CheckInList, DigestList, Home, Press, Schedule
from bot.reference.calendar import calendar
from bot.store.caseload import cases, prompts
from bot.store.caseload.cases import Case
from bot.store.engine.database import Tx
from bot.store.engine.tables import prompts as rows
from bot.store.figures import figures
from bot.store.people import absences
from bot.turn import Say
from tests.driver import TUESDAY
from tests.office import Office

ROOT = Path(__file__).parents[2]
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ZONES = {"Siti": "Asia/Jakarta", "Made": "Asia/Makassar", "Yosef": "Asia/Jayapura"}
# 24 and 25 December are closed; so many cases that lists have pages.
CASES, HOURS, FIRST_DAYS = 36, 40, 33


class Programme:
    """Three mentors in three zones under one supervisor, and their cases with contacts of every kind."""

    def __init__(self, office: Office, seed: int) -> None:
        self.office, self.chance = office, random.Random(seed)
        with office.tx() as tx:
            self.yusuf = office.joins(tx, Role.SUPERVISOR, "Yusuf", "Asia/Jakarta")
            self.mentors = [office.joins(tx, Role.MENTOR, name, zone, self.yusuf) for name, zone in ZONES.items()]
            self.cases = [self._case(tx, number) for number in range(CASES)]
            self._goes_on_leave(tx, self.mentors[2])

    def _case(self, tx: Tx, number: int) -> Case:
        """One with a contact in the coming weeks: at a good hour for its mentor, or at an hour that was named."""
        mentor = self.mentors[number % len(self.mentors)]
        one = cases.add(tx, "R", "Arman", mentor, 1)
        if self.chance.random() < 0.4:
            first = date(2026, 12, 1) + self.chance.randrange(FIRST_DAYS) * DAY
            cases.set_quiet(tx, mentor, one, [(first, first + 2 * DAY, False)])
            one = cases.by_id(tx, one.id) or one
        at = TUESDAY + timedelta(minutes=self.chance.randrange(FIRST_DAYS * 24 * 60))
        exact = self.chance.random() < 0.3
        frame = prompts.frame_for(tx, mentor, calendar(), one)
        planned = Planned(self.chance.choice(CONTACT), at if exact else frame.allowed(at), exact)
        prompts.plan(tx, one, planned, mentor.id, mentor.id, "answer")
        if number % 9 == 8:
            cases.pause(tx, mentor, one)
            prompts.end_stopped(tx, one, "pause")
        return one

    def _goes_on_leave(self, tx: Tx, mentor: Person) -> None:
        number = absences.ask(tx, mentor, TUESDAY + 3 * DAY, TUESDAY + 20 * DAY, None)
        asked = absences.by_id(tx, number)
        assert asked is not None and absences.agree(tx, self.yusuf, asked, self.mentors[0].id) is None

    def hours(self) -> list[datetime]:
        """A minute before, at and after whatever could make a difference; in the order of time."""
        with self.office.tx() as tx:
            found = tx.execute(select(rows.c.due_at, rows.c.slot)).all()
        edges = {at for row in found for at in (row.due_at, row.slot + 3 * DAY, row.slot + 7 * DAY)}
        near = [at + step for at in sorted(edges) for step in (-MINUTE, timedelta(), MINUTE)]
        return sorted(self.chance.sample(near, HOURS))

    def puts_off(self, tx: Tx) -> None:
        """Somebody says "Later" to one that has come."""
        [one] = self.chance.sample(self.cases, 1)
        for prompt in prompts.open_of(tx, one, CONTACT):
            if prompt.is_overdue(tx.now):
                mentor = next(each for each in self.mentors if each.id == one.mentor_id)
                later = Planned(prompt.kind, tx.now + timedelta(hours=self.chance.choice((1, 20, 100))))
                prompts.snooze(tx, prompt, later, mentor)

    def overdue(self, tx: Tx) -> dict[str, datetime]:
        """By the definition: which cases, and since when."""
        found: dict[str, datetime] = {}
        codes = {one.id: one.code for one in self.cases}
        for row in tx.execute(select(rows)):
            if row.kind in CONTACT and row.state in OPEN and row.due_at <= tx.now:
                found[codes[row.case_id]] = min(row.slot, found.get(codes[row.case_id], row.slot))
        return found


def said(office: Office, tx: Tx, who: Person, press: Press) -> Say:
    [screen] = [one for one in office.taps(tx, who, press) if isinstance(one, Say)]
    return screen


def pages(office: Office, tx: Tx, who: Person, press: Callable[..., Press], *first: Any) -> Iterator[Say]:
    """All pages of a list."""
    for page in range(CASES):
        screen = said(office, tx, who, press(*first, page=page))
        yield screen
        if not any("▶" in button.label or "berikut" in button.label.lower() for row in screen.rows for button in row):
            return


def text_of(screens: Iterator[Say]) -> str:
    return "\n".join(str(screen.text) for screen in screens)


def agree(programme: Programme, tx: Tx) -> int:
    """Every screen says what the definition says. Returns how many are overdue."""
    office, expected = programme.office, programme.overdue(tx)
    away = absences.in_force(tx, [one.id for one in programme.mentors])
    codes = {one.code: one for one in programme.cases}
    for mentor in programme.mentors:
        theirs = {
            code: since
            for code, since in expected.items()
            if mentor.id in (codes[code].mentor_id, away.get(codes[code].mentor_id))
        }
        turn = office.turn(tx, mentor)
        waiting = {(code, turn.day(since)) for code, since in theirs.items()}
        marked = partial(re.findall, r"🔔 ([RP]-\d+): menunggu sejak (.+?)(?: \(.+\))?(?=\n|$)")
        assert set(marked(text_of(pages(office, tx, mentor, Schedule)))) == waiting, "the schedule"
        assert set(marked(text_of(pages(office, tx, mentor, CaseList)))) == waiting, "the list of participants"
        home = str(said(office, tx, mentor, Home()).text)
        assert (f"Yang menunggu kabar: {len(theirs)}." in home) is bool(theirs), "the menu"
        labels = [
            button.label for screen in pages(office, tx, mentor, CheckInList) for row in screen.rows for button in row
        ]
        assert {one.removeprefix("🔔 ") for one in labels if one.startswith("🔔 ")} == set(theirs), "whose check-in"
        for code in programme.chance.sample(sorted(codes), 6):
            if codes[code].mentor_id == mentor.id:
                card = str(said(office, tx, mentor, CaseCard(codes[code].id)).text)
                since = theirs.get(code)
                assert ("🔔 Menunggu sejak" in card) is (since is not None), "the card"
                assert since is None or f"Menunggu sejak {turn.moment(since)}" in card, "the card's moment"
    days = {code: (tx.now - since).days for code, since in expected.items()}
    attention = text_of(pages(office, tx, programme.yusuf, Attention))
    late = {(code, str(number)) for code, number in days.items() if tx.now - expected[code] >= 3 * DAY}
    assert set(re.findall(r"• ([RP]-\d+) \([MS]-\d+\): terbuka (\d+) hari", attention)) == late, "what needs attention"
    told = figures.waiting(tx, programme.yusuf, tx.now, tx.now).get("R", figures.Waiting())
    ages = [tx.now - since for since in expected.values()]
    some = sum(3 * DAY <= age < 7 * DAY for age in ages), sum(age >= 7 * DAY for age in ages)
    assert told[:3] == (len(ages) - sum(some), *some), "the digest's figures"
    period = periods.current(programme.yusuf.zone, tx.now).code
    listed = text_of(pages(office, tx, programme.yusuf, partial(DigestList, period, "waiting", "R")))
    found = re.findall(r"• ([RP]-\d+) \([MS]-\d+\): (\d+) hari", listed)
    assert {(code, int(number)) for code, number in found} == set(days.items()), "the digest's list"
    return len(expected)


@pytest.mark.parametrize("seed", (1, 2))
def test_every_screen_agrees_on_what_is_overdue(migrated_url: str, tmp_path: Path, seed: int) -> None:
    office = Office(migrated_url, tmp_path / "test.key", TUESDAY)
    programme = Programme(office, seed)
    seen = []
    for at in programme.hours():
        office.now = at
        if programme.chance.random() < 0.5:  # spoken by now, or the bot was away
            office.settles()
        with office.tx() as tx:
            seen.append(agree(programme, tx))
            programme.puts_off(tx)
    office.closes()
    assert max(seen) > 9, "too few were overdue at once for lists to have pages"


def test_put_off_is_not_overdue_and_handed_on_is_as_old_as_before(migrated_url: str, tmp_path: Path) -> None:
    office = Office(migrated_url, tmp_path / "test.key", TUESDAY)
    programme = Programme(office, 3)
    one, dewi = programme.cases[0], programme.mentors[1]
    office.now = datetime(2027, 1, 6, 3, 0, tzinfo=UTC)
    with office.tx() as tx:
        [contact] = prompts.open_of(tx, one, CONTACT)
        assert programme.overdue(tx)[one.code] == contact.slot
        prompts.snooze(tx, contact, Planned(contact.kind, tx.now + DAY), programme.mentors[0])
        assert one.code not in programme.overdue(tx)
        agree(programme, tx)
    office.now += DAY
    with office.tx() as tx:
        assert programme.overdue(tx)[one.code] == contact.slot, "put off, it is as old as it was"
        cases.set_mentor(tx, programme.yusuf, [one.id], dewi)
        prompts.hand_over(tx, programme.yusuf, [one.id], dewi, calendar())
        programme.cases[0] = cases.by_id(tx, one.id) or one
        assert programme.overdue(tx)[one.code] == contact.slot, "so it is with somebody else"
        agree(programme, tx)
    office.closes()


# Who else compares `due_at` with the moment that is now, and what for.
OTHERS = {
    "bot/domain/timing/overdue.py": "the definition itself",
    "bot/store/caseload/overdue.py": "the same in SQL",
    "bot/store/caseload/prompts.py:_CLAIM": "which prompts are to speak",
    "bot/store/institution/truths.py": "of a request: whether the law's clock has run out",
    "bot/store/figures/attention.py": "of a request: the same, for the list of what needs a look",
}


def compares_due(tree: ast.AST) -> Iterator[ast.Compare]:
    """Comparisons, by order, of something called `due_at`."""
    ordered = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and any(isinstance(one, ordered) for one in node.ops):
            sides = [node.left, *node.comparators]
            if any("due_at" in (getattr(each, "attr", ""), getattr(each, "id", "")) for each in sides):
                yield node


def test_nobody_else_decides_what_is_overdue() -> None:
    """A comparison of `due_at` elsewhere is one of those above, or bounds a span of days that somebody asked for."""
    found = set()
    for path in (path for room in ("bot", "handlers") for path in (ROOT / room).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for statement in tree.body:
            name = next((one.id for one in ast.walk(statement) if isinstance(one, ast.Name)), "")
            for node in compares_due(statement):
                words = ast.unparse(node)
                if re.search(r"\b_?now\b|\bNOW\b|'now'", words):
                    place = path.relative_to(ROOT).as_posix()
                    found.add(f"{place}:{name}" if f"{place}:{name}" in OTHERS else place)
    assert found <= set(OTHERS), f"asks by itself what is overdue: {sorted(found - set(OTHERS))}"
    assert found == set(OTHERS), "somebody of this list does not compare any more"
