"""What people do with a form: answer, type, go back, cancel, look once more. Late and double taps change nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain import dates, forms
from bot.domain.checkins import EXTRAS, TOPICS
from bot.domain.dates import Asks, Refuses
from bot.domain.forms import Day, Free, Question
from bot.domain.rights.consent import NOTES
from bot.domain.text import N_
from bot.store.caseload import cases, checkins, drafts
from bot.store.caseload.drafts import Draft
from bot.store.rights import consents
from bot.turn import Refusal, Reply, Say, TakeBack, Tap, Turn, Words
from handlers import asking, directory
from handlers.asking import Filling
from handlers.fillings import FILLINGS
from handlers.home import home, menu_screen, otherwise
from handlers.mentor import checkin
from handlers.screens import menu, number, pairs

# Answers that take some effort: whoever cancels is asked once more.
LOSES = ("note", "levels", "levels?", "helps")
EARLIER = N_("That screen is from earlier. Here is the menu.")
NOT_YOURS = N_("This participant is no longer with you, {you}. Your supervisor can tell you more.")
NO_NOTES = N_("They have asked that no notes be kept. Please go on without one; nothing of it has been kept.")
CHOOSE = N_("Please choose one of the buttons below.")
TOO_LONG = N_(
    "That is {length} characters; there is room for {most}. Please shorten it; your message above is still there."
)
ASKS = {
    Asks.WHICH_WEEK: N_("Which week do you mean?"),
    Asks.WHICH_DAY: N_("Which day do you mean?"),
    Asks.WHICH_DATE: N_("Which date do you mean?"),
    Asks.WHICH_HOUR: N_("At what hour?"),
    Asks.WHICH_ONE: N_("Which of these do you mean?"),
    Asks.DATE_OR_TIME: N_("Is that a date or an hour?"),
}
REFUSES = {
    Refuses.UNKNOWN: N_("I did not understand that date yet."),
    Refuses.PAST: N_("That moment has passed already."),
    Refuses.TOO_FAR: N_("That is very far away; please choose a date within a year."),
    Refuses.NO_SUCH_DATE: N_("The calendar does not have that date."),
    Refuses.NO_SUCH_TIME: N_("The clock does not have that hour."),
    Refuses.CONTRADICTION: N_("The parts of that do not go together."),
    Refuses.SAY_A_DATE: N_("I cannot be sure of that; please give a date."),
}


@dataclass(frozen=True, slots=True)
class Pressed:
    """A form's button: whose form it is, its draft (a blank one before the first answer), and its arguments."""

    filling: Filling
    draft: Draft
    args: tuple[str, ...]

    @property
    def step(self) -> str:
        """The question the button stood under; nothing on the summary."""
        return self.args[0] if self.args else ""

    @property
    def question(self) -> Question | None:
        """The question that is to be answered now."""
        return forms.current(self.filling.form, self.draft.answers)


def answer(turn: Turn) -> list[Reply]:
    """A button that answers a question."""
    pressed = _pressed(turn)
    if pressed is None:
        return _gone(turn)
    filling, draft = pressed.filling, pressed.draft
    step, value = (*pressed.args, "", "")[:2]
    if value.startswith("@") and _is_over(turn, value):
        return [asking.pick_date(turn, filling, draft, step, turn.t(REFUSES[Refuses.PAST]))]
    answers = forms.put(filling.form, draft.answers, step, value)
    return [asking.show(turn, filling, draft)] if answers is None else _go_on(turn, filling, draft, answers)


def words(turn: Turn) -> list[Reply]:
    """Something typed: it belongs to the form this person is filling in, if there is one."""
    assert isinstance(turn.event, Words)
    draft = drafts.open_one(turn.tx, turn.me)
    if draft is None:
        return [] if turn.event.edited else directory.looked_up(turn) or otherwise(turn)
    filling = FILLINGS[draft.form]
    question = forms.current(filling.form, draft.answers)
    if turn.event.edited and not isinstance(question, Free):
        return []
    match question:
        case Free():
            return _free_text(turn, filling, draft, question)
        case Day():
            return _typed_date(turn, filling, draft, question)
        case _:
            return [asking.show(turn, filling, draft, turn.t(CHOOSE))]


def _free_text(turn: Turn, filling: Filling, draft: Draft, question: Free) -> list[Reply]:
    text = turn.event.text.strip()
    if draft.form == "checkin" and not _may_be_noted(turn, draft):
        return [TakeBack(turn.event.message_id), asking.show(turn, filling, draft, turn.t(NO_NOTES))]
    if len(text) > question.limit:
        # The typed message stays where it is, so that nothing has to be typed again.
        return [asking.show(turn, filling, draft, turn.t(TOO_LONG, length=len(text), most=question.limit))]
    answers = forms.write(filling.form, draft.answers, text)
    if answers is None:
        return [asking.show(turn, filling, draft)]
    return [TakeBack(turn.event.message_id), *_go_on(turn, filling, draft, answers)]


def _may_be_noted(turn: Turn, draft: Draft) -> bool:
    """Whether the participant lets notes be kept; where nobody was asked here, it is settled on paper."""
    case = asking.case_of(turn, draft)
    allowed = None if case is None else consents.of_case(turn.tx, case)
    return allowed is None or NOTES in allowed


def _typed_date(turn: Turn, filling: Filling, draft: Draft, question: Day) -> list[Reply]:
    """Read a date; always echoed as an absolute one before it counts."""
    match dates.read(turn.event.text, turn.now, turn.me.zone):
        case dates.Moment(at=at):
            return [TakeBack(turn.event.message_id), _echo(turn, filling, draft, question, at)]
        case dates.Question(choices=choices, reason=reason):
            return [TakeBack(turn.event.message_id), _which(turn, filling, draft, question, choices, ASKS[reason])]
        case dates.Refused(reason=reason):
            return [asking.pick_date(turn, filling, draft, question.key, turn.t(REFUSES[reason]))]


def _echo(turn: Turn, filling: Filling, draft: Draft, question: Day, at: datetime) -> Say:
    text = turn.lines(filling.title(turn, draft), turn.t(N_("<b>{moment}</b>. Is that right?"), moment=turn.moment(at)))
    right = asking.answer(turn, draft, question.key, _epoch(at), turn.t(N_("Yes")))
    other = asking.button(turn, draft, turn.t(N_("Change it")), "d", question.key)
    return turn.say(text, (right, other), asking.way_out(turn, draft, question.key))


def _which(
    turn: Turn, filling: Filling, draft: Draft, question: Day, choices: tuple[dates.Moment, ...], text: str
) -> Say:
    if not choices:
        return asking.pick_date(turn, filling, draft, question.key, turn.t(text))
    buttons = [asking.answer(turn, draft, question.key, _epoch(one.at), turn.day(one.at)) for one in choices[:6]]
    lines = turn.lines(filling.title(turn, draft), turn.t(text))
    return turn.say(lines, *pairs(buttons), asking.way_out(turn, draft, question.key))


def back(turn: Turn) -> list[Reply]:
    """Take back the answer before this question; at the first one, leave the form as it is."""
    pressed = _pressed(turn)
    if pressed is None:
        return _gone(turn)
    filling, draft = pressed.filling, pressed.draft
    if pressed.step != (pressed.question.key if pressed.question else ""):
        return [asking.show(turn, filling, draft)]
    answers = forms.back(filling.form, draft.answers, pressed.step)
    if answers is None:
        drafts.put_aside(turn.tx, turn.me)
        return filling.leave(turn)
    return _go_on(turn, filling, draft, answers)


def cancel(turn: Turn) -> list[Reply]:
    """Leave the form; asked once more when there is something to lose."""
    pressed = _pressed(turn)
    if pressed is None:
        return _gone(turn)
    draft = pressed.draft
    if not draft.id or not any(draft.answers.get(key) for key in LOSES):
        return throw_away(turn)
    throw = asking.button(turn, draft, turn.t(N_("Throw it away")), "xx")
    keep = asking.button(turn, draft, turn.t(N_("Keep it for later")), "keep")
    go_on = asking.button(turn, draft, turn.t(N_("Go on")), "q", "")
    text = turn.lines(pressed.filling.title(turn, draft), turn.t(N_("Throw away what you filled in, {you}?")))
    return [turn.say(text, (keep, throw), (go_on,))]


def throw_away(turn: Turn) -> list[Reply]:
    """Drop the draft and go home."""
    pressed = _pressed(turn)
    if pressed is not None and pressed.draft.id:
        drafts.drop(turn.tx, pressed.draft)
    drafts.put_aside(turn.tx, turn.me)
    return [menu_screen(turn, N_("Cancelled; nothing was saved."))]


def cancel_open(turn: Turn) -> list[Reply]:
    """/batal: leave whatever is being filled in; it can be taken up again from the menu."""
    if drafts.open_one(turn.tx, turn.me) is None:
        return home(turn)
    drafts.put_aside(turn.tx, turn.me)
    return [menu_screen(turn, N_("Put aside; what you filled in is kept."))]


def again(turn: Turn) -> list[Reply]:
    """Show the current question once more."""
    pressed = _pressed(turn)
    if pressed is None:
        return _gone(turn)
    if pressed.draft.id:
        drafts.resume(turn.tx, turn.me, pressed.draft)
    return [asking.show(turn, pressed.filling, pressed.draft)]


def resume(turn: Turn) -> list[Reply]:
    """Go on with a draft from the menu."""
    assert isinstance(turn.event, Tap)
    draft = drafts.by_token(turn.tx, turn.me, turn.event.args[0] if turn.event.args else "")
    if draft is None or (draft.case_id and cases.visible(turn.tx, turn.me, draft.case_id) is None):
        return [menu_screen(turn, EARLIER)]
    drafts.resume(turn.tx, turn.me, draft)
    return [asking.show(turn, FILLINGS[draft.form], draft)]


def pick_date(turn: Turn) -> list[Reply]:
    """ "Choose a date": words typed from now on are read as one."""
    pressed = _pressed(turn)
    if pressed is None:
        return _gone(turn)
    question = pressed.question
    if not isinstance(question, Day) or question.key != pressed.step:
        return [asking.show(turn, pressed.filling, pressed.draft)]
    draft = _keep(turn, pressed.draft, dict(pressed.draft.answers))
    return [asking.pick_date(turn, pressed.filling, draft, question.key)]


def page(turn: Turn) -> list[Reply]:
    """Another page of a long choice."""
    pressed = _pressed(turn)
    if pressed is None:
        return _gone(turn)
    answers = {**pressed.draft.answers, "page": number(pressed.args, 0)}
    return _go_on(turn, pressed.filling, pressed.draft, answers)


def topic(turn: Turn) -> list[Reply]:
    """One part of life of the levels question."""
    pressed = _pressed(turn)
    if pressed is None:
        return _gone(turn)
    found = next((one for one in TOPICS if one.code == pressed.step), None)
    if found is None or pressed.question is None or pressed.question.key != "levels":
        return [asking.show(turn, pressed.filling, pressed.draft)]
    return [asking.topic_screen(turn, pressed.filling, pressed.draft, found)]


def reopen(turn: Turn) -> list[Reply]:
    """Change one answer from the summary; what follows from it is asked anew only where it changed."""
    pressed = _pressed(turn)
    if pressed is None or not pressed.draft.id:
        return _gone(turn)
    filling, draft, key = pressed.filling, pressed.draft, pressed.step
    if filling.form.question(key) is None:
        return [asking.show(turn, filling, draft)]
    reopened = forms.called_for if key in EXTRAS else forms.reopened
    return [asking.show(turn, filling, _keep(turn, draft, reopened(draft.answers, key)))]


def what_to_change(turn: Turn) -> list[Reply]:
    """Which answer of a check-in to change."""
    pressed = _pressed(turn)
    if pressed is None or not pressed.draft.id or pressed.filling is not checkin.FILLING:
        return _gone(turn)
    return [checkin.what_to_change(turn, pressed.draft)]


def save(turn: Turn) -> list[Reply]:
    """The last tap."""
    pressed = _pressed(turn)
    if pressed is None or not pressed.draft.id:
        # A second tap on the same button: what it saved stands on the screen already.
        return _gone(turn) if checkins.saved_with(turn.tx, _token(turn)) else []
    if pressed.question is not None:
        return [asking.show(turn, pressed.filling, pressed.draft)]
    return pressed.filling.save(turn, pressed.draft)


def _go_on(turn: Turn, filling: Filling, draft: Draft, answers: dict[str, object]) -> list[Reply]:
    draft = _keep(turn, draft, answers)
    if filling.check is not None and (wrong := filling.check(turn, draft)) is not None:
        key, reason = wrong
        return [asking.show(turn, filling, _keep(turn, draft, forms.reopened(answers, key)), reason)]
    if filling.summary is None and forms.current(filling.form, answers) is None:
        return filling.save(turn, draft)
    return [asking.show(turn, filling, draft)]


def _keep(turn: Turn, draft: Draft, answers: dict[str, object]) -> Draft:
    return drafts.keep(turn.tx, turn.me, draft, answers, asking.case_of(turn, draft))


def _pressed(turn: Turn) -> Pressed | None:
    """What was pressed; None where that form is finished or thrown away.

    Raises Refusal when the participant is no longer this person's.
    """
    assert isinstance(turn.event, Tap)
    token, about, *args = (*turn.event.args, "", "")[: max(2, len(turn.event.args))]
    draft = drafts.by_token(turn.tx, turn.me, token) or _blank(turn, token, about)
    if draft is None:
        return None
    if draft.case_id is not None and asking.case_of(turn, draft) is None:
        raise Refusal(NOT_YOURS)
    return Pressed(FILLINGS[draft.form], draft, tuple(args))


def _blank(turn: Turn, token: str, about: str) -> Draft | None:
    """A form that nobody has answered yet; None where the tap is from a form that is finished or thrown away."""
    assert isinstance(turn.event, Tap)
    kind, rest = about[:1], about[1:]
    step = turn.event.args[2] if len(turn.event.args) > 2 else ""
    if kind == "c" and rest.isdecimal() and not checkins.saved_with(turn.tx, token):
        draft = Draft(0, "checkin", token, int(rest), None, {})
    elif kind == "p" and rest.isdecimal():
        draft = Draft(0, "later", token, None, None, {"prompt": int(rest)})
    elif kind == "f" and rest in FILLINGS and turn.me.role in FILLINGS[rest].first_for:
        draft = Draft(0, rest, token, None, None, {})
    else:
        return None
    first = forms.current(FILLINGS[draft.form].form, draft.answers)
    return draft if first is not None and step == first.key else None


def _gone(turn: Turn) -> list[Reply]:
    """A tap on a form that is finished: what was saved is confirmed again, anything else leads home."""
    if checkins.saved_with(turn.tx, _token(turn)):
        return [turn.say(turn.t(checkin.SAVED), (menu(turn),), kind="saved")]
    return [menu_screen(turn, EARLIER)]


def _token(turn: Turn) -> str:
    return turn.event.args[0] if isinstance(turn.event, Tap) and turn.event.args else ""


def _epoch(at: datetime) -> str:
    return f"@{int(at.timestamp())}"


def _is_over(turn: Turn, value: str) -> bool:
    """Whether a moment on a button has passed meanwhile (or was never one)."""
    latest = int((turn.now + dates.FURTHEST).timestamp())
    return not value[1:].isdecimal() or not turn.now.timestamp() < int(value[1:16]) <= latest
