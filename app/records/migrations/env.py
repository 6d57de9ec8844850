"""How Alembic reaches the two databases."""

import asyncio

from alembic import context
from sqlalchemy import Connection, text

from app.records.database import open_postgresql, open_sqlite
from app.records.schema import METADATA


def run(connection: Connection) -> None:
    """Run the migrations on an open connection."""
    is_sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=is_sqlite,
        compare_type=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def run_sqlite(url: str) -> None:
    """Foreign keys rest while batch mode rebuilds tables, and are all checked after."""
    engine = open_sqlite(url, writing=True)
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            run(connection)
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
            if broken:
                raise RuntimeError(f"a migration broke foreign keys: {broken[:5]}")
    engine.dispose()


async def run_postgresql(url: str) -> None:
    """One connection, one transaction."""
    engine = open_postgresql(url, size=1)
    async with engine.begin() as connection:
        await connection.run_sync(run)
    await engine.dispose()


address = context.config.attributes["url"]
if address.startswith("sqlite"):
    run_sqlite(address)
else:
    asyncio.run(run_postgresql(address))
