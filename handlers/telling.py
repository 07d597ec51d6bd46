"""What several rooms tell somebody else than whoever this turn belongs to; never a word of content."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.people import Person, Role
from bot.domain.prompting.news import LAST_WORD, PLAN_CHANGED
from bot.domain.rights.requests import BYPASSING
from bot.domain.speaking import At, Now, speaking
from bot.store.caseload import news, prompts, recipients, requests
from bot.store.caseload.cases import Case
from bot.store.caseload.flags import Flag
from bot.store.caseload.requests import Request
from bot.store.people import invitations, leading, people
from bot.store.rights import listeners, participants
from bot.turn import Reply, Tell, Turn

ASKED_AGAIN = timedelta(days=1)
TOLD_ONCE_IN = timedelta(days=1)


def a_request_came(turn: Turn, request: Request) -> list[Reply]:
    """A request came in: the first who handles it and can be reached is told, without a word of what it is."""
    kind = "request_urgent" if request.kind.rings else "request_came"
    return [Tell(kind, request.id, one) for one in requests.handlers_of(turn.tx, request)[:1]]


def a_flag_was_raised(turn: Turn, case: Case, flag: Flag) -> list[Reply]:
    """Tell whoever accompanies now and the first reachable on duty, each once; not the one who raised it."""
    mentor = people.by_id(turn.tx, case.mentor_id)
    first = recipients.first_on_duty(turn.tx, case.id, None if mentor is None else mentor.supervisor_id, turn.me.id)
    accompanying = [one for one in recipients.accompanying(turn.tx, case) if one not in (turn.me.id, first)]
    return [
        Tell("flag_raised", flag.id, case.mentor_id, case.id),
        *(Tell("flag_of_yours", flag.id, one) for one in accompanying),
    ]


def whoever_heard_of(turn: Turn, flag: Flag, kind: str) -> list[Reply]:
    """Tell everybody to whom news or a reminder of this flag was said; what was not said yet falls away by itself."""
    heard = prompts.said_to(turn.tx, f"flag:{flag.id}")
    return [Tell(kind, flag.id, one) for one in heard if one != turn.me.id]


def a_plan_was_changed(turn: Turn, case: Case) -> list[Reply]:
    """Whoever is nearest hears, at most once a day, that their phone changed how they are safely reached."""
    told = news.whom_told(turn.tx, PLAN_CHANGED, case.id, turn.now - TOLD_ONCE_IN)
    return [] if told else [whoever_is_nearest(case, PLAN_CHANGED)]


def whoever_is_above(turn: Turn, kind: str, about: int) -> list[Reply]:
    """Tell whoever leads the one who acts, or the admins where there is nobody else above."""
    return [Tell(kind, about, one.id) for one in leading.above(turn.tx, turn.me) if one.id != turn.me.id]


def last_word_of(turn: Turn, person: Person) -> datetime | None:
    """When a last word may be said to a participant who is cut off now; None: never, a person has to tell them."""
    listener = listeners.of_participant(turn.tx, person, turn.calendar)
    match speaking(LAST_WORD, listener, turn.now):
        case Now():
            return turn.now
        case At(moment):
            return moment
        case _:
            return None


def the_inviter(turn: Turn) -> list[Reply]:
    """Whoever made the link hears that it was used; of a new leader the admins hear too."""
    inviter = invitations.invited_by(turn.tx, turn.me) or turn.me.supervisor_id
    leads = turn.me.role in (Role.SUPERVISOR, Role.ADMIN)
    admins = people.to_tell(turn.tx, Role.ADMIN) if leads else []
    told = dict.fromkeys([*([] if inviter is None else [inviter]), *admins])
    return [Tell("joined", turn.me.id, one) for one in told if one != turn.me.id]


def a_participant_joins(turn: Turn) -> list[Reply]:
    """Whoever is nearest to their case when it is said hears that the code was typed; of a link they are asked who
    opened it, and once more where nobody has said so for a day.
    """
    case = participants.case_of(turn.tx, turn.me)
    if case is None:
        return []
    if not turn.me.unmet:
        return [whoever_is_nearest(case, "joining")]
    later = turn.now + ASKED_AGAIN
    news.tell(turn.tx, "still_unmet", case.id, case.mentor_id, by=turn.me.id, case_id=case.id, at=later)
    return [whoever_is_nearest(case, "link_opened")]


def a_way_in_ended(case: Case) -> Reply:
    """Whoever is nearest hears that a link or code was used and led to nobody, so that they may make another."""
    return whoever_is_nearest(case, "way_in_ended")


def whoever_is_nearest(case: Case, kind: str) -> Tell:
    """Whoever is nearest to this person when it is said hears of it; nothing but the code is said."""
    return Tell(kind, case.id, case.mentor_id, case.id)


def case_told(request: Request) -> int | None:
    """In whose history the news of it stands: nobody's, where it went past the mentor."""
    return None if request.kind_code in BYPASSING else request.case_id
