"""The command line; the only file in bot/ that imports handlers."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from alembic.util.exc import CommandError
from sqlalchemy.exc import DBAPIError

import handlers
from bot.app import App
from bot.clock import Clock
from bot.domain.people import Person, Role
from bot.files import caseload, csvfile, earlier_checkins, exports, letters, progress, staff
from bot.i18n import language, zone_letters
from bot.reference.calendar import calendar
from bot.showcase import serving
from bot.startup import logs
from bot.startup.config import Settings, SettingsError, read_settings
from bot.startup.preconditions import CannotStart, disk_free, open_database, reach, unreachable
from bot.store import audit, cases, exposure, facts, people, privacy, records, retention, rotation, schema, walls
from bot.store import backup as backups
from bot.store.db import Database, Tx, open_engine
from bot.store.sealed import KeyFileError, add_master, create_key_file, read_key_file
from bot.telegram.transport import wire

LEAST_DISK = 200 * 1024 * 1024
cli = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="Titian")
keys = typer.Typer(no_args_is_help=True, help="Master keys.")
audits = typer.Typer(no_args_is_help=True, help="The audit trail.")
cli.add_typer(keys, name="keys")
cli.add_typer(audits, name="audit")


@contextmanager
def plainly() -> Iterator[None]:
    """Turn everything a person can mend into one line and exit code 2."""
    try:
        yield
    except (SettingsError, CannotStart, KeyFileError, schema.WrongVersion, backups.BadBackup) as error:
        _stop(str(error))
    except csvfile.BadFile as error:
        _stop(*error.problems, "nothing was imported")
    except DBAPIError as error:
        _stop(unreachable(error))
    except CommandError:
        _stop("the database is newer than this program: install the newer Titian (nothing was changed)")


def _stop(*lines: str) -> None:
    for line in lines:
        typer.echo(f"titian: {line}", err=True)
    raise typer.Exit(2)


def _settings() -> Settings:
    settings = read_settings()
    secrets = [settings.database, settings.bot_token.get_secret_value() if settings.bot_token else ""]
    secrets.append(settings.webhook_secret.get_secret_value() if settings.webhook_secret else "")
    logs.configure(settings.log_format, settings.log_level, secrets)
    return settings


@cli.command()
def demo(
    port: Annotated[int, typer.Option(help="Where the phones are shown.")] = 8080,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page.")] = True,
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin anew.")] = False,
) -> None:
    """Show everything on this machine, without a token: phones in a web page."""
    with plainly():
        logs.configure("console", "WARNING")
        asyncio.run(serving.show(handlers.router(), commands(), Path(".demo"), port, browser=browser, fresh=fresh))


@cli.command()
def init() -> None:
    """Create or upgrade the database and the key file; print the first admin's one-time link."""
    with plainly():
        settings = _settings()
        username = asyncio.run(_username(settings))
        _prepare(settings)
        database = open_database(settings, Clock())
        with database.transaction() as tx:
            facts.put(tx, "username", username)
            if not people.waits_for_first_admin(tx):
                typer.echo("ready; an admin has joined already")
                return
            admin = next(iter(people.of_role(tx, Role.ADMIN)), None) or people.add(tx, Role.ADMIN, "Admin", None)
            line = _link(tx, admin)
        typer.echo(line)


def _prepare(settings: Settings) -> None:
    """The key file and the tables, as far as they are missing. Never a new key for a database that has one."""
    engine = open_engine(settings.database)
    try:
        found = schema.version(engine)
        if not settings.key_file.exists():
            if found is not None:
                raise KeyFileError(
                    f"there is no key file at {settings.key_file}, and the database was sealed with one: put it back"
                )
            create_key_file(settings.key_file)
        read_key_file(settings.key_file)
        schema.upgrade(engine)
    except OSError as error:
        raise SettingsError(f"TITIAN_KEY_FILE: {settings.key_file} cannot be written: {error.strerror}") from None
    finally:
        engine.dispose()


@cli.command()
def run() -> None:
    """Run the bot until it is told to stop."""
    with plainly():
        settings = _settings()
        asyncio.run(App(settings, handlers.router(), commands(), Clock()).run())


@cli.command()
def invite(
    role: Annotated[Role, typer.Option(help="admin, supervisor or mentor")],
    name: Annotated[str, typer.Option(help="Kept sealed; shown to their team.")] = "",
    supervisor: Annotated[str, typer.Option(help="A mentor's supervisor, by staff code.")] = "",
) -> None:
    """Add a person and print their staff code and one-time link."""
    with plainly():
        settings = _settings()
        if role is Role.PARTICIPANT:
            raise SettingsError("--role must be admin, supervisor or mentor")
        database = open_database(settings, Clock())
        with database.transaction() as tx:
            known = facts.get(tx, "username")
        username = known or asyncio.run(_username(settings))
        with database.transaction() as tx:
            facts.put(tx, "username", username)
            person = people.add(tx, role, name.strip()[:80] or role.value, _supervisor_of(tx, role, supervisor))
            audit.note(tx, None, "invited", "person", person.id)
            line = _link(tx, person)
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


def _link(tx: Tx, person: Person) -> str:
    return f"{person.code} https://t.me/{facts.get(tx, 'username')}?start={people.invite(tx, person, None)}"


@cli.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="CSV of a caseload, of staff, or of earlier check-ins.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be added.")] = False,
) -> None:
    """Import a caseload, staff or earlier check-ins, as the header says: all of it or nothing."""
    with plainly():
        settings = _settings()
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
    added = caseload.add(tx, progress.bar(entries, "cases"), calendar())
    return "\n".join(_line(one, settings) for one in added)


def _import_staff(tx: Tx, file: Path, dry_run: bool) -> str:
    entries = staff.read(tx, file)
    if dry_run:
        return f"{len(entries)} people would be invited"
    if facts.get(tx, "username") is None:
        raise SettingsError("the bot's name is not known yet: run `titian init` first")
    added = [staff.add(tx, entry) for entry in progress.bar(entries, "people")]
    return "\n".join(f"{person.code} https://t.me/{facts.get(tx, 'username')}?start={token}" for person, token in added)


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


@cli.command("export")
def export_(
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
        settings = _settings()
        if out.suffix.lower() not in exports.FORMATS:
            raise SettingsError(f"--out must end in {', '.join(exports.FORMATS)}")
        if with_text and len(reason.strip()) < 5:
            raise SettingsError("--with-text needs a --reason, which the audit keeps")
        if track is not None and track.upper() not in ("R", "P"):
            raise SettingsError("--track must be R or P")
        database = open_database(settings, Clock())

        def local(day: datetime | None, more: timedelta) -> datetime | None:
            return None if day is None else datetime.combine(day.date(), time(), settings.zone) + more

        wanted = records.Wanted(
            local(since, timedelta()),
            local(until, timedelta(days=1)),
            track.upper() if track else None,
            mentor.upper() if mentor else None,
            with_text=with_text,
            case=case.upper() if case else None,
        )
        with database.transaction() as tx:
            if mentor is not None and people.by_code(tx, mentor) is None:
                raise SettingsError(f"--mentor: there is nobody with the staff code {mentor}")
            if wanted.case is not None and wanted.case not in cases.by_codes(tx):
                raise SettingsError(f"--case: there is no participant with the code {case}")
            if records.walled(tx, wanted):
                raise SettingsError(
                    "this selection cannot stand in one file: run it with --track R, then with --track P"
                )
        _write_export(database, out, wanted, reason.strip())


def _write_export(database: Database, out: Path, wanted: records.Wanted, reason: str) -> None:
    try:
        # Before the audit says that something was exported; after that, the file is filled.
        out.touch()
        out.chmod(0o600)
    except OSError as error:
        raise SettingsError(f"--out: {out} cannot be written: {error.strerror}") from None
    with database.transaction() as tx:
        found = records.collect(tx, wanted, shown=lambda kind, rows: progress.bar(rows, kind))
        audit.note(tx, None, "exported", "deployment", None, reason or None)
    try:
        exports.write(out, found)
    except OSError as error:
        raise SettingsError(f"--out: {out} cannot be written: {error.strerror}") from None
    typer.echo(f"{out}: {len(found['cases'])} cases, {len(found['checkins'])} check-ins")


@cli.command()
def wall(
    one: Annotated[str, typer.Argument(help="A participant's code.")],
    other: Annotated[str, typer.Argument(help="The code of the person they must never meet.")],
) -> None:
    """Keep two participants apart: never one mentor, cover, list or file."""
    with plainly(), open_database(_settings(), Clock()).transaction() as tx:
        ids = cases.ids_of(tx, [one.upper(), other.upper()])
        if len(ids) != 2 or one[:1].upper() == other[:1].upper():
            raise SettingsError("two participants are needed, one of each kind of service (an R code and a P code)")
        walls.add(tx, None, ids[0], ids[1])
        typer.echo("kept apart; if they share a mentor, their supervisors are asked to choose another one")


@cli.command()
def check() -> None:
    """Look at token, database, key, catalogs, clock and disk: one line each."""
    settings: list[Settings] = []
    parts: tuple[tuple[str, Callable[[], str]], ...] = (
        ("settings", lambda: _checked_settings(settings)),
        ("token", lambda: "@" + asyncio.run(_username(settings[0]))),
        ("key", lambda: f"{len(read_key_file(settings[0].key_file).names)} in {settings[0].key_file}"),
        ("database", lambda: open_database(settings[0], Clock()).engine.dialect.name + ", version " + schema.head()),
        ("catalogs", lambda: f"{language().size} sentences"),
        ("clock", lambda: f"{Clock().now().astimezone(settings[0].zone):%Y-%m-%d %H:%M} {settings[0].timezone}"),
        ("disk", lambda: _checked_disk()),
    )
    failed = False
    for name, look in parts:
        try:
            typer.echo(f"ok      {name}: {look()}")
        except (SettingsError, CannotStart, KeyFileError, DBAPIError, IndexError) as error:
            failed = True
            typer.echo(
                f"failed  {name}: {error if not isinstance(error, DBAPIError | IndexError) else 'cannot be used'}"
            )
    raise typer.Exit(1 if failed else 0)


def _checked_settings(settings: list[Settings]) -> str:
    settings.append(_settings())
    return "understood"


def _checked_disk() -> str:
    free = disk_free(Path())
    if free < LEAST_DISK:
        raise SettingsError(
            f"only {free // 1024 // 1024} MB are free: make room, at least {LEAST_DISK // 1024 // 1024} MB"
        )
    return f"{free // 1024 // 1024} MB free"


@cli.command()
def backup(folder: Annotated[Path, typer.Argument(help="Where the backup is written.")]) -> None:
    """Write a sealed backup; the bot may go on running. The key file is not in it: keep that apart."""
    with plainly():
        clock = Clock()
        typer.echo(str(backups.save(open_database(_settings(), clock), folder, clock.now())))


@cli.command()
def restore(file: Annotated[Path, typer.Argument(help="A backup made by `titian backup`.")]) -> None:
    """Restore a backup into an empty database."""
    with plainly():
        settings, clock = _settings(), Clock()
        database = Database(settings.database, read_key_file(settings.key_file), clock.now)
        found = backups.restore(database, file)
        with open_database(settings, clock).transaction() as tx:
            broken = audit.first_break(tx)
        typer.echo(f"restored {sum(found.values())} rows; the audit is {'whole' if broken is None else 'broken'}")


@keys.command("rotate")
def rotate() -> None:
    """Add a new master key to the key file and rewrap every data key with it; the bot may go on running."""
    with plainly():
        settings = _settings()
        open_database(settings, Clock()).close()
        add_master(settings.key_file)
        with open_database(settings, Clock()).transaction() as tx:
            number = rotation.rewrap(tx)
            audit.note(tx, None, "keys_rotated", "deployment", None)
        typer.echo(f"{number} data keys rewrapped; keep a copy of the new key file apart from the backups")


@audits.command("verify")
def verify() -> None:
    """Recompute the chain of the audit trail; exit 1 where it breaks."""
    with plainly():
        with open_database(_settings(), Clock()).transaction() as tx:
            while audit.chain(tx):
                pass
            broken, length = audit.first_break(tx), audit.length(tx)
        if broken is not None:
            typer.echo(f"the audit breaks at entry {broken} of {length}", err=True)
            raise typer.Exit(1)
        typer.echo(f"the audit is whole: {length} entries")


@cli.command()
def purge(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be removed.")] = False,
) -> None:
    """Erase and remove what has been kept long enough; one line a class of data."""
    with plainly():
        database = open_database(_settings(), Clock())
        with database.transaction() as tx:
            lines = retention.due(tx)
            if not dry_run:
                retention.purge(tx)
        typer.echo("\n".join(map(_retained, lines)))
        if not dry_run:
            privacy.complete(database)


def _retained(line: retention.Line) -> str:
    kept = line.retained
    codes = f" ({', '.join(line.codes)})" if line.codes else ""
    since = f" after {kept.since}" if kept.since else ""
    return f"{kept.code:<10} {kept.then:<7} {line.count:>6}  {kept.what}: {kept.term}{since}{codes}"


@cli.command("breach")
def breach_(
    out: Annotated[Path, typer.Option(help="Where the letters are written.")],
    since: Annotated[datetime, typer.Option("--since", formats=["%Y-%m-%d"])],
    until: Annotated[datetime | None, typer.Option("--until", formats=["%Y-%m-%d"])] = None,
    scope: Annotated[str, typer.Option(help='all, "mentor CODE" or "case CODE"')] = "all",
) -> None:
    """Say whose data may have been seen, start the law's 72 hours, and draft the letters."""
    with plainly():
        settings, clock = _settings(), Clock()
        whose = letters.scope_of(scope)
        if whose is None:
            raise SettingsError('--scope must be all, "mentor M-01" or "case R-001"')
        now = clock.now()
        first = datetime.combine(since.date(), time(), settings.zone)
        last = now if until is None else datetime.combine(until.date(), time(), settings.zone) + timedelta(days=1)
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


def commands() -> list[tuple[str, str]]:
    """The commands Telegram shows, described in Indonesian."""
    return [(name, language().label(text)) for name, text in handlers.COMMANDS]


async def _username(settings: Settings) -> str:
    line = wire(settings.token, settings.api_url)
    await line.open()
    try:
        return await reach(line, settings.api_url)
    finally:
        await line.close()


def main() -> Any:
    """The `titian` command."""
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    return cli()


if __name__ == "__main__":
    main()
