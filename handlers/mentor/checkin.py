"""Recording a check-in: who, the questions, the summary, saving and correcting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from markupsafe import Markup

from bot.domain import followups, forms, planning
from bot.domain.checkins import (
    CHECK_IN,
    CONTACTS,
    CORRECTIONS,
    DAY,
    NEXT_CONTACT,
    NOT_KEPT,
    OFFERED_FIRST,
    OVERALL,
    WANTS_PAUSE,
    reached,
    urgent_topics,
    without_notes,
)
from bot.domain.forms import BARE, Day, Free
from bot.domain.planning import Planned
from bot.domain.presses import Again, CheckIn, CheckInList, MendCheckIn, Pause, Reopen, Save, UrgentWhat, WhatToChange
from bot.domain.prompting.contacts import Agreed, Effect, effect
from bot.domain.prompting.kinds import Event
from bot.domain.rights.personal import Personal
from bot.domain.text import N_
from bot.domain.timing.midnights import midnight, midnight_after
from bot.domain.urgent import UNSAID
from bot.store.caseload import cases, checkins, drafts, flags, prompts
from bot.store.caseload.cases import Case
from bot.store.caseload.checkins import CheckIn as Kept
from bot.store.caseload.drafts import Draft
from bot.store.people import people
from bot.store.rights import consents
from bot.turn import Button, Reply, Row, Say, Turn
from handlers import asking
from handlers.asking import Filling
from handlers.home import menu_screen
from handlers.mentor import notes
from handlers.mentor.urgent import slip
from handlers.over import no_case
from handlers.screens import PAGE, PERSONAL, menu, paging, pairs
from handlers.telling import a_flag_was_raised

SAVED = N_("✅ Saved. Thank you, {you}.")
WILL_TELL = N_(
    "🆘 Something is urgent: when this is saved, the supervisor on duty is told that there is something, and not what. "
    "Are you seeing to it yourself? Then save it with the other button."
)
ALREADY = N_("🆘 An urgent flag stands already. While it counts, saving this tells nobody anew.")
TOLD_NOW = N_(
    "🆘 The supervisor on duty is being told that something is urgent, and not what. Please call them as well. "
    "If somebody is in danger: 112, or 119 for medical help."
)
TOLD_ANEW = N_(
    "🆘 The flag that stood before counts no more, so the supervisor on duty is being told anew. Was that not meant? "
    "Then tap It was a slip. If somebody is in danger: 112, or 119 for medical help."
)
IN_HAND = N_(
    "🆘 Somebody has an urgent flag in hand, so nobody is told anew. Is it something else? Then tap 🆘. "
    "If somebody is in danger: 112, or 119 for medical help."
)
SEEN_TO = N_(
    "🆘 You are seeing to what is urgent yourself, so nobody has been told. "
    "If somebody is in danger: 112, or 119 for medical help. Somebody to talk to: 119, then 8."
)
OVER = N_(
    "🆘 This has ended, so nobody has been told of what is urgent. "
    "If somebody is in danger: 112, or 119 for medical help."
)
TOO_LATE = N_("The next contact is on {day}, which is late for something urgent. Could it be within three days?")
# So many buttons that add something stand on the summary; the others are behind "Change something". Where something is
# urgent there is room for one.
MOST_ADDED, MOST_WHERE_URGENT = 3, 1
GOES_ON = N_("Begun on {day}: it counts for that day, unless you choose another one.")
AS_BEGUN = N_("That is the day on which you began this. Was it another one? Then tap Other day.")
# That the mentor sees to what is urgent, as they save.
SEEN = "seen_to"
WHICH_WAS_WRONG = N_(
    "Which choice was wrong? The right one is saved as soon as you choose it, unless there is more to ask. "
    "The earlier version is kept."
)
MENDED = N_("Put right as a wrong choice; the earlier version is kept.")
# So long after it was saved, a wrong choice is put right without being asked why.
FRESH, WRONG_CHOICE = timedelta(minutes=10), "mistake"
WISHES_PAUSE = N_("They would like a pause. Set it with the button below, and what is planned rests too.")
TEXTS = tuple(question.key for question in CHECK_IN.questions if isinstance(question, Free))
PAUSED = N_("Paused. Going on is possible at any time.")
# So much of a note is shown where check-ins stand in a list.
NOTE_SHOWN = 24


def who(turn: Turn, pressed: CheckInList) -> list[Reply]:
    """Whose check-in: those whose moment has come first."""
    drafts.put_aside(turn.tx, turn.me)
    return [_list(turn, pressed.page)]


def _list(turn: Turn, page: int) -> Say:
    lines, more = cases.lines(turn.tx, turn.me, page, PAGE, own=True)
    if not lines:
        return menu_screen(turn)
    buttons = [Button(_label(line), CheckIn(line.id)) for line in lines]
    text = turn.t(N_("Who were you in touch with? 🔔 = it is time, ✏️ = unfinished."))
    return turn.say(text, *pairs(buttons), (*paging(turn, page, more, CheckInList), menu(turn)))


def _label(line: cases.Line) -> str:
    return ("✏️ " if line.has_draft else "🔔 " if line.open_since else "") + line.code


def begin(turn: Turn, pressed: CheckIn) -> list[Reply]:
    """A participant was chosen: go on with what is unfinished, or ask the first question."""
    case = cases.mine(turn.tx, turn.me, pressed.case)
    if case is None:
        return [no_case(turn, pressed.case)]
    asking.is_known(turn, case)
    return [open_for(turn, case)]


def open_for(turn: Turn, case: Case) -> Say:
    """The check-in of a case, where it was left or from the start."""
    draft = drafts.of_case(turn.tx, turn.me, case.id)
    if draft is not None:
        drafts.resume(turn.tx, turn.me, draft)
        return go_on_with(turn, draft, turn.t(N_("You began this earlier; here it goes on.")))
    draft = drafts.begin(turn.tx, turn.me, Draft(0, CHECK_IN.name, turn.token, case.id, None, {}), case)
    hints = _nothing_is_noted(turn, case, consents.lets_notes_be_kept(turn.tx, case))
    return asking.show(turn, FILLING, draft, turn.lines(*hints) if hints else None)


def go_on_with(turn: Turn, draft: Draft, *hints: str) -> Say:
    """A check-in where it was left. Whether notes are wanted may have been said since."""
    case = _case(turn, draft)
    wanted = consents.lets_notes_be_kept(turn.tx, case)
    answers = without_notes(draft.answers, wanted=wanted)
    if answers != draft.answers:
        draft = drafts.keep(turn.tx, turn.me, draft, answers, case)
    said = (*hints, *_begun_before(turn, draft), *_nothing_is_noted(turn, case, wanted))
    return asking.show(turn, FILLING, draft, turn.lines(*said) if said else None)


def _begun_before(turn: Turn, draft: Draft) -> list[str]:
    """On which day it was begun, while questions are open; the summary says so in its own way."""
    at = _day_unsaid(turn, draft)
    if at is None or forms.current(CHECK_IN, draft.answers) is None:
        return []
    return [turn.t(GOES_ON, day=turn.short_day(_day(turn, at)))]


def _nothing_is_noted(turn: Turn, case: Case, wanted: bool) -> list[str]:
    """What the mentor is told of somebody who wants no notes."""
    if wanted:
        return []
    said = N_("{code} wants nothing noted: only how you were in touch, and when next, is kept.")
    return [Personal(turn.t(said, code=case.code))]


def given(turn: Turn, draft: Draft, answers: dict[str, Any]) -> dict[str, Any]:
    """Of whoever wants no notes nothing is recorded but that there was a contact, and when the next one is. It begins
    anew with its first answer.
    """
    if forms.HELD not in draft.answers and not any(question.key in draft.answers for question in CHECK_IN.questions):
        answers = forms.without(answers, forms.BEGUN)
    if BARE in answers or (any(key in answers for key in NOT_KEPT) and not _turns_round(turn, draft, answers)):
        return answers  # that was seen to with the first answer; what was said since holds when it is opened, or saved
    case = asking.case_of(turn, draft)
    return without_notes(answers, wanted=case is None or consents.lets_notes_be_kept(turn.tx, case))


def _turns_round(turn: Turn, draft: Draft, answers: forms.Answers) -> bool:
    """Whether it is put right that a contact worked out, or that it did not: what is asked then was not asked before,
    and what was kept before goes.
    """
    if draft.corrects_id is None:
        return False
    earlier = checkins.as_kept(turn.tx, _case(turn, draft), draft.corrects_id)
    return earlier is not None and reached(answers) is not reached(earlier.answers)


def open_with_note(turn: Turn, case: Case, piece: forms.Piece) -> Say:
    """The check-in of a case, where it was left or from the start, with what was typed held as its note."""
    draft = drafts.of_case(turn.tx, turn.me, case.id)
    if draft is None:
        draft = Draft(0, CHECK_IN.name, turn.token, case.id, None, {})
    else:
        drafts.resume(turn.tx, turn.me, draft)
    return notes.add(turn, FILLING, draft, notes.NOTE, piece)


def title(turn: Turn, draft: Draft) -> str:
    """The participant's code, and whether this corrects an earlier check-in."""
    text = N_("<b>Check-in {code}</b>") if draft.corrects_id is None else N_("<b>Correcting {code}</b>")
    return turn.t(text, code=_case(turn, draft).code)


def summary(turn: Turn, draft: Draft) -> Say:
    """Everything once more before it is saved."""
    answers = _shown(turn, draft)
    noted = _nothing_is_noted(turn, _case(turn, draft), BARE not in draft.answers)
    rings = _rings(turn, draft)
    late = _too_late(turn, draft)
    tells = [WILL_TELL] if rings else [ALREADY] if _is_told_already(turn, draft) else []
    begun = [turn.t(AS_BEGUN)] if _day_unsaid(turn, draft) is not None else []
    said = [*begun, *(turn.t(line) for line in tells), *([late] if late else [])]
    lines = (*asking.in_words(turn, CHECK_IN, answers), *noted, *_next_line(turn, draft), *said)
    text = turn.lines(title(turn, draft), *lines)
    save: tuple[Row, ...] = ((asking.button(draft, turn.t(N_("💾 Save")), Save()),),)
    if rings:
        save += ((asking.button(draft, turn.t(N_("I am seeing to it, save")), Save(seen_to=True)),),)
    change = asking.button(draft, turn.t(N_("Change something")), WhatToChange())
    offers = [*([(N_("Earlier"), NEXT_CONTACT.key)] if late else []), *_additions(turn, answers)]
    needed = int(late is not None) + len(_day_line(turn, answers))
    shown = offers[: max(MOST_WHERE_URGENT, needed) if rings else MOST_ADDED]
    more = [asking.button(draft, turn.t(label), Reopen(key)) for label, key in shown]
    # Where something is urgent there is one row for them; these labels are short.
    rows: tuple[Row, ...] = (*save, *pairs([*more, change], 3 if rings else 2))
    hides = PERSONAL if has_words(answers) else None
    return turn.say(turn.lines(text), *rows, asking.way_out(turn, draft, ""), hides_after=hides)


def _additions(turn: Turn, answers: forms.Answers) -> list[tuple[str, str]]:
    """What may be called for besides, as (the words of its button, the question), what is wanted most often first; a
    day that is not today, again.
    """
    answers = forms.without(answers, DAY) if _day_line(turn, answers) else answers
    found = [(one.record.add, one.key) for one in forms.offered(CHECK_IN, answers) if one.record is not None]
    first = {key: at for at, key in enumerate(OFFERED_FIRST)}
    return sorted(found, key=lambda offer: first.get(offer[1], len(first)))


def _newly_urgent(turn: Turn, draft: Draft) -> bool:
    """Whether something is marked as urgent here that was not before."""
    urgent = set(urgent_topics(forms.pruned(CHECK_IN, draft.answers)))
    if not urgent or draft.corrects_id is None:
        return bool(urgent)
    earlier = checkins.as_kept(turn.tx, _case(turn, draft), draft.corrects_id)
    return earlier is None or bool(urgent - set(urgent_topics(earlier.answers)))


def _rings(turn: Turn, draft: Draft) -> bool:
    """Whether saving this raises a flag: something is urgent, and nobody has been told of it yet."""
    case = _case(turn, draft)
    return case.status != "closed" and _newly_urgent(turn, draft) and not flags.is_known(turn.tx, case)


def _is_told_already(turn: Turn, draft: Draft) -> bool:
    """Whether something is urgent here of which somebody knows."""
    case = _case(turn, draft)
    return case.status != "closed" and _newly_urgent(turn, draft) and flags.is_known(turn.tx, case)


def _too_late(turn: Turn, draft: Draft) -> str | None:
    """Where something is urgent, a next contact that lies late is asked about, beside the button that saves it so."""
    answers = told(turn, draft)
    chosen = answers.get(NEXT_CONTACT.key)
    if chosen is None or not NEXT_CONTACT.is_soon(answers) or not _newly_urgent(turn, draft):
        return None
    day = _day(turn, planning.moment(str(chosen), turn.me.zone, _contact_at(turn, answers, latest(turn, draft))))
    if (day - turn.today).days <= NEXT_CONTACT.soon_days:
        return None
    return turn.t(TOO_LATE, day=turn.short_day(day))


def _shown(turn: Turn, draft: Draft) -> dict[str, Any]:
    """What would be saved, and whether notes are wanted: that decides what else may be called for."""
    return {**told(turn, draft), BARE: draft.answers.get(BARE)}


def told(turn: Turn, draft: Draft) -> dict[str, Any]:
    """What would be saved, with the day where that goes without saying."""
    answers, at = forms.pruned(CHECK_IN, draft.answers), _day_unsaid(turn, draft)
    return answers if at is None else {**answers, DAY: asking.epoch(at)}


def has_words(answers: forms.Answers) -> bool:
    """Whether there is anything in them that was written."""
    return any(answers.get(key) for key in TEXTS)


def day_begun(turn: Turn, answers: forms.Answers, since: datetime | None = None) -> datetime | None:
    """When a contact was whose day is not said: on the day on which these answers were begun, where that is over.

    since: from when on they are accompanied; it was not before that.
    """
    begun = forms.begun_on(answers)
    if begun is None or DAY in answers:
        return None
    morning = planning.morning(begun, turn.me.zone)
    at = morning if since is None else max(morning, since)
    return at if _day(turn, at) < turn.today else None


def _day_unsaid(turn: Turn, draft: Draft) -> datetime | None:
    """The same of a check-in that corrects none."""
    case = asking.case_of(turn, draft)
    return None if case is None or draft.corrects_id is not None else day_begun(turn, draft.answers, case.intake_at)


def _day_line(turn: Turn, answers: forms.Answers) -> list[str]:
    """The day of the contact, where it is said and is not today."""
    if not answers.get(DAY) or _day(turn, _contact_at(turn, answers, turn.now)) == turn.today:
        return []
    return asking.in_words(turn, CHECK_IN, {DAY: answers[DAY]})


def _next_line(turn: Turn, draft: Draft) -> list[str]:
    case, answers = _case(turn, draft), told(turn, draft)
    if draft.corrects_id is not None:
        earlier = checkins.as_kept(turn.tx, case, draft.corrects_id)
        contact_at = turn.now if earlier is None else _corrected_at(turn, answers, earlier)
        if earlier is None or not _moves_plan(turn, case, earlier, answers, contact_at):
            return []
        return [turn.t(PAUSED) if case.status == "paused" else _when(turn, _planned(turn, case, answers, contact_at))]
    contact_at = _contact_at(turn, answers, turn.now)
    return [*_done_to_plan(turn, case, answers, contact_at), *_same_day(turn, case, answers, contact_at)]


def _done_to_plan(turn: Turn, case: Case, answers: forms.Answers, contact_at: datetime) -> list[str]:
    """What comes next, as it would be if this were saved now."""
    if case.status == "paused":
        return [turn.t(PAUSED)]
    effects = _effects(turn, case, contact_at)
    if _leaves_plan(effects):
        return [_stays(turn, case)]
    planned = _planned(turn, case, answers, contact_at)
    return [*_replaced(turn, effects, planned.due_at), _when(turn, planned)]


def latest(turn: Turn, draft: Draft) -> datetime:
    """The last day on which the contact may have been: today, or when a check-in that is put right was recorded."""
    return checkins.recorded_at(turn.tx, draft.corrects_id) if draft.corrects_id else turn.now


def _contact_at(turn: Turn, answers: forms.Answers, recorded_at: datetime) -> datetime:
    return planning.contact_at(answers, turn.me.zone, recorded_at)


def _corrected_at(turn: Turn, answers: forms.Answers, earlier: Kept) -> datetime:
    """When the contact was of a check-in that is put right; as it stood, where the day is not what is wrong."""
    is_moved = answers.get(DAY) != earlier.answers.get(DAY)
    return _contact_at(turn, answers, earlier.at) if is_moved else earlier.contact_at


def _effects(turn: Turn, case: Case, contact_at: datetime) -> list[tuple[datetime, Effect]]:
    """What a contact of that moment does to each that is planned, by its slot."""
    last = checkins.last_contact(turn.tx, case)
    found = []
    for one in prompts.agreements(turn.tx, case):
        on = last if one.by_check_in and last is not None else one.made_at
        agreed = Agreed(_day(turn, one.slot), _day(turn, on), one.by_check_in and one.kind == "next_contact")
        found.append((one.slot, effect(_day(turn, contact_at), agreed)))
    return found


def _day(turn: Turn, at: datetime) -> date:
    return at.astimezone(turn.me.zone).date()


def _leaves_plan(effects: list[tuple[datetime, Effect]]) -> bool:
    return bool(effects) and all(done is Effect.LEAVES for _, done in effects)


def _stays(turn: Turn, case: Case) -> str:
    text = N_("That was before this was planned, so the plan stays: {moment}")
    return turn.t(text, moment=turn.moment(_standing(turn, case)))


def _standing(turn: Turn, case: Case) -> datetime:
    """When the contact that is planned asks; of one that is overdue, for when it was planned."""
    one = prompts.next_of(turn.tx, case)
    if one is None:
        raise LookupError("a plan that stays, and is not there")
    return one.slot if one.is_overdue(turn.now) else one.due_at


def _replaced(turn: Turn, effects: list[tuple[datetime, Effect]], planned: datetime | None) -> list[str]:
    """Which contacts that were planned give way, where they were planned for another day."""
    text = N_("It takes the place of the contact planned for {day}.")
    days = [_day(turn, slot) for slot, done in effects if done is Effect.REPLACES]
    return [turn.t(text, day=turn.short_day(day)) for day in days if planned is None or day != _day(turn, planned)]


def _same_day(turn: Turn, case: Case, answers: forms.Answers, contact_at: datetime) -> list[str]:
    """Two who were in touch on one day, or one contact recorded twice: both are kept, and whoever records knows."""
    day = _day(turn, contact_at)
    first, last = midnight(day, turn.me.zone), midnight_after(day, turn.me.zone)
    if not reached(answers) or case.last_at is None or case.last_at < first:
        return []
    if not checkins.worked_out(turn.tx, case, first, last):
        return []
    return [turn.t(N_("There is another check-in of that day; both are kept."))]


def _planned(turn: Turn, case: Case, answers: forms.Answers, contact_at: datetime) -> Planned:
    frame = prompts.frame_for(turn.tx, turn.me, turn.calendar, case)
    return planning.plan(answers, case.weeks(turn.now), frame, turn.now, contact_at)


def _when(turn: Turn, planned: Planned) -> str:
    text = N_("Next contact: {moment}") if planned.kind == "next_contact" else N_("Next try: {moment}")
    return turn.t(text, moment=turn.moment(planned.due_at))


def what_to_change(turn: Turn, draft: Draft) -> Say:
    """Which answer to change."""
    answers = _shown(turn, draft)
    buttons = [
        asking.button(draft, turn.t(record.name), Reopen(question.key))
        for question, record in forms.changeable(CHECK_IN, answers)
    ]
    text = turn.lines(title(turn, draft), turn.t(N_("What would you like to change?")))
    return turn.say(text, *pairs(buttons, 3), (asking.button(draft, turn.t(N_("Back")), Again()),))


def what_was_wrong(turn: Turn, draft: Draft) -> Say:
    """Which answer was a wrong choice; the right one is saved as it is chosen."""
    buttons = [
        asking.button(draft, turn.t(question.record.name), Reopen(question.key))
        for question in forms.applicable(CHECK_IN, draft.answers)
        if question.key in draft.answers and question.record is not None
    ]
    text = turn.lines(
        title(turn, draft),
        turn.t(WHICH_WAS_WRONG),
    )
    return turn.say(text, *pairs(buttons, 3), asking.way_out(turn, draft, ""))


def save(turn: Turn, draft: Draft) -> list[Reply]:
    """Save for good: the check-in, the next moment, and the end of what was waiting."""
    answers = told(turn, draft)
    if draft.corrects_id is not None:
        return _save_correction(turn, draft, answers)
    case = cases.mine(turn.tx, turn.me, draft.case_id or 0, lock=True)
    if case is None:
        return [no_case(turn, draft.case_id)]
    done = record(turn, case, draft, answers)
    mend = _mend(turn, case, done.id)
    return [_thanks(turn, case, done.lines, answers, is_urgent=done.is_urgent, mend=mend), *done.alerts]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What saving a check-in has done: its number, the sentences about it, and whoever is told of what is urgent.

    left_out: whether something of it is not kept, as no notes are wanted.
    """

    id: int
    lines: list[str]
    is_urgent: bool
    alerts: list[Reply]
    left_out: bool


def record(turn: Turn, case: Case, draft: Draft, answers: dict[str, Any]) -> Recorded:
    """Save a check-in about a case that is locked: what was waiting ends, and what comes next is planned.

    answers: those that apply; what may not be kept is taken out of them here, and when the next contact is put in.
    """
    contact_at = _contact_at(turn, answers, turn.now)
    effects = _effects(turn, case, contact_at)
    misses = case.misses if _leaves_plan(effects) else _misses(turn, case, answers)
    is_urgent = bool(urgent_topics(answers))  # also where it may not be kept: a flag says nothing of it
    unsaid = _without_unwanted_notes(turn, case, answers, {})
    twice = _same_day(turn, case, answers, contact_at)
    said = _plan_next(turn, case, answers, contact_at, effects)
    if case.status != "paused":
        mentor = turn.me if case.mentor_id == turn.me.id else people.by_id(turn.tx, case.mentor_id) or turn.me
        frame = prompts.frame_for(turn.tx, mentor, turn.calendar, case)
        prompts.arise(turn.tx, Event.CHECK_IN, case, mentor, frame)
    saved = checkins.save(turn.tx, turn.me, case, draft.token, answers, contact_at=contact_at)
    cases.note_contact(turn.tx, case, misses)
    if misses == followups.MISSES_IN_A_ROW and misses > case.misses:
        prompts.ask_supervisor(turn.tx, case)
    drafts.drop(turn.tx, draft)
    known, alerts = _see_to_urgent(turn, case, draft) if is_urgent else ([], [])
    return Recorded(saved, [*said, *twice, *unsaid, *known], is_urgent, alerts, left_out=bool(unsaid))


def _is_seen_to(draft: Draft) -> bool:
    """Whether the mentor saved it as seen to by themselves."""
    return bool(draft.answers.get(SEEN))


def _see_to_urgent(turn: Turn, case: Case, draft: Draft) -> tuple[list[str], list[Reply]]:
    """Something urgent is on somebody's phone until somebody takes it on; what it is stays where it was written.

    Returns what the receipt says of it, which is what was done, and whoever is told. A flag that stood as the summary
    was shown and is over meanwhile is raised anew at once, and the receipt says so, instead of asking again: whoever
    saves may have put the phone away, and a flag too many is taken back by one tap.
    """
    if not case.goes_on:
        return [turn.t(OVER)], []
    if flags.is_known(turn.tx, case):
        return [_as_known(turn, case)], []
    if _is_seen_to(draft):
        flags.note_seen_to(turn.tx, turn.me, case)
        return [turn.t(SEEN_TO)], []
    stood = flags.is_known(turn.tx, case, draft.touched_at)
    flag, _ = flags.raise_one(turn.tx, turn.me, case, UNSAID)
    return [turn.t(TOLD_ANEW if stood else TOLD_NOW)], a_flag_was_raised(turn, case, flag)


def _as_known(turn: Turn, case: Case) -> str:
    return turn.t(TOLD_NOW if flags.rings(turn.tx, case) else IN_HAND)


def _without_unwanted_notes(turn: Turn, case: Case, answers: dict[str, Any], before: forms.Answers) -> list[str]:
    """How they are is not saved of whoever said no to notes, also where it was filled in before they said so.

    What was kept `before` stays as it was where what is put right still is a contact that worked out, or still none.
    """
    if consents.lets_notes_be_kept(turn.tx, case):
        return []
    was = {key: answers.pop(key) for key in NOT_KEPT if key in answers}
    stays = {key: before[key] for key in NOT_KEPT if key in before and reached(answers) is reached(before)}
    answers.update(stays)
    return [] if was == stays or not any(was.values()) else [Personal(turn.t(notes.NO_NOTES))]


def in_short(turn: Turn, case: Case, draft: Draft, *, with_words: bool) -> list[str]:
    """What it would save, in a few words each: how and on which day, how they are, and when next.

    with_words: with the beginning of its note; otherwise whether there is one.
    """
    answers = told(turn, draft)
    contact_at = _contact_at(turn, answers, turn.now)
    said: list[str] = [turn.t(label) for code, label in CONTACTS if code == answers.get("contact")]
    said.append(turn.short_day(_day(turn, contact_at)))
    said += [turn.t(label) for code, label in OVERALL if code == answers.get("overall")]
    said += _note_in_short(turn, answers, with_words=with_words) if notes.may_be_kept(turn, draft) else []
    if case.status == "paused":
        return [*said, turn.t(N_("paused"))]
    if _leaves_plan(_effects(turn, case, contact_at)):
        return [*said, turn.t(N_("the plan stays"))]
    if not any(key in answers for key in ("next", "retry")):
        return said
    planned = _planned(turn, case, answers, contact_at)
    return [*said, turn.t(N_("next on {day}"), day=turn.short_day(_day(turn, planned.due_at)))]


def _note_in_short(turn: Turn, answers: forms.Answers, *, with_words: bool) -> list[str]:
    words = " ".join(word for key in TEXTS for word in str(answers.get(key, "")).split())
    if not words:
        return []
    if not with_words:
        return [turn.t(N_("with a note"))]
    return [turn.t(N_("note: “{text}”"), text=asking.shortened(words, NOTE_SHOWN))]


def _misses(turn: Turn, case: Case, answers: forms.Answers) -> int:
    """Contacts in a row that did not work out. One that stood open for a week has been counted then."""
    if reached(answers):
        return 0
    counted = any(
        prompts.week_counted(turn.tx, contact.subject, contact.slot)
        for contact in prompts.open_of(turn.tx, case, followups.CONTACT)
    )
    return case.misses + (0 if counted else 1)


def _plan_next(
    turn: Turn, case: Case, answers: dict[str, Any], contact_at: datetime, effects: list[tuple[datetime, Effect]]
) -> list[str]:
    """End what was waiting, plan what comes and note it with the answers; returns the sentences about it.

    A contact from before the plan was made leaves all of it as it is.
    """
    if _leaves_plan(effects):
        answers["next_at"] = _standing(turn, case).isoformat()
        return [turn.t(PAUSED) if case.status == "paused" else _stays(turn, case)]
    prompts.end_replaced(turn.tx, case, [slot for slot, done in effects if done is Effect.REPLACES])
    prompts.end_answered(turn.tx, case)
    said = _plan(turn, case, answers, contact_at)
    planned = None if case.status == "paused" else datetime.fromisoformat(answers["next_at"])
    return [*_replaced(turn, effects, planned), said]


def _plan(turn: Turn, case: Case, answers: dict[str, Any], contact_at: datetime) -> str:
    """During a pause nothing is planned: going on does that, and a prompt in between would not be allowed to speak."""
    if case.status == "paused":
        return turn.t(PAUSED)
    planned = _planned(turn, case, answers, contact_at)
    prompts.plan(turn.tx, case, planned, case.mentor_id, turn.me.id, "answer")
    answers["next_at"] = planned.due_at.isoformat()
    return _when(turn, planned)


def _save_correction(turn: Turn, draft: Draft, answers: dict[str, Any]) -> list[Reply]:
    """A new revision. What has ended can still be put right, and plans nothing."""
    case = cases.entrusted(turn.tx, turn.me, draft.case_id or 0, lock=True)
    if case is None or draft.corrects_id is None:
        return [no_case(turn, draft.case_id)]
    kept = checkins.as_kept(turn.tx, case, draft.corrects_id)
    is_quick = kept is not None and _is_quick(turn, draft, kept)
    why = WRONG_CHOICE if is_quick else str(draft.answers.get("why", ""))
    if why not in dict(CORRECTIONS):
        return [_ask_why(turn, draft)]
    earlier = checkins.read(turn.tx, turn.me, case, draft.corrects_id)
    if earlier is None:
        return [no_case(turn, draft.case_id)]
    urgent = set(urgent_topics(answers))
    is_new = bool(urgent - set(urgent_topics(earlier.answers)))
    lines = [*([turn.t(MENDED)] if is_quick else []), *_without_unwanted_notes(turn, case, answers, earlier.answers)]
    answers["next_at"] = earlier.answers.get("next_at")
    contact_at = _corrected_at(turn, answers, earlier)
    if case.goes_on and checkins.is_last(turn.tx, case, earlier.id, contact_at):
        moves = _moves_plan(turn, case, earlier, answers, contact_at)
        is_second_miss = reached(answers) is not reached(earlier.answers) and _count_anew(turn, case, answers)
        if moves:
            prompts.end_corrected(turn.tx, case)
            lines.append(_plan(turn, case, answers, contact_at))
        if is_second_miss:  # what a check-in ends has ended above, and would take this along
            prompts.ask_supervisor(turn.tx, case)
    checkins.correct(turn.tx, turn.me, case, earlier, answers, why, contact_at)
    drafts.drop(turn.tx, draft)
    known, alerts = _see_to_urgent(turn, case, draft) if is_new else ([], [])
    mend = _mend(turn, case, earlier.id) if is_fresh(turn, earlier) else ()
    return [_thanks(turn, case, [*lines, *known], answers, is_urgent=bool(urgent), mend=mend), *alerts]


def is_fresh(turn: Turn, kept: Kept) -> bool:
    """Whether this person saved it a few minutes ago: a wrong choice is put right without asking why."""
    return kept.by_id == turn.me.id and turn.now - kept.at <= FRESH


def _is_quick(turn: Turn, draft: Draft, kept: Kept) -> bool:
    return forms.QUICK in draft.answers and is_fresh(turn, kept)


def is_saved_at_once(turn: Turn, draft: Draft) -> bool:
    """Whether the choice that was just put right is saved without the summary: it asks and drops nothing else, and
    tells nobody anything.
    """
    kept = None if draft.corrects_id is None else checkins.as_kept(turn.tx, _case(turn, draft), draft.corrects_id)
    if kept is None or not _is_quick(turn, draft, kept) or _newly_urgent(turn, draft):
        return False
    before, answers = forms.without(kept.answers, "next_at"), forms.pruned(CHECK_IN, draft.answers)
    changed = [key for key, value in answers.items() if before.get(key) != value]
    is_text = any(isinstance(CHECK_IN.question(key), Free) for key in changed)
    return before.keys() == answers.keys() and len(changed) == 1 and not is_text


def _moves_plan(turn: Turn, case: Case, earlier: Kept, answers: forms.Answers, contact_at: datetime) -> bool:
    """Whether a check-in that is put right plans anew: it tells of the last contact, and of what it planned.

    What was planned since in another way (skipped, or after a pause) stays.
    """
    if not case.goes_on or not checkins.is_last(turn.tx, case, earlier.id, contact_at):
        return False
    plans = [question.key for question in CHECK_IN.questions if isinstance(question, Day) and question.plans]
    moved = (
        _day(turn, contact_at) != _day(turn, earlier.contact_at)
        or reached(answers) is not reached(earlier.answers)
        or any(answers.get(key) != earlier.answers.get(key) for key in plans)
    )
    return moved and all(one.by_check_in for one in prompts.agreements(turn.tx, case))


def _count_anew(turn: Turn, case: Case, answers: forms.Answers) -> bool:
    """Whether somebody was reached was put right: misses in a row begin anew, or there is one more; whether that is
    the one at which the supervisor is asked.
    """
    open_now = prompts.open_of(turn.tx, case, followups.CONTACT)
    silent = any(prompts.week_counted(turn.tx, one.subject, one.slot) for one in open_now)
    misses = int(silent) if reached(answers) else case.misses + 1
    cases.correct_misses(turn.tx, case, misses)
    return misses == followups.MISSES_IN_A_ROW and misses > case.misses


def _ask_why(turn: Turn, draft: Draft) -> Say:
    seen_to = _is_seen_to(draft)
    reasons = [asking.button(draft, turn.t(label), Save(code, seen_to)) for code, label in CORRECTIONS]
    text = turn.lines(title(turn, draft), turn.t(N_("Why is this being corrected? The earlier version is kept.")))
    back = asking.button(draft, turn.t(N_("Back")), Again())
    return turn.say(text, *((reason,) for reason in reasons), (back,))


def receipt(turn: Turn, case_id: int, checkin_id: int) -> Markup | None:
    """The same again, for whoever taps once more on what is saved: as much of it as still is so.

    None where the participant is not theirs any more, or it is put right since.
    """
    case = cases.entrusted(turn.tx, turn.me, case_id)
    kept = None if case is None else checkins.as_kept(turn.tx, case, checkin_id)
    if case is None or kept is None or kept.revision > 1:
        return None
    next_at = kept.answers.get("next_at")
    lines: list[str] = []
    if case.status == "paused":
        lines = [turn.t(PAUSED)]
    elif next_at is not None:
        kind = "next_contact" if reached(kept.answers) else "try_again"
        lines = [_when(turn, Planned(kind, datetime.fromisoformat(next_at)))]
    return turn.lines(*_said(turn, case, kept.answers, [*lines, *_still_so(turn, case, kept)]))


def _said(turn: Turn, case: Case, answers: forms.Answers, lines: list[str]) -> list[str]:
    return [turn.t(SAVED), turn.t(N_("Participant {code}."), code=case.code), *_day_line(turn, answers), *lines]


def _still_so(turn: Turn, case: Case, kept: Kept) -> list[str]:
    """Who knows of what is urgent, where that can still be said of what is saved."""
    if not urgent_topics(kept.answers):
        return []
    if flags.is_known(turn.tx, case):
        return [_as_known(turn, case)]
    return [turn.t(SEEN_TO)] if flags.is_left_to_them(turn.tx, case, kept.at) else []


def _mend(turn: Turn, case: Case, checkin_id: int) -> Row:
    """The way to put a wrong choice right: for the mentor's own, as any correction."""
    own = case.mentor_id == turn.me.id
    return (Button(turn.t(N_("✏️ Mend it")), MendCheckIn(case.id, checkin_id)),) if own else ()


def _thanks(
    turn: Turn, case: Case, lines: list[str], answers: forms.Answers, *, is_urgent: bool, mend: Row = ()
) -> Say:
    """The receipt. Help is one tap away where something is urgent, while no flag rings for it yet; a pause, where
    somebody wishes for one. mend: the way to put it right, while it is fresh.
    """
    rows: tuple[Row, ...] = ((Button(turn.t(N_("Record another")), CheckInList()), *mend, menu(turn)),)
    if answers.get("reason") == WANTS_PAUSE and _may_pause(turn, case):
        lines = [*lines, turn.t(WISHES_PAUSE)]
        rows = ((Button(turn.t(N_("⏸ Pause")), Pause(case.id)),), *rows)
    if is_urgent:
        calls = () if flags.rings(turn.tx, case) else (Button(turn.t(N_("🆘 Urgent")), UrgentWhat(case.id)),)
        help_or_slip: Row = (*calls, *slip(turn, case))
        rows = (*((help_or_slip,) if help_or_slip else ()), *rows)
    return turn.say(turn.lines(*_said(turn, case, answers, lines)), *rows, kind="saved")


def _may_pause(turn: Turn, case: Case) -> bool:
    """Whether whoever records this sets the rhythm, and it is not paused already. A cover has no say in it."""
    return case.status == "active" and cases.steered(turn.tx, turn.me, case.id) is not None


def _case(turn: Turn, draft: Draft) -> Case:
    """The draft's case; whoever gets here has been let through by `visible` in this same turn."""
    case = asking.case_of(turn, draft)
    if case is None:
        raise LookupError("a check-in without its case")
    return case


def leave(turn: Turn, draft: Draft) -> list[Reply]:
    """Back from the first question: to the list."""
    return [_list(turn, 0)]


FILLING = Filling(
    CHECK_IN, title, save, leave, summary, latest=latest, given=given, at_once=is_saved_at_once, parts=what_to_change
)
FILLINGS = (FILLING,)
