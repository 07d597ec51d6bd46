"""Whether the calendar files of somebody of the staff carry codes; they do not, until that person asks for it."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Nobody has asked for it."""
    op.add_column("people", sa.Column("calendar_codes", sa.Boolean(), nullable=True))


def downgrade() -> None:
    """Without codes, for everybody."""
    op.drop_column("people", "calendar_codes")
