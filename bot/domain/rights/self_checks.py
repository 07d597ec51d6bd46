"""How a participant says they are, if they wish: the questions, as data. Never compared, never added up."""

from __future__ import annotations

from bot.domain.checkins import TOPIC_LABELS
from bot.domain.forms import Choice, Form, Is, Several
from bot.domain.text import N_

FEELINGS = (
    ("5", N_("Very well")),
    ("4", N_("Well")),
    ("3", N_("So-so")),
    ("2", N_("Not so well")),
    ("1", N_("It is heavy")),
    ("0", N_("Skip")),
)
CALL = (("yes", N_("Yes, please")), ("no", N_("No need")), ("help", N_("Something needs help")))
SELF = Form(
    "selfcheck",
    (
        Choice("feeling", N_("How are you these days, {you}?"), FEELINGS),
        Choice("call", N_("Would you like to be called by your mentor?"), CALL),
        Several("help", N_("What could use some help?"), TOPIC_LABELS, when=Is("call", ("help",))),
    ),
)
HEAVY = ("1", "2")
