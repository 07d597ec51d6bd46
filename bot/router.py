"""Finds the one handler for an event: a table look-up, with roles as data."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from markupsafe import Markup

from bot.domain.people import Person, Role
from bot.domain.presses import Press
from bot.turn import (
    Blocked,
    Command,
    Due,
    Effect,
    Event,
    Follow,
    InGroup,
    Instead,
    Media,
    Reply,
    Say,
    TakeAllBack,
    Tap,
    Turn,
    Words,
)

On = TypeVar("On", bound=Event | Press)
# What takes any event, whatever it is.
Door = Callable[[Turn, Event], list[Reply]]
# What happens whether or not somebody has answered the questions of the first meeting.
UNASKED = (Due, Blocked, InGroup)
# Of a press that was typed: it stands under no message.
NO_MESSAGE = 0
Key = tuple[type[Event] | type[Press], str, Role | None]


@dataclass(frozen=True, slots=True)
class Route(Generic[On]):
    """What of `on` goes to `handler`, for these roles; `roles=None` admits strangers too.

    on: a press, or another event. commands: the slash commands that mean the same press without values (or, of Command,
    those that go there). kind: of Due, the kind of moment. plain: what it leads to says nothing of anybody but a code
    and what is due, and may pass Telegram where there is a sealed page (of some presses alone: which); else it is
    shown there alone.
    """

    on: type[On]
    handler: Callable[[Turn, On], list[Reply]]
    roles: frozenset[Role] | None = None
    unsettled: bool = False
    commands: tuple[str, ...] = ()
    kind: str = ""
    plain: bool | Callable[[On], bool] = False

    def is_plain(self, on: On) -> bool:
        """Whether what this leads to may pass Telegram."""
        return self.plain if isinstance(self.plain, bool) else self.plain(on)

    def found_by(self) -> list[tuple[type[Event] | type[Press], str]]:
        """What it is found by: each command, and the press or the kind of moment."""
        commands: list[tuple[type[Event] | type[Press], str]] = [(Command, name) for name in self.commands]
        return commands if self.on is Command else [*commands, (self.on, self.kind)]  # type: ignore[list-item]


class Router:
    """ROUTES as a look-up table: by what happened, and the role of whoever it came from (None: a stranger).

    One press may lead people of different roles to different rooms, each by a route of its own. `otherwise` answers
    what no route takes; `first` asks a new person the questions of the first meeting. `instead` knows what waits for
    somebody whose button leads nowhere any more. `closing` has the last word on each screen.
    """

    def __init__(
        self,
        routes: Iterable[Route[Any]],
        *,
        otherwise: Door,
        first: Door,
        stranger: Door,
        instead: Callable[[Turn, Markup], list[Effect]],
        closing: Callable[[Turn, Say], Say] = lambda turn, said: said,
    ) -> None:
        self._table: dict[Key, Route[Any]] = {}
        for route in routes:
            for on, name in route.found_by():
                for role in (None, *Role) if route.roles is None else route.roles:
                    if (on, name, role) in self._table:
                        raise ValueError(f"two routes for {on.__name__} {name!r} of a {role or 'stranger'}")
                    self._table[on, name, role] = route
        self._otherwise, self._first, self._stranger, self._instead = otherwise, first, stranger, instead
        self._closing = closing

    def knows(self, command: str, role: Role) -> bool:
        """Whether a slash command leads somebody of this role anywhere of their own."""
        return (Command, command, role) in self._table

    def is_plain(self, press: Press, who: Person | None) -> bool:
        """Whether what a press of this person leads to may pass Telegram. A stranger's all may: nobody is known."""
        route = self._table.get((type(press), "", None if who is None else who.role))
        return who is None or route is None or route.is_plain(press)

    def find(self, event: Event, who: Person | None) -> Callable[[Turn], list[Effect]]:
        """Who answers this event of this person; a door that is not theirs looks like no door at all."""
        on, name, what = _key_of(event)
        route = self._table.get((on, name, None if who is None else who.role))
        if route is not None and isinstance(event, Command) and route.on is not Command:
            what = route.on()
        if route is not None and (who is None or who.settled or route.unsettled or isinstance(event, UNASKED)):
            handler, plain = route.handler, route.is_plain(what)
        elif who is None:
            handler, what, plain = self._stranger, event, True
        else:
            asked_first = not who.settled and not isinstance(event, UNASKED)
            handler, what, plain = self._first if asked_first else self._otherwise, event, True
        return lambda turn: self._answer(turn, handler, what, plain)

    def _answer(
        self, turn: Turn, handler: Callable[[Turn, Any], list[Reply]], what: Event | Press, plain: bool
    ) -> list[Effect]:
        effects: list[Effect] = []
        for reply in handler(turn, what):
            match reply:
                case Instead():
                    effects += [self._closed(turn, effect, True) for effect in self._instead(turn, reply.said)]
                case Follow():
                    effects += self.find(Tap(reply.press, NO_MESSAGE), turn.who)(turn)
                case _:
                    effects.append(self._closed(turn, reply, plain))
        return effects

    def _closed(self, turn: Turn, effect: Effect, plain: bool) -> Effect:
        match effect:
            case Say():
                return replace(self._closing(turn, effect), plain=plain or effect.plain)
            case TakeAllBack(then=Say() as said):
                return replace(effect, then=replace(said, plain=plain or said.plain))
            case _:
                return effect


def _key_of(event: Event) -> tuple[type[Event] | type[Press], str, Event | Press]:
    """What an event is found by, and what its handler takes."""
    match event:
        case Command():
            return Command, event.name, event
        case Tap():
            return type(event.press), "", event.press
        case Due():
            return Due, event.kind, event
        case Words() | Media() | Blocked() | InGroup():
            return type(event), "", event
