"""Each chat's last press, so that an impatient second tap on the same button is known for what it is."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Two columns, empty at first."""
    op.add_column("chats", sa.Column("pressed", sa.LargeBinary(), nullable=True))
    op.add_column("chats", sa.Column("pressed_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Without them."""
    with op.batch_alter_table("chats") as batch:
        batch.drop_column("pressed_at")
        batch.drop_column("pressed")
