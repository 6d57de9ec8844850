"""What messages and tasks can be found by, and the searches that people keep."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sqlmodel.sql.sqltypes.AutoString
# the words come as they are to be found: nothing is to be folded, stemmed or split once more
SQLITE = (
    "CREATE VIRTUAL TABLE search_words USING fts5(words, content='search_entries', "
    "content_rowid='id', tokenize='ascii')",
    "CREATE TRIGGER search_words_add AFTER INSERT ON search_entries BEGIN "
    "INSERT INTO search_words(rowid, words) VALUES (new.id, new.words); END",
    "CREATE TRIGGER search_words_drop AFTER DELETE ON search_entries BEGIN "
    "INSERT INTO search_words(search_words, rowid, words) "
    "VALUES ('delete', old.id, old.words); END",
    "CREATE TRIGGER search_words_change AFTER UPDATE ON search_entries BEGIN "
    "INSERT INTO search_words(search_words, rowid, words) "
    "VALUES ('delete', old.id, old.words); "
    "INSERT INTO search_words(rowid, words) VALUES (new.id, new.words); END",
)
POSTGRESQL = (
    "ALTER TABLE search_entries ADD COLUMN lexemes tsvector GENERATED ALWAYS AS "
    "(array_to_tsvector(array_remove(string_to_array(words, ' '), ''))) STORED",
    "CREATE INDEX ix_search_entries_lexemes ON search_entries USING gin (lexemes)",
)


def upgrade() -> None:
    """Apply. The index fills itself: its follower begins at the beginning of every log."""
    op.create_table(
        "search_entries",
        sa.Column("id", BIG, nullable=False),
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("kind", TEXT(), nullable=False),
        sa.Column("subject_id", BIG, nullable=False),
        sa.Column("words", TEXT(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind", "subject_id"),
    )
    op.create_index(
        "ix_search_entries_project", "search_entries", ["project_id", "kind", "subject_id"]
    )
    op.create_table(
        "saved_searches",
        sa.Column("member_id", BIG, nullable=False),
        sa.Column("name", TEXT(), nullable=False),
        sa.Column("words", TEXT(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"]),
        sa.PrimaryKeyConstraint("member_id", "name"),
    )
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Undo."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_words")
    op.drop_table("saved_searches")
    op.drop_table("search_entries")
