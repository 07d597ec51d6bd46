"""The support directory as people read it: emergencies first, nine categories, cards, search. Open to strangers.

Nothing is kept about who looks at what: where somebody came from stands on the buttons alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from markupsafe import Markup

from bot.domain.danger import Danger
from bot.domain.directory import CATEGORIES, PROVINCES, Entry, days_left, in_province, of_category
from bot.domain.forms import Form
from bot.domain.people import Role
from bot.domain.presses import (
    Again,
    AskContact,
    CallAtOnce,
    Info,
    InfoCard,
    InfoCategory,
    InfoFound,
    InfoPlaces,
    InfoTell,
    InfoWrong,
    Press,
    UpkeepEntry,
)
from bot.domain.rights.personal import Personal
from bot.domain.text import N_
from bot.reference.danger import may_need_help
from bot.reference.search import search
from bot.store.caseload import drafts
from bot.store.caseload.drafts import Draft
from bot.store.institution import directory as store
from bot.turn import Button, Event, Reply, Row, Say, Turn, Words
from handlers import asking
from handlers.asking import Filling
from handlers.entries import everything, own_case, shown, today
from handlers.screens import NOT_WATCHED, PAGE, PERSONAL, menu, paging, pairs

EMERGENCY, FIRST_TALK, SAFER_PHONE = "darurat", "healing119", "ponsel"
# What else is offered where somebody may be in danger: nothing about papers or money.
NEAR_AN_EMERGENCY = (EMERGENCY, "jiwa", "hukum", SAFER_PHONE)
SHORT = {
    EMERGENCY: N_("🆘 Emergency"),
    "jiwa": N_("Feelings"),
    "sehat": N_("Health"),
    "dokumen": N_("ID, papers"),
    "bansos": N_("Social aid"),
    "kerja": N_("Work"),
    "sekolah": N_("School"),
    "hukum": N_("Law, rights"),
    SAFER_PHONE: N_("Phone safety"),
}
# 112 exists only in some regencies and towns, ambulances differ, a call to 110 reaches the police, answers may be slow:
# each number with its limits.
FIRST_HELP = (
    N_("<b>Emergency</b>"),
    N_("<b>112</b>: ambulance, fire brigade, police; not yet in every regency and town."),
    N_("<b>119</b>: ambulance; how soon it comes differs from place to place."),
    N_("<b>110</b>: police; calls are recorded, and it is not the only way."),
    N_("<b>129</b>: women and children; WhatsApp 0811-1129-129."),
    N_("<b>119, then 8</b> (Healing119): somebody to talk to. An answer may take long; please do not wait alone."),
)
AT_ONCE = N_("When there is danger, or it has become too heavy, these can be reached right now.")
GREETING = N_("Hello. This bot works by invitation. If you were given a link, please open it again.")
OPEN_TO_ALL = N_("The information below is open to everybody.")
TYPE = N_("Choose below, or type in your own words what is needed, for example: BPJS mati.")
NOTHING = N_("I have found nothing sure for that. Please try another word, or look through everything.")
# Below whatever else is said, where it is not sure that somebody is in danger, and where nothing was found.
BELOW = (
    N_("If there is danger now: 112, 119 or 110. Women and children: 129."),
    N_("Somebody to talk to: 119, then 8. It need not be carried alone."),
)
WRONG = (
    ("number", N_("The number does not work")),
    ("terms", N_("The terms are different")),
    ("other", N_("Something else")),
)
PLACES = sorted(PROVINCES)
MOST_ROWS = 4
ANYWHERE, ELSEWHERE = "", "x"


def contact_row(turn: Turn, entry: Entry) -> Row:
    """ "My mentor should get in touch about this", for whoever has a mentor."""
    if own_case(turn) is None:
        return ()
    if entry.category == EMERGENCY:
        return (_call_now(turn),)
    return (Button(turn.t(N_("My mentor may call me")), AskContact(entry.category)),)


def empty(turn: Turn, event: Event | None = None) -> list[Say]:
    """An ordinary bot that knows nobody; words are a question to the directory."""
    if not isinstance(event, Words):
        return [front(turn, GREETING, OPEN_TO_ALL)]
    found = looked_up(turn, event)
    return found or [front(turn, GREETING, OPEN_TO_ALL, below=BELOW)]


def home(turn: Turn, pressed: Press) -> list[Reply]:
    """The front of the directory; words typed from now on are a question. Whatever of it is gone leads here."""
    if turn.who is not None:
        drafts.put_aside(turn.tx, turn.who)
        if turn.who.role is not Role.PARTICIPANT:
            # Of staff, words are a question to the directory only while they have it open.
            return [asking.open_form(turn, LOOKING)]
    return [front(turn)]


def front(turn: Turn, *before: str, below: Sequence[str] = ()) -> Say:
    """Emergency first, the other categories below."""
    lines = [*(turn.t(line) for line in before), turn.t(N_("<b>Support information</b>")), turn.t(TYPE)]
    lines += [turn.t(line) for line in below]
    if turn.who is None or turn.who.role is Role.PARTICIPANT:
        lines.append(turn.t(NOT_WATCHED))
    first, *rest = (Button(turn.t(SHORT[code]), InfoCategory(code)) for code, _ in CATEGORIES)
    said = _say(turn, turn.lines(*lines), (first,), *pairs([*rest, *_menu(turn)], 3))
    return replace(said, stays=not below)


def looked_up(turn: Turn, typed: Words) -> list[Say]:
    """The entries that answer what was typed; nothing when nothing is sure (see `not_found`).

    The lines stand below them wherever it is not plainly an everyday need.
    """
    found = search(shown(turn), typed.text)
    if not found:
        return []
    said = _found(turn, found)
    return [said if may_need_help(typed.text) is Danger.NONE else with_lines(turn, said)]


def with_lines(turn: Turn, said: Say, *, calls: bool = True) -> Say:
    """The ordinary answer, the lines below it, and a human where there is room for the button.

    calls: whether that human may be called by the usual button, which whoever accompanies hears of.
    """
    if _has_lines(turn, said):
        return said
    rows = (*said.rows[:-1], *(call_row(turn) if calls else ()), *said.rows[-1:])
    lines = lines_below(turn)
    told = replace(said, text=turn.lines(said.text, *lines), stays=False, anywhere=turn.lines(*lines))
    return replace(told, rows=rows) if len(rows) <= MOST_ROWS else told


def not_found(turn: Turn) -> list[Say]:
    """Nothing sure: a person can hear it, and the lines are there; the front of the directory is one tap away."""
    lines = [turn.t(NOTHING), *lines_below(turn)]
    everything_there_is = Button(turn.t(N_("Everything")), Info())
    return [_say(turn, turn.lines(*lines), *call_row(turn), (emergency(turn), everything_there_is), _menu(turn))]


def lines_below(turn: Turn) -> list[Markup]:
    """The lines in short."""
    return [turn.t(line) for line in BELOW]


def _has_lines(turn: Turn, said: Say) -> bool:
    """Whether a screen has the lines already, at length or in short."""
    return any(turn.t(line) in said.text for line in (FIRST_HELP[1], BELOW[0]))


def found_again(turn: Turn, pressed: InfoFound) -> list[Reply]:
    """Back from a card to what was found; where each entry stands in the directory is written on the button."""
    known = dict(enumerate(everything(turn)))
    places = [int(place) for place in pressed.found.split(".") if place.isascii() and place.isdecimal()]
    entries = [known[place] for place in places if known.get(place) in shown(turn)][:3]
    return [_found(turn, entries)] if entries else home(turn, pressed)


def help_at_once(turn: Turn, below: Sequence[Markup], rows: Sequence[Row]) -> Say:
    """The lines, and a human at one tap for whoever has a mentor; then what else there is to say."""
    lines = _first_help(turn, AT_ONCE)
    said = replace(_say(turn, turn.lines(*lines, *below), *call_row(turn), *rows), hides_after=PERSONAL)
    if not below:
        return said
    return replace(said, text=Personal(said.text), anywhere=turn.lines(*lines))


def urgent(turn: Turn, text: str) -> Say:
    """The lines first, a human, and what else the directory has for it."""
    found = [entry for entry in search(shown(turn), text) if entry.category in NEAR_AN_EMERGENCY]
    return _found(turn, found) if found else help_at_once(turn, (), ((Button(turn.t(N_("Back")), Info()),),))


def call_row(turn: Turn) -> tuple[Row, ...]:
    """A human at one tap, for whoever has a mentor."""
    return ((_call_now(turn),),) if own_case(turn) else ()


def _call_now(turn: Turn) -> Button:
    return Button(turn.t(N_("Please call me now")), CallAtOnce())


def _found(turn: Turn, entries: Sequence[Entry]) -> Say:
    """What was found; an emergency among the answers brings the numbers with it.

    What somebody looked for goes after a while, the more so in danger: whoever reads it then would know what was
    typed. The numbers alone, which anybody may look at, stay where they are reached from everywhere.
    """
    urgent = entries[0].category == EMERGENCY
    lines = _first_help(turn, AT_ONCE) if urgent else [turn.t(N_("<b>Perhaps this helps:</b>"))]
    for at, entry in enumerate(entries, start=1):
        lines.append(turn.t(N_("{number}. {name}"), number=at, name=entry.name))
        if not urgent:
            lines.append(turn.t(N_("{text}"), text=entry.helps))
    known = everything(turn)
    found = ".".join(str(known.index(entry)) for entry in entries)
    cards = _cards(turn, entries, 1, lambda entry: InfoCard(entry.id, found=found))
    back = Button(turn.t(N_("Back")), Info())
    call = call_row(turn) if urgent else ()
    # Their names are long: where there is room for it, each has a row of its own.
    each = pairs(cards, 1 if len(cards) < 3 else 2)
    said = _say(turn, turn.lines(*lines), *each, *call, (emergency(turn), back))
    return replace(said, hides_after=PERSONAL)


def category(turn: Turn, pressed: InfoCategory) -> list[Reply]:
    """The entries of one category; those of an emergency stand below the numbers."""
    code, place, page = pressed.category, pressed.place, pressed.page
    if code not in dict(CATEGORIES):
        return home(turn, pressed)
    all_of_it = _listed(turn, code)
    listed = in_province(all_of_it, _province(place))
    here = listed[page * PAGE : (page + 1) * PAGE]
    first = page * PAGE + 1
    lines = _first_help(turn) if code == EMERGENCY else [turn.t(N_("<b>{title}</b>"), title=_title(turn, code))]
    nav: Row = () if code == EMERGENCY else (emergency(turn),)
    nav += paging(turn, page, len(listed) > (page + 1) * PAGE, lambda other: InfoCategory(code, place, other))
    if any(entry.region for entry in all_of_it):
        lines.append(turn.t(N_("Place: {place}"), place=_place_label(turn, place)))
        nav += (Button(turn.t(N_("📍 Place")), InfoPlaces(code)),)
    if code != EMERGENCY:
        lines += [turn.t(N_("{number}. {name}"), number=at, name=entry.name) for at, entry in enumerate(here, first)]
    if not here:
        lines.append(turn.t(N_("There is nothing here yet.")))
    nav += _ways_on(turn) if code == EMERGENCY else (Button(turn.t(N_("Back")), Info()),)
    call = call_row(turn) if code == EMERGENCY else ()
    cards = pairs(
        _cards(turn, here, first, lambda entry: InfoCard(entry.id, code, place, page)),
        3 if call else 2,
    )
    return [replace(_say(turn, turn.lines(*lines), *cards, *call, nav), stays=True)]


def _ways_on(turn: Turn) -> Row:
    """From the numbers, which are reached from everywhere: back to the form that stands open, or on from there."""
    if turn.who is None:
        return (Button(turn.t(N_("Back")), Info()),)
    draft = drafts.open_one(turn.tx, turn.who)
    if draft is None or draft.form == LOOKING_UP.name:
        return (Button(turn.t(N_("Information")), Info()), menu(turn))
    return (asking.button(draft, turn.t(N_("Back")), Again()), menu(turn))


def choose_place(turn: Turn, pressed: InfoPlaces) -> list[Reply]:
    """Which province: only those that some entry of the category is limited to, and all others together."""
    code, page = pressed.category, pressed.page
    regions = sorted({region for entry in _listed(turn, code) for region in entry.region})
    if not regions:
        return home(turn, pressed)
    choices = [ANYWHERE, ELSEWHERE, *(str(PLACES.index(region)) for region in regions)]
    here = [
        Button(_place_label(turn, place), InfoCategory(code, place))
        for place in choices[page * PAGE : (page + 1) * PAGE]
    ]
    nav = paging(turn, page, len(choices) > (page + 1) * PAGE, lambda other: InfoPlaces(code, other))
    back = Button(turn.t(N_("Back")), InfoCategory(code))
    return [replace(_say(turn, turn.t(N_("For which place?")), *pairs(here), (*nav, back)), stays=True)]


def card(turn: Turn, pressed: InfoCard) -> list[Reply]:
    """One entry."""
    entry = _chosen(turn, pressed)
    return home(turn, pressed) if entry is None else [_card(turn, entry, pressed)]


def _card(turn: Turn, entry: Entry, came: InfoCard | InfoTell, before: str | None = None) -> Say:
    lines = [turn.t(before)] if before else []
    wrong = Button(turn.t(N_("Does not fit")), InfoWrong(entry.id, came.category, came.place, came.page, came.found))
    first: Row = (wrong,) if entry.category == EMERGENCY else (emergency(turn), wrong)
    where = InfoFound(came.found) if came.found else None
    back = Button(turn.t(N_("Back")), where or InfoCategory(came.category or entry.category, came.place, came.page))
    mend: Row = ()
    if turn.who is not None and turn.who.role is Role.ADMIN:
        mend = (Button(turn.t(N_("✏️ Mend")), UpkeepEntry(entry.id)),)
    rows = (first, contact_row(turn, entry), (back, *mend, *_menu(turn)))
    said = _say(turn, turn.lines(*lines, *card_lines(turn, entry)), *(row for row in rows if row))
    return replace(said, hides_after=PERSONAL) if came.found else said


def card_lines(turn: Turn, entry: Entry) -> list[Markup]:
    """An entry as people read it: what it helps with, how to reach it, what to know before."""
    lines = [turn.t(N_("<b>{title}</b>"), title=entry.name), turn.t(N_("{text}"), text=entry.helps)]
    lines += [turn.t(N_("• {text}"), text=way) for way in entry.how]
    if entry.cost:
        lines.append(turn.t(N_("Cost: {text}"), text=entry.cost))
    if entry.hours:
        lines.append(turn.t(N_("Open: {text}"), text=entry.hours))
    if entry.region:
        lines.append(turn.t(N_("Place: {place}"), place=", ".join(entry.region)))
    if entry.steps:
        lines.append(turn.t(N_("Steps:")))
        lines += [turn.t(N_("{number}. {name}"), number=at, name=step) for at, step in enumerate(entry.steps, start=1)]
    lines += _deadline(turn, entry)
    if entry.caution:
        lines.append(turn.t(N_("Please note: {text}"), text=entry.caution))
    if entry.may_change:
        lines.append(turn.t(N_("May change.")))
    lines.append(turn.t(N_("Source: {text}"), text=entry.source))
    if entry.checked is not None:
        lines.append(turn.t(N_("Information as of {month}"), month=turn.language.month(entry.checked)))
    return lines


def _deadline(turn: Turn, entry: Entry) -> list[Markup]:
    if entry.deadline is None:
        return []
    left, day = days_left(entry, today(turn)), turn.language.plain_day(entry.deadline)
    if left is None:
        return [turn.t(N_("Deadline: has passed ({day})"), day=day)]
    if left == 0:
        return [turn.t(N_("Deadline: today ({day})"), day=day)]
    return [turn.t(N_("Deadline: {number} days left ({day})"), number=left, day=day)]


def ask_what_is_wrong(turn: Turn, pressed: InfoWrong) -> list[Reply]:
    """ "Does not fit": in which way?"""
    entry = _chosen(turn, pressed)
    if entry is None:
        return home(turn, pressed)
    came = (pressed.category, pressed.place, pressed.page, pressed.found)
    text = turn.lines(
        turn.t(N_("<b>{title}</b>"), title=entry.name),
        turn.t(N_("What does not fit? Whoever looks after this list is told; your name is not.")),
    )
    kinds = [Button(turn.t(label), InfoTell(entry.id, kind, *came)) for kind, label in WRONG]
    said = _say(turn, text, *pairs([*kinds, Button(turn.t(N_("Back")), InfoCard(entry.id, *came))]))
    return [replace(said, hides_after=PERSONAL) if pressed.found else said]


def report(turn: Turn, pressed: InfoTell) -> list[Reply]:
    """Thank them, and let the admins know that something does not fit."""
    entry = _chosen(turn, pressed)
    if entry is None or pressed.wrong not in dict(WRONG):
        return home(turn, pressed)
    store.report(turn.tx, entry.id, pressed.wrong, by_stranger=turn.who is None)
    return [_card(turn, entry, pressed, N_("Thank you. It will be checked."))]


def _first_help(turn: Turn, *first: str) -> list[Markup]:
    title, *numbers = FIRST_HELP
    return [turn.t(line) for line in (title, *first, *numbers, NOT_WATCHED)]


def emergency(turn: Turn) -> Button:
    """The way to the numbers."""
    return Button(turn.t(SHORT[EMERGENCY]), InfoCategory(EMERGENCY))


def safer_phone(turn: Turn) -> Button:
    """The way to what makes a phone safer, and to what does not."""
    return Button(turn.t(SHORT[SAFER_PHONE]), InfoCategory(SAFER_PHONE))


def _cards(turn: Turn, entries: Sequence[Entry], first: int, leads: Callable[[Entry], Press]) -> list[Button]:
    labels = [turn.t(N_("{number}. {name}"), number=at, name=entry.name) for at, entry in enumerate(entries, first)]
    return [Button(label, leads(entry)) for label, entry in zip(labels, entries, strict=True)]


def _listed(turn: Turn, code: str) -> tuple[Entry, ...]:
    """The entries of a category; somebody to talk to stands among the emergencies too."""
    listed = of_category(shown(turn), code)
    return (*listed, *(e for e in shown(turn) if e.id == FIRST_TALK)) if code == EMERGENCY else listed


def _chosen(turn: Turn, pressed: InfoCard | InfoWrong | InfoTell) -> Entry | None:
    """The entry a button names, if it may be seen."""
    return next((entry for entry in shown(turn) if entry.id == pressed.entry), None)


def _title(turn: Turn, code: str) -> str:
    return turn.t(dict(CATEGORIES)[code])


def _province(place: str) -> str | None:
    """What a button calls a place: every place, none of those named, or one of the provinces."""
    if place == ELSEWHERE:
        return ""
    known = place.isascii() and place.isdecimal() and int(place) < len(PLACES)
    return PLACES[int(place)] if known else None


def _place_label(turn: Turn, place: str) -> str:
    province = _province(place)
    if province is None:
        return turn.t(N_("All places"))
    return province or turn.t(N_("Another place"))


def _menu(turn: Turn) -> Row:
    return () if turn.who is None else (menu(turn),)


def _say(turn: Turn, text: Markup, *rows: Row) -> Say:
    """A stranger may pass a card on or copy its number; a known person's one screen also holds what is protected."""
    return turn.say(text, *rows, protect=turn.who is not None, plain=True)


def _nothing_to_keep(turn: Turn, draft: Draft) -> list[Reply]:
    return home(turn, Info())


# That a member of staff has the directory open: a form without questions, which their words are a question to.
LOOKING_UP = Form("lookingup", ())
LOOKING = Filling(
    LOOKING_UP,
    lambda turn, draft: "",
    _nothing_to_keep,
    _nothing_to_keep,
    summary=lambda turn, draft: front(turn),
)
FILLINGS = (LOOKING,)
