"""Statements of the hot paths: compiled once per database, and handed straight to the driver.

What SQLAlchemy does around each execution costs several times what the database needs for it. The
transaction, the types and the errors stay SQLAlchemy's.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, Executable
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.type_api import TypeEngine
from sqlmodel import Session

from app.records.columns import core

Process = Callable[[Any], Any]
Row = tuple[Any, ...]


class Quick:
    """One statement, run with named values. `keys`: those that it takes, where not all of them
    stand in the statement itself, as for the columns of an insert."""

    def __init__(self, statement: Executable, keys: Sequence[str] | None = None) -> None:
        self.statement = statement
        self.keys = keys
        self._compiled: dict[str, Straight] = {}

    def rows(self, db: Session | Connection, values: Mapping[str, Any]) -> list[Row]:
        """All rows of the result, as plain tuples."""
        connection = core(db) if isinstance(db, Session) else db
        return self._straight(connection.dialect).rows(connection, values)

    def many(self, connection: Connection, several: Iterable[Mapping[str, Any]]) -> None:
        """Run it for each of several, in one journey; nothing comes back."""
        self._straight(connection.dialect).many(connection, several)

    def first(self, db: Session | Connection, values: Mapping[str, Any]) -> Row | None:
        """The first row, or None."""
        found = self.rows(db, values)
        return found[0] if found else None

    def scalar(self, db: Session | Connection, values: Mapping[str, Any]) -> Any:
        """The first value of the first row, or None."""
        found = self.rows(db, values)
        return found[0][0] if found else None

    def _straight(self, dialect: Dialect) -> "Straight":
        found = self._compiled.get(dialect.name)
        if found is None:
            found = self._compiled[dialect.name] = Straight(self.statement, dialect, self.keys)
        return found


class Straight:
    """A statement as the driver takes it, with what turns values into columns and back."""

    def __init__(self, statement: Any, dialect: Dialect, keys: Sequence[str] | None) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=keys)
        self.sql = str(compiled)
        binds = compiled.binds
        self.binds = [
            (name, _binding(binds[name].type, dialect), compiled.params.get(name))
            for name in compiled.positiontup or ()
        ]
        columns = statement.exported_columns
        readers = [_reading(column.type, dialect) for column in columns]
        self.readers = [(at, reader) for at, reader in enumerate(readers) if reader is not None]

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[Row]:
        """Run it."""
        cursor = connection.connection.cursor()
        try:
            cursor.execute(self.sql, self._given(values))
            found = cursor.fetchall() if cursor.description else []
        except connection.dialect.loaded_dbapi.Error as why:
            raise self._told(connection.dialect, why) from why
        finally:
            cursor.close()
        return [self._read(row) for row in found] if self.readers else list(found)

    def many(self, connection: Connection, several: Iterable[Mapping[str, Any]]) -> None:
        """Run it for each."""
        cursor = connection.connection.cursor()
        try:
            cursor.executemany(self.sql, [self._given(values) for values in several])
        except connection.dialect.loaded_dbapi.Error as why:
            raise self._told(connection.dialect, why) from why
        finally:
            cursor.close()

    def _told(self, dialect: Dialect, why: Exception) -> BaseException:
        """The driver's error as SQLAlchemy's."""
        kind = dialect.loaded_dbapi.Error
        return DBAPIError.instance(self.sql, None, why, kind, hide_parameters=True, dialect=dialect)

    def _given(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        given = []
        for name, process, usual in self.binds:
            value = values.get(name, usual)
            given.append(process(value) if process is not None else value)
        return tuple(given)

    def _read(self, row: Row) -> Row:
        read = list(row)
        for at, reader in self.readers:
            read[at] = reader(read[at])
        return tuple(read)


def _binding(kind: TypeEngine[Any], dialect: Dialect) -> Process | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _reading(kind: TypeEngine[Any], dialect: Dialect) -> Process | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
