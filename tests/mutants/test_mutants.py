"""The operators make the mistakes they say; a mistake is noticed, the code as it is is not; the list names places."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from textwrap import dedent

import pytest

from bot.domain.dates import written
from bot.domain.rights import own_settings
from bot.domain.rights.own_settings import OwnSettings
from tests.mutants import noticed
from tests.mutants.__main__ import all_places, in_order, verdict
from tests.mutants.places import CALL, CHIEF, COMPARISON, CONSTANT, GUARD, OPERAND, ROOT, WHERE, Place, mutated, places
from tests.mutants.rooms import equivalents, room, shown, stale
from tests.mutants.trying import NOTICED, UNNOTICED
from tests.mutants.warm import CannotChange, Workshop

OWN = "bot/domain/rights/own_settings.py"


@cache
def every() -> list[Place]:
    """Every place of the project: some seconds, once."""
    return all_places()


def made(source: str, operator: str) -> list[tuple[str, str]]:
    """What this operator does to a source: (what is changed, the whole as it is then)."""
    source = dedent(source)
    found = [one for one in places("x.py", source) if one.operator == operator]
    return [(shown(one), ast.unparse(mutated(source, one))) for one in found]


def test_a_call_nobody_uses_is_dropped() -> None:
    source = """
    async def f(a):
        "Words are no call."
        log.info("nor is this one missed")
        used = g(a)
        h(used)
        await k()
        return g(used)
    """
    assert [what for what, _ in made(source, CALL)] == ["h(used) -> pass", "await k() -> pass"]
    assert "h(used)" not in made(source, CALL)[0][1] and "await k()" in made(source, CALL)[0][1]


def test_each_condition_of_a_query_is_dropped() -> None:
    source = "q = select(t).where(t.c.a == 1, or_(t.c.b == 2, x), *more)"
    assert [whole for _, whole in made(source, WHERE)] == [
        "q = select(t).where(or_(t.c.b == 2, x), *more)",
        "q = select(t).where(t.c.a == 1, *more)",
        "q = select(t).where(t.c.a == 1, or_(t.c.b == 2, x))",
        "q = select(t).where(t.c.a == 1, or_(x), *more)",
        "q = select(t).where(t.c.a == 1, or_(t.c.b == 2), *more)",
    ]
    assert [whole for _, whole in made("q = (t.c.a == 1) & ~x", WHERE)] == ["q = ~x", "q = t.c.a == 1"]
    assert made("both = mine | {1}\nmode = os.A | os.B\nodd = n & 1", WHERE) == []


def test_each_guard_is_turned_round() -> None:
    source = """
    def f(a: int | None) -> str:
        if TYPE_CHECKING:
            import b
        while True:
            if not a:
                return "x" if a == 1 else "y"
            elif [c for c in a if c]:
                pass
    """
    assert [what for what, _ in made(source, GUARD)] == [
        "not a -> a",
        "a == 1 -> not a == 1",
        "[c for c in a if c] -> not [c for c in a if c]",
        "c -> not c",
    ]


def test_the_sampled_ones() -> None:
    assert [whole for _, whole in made("x = a and b or c", OPERAND)] == [
        "x = c",
        "x = a and b",
        "x = b or c",
        "x = a or c",
    ]
    assert made("x = a < b", COMPARISON) == [("a < b -> a <= b", "x = a <= b")]
    assert made("if a < b: pass", COMPARISON) == []  # turned round as a guard
    assert [whole for _, whole in made("def f(a: X[3], b=3): return True", CONSTANT)] == [
        "def f(a: X[3], b=4):\n    return True",
        "def f(a: X[3], b=3):\n    return False",
    ]


def test_a_name_outlives_edits_elsewhere() -> None:
    source = "class A:\n    def f(self):\n        def g():\n            h()\n            k()\n        return g\n"
    before, after = places("x.py", source), places("x.py", f'"""More."""\n\n\ndef e():\n    i()\n\n\n{source}')
    assert [one.name for one in before] == ["x.py:A.f.g:call:1", "x.py:A.f.g:call:2"]
    assert {one.name for one in before} < {one.name for one in after}


def test_the_project_has_places_of_each_kind_and_no_name_twice() -> None:
    found = every()
    assert {one.operator for one in found} == {CALL, WHERE, GUARD, OPERAND, COMPARISON, CONSTANT}
    assert len({one.name for one in found}) == len(found) > 5000
    chief, rest = in_order(found, 1)
    assert {one.operator for one in chief} == set(CHIEF) and len(chief) + len(rest) == len(found)
    assert in_order(found, 1) == (chief, rest) != in_order(found, 2)


@contextmanager
def wrong(operator: str, function: str) -> Iterator[Place]:
    """own_settings.py with a mistake in it, for a moment."""
    source = (ROOT / OWN).read_text(encoding="utf-8")
    place = next(one for one in places(OWN, source) if (one.operator, one.function) == (operator, function))
    had = Workshop().change(place, source)
    try:
        yield place
    finally:
        for one, code in had:
            one.__code__ = code


def test_a_mistake_reaches_whoever_has_imported_the_function() -> None:
    copied = own_settings.agreed_word
    assert copied(OwnSettings(), "besok") is None
    with wrong(GUARD, "agreed_word"):
        assert copied(OwnSettings(), "besok") is not None
    assert copied(OwnSettings(), "besok") is None


def test_what_nobody_holds_cannot_be_changed() -> None:
    place = Place(OWN, "", CONSTANT, 1, (12, 12), 12, 0, "3", "4", 0)
    with pytest.raises(CannotChange):
        Workshop().change(place, (ROOT / OWN).read_text(encoding="utf-8"))


def test_a_call_at_the_top_of_a_module_has_to_be_left_out_before_it_is_imported() -> None:
    calls = [one for one in all_places() if one.operator == CALL and not one.outer]
    assert calls
    for one in calls:
        with pytest.raises(CannotChange):
            Workshop().change(one, (ROOT / one.path).read_text(encoding="utf-8"))


def test_a_name_that_cannot_be_made_at_all_is_no_fault_of_the_runner() -> None:
    """It is tried in a process that imports it, and noticed there."""
    path = "bot/domain/dates/written.py"
    assert written.__name__ == "bot.domain.dates.written"
    source = (ROOT / path).read_text(encoding="utf-8")
    wrong = [one for one in places(path, source) if not one.outer and one.operator == GUARD]
    assert [one.before for one in wrong] == ["word in MONTHS", "word in WEEKDAYS"]
    for one in wrong:
        with pytest.raises(CannotChange, match="no module that can be imported"):
            Workshop().change(one, source)


def test_forks_say_what_they_notice_and_a_module_is_wrong_before_it_is_imported() -> None:
    """In a process of its own, as forks want one without threads and without the project."""
    script = """
    import os
    import signal
    from tests.mutants import fresh
    from tests.mutants.forks import DIED, TOO_LONG, in_forks
    from tests.mutants.places import ROOT, places

    path = "bot/domain/rights/own_settings.py"
    found = places(path, (ROOT / path).read_text(encoding="utf-8"))
    mistake = next(one for one in found if one.operator == "guard" and one.function == "agreed_word")
    same = next(one for one in found if one.operator == "constant" and not one.function)
    tests = ["tests/domain/test_own_settings.py"]

    def act(job, folder, alive):
        if job == "dies":
            os.abort()
        while job == "never ends":
            signal.pause()
        return fresh.runs(None if job == "as it is" else job, tests, 30, folder, alive)

    def done(seconds, *jobs):
        jobs = list(jobs)
        return dict(in_forks(lambda: jobs.pop() if jobs else None, act, at_once=2, seconds=seconds))

    assert done(0.5, "dies", "never ends") == {"dies": DIED, "never ends": TOO_LONG}
    found = done(60, mistake, same, "as it is")
    assert found[mistake].startswith("tests/domain/test_own_settings.py::"), found
    assert found["as it is"] == "" == found[same], found
    """
    done = subprocess.run(
        [sys.executable, "-c", dedent(script)], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr


def test_too_much_unnoticed_is_an_error_and_so_is_anything_where_nothing_may_be() -> None:
    source = "def f():\n" + "    g()\n" * 10
    ordinary = places("handlers/typed.py", source)
    seen = {one.name: (NOTICED, "a test") for one in ordinary}
    assert verdict(ordinary, seen, False) == 0
    assert verdict(ordinary, seen | {ordinary[0].name: (UNNOTICED, "")}, False) == 0
    assert verdict(ordinary, seen | {one.name: (UNNOTICED, "") for one in ordinary[:2]}, False) == 1
    strict = places("bot/store/engine/audit.py", source)
    known = {one.name: (NOTICED, "a test") for one in strict}
    assert verdict(strict, known, False) == 0
    assert verdict(strict, known | {strict[0].name: (UNNOTICED, "")}, False) == 1
    assert (room(ordinary[0].path), room(strict[0].path)) == ("handlers", "audit")


def test_which_test_noticed_is_known_the_next_time(tmp_path: Path) -> None:
    one, two, three = places("x.py", "def f():\n    g()\n    h()\ndef k():\n    g()\n")
    kept, later = tmp_path / "kept.txt", tmp_path / "later.txt"
    by = {one.name: "test_b.py::test_b[x y]", two.name: "test_a.py::test_a", three.name: "(never ends)"}
    noticed.write(kept, by | {"gone.py:f:call:1": "test_a.py::test_a"}, [one, two, three])
    assert noticed.read(kept) == {one.name: by[one.name], two.name: by[two.name]}
    noticed.write(later, {one.name: by[two.name]}, [one])
    assert noticed.read(tmp_path / "none.txt", kept, later) == {one.name: by[two.name], two.name: by[two.name]}
    assert noticed.by_function(noticed.read(kept)) == {"x.py:f": ["test_a.py::test_a", by[one.name]]}


def test_the_list_of_what_is_no_mistake_names_places_that_exist() -> None:
    assert stale(equivalents(), every()) == []


def test_what_is_listed_has_a_reason_and_is_missed_when_it_is_gone() -> None:
    (one,) = places("x.py", "def f():\n    g()\n")
    (listed,) = equivalents(f"{one.name}\n  {shown(one)}\n  g does nothing.\n")
    assert stale([listed], [one]) == []
    assert stale([listed], []) == [one.name]
    assert stale([listed], places("x.py", "def f():\n    h()\n")) == [one.name]
    with pytest.raises(ValueError, match="three lines"):
        equivalents(f"{one.name}\n  {shown(one)}\n")
