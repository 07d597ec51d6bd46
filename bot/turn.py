"""The vocabulary: what happened (events), one handling of it (Turn), and what is said in return (Say).

Nothing here knows Telegram or SQL; the transaction and the language are named for the type checker only.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from markupsafe import Markup

from bot.domain.people import Person
from bot.domain.presses import Press
from bot.domain.rights.personal import marked
from bot.domain.timing.quiet import Calendar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.i18n import Language
    from bot.store.engine.database import Tx

T = TypeVar("T")
# Five bits each: forty bits name a filling-in, and only its own person is asked for it.
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
TOKEN_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command: its name without the slash, and whatever followed it."""

    name: str
    argument: str
    message_id: int


@dataclass(frozen=True, slots=True)
class Tap:
    """A pressed button: what it means, and the message it stands under."""

    press: Press
    message_id: int


@dataclass(frozen=True, slots=True)
class Words:
    """Text somebody typed (or, with `edited`, changed later), perhaps under something else that they sent.

    at: when it reached Telegram, aware; None where it does not say. under: the kind of Media it stands under. on_page:
    it was typed on the sealed page, where it stands under no message (its number is below 0); into, question: the token
    of the filling-in that it stood under there, and the question that was open (empty where there was none).
    """

    text: str
    message_id: int
    edited: bool = False
    at: datetime | None = None
    under: str = ""
    on_page: bool = False
    into: str = ""
    question: str = ""

    def seen_from(self, now: datetime) -> datetime:
        """The moment its "tomorrow" is seen from: its own, however late it is read."""
        return now if self.at is None else min(self.at, now)


@dataclass(frozen=True, slots=True)
class Media:
    """Something other than text: a photo, a voice message, a place, or a kind nobody has heard of yet ("other")."""

    kind: str
    message_id: int


@dataclass(frozen=True, slots=True)
class Blocked:
    """The person blocked the bot (`now_blocked`) or let it speak again."""

    now_blocked: bool


@dataclass(frozen=True, slots=True)
class InGroup:
    """Something reached the bot in a group or channel, where it does not work."""


@dataclass(frozen=True, slots=True)
class Due:
    """A moment arrived: a prompt's hour. others: the prompts that came due with it and are said in one message."""

    kind: str
    prompt_id: int = 0
    others: tuple[int, ...] = ()


Event = Command | Tap | Words | Media | Blocked | InGroup | Due


@dataclass(frozen=True, slots=True)
class Button:
    """A label and what pressing it means."""

    label: str
    press: Press


Row = tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart to be drawn when it is sent: which one, and its numbers and words, already translated.

    bot/charts/chart.py says what each kind of facts looks like; they must survive JSON. paper: its name as a file to be
    handed over (a PDF), where it is none to be looked at in the chat. otherwise: what is said where it cannot be drawn;
    without it, the words that would have stood under it.
    """

    name: str
    facts: dict[str, Any]
    paper: str = ""
    otherwise: Markup | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A small text file to be handed over, such as a calendar; its name has Latin letters, digits, `.`, `_`, `-`."""

    name: str
    mime: str
    content: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Where what is typed goes: the token of a filling-in, and the question that stands open there (empty: none).

    wanted: whether it wants a text, of `most` characters (0: not said). typed: what was typed already, to be shortened.
    """

    into: str
    question: str = ""
    wanted: bool = False
    most: int = 0
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Say:
    """Something the bot will say to whoever this turn belongs to; whoever else is to hear of something is told a fact
    (Tell), which is put into words when it may be said.

    kind: "screen" replaces the person's current screen; "receipt", "prompt", "sheet", "alert", "nudge" are new
    messages. amends: it changes the message of this number, and is nothing new to be seen; it comes when there is room.
    protect: it cannot be forwarded or saved; an edit keeps what its message had, so this is the rule.
    hides_after: a personal screen is taken away after this time. stays: it tells nothing of anybody, and is not taken
    away from a participant's phone either.
    drawing, paper: a picture or a file; `text` (at most 1024 characters) stands under it, and alone if a picture cannot
    be drawn. Always a message of its own. A phone opens or saves a file only with `protect=False`.
    asked: where what is typed on the sealed page goes. plain: it is public (the directory), or its route says nothing
    of anybody, as the router knows: it may pass Telegram where there is such a page (see bot/telegram/faces.py).
    anywhere: what of it may be said anywhere all the same, help in danger.
    """

    text: Markup
    rows: tuple[Row, ...] = ()
    kind: str = "screen"
    protect: bool = True
    hides_after: timedelta | None = None
    stays: bool = False
    prompt_id: int | None = None
    amends: int | None = None
    drawing: Drawing | None = None
    paper: Paper | None = None
    asked: Asked | None = None
    plain: bool = False
    anywhere: Markup | None = None


@dataclass(frozen=True, slots=True)
class Tell:
    """Somebody else is to hear of something: news of a kind, about a number, to a person's id.

    It waits until it may be said to them. Where the kind (bot/domain/prompting/news.py) finds its own hearer, `to` is
    whose matter it is.
    """

    kind: str
    about: int
    to: int
    case_id: int | None = None


@dataclass(frozen=True, slots=True)
class LastWord:
    """The last thing to be said to a chat that is nobody's any more (one of LAST_WORDS), not before `at` (aware)."""

    chat: int
    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Take a message of this chat away: typed notes do not stay in the chat once they are kept.

    after: what still has a use there (to be copied, or shortened) goes so much later, whatever comes of it. ours: it is
    what the bot said, where something newer stands in its place.
    """

    message_id: int
    after: timedelta = timedelta()
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave the group this turn came from."""


@dataclass(frozen=True, slots=True)
class TakeAllBack:
    """Take away everything of this chat that Telegram lets us delete: what was typed in the last 48 hours, and all that
    the bot said. `then` takes the place of this turn's screen once Telegram has confirmed it, never before.
    """

    then: Say | None = None


@dataclass(frozen=True, slots=True)
class Instead:
    """The button leads nowhere any more: `said` tells why, and below it stands what waits for the person."""

    said: Markup


@dataclass(frozen=True, slots=True)
class Follow:
    """What was typed is what stands on a button: all goes on as if it had been pressed."""

    press: Press


Effect = Say | Tell | LastWord | TakeBack | Leave | TakeAllBack
# What a handler returns; the router puts what waits in the place of an Instead, and what it brings in that of a Follow.
Reply = Effect | Instead | Follow


@dataclass(slots=True)
class Turn:
    """One event being handled: one transaction (or savepoint).

    who: None for a stranger, and for whoever holds a phone that shows an empty bot. Only their PIN is looked at
    beside that: it is `behind`'s. page: whether there is a sealed page.
    """

    tx: Tx
    now: datetime
    who: Person | None
    language: Language
    chat: int
    find_calendar: Callable[[], Calendar]
    behind: Person | None = None
    page: bool = False
    you: str = field(default="", init=False)
    _known: dict[Any, Any] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.you = self.language.address(self.who)

    def once(self, key: object, find: Callable[[], T]) -> T:
        """What `find` found the first time in this turn: a turn asks the database for a thing once."""
        if key not in self._known:
            self._known[key] = find()
        found: T = self._known[key]
        return found

    def forget(self, key: object) -> None:
        """What was found once has changed."""
        self._known.pop(key, None)

    @property
    def token(self) -> str:
        """A short name for a filling-in that this turn begins: by chance, so that nobody guesses another's."""
        return self.once("token", lambda: "".join(secrets.choice(LETTERS) for _ in range(TOKEN_LENGTH)))

    @property
    def calendar(self) -> Calendar:
        """The days and hours that are closed to routine messages."""
        return self.once("calendar", self.find_calendar)

    @property
    def me(self) -> Person:
        """The known person of this turn; a route that uses it never admits strangers."""
        if self.who is None:
            raise LookupError("a route for known people was reached by a stranger")
        return self.who

    def t(self, msgid: str, **values: object) -> Markup:
        """The sentence in this person's language, placeholders filled and escaped; {you} is their address."""
        return self.language.t(msgid, you=self.you, **values)

    def t_for(self, person: Person, msgid: str, **values: object) -> Markup:
        """A sentence about somebody else that is read out to them: {you} is their form of address."""
        return self.language.t(msgid, you=self.language.address(person), **values)

    def moment(self, at: datetime) -> str:
        """An absolute date and time in this person's zone, written out."""
        return self.language.moment(at, self.me.zone)

    def day(self, at: datetime) -> str:
        """The short date and the hour of `at` in this person's zone."""
        return self.language.short_moment(at, self.me.zone, now=self.now)

    @property
    def today(self) -> date:
        """The day by this person's clock."""
        return self.now.astimezone(self.me.zone).date()

    def short_day(self, day: date) -> str:
        """A short date, with its year if that is not this one."""
        return self.language.short_day(day, today=self.today)

    def becomes(self, person: Person, called: str = "") -> None:
        """The person of this turn: has joined, changed their settings, or is back; `called` by a name they chose."""
        self.who = person
        self.you = called or self.language.address(person)

    def becomes_nobody(self) -> None:
        """Speak as to a stranger from here on: whoever reads along must not see that somebody is known."""
        self.who = None
        self.you = self.language.address(None)

    def lines(self, *lines: str) -> Markup:
        """Several finished sentences, each on a line of its own."""
        return self.joined("\n", lines)

    def joined(self, between: str, parts: Iterable[str]) -> Markup:
        """Finished pieces as one, personal where one of them is."""
        parts = list(parts)
        return marked(Markup(between).join(parts), *parts)

    def say(self, text: Markup, *rows: Row, **more: Any) -> Say:
        """Say `text` with rows of buttons to whoever this turn belongs to."""
        return Say(text, rows, **more)
