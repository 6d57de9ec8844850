"""What every test may ask for: a fresh, migrated database on both dialects, Redis, Chromium.

`dialect`    "sqlite", then "postgresql": whatever asks for one of the fixtures below runs on both
`database`   the address of a migrated database of this test's own; with the cast in it, where the
             test asks for `world`, `theatre` or `served`
`settings`   Settings for it, with files in a temporary directory
`edge`       a started Edge on it
`databases`  makes more, for any scope: `async with databases() as url:`; dropped at the end of it;
             `databases(url)` copies another one that nobody is connected to
`redis_url`  the address of the run's Redis, its own key space emptied by nobody: use new names
`chromium`   the path of Chromium; `headless_shell` that of its lighter shell, where there is one

A database is migrated once per worker and dialect; each test gets a copy of it (of the file, or
by CREATE DATABASE ... TEMPLATE), which is both real and fast.
"""

import os
import shutil
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import asyncpg
import pytest

from app.records.edge import Edge
from app.records.schema import migrate_async
from app.settings import Settings
from tests.cast import Company

# fixtures that come with the whole cast
PEOPLED = {"world", "theatre", "served"}
DIALECTS = ("sqlite", "postgresql")
USUAL = Settings()  # read once: it takes as long as a small test
MakeDatabase = Callable[..., AbstractAsyncContextManager[str]]


def given(name: str, what: str) -> str:
    """The value that `run.py test` passes on; its absence is a failure, never a skip."""
    value = os.environ.get(name)
    if not value:
        pytest.fail(f"{what} is missing ({name} is not set): use python3 run.py test", False)
    return value


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is about pages and doors alone is played on SQLite: they know nothing of the database.
    That every page and answer can be read on PostgreSQL too is seen in tests/security."""
    twice = [each for each in items if each.get_closest_marker("pages") and _is_second(each)]
    config.hook.pytest_deselected(items=twice)
    items[:] = [each for each in items if each not in set(twice)]


def _is_second(item: pytest.Item) -> bool:
    called = getattr(item, "callspec", None)
    return called is not None and called.params.get("dialect") == "postgresql"


@pytest.fixture(scope="session")
def redis_url() -> str:
    """The address of the Redis of this run."""
    return given("PRECEDENT_TEST_REDIS", "Redis")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium."""
    return given("CHROMIUM", "Chromium")


@pytest.fixture(scope="session")
def headless_shell() -> str:
    """The path of Chromium's headless shell, or of Chromium where there is none."""
    return given("HEADLESS_SHELL", "Chromium's headless shell")


@pytest.fixture(scope="session", params=DIALECTS)
def dialect(request: pytest.FixtureRequest) -> str:
    """Each of the two databases in turn."""
    return str(request.param)


@pytest.fixture(scope="session")
async def databases(
    dialect: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[MakeDatabase]:
    """Makes fresh, migrated databases: `async with databases() as url:`."""
    making = sqlite_databases if dialect == "sqlite" else postgresql_databases
    async with making(tmp_path_factory.mktemp(dialect)) as make:
        yield make


@pytest.fixture
async def database(
    request: pytest.FixtureRequest, databases: MakeDatabase, company: Company
) -> AsyncIterator[str]:
    """The address of a fresh, migrated database; where a test asks for people, with them in it."""
    source = (company.database,) if PEOPLED & set(request.fixturenames) else ()
    async with databases(*source) as url:
        yield url


@pytest.fixture
def settings(database: str, tmp_path: Path) -> Settings:
    """Settings on a fresh database."""
    given = {"database": database, "files": tmp_path / "files"}
    return USUAL.model_copy(update=given)


@pytest.fixture
async def edge(settings: Settings) -> AsyncIterator[Edge]:
    """A started edge on a fresh database."""
    it = Edge(settings)
    await it.start()
    yield it
    await it.stop()


@asynccontextmanager
async def sqlite_databases(home: Path) -> AsyncIterator[MakeDatabase]:
    """Copies of one migrated file."""
    template = home / "template.db"
    await migrate_async(f"sqlite:///{template}")

    @asynccontextmanager
    async def make(source: str = f"sqlite:///{template}") -> AsyncIterator[str]:
        copy = home / f"{uuid.uuid4().hex}.db"
        shutil.copyfile(source.removeprefix("sqlite:///"), copy)
        yield f"sqlite:///{copy}"
        for file in home.glob(f"{copy.name}*"):
            file.unlink(missing_ok=True)

    yield make


@asynccontextmanager
async def postgresql_databases(_: Path) -> AsyncIterator[MakeDatabase]:
    """Copies of one migrated database on the run's server."""
    server = urlsplit(given("PRECEDENT_TEST_POSTGRES", "PostgreSQL"))

    @asynccontextmanager
    async def make(source: str = "/template1") -> AsyncIterator[str]:
        name = f"precedent_{uuid.uuid4().hex}"
        template = urlsplit(source).path[1:]
        await command(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield server._replace(scheme="postgresql+asyncpg", path=f"/{name}").geturl()
        finally:
            await command(server, f'DROP DATABASE "{name}" WITH (FORCE)')

    async with make() as template:
        await migrate_async(template)
        yield lambda source=template: make(source)


async def command(server: SplitResult, sql: str) -> None:
    """Run one statement on the server, outside any transaction."""
    address = server._replace(scheme="postgresql").geturl()
    try:
        connection = await asyncpg.connect(address, timeout=10)
    except (OSError, asyncpg.PostgresError) as why:
        pytest.fail(f"PostgreSQL does not answer at {address}: {why}", False)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()
