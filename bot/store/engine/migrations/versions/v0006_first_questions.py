"""A form whose first question stands on the screen and is not answered yet hears what is typed there, too."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """One column; whatever is kept already was answered."""
    op.add_column("drafts", sa.Column("blank", sa.Boolean(), nullable=True))


def downgrade() -> None:
    """Without it, and without forms that nobody has answered."""
    op.execute(sa.text("DELETE FROM drafts WHERE blank"))
    with op.batch_alter_table("drafts") as batch:
        batch.drop_column("blank")
