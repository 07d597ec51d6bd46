"""Adding a screen, a sentence, a language, an entry of the support information, a column, a command."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.store.engine import schema
from tests.recipes.kitchen import PO, Kitchen, fine, loud

PRESSES, ROUTES = "bot/domain/presses.py", "handlers/__init__.py"
MENTORS, COMMANDS, VERSIONS = "handlers/mentor", "bot/commands", "bot/store/engine/migrations/versions"
SCREEN, TALK = f"{MENTORS}/rest.py", f"{MENTORS}/talk.py"
DECLARED, DOORS, BOOK = "tests/map/test_map.py", "tests/map/doors.txt", "tests/map/screens.txt"
PAGE = "# Rest\n## owner, cover\n    Jangan lupa istirahat juga, Ibu.\n    [Menu]\n\n"
ROOM = '''"""A mentor is reminded to rest."""

from bot.domain.presses import Rest
from bot.domain.text import N_
from bot.turn import Reply, Turn
from handlers.screens import menu


def rest(turn: Turn, pressed: Rest) -> list[Reply]:
    """A kind word."""
    return [turn.say(turn.t(N_("Please take a rest too, {you}.")), (menu(turn),))]
'''
RESTING = {"Please take a rest too, {you}.": "Jangan lupa istirahat juga, {you}.", "Take a rest": "Istirahat"}
STORY = (
    'siti.sends("/atur").taps("Saya butuh teman bicara", "Ya, sampaikan", "Istirahat")'
    '.sees("Jangan lupa istirahat juga, Ibu.")'
)
BUTTON = '(Button(turn.t(N_("Take a rest")), Rest()), menu(turn))'


@pytest.fixture
def kitchen(tmp_path: Path) -> Kitchen:
    return Kitchen(tmp_path)


def a_screen(kitchen: Kitchen, but: str = "") -> Kitchen:
    """Each step of the recipe, without the one that is named."""
    if but != "press":
        last = 'needs someone to talk to; asked once, then told (`sure`)."""\n\n    sure: bool = False\n'
        kitchen.edits(PRESSES, last, last + '\n\n@press\nclass Rest(Press):\n    """A word about resting."""\n')
    kitchen.adds(SCREEN, ROOM)
    if but != "route":
        route = "    Route(Talk, talk.talk, MENTOR),\n"
        kitchen.edits(ROUTES, route, route + "    Route(Rest, rest.rest, MENTOR),\n")
        kitchen.edits(ROUTES, "    Talk,\n", "    Talk,\n    Rest,\n")
        kitchen.edits(ROUTES, "    rhythm,\n    talk,\n", "    rest,\n    rhythm,\n    talk,\n")
    if but != "button":
        kitchen.edits(TALK, "(menu(turn),))", BUTTON + ")")
        kitchen.edits(TALK, "import Settings, Talk\n", "import Rest, Settings, Talk\n")
    if but != "sentence":
        kitchen.says(
            {"Please take a rest too, {you}.": "Jangan lupa istirahat juga, {you}.", "Take a rest": "Istirahat"}
        )
    if but != "contract":
        kitchen.edits(DECLARED, "WhatToChange Save", "WhatToChange Rest Save")
        kitchen.edits(BOOK, "# Home\n", PAGE + "# Home\n")
    if but != "door":
        kitchen.edits(DOORS, "Talk: mentor\n", "Talk: mentor\nRest: mentor\n")
    return kitchen


def test_a_screen_is_a_file_a_press_a_route_and_a_button(kitchen: Kitchen) -> None:
    a_screen(kitchen)
    fine(kitchen.lives(STORY))
    fine(kitchen.tests("tests/test_routes.py", "tests/test_catalog.py", "tests/map", "-k", "not comes_of_it or Rest"))
    assert kitchen.touched == {PRESSES, ROUTES, SCREEN, TALK, PO, DECLARED, DOORS, BOOK}


@pytest.mark.parametrize(
    ("but", "says"),
    [
        ("press", "Rest"),
        ("route", "Rest"),
        ("button", "Rest"),
        ("sentence", "Take a rest"),
        ("contract", "Rest"),
        ("door", "Rest: mentor"),
    ],
)
def test_a_screen_without_a_step_is_found_out(kitchen: Kitchen, but: str, says: str) -> None:
    a_screen(kitchen, but)
    names = ("tests/test_routes.py", "tests/test_catalog.py", "tests/map/test_map.py")
    loud(kitchen.tests(*names, "-k", "not comes_of_it and not without_its_seal and not each_sentence"), says)


def test_a_sentence_is_english_in_the_code_and_indonesian_in_the_catalog(kitchen: Kitchen) -> None:
    kitchen.edits("handlers/home.py", 'N_("Good morning, {you}.")', 'N_("A fine morning to you, {you}.")')
    loud(kitchen.tests("tests/test_catalog.py"), "A fine morning")
    kitchen.edits(PO, 'msgid "Good morning, {you}."', 'msgid "A fine morning to you, {you}."')
    fine(kitchen.tests("tests/test_catalog.py"))
    fine(kitchen.lives('siti.sends("/menu").sees("Selamat pagi, Ibu.")'))
    kitchen.edits(PO, 'msgstr "Selamat pagi, {you}."', 'msgstr "Selamat pagi, {nama}."')
    loud(kitchen.tests("tests/test_catalog.py"), "a placeholder that is")


def test_a_language_is_a_folder(kitchen: Kitchen) -> None:
    catalog = (kitchen.folder / PO).read_text(encoding="utf-8")
    there = "locales/jv/LC_MESSAGES/titian.po"
    (kitchen.folder / there).parent.mkdir(parents=True)
    kitchen.adds(there, catalog.replace('"Selamat pagi, {you}."', '"Sugeng enjing, {you}."'))
    fine(kitchen.tests("tests/test_catalog.py"))
    speaks = """
from sqlalchemy import update
from bot.store.engine.tables import people
town.asks(lambda tx: tx.execute(update(people).where(people.c.id == siti.person.id).values(language="jv")))
siti.sends("/menu").sees("Sugeng enjing, Ibu.")
yusuf.sends("/menu").sees("Selamat pagi, Bapak.")
"""
    fine(kitchen.lives(speaks))
    kitchen.edits(there, 'msgid "Good day, {you}."', 'msgid "Good something, {you}."')
    loud(kitchen.tests("tests/test_catalog.py"), "Good day")


ENTRY = """
[[entry]]
id = "warung_contoh"
category = "kerja"
name = "Warung contoh"
helps = "Tempat magang contoh."
how = ["Datang langsung"]
source = "Dinas Contoh, Maret 2026"
checked = "2026-03"
status = "V"
for = "all"
keywords = ["magang warung"]
"""


def test_an_entry_is_a_block(kitchen: Kitchen) -> None:
    kitchen.adds("locales/id/support.toml", ENTRY)
    fine(kitchen.lives('siti.sends("/info").types("magang warung").sees("Warung contoh")'))
    assert kitchen.touched == {"locales/id/support.toml"}


@pytest.mark.parametrize(
    "left_out", ['name = "Warung contoh"\n', 'category = "kerja"\n', 'source = "Dinas Contoh, Maret 2026"\n']
)
def test_an_entry_without_a_part_is_found_out(kitchen: Kitchen, left_out: str) -> None:
    kitchen.adds("locales/id/support.toml", ENTRY.replace(left_out, ""))
    loud(kitchen.runs("-m", "bot", "check"), "warung_contoh")


TABLES, STEP = "bot/store/engine/tables.py", f"{VERSIONS}/v9999_a_remark.py"
MIGRATION = '''"""A remark."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "HEAD"


def upgrade() -> None:
    """Forward."""
    op.add_column("cases", sa.Column("remark", sa.String(20)))


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("cases") as batch:
        batch.drop_column("remark")
'''.replace("HEAD", schema.head())
LINE = "    # Days on which this person"
FILLED = "        walls.add(tx, yusuf, case.id, other.id)\n        answered"
SAYS = 'tx.execute(metadata.tables["cases"].update().values(remark="x"))'
EMPTIED = 'lives.move(tx, CASE, "erase", case.id, name=None, quiet=None, last_at=None'


def a_column(kitchen: Kitchen, but: str = "") -> Kitchen:
    """A column about a case: in the tables, in a migration, filled in by the test, emptied by erasing."""
    kitchen.edits(TABLES, LINE, '    Column("remark", String(20)),\n' + LINE)
    if but != "migration":
        kitchen.adds(STEP, MIGRATION)
    if but != "filled":
        kitchen.edits("tests/store/test_columns.py", FILLED, f"        {SAYS}\n{FILLED}")
    if but != "erased":
        kitchen.edits("bot/store/keeping/erasing.py", EMPTIED, EMPTIED.replace("quiet=None", "quiet=None, remark=None"))
    return kitchen


IN_THE_COPY = """
from sqlalchemy import update
from bot.store.engine.tables import cases
from bot.store.keeping import own_copy
town.case(siti)
town.asks(lambda tx: tx.execute(update(cases).values(remark="Kacamata")))
assert town.asks(lambda tx: own_copy.collect(tx, "R-001"))["cases"][0]["remark"] == "Kacamata"
"""
COLUMN_TESTS = ("tests/store/test_database.py", "tests/store/test_columns.py", "-k", "sqlite or not postgresql")


def test_a_column_is_a_line_a_migration_and_what_erasing_does_with_it(kitchen: Kitchen) -> None:
    a_column(kitchen)
    fine(kitchen.tests(*COLUMN_TESTS))
    fine(kitchen.lives(IN_THE_COPY))


@pytest.mark.parametrize(
    ("but", "says"), [("migration", "remark"), ("filled", "fill these in"), ("erased", "cases.remark")]
)
def test_a_column_without_a_step_is_found_out(kitchen: Kitchen, but: str, says: str) -> None:
    a_column(kitchen, but)
    loud(kitchen.tests(*COLUMN_TESTS), says)


COMMAND = '''"""`titian greet`: a word of greeting."""

import typer


def greet() -> None:
    """Say hello."""
    typer.echo("halo")
'''


def test_a_command_is_a_file_and_a_line(kitchen: Kitchen) -> None:
    kitchen.adds(f"{COMMANDS}/greet.py", COMMAND)
    loud(kitchen.runs("-m", "bot", "greet"), "No such command")
    kitchen.edits("bot/__main__.py", "    exports,\n", "    exports,\n    greet,\n")
    kitchen.edits(
        "bot/__main__.py", '    ("wall", wall.wall),\n', '    ("greet", greet.greet),\n    ("wall", wall.wall),\n'
    )
    done = kitchen.runs("-m", "bot", "greet")
    fine(done)
    assert done.stdout == "halo\n"
    loud(kitchen.tests("tests/test_commands.py", "-k", "readme"), "titian greet")
    kitchen.edits("README.md", "| `titian check` |", "| `titian greet` | a word |\n| `titian check` |")
    fine(kitchen.tests("tests/test_commands.py", "-k", "readme"))
