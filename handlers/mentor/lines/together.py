"""Check-ins that were typed together: one list of what was read, saved with one tap, or each looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.domain import forms
from bot.domain.checkins import CHECK_IN, NOTE_LIMIT
from bot.domain.forms import REFUSED, Free, Option
from bot.domain.lines.together import (
    ASKED,
    CONTACT,
    DAYS,
    NEXT,
    TOGETHER,
    WRITTEN,
    ago_of,
    given_to_all,
    is_ready,
    lacks,
    line_of,
    waited,
)
from bot.domain.presses import Again, ChoicePage, Resume, Save, UrgentWhose, WhatToChange
from bot.domain.text import N_
from bot.domain.typed import plainly
from bot.store.caseload import cases, drafts
from bot.store.caseload.drafts import Draft
from bot.turn import Button, Reply, Row, Say, TakeBack, Turn, Words
from handlers import asking
from handlers.asking import Filling
from handlers.home import to_menu
from handlers.mentor import checkin, finding, notes
from handlers.mentor.lines import whose_note
from handlers.mentor.lines.filled import Told
from handlers.mentor.lines.placing import is_of_another_day, place
from handlers.mentor.lines.saved import receipt
from handlers.screens import PAGE, PERSONAL, fitting, menu, paging, pairs

# The drafts that are held together, when each of their messages was sent, and of which of these it is settled on which
# day they were written.
OF, SENT, SETTLED = "of", "sent", "settled"
# After one that waited for a signal others may still be on their way.
STILL_COMING = timedelta(minutes=2)
TOO_MUCH = N_(
    "That is too much for one message, {you}, and nothing of it has been read. Please send it in smaller parts; "
    "your message stays for half an hour."
)
TOO_MUCH_ON_PAGE = N_(
    "That is too much for one message, {you}, and nothing of it has been read. Please send it in smaller parts; "
    "what you typed stands below."
)
NOT_READ_AGAIN = N_("A message that is changed is not read again. Please change it here, or type it anew.")
THERE_ALREADY = N_("{code}: this stands here already, so it was not added again.")
GONE = N_(
    "{number} of those you wrote about are no longer with you, {you}; what you typed about them has not been kept."
)
NONE_LEFT = N_("All of these are saved or thrown away, {you}.")
# How people say on which day they wrote, a comma between: on the day itself, the day before, the one before that.
TODAY, YESTERDAY, BEFORE = N_("today, just now"), N_("yesterday, last night"), N_("the day before yesterday")
# So much may be said above the list.
ROOM = 240
# So much of words that wait to be told whose they are is shown on their line.
SHOWN = 40


def is_of_lines(draft: Draft) -> bool:
    """Whether it holds what was read from typed lines, and no question in it waits for words."""
    if draft.form == TOGETHER.name:
        return True
    return line_of(draft.answers) is not None and not isinstance(forms.current(CHECK_IN, draft.answers), Free)


def belongs(turn: Turn, draft: Draft, told: Sequence[Told]) -> bool:
    """Whether what a message tells of stands beside what was typed before, which is open and waits to be saved.

    The next message about the same one on the same day is no other check-in, nor is one that names nobody.
    """
    if not told:
        return False
    if draft.form == TOGETHER.name:
        return True
    one = told[0]
    if len(told) > 1 or one.case is None or one.case.id != draft.case_id:
        return len(told) > 1 or one.case is not None
    return is_of_another_day(turn, draft, one)


def too_much(turn: Turn, typed: Words) -> list[Reply]:
    """A message about more than can be read at once: nothing of it is kept, and it can be sent in parts."""
    said = turn.t(TOO_MUCH_ON_PAGE if typed.on_page else TOO_MUCH)
    return [TakeBack(typed.message_id, after=_stays(typed)), turn.say(said, (menu(turn),))]


def add(turn: Turn, typed: Words, told: Sequence[Told]) -> list[Reply]:
    """Keep each check-in that a message tells of as a form of its own, and show them with those typed before."""
    held = _holding(turn, drafts.open_one(turn.tx, turn.me))
    members, hints = _still_theirs(turn, held)
    hints += finding.not_theirs(turn, typed.text)
    answers = _with_sent(turn, held.answers, int(typed.seen_from(turn.now).timestamp()))
    stays, again = timedelta(), list[str]()
    for number, one in enumerate(told):
        placed = place(turn, typed, one, members, f"{turn.token}.{number}")
        hints += placed.said
        again += [one.case.code] if placed.again and one.case is not None else []
        if not placed.fits:
            stays = _stays(typed)
            answers = forms.refusing(answers, typed.message_id)
        if placed.token is not None:
            others = [draft for draft in members if draft.token != placed.token]
            members = [*others, *drafts.those(turn.tx, turn.me, [placed.token])]
    if again:
        hints.append(turn.t(THERE_ALREADY, code=turn.language.listing(dict.fromkeys(again))))
    if not members:  # none of it could be kept
        said = turn.say(turn.lines(*hints), (menu(turn),), hides_after=PERSONAL)
        return [TakeBack(typed.message_id, after=stays), said]
    answers = {**answers, OF: [draft.token for draft in members], **_to_ask(turn, members, answers)}
    return [TakeBack(typed.message_id, after=stays), _held(turn, held, answers, hints)]


def add_words(turn: Turn, typed: Words, held: Draft) -> list[Reply]:
    """Words that tell of nobody, typed while they stand open: they wait beside them to be told whose they are."""
    piece = notes.piece_of(turn, typed)
    if not piece[1]:
        return [TakeBack(typed.message_id), asking.show(turn, FILLING, held)]
    if len(piece[1]) > NOTE_LIMIT:
        answers = forms.refusing(held.answers, typed.message_id)
        hint = turn.t(notes.TOO_LONG_TO_ADD, length=len(piece[1]), most=NOTE_LIMIT)
        return [TakeBack(typed.message_id, after=_stays(typed)), _held(turn, held, answers, [hint])]
    token = whose_note.hold(turn, piece, turn.token).token
    return [TakeBack(typed.message_id), _held(turn, held, {**held.answers, OF: [*held.answers[OF], token]}, [])]


def is_refused(draft: Draft, typed: Words) -> bool:
    """Whether a message had no room here, and so may be shortened where it stands."""
    return draft.form == TOGETHER.name and [typed.message_id, ""] in draft.answers.get(REFUSED, [])


def not_read_again(turn: Turn, typed: Words, draft: Draft, filling: Filling) -> list[Reply] | None:
    """Said where a message is changed that was read into check-ins: what it said then stands."""
    held = drafts.those(turn.tx, turn.me, draft.answers[OF]) if draft.form == TOGETHER.name else [draft]
    lines = [line for one in held if (line := line_of(one.answers)) is not None]
    if all(line.message != typed.message_id for line in lines):
        return None
    return [TakeBack(typed.message_id), asking.show(turn, filling, draft, turn.t(NOT_READ_AGAIN))]


def day_meant(turn: Turn, draft: Draft, text: str) -> str | None:
    """The day that is meant by words, where it is asked on which one it was written."""
    question = forms.current(TOGETHER, draft.answers)
    if question is None or question.key != WRITTEN:
        return None
    said = plainly(text)
    ago = next(
        (at for at, words in enumerate((TODAY, YESTERDAY, BEFORE)) if said in asking.words_of(turn, words)), None
    )
    meant = "" if ago is None else (turn.today - timedelta(days=ago)).isoformat()
    return meant if meant in dict(days(turn, draft)) else None


def _stays(typed: Words) -> timedelta:
    """How long a message stays that was not kept; a picture goes with the words under it."""
    return timedelta() if typed.under else notes.STAYS


def _holding(turn: Turn, before: Draft | None) -> Draft:
    """What holds them together: what stands open, or holds that; or a new one, with the line that stood open alone."""
    if before is not None and before.form == TOGETHER.name:
        return before
    line = None if before is None else line_of(before.answers)
    if before is None or line is None:
        return Draft(0, TOGETHER.name, turn.token, None, None, {OF: [], SENT: []})
    held = drafts.of_form(turn.tx, turn.me, TOGETHER.name)
    if held is not None and before.token in held.answers[OF]:
        return held
    return Draft(0, TOGETHER.name, turn.token, None, None, {OF: [before.token], SENT: [line.sent]})


def _held(turn: Turn, held: Draft, answers: dict[str, Any], hints: Sequence[str]) -> Say:
    """Keep what holds them together, and show them; what is said first may repeat what was typed."""
    held = drafts.keep(turn.tx, turn.me, held, _given(turn, held, answers), None)
    if not hints:
        return asking.show(turn, FILLING, held)
    first, *rest = hints
    said = turn.lines(first, *fitting(turn, rest, ROOM - len(first)))
    return replace(asking.show(turn, FILLING, held, said), hides_after=PERSONAL)


def _still_theirs(turn: Turn, held: Draft) -> tuple[list[Draft], list[str]]:
    """Those that it holds; forms about whoever is with somebody else now go, and that is said."""
    found = drafts.those(turn.tx, turn.me, held.answers[OF])
    theirs = [one for one in found if one.case_id is None or _is_theirs(turn, one)]
    gone = [one for one in found if one not in theirs]
    for one in gone:
        drafts.drop(turn.tx, one)
    return theirs, [turn.t(GONE, number=len(gone))] if gone else []


def _is_theirs(turn: Turn, one: Draft) -> bool:
    case = asking.case_of(turn, one)
    return case is not None and cases.is_accompanied_by(turn.tx, case, turn.me)


def _with_sent(turn: Turn, answers: forms.Answers, sent: int) -> dict[str, Any]:
    """The same with one more message. When others were written that waited before is settled, and asked anew of it."""
    before = _unsure(turn, answers)
    found = {**answers, SENT: [*answers[SENT], sent]}
    if WRITTEN not in answers or not before or sent - max(before) <= STILL_COMING.total_seconds():
        return found
    if not _unsure(turn, found) - before:
        return found
    return {**forms.without(found, WRITTEN), SETTLED: [*answers.get(SETTLED, []), *before]}


def _unsure(turn: Turn, answers: forms.Answers) -> set[int]:
    """When those messages were sent of which it is not settled on which day they were written."""
    return waited(answers[SENT], turn.me.zone) - set(answers.get(SETTLED, []))


def _to_ask(turn: Turn, members: Sequence[Draft], answers: forms.Answers) -> dict[str, Any]:
    """Which questions are asked once for all of these."""
    lines = [line for one in members if (line := line_of(one.answers)) is not None]
    unsure = _unsure(turn, answers)
    moves = any(line.is_relative and line.sent in unsure for line in lines)
    asked = {ASKED[WRITTEN]: "yes"} if moves else {}
    for key in (CONTACT, NEXT):
        if sum(key in lacks(one.answers) for one in members) > 1:
            asked[ASKED[key]] = "yes"
    return asked


def _given(turn: Turn, draft: Draft, answers: dict[str, Any]) -> dict[str, Any]:
    """What was answered once for all stands in each of them; when it was written, in those that waited."""
    if answers.get(WRITTEN) is not None and answers[WRITTEN] not in dict(days(turn, replace(draft, answers=answers))):
        answers = forms.without(answers, WRITTEN)
    unsure = _unsure(turn, answers)
    for one in drafts.those(turn.tx, turn.me, answers[OF]):
        case, line = asking.case_of(turn, one), line_of(one.answers)
        if case is None or line is None:
            continue
        written = answers.get(WRITTEN) if line.sent in unsure else None
        ago = None if written is None else ago_of(line, date.fromisoformat(written), turn.me.zone)
        given = given_to_all(one.answers, answers, case.weeks(turn.now), ago)
        if given != one.answers:
            drafts.keep(turn.tx, turn.me, one, checkin.given(turn, one, given), case)
    # A form that is kept stands open, and what is typed now belongs to the list.
    drafts.put_aside(turn.tx, turn.me)
    return answers


def days(turn: Turn, draft: Draft) -> list[Option]:
    """The days on which what waited may have been written, the last one first."""
    sent = _unsure(turn, draft.answers) or {int(turn.now.timestamp())}
    last = datetime.fromtimestamp(max(sent), turn.me.zone).date()
    found = [last - timedelta(days=ago) for ago in range(DAYS)]
    return [(day.isoformat(), turn.short_day(day)) for day in found]


def title(turn: Turn, draft: Draft) -> str:
    """How many there are, and when they came where that is asked about."""
    held = drafts.those(turn.tx, turn.me, draft.answers[OF])
    text = turn.t(N_("<b>Read from your messages: {number}</b>"), number=len(held))
    question = forms.current(TOGETHER, draft.answers)
    if question is None or question.key == WRITTEN:
        return text
    missing = [case.code for one in held if question.key in lacks(one.answers) and (case := asking.case_of(turn, one))]
    return turn.lines(text, turn.language.listing(missing))


def over(turn: Turn, draft: Draft) -> list[Reply] | None:
    """Said where none of them is left."""
    held, hints = _still_theirs(turn, draft)
    return None if held else [_nothing_left(turn, hints)]


def _nothing_left(turn: Turn, hints: Sequence[str]) -> Say:
    return turn.say(turn.lines(*hints) if hints else turn.t(NONE_LEFT), (menu(turn),))


def summary(turn: Turn, draft: Draft) -> Say:
    """Each on a line, six a page, what is to be looked at first; nothing of it is saved."""
    held = _in_order(turn, draft)
    if not held:
        return _nothing_left(turn, [])
    shown, page, more = _on_page(draft, held)
    text = N_("Nothing is saved yet. Please look at the days once.")
    lines = [title(turn, draft), turn.t(text), *(_line(turn, one) for one in shown)]
    ready = sum(is_ready(one.answers) for one in held)
    every = turn.t(N_("💾 Save all"))
    some = turn.t(N_("💾 Save those that are ready: {number}"), number=ready)
    save: Row = (asking.button(draft, every if ready == len(held) else some, Save()),) if ready else ()
    look: Row = (asking.button(draft, turn.t(N_("🔎 Look at each")), WhatToChange()),)
    turns = paging(turn, page, more, lambda at: asking.button(draft, "", ChoicePage(at)).press)
    rows = tuple(row for row in (save, look, turns) if row)
    hides = PERSONAL if any(_shows_words(one) for one in shown) else None
    out: Row = (*asking.way_out(turn, draft, ""), Button(turn.t(N_("🆘 Urgent")), UrgentWhose()))
    return turn.say(turn.lines(*lines), *rows, out, hides_after=hides)


def _shows_words(one: Draft) -> bool:
    return one.form != CHECK_IN.name or checkin.has_words(one.answers)


def _in_order(turn: Turn, draft: Draft) -> list[Draft]:
    """Those that are theirs still; what is not ready comes first."""
    found = drafts.those(turn.tx, turn.me, draft.answers[OF])
    theirs = [one for one in found if one.case_id is None or _is_theirs(turn, one)]
    return sorted(theirs, key=lambda one: is_ready(one.answers))


def _on_page(draft: Draft, held: Sequence[Draft]) -> tuple[Sequence[Draft], int, bool]:
    page = min(int(draft.answers.get("page", 0)), (len(held) - 1) // PAGE)
    return held[page * PAGE : (page + 1) * PAGE], page, len(held) > (page + 1) * PAGE


def _line(turn: Turn, one: Draft) -> str:
    case = asking.case_of(turn, one)
    if case is None:
        words = asking.shortened(" ".join(str(one.answers[whose_note.WORDS]).split()), SHOWN)
        return turn.t(N_("❓ “{text}”: whose is it?"), text=words)
    ready = is_ready(one.answers)
    # What is saved with the others is looked at here alone: whose words are whose may have been misread.
    told = turn.joined(" · ", checkin.in_short(turn, case, one, with_words=ready))
    if not ready:
        return turn.t(N_("❓ {code}: there is more to ask or to look at; {told}"), code=case.code, told=told)
    return turn.t(N_("{code}: {told}"), code=case.code, told=told)


def which(turn: Turn, draft: Draft) -> Say:
    """Which of those on the page to look at, and change."""
    shown, _, _ = _on_page(draft, _in_order(turn, draft))
    buttons = []
    for one in shown:
        case = asking.case_of(turn, one)
        label = turn.t(N_("A note")) if case is None else case.code
        buttons.append(Button(label, Resume(one.token)))
    text = turn.lines(title(turn, draft), turn.t(N_("Which one would you like to look at, or change?")))
    return turn.say(text, *pairs(buttons, 3), (asking.button(draft, turn.t(N_("Back")), Again()),))


def save(turn: Turn, draft: Draft) -> list[Reply]:
    """Save all that is ready, each as if it had been saved alone; what is not stays, and is said."""
    held, hints = _still_theirs(turn, draft)
    saved: list[tuple[str, checkin.Recorded]] = []
    for one in sorted((one for one in held if is_ready(one.answers)), key=lambda one: _place_in_line(turn, one)):
        case = cases.mine(turn.tx, turn.me, one.case_id or 0, lock=True)
        if case is not None:
            saved.append((case.code, checkin.record(turn, case, one, checkin.told(turn, one))))
    others = _left(turn, draft, [one.token for one in drafts.those(turn.tx, turn.me, [one.token for one in held])])
    if saved:
        return [receipt(turn, saved, hints, others)]
    if others:
        drafts.resume(turn.tx, turn.me, draft)
        return [asking.show(turn, FILLING, draft, turn.lines(*hints) if hints else None)]
    return [_nothing_left(turn, hints)]


def _place_in_line(turn: Turn, one: Draft) -> tuple[int, str]:
    """In one order for everybody who saves several, and of one case the earlier contact first."""
    return one.case_id or 0, str(checkin.told(turn, one).get("on", "@9999999999"))


def listed_with(turn: Turn, one: Draft) -> Say | None:
    """The list that holds a check-in: back from it leads there, and takes back nothing that was read."""
    draft = drafts.of_form(turn.tx, turn.me, TOGETHER.name)
    if draft is None or one.token not in draft.answers[OF]:
        return None
    drafts.resume(turn.tx, turn.me, draft)
    return asking.show(turn, FILLING, draft)


def after_one(turn: Turn, said: list[Reply]) -> list[Reply]:
    """One of them was saved by itself: its receipt leads to the others; without others nothing holds them any more."""
    draft = drafts.of_form(turn.tx, turn.me, TOGETHER.name)
    receipts = [one for one in said if isinstance(one, Say) and one.kind == "saved"]
    if draft is None or not receipts:
        return said
    held, _ = _still_theirs(turn, draft)
    others = _left(turn, draft, [one.token for one in held])
    return [replace(one, rows=(others, *one.rows)) if others and one is receipts[0] else one for one in said]


def _left(turn: Turn, draft: Draft, tokens: Sequence[str]) -> Row:
    """The way to those that are left."""
    if not tokens:
        drafts.drop(turn.tx, draft)
        return ()
    kept = {**forms.without(draft.answers, "page"), OF: list(tokens)}
    drafts.keep(turn.tx, turn.me, draft, kept, None)
    drafts.put_aside(turn.tx, turn.me)
    return (Button(turn.t(N_("The others: {number}"), number=len(tokens)), Resume(draft.token)),)


def throw_away(turn: Turn, draft: Draft) -> None:
    """With it goes what was typed into it; a form that was begun in another way stays as it is."""
    for one in drafts.those(turn.tx, turn.me, draft.answers[OF]):
        if one.case_id is None or line_of(one.answers) is not None:
            drafts.drop(turn.tx, one)


FILLING = Filling(
    TOGETHER,
    title,
    save,
    to_menu,
    summary,
    options=days,
    given=_given,
    over=over,
    typed=day_meant,
    parts=which,
    thrown=throw_away,
)
FILLINGS = (FILLING,)
