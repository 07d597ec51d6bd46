"""A digest's hour has come: one is said for the newest period, late if it was missed, never twice."""

from __future__ import annotations

from bot.domain import planning
from bot.domain.figures import digests as periods
from bot.domain.followups import BY_KIND
from bot.domain.people import Role
from bot.store.caseload import prompts
from bot.store.caseload.prompts import Prompt
from bot.store.figures import closed_weeks, digests
from bot.turn import Due, Reply, Say, Turn
from handlers.leader.digest import rows_under, words_of
from handlers.leader.digest_charts import charts
from handlers.screens import first_said


def due(turn: Turn, due: Due) -> list[Reply]:
    """A digest's hour has come, perhaps long ago: one is said for the newest period, and its successor planned."""
    prompt = first_of_its_turn(turn, due, Role.SUPERVISOR)
    if prompt is None:
        return []
    period = periods.pushed(BY_KIND[prompt.kind].renews or "", turn.calendar, turn.me.zone, turn.now)
    found = closed_weeks.figures_of(turn.tx, turn.me, period)
    if not found and not period.is_week:  # a team without participants hears of it once a week
        prompts.lapse(turn.tx, prompt.id)
        return []
    prompts.mark_said(turn.tx, prompt, turn.me)
    if period.is_week:
        closed_weeks.keep(turn.tx, turn.me, period, found)
    # What is new was said day by day already.
    said_first = first_said(turn, turn.t(BY_KIND[prompt.kind].text))
    text = words_of(turn, period, found, said_first, news=not period.is_week)
    rows = rows_under(turn, period, found, prompt.id)
    said: Reply = Say(text, rows, kind=BY_KIND[prompt.kind].say, prompt_id=prompt.id)
    return [said, *(charts(turn, period, list(found)) if period.is_week else [])]


def first_of_its_turn(turn: Turn, due: Due, role: Role) -> Prompt | None:
    """The prompt of a digest that is to be said now; its successor is planned.

    None where it waits for a better hour, was said for this turn already, or is for nobody of this role any more.
    """
    prompt = prompts.by_id(turn.tx, due.prompt_id, lock=True)
    if prompt is None or prompt.state != "waiting":
        return None
    rule = BY_KIND[prompt.kind].renews or ""
    frame = prompts.frame_for(turn.tx, turn.me, turn.calendar)
    if (at := planning.digest_at(rule, turn.now, frame)) > turn.now:
        prompts.move(turn.tx, prompt, at)
        return None
    digests.plan(turn.tx, turn.me, prompt.kind, frame, max(prompt.slot, turn.now))
    since = periods.turn_of(rule, turn.me.zone, turn.now)
    if not digests.claim_first(turn.tx, turn.me, prompt.kind, prompt.id, since) or turn.me.role is not role:
        prompts.lapse(turn.tx, prompt.id)
        return None
    return prompt
