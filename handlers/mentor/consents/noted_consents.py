"""Consents noted by whoever accompanies: said out loud or on a paper, taken back, for one service by name."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain import forms
from bot.domain.forms import Choice, Form, Free, Option
from bot.domain.people import Person
from bot.domain.presses import (
    NoteConsent,
    NoteSharing,
    Save,
    TheirPhone,
)
from bot.domain.rights import consent as ticks
from bot.domain.rights.consent import BY_CODE, PAPER, SHARED
from bot.domain.text import N_
from bot.store.caseload import drafts
from bot.store.caseload.cases import Case
from bot.store.caseload.drafts import Draft
from bot.store.rights import consents, participants
from bot.store.rights.consents import Given
from bot.turn import Button, Reply, Say, Turn
from handlers import asking
from handlers.asking import Filling, title_of
from handlers.mentor.consents.on_paper import (
    ON_PAPER,
    check,
    in_words,
    of_a_paper,
    outdone,
    paper_of,
    said_no_that_day,
    said_since,
    said_yes_since,
    standing,
)
from handlers.mentor.participant_phone import agreed, one, own_case, page
from handlers.over import no_case
from handlers.screens import PERSONAL, menu, pairs

# How somebody said yes elsewhere than in the chat.
SPOKEN = (("voice", N_("Yes, out loud")), (PAPER, N_("Yes, on paper")))
SAYS = (("yes", N_("Yes, agreed")), ("no", N_("No, or taken back")))
PAPER_FORM = Form("paper", (Choice("says", N_("What does the paper say?"), SAYS), *of_a_paper()))
ALL = "all"
TAKING_BACK = Form(
    "endshare",
    (
        Choice(
            "which",
            N_("Which service is to be told nothing more? Choose its number, or type its name as it was noted."),
            source="standing",
        ),
        Choice("channel", N_("How was it said?"), (("voice", N_("Out loud")), (PAPER, N_("On paper")))),
        *of_a_paper(ON_PAPER),
    ),
)
TAKEN_BACK_ALREADY = N_("That yes has been taken back already; nothing was noted.")
NOTED = N_("Noted. Thank you, {you}.")
SHARING = Form(
    "sharing",
    (
        Free("service", N_("Which service, by name? One only; it is kept sealed."), 80, optional=False),
        Choice(
            "channel",
            N_("Please ask in your own words: may we tell this one service what it needs in order to help?"),
            (*SPOKEN, ("no", N_("No"))),
        ),
        *of_a_paper(ON_PAPER),
    ),
)


def note_consent(turn: Turn, pressed: NoteConsent) -> list[Reply]:
    """A yes that was said elsewhere, or taken back: piece by piece, as it was said, and who noted it."""
    case = own_case(turn, pressed.case, ended=pressed.how == "back")
    if case is None:
        return [no_case(turn, pressed.case)]
    person, tick, how = participants.add(turn.tx, case, turn.me), pressed.tick, pressed.how
    allowed = consents.current(turn.tx, person)
    if tick == SHARED:
        return [asking.open_form(turn, TAKINGS_BACK, case)]
    if not _may_be_noted(tick, allowed):
        return [_which(turn, case, person, allowed)]
    if how == PAPER:
        return [asking.open_form(turn, PAPERS, case, answers={"tick": tick})]
    if how == "voice" and tick not in allowed:
        consents.give(turn.tx, person, case, tick, channel=how, explained_by=turn.me.id, page=turn.page)
    elif how == "back" and tick in allowed:
        consents.withdraw(turn.tx, person, case, tick, channel="voice", explained_by=turn.me.id, page=turn.page)
    elif not how:
        return [_ask(turn, case, person, tick, tick in allowed)]
    return [_which(turn, case, person, consents.current(turn.tx, person), turn.t(NOTED))]


def _may_be_noted(tick: str, allowed: frozenset[str]) -> bool:
    return tick in BY_CODE and set(BY_CODE[tick].needs) <= allowed


def _which(turn: Turn, case: Case, person: Person, allowed: frozenset[str], *before: str) -> Say:
    lines: list[str] = [
        *before,
        turn.t(N_("<b>{code}</b>: noting a consent"), code=case.code),
        turn.t(N_("Which piece? Only what was said freely, each on its own.")),
        agreed(turn, person),
    ]
    asked = [one for one in ticks.TICKS if _may_be_noted(one.code, allowed)]
    buttons = [
        Button(("✓ " if one.code in allowed else "") + turn.t(one.label), NoteConsent(case.id, one.code))
        for one in asked
    ]
    return turn.say(turn.lines(*lines), *pairs(buttons), (Button(turn.t(N_("Back")), TheirPhone(case.id)), menu(turn)))


def _ask(turn: Turn, case: Case, person: Person, tick: str, given: bool) -> Say:
    explained = [
        turn.t(N_("Please explain it in your own words, or read it out:")),
        turn.t_for(person, ticks.asked(tick, page=turn.page)),
    ]
    text = turn.lines(turn.t(N_("<b>{code}</b>: noting a consent"), code=case.code), *explained)
    said = (("back", N_("Taken back")) if given else SPOKEN[0], (PAPER, N_("On paper")))
    buttons = tuple(Button(turn.t(label), NoteConsent(case.id, tick, how)) for how, label in said)
    return turn.say(text, buttons, (Button(turn.t(N_("Back")), NoteConsent(case.id)), menu(turn)))


def _paper_title(turn: Turn, draft: Draft) -> str:
    case, part = asking.case_of(turn, draft), BY_CODE[str(draft.answers["tick"])].label
    return turn.t(N_("<b>{code}</b>: {part}, on paper"), code=case.code if case else "", part=turn.t(part))


def _paper_summary(turn: Turn, draft: Draft) -> Say:
    """The paper once more, before it stands in the ledger."""
    paper, says = paper_of(turn, draft.answers), dict(SAYS)[draft.answers["says"]]
    said = turn.t(N_("On the paper: {value}"), value=turn.t(says))
    lines = (_paper_title(turn, draft), said, *in_words(turn, paper), *said_since(turn, draft, paper))
    return _once_more(turn, draft, lines)


def _once_more(turn: Turn, draft: Draft, lines: Sequence[str]) -> Say:
    save = asking.button(draft, turn.t(N_("💾 Save")), Save())
    return turn.say(turn.lines(*lines), (save,), asking.way_out(turn, draft, ""), hides_after=PERSONAL)


def save_paper(turn: Turn, draft: Draft) -> list[Reply]:
    """A yes or a no that stands on a paper; it holds from now. A no is noted after the end, too."""
    no = outdone(turn, draft)
    drafts.drop(turn.tx, draft)
    tick, yes = str(draft.answers["tick"]), draft.answers["says"] == "yes"
    case = own_case(turn, draft.case_id or 0, ended=not yes)
    if case is None:
        return [no_case(turn, draft.case_id)]
    person, paper = participants.add(turn.tx, case, turn.me), paper_of(turn, draft.answers)
    if no is not None:
        return [_which(turn, case, person, consents.current(turn.tx, person), no)]
    note = consents.give if yes else consents.withdraw
    note(turn.tx, person, case, tick, channel=PAPER, explained_by=turn.me.id, paper=paper)
    return [_noted(turn, case, person, NOTED)]


def _noted(turn: Turn, case: Case, person: Person, said: str) -> Say:
    """What was noted about whom; after the end nothing more can be, so that the page stands there."""
    if not case.goes_on:
        return page(turn, case, turn.t(said))
    return _which(turn, case, person, consents.current(turn.tx, person), turn.t(said))


def note_sharing(turn: Turn, pressed: NoteSharing) -> list[Reply]:
    """May one named service be told something? Asked by a person, noted here."""
    case = own_case(turn, pressed.case)
    return [no_case(turn, pressed.case)] if case is None else [asking.open_form(turn, PASSING_ON, case)]


def save_share(turn: Turn, draft: Draft) -> list[Reply]:
    """A yes for this one service; a no keeps nothing."""
    no = outdone(turn, draft)
    drafts.drop(turn.tx, draft)
    case = own_case(turn, draft.case_id or 0)
    if case is None:
        return [no_case(turn, draft.case_id)]
    channel, service = str(draft.answers["channel"]), str(draft.answers["service"])
    if channel not in dict(SPOKEN):
        return [page(turn, case, turn.t(N_("That is all right. Nothing was kept, and nothing is passed on.")))]
    if no is not None:
        return [page(turn, case, no)]
    person = participants.add(turn.tx, case, turn.me)
    paper = paper_of(turn, draft.answers) if channel == PAPER else None
    hints = [] if paper is None else said_no_that_day(turn, case, SHARED, paper, service)
    by = turn.me.id
    consents.give(turn.tx, person, case, SHARED, channel=channel, explained_by=by, service=service, paper=paper)
    return [page(turn, case, turn.t(N_("Noted: for this one service only. Thank you, {you}.")), *hints)]


def _shared(turn: Turn, case: Case | None) -> list[Given]:
    """Each yes to passing on, in the order in which their own phone numbers them."""
    return [] if case is None else [one for one in standing(turn, case) if one.service]


def _to_take_back(turn: Turn, draft: Draft) -> list[Option]:
    """All of them, and each by its number: a name on a button is read over a shoulder."""
    numbered = enumerate(_shared(turn, asking.case_of(turn, draft)), 1)
    each = [(str(one.id), turn.t(N_("Number {number}"), number=at)) for at, one in numbered]
    return [(ALL, turn.t(N_("Every service"))), *each]


def _by_name(turn: Turn, draft: Draft, typed: str) -> str | None:
    """The one yes whose service was typed; names are compared here and shown nowhere."""
    question = forms.current(TAKING_BACK, draft.answers)
    if question is None or question.key != "which":
        return None
    shared = _shared(turn, asking.case_of(turn, draft))
    found = [one for one in shared if ticks.one_service(one.service or "", typed)]
    return str(found[0].id) if len(found) == 1 else None


def _title_of_taking_back(turn: Turn, draft: Draft) -> str:
    case, question = asking.case_of(turn, draft), forms.current(TAKING_BACK, draft.answers)
    title = turn.t(N_("<b>{code}</b>: passing on, taken back"), code=case.code if case else "")
    if question is None or question.key != "which":
        return title
    shared = _shared(turn, case)
    if not shared:
        return turn.lines(title, turn.t(N_("No yes to passing on stands; a new one is noted under Pass on.")))
    shown, _ = asking.on_page(draft, _to_take_back(turn, draft))
    ids = [code for code, _ in shown]
    return turn.lines(title, *(_numbered(turn, at, one) for at, one in enumerate(shared, 1) if str(one.id) in ids))


def _numbered(turn: Turn, at: int, one: Given) -> str:
    day = turn.language.plain_day(consents.said_on(one.at, one.signed_on, turn.me.zone))
    said = turn.t(ticks.where_said(one.channel, one.signed_on), day=day)
    return turn.t(N_("{number}. {said}"), number=at, said=said)


def _taking_back_summary(turn: Turn, draft: Draft) -> Say:
    """Which yes is taken back and how that was said, before it is."""
    chosen, label = _chosen(turn, draft), dict(_to_take_back(turn, draft)).get(draft.answers["which"])
    said = TAKEN_BACK_ALREADY if label is None else N_("Taken back: {value}")
    lines = [_title_of_taking_back(turn, draft), turn.t(said, value=label)]
    if draft.answers["channel"] == PAPER:
        paper = paper_of(turn, draft.answers)
        lines += [turn.t(N_("On paper")), *in_words(turn, paper), *said_yes_since(turn, paper, chosen)]
    else:
        lines.append(turn.t(N_("Out loud")))
    return _once_more(turn, draft, lines)


def _chosen(turn: Turn, draft: Draft) -> list[Given]:
    """Each yes that would be ended; one that was taken back meanwhile is none of them."""
    which = draft.answers["which"]
    return [one for one in _shared(turn, asking.case_of(turn, draft)) if which in (ALL, str(one.id))]


def save_taking_back(turn: Turn, draft: Draft) -> list[Reply]:
    """One service is told nothing more, or every one; also after the end. A no to all is noted where none stands."""
    drafts.drop(turn.tx, draft)
    case = own_case(turn, draft.case_id or 0, ended=True)
    if case is None:
        return [no_case(turn, draft.case_id)]
    person, answers, chosen = participants.add(turn.tx, case, turn.me), draft.answers, _chosen(turn, draft)
    every = answers["which"] == ALL
    if not chosen and not every:
        return [_noted(turn, case, person, TAKEN_BACK_ALREADY)]
    channel, ends = str(answers["channel"]), None if every else chosen[0].id
    paper, by = paper_of(turn, answers) if channel == PAPER else None, turn.me.id
    consents.withdraw(turn.tx, person, case, SHARED, channel=channel, explained_by=by, ends_id=ends, paper=paper)
    return [_noted(turn, case, person, NOTED)]


def _to_the_phone(turn: Turn, draft: Draft) -> list[Reply]:
    return one(turn, TheirPhone(draft.case_id or 0))


def _to_the_parts(turn: Turn, draft: Draft) -> list[Reply]:
    return note_consent(turn, NoteConsent(draft.case_id or 0))


def _to_the_part(turn: Turn, draft: Draft) -> list[Reply]:
    return note_consent(turn, NoteConsent(draft.case_id or 0, str(draft.answers["tick"])))


PASSING_ON = Filling(SHARING, title_of, save_share, _to_the_phone, check=check)
PAPERS = Filling(PAPER_FORM, _paper_title, save_paper, _to_the_part, _paper_summary, check=check)
TAKINGS_BACK = Filling(
    TAKING_BACK,
    _title_of_taking_back,
    save_taking_back,
    _to_the_parts,
    _taking_back_summary,
    _to_take_back,
    typed=_by_name,
)
FILLINGS = (PASSING_ON, PAPERS, TAKINGS_BACK)
