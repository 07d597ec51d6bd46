"""The door of the page: who comes in and what they do there, each kept and answered in one transaction."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog
from aiohttp import web

from bot.i18n import DEFAULT, language
from bot.page import init_data, troubles
from bot.page.fields import FORM, body_of, fields_of, words_of
from bot.page.headers import POLICY, TELEGRAM, policy
from bot.page.init_data import Refused, visitor
from bot.page.pages import FOLDER, Form, Pages
from bot.page.place import Place
from bot.page.troubles import Stopped, Trouble
from bot.store.engine.database import Tx, is_passing
from bot.store.engine.desk import Desk
from bot.store.queues import chats, page_sessions
from bot.store.queues.page_sessions import LONGEST, STANDS, Session
from bot.store.queues.pages import Act, Shown

log = structlog.get_logger()
# What an act brings, in the transaction that keeps it; None while it is not handled yet.
Answers = Callable[[Tx, Session, Act], list[Shown] | None]
Way = Callable[[web.BaseRequest], Awaitable[web.Response]]
BODY_SECONDS = 10.0
FEW_WORDS = 40
# Handing something in from another site: a browser says where it is, by the one header or the other.
FROM_HERE = "same-origin"
# The fields that say what was done; the others say where.
DONE = ("p", "w", "f")
TROUBLES = {init_data.OLD: troubles.OLD, init_data.EARLY: troubles.EARLY}


@dataclass(frozen=True, slots=True)
class Came:
    """What is shown to whoever came in or acted: in which language, and under which token it goes on."""

    language: str
    token: str
    shown: list[Shown] | None


class Door:
    """Answers every request: five addresses, and nothing else."""

    def __init__(
        self,
        desk: Desk,
        token: str,
        place: Place,
        now: Callable[[], datetime],
        answers: Answers,
        *,
        stands: Callable[[Tx, Session], list[Shown]],
        after: Callable[[], None] = lambda: None,
        framed_by: Sequence[str] = (TELEGRAM,),
        body_seconds: float = BODY_SECONDS,
    ) -> None:
        """stands: what is on somebody's page now. after: told of every act, once it is kept."""
        self._desk, self._token, self._place, self._now, self._answers = desk, token, place, now, answers
        self._stands, self._after, self._body_seconds = stands, after, body_seconds
        self.framed_by = framed_by
        self._pages = Pages(place)
        own, none = policy(framed_by, script=True), policy(framed_by)
        self.files = {
            place.shell: (self._pages.shell(language()), "text/html", own),
            place.script: ((FOLDER / "open.js").read_text(encoding="utf-8"), "text/javascript", none),
            place.style: ((FOLDER / "page.css").read_text(encoding="utf-8"), "text/css", none),
        }
        self.ways: dict[str, Way] = {place.opened: self._open, place.acted: self._act}

    async def answer(self, request: web.BaseRequest) -> web.Response:
        """The answer to a request. A path is taken as it was written: there is one way to write each."""
        path = request.raw_path.partition("?")[0]
        if request.method == "GET" and path in self.files:
            text, kind, allowed = self.files[path]
            return web.Response(text=text, content_type=kind, charset="utf-8", headers={POLICY: allowed})
        way = self.ways.get(path) if request.method == "POST" else None
        if way is None:
            return web.Response(status=404, text="404\n")
        try:
            return await way(request)
        except Stopped as stopped:
            return self._trouble(stopped.trouble)

    async def _open(self, request: web.BaseRequest) -> web.Response:
        """Somebody comes from Telegram, perhaps with a button they pressed there."""
        given = await self._given(request, ("d",), ("b", "dark"))
        try:
            found = visitor(given["d"], self._token, self._now())
        except Refused as refused:
            if refused.reason == init_data.EARLY:
                log.warning("page_refused", why="Telegram's clock is ahead", mend="set this machine's clock")
            return self._trouble(TROUBLES.get(refused.reason, troubles.STRANGE), given.get("dark", ""))
        done = {"p": given["b"]} if given.get("b") else {}
        form = Form("", given.get("dark", ""), base64.urlsafe_b64encode(found.mark).decode().rstrip("="), done)

        def come_in(tx: Tx) -> Came | None:
            chat = tx.blind(found.telegram_id)
            chats.meet(tx, {chat: found.telegram_id})
            token = page_sessions.opens(tx, chat, found.mark)
            session = None if token is None else page_sessions.find(tx, token)
            if token is None or session is None:
                return None
            return self._does(tx, session, token, form)

        came = await self._kept(come_in)
        if isinstance(came, Trouble):
            return self._trouble(replace(came, do=troubles.FROM_ANEW), form.dark)
        return self._trouble(troubles.USED, form.dark) if came is None else self._page(came, form)

    async def _act(self, request: web.BaseRequest) -> web.Response:
        """Somebody pressed or typed something on a page of ours."""
        given = await self._given(request, ("s", "n"), ("dark", "p", "w", "f"))
        if ("p" in given) == ("w" in given) or ("p" in given and "f" in given):
            raise Stopped(troubles.NOT_UNDERSTOOD)
        if "w" in given:
            given["w"] = words_of(given["w"])
        done = {name: value for name, value in given.items() if name in DONE}
        form = Form(given["s"], given.get("dark", ""), given["n"], done)

        def act(tx: Tx) -> Came | None:
            session = page_sessions.find(tx, form.token)
            if session is None:
                page_sessions.forget(tx, form.token)
                return None
            page_sessions.prolong(tx, session)
            return self._does(tx, session, form.token, form)

        came = await self._kept(act)
        if isinstance(came, Trouble):
            return self._trouble(came, form.dark, again=form)
        if came is None:
            # A word or two is no loss, and may be the very word that is not to be read.
            typed = given.get("w", "")
            return self._trouble(troubles.OVER, form.dark, typed=typed if len(typed) > FEW_WORDS else "")
        return self._page(came, form)

    def _does(self, tx: Tx, session: Session, token: str, form: Form) -> Came:
        """What is to be shown, and whether the page goes on as it was: an act may change who they are here."""
        act = _act_of(form)
        shown = [] if act is None else self._answers(tx, session, act)
        if act is not None and page_sessions.find(tx, token) is None:
            token = page_sessions.goes_on(tx, session)
        if shown == []:
            shown = self._stands(tx, session)
        if _asks(shown):
            page_sessions.prolong(tx, session, LONGEST)
        return Came(session.language, token, shown)

    async def _given(self, request: web.BaseRequest, needed: Sequence[str], possible: Sequence[str]) -> dict[str, str]:
        """What a form of ours sent, and no other site's. Raises Stopped."""
        origins = request.headers.getall("Origin", [])
        sites = request.headers.getall("Sec-Fetch-Site", [])
        if origins != [self._place.origin] and not (origins == [] and sites == [FROM_HERE]):
            raise Stopped(troubles.STRANGE)
        if request.content_type != FORM or "Content-Encoding" in request.headers:
            raise Stopped(troubles.NOT_UNDERSTOOD)
        return fields_of(await body_of(request, self._body_seconds), needed, possible)

    async def _kept(self, do: Callable[[Tx], Came | None]) -> Came | Trouble | None:
        """Do it in one transaction; the trouble, where that did not work out."""
        try:
            came = await self._desk.run(do)
        except Exception as error:  # noqa: BLE001 whatever it is, somebody waits for a page
            log.error("page_failed", error=type(error).__name__)
            return troubles.BUSY if is_passing(error) else troubles.BROKEN
        if came is not None:
            self._after()
        return came

    def _page(self, came: Came, form: Form) -> web.Response:
        if came.shown is None:
            return self._trouble(troubles.WAITING, form.dark, again=replace(form, token=came.token), code=came.language)
        if not came.shown:
            return self._trouble(troubles.NOTHING, form.dark, code=came.language)
        text = self._pages.shown(language(came.language), came.shown, Form(came.token, form.dark))
        return self._html(200, text, LONGEST if _asks(came.shown) else STANDS)

    def _trouble(
        self, trouble: Trouble, dark: str = "", again: Form | None = None, typed: str = "", code: str = DEFAULT
    ) -> web.Response:
        text = self._pages.trouble(language(code), trouble, dark, again if trouble.again else None, typed)
        return self._html(trouble.status, text, STANDS)

    def _html(self, status: int, text: str, stands: timedelta) -> web.Response:
        """A page that goes by itself, as a personal screen does: to the shell, which holds nothing.

        Where a question waits for its answer it may stay as long as the page can be used at all.
        """
        gone = {"Refresh": f"{int(stands.total_seconds())}; url={self._place.shell}"}
        return web.Response(status=status, text=text, content_type="text/html", charset="utf-8", headers=gone)


def _asks(shown: Sequence[Shown] | None) -> bool:
    """Whether a text is asked for, which may take a while to write."""
    return any(one.field is not None and one.field["wanted"] for one in shown or ())


def _act_of(form: Form) -> Act | None:
    """What was done; None where nothing was. The same on the same form is the same act, however often it is sent."""
    words = form.done.get("w")
    if "p" not in form.done and not (words or "").strip():
        return None
    told = "\0".join([form.nonce, *(f"{name}={form.done[name]}" for name in sorted(form.done))])
    nonce = base64.urlsafe_b64encode(hashlib.sha256(told.encode()).digest()[:18]).decode()
    return Act(nonce, form.done.get("p"), words, form.done.get("f", ""))
