"""Whoever opened a participant's link waits until somebody who has met them says that it is them."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Whoever had joined before is who they are taken for."""
    op.add_column("people", sa.Column("unmet", sa.Boolean(), nullable=True))


def downgrade() -> None:
    """Without it: whoever waits has joined."""
    op.drop_column("people", "unmet")
