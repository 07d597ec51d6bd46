"""Each frequent statement is answered by an index, also beside the rows of years."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
INDEXES = (
    ("ix_people_role", "people", ["role"], None),
    ("ix_people_supervisor_id", "people", ["supervisor_id"], None),
    ("ix_consents_case_id_tick_id", "consents", ["case_id", "tick", "id"], None),
    ("ix_consents_ends_id", "consents", ["ends_id"], None),
    ("ix_requests_open", "requests", ["state", "due_at"], "state IN ('open', 'taken')"),
    ("ix_flags_acknowledged_by", "flags", ["acknowledged_by"], None),
    ("ix_audit_unchained", "audit", ["chain", "id"], "chain IS NULL"),
    ("ix_prompts_kind_created_at", "prompts", ["kind", "created_at"], None),
    ("ix_inbox_new", "inbox", ["state", "id"], "state = 'new'"),
    ("ix_inbox_failed", "inbox", ["state", "id"], "state = 'failed'"),
    ("ix_inbox_received_at", "inbox", ["received_at"], None),
    ("ix_outbox_ready", "outbox", ["state", "id"], "state = 'ready'"),
    ("ix_outbox_sending", "outbox", ["state", "id"], "state = 'sending'"),
    ("ix_outbox_uncertain", "outbox", ["uncertain", "id"], "uncertain"),
    ("ix_outbox_prompt_id_created_at", "outbox", ["prompt_id", "created_at"], None),
    ("ix_outbox_created_at", "outbox", ["created_at"], None),
)
# What they take the place of.
FORMER = (
    ("ix_inbox_state_id", "inbox", ["state", "id"]),
    ("ix_outbox_state_id", "outbox", ["state", "id"]),
    ("ix_outbox_prompt_id", "outbox", ["prompt_id"]),
)


def upgrade() -> None:
    """Indexes alone."""
    for name, table, columns, where in INDEXES:
        some = None if where is None else sa.text(where)
        # SQLite has no truth by itself.
        in_sqlite = sa.text("uncertain = 1") if where == "uncertain" else some
        op.create_index(op.f(name), table, columns, sqlite_where=in_sqlite, postgresql_where=some)
    for name, table, _ in FORMER:
        op.drop_index(op.f(name), table_name=table)


def downgrade() -> None:
    """Without them."""
    for name, table, columns in FORMER:
        op.create_index(op.f(name), table, columns)
    for name, table, _, _ in reversed(INDEXES):
        op.drop_index(op.f(name), table_name=table)
