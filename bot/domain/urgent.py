"""Urgent flags: their kinds, and the help that is shown at once. The software decides nothing about them."""

from datetime import timedelta

from bot.domain.text import N_

UNSAID = "unsaid"
# So long the tap that raised a flag may be said to have been a slip.
SLIP = timedelta(minutes=5)
# So long after it was raised a flag that somebody has taken on stands for what is urgent now; nothing more is rung.
KNOWN_FOR = timedelta(hours=12)
# A flag that was taken on so long ago and is not closed needs a leader's look.
LONG_IN_HAND = timedelta(days=1)
# So long after they took a flag on somebody to whom the case does not belong reads how to get in touch.
READS_FOR = timedelta(days=7)
NOT_SAID = N_("not said yet")
FLAG_KINDS = (
    ("self", N_("Self-harm")),
    ("threat", N_("Threats")),
    ("home", N_("Violence at home")),
    ("health", N_("Health emergency")),
    ("needs", N_("No food or home")),
    ("pressure", N_("Pressure by others")),
    ("others", N_("Danger to others")),
)
# 112 exists only in some regencies and towns, and a call to 110 reaches the police: neither is ever the only way.
HELP = (
    N_("In danger of life: 112. If it does not connect, 119 for medical help or 110."),
    N_("They try to call or visit within half an hour, which cannot be promised. Stay with them if it is safe."),
)
