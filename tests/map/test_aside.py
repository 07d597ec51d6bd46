"""What becomes of a form that stands open: put aside when somebody turns to something else, gone when it is saved.

Words belong to the form that stands open. One that still does behind another screen would take in what was meant for
that one; one that stays after it was saved holds what nobody wants to find there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from bot.domain.presses import KINDS, Again, Cancel, InForm, Press, Resume, Save
from bot.store.caseload import cases, drafts
from bot.store.caseload.drafts import Draft
from bot.store.engine.database import Tx
from bot.turn import Say, Words
from handlers.fillings import FILLINGS
from tests.map.pressing import presses_about
from tests.map.test_saves import ABOUT_NOBODY
from tests.map.world import World
from tests.office import TakenBack

TYPED = Words("Jualannya mulai ramai", 900)
TO_THE_NOTE = {"contact": "visit", "overall": "details", "levels": {}, "needs": []}
# Who has which form open, as far as a question that takes any words.
OPEN: dict[str, tuple[str, dict[str, Any]]] = {
    "owner": ("checkin", TO_THE_NOTE),
    "leader": ("mentor", {}),
    "admin": ("supervisor", {}),
    "participant open": ("askinfo", {}),
}
# The screens that one turns to: from the menu, a list, or the card of somebody.
ELSEWHERE = {
    "owner": "Home PutAside Info CheckInList CaseList CaseCard Schedule Rhythm TheirPhone FlagList RequestList",
    "leader": "Home PutAside Info CheckInList CaseList CaseCard CaseOfDigest Schedule Rhythm FlagList RequestList "
    "RequestCard Attention Digest Team",
    "admin": "Home PutAside Info FlagList RequestList Team ClosedDays Upkeep UpkeepList OldEntries ReportedEntries",
    "participant open": "Home PutAside Help Info Settings OwnRequests OwnData Sweep",
}
# A form about nobody, filled in: by whom. What was typed into it stands where it was saved.
FILLED: dict[str, tuple[str, dict[str, Any]]] = {
    "lines": ("alone", {"of": [], "sent": []}),
    "allwell": ("alone", {"who": [], "contact": "call", "next": "own"}),
    "leave": ("alone", {"from": "d1", "until": "d3", "cover": "-"}),
    "case": ("leader", {"track": "R", "name": "Dewi", "cadence": "2"}),
    "mentor": ("leader", {"name": "Dewi"}),
    "supervisor": ("admin", {"name": "Dewi"}),
    "admin": ("admin", {"name": "Dewi"}),
    "removal": ("admin", {"code": "no such code"}),
    "dayoff": ("admin", {"day": "@1798000000"}),
    "export": ("leader", {"track": "R", "format": "csv", "reason": "Laporan bulanan ke kantor"}),
    "mendinfo": ("admin", {"entry": "bpjs", "field": "cost", "cost": "Gratis"}),
    "addinfo": ("admin", {"field": "all", "category": "hukum"}),
    "askinfo": ("participant open", {"text": "Bagaimana caranya?"}),
    "complain": ("participant open", {"text": "Tidak pernah dibalas"}),
    "mendmine": ("participant open", {"text": "Alamatnya keliru"}),
    "ownsafe": ("participant open", {"first": "we", "ways": ["call"], "word": "mangga"}),
    "ownname": ("participant open", {"text": "Sahabat"}),
    "ownquiet": ("participant open", {"text": "mangga"}),
    "ownduress": ("participant open", {"text": "rambutan"}),
    "ownpin": ("participant open", {"text": "2468"}),
    "ownpinagain": ("participant open", {"text": "2468"}),
    # A wrong PIN leaves it open: a number of help is no PIN.
    "ownpinnow": ("participant open", {"text": "119", "then": "pinoff"}),
    "selfcheck": ("participant open", {"feeling": "3", "call": "no"}),
    "whosenote": ("owner", {"words": "Jualannya mulai ramai"}),
}


def opened(tx: Tx, world: World, who: str) -> Draft:
    """The form that this person has open."""
    name, answers = OPEN[who]
    case = world.lots["open"].case if who == "owner" else None
    blank = Draft(0, name, "standsopen", None if case is None else case.id, None, {})
    return drafts.keep(tx, world.people[who], blank, answers, case)


def types(tx: Tx, world: World, who: str) -> None:
    """What is typed next."""
    person = world.people[who]
    world.office.router.find(TYPED, person)(world.office.turn(tx, person))


@pytest.mark.parametrize("who", OPEN)
def test_words_belong_to_the_form_that_stands_open(world: World, who: str) -> None:
    with suppress(TakenBack), world.office.tx() as tx:
        before = opened(tx, world, who)
        types(tx, world, who)
        after = drafts.by_token(tx, world.people[who], before.token)
        assert after is None or after.answers != before.answers, "it was taken in, or saved with it"
        raise TakenBack


@pytest.mark.parametrize(("who", "name"), [(who, name) for who, names in ELSEWHERE.items() for name in names.split()])
def test_whoever_turns_to_something_else_finds_the_form_as_it_was(world: World, who: str, name: str) -> None:
    person, press = world.people[who], next(presses_about(KINDS[name], world, world.lots["open"]))
    with suppress(TakenBack), world.office.tx() as tx:
        before = opened(tx, world, who)
        world.office.taps(tx, person, press)
        types(tx, world, who)
        after = drafts.by_token(tx, person, before.token)
        assert after is not None and after.answers == before.answers, "what was typed elsewhere got into it"
        raise TakenBack


def test_a_check_in_that_was_put_aside_is_offered_on_the_menu(world: World) -> None:
    with suppress(TakenBack), world.office.tx() as tx:
        before = opened(tx, world, "owner")
        shown = world.office.taps(tx, world.people["owner"], KINDS["Home"]())
        assert before.token in {getattr(press, "token", "") for press in pressable(shown)}
        raise TakenBack


def pressable(shown: list[Any]) -> Iterator[Press]:
    """What stands on the buttons of what was said."""
    for said in shown:
        if isinstance(said, Say):
            yield from (button.press for row in said.rows for button in row)


def test_every_form_about_nobody_is_filled_in_here() -> None:
    assert FILLED.keys() == ABOUT_NOBODY - {"lookingup"}, "the directory is open, and has no answer to be saved"


@pytest.mark.parametrize("name", FILLED)
def test_a_form_about_nobody_that_was_saved_is_gone(world: World, name: str) -> None:
    who, answers = FILLED[name]
    of_this_world: dict[str, dict[str, Any]] = {
        "case": {"mentor": world.people["cover"].code},
        "removal": {"person": world.people["leader"].id},
        "whosenote": {"case": str(world.lots["open"].case.id)},
    }
    with suppress(TakenBack), world.office.tx() as tx:
        person = world.people[who]
        kept = drafts.keep(
            tx, person, Draft(0, name, "filledin", None, None, {}), {**answers, **of_this_world.get(name, {})}, None
        )
        FILLINGS[name].save(world.office.turn(tx, person), kept)
        assert drafts.by_token(tx, person, kept.token) is None
        raise TakenBack


@pytest.mark.parametrize("press", [Resume, Save, Again, Cancel], ids=lambda press: str(press.__name__))
def test_a_form_that_is_theirs_no_more_goes(world: World, press: type[InForm]) -> None:
    owner, other = world.people["owner"], world.people["other mentor"]
    with suppress(TakenBack), world.office.tx() as tx:
        before = opened(tx, world, "owner")
        cases.set_mentor(tx, world.people["leader"], [world.lots["open"].case.id], other)
        world.office.taps(tx, owner, press(token=before.token))
        assert drafts.by_token(tx, owner, before.token) is None
        raise TakenBack
