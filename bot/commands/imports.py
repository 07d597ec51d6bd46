"""`titian import`: a caseload, staff, earlier check-ins or an export from a file, as its header says."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.clock import Clock
from bot.commands.shared import plainly, settings_and_log
from bot.domain.people import Person
from bot.files import taking_in, templates
from bot.files.caseload import Added
from bot.files.taking_in import Found, Told
from bot.i18n import zone_letters
from bot.reference.calendar import calendar
from bot.startup.config import Settings, SettingsError
from bot.startup.preconditions import open_database
from bot.store.engine import deployment
from bot.store.engine.database import Database


def import_file(
    file: Annotated[Path | None, typer.Argument(help="CSV, XLSX or an export of Titian.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be added.")] = False,
    sheet: Annotated[str | None, typer.Option(help="Of a workbook, this sheet alone.")] = None,
    skip_known: Annotated[bool, typer.Option("--skip-known", help="Leave out what seems to be here already.")] = False,
    add_again: Annotated[bool, typer.Option("--add-again", help="Add what seems to be here already too.")] = False,
    template: Annotated[str | None, typer.Option(help="Write an empty caseload, staff or checkins instead.")] = None,
    out: Annotated[Path | None, typer.Option(help="Of a template: FILE.csv or FILE.xlsx")] = None,
) -> None:
    """Import a caseload, staff, earlier check-ins or an export, as the header says: all of it or nothing."""
    with plainly():
        if template is not None or out is not None:
            return _write_template(template, out)
        if file is None:
            raise SettingsError("which file? `titian import FILE`, or an empty one: --template caseload --out FILE.csv")
        if skip_known and add_again:
            raise SettingsError("--skip-known and --add-again are two answers to one question: choose one")
        settings = settings_and_log()
        opened = taking_in.opened(file, sheet)
        database = open_database(settings, Clock())
        found = taking_in.judged(database, opened, settings.zone)
        for line in found.lines():
            typer.echo(line, err=True)
        found.refuse_wrong(again=add_again)
        if dry_run:
            typer.echo("\n".join(_would(found, again=add_again)))
            return None
        again = add_again or (not skip_known and _is_wanted_again(found))
        return _write(database, found, settings, again=again)


def _write_template(kind: str | None, out: Path | None) -> None:
    if kind not in templates.TEMPLATES:
        raise SettingsError(f"--template must be one of {', '.join(templates.TEMPLATES)}")
    if out is None or out.suffix.lower() not in templates.FORMATS:
        raise SettingsError(f"--out must end in {' or '.join(templates.FORMATS)}")
    try:
        templates.write(kind, out)
    except FileExistsError:
        raise SettingsError(f"--out: {out} is there already: choose another name") from None
    except OSError as error:
        raise SettingsError(f"--out: {out} cannot be written: {error.strerror}") from None
    typer.echo(f"{out}: fill it in below the example, and import it")


def _is_wanted_again(found: Found) -> bool:
    """Whether what seems to be here already is to be added too. Raises SettingsError where nobody says so."""
    if not found.known:
        return False
    rows = "1 row seems" if found.known == 1 else f"{found.known} rows seem"
    if sys.stdin.isatty() and typer.confirm(f"{rows} to be here already. Add them again all the same?", err=True):
        return True
    raise SettingsError(
        f"{rows} to be here already, and nothing was imported: --skip-known adds only the others, --add-again adds "
        "them too"
    )


def _would(found: Found, *, again: bool) -> list[str]:
    """How much would be added, a line for each kind."""
    parts = ((found.people, "people would be invited"), (found.cases, "cases would be added"))
    lines = [f"{len(one.entries if again else one.fresh())} {what}" for one, what in parts if one is not None]
    many = len(found.checkins_for(again=again))
    return lines if found.checkins is None else [*lines, f"{many} check-ins would be added"]


def _write(database: Database, found: Found, settings: Settings, *, again: bool) -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever stops it reads how far it came
    username = _username(database) if found.people is not None else ""
    told = Told(lambda added: typer.echo(_line(added, settings)), lambda *one: typer.echo(_link(username, *one)))
    for pair in taking_in.write(database, found, calendar(), told, again=again):
        typer.echo(f"{pair}: not held yet, see `titian walls`")
    if found.checkins is not None:
        typer.echo(f"{len(found.checkins_for(again=again))} check-ins added")


def _username(database: Database) -> str:
    with database.reading() as tx:
        found = deployment.get(tx, "username")
    if found is None:
        raise SettingsError("the bot's name is not known yet: run `titian init` first")
    return found


def _link(username: str, person: Person, token: str) -> str:
    return f"{person.code} {deployment.link_of(username, token)}"


def _line(added: Added, settings: Settings) -> str:
    if added.next_at is None:
        return f"{added.case.code} {added.mentor.code} closed"
    local = added.next_at.astimezone(settings.zone)
    return f"{added.case.code} {added.mentor.code} {local:%Y-%m-%d %H:%M} {zone_letters(settings.zone)}"
