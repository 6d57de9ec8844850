"""What every test may ask for: a fresh, migrated database on both dialects, Redis, Chromium.

`dialect`    "sqlite", then "postgresql": whatever asks for one of the fixtures below runs on both
`database`   the address of a migrated database of this test's own
`settings`   Settings for it, with files in a temporary directory
`edge`       a started Edge on it
`databases`  a function that makes more: `url = await databases()`
`redis_url`  the address of the run's Redis, its own key space emptied by nobody: use new names
`chromium`   the path of Chromium

A database is migrated once per worker and dialect; each test gets a copy of it (of the file, or
by CREATE DATABASE ... TEMPLATE), which is both real and fast.
"""

import asyncio
import os
import shutil
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import asyncpg
import pytest

if TYPE_CHECKING:
    from app.records.edge import Edge
    from app.settings import Settings

DIALECTS = ("sqlite", "postgresql")
MakeDatabase = Callable[[], Awaitable[str]]


def given(name: str, what: str) -> str:
    """The value that `run.py test` passes on; its absence is a failure, never a skip."""
    value = os.environ.get(name)
    if not value:
        pytest.fail(f"{what} is missing ({name} is not set): use python3 run.py test", False)
    return value


@pytest.fixture(scope="session")
def redis_url() -> str:
    """The address of the Redis of this run."""
    return given("PRECEDENT_TEST_REDIS", "Redis")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium."""
    return given("CHROMIUM", "Chromium")


@pytest.fixture(scope="session", params=DIALECTS)
def dialect(request: pytest.FixtureRequest) -> str:
    """Each of the two databases in turn."""
    return str(request.param)


@pytest.fixture(scope="session")
async def databases(
    dialect: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[MakeDatabase]:
    """A function that makes a fresh, migrated database and gives its address."""
    making = sqlite_databases if dialect == "sqlite" else postgresql_databases
    async for make in making(tmp_path_factory.mktemp(dialect)):
        yield make


@pytest.fixture
async def database(databases: MakeDatabase) -> str:
    """The address of a fresh, migrated database."""
    return await databases()


@pytest.fixture
def settings(database: str, tmp_path: Path) -> "Settings":
    """Settings on a fresh database."""
    from app.settings import Settings

    return Settings(database=database, files=tmp_path / "files")


@pytest.fixture
async def edge(settings: "Settings") -> "AsyncIterator[Edge]":
    """A started edge on a fresh database."""
    from app.records.edge import Edge

    it = Edge(settings)
    await it.start()
    yield it
    await it.stop()


async def migrate(url: str) -> None:
    """Bring an empty database to the newest migration, as operators do."""
    from app.records.migrations import upgrade

    await asyncio.to_thread(upgrade, url)


async def sqlite_databases(home: Path) -> AsyncIterator[MakeDatabase]:
    """Copies of one migrated file; the temporary directory is pytest's to remove."""
    template = home / "template.db"
    await migrate(f"sqlite:///{template}")

    async def make() -> str:
        copy = home / f"{uuid.uuid4().hex}.db"
        shutil.copyfile(template, copy)
        return f"sqlite:///{copy}"

    yield make


async def postgresql_databases(_: Path) -> AsyncIterator[MakeDatabase]:
    """Copies of one migrated database on the run's server, all dropped at the end."""
    server = urlsplit(given("PRECEDENT_TEST_POSTGRES", "PostgreSQL"))
    names = [f"precedent_{uuid.uuid4().hex}"]
    plain = server._replace(scheme="postgresql").geturl()
    try:
        admin = await asyncpg.connect(plain, timeout=10)
    except (OSError, asyncpg.PostgresError) as why:
        pytest.fail(f"PostgreSQL does not answer at {plain}: {why}", False)
    await admin.execute(f'CREATE DATABASE "{names[0]}"')

    def address(name: str) -> str:
        return server._replace(scheme="postgresql+asyncpg", path=f"/{name}").geturl()

    async def make() -> str:
        names.append(f"precedent_{uuid.uuid4().hex}")
        await admin.execute(f'CREATE DATABASE "{names[-1]}" TEMPLATE "{names[0]}"')
        return address(names[-1])

    try:
        await migrate(address(names[0]))
        yield make
    finally:
        for name in names:
            await admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        await admin.close()
