"""`titian report`: a month on one page, or as tables; counts only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from bot.charts import month as page_of_month
from bot.charts import tables
from bot.clock import Clock
from bot.commands.shared import plainly, settings_and_log
from bot.domain.figures import months as of_months
from bot.domain.people import Role
from bot.files import exports
from bot.i18n import language
from bot.startup.config import SettingsError
from bot.startup.preconditions import open_database
from bot.store.engine.database import Tx
from bot.store.figures import levels, months
from bot.store.people import people
from handlers.leader import month_tables, month_words

FORMATS = (".pdf", ".xlsx")


def report(
    month: Annotated[str, typer.Option(help="Such as 2026-11: the weeks whose Thursday lies in it.")],
    out: Annotated[Path, typer.Option(help="FILE.pdf or FILE.xlsx")],
    team: Annotated[str | None, typer.Option(help="Only one team's, by its supervisor's staff code.")] = None,
) -> None:
    """Write a month's report: of the whole programme, or of one team. It names nobody."""
    with plainly():
        settings = settings_and_log()
        wanted = of_months.read(month)
        if wanted is None:
            raise SettingsError("--month must be a year and a month, such as 2026-11")
        if out.suffix.lower() not in FORMATS:
            raise SettingsError(f"--out must end in {' or '.join(FORMATS)}")
        database = open_database(settings, Clock())
        levels.count_weeks(database)
        months.keep_months(database)
        with database.reading() as tx:
            for_now = months.for_now(tx, wanted)
            draw = _gathered(tx, wanted, team, for_now, out.suffix.lower() == ".pdf")
        made = draw()
        try:
            exports.make_private(out)
            out.write_bytes(made)
        except OSError as error:
            raise SettingsError(f"--out: {out} cannot be written: {error.strerror}") from None
        typer.echo(f"{out}: {wanted.mondays[0]:%Y-%m-%d} to {wanted.until - timedelta(days=1):%Y-%m-%d}{_how(for_now)}")


def _how(for_now: months.Counted) -> str:
    if not any(for_now.values()):
        return ""
    return " (for now: rows were brought in, and more may follow; it is kept by the bot a day after the last)"


def _gathered(
    tx: Tx, month: of_months.Month, team: str | None, for_now: months.Counted, is_page: bool
) -> Callable[[], bytes]:
    """What draws it: nobody waits for that."""
    speaks, counted = language(), for_now.get(month, {})
    if months.of(tx, month, None) is None and not counted:
        raise SettingsError(f"--month: {_why_not(tx, month)}")
    leader = None if team is None else people.by_code(tx, team)
    if team is not None and (leader is None or leader.role is not Role.SUPERVISOR):
        raise SettingsError(f"--team: there is no supervisor with the staff code {team}")
    of_team = None if leader is None else leader.id
    if of_team is not None and months.of(tx, month, of_team) is None and of_team not in counted:
        few = "this team, or what is left of the programme, has fewer than five people, or the month was counted later"
        raise SettingsError(f"--team: of this team alone there is nothing to tell ({few}): leave --team out")
    whose = month_words.whose(speaks, None if leader is None else leader.code, for_now=bool(counted))
    series = months.series(tx, month, of_team, for_now)
    if is_page:
        return partial(page_of_month.month, month_words.page(speaks, series, whose))
    each = [] if of_team is not None else months.teams(tx, month, counted)
    return partial(tables.workbook, month_tables.book(speaks, series, whose, each))


def _why_not(tx: Tx, month: of_months.Month) -> str:
    if month.until > levels.weeks_over(tx.now):
        return f"{month.code} is not over before {month.until:%Y-%m-%d}: ask again then"
    told = months.kept(tx)
    if not told:
        return f"{month.code} has nobody in it, nor has any other month that is over"
    return f"{month.code} has nobody in it, or is too long ago: there are {told[-1].code} to {told[0].code}"
