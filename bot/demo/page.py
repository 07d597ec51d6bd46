"""The phones over HTTP: the web page, and the same actions as JSON for tests in other processes.

    GET  /                              the page (phones.html, phones.css, phones.js)
    GET  /phones                        {"bot", "phones": [{"id", "name", "role", "rev"}], "rev"}
    POST /phones                        {"id", "name", "role"?, "username"?, "start"?}: another phone
    GET  /phones/{id}?rev=N&wait=25     the phone as it looks now; with rev, waits until it looks newer than N;
                                        last=1 gives only the newest message
    POST /phones/{id}/types             {"text"}
    POST /phones/{id}/taps              {"label"}, or {"message_id", "data"} for raw callback data
    POST /phones/{id}/web_apps          {"message_id", "url"} of a button that opens a page, or {"label"}; with
                                        "dark" in dark colours. Answers {"address", "framed": whether the
                                        phone may show it}
    POST /phones/{id}/opens             {"link"}: a t.me link or a bare payload; "" is just Start
    POST /phones/{id}/edits             {"message_id", "text"}
    POST /phones/{id}/sends             {"what": "photo"|"voice"|"sticker"|"location"|"contact"|"document"}
    POST /phones/{id}/blocks, /unblocks, /deactivates
    POST /faults                        {"kind": "fail"|"drop_before"|"drop_after"|"delay", "method",
                                        "times"?, "chat_id"?, "error_code"?, "description"?,
                                        "retry_after"?, "seconds"?}, or {"clear": true}
    POST /limits                        {"on": true}
    POST /updates                       a raw update for the bot
    GET  /stats                         counters and the number of unconfirmed updates
    GET  /files/{file_id}               the bytes of a document
    GET  /events                        Server-Sent Events: "phone" {"id", "rev"}, "list" {}, "clock" {"now"}
    GET  /controls                      what whoever started the server lets the page do
    POST /controls/advance              {"hours"}
    POST /controls/next                 to the next prompt
    GET  /controls/panel                what Controls.panel returned

Answers to actions are {"update_id"} or {"query_id"}; refusals are {"error"} with status 4xx. Requests whose
Host is not this machine, or whose Origin is another site, get 403: a web page elsewhere cannot reach in.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from bot.demo.bell import Bell
from bot.demo.faults import ApiError, Fault, too_many
from bot.demo.looks import look_of, look_of_bot
from bot.demo.objects import Json
from bot.demo.phones import Phone, PhoneSpec
from bot.demo.telegram import Telegram
from bot.demo.web_apps import origin_of

FOLDER = Path(__file__).parent
SCRIPTS = ("phones", "phone", "bubble", "sheet", "panel", "build", "wire", "words")
FILES = {
    "/": ("phones.html", "text/html"),
    **{f"/{name}.js": (f"{name}.js", "text/javascript") for name in SCRIPTS},
    "/phones.css": ("phones.css", "text/css"),
    "/phones.svg": ("phones.svg", "image/svg+xml"),
}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self';"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
MESSAGES_SHOWN = 200
LONGEST_WAIT = 55.0
PICTURES = ("image/png", "image/jpeg", "image/webp")
FAULT_KINDS = ("fail", "drop_before", "drop_after", "delay")
MISTAKES = (LookupError, ValueError, TypeError, PermissionError)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Controls:
    """What whoever starts the server lets the page do; what is None is not shown.

    `panel` returns tables in the words of the bot's language, shown side by side in this order:
    {name: {"title": str, "columns": [str], "rows": [[str]]}, ..., "counts": {name: int}}. "counts" may be left
    out. A row that was not there a moment ago lights up. `advance` and `to_next_prompt` turn the clock that
    `now` reads (aware); the page shows it in WIB.
    """

    panel: Callable[[], Awaitable[dict[str, object]]] | None
    advance: Callable[[timedelta], Awaitable[None]] | None
    to_next_prompt: Callable[[], Awaitable[None]] | None
    now: Callable[[], datetime]


class Page:
    """The phones that are shown, and the HTTP side of them."""

    def __init__(self, telegram: Telegram, bell: Bell, controls: Controls | None) -> None:
        self.telegram = telegram
        self.phones: dict[int, Phone] = {}
        self.stopping = False
        self._bell = bell
        self._controls = controls
        self._hosts: set[str] = set()
        self._headers = HEADERS
        self._framed = ""

    def frame(self, address: str) -> None:
        """Let the phones show pages of this address's origin, and of no other. ValueError if it is none."""
        self._framed = origin_of(address)
        policy = f"{HEADERS['Content-Security-Policy']}; frame-src {self._framed}"
        self._headers = {**HEADERS, "Content-Security-Policy": policy}

    def add(self, spec: PhoneSpec) -> Phone:
        """Show another phone."""
        with self.telegram.lock:
            chat = self.telegram.person(spec.user_id, spec.name, spec.username)
            phone = self.phones[spec.user_id] = Phone(self.telegram, chat, spec.role, spec.start)
        return phone

    def mount(self, app: web.Application, host: str) -> None:
        """Add the routes; every one of them is guarded."""
        self._hosts = {"127.0.0.1", "localhost", "::1", host}
        for path, (name, mime) in FILES.items():
            app.router.add_get(path, self._guarded(self._file(name, mime)))
        routes: list[tuple[str, str, Handler]] = [
            ("GET", "/phones", self._list),
            ("POST", "/phones", self._new),
            ("GET", "/phones/{id:\\d+}", self._state),
            ("POST", "/phones/{id:\\d+}/web_apps", self._open_web_app),
            ("POST", "/phones/{id:\\d+}/{action}", self._act),
            ("POST", "/faults", self._faults),
            ("POST", "/limits", self._limits),
            ("POST", "/updates", self._inject),
            ("GET", "/stats", self._stats),
            ("GET", "/files/{file_id}", self._bytes),
            ("GET", "/events", self._events),
            ("GET", "/controls", self._show_controls),
            ("POST", "/controls/advance", self._advance),
            ("POST", "/controls/next", self._to_next_prompt),
            ("GET", "/controls/panel", self._panel),
        ]
        for method, path, handler in routes:
            app.router.add_route(method, path, self._guarded(handler))

    def _guarded(self, handler: Handler) -> Handler:
        async def guarded(request: web.Request) -> web.StreamResponse:
            if not self._is_ours(request):
                return web.json_response({"error": "this server answers only its own page"}, status=403)
            try:
                return await handler(request)
            except MISTAKES as error:
                status = 404 if isinstance(error, LookupError) else 400
                return web.json_response({"error": str(error)}, status=status)

        return guarded

    def _is_ours(self, request: web.Request) -> bool:
        """Host must name this machine (a rebound DNS name does not) and Origin, if any, must be this page."""
        if urlsplit(f"//{request.host}").hostname not in self._hosts:
            return False
        origin = request.headers.get("Origin")
        return origin is None or origin == f"http://{request.host}"

    def _file(self, name: str, mime: str) -> Handler:
        content = (FOLDER / name).read_bytes()

        async def serve(request: web.Request) -> web.StreamResponse:
            return web.Response(body=content, content_type=mime, charset="utf-8", headers=self._headers)

        return serve

    # -- phones ------------------------------------------------------------------------------------------

    async def _list(self, request: web.Request) -> web.Response:
        phones = [
            {"id": number, "name": phone.user.first_name, "role": phone.role, "rev": phone.chat.rev}
            for number, phone in self.phones.items()
        ]
        return web.json_response({"bot": look_of_bot(self.telegram), "phones": phones, "rev": self.telegram.rev})

    async def _new(self, request: web.Request) -> web.Response:
        body = await _body(request)
        role, start = str(body.get("role", "")), body.get("start")
        self.add(PhoneSpec(int(body["id"]), str(body["name"]), role, start, body.get("username")))
        return web.json_response({"id": int(body["id"])}, status=201)

    async def _state(self, request: web.Request) -> web.Response:
        phone = self._phone(request)
        seen = int(request.query.get("rev", "-1"))
        shown = int(request.query.get("last", MESSAGES_SHOWN))
        loop = asyncio.get_running_loop()
        until = loop.time() + min(LONGEST_WAIT, float(request.query.get("wait", "0")))
        while phone.chat.rev <= seen and (left := until - loop.time()) > 0 and not self.stopping:
            await self._bell.wait(left, phone.chat.id)
        with self.telegram.lock:
            return web.json_response(look_of(self.telegram, phone, min(shown, MESSAGES_SHOWN)))

    async def _act(self, request: web.Request) -> web.Response:
        do = ACTIONS.get(request.match_info["action"])
        if do is None:
            raise LookupError("no such action")
        return web.json_response(do(self._phone(request), await _body(request)))

    async def _open_web_app(self, request: web.Request) -> web.Response:
        phone, body = self._phone(request), await _body(request)
        dark = bool(body.get("dark"))
        if "url" in body:
            address = phone.opens_web_app_on(int(body["message_id"]), str(body["url"]), dark=dark)
        else:
            address = phone.opens_web_app(str(body["label"]), dark=dark)
        return web.json_response({"address": address, "framed": origin_of(address) == self._framed})

    def _phone(self, request: web.Request) -> Phone:
        phone = self.phones.get(int(request.match_info["id"]))
        if phone is None:
            raise LookupError("no such phone")
        return phone

    # -- trouble and inspection --------------------------------------------------------------------------

    async def _faults(self, request: web.Request) -> web.Response:
        body = await _body(request)
        waiting = self.telegram.faults.waiting
        if body.get("clear"):
            waiting.clear()
        else:
            waiting.append(_fault(body))
        return web.json_response({"waiting": sum(fault.times for fault in waiting)})

    async def _limits(self, request: web.Request) -> web.Response:
        on = bool((await _body(request)).get("on"))
        self.telegram.set_limits(on)
        return web.json_response({"on": on})

    async def _inject(self, request: web.Request) -> web.Response:
        body = await _body(request)
        with self.telegram.lock:
            return web.json_response({"update_id": self.telegram.inject(body).id})

    async def _stats(self, request: web.Request) -> web.Response:
        telegram = self.telegram
        return web.json_response(
            {
                "sent": telegram.sent,
                "edited": telegram.edited,
                "deleted": telegram.deleted,
                "answered": telegram.answered,
                "unconfirmed": len(telegram.queue),
                "limits": telegram.flood is not None,
                "faults": sum(fault.times for fault in telegram.faults.waiting),
            }
        )

    async def _bytes(self, request: web.Request) -> web.Response:
        file = self.telegram.files[request.match_info["file_id"]]
        # Only pictures keep their type; anything else is a download, so that a file can never act as a page.
        mime = file.mime if file.mime in PICTURES else "application/octet-stream"
        return web.Response(body=file.data, content_type=mime, headers=HEADERS)

    # -- events ------------------------------------------------------------------------------------------

    async def _events(self, request: web.Request) -> web.StreamResponse:
        stream = web.StreamResponse(headers={**HEADERS, "Content-Type": "text/event-stream"})
        await stream.prepare(request)
        rev, shown, minute = self.telegram.rev, set(self.phones), ""
        try:
            while not self.stopping:
                rev, shown = await self._tell_phones(stream, rev, shown)
                minute = await self._tell_clock(stream, minute)
                await self._bell.wait(1.0)
        except ConnectionError:
            pass  # the page was closed
        return stream

    async def _tell_phones(self, stream: web.StreamResponse, rev: int, shown: set[int]) -> tuple[int, set[int]]:
        newest = self.telegram.rev
        if shown != set(self.phones):
            await _tell(stream, "list", {})
        for chat in self.telegram.changed_since(rev):
            if chat.id in self.phones:
                await _tell(stream, "phone", {"id": chat.id, "rev": chat.rev})
        return newest, set(self.phones)

    async def _tell_clock(self, stream: web.StreamResponse, minute: str) -> str:
        now = self._now().isoformat(timespec="minutes")
        if now != minute:
            await _tell(stream, "clock", {"now": now})
        return now

    # -- controls ----------------------------------------------------------------------------------------

    def _now(self) -> datetime:
        return self._controls.now() if self._controls else self.telegram.now()

    async def _show_controls(self, request: web.Request) -> web.Response:
        given = self._controls
        return web.json_response(
            {
                "now": self._now().isoformat(timespec="minutes"),
                "advance": bool(given and given.advance),
                "next": bool(given and given.to_next_prompt),
                "panel": bool(given and given.panel),
            }
        )

    async def _advance(self, request: web.Request) -> web.Response:
        hours = float((await _body(request))["hours"])
        if not 0 < hours <= 24 * 366:
            raise ValueError("hours must be between 0 and a year")
        if self._controls is None or self._controls.advance is None:
            raise LookupError("the clock cannot be moved here")
        await self._controls.advance(timedelta(hours=hours))
        return web.json_response({"now": self._now().isoformat(timespec="minutes")})

    async def _to_next_prompt(self, request: web.Request) -> web.Response:
        if self._controls is None or self._controls.to_next_prompt is None:
            raise LookupError("the clock cannot be moved here")
        await self._controls.to_next_prompt()
        return web.json_response({"now": self._now().isoformat(timespec="minutes")})

    async def _panel(self, request: web.Request) -> web.Response:
        if self._controls is None or self._controls.panel is None:
            raise LookupError("there is no panel here")
        return web.json_response(await self._controls.panel())


def _sends(phone: Phone, body: Json) -> Json:
    what = str(body["what"])
    if what not in ("photo", "voice", "sticker", "location", "contact", "document"):
        raise ValueError("cannot send that")
    return {"update_id": getattr(phone, f"sends_{what}")().id}


def _taps(phone: Phone, body: Json) -> Json:
    if "data" in body:
        return {"query_id": phone.taps_on(int(body["message_id"]), str(body["data"]))}
    return {"query_id": phone.taps(str(body["label"]))}


def _deactivates(phone: Phone, body: Json) -> Json:
    phone.deactivates()
    return {}


ACTIONS: dict[str, Callable[[Phone, Json], Json]] = {
    "types": lambda phone, body: {"update_id": phone.types(_words(body["text"])).id},
    "taps": _taps,
    "opens": lambda phone, body: {"update_id": phone.opens(str(body.get("link", ""))).id},
    "edits": lambda phone, body: {"update_id": phone.edits(int(body["message_id"]), _words(body["text"])).id},
    "sends": _sends,
    "blocks": lambda phone, body: {"update_id": phone.blocks().id},
    "unblocks": lambda phone, body: {"update_id": phone.unblocks().id},
    "deactivates": _deactivates,
}


def _words(value: Any) -> str:
    text = str(value).strip()
    if not 1 <= len(text) <= 4096:
        raise ValueError("a message has 1 to 4096 characters")
    return text


def _fault(body: Json) -> Fault:
    if body.get("kind", "fail") not in FAULT_KINDS:
        raise ValueError(f"kind must be one of {', '.join(FAULT_KINDS)}")
    error = None
    if body.get("kind", "fail") == "fail":
        description = str(body.get("description", "Internal Server Error"))
        error = ApiError(int(body.get("error_code", 500)), description)
        if body.get("retry_after") is not None:
            error = too_many(int(body["retry_after"]))
    return Fault(
        str(body.get("method", "*")),
        str(body.get("kind", "fail")),
        int(body.get("times", 1)),
        body.get("chat_id"),
        error,
        float(body.get("seconds", 0)),
    )


async def _body(request: web.Request) -> Json:
    if not request.can_read_body:
        return {}
    body = json.loads(await request.read())
    if not isinstance(body, dict):
        raise ValueError("a JSON object is expected")
    return body


async def _tell(stream: web.StreamResponse, event: str, data: Json) -> None:
    await stream.write(f"event: {event}\ndata: {json.dumps(data)}\n\n".encode())
