"""Every form by its name: what is filled in where. A screen that has a form stands here, once."""

from __future__ import annotations

from collections.abc import Iterable

from handlers import directory
from handlers.asking import Filling
from handlers.leader import (
    closed_days,
    directory_mending,
    ending,
    exports,
    reading,
    requests,
    walls,
)
from handlers.leader.people import staff, team
from handlers.mentor import checkin, contact_plan, leave, prompt_answers, referrals, rhythm, urgent
from handlers.mentor.consents import noted_consents
from handlers.mentor.days import all_well
from handlers.mentor.lines import together, whose_note
from handlers.participant import own_data, own_phone, safe_contact, self_checks, voice

SCREENS = (
    checkin, prompt_answers, rhythm, urgent, leave, noted_consents, whose_note, together, all_well, contact_plan,
    referrals, team, staff, closed_days, reading, walls, ending, exports, requests, directory_mending,
    directory, voice, own_data, own_phone, self_checks, safe_contact,
)  # fmt: skip


def by_name(fillings: Iterable[Filling]) -> dict[str, Filling]:
    """The forms by name. Raises ValueError where two have one name: the answers of one would be read as the other's."""
    found: dict[str, Filling] = {}
    for filling in fillings:
        if filling.form.name in found:
            raise ValueError(f"two forms are called {filling.form.name!r}")
        found[filling.form.name] = filling
    return found


FILLINGS = by_name(filling for screen in SCREENS for filling in screen.FILLINGS)
