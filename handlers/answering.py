"""What people do with a form: answer, type, go back, cancel, look once more. Late and double taps change nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.domain import dates, forms
from bot.domain.checkins import TOPICS
from bot.domain.dates import Asks, Refuses
from bot.domain.forms import Day, Free, Levels, Question
from bot.domain.presses import (
    Again,
    Answer,
    Back,
    Cancel,
    ChoicePage,
    Home,
    InForm,
    PickDate,
    PutAside,
    Rate,
    Reopen,
    Resume,
    Save,
    ThrowAway,
    WhatToChange,
)
from bot.domain.text import N_
from bot.store.caseload import cases, checkins, drafts
from bot.store.caseload.drafts import Draft
from bot.store.rights import consents
from bot.turn import Button, Instead, Reply, Say, TakeBack, Turn, Words
from handlers import asking, directory
from handlers.asking import Filling
from handlers.fillings import FILLINGS
from handlers.home import home, menu_screen, otherwise
from handlers.mentor import checkin, prompt_answers
from handlers.over import EARLIER, no_case, over
from handlers.screens import pairs

# Answers that take some effort: whoever cancels is asked once more.
LOSES = ("note", "levels", "levels?", "helps")
# Messages of the chat that were too long for an answer; and an answer being changed, with all answers as they were.
LEFT, REOPENED = "left", "reopened"
SAVED_ALREADY = N_("That check-in has been saved already.")
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
class Filled:
    """A form that is being filled in: whose it is, and its draft (a blank one before the first answer)."""

    filling: Filling
    draft: Draft

    @property
    def question(self) -> Question | None:
        """The question that is to be answered now."""
        return forms.current(self.filling.form, self.draft.answers)

    @property
    def step(self) -> str:
        """Its name; nothing on the summary."""
        return "" if self.question is None else self.question.key


def answer(turn: Turn, pressed: Answer) -> list[Reply]:
    """A button that answers a question."""
    found = _find(turn, pressed)
    if found is None:
        return _gone(turn, pressed)
    filling, draft = found.filling, found.draft
    if isinstance(found.question, Day) and pressed.value.startswith("@") and _is_over(turn, pressed.value):
        return [asking.pick_date(turn, filling, draft, turn.t(REFUSES[Refuses.PAST]))]
    answers = forms.put(filling.form, draft.answers, pressed.question, pressed.value)
    return [asking.show(turn, filling, draft)] if answers is None else _go_on(turn, filling, draft, answers)


def words(turn: Turn, typed: Words) -> list[Reply]:
    """Something typed: it belongs to the form this person is filling in, if there is one."""
    draft = drafts.open_one(turn.tx, turn.me)
    if draft is None:
        return [] if typed.edited else directory.looked_up(turn, typed) or otherwise(turn, typed)
    if not is_theirs(turn, draft):
        return [TakeBack(typed.message_id), _theirs_no_more(turn, draft)]
    filling = FILLINGS[draft.form]
    question = forms.current(filling.form, draft.answers)
    if typed.edited and not isinstance(question, Free):
        return []
    match question:
        case Free():
            return _free_text(turn, typed, filling, draft, question)
        case Day():
            return _typed_date(turn, typed, filling, draft, question)
        case _:
            return [asking.show(turn, filling, draft, turn.t(CHOOSE))]


def _free_text(turn: Turn, typed: Words, filling: Filling, draft: Draft, question: Free) -> list[Reply]:
    text = typed.text.strip()
    if draft.form == "checkin" and not _may_be_noted(turn, draft):
        return [TakeBack(typed.message_id), asking.show(turn, filling, draft, turn.t(NO_NOTES))]
    if len(text) > question.limit:
        # The typed message stays where it is, so that nothing has to be typed again; it goes with the one that fits.
        left = [*draft.answers.get(LEFT, []), typed.message_id]
        draft = _keep(turn, draft, {**draft.answers, LEFT: left})
        return [asking.show(turn, filling, draft, turn.t(TOO_LONG, length=len(text), most=question.limit))]
    answers = forms.write(filling.form, draft.answers, text)
    if answers is None:
        return [asking.show(turn, filling, draft)]
    gone = TakeBack(typed.message_id)
    return [gone, *(reply for reply in _go_on(turn, filling, draft, answers) if reply != gone)]


def _may_be_noted(turn: Turn, draft: Draft) -> bool:
    """Whether the participant lets notes be kept; where nobody was asked here, it is settled on paper."""
    case = asking.case_of(turn, draft)
    return case is None or consents.lets_notes_be_kept(turn.tx, case)


def _typed_date(turn: Turn, typed: Words, filling: Filling, draft: Draft, question: Day) -> list[Reply]:
    """Read a date; always echoed as an absolute one before it counts."""
    gone = TakeBack(typed.message_id)
    match dates.read(typed.text, turn.now, turn.me.zone):
        case dates.Moment(at=at):
            return [gone, _echo(turn, filling, draft, question, at)]
        case dates.Question(choices=choices, reason=reason):
            return [gone, _which(turn, filling, draft, question, choices, ASKS[reason])]
        case dates.Refused(reason=reason):
            return [asking.pick_date(turn, filling, draft, turn.t(REFUSES[reason]))]


def _echo(turn: Turn, filling: Filling, draft: Draft, question: Day, at: datetime) -> Say:
    moment = turn.moment(at) if question.hour else turn.language.day(at.astimezone(turn.me.zone))
    text = turn.lines(filling.title(turn, draft), turn.t(N_("<b>{moment}</b>. Is that right?"), moment=moment))
    right = asking.answer(draft, question.key, _epoch(at), turn.t(N_("Yes")))
    other = asking.button(draft, turn.t(N_("Change it")), PickDate(question.key))
    return turn.say(text, (right, other), asking.way_out(turn, draft, question.key))


def _which(
    turn: Turn, filling: Filling, draft: Draft, question: Day, choices: tuple[dates.Moment, ...], text: str
) -> Say:
    if not choices:
        return asking.pick_date(turn, filling, draft, turn.t(text))
    buttons = [
        asking.answer(draft, question.key, _epoch(one.at), _choice_of(turn, question, one.at)) for one in choices[:6]
    ]
    lines = turn.lines(filling.title(turn, draft), turn.t(text))
    return turn.say(lines, *pairs(buttons), asking.way_out(turn, draft, question.key))


def _choice_of(turn: Turn, question: Day, at: datetime) -> str:
    return turn.day(at) if question.hour else turn.language.short_day(at.astimezone(turn.me.zone))


def back(turn: Turn, pressed: Back) -> list[Reply]:
    """Take back the answer before this question; at the first one, leave the form as it is."""
    found = _find(turn, pressed)
    if found is None:
        return _gone(turn, pressed)
    if pressed.question != found.step:
        return [asking.show(turn, found.filling, found.draft)]
    being_changed = found.draft.answers.get(REOPENED, {})
    if being_changed.get("question") == pressed.question:
        return _go_on(turn, found.filling, found.draft, being_changed["before"])
    answers = forms.back(found.filling.form, found.draft.answers, pressed.question)
    if answers is None:
        drafts.put_aside(turn.tx, turn.me)
        return found.filling.leave(turn, found.draft)
    return _go_on(turn, found.filling, found.draft, answers)


def cancel(turn: Turn, pressed: Cancel) -> list[Reply]:
    """Leave the form; asked once more when there is something to lose."""
    found = _find(turn, pressed)
    if found is None:
        return _gone(turn, pressed)
    draft = found.draft
    if not draft.id or not any(draft.answers.get(key) for key in LOSES):
        return throw_away(turn, ThrowAway(token=pressed.token))
    throw = asking.button(draft, turn.t(N_("Throw it away")), ThrowAway())
    keep = Button(turn.t(N_("Keep it for later")), PutAside())
    go_on = asking.button(draft, turn.t(N_("Go on")), Again())
    text = turn.lines(found.filling.title(turn, draft), turn.t(N_("Throw away what you filled in, {you}?")))
    return [turn.say(text, (keep, throw), (go_on,))]


def throw_away(turn: Turn, pressed: ThrowAway) -> list[Reply]:
    """Drop the draft and go home."""
    draft = drafts.by_token(turn.tx, turn.me, pressed.token)
    if draft is not None:
        drafts.drop(turn.tx, draft)
    drafts.put_aside(turn.tx, turn.me)
    gone = [] if draft is None else _take_back_left(draft)
    return [*gone, menu_screen(turn, N_("Cancelled; nothing was saved."))]


def put_aside(turn: Turn, pressed: PutAside) -> list[Reply]:
    """Leave whatever is being filled in; it can be taken up again from the menu."""
    if drafts.open_one(turn.tx, turn.me) is None:
        return home(turn, Home())
    drafts.put_aside(turn.tx, turn.me)
    return [menu_screen(turn, N_("Put aside; what you filled in is kept."))]


def again(turn: Turn, pressed: Again) -> list[Reply]:
    """Show the current question once more."""
    found = _find(turn, pressed)
    if found is None:
        return _gone(turn, pressed)
    if found.draft.id:
        drafts.resume(turn.tx, turn.me, found.draft)
    return [asking.show(turn, found.filling, found.draft)]


def resume(turn: Turn, pressed: Resume) -> list[Reply]:
    """Go on with a draft from the menu."""
    draft = drafts.by_token(turn.tx, turn.me, pressed.token)
    if draft is None:
        return [over(turn, EARLIER)]
    if not is_theirs(turn, draft):
        return [_theirs_no_more(turn, draft)]
    drafts.resume(turn.tx, turn.me, draft)
    return [asking.show(turn, FILLINGS[draft.form], draft)]


def pick_date(turn: Turn, pressed: PickDate) -> list[Reply]:
    """ "Choose a date": words typed from now on are read as one."""
    found = _find(turn, pressed)
    if found is None:
        return _gone(turn, pressed)
    question = found.question
    if not isinstance(question, Day) or question.key != pressed.question:
        return [asking.show(turn, found.filling, found.draft)]
    draft = _keep(turn, found.draft, dict(found.draft.answers))
    return [asking.pick_date(turn, found.filling, draft)]


def page(turn: Turn, pressed: ChoicePage) -> list[Reply]:
    """Another page of a long choice."""
    found = _find(turn, pressed)
    if found is None or not found.draft.id:
        return _gone(turn, pressed)
    return _go_on(turn, found.filling, found.draft, {**found.draft.answers, "page": pressed.page})


def topic(turn: Turn, pressed: Rate) -> list[Reply]:
    """One part of life of the levels question."""
    found = _find(turn, pressed)
    if found is None:
        return _gone(turn, pressed)
    chosen = next((one for one in TOPICS if one.code == pressed.topic), None)
    if chosen is None or not isinstance(found.question, Levels):
        return [asking.show(turn, found.filling, found.draft)]
    return [asking.topic_screen(turn, found.filling, found.draft, chosen)]


def reopen(turn: Turn, pressed: Reopen) -> list[Reply]:
    """Change one answer from the summary; what follows from it is asked anew only where it changed."""
    found = _find(turn, pressed)
    if found is None or not found.draft.id:
        return _gone(turn, pressed)
    filling, draft, key = found.filling, found.draft, pressed.question
    question = filling.form.question(key)
    if question is None:
        return [asking.show(turn, filling, draft)]
    reopened = forms.called_for if question.record is not None and question.record.add else forms.reopened
    kept = {**reopened(draft.answers, key), REOPENED: {"question": key, "before": draft.answers}}
    return [asking.show(turn, filling, _keep(turn, draft, kept))]


def what_to_change(turn: Turn, pressed: WhatToChange) -> list[Reply]:
    """Which answer of a check-in to change."""
    found = _find(turn, pressed)
    if found is None or not found.draft.id or found.filling is not checkin.FILLING:
        return _gone(turn, pressed)
    return [checkin.what_to_change(turn, found.draft)]


def save(turn: Turn, pressed: Save) -> list[Reply]:
    """The last tap."""
    found = _find(turn, pressed)
    if found is None or not found.draft.id:
        return _gone(turn, pressed)
    if found.question is not None:
        return [asking.show(turn, found.filling, found.draft)]
    said = {"why": pressed.why} if pressed.why else {}
    return found.filling.save(turn, replace(found.draft, answers={**found.draft.answers, **said}))


def _go_on(turn: Turn, filling: Filling, draft: Draft, answers: dict[str, Any]) -> list[Reply]:
    question, being_changed = forms.current(filling.form, answers), answers.get(REOPENED, {})
    still_changing = question is not None and question.key == being_changed.get("question")
    done_with = {LEFT} if still_changing else {LEFT, REOPENED}
    kept = {key: value for key, value in answers.items() if key not in done_with}
    return [*_take_back_left(draft), *_next(turn, filling, _keep(turn, draft, kept), kept)]


def _take_back_left(draft: Draft) -> list[Reply]:
    """What was too long and was left standing in the chat goes, once there is an answer or the form is over."""
    return [TakeBack(message_id) for message_id in draft.answers.get(LEFT, [])]


def _next(turn: Turn, filling: Filling, draft: Draft, answers: dict[str, Any]) -> list[Reply]:
    if filling.check is not None and (wrong := filling.check(turn, draft)) is not None:
        key, reason = wrong
        return [asking.show(turn, filling, _keep(turn, draft, forms.reopened(answers, key)), reason)]
    if filling.summary is None and forms.current(filling.form, answers) is None:
        return filling.save(turn, draft)
    return [asking.show(turn, filling, draft)]


def _keep(turn: Turn, draft: Draft, answers: dict[str, Any]) -> Draft:
    return drafts.keep(turn.tx, turn.me, draft, answers, asking.case_of(turn, draft))


def _find(turn: Turn, pressed: InForm) -> Filled | None:
    """The form a button belongs to; None where it is finished, thrown away, or theirs no more (see `_gone`)."""
    draft = drafts.by_token(turn.tx, turn.me, pressed.token) or _blank(turn, pressed)
    if draft is None or not is_theirs(turn, draft):
        return None
    return Filled(FILLINGS[draft.form], draft)


def is_theirs(turn: Turn, draft: Draft) -> bool:
    """Whether what a form is about is this person's now.

    A check-in is recorded only while somebody is accompanied; it is put right by whoever accompanies them, and by
    nobody who could only read it.
    """
    if draft.case_id is None:
        return True
    case = asking.case_of(turn, draft)
    if case is None:
        return False
    if draft.corrects_id is not None:
        return case.mentor_id == turn.me.id
    return draft.form != checkin.FILLING.form.name or cases.is_accompanied_by(case, turn.me)


def _theirs_no_more(turn: Turn, draft: Draft) -> Instead:
    """A form about somebody who is no longer theirs goes: it could neither be saved nor be seen again."""
    if draft.id:
        drafts.drop(turn.tx, draft)
    return no_case(turn, draft.case_id, NOT_YOURS)


def _blank(turn: Turn, pressed: InForm) -> Draft | None:
    """A form that nobody has answered yet; None where the tap is from a form that is finished or thrown away."""
    if pressed.form == checkin.FILLING.form.name and not checkins.saved_with(turn.tx, turn.me, pressed.token):
        return Draft(0, pressed.form, pressed.token, pressed.about, None, {})
    if pressed.form == prompt_answers.FILLING.form.name and prompt_answers.may_be_put_off(turn, pressed.about):
        return Draft(0, pressed.form, pressed.token, None, None, {"prompt": pressed.about})
    if pressed.form in FILLINGS and turn.me.role in FILLINGS[pressed.form].first_for:
        return Draft(0, pressed.form, pressed.token, None, None, {})
    return None


def _gone(turn: Turn, pressed: InForm) -> list[Reply]:
    """A tap on a form that is finished, thrown away or theirs no more: why, and what waits instead."""
    if checkins.saved_with(turn.tx, turn.me, pressed.token):
        return [over(turn, SAVED_ALREADY)]
    draft = drafts.by_token(turn.tx, turn.me, pressed.token) or _blank(turn, pressed)
    return [over(turn, EARLIER) if draft is None else _theirs_no_more(turn, draft)]


def _epoch(at: datetime) -> str:
    return f"@{int(at.timestamp())}"


def _is_over(turn: Turn, value: str) -> bool:
    """Whether a moment on a button has passed meanwhile (or was never one)."""
    latest = int((turn.now + dates.FURTHEST).timestamp())
    return not value[1:].isdecimal() or not turn.now.timestamp() < int(value[1:16]) <= latest
