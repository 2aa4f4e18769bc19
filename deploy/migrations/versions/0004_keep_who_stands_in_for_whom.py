"""Keep who stands in for whom."""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table('delegation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('giver_id', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('deputy_id', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.Column('both', sa.Boolean(), nullable=False),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
    sa.Column('set_by', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('set_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('ended_by', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('ended_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['deputy_id'], ['officer.id'], ),
    sa.ForeignKeyConstraint(['giver_id'], ['officer.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('delegation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_delegation_giver_id'), ['giver_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_delegation_until_on'), ['until_on'], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('delegation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_delegation_until_on'))
        batch_op.drop_index(batch_op.f('ix_delegation_giver_id'))

    op.drop_table('delegation')
