"""Statements of the hot paths: compiled once, and on SQLite handed straight to the driver.

What SQLAlchemy does around each execution costs several times what SQLite needs for it. On
PostgreSQL the way to the server costs more than either, and SQLAlchemy goes along.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
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
        self._compiled: Straight | None = None

    def rows(self, db: Session | Connection, values: Mapping[str, Any]) -> list[Row]:
        """All rows of the result, as plain tuples."""
        connection = core(db) if isinstance(db, Session) else db
        if connection.dialect.name != "sqlite":
            given = {key: values[key] for key in self.keys} if self.keys else dict(values)
            done = connection.execute(self.statement, given)
            return [tuple(row) for row in done] if done.returns_rows else []
        if self._compiled is None:
            self._compiled = Straight(self.statement, connection.dialect, self.keys)
        return self._compiled.rows(connection, values)

    def many(self, connection: Connection, several: Sequence[Mapping[str, Any]]) -> None:
        """Run it for each of several; nothing comes back."""
        if connection.dialect.name != "sqlite":
            connection.execute(self.statement, list(several))
            return
        for values in several:
            self.rows(connection, values)

    def first(self, db: Session | Connection, values: Mapping[str, Any]) -> Row | None:
        """The first row, or None."""
        found = self.rows(db, values)
        return found[0] if found else None

    def scalar(self, db: Session | Connection, values: Mapping[str, Any]) -> Any:
        """The first value of the first row, or None."""
        found = self.rows(db, values)
        return found[0][0] if found else None


class Straight:
    """A statement as SQLite's driver takes it, with what turns values into columns and back."""

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
        given = []
        for name, process, usual in self.binds:
            value = values.get(name, usual)
            given.append(process(value) if process is not None else value)
        driver: Any = connection.connection.dbapi_connection
        try:
            found: list[Row] = driver.execute(self.sql, given).fetchall()
        except sqlite3.Error as why:
            raise DBAPIError.instance(
                self.sql, None, why, sqlite3.Error, hide_parameters=True, dialect=connection.dialect
            ) from why
        if not self.readers or not found:
            return found
        return [self._read(row) for row in found]

    def _read(self, row: Row) -> Row:
        read = list(row)
        for at, reader in self.readers:
            read[at] = reader(read[at])
        return tuple(read)


def _binding(kind: TypeEngine[Any], dialect: Dialect) -> Process | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _reading(kind: TypeEngine[Any], dialect: Dialect) -> Process | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
