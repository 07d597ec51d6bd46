"""Drafts: what each question finds of all that somebody has begun, and that nobody else's changes with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.domain import forms
from bot.domain.people import Person, Role
from bot.store.caseload import cases, checkins, drafts
from bot.store.caseload.cases import Case
from bot.store.caseload.drafts import Draft
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import drafts as table
from bot.store.people import people
from bot.store.sealing.data_keys import key_id_of
from tests.store.conftest import House

HOUR = timedelta(hours=1)


@dataclass
class Desk:
    """Siti and Dewi, who is another mentor, with two cases; and what each has begun, by name."""

    tx: Tx
    siti: Person
    dewi: Person
    arman: Case
    bayu: Case
    named: dict[str, int] = field(default_factory=dict)

    def begins(self, name: str, who: Person, form: str, case: Case | None = None, corrects: int | None = None) -> Draft:
        """A first answer is given, a minute after whatever was before."""
        self.tx.now += timedelta(minutes=1)
        blank = Draft(0, form, f"t{len(self.named)}", None if case is None else case.id, corrects, {})
        kept = drafts.keep(self.tx, who, blank, {"said": name}, case)
        self.named[name] = kept.id
        return kept

    def shows(self, name: str, who: Person, form: str, case: Case | None = None) -> Draft:
        """A form's first question is shown."""
        self.tx.now += timedelta(minutes=1)
        blank = Draft(0, form, f"t{len(self.named)}", None if case is None else case.id, None, {"said": name})
        shown = drafts.begin(self.tx, who, blank, case)
        self.named[name] = shown.id
        return shown

    def stand(self) -> None:
        """Everything that somebody may have begun."""
        recorded = checkins.save(self.tx, self.siti, self.arman, "saved", {"contact": "visit"})
        self.begins("their rhythm", self.dewi, "rhythm", self.arman)
        self.begins("theirs", self.dewi, "checkin", self.arman)
        self.begins("rhythm", self.siti, "rhythm", self.arman)
        self.begins("a correction", self.siti, "checkin", self.arman, recorded)
        self.begins("mine", self.siti, "checkin", self.arman)
        self.begins("of another", self.siti, "checkin", self.bayu)
        self.begins("whose", self.siti, "whosenote")
        self.begins("quiet days", self.siti, "quiet", self.arman)
        self.begins("their last", self.dewi, "checkin", self.bayu)

    def rows(self) -> dict[str, Any]:
        """What is left, by name."""
        found = {row.id: row for row in self.tx.execute(select(table))}
        return {name: found[number] for name, number in self.named.items() if number in found}

    def open_ones(self) -> list[str]:
        """Which are open."""
        return [name for name, row in self.rows().items() if row.open]

    def called(self, name: str) -> Draft:
        """One of them as it is kept."""
        row = self.rows()[name]
        who = self.siti if row.person_id == self.siti.id else self.dewi
        found = drafts.by_token(self.tx, who, row.token)
        assert found is not None and found.id == self.named[name]
        return found


@pytest.fixture
def desk(database: Database, house: House) -> Iterator[Desk]:
    with database.transaction() as tx:
        dewi = people.add(tx, Role.MENTOR, "Dewi", house.yusuf.id)
        yield Desk(tx, house.siti, dewi, house.case, cases.add(tx, "R", "Bayu", house.siti, 1))


def said(found: Draft | None) -> str | None:
    """What stands in it."""
    return None if found is None else found.answers["said"]


def test_each_question_finds_ones_own(desk: Desk) -> None:
    desk.stand()
    tx, siti, dewi, arman, bayu = desk.tx, desk.siti, desk.dewi, desk.arman, desk.bayu
    correction = desk.called("a correction").corrects_id
    assert said(drafts.of_case(tx, siti, arman.id)) == "mine"
    assert said(drafts.of_case(tx, siti, bayu.id)) == "of another"
    assert said(drafts.of_case(tx, dewi, arman.id)) == "theirs"
    assert said(drafts.of_case(tx, siti, arman.id, corrects=correction)) == "a correction"
    assert drafts.of_case(tx, dewi, arman.id, corrects=correction) is None
    assert drafts.of_case(tx, siti, bayu.id, corrects=correction) is None
    assert said(drafts.of_form(tx, siti, "rhythm")) == "rhythm"
    assert said(drafts.of_form(tx, dewi, "rhythm")) == "their rhythm"
    assert drafts.of_form(tx, dewi, "quiet") is None
    assert (said(drafts.open_one(tx, siti)), said(drafts.open_one(tx, dewi))) == ("quiet days", "their last")
    assert said(drafts.by_token(tx, siti, desk.called("mine").token)) == "mine"
    assert drafts.by_token(tx, dewi, desk.called("mine").token) is None
    assert drafts.by_token(tx, siti, "no such token") is None


def test_nobody_has_begun_anything(desk: Desk) -> None:
    tx, siti = desk.tx, desk.siti
    assert drafts.newest(tx, siti) is drafts.open_one(tx, siti) is drafts.of_form(tx, siti, "checkin") is None
    assert drafts.of_case(tx, siti, desk.arman.id) is None


def test_one_goes_on_with_the_check_in_or_note_one_looked_at_last(desk: Desk) -> None:
    desk.stand()
    assert said(drafts.newest(desk.tx, desk.siti)) == "whose"
    desk.tx.now += HOUR
    drafts.resume(desk.tx, desk.siti, desk.called("mine"))
    assert said(drafts.newest(desk.tx, desk.siti)) == "mine"
    assert said(drafts.newest(desk.tx, desk.dewi)) == "their last"


def test_those_that_are_held_together_are_ones_own_in_the_order_asked_for(desk: Desk) -> None:
    desk.stand()
    tokens = [desk.called(name).token for name in ("of another", "their last", "mine", "a correction")]
    found = drafts.those(desk.tx, desk.siti, [*tokens, "no such token"])
    assert [said(one) for one in found] == ["of another", "mine", "a correction"]
    assert drafts.those(desk.tx, desk.siti, []) == []


def test_of_whom_a_check_in_is_begun(desk: Desk) -> None:
    """Not where somebody else began it, or it is another form, a correction, or a question that is only shown."""
    tx, siti, dewi, arman, bayu = desk.tx, desk.siti, desk.dewi, desk.arman, desk.bayu
    recorded = checkins.save(tx, siti, arman, "saved", {"contact": "visit"})
    desk.begins("a correction", siti, "checkin", arman, recorded)
    desk.begins("rhythm", siti, "rhythm", arman)
    desk.begins("theirs", dewi, "checkin", arman)
    desk.begins("whose", siti, "whosenote")
    desk.shows("shown", siti, "checkin", arman)
    assert drafts.cases_with_one(tx, siti) == set()
    desk.begins("of another", siti, "checkin", bayu)
    assert (drafts.cases_with_one(tx, siti), drafts.cases_with_one(tx, dewi)) == ({bayu.id}, {arman.id})


def test_what_was_about_one_case_is_settled_for_no_other(desk: Desk) -> None:
    desk.begins("theirs", desk.dewi, "rhythm", desk.arman)
    desk.begins("of another", desk.siti, "rhythm", desk.bayu)
    desk.begins("mine", desk.siti, "checkin", desk.arman)
    drafts.drop_of_case(desk.tx, desk.arman, "rhythm")
    assert list(desk.rows()) == ["of another", "mine"]


def test_of_what_was_typed_together_one_goes_on_with_what_holds_it(desk: Desk) -> None:
    """All of it is kept in one moment; of two kept in one moment that nothing holds, with the later one."""
    for name, form, case in (("list", "lines", None), ("one", "checkin", desk.arman), ("other", "checkin", desk.bayu)):
        desk.begins(name, desk.siti, form, case)
    desk.tx.execute(update(table).values(updated_at=desk.tx.now))
    assert said(drafts.newest(desk.tx, desk.siti)) == "list"
    desk.tx.now += HOUR
    drafts.resume(desk.tx, desk.siti, desk.called("one"))
    assert said(drafts.newest(desk.tx, desk.siti)) == "one", "unless one of them was looked at since"
    drafts.drop(desk.tx, desk.called("list"))
    desk.tx.execute(update(table).values(updated_at=desk.tx.now))
    assert said(drafts.newest(desk.tx, desk.siti)) == "other"


def test_a_question_that_is_only_shown_is_nothing_to_go_on_with(desk: Desk) -> None:
    shown = desk.shows("shown", desk.siti, "checkin", desk.arman)
    desk.shows("note", desk.dewi, "whosenote")
    assert drafts.newest(desk.tx, desk.siti) is drafts.newest(desk.tx, desk.dewi) is None
    assert drafts.of_case(desk.tx, desk.siti, desk.arman.id) is drafts.of_form(desk.tx, desk.siti, "checkin") is None
    assert said(drafts.open_one(desk.tx, desk.siti)) == "shown", "but what is typed is its answer"
    drafts.keep(desk.tx, desk.siti, shown, {"said": "answered"}, desk.arman)
    assert said(drafts.newest(desk.tx, desk.siti)) == said(drafts.of_form(desk.tx, desk.siti, "checkin")) == "answered"


def test_a_question_that_is_shown_takes_the_place_of_ones_last_one_that_was(desk: Desk) -> None:
    desk.begins("answered", desk.siti, "rhythm", desk.arman)
    desk.shows("theirs", desk.dewi, "checkin", desk.arman)
    desk.shows("first", desk.siti, "checkin", desk.arman)
    desk.shows("second", desk.siti, "checkin", desk.bayu)
    assert list(desk.rows()) == ["answered", "theirs", "second"]
    assert desk.open_ones() == ["theirs", "second"]


def test_whoever_begins_another_form_puts_their_own_last_one_aside(desk: Desk) -> None:
    desk.begins("theirs", desk.dewi, "checkin", desk.arman)
    desk.begins("first", desk.siti, "checkin", desk.arman)
    desk.begins("second", desk.siti, "rhythm", desk.arman)
    assert desk.open_ones() == ["theirs", "second"]


# What is done, which are open then, and which are gone.
DONE: dict[str, tuple[Callable[[Desk], object], str, str]] = {
    "nothing": (lambda desk: None, "quiet days, their last", ""),
    "she turned to something else": (lambda desk: drafts.put_aside(desk.tx, desk.siti), "their last", ""),
    "she goes on with another": (
        lambda desk: drafts.resume(desk.tx, desk.siti, desk.called("of another")),
        "of another, their last",
        "",
    ),
    "one is saved": (lambda desk: drafts.drop(desk.tx, desk.called("mine")), "quiet days, their last", "mine"),
    "what it was about is settled": (
        lambda desk: drafts.drop_of_case(desk.tx, desk.arman, "rhythm"),
        "quiet days, their last",
        "their rhythm, rhythm",
    ),
    "a form is begun anew": (
        lambda desk: drafts.drop_form(desk.tx, desk.siti, "rhythm"),
        "quiet days, their last",
        "rhythm",
    ),
}


@pytest.mark.parametrize("what", DONE)
def test_what_is_done_to_one_is_done_to_no_other(desk: Desk, what: str) -> None:
    act, are_open, gone = DONE[what]
    desk.stand()
    before = desk.rows()
    act(desk)
    assert ", ".join(desk.open_ones()) == are_open
    assert ", ".join(name for name in before if name not in desk.rows()) == gone


def test_what_one_goes_on_with_is_as_new_and_nothing_else_is(desk: Desk) -> None:
    desk.stand()
    before = desk.rows()
    desk.tx.now += HOUR
    drafts.resume(desk.tx, desk.siti, desk.called("mine"))
    assert [name for name, row in desk.rows().items() if row.updated_at != before[name].updated_at] == ["mine"]
    assert desk.rows()["mine"].updated_at == desk.tx.now


@pytest.mark.parametrize("untouched", [True, False])
def test_an_answer_changes_its_own_form_and_its_age_where_it_was_looked_at(desk: Desk, untouched: bool) -> None:
    desk.stand()
    drafts.put_aside(desk.tx, desk.siti)
    before, mine = desk.rows(), desk.called("mine")
    desk.tx.now += HOUR
    kept = drafts.keep(desk.tx, desk.siti, mine, {"said": "more"}, desk.arman, untouched=untouched)
    assert (kept.id, said(kept)) == (mine.id, "more")
    after = desk.rows()
    assert [name for name in before if before[name] != after[name]] == ["mine"]
    assert said(desk.called("mine")) == "more" and after["mine"].open
    assert after["mine"].updated_at == (before["mine"].updated_at if untouched else desk.tx.now)


def test_a_form_that_was_not_kept_before_is_as_new_as_can_be(desk: Desk) -> None:
    mine = replace(desk.begins("mine", desk.siti, "checkin", desk.arman), touched_at=None)
    desk.tx.now += HOUR
    drafts.keep(desk.tx, desk.siti, mine, {"said": "more"}, desk.arman, untouched=True)
    assert desk.rows()["mine"].updated_at == desk.tx.now


def test_whoever_is_erased_takes_what_was_begun_about_them_along(desk: Desk) -> None:
    """An answer is sealed with the key of the case, and with one's own where there is no case."""
    before = desk.tx.key(desk.arman.key_id)
    about, alone = desk.begins("about", desk.siti, "checkin", desk.arman), desk.begins("alone", desk.siti, "whosenote")
    shown = desk.shows("shown", desk.siti, "checkin", desk.arman)
    keys = {name: drafts_key(desk, draft) for name, draft in (("about", about), ("alone", alone), ("shown", shown))}
    assert keys["about"] == before.id == desk.arman.key_id
    assert keys["alone"] == desk.tx.key_for("person", desk.siti.id).id
    assert keys["shown"] not in (keys["about"], keys["alone"]), "nobody has said anything yet"


def drafts_key(desk: Desk, draft: Draft) -> int:
    return key_id_of(desk.tx.execute(select(table.c.answers).where(table.c.id == draft.id)).scalar_one())


def test_a_check_in_knows_on_which_day_of_ones_own_it_was_begun(desk: Desk) -> None:
    """By the clock of whoever began it; what is only shown is not begun, and what goes on stays as old as it is."""
    tx, siti, dewi, arman = desk.tx, desk.siti, desk.dewi, desk.arman
    people.settle(tx, dewi, zone="Asia/Jayapura")
    far = people.by_id(tx, dewi.id)
    assert far is not None
    tx.now = datetime(2026, 11, 24, 16, tzinfo=UTC)  # eleven in the evening of Jakarta, one o'clock of Jayapura
    shown = desk.shows("shown", siti, "checkin", arman)
    assert forms.BEGUN not in desk.called("shown").answers
    begun = drafts.keep(tx, siti, shown, {"said": "shown"}, arman)
    begun_there = desk.begins("there", far, "checkin", desk.bayu)
    tx.now += timedelta(days=2)
    for who, one, case in ((siti, begun, arman), (far, begun_there, desk.bayu)):
        drafts.keep(tx, who, one, one.answers, case)
    found = {name: forms.begun_on(desk.called(name).answers) for name in ("shown", "there")}
    assert found == {"shown": date(2026, 11, 24), "there": date(2026, 11, 25)}
    recorded = checkins.save(tx, siti, arman, "saved", {"contact": "visit"})
    desk.begins("correction", siti, "checkin", arman, recorded)
    desk.begins("rhythm", siti, "rhythm", arman)
    assert all(forms.begun_on(desk.called(name).answers) is None for name in ("correction", "rhythm"))
