"""Leave: somebody says when they are away, whoever decides agrees and chooses who covers; it ends by itself."""

from __future__ import annotations

from datetime import date, timedelta

from markupsafe import Markup

from bot.domain import planning
from bot.domain.forms import Choice, Day, Form, Option
from bot.domain.people import Person, Role
from bot.domain.presses import EndLeave, OwnLeave
from bot.domain.text import N_
from bot.domain.timing.midnights import midnight, midnight_after
from bot.store.caseload import drafts, handing_over
from bot.store.caseload.drafts import Draft
from bot.store.people import absences, leading, people
from bot.store.people.absences import APPROVED, ASKED, Absence
from bot.turn import Button, Reply, Tell, Turn
from handlers import asking
from handlers.asking import Filling
from handlers.home import menu_screen
from handlers.screens import menu
from handlers.settings import to_settings

NOBODY = "-"
FROM = (("d0", N_("Today")), ("d1", N_("Tomorrow")), ("d7", N_("A week from now")))
UNTIL = (("d1", N_("1 day")), ("d3", N_("3 days")), ("w1", N_("1 week")), ("w2", N_("2 weeks")))
LEAVE = Form(
    "leave",
    (
        Day("from", N_("From which day on are you away?"), FROM, hour=False),
        Day("until", N_("For how long? Or give the last day."), UNTIL, hour=False),
        Choice("cover", N_("Who could cover for you? It is decided together with the leave."), source="covers"),
    ),
)
LONGEST = timedelta(days=190)


def leave(turn: Turn, pressed: OwnLeave) -> list[Reply]:
    """The leave that is asked for or agreed, or the questions of a new one."""
    found = absences.of(turn.tx, turn.me)
    if found is None:
        return [asking.open_form(turn, FILLING)]
    asked = N_("Asked for; your supervisor decides.") if _is_led(turn) else N_("Asked for; the admins decide.")
    state = asked if found.state == ASKED else N_("Agreed.")
    end = Button(turn.t(_way_out(turn, found)[0]), EndLeave(found.id))
    text = turn.lines(span_line(turn, found), turn.t(state), cover_line(turn, found))
    return [turn.say(text, (end,), (menu(turn),))]


def _way_out(turn: Turn, found: Absence) -> tuple[str, str]:
    """The words on the button that ends it, and what is said then: leave that never began has not ended."""
    if found.state == ASKED:
        return N_("Take the request back"), N_("Your request for leave has been taken back.")
    if found.from_at > turn.now:
        return N_("Call the leave off"), N_("Your leave has been called off.")
    return N_("End it now"), _ended(turn)


def _ended(turn: Turn) -> str:
    if turn.me.role is Role.MENTOR:
        return N_("Your leave has ended; reminders come to you again.")
    return N_("Your leave has ended.")


def end(turn: Turn, pressed: EndLeave) -> list[Reply]:
    """Back early, or not going after all: the prompts, or the team, come to them again."""
    found = absences.of(turn.tx, turn.me)
    if found is not None and found.id != pressed.leave:
        return leave(turn, OwnLeave())
    if found is None:
        return [menu_screen(turn, _ended(turn))]
    absences.end(turn.tx, turn.me, found)
    ended = menu_screen(turn, _way_out(turn, found)[1])
    return [ended, *(_tell_cover(turn, found) if found.state == APPROVED else [])]


def _tell_cover(turn: Turn, ended: Absence) -> list[Reply]:
    cover = None if ended.cover_id is None else people.by_id(turn.tx, ended.cover_id)
    if cover is None:
        return []
    if ended.from_at > turn.now:  # nobody is back who was never away
        return [Tell("stands_in_no_more", ended.person_id, cover.id)]
    return [Tell("cover_freed", ended.id, cover.id)]


def covers(turn: Turn, draft: Draft) -> list[Option]:
    """Who could cover: mentors of the same team, and nobody."""
    return [*asking.staff_options(turn, could_cover(turn, turn.me)), (NOBODY, turn.t(N_("Nobody yet")))]


def could_cover(turn: Turn, mentor: Person) -> list[Person]:
    """Mentors of the same team, or other supervisors: they have joined, have no leave of their own, and no wall keeps
    them from these participants.
    """
    beside = leading.beside(turn.tx, mentor)
    away = absences.standing(turn.tx, [one.id for one in beside])
    able = [one for one in beside if one.chat is not None and one.is_active and one.id not in away]
    return handing_over.who_may_stand_in(turn.tx, mentor, able)


def _is_led(turn: Turn) -> bool:
    """Whether a supervisor decides about them, and not the admins."""
    return leading.leader_now(turn.tx, turn.me) is not None


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
    begins, ends = midnight(first, turn.me.zone), midnight_after(last, turn.me.zone)
    absence = absences.ask(turn.tx, turn.me, begins, ends, allowed.id if allowed else None)
    found = Absence(absence, turn.me.id, allowed.id if allowed else None, begins, ends, ASKED)
    by_supervisor = N_("Asked for. Your supervisor decides; you will be told.")
    said = by_supervisor if _is_led(turn) else N_("Asked for. The admins decide; you will be told.")
    told = turn.lines(turn.t(said), span_line(turn, found))
    return [turn.say(told, (menu(turn),), kind="saved"), *_ask_leaders(turn, found)]


def _ask_leaders(turn: Turn, found: Absence) -> list[Reply]:
    return [Tell("leave_asked", found.id, leader.id) for leader in leading.above(turn.tx, turn.me)]


def span_line(turn: Turn, found: Absence) -> str:
    """From which day to which."""
    first, last = _days(turn, found)
    if first == last:
        return turn.t(N_("Away: {day}"), day=turn.language.day(first))
    return turn.t(N_("Away: {first} to {last}"), first=turn.language.day(first), last=turn.language.day(last))


def span(turn: Turn, found: Absence) -> Markup:
    """The same in few words, for whoever covers."""
    first, last = (turn.short_day(day) for day in _days(turn, found))
    return turn.t(N_("on {first}") if first == last else N_("from {first} to {last}"), first=first, last=last)


def _days(turn: Turn, found: Absence) -> tuple[date, date]:
    """By the clock of whoever is away: elsewhere their midnight is another day."""
    away = people.by_id(turn.tx, found.person_id) or turn.me
    return found.days(away.zone)


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


FILLING = Filling(LEAVE, _title, save, to_settings, options=covers)
FILLINGS = (FILLING,)
