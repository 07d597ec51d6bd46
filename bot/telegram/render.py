"""Turns Says into what the outbox keeps, and outbox rows into calls; the only place that knows Telegram's limits."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

from bot.domain.presses import Press
from bot.turn import Button, Drawing, Leave, Say

MOST_CAPTION = 1024
MOST_DATA = 64
PAPER_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")


# A button in the outbox: its words, and what Telegram is told that it does.
Kept = dict[str, Any]


def payload_of(
    reply: Say | Leave,
    edits: int | None,
    sealed: Callable[[Press], str],
    way: Callable[[Press], str | None] = lambda press: None,
    *,
    fresh: bool,
) -> dict[str, Any]:
    """What the outbox keeps of a reply.

    `edits` = the message to change; `sealed` = a press as the chat's buttons carry it; `way` = the address that opens a
    press on the sealed page, of those that are pressed there; `fresh` = a screen that must stand below what the person
    just typed. Raises ValueError where Telegram would refuse a button.
    """
    match reply:
        case Leave():
            return {}
        case Say():
            rows = [[_button(button, sealed, way) for button in row] for row in reply.rows if row]
            seconds = None if reply.hides_after is None else reply.hides_after.total_seconds()
            return {
                "text": str(reply.text),
                "rows": rows,
                "edits": edits if reply.amends is None else reply.amends,
                "fresh": fresh,
                "protect": reply.protect,
                "hides": seconds,
                **_enclosed(reply),
            }


def _enclosed(say: Say) -> dict[str, Any]:
    """The picture or paper of a Say. Raises ValueError when Telegram would refuse it, or its text alone."""
    if say.drawing is None and say.paper is None:
        return {}
    length = length_as_counted(say.text.striptags())
    if not (1 if say.drawing else 0) <= length <= MOST_CAPTION:
        raise ValueError(f"the words under a picture or paper are {length} characters long")
    if say.paper is None:
        assert say.drawing is not None
        return {"drawing": _drawing(say.drawing)}
    if say.drawing is not None:
        raise ValueError("a picture and a paper are two messages")
    if not PAPER_NAME.fullmatch(say.paper.name) or not say.paper.content:
        raise ValueError("a paper needs a plain name and some content")
    return {"paper": {"name": say.paper.name, "mime": say.paper.mime, "content": say.paper.content}}


def _drawing(drawing: Drawing) -> dict[str, Any]:
    """A drawing as it waits to be drawn. Raises ValueError for a name that no file may have."""
    if drawing.paper and not PAPER_NAME.fullmatch(drawing.paper):
        raise ValueError("a paper needs a plain name")
    paper = {"paper": drawing.paper} if drawing.paper else {}
    otherwise = {"otherwise": str(drawing.otherwise)} if drawing.otherwise is not None else {}
    return {"name": drawing.name, "facts": drawing.facts, **paper, **otherwise}


def _button(button: Button, sealed: Callable[[Press], str], way: Callable[[Press], str | None]) -> Kept:
    if (address := way(button.press)) is not None:
        return on_page(str(button.label), address)
    data = sealed(button.press)
    if len(data.encode()) > MOST_DATA:
        raise ValueError(f"a {type(button.press).__name__} button would carry {len(data.encode())} bytes")
    return {"text": html.unescape(str(button.label)), "callback_data": data}


def on_page(label: str, address: str) -> Kept:
    """A button that opens the sealed page."""
    return {"text": html.unescape(label), "web_app": {"url": address}}


def length_as_counted(text: str) -> int:
    """A text's length in UTF-16 units after entities: the strictest of the ways Telegram has been seen to count."""
    plain = html.unescape(text)
    return len(plain.encode("utf-16-le")) // 2
