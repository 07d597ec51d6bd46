"""A table that SQLite makes anew keeps the number it had reached: what is gone keeps its own for good."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations


@contextmanager
def rebuilding(table: str) -> Iterator[BatchOperations]:
    """Change `table` in a batch."""
    reached = None
    if op.get_bind().dialect.name == "sqlite":
        asked = sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name").bindparams(name=table)
        reached = op.get_bind().scalar(asked)
    with op.batch_alter_table(table, table_kwargs={"sqlite_autoincrement": True}) as batch:
        yield batch
    if reached is not None:
        op.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :name").bindparams(name=table))
        kept = sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)")
        op.execute(kept.bindparams(name=table, seq=reached))
