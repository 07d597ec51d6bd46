"""`titian hand-over`: everything of one of the staff to another one, also of somebody who is gone already."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.clock import Clock
from bot.commands.shared import plainly, settings_and_log
from bot.domain.people import Person, Role
from bot.reference.calendar import calendar
from bot.startup.config import SettingsError
from bot.startup.preconditions import open_database
from bot.store.caseload import handing_over, news
from bot.store.caseload.handing_over import handed_news
from bot.store.engine.database import Tx
from bot.store.institution import closed_days
from bot.store.people import absences, people


def hand_over(
    former: Annotated[str, typer.Argument(help="Staff code of whoever has them now, also of somebody removed.")],
    to: Annotated[str, typer.Argument(help="Staff code of whoever takes over.")],
) -> None:
    """Hand a supervisor's team and own participants, or a mentor's participants, to somebody else."""
    with plainly(), open_database(settings_and_log(), Clock()).transaction() as tx:
        one, other = _of_staff(tx, former), _of_staff(tx, to)
        if one.id == other.id or other.role is not one.role or one.role not in (Role.SUPERVISOR, Role.MENTOR):
            raise SettingsError("two supervisors are needed, or two mentors: see the codes under Petugas")
        if not other.is_active:
            raise SettingsError(f"{other.code} is {other.status} and can be given nobody: choose somebody else")
        if other.id in absences.in_force(tx, [other.id]):
            raise SettingsError(f"{other.code} is on leave: choose somebody else")
        handed = handing_over.all_of(tx, None, one, other, closed_days.calendar(tx, calendar()))
        if handed is None:
            raise SettingsError(
                f"a wall stands between what {one.code} has and what {other.code} has: choose somebody else, "
                "or hand them on one by one in the chat (nothing was changed)"
            )
        for kind, about, to_id in handed_news(handed, one, other):
            news.tell(tx, kind, about, to_id)
        typer.echo(f"{other.code} has from {one.code}: {len(handed.mentors)} mentors, {len(handed.cases)} participants")


def _of_staff(tx: Tx, code: str) -> Person:
    found = people.ever_by_code(tx, code)
    if found is None or found.role is Role.PARTICIPANT:
        raise SettingsError(f"there is nobody of the staff with the code {code[:16]}")
    return found
