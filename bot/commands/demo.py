"""`titian demo`: everything on this machine, without a token."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

import handlers
from bot.commands.shared import plainly
from bot.showcase import serving
from bot.startup import logs


def demo(
    port: Annotated[int, typer.Option(help="Where the phones are shown.")] = 8080,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page.")] = True,
    page: Annotated[bool, typer.Option("--page/--no-page", help="With a sealed page, or all in the chat.")] = True,
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin anew.")] = False,
) -> None:
    """Show everything on this machine, without a token: phones in a web page."""
    with plainly():
        logs.configure("console", "WARNING")
        asyncio.run(
            serving.show(
                *(handlers.router(), handlers.COMMANDS, Path(".demo"), port), browser=browser, fresh=fresh, page=page
            )
        )
