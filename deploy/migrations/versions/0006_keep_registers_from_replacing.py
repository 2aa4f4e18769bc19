"""Keep a register's row from being replaced: SQLite's REPLACE fires no trigger of its own."""

from alembic import op


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

REGISTERS = ('interference', 'protected_reading')
WORDS = 'this register only grows: a row is neither changed nor deleted'


def upgrade() -> None:
    """Go forward; PostgreSQL has no REPLACE, and its upsert is refused as an update already."""
    if op.get_bind().dialect.name != 'sqlite':
        return
    for table in REGISTERS:
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id OR number = NEW.number) "
            f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
        )


def downgrade() -> None:
    """Go back."""
    if op.get_bind().dialect.name != 'sqlite':
        return
    for table in REGISTERS:
        op.execute(f'DROP TRIGGER {table}_no_replace')
