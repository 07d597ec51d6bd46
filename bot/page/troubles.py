"""What can stand in the way on the page: each trouble with its status, one plain sentence, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.text import N_

FROM_TELEGRAM = N_("Please open it again from the conversation in Telegram.")
FROM_ANEW = N_("Please close this page and open it again from the conversation in Telegram.")
AGAIN = N_("Please wait a moment, then press the button below.")
BACK = N_("Please go back to the conversation in Telegram.")


@dataclass(frozen=True, slots=True)
class Trouble:
    """says and do: sentences of the catalog. again: what was done may be asked for once more, and is done once."""

    status: int
    says: str
    do: str
    again: bool = False


class Stopped(Exception):
    """It goes no further; whoever is there is shown the trouble."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.status)
        self.trouble = trouble


# Telegram's clock is ahead of ours: opening it again does not help, setting the clock does.
EARLY = Trouble(403, N_("Sorry, something went wrong on our side."), BACK)
OVER = Trouble(403, N_("This page is closed by now."), FROM_TELEGRAM)
STRANGE = Trouble(403, N_("This page cannot be opened from here."), BACK)
OLD = Trouble(403, N_("This way to the page is too old."), FROM_ANEW)
USED = Trouble(409, N_("This page was opened before."), FROM_ANEW)
NOT_UNDERSTOOD = Trouble(400, N_("Sorry, this could not be read."), FROM_ANEW)
TOO_LONG = Trouble(413, N_("Sorry, this is too long."), N_("Please go back, shorten it, and send it once more."))
SLOW = Trouble(408, N_("Sorry, the connection was too slow."), N_("Please go back and send it once more."))
WAITING = Trouble(202, N_("What was just entered is being processed."), AGAIN, again=True)
BUSY = Trouble(503, N_("Sorry, this takes longer than usual at this moment."), AGAIN, again=True)
BROKEN = Trouble(500, EARLY.says, AGAIN, again=True)
NOTHING = Trouble(200, N_("This page is empty at this moment."), BACK)
