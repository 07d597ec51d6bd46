"""Where the page stands: its origin, and the paths of all there is, from the one address in the settings."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Place:
    """origin: as a browser writes it. shell: the path that Telegram opens. base: what all other paths begin with."""

    origin: str
    shell: str
    base: str

    @property
    def opened(self) -> str:
        """Where the shell hands over what Telegram said."""
        return f"{self.base}/open"

    @property
    def acted(self) -> str:
        """Where what is pressed and typed goes."""
        return f"{self.base}/act"

    @property
    def style(self) -> str:
        """The looks of every page."""
        return f"{self.base}/page.css"

    @property
    def script(self) -> str:
        """The one script there is, of the shell."""
        return f"{self.base}/open.js"


def place_of(address: str) -> Place:
    """The place of an address without query or fragment, such as https://contoh.id/titian."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    port = "" if parts.port in (None, PORTS.get(parts.scheme)) else f":{parts.port}"
    return Place(f"{parts.scheme}://{host}{port}", parts.path or "/", parts.path.rstrip("/"))
