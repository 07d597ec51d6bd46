"""A new column that points to a person: SQLite adds it in place, since a table made anew forgets its highest number."""

import sqlalchemy as sa
from alembic import op

PERSON = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def point_to_a_person(table: str, column: str) -> None:
    """Add an empty column to `table` that holds the number of a person."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(sa.text(f"ALTER TABLE {table} ADD COLUMN {column} INTEGER REFERENCES people (id)"))
        return
    op.add_column(table, sa.Column(column, PERSON, nullable=True))
    op.create_foreign_key(f"fk_{table}_{column}", table, "people", [column], ["id"])
