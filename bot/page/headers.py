"""The headers of every answer: nothing is loaded from elsewhere, kept, framed by anybody but Telegram, or told on."""

from __future__ import annotations

from collections.abc import Collection

from aiohttp import web

POLICY = "Content-Security-Policy"
# The only site that frames what a bot opens; on phones it stands in a window of its own.
TELEGRAM = "https://web.telegram.org"
OFF = (
    *("accelerometer", "autoplay", "camera", "clipboard-read", "clipboard-write", "display-capture", "encrypted-media"),
    *("fullscreen", "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer", "microphone"),
    *("midi", "payment", "picture-in-picture", "publickey-credentials-get", "screen-wake-lock", "serial", "usb"),
    "xr-spatial-tracking",
)
HEADERS = {
    "Cache-Control": "no-store",
    # Not "no-referrer": with it a browser writes `Origin: null` on our own forms. Others are told as little.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in OFF),
    "Cross-Origin-Resource-Policy": "same-origin",
}


def policy(framed_by: Collection[str], *, script: bool = False) -> str:
    """What a page may load, and who may frame it; `script` on the shell alone."""
    own, none = "'self'", "'none'"
    allowed = {
        "default-src": none,
        "script-src": own if script else none,
        "style-src": own,
        "img-src": own,
        "form-action": own,
        "base-uri": none,
        "frame-ancestors": " ".join(framed_by) or none,
    }
    return "; ".join(f"{what} {where}" for what, where in allowed.items())


def set_on(response: web.StreamResponse, framed_by: Collection[str]) -> None:
    """Set them; what an answer says of its own policy stays. Nobody is told which program answers."""
    response.headers.setdefault(POLICY, policy(framed_by))
    response.headers.update(HEADERS)
    response.headers.popall("Server", None)
