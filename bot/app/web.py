"""What the process listens to: the health page, the figures, and the webhook if there is one."""

from __future__ import annotations

from urllib.parse import urlsplit

import structlog
from aiohttp import web

from bot.app.lanes import Lanes
from bot.health.endpoints import Endpoints
from bot.startup.config import Settings
from bot.startup.preconditions import CannotStart
from bot.telegram.intake import Intake

log = structlog.get_logger()


async def listen(settings: Settings, endpoints: Endpoints, intake: Intake, lanes: Lanes) -> web.AppRunner | None:
    """Begin to listen. Raises CannotStart when the webhook cannot; without one, None and a line in the log."""
    site = web.Application()
    endpoints.mount(site)
    if settings.webhook is not None:
        address, secret = settings.webhook
        path = urlsplit(address).path.rstrip("/") or "/telegram"
        site.router.add_post(path, intake.webhook(secret, lanes.turn_around, lanes.send_off))
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, *settings.address).start()
    except OSError:
        await runner.cleanup()
        if settings.webhook is not None:
            raise CannotStart(f"{settings.listen} is taken: free it, or set TITIAN_LISTEN to another") from None
        log.warning("health_page_off", listen=settings.listen, mend="set TITIAN_LISTEN to a free HOST:PORT")
        return None
    return runner
