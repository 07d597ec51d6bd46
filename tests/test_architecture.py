"""Who may import whom: a table, and the code read against it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("bot", "handlers", "locales")
# A file (or folder) -> what of ours it may import, and which libraries are its own. The first fitting line counts.
MAY_IMPORT: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("bot/domain", ("bot.domain",)),
    ("bot/turn.py", ("bot.domain",)),
    ("bot/i18n.py", ("bot.domain",)),
    ("bot/router.py", ("bot.domain", "bot.turn")),
    ("bot/store", ("bot.domain", "bot.turn", "bot.store")),
    ("bot/telegram", ("bot.domain", "bot.turn", "bot.store", "bot.telegram")),
    ("bot/worker.py", ("bot.domain", "bot.turn", "bot.i18n", "bot.router", "bot.store", "bot.telegram")),
    ("bot/health/alarms.py", ("bot.domain", "bot.store", "bot.worker")),
    ("bot/clock.py", ()),
    ("bot/reference", ("bot.domain", "bot.reference")),
    ("bot/startup/logs.py", ()),
    ("bot/startup/config.py", ("bot.store.engine.database",)),
    ("bot/health/endpoints.py", ("bot.clock", "bot.store")),
    ("bot/showcase/panel.py", ("bot.domain", "bot.i18n", "bot.store")),
    ("bot/demo/", ("bot.demo",)),
    ("bot/files/csvfile.py", ()),
    ("bot/files/progress.py", ()),
    ("bot/files/caseload.py", ("bot.files.csvfile", "bot.domain", "bot.store")),
    ("bot/files/staff.py", ("bot.files.csvfile", "bot.domain", "bot.store")),
    ("bot/files/earlier_checkins.py", ("bot.files.csvfile", "bot.domain", "bot.store")),
    ("bot/files/asked_for.py", ("bot.domain", "bot.files.exports", "bot.store", "bot.worker")),
    ("bot/showcase/seeding.py", ("bot.domain", "bot.store")),
    ("bot/files/letters.py", ("bot.domain", "bot.i18n", "bot.store")),
    ("bot/files/exports.py", ("bot.domain", "bot.store")),
    ("bot/charts/chart.py", ()),
    ("bot/charts/renderer.py", ("bot.turn",)),
    ("bot/startup/preconditions.py", ("bot.clock", "bot.startup", "bot.store", "bot.telegram")),
    ("bot/app", ("bot",)),
    ("bot/showcase/serving.py", ("bot",)),
    ("bot/__main__.py", ("bot.commands",)),
    ("bot/commands", ("bot", "handlers")),
    ("handlers", ("bot.domain", "bot.reference", "bot.i18n", "bot.store", "bot.turn", "bot.router", "handlers")),
)
ONLY_FOR_TYPES = {"bot/turn.py": ("bot.i18n", "bot.store.engine.database")}
# Library -> the only places that may import it.
OWNED = {
    "telegram": ("bot/telegram",),
    "sqlalchemy": (
        "bot/store",
        "bot/app",
        "bot/startup/config.py",
        "bot/health/endpoints.py",
        "bot/startup/preconditions.py",
        "bot/commands",
    ),
    "alembic": ("bot/store", "bot/commands"),
    "aiohttp": ("bot/telegram", "bot/demo/", "bot/app", "bot/health/endpoints.py"),
    "apscheduler": ("bot/clock.py",),
    "holidays": ("bot/reference/calendar.py",),
    "rapidfuzz": ("bot/reference/search.py",),
    "snowballstemmer": ("bot/reference/search.py",),
    "babel": ("bot/i18n.py",),
    "cryptography": ("bot/store/sealing/vault.py",),
    "pydantic": ("bot/startup/config.py",),
    "typer": ("bot/commands", "bot/__main__.py"),
    "matplotlib": ("bot/charts/chart.py",),
}
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
                "types",
                "typing",
                "zoneinfo",
                "calendar",
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
