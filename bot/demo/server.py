"""The Bot API over HTTP, and the BotServer that tests, benchmarks and the demo start.

`/bot<token>/<method>` by GET or POST with JSON, form or multipart bodies, as the real server takes them.
`/file/bot<token>/<path>` serves uploaded bytes. Everything a phone does over HTTP is in page.py.
"""

import asyncio
import json
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from aiohttp import web

from bot.demo.bell import Bell
from bot.demo.faults import ApiError, Fault, Faults, too_many
from bot.demo.methods import METHODS, remember_allowed
from bot.demo.objects import Chat, Json, Message, Update, User
from bot.demo.page import Controls, Page
from bot.demo.parameters import Params, integer
from bot.demo.phones import Group, Phone, PhoneSpec
from bot.demo.telegram import Telegram
from bot.demo.webhook import Deliverer, delete_webhook, set_webhook

__all__ = ["BotServer", "Call", "Controls", "Group", "Message", "Phone", "PhoneSpec", "Update"]

LONGEST_POLL = 50.0
LARGEST_UPLOAD = 52 * 1024 * 1024
NOT_FOUND = (404, "Not Found")
UNAUTHORIZED = (401, "Unauthorized")
OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_CAME = "terminated by setWebhook request"
WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


class Call(NamedTuple):
    """One finished API call."""

    method: str
    params: Params
    at: datetime
    ok: bool


class BotServer:
    """A Telegram for one bot, with the phones of its users, on this machine.

        server = BotServer("123456:TEST", now=clock.now)
        url = await server.start()                  # Bot(token, base_url=f"{url}/bot", ...)
        siti = server.phone(7, "Siti")              # her phone; the chat is not started yet
        siti.opens("undangan"); siti.types("halo")  # the bot gets both with getUpdates or its webhook
        siti.taps("Simpan"); siti.taps_on(message_id, "callback data")
        siti.opens_web_app("Buka")                  # the address her phone goes to, with initData in its fragment
        siti.last, siti.messages, siti.texts(), siti.notices, siti.transcript
        siti.blocks(); siti.unblocks(); siti.deactivates(); siti.edits(message_id, "halo!")
        server.group(-5, "Keluarga").adds_bot(siti)
        server.fail_next("sendMessage", retry_after=7); server.drop_after_delivery("sendMessage")
        server.unconfirmed, server.calls, server.on_bot_message
        await server.stop()

    `now` is the clock of this world (aware UTC): message dates, expiry and flood limits follow it. Long polls
    and delays wait in real time. Pages that buttons open are shown in the phones only if they are of
    `web_app_origin` (any address there will do). All methods but start and stop are plain calls, from any thread.
    """

    def __init__(
        self,
        token: str,
        *,
        now: Callable[[], datetime],
        username: str = "titian_demo_bot",
        limits: bool = False,
        controls: Controls | None = None,
        seed: Sequence[PhoneSpec] = (),
        name: str = "Titian",
        web_app_origin: str | None = None,
    ) -> None:
        self.token = token
        self.telegram = Telegram(User(int(token.partition(":")[0]), name, username, is_bot=True), token, now)
        self.limits = limits
        self.calls: deque[Call] = deque(maxlen=2000)
        self._updates, self._changes = Bell(), Bell()
        self.telegram.on_update, self.telegram.on_change = self._updates.ring, self._changes.ring
        self.webhook = Deliverer(self.telegram, self._updates.wait)
        self.page = Page(self.telegram, self._changes, controls)
        if web_app_origin is not None:
            self.page.frame(web_app_origin)
        self._poll, self._conflict = 0, OTHER_POLLER
        self._stopping = False
        self._runner: web.AppRunner | None = None
        self._delivery: asyncio.Task[None] | None = None
        for spec in seed:
            self.page.add(spec)

    # -- life --------------------------------------------------------------------------------------------

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Listen; the base URL, such as http://127.0.0.1:43210."""
        app = web.Application(client_max_size=LARGEST_UPLOAD)
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        app.router.add_get("/file/bot{token}/documents/{file_id}", self._download)
        self.page.mount(app, host)
        self._updates.hang()
        self._changes.hang()
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        self._delivery = asyncio.create_task(self.webhook.run())  # noqa: TID251  (not the bot: a server of its own)
        bound = self._runner.addresses[0]
        return f"http://{host}:{bound[1]}"

    async def stop(self) -> None:
        """Answer the open long polls and stop listening."""
        self._stopping = self.page.stopping = True
        if self._delivery is not None:
            self._delivery.cancel()
            await asyncio.gather(self._delivery, return_exceptions=True)
        self._updates.take_down()
        self._changes.take_down()
        if self._runner is not None:
            await self._runner.cleanup()

    # -- people ------------------------------------------------------------------------------------------

    def phone(self, user_id: int, first_name: str, username: str | None = None) -> Phone:
        """The phone of this person; the same one each time."""
        known = self.page.phones.get(user_id)
        return known or self.page.add(PhoneSpec(user_id, first_name, username=username))

    def group(self, chat_id: int, title: str, kind: str = "group") -> Group:
        """A group (negative id) the bot is not in yet; the same one each time."""
        if chat_id >= 0:
            raise ValueError("ids of groups are negative")
        with self.telegram.lock:
            chat = self.telegram.chats.setdefault(chat_id, Chat(chat_id, kind, title=title))
        return Group(self.telegram, chat)

    def inject(self, update: Json) -> Update:
        """Queue any raw update; with its own `update_id`, or the next one."""
        with self.telegram.lock:
            return self.telegram.inject(update)

    def jump_update_ids(self, to: int) -> None:
        """The next update gets this id, higher or lower."""
        self.telegram.jump_update_ids(to)

    # -- what happened -----------------------------------------------------------------------------------

    @property
    def unconfirmed(self) -> list[Update]:
        """Updates the bot has not confirmed yet, oldest first."""
        with self.telegram.lock:
            return list(self.telegram.queue)

    @property
    def sent(self) -> int:
        """Messages the bot sent."""
        return self.telegram.sent

    @property
    def edited(self) -> int:
        """Edits that changed something."""
        return self.telegram.edited

    @property
    def deleted(self) -> int:
        """Messages the bot deleted."""
        return self.telegram.deleted

    @property
    def answered(self) -> int:
        """Callback queries the bot answered in time."""
        return self.telegram.answered

    @property
    def on_bot_message(self) -> Callable[[int, Message], None] | None:
        """Called after the bot's send or edit took effect; may type and tap at once."""
        return self.telegram.on_bot_message

    @on_bot_message.setter
    def on_bot_message(self, react: Callable[[int, Message], None] | None) -> None:
        self.telegram.on_bot_message = react

    # -- trouble -----------------------------------------------------------------------------------------

    @property
    def limits(self) -> bool:
        """Whether flood limits are on."""
        return self.telegram.flood is not None

    @limits.setter
    def limits(self, on: bool) -> None:
        self.telegram.set_limits(on)

    @property
    def faults(self) -> Faults:
        """The faults still waiting to happen."""
        return self.telegram.faults

    def fail_next(
        self,
        method: str,
        error_code: int = 500,
        description: str = "Internal Server Error",
        retry_after: int | None = None,
        times: int = 1,
        chat_id: int | None = None,
    ) -> None:
        """The next calls of this method are refused and have no effect; `retry_after` makes it a 429."""
        error = ApiError(error_code, description) if retry_after is None else too_many(retry_after)
        self.faults.waiting.append(Fault(method, "fail", times, chat_id, error))

    def drop_after_delivery(self, method: str, times: int = 1, chat_id: int | None = None) -> None:
        """The call takes effect, then the connection is cut without an answer."""
        self.faults.waiting.append(Fault(method, "drop_after", times, chat_id))

    def drop_before_delivery(self, method: str, times: int = 1, chat_id: int | None = None) -> None:
        """The connection is cut; nothing happened."""
        self.faults.waiting.append(Fault(method, "drop_before", times, chat_id))

    def delay(self, method: str, seconds: float, times: int = 1, chat_id: int | None = None) -> None:
        """The call takes effect at once, but its answer comes late."""
        self.faults.waiting.append(Fault(method, "delay", times, chat_id, seconds=seconds))

    # -- the Bot API over HTTP ---------------------------------------------------------------------------

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"].lower()
        params: Params = {}
        cut = False
        try:
            if "Origin" in request.headers:  # bots send none; a page in a browser would
                raise ApiError(403, "Forbidden: browsers are not bots")
            if request.match_info["token"] != self.token:
                raise ApiError(*UNAUTHORIZED)
            params = await _params(request)
            cut, result = await self._run(method, params)
            status, body = 200, {"ok": True, "result": result}
        except ApiError as error:
            status, body = error.code, error.body()
        self.calls.append(Call(method, params, self.telegram.now(), status == 200))
        if cut and request.transport is not None:
            request.transport.abort()
        return web.Response(body=json.dumps(body).encode(), status=status, content_type="application/json")

    async def _run(self, method: str, params: Params) -> tuple[bool, Any]:
        """Whether to cut the connection, and the result."""
        fault = self.faults.take(method, integer(params, "chat_id") or None) if self.faults.waiting else None
        if fault is None:
            return False, await self._do(method, params)
        if fault.error is not None:
            raise fault.error.again()
        if fault.kind == "drop_before":
            return True, None
        result = await self._do(method, params)
        if fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
        return fault.kind == "drop_after", result

    async def _do(self, method: str, params: Params) -> Any:
        if method == "getupdates":
            return await self._get_updates(params)
        with self.telegram.lock:
            if method == "setwebhook":
                self._poll += 1  # ends a long poll that is waiting
                self._conflict = WEBHOOK_CAME
                return set_webhook(self.telegram, params)
            if method == "deletewebhook":
                return delete_webhook(self.telegram, params)
            do = METHODS.get(method)
            if do is None:
                raise ApiError(*NOT_FOUND)
            return do(self.telegram, params)

    async def _get_updates(self, params: Params) -> list[Json]:
        telegram = self.telegram
        if telegram.webhook is not None:
            raise ApiError(409, f"Conflict: {WEBHOOK_ACTIVE}")
        remember_allowed(telegram, params)
        offset = integer(params, "offset")
        limit = integer(params, "limit", 100)
        limit = limit if 1 <= limit <= 100 else 100
        loop = asyncio.get_running_loop()
        until = loop.time() + min(LONGEST_POLL, max(0, integer(params, "timeout")))
        self._poll += 1
        turn, self._conflict = self._poll, OTHER_POLLER
        self._updates.ring()  # an earlier poll wakes, sees it is not its turn any more, and ends in conflict
        while True:
            with telegram.lock:
                updates = telegram.pending(offset, limit)
            left = until - loop.time()
            if updates or left <= 0 or self._stopping:
                return [update.data for update in updates]
            await self._updates.wait(left)
            if turn != self._poll:
                raise ApiError(409, f"Conflict: {self._conflict}")

    async def _download(self, request: web.Request) -> web.Response:
        file = self.telegram.files.get(request.match_info["file_id"])
        if request.match_info["token"] != self.token or file is None:
            return web.json_response(ApiError(*NOT_FOUND).body(), status=404)
        return web.Response(body=file.data, content_type="application/octet-stream")


async def _params(request: web.Request) -> Params:
    """Parameters from the query and the body, whatever its type; files become (name, bytes, mime)."""
    params: Params = dict(request.query) if request.query_string else {}
    if request.method != "POST" or not request.can_read_body:
        return params
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.read())
        except ValueError:
            raise ApiError(400, "Bad Request: can't parse JSON object") from None
        if not isinstance(body, dict):
            raise ApiError(400, "Bad Request: object expected")
        return params | body
    try:
        form = await request.post()
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(413, "Request Entity Too Large") from None
    for name, value in form.items():
        if isinstance(value, web.FileField):
            with value.file:
                params[name] = (value.filename, value.file.read(), value.content_type)
        else:
            params[name] = value
    return params
