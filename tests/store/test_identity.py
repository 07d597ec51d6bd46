"""Database and bot belong together, and a file that is replaced while it is used is noticed: without a process."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.store.engine.database import Database, FileReplaced
from bot.store.keeping import identity


def test_another_bots_token_is_refused_and_the_own_one_is_not(database: Database) -> None:
    with database.transaction() as tx:
        assert not identity.is_known(tx, 1)
        identity.know_bot(tx, 1, "uji_bot")
        assert identity.is_known(tx, 1)
    with database.transaction() as tx, pytest.raises(identity.NotTogether, match="another bot's"):
        identity.know_bot(tx, 2, "lain_bot")
    with database.transaction() as tx:
        identity.know_bot(tx, 2, "lain_bot", another=True)
        assert identity.is_known(tx, 2)


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_file_that_is_replaced_while_it_is_used_takes_nothing_more(database: Database, tmp_path: Path) -> None:
    with database.transaction() as tx:
        identity.know_bot(tx, 1, "uji_bot")
    path = Path(database.engine.url.database or "")
    content = path.read_bytes()
    path.rename(tmp_path / "elsewhere.db")
    path.write_bytes(content)
    with pytest.raises(FileReplaced, match="deleted or replaced"), database.transaction() as tx:
        identity.know_bot(tx, 1, "uji_bot")
