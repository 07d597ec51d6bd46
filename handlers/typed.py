"""One door in: what is typed is read in one order, whatever stands open; what was typed does not stay in the chat.

A reader answers, or passes the words on (None). The orders at the end are the law; a new meaning of typed words is a
new reader in its place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.domain import forms
from bot.domain.forms import PENDING, Free
from bot.domain.people import STAFF, Role
from bot.domain.presses import Answer, CallMe, CaseCard, Home, MeantAs, Press, RaiseFlag, UrgentWhose
from bot.domain.text import N_
from bot.domain.typed import code_at_start, codes_in, has_stood, plainly
from bot.domain.urgent import UNSAID
from bot.store.caseload import cases, drafts
from bot.store.caseload.cases import Case
from bot.store.caseload.drafts import Draft
from bot.store.queues import shown
from bot.store.rights import participants
from bot.turn import Blocked, Button, Event, Follow, Instead, Media, Reply, Say, TakeBack, Turn, Words
from handlers import agreeing, asking, directory, guard, open_question, start
from handlers.answering import TYPED_NOT_KEPT, find, gone, is_theirs, keep
from handlers.asking import on_a_button
from handlers.fillings import FILLINGS
from handlers.home import menu_screen, otherwise
from handlers.mentor import checkin, finding, notes, urgent
from handlers.mentor.lines import filled, together, whose_note
from handlers.participant import danger, second_half
from handlers.screens import menu

Reader = Callable[[Turn, Words], "list[Reply] | None"]
NOT_KEPT = N_(
    "Pictures, voice messages, files and the like are not kept here, {you}, and are taken out of this chat. "
    "Please type it instead."
)
NOT_KEPT_OF_LEADERS = N_(
    "Pictures, voice messages, files and the like are not kept here, {you}, and are taken out of this chat. "
    "Please say it to a person."
)
WORDS_ALONE = N_("What you sent is taken out of this chat; the words under it are read.")
NOT_RECORDED = N_("Their mentor records for {code}; what you typed has not been kept.")


def of_staff(turn: Turn, typed: Words) -> list[Reply]:
    """What somebody of the staff typed: never a question to the public directory, unless they opened it."""
    return _with_a_word(turn, typed, _first(STAFF_ORDER, turn, typed))


def of_participant(turn: Turn, typed: Words) -> list[Reply]:
    """What a participant typed. Whether they need help now is asked of all of it, whatever else it is."""
    said = _with_a_word(turn, typed, _first(PARTICIPANT_ORDER, turn, typed))
    return danger.help_first(turn, typed, said) if said else []


def of_stranger(turn: Turn, typed: Words) -> list[Reply]:
    """What somebody typed whom the bot does not know, or whose phone shows an empty bot."""
    if typed.edited:
        return []
    return danger.help_first(turn, typed, _with_a_word(turn, typed, _first(STRANGER_ORDER, turn, typed)))


def unknown(turn: Turn, event: Event) -> list[Reply]:
    """Whatever somebody does whom the bot does not know: the same neutral screen for all."""
    match event:
        case Words():
            return of_stranger(turn, event)
        case Media():
            return [TakeBack(event.message_id), directory.front(turn, NOT_KEPT)]
        case Blocked():
            return []
        case _:
            return [*directory.empty(turn)]


def sent(turn: Turn, media: Media) -> list[Reply]:
    """Pictures, voices and places say more than anybody needs to know: they are not kept, nor left in the chat.

    Why, and how to be heard all the same; and the question that stood open stands there again.
    """
    taken = TakeBack(media.message_id)
    draft = drafts.open_one(turn.tx, turn.me)
    if draft is not None and draft.form != directory.LOOKING_UP.name and is_theirs(turn, draft):
        return [taken, asking.show(turn, FILLINGS[draft.form], draft, turn.t(NOT_KEPT))]
    if turn.me.role is not Role.PARTICIPANT:
        why = NOT_KEPT if cases.count_own(turn.tx, turn.me) else NOT_KEPT_OF_LEADERS
        return [taken, turn.say(turn.t(why), (menu(turn),))]
    call_me = Button(turn.t(N_("📞 Please call me")), CallMe())
    return [taken, turn.say(turn.t(NOT_KEPT), (call_me,), (directory.emergency(turn),), (menu(turn),))]


def _with_a_word(turn: Turn, typed: Words, said: list[Reply]) -> list[Reply]:
    """Of words under a picture: that the picture itself is not kept."""
    if not typed.under:
        return said
    first = next((at for at, reply in enumerate(said) if isinstance(reply, Say)), None)
    if first is None:
        return said
    screen = said[first]
    assert isinstance(screen, Say)
    told = replace(screen, text=turn.lines(screen.text, turn.t(WORDS_ALONE)))
    return [*said[:first], told, *said[first + 1 :]]


def meant(turn: Turn, pressed: MeantAs) -> list[Reply]:
    """What was typed is what this button says it is."""
    found = find(turn, pressed)
    if found is None or not found.draft.id:
        return gone(turn, pressed)
    draft, typed = found.draft, open_question.pending(found.draft)
    if typed is None:
        return [asking.show(turn, found.filling, draft)]
    drafts.resume(turn.tx, turn.me, draft)
    draft = keep(turn, draft, forms.without(draft.answers, PENDING))
    match pressed.meant:
        case "answer":
            said = open_question.heard(turn, typed, draft)
        case "note":
            said = open_question.note_or_show(turn, typed, draft)
        case _:
            drafts.put_aside(turn.tx, turn.me)
            said = of_participant(turn, typed) if turn.me.role not in STAFF else of_staff(turn, typed)
    # Its message is gone from the chat already.
    return [reply for reply in said if reply != TakeBack(typed.message_id)]


def _first(readers: tuple[Reader, ...], turn: Turn, typed: Words) -> list[Reply]:
    return next(said for reader in readers if (said := reader(turn, typed)) is not None)


# -- readers -----------------------------------------------------------------------------------------------------------


def _changed(turn: Turn, typed: Words) -> list[Reply] | None:
    """A message that was changed counts only for the question that stands open, and not before a PIN that is asked."""
    if not typed.edited:
        return None
    if turn.me.role is Role.PARTICIPANT and guard.barrier(turn) is not None:
        return []
    draft = drafts.open_one(turn.tx, turn.me)
    if draft is None:
        return []
    if together.is_refused(draft, typed):
        return of_staff(turn, replace(typed, edited=False))
    if together.is_of_lines(draft) and (said := together.not_read_again(turn, typed, draft, FILLINGS[draft.form])):
        return said
    return open_question.heard(turn, typed, draft)


def _button(turn: Turn, typed: Words) -> list[Reply] | None:
    """The words on a button that stands in the chat now; the menu is always near."""
    press: Press | None
    if plainly(typed.text) == plainly(turn.t(N_("Menu"))):
        press = Home()
    else:
        press = on_a_button(turn, typed.text, _shown(turn, typed))
    return _taking(typed, None if press is None else [Follow(press)])


def _under_its_form(turn: Turn, typed: Words) -> list[Reply] | None:
    """What was typed on the page says under which filling-in: that is the open one, whatever was begun meanwhile.

    Where that is over, or another question of it is open by now, it answers nothing, and can be copied.
    """
    if not typed.into:
        return None
    draft, stays = drafts.by_token(turn.tx, turn.me, typed.into), TakeBack(typed.message_id, after=notes.STAYS)
    if draft is None:
        return [stays, Instead(turn.t(TYPED_NOT_KEPT))]
    drafts.resume(turn.tx, turn.me, draft)
    question = forms.current(FILLINGS[draft.form].form, draft.answers)
    if typed.question != ("" if question is None else question.key):
        return [stays, asking.show(turn, FILLINGS[draft.form], draft, turn.t(TYPED_NOT_KEPT))]
    return None


def _taking(typed: Words, said: list[Reply] | None) -> list[Reply] | None:
    """What is said, if anything is, and the words are gone."""
    return None if said is None else [TakeBack(typed.message_id), *said]


def _standing(turn: Turn, typed: Words) -> list[tuple[str, Press]]:
    """The buttons that stand in the chat now, or on the page where it was typed there; looked up once a turn."""
    find = shown.buttons_on_page if typed.on_page else shown.buttons
    return turn.once("standing", lambda: find(turn.tx, turn.chat))


def _shown(turn: Turn, typed: Words) -> list[tuple[str, Press]]:
    """What stands there; where that has been taken away, what would stand there."""
    if found := _standing(turn, typed):
        return found
    draft = drafts.open_one(turn.tx, turn.me)
    if draft is None or not is_theirs(turn, draft):
        return []
    return asking.buttons_of(asking.show(turn, FILLINGS[draft.form], draft))


def _whom_it_is_about(turn: Turn, typed: Words) -> list[Reply] | None:
    """A number, a code or a name while the screen asks whom something urgent is about: those are offered there."""
    presses = [press for _, press in _standing(turn, typed)]
    one = any(isinstance(press, RaiseFlag) and press.kind == UNSAID for press in presses)
    if not one and not any(isinstance(press, UrgentWhose) and press.first for press in presses):
        return None
    found = [(case.id, case.code) for case in finding.own_cases(turn, typed.text, begun=True)]
    return _taking(typed, [urgent.among(turn, found)] if found else None)


def _beside_others(turn: Turn, typed: Words) -> list[Reply] | None:
    """A check-in that is typed while others, typed before, wait to be saved: they are shown together."""
    draft = drafts.open_one(turn.tx, turn.me)
    if draft is None or not together.is_of_lines(draft):
        return None
    told = filled.told_in(turn, typed)
    if told is None:
        return together.too_much(turn, typed) if _names_several(turn, typed) else None
    return together.add(turn, typed, told) if together.belongs(turn, draft, told) else None


def _names_several(turn: Turn, typed: Words) -> bool:
    """Whether there are codes of several of theirs in it."""
    return len(codes_in(typed.text) & {code for _, code in cases.own_running(turn.tx, turn.me)}) > 1


def _another_case(turn: Turn, typed: Words) -> list[Reply] | None:
    """A line that begins with the code of a case of theirs is about that one, and never answers an open question.

    What stands open about another is put aside. Where another code is met elsewhere, or one that is not theirs, it is
    asked first. Here is the place of a check-in typed in one line.
    """
    draft = drafts.open_one(turn.tx, turn.me)
    found = code_at_start(typed.text)
    if draft is not None and _takes_codes(draft) and (draft.form != whose_note.WHOSE.name or not found or not found[1]):
        return None
    case = None if found is None else cases.called(turn.tx, turn.me, found[0])
    if case is None or found is None:
        return _asked_about_codes(turn, typed, draft)
    if draft is not None and draft.case_id == case.id:
        return None if found[1] else [TakeBack(typed.message_id), asking.show(turn, FILLINGS[draft.form], draft)]
    if not found[1]:
        drafts.put_aside(turn.tx, turn.me)
        return [TakeBack(typed.message_id), Follow(CaseCard(case.id))]
    if not cases.is_accompanied_by(turn.tx, case, turn.me):
        drafts.put_aside(turn.tx, turn.me)
        return [TakeBack(typed.message_id), menu_screen(turn, None, turn.t(NOT_RECORDED, code=case.code))]
    return _recorded(turn, typed, case, found[1])


def _recorded(turn: Turn, typed: Words, case: Case, rest: str) -> list[Reply]:
    """What somebody typed about one whom they accompany, after the code, and perhaps about others as well."""
    told = filled.told_in(turn, typed)
    if told is None and _names_several(turn, typed):
        return together.too_much(turn, typed)
    drafts.put_aside(turn.tx, turn.me)
    if told is not None and len(told) > 1:
        return together.add(turn, typed, told)
    piece = notes.piece_of(turn, replace(typed, text=rest))
    if told and filled.tell_more(told) and told[0].case is not None and told[0].case.id == case.id:
        return [TakeBack(typed.message_id), filled.open_filled(turn, case, told[0], piece)]
    begun = drafts.of_case(turn.tx, turn.me, case.id) or Draft(0, checkin.FILLING.form.name, "", case.id, None, {})
    stays = not notes.fits(checkin.FILLING, begun, notes.NOTE, piece) and not typed.under
    gone = TakeBack(typed.message_id, after=notes.STAYS if stays else timedelta())
    return [gone, checkin.open_with_note(turn, case, piece)]


def _takes_codes(draft: Draft) -> bool:
    question = forms.current(FILLINGS[draft.form].form, draft.answers)
    if draft.form == whose_note.WHOSE.name:
        return question is not None and question.key == whose_note.CASE
    return isinstance(question, Free) and question.takes_code


def _asked_about_codes(turn: Turn, typed: Words, draft: Draft | None) -> list[Reply] | None:
    """Words with another code in them, while something about somebody stands open: are they about that one?

    The same question whether there is such a code or not.
    """
    if draft is None or draft.case_id is None or not is_theirs(turn, draft):
        return None
    case = asking.case_of(turn, draft)
    if case is None or not codes_in(typed.text) - {case.code}:
        return None
    return open_question.is_this_meant(turn, typed, draft)


def _open_question(turn: Turn, typed: Words) -> list[Reply] | None:
    """The question that stands open. One that has stood for hours asks first whether it is meant."""
    draft = drafts.open_one(turn.tx, turn.me)
    if draft is None:
        return None
    stood = draft.touched_at is not None and has_stood(draft.touched_at, typed.seen_from(turn.now))
    old = stood and not typed.into
    if draft.form == directory.LOOKING_UP.name:
        return None if old else _looked_up(turn, typed)
    if draft.form == whose_note.WHOSE.name and _takes_codes(draft):
        return _whose(turn, typed, draft)
    if draft.form == together.FILLING.form.name:
        if together.day_meant(turn, draft, typed.text) is not None:
            return open_question.heard(turn, typed, draft)
        return _elsewhere(turn, typed, draft) or _pleasantry(turn, typed) or together.add_words(turn, typed, draft)
    if not isinstance(forms.current(FILLINGS[draft.form].form, draft.answers), Free) and (
        (elsewhere := _elsewhere(turn, typed, draft)) is not None
    ):
        return elsewhere
    if old and open_question.is_to_be_asked(turn, typed, draft):
        return open_question.is_this_meant(turn, typed, draft)
    return open_question.heard(turn, typed, draft)


def _elsewhere(turn: Turn, typed: Words, draft: Draft) -> list[Reply] | None:
    """What is typed beside a question that takes no text: another name, or words of the menu. The form waits."""
    if (said := _menu_button(turn, typed)) is not None:
        return said
    if turn.me.role is Role.PARTICIPANT:
        return None
    called = finding.own_cases(turn, typed.text)
    if len(called) != 1 or called[0].id == draft.case_id:
        return None
    # Whoever typed a name is shown it: they know it already.
    return [TakeBack(typed.message_id), Follow(CaseCard(called[0].id, named=code_at_start(typed.text) is None))]


def _whose(turn: Turn, typed: Words, draft: Draft) -> list[Reply] | None:
    """Where it is asked whose note it is: a code or a name, the rest of the note, or else the next note.

    The one that stands open is put aside, to be gone on with from the menu.
    """
    # What was sent before the question was there is no answer to it.
    is_answer = typed.at is None or typed.at.timestamp() > draft.answers.get(forms.HANDLED, 0)
    called = finding.own_cases(turn, typed.text, begun=is_answer)
    if len(called) == 1:
        return [TakeBack(typed.message_id), Follow(Answer(whose_note.CASE, str(called[0].id), token=draft.token))]
    if called:
        hint = turn.t(finding.SEVERAL)
        return [TakeBack(typed.message_id), asking.show(turn, FILLINGS[draft.form], draft, hint)]
    if open_question.continues(typed, draft):
        return open_question.heard(turn, typed, draft)
    drafts.put_aside(turn.tx, turn.me)
    return None


def _menu_button(turn: Turn, typed: Words) -> list[Reply] | None:
    """The words on a button of the menu."""
    press = on_a_button(turn, typed.text, asking.buttons_of(menu_screen(turn)))
    return _taking(typed, None if press is None else [Follow(press)])


def _pleasantry(turn: Turn, typed: Words) -> list[Reply] | None:
    """A greeting, thanks, or a sign without words: the menu, and nobody is asked whose note that is."""
    said = plainly(typed.text)
    if said and said not in asking.words_of(turn, asking.PLEASANTRIES):
        return None
    return [TakeBack(typed.message_id), menu_screen(turn)]


def _code(turn: Turn, typed: Words) -> list[Reply] | None:
    return _taking(typed, finding.by_code(turn, typed))


def _name(turn: Turn, typed: Words) -> list[Reply] | None:
    return _taking(typed, finding.by_name(turn, typed))


def _line(turn: Turn, typed: Words) -> list[Reply] | None:
    """A check-in in one message, which says whose it is: by a name, or by a code that stands further on."""
    told = [] if cases.count_own(turn.tx, turn.me) == 0 else filled.told_in(turn, typed)
    if told is None:
        return together.too_much(turn, typed) if _names_several(turn, typed) else None
    if not filled.tell_more(told):
        return None
    if len(told) > 1:
        return together.add(turn, typed, told)
    if told[0].case is None:
        return None
    piece = notes.piece_of(turn, typed)
    return [TakeBack(typed.message_id), filled.open_filled(turn, told[0].case, told[0], piece)]


def _whose_note(turn: Turn, typed: Words) -> list[Reply] | None:
    """Whatever else a mentor types is a note of theirs until they say otherwise."""
    if cases.count_own(turn.tx, turn.me) == 0:
        return None
    return open_question.heard(turn, typed, whose_note.begin(turn))


def _nobody_asked(turn: Turn, typed: Words) -> list[Reply]:
    return [TakeBack(typed.message_id), *otherwise(turn, typed)]


def _first_meeting(turn: Turn, typed: Words) -> list[Reply] | None:
    """Until the questions of the first meeting are answered, nothing else is.

    While nobody knows who it is their words are a question to the directory, as a stranger's are.
    """
    if not turn.me.settled:
        return start.first_meeting(turn, typed)
    asked = agreeing.question(turn)
    if asked is not None and turn.me.unmet and participants.is_adult(turn.tx, turn.me):
        asked = directory.looked_up(turn, typed) or asked
    return _taking(typed, None if asked is None else [*asked])


def _looked_up(turn: Turn, typed: Words) -> list[Reply]:
    """A question to the directory; neither it nor what it found stays in the chat."""
    said = directory.looked_up(turn, typed) or directory.not_found(turn)
    return [TakeBack(typed.message_id), *said]


def _looked_up_by_a_stranger(turn: Turn, typed: Words) -> list[Reply]:
    return [TakeBack(typed.message_id), *directory.empty(turn, typed)]


STAFF_ORDER: tuple[Reader, ...] = (
    _changed,
    _under_its_form,
    _button,
    _whom_it_is_about,
    _beside_others,
    _another_case,
    _open_question,
    _menu_button,
    _pleasantry,
    _code,
    _name,
    _line,
    _whose_note,
    _nobody_asked,
)
PARTICIPANT_ORDER: tuple[Reader, ...] = (
    guard.agreed_word,
    _changed,
    _first_meeting,
    guard.pin,
    _under_its_form,
    _button,
    _open_question,
    second_half.of_what_was_asked,
    _menu_button,
    _looked_up,
)
STRANGER_ORDER: tuple[Reader, ...] = (
    guard.opened_by_pin,
    start.pasted_link,
    start.typed_code,
    _looked_up_by_a_stranger,
)
