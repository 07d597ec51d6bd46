"""Check-ins that were typed together: one list of what was read, saved with one tap, or each looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup

from bot.domain import forms
from bot.domain.checkins import CHECK_IN, NOTE_LIMIT
from bot.domain.forms import Free, Option
from bot.domain.lines.together import (
    ASKED,
    CONTACT,
    DAYS,
    NEXT,
    TOGETHER,
    WRITTEN,
    came_at_once,
    given_to_all,
    is_late,
    is_ready,
    lacks,
    line_of,
)
from bot.domain.presses import Again, CheckInList, ChoicePage, Resume, Save, WhatToChange
from bot.domain.text import N_
from bot.store.caseload import cases, drafts
from bot.store.caseload.drafts import Draft
from bot.turn import Button, Reply, Row, Say, TakeBack, Turn, Words
from handlers import asking
from handlers.asking import Filling
from handlers.home import to_menu
from handlers.mentor import checkin, finding, notes
from handlers.mentor.lines import whose_note
from handlers.mentor.lines.filled import Told, keep, tell_more
from handlers.screens import PAGE, PERSONAL, menu, paging, pairs

# The drafts that are held together, and when each of their messages was sent.
OF, SENT = "of", "sent"
THERE_ALREADY = N_("{code}: this stands here already, so it was not added again.")
SAVED = N_("✅ Saved: {number}. Thank you, {you}.")
NONE_LEFT = N_("All of these are saved or thrown away, {you}.")
# So much of words that wait to be told whose they are is shown on their line, and of what was read in all.
SHOWN, ROOM = 40, 560


def is_of_lines(draft: Draft) -> bool:
    """Whether it holds what was read from typed lines, and no question in it waits for words."""
    if draft.form == TOGETHER.name:
        return True
    return line_of(draft.answers) is not None and not isinstance(forms.current(CHECK_IN, draft.answers), Free)


def belongs(draft: Draft, told: Sequence[Told]) -> bool:
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
    return _is_of_another_day(draft, one)


def add(turn: Turn, typed: Words, told: Sequence[Told]) -> list[Reply]:
    """Keep each check-in that a message tells of as a form of its own, and show them with those typed before."""
    before = drafts.open_one(turn.tx, turn.me)
    held = _holding(turn, before)
    members = {draft.token: draft for draft in drafts.those(turn.tx, turn.me, held.answers[OF])}
    hints: list[str] = [*finding.not_theirs(turn, typed.text)]
    stays = timedelta()
    for number, one in enumerate(told):
        token, hint, fits = _member(turn, typed, one, list(members.values()), f"{turn.token}.{number}")
        hints += [hint] if hint else []
        stays = stays if fits else notes.STAYS
        members |= {draft.token: draft for draft in drafts.those(turn.tx, turn.me, [token])}
    sent = [*held.answers[SENT], int(typed.seen_from(turn.now).timestamp())]
    answers = {**held.answers, OF: list(members), SENT: sent}
    answers |= _to_ask(turn, [draft.answers for draft in members.values()], sent)
    held = drafts.keep(turn.tx, turn.me, held, _given(turn, held, answers), None)
    drafts.resume(turn.tx, turn.me, held)
    screen = asking.show(turn, FILLING, held, turn.lines(*hints) if hints else None)
    return [TakeBack(typed.message_id, after=stays), screen]


def add_words(turn: Turn, typed: Words, held: Draft) -> list[Reply]:
    """Words that tell of nobody, typed while they stand open: they wait beside them to be told whose they are."""
    piece = (typed.message_id, typed.text.strip(), int(typed.seen_from(turn.now).timestamp()))
    if len(piece[1]) > NOTE_LIMIT:
        hint = turn.t(notes.TOO_LONG_TO_ADD, length=len(piece[1]), most=NOTE_LIMIT)
        return [TakeBack(typed.message_id, after=notes.STAYS), asking.show(turn, FILLING, held, hint)]
    token = whose_note.hold(turn, piece, turn.token).token
    held = drafts.keep(turn.tx, turn.me, held, {**held.answers, OF: [*held.answers[OF], token]}, None)
    drafts.resume(turn.tx, turn.me, held)
    return [TakeBack(typed.message_id), asking.show(turn, FILLING, held)]


def _holding(turn: Turn, before: Draft | None) -> Draft:
    """What holds them together: what stands open, if that does; or a new one, with the line that stood open alone."""
    if before is not None and before.form == TOGETHER.name:
        return before
    line = None if before is None else line_of(before.answers)
    alone = {} if before is None or line is None else {OF: [before.token], SENT: [line.sent]}
    return Draft(0, TOGETHER.name, turn.token, None, None, {OF: [], SENT: [], **alone})


def _member(turn: Turn, typed: Words, told: Told, members: Sequence[Draft], token: str) -> tuple[str, str, bool]:
    """The token of the form that holds it now, what is said of it, and whether there was room for it.

    Of a case that has one already it is another check-in where it names another day; otherwise it belongs to that one.
    """
    words = told.entry.words if tell_more([told]) else str(told.entry.answers.get("note", told.entry.words))
    piece = (typed.message_id, words, int(typed.seen_from(turn.now).timestamp()))
    case = told.case
    if case is None:
        return whose_note.hold(turn, piece, token).token, "", True
    asking.is_known(turn, case)
    own = [draft for draft in members if draft.case_id == case.id]
    if any(_says_the_same(draft, told) for draft in own):
        return own[0].token, turn.t(THERE_ALREADY, code=case.code), True
    begun = next((draft for draft in own if not _is_of_another_day(draft, told)), None)
    if begun is None and not own:
        begun = drafts.of_case(turn.tx, turn.me, case.id)
    if begun is None:
        return keep(turn, case, told, piece, token)[0].token, "", True
    fits = notes.fits(checkin.FILLING, begun, notes.NOTE, piece)
    kept, hint = notes.with_piece(turn, checkin.FILLING, begun, notes.NOTE, piece)
    return kept.token, turn.t(N_("{code}: {said}"), code=case.code, said=hint), fits


def _says_the_same(draft: Draft, told: Told) -> bool:
    line = line_of(draft.answers)
    if line is None or [list(one) for one in line.days] != [list(one) for one in told.line.days]:
        return False
    return all(draft.answers.get(key) == value for key, value in told.entry.answers.items())


def _is_of_another_day(draft: Draft, told: Told) -> bool:
    """Whether it tells of a contact of its own; where neither says its day, both are of the day they were written."""
    line = line_of(draft.answers)
    return line is not None and tell_more([told]) and line.days[0][0] != told.line.days[0][0]


def _to_ask(turn: Turn, members: Sequence[forms.Answers], sent: Sequence[int]) -> dict[str, Any]:
    """Which questions are asked once for all of these."""
    lines = [line for one in members if (line := line_of(one)) is not None]
    moves = any(line.is_relative for line in lines)
    doubtful = came_at_once(sent) or any(is_late(line.sent, turn.me.zone) for line in lines)
    asked = {ASKED[WRITTEN]: "yes"} if moves and doubtful else {}
    for key in (CONTACT, NEXT):
        if sum(key in lacks(one) for one in members) > 1:
            asked[ASKED[key]] = "yes"
    return asked


def _given(turn: Turn, draft: Draft, answers: dict[str, Any]) -> dict[str, Any]:
    """What was answered once for all stands in each of them."""
    for one in drafts.those(turn.tx, turn.me, answers[OF]):
        case = asking.case_of(turn, one)
        if case is None or line_of(one.answers) is None:
            continue
        given = given_to_all(one.answers, answers, case.weeks(turn.now))
        if given != one.answers:
            drafts.keep(turn.tx, turn.me, one, checkin.given(turn, one, given), case)
    drafts.put_aside(turn.tx, turn.me)  # what holds them stands open, and none of them
    return answers


def days(turn: Turn, draft: Draft) -> list[Option]:
    """The days on which what came together may have been written, the last one first."""
    last = datetime.fromtimestamp(max(draft.answers[SENT]), turn.me.zone).date()
    return [(str(ago), turn.short_day(last - timedelta(days=ago))) for ago in range(DAYS)]


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
    if drafts.those(turn.tx, turn.me, draft.answers[OF]):
        return None
    return [turn.say(turn.t(NONE_LEFT), (menu(turn),))]


def summary(turn: Turn, draft: Draft) -> Say:
    """Each on a line, six a page, what is to be looked at first; nothing of it is saved."""
    held = _in_order(turn, drafts.those(turn.tx, turn.me, draft.answers[OF]))
    ready = sum(is_ready(one.answers) for one in held)
    shown, page, more = _on_page(draft, held)
    lines = [
        title(turn, draft),
        turn.t(N_("Nothing is saved yet. Please look at the days once.")),
        *(_line(turn, one) for one in shown),
    ]
    if ready == len(held):
        save: Row = (asking.button(draft, turn.t(N_("💾 Save all")), Save()),)
    else:
        save = (
            (asking.button(draft, turn.t(N_("💾 Save those that are ready: {number}"), number=ready), Save()),)
            if ready
            else ()
        )
    look = asking.button(draft, turn.t(N_("🔎 Look at each")), WhatToChange())
    turns = paging(turn, page, more, lambda at: asking.button(draft, "", ChoicePage(at)).press)
    rows = tuple(row for row in (save, (look,), turns) if row)
    hides = PERSONAL if any(one.form != CHECK_IN.name for one in shown) else None
    return turn.say(turn.lines(*lines), *rows, asking.way_out(turn, draft, ""), hides_after=hides)


def _in_order(turn: Turn, held: Sequence[Draft]) -> list[Draft]:
    """Those that are theirs still; what is not ready comes first."""
    theirs = [one for one in held if one.case_id is None or asking.case_of(turn, one) is not None]
    return sorted(theirs, key=lambda one: is_ready(one.answers))


def _on_page(draft: Draft, held: Sequence[Draft]) -> tuple[Sequence[Draft], int, bool]:
    page = min(int(draft.answers.get("page", 0)), (len(held) - 1) // PAGE)
    return held[page * PAGE : (page + 1) * PAGE], page, len(held) > (page + 1) * PAGE


def _line(turn: Turn, one: Draft) -> str:
    case = asking.case_of(turn, one)
    if case is None:
        words = asking.shortened(str(one.answers[whose_note.WORDS]), SHOWN)
        return turn.t(N_("❓ “{text}”: whose is it?"), text=words)
    told = Markup(" · ").join(checkin.in_short(turn, case, one))
    if not is_ready(one.answers):
        return turn.t(N_("❓ {code}: there is more to ask or to look at; {told}"), code=case.code, told=told)
    return turn.t(N_("{code}: {told}"), code=case.code, told=told)


def which(turn: Turn, draft: Draft) -> Say:
    """Which of those on the page to look at, and change."""
    held = _in_order(turn, drafts.those(turn.tx, turn.me, draft.answers[OF]))
    shown, _, _ = _on_page(draft, held)
    buttons = []
    for one in shown:
        case = asking.case_of(turn, one)
        label = turn.t(N_("A note")) if case is None else case.code
        buttons.append(Button(label, Resume(one.token)))
    text = turn.lines(title(turn, draft), turn.t(N_("Which one would you like to look at, or change?")))
    return turn.say(text, *pairs(buttons, 3), (asking.button(draft, turn.t(N_("Back")), Again()),))


def save(turn: Turn, draft: Draft) -> list[Reply]:
    """Save all that is ready, each as if it had been saved alone; what is not stays, and is said."""
    held = drafts.those(turn.tx, turn.me, draft.answers[OF])
    # In one order for everybody who saves several, and of one case the earlier contact first.
    ready = sorted((one for one in held if is_ready(one.answers)), key=lambda one: (one.case_id or 0, _day_of(one)))
    said: list[str] = []
    for one in ready:
        case = cases.mine(turn.tx, turn.me, one.case_id or 0, lock=True)
        if case is None:
            drafts.drop(turn.tx, one)
            continue
        done = checkin.record(turn, case, one, checkin.told(turn, one))
        said.append(turn.t(N_("{code}: {said}"), code=case.code, said=turn.lines(*done.lines)))
    left = [one.token for one in held if one not in ready]
    if not said and left:
        return [asking.show(turn, FILLING, draft)]
    return [receipt(turn, said, _left(turn, draft, left))]


def after_one(turn: Turn, said: list[Reply]) -> list[Reply]:
    """One of them was saved by itself: its receipt leads to the others; without others nothing holds them any more."""
    held = drafts.of_form(turn.tx, turn.me, TOGETHER.name)
    receipts = [one for one in said if isinstance(one, Say) and one.kind == "saved"]
    if held is None or not receipts:
        return said
    left = [one.token for one in drafts.those(turn.tx, turn.me, held.answers[OF])]
    others = _left(turn, held, left)
    if not others:
        return said
    return [replace(one, rows=(others, *one.rows)) if one is receipts[0] else one for one in said]


def _day_of(one: Draft) -> str:
    """For their order; a day is kept as its moment, and today goes without saying."""
    return str(one.answers.get("on", "@9999999999"))


def _left(turn: Turn, draft: Draft, tokens: Sequence[str]) -> Row:
    """The way to those that are left."""
    if not tokens:
        drafts.drop(turn.tx, draft)
        return ()
    kept = {**forms.without(draft.answers, "page"), OF: list(tokens)}
    drafts.keep(turn.tx, turn.me, draft, kept, None)
    drafts.put_aside(turn.tx, turn.me)
    return (Button(turn.t(N_("The others: {number}"), number=len(tokens)), Resume(draft.token)),)


def receipt(turn: Turn, said: Sequence[str], others: Row = ()) -> Say:
    """What was saved, as much of it as there is room for."""
    if not said:
        return turn.say(turn.t(NONE_LEFT), (menu(turn),))
    lines, room = [turn.t(SAVED, number=len(said))], ROOM
    for number, line in enumerate(said):
        room -= len(line)
        if room < 0:
            lines.append(turn.t(N_("and {number} more"), number=len(said) - number))
            break
        lines.append(Markup(line))
    return turn.say(
        turn.lines(*lines),
        *((others,) if others else ()),
        (Button(turn.t(N_("Record another")), CheckInList()), menu(turn)),
        kind="saved",
    )


def throw_away(turn: Turn, draft: Draft) -> None:
    """With it go the forms that it holds together."""
    for one in drafts.those(turn.tx, turn.me, draft.answers[OF]):
        drafts.drop(turn.tx, one)


FILLING = Filling(
    TOGETHER, title, save, to_menu, summary, options=days, given=_given, over=over, parts=which, thrown=throw_away
)
FILLINGS = (FILLING,)
