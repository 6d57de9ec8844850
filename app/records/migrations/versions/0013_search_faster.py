"""Entries of the search are marked by their kind, and SQLite knows the beginnings of words.

A search goes on from what is typed.
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

CREATE = (
    "CREATE VIRTUAL TABLE search_words USING fts5(words, content='search_entries', "
    "content_rowid='id', tokenize='ascii'{prefix})"
)
TRIGGERS = (
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
# the first word of every entry, and nothing else, begins with the mark
MARKED = "'¤' || project_id || substr(kind, 1, 1)"
PLAIN = "'¤' || project_id"
MARK = "UPDATE search_entries SET words = {new} || substr(words, length({old}) + 1)"


def upgrade() -> None:
    """Apply."""
    _change(MARK.format(old=PLAIN, new=MARKED), ", prefix='1 2 3 4'")


def downgrade() -> None:
    """Undo."""
    _change(MARK.format(old=MARKED, new=PLAIN), "")


def _change(mark: str, prefix: str) -> None:
    """SQLite's index is made anew, once the entries are marked."""
    if op.get_bind().dialect.name != "sqlite":
        op.execute(mark)
        return
    for name in ("add", "drop", "change"):
        op.execute(f"DROP TRIGGER search_words_{name}")
    op.execute("DROP TABLE search_words")
    op.execute(mark)
    op.execute(CREATE.format(prefix=prefix))
    op.execute("INSERT INTO search_words(search_words) VALUES ('rebuild')")
    for trigger in TRIGGERS:
        op.execute(trigger)
