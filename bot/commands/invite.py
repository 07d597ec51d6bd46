"""`titian invite`: a person of the staff, and the one-time link they join by."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.clock import Clock
from bot.commands.shared import ask_who, link_line, plainly, settings_and_log
from bot.domain.people import Role
from bot.startup.config import SettingsError
from bot.startup.preconditions import open_database
from bot.store.engine import audit, deployment
from bot.store.engine.database import Tx
from bot.store.people import people


def invite(
    role: Annotated[Role, typer.Option(help="admin, supervisor or mentor")],
    name: Annotated[str, typer.Option(help="Kept sealed; shown to their team.")] = "",
    supervisor: Annotated[str, typer.Option(help="A mentor's supervisor, by staff code.")] = "",
) -> None:
    """Add a person and print their staff code and one-time link."""
    with plainly():
        settings = settings_and_log()
        if role is Role.PARTICIPANT:
            raise SettingsError("--role must be admin, supervisor or mentor")
        database = open_database(settings, Clock())
        with database.transaction() as tx:
            known = deployment.get(tx, "username")
        username = known or asyncio.run(ask_who(settings)).username
        with database.transaction() as tx:
            deployment.put(tx, "username", username)
            person = people.add(tx, role, name.strip()[:80] or role.value, _supervisor_of(tx, role, supervisor))
            audit.note(tx, None, "invited", "person", person.id)
            line = link_line(tx, person)
        typer.echo(line)


def _supervisor_of(tx: Tx, role: Role, code: str) -> int | None:
    """A mentor's supervisor: the one named, or the only one there is."""
    if role is not Role.MENTOR:
        return None
    if code:
        found = people.by_code(tx, code)
        if found is None or found.role is not Role.SUPERVISOR:
            raise SettingsError(f"--supervisor: there is no supervisor {code}")
        return found.id
    everyone = people.of_role(tx, Role.SUPERVISOR)
    if len(everyone) > 1:
        raise SettingsError(f"--supervisor is missing: choose one of {', '.join(one.code for one in everyone)}")
    return everyone[0].id if everyone else None
