"""Keep how far each register grew: one that is cut at its end is noticed."""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

REGISTERS = ('interference', 'protected_reading')


def upgrade() -> None:
    """Go forward; what the registers hold now is their head."""
    op.create_table('register_head',
    sa.Column('register_name', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('hash', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.PrimaryKeyConstraint('register_name')
    )
    for table in REGISTERS:
        op.execute(
            "INSERT INTO register_head (register_name, number, hash) "
            f"SELECT '{table}', number, hash FROM {table} ORDER BY number DESC LIMIT 1"
        )


def downgrade() -> None:
    """Go back."""
    op.drop_table('register_head')
