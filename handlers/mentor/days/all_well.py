"""Several of a day's contacts of which all went well: chosen on one screen, and saved with one tap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.domain import forms
from bot.domain.checkins import CHECK_IN, DAY
from bot.domain.followups import CONTACT
from bot.domain.forms import Choice, Form, Option, Several
from bot.domain.lines.together import AFTER, OWN, WAYS
from bot.domain.presses import Reopen, Save, SeveralWell
from bot.domain.text import N_
from bot.store.caseload import cases, drafts
from bot.store.caseload.drafts import Draft
from bot.store.day import lines as of_the_day
from bot.turn import Reply, Say, Turn
from handlers import asking
from handlers.asking import Filling
from handlers.home import to_menu
from handlers.mentor import checkin
from handlers.mentor.lines.saved import receipt
from handlers.mentor.prompts import OVER
from handlers.over import over
from handlers.screens import menu

WHO = "who"
NOT_SAVED = N_("Not saved: {codes}. They are recorded, or half filled in, since you chose them.")
NO_LONGER = N_("{number} of those you chose are no longer with you, {you}.")
_DAY = CHECK_IN.question(DAY)
assert _DAY is not None
ALL_WELL = Form(
    "allwell",
    (
        Several(
            WHO,
            N_("Of whom did all go well? Whoever has something to tell has a check-in of their own."),
            source="due",
            plain=True,
        ),
        Choice("contact", N_("How were you in touch with them?"), WAYS, plain=True),
        _DAY,
        Choice("next", N_("When will you be in touch with them again?"), AFTER, plain=True),
    ),
)


def begin(turn: Turn, pressed: SeveralWell) -> list[Reply]:
    """From the sheet: who of those whose contact is due."""
    if not due(turn, Draft(0, ALL_WELL.name, turn.token, None, None, {})):
        return [over(turn, OVER)]
    return [asking.open_form(turn, FILLING)]


def due(turn: Turn, draft: Draft) -> Sequence[Option]:
    """Whose contact is due by the end of today; whoever has a check-in half filled in goes on with that."""
    begun = drafts.cases_with_one(turn.tx, turn.me)
    found: dict[str, str] = {}
    for one in of_the_day.of_day(turn.tx, turn.me, turn.today):
        if one.kind in CONTACT and one.case_id is not None and one.case_id not in begun:
            found[str(one.case_id)] = one.case_code or ""
    return list(found.items())


def title(turn: Turn, draft: Draft) -> str:
    """What this is, and how many are chosen."""
    chosen = draft.answers.get(WHO, draft.answers.get(WHO + forms.MAKING, ()))
    return turn.t(N_("<b>All well: {number}</b>"), number=len(chosen))


def _given(turn: Turn, draft: Draft, answers: dict[str, Any]) -> dict[str, Any]:
    """It is of the day on which it was begun, as any check-in is."""
    return forms.begun(answers, turn.today)


def _told(turn: Turn, draft: Draft, since: datetime | None = None) -> dict[str, Any]:
    """What is saved of each (accompanied `since` then), with the day where that goes without saying."""
    answers, at = forms.pruned(ALL_WELL, draft.answers), checkin.day_begun(turn, draft.answers, since)
    return {**answers, "overall": "fine", **({} if at is None else {DAY: asking.epoch(at)})}


def summary(turn: Turn, draft: Draft) -> Say:
    """Whom it is about, and what is saved of each."""
    waiting, answers = dict(due(turn, draft)), _told(turn, draft)
    after = dict(AFTER)[str(answers["next"])]
    lines = [
        title(turn, draft),
        turn.language.listing(waiting[one] for one in answers[WHO] if one in waiting),
        *asking.in_words(turn, CHECK_IN, answers),
        turn.t(N_("Next contact: {moment}"), moment=turn.t(after)),
        *_left_out(turn, draft, waiting),
    ]
    other = asking.button(draft, turn.t(N_("Other day")), Reopen(DAY))
    save = asking.button(draft, turn.t(N_("💾 Save all")), Save())
    return turn.say(turn.lines(*lines), (save,), (other,), asking.way_out(turn, draft, ""))


def _left_out(turn: Turn, draft: Draft, waiting: dict[str, str]) -> list[str]:
    """What is said of those chosen whose contact waits no more, or with whom somebody else is now."""
    codes, gone = [], 0
    for one in (chosen for chosen in draft.answers[WHO] if chosen not in waiting):
        case = cases.mine(turn.tx, turn.me, int(one))
        codes += [case.code] if case is not None else []
        gone += case is None
    said: list[str] = [turn.t(NOT_SAVED, codes=turn.language.listing(codes))] if codes else []
    return [*said, *([turn.t(NO_LONGER, number=gone)] if gone else [])]


def save(turn: Turn, draft: Draft) -> list[Reply]:
    """Save a check-in of each whose contact still waits, as if it had been saved alone."""
    waiting = dict(due(turn, draft))
    hints = _left_out(turn, draft, waiting)
    saved: list[tuple[str, checkin.Recorded]] = []
    # In one order for everybody who saves several.
    for chosen in sorted(int(one) for one in draft.answers[WHO] if one in waiting):
        case = cases.mine(turn.tx, turn.me, chosen, lock=True)
        if case is None:
            continue
        answers = forms.without(_told(turn, draft, case.intake_at), WHO)
        after = f"w{case.weeks(turn.now)}" if answers["next"] == OWN else answers["next"]
        one = Draft(0, CHECK_IN.name, f"{draft.token}.{case.id}", case.id, None, {})
        saved.append((case.code, checkin.record(turn, case, one, {**answers, "next": after})))
    drafts.drop(turn.tx, draft)
    return [receipt(turn, saved, hints) if saved else turn.say(turn.lines(*hints or [turn.t(OVER)]), (menu(turn),))]


FILLING = Filling(ALL_WELL, title, save, to_menu, summary, options=due, given=_given)
FILLINGS = (FILLING,)
