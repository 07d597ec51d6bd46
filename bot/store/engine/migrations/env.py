"""What Alembic runs: the steps, on the connection it was given by bot/store/engine/schema.py."""

from alembic import context

from bot.store.engine.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
