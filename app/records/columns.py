"""The column types that all tables share."""

from typing import Any, TypeVar

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    Table,
    Text,
    literal_column,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import class_mapper
from sqlalchemy.orm.util import identity_key
from sqlmodel import Field, Session, SQLModel, col

# SQLite gives a rowid (and so a fast, dense key) only to a column of type INTEGER.
BIG = BigInteger().with_variant(Integer(), "sqlite")
DOCUMENT = JSON().with_variant(JSONB(), "postgresql")


def table(model: type[SQLModel]) -> Table:
    """The Core table behind a model: what the hot paths build their statements on, once."""
    found: Table = model.__table__  # type: ignore[attr-defined]
    return found


def keys_of(model: type[SQLModel]) -> tuple[str, ...]:
    """The columns that an insert gives: all but the number that the database hands out."""
    return tuple(column.name for column in table(model).c if column.name != "id")


def core(db: Session) -> Connection:
    """The session's connection, for such statements. What the session has yet to write is written
    first: an ORM query would see to that by itself, and what was just added must be found."""
    db.flush()
    # from the edge, for asking the session takes long
    known: Connection | None = db.info.get("connection")
    return known or db.connection()


M = TypeVar("M", bound=SQLModel)


def row_of(model: type[M], **values: Any) -> M:
    """A row as an object outside any session, every column given: for rows that are written past
    the unit of work, whose own way to an object costs more than the row."""
    made: M = class_mapper(model).class_manager.new_instance()
    fill(made, **values)
    return made


def fill(made: SQLModel, **values: Any) -> None:
    """Set columns of such a row, past what tells the unit of work."""
    vars(made).update(values)


def forget(db: Session, model: type[SQLModel], key: Any) -> None:
    """Have the session read a row anew, where it knows it: a statement of a hot path changed it."""
    known = db.identity_map.get(identity_key(model, key))
    if known is not None:
        db.expire(known)


def big_key() -> Any:
    """A primary key of 64 bits that the database hands out."""
    return Field(default=None, primary_key=True, sa_type=BIG)


def big(**options: Any) -> Any:
    """A 64-bit number, mostly a foreign key."""
    return Field(sa_type=BIG, **options)


def document(**options: Any) -> Any:
    """A JSON value, stored as it is given."""
    return Field(sa_type=DOCUMENT, **options)


def is_in(column: Any, *states: str) -> ColumnElement[bool]:
    """A state, written into the statement: a database uses its partial indexes only then."""
    written = [literal_column(f"'{state}'", Text()) for state in states]
    return col(column) == written[0] if len(written) == 1 else col(column).in_(written)
