"""The log of lives and the lists signed over it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the two tables."""
    for name, key in (("log_entries", "position"), ("checkpoints", "number")):
        op.create_table(
            name,
            sa.Column(key, sa.Integer, primary_key=True, autoincrement=False),
            sa.Column("body", sa.Text, nullable=False),
        )


def downgrade() -> None:
    """Drop them again."""
    op.drop_table("checkpoints")
    op.drop_table("log_entries")
