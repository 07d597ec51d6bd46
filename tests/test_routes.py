"""The map of the bot: every button leads somewhere, every route can be reached, every one says who may use it."""

import ast
import sys
from pathlib import Path

import pytest

import handlers
from bot.domain.followups import BY_KIND, FOLLOW_UPS
from bot.domain.people import STAFF, Person, Role
from bot.router import Route, Router
from bot.store.rights.self_checks import KIND as SELF_CHECK
from bot.turn import Blocked, Command, Due, InGroup, Media, Reply, Tap, Turn, Words
from handlers import home, start
from handlers.asking import Filling
from handlers.fillings import FILLINGS, by_name
from handlers.mentor.prompts import BUTTONS

ROOT = Path(__file__).parent.parent
TAPS = {route.name for route in handlers.ROUTES if route.on is Tap}
# Anyone at all may come in by these: strangers, groups.
OPEN_TO_ALL = {
    "start", "mulai", "", "info", "infocat", "infoplace", "infofound", "infocard", "infowrong", "infotell",
}  # fmt: skip


def pressed() -> set[str]:
    """The routes that buttons name: a constant second argument of Button, or of asking.button / paging."""
    names = set()
    for path in (*(ROOT / "handlers").rglob("*.py"), ROOT / "bot/worker.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            at = {"Button": 1, "button": 3, "paging": 3, "list_rows": 4}.get(name)
            places = node.args[2:] if name in {"ask_address", "ask_zone"} else node.args[at : at + 1] if at else []
            constants = [place.value for place in places if isinstance(place, ast.Constant)]
            names |= {name for name in constants if isinstance(name, str)}
    return names | {button.route for button in BUTTONS.values()}


def test_every_button_leads_somewhere() -> None:
    assert pressed() - TAPS == set()


def test_every_route_can_be_reached() -> None:
    assert TAPS - pressed() == set()


def test_every_command_in_the_list_exists() -> None:
    commands = {route.name for route in handlers.ROUTES if route.on is Command}
    assert {name for name, _ in handlers.COMMANDS} <= commands


def test_every_route_declares_who_may_use_it() -> None:
    assert {route.name for route in handlers.ROUTES if route.roles is None} == OPEN_TO_ALL
    for route in handlers.ROUTES:
        if route.roles is None:
            assert route.name in OPEN_TO_ALL, f"{route.name} is open to strangers"
        else:
            assert route.roles and route.roles <= set(Role)


def test_admins_reach_no_case() -> None:
    of_cases = {
        "c",
        "cases",
        "case",
        "past",
        "read",
        "correct",
        "list",
        "now",
        "later?",
        "notyet",
        "jadwal",
        "catat",
        "dampingan",
    }
    for route in handlers.ROUTES:
        if route.name in of_cases:
            assert route.roles is not None and Role.ADMIN not in route.roles, route.name


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


def test_one_name_leads_each_role_to_one_room() -> None:
    def room(turn: Turn) -> list[Reply]:
        return []

    staff, own = Route(Tap, "home", room, STAFF), Route(Tap, "home", room, frozenset({Role.PARTICIPANT}))
    doors = {"otherwise": room, "first": room, "stranger": room}
    Router([staff, own], **doors)
    for twice in ([staff, staff], [staff, Route(Tap, "home", room)], [own, Route(Tap, "home", room, own.roles)]):
        with pytest.raises(ValueError, match="two routes"):
            Router(twice, **doors)


PRESSED_BY_PARTICIPANTS = """
address zone adult tick home atur newaddress newzone hours ownset greetme sweep a b q x xx keep s
callme askcontact atonce askinfo complain myreqs myreq selfcheck notnow data wish mendmine consents consent pleave
info infocat infoplace infofound infocard infowrong infotell
"""
# What needs no PIN: it tells nothing about anybody, or must not wait.
WITHOUT_A_PIN = {"adult", "tick", "sweep", "atonce", "notnow"}
# What stands before a participant's own rooms by itself: the menu, and whatever is typed into it.
THEIR_OWN_GUARD = {(Command, "menu"), (Command, "bantuan"), (Command, "batal"), (Tap, "home"), (Words, "")}


def test_a_participants_rooms_are_behind_what_guards_them() -> None:
    """The empty bot, the consent and the PIN, or the empty bot alone: a route without either is named above."""
    for route in handlers.PARTICIPANTS:
        if (route.on, route.name) in THEIR_OWN_GUARD or route.on is Due:
            continue
        guard = route.handler.__qualname__.partition(".")[0]
        assert guard == ("seen" if route.name in WITHOUT_A_PIN else "own"), route.name


def test_what_a_participant_can_press() -> None:
    """All of it, by name: a button of theirs that leads nowhere would answer with the menu."""
    reached = {route.name for route in handlers.ROUTES if route.on is Tap and Role.PARTICIPANT in (route.roles or Role)}
    assert reached == set(PRESSED_BY_PARTICIPANTS.split())


def test_what_a_participant_can_say_and_send() -> None:
    reached = {(route.on, route.name) for route in handlers.ROUTES if Role.PARTICIPANT in (route.roles or Role)}
    commands = {"start", "mulai", "menu", "bantuan", "atur", "data", "info", "batal"}
    others = {(Words, ""), (Media, ""), (Blocked, ""), (InGroup, ""), (Due, "hide"), (Due, SELF_CHECK)}
    assert {one for one in reached if one[0] is not Tap} == {(Command, name) for name in commands} | others


def test_the_first_questions_of_participants_are_not_there_for_staff_who_have_yet_to_settle() -> None:
    router = handlers.router()
    new = Person(1, "M-01", Role.MENTOR, 7, None, None, None)
    assert router.find(Tap("adult", ("0",), 1), new) is start.first_meeting
    assert router.find(Tap("address", ("ibu",), 1), new) is start.address


def test_whoever_blocks_the_bot_before_they_settle_is_heard() -> None:
    new = Person(1, "M-01", Role.MENTOR, 7, None, None, None)
    assert handlers.router().find(Blocked(now_blocked=True), new) is home.blocked


def test_which_buttons_put_a_prompt_off() -> None:
    assert {name for name, button in BUTTONS.items() if not button.at_once} == {"later", "notyet", "longer", "skip"}


def test_every_button_a_follow_up_names_exists_and_is_named() -> None:
    named = {name for follow_up in FOLLOW_UPS for name in follow_up.answers}
    assert named == set(BUTTONS)


def test_every_kind_of_prompt_has_a_route() -> None:
    assert set(BY_KIND) <= {route.name for route in handlers.ROUTES if route.on is Due}
