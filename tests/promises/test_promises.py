"""Every sentence that promises names what keeps it, and what is named is still there; three rows are tried for real."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from textwrap import dedent

import pytest

from tests.promises.register import KINDS, ROOT, Promise, catalog, marked, plain, promises, readme_sentences

README = (ROOT / "README.md").read_text(encoding="utf-8")


@cache
def defined_in(file: str) -> set[str]:
    """The tests a file defines."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")}


def test_each_sentence_that_promises_is_listed() -> None:
    """In a row with the code that keeps it, or among those that promise nothing."""
    kept = {sentence for one in promises() for sentence in one.says}
    listed = kept | {one.sentence for one in plain()}
    assert [sentence for sentence in marked(catalog()) if sentence not in listed] == []


def test_each_promise_of_readme_is_listed() -> None:
    kept = {sentence for one in promises() for sentence in one.readme}
    listed = kept | {one.sentence for one in plain()}
    assert [sentence for sentence in readme_sentences(README) if sentence not in listed] == []


def test_what_is_listed_is_still_said() -> None:
    said, told = catalog(), readme_sentences(README)
    for one in promises():
        assert one.says or one.readme, one.that
        assert [sentence for sentence in one.says if sentence not in said] == [], one.that
        assert [sentence for sentence in one.readme if sentence not in told] == [], one.that


def test_what_promises_nothing_is_said_has_a_marker_and_stands_once() -> None:
    looked_at = {*marked(catalog()), *readme_sentences(README)}
    kept = {sentence for one in promises() for sentence in (*one.says, *one.readme)}
    assert [one.sentence for one in plain() if one.sentence not in looked_at] == []
    assert [one.sentence for one in plain() if one.sentence in kept] == []
    assert {one.kind for one in plain()} <= set(KINDS)
    sentences = [one.sentence for one in plain()]
    assert [one for one in sentences if sentences.count(one) > 1] == []


def test_no_row_stands_twice() -> None:
    rows = [(one.path, one.code, one.left) for one in promises()]
    assert [one for one in rows if rows.count(one) > 1] == []
    names = [one.that for one in promises()]
    assert [one for one in names if names.count(one) > 1] == []


@pytest.mark.parametrize("promise", promises(), ids=lambda one: one.that.replace(" ", "_"))
def test_what_keeps_it_is_there_and_so_is_its_test(promise: Promise) -> None:
    before = ast.parse((ROOT / promise.path).read_text(encoding="utf-8"))
    assert ast.dump(promise.without) != ast.dump(before), "nothing is taken away"
    file, _, name = promise.test.partition("::")
    assert name.partition("[")[0] in defined_in(file)


def test_a_new_sentence_that_promises_is_noticed_in_both_languages() -> None:
    new = {
        "Nobody will ever read it.": "-",
        "Erased within a day.": "-",
        "Hello.": "Catatan tidak pernah dibaca orang lain.",
        "Good day.": "Selamat siang.",
    }
    assert marked(new) == ["Nobody will ever read it.", "Erased within a day.", "Hello."]


def test_code_that_is_gone_is_missed() -> None:
    (first, *_) = promises()
    gone = Promise("x.toml", "", ("",), (), first.path, "what never stood there", "", first.test)
    with pytest.raises(ValueError, match="stands 0 times"):
        ast.dump(gone.without)


def runs(*arguments: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own, as forks want one without threads and without the project."""
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )


def test_three_promises_are_broken_and_their_tests_fail() -> None:
    """Others each time the table grows."""
    done = runs("-m", "tests.promises", "--sample", "3", "--seed", str(len(promises())))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 rows" in done.stdout and "0 not caught" in done.stdout


def test_a_promise_whose_test_goes_on_is_told() -> None:
    script = """
    from tests.promises.register import Promise
    from tests.promises.removing import removed

    test = "tests/domain/test_own_settings.py::{}"
    row = ("x.toml", "what no test looks at", ("",), (), "bot/domain/rights/own_settings.py")
    unseen = Promise(*row, "SHORTEST_WORD = 3", "SHORTEST_WORD = 3 + 1", test.format("NAME"))
    broken = Promise(*row, "from bot.domain.typed import plainly", "import nothing_of_that_name", test.format("NAME"))
    for promise, said in removed([unseen, broken]):
        print(promise.left, "->", said)
    """
    name = sorted(defined_in("tests/domain/test_own_settings.py"))[0]
    done = runs("-c", dedent(script).replace("NAME", name))
    assert done.returncode == 0, done.stderr
    assert "SHORTEST_WORD = 3 + 1 -> NOT CAUGHT\n" in done.stdout
    assert "import nothing_of_that_name -> NOT CAUGHT (it does not begin" in done.stdout
