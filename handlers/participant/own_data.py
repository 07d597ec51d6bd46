"""Data saya: what is kept about a participant, and what they can do about it (UU 27/2022 Ps 5-13)."""

from __future__ import annotations

from bot.domain.forms import Form, Free
from bot.domain.presses import ChangeConsent, CorrectOwn, EndShared, LeaveChat, OwnConsents, OwnData, OwnLooks, Wish
from bot.domain.rights.consent import BY_CODE, NOTES, SHARED, TICKS, Tick, where_said
from bot.domain.text import N_
from bot.store.caseload import checkins, drafts
from bot.store.caseload.cases import Case
from bot.store.caseload.drafts import Draft
from bot.store.rights import consents, contact_plans, participants
from bot.store.rights.consents import Given, Said
from bot.turn import Button, Reply, Row, Say, Turn
from handlers import agreeing, asking, telling
from handlers.asking import Filling
from handlers.home import menu_screen
from handlers.participant import voice
from handlers.screens import PERSONAL, menu, pairs

# So many of the yeses to passing on stand on a page, each with its button; the newest come first.
AT_ONCE = 2
CORRECT = Form(
    "mendmine", (Free("text", N_("What should be corrected, {you}? Write it as it should be."), 500, optional=False),)
)
PLAN_GOES = N_(
    "With this no goes what your mentor wrote down under Safe contact: how you are reached safely. It cannot be "
    "brought back. Take the yes back, {you}?"
)
PLAN_ERASED = N_("What your mentor wrote down under Safe contact has been erased.")
PART_ERASED = N_(
    "What your mentor wrote down under Safe contact has been erased. What you filled in yourself stays, and where it "
    "says that you get in touch yourself, that does too; both can be changed under Settings."
)
RIGHTS = {
    "access": N_("A copy of everything is handed over to you in person, on paper or as a file. Ask for it?"),
    "restrict": N_(
        "Whoever leads your mentor is asked to see that only what the accompaniment needs is recorded. Ask for it?"
    ),
    "pause": N_(
        "How long the accompaniment rests, you agree on with your mentor. No reason is needed, and "
        "nothing is held against you. Ask for it?"
    ),
    "erase": N_(
        "Everything recorded about you is erased for good, in backups too. What remains is the code and, without your "
        "name, what was done and agreed to. Paper, files already handed over and what Telegram has are not erased. "
        "A person looks at it first. Ask for it?"
    ),
}


def page(turn: Turn, pressed: OwnData) -> list[Reply]:
    """What is kept, in plain words, and the ways to act."""
    return _page(turn)


def _page(turn: Turn) -> list[Reply]:
    drafts.put_aside(turn.tx, turn.me)
    case = participants.case_of(turn.tx, turn.me)
    if case is None:
        return [menu_screen(turn)]
    recorded = checkins.how_many(turn.tx, case)
    unseen = participants.has_unseen_consents(turn.tx, turn.me)
    lines = [
        turn.t(N_("<b>My data</b>")),
        *([turn.t(N_("Something was noted for you under My consent."))] if unseen else []),
        turn.t(
            N_(
                "Kept: your name and Telegram account (sealed), the plan, {number} check-ins of your mentor, safe "
                "contact, quiet days, urgent flags, referrals, requests, choices, and what you tell here."
            ),
            number=recorded,
        ),
        turn.t(
            N_(
                "It serves your support only. Nobody is ranked, and nothing is sent from here to any office. A no "
                "or a pause has no consequence."
            )
        ),
    ]
    wishes = [
        Button(turn.t(label), Wish(code))
        for code, label in (
            ("access", N_("A copy")),
            ("restrict", N_("Record less")),
            ("pause", N_("A pause")),
            ("erase", N_("Erase all of it")),
        )
    ]
    correct, choices = (
        Button(turn.t(N_("Correct something")), CorrectOwn()),
        Button(turn.t(N_("My consent")), OwnConsents()),
    )
    copy, less, rest, erase = wishes
    rows: tuple[Row, ...] = (
        (choices, Button(turn.t(N_("Who looked")), OwnLooks())),
        (copy, correct),
        (less, erase),
        (rest, Button(turn.t(N_("Leave this chat")), LeaveChat()), menu(turn)),
    )
    return [turn.say(turn.lines(*lines), *rows, hides_after=PERSONAL)]


def wish(turn: Turn, pressed: Wish) -> list[Reply]:
    """One of the rights: said once more in plain words, then received with its 72 hours."""
    kind = pressed.kind
    if kind not in RIGHTS:
        return _page(turn)
    if pressed.sure:
        return voice.raise_one(turn, kind)
    yes = Button(turn.t(N_("Yes, ask for it")), Wish(kind, sure=True))
    return [turn.say(turn.t(RIGHTS[kind]), (yes,), (Button(turn.t(N_("Back")), OwnData()), menu(turn)))]


def correct(turn: Turn, pressed: CorrectOwn) -> list[Reply]:
    """What should be corrected, in own words."""
    return [asking.open_form(turn, CORRECTING)]


def _save(turn: Turn, draft: Draft) -> list[Reply]:
    drafts.drop(turn.tx, draft)
    return voice.raise_one(turn, "correct", text=str(draft.answers["text"]))


def choices(turn: Turn, pressed: OwnConsents) -> list[Reply]:
    """Each part of the consent as it stands: two taps take a yes back, without consequence."""
    return _choices(turn, page=pressed.page)


def _choices(turn: Turn, before: str | None = None, page: int = 0) -> list[Reply]:
    allowed = consents.current(turn.tx, turn.me)
    given = consents.given(turn.tx, turn.me)
    lines: list[str] = [*([turn.t(before)] if before else []), turn.t(N_("<b>My consent</b>")), *_noted_since(turn)]
    said = consents.last_said(turn.tx, turn.me)
    lines += [_state(turn, tick, tick.code in allowed, said.get(tick.code)) for tick in TICKS]
    shared = list(enumerate((one for one in given if one.service), 1))
    if page * AT_ONCE >= len(shared):
        page = 0  # that page has gone since
    older = shared[: len(shared) - page * AT_ONCE]
    shown = older[-AT_ONCE:]
    lines += [_passed_on(turn, at, one) for at, one in shown]
    lines.append(turn.t(N_("Tap a part to change it. Taking a yes back has no consequence.")))
    buttons = [Button(turn.t(tick.label), ChangeConsent(tick.code, yes=tick.code not in allowed)) for tick in TICKS]
    # Never by its name: a button is read over a shoulder.
    ends = [Button(turn.t(N_("Take back number {number}"), number=at), EndShared(one.id)) for at, one in shown]
    later = (Button(turn.t(N_("Next page")), OwnConsents(page + 1)),) if len(older) > len(shown) else ()
    back = Button(turn.t(N_("Back")), OwnConsents(page - 1) if page else OwnData())
    return [
        turn.say(
            turn.lines(*lines),
            *pairs(buttons),
            *((tuple(ends),) if ends else ()),
            (*later, back, menu(turn)),
            hides_after=PERSONAL,
        )
    ]


def _noted_since(turn: Turn) -> list[str]:
    """That something was noted for them since they last looked, which they do now."""
    if not participants.has_unseen_consents(turn.tx, turn.me):
        return []
    participants.see_consents(turn.tx, turn.me)
    return [turn.t(N_("Something was noted for you since you last looked. Is it as you said, {you}?"))]


def _state(turn: Turn, tick: Tick, yes: bool, last: Said | None) -> str:
    """Yes or no, and how and when that was said; passing on has a line for each service."""
    part = turn.t(tick.label)
    if last is None or last.given is not yes or tick.code == SHARED:
        return turn.t(N_("{part}: yes") if yes else N_("{part}: no"), part=part)
    return turn.t(N_("{part}: yes, {said}") if yes else N_("{part}: no, {said}"), part=part, said=_where(turn, last))


def _passed_on(turn: Turn, at: int, one: Given) -> str:
    text = N_("{number}. passed on to {service}, {said}")
    return turn.t(text, number=at, service=one.service, said=_where(turn, one))


def _where(turn: Turn, one: Said | Given) -> str:
    day = turn.language.plain_day(consents.said_on(one.at, one.signed_on, turn.me.zone))
    return turn.t(where_said(one.channel, one.signed_on), day=day)


def change(turn: Turn, pressed: ChangeConsent) -> list[Reply]:
    """Take a yes back at once, or give one; whoever accompanies hears that something has changed."""
    tick, case = BY_CODE.get(pressed.tick), participants.case_of(turn.tx, turn.me)
    if tick is None or case is None or (tick.code in consents.current(turn.tx, turn.me)) is pressed.yes:
        return _choices(turn)
    if tick.code == SHARED and pressed.yes:
        return _choices(turn, N_("Passing something on is agreed with your mentor, for each service by itself."))
    if tick is TICKS[0] and not pressed.yes:
        return agreeing.leave(turn, LeaveChat())
    erased = None if pressed.yes else _goes_with(turn, case, tick)
    if erased is not None and not pressed.sure:
        return [_ask_first(turn, tick)]
    if not pressed.yes:
        consents.withdraw(turn.tx, turn.me, case, tick.code, channel="chat", page=turn.page)
    else:
        consents.give(turn.tx, turn.me, case, tick.code, channel="chat", explained_by=None, page=turn.page)
    return [*_choices(turn, erased), *_news(turn, case)]


def _ask_first(turn: Turn, tick: Tick) -> Say:
    """Another hand may hold the phone, and what goes cannot be brought back: it is asked once more, and no more."""
    yes = Button(turn.t(N_("Yes, take it back")), ChangeConsent(tick.code, sure=True))
    back = Button(turn.t(N_("Back")), OwnConsents())
    return turn.say(turn.t(PLAN_GOES), (yes,), (back, menu(turn)), hides_after=PERSONAL)


def _goes_with(turn: Turn, case: Case, tick: Tick) -> str | None:
    """What goes with a yes that is taken back, and what of it stays."""
    plan = contact_plans.of_case(turn.tx, case) if tick.code == NOTES else None
    if plan is None or not plan.is_written_by_others:
        return None
    return PART_ERASED if plan.their_own else PLAN_ERASED


def end_shared(turn: Turn, pressed: EndShared) -> list[Reply]:
    """Take one yes to passing on back: that service is told nothing more."""
    case = participants.case_of(turn.tx, turn.me)
    ours = {one.id for one in consents.given(turn.tx, turn.me) if one.service}
    if case is None or pressed.consent not in ours:
        return _choices(turn)
    consents.withdraw(turn.tx, turn.me, case, SHARED, channel="chat", ends_id=pressed.consent)
    return [*_choices(turn), *_news(turn, case)]


def _news(turn: Turn, case: Case) -> list[Reply]:
    return [telling.whoever_is_nearest(case, "consent_changed")]


def _title(turn: Turn, draft: Draft) -> str:
    return turn.t(N_("<b>Correct something</b>"))


CORRECTING = Filling(CORRECT, _title, _save, lambda turn, draft: _page(turn))
FILLINGS = (CORRECTING,)
