"""`titian audit`: whether the audit trail stands as it was written, and what to do when it does not."""

from __future__ import annotations

from datetime import datetime
from time import sleep
from typing import Annotated

import typer

from bot.clock import Clock
from bot.commands.shared import plainly, settings_and_log
from bot.domain.timing.midnights import midnight, midnight_after
from bot.startup.config import SettingsError
from bot.startup.preconditions import open_database
from bot.store.caseload import cases
from bot.store.engine import audit
from bot.store.engine.database import Database
from bot.store.keeping import audit_chain, identity, who_looked
from bot.store.keeping.audit_chain import Break, Head
from bot.store.people import people

TRIES, PAUSE = 20, 0.3


def verify(
    mark: Annotated[str, typer.Option(help='What an admin was told, as "1234 ab12-cd34-ef56".')] = "",
) -> None:
    """Read the whole audit trail again, against the key file and a mark that people kept; exit 1 where it breaks."""
    with plainly():
        place, wanted = _understood(mark)
        database = open_database(settings_and_log(), Clock(), as_it_is=True)
        found = identity.introduce(database) or _signed(database)
        with database.transaction() as tx:
            length, anchor = audit.length(tx), audit_chain.anchor_of(tx)
            if not isinstance(found, Break):
                found = audit_chain.first_break(tx, anchor) or found
            if wanted and not isinstance(found, Break) and not audit_chain.is_mark(tx, place, wanted):
                found = Break(place, None, "the mark is not that of this entry")
        if isinstance(found, Break):
            where = "" if found.entry is None else f" (row {found.entry})"
            typer.echo(f"the audit breaks at entry {found.position} of {length}", err=True)
            typer.echo(f"{found.what}{where}", err=True)
            raise typer.Exit(1)
        typer.echo(f"the audit is whole: {length} entries")
        typer.echo(f"its last signed entry: {found.position} {found.mark}", err=True)
        if anchor is not None and anchor.base is not None:
            say = f"what stands before entry {anchor.base.position + 1} was accepted on {anchor.base.at[:16]}"
            typer.echo(say, err=True)


def show(
    case: Annotated[str, typer.Option(help="About one participant: their code.")] = "",
    who: Annotated[str, typer.Option("--by", help="By one of the staff: their code.")] = "",
    since: Annotated[datetime | None, typer.Option("--since", formats=["%Y-%m-%d"])] = None,
    until: Annotated[datetime | None, typer.Option("--until", formats=["%Y-%m-%d"], help="That day included.")] = None,
    looked: Annotated[bool, typer.Option("--looked", help="Only who read, was let in, or made files.")] = False,
    most: Annotated[int, typer.Option(help="At most so many, the newest.", min=1)] = 200,
) -> None:
    """Print entries of the audit trail: when, who, what, about whom, and the reason that was given."""
    with plainly():
        settings = settings_and_log()
        database = open_database(settings, Clock(), as_it_is=True)
        with database.transaction() as tx:
            of_case, actor = cases.by_code(tx, case), people.by_code(tx, who)
            if case and of_case is None:
                raise SettingsError(f"--case: there is no participant with the code {case}")
            if who and actor is None:
                raise SettingsError(f"--by: there is nobody with the staff code {who}")
            found = who_looked.entries(
                tx,
                case_id=None if of_case is None else of_case.id,
                actor_id=None if actor is None else actor.id,
                verbs=who_looked.READINGS if looked else (),
                since=None if since is None else midnight(since.date(), settings.zone),
                until=None if until is None else midnight_after(until.date(), settings.zone),
                most=most,
            )
            audit.note(tx, None, "audit_shown", "deployment", None)
        for one in found:
            reason = f"  ({one.reason})" if one.reason else ""
            at = f"{one.at.astimezone(settings.zone):%Y-%m-%d %H:%M}"
            typer.echo(f"{at}  {one.by_code or '-':<6} {one.verb:<18} {one.case_code or '-'}{reason}")


def accept(reason: Annotated[str, typer.Option(help="What was found, by whom, and why it is taken as it is.")]) -> None:
    """Go on with an audit that breaks, or with an older copy of the database, after it was looked into."""
    with plainly():
        if not reason.strip():
            raise SettingsError("--reason: say what was found, by whom, and why it is taken as it is")
        database = open_database(settings_and_log(), Clock(), as_it_is=True)
        anchor = identity.accept(database, reason.strip())
        typer.echo(f"accepted up to entry {anchor.position}; from here on it is watched again")


def _signed(database: Database) -> Break | Head:
    """Sign what is new; while others write, for a few seconds again and again."""
    for _ in range(TRIES):
        if (found := audit_chain.sign_all(database)) is not None:
            return found
        sleep(PAUSE)
    with database.transaction() as tx:
        return audit_chain.head(tx)


def _understood(mark: str) -> tuple[int, str]:
    place, _, letters = mark.strip().partition(" ")
    if mark and not (place.isdecimal() and letters.strip()):
        raise SettingsError('--mark: as the admins were told it, "1234 ab12-cd34-ef56"')
    return int(place or 0), letters.strip().lower()
