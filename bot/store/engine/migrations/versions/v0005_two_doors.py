"""What the two doors remember: message numbers both ways, a day of rest, a last word, the commands a phone lists."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
NEW = (
    ("inbox", "message_id", sa.BigInteger()),
    ("outbox", "message_id", sa.BigInteger()),
    ("participants", "quiet_until", sa.BigInteger()),
    ("chats", "last_word", sa.String(16)),
    ("chats", "last_word_at", sa.BigInteger()),
    ("chats", "commands", sa.String(16)),
    ("chats", "doubted_at", sa.BigInteger()),
)


def upgrade() -> None:
    """Columns alone, empty at first."""
    for table, name, kind in NEW:
        op.add_column(table, sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    """Without them."""
    for table, name, _ in reversed(NEW):
        with op.batch_alter_table(table) as batch:
            batch.drop_column(name)
