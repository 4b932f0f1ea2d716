"""Submissions, outcomes and runs."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the first three tables."""
    op.create_table(
        "submissions",
        sa.Column("tree", sa.String(64), primary_key=True),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("archive_sha256", sa.String(64), nullable=False),
        sa.Column("first_seen", sa.String(40), nullable=False),
    )
    op.create_table(
        "outcomes",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("tree", sa.String(64), nullable=False),
        sa.Column("check_id", sa.String(255), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("body_sha256", sa.String(64), nullable=False),
        sa.Column("made", sa.String(40), nullable=False),
    )
    op.create_index("outcomes_by_tree", "outcomes", ["tree"])
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("tree", sa.String(64), sa.ForeignKey("submissions.tree"), nullable=False),
        sa.Column("policy_digest", sa.String(64), nullable=False),
        sa.Column("started", sa.String(40), nullable=False),
        sa.Column("ended", sa.String(40)),
        sa.Column("overall", sa.String(32)),
        sa.Column("report_sha256", sa.String(64)),
    )


def downgrade() -> None:
    """Drop them again."""
    op.drop_table("runs")
    op.drop_table("outcomes")
    op.drop_table("submissions")
