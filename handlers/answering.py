"""What people do with a form: answer, type, go back, cancel, look once more. Late and double taps change nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from bot.domain import dates, forms
from bot.domain.checkins import TOPICS
from bot.domain.dates import Refuses
from bot.domain.forms import LEFT, PENDING, REOPENED, Day, Levels, Question, Several
from bot.domain.lines.together import line_of
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
from bot.domain.timing.midnights import midnight
from bot.store.caseload import cases, checkins, drafts
from bot.store.caseload.drafts import Draft
from bot.turn import Button, Instead, Reply, TakeBack, Turn
from handlers import asking
from handlers.asking import Filling
from handlers.fillings import FILLINGS
from handlers.home import home, menu_screen
from handlers.mentor import checkin, prompt_answers
from handlers.mentor.lines import together
from handlers.over import EARLIER, no_case, over

# Answers that take some effort: whoever cancels is asked once more.
LOSES = ("of", "read", "note", "note?", "good", "good?", "agreed", "agreed?", "levels", "levels?", "helps", "words")
SAVED_ALREADY = N_("That check-in has been saved already.")
NOT_YOURS = N_("This participant is no longer with you, {you}. Your supervisor can tell you more.")
TYPED_NOT_KEPT = N_("What you typed has not been kept.")
CHOOSE = N_("Please choose one of the buttons below; what you typed has not been kept.")
REFUSES = {
    Refuses.UNKNOWN: N_("I did not understand that date yet."),
    Refuses.PAST: N_("That moment has passed already."),
    Refuses.TOO_FAR: N_("That is very far away; please choose a date within a year."),
    Refuses.NO_SUCH_DATE: N_("The calendar does not have that date."),
    Refuses.NO_SUCH_TIME: N_("The clock does not have that hour."),
    Refuses.CONTRADICTION: N_("The parts of that do not go together."),
    Refuses.SAY_A_DATE: N_("I cannot be sure of that; please give a date."),
    Refuses.MOVES: N_("The date of that is another one every year; please give the date itself."),
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
    found = find(turn, pressed)
    if found is None:
        return gone(turn, pressed)
    filling, draft = found.filling, found.draft
    if isinstance(found.question, Day) and found.question.back:
        if pressed.value not in dict(asking.days_back(turn, filling, draft, found.question)):
            return [asking.show(turn, filling, draft)]
    elif isinstance(found.question, Day) and pressed.value.startswith("@") and _is_over(turn, found.question, pressed):
        return [asking.pick_date(turn, filling, draft, turn.t(REFUSES[Refuses.PAST]))]
    if isinstance(found.question, Several) and found.question.source is not None and filling.options is not None:
        everybody = [code for code, _ in filling.options(turn, draft)]
        if pressed.value == forms.EVERYBODY:
            return go_on(turn, filling, draft, {**draft.answers, found.question.key + forms.MAKING: everybody})
        if pressed.value[:1] == "+" and pressed.value[1:] not in everybody:
            return [asking.show(turn, filling, draft)]
    answers = forms.put(filling.form, draft.answers, pressed.question, pressed.value)
    return [asking.show(turn, filling, draft)] if answers is None else go_on(turn, filling, draft, answers)


def back(turn: Turn, pressed: Back) -> list[Reply]:
    """Take back the answer before this question; at the first one, leave the form as it is."""
    found = find(turn, pressed)
    if found is None:
        return gone(turn, pressed)
    if pressed.question != found.step:
        return [asking.show(turn, found.filling, found.draft)]
    being_changed = found.draft.answers.get(REOPENED, {})
    if being_changed.get("question") == pressed.question:
        return go_on(turn, found.filling, found.draft, being_changed["before"])
    if line_of(found.draft.answers) is not None and (listed := together.listed_with(turn, found.draft)) is not None:
        return [listed]
    answers = forms.back(found.filling.form, found.draft.answers, pressed.question)
    if answers is None:
        drafts.put_aside(turn.tx, turn.me)
        return found.filling.leave(turn, found.draft)
    return go_on(turn, found.filling, found.draft, answers)


def cancel(turn: Turn, pressed: Cancel) -> list[Reply]:
    """Leave the form; asked once more when there is something to lose."""
    found = find(turn, pressed)
    if found is None:
        return gone(turn, pressed)
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
        if (thrown := FILLINGS[draft.form].thrown) is not None:
            thrown(turn, draft)
        drafts.drop(turn.tx, draft)
    drafts.put_aside(turn.tx, turn.me)
    left = [] if draft is None else _take_back_left(draft)
    return [*left, menu_screen(turn, N_("Cancelled; nothing was saved."))]


def put_aside(turn: Turn, pressed: PutAside) -> list[Reply]:
    """Leave whatever is being filled in; it can be taken up again from the menu."""
    if drafts.open_one(turn.tx, turn.me) is None:
        return home(turn, Home())
    drafts.put_aside(turn.tx, turn.me)
    return [menu_screen(turn, N_("Put aside; what you filled in is kept."))]


def again(turn: Turn, pressed: Again) -> list[Reply]:
    """Show the current question once more."""
    found = find(turn, pressed)
    if found is None:
        return gone(turn, pressed)
    if found.draft.id:
        drafts.resume(turn.tx, turn.me, found.draft)
    return [asking.show(turn, found.filling, found.draft)]


def resume(turn: Turn, pressed: Resume) -> list[Reply]:
    """Go on with a draft from the menu."""
    draft = drafts.by_token(turn.tx, turn.me, pressed.token)
    if draft is None:
        return [over(turn, EARLIER)]
    if not is_theirs(turn, draft):
        return [theirs_no_more(turn, draft)]
    filling = FILLINGS[draft.form]
    if filling.over is not None and (ended := filling.over(turn, draft)) is not None:
        drafts.drop(turn.tx, draft)
        return ended
    drafts.resume(turn.tx, turn.me, draft)
    if draft.form == checkin.FILLING.form.name and draft.corrects_id is None:
        return [checkin.go_on_with(turn, draft)]
    return [asking.show(turn, filling, draft)]


def pick_date(turn: Turn, pressed: PickDate) -> list[Reply]:
    """ "Choose a date": words typed from now on are read as one."""
    found = find(turn, pressed)
    if found is None:
        return gone(turn, pressed)
    question = found.question
    if not isinstance(question, Day) or question.key != pressed.question:
        return [asking.show(turn, found.filling, found.draft)]
    draft = keep(turn, found.draft, dict(found.draft.answers))
    return [asking.pick_date(turn, found.filling, draft)]


def page(turn: Turn, pressed: ChoicePage) -> list[Reply]:
    """Another page of a long choice."""
    found = find(turn, pressed)
    if found is None or not found.draft.id:
        return gone(turn, pressed)
    return go_on(turn, found.filling, found.draft, {**found.draft.answers, "page": pressed.page})


def topic(turn: Turn, pressed: Rate) -> list[Reply]:
    """One part of life of the levels question."""
    found = find(turn, pressed)
    if found is None:
        return gone(turn, pressed)
    chosen = next((one for one in TOPICS if one.code == pressed.topic), None)
    if chosen is None or not isinstance(found.question, Levels):
        return [asking.show(turn, found.filling, found.draft)]
    return [asking.topic_screen(turn, found.filling, found.draft, chosen)]


def reopen(turn: Turn, pressed: Reopen) -> list[Reply]:
    """Change one answer from the summary; what follows from it is asked anew only where it changed."""
    found = find(turn, pressed)
    if found is None or not found.draft.id:
        return gone(turn, pressed)
    filling, draft, key = found.filling, found.draft, pressed.question
    question = filling.form.question(key)
    if question is None:
        return [asking.show(turn, filling, draft)]
    reopened = forms.called_for if question.record is not None and question.record.add else forms.reopened
    kept = {**reopened(draft.answers, key), REOPENED: {"question": key, "before": draft.answers}}
    return [asking.show(turn, filling, keep(turn, draft, kept))]


def what_to_change(turn: Turn, pressed: WhatToChange) -> list[Reply]:
    """Which part of it to change: an answer of a check-in, one of several check-ins."""
    found = find(turn, pressed)
    if found is None or not found.draft.id or found.filling.parts is None:
        return gone(turn, pressed)
    return [found.filling.parts(turn, found.draft)]


def save(turn: Turn, pressed: Save) -> list[Reply]:
    """The last tap."""
    found = find(turn, pressed)
    if found is None or not found.draft.id:
        return gone(turn, pressed)
    if found.question is not None:
        return [asking.show(turn, found.filling, found.draft)]
    said = {**({"why": pressed.why} if pressed.why else {}), **({checkin.SEEN: True} if pressed.seen_to else {})}
    saved = found.filling.save(turn, replace(found.draft, answers={**found.draft.answers, **said}))
    return saved if found.draft.form != checkin.FILLING.form.name else together.after_one(turn, saved)


def go_on(turn: Turn, filling: Filling, draft: Draft, answers: dict[str, Any]) -> list[Reply]:
    """Keep the answers; the next question, the summary, or what saving brings."""
    answers = answers if filling.given is None else filling.given(turn, draft, answers)
    question, being_changed = forms.current(filling.form, answers), answers.get(REOPENED, {})
    still_changing = question is not None and question.key == being_changed.get("question")
    done_with = {LEFT, PENDING} if still_changing else {LEFT, PENDING, REOPENED}
    if forms.HELD in answers and answers[forms.HELD] in answers:
        done_with.add(forms.HELD)  # it is an answer now
    kept = forms.without(answers, *done_with)
    is_changed = bool(being_changed) and question is None
    return [*_take_back_left(draft), *_next(turn, filling, keep(turn, draft, kept), kept, is_changed=is_changed)]


def _take_back_left(draft: Draft) -> list[Reply]:
    """What was too long and was left standing in the chat goes, once there is an answer or the form is over."""
    return [TakeBack(message_id) for message_id in draft.answers.get(LEFT, [])]


def _next(
    turn: Turn, filling: Filling, draft: Draft, answers: dict[str, Any], *, is_changed: bool = False
) -> list[Reply]:
    """`is_changed`: an answer was changed, and nothing else is to be asked because of it."""
    if filling.over is not None and (ended := filling.over(turn, draft)) is not None:
        drafts.drop(turn.tx, draft)  # nothing comes of it, whatever is answered: nobody is asked on in vain
        return ended
    if filling.check is not None and (wrong := filling.check(turn, draft)) is not None:
        key, reason = wrong
        return [asking.show(turn, filling, keep(turn, draft, forms.reopened(answers, key)), reason)]
    if filling.summary is None and forms.current(filling.form, answers) is None:
        return filling.save(turn, draft)
    if is_changed and filling.at_once is not None and filling.at_once(turn, draft):
        return filling.save(turn, draft)
    return [asking.show(turn, filling, draft)]


def keep(turn: Turn, draft: Draft, answers: dict[str, Any], *, untouched: bool = False) -> Draft:
    """Keep these answers; `untouched`: nobody has looked at the question meanwhile."""
    return drafts.keep(turn.tx, turn.me, draft, answers, asking.case_of(turn, draft), untouched=untouched)


def find(turn: Turn, pressed: InForm) -> Filled | None:
    """The form a button belongs to; None where it is finished, thrown away, or theirs no more (see `gone`)."""
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
    return draft.form != checkin.FILLING.form.name or cases.is_accompanied_by(turn.tx, case, turn.me)


def theirs_no_more(turn: Turn, draft: Draft, *, typed: bool = False) -> Instead:
    """A form about somebody who is no longer theirs goes: it could neither be saved nor be seen again."""
    if draft.id:
        drafts.drop(turn.tx, draft)
    said = no_case(turn, draft.case_id, NOT_YOURS)
    return replace(said, said=turn.lines(said.said, turn.t(TYPED_NOT_KEPT))) if typed else said


def _blank(turn: Turn, pressed: InForm) -> Draft | None:
    """A form that nobody has answered yet; None where the tap is from a form that is finished or thrown away."""
    if pressed.form == checkin.FILLING.form.name and not checkins.saved_with(turn.tx, turn.me, pressed.token):
        if drafts.of_case(turn.tx, turn.me, pressed.about) is not None:
            return None  # it was begun anew, and goes on there
        return Draft(0, pressed.form, pressed.token, pressed.about, None, {})
    if pressed.form == prompt_answers.FILLING.form.name and prompt_answers.may_be_put_off(turn, pressed.about):
        return Draft(0, pressed.form, pressed.token, None, None, {"prompt": pressed.about})
    if pressed.form in FILLINGS and turn.me.role in FILLINGS[pressed.form].first_for:
        return Draft(0, pressed.form, pressed.token, None, None, {})
    return None


def gone(turn: Turn, pressed: InForm) -> list[Reply]:
    """A tap on a form that is finished, thrown away or theirs no more: why, and what waits instead."""
    if (saved := checkins.saved_as(turn.tx, turn.me, pressed.token)) is not None:
        again = checkin.receipt(turn, *saved) if isinstance(pressed, Save) else None
        return [over(turn, SAVED_ALREADY) if again is None else Instead(again)]
    draft = drafts.by_token(turn.tx, turn.me, pressed.token) or _blank(turn, pressed)
    return [over(turn, EARLIER) if draft is None else theirs_no_more(turn, draft)]


def _is_over(turn: Turn, question: Day, pressed: Answer) -> bool:
    """Whether a moment on a button has passed meanwhile (or was never one); a day, when it is over."""
    seconds = pressed.value[1:16]
    if not seconds.isdecimal():
        return True
    now = turn.now if question.hour else midnight(turn.today, turn.me.zone)
    furthest = dates.FURTHEST_COMING if question.coming else dates.FURTHEST
    return not now.timestamp() < int(seconds) <= (now + furthest).timestamp()
