"""Makes a module wrong before it is imported: in a fork of a process that has imported everything but the project.

For what is made at import and copied from there: tables, statements built once, what decorators leave behind.
"""

from __future__ import annotations

import ast
import importlib.util
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

import pytest

from tests.mutants import folders, reach
from tests.mutants.folders import FOLDERS
from tests.mutants.forks import Alive
from tests.mutants.places import ROOT, Place, mutated

OURS = ("bot", "handlers", "locales", "tests")
COLLECTED = "(its tests cannot even be collected)"


class _Wrong(SourceFileLoader):
    """Loads a file with a mistake in it."""

    def __init__(self, name: str, path: str, tree: ast.Module) -> None:
        super().__init__(name, path)
        self._tree = tree

    def get_code(self, fullname: str) -> CodeType:
        return compile(self._tree, self.path, "exec", dont_inherit=True)


class Mistake(MetaPathFinder):
    """Finds the one module that is wrong: `tree` is what stands in its file then."""

    def __init__(self, path: str, tree: ast.Module) -> None:
        self._tree = tree
        self._name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """None for every other module."""
        if fullname != self._name:
            return None
        found = PathFinder.find_spec(fullname, path)
        assert found is not None and found.origin is not None
        loader = _Wrong(fullname, found.origin, self._tree)
        return importlib.util.spec_from_file_location(
            fullname, found.origin, loader=loader, submodule_search_locations=found.submodule_search_locations
        )


class Notices:
    """The plugin: the first test that fails, and in which part of it (setup, call, teardown)."""

    def __init__(self) -> None:
        self.noticed = self.when = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.noticed:
            self.noticed, self.when = report.nodeid, str(report.when)


def warm_libraries() -> None:
    """Import whatever the project imports that is not of the project."""
    listing = "import sys, handlers, tests.driver, hypothesis.stateful, polib; print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", listing], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in said.split():
        if name.split(".")[0] not in OURS and name != "__main__":
            with suppress(ImportError):
                importlib.import_module(name)


def runs(place: Place | None, tests: list[str], seconds: float, folder: Path, alive: Alive) -> str:
    """The first of these tests to fail with this mistake; "" when none does. Only in a fork without the project.

    What takes more `seconds` of the processor ends this process.
    """
    mistake = None
    if place is not None:
        mistake = Mistake(place.path, mutated((ROOT / place.path).read_text(encoding="utf-8"), place))
    ended, notices = asks(mistake, tests, seconds, folder, alive)
    if ended in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        return ""
    return notices.noticed or COLLECTED


def asks(
    mistake: Mistake | None, tests: list[str], seconds: float, folder: Path, alive: Alive
) -> tuple[pytest.ExitCode | int, Notices]:
    """How these tests end, the first that fails being the last; as `runs`."""
    for name in [name for name in sys.modules if name.split(".")[0] in ("bot", "handlers", "locales")]:
        raise RuntimeError(f"{name} is imported already")
    if mistake is not None:
        sys.meta_path.insert(0, mistake)
    os.chdir(ROOT)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    alive(4 * seconds)
    FOLDERS.folder, notices = folder, Notices()
    ended = pytest.main(["-q", "-x", *reach.ALREADY, *tests], plugins=[reach, folders, notices])
    return ended, notices
