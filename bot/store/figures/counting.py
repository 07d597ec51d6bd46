"""What the numbers of figures count, said once: conditions and joins, as of a moment that may be over.

What has happened since is not known at that moment: a contact that was answered later was waiting then, and who has
ended since was accompanied. Of today are: who accompanies whom, a rhythm that was chosen, a check-in as it was put
right, and a flag that was let go of, which nobody has in hand.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select, text

from bot.domain.followups import CONTACT, OPEN
from bot.domain.people import Person
from bot.domain.rights.requests import OPEN_STATES
from bot.domain.timing.cadence import CADENCES, LATER, STEPS
from bot.domain.timing.cadence import COURSE as USUAL
from bot.store.caseload.overdue import has_come, is_overdue, open_since
from bot.store.caseload.requests import may_be_about
from bot.store.engine.tables import COURSE, audit, cases, checkin_revisions, checkins, flags, people, prompts, requests

# A contact that was planned and not called off: these states of its newest version. A snooze makes a newer one.
PLANNED = (*OPEN, "answered", "skipped")
Span = tuple[datetime, datetime]
CASES_PROMPTS = cases.join(prompts, prompts.c.case_id == cases.c.id)
CASES_CHECKINS = cases.join(checkins, checkins.c.case_id == cases.c.id).join(
    checkin_revisions, checkin_revisions.c.checkin_id == checkins.c.id
)


def team(who: Person) -> Select[Any]:
    """The supervisor, who may accompany somebody too, and the mentors of the team."""
    return select(people.c.id).where(or_(people.c.id == who.id, people.c.supervisor_id == who.id))


def in_team(who: Person) -> ColumnElement[bool]:
    """The cases of a team, found by their mentor: the way `in_scope` goes, only from the other end."""
    return cases.c.mentor_id.in_(team(who))


def active(at: datetime, now: datetime) -> ColumnElement[bool]:
    """A case that was accompanied at that moment: it had begun, had not ended, and did not rest."""
    if at >= now:
        return cases.c.status == "active"
    # In the words of the index over an accompaniment's course.
    went = select(audit.c.verb).where(text(COURSE), audit.c.subject_id == cases.c.id, audit.c.subject == "case")
    last = went.where(audit.c.verb != "case_transferred", audit.c.at <= at).order_by(audit.c.id.desc()).limit(1)
    ended = cases.c.closed_at <= at
    rested = func.coalesce(last.correlate(cases).scalar_subquery(), "") == "case_paused"
    return and_(cases.c.status != "erased", begun(at), ended.is_not(True), ~rested)


def begun(at: datetime) -> ColumnElement[bool]:
    """An accompaniment that had begun at that moment."""
    return cases.c.intake_at <= literal(at, cases.c.intake_at.type)


def weeks_between(at: datetime) -> ColumnElement[int]:
    """How many weeks may lie between two contacts at that moment: a person's own rhythm (see timing/cadence.py)."""
    steps = [(cases.c.intake_at > literal(at - span, cases.c.intake_at.type), weeks) for span, weeks in STEPS]
    return case((cases.c.cadence_weeks != USUAL, cases.c.cadence_weeks), *steps, else_=LATER)


def planned_contacts() -> tuple[ColumnElement[bool], ...]:
    """A contact that was planned, each once: the newest version of its slot."""
    newer = prompts.alias("newer")
    superseded = exists(
        select(literal(1)).where(
            newer.c.kind == prompts.c.kind,
            newer.c.subject == prompts.c.subject,
            newer.c.slot == prompts.c.slot,
            newer.c.version > prompts.c.version,
        )
    )
    return cases.c.status != "erased", prompts.c.kind.in_(CONTACT), ~superseded


def stood(at: datetime) -> ColumnElement[bool]:
    """A planned contact that was not called off at that moment."""
    return or_(prompts.c.state.in_(PLANNED), prompts.c.ended_at > at)


def ended_as(state: str, at: datetime) -> ColumnElement[bool]:
    """A planned contact that had ended in this way at that moment: `answered`, with its check-in, or `skipped`."""
    return and_(prompts.c.state == state, or_(prompts.c.ended_at.is_(None), prompts.c.ended_at <= at))


def waited(at: datetime, now: datetime) -> ColumnElement[bool]:
    """A contact that had come at that moment and was open: also one that has been answered, put off or handed on since.

    Handing on names another hour: before that it had come at the one for which it was planned.
    """
    if at >= now:
        return is_overdue(now)
    had_come = or_(has_come(at), and_(prompts.c.handed_at > at, slot_by(at)))
    return and_(prompts.c.kind.in_(CONTACT), had_come, or_(prompts.c.state.in_(OPEN), prompts.c.ended_at > at))


def crossed(is_so: Callable[[datetime], ColumnElement[bool]], at: datetime, start: datetime) -> ColumnElement[bool]:
    """What is so at that moment, and was not yet at an earlier one, `start`."""
    return and_(is_so(at), ~is_so(start))


def flag_alone(at: datetime) -> ColumnElement[bool]:
    """A flag that nobody had in hand at that moment."""
    return or_(flags.c.acknowledged_at.is_(None), flags.c.acknowledged_at > at)


def flag_open(at: datetime) -> ColumnElement[bool]:
    """A flag that was raised by then, and not closed."""
    return and_(flags.c.raised_at <= at, or_(flags.c.closed_at.is_(None), flags.c.closed_at > at))


def request_open(who: Person, at: datetime, now: datetime) -> ColumnElement[bool]:
    """A request that waited for an answer; not what may be about the supervisor themselves, which passes them by."""
    unanswered: ColumnElement[bool] = requests.c.state.in_(OPEN_STATES)
    if at < now:
        unanswered = or_(unanswered, requests.c.done_at > at)
    return and_(cases.c.status != "erased", requests.c.received_at <= at, unanswered, ~may_be_about(who.id, now))


def newest_revision() -> ColumnElement[bool]:
    """A check-in as it stands: its newest revision."""
    newer = checkin_revisions.alias("newer")
    return and_(
        cases.c.status != "erased",
        ~exists(
            select(literal(1)).where(
                newer.c.checkin_id == checkin_revisions.c.checkin_id,
                newer.c.revision > checkin_revisions.c.revision,
            )
        ),
    )


def waiting_cases(who: Person, at: datetime, now: datetime) -> Select[Any]:
    """Each active case whose contact was overdue at that moment, and since when it had been open."""
    return (
        select(cases.c.id, cases.c.code, cases.c.track, cases.c.mentor_id, open_since().label("since"))
        .select_from(CASES_PROMPTS)
        .where(in_team(who), active(at, now), waited(at, now))
        .group_by(cases.c.id, cases.c.code, cases.c.track, cases.c.mentor_id)
    )


def silent_cases(whose: ColumnElement[bool], at: datetime, now: datetime, start: datetime) -> Select[Any]:
    """Each active case of these, its last contact that worked out (the intake where there is none), and the weeks of
    its rhythm at that moment; and at an earlier one, `start`.
    """
    last = (
        select(checkins.c.contact_at)
        .select_from(checkins.join(checkin_revisions, checkin_revisions.c.checkin_id == checkins.c.id))
        .where(checkins.c.case_id == cases.c.id, checkin_revisions.c.reached, newest_revision())
        .where(*(() if at >= now else (checkins.c.at <= at,)))
        .order_by(checkins.c.contact_at.desc())
        .limit(1)
        .correlate(cases)
        .scalar_subquery()
    )
    met = func.coalesce(last, cases.c.intake_at, type_=cases.c.intake_at.type).label("at")
    rhythms = weeks_between(at).label("weeks"), weeks_between(start).label("weeks_before")
    return select(cases.c.id, cases.c.code, cases.c.track, cases.c.mentor_id, met, *rhythms).where(
        whose, active(at, now)
    )


def silent_for(met: ColumnElement[datetime], days: int, at: datetime) -> ColumnElement[bool]:
    """So many days without contact at that moment."""
    return since(met, at - timedelta(days=days))


def beyond_rhythm(met: ColumnElement[datetime], weeks: ColumnElement[int], at: datetime) -> ColumnElement[bool]:
    """A day longer without contact than a person's own rhythm has it."""
    rhythms = sorted({*(one for _, one in STEPS), LATER, *CADENCES})
    return or_(*(and_(weeks == one, since(met, at - timedelta(days=7 * one + 1))) for one in rhythms))


def within(column: ColumnElement[Any], span: Span) -> ColumnElement[bool]:
    """From the first moment of a span up to its last."""
    return and_(column >= span[0], column < span[1])


def slot_by(at: datetime) -> ColumnElement[bool]:
    """Planned for that moment or earlier."""
    return prompts.c.slot <= literal(at, prompts.c.slot.type)


def slot_in(span: Span) -> ColumnElement[bool]:
    """Planned within a span."""
    return within(prompts.c.slot, span)


def since(column: ColumnElement[Any], at: datetime) -> ColumnElement[bool]:
    """At this moment or earlier."""
    return column <= literal(at, cases.c.intake_at.type)


def number_of(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    """How many rows this is true of."""
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
