"""Temporary folders of a fork, gone with it: a pytest plugin in the place of pytest's own, which keeps them."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest


class Folders:
    """`folder`: below which they are made now."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def mktemp(self, basename: str, numbered: bool = True) -> Path:
        """As pytest's own."""
        return Path(tempfile.mkdtemp(prefix=f"{basename}-", dir=self.folder))


FOLDERS = Folders(Path(tempfile.gettempdir()))


@pytest.fixture(scope="session")
def tmp_path_factory() -> Folders:
    return FOLDERS


@pytest.fixture
def tmp_path() -> Path:
    return FOLDERS.mktemp("test")
