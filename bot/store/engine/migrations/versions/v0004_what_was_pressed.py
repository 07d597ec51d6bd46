"""What a handled update pressed, so that an impatient second tap on the same button is known for what it is."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """One column, empty at first."""
    op.add_column("inbox", sa.Column("pressed", sa.String(11), nullable=True))


def downgrade() -> None:
    """Without it."""
    with op.batch_alter_table("inbox") as batch:
        batch.drop_column("pressed")
