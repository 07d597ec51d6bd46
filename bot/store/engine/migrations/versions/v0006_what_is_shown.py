"""What is shown is read when it is typed: a form's first question, and the buttons of what was said."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Columns alone; whatever is kept already was answered, and shows what its buttons say no more."""
    op.add_column("drafts", sa.Column("blank", sa.Boolean(), nullable=True))
    op.add_column("outbox", sa.Column("buttons", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Without them, and without forms that nobody has answered."""
    op.execute(sa.text("DELETE FROM drafts WHERE blank"))
    for table, column in (("drafts", "blank"), ("outbox", "buttons")):
        with op.batch_alter_table(table, table_kwargs={"sqlite_autoincrement": True}) as batch:
            batch.drop_column(column)
