"""Who may import whom: a table, and the code read against it."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("bot", "handlers", "locales")
FOLDERS, TEXTS = (*OURS, "tests", "benchmarks"), (".py", ".toml", ".po", ".txt", ".mako")
# The rooms of the store, each above those it may use; see bot/store/__init__.py.
STORE = ("bot.domain", "bot.turn", "bot.store.sealing", "bot.store.engine")
CASELOAD = (*STORE, "bot.store.queues", "bot.store.people", "bot.store.caseload")
# What handlers may know: never Telegram, SQL, the worker or the settings.
KNOWN = ("bot.domain", "bot.i18n", "bot.reference", "bot.router", "bot.store", "bot.turn")
# What the rooms of handlers share stands below them; what brings all of them together stands above.
SHARED = ("screens", "over", "entries", "telling", "asking", "directory", "home", "agreeing", "start", "settings")
BELOW = (*KNOWN, *(f"handlers.{name}" for name in SHARED))
# A file (or folder) -> what of ours it may import. The first fitting line counts.
MAY_IMPORT: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("bot/domain", ("bot.domain",)),
    ("bot/clock.py", ()),
    ("bot/turn.py", ("bot.domain",)),
    ("bot/i18n.py", ("bot.domain",)),
    ("bot/router.py", ("bot.domain", "bot.turn")),
    ("bot/reference", ("bot.domain", "bot.reference")),
    ("bot/store/sealing", ("bot.store.sealing",)),
    ("bot/store/engine", ("bot.domain.lives", "bot.domain.rights.personal", "bot.store.sealing", "bot.store.engine")),
    ("bot/store/people", (*STORE, "bot.store.people")),
    ("bot/store/queues", (*STORE, "bot.store.people", "bot.store.queues")),
    ("bot/store/caseload", CASELOAD),
    ("bot/store/institution", (*CASELOAD, "bot.store.institution")),
    ("bot/store/rights", (*CASELOAD, "bot.store.rights")),
    ("bot/store/day", (*CASELOAD, "bot.store.rights", "bot.store.day")),
    ("bot/store/figures", (*CASELOAD, "bot.store.figures")),
    ("bot/store/keeping", (*CASELOAD, "bot.store.rights", "bot.store.keeping")),
    ("bot/store/__init__.py", ()),
    ("bot/charts", ("bot.turn", "bot.charts")),
    ("bot/telegram", ("bot.domain", "bot.turn", "bot.store", "bot.telegram")),
    ("bot/page", ("bot.domain", "bot.i18n", "bot.store", "bot.page")),
    ("bot/worker.py", ("bot.domain", "bot.turn", "bot.i18n", "bot.router", "bot.store", "bot.telegram")),
    ("bot/startup", ("bot.clock", "bot.store", "bot.telegram", "bot.startup")),
    ("bot/health", ("bot.clock", "bot.domain", "bot.store", "bot.worker", "bot.health")),
    ("bot/files", ("bot.domain", "bot.i18n", "bot.store", "bot.worker", "bot.files")),
    (
        "bot/app",
        (
            *("bot.app", "bot.charts", "bot.clock", "bot.domain", "bot.files", "bot.health", "bot.i18n", "bot.page"),
            *("bot.reference", "bot.router", "bot.startup", "bot.store", "bot.telegram", "bot.worker"),
        ),
    ),
    ("bot/demo/", ("bot.demo",)),
    ("bot/showcase", ("bot",)),
    ("bot/commands", ("bot", "handlers")),
    ("bot/__main__.py", ("bot.commands",)),
    ("bot/__init__.py", ()),
    ("handlers/participant", (*BELOW, "handlers.participant")),
    ("handlers/mentor", (*BELOW, "handlers.mentor")),
    ("handlers/leader", (*BELOW, "handlers.mentor", "handlers.leader")),
    *((f"handlers/{name}.py", BELOW) for name in SHARED),
    ("handlers/", (*KNOWN, "handlers")),
)
ONLY_FOR_TYPES = {"bot/turn.py": ("bot.i18n", "bot.store.engine.database")}
# Library -> the only places that may import it.
OWNED = {
    "telegram": ("bot/telegram",),
    "sqlalchemy": ("bot/store", "bot/app", "bot/startup", "bot/health", "bot/commands"),
    "alembic": ("bot/store/engine", "bot/commands"),
    "orjson": ("bot/store/engine", "bot/store/queues", "bot/store/caseload", "bot/telegram"),
    "uvloop": ("bot/commands/run.py",),
    "aiohttp": ("bot/telegram", "bot/demo/", "bot/app", "bot/health", "bot/page"),
    "jinja2": ("bot/page",),
    "aiohappyeyeballs": ("bot/telegram/line.py",),
    "httptools": ("bot/telegram/line.py",),
    "apscheduler": ("bot/clock.py",),
    "holidays": ("bot/reference/calendar.py",),
    "rapidfuzz": ("bot/reference/search.py",),
    "snowballstemmer": ("bot/reference/search.py",),
    "babel": ("bot/i18n.py",),
    "cryptography": ("bot/store/sealing",),
    "pydantic": ("bot/startup/config.py",),
    "pydantic_settings": ("bot/startup/config.py",),
    "prometheus_client": ("bot/health/metrics.py",),
    "typer": ("bot/commands", "bot/__main__.py"),
    "rich": ("bot/files/progress.py",),
    "xlsxwriter": ("bot/files/exports.py", "bot/files/templates.py", "bot/charts/tables.py"),
    "openpyxl": ("bot/files/tables/workbook.py",),
    "defusedxml": ("bot/files/tables/workbook.py",),
    "matplotlib": ("bot/charts",),
}
MOST_ROOMS = 20  # on one sheet: more than that nobody takes in at a glance
VERSIONS = Path("bot/store/engine/migrations/versions")
FILES = sorted(path.relative_to(ROOT) for folder in ("bot", "handlers") for path in (ROOT / folder).rglob("*.py"))


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Each imported module, and whether only the type checker imports it."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        types_only = isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        if types_only:
            for inner in ast.walk(node):
                inner.types_only = True  # type: ignore[attr-defined]
        hidden = getattr(node, "types_only", False)
        if isinstance(node, ast.Import):
            yield from ((name.name, hidden) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written out in full"
            for name in node.names:
                yield f"{node.module}.{name.name}", hidden


def allowed(path: Path) -> tuple[str, ...]:
    fitting = (names for place, names in MAY_IMPORT if path.as_posix().startswith(place))
    found = next(fitting, None)
    assert found is not None, f"{path} has no line in the table: say what it may import"
    return found


def is_under(module: str, place: str) -> bool:
    return module == place or module.startswith(place + ".")


@pytest.mark.parametrize("path", FILES, ids=str)
def test_imports(path: Path) -> None:
    for module, types_only in imports(path):
        if module.split(".")[0] in OURS:
            places = allowed(path) + (ONLY_FOR_TYPES.get(path.as_posix(), ()) if types_only else ())
            assert any(is_under(module, place) for place in places), f"{path} may not import {module}"
        owners = OWNED.get(module.split(".")[0])
        if owners is not None:
            assert any(path.as_posix().startswith(owner) for owner in owners), f"{path} may not import {module}"


def file_of(module: str) -> Path | None:
    """The file that an import of ours is from: a module, or a name in one."""
    parts = module.split(".")
    for count in (len(parts), len(parts) - 1):
        for path in (Path(*parts[:count]).with_suffix(".py"), Path(*parts[:count]) / "__init__.py"):
            if path in FILES:
                return path
    return None


@cache
def arrows() -> set[tuple[Path, Path]]:
    """(file, file it imports)"""
    found = {
        (path, target)
        for path in FILES
        for module, types_only in imports(path)
        if module.split(".")[0] in OURS and not types_only and (target := file_of(module)) is not None
    }
    return {(path, target) for path, target in found if path != target}


def room_in(sheet: Path, path: Path) -> Path | None:
    """The room of a sheet (a folder, laid open) that a file is in; a package's own face is no room.

    The first sheet is the whole house with bot/ laid open, and handlers/ as one room beside its rooms.
    """
    if sheet == Path() and path.parts[0] != "bot":
        return Path(path.parts[0])
    sheet = sheet if sheet.parts else Path("bot")
    if sheet not in path.parents or path == sheet / "__init__.py":
        return None
    return sheet / path.relative_to(sheet).parts[0]


SHEETS = sorted({Path(), *(folder for path in FILES for folder in path.parents)} - {Path("bot")})


@pytest.mark.parametrize("sheet", SHEETS, ids=str)
def test_no_rooms_lean_on_each_other(sheet: Path) -> None:
    """Files, and folders as rooms, can be put on floors so that every import leads down."""
    below: dict[Path, set[Path]] = {}
    for path, target in arrows():
        here, there = room_in(sheet, path), room_in(sheet, target)
        if here is not None:
            below.setdefault(here, set())
        if here is not None and there is not None and here != there:
            below[here].add(there)
    try:
        tuple(TopologicalSorter(below).static_order())
    except CycleError as error:
        pytest.fail(f"rooms in a circle: {' -> '.join(map(str, error.args[1]))}")


@pytest.mark.parametrize("sheet", SHEETS, ids=str)
def test_a_sheet_is_taken_in_at_a_glance(sheet: Path) -> None:
    if sheet == VERSIONS:
        return  # one after the other, and nobody looks for a room there
    assert len({room_in(sheet, path) for path in FILES} - {None}) <= MOST_ROOMS


def test_every_room_says_what_it_is_for() -> None:
    for folder in {path.parent for path in FILES}:
        doc = ast.get_docstring(ast.parse((ROOT / folder / "__init__.py").read_text(encoding="utf-8")))
        assert doc, f"{folder}/__init__.py does not say what the room is for"


@pytest.mark.parametrize("document", ["README.md", "DECISIONS.md"])
def test_documents_name_places_that_exist(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:bot|handlers|tests|locales|benchmarks)/[\w./-]*)", text))
    assert named and not {place for place in named if not (ROOT / place).exists()}


def test_comments_name_files_that_exist() -> None:
    """Also in the sentences and the directory's file."""
    for path in (path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in TEXTS):
        named = set(re.findall(r"\b(?:bot|handlers|tests)/[\w/]+\.py\b", path.read_text(encoding="utf-8")))
        assert not {place for place in named if not (ROOT / place).exists()}, path


def test_the_domain_is_pure() -> None:
    for path in FILES:
        if path.as_posix().startswith("bot/domain"):
            libraries = {module.split(".")[0] for module, _ in imports(path)} - {"bot"}
            pure = {
                "collections",
                "dataclasses",
                "datetime",
                "enum",
                "functools",
                "itertools",
                "re",
                "statistics",
                "types",
                "typing",
                "unicodedata",
                "zoneinfo",
                "calendar",
                "markupsafe",
                "__future__",
            }
            assert libraries <= pure, f"{path} imports {libraries - pure}"


def test_every_file_says_its_one_job() -> None:
    for path in FILES:
        doc = ast.get_docstring(ast.parse((ROOT / path).read_text(encoding="utf-8")))
        assert doc and doc.splitlines()[0].endswith((".", ":")), f"{path} does not say what it is for"


def test_no_names_that_say_nothing() -> None:
    for path in FILES:
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                words = ("Manager", "Helper", "Utils", "Abstract", "Impl", "handle_data", "process_data", "do_stuff")
                assert not any(word in node.name for word in words), f"{path}: {node.name}"


def test_nothing_is_dropped_behind_a_persons_back() -> None:
    for path in FILES:
        text = (ROOT / path).read_text(encoding="utf-8")
        assert "drop_pending_updates=True" not in text, path
        assert "Persistence" not in text, path
