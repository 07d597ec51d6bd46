"""`titian breach`: whose data may have been seen, and the letters the law asks for."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.clock import Clock
from bot.commands.shared import plainly, settings_and_log
from bot.domain.timing.midnights import midnight, midnight_after
from bot.files import letters
from bot.i18n import language, zone_letters
from bot.startup.config import SettingsError
from bot.startup.preconditions import open_database
from bot.store.engine import audit
from bot.store.keeping import exposure


def breach(
    out: Annotated[Path, typer.Option(help="Where the letters are written.")],
    since: Annotated[datetime, typer.Option("--since", formats=["%Y-%m-%d"])],
    until: Annotated[datetime | None, typer.Option("--until", formats=["%Y-%m-%d"])] = None,
    scope: Annotated[str, typer.Option(help='all, "mentor CODE" or "case CODE"')] = "all",
) -> None:
    """Say whose data may have been seen, start the law's 72 hours, and draft the letters."""
    with plainly():
        settings, clock = settings_and_log(), Clock()
        whose = letters.scope_of(scope)
        if whose is None:
            raise SettingsError('--scope must be all, "mentor M-01" or "case R-001"')
        now = clock.now()
        first = midnight(since.date(), settings.zone)
        last = now if until is None else midnight_after(until.date(), settings.zone)
        if first >= last or first > now:
            raise SettingsError("--since must lie before --until, and not ahead")
        database = open_database(settings, clock)
        with database.transaction() as tx:
            if not exposure.is_known(tx, whose):
                raise SettingsError(f"--scope: there is no {whose.of} {whose.code}")
        try:
            # Before the audit says that letters were drafted.
            out.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(f"--out: {out} cannot be written: {error.strerror}") from None
        with database.transaction() as tx:
            found = exposure.find(tx, whose, first, last)
            audit.note(tx, None, "breach_assessed", "deployment", None, f"{scope}, {len(found)} exposed")
        notice = letters.Notice(first, last, now, settings.authority, settings.dpo, settings.zone)
        try:
            written = letters.write_letters(out, found, notice, language())
        except OSError as error:
            raise SettingsError(f"--out: {out} cannot be written: {error.strerror}") from None
        for one in found:
            typer.echo(f"{one.code}: {', '.join(one.kinds)}")
        deadline = f"{notice.deadline.astimezone(settings.zone):%Y-%m-%d %H:%M} {zone_letters(settings.zone)}"
        typer.echo(f"{len(found)} exposed; {len(written)} letters in {out}; everybody is to be told by {deadline}")
