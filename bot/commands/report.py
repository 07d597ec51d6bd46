"""`titian report`: a month on one page, or as tables; counts only."""

from __future__ import annotations

from datetime import timedelta
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
from bot.i18n import Language, language
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
        with database.transaction() as tx:
            if not months.over(tx, [wanted]):
                raise SettingsError(f"--month: {month} is not over before {wanted.until:%Y-%m-%d}: ask again then")
            months.keep(tx, wanted)
            made = _made(tx, wanted, team, out.suffix.lower() == ".pdf", language())
        try:
            exports.make_private(out)
            out.write_bytes(made)
        except OSError as error:
            raise SettingsError(f"--out: {out} cannot be written: {error.strerror}") from None
        typer.echo(f"{out}: {wanted.mondays[0]:%Y-%m-%d} to {wanted.until - timedelta(days=1):%Y-%m-%d}")


def _made(tx: Tx, month: of_months.Month, team: str | None, is_page: bool, speaks: Language) -> bytes:
    leader = None if team is None else people.by_code(tx, team)
    if team is not None and (leader is None or leader.role is not Role.SUPERVISOR):
        raise SettingsError(f"--team: there is no supervisor with the staff code {team}")
    of_team = None if leader is None else leader.id
    if of_team is not None and months.of(tx, month, of_team) is None:
        raise SettingsError("--team: with so few people this team is told of with the whole only: leave --team out")
    whose = month_words.whose(speaks, None if leader is None else leader.code)
    series = months.series(tx, month, of_team)
    if is_page:
        return page_of_month.month(month_words.page(speaks, series, whose))
    each = months.teams(tx, month) if of_team is None else []
    return tables.workbook(month_tables.book(speaks, series, whose, each))
