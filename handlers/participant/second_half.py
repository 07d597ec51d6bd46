"""People write in several short messages: what comes in the same breath as a question or a complaint belongs to it."""

from __future__ import annotations

from bot.domain.presses import OwnRequests
from bot.domain.rights.requests import MOST_WORDS
from bot.domain.text import N_
from bot.domain.typed import in_one_breath
from bot.store.caseload import requests
from bot.store.queues import shown
from bot.turn import Button, Reply, TakeBack, Turn, Words
from handlers.participant import harm
from handlers.screens import menu


def of_what_was_asked(turn: Turn, typed: Words) -> list[Reply] | None:
    """Words written before anybody could read the receipt are added to what it is about."""
    if typed.at is None or not shown.ends_with_receipt(turn.tx, turn.chat, on_page=typed.on_page):
        return None
    request = requests.newest_written(turn.tx, turn.me)
    if request is None or not in_one_breath(typed.at, request.received_at, request.received_at):
        return None
    taken = TakeBack(typed.message_id)
    if (beside := harm.goes_beside(turn, request, typed.text.strip())) is not None:
        return [taken, *beside]
    whole = requests.add_words(turn.tx, turn.me, request, typed.text.strip(), MOST_WORDS)
    if whole is None:
        return [taken, turn.say(turn.t(N_("That is too much for one message here. Please say it to a person, {you}.")))]
    if (passed := harm.passes_on(turn, request, whole)) is not None:
        return [taken, *passed]
    said = turn.t(N_("✅ Added to no. {number}, {you}."), number=request.id)
    return [taken, turn.say(said, (Button(turn.t(N_("My requests")), OwnRequests()), menu(turn)), kind="saved")]
