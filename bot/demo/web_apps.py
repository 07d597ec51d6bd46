"""Pages that a phone opens from a button ("Mini Apps"): which addresses may be, and what Telegram hands them.

Pure: the token and the time come in. https://core.telegram.org/bots/webapps says what a page can rely on.
"""

import hashlib
import hmac
import json
import re
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime
from urllib.parse import quote, urlencode, urlsplit

from bot.demo.objects import User

VERSION, PLATFORM = "9.0", "weba"
LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1"))
USUAL_PORTS = {"http": 80, "https": 443}
_ODD = re.compile(r"[\s;,'\"]")
# The colours of the phones (phones.css) under Telegram's names for them.
LIGHT = {
    "bg_color": "#ffffff", "secondary_bg_color": "#e9f0ec", "header_bg_color": "#ffffff", "section_bg_color": "#ffffff",
    "text_color": "#17211e", "hint_color": "#52625d", "subtitle_text_color": "#52625d", "link_color": "#0f6b62",
    "accent_text_color": "#0f6b62", "button_color": "#0f6b62", "button_text_color": "#ffffff",
    "destructive_text_color": "#b3471d",
}  # fmt: skip
DARK = {
    "bg_color": "#172120", "secondary_bg_color": "#0f1817", "header_bg_color": "#172120", "section_bg_color": "#172120",
    "text_color": "#e7efec", "hint_color": "#9db0aa", "subtitle_text_color": "#9db0aa", "link_color": "#6fd6c2",
    "accent_text_color": "#6fd6c2", "button_color": "#6fd6c2", "button_text_color": "#06211c",
    "destructive_text_color": "#f0956b",
}  # fmt: skip


def problem_with(url: str) -> str | None:
    """Why the real server would refuse this address; plain http may stay on this machine, as our demo does."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "Wrong HTTP URL"
    if not url or (parts.scheme in USUAL_PORTS and not host):
        return "URL host is empty"
    if parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK):
        return "Wrong HTTP URL" if re.search(r"\s", url) else None
    return "Only HTTPS links are allowed"


def origin_of(url: str) -> str:
    """Scheme, host and port as browsers compare them. ValueError for what is no address of a page."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port
    if parts.scheme not in USUAL_PORTS or not host or _ODD.search(host):
        raise ValueError(f"not the address of a page: {url!r}")
    host = f"[{host}]" if ":" in host else host
    usual = port is None or port == USUAL_PORTS[parts.scheme]
    return f"{parts.scheme}://{host}" if usual else f"{parts.scheme}://{host}:{port}"


def address_of(url: str, user: User, token: str, now: datetime, *, dark: bool = False) -> str:
    """Where the phone goes: the button's address, with who opens it and in which colours in the fragment."""
    handed = {
        "tgWebAppData": init_data(user, token, now),
        "tgWebAppVersion": VERSION,
        "tgWebAppPlatform": PLATFORM,
        "tgWebAppThemeParams": json.dumps(DARK if dark else LIGHT, separators=(",", ":")),
    }
    before, mark, fragment = url.partition("#")
    joint = ("&" if re.search("[=?]", fragment) else "?") if fragment else ""
    return f"{before}{mark or '#'}{fragment}{joint}{urlencode(handed, quote_via=quote, safe='')}"


def init_data(user: User, token: str, now: datetime) -> str:
    """What proves to the bot who opened its page; no two are the same, not even in one second."""
    who = {
        "id": user.id,
        "first_name": user.first_name,
        "last_name": "",
        **({"username": user.username} if user.username else {}),
        "language_code": user.language,
        "allows_write_to_pm": True,
    }
    fields = {
        "query_id": f"AAH{secrets.token_urlsafe(16)}",
        "user": json.dumps(who, ensure_ascii=False, separators=(",", ":")),
        "auth_date": str(int(now.timestamp())),
        # Telegram's own key signs here, for those who do not know the token. Nobody else has that key.
        "signature": urlsafe_b64encode(secrets.token_bytes(64)).decode().rstrip("="),
    }
    secret = hmac.digest(b"WebAppData", token.encode(), hashlib.sha256)
    lines = "\n".join(sorted(f"{name}={value}" for name, value in fields.items()))
    fields["hash"] = hmac.new(secret, lines.encode(), hashlib.sha256).hexdigest()
    return urlencode(fields, quote_via=quote, safe="")
