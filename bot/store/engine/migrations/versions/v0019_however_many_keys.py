"""An erasure names however many keys it destroyed."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Without a limit: who came and left many times has many keys, and an erasure is never too long."""
    with op.batch_alter_table("tombstones") as batch:
        batch.alter_column("key_ids", existing_type=sa.String(64), type_=sa.Text(), existing_nullable=False)


def downgrade() -> None:
    """With a limit, which what stands there keeps to on SQLite alone."""
    with op.batch_alter_table("tombstones") as batch:
        batch.alter_column("key_ids", existing_type=sa.Text(), type_=sa.String(64), existing_nullable=False)
