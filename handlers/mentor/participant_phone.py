"""The participant of a case on their own phone: a way in, what they agreed to, another phone. Only who accompanies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.domain import forms, planning
from bot.domain.forms import Choice, Day, Form, Free, Is, Option
from bot.domain.people import Person
from bot.domain.presses import (
    CaseCard,
    HandLink,
    NoteConsent,
    NoteSharing,
    ReadOutCode,
    Save,
    TheirNewPhone,
    TheirPhone,
)
from bot.domain.rights import consent as ticks
from bot.domain.rights.consent import BY_CODE, PAPER, SHARED, Paper
from bot.domain.text import N_
from bot.store.caseload import cases, drafts
from bot.store.caseload.cases import Case
from bot.store.caseload.drafts import Draft
from bot.store.engine import deployment
from bot.store.rights import consents, participants
from bot.store.rights.consents import Given
from bot.turn import Button, LastWord, Reply, Row, Say, Turn
from handlers import asking
from handlers.asking import Filling, title_of
from handlers.over import no_case
from handlers.screens import PERSONAL, menu, pairs
from handlers.telling import last_word_of

# How somebody said yes elsewhere than in the chat.
SPOKEN = (("voice", N_("Yes, out loud")), (PAPER, N_("Yes, on paper")))
ON_PAPER = Is("channel", (PAPER,))
SAYS = (("yes", N_("Yes, agreed")), ("no", N_("No, or taken back")))
# A paper may have lain in a drawer.
YEARS_BACK = 5
DATED = N_("Which day stands on the paper? Choose it, or type it, for example 12 March 2026.")
STANDS_SINCE_NO = N_(
    "They said no to this on {day}, after the day on this paper. The no stands, and nothing was noted. Please ask them "
    "anew, or write a new paper with them."
)
STANDS_SINCE_YES = N_(
    "They said no to this on {day}, after the day on this paper, and have said yes again since. That newer yes stands; "
    "nothing was noted."
)
WITNESSED = N_("Who was there as a witness? A name or a code; it is kept sealed.")


def _of_a_paper(when: Is | None = None) -> tuple[Day, Free]:
    """Which day stands on it, and who was there."""
    return (
        Day("on", DATED, (), when=when, hour=False, back=9, years=YEARS_BACK),
        Free("witness", WITNESSED, 60, when=when, skip=N_("Without a witness")),
    )


PAPER_FORM = Form("paper", (Choice("says", N_("What does the paper say?"), SAYS), *_of_a_paper()))
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
        *_of_a_paper(ON_PAPER),
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
        *_of_a_paper(ON_PAPER),
    ),
)


def one(turn: Turn, pressed: TheirPhone) -> list[Reply]:
    """Whether somebody has joined, what they agreed to, and what can be done."""
    case = _own(turn, pressed.case, ended=True)
    if case is None:
        return [no_case(turn, pressed.case)]
    drafts.put_aside(turn.tx, turn.me)
    return [_page(turn, case)]


def _page(turn: Turn, case: Case, *before: str) -> Say:
    """The page; `before`, in the person's language, is said first."""
    person = participants.of_case(turn.tx, case.id)
    lines: list[str] = [*before]
    lines.append(turn.t(N_("<b>{code}</b>: their own phone"), code=case.code))
    if person is None:
        lines.append(turn.t(N_("Nobody has been invited yet.")))
    else:
        joined = N_("{code}: has joined.") if person.chat is not None else N_("{code}: has not joined yet.")
        lines += [turn.t(joined, code=person.code), _agreed(turn, person)]
    link = Button(turn.t(N_("One-time link")), HandLink(case.id))
    code = Button(turn.t(N_("Code of 6 digits")), ReadOutCode(case.id))
    phone = Button(turn.t(N_("Another phone")), TheirNewPhone(case.id))
    note = Button(turn.t(N_("Note a consent")), NoteConsent(case.id))
    share = Button(turn.t(N_("Pass on")), NoteSharing(case.id))
    ways: Row = (link, code) if person is None or person.chat is None else (phone,)
    rows = ((*ways,), (note, share)) if case.goes_on else ((phone,),) if person is not None and person.chat else ()
    return turn.say(turn.lines(*lines), *rows, (_back(turn, case), menu(turn)))


def _agreed(turn: Turn, person: Person) -> str:
    allowed = consents.current(turn.tx, person)
    if not allowed:
        return turn.t(N_("No consent is noted yet."))
    labels = [turn.t(tick.label) for tick in ticks.TICKS if tick.code in allowed]
    return turn.t(N_("Agreed to: {ticks}"), ticks=", ".join(labels))


def hand_link(turn: Turn, pressed: HandLink) -> list[Reply]:
    """A fresh one-time link, in a message of its own that can be handed over; an earlier link or code is closed."""
    case = _own(turn, pressed.case)
    if case is None:
        return [no_case(turn, pressed.case)]
    person = participants.add(turn.tx, case, turn.me)
    if person.chat is not None:
        return [_page(turn, case)]
    token = participants.make_link(turn.tx, person, turn.me)
    link = deployment.join_link(turn.tx, token)
    text = turn.t(N_("A link to join, good for 72 hours and once:\n{link}"), link=link)
    hint = N_("Please hand the link below over yourself, to that person alone; then delete it.")
    return [_page(turn, case, turn.t(hint)), Say(text, kind="receipt", protect=False)]


def read_out_code(turn: Turn, pressed: ReadOutCode) -> list[Reply]:
    """Six digits to be read out loud; an earlier link or code is closed."""
    case = _own(turn, pressed.case)
    if case is None:
        return [no_case(turn, pressed.case)]
    person = participants.add(turn.tx, case, turn.me)
    if person.chat is not None:
        return [_page(turn, case)]
    digits = participants.make_code(turn.tx, person, turn.me)
    text = turn.lines(
        turn.t(N_("<b>{code}</b>: their own phone"), code=case.code),
        turn.t(N_("Code: <b>{digits}</b>"), digits=f"{digits[:3]} {digits[3:]}"),
        turn.t(
            N_(
                "Please read it out loud to that person; do not write or send it. They open @{bot} and type it. "
                "It works once, within 24 hours."
            ),
            bot=deployment.username(turn.tx),
        ),
    )
    back = Button(turn.t(N_("Back")), TheirPhone(case.id))
    return [turn.say(text, (back, menu(turn)), hides_after=PERSONAL)]


def new_phone(turn: Turn, pressed: TheirNewPhone) -> list[Reply]:
    """A lost or changed phone: the old chat is cut off at once and told so; then there is a new way in."""
    case = _own(turn, pressed.case, ended=True)
    if case is None:
        return [no_case(turn, pressed.case)]
    person = participants.of_case(turn.tx, case.id)
    if person is None or person.chat is None:
        return [_page(turn, case)]
    if not pressed.sure:
        text = turn.t(
            N_("The chat of {code} is cut off at once; then you make a new link or code. Go on?"), code=case.code
        )
        yes = Button(turn.t(N_("Yes, go on")), TheirNewPhone(case.id, sure=True))
        return [turn.say(text, (yes,), (Button(turn.t(N_("Back")), TheirPhone(case.id)), menu(turn)))]
    may = last_word_of(turn, person)
    chat = participants.rebind(turn.tx, person, turn.me)
    last = [] if chat is None or may is None else [LastWord(chat, "cut_off", may)]
    return [_page(turn, case, turn.t(N_("Cut off. Please choose how they join on the new phone."))), *last]


def note_consent(turn: Turn, pressed: NoteConsent) -> list[Reply]:
    """A yes that was said elsewhere, or taken back: piece by piece, as it was said, and who noted it."""
    case = _own(turn, pressed.case, ended=pressed.how == "back")
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
        consents.give(turn.tx, person, case, tick, channel=how, explained_by=turn.me.id)
    elif how == "back" and tick in allowed:
        consents.withdraw(turn.tx, person, case, tick, channel="voice", explained_by=turn.me.id)
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
        _agreed(turn, person),
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
        turn.t_for(person, BY_CODE[tick].text),
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
    paper, says = _paper(turn, draft.answers), dict(SAYS)[draft.answers["says"]]
    said = turn.t(N_("On the paper: {value}"), value=turn.t(says))
    lines = (_paper_title(turn, draft), said, *_in_words(turn, paper), *_hints(turn, draft, paper))
    return _once_more(turn, draft, lines)


def _in_words(turn: Turn, paper: Paper) -> tuple[str, str]:
    witness = turn.t(N_("Witness: {value}"), value=paper.witness) if paper.witness else turn.t(N_("Without a witness"))
    return turn.t(N_("Its day: {value}"), value=turn.language.day(paper.signed_on)), witness


def _once_more(turn: Turn, draft: Draft, lines: Sequence[str]) -> Say:
    save = asking.button(draft, turn.t(N_("💾 Save")), Save())
    return turn.say(turn.lines(*lines), (save,), asking.way_out(turn, draft, ""), hides_after=PERSONAL)


def _hints(turn: Turn, draft: Draft, paper: Paper) -> list[str]:
    """What was said since: the other answer, on the paper's day or (before a no) later; nobody knows which was last."""
    case, tick = asking.case_of(turn, draft), str(draft.answers["tick"])
    if case is None:
        return []
    if draft.answers["says"] == "yes":
        outdone = _outdone(turn, draft)
        return _said_no_that_day(turn, case, tick, paper) if outdone is None else [outdone]
    return _said_yes_since(turn, paper, [one for one in _standing(turn, case) if one.tick == tick])


def _said_yes_since(turn: Turn, paper: Paper, ended: Sequence[Given]) -> list[str]:
    days = [consents.said_on(one.at, one.signed_on, turn.me.zone) for one in ended]
    if not days or max(days) < paper.signed_on:
        return []
    hint = N_("They said yes to this on {day}. The no counts all the same; if the paper is older, please ask them.")
    return [turn.t(hint, day=turn.short_day(max(days)))]


def _said_no_that_day(turn: Turn, case: Case, tick: str, paper: Paper, service: str | None = None) -> list[str]:
    if _yes_stands(turn, case, tick, service):
        return []
    day = consents.last_no(turn.tx, case, tick, turn.me.zone, service)
    if day != paper.signed_on:
        return []
    hint = N_("They said no to this on {day}. If the paper is older, please ask them first.")
    return [turn.t(hint, day=turn.short_day(day))]


def _outdone(turn: Turn, draft: Draft) -> str | None:
    """Why the yes on a paper does not count: they said no after its day. What stands, and what can be done."""
    case, answers = asking.case_of(turn, draft), draft.answers
    if case is None or "on" not in answers or answers.get("says", "yes") != "yes":
        return None
    tick, service = str(answers.get("tick", SHARED)), answers.get("service")
    day = consents.last_no(turn.tx, case, tick, turn.me.zone, service)
    if day is None or _day_of(turn, answers) >= day:
        return None
    said = STANDS_SINCE_YES if _yes_stands(turn, case, tick, service) else STANDS_SINCE_NO
    return turn.t(said, day=turn.short_day(day))


def _check(turn: Turn, draft: Draft) -> tuple[str, str] | None:
    """A paper that does not count is refused as soon as its day is said."""
    said = _outdone(turn, draft)
    return None if said is None else ("on", said)


def _yes_stands(turn: Turn, case: Case, tick: str, service: str | None) -> bool:
    return any(
        one.tick == tick and (service is None or ticks.one_service(one.service or "", service))
        for one in _standing(turn, case)
    )


def _standing(turn: Turn, case: Case) -> list[Given]:
    person = participants.of_case(turn.tx, case.id)
    return [] if person is None else consents.given(turn.tx, person)


def _paper(turn: Turn, answers: forms.Answers) -> Paper:
    return Paper(_day_of(turn, answers), str(answers["witness"]))


def _day_of(turn: Turn, answers: forms.Answers) -> date:
    return planning.moment(str(answers["on"]), turn.me.zone, turn.now).astimezone(turn.me.zone).date()


def save_paper(turn: Turn, draft: Draft) -> list[Reply]:
    """A yes or a no that stands on a paper; it holds from now. A no is noted after the end, too."""
    outdone = _outdone(turn, draft)
    drafts.drop(turn.tx, draft)
    tick, yes = str(draft.answers["tick"]), draft.answers["says"] == "yes"
    case = _own(turn, draft.case_id or 0, ended=not yes)
    if case is None:
        return [no_case(turn, draft.case_id)]
    person, paper = participants.add(turn.tx, case, turn.me), _paper(turn, draft.answers)
    if outdone is not None:
        return [_which(turn, case, person, consents.current(turn.tx, person), outdone)]
    note = consents.give if yes else consents.withdraw
    note(turn.tx, person, case, tick, channel=PAPER, explained_by=turn.me.id, paper=paper)
    return [_noted(turn, case, person, NOTED)]


def _noted(turn: Turn, case: Case, person: Person, said: str) -> Say:
    """What was noted about whom; after the end nothing more can be, so that the page stands there."""
    if not case.goes_on:
        return _page(turn, case, turn.t(said))
    return _which(turn, case, person, consents.current(turn.tx, person), turn.t(said))


def note_sharing(turn: Turn, pressed: NoteSharing) -> list[Reply]:
    """May one named service be told something? Asked by a person, noted here."""
    case = _own(turn, pressed.case)
    return [no_case(turn, pressed.case)] if case is None else [asking.open_form(turn, PASSING_ON, case)]


def save_share(turn: Turn, draft: Draft) -> list[Reply]:
    """A yes for this one service; a no keeps nothing."""
    outdone = _outdone(turn, draft)
    drafts.drop(turn.tx, draft)
    case = _own(turn, draft.case_id or 0)
    if case is None:
        return [no_case(turn, draft.case_id)]
    channel, service = str(draft.answers["channel"]), str(draft.answers["service"])
    if channel not in dict(SPOKEN):
        return [_page(turn, case, turn.t(N_("That is all right. Nothing was kept, and nothing is passed on.")))]
    if outdone is not None:
        return [_page(turn, case, outdone)]
    person = participants.add(turn.tx, case, turn.me)
    paper = _paper(turn, draft.answers) if channel == PAPER else None
    hints = [] if paper is None else _said_no_that_day(turn, case, SHARED, paper, service)
    by = turn.me.id
    consents.give(turn.tx, person, case, SHARED, channel=channel, explained_by=by, service=service, paper=paper)
    return [_page(turn, case, turn.t(N_("Noted: for this one service only. Thank you, {you}.")), *hints)]


def _shared(turn: Turn, case: Case | None) -> list[Given]:
    """Each yes to passing on, in the order in which their own phone numbers them."""
    return [] if case is None else [one for one in _standing(turn, case) if one.service]


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
        paper = _paper(turn, draft.answers)
        lines += [turn.t(N_("On paper")), *_in_words(turn, paper), *_said_yes_since(turn, paper, chosen)]
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
    case = _own(turn, draft.case_id or 0, ended=True)
    if case is None:
        return [no_case(turn, draft.case_id)]
    person, answers, chosen = participants.add(turn.tx, case, turn.me), draft.answers, _chosen(turn, draft)
    every = answers["which"] == ALL
    if not chosen and not every:
        return [_noted(turn, case, person, TAKEN_BACK_ALREADY)]
    channel, ends = str(answers["channel"]), None if every else chosen[0].id
    paper, by = _paper(turn, answers) if channel == PAPER else None, turn.me.id
    consents.withdraw(turn.tx, person, case, SHARED, channel=channel, explained_by=by, ends_id=ends, paper=paper)
    return [_noted(turn, case, person, NOTED)]


def _own(turn: Turn, case_id: int, *, ended: bool = False) -> Case | None:
    """A case this person accompanies as its own mentor; a cover may not. `ended`: also when it has ended."""
    found = cases.entrusted(turn.tx, turn.me, case_id)
    return found if found is not None and (ended or found.goes_on) else None


def _back(turn: Turn, case: Case) -> Button:
    return Button(turn.t(N_("Back")), CaseCard(case.id))


def _to_the_phone(turn: Turn, draft: Draft) -> list[Reply]:
    return one(turn, TheirPhone(draft.case_id or 0))


def _to_the_parts(turn: Turn, draft: Draft) -> list[Reply]:
    return note_consent(turn, NoteConsent(draft.case_id or 0))


def _to_the_part(turn: Turn, draft: Draft) -> list[Reply]:
    return note_consent(turn, NoteConsent(draft.case_id or 0, str(draft.answers["tick"])))


PASSING_ON = Filling(SHARING, title_of, save_share, _to_the_phone, check=_check)
PAPERS = Filling(PAPER_FORM, _paper_title, save_paper, _to_the_part, _paper_summary, check=_check)
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
