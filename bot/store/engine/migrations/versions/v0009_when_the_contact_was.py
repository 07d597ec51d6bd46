"""When a contact was, apart from when it was recorded."""

import sqlalchemy as sa
from alembic import op

from bot.store.engine.migrations.numbers import rebuilding

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """What is kept already was recorded on the day of the contact, as far as anybody knows."""
    op.add_column("checkins", sa.Column("contact_at", sa.BigInteger(), nullable=True))
    op.execute(sa.text("UPDATE checkins SET contact_at = at"))
    with rebuilding("checkins") as batch:
        batch.alter_column("contact_at", existing_type=sa.BigInteger(), nullable=False)
    op.create_index(op.f("ix_checkins_case_id_contact_at"), "checkins", ["case_id", "contact_at"])


def downgrade() -> None:
    """Without it; the answers still say the day."""
    op.drop_index(op.f("ix_checkins_case_id_contact_at"), table_name="checkins")
    with rebuilding("checkins") as batch:
        batch.drop_column("contact_at")
