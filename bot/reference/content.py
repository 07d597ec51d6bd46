"""Content that stands in files of `locales/`, a folder a language: read once, and a broken one is told in one line."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

DEFAULT = "id"


class ContentError(ValueError):
    """A content file does not hold what it should; says which file, and what in it."""


@lru_cache
def content(name: str, code: str = DEFAULT) -> dict[str, Any]:
    """All of a TOML file. Raises ContentError."""
    try:
        return tomllib.loads((files("locales") / code / name).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ContentError(f"{name}: {error}") from error
