"""`titian import`: a caseload, staff or earlier check-ins from a CSV file, as its header says."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.clock import Clock
from bot.commands.shared import plainly, settings_and_log
from bot.files import caseload, csvfile, earlier_checkins, progress, staff
from bot.i18n import zone_letters
from bot.reference.calendar import calendar
from bot.startup.config import Settings, SettingsError
from bot.startup.preconditions import open_database
from bot.store.caseload import news, second_yes
from bot.store.caseload.handing_over import alone_news
from bot.store.engine import deployment
from bot.store.engine.database import Tx


def import_file(
    file: Annotated[Path, typer.Argument(help="CSV of a caseload, of staff, or of earlier check-ins.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be added.")] = False,
) -> None:
    """Import a caseload, staff or earlier check-ins, as the header says: all of it or nothing."""
    with plainly():
        settings = settings_and_log()
        names = csvfile.names_of(file)
        database = open_database(settings, Clock())
        with database.transaction() as tx:
            if staff.SHAPE.fits(names):
                said = _import_staff(tx, file, dry_run)
            elif earlier_checkins.SHAPE.fits(names):
                said = _import_history(tx, file, settings, dry_run)
            else:
                said = _import_cases(tx, file, settings, dry_run)
        typer.echo(said)


def _import_cases(tx: Tx, file: Path, settings: Settings, dry_run: bool) -> str:
    entries = caseload.read(tx, file, settings.zone)
    if dry_run:
        return f"{len(entries)} cases would be added"
    before = {one.id for one in second_yes.every(tx)}
    added = caseload.add(tx, progress.bar(entries, "cases"), calendar())
    apart = [one for one in second_yes.every(tx) if one.id not in before]
    sides = [side for one in apart for side in (one.one_id, one.other_id)]
    for fact in alone_news(tx, sides):  # whose the second yes is the bot finds at its next beat
        news.tell(tx, *fact)
    open_ones = [one for one in apart if not second_yes.is_held(tx, one)]
    still_to_do = [f"{one.one} {one.other}: not held yet, see `titian walls`" for one in open_ones]
    return "\n".join([*(_line(one, settings) for one in added), *still_to_do])


def _import_staff(tx: Tx, file: Path, dry_run: bool) -> str:
    entries = staff.read(tx, file)
    if dry_run:
        return f"{len(entries)} people would be invited"
    if deployment.get(tx, "username") is None:
        raise SettingsError("the bot's name is not known yet: run `titian init` first")
    added = [staff.add(tx, entry) for entry in progress.bar(entries, "people")]
    return "\n".join(f"{person.code} {deployment.join_link(tx, token)}" for person, token in added)


def _import_history(tx: Tx, file: Path, settings: Settings, dry_run: bool) -> str:
    entries = earlier_checkins.read(tx, file, settings.zone)
    if dry_run:
        return f"{len(entries)} check-ins would be added"
    for number, entry in enumerate(progress.bar(entries, "check-ins")):
        earlier_checkins.add(tx, number, entry)
    return f"{len(entries)} check-ins added"


def _line(added: caseload.Added, settings: Settings) -> str:
    local = added.next_at.astimezone(settings.zone)
    return f"{added.case.code} {added.mentor.code} {local:%Y-%m-%d %H:%M} {zone_letters(settings.zone)}"
