"""What the bot says, from Telegram's HTML to the page's: the few tags there are, and anything else as text."""

from __future__ import annotations

import html
import re

from markupsafe import Markup

TAG = re.compile(r"<([^<>]*)>|<|>")
PLAIN = {f"{slash}{name}" for slash in ("", "/") for name in ("b", "i", "u", "s", "code", "pre", "blockquote")}
# Seen when it is touched, or reached with the keyboard: without a script.
CHANGED = {
    "tg-spoiler": '<span class="spoiler" tabindex="0">',
    "/tg-spoiler": "</span>",
    "/a": "</a>",
}
LINK = re.compile(r'a href="((?:https?://|tel:|tg://|mailto:)[^"\s]*)"')
ENTITY = re.compile(r"&(?!(?:[a-z]{2,8}|#[0-9]{1,7}|#x[0-9a-f]{1,6});)", re.IGNORECASE)


def as_html(said: str) -> Markup:
    """As it stands on the page, each tag in it one of ours; its lines are the business of the looks."""
    return Markup(TAG.sub(_tag, ENTITY.sub("&amp;", said)))


def _tag(found: re.Match[str]) -> str:
    name = found[1] or ""
    if name in PLAIN:
        return found[0]
    if name in CHANGED:
        return CHANGED[name]
    link = LINK.fullmatch(name)
    if link is not None:
        return f'<a href="{link[1]}" target="_blank" rel="noopener noreferrer">'
    return html.escape(html.unescape(found[0]))
