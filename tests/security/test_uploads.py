"""Uploads: rights are looked at before a body is read, and a repeated one is taken once."""

from collections.abc import AsyncIterator

import pytest
from limits import RateLimitItemPerDay

from app.actions.tokens import Grant, make_token
from tests.cast import World
from tests.imports.files import HATE, lines

FORM = {"content-type": "multipart/form-data; boundary=x"}
ROWS = lines({"external_id": "t-1", "text": "a"})
KEY = {"idempotency-key": "once"}
DOORS = [
    ("/api/v1/projects/hate/imports?kind=tasks", {}),
    ("/api/v1/projects/hate/pictures", {}),
    ("/projects/hate/imports", FORM),
    ("/projects/hate/pictures", FORM),
]


class Body:
    """A large body that knows how much of it was asked for."""

    def __init__(self) -> None:
        self.read = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for _ in range(20):
            self.read += 1
            yield b"x" * 65_536


@pytest.mark.parametrize(("path", "headers"), DOORS)
@pytest.mark.parametrize(
    ("name", "status"), [("rui", 403), ("lin", 404), ("vic", 404), ("eve", 404)]
)
async def test_a_body_that_nobody_may_send_is_not_read(
    world: World, path: str, headers: dict[str, str], name: str, status: int
) -> None:
    body = Body()
    client = world.client(name, browser=not path.startswith("/api/"))
    told = await client.post(path, content=body, headers=headers)
    assert (told.status_code, body.read) == (status, 0)


@pytest.mark.parametrize(("path", "headers"), DOORS)
async def test_nor_that_of_a_token_without_the_scope(
    world: World, path: str, headers: dict[str, str]
) -> None:
    grant = Grant("narrow", scopes=("read", "label", "discuss", "manage", "export"))
    secret = (await world.write(make_token, "lea", grant))[1]
    bearer = {"authorization": f"Bearer {secret}"}
    for more, status in ((bearer, 403), ({"authorization": "Bearer wrong"}, 401)):
        body = Body()
        told = await world.client(None).post(path, content=body, headers=headers | more)
        assert (told.status_code, body.read) == (status, 0)


async def test_a_repeated_import_is_the_first(world: World) -> None:
    lea, path = world.client("lea"), f"{HATE}/imports?kind=tasks"
    first = await lea.post(path, content=ROWS, headers=KEY)
    again = await lea.post(path, content=ROWS, headers=KEY)
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert len((await lea.get(f"{HATE}/imports")).json()["imports"]) == 1
    other = await lea.post(path, content=ROWS + ROWS, headers=KEY)
    assert other.status_code == 409
    dry = await lea.post(f"{path}&dry_run=true", content=ROWS, headers=KEY)
    assert dry.status_code == 409
    unnamed = await lea.post(path, content=ROWS)
    assert unnamed.json()["importing"]["key"] != first.json()["importing"]["key"]


async def test_a_repeated_picture_is_the_first(world: World, picture: bytes) -> None:
    lea, path = world.client("lea"), f"{HATE}/pictures?name=a.png"
    first = await lea.post(path, content=picture, headers=KEY)
    again = await lea.post(path, content=picture, headers=KEY)
    assert (first.status_code, first.json()) == (201, again.json())
    assert len((await lea.get(f"{HATE}/pictures")).json()["pictures"]) == 1
    renamed = await lea.post(f"{HATE}/pictures?name=b.png", content=picture, headers=KEY)
    assert renamed.status_code == 409


async def test_a_form_without_a_picture_is_asked_for_one(world: World) -> None:
    lea = world.client("lea", browser=True)
    for content in (b"", b"--x--\r\n", b"garbage"):
        told = await lea.post("/projects/hate/pictures", content=content, headers=FORM)
        assert 400 <= told.status_code < 500


async def test_a_key_too_long_is_refused_before_the_file(world: World) -> None:
    body = Body()
    told = await world.client("lea").post(
        f"{HATE}/imports?kind=tasks", content=body, headers={"idempotency-key": "k" * 201}
    )
    assert (told.status_code, body.read) == (422, 0)


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/api/v1/projects/hate/files", {}),
        ("/api/v1/projects/hate/files?topic=lounge", {}),
        ("/projects/hate/files?topic=lounge", {}),
        ("/projects/hate/threads/lounge/messages", FORM),
    ],
)
async def test_nor_is_a_file_of_somebody_who_writes_no_messages(
    world: World, path: str, headers: dict[str, str]
) -> None:
    for name, status in (("vic", 403), ("eve", 404)):
        body = Body()
        client = world.client(name, browser=not path.startswith("/api/"))
        told = await client.post(path, content=body, headers=headers)
        assert (told.status_code, body.read) == (status, 0)


async def test_a_repeated_file_is_the_first(world: World, picture: bytes) -> None:
    lin, path = world.client("lin"), f"{HATE}/files?name=a.png"
    first = await lin.post(path, content=picture, headers=KEY)
    again = await lin.post(path, content=picture, headers=KEY)
    assert (first.status_code, first.json()) == (201, again.json())
    assert (await lin.post(path, content=b"other", headers=KEY)).status_code == 409


async def test_a_file_too_large_is_refused(world: World, picture: bytes) -> None:
    world.settings.file_bytes = len(picture) - 1
    told = await world.client("lin").post(f"{HATE}/files", content=picture)
    assert told.status_code == 413


async def test_a_day_has_room_for_so_many_files(world: World) -> None:
    rates = world.app.state.rates
    rates._limits["files"] = RateLimitItemPerDay(2)
    lin = world.client("lin")
    told = [(await lin.post(f"{HATE}/files", content=b"x")).status_code for _ in range(3)]
    assert told == [201, 201, 429]
    last = await lin.post(f"{HATE}/files", content=b"x")
    assert "hours" in last.json()["detail"] or "minutes" in last.json()["detail"]
