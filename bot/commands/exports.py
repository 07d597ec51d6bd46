"""`titian export`: what was recorded, into a file, with neutral codes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.clock import Clock
from bot.commands.shared import plainly, settings_and_log
from bot.domain.timing.midnights import midnight, midnight_after
from bot.files import exports, progress
from bot.i18n import language
from bot.startup.config import SettingsError
from bot.startup.preconditions import open_database
from bot.store.caseload import cases
from bot.store.engine import audit
from bot.store.engine.database import Database, Tx
from bot.store.keeping import own_copy, records, who_looked
from bot.store.people import people


def export(
    out: Annotated[Path, typer.Option(help="FILE.json, FILE.csv or FILE.xlsx")],
    since: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"])] = None,
    until: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"])] = None,
    track: Annotated[str | None, typer.Option(help="Only R or only P.")] = None,
    mentor: Annotated[str | None, typer.Option(help="Only one mentor's, by staff code.")] = None,
    case: Annotated[str | None, typer.Option(help="Only one participant's, by code: the copy they asked for.")] = None,
    reason: Annotated[str, typer.Option(help="Kept in the audit.")] = "",
    with_text: Annotated[bool, typer.Option("--with-text", help="Names and notes too; needs a reason.")] = False,
) -> None:
    """Write what was recorded into a file, with neutral codes."""
    with plainly():
        settings = settings_and_log()
        if out.suffix.lower() not in exports.FORMATS:
            raise SettingsError(f"--out must end in {', '.join(exports.FORMATS)}")
        if with_text and len(reason.strip()) < 5:
            raise SettingsError("--with-text needs a --reason, which the audit keeps")
        if track is not None and track.upper() not in ("R", "P"):
            raise SettingsError("--track must be R or P")
        database = open_database(settings, Clock())

        wanted = records.Wanted(
            None if since is None else midnight(since.date(), settings.zone),
            None if until is None else midnight_after(until.date(), settings.zone),
            track.upper() if track else None,
            mentor.strip().upper() if mentor else None,
            with_text=with_text,
            case=case.strip().upper() if case else None,
        )
        with database.transaction() as tx:
            if mentor is not None and people.by_code(tx, mentor) is None:
                raise SettingsError(f"--mentor: there is nobody with the staff code {mentor}")
            if wanted.case is not None and cases.by_code(tx, wanted.case) is None:
                raise SettingsError(f"--case: there is no participant with the code {case}")
            if records.walled(tx, wanted):
                raise SettingsError(
                    "this selection cannot stand in one file: run it with --track R, then with --track P (or, where "
                    "that is not enough, with --mentor or --case)"
                )
        _write_export(database, out, wanted, reason.strip())


def _about(tx: Tx, wanted: records.Wanted) -> tuple[str, int | None]:
    """Whose words are in it: one person's, everybody's, or nobody's."""
    if wanted.case is not None:
        case = cases.by_code(tx, wanted.case)
        return "case", None if case is None else case.id
    return (who_looked.EVERYBODY if wanted.with_text else "deployment"), None


def _write_export(database: Database, out: Path, wanted: records.Wanted, reason: str) -> None:
    try:
        # Before the audit says that something was exported; after that, the file is filled.
        out.touch()
        out.chmod(0o600)
    except OSError as error:
        raise SettingsError(f"--out: {out} cannot be written: {error.strerror}") from None
    with database.transaction() as tx:
        found = records.collect(tx, wanted, shown=lambda kind, rows: progress.bar(rows, kind))
        if wanted.case is not None and wanted.with_text and found["cases"]:
            found |= own_copy.collect(tx, wanted.case, wanted, language())
        of, number = _about(tx, wanted)
        audit.note(tx, None, "exported", of, number, reason or None)
    try:
        exports.write(out, found)
    except OSError as error:
        raise SettingsError(f"--out: {out} cannot be written: {error.strerror}") from None
    typer.echo(f"{out}: {len(found['cases'])} cases, {len(found['checkins'])} check-ins")
