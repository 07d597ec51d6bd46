"""Finds the one handler for an event: a table look-up, with roles as data."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.domain.people import Person, Role
from bot.turn import Blocked, Command, Due, Event, InGroup, Media, Reply, Tap, Turn, Words

Handler = Callable[[Turn], list[Reply]]


@dataclass(frozen=True, slots=True)
class Route:
    """Events of type `on` named `name` go to `handler`, for these roles; `roles=None` admits strangers too."""

    on: type[Event]
    name: str
    handler: Handler
    roles: frozenset[Role] | None = None
    unsettled: bool = False


def name_of(event: Event) -> str:
    """The name an event is routed by: a command, a button's route, a due kind, or nothing."""
    match event:
        case Command():
            return event.name
        case Tap():
            return event.route
        case Due():
            return event.kind
        case Words() | Media() | Blocked() | InGroup():
            return ""


class Router:
    """ROUTES as a look-up table: by event, name, and the role of whoever it came from (None: a stranger).

    One name may lead people of different roles to different rooms, each by a route of its own. `otherwise` answers
    what no route takes; `first` asks a new person the questions of the first meeting.
    """

    def __init__(self, routes: Iterable[Route], *, otherwise: Handler, first: Handler, stranger: Handler) -> None:
        self._table: dict[tuple[type[Event], str, Role | None], Route] = {}
        for route in routes:
            for role in (None, *Role) if route.roles is None else route.roles:
                key = (route.on, route.name, role)
                if key in self._table:
                    raise ValueError(f"two routes for {route.on.__name__} {route.name!r} of a {role or 'stranger'}")
                self._table[key] = route
        self._otherwise, self._first, self._stranger = otherwise, first, stranger

    def find(self, event: Event, who: Person | None) -> Handler:
        """The handler for this event and person; a door that is not theirs looks like no door at all."""
        route = self._table.get((type(event), name_of(event), None if who is None else who.role))
        if who is None:
            return self._stranger if route is None else route.handler
        if not who.settled and not isinstance(event, Due | Blocked | InGroup):
            return route.handler if route is not None and route.unsettled else self._first
        return self._otherwise if route is None else route.handler
