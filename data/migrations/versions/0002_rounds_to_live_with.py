"""A roster, templates and hand-made orders; rounds that end early; what a new plan changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data.column_types import Geometry, Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("hazard", sa.Column("visit_from", sa.String(length=5), nullable=True))
    op.add_column("hazard", sa.Column("visit_to", sa.String(length=5), nullable=True))
    op.add_column("contact", sa.Column("deputy_id", sa.String(length=36), nullable=True))
    op.add_column("shift", sa.Column("end_point", Geometry(), nullable=True))
    op.add_column("plan", sa.Column("changes", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("round", sa.Column("ended_at", Moment(), nullable=True))
    op.add_column("round", sa.Column("ended_by", sa.Text(), nullable=False, server_default=""))
    op.add_column("round", sa.Column("reason", sa.Text(), nullable=False, server_default=""))
    op.add_column(
        "checkin", sa.Column("typed_in", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "absence",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("community_id", sa.String(length=36), nullable=False),
        sa.Column("contact_id", sa.String(length=36), nullable=False),
        sa.Column("from_at", Moment(), nullable=False),
        sa.Column("to_at", Moment(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"]),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("absence_contact", "absence", ["contact_id", "from_at"])
    op.create_table(
        "round_template",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("community_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("pass_name", sa.String(length=10), nullable=False),
        sa.Column("team_id", sa.String(length=36), nullable=False),
        sa.Column("hazard_ids", sa.JSON(), nullable=False),
        sa.Column("in_use", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"]),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("round_template_community", "round_template", ["community_id"])
    op.create_table(
        "hand_order",
        sa.Column("community_id", sa.String(length=36), nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("team_id", sa.String(length=36), nullable=False),
        sa.Column("pass_name", sa.String(length=10), nullable=False),
        sa.Column("hazard_ids", sa.JSON(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"]),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"]),
        sa.PrimaryKeyConstraint("community_id", "night", "team_id", "pass_name"),
    )
    op.create_table(
        "confirmation",
        sa.Column("plan_id", sa.String(length=36), nullable=False),
        sa.Column("team_id", sa.String(length=36), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"]),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"]),
        sa.PrimaryKeyConstraint("plan_id", "team_id"),
    )
