"""What every command has around it: the settings and the log, and one line for whatever a person can mend."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from alembic.util.exc import CommandError
from sqlalchemy.exc import DBAPIError

from bot.domain.people import Person
from bot.files import batches, csvfile
from bot.reference.content import ContentError
from bot.startup import logs
from bot.startup.config import Settings, SettingsError, read_settings
from bot.startup.preconditions import CannotStart, reach, unreachable
from bot.store.engine import deployment, schema
from bot.store.engine.database import FileReplaced, Tx
from bot.store.keeping import rotation
from bot.store.keeping.backup_file import BadBackup
from bot.store.keeping.identity import NotTogether
from bot.store.people import invitations
from bot.store.sealing.key_file import KeyFileError
from bot.telegram.greeting import Me
from bot.telegram.transport import wire

# Each says in one line what is wrong, where, and how to mend it.
MENDABLE = (
    *(SettingsError, CannotStart, KeyFileError, schema.WrongVersion, BadBackup, ContentError),
    *(rotation.TooEarly, NotTogether, FileReplaced, batches.Interrupted),
)


@contextmanager
def plainly() -> Iterator[None]:
    """Turn everything a person can mend into one line and exit code 2."""
    try:
        yield
    except MENDABLE as error:
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


def settings_and_log() -> Settings:
    """The settings, with the log set up to keep their secrets out. Raises SettingsError."""
    settings = read_settings()
    secrets = [settings.database, settings.bot_token.get_secret_value() if settings.bot_token else ""]
    secrets.append(settings.webhook_secret.get_secret_value() if settings.webhook_secret else "")
    logs.configure(settings.log_format, settings.log_level, secrets)
    return settings


async def ask_who(settings: Settings) -> Me:
    """Who the bot is, asked of Telegram. Raises CannotStart."""
    line = wire(settings.token, settings.api_url)
    await line.open()
    try:
        return await reach(line, settings.api_url)
    finally:
        await line.close()


def link_line(tx: Tx, person: Person) -> str:
    """A person's staff code and a fresh one-time link for them; an earlier one is closed."""
    return f"{person.code} {deployment.join_link(tx, invitations.make_link(tx, person, None))}"
