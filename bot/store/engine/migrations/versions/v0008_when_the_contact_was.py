"""When a contact was, apart from when it was recorded."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """What is kept already was recorded on the day of the contact, as far as anybody knows."""
    op.add_column("checkins", sa.Column("contact_at", sa.BigInteger(), nullable=True))
    op.execute(sa.text("UPDATE checkins SET contact_at = at"))
    with _rebuilding() as batch:
        batch.alter_column("contact_at", existing_type=sa.BigInteger(), nullable=False)
    op.create_index(op.f("ix_checkins_case_id_contact_at"), "checkins", ["case_id", "contact_at"])


def downgrade() -> None:
    """Without it; the answers still say the day."""
    op.drop_index(op.f("ix_checkins_case_id_contact_at"), table_name="checkins")
    with _rebuilding() as batch:
        batch.drop_column("contact_at")


@contextmanager
def _rebuilding() -> Iterator[BatchOperations]:
    """SQLite makes the table anew, and forgets which number it had reached: what is gone keeps its numbers."""
    reached = None
    if op.get_bind().dialect.name == "sqlite":
        reached = op.get_bind().scalar(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'checkins'"))
    with op.batch_alter_table("checkins", table_kwargs={"sqlite_autoincrement": True}) as batch:
        yield batch
    if reached is not None:
        op.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = 'checkins'"))
        op.execute(sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES ('checkins', :seq)").bindparams(seq=reached))
