"""Which tests to ask about a place: those that reach it, the likeliest first."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections import defaultdict, deque
from pathlib import Path

import coverage

from tests.mutants import reach
from tests.mutants.places import ROOT, Place, files

KEPT = ROOT / ".mutants"
MOST_RECENT = 6  # tests that noticed something in the same file a moment ago, asked first
AT_ONCE = 2


def gathered(said: str = "gathered: which test reaches which line") -> Path:
    """The folder with what the suite reaches, for the project as it is now; measured if it is not known yet."""
    folder = KEPT / _state()
    if not (folder / "whole").exists():
        print(f"{said} ...", flush=True)  # noqa: T201 a command's own words
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        _measure(folder)
    return folder


def _state() -> str:
    """The same for the same project."""
    known = hashlib.sha256()
    for room in ("bot", "handlers", "locales", "tests"):
        for path in sorted((ROOT / room).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts and path.parent != ROOT / "tests" / "mutants":
                known.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return known.hexdigest()[:16]


def _measure(folder: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT), reach.FOLDER: str(folder)}
    command = [sys.executable, "-m", "pytest", "-q", "--tb=no", "-p", "tests.mutants.reach", "-n", str(AT_ONCE)]
    subprocess.run([*command, "--dist", "worksteal"], cwd=ROOT, env=env, stdout=subprocess.DEVNULL, check=False)
    (folder / "whole").touch()


def _read(folder: Path) -> dict[str, dict[int, set[str]]]:
    """path -> line -> tests. All at once: coverage empties its file when a fork asks it anything."""
    lines: dict[str, dict[int, set[str]]] = {path: defaultdict(set) for path in files()}
    for name in folder.glob("lines.*"):  # one a worker
        part = coverage.CoverageData(str(name))
        part.read()
        for path, found in lines.items():
            for line, contexts in part.contexts_by_lineno(str(ROOT / path)).items():
                found[line].update(map(sys.intern, contexts))
        part.close(force=True)
    return lines


class Reached:
    """What is known of lines, tests and how long they take."""

    def __init__(self, folder: Path) -> None:
        self.seconds: dict[str, float] = {}
        for part in folder.glob("seconds.*.json"):
            self.seconds |= json.loads(part.read_text(encoding="utf-8"))
        self._lines = _read(folder)
        self._recent: dict[str, deque[str]] = defaultdict(lambda: deque(maxlen=MOST_RECENT))
        self.shaky: set[str] = set()
        self._trees = {path: ast.parse((ROOT / path).read_text(encoding="utf-8")) for path in files()}

    def is_run_at_import(self, place: Place) -> bool:
        """Whether its function has been called before any test began: then its traces are everywhere."""
        return "" in self._contexts(place.path, self._lines_of(place))

    def tests(self, place: Place) -> list[str]:
        """Those that reach it: first what noticed its neighbours, then the quickest of each file, then the others."""
        reaching = self._contexts(place.path, self._lines_of(place)) if place.outer else self._users(place)
        if reaching == {""}:  # called at import alone: whoever needs the module
            reaching = self._contexts(place.path, set(self._lines[place.path]))
        known = [name for name in reaching if name in self.seconds and name not in self.shaky]
        known.sort(key=lambda name: (self.seconds[name], name))
        first_of = {name.partition("::")[0]: name for name in reversed(known)}
        leading = sorted(first_of.values(), key=lambda name: self.seconds[name])
        recent = [name for name in reversed(self._recent[place.path]) if name in set(known)]
        return list(dict.fromkeys([*recent, *leading, *known]))

    def noticed(self, place: Place, by: str) -> None:
        """This test noticed a mistake in this file."""
        recent = self._recent[place.path]
        if by in recent:
            recent.remove(by)
        recent.append(by)

    def _contexts(self, path: str, lines: set[int]) -> set[str]:
        known = self._lines[path]
        return {name for line in lines for name in known.get(line, ())}

    def _lines_of(self, place: Place) -> set[int]:
        """Where a tracer sees it: its own lines, else where its statement begins."""
        own = set(range(place.lines[0], place.lines[1] + 1))
        measured = own & self._lines[place.path].keys()
        return measured or {place.statement}

    def _users(self, place: Place) -> set[str]:
        """Of what is made at import: who reaches a function that names it, else anything of the module."""
        name = _bound(self._trees[place.path], place.statement)
        found: set[str] = set()
        if name is not None:
            for path, tree in self._trees.items():
                found |= self._contexts(path, _lines_naming(tree, name))
        if not found - {""}:
            found = self._contexts(place.path, set(self._lines[place.path]))
        return found - {""}


def _bound(tree: ast.Module, line: int) -> str | None:
    """The name that the statement at this line gives to something."""
    for one in tree.body:
        if one.lineno <= line <= (one.end_lineno or one.lineno):
            match one:
                case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                    return name
                case ast.ClassDef(name=name):
                    return name
                case _:
                    return None
    return None


def _lines_naming(tree: ast.Module, name: str) -> set[int]:
    """Lines inside functions where a name is read."""
    found: set[int] = set()
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for statement in function.body:
                for node in ast.walk(statement):
                    if (isinstance(node, ast.Name) and node.id == name) or (
                        isinstance(node, ast.Attribute) and node.attr == name
                    ):
                        found.add(node.lineno)
    return found
