"""Lives as tables: what may happen to a case, a person, a request and the like in which state, and where it leads.

Every cell is filled: the next state, `=` where nothing changes, or `!` and why not; one cell may stand for a whole row.
bot/store/engine/lives.py lets no writer past these tables, and docs/lives.md shows them as pictures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

STAYS, REFUSED = "=", "!"


class Refusal(Enum):
    """Why an event is not let happen."""

    ALREADY = "already"  # it is so
    TAKEN = "taken"  # somebody was faster
    NOT_YET = "not_yet"  # something else has to come first
    OVER = "over"  # it has ended


@dataclass(frozen=True, slots=True)
class Life:
    """What a row of one kind may become.

    born:  the events that make a row, each with the state it begins in
    table: state -> event -> the next state, or why not

    An event leads to one and the same state from wherever it may happen, or leaves every state as it is.
    """

    name: str
    born: Mapping[str, str]
    table: Mapping[str, Mapping[str, str | Refusal]]

    @property
    def states(self) -> tuple[str, ...]:
        """Every state, in the order of the table."""
        return tuple(self.table)

    @property
    def events(self) -> tuple[str, ...]:
        """Every event after birth, in the order of the table."""
        return tuple(next(iter(self.table.values())))

    def after(self, state: str, event: str) -> str | Refusal:
        """Where this event leads from this state, or why it does not."""
        return self.table[state][event]

    def before(self, event: str) -> tuple[str, ...]:
        """The states in which this event may happen. Raises KeyError for an event that is none."""
        return tuple(state for state, row in self.table.items() if not isinstance(row[event], Refusal))

    def target(self, event: str) -> str | None:
        """The state this event leads to; None where it leaves each as it is. Raises ValueError where there are two."""
        led = [(state, self.table[state][event]) for state in self.before(event)]
        if all(state == to for state, to in led):
            return None
        found = {str(to) for _, to in led}
        if len(found) != 1:
            raise ValueError(f"{event!r} leads a {self.name} to {sorted(found)}")
        return found.pop()

    def refusal(self, state: str | None, event: str) -> Refusal:
        """Why this event has not happened; None as a state is a row that is gone.

        TAKEN where it might happen by now: somebody was faster.
        """
        found = Refusal.OVER if state is None else self.after(state, event)
        return found if isinstance(found, Refusal) else Refusal.TAKEN


def life(name: str, born: Mapping[str, str], table: str) -> Life:
    """Read a table as it is written below. Raises ValueError where a cell is missing, or names no state or refusal."""
    heading, *rows = (line.split() for line in table.strip().splitlines())
    cells = {state: dict(zip(heading, row * (len(heading) // len(row)), strict=True)) for state, *row in rows}
    found = Life(
        name,
        MappingProxyType(dict(born)),
        MappingProxyType(
            {
                state: MappingProxyType({event: _outcome(state, cell) for event, cell in row.items()})
                for state, row in cells.items()
            }
        ),
    )
    led = [*born.values(), *(to for event in found.events if (to := found.target(event)) is not None)]
    if unknown := sorted(set(led) - set(cells)):
        raise ValueError(f"the life of a {name} leads to a state that is none: {unknown}")
    return found


def _outcome(state: str, cell: str) -> str | Refusal:
    if cell == STAYS:
        return state
    return Refusal(cell.removeprefix(REFUSED)) if cell.startswith(REFUSED) else cell


# A case. `record`: a check-in; `miss`: a contact stayed open for a week; `steer`: its rhythm, quiet days, referrals;
# `hand_on`: another mentor. A pause may be made longer.
CASE = life(
    "case",
    {"admit": "active"},
    """
            pause   go_on     end       erase     record  miss   steer  hand_on
    active  paused  !already  closed    erased    =       =      =      =
    paused  paused  active    closed    erased    =       =      =      =
    closed  !over   !over     !already  erased    !over   !over  !over  !over
    erased  !over   !over     !over     !already  !over   !over  !over  !over
    """,
)

# One of the staff. `join` binds a phone, `cut_off` takes it away; `lead`: they are given a mentor, a team or cases;
# `follow`: they have another leader.
STAFF_MEMBER = life(
    "staff member",
    {"invite": "active"},
    """
               join      cut_off  suspend    let_in    remove    lead      follow
    active     =         =        suspended  !already  removed   =         =
    suspended  !not_yet  =        !already   active    removed   !not_yet  =
    removed    !over     !over    !over      !over     !already  !over     !over
    """,
)

# A participant who uses the bot; their case has a life of its own. A link may have been passed on, so that somebody who
# has met them has to `confirm` who opened it; six digits that were `heard` came from whoever knows them. `cut_off`:
# another phone, or it was somebody else.
PARTICIPANT = life(
    "participant",
    {"invite": "invited"},
    """
             open_link heard    confirm  cut_off  leave
    invited  unmet     joined   !not_yet invited  gone
    unmet    !already  !already joined   invited  gone
    joined   !already  !already !already invited  gone
    gone     !over     !over    !over    !over    !already
    """,
)

# What a participant asked for. `release`: whoever had taken it on cannot any more; `add`: more words of the same
# person; `tell`: they know what became of it; `recall`: they
# take it back themselves; `pass_by`: it goes past whoever it may be about, and to somebody else.
REQUEST = life(
    "request",
    {"receive": "open"},
    """
              take    release   answer    refuse    add     tell      recall    pass_by
    open      taken   !already  done      refused   =       !not_yet  recalled  open
    taken     !taken  open      done      refused   !taken  !not_yet  recalled  open
    done      !over   !over     !already  !over     !over   =         !over     !over
    refused   !over   !over     !over     !already  !over   =         !over     !over
    recalled  !over   !over     !over     !over     !over   !over     !already  !over
    """,
)

# An urgent flag. `release`: whoever had taken it on cannot any more, so that it rings again. `retract`: it was raised
# by a slip of the thumb.
FLAG = life(
    "flag",
    {"raise": "raised"},
    """
            take    release   close     retract
    raised  taken   !already  !not_yet  closed
    taken   !taken  raised    closed    !taken
    closed  !over   !over     !already  !over
    """,
)

# A prompt. `keep` holds it until somebody can be reached, `release` looks again; `ask_anew` and `hand_on` let it speak
# once more; `put_off` goes with another version of it; `lapse` ends it unanswered, `stop` because it is needless.
PROMPT = life(
    "prompt",
    {"plan": "waiting"},
    """
              speak    keep     release  ask_anew hand_on move     fail     answer   skip    put_off lapse  stop
    waiting   said     held     !already !already waiting =        failed   answered skipped snoozed lapsed cancelled
    said      !already held     !already waiting  waiting !already failed   answered skipped snoozed lapsed cancelled
    held      !not_yet !already waiting  !not_yet waiting !not_yet !already answered skipped snoozed lapsed cancelled
    failed    !not_yet !already !not_yet !not_yet waiting !not_yet !already answered skipped snoozed lapsed cancelled
    answered  !over
    snoozed   !over
    skipped   !over
    lapsed    !over
    cancelled !over
    """,
)

# A leave. `stand_in` is the one a suspension brings: somebody stands in from now on, and nobody is asked first.
LEAVE = life(
    "leave",
    {"ask": "asked", "stand_in": "approved"},
    """
              agree     refuse    replace   end       cover
    asked     approved  refused   ended     ended     !not_yet
    approved  !already  !over     !over     ended     approved
    refused   !over     !already  !over     !over     !over
    ended     !over     !over     !already  !already  !over
    """,
)

# A referral to another service.
REFERRAL = life(
    "referral",
    {"ask": "asked"},
    """
              no_news  accept    finish    drop
    asked     asked    accepted  finished  dropped
    accepted  asked    !already  finished  dropped
    finished  !over    !over     !already  !over
    dropped   !over    !over     !over     !already
    """,
)

# A case offered to another team: both leaders say yes. `withdraw`: the first one thought again, or it went another way.
OFFER = life(
    "offer",
    {"offer": "offered"},
    """
               accept    decline   withdraw
    offered    agreed    declined  withdrawn
    agreed     !already  !over     !over
    declined   !over     !already  !over
    withdrawn  !over     !over     !already
    """,
)

# Another phone for one of the staff: asked for by one leader, agreed to by a second one. `use`: the new phone has
# joined; `replace`: it was asked for anew.
PHONE = life(
    "phone",
    {"ask": "asked", "agree_alone": "agreed"},
    """
              agree     refuse    use      replace
    asked     agreed    refused   !not_yet replaced
    agreed    !already  !over     used     !already
    refused   !over     !already  !not_yet replaced
    used      !over     !over     !already !over
    replaced  !over     !over     !over    !already
    """,
)

# Two people who must never meet: kept apart from the moment it is asked for, and until a second leader lets it end.
# `keep`: the second leader does not let it end. It is gone when one of the two is erased.
WALL = life(
    "wall",
    {"ask": "asked"},
    """
             agree     refuse    ask_lift  lift      keep      erase
    asked    agreed    refused   !not_yet  !not_yet  !not_yet  gone
    agreed   !already  !over     lifting   !not_yet  !already  gone
    lifting  !already  !over     !already  lifted    agreed    gone
    refused  !over     !already  !over     !over     !over     gone
    lifted   !over     !over     !over     !already  !over     gone
    gone     !over     !over     !over     !over     !over     !already
    """,
)

LIVES = (CASE, STAFF_MEMBER, PARTICIPANT, REQUEST, FLAG, PROMPT, LEAVE, REFERRAL, OFFER, PHONE, WALL)
