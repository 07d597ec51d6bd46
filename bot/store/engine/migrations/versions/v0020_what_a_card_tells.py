"""How each contact was, so that a card and a timeline need not open what was recorded."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Of earlier contacts it stays unknown: it stands among what is sealed."""
    op.add_column("checkin_revisions", sa.Column("contact", sa.String(16)))


def downgrade() -> None:
    """Without it; it still stands among what is sealed."""
    with op.batch_alter_table("checkin_revisions") as batch:
        batch.drop_column("contact")
