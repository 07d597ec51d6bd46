"""The only room that knows Telegram: intake, parsing, rendering, sending."""

import os

# The library's own way of asking for times as timedelta; without it each "too many requests" warns.
os.environ.setdefault("PTB_TIMEDELTA", "1")
