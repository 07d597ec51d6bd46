"""`titian export`: what was recorded, into a file, with neutral codes."""

from __future__ import annotations

from dataclasses import replace
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
from bot.store.keeping.dictionary import DICTIONARY
from bot.store.keeping.records import CHECKINS, Rows, Wanted
from bot.store.people import people


def export(
    out: Annotated[Path, typer.Option(help="FILE.json, FILE.csv or FILE.xlsx")],
    what: Annotated[
        str | None,
        typer.Option(help=f"Which kind a CSV file holds ({', '.join(records.KINDS)}), if not {CHECKINS}."),
    ] = None,
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
        if since is not None and until is not None and since > until:
            raise SettingsError(
                f"--from {since:%Y-%m-%d} is after --to {until:%Y-%m-%d}: there is nothing between them"
            )
        wanted = Wanted(
            None if since is None else midnight(since.date(), settings.zone),
            None if until is None else midnight_after(until.date(), settings.zone),
            track.upper() if track else None,
            mentor.strip().upper() if mentor else None,
            with_text=with_text,
            case=case.strip().upper() if case else None,
            zone=settings.zone,
        )
        kind = _kind(out, what, wanted)
        if kind == DICTIONARY:  # nothing in it is about anybody
            _make(out)
            _fill(out, {DICTIONARY: records.explained(wanted)}, kind, wanted)
            typer.echo(f"{out}: {DICTIONARY}")
            return
        database = open_database(settings, Clock())
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
        _write_export(database, out, wanted, kind, reason.strip())


def _kind(out: Path, what: str | None, wanted: Wanted) -> str:
    """The kind that a CSV file holds; of other files what their last line counts. Raises SettingsError."""
    if what is None:
        return CHECKINS
    if out.suffix.lower() != exports.CSV:
        raise SettingsError("--what is for .csv files; a .json or .xlsx file holds every kind")
    known = records.kinds(wanted)
    if wanted.case is not None and wanted.with_text:
        known = tuple(kind for kind in known if kind in own_copy.AS_EXPORTED)
    if what.strip().lower() not in known:
        raise SettingsError(f"--what must be one of {', '.join(known)}")
    return what.strip().lower()


def _about(tx: Tx, wanted: Wanted) -> tuple[str, int | None]:
    """Whose words are in it: one person's, everybody's, or nobody's."""
    if wanted.case is not None:
        case = cases.by_code(tx, wanted.case)
        return "case", None if case is None else case.id
    return (who_looked.EVERYBODY if wanted.with_text else "deployment"), None


def _write_export(database: Database, out: Path, wanted: Wanted, kind: str, reason: str) -> None:
    # Before the audit says that something was exported; after that, the file is filled.
    _make(out)
    with database.reading() as tx:
        found = _collected(tx, wanted, out, kind)
    with database.transaction() as tx:
        of, number = _about(tx, wanted)
        audit.note(tx, None, "exported", of, number, reason or None)
    _fill(out, found, kind, wanted)
    if kind == CHECKINS:
        typer.echo(f"{out}: {len(found['cases'])} cases, {len(found[CHECKINS])} check-ins")
    else:
        typer.echo(f"{out}: {len(found[kind])} {kind}")


def _collected(tx: Tx, wanted: Wanted, out: Path, kind: str) -> dict[str, Rows]:
    """Every kind, or what a CSV file needs; of one person, with words, the copy that they asked for."""
    only = (kind,) if out.suffix.lower() == exports.CSV else records.KINDS
    found = records.collect(tx, wanted, only=only, shown=lambda kind, rows: progress.bar(rows, kind))
    if "cases" not in found:  # they are counted, and no name is opened for that
        found |= records.collect(tx, replace(wanted, with_text=False), only=("cases",))
    if wanted.case is not None and wanted.with_text and found["cases"]:
        return own_copy.collect(tx, wanted.case, wanted, language())
    return found


def _make(out: Path) -> None:
    try:
        out.touch()
        out.chmod(0o600)
    except OSError as error:
        raise SettingsError(f"--out: {out} cannot be written: {error.strerror}") from None


def _fill(out: Path, found: dict[str, Rows], kind: str, wanted: Wanted) -> None:
    try:
        exports.write(out, found, what=kind, with_text=wanted.with_text)
    except OSError as error:
        raise SettingsError(f"--out: {out} cannot be written: {error.strerror}") from None
