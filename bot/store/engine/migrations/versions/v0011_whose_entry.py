"""Each entry of the audit carries a mark of the program that wrote it."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Earlier entries are signed already, or will be when the key file first remembers them."""
    op.add_column("audit", sa.Column("mark", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Without it."""
    op.drop_column("audit", "mark")
