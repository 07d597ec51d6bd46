"""A participant's first meeting: adults only, then each part of the consent as a question of its own."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.presses import Adult, AnswerTick, LeaveChat, OwnData, SharedPhone
from bot.domain.rights import consent
from bot.domain.rights.consent import ABROAD, INTRODUCTION, SHARED, TICKS, Tick
from bot.domain.text import N_
from bot.store.caseload import prompts
from bot.store.caseload.cases import Case
from bot.store.rights import consents, participants
from bot.turn import Button, Reply, Say, Turn
from handlers.directory import front
from handlers.home import menu_screen
from handlers.telling import whoever_is_nearest

FAREWELL = N_("All right. Then everything goes on in person, and nothing more is sent to this chat. Thank you.")
UNMET = N_(
    "Thank you. Whoever gave you the link, or stands in for them, has to make sure first who is here; meanwhile this "
    "is what is open. Please look again later with /menu. If it takes long, please ask whoever gave you the link."
)
SHARED_PHONE = N_("One more thing: is this phone used by others too?")
ONLY_ADULTS = N_(
    "Thank you for saying so. This is for adults only, so it does not go on in this chat. "
    "Please talk with an adult you trust."
)


def question(turn: Turn) -> list[Say] | None:
    """What is still to be asked before anything else is shown; None when all is answered.

    Whoever opened a link is asked nothing that counts, and shown nothing but what is open to everybody, before somebody
    has said that it is them: a yes of somebody else's would be nobody's consent.
    """
    if not participants.is_adult(turn.tx, turn.me):
        yes = Button(turn.t(N_("Yes")), Adult(yes=True))
        no = Button(turn.t(N_("Not yet")), Adult())
        return [turn.say(turn.t(consent.ADULT), (yes, no), stays=True)]
    if turn.me.unmet:
        return [front(turn, UNMET)]
    tick = _next_tick(turn)
    return None if tick is None else [_ask(turn, tick)]


def _next_tick(turn: Turn) -> Tick | None:
    """The first part nobody has answered for the text as it is now; passing on is asked when it is about a service."""
    said = {
        entry.tick
        for entry in consents.ledger(turn.tx, turn.me.id)
        if consent.covers(entry.version, entry.tick, page=turn.page)
    }
    return next((tick for tick in TICKS if tick.code != SHARED and tick.code not in said), None)


def _ask(turn: Turn, tick: Tick) -> Say:
    first = [turn.t(line) for line in INTRODUCTION] if tick is TICKS[0] else []
    yes = Button(turn.t(N_("Yes")), AnswerTick(tick.code, yes=True))
    no = Button(turn.t(N_("No")), AnswerTick(tick.code))
    return turn.say(
        turn.lines(
            *first,
            turn.t(N_("<b>{title}</b>"), title=turn.t(tick.label)),
            turn.t(consent.asked(tick.code, page=turn.page)),
        ),
        (yes, no),
        stays=True,
    )


def answer_tick(turn: Turn, pressed: AnswerTick) -> list[Reply]:
    """A yes or a no to one part; the next part, or the menu. Without Telegram there is nothing to go on with here."""
    case, asked = participants.case_of(turn.tx, turn.me), _next_tick(turn)
    if turn.me.unmet or case is None or asked is None or asked.code != pressed.tick:
        return [*(question(turn) or [menu_screen(turn)])]
    if pressed.yes:
        consents.give(turn.tx, turn.me, case, asked.code, channel="chat", explained_by=None, page=turn.page)
    else:
        consents.withdraw(turn.tx, turn.me, case, asked.code, channel="chat", page=turn.page)
    if asked.code == ABROAD and not pressed.yes:
        return _goes(turn, case)
    return [*(question(turn) or _ready(turn))]


def _ready(turn: Turn) -> list[Say]:
    """The menu; beside help, the first small step of how they are reached safely, which may be passed over."""
    said = menu_screen(turn, N_("Thank you, {you}. Everything is ready."))
    shared = Button(turn.t(N_("Others use it")), SharedPhone(shared=True))
    mine = Button(turn.t(N_("Only me")), SharedPhone())
    first, *rest, last = said.rows
    rows = ((*first, *last), (shared, mine), *rest)  # four in all, as on every screen
    return [replace(said, text=turn.lines(said.text, turn.t(SHARED_PHONE)), rows=rows, stays=True)]


def farewell(turn: Turn, text: str) -> list[Reply]:
    """The last word to somebody who just said that they use this chat no more: an answer to what they pressed."""
    return [Say(turn.t(text), kind="receipt", protect=False, plain=True)]


def leave(turn: Turn, pressed: LeaveChat) -> list[Reply]:
    """The person wishes the bot away: the accompaniment goes on in person."""
    if not pressed.sure:
        text = turn.t(
            N_(
                "Leave this chat for good? The accompaniment goes on in person. What was "
                "recorded stays until you ask otherwise."
            )
        )
        yes = Button(turn.t(N_("Yes, leave")), LeaveChat(sure=True))
        return [turn.say(text, (yes,), (Button(turn.t(N_("Back")), OwnData()),))]
    return _goes(turn, participants.case_of(turn.tx, turn.me))


def _goes(turn: Turn, case: Case | None) -> list[Reply]:
    """They use this chat no more, and whoever accompanies them knows: it goes on in person."""
    news = [whoever_is_nearest(case, "went_on_in_person")] if case else []
    participants.remove(turn.tx, turn.me)
    return [*farewell(turn, FAREWELL), *news]


def after_joining(turn: Turn) -> list[Reply]:
    """What comes after the two questions everybody is asked."""
    prompts.release(turn.tx)
    return [*(question(turn) or [menu_screen(turn)])]
