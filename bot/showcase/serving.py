"""The demo: the real bot beside a pretend Telegram, an example caseload, phones in a web page, a clock to turn."""

from __future__ import annotations

import contextlib
import shutil
import socket
import sys
import webbrowser
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from bot.app.process import App
from bot.clock import Clock
from bot.demo.server import BotServer, Controls, PhoneSpec
from bot.i18n import language
from bot.reference.calendar import calendar
from bot.router import Router
from bot.showcase import panel, seeding
from bot.startup.config import Settings
from bot.startup.preconditions import CannotStart
from bot.store.caseload import prompts
from bot.store.engine import schema
from bot.store.engine.database import Database, open_engine
from bot.store.people import invitations
from bot.store.queues import chats, signs_of_life
from bot.store.rights import participants
from bot.store.sealing.key_file import create_key_file
from bot.store.sealing.vault import Vault

TOKEN = "1234567890:ONLY-FOR-THE-DEMO-ON-THIS-MACHINE"  # noqa: S105 known to nobody but this program
ADMIN, SUPERVISOR, MENTOR, PARTICIPANT = 1001, 1002, 1003, 1004
PHONES = (
    PhoneSpec(MENTOR, "Siti", "Pendamping"),
    PhoneSpec(SUPERVISOR, "Yusuf", "Supervisor"),
    PhoneSpec(ADMIN, "Ratna", "Admin"),
    PhoneSpec(PARTICIPANT, "Arman", "Peserta"),
)
FAST = 1000.0


async def show(
    router: Router,
    commands: Iterable[tuple[str, str]],
    folder: Path,
    port: int,
    *,
    browser: bool,
    fresh: bool,
    page: bool = True,
) -> None:
    """Serve the demo until Ctrl-C, with the sealed page or without one. Raises CannotStart."""
    clock = Clock()
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
    settings = _prepare(folder, clock)
    app: list[App] = []
    server = BotServer(TOKEN, now=clock.now, username="titian_demo_bot", controls=_controls(app, clock), seed=PHONES)
    # Numbers of updates that an earlier demo did not use: the bot remembers those for days.
    server.jump_update_ids(int(clock.now().timestamp()))
    try:
        url = await server.start("127.0.0.1", port)
    except OSError:
        raise CannotStart(f"port {port} is taken: run `titian demo --port {port + 1}`") from None
    settings = settings.model_copy(update={"api_url": url, **(_page() if page else {})})
    if settings.page_url is not None:
        server.page.frame(settings.page_url)
    try:
        app.append(App(settings, router, commands, clock, framed_by=(url,)))
        await app[0].run(ready=lambda: _open(server, url, browser))
    finally:
        await server.stop()


def _page() -> dict[str, str]:
    """Where the sealed page is shown: beside the phones, at a port that is free."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    return {"page_url": f"http://{address}/", "page_listen": address}


def _prepare(folder: Path, clock: Clock) -> Settings:
    """A database, a key and the example caseload in `folder`, unless they are there. Raises CannotStart."""
    folder.mkdir(exist_ok=True)
    key_file, address = folder / "demo.key", f"sqlite:///{folder / 'demo.db'}"
    if not key_file.exists():
        create_key_file(key_file)
    engine = open_engine(address)
    try:
        schema.upgrade(engine)
    except schema.WrongVersion as error:
        raise CannotStart(f"{error}; or begin anew with `titian demo --fresh`") from None
    finally:
        engine.dispose()
    database = Database(address, Vault(key_file), clock.now)
    with database.transaction() as tx:
        if seeding.cast(tx) is None:
            cast = seeding.fill(tx, calendar())
            arman = seeding.company(tx, cast)
            seats = ((cast.admin, ADMIN), (cast.supervisor, SUPERVISOR), (cast.mentor, MENTOR), (arman, PARTICIPANT))
            for person, number in seats:
                chats.meet(tx, {tx.blind(number): number})
                invitations.join(tx, invitations.make_link(tx, person, None), tx.blind(number))
            participants.confirm(tx, arman, cast.mentor)
        # The pretend Telegram begins anew each time: what stood on its phones is gone.
        chats.forget_screens(tx)
    database.close()
    return Settings(
        bot_token=TOKEN,  # type: ignore[arg-type]
        database_url=address,  # type: ignore[arg-type]
        key_file=key_file,
        listen="127.0.0.1:0",
        send_per_second=FAST,
        send_per_chat=FAST,
    )


def _open(server: BotServer, url: str, browser: bool) -> None:
    for spec in PHONES:
        server.phone(spec.user_id, spec.name).opens()
    sys.stdout.write(f"Titian: {url}\nStop with Ctrl-C. Everything stays on this machine.\n")
    sys.stdout.flush()
    if browser:
        with contextlib.suppress(webbrowser.Error):
            webbrowser.open(url)


def _controls(app: list[App], clock: Clock) -> Controls:
    """What the page may do: look into the queues, and turn the clock."""
    zone = Settings().zone

    async def advance(by: timedelta) -> None:
        clock.advance(by)
        # The machine was not away, only its clock has moved.
        await app[0].desk.run(lambda tx: signs_of_life.beat(tx, clock.now()))
        app[0].look()

    async def to_next_prompt() -> None:
        at = await app[0].desk.run(prompts.next_due_at)
        if at is not None and at > clock.now():
            await advance(at - clock.now() + timedelta(seconds=1))

    async def look() -> dict[str, object]:
        return await app[0].desk.run(lambda tx: panel.look(tx, language(), zone))

    return Controls(panel=look, advance=advance, to_next_prompt=to_next_prompt, now=clock.now)
