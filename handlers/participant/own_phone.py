"""A participant's phone may be shared or watched: safe hours, a chosen name, agreed words, a PIN, greetings or none."""

from __future__ import annotations

from datetime import timedelta

from bot.domain import forms
from bot.domain.danger import Danger
from bot.domain.forms import Form, Free
from bot.domain.presses import Greetings, InfoCategory, NewAddress, NewZone, OwnPlan, OwnSetting, SafeHours, Settings
from bot.domain.rights.own_settings import SHORTEST_WORD, OwnSettings
from bot.domain.text import N_
from bot.domain.typed import plainly
from bot.i18n import zone_letters
from bot.reference.danger import danger_in
from bot.store.caseload import drafts
from bot.store.caseload.drafts import Draft
from bot.store.rights import participants, self_checks
from bot.turn import Button, Reply, Say, Turn
from handlers import asking, directory, settings
from handlers.asking import Filling
from handlers.participant import agreed_words, safe_contact
from handlers.participant import pin as pins
from handlers.screens import PERSONAL, menu

# Longer than any PIN: what is too long for a question stays in the chat for a while, to be shortened there.
LONGEST_TYPED = 200
FIELDS = {
    "name": ("chosen_name", N_("What shall we call you here? Any name you like."), 40),
    "quiet": (
        "quiet_word",
        N_("Choose an everyday word that means: not now. Whoever types it gets a harmless answer and a day of rest."),
        40,
    ),
    "duress": (
        "duress_word",
        N_(
            "Choose a word that empties everything: after it only general information is "
            "shown, until your PIN. Without a PIN it lasts a day."
        ),
        40,
    ),
    "pin": (
        "pin",
        N_(
            "Choose a PIN of 4 to 8 digits. Your own screens open only with it, for ten minutes. After five wrong "
            "ones please wait ten minutes before the next. Whoever forgets it asks their mentor for a code."
        ),
        LONGEST_TYPED,
    ),
}
# Before a PIN is changed or taken away: the one that stands, by which whoever set it is known.
KNOWN = Form("ownpinnow", (Free("text", N_("Please type the PIN as it is now."), LONGEST_TYPED, optional=False),))
CHANGED, TAKEN_AWAY = "pinnew", "pinoff"
# A PIN that was mistyped would lock its owner out, so that it is typed once more while they still stand before it.
AGAIN = Form(
    "ownpinagain",
    (
        Free(
            "text",
            N_("To be sure, type it once more. If it is not the same, this PIN is not used."),
            LONGEST_TYPED,
            optional=False,
        ),
    ),
)
TYPED_AGAIN_WITHIN = timedelta(minutes=3)
SET = N_("The PIN is set, {you}. From now on your own screens want it first; it opens them for ten minutes.")
FITS = N_("That fits, {you}.")
DIFFERS = N_("The two are not the same, so that no PIN is set yet; that happens easily. Please begin once more, {you}.")
# Beside an answer: that the form was opened from what is offered after joining.
JOINING = "joining"
# And the PIN of before (hashed), which holds again where the new one was mistyped.
BEFORE = "before"
STILL_THE_OLD = N_("The two are not the same, so that the PIN of before still holds. Please begin once more, {you}.")
FORMS = {
    key: Form(f"own{key}", (Free("text", text, limit, optional=False),)) for key, (_, text, limit) in FIELDS.items()
}
TIDYING = N_(
    "Tidy up takes away what was said here in the last two days; older words only you can delete, in Telegram. "
    "Once it is done it says: All tidy."
)
GREETINGS = ((0, N_("No regular greetings")), (1, N_("Greet me weekly")), (2, N_("Every two weeks")))


def page(turn: Turn, pressed: Settings) -> list[Reply]:
    """What is set, and what can be changed."""
    return _page(turn)


def _page(turn: Turn, *before: str) -> list[Reply]:
    drafts.put_aside(turn.tx, turn.me)
    chosen = participants.settings(turn.tx, turn.me)
    lines = [
        *before,
        turn.t(N_("You are addressed as {you}. Your clock: {zone}."), zone=zone_letters(turn.me.zone)),
        turn.t(dict(GREETINGS)[chosen.greet_weeks]),
        turn.t(TIDYING),
        turn.t(N_("A PIN is set.")) if chosen.pin else turn.t(N_("No PIN is set.")),
    ]
    first = (Button(turn.t(N_("Change the address")), NewAddress()), Button(turn.t(N_("Change the clock")), NewZone()))
    second = (
        Button(turn.t(N_("Safe hours")), SafeHours()),
        Button(turn.t(N_("Greetings")), Greetings(following(chosen.greet_weeks))),
        _field(turn, "name", N_("My name")),
    )
    third = (_field(turn, "quiet", N_("Word: not now")), _field(turn, "duress", N_("Word: empty")))
    safe = Button(turn.t(N_("Safe contact")), OwnPlan())
    fourth = (_field(turn, "pin", N_("PIN")), safe, menu(turn))
    return [turn.say(turn.lines(*lines), first, second, third, fourth, hides_after=PERSONAL)]


def new_address(turn: Turn, pressed: NewAddress) -> list[Reply]:
    """Another form of address."""
    return settings.ask_or_keep_address(turn, pressed) or _page(turn)


def new_zone(turn: Turn, pressed: NewZone) -> list[Reply]:
    """Another clock."""
    return settings.ask_or_keep_zone(turn, pressed) or _page(turn)


def _field(turn: Turn, key: str, label: str) -> Button:
    return Button(turn.t(label), OwnSetting(key))


def change(turn: Turn, pressed: OwnSetting) -> list[Reply]:
    """Ask for one of them; a PIN that stands is changed or taken away only by whoever knows it."""
    key = pressed.field
    has_pin = bool(participants.settings(turn.tx, turn.me).pin)
    if key in (CHANGED, TAKEN_AWAY) and has_pin:
        return [asking.open_form(turn, KNOWING, answers={"then": key})]
    if key == "pin" and has_pin:
        return [_pin_page(turn)]
    came_from = {JOINING: True} if pressed.joining else {}
    return [asking.open_form(turn, OWN[key], answers=came_from)] if key in FORMS else _page(turn)


def _back(turn: Turn, draft: Draft, *before: str) -> list[Reply]:
    """To where the form was opened: what is offered after joining, or the settings."""
    return [safe_contact.safer(turn, *before)] if draft.answers.get(JOINING) else _page(turn, *before)


def _pin_page(turn: Turn) -> Say:
    drafts.put_aside(turn.tx, turn.me)
    lines = (
        N_("<b>PIN</b>"),
        N_("To change it or take it away, the PIN as it is now is asked for first."),
        N_(
            "After five wrong ones please wait ten minutes before the next. Whoever forgets it asks their mentor for "
            "a code."
        ),
    )
    ways = (_field(turn, CHANGED, N_("Change the PIN")), _field(turn, TAKEN_AWAY, N_("Take the PIN away")))
    back = (Button(turn.t(N_("Back")), Settings()), menu(turn))
    return turn.say(turn.lines(*(turn.t(line) for line in lines)), ways, back, hides_after=PERSONAL)


def _known(turn: Turn, draft: Draft) -> list[Reply]:
    """The PIN as it is now was typed, or a code in its place: a wrong one is a guess like any other."""
    typed, then, waiting = str(draft.answers["text"]), draft.answers["then"], pins.waiting(turn)
    digits = pins.in_words(typed)
    opened = None if digits is None else pins.opens(turn, turn.me, digits)
    if opened is None and pins.wants_help(typed):
        drafts.drop(turn.tx, draft)
        return directory.category(turn, InfoCategory(directory.EMERGENCY))
    if opened is None:
        hint = waiting or turn.lines(turn.t(pins.NO_FIT), *([found] if (found := pins.waiting(turn)) else []))
        empty = drafts.keep(turn.tx, turn.me, draft, {"then": then}, None)
        return [asking.show(turn, KNOWING, empty, hint)]
    drafts.drop(turn.tx, draft)
    *said, _ = opened
    if then == TAKEN_AWAY:
        participants.set_pin(turn.tx, turn.me, None)
        return _page(turn, *said, turn.t(N_("The PIN is gone, {you}.")))
    return [asking.open_form(turn, OWN["pin"], answers={"known": True}, hint=turn.lines(*said) if said else None)]


def following(weeks: int) -> int:
    """What the button for greetings leads to: none, every week, every two weeks, none."""
    choices = [code for code, _ in GREETINGS]
    return choices[(choices.index(weeks) + 1) % len(choices)]


def greet_me(turn: Turn, pressed: Greetings) -> list[Reply]:
    """Whether, and how often, to be asked how one is."""
    chosen, weeks = participants.settings(turn.tx, turn.me), pressed.weeks
    if weeks not in dict(GREETINGS) or weeks == chosen.greet_weeks:
        return _page(turn)
    participants.choose(turn.tx, turn.me, greet_weeks=weeks)
    case = participants.case_of(turn.tx, turn.me)
    if case is not None:
        self_checks.plan(turn.tx, turn.me, case, weeks, turn.calendar)
    return _page(turn)


def _filling(key: str) -> Filling:
    field = FIELDS[key][0]

    def save(turn: Turn, draft: Draft) -> list[Reply]:
        text = str(draft.answers["text"]).strip()
        chosen = participants.settings(turn.tx, turn.me)
        if key == "pin" and chosen.pin and not draft.answers.get("known"):
            drafts.drop(turn.tx, draft)  # it was begun before there was one
            return [_pin_page(turn)]
        if (hint := _wrong(turn, key, text, chosen)) is not None:
            empty = drafts.keep(turn.tx, turn.me, draft, forms.without(draft.answers, "text"), None)
            return [asking.show(turn, OWN[key], empty, turn.t(hint))]
        drafts.drop(turn.tx, draft)
        if key == "pin":
            participants.set_pin(turn.tx, turn.me, text)
            answers = {**_joining(draft), **({BEFORE: chosen.pin} if chosen.pin else {})}
            return [asking.open_form(turn, ONCE_MORE, answers=answers, hint=turn.t(SET))]
        participants.choose(turn.tx, turn.me, **{field: text})
        return _back(turn, draft, turn.t(N_("Kept, {you}.")))

    title = N_("<b>This phone</b>")
    # What the question says of a word or a PIN does not stay on the screen either.
    return Filling(
        FORMS[key], lambda turn, draft: turn.t(title), save, lambda turn, draft: _back(turn, draft), shows_words=True
    )


def _joining(draft: Draft) -> dict[str, bool]:
    return {JOINING: True} if draft.answers.get(JOINING) else {}


def asks_again(draft: Draft) -> bool:
    """Whether it asks for a PIN that was set just now, once more: that is no guess, and the form looks at it."""
    return draft.form == AGAIN.name


def still_open(turn: Turn, draft: Draft | None) -> Draft | None:
    """What is being filled in; a PIN is typed once more only for minutes, after which that is over."""
    if draft is None or not asks_again(draft) or draft.touched_at is None:
        return draft
    if turn.now - draft.touched_at < TYPED_AGAIN_WITHIN:
        return draft
    stop_typing_again(turn)
    return None


def stop_typing_again(turn: Turn) -> None:
    """The PIN is asked for now: what is typed from here on is a guess."""
    drafts.drop_form(turn.tx, turn.me, AGAIN.name)


def _typed_again(turn: Turn, draft: Draft) -> list[Reply]:
    """The same fits; another one takes the PIN off and begins anew, or brings back the PIN of before.

    Words are none: they may be a cry for help.
    """
    if (digits := pins.in_words(str(draft.answers["text"]))) is None:
        empty = drafts.keep(turn.tx, turn.me, draft, forms.without(draft.answers, "text"), None)
        return [asking.show(turn, ONCE_MORE, empty)]
    drafts.drop(turn.tx, draft)
    if participants.is_the_pin(turn.tx, turn.me, digits):
        return _back(turn, draft, turn.t(FITS))
    if before := draft.answers.get(BEFORE):
        participants.put_pin_back(turn.tx, turn.me, str(before))
        return [asking.open_form(turn, OWN["pin"], answers={"known": True}, hint=turn.t(STILL_THE_OLD))]
    participants.set_pin(turn.tx, turn.me, None)
    return [asking.open_form(turn, OWN["pin"], answers=_joining(draft), hint=turn.t(DIFFERS))]


def _wrong(turn: Turn, key: str, text: str, chosen: OwnSettings) -> str | None:
    if key == "pin":
        return pins.unfit(turn, text)
    if danger_in(text) is not Danger.NONE:
        return N_("Somebody may need those words to call for help. Please choose others.")
    if key == "name":
        return None
    other = chosen.duress_word if key == "quiet" else chosen.quiet_word
    if len(plainly(text)) < SHORTEST_WORD or plainly(text) == plainly(other):
        return N_("Please choose a word of at least three letters, and another one than for the other purpose.")
    if agreed_words.is_needed(turn, text):
        return N_(
            "That is said or tapped here often, also by whoever asks for help. Please choose another one, of something "
            "everyday."
        )
    return None


OWN = {key: _filling(key) for key in FIELDS}
KNOWING = Filling(
    KNOWN, lambda turn, draft: turn.t(N_("<b>PIN</b>")), _known, lambda turn, draft: [_pin_page(turn)], shows_words=True
)
ONCE_MORE = Filling(
    AGAIN,
    lambda turn, draft: turn.t(N_("<b>PIN</b>")),
    _typed_again,
    lambda turn, draft: [_pin_page(turn)],
    shows_words=True,
    has_way_back=False,
)
FILLINGS = (*OWN.values(), KNOWING, ONCE_MORE)
