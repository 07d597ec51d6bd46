"""Why an accompaniment ended, in words that blame nobody: for figures alone."""

from bot.domain.text import N_

ENDINGS = (
    ("goal", N_("Goal reached")),
    ("moved", N_("Moved away")),
    ("wish", N_("Own wish")),
    ("service", N_("To another service")),
    ("lost", N_("Out of touch")),
    ("died", N_("Passed away")),
    ("other", N_("Other reasons")),
)
ENDING_CODES = tuple(code for code, _ in ENDINGS)
