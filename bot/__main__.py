"""`titian`: the map of the command line; each command is a file in bot/commands."""

from __future__ import annotations

import sys
from typing import Any

import typer

from bot.commands import (
    audit,
    backup,
    breach,
    check,
    demo,
    exports,
    hand_over,
    imports,
    init,
    invite,
    keys,
    purge,
    report,
    restore,
    run,
    wall,
)

cli = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="Titian")
for name, command in (
    ("demo", demo.demo),
    ("init", init.init),
    ("run", run.run),
    ("invite", invite.invite),
    ("import", imports.import_file),
    ("export", exports.export),
    ("report", report.report),
    ("wall", wall.wall),
    ("walls", wall.walls_listed),
    ("hand-over", hand_over.hand_over),
    ("check", check.check),
    ("backup", backup.backup),
    ("restore", restore.restore),
    ("purge", purge.purge),
    ("breach", breach.breach),
):
    cli.command(name)(command)

of_keys = typer.Typer(no_args_is_help=True, help="Master keys.")
of_keys.command("rotate")(keys.rotate)
of_keys.command("retire")(keys.retire)
cli.add_typer(of_keys, name="keys")

of_audit = typer.Typer(no_args_is_help=True, help="The audit trail.")
of_audit.command("verify")(audit.verify)
of_audit.command("show")(audit.show)
of_audit.command("accept")(audit.accept)
cli.add_typer(of_audit, name="audit")


def main() -> Any:
    """The `titian` command."""
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    return cli()


if __name__ == "__main__":
    main()
