"""Urgent flags: raised in two taps, taken on by somebody, closed with a note. No message about one says anything."""

from __future__ import annotations

from itertools import count, groupby

from bot.domain.checkins import CHECK_IN
from bot.domain.forms import Form, Free
from bot.domain.people import Role
from bot.domain.presses import (
    CaseCard,
    CheckIn,
    CloseFlag,
    ContactPlan,
    FlagCard,
    FlagList,
    RaiseFlag,
    Slip,
    TakeFlag,
    UrgentWhat,
    UrgentWhose,
)
from bot.domain.text import N_
from bot.domain.urgent import FLAG_KINDS, HELP, NOT_SAID, UNSAID
from bot.store.caseload import cases, drafts, flags
from bot.store.caseload.cases import Case
from bot.store.caseload.drafts import Draft
from bot.store.caseload.flags import Flag
from bot.store.day import lines as of_the_day
from bot.store.people import people
from bot.store.rights import consents
from bot.turn import Button, Reply, Row, Say, Tell, Turn
from handlers import asking
from handlers.asking import Filling
from handlers.home import menu_screen
from handlers.over import no_case
from handlers.screens import (
    PAGE,
    list_rows,
    menu,
    pairs,
    shown_list,
)
from handlers.telling import a_flag_was_raised, whoever_heard_of

TAKEN = N_("Somebody has taken this flag on already.")
SLIPPED = N_("All right, {you}: the flag is closed, and whoever heard of it hears that it was a slip.")
SLIPPED_SAVED = N_(
    "All right, {you}: the flag is closed, and whoever heard of it hears that it was a slip. The check-in stays saved."
)
NO_SLIP = N_("It is too late to call it a slip: somebody has it, or minutes have passed. Please call them.")
WHOSE = N_("Whom is it about? One tap tells the supervisor on duty at once.")
WHOSE_OF_MANY = N_(
    "Whom is it about? One tap on a single code tells the supervisor on duty at once; two numbers open all codes "
    "between them. A number or a name can be typed too."
)
# Beside the way out so many rows of so many buttons.
FULL, ACROSS = 3, 3
# A case and its code.
Coded = tuple[int, str]
CLOSING = Form(
    "flagclose", (Free("note", N_("How did it end? A short note; without names or addresses."), 500, optional=False),)
)


def whose(turn: Turn, pressed: UrgentWhose) -> list[Reply]:
    """From the menu: whom is it about? The next tap raises the flag; among many it is the one after that."""
    everybody = cases.own_running(turn.tx, turn.me)  # whoever rests may be in danger as well
    if not everybody:
        return [menu_screen(turn)]
    if len(everybody) > ACROSS * FULL:
        return [_among_many(turn, pressed, everybody)]
    buttons = [_raising(*one) for one in everybody]
    return [turn.say(turn.t(WHOSE), *pairs(buttons, ACROSS), (menu(turn),))]


def _among_many(turn: Turn, pressed: UrgentWhose, everybody: list[Coded]) -> Say:
    """Whoever is on the sheet of today, and all others by stretches of codes; or those of one stretch."""
    ids = [case_id for case_id, _ in everybody]
    ends = [ids.index(one) for one in (pressed.first, pressed.last) if one in ids]
    if len(ends) > 1 and ends[0] <= ends[1]:
        those = everybody[ends[0] : ends[1] + 1]
        return _stretches(turn, [], those, (Button(turn.t(N_("Back")), UrgentWhose()), menu(turn)))
    codes = dict(everybody)
    listed = of_the_day.of_day(turn.tx, turn.me, turn.today)
    today = dict.fromkeys(one.case_id for one in listed if one.case_id in codes)
    first = [(one, codes[one]) for one in today][:ACROSS]
    return _stretches(turn, first, everybody, (menu(turn),))


def _stretches(turn: Turn, first: list[Coded], those: list[Coded], out: Row) -> Say:
    """A row of the `first`, and below it those by one or, where there is no room for each, from one code to another."""
    if len(those) <= ACROSS * FULL and not first:
        return turn.say(turn.t(WHOSE), *pairs([_raising(*one) for one in those], ACROSS), out)
    rows, beside = FULL - (1 if first else 0), ACROSS - len(out)
    found = _cut(those, rows * ACROSS + beside)
    if first and max(map(len, found)) > ACROSS * FULL:  # too many to be chosen from at once: the row is needed
        return _stretches(turn, [], those, out)
    buttons = [_raising(*one[0]) if len(one) == 1 else _opening(one[0], one[-1]) for one in found]
    full = buttons[: rows * ACROSS]
    above = (tuple(_raising(*one) for one in first),) if first else ()
    return turn.say(turn.t(WHOSE_OF_MANY), *above, *pairs(full, ACROSS), (*buttons[len(full) :], *out))


def among(turn: Turn, those: list[Coded]) -> Say:
    """Those that were typed while it was asked whom it is about: the next tap raises the flag."""
    buttons = [_raising(*one) for one in those[: ACROSS * FULL]]
    return turn.say(turn.t(WHOSE), *pairs(buttons, ACROSS), (Button(turn.t(N_("Back")), UrgentWhose()), menu(turn)))


def _raising(case_id: int, code: str) -> Button:
    return Button(code, RaiseFlag(case_id, UNSAID))


def _cut(those: list[Coded], most: int) -> list[list[Coded]]:
    """The same in at most so many stretches of at least a page, none with codes of two letters."""
    letters = [list(found) for _, found in groupby(those, key=lambda one: one[1][:1])]
    sizes = (size for size in count(PAGE) if sum(-(-len(found) // size) for found in letters) <= most)
    size = next(sizes)
    return [found[at : at + size] for found in letters for at in range(0, len(found), size)]


def _opening(first: Coded, last: Coded) -> Button:
    """From "R-001" to "R-006": "R-001–006"."""
    return Button(f"{first[1]}–{last[1].partition('-')[2]}", UrgentWhose(first[0], last[0]))


def what(turn: Turn, pressed: UrgentWhat) -> list[Reply]:
    """From a participant or a check-in: what kind? The next tap raises the flag."""
    case = cases.visible(turn.tx, turn.me, pressed.case)
    if case is None:
        return [no_case(turn, pressed.case)]
    text = turn.lines(
        turn.t(N_("<b>{code}</b>"), code=case.code),
        turn.t(N_("What is urgent? One tap tells the supervisor on duty at once.")),
    )
    buttons = [Button(turn.t(label), RaiseFlag(case.id, code)) for code, label in FLAG_KINDS]
    draft = drafts.open_one(turn.tx, turn.me)
    in_the_middle = draft is not None and draft.form == CHECK_IN.name and draft.case_id == case.id
    back = Button(turn.t(N_("Back")), CheckIn(case.id) if in_the_middle else CaseCard(case.id))
    return [turn.say(text, *pairs(buttons, 3), (back, menu(turn)))]


def raise_one(turn: Turn, pressed: RaiseFlag) -> list[Reply]:
    """Raise it: mentor and supervisor on duty are told without a word of content; help stands on the screen."""
    case, kind = cases.visible(turn.tx, turn.me, pressed.case), pressed.kind
    if case is None or kind not in {code for code, _ in FLAG_KINDS} | {UNSAID}:
        return [no_case(turn, pressed.case)]
    flag, is_new = flags.raise_one(turn.tx, turn.me, case, kind)
    alerts = a_flag_was_raised(turn, case, flag) if is_new else []
    text = turn.lines(
        turn.t(N_("🆘 Raised for {code}. The supervisor on duty is being told."), code=case.code),
        *(turn.t(line) for line in HELP),
    )
    on = (Button(turn.t(N_("Go on with the check-in")), CheckIn(case.id)),)
    rows: tuple[Row, ...] = tuple(
        row for row in (on if cases.mine(turn.tx, turn.me, case.id) is not None else (), slip(turn, case)) if row
    )
    return [turn.say(text, *rows, (Button(turn.t(N_("🆘 Flags")), FlagList()), menu(turn))), *alerts]


def says_nothing(pressed: RaiseFlag) -> bool:
    """Whether it raises a flag without saying what it is about: that is one tap in the chat, whatever else is slow."""
    return pressed.kind == UNSAID


def slip(turn: Turn, case: Case) -> Row:
    """The button that takes back a flag of minutes ago, while nobody has taken it on."""
    flag = flags.just_raised(turn.tx, turn.me, case)
    return () if flag is None else (Button(turn.t(N_("It was a slip")), Slip(flag.id)),)


def retract(turn: Turn, pressed: Slip) -> list[Reply]:
    """It was a slip of the thumb: the flag is over, and whoever heard of it hears that."""
    flag = flags.visible(turn.tx, turn.me, pressed.flag)
    if flag is None:
        return _list(turn)
    if flags.retract(turn.tx, turn.me, flag) is not None:
        return [_page(turn, flags.visible(turn.tx, turn.me, flag.id) or flag, NO_SLIP)]
    said = SLIPPED_SAVED if flags.came_with_a_check_in(turn.tx, flag) else SLIPPED
    return [menu_screen(turn, said), *whoever_heard_of(turn, flag, "flag_retracted")]


def listing(turn: Turn, pressed: FlagList) -> list[Reply]:
    """Open flags, those nobody has taken on first."""
    drafts.put_aside(turn.tx, turn.me)
    page = pressed.page
    keys, key = shown_list(turn, flags.keys, pressed.track)
    found, more = flags.open_ones(turn.tx, turn.me, page, PAGE, key)
    if not found and page:
        return listing(turn, FlagList())  # the page has gone since, which is not to say that no flag is open
    if not found:
        return [turn.say(turn.t(N_("There is no open flag.")), (menu(turn),))]
    lines = [turn.t(N_("<b>Flags</b>")), *(_line(turn, flag) for flag in found)]
    codes = [flag.case_code for flag in found]
    # Two flags of one person are told apart by when they were raised.
    buttons = [
        Button(flag.case_code if codes.count(flag.case_code) == 1 else _at(turn, flag), FlagCard(flag.id))
        for flag in found
    ]
    return [turn.say(turn.lines(*lines), *list_rows(turn, buttons, page, more, FlagList, keys, key))]


def _at(turn: Turn, flag: Flag) -> str:
    return turn.t(N_("{code} {hour}"), code=flag.case_code, hour=turn.language.clock(flag.raised_at, turn.me.zone))


def _line(turn: Turn, flag: Flag) -> str:
    text = N_("• {code}: taken on, raised {moment}") if flag.acknowledged_at else N_("• {code}: waiting since {moment}")
    return turn.t(text, code=flag.case_code, moment=turn.day(flag.raised_at))


def one(turn: Turn, pressed: FlagCard) -> list[Reply]:
    """One flag, and what can be done."""
    flag = flags.visible(turn.tx, turn.me, pressed.flag)
    return _list(turn) if flag is None else [_page(turn, flag)]


def _page(turn: Turn, flag: Flag, before: str | None = None) -> Say:
    raised = people.by_id(turn.tx, flag.raised_by)
    taken = None if flag.acknowledged_by is None else people.by_id(turn.tx, flag.acknowledged_by)
    kinds = dict((*FLAG_KINDS, (UNSAID, NOT_SAID)))
    lines: list[str] = [turn.t(before)] if before else []
    moment = turn.moment(flag.raised_at)
    lines += [
        turn.t(N_("<b>{code}</b>: {kind}"), code=flag.case_code, kind=turn.t(kinds[flag.kind])),
        turn.t(N_("Raised by the participant on {moment}."), moment=moment)
        if raised is None or raised.role is Role.PARTICIPANT
        else turn.t(N_("Raised by {who} on {moment}."), who=raised.code, moment=moment),
        turn.t(N_("Taken on by {who}."), who=taken.code) if taken else turn.t(N_("Nobody has taken it on yet.")),
        turn.t(
            N_("First a call or a visit by a person; the police only where life is in danger and nothing else helps.")
        ),
    ]
    take = Button(turn.t(N_("✋ I take it on")), TakeFlag(flag.id))
    close = Button(turn.t(N_("Close it")), CloseFlag(flag.id))
    acts: Row = () if flag.closed_at else ((close,) if taken else (take,))
    has_it = taken is not None and taken.id == turn.me.id and not flag.closed_at
    if has_it and flags.in_hand(turn.tx, turn.me, flag.case_id) is not None:
        acts += (Button(turn.t(N_("Safe contact")), ContactPlan(flag.case_id)),)
    return turn.say(
        turn.lines(*lines), *((acts,) if acts else ()), (Button(turn.t(N_("Back")), FlagList()), menu(turn))
    )


def acknowledge(turn: Turn, pressed: TakeFlag) -> list[Reply]:
    """Take it on: the repeating stops, and whoever raised it hears that somebody has it."""
    flag = flags.visible(turn.tx, turn.me, pressed.flag)
    if flag is None:
        return _list(turn)
    if flags.acknowledge(turn.tx, turn.me, flag) is not None:
        return [_page(turn, flag, TAKEN)]
    fresh = flags.visible(turn.tx, turn.me, flag.id) or flag
    news: list[Reply] = []
    raised = people.by_id(turn.tx, flag.raised_by)
    if raised is not None and raised.id != turn.me.id and raised.role is not Role.PARTICIPANT:
        news.append(Tell("flag_taken", flag.id, raised.id))
    return [_page(turn, fresh, N_("Thank you, {you}. It is not repeated any more.")), *news]


def begin_closing(turn: Turn, pressed: CloseFlag) -> list[Reply]:
    """Closing needs a note."""
    flag = flags.visible(turn.tx, turn.me, pressed.flag)
    if flag is None or flag.closed_at:
        return _list(turn)
    if flag.acknowledged_by is None:
        return [_page(turn, flag)]
    case = cases.visible(turn.tx, turn.me, flag.case_id)
    whose = case or cases.by_id(turn.tx, flag.case_id)
    if whose is not None and not consents.lets_notes_be_kept(turn.tx, whose):
        flags.close(turn.tx, turn.me, flag, whose.key_id, "")
        return [menu_screen(turn, N_("The flag is closed. They want no notes, so none is kept. Thank you, {you}."))]
    return [asking.open_form(turn, FILLING, case, answers={"flag": flag.id})]


def save_closing(turn: Turn, draft: Draft) -> list[Reply]:
    """Closed; the note is sealed with the participant's key."""
    flag = flags.visible(turn.tx, turn.me, int(draft.answers["flag"]))
    case = None if flag is None else cases.by_id(turn.tx, flag.case_id)
    drafts.drop(turn.tx, draft)
    if flag is None or case is None:
        return _list(turn)
    note = str(draft.answers["note"]) if consents.lets_notes_be_kept(turn.tx, case) else ""
    if flags.close(turn.tx, turn.me, flag, case.key_id, note) is not None:
        return [_page(turn, flag, N_("This flag has been closed already; your note has not been kept."))]
    return [menu_screen(turn, N_("The flag is closed. Thank you, {you}."))]


def _list(turn: Turn) -> list[Reply]:
    return listing(turn, FlagList())


def _title(turn: Turn, draft: Draft) -> str:
    return turn.t(N_("<b>Closing a flag</b>"))


FILLING = Filling(CLOSING, _title, save_closing, lambda turn, draft: _list(turn))
FILLINGS = (FILLING,)
