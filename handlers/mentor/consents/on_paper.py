"""What stands on a paper: how it is asked for, in words, and what was said since its day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.domain import forms, planning
from bot.domain.forms import Day, Free, Is
from bot.domain.rights import consent as ticks
from bot.domain.rights.consent import PAPER, SHARED, Paper
from bot.domain.text import N_
from bot.store.caseload.cases import Case
from bot.store.caseload.drafts import Draft
from bot.store.rights import consents, participants
from bot.store.rights.consents import Given
from bot.turn import Turn
from handlers import asking

ON_PAPER = Is("channel", (PAPER,))
# A paper may have lain in a drawer.
YEARS_BACK = 5
DATED = N_("Which day stands on the paper? Choose it, or type it, for example 12 March 2026.")
STANDS_SINCE_NO = N_(
    "They said no to this on {day}, after the day on this paper. The no stands, and nothing was noted. Please ask them "
    "anew, or write a new paper with them."
)
STANDS_SINCE_YES = N_(
    "They said no to this on {day}, after the day on this paper, and have said yes again since. That newer yes stands; "
    "nothing was noted."
)
WITNESSED = N_("Who was there as a witness? A name or a code; it is kept sealed.")


def of_a_paper(when: Is | None = None) -> tuple[Day, Free]:
    """Which day stands on it, and who was there."""
    return (
        Day("on", DATED, (), when=when, hour=False, back=9, years=YEARS_BACK),
        Free("witness", WITNESSED, 60, when=when, skip=N_("Without a witness")),
    )


def in_words(turn: Turn, paper: Paper) -> tuple[str, str]:
    """Its day, and who was there."""
    witness = turn.t(N_("Witness: {value}"), value=paper.witness) if paper.witness else turn.t(N_("Without a witness"))
    return turn.t(N_("Its day: {value}"), value=turn.language.day(paper.signed_on)), witness


def said_since(turn: Turn, draft: Draft, paper: Paper) -> list[str]:
    """What was said since: the other answer, on the paper's day or (before a no) later; nobody knows which was last."""
    case, tick = asking.case_of(turn, draft), str(draft.answers["tick"])
    if case is None:
        return []
    if draft.answers["says"] == "yes":
        no = outdone(turn, draft)
        return said_no_that_day(turn, case, tick, paper) if no is None else [no]
    return said_yes_since(turn, paper, [one for one in standing(turn, case) if one.tick == tick])


def said_yes_since(turn: Turn, paper: Paper, ended: Sequence[Given]) -> list[str]:
    """Beside a no on a paper: that one of these was said on its day or later."""
    days = [consents.said_on(one.at, one.signed_on, turn.me.zone) for one in ended]
    if not days or max(days) < paper.signed_on:
        return []
    hint = N_("They said yes to this on {day}. The no counts all the same; if the paper is older, please ask them.")
    return [turn.t(hint, day=turn.short_day(max(days)))]


def said_no_that_day(turn: Turn, case: Case, tick: str, paper: Paper, service: str | None = None) -> list[str]:
    """Beside a yes on a paper: that a no was said on the same day."""
    if _yes_stands(turn, case, tick, service):
        return []
    day = consents.last_no(turn.tx, case, tick, turn.me.zone, service)
    if day != paper.signed_on:
        return []
    hint = N_("They said no to this on {day}. If the paper is older, please ask them first.")
    return [turn.t(hint, day=turn.short_day(day))]


def outdone(turn: Turn, draft: Draft) -> str | None:
    """Why the yes on a paper does not count: they said no after its day. What stands, and what can be done."""
    case, answers = asking.case_of(turn, draft), draft.answers
    if case is None or "on" not in answers or answers.get("says", "yes") != "yes":
        return None
    tick, service = str(answers.get("tick", SHARED)), answers.get("service")
    day = consents.last_no(turn.tx, case, tick, turn.me.zone, service)
    if day is None or _day_of(turn, answers) >= day:
        return None
    said = STANDS_SINCE_YES if _yes_stands(turn, case, tick, service) else STANDS_SINCE_NO
    return turn.t(said, day=turn.short_day(day))


def check(turn: Turn, draft: Draft) -> tuple[str, str] | None:
    """A paper that does not count is refused as soon as its day is said."""
    said = outdone(turn, draft)
    return None if said is None else ("on", said)


def _yes_stands(turn: Turn, case: Case, tick: str, service: str | None) -> bool:
    return any(
        one.tick == tick and (service is None or ticks.one_service(one.service or "", service))
        for one in standing(turn, case)
    )


def standing(turn: Turn, case: Case) -> list[Given]:
    """Each yes of the participant of a case that stands."""
    person = participants.of_case(turn.tx, case.id)
    return [] if person is None else consents.given(turn.tx, person)


def paper_of(turn: Turn, answers: forms.Answers) -> Paper:
    """The paper that the answers tell of."""
    return Paper(_day_of(turn, answers), str(answers["witness"]))


def _day_of(turn: Turn, answers: forms.Answers) -> date:
    return planning.moment(str(answers["on"]), turn.me.zone, turn.now).astimezone(turn.me.zone).date()
