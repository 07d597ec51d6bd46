"""The map of the bot: every button leads somewhere, every route can be reached, every one says who may use it."""

import ast
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import handlers
from bot.domain.followups import BY_KIND, FOLLOW_UPS
from bot.domain.people import STAFF, Person, Role
from bot.domain.presses import KINDS, Address, Adult, AskSkip, Home, Later, LongerPause, NotReached, Press
from bot.domain.prompting.news import ANSWERED, NOT_SHOWN
from bot.router import Route, Router
from bot.store.rights.self_checks import KIND as SELF_CHECK
from bot.turn import Blocked, Command, Due, Event, InGroup, Media, Reply, Tap, Turn, Words
from handlers.asking import Filling
from handlers.fillings import FILLINGS, by_name
from tests.map.contract import DOORS, doors

ROOT = Path(__file__).parent.parent
PRESSES = {route.on.__name__ for route in handlers.ROUTES if issubclass(route.on, Press)}
COMMANDS = {name for route in handlers.ROUTES for name in route.commands}
# Anyone at all may come in by these: strangers, groups.
OPEN_TO_ALL = {
    Command, InGroup, *(KINDS[name] for name in (
        "Info", "InfoCategory", "InfoPlaces", "InfoFound", "InfoCard", "InfoWrong", "InfoTell",
    )),
}  # fmt: skip
# No button of ours has it: a command alone, and an answer that new kinds of prompts may have.
COMMAND_ALONE = {"Help", "Said"}


def made() -> Iterator[tuple[str, str]]:
    """Each place where a button is made: which press, and in which function (as file.function)."""
    for path in (*(ROOT / "handlers").rglob("*.py"), ROOT / "bot/worker.py", ROOT / "bot/domain/followups.py"):
        if path == ROOT / "handlers/__init__.py":
            continue
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef):
                body = [node for part in function.body for node in ast.walk(part)]
                yield from ((node.id, f"{path.stem}.{function.name}") for node in body if isinstance(node, ast.Name))
        whole = ast.parse(path.read_text(encoding="utf-8"))
        for part in whole.body:
            if isinstance(part, ast.Assign | ast.AnnAssign):
                yield from ((node.id, path.stem) for node in ast.walk(part) if isinstance(node, ast.Name))


def own_room(route: Route[Event] | Route[Press]) -> set[str]:
    """The functions that answer a press: a button that only they show (another page of a list) leads nobody in."""
    handler = inspect.getclosurevars(route.handler).nonlocals.get("handler", route.handler)
    return {f"{handler.__module__.rpartition('.')[2]}.{handler.__qualname__}"}


def test_every_button_leads_somewhere() -> None:
    assert {name for name, _ in made() if name in KINDS} - PRESSES == set()


def test_every_route_can_be_reached() -> None:
    places: dict[str, set[str]] = {}
    for name, place in made():
        places.setdefault(name, set()).add(place)
    rooms = {name: set[str]() for name in PRESSES}
    for route in handlers.ROUTES:
        if issubclass(route.on, Press):
            rooms[route.on.__name__] |= own_room(route)
    unreached = {name for name in PRESSES if not places.get(name, set()) - rooms[name]}
    assert unreached - COMMAND_ALONE == set()


def test_every_press_has_a_route() -> None:
    assert set(KINDS) <= PRESSES


def test_every_command_in_the_list_exists() -> None:
    assert {name for name, _ in handlers.COMMANDS} <= COMMANDS


def test_every_route_declares_who_may_use_it() -> None:
    assert {route.on for route in handlers.ROUTES if route.roles is None} == OPEN_TO_ALL
    for route in handlers.ROUTES:
        assert route.roles is None or (route.roles and route.roles <= set(Role)), route.on.__name__


def test_who_may_come_in_is_agreed() -> None:
    """Also where a room would show whoever comes only lists of their own: no role by an oversight."""
    agreed = DOORS.read_text(encoding="utf-8").splitlines()
    assert set(doors(handlers.ROUTES)) ^ set(agreed) == set()


def test_admins_reach_no_case() -> None:
    of_cases = {
        *("CheckIn", "CaseList", "CaseCard", "CaseOfDigest", "PastCheckIns", "ReadCheckIn", "CorrectCheckIn"),
        *("CheckInList", "RecordNow", "Later", "NotReached", "Schedule", "History", "Rhythm", "Cadence", "Pause"),
        *("GoOn", "Referrals", "NewReferral", "TheirPhone", "RaiseFlag"),
    }
    for route in handlers.ROUTES:
        if route.on.__name__ in of_cases:
            assert route.roles is not None and Role.ADMIN not in route.roles, route.on.__name__


def test_every_form_is_found_by_its_name() -> None:
    """A screen whose form stands in no list would lose the words of whoever fills it in."""
    known = {id(filling) for filling in FILLINGS.values()}
    made = {
        id(one): f"{name}.{attribute}"
        for name, module in sys.modules.items()
        if name.startswith("handlers.")
        for attribute, value in vars(module).items()
        for one in (value.values() if isinstance(value, dict) else [value])
        if isinstance(one, Filling)
    }
    assert made and not {place for one, place in made.items() if one not in known}


def test_two_forms_of_one_name_are_refused() -> None:
    one = next(iter(FILLINGS.values()))
    with pytest.raises(ValueError, match="two forms"):
        by_name([one, one])


def test_one_press_leads_each_role_to_one_room() -> None:
    def room(turn: Turn, pressed: Home) -> list[Reply]:
        return []

    def door(turn: Turn, event: Event) -> list[Reply]:
        return []

    staff, own = Route(Home, room, STAFF), Route(Home, room, frozenset({Role.PARTICIPANT}))

    def made(routes: list[Route[Any]]) -> Router:
        return Router(routes, otherwise=door, first=door, stranger=door, instead=lambda turn, said: [])

    made([staff, own])
    for twice in ([staff, staff], [staff, Route(Home, room)], [own, Route(Home, room, own.roles)]):
        with pytest.raises(ValueError, match="two routes"):
            made(twice)


PRESSED_BY_PARTICIPANTS = """
Address Zone Adult AnswerTick Home Help Settings NewAddress NewZone SafeHours OwnSetting Greetings Sweep
OldButton Answer MeantAs Back Again Cancel ThrowAway PutAside Save
CallMe AskContact CallAtOnce OwnSlip ComplainAtOnce PassBy
WeekHours DayHours SharedPhone OwnPlan FillOwnPlan OwnPlanHolds WhoIsFirst
AskInfo Complain OwnRequests OwnRequest RecallRequest SelfCheck NotNow OwnData Wish
CorrectOwn OwnConsents ChangeConsent EndShared OwnLooks EndReading LeaveChat
Info InfoCategory InfoPlaces InfoFound InfoCard InfoWrong InfoTell
"""
# What needs no PIN: it tells nothing about anybody, or must not wait.
WITHOUT_A_PIN = {"Adult", "AnswerTick", "Sweep", "CallAtOnce", "ComplainAtOnce", "OwnSlip", "NotNow"}
# What stands before a participant's own rooms by itself: the menu, and whatever is typed into it.
THEIR_OWN_GUARD = {"Home", "Help", "Words"}


def test_a_participants_rooms_are_behind_what_guards_them() -> None:
    """The consent and the PIN: a route without them is named above."""
    for route in handlers.PARTICIPANTS:
        if route.on.__name__ in THEIR_OWN_GUARD or route.on is Due:
            continue
        guarded = route.handler.__qualname__.partition(".")[0] == "own"
        assert guarded is (route.on.__name__ not in WITHOUT_A_PIN), route.on.__name__


def test_what_a_participant_can_press() -> None:
    """All of it, by name: a button of theirs that leads nowhere would answer with the menu."""
    theirs = [route for route in handlers.ROUTES if Role.PARTICIPANT in (route.roles or Role)]
    assert {route.on.__name__ for route in theirs if issubclass(route.on, Press)} == set(
        PRESSED_BY_PARTICIPANTS.split()
    )


def test_what_a_participant_can_say_and_send() -> None:
    theirs = [route for route in handlers.ROUTES if Role.PARTICIPANT in (route.roles or Role)]
    commands = {"start", "mulai", "menu", "bantuan", "atur", "data", "info", "batal"}
    assert {name for route in theirs for name in route.commands} == commands
    others = {
        (Command, ""),
        (Words, ""),
        (Media, ""),
        (Blocked, ""),
        (InGroup, ""),
        (Due, SELF_CHECK),
        (Due, ANSWERED),
        (Due, NOT_SHOWN),
    }
    assert {(route.on, route.kind) for route in theirs if not issubclass(route.on, Press)} == others


def seen_first(router: Router, event: Event, who: Person) -> list[str]:
    """Which handlers an event passes, told by a router whose rooms say their names."""
    found = router.find(event, who)
    return [getattr(one, "__name__", "") for one in inspect.getclosurevars(found).nonlocals.values() if callable(one)]


def test_the_first_questions_of_participants_are_not_there_for_staff_who_have_yet_to_settle() -> None:
    router = handlers.router()
    new = Person(1, "M-01", Role.MENTOR, 7, None, None, None)
    assert seen_first(router, Tap(Adult(), 1), new) == ["first_meeting"]
    assert seen_first(router, Tap(Address("ibu"), 1), new) == ["address"]


def test_whoever_blocks_the_bot_before_they_settle_is_heard() -> None:
    new = Person(1, "M-01", Role.MENTOR, 7, None, None, None)
    assert seen_first(handlers.router(), Blocked(now_blocked=True), new) == ["blocked"]


def test_which_buttons_put_a_prompt_off() -> None:
    offers = {offer for follow_up in FOLLOW_UPS for offer in follow_up.answers}
    put_off = {Later, NotReached, LongerPause, AskSkip}
    assert {offer.press for offer in offers if not offer.at_once} == put_off


def test_every_kind_of_prompt_has_a_route() -> None:
    assert set(BY_KIND) <= {route.kind for route in handlers.ROUTES if route.on is Due}
