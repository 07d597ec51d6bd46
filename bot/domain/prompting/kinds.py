"""What a kind of prompt is: what brings it about, whom it reaches, what answers it, what follows. Data, no rules."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from bot.domain.presses import Press

# What may end a prompt, and what may stop it without an answer.
CHECK_IN, SKIP, ANSWER = "checkin", "skip", "answer"
PAUSE, CLOSING = "pause", "closing"
ENDS, STOPS = {CHECK_IN, SKIP, ANSWER}, {PAUSE, CLOSING}


class Event(Enum):
    """What brings a prompt about."""

    INTAKE = "a case is taken in, or goes on after a pause"
    CHECK_IN = "a check-in is saved"
    SILENCE = "another prompt stays without an answer, or was answered so that this one follows"
    MISSES = "two contacts in a row do not work out"
    CHOSEN = "a person chose its moment"
    REFERRAL = "a referral is noted"
    REQUEST = "a participant asks for something"
    FLAG = "an urgent flag is raised"
    DIRECTORY = "the support information needs a look"
    TEAM = "a supervisor has a team"
    INSTITUTION = "an admin looks after it all"
    NEWS = "something happened that somebody is to be told"


# What plans by itself every kind that arises from it, once it is named: nothing else has to be written.
PLANS_BY_ITSELF = (Event.INTAKE, Event.CHECK_IN)


@dataclass(frozen=True, slots=True)
class Arises:
    """An event, and how long after it (on a morning) a prompt of a case is planned; where it plans by itself."""

    event: Event
    after: timedelta | None = None


class Carries(Enum):
    """What the press of a prompt's button carries: the prompt's number, that of what it is about, or nothing."""

    PROMPT = "prompt"
    SUBJECT = "subject"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Then:
    """What follows when a prompt stays without an answer: another kind, so long after this one has spoken."""

    kind: str
    after: timedelta


@dataclass(frozen=True, slots=True)
class Offer:
    """A button under a prompt.

    at_once: it deals with the prompt now; the others put it off. word: of a button that is an answer by itself
    (`Said`): the prompt ends with this word. then: what follows when it is given.
    """

    label: str
    press: Callable[..., Press]
    carries: Carries = Carries.PROMPT
    at_once: bool = True
    word: str = ""
    then: Then | None = None

    def pressed(self, prompt_id: int, about: int) -> Press:
        """What it means under this prompt, about this."""
        match self.carries:
            case Carries.PROMPT:
                return self.press(prompt_id, self.word) if self.word else self.press(prompt_id)
            case Carries.SUBJECT:
                return self.press(about)
            case Carries.NOTHING:
                return self.press()


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A kind of prompt.

    to:         "mentor" (whoever accompanies now: the mentor or the cover), "supervisor" (of the mentor; an admin
                where there is none), "nearest" (whoever accompanies now, and where nobody does, whoever leads: never an
                admin), "duty" (the next of the duty list), "handler" (who handles the request now),
                "named" (the person it was planned for)
    answers:    the buttons under it; nothing else answers it
    arises:     what brings it about, and when
    ended_by:   what answers it; stopped_by: what makes it needless
    renews:     the rule by which it plans its own successor when it speaks
    urgent:     an alarm or a law's clock: quiet hours, holidays and a person's own hours do not move it
    say:        how it is sent: a "nudge" is not repeated when a send stays in doubt
    on_sheet:   it is one of the things of a day: several for one person are said in one message
    about:      of news: what its subject is ("case", "flag")
    """

    kind: str
    label: str
    text: str
    why: str
    arises: Arises
    to: str = "mentor"
    answers: tuple[Offer, ...] = ()
    then: Then | None = None
    ended_by: tuple[str, ...] = (ANSWER,)
    stopped_by: tuple[str, ...] = (PAUSE, CLOSING)
    renews: str | None = None
    urgent: bool = False
    say: str = "prompt"
    on_sheet: bool = False
    about: str = ""

    @property
    def sent_as(self) -> str:
        """The kind under which the outbox keeps it."""
        return "urgent" if self.urgent else self.say

    @property
    def is_news(self) -> bool:
        """Whether it only tells what happened: it waits for no answer, and asks for none."""
        return self.arises.event is Event.NEWS
