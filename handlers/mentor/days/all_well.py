"""Several of a day's contacts of which all went well: chosen on one screen, and saved with one tap."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain import forms
from bot.domain.checkins import CHECK_IN, CONTACTS, NEXT_WEEKS, TALKED
from bot.domain.followups import CONTACT
from bot.domain.forms import Choice, Form, Option, Several
from bot.domain.lines.together import OWN
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
from handlers.mentor.lines.together import receipt
from handlers.mentor.prompts import OVER
from handlers.over import over

WHO, ON = "who", "on"
AFTER = ((OWN, N_("As each one's rhythm is")), *NEXT_WEEKS)
_ON = CHECK_IN.question(ON)
assert _ON is not None
ALL_WELL = Form(
    "allwell",
    (
        Several(
            WHO, N_("Of whom did all go well? Whoever has something to tell has a check-in of their own."), source="due"
        ),
        Choice("contact", N_("How were you in touch with them?"), tuple(way for way in CONTACTS if way[0] in TALKED)),
        _ON,
        Choice("next", N_("When will you be in touch with them again?"), AFTER),
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


def summary(turn: Turn, draft: Draft) -> Say:
    """Whom it is about, and what is saved of each."""
    codes = [code for code in (_code(turn, one) for one in draft.answers[WHO]) if code is not None]
    answers = {**forms.pruned(ALL_WELL, draft.answers), "overall": "fine"}
    after = dict(AFTER)[str(answers["next"])]
    lines = [
        title(turn, draft),
        turn.language.listing(codes),
        *asking.in_words(turn, CHECK_IN, answers),
        turn.t(N_("Next contact: {moment}"), moment=turn.t(after)),
    ]
    other = asking.button(draft, turn.t(N_("Other day")), Reopen(ON))
    save = asking.button(draft, turn.t(N_("💾 Save all")), Save())
    return turn.say(turn.lines(*lines), (save,), (other,), asking.way_out(turn, draft, ""))


def _code(turn: Turn, chosen: str) -> str | None:
    """The code of somebody who is chosen and is theirs still."""
    case = asking.case_of(turn, Draft(0, CHECK_IN.name, "", int(chosen), None, {}))
    return None if case is None else case.code


def save(turn: Turn, draft: Draft) -> list[Reply]:
    """Save a check-in of each, as if it had been saved alone."""
    said: list[str] = []
    answers = {**forms.pruned(ALL_WELL, draft.answers), "overall": "fine"}
    for chosen in sorted(map(int, answers.pop(WHO))):  # in one order for everybody who saves several
        case = cases.mine(turn.tx, turn.me, chosen, lock=True)
        if case is None:
            continue
        after = f"w{case.weeks(turn.now)}" if answers["next"] == OWN else answers["next"]
        one = Draft(0, CHECK_IN.name, f"{draft.token}.{case.id}", case.id, None, {})
        done = checkin.record(turn, case, one, {**answers, "next": after})
        said.append(turn.t(N_("{code}: {said}"), code=case.code, said=turn.lines(*done.lines)))
    drafts.drop(turn.tx, draft)
    return [receipt(turn, said)]


FILLING = Filling(ALL_WELL, title, save, to_menu, summary, options=due)
FILLINGS = (FILLING,)
