"""How a participant says they are, if they wish: two taps, never compared, never added up."""

from __future__ import annotations

from bot.domain.followups import BY_KIND
from bot.domain.presses import CallMe, NotNow, SelfCheck
from bot.domain.rights.self_checks import HEAVY, SELF
from bot.domain.text import N_
from bot.store.caseload import drafts, prompts
from bot.store.caseload.drafts import Draft
from bot.store.rights import participants, self_checks
from bot.turn import Button, Due, Reply, Row, Say, Tell, Turn
from handlers import asking, directory
from handlers.asking import Filling
from handlers.home import menu_screen, to_menu
from handlers.participant import voice
from handlers.screens import first_said, menu

TOLD = N_("Your mentor is told that you would like to be called.")
WAITS = N_("Your earlier wish to be called still waits to be answered.")
NOBODY_TOLD = N_(
    "Nobody is told of it now: your mentor reads it the next time they look. May somebody call you after all?"
)


def begin(turn: Turn, pressed: SelfCheck) -> list[Reply]:
    """From the menu, or from a greeting."""
    return [asking.open_form(turn, FILLING)]


def due(turn: Turn, due: Due) -> list[Reply]:
    """A greeting: one message a cycle, then silence. The next one is planned whatever is answered."""
    prompt = prompts.by_id(turn.tx, due.prompt_id, lock=True)
    if prompt is None or prompt.state != "waiting":
        return []
    prompts.mark_said(turn.tx, prompt, turn.me)
    case = participants.case_of(turn.tx, turn.me)
    chosen = participants.settings(turn.tx, turn.me)
    if case is not None:
        self_checks.plan(turn.tx, turn.me, case, chosen.greet_weeks, turn.calendar, again=True)
    answer = Button(turn.t(N_("Answer")), SelfCheck())
    rest = Button(turn.t(N_("Not now")), NotNow())
    return [
        Say(first_said(turn, turn.t(BY_KIND[prompt.kind].text)), ((answer, rest),), kind="nudge", prompt_id=prompt.id)
    ]


def not_now(turn: Turn, pressed: NotNow) -> list[Reply]:
    """ "Not now" is always a good answer."""
    return [turn.say(turn.t(N_("That is fine, {you}. Until another time.")), (menu(turn),))]


def save(turn: Turn, draft: Draft) -> list[Reply]:
    """Kept, sealed; a wish to be called becomes a request; help stands on the screen when it is heavy."""
    drafts.drop(turn.tx, draft)
    case = participants.case_of(turn.tx, turn.me)
    if case is None:
        return [menu_screen(turn)]
    answers = draft.answers
    self_checks.save(
        turn.tx, turn.me, case, {key: answers[key] for key in ("feeling", "call", "help") if key in answers}
    )
    lines = [turn.t(N_("Thank you for telling, {you}."))]
    heavy, calls = answers["feeling"] in HEAVY, answers["call"] == "yes"
    more = voice.raise_one(turn, "callback") if calls else []
    told = [one for one in more if isinstance(one, Tell)]
    if heavy:
        lines += [turn.t(N_("It may be heavy now.")), *directory.lines_below(turn)]
    if calls:
        lines.append(turn.t(TOLD if told else WAITS))
    elif heavy:
        lines.append(turn.t(NOBODY_TOLD))
    return [turn.say(turn.lines(*lines), *_ways(turn, heavy=heavy, calls=calls), kind="saved"), *told]


def _ways(turn: Turn, *, heavy: bool, calls: bool) -> tuple[Row, ...]:
    """Where it is heavy, a human at one tap; whoever wanted no call is asked once more."""
    if not heavy:
        return ((menu(turn),),)
    asked = () if calls else (Button(turn.t(N_("📞 Please call me")), CallMe()),)
    return (*directory.call_row(turn), (directory.emergency(turn), *asked), (menu(turn),))


def _title(turn: Turn, draft: Draft) -> str:
    return turn.t(N_("<b>How I am</b>"))


FILLING = Filling(SELF, _title, save, to_menu)
FILLINGS = (FILLING,)
