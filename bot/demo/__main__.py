"""`python -m bot.demo`: the pretend Telegram as a process of its own, for benchmarks and for killing bots."""

import argparse
import asyncio
import contextlib
import signal
import sys
from datetime import UTC, datetime

from bot.demo.server import BotServer


def main() -> None:
    """Listen until SIGTERM or Ctrl-C."""
    options = argparse.ArgumentParser(prog="python -m bot.demo", description=__doc__)
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--port", type=int, default=9000, help="0 picks a free one (default: %(default)s)")
    options.add_argument("--token", default="123456:TEST", help="the bot's token (default: %(default)s)")
    options.add_argument("--username", default="titian_demo_bot")
    options.add_argument("--limits", action="store_true", help="enforce Telegram's flood limits")
    options.add_argument("--web-app-origin", help="where the pages are that buttons may open inside the phones")
    chosen = options.parse_args()
    server = BotServer(
        chosen.token,
        now=_real_time,
        username=chosen.username,
        limits=chosen.limits,
        web_app_origin=chosen.web_app_origin,
    )
    asyncio.run(_serve(server, chosen.host, chosen.port))


async def _serve(server: BotServer, host: str, port: int) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows has no signal handlers in the loop
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    sys.stdout.write(f"ready {await server.start(host, port)}\n")
    sys.stdout.flush()
    await stop.wait()
    await server.stop()


def _real_time() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  (a process of its own: nobody else can pass the time in)


if __name__ == "__main__":
    main()
