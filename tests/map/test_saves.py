"""The last tap of every form, when what it is about is no longer theirs: it went elsewhere, has ended, is erased.

Between the first question and the last tap an hour may pass. Each form's own last step is tried, without what stands
before it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import select

from bot.store.caseload import cases, drafts
from bot.store.caseload.cases import Case
from bot.store.caseload.drafts import Draft
from bot.store.engine.database import Tx
from bot.store.engine.tables import metadata
from bot.store.keeping import erasing
from handlers.fillings import FILLINGS
from tests.map.world import Lot, World
from tests.office import TakenBack

REASON = "Menyiapkan rujukan rumah singgah"


@dataclass(frozen=True)
class Filled:
    """A form filled in: by whom, with which answers, about the case itself or (`about`) something of it.

    form: its name, where more than one thing is saved by it. stands: what of `LATER` it may still be saved in, by whom
    it was begun. others: who else may save it. corrects: whether it puts right what was recorded.
    """

    by: str
    answers: dict[str, Any]
    about: Callable[[Lot], dict[str, Any]] | None = None
    stands: tuple[str, ...] = ()
    others: tuple[str, ...] = field(default=())
    form: str = ""
    corrects: bool = False


CHECKED = {"contact": "visit", "overall": "fine", "next": "w1"}
ABOUT_SOMEBODY = {
    "checkin": Filled("owner", CHECKED, others=("cover",)),
    "correction": Filled("owner", {**CHECKED, "why": "mistake"}, stands=("ended",), form="checkin", corrects=True),
    "later": Filled("owner", {"until": "1h"}, lambda lot: {"prompt": lot.prompts["next_contact"]}, others=("cover",)),
    "pause": Filled("owner", {"until": "w2"}, others=("leader",)),
    "quiet": Filled("owner", {"first": "@1798000000", "last": "same", "again": "once"}, others=("leader",)),
    # Whoever may be called on duty closes any flag, wherever the case has gone.
    "flagclose": Filled(
        "leader", {"note": REASON}, lambda lot: {"flag": lot.taken_flag}, ("elsewhere", "ended"),
        ("owner", "cover", "admin", "other leader"),
    ),
    # A no, or a yes taken back, is noted after the end too.
    "paper": Filled("owner", {"tick": "notes", "says": "no", "on": "@1798000000", "witness": ""}, stands=("ended",)),
    "paper yes": Filled(
        "owner", {"tick": "notes", "says": "yes", "on": "@1798000000", "witness": "Rina"}, form="paper"
    ),
    "sharing": Filled("owner", {"service": "Puskesmas", "channel": "voice"}),
    "referral": Filled("owner", {"topic": "sehat", "service": "Klinik Harapan"}, others=("leader",)),
    "endshare": Filled("owner", {"which": "all", "channel": "voice"}, stands=("ended",)),
    "safe": Filled("owner", {"first": "we", "ways": ["call"], "word": "mangga"}, others=("cover",)),
    # What was recorded may be read, and is kept apart, after the end; rights go on too.
    "reading": Filled("leader", {"reason": REASON}, stands=("ended",)),
    "apart": Filled("leader", {"code": "R-002"}, stands=("ended",)),
    "ending": Filled("leader", {"code": "R-001"}),
    "reqno": Filled(
        "leader", {"reason": REASON}, lambda lot: {"request": lot.requests["correct"]}, ("ended",)
    ),
    "reqerase": Filled(
        "leader", {"asked": "visit", "code": "R-001"}, lambda lot: {"request": lot.requests["erase"]}, ("ended",)
    ),
    # The emergency door is for other teams; a wall keeps it shut, an end too.
    "glass": Filled("leader", {"code": "R-001", "reason": REASON}, lambda lot: {}, ("elsewhere",)),
}  # fmt: skip
# What is about whoever fills it in, about staff, or about nobody.
ABOUT_NOBODY = {
    "leave", "case", "mentor", "supervisor", "admin", "removal", "dayoff", "export", "mendinfo", "addinfo", "askinfo",
    "complain", "mendmine", "ownname", "ownquiet", "ownduress", "ownpin", "ownpinnow", "selfcheck", "lookingup",
    "whosenote", "ownsafe", "ownpinagain", "lines", "allwell",
}  # fmt: skip
ELSEWHERE, ENDED, ERASED = "elsewhere", "ended", "erased"
LATER = (ELSEWHERE, ENDED, ERASED)
STAFF = ("owner", "cover", "colleague", "leader", "admin", "other mentor", "other leader")
# Forms that only supervisors can begin: nobody else has one to save.
LEADERS_FORMS = {"reading", "apart", "ending", "glass"}


def test_every_form_is_tried_or_about_nobody() -> None:
    assert set(FILLINGS) == {form.form or name for name, form in ABOUT_SOMEBODY.items()} | ABOUT_NOBODY
    assert not ABOUT_SOMEBODY.keys() & ABOUT_NOBODY


@pytest.mark.parametrize("name", ABOUT_SOMEBODY)
def test_as_it_is_the_last_tap_counts(world: World, name: str) -> None:
    for who in (ABOUT_SOMEBODY[name].by, *ABOUT_SOMEBODY[name].others):
        assert _changed(world, name, who), who


@pytest.mark.parametrize("name", ABOUT_SOMEBODY)
def test_a_form_that_was_saved_is_gone(world: World, name: str) -> None:
    """What was typed into it stands where it was saved, and nowhere else."""
    form = ABOUT_SOMEBODY[name]
    with suppress(TakenBack), world.office.tx() as tx:
        draft, person = filled_in(name, world.lots["open"]), world.people[form.by]
        kept = drafts.keep(tx, person, draft, draft.answers, world.lots["open"].case)
        assert drafts.by_token(tx, person, kept.token) is not None
        FILLINGS[kept.form].save(world.office.turn(tx, person), kept)
        assert drafts.by_token(tx, person, kept.token) is None
        raise TakenBack


@pytest.mark.parametrize("later", LATER)
@pytest.mark.parametrize("name", ABOUT_SOMEBODY)
def test_what_came_in_between(world: World, name: str, later: str) -> None:
    form = ABOUT_SOMEBODY[name]
    assert bool(_changed(world, name, form.by, later)) is (later in form.stands)


@pytest.mark.parametrize("name", ABOUT_SOMEBODY)
def test_nobody_else_saves_it(world: World, name: str) -> None:
    form = ABOUT_SOMEBODY[name]
    begins = {"leader", "third leader"} if name in LEADERS_FORMS else set(STAFF)
    for who in begins - {form.by, *form.others}:
        assert not _changed(world, name, who), who


def filled_in(name: str, lot: Lot) -> Draft:
    """The form about this lot, with all its answers."""
    form = ABOUT_SOMEBODY[name]
    about, answers = (lot.case.id, {}) if form.about is None else (None, form.about(lot))
    corrects = lot.checkin if form.corrects else None
    return Draft(0, form.form or name, "lasttap", about, corrects, {**form.answers, **answers})


def _changed(world: World, name: str, who: str, later: str | None = None) -> set[str]:
    """The tables that the last tap changes, beside the form itself."""
    lot, found = world.lots["open"], set()
    with suppress(TakenBack), world.office.tx() as tx:
        person = world.people[who]
        draft = filled_in(name, lot)
        kept = drafts.keep(tx, person, draft, draft.answers, lot.case)
        happens(tx, world, lot.case, later)
        before = _rows(tx)
        FILLINGS[kept.form].save(world.office.turn(tx, person), kept)
        found = {table for table, rows in _rows(tx).items() if rows != before[table]}
        raise TakenBack
    return found


def happens(tx: Tx, world: World, case: Case, later: str | None) -> None:
    """What comes in between a form's first question and its last tap."""
    if later == ELSEWHERE:
        cases.set_mentor(tx, world.people["leader"], [case.id], world.people["other mentor"])
    elif later == ENDED:
        cases.end(tx, world.people["leader"], case)
    elif later == ERASED:
        erasing.erase(tx, case, world.people["admin"])


def _rows(tx: Tx) -> dict[str, list[Any]]:
    tables = [table for table in metadata.sorted_tables if table.name not in ("drafts", "keys")]
    return {table.name: [*tx.execute(select(table).order_by(*table.primary_key.columns))] for table in tables}
