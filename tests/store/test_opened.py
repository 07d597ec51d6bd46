"""Whatever the vault opens is known as personal, column by column, but for what is nobody's words."""

from __future__ import annotations

import pytest
from sqlalchemy import LargeBinary

from bot.domain.rights.personal import is_personal
from bot.store.engine.database import NOT_PERSONAL, Database
from bot.store.engine.tables import metadata

# Sealed, and nobody's words: keys, what passes through as a whole, the number of a chat, names of staff.
NOT_OPENED = {("keys", "wrapped"), ("outbox", "buttons"), ("outbox", "payload"), ("inbox", "payload")}
PLAIN = {("chats", "telegram_id"), ("people", "name")}


def sealed_columns() -> list[tuple[str, str]]:
    return [
        (table.name, column.name)
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    ]


@pytest.mark.parametrize("column", sealed_columns(), ids=".".join)
def test_every_sealed_column_is_personal_or_known_not_to_be(database: Database, column: tuple[str, str]) -> None:
    if column in NOT_OPENED:
        return
    with database.transaction() as tx:
        tx.quotable = []
        found = tx.open(tx.seal_standing(b"Arman", *column, 1), *column, 1)
        facts = tx.open_facts(tx.seal_standing(b'{"note": "Kata Arman", "way": "visit"}', *column, 1), *column, 1)
    assert is_personal(found) is (column not in PLAIN)
    assert is_personal(facts["note"]), "what stands in facts always is"
    assert tx.quotable == ([] if column in PLAIN else ["Arman"]) + ["Kata Arman"], "a code of the bot's own is no text"


def test_what_passes_through_as_a_whole_is_nobodys_words() -> None:
    assert {place[0] for place in NOT_PERSONAL} == {"inbox", "outbox", "chats", "backup", "people"}
