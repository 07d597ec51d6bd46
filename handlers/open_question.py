"""The question that stands open, and what is typed to it: an answer, half of one, a date, or the words on a button.

An answer belongs to its question: a draft remembers the numbers of the messages it received or refused, and a message
that is changed later counts only for those.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.domain import dates, forms, planning
from bot.domain.dates import Asks, Refuses
from bot.domain.dates.words import LONGEST_TEXT
from bot.domain.forms import HANDLED, LEFT, PENDING, REFUSED, Choice, Day, Free, Question
from bot.domain.presses import MeantAs, PickDate
from bot.domain.text import N_
from bot.domain.timing.midnights import midnight
from bot.domain.typed import has_stood, in_one_breath
from bot.store.caseload.drafts import Draft
from bot.turn import Reply, Row, Say, TakeBack, Turn, Words
from handlers import asking
from handlers.answering import CHOOSE, REFUSES, go_on, is_theirs, keep, theirs_no_more
from handlers.asking import Filling
from handlers.fillings import FILLINGS
from handlers.mentor import checkin, notes
from handlers.screens import pairs

TOO_LONG = N_(
    "That is {length} characters; there is room for {most}. Please shorten it; your message above is still there."
)
TOO_LONG_ON_PAGE = N_("That is {length} characters; there is room for {most}. Please shorten it; it stands below.")
CHANGED = N_("Your change has been taken in.")
HAS_PASSED = N_("{moment} has passed already.")
NO_PAST_DAY = N_("That is no day up to today, or it lies too far back; it has not been kept.")
ASKS = {
    Asks.WHICH_WEEK: N_("Which week do you mean?"),
    Asks.WHICH_DAY: N_("Which day do you mean?"),
    Asks.WHICH_DATE: N_("Which date do you mean?"),
    Asks.WHICH_HOUR: N_("At what hour?"),
    Asks.WHICH_ONE: N_("Which of these do you mean?"),
    Asks.DATE_OR_TIME: N_("Is that a date or an hour?"),
}
MOST_IN_TWO_COLUMNS, MOST_IN_TWO_ROWS = 19, 4


def heard(turn: Turn, typed: Words, draft: Draft) -> list[Reply]:
    """What was typed while this form stands open."""
    if not is_theirs(turn, draft):
        return [TakeBack(typed.message_id), theirs_no_more(turn, draft, typed=True)]
    filling = FILLINGS[draft.form]
    if typed.edited:
        return _changed(turn, typed, filling, draft)
    return _said_to(turn, typed, filling, draft, forms.current(filling.form, draft.answers))


def _said_to(turn: Turn, typed: Words, filling: Filling, draft: Draft, question: Question | None) -> list[Reply]:
    match question:
        case Free():
            return _free_text(turn, typed, filling, draft, question)
        case Choice() if filling.typed is not None and (meant := filling.typed(turn, draft, typed.text)) is not None:
            return _taken_in(turn, typed, filling, draft, {**draft.answers, question.key: meant})
        case Day(back=0):
            return _typed_date(turn, typed, filling, draft, question)
        case Day() if (day := _day_back(turn, typed, filling, draft, question)) is not None:
            return _taken_in(turn, typed, filling, draft, {**draft.answers, question.key: day})
        case _ if (key := _text_around(typed, filling, draft, question)) is not None and (
            filling is checkin.FILLING or _is_one_breath(typed, draft, key)
        ):
            return add(turn, typed, draft, key)
        case Day(years=years) if years:
            return [TakeBack(typed.message_id), asking.show(turn, filling, draft, turn.t(NO_PAST_DAY))]
        case _:
            return [TakeBack(typed.message_id), asking.show(turn, filling, draft, turn.t(CHOOSE))]


def continues(typed: Words, draft: Draft) -> bool:
    """Whether it is the rest of what was written just before."""
    filling = FILLINGS[draft.form]
    key = _text_around(typed, filling, draft, forms.current(filling.form, draft.answers))
    return key is not None and _is_one_breath(typed, draft, key)


def _free_text(turn: Turn, typed: Words, filling: Filling, draft: Draft, question: Free) -> list[Reply]:
    text = typed.text.strip()
    if not notes.may_be_kept(turn, draft):
        return [TakeBack(typed.message_id), asking.show(turn, filling, draft, turn.t(notes.NO_NOTES))]
    waits = draft.answers.get(forms.HELD) == question.key
    before = forms.pieces_of(draft.answers, question.key) if waits else []
    pieces = [*before, notes.piece_of(turn, typed)]
    if len(forms.joined(pieces)) > question.limit:
        return _too_long(turn, typed, filling, draft, question, len(forms.joined(pieces)))
    if not text:
        return [TakeBack(typed.message_id), asking.show(turn, filling, draft)]
    answers = forms.with_pieces(draft.answers, question.key, pieces)
    return _taken_in(turn, typed, filling, draft, answers)


def _too_long(turn: Turn, typed: Words, filling: Filling, draft: Draft, question: Free, length: int) -> list[Reply]:
    """The typed message stays where it is, so that nothing has to be typed again; it goes with the one that fits.

    What stands under a picture goes with it.
    """
    if typed.on_page:
        hint = turn.t(TOO_LONG_ON_PAGE, length=length, most=question.limit)
        return [TakeBack(typed.message_id, after=notes.STAYS), asking.show(turn, filling, draft, hint)]
    if typed.under:
        hint = turn.t(notes.TOO_LONG_TO_ADD, length=length, most=question.limit)
        return [TakeBack(typed.message_id), asking.show(turn, filling, draft, hint)]
    left = [*draft.answers.get(LEFT, []), typed.message_id]
    draft = keep(turn, draft, forms.refusing({**draft.answers, LEFT: left}, typed.message_id, question.key))
    screen = asking.show(turn, filling, draft, turn.t(TOO_LONG, length=length, most=question.limit))
    return [TakeBack(typed.message_id, after=notes.STAYS), screen]


def _taken_in(turn: Turn, typed: Words, filling: Filling, draft: Draft, answers: dict[str, Any]) -> list[Reply]:
    gone = TakeBack(typed.message_id)
    answers = {**answers, HANDLED: int(turn.now.timestamp())}
    return [gone, *(reply for reply in go_on(turn, filling, draft, answers) if reply != gone)]


# -- what belongs to an answer before this question --------------------------------------------------------------------


def _text_around(typed: Words, filling: Filling, draft: Draft, question: Question | None) -> str | None:
    """The question that a text belongs to which does not answer this one: the one before.

    In a check-in the note, unless it is the rest of what was written about another one.
    """
    if filling is checkin.FILLING:
        written = {key: forms.pieces_of(draft.answers, key) for key in checkin.TEXTS}
        just_now = [key for key in checkin.TEXTS if _is_one_breath(typed, draft, key)]
        return max(just_now, key=lambda key: written[key][-1][2], default=notes.NOTE)
    asked = forms.applicable(filling.form, draft.answers)
    before = asked if question is None else asked[: asked.index(question)]
    return before[-1].key if before and isinstance(before[-1], Free) and draft.answers.get(before[-1].key) else None


def _is_one_breath(typed: Words, draft: Draft, key: str) -> bool:
    """Whether it was written before anybody could read the question after `key`."""
    pieces = forms.pieces_of(draft.answers, key)
    if not pieces or typed.at is None:
        return False
    before, handled = pieces[-1][2], draft.answers.get(HANDLED, 0)
    return in_one_breath(typed.at, _moment(before), _moment(handled))


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def add(turn: Turn, typed: Words, draft: Draft, key: str) -> list[Reply]:
    """Add what was typed to the text of `key`."""
    filling, piece = FILLINGS[draft.form], notes.piece_of(turn, typed)
    stays = notes.STAYS if not notes.fits(filling, draft, key, piece) and not typed.under else timedelta()
    return [TakeBack(typed.message_id, after=stays), notes.add(turn, filling, draft, key, piece)]


# -- a message that was changed ----------------------------------------------------------------------------------------


def _changed(turn: Turn, typed: Words, filling: Filling, draft: Draft) -> list[Reply]:
    """It counts for the question that received or refused it, and for nothing else: a reaction changes messages too."""
    if (key := forms.piece_with(draft.answers, typed.message_id)) is not None:
        return _piece_changed(turn, typed, filling, draft, key)
    question = forms.current(filling.form, draft.answers)
    if question is None or [typed.message_id, question.key] not in draft.answers.get(REFUSED, []):
        return []
    return _said_to(turn, replace(typed, edited=False), filling, draft, question)


def _piece_changed(turn: Turn, typed: Words, filling: Filling, draft: Draft, key: str) -> list[Reply]:
    before = forms.pieces_of(draft.answers, key)
    fresh = [notes.piece_of(turn, typed) if piece[0] == typed.message_id else piece for piece in before]
    question = filling.form.question(key)
    if not typed.text.strip() or [piece[1] for piece in fresh] == [piece[1] for piece in before]:
        return []
    if (
        not isinstance(question, Free)
        or len(forms.joined(fresh)) > question.limit
        or not notes.may_be_kept(turn, draft)
    ):
        return []
    held = key + forms.MAKING in draft.answers
    draft = keep(turn, draft, forms.with_pieces(draft.answers, key, fresh, held=held))
    return [TakeBack(typed.message_id), asking.show(turn, filling, draft, turn.t(CHANGED))]


# -- a date ------------------------------------------------------------------------------------------------------------


def _typed_date(turn: Turn, typed: Words, filling: Filling, draft: Draft, question: Day) -> list[Reply]:
    """Read a date, seen from when it was written; always echoed as an absolute one before it counts."""
    gone = TakeBack(typed.message_id)
    found = (
        dates.read(typed.text, typed.seen_from(turn.now), turn.me.zone)
        if question.hour
        else _whole_day(turn, typed, draft, question)
    )
    match found:
        case dates.Moment(at=at) if _has_passed(turn, question, at):
            hint = turn.t(HAS_PASSED, moment=_in_words(turn, question, at))
            return _not_read(turn, typed, filling, draft, question, hint)
        case dates.Moment(at=at):
            return [gone, _echo(turn, filling, draft, question, at)]
        case dates.Question(choices=choices, reason=reason):
            ahead = tuple(one for one in choices if not _has_passed(turn, question, one.at))
            if choices and not ahead:
                return _not_read(turn, typed, filling, draft, question, turn.t(REFUSES[Refuses.PAST]))
            return [gone, _which(turn, filling, draft, question, ahead, ASKS[reason])]
        case dates.Refused(reason=reason):
            return _no_date(turn, typed, filling, draft, question, reason)


def _whole_day(turn: Turn, typed: Words, draft: Draft, question: Day) -> dates.Moment | dates.Question | dates.Refused:
    """A day of the calendar, not before that of the question it comes after."""
    first = str(draft.answers.get(question.after, ""))
    since = _local_day(turn, planning.moment(first, turn.me.zone, turn.now)) if first else None
    seen = typed.seen_from(turn.now)
    return dates.read_day(typed.text, seen, turn.me.zone, since=since, coming=question.coming)


def _has_passed(turn: Turn, question: Day, at: datetime) -> bool:
    """Whether a moment is over; a day, when it is."""
    return at <= turn.now if question.hour else _local_day(turn, at) < turn.today


def _in_words(turn: Turn, question: Day, at: datetime) -> str:
    return turn.moment(at) if question.hour else turn.language.day(_local_day(turn, at))


def _day_back(turn: Turn, typed: Words, filling: Filling, draft: Draft, question: Day) -> str | None:
    """The day that was written out: one of those offered, or one that lies further back where that is asked."""
    return _day_offered(turn, typed, filling, draft, question) or _day_further_back(turn, typed, question)


def _day_further_back(turn: Turn, typed: Words, question: Day) -> str | None:
    """Read as if it lay ahead of a day a month ago, a year ago, two years ...: without a year the last one is meant."""
    for ago in (31, *(365 * years for years in range(1, question.years + 1))) if question.years else ():
        first = turn.today - timedelta(days=ago)
        if (day := _seen_from_both(turn, typed, first)) is not None and day <= turn.today:
            return asking.epoch(planning.morning(day, turn.me.zone))
    return None


def _day_offered(turn: Turn, typed: Words, filling: Filling, draft: Draft, question: Day) -> str | None:
    """The one of the days looked back on that was written out as a date or by its name; of two the last one.

    Read as if it lay ahead of them, from two days: a day means the same from both, "besok" and the like do not. A
    weekday that two of the days before them share is read from two days later, where it is ahead once.
    """
    offered = [value for value, _ in asking.days_back(turn, filling, draft, question)]
    options = {_local_day(turn, planning.moment(value, turn.me.zone, turn.now)): value for value in offered}
    first = min(options)
    day = _seen_from_both(turn, typed, first) or _seen_from_both(turn, typed, first + timedelta(days=2))
    if day is None:
        return None
    again = _read_ahead(turn, typed, day + timedelta(days=2))  # of that day itself it might be asked which
    return options.get(again) if again in options else options.get(day)


def _seen_from_both(turn: Turn, typed: Words, first: date) -> date | None:
    """The day that these words mean, ahead of this day and of the one before; None where it is not the same."""
    seen = {_read_ahead(turn, typed, first - timedelta(days=ago)) for ago in (0, 1)}
    return None if len(seen) > 1 else seen.pop()


def _read_ahead(turn: Turn, typed: Words, first: date) -> date | None:
    """The day that these words mean, this one or a later one."""
    match dates.read(typed.text, midnight(first, turn.me.zone) - timedelta(minutes=1), turn.me.zone):
        case dates.Moment(at=at):
            return _local_day(turn, at)
        case _:
            return None


def _local_day(turn: Turn, at: datetime) -> date:
    return at.astimezone(turn.me.zone).date()


def _no_date(turn: Turn, typed: Words, filling: Filling, draft: Draft, question: Day, reason: Refuses) -> list[Reply]:
    """No date: the rest of what was written before, or words that may be."""
    key = _text_around(typed, filling, draft, question)
    if reason is Refuses.UNKNOWN and key is not None:
        if _is_one_breath(typed, draft, key) or len(typed.text) > LONGEST_TEXT:
            return add(turn, typed, draft, key)
        draft = keep(turn, draft, {**draft.answers, PENDING: _waiting(turn, typed, draft)})
        return _not_read(turn, typed, filling, draft, question, turn.t(REFUSES[reason]), key)
    return _not_read(turn, typed, filling, draft, question, turn.t(REFUSES[reason]))


def _not_read(
    turn: Turn,
    typed: Words,
    filling: Filling,
    draft: Draft,
    question: Day,
    hint: str,
    key: str | None = None,
) -> list[Reply]:
    """Its buttons stay, and what was typed may still be the rest of an answer before it (`key`)."""
    draft = keep(turn, draft, forms.refusing(draft.answers, typed.message_id, question.key))
    examples = turn.t(asking.DATE_EXAMPLES if question.hour else asking.DAY_EXAMPLES)
    asked = replace(draft, answers=forms.without(draft.answers, PENDING))
    screen = asking.show(turn, filling, asked, turn.lines(hint, examples))
    *choices, out = screen.rows
    buttons = [button for row in choices for button in row]
    # Four rows in all.
    rows: tuple[Row, ...] = (*pairs(buttons, 2 if len(buttons) <= MOST_IN_TWO_ROWS else 3), out)
    if key is not None:
        label = turn.t(N_("➕ Note: what I typed") if filling is checkin.FILLING else N_("➕ Add it to the above"))
        rows = (*rows[:-1], (asking.button(draft, label, MeantAs("note")),), out)
    return [TakeBack(typed.message_id), replace(screen, rows=rows)]


def _echo(turn: Turn, filling: Filling, draft: Draft, question: Day, at: datetime) -> Say:
    moment = _in_words(turn, question, at)
    text = turn.lines(filling.title(turn, draft), turn.t(N_("<b>{moment}</b>. Is that right?"), moment=moment))
    right = asking.answer(draft, question.key, asking.epoch(at), turn.t(N_("Yes")))
    other = asking.button(draft, turn.t(N_("Change it")), PickDate(question.key))
    return turn.say(text, (right, other), asking.way_out(turn, draft, question.key))


def _which(
    turn: Turn, filling: Filling, draft: Draft, question: Day, choices: tuple[dates.Moment, ...], text: str
) -> Say:
    if not choices:
        return asking.pick_date(turn, filling, draft, turn.t(text))
    buttons = [
        asking.answer(draft, question.key, asking.epoch(one.at), _choice_of(turn, question, one.at))
        for one in choices[:6]
    ]
    lines = turn.lines(filling.title(turn, draft), turn.t(text))
    return turn.say(lines, *pairs(buttons), asking.way_out(turn, draft, question.key))


def _choice_of(turn: Turn, question: Day, at: datetime) -> str:
    """A date for a button in two columns; beside a year there is no room for its weekday."""
    label = turn.day(at) if question.hour else turn.short_day(at.astimezone(turn.me.zone))
    return label if len(label) <= MOST_IN_TWO_COLUMNS else label.partition(", ")[2]


# -- a question that has stood for hours -------------------------------------------------------------------------------


def is_to_be_asked(turn: Turn, typed: Words, draft: Draft) -> bool:
    """Whether it has to be asked if this is meant: not of what would not fit, nor in a form that is theirs no more."""
    filling = FILLINGS[draft.form]
    question = forms.current(filling.form, draft.answers)
    fits = not isinstance(question, Free) or len(typed.text.strip()) <= question.limit
    return fits and is_theirs(turn, draft)


def is_this_meant(turn: Turn, typed: Words, draft: Draft) -> list[Reply]:
    """Ask whether what was typed belongs to the form that stands open, or has stood open since then."""
    filling = FILLINGS[draft.form]
    kept = keep(turn, draft, {**draft.answers, PENDING: _waiting(turn, typed, draft)}, untouched=True)
    since = draft.touched_at if draft.touched_at is not None and has_stood(draft.touched_at, turn.now) else None
    hint = None if since is None else turn.t(N_("Last filled in: {moment}."), moment=turn.day(since))
    return [TakeBack(typed.message_id), asking.show(turn, filling, kept, hint)]


def _waiting(turn: Turn, typed: Words, draft: Draft) -> list[Any]:
    """What was typed, after what waits already to be told what it is."""
    number, text, at = notes.piece_of(turn, typed)
    before = draft.answers.get(PENDING)
    return [number, text if before is None else f"{before[1]}\n{text}", at]


def pending(draft: Draft) -> Words | None:
    """What was typed and waits to be told what it is; its message is gone from the chat."""
    found = draft.answers.get(PENDING)
    return None if found is None else Words(str(found[1]), int(found[0]), at=_moment(int(found[2])))


def note_or_show(turn: Turn, typed: Words, draft: Draft) -> list[Reply]:
    """What was typed is the rest of what was written before."""
    filling = FILLINGS[draft.form]
    key = _text_around(typed, filling, draft, forms.current(filling.form, draft.answers))
    return [asking.show(turn, filling, draft)] if key is None else add(turn, typed, draft, key)
