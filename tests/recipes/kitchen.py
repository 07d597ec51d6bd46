"""A copy of the project in which a recipe is tried: edits, and what the copy then does when it is run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
COPIED = ("bot", "handlers", "locales", "tests", "pyproject.toml", "README.md", "DECISIONS.md", "Makefile")
PO = "locales/id/LC_MESSAGES/titian.po"
# Before each recipe's own steps: a small town on SQLite, in the copy.
BEGIN = """
import pathlib, sys, tempfile
from bot.domain.people import Role
from bot.store.engine import schema
from bot.store.engine.database import open_engine
from tests.driver import Town
folder = pathlib.Path(tempfile.mkdtemp())
url = f"sqlite:///{folder / 'titian.db'}"
engine = open_engine(url)
schema.upgrade(engine)
engine.dispose()
town = Town(url, folder)
yusuf = town.joins(Role.SUPERVISOR, "Yusuf", address="bapak")
siti = town.joins(Role.MENTOR, "Siti", supervisor=yusuf)
"""


class Kitchen:
    """The copy."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.touched: set[str] = set()
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", "first_version"))
            elif source.exists():
                shutil.copy(source, folder / name)

    def edits(self, path: str, old: str, new: str) -> Kitchen:
        """Put `new` in the place of `old`, which stands there once."""
        file = self.folder / path
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        file.write_text(text.replace(old, new), encoding="utf-8")
        self.touched.add(path)
        return self

    def adds(self, path: str, text: str) -> Kitchen:
        """A new file, or more at the end of one."""
        file = self.folder / path
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        file.write_text(before + text, encoding="utf-8")
        self.touched.add(path)
        return self

    def says(self, sentences: Mapping[str, str]) -> Kitchen:
        """Sentences and how they read in Indonesian."""
        return self.adds(
            PO, "".join(f'\nmsgid "{english}"\nmsgstr "{other}"\n' for english, other in sentences.items())
        )

    def lives(self, story: str) -> subprocess.CompletedProcess[str]:
        """A story in the copy; `siti` is a mentor of `yusuf`'s team, `town` is where they are."""
        return self.runs("-c", BEGIN + story)

    def tests(self, *names: str) -> subprocess.CompletedProcess[str]:
        """These tests of the copy."""
        return self.runs("-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *names)

    def runs(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Python in the copy."""
        env = {**os.environ, "PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env=env,
            capture_output=True,
            text=True,
            timeout=1200,
            check=False,
        )


def fine(done: subprocess.CompletedProcess[str]) -> None:
    """It ended well."""
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"


def loud(done: subprocess.CompletedProcess[str], says: str) -> None:
    """It ended badly, and said so in these words."""
    assert done.returncode != 0, "a step was left out, and nobody noticed"
    assert says in done.stdout + done.stderr, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
