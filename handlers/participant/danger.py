"""Whether somebody needs help now: the lines and a human stand first, whatever they typed it into; the words count too.

All of what was typed is read, in any form and in none. Nothing is concluded from it, and nothing of it is kept.
"""

from __future__ import annotations

from bot.domain.presses import Again
from bot.domain.text import N_
from bot.reference.search import tells_of_danger
from bot.store.caseload import drafts
from bot.store.caseload.drafts import Draft
from bot.store.rights import participants
from bot.turn import Follow, Reply, Row, Say, TakeAllBack, Turn, Words
from handlers import asking, directory
from handlers.asking import LEFT, PENDING

KEPT = N_("What you wrote is kept; it goes on here whenever you like.")
WAS_IT = N_("Was that an answer to the question that stood open here?")


def help_first(turn: Turn, typed: Words, said: list[Reply]) -> list[Reply]:
    """What was going to be said to this, with help before it where somebody may need it now."""
    if any(isinstance(reply, Follow | TakeAllBack) for reply in said) or not tells_of_danger(typed.text):
        return said
    says = [reply for reply in said if isinstance(reply, Say)]
    others = [reply for reply in said if not isinstance(reply, Say)]
    return [*others, _first(turn, typed, says)]


def _first(turn: Turn, typed: Words, says: list[Say]) -> Say:
    saved = next((say for say in says if say.kind == "saved"), None)
    if saved is not None:
        return directory.help_at_once(turn, [saved.text], saved.rows)
    draft = None if turn.who is None else drafts.open_one(turn.tx, turn.who)
    if draft is None:
        return directory.urgent(turn, typed.text)
    if PENDING in draft.answers and says:
        return directory.help_at_once(turn, [turn.t(WAS_IT)], says[0].rows[:1])
    if participants.pin_is_asked(turn.tx, turn.me):
        return directory.help_at_once(turn, [say.text for say in says], ())
    text = says[0].text if says and typed.message_id in draft.answers.get(LEFT, []) else turn.t(KEPT)
    return directory.help_at_once(turn, [text], (_on(turn, draft),))


def _on(turn: Turn, draft: Draft) -> Row:
    return (asking.button(draft, turn.t(N_("Go on")), Again()),)
