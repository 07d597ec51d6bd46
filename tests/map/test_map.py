"""Every press, by everybody, in every life: what the contract says comes of it, what the book says is read, and nothing
else; unsealed, nothing.
"""

from __future__ import annotations

from itertools import islice

import pytest

import handlers
from bot.domain import wire
from bot.domain.presses import KINDS, Press
from tests.map import screens
from tests.map.contract import NOTHING, Contract, kept, kind_of, observed
from tests.map.pressing import Tries, presses_about
from tests.map.world import ACTORS, World

CONTRACT, BOOK = kept(), screens.kept()
MOST_VARIANTS = 3  # of a press without a seal: the door does not look at what it would open
# What is open to all and about nobody, or shows whoever presses their own lists: nothing of it is in the contract.
TELLS_NOTHING = """
Home Help Address Zone Settings InfoCategory InfoPlaces InfoFound InfoCard InfoWrong Again Cancel PickDate Rate MeantAs
WhatToChange Save Resume Said PutAside PromptShown Why AskSkip CheckInList Schedule CalendarDays WeekSheet
CalendarFile CaseList PastCheckIns Timeline History Referrals TheirPhone HandLink ReadOutCode UrgentWhose UrgentWhat
Attention OfferCase Digest DigestList DigestChart DigestWords DigestWeeks DigestMonth MonthReports MonthReport
ClosedDays OpenDay Upkeep
UpkeepList OldEntries ReportedEntries UpkeepEntry UpkeepCard UpkeepFields Adult AnswerTick Sweep OwnRequests OwnRequest
NotNow OwnData OwnLooks WhoLooked OwnSlip ItIsThem SomebodyElse WeekHours OnSheet SheetPage
"""


def test_every_press_of_the_map_is_declared() -> None:
    """A new one stands in the contract, or among those that bring nothing about, on the day it is born."""
    pressed = {route.on.__name__ for route in handlers.ROUTES if issubclass(route.on, Press)} - {"OldButton"}
    declared = {kind_of(press).__name__ for press, _, _ in CONTRACT}
    quiet = set(TELLS_NOTHING.split())
    assert pressed == declared | quiet and not declared & quiet


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: str(kind.__name__))
def test_what_comes_of_it(tried: tuple[World, Tries], kind: type[Press]) -> None:
    world, tries = tried
    agreed: Contract = {key: said for key, said in CONTRACT.items() if kind_of(key[0]) is kind}
    found = observed(world, tries, kind)
    differ = [
        f"{press} by {actor}, {life}: {found.get(key, NOTHING)} (agreed: {agreed.get(key, NOTHING)})"
        for key in sorted(agreed.keys() | found.keys())
        if found.get(key) != agreed.get(key)
        for press, actor, life in [key]
    ]
    assert not differ, "\n".join(differ)
    assert "\n".join(screens.pages(world, tries, kind)).split("\n") == (BOOK[kind.__name__] or [""])


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: str(kind.__name__))
def test_without_its_seal_or_under_another_chats_nothing_comes_of_it(
    tried: tuple[World, Tries], kind: type[Press]
) -> None:
    world, tries = tried
    for press in islice(presses_about(kind, world, world.lots["open"]), MOST_VARIANTS):
        for actor in ACTORS:
            who = world.name_of_actor(actor, "open")
            other = "owner" if who != "owner" else "leader"
            for data in (wire.written(press), "A" * 11 + wire.written(press), tries.sealed(other, press)):
                assert tries.press(who, press, data).written() == NOTHING, f"{who}: {data}"
