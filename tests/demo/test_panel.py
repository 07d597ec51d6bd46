"""The panel has a word for every kind and state that can stand in a queue."""

from bot.domain.followups import KINDS
from bot.showcase import panel
from bot.store.queues.outgoing import SENT_AGAIN
from handlers.mentor.history import STATES


def test_every_kind_and_state_has_a_word() -> None:
    assert {follow_up.kind for follow_up in KINDS} | {*SENT_AGAIN, "nudge", "taken"} <= set(panel.KIND_LABELS)
    assert set(STATES) | {"new", "done", "ready", "sending", "sent", "uncertain", "dropped"} <= set(panel.STATE_LABELS)
