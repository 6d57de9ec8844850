"""Gold mixed in unseen, retired and doubted; overlap that adapts; pauses and labels set aside."""

import secrets

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sqlmodel.sql.sqltypes.AutoString
UTC = sqlmodel.sql.sqltypes.UTCDateTime
STANDING = sa.text("ended_at IS NULL")
PLACES = 2**52


def upgrade() -> None:
    """Apply."""
    _widen_golds()
    no, yes = sa.false(), sa.true()
    for table, name, usual in (
        ("assignments", "beyond", no),
        ("labels", "beyond", no),
        ("current_labels", "counts", yes),
    ):
        op.add_column(table, sa.Column(name, sa.Boolean(), nullable=False, server_default=usual))
    op.add_column("members", sa.Column("paused", sa.Boolean(), nullable=False, server_default=no))
    op.add_column("tasks", sa.Column("wanted", sa.Integer(), nullable=True))
    for name, kind, given in (
        ("overlap_most", sa.Integer(), "0"),
        ("stakes_field", TEXT(), ""),
        ("stakes_value", TEXT(), ""),
    ):
        op.add_column("projects", sa.Column(name, kind, nullable=False, server_default=given))
    _make_honeypots()
    _make_retirements()
    _make_doubts()
    _make_pauses()
    _make_set_asides()


def _widen_golds() -> None:
    with op.batch_alter_table("golds") as batch:
        batch.add_column(sa.Column("clause_id", BIG, nullable=True))
        batch.add_column(sa.Column("ruling_id", BIG, nullable=True))
        batch.add_column(sa.Column("draw", BIG, nullable=False, server_default="0"))
        batch.add_column(
            sa.Column("in_use", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        batch.create_foreign_key("golds_clause_id_fkey", "clauses", ["clause_id"], ["id"])
        batch.create_foreign_key("golds_ruling_id_fkey", "rulings", ["ruling_id"], ["id"])
    golds = sa.table("golds", sa.column("task_id", BIG), sa.column("draw", BIG))
    connection = op.get_bind()
    ids = connection.execute(sa.select(golds.c.task_id)).scalars().all()
    drawn = [{"task": id, "place": secrets.randbelow(PLACES)} for id in ids]
    if drawn:
        placed = golds.update().where(golds.c.task_id == sa.bindparam("task"))
        connection.execute(placed.values(draw=sa.bindparam("place")), drawn)
    used = sa.text("in_use")
    op.create_index(
        "ix_golds_draw", "golds", ["project_id", "draw"], sqlite_where=used, postgresql_where=used
    )


def _make_honeypots() -> None:
    op.create_table(
        "honeypot_plans",
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("tells", sa.Boolean(), nullable=False),
        sa.Column("pause_below", sa.Integer(), nullable=False),
        sa.Column("seed", TEXT(), nullable=False),
        sa.Column("set_by", BIG, nullable=False),
        sa.Column("set_at", UTC(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"]),
        sa.ForeignKeyConstraint(["set_by"], ["members.id"]),
        sa.PrimaryKeyConstraint("project_id"),
    )
    op.create_table(
        "honeypots",
        sa.Column("member_id", BIG, nullable=False),
        sa.Column("task_id", BIG, nullable=False),
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("assignment_id", BIG, nullable=False),
        sa.Column("revision_id", BIG, nullable=True),
        sa.Column("asked_at", UTC(), nullable=False),
        sa.Column("settled_at", UTC(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"]),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"]),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"]),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignments.id"]),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"]),
        sa.PrimaryKeyConstraint("member_id", "task_id"),
    )
    op.create_index("ix_honeypots_task", "honeypots", ["task_id"])
    unsettled = sa.text("settled_at IS NULL")
    op.create_index(
        "ix_honeypots_unsettled",
        "honeypots",
        ["project_id", "asked_at"],
        sqlite_where=unsettled,
        postgresql_where=unsettled,
    )


def _make_retirements() -> None:
    op.create_table(
        "retirements",
        sa.Column("id", BIG, nullable=False),
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("task_id", BIG, nullable=False),
        sa.Column("why", TEXT(), nullable=False),
        sa.Column("reason", TEXT(), nullable=False),
        sa.Column("made_by", BIG, nullable=True),
        sa.Column("made_at", UTC(), nullable=False),
        sa.Column("ended_by", BIG, nullable=True),
        sa.Column("ended_at", UTC(), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"]),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"]),
        sa.ForeignKeyConstraint(["made_by"], ["members.id"]),
        sa.ForeignKeyConstraint(["ended_by"], ["members.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_retirements_task", "retirements", ["task_id"])
    op.create_index(
        "ux_retirements_standing",
        "retirements",
        ["task_id"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )


def _make_doubts() -> None:
    op.create_table(
        "doubts",
        sa.Column("id", BIG, nullable=False),
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("task_id", BIG, nullable=False),
        sa.Column("opened_at", UTC(), nullable=False),
        sa.Column("how", TEXT(), nullable=False),
        sa.Column("reason", TEXT(), nullable=False),
        sa.Column("question", BIG, nullable=True),
        sa.Column("ended_by", BIG, nullable=True),
        sa.Column("ended_at", UTC(), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"]),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"]),
        sa.ForeignKeyConstraint(["ended_by"], ["members.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_doubts_project", "doubts", ["project_id", "ended_at"])
    op.create_index(
        "ux_doubts_standing",
        "doubts",
        ["task_id"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )
    op.create_table(
        "gold_notes",
        sa.Column("id", BIG, nullable=False),
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("member_id", BIG, nullable=False),
        sa.Column("task_id", BIG, nullable=False),
        sa.Column("label_id", BIG, nullable=False),
        sa.Column("expected", TEXT(), nullable=False),
        sa.Column("clause_id", BIG, nullable=True),
        sa.Column("ruling_id", BIG, nullable=True),
        sa.Column("told_at", UTC(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"]),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"]),
        sa.ForeignKeyConstraint(["label_id"], ["labels.id"]),
        sa.ForeignKeyConstraint(["clause_id"], ["clauses.id"]),
        sa.ForeignKeyConstraint(["ruling_id"], ["rulings.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("member_id", "task_id"),
    )


def _make_pauses() -> None:
    op.create_table(
        "pauses",
        sa.Column("id", BIG, nullable=False),
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("member_id", BIG, nullable=False),
        sa.Column("state", TEXT(), nullable=False),
        sa.Column("right", sa.Integer(), nullable=False),
        sa.Column("judged", sa.Integer(), nullable=False),
        sa.Column("proposed_at", UTC(), nullable=False),
        sa.Column("reason", TEXT(), nullable=False),
        sa.Column("appeal", TEXT(), nullable=False),
        sa.Column("appealed_at", UTC(), nullable=True),
        sa.Column("made_by", BIG, nullable=True),
        sa.Column("made_at", UTC(), nullable=True),
        sa.Column("ended_by", BIG, nullable=True),
        sa.Column("ended_at", UTC(), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"]),
        sa.ForeignKeyConstraint(["made_by"], ["members.id"]),
        sa.ForeignKeyConstraint(["ended_by"], ["members.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_pauses_project", "pauses", ["project_id", "state", "id"])
    live = sa.text("state IN ('proposed', 'standing')")
    op.create_index(
        "ux_pauses_live",
        "pauses",
        ["member_id"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )


def _make_set_asides() -> None:
    op.create_table(
        "set_asides",
        sa.Column("id", BIG, nullable=False),
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("member_id", BIG, nullable=False),
        sa.Column("since", UTC(), nullable=True),
        sa.Column("until", BIG, nullable=False),
        sa.Column("cursor", BIG, nullable=False),
        sa.Column("labels", sa.Integer(), nullable=False),
        sa.Column("state", TEXT(), nullable=False),
        sa.Column("reason", TEXT(), nullable=False),
        sa.Column("made_by", BIG, nullable=False),
        sa.Column("made_at", UTC(), nullable=False),
        sa.Column("returned_why", TEXT(), nullable=False),
        sa.Column("returned_by", BIG, nullable=True),
        sa.Column("returned_at", UTC(), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"]),
        sa.ForeignKeyConstraint(["made_by"], ["members.id"]),
        sa.ForeignKeyConstraint(["returned_by"], ["members.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_set_asides_member", "set_asides", ["project_id", "member_id", "id"])
    op.create_index("ix_set_asides_state", "set_asides", ["state"])
    op.create_table(
        "set_aside_labels",
        sa.Column("set_aside_id", BIG, nullable=False),
        sa.Column("label_id", BIG, nullable=False),
        sa.Column("task_id", BIG, nullable=False),
        sa.Column("set_aside_at", UTC(), nullable=False),
        sa.Column("returned_at", UTC(), nullable=True),
        sa.ForeignKeyConstraint(["set_aside_id"], ["set_asides.id"]),
        sa.ForeignKeyConstraint(["label_id"], ["labels.id"]),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"]),
        sa.PrimaryKeyConstraint("set_aside_id", "label_id"),
    )
    op.create_index("ix_set_aside_labels_label", "set_aside_labels", ["label_id"])


def downgrade() -> None:
    """Undo."""
    made = ("set_aside_labels", "set_asides", "pauses", "gold_notes", "doubts")
    for table in (*made, "retirements", "honeypots", "honeypot_plans"):
        op.drop_table(table)
    for table, names in (
        *(("assignments", ("beyond",)), ("labels", ("beyond",)), ("current_labels", ("counts",))),
        *(("members", ("paused",)), ("tasks", ("wanted",))),
        ("projects", ("overlap_most", "stakes_field", "stakes_value")),
    ):
        for name in names:
            op.drop_column(table, name)
    op.drop_index("ix_golds_draw", "golds")
    with op.batch_alter_table("golds") as batch:
        for name in ("clause_id", "ruling_id", "draw", "in_use"):
            batch.drop_column(name)
