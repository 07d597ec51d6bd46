"""Of a consent on paper: the day that stands on it, and who was there as a witness."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Of earlier papers neither is known."""
    op.add_column("consents", sa.Column("signed_on", sa.String(10), nullable=True))
    op.add_column("consents", sa.Column("witness", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Without them."""
    op.drop_column("consents", "witness")
    op.drop_column("consents", "signed_on")
