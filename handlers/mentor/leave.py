"""Leave: a mentor says when they are away, their supervisor agrees and chooses who covers; it ends by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from bot.domain import planning
from bot.domain.forms import Choice, Day, Form, Option
from bot.domain.people import Person, Role
from bot.domain.presses import EndLeave, OwnLeave
from bot.domain.text import N_
from bot.store.caseload import cases, drafts, walls
from bot.store.caseload.drafts import Draft
from bot.store.people import absences, people
from bot.store.people.absences import APPROVED, ASKED, Absence
from bot.turn import Button, Reply, Tell, Turn
from handlers import asking
from handlers.asking import Filling
from handlers.home import menu_screen, to_menu
from handlers.screens import menu

NOBODY = "-"
FROM = (("d0", N_("Today")), ("d1", N_("Tomorrow")), ("d7", N_("A week from now")))
UNTIL = (("d1", N_("1 day")), ("d3", N_("3 days")), ("w1", N_("1 week")), ("w2", N_("2 weeks")))
LEAVE = Form(
    "leave",
    (
        Day("from", N_("From which day on are you away?"), FROM, hour=False),
        Day("until", N_("For how long? Or give the last day."), UNTIL, hour=False),
        Choice("cover", N_("Who could cover for you? Your supervisor decides."), source="covers"),
    ),
)
LONGEST = timedelta(days=190)


def leave(turn: Turn, pressed: OwnLeave) -> list[Reply]:
    """The leave that is asked for or agreed, or the questions of a new one."""
    found = absences.of(turn.tx, turn.me)
    if found is None:
        return [asking.open_form(turn, FILLING)]
    state = N_("Asked for; your supervisor decides.") if found.state == ASKED else N_("Agreed.")
    end = Button(turn.t(N_("End it now")), EndLeave(found.id))
    text = turn.lines(span_line(turn, found), turn.t(state), cover_line(turn, found))
    return [turn.say(text, (end,), (menu(turn),))]


def end(turn: Turn, pressed: EndLeave) -> list[Reply]:
    """Back early, or not going after all: the prompts come to the mentor again."""
    found = absences.of(turn.tx, turn.me)
    if found is not None and found.id != pressed.leave:
        return leave(turn, OwnLeave())
    if found is not None:
        absences.end(turn.tx, turn.me, found)
    ended = menu_screen(turn, N_("Your leave has ended; reminders come to you again."))
    return [ended, *(_tell_cover(turn, found) if found is not None and found.state == APPROVED else [])]


def _tell_cover(turn: Turn, ended: Absence) -> list[Reply]:
    cover = None if ended.cover_id is None else people.by_id(turn.tx, ended.cover_id)
    if cover is None:
        return []
    return [Tell("cover_freed", ended.id, cover.id)]


def covers(turn: Turn, source: str) -> list[Option]:
    """Who could cover: mentors of the same team, and nobody."""
    named = people.names(turn.tx, [one.id for one in could_cover(turn, turn.me)])
    found = [(one.code, f"{one.code} {named.get(one.id, '')}".strip()) for one in could_cover(turn, turn.me)]
    return [*found, (NOBODY, turn.t(N_("Nobody yet")))]


def could_cover(turn: Turn, mentor: Person) -> list[Person]:
    """Mentors of the same team who have joined and whom no wall keeps from these participants."""
    theirs = cases.of_mentor(turn.tx, mentor.id)
    team = [one for one in people.of_role(turn.tx, Role.MENTOR) if one.supervisor_id == mentor.supervisor_id]
    return [
        one
        for one in team
        if one.id != mentor.id
        and one.chat is not None
        and one.is_active
        and not _is_away(turn, one)
        and not walls.keeps_apart(turn.tx, one.id, theirs)
    ]


def _is_away(turn: Turn, mentor: Person) -> bool:
    """Whether a possible cover has leave of their own, now or to come."""
    found = absences.of(turn.tx, mentor)
    return found is not None and found.state == APPROVED


def save(turn: Turn, draft: Draft) -> list[Reply]:
    """Ask the supervisor."""
    first = _date(turn, str(draft.answers["from"]))
    until = str(draft.answers["until"])
    last = _date(turn, until) if until.startswith("@") else first + _length(until)
    if last < first or last - first > LONGEST:
        answers = {key: value for key, value in draft.answers.items() if key == "from"}
        draft = drafts.keep(turn.tx, turn.me, draft, answers, None)
        hint = turn.t(N_("The last day has to come after the first, within half a year."))
        return [asking.show(turn, FILLING, draft, hint)]
    chosen = people.by_code(turn.tx, str(draft.answers["cover"])) if draft.answers["cover"] != NOBODY else None
    allowed = chosen if chosen is not None and chosen in could_cover(turn, turn.me) else None
    drafts.drop(turn.tx, draft)
    midnight = [
        datetime.combine(day, time(), turn.me.zone).astimezone(UTC) for day in (first, last + timedelta(days=1))
    ]
    absence = absences.ask(turn.tx, turn.me, midnight[0], midnight[1], allowed.id if allowed else None)
    found = Absence(absence, turn.me.id, allowed.id if allowed else None, midnight[0], midnight[1], ASKED)
    told = turn.lines(turn.t(N_("Asked for. Your supervisor decides; you will be told.")), span_line(turn, found))
    return [turn.say(told, (menu(turn),), kind="saved"), *_ask_leaders(turn, found)]


def _ask_leaders(turn: Turn, found: Absence) -> list[Reply]:
    return [Tell("leave_asked", found.id, leader.id) for leader in people.above(turn.tx, turn.me)]


def span_line(turn: Turn, found: Absence) -> str:
    """From which day to which, by the clock of whoever is away: elsewhere their midnight is another day."""
    away = people.by_id(turn.tx, found.person_id) or turn.me
    zone = away.zone
    first, last = found.from_at.astimezone(zone), (found.until_at - timedelta(hours=1)).astimezone(zone)
    return turn.t(N_("Away: {first} to {last}"), first=turn.language.day(first), last=turn.language.day(last))


def cover_line(turn: Turn, found: Absence) -> str:
    """Who covers, if anybody does yet."""
    cover = None if found.cover_id is None else people.by_id(turn.tx, found.cover_id)
    return turn.t(N_("Cover: {code}"), code=cover.code) if cover else turn.t(N_("Cover: nobody yet"))


def _date(turn: Turn, choice: str) -> date:
    return planning.moment(choice, turn.me.zone, turn.now).astimezone(turn.me.zone).date()


def _length(choice: str) -> timedelta:
    """Of "d3": three days with the first one counted."""
    return timedelta(days=int(choice[1:]) * (7 if choice[0] == "w" else 1) - 1)


def _title(turn: Turn, draft: Draft) -> str:
    return turn.t(N_("<b>Leave</b>"))


FILLING = Filling(LEAVE, _title, save, to_menu, options=covers)
FILLINGS = (FILLING,)
