"""Which test reaches which line, and how long it takes: the suite run once under coverage, a context a test.

A pytest plugin (`-p tests.mutants.reach`), in each worker; what it finds is written to the folder in TITIAN_REACH.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import coverage
import pytest
from hypothesis import HealthCheck, settings

from tests.mutants.places import ROOT

FOLDER = "TITIAN_REACH"
# What cannot see a change that is made in this process, or takes too long to be measured and asked a thousand times:
# what goes everywhere notices little that nothing else does.
PROCESSES = frozenset(("nursery", "postgres"))
ELSEWHERE = (
    "tests/demo/",
    "tests/costs/test_plans.py",
    "tests/first_version/",
    "tests/hostile/",
    "tests/machine/",
    "tests/map/test_map.py",
    "tests/mutants/",
    "tests/omissions/",
    "tests/promises/",
    "tests/recipes/",
    "tests/stories/test_two_towns.py",
    "tests/telegram/test_bare_logs.py",
    "tests/test_architecture.py",
    "tests/test_commands.py",
    "tests/test_crash.py",
    "tests/test_fences.py",
    "tests/test_followups_machine.py",
    "tests/test_kill9.py",
    "tests/test_staff_simulation.py",
)
ASKED = ("-m", "not every_death")  # what is said closely, too
# For a run in a process that has imported them before pytest could read them.
ALREADY = ("-W", "ignore::pytest.PytestAssertRewriteWarning", *ASKED)


def is_asked(item: pytest.Item) -> bool:
    """Whether a test is of use here."""
    names = set(getattr(item, "fixturenames", ()))
    kind = getattr(item, "callspec", None)
    on_postgres = kind is not None and kind.params.get("kind") == "postgresql"
    slow = any(item.get_closest_marker(name) for name in ("every_death", "kill9", "browser"))
    return not (on_postgres or slow or names & PROCESSES or item.nodeid.startswith(ELSEWHERE))


def choose(items: list[pytest.Item]) -> None:
    """Keep what is of use."""
    items[:] = [item for item in items if is_asked(item)]


def calm() -> None:
    """Examples that are the same each time: a test must fail because of the change and for nothing else."""
    settings.register_profile(
        "mutants", derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    settings.load_profile("mutants")


class Watch:
    """Measures one worker's tests."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.seconds = folder, dict[str, float]()
        self.failed: set[str] = set()
        sources = [str(ROOT / room) for room in ("bot", "handlers")]
        self.coverage = coverage.Coverage(
            data_file=str(folder / f"lines.{os.getpid()}"), source=sources, config_file=False
        )
        self.coverage.start()

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        choose(items)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.coverage.switch_context(item.nodeid)
        began = time.process_time()
        try:
            return (yield)
        finally:
            self.seconds[item.nodeid] = time.process_time() - began

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed or report.skipped:
            self.failed.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        self.coverage.stop()
        self.coverage.save()
        found = {name: took for name, took in self.seconds.items() if name not in self.failed}
        (self.folder / f"seconds.{os.getpid()}.json").write_text(json.dumps(found), encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    """Where tests are run, and nowhere else."""
    calm()
    if os.environ.get(FOLDER) and (hasattr(config, "workerinput") or not config.getoption("numprocesses", None)):
        config.pluginmanager.register(WATCH, "reach-watch") if WATCH else None


WATCH = Watch(Path(os.environ[FOLDER])) if os.environ.get(FOLDER) else None
