"""A world whose mail goes to a mail server of the test's own, when the test says so."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.settings import Settings
from tests.cast import World
from tests.mail.post import Post
from tests.mail.receiver import MailServer, receiving


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    """The mail server."""
    async with receiving() as made:
        yield made


@pytest.fixture
def settings(database: str, tmp_path: Path, server: MailServer) -> Settings:
    """Settings that name it."""
    return Settings.model_validate(
        {
            "database": database,
            "files": tmp_path / "files",
            "origin": "http://127.0.0.1",
            "smtp_url": f"smtp://127.0.0.1:{server.port}",
            "smtp_starttls": False,
            "mail_from": "Precedent <label@example.org>",
        }
    )


@pytest.fixture
async def post(world: World, server: MailServer) -> Post:
    """The outbox of the world. Its own carrier rests: the test says when mail is carried."""
    await world.app.state.carrier.stop()
    return Post(world, server)
