"""Makes a function wrong where it stands: in a fork of a process that has imported and collected everything.

Other modules hold copies of a function's name, so it is not replaced but given another code. What is made when a module
is imported cannot be changed that way (`can`); fresh.py does.
"""

from __future__ import annotations

import ast
import functools
import gc
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest

from tests.mutants.folders import FOLDERS
from tests.mutants.forks import Alive
from tests.mutants.places import ROOT, Place, mutated
from tests.mutants.reach import calm, choose

# Slow to fill again, and nothing but their own files bears on them.
DEAR = ("bot/i18n.py", "bot/reference/")
WAITS_FOR = 40.0  # seconds of the clock beyond four times that
ENDLESS = 5.0  # seconds of the processor beyond ten times what a test takes
Key = tuple[str, int]  # qualified name, first line


class CannotChange(Exception):
    """Not in a running process: what is made at import would stay as it is."""


class Workshop:
    """The functions of the project that are alive, by where they were written."""

    def __init__(self) -> None:
        gc.collect()
        self._functions: dict[str, dict[Key, list[FunctionType]]] = {}
        self._caches: list[tuple[str, Any]] = []
        for one in gc.get_objects():
            if isinstance(one, FunctionType):
                path = _inside(one.__code__.co_filename)
                if path:
                    self._functions.setdefault(path, {}).setdefault(_key(one.__code__), []).append(one)
            elif isinstance(one, functools._lru_cache_wrapper):
                path = _inside(getattr(getattr(one.__wrapped__, "__code__", None), "co_filename", ""))
                if path:
                    self._caches.append((path, one))

    def change(self, place: Place, source: str) -> list[tuple[FunctionType, CodeType]]:
        """Make the living code wrong; which functions had which code before. Raises CannotChange."""
        tree, had = mutated(source, place), list[tuple[FunctionType, CodeType]]()
        if place.outer:
            had = self._give_code(place, source, tree)
        else:
            _bind_again(place, tree, source)
        for path, cache in self._caches:
            if not path.startswith(DEAR) or path == place.path or place.path.startswith(DEAR):
                cache.cache_clear()
        return had

    def _give_code(self, place: Place, source: str, tree: ast.Module) -> list[tuple[FunctionType, CodeType]]:
        file = str(ROOT / place.path)
        before, after = (_codes(compile(what, file, "exec", dont_inherit=True)) for what in (ast.parse(source), tree))
        living = self._functions.get(place.path, {})
        had = list[tuple[FunctionType, CodeType]]()
        for key, code in after.items():
            for function in living.get(key, ()):
                if code is None:
                    raise CannotChange("two functions on one line")
                if code != before.get(key):
                    had.append((function, function.__code__))
                    try:
                        function.__code__ = code
                    except ValueError as error:
                        raise CannotChange(str(error)) from None
        if not had:
            raise CannotChange("nobody holds it")
        return had


def _inside(file: str) -> str:
    """The path of a file of ours, "" of anything else."""
    root = f"{ROOT}{os.sep}"
    path = file.removeprefix(root)
    return path if path != file and path.startswith(("bot/", "handlers/")) else ""


def _key(code: CodeType) -> Key:
    return code.co_qualname, code.co_firstlineno


def _codes(module: CodeType) -> dict[Key, CodeType | None]:
    """Every function's code; None where two cannot be told apart."""
    found: dict[Key, CodeType | None] = {}
    waiting = [module]
    while waiting:
        for one in waiting.pop().co_consts:
            if isinstance(one, CodeType):
                found[_key(one)] = None if _key(one) in found else one
                waiting.append(one)
    return found


def _bind_again(place: Place, tree: ast.Module, source: str) -> None:
    """A name of the module's own that only its functions use, when they run."""
    at = (one for one in tree.body if one.lineno <= place.statement <= (one.end_lineno or one.lineno))
    match statement := next(at, None):  # none where it was left out
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            pass
        case _:
            raise CannotChange("no name of its own")
    if not name.startswith("_") or name in _used_at_import(ast.parse(source)):
        raise CannotChange("used when modules are imported")
    module = sys.modules.get(place.path.removesuffix(".py").replace("/", "."))
    if module is None:
        raise CannotChange("not imported")
    wrong = compile(ast.Module([statement], []), str(ROOT / place.path), "exec", dont_inherit=True)
    try:
        exec(wrong, module.__dict__)
    except Exception as error:
        raise CannotChange("no module that can be imported") from error


def _used_at_import(tree: ast.Module) -> set[str]:
    """The names that are read while the module is imported."""
    found: set[str] = set()
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            found.add(node.id)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting += [*node.decorator_list, node.args]
        elif not isinstance(node, ast.Lambda):
            waiting += ast.iter_child_nodes(node)
    return found


class Warm:
    """The plugin: collects what is of use, warms up, and hands itself over instead of running the tests."""

    def __init__(self, folder: Path, takes: Mapping[str, float], then: Callable[[Warm], None]) -> None:
        self._then, self._takes, FOLDERS.folder = then, takes, folder
        self.items: dict[str, pytest.Item] = {}
        self.noticed = self._why = ""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        choose(items)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.items = {item.nodeid: item for item in session.items}
        self._warm_up(session.items)
        self.workshop = Workshop()
        gc.freeze()
        self._then(self)
        return True

    def _warm_up(self, items: list[pytest.Item]) -> None:
        """The tables and most SQL are made once, before the forks; nothing else is left standing."""
        first = next((item for item in items if "sqlite_template" in getattr(item, "fixturenames", ())), items[0])
        first = next((item for item in items if "migrated_url" in getattr(item, "fixturenames", ())), first)
        for item in (first, *self._quickest_of_each_file()):
            item.ihook.pytest_runtest_protocol(item=item, nextitem=self._far_from(item))
            if self.noticed:
                raise RuntimeError(f"fails as it is: {self.noticed}\n{self._why}")

    def _quickest_of_each_file(self) -> list[pytest.Item]:
        of: dict[str, str] = {}
        for name in sorted(self.items.keys() & self._takes.keys(), key=lambda name: (self._takes[name], name)):
            if name.startswith(("tests/stories/", "tests/store/")) and "[sqlite" in name:
                of.setdefault(name.partition("::")[0], name)
        return [self.items[name] for name in of.values()]

    def _far_from(self, item: pytest.Item) -> pytest.Item:
        """The test that shares least with this one: whatever stands around this one is taken down before it."""
        chain = set(item.listchain())
        return min(self.items.values(), key=lambda other: len(chain & set(other.listchain())) + (other is item) * 99)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.noticed:
            self.noticed, self._why = report.nodeid, report.longreprtext

    def runs(self, tests: list[str], seconds: float, takes: Mapping[str, float], folder: Path, alive: Alive) -> str:
        """The first of these tests to fail within so many seconds of the processor; "" when none does.

        takes: how long each takes as the code is. What takes many times as long ends this process.
        """
        FOLDERS.folder = folder
        items = [self.items[name] for name in tests if name in self.items]
        for number, item in enumerate(items):
            following = items[number + 1] if number + 1 < len(items) else self._far_from(item)
            most = ENDLESS + 10 * takes.get(item.nodeid, 0)
            signal.setitimer(signal.ITIMER_PROF, most)
            alive(WAITS_FOR + 4 * most)
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.noticed or time.process_time() > seconds:
                break
        return self.noticed


def pytest_configure(config: pytest.Config) -> None:
    """Examples are the same each time."""
    calm()
