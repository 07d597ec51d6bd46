"""Which tests to ask about a place: those that reach it, the likeliest first."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import subprocess
import sys
from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import coverage

from tests.mutants import noticed, reach
from tests.mutants.noticed import KEPT, KNOWN, LATEST
from tests.mutants.places import ROOT, Place, files

MOST_RECENT = 4  # tests that noticed something in the same file, or function, a moment ago
QUICK = 1.5  # seconds; a slower one waits for all that are quicker, whatever file it is of
MOST_ALIKE = 3  # tests of files that are called like what they try
AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class Measured:
    """One measuring: where it is kept, and for which files of tests it is the newest."""

    folder: Path
    files: frozenset[str]


def gathered(kept: Path = KEPT) -> list[Measured]:
    """What the suite reaches, in the project as it is now. What is not known yet is measured: all, or changed tests."""
    folder = kept / _state()
    index = folder / "index.json"
    known: dict[str, list[str]] = json.loads(index.read_text("utf-8")) if index.exists() else {}  # file -> hash, where
    now = {path.relative_to(ROOT).as_posix(): _hash(path) for path in _tests()}
    missing = [name for name, written in now.items() if known.get(name, [""])[0] != written]
    if missing:
        part = folder / str(len(list(folder.glob("*/"))))
        part.mkdir(parents=True)
        _measure(part, missing if known else ["tests"])
        known |= {name: [now[name], part.name] for name in missing}
        index.write_text(json.dumps(known), encoding="utf-8")
    return [
        Measured(part, frozenset(name for name in now if known[name][1] == part.name)) for part in folder.glob("*/")
    ]


def _tests() -> list[Path]:
    found = (path for path in (ROOT / "tests").rglob("test_*.py"))
    return sorted(path for path in found if path.parent != ROOT / "tests" / "mutants")


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def _state() -> str:
    """The same for the same code, apart from the tests' own files."""
    apart = set(_tests())
    paths = [path for room in ("bot", "handlers", "locales", "tests") for path in sorted((ROOT / room).rglob("*"))]
    mine = ROOT / "tests" / "mutants"
    known = [
        f"{path.relative_to(ROOT)} {_hash(path)}"
        for path in paths
        if path.is_file() and "__pycache__" not in path.parts and path.parent != mine and path not in apart
    ]
    return hashlib.sha256("\n".join(known).encode()).hexdigest()[:16]


def _measure(folder: Path, tests: list[str]) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT), reach.FOLDER: str(folder)}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--tb=no",
        "-p",
        "tests.mutants.reach",
        "-n",
        str(AT_ONCE),
        *reach.ASKED,
    ]
    subprocess.run([*command, "--dist", "worksteal", *tests], cwd=ROOT, env=env, stdout=subprocess.DEVNULL, check=False)


def _read(measured: list[Measured]) -> dict[str, dict[int, set[str]]]:
    """path -> line -> tests. All at once: coverage empties its file when a fork asks it anything."""
    lines: dict[str, dict[int, set[str]]] = {path: defaultdict(set) for path in files()}
    for one in measured:
        for name in one.folder.glob("lines.*"):  # one a worker
            part = coverage.CoverageData(str(name))
            part.read()
            for path, found in lines.items():
                for line, contexts in part.contexts_by_lineno(str(ROOT / path)).items():
                    known = (sys.intern(test) for test in contexts if not test or _file_of(test) in one.files)
                    found[line].update(known)
            part.close(force=True)
    return lines


def _file_of(test: str) -> str:
    return test.partition("::")[0]


class Reached:
    """What is known of lines, tests and how long they take."""

    def __init__(self, measured: list[Measured]) -> None:
        self._lines = _read(measured)
        self.seconds: dict[str, float] = {}
        for one in measured:
            for part in one.folder.glob("seconds.*.json"):
                took = json.loads(part.read_text(encoding="utf-8"))
                self.seconds |= {name: seconds for name, seconds in took.items() if _file_of(name) in one.files}
        self._recent: dict[str, deque[str]] = defaultdict(lambda: deque(maxlen=MOST_RECENT))
        self._noticed = noticed.read(KNOWN, LATEST)
        self._by_function = noticed.by_function(self._noticed)
        self.shaky: set[str] = set()
        self.trusted = set(self._noticed.values()) & self.seconds.keys()  # were asked in a fork before, and pass today
        self._trees = {path: ast.parse((ROOT / path).read_text(encoding="utf-8")) for path in files()}

    def is_run_at_import(self, place: Place) -> bool:
        """Whether its function has been called before any test began: then its traces are everywhere."""
        return "" in self._contexts(place.path, self._lines_of(place))

    def tests(self, place: Place) -> list[str]:
        """Those that reach it, the likeliest first; what noticed it the last time is asked in any case, as a cache that
        another test had filled may hide that it comes here.

        What noticed it the last time, or its neighbours; what is called like a word in it ('invited'); what noticed its
        neighbours a moment ago; the quickest of files that are called like it; the quickest of each file; the others.
        """
        reaching = self._contexts(place.path, self._lines_of(place)) if place.outer else self._users(place)
        if reaching == {""}:  # called at import alone: whoever needs the module
            reaching = self._contexts(place.path, set(self._lines[place.path]))
        known = [name for name in reaching if name in self.seconds and name not in self.shaky]
        known.sort(key=lambda name: (self.seconds[name], name))
        first_of = {_file_of(name): name for name in reversed(known)}
        leading = sorted(
            (name for name in first_of.values() if self.seconds[name] < QUICK), key=self.seconds.__getitem__
        )
        near = (self._recent[f"{place.path}:{place.function}"], self._recent[place.path])
        said = set(re.findall(r"'([a-z_]{4,})'", place.before))
        named = [name for name in known if said & set(re.findall(r"[a-z_]+", name.rpartition("[")[2]))]
        last = self._by_function.get(f"{place.path}:{place.function or '-'}", [])[:MOST_ALIKE]
        noticed_it = self._noticed.get(place.name, "")
        recent = [noticed_it, *last, *named[:MOST_ALIKE]]
        recent += [name for names in near for name in reversed(names)]
        words = set(Path(place.path).stem.split("_"))
        alike = [name for name in known if words & set(Path(_file_of(name)).stem.split("_"))]
        every = {*known, *({noticed_it} & self.seconds.keys() - self.shaky)}
        return [name for name in dict.fromkeys([*recent, *alike[:MOST_ALIKE], *leading, *known]) if name in every]

    def noticed(self, place: Place, by: str) -> None:
        """This test noticed it."""
        for recent in (self._recent[f"{place.path}:{place.function}"], self._recent[place.path]):
            if by in recent:
                recent.remove(by)
            recent.append(by)

    def keep(self, by: dict[str, str], places: Iterable[Place]) -> None:
        """For the next time: which test noticed which place. What names a test that is gone is forgotten."""
        known = {name: test for name, test in (self._noticed | by).items() if test in self.seconds}
        noticed.write(LATEST, known, places)

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
