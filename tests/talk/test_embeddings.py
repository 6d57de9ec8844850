"""The endpoint for vectors, a real one on a free port: it helps, fails, stalls and recovers."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from pydantic import SecretStr

from app.actions.questions import title_question
from app.domain.meanings import Meanings, parse_vectors
from app.errors import Invalid
from app.gate import embeddings
from app.gate.embeddings import Embedder
from app.gate.resemblances import Shelves
from app.settings import Settings
from tests.cast import World
from tests.talk.floor import answer, asked, hold, make_task
from tests.webhooks.receiver import read_request

HERE = "127.0.0.1"
NAME = "hooks.example.org"
PEM = Path(__file__).parents[1] / "webhooks" / f"{NAME}.pem"
BROKEN: list[object] = [b"", b"{}", b'{"data": [{"index": 0, "embedding": [0, 0]}]}', b"[1"]


@dataclass
class Model:
    """Answers with a vector that says whether a text is of mail, or as it is told to."""

    port: int = 0
    how: object = "vectors"
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def settings(self) -> Settings:
        """Of an instance that asks it."""
        return Settings(
            embeddings_url=f"http://{HERE}:{self.port}/v1/embeddings?a=b",
            embeddings_token=SecretStr("secret-token"),
            embeddings_model="small",
            embeddings_seconds=2,
            webhook_hosts=HERE,
        )

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request, one answer."""
        try:
            got = await read_request(reader)
        except asyncio.IncompleteReadError:  # given up before it was asked
            return writer.transport.abort()
        self.headers = got.headers
        self.asked.append(got.json)
        if self.how == "stall":
            await self.released.wait()
        elif self.how != "reset":
            body = self.how if isinstance(self.how, bytes) else self._vectors(got.json["input"])
            status = b"500 No" if self.how == 500 else b"200 OK"
            writer.write(b"HTTP/1.1 %s\r\ncontent-length: %d\r\n\r\n" % (status, len(body)) + body)
            await writer.drain()
        writer.transport.abort() if self.how in ("stall", "reset") else writer.close()

    def _vectors(self, texts: list[str]) -> bytes:
        """In another order than asked for, as endpoints may."""
        rows = [
            {"index": at, "embedding": [2.0, 0.0] if _is_of_mail(text) else [0.0, 3.0]}
            for at, text in enumerate(texts)
        ]
        return msgspec.json.encode({"data": rows[::-1]})


def _is_of_mail(text: str) -> bool:
    return "mail" in text or "ewsletter" in text


@pytest.fixture
async def model() -> AsyncIterator[Model]:
    """A model on a free port."""
    made = Model()
    async with await asyncio.start_server(made.serve, HERE, 0) as server:
        made.port = server.sockets[0].getsockname()[1]
        yield made
        made.released.set()


async def test_it_is_asked_as_openai_is_and_its_vectors_come_in_order(model: Model) -> None:
    [mail, other] = await Embedder(model.settings).embed(["a mail", "a post"]) or []
    assert (mail.tolist(), other.tolist()) == ([1.0, 0.0], [0.0, 1.0])
    assert model.asked == [{"input": ["a mail", "a post"], "model": "small"}]
    assert model.headers["authorization"] == "Bearer secret-token"
    assert model.headers["host"] == f"{HERE}:{model.port}"


@pytest.mark.parametrize("how", ["stall", "reset", 500, *BROKEN], ids=str)
async def test_whatever_it_does_is_no_error_and_it_is_left_alone_for_a_while(
    model: Model, how: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.how, embedder = how, Embedder(model.settings)
    async with asyncio.timeout(5):
        assert await embedder.embed(["a mail"]) is None
    model.how = "vectors"
    assert await embedder.embed(["a mail"]) is None
    assert len(model.asked) == 1
    monkeypatch.setattr(embeddings, "REST", 0.0)
    embedder._rests_until = 0.0
    assert await embedder.embed(["a mail"]) is not None


async def test_an_answer_without_an_end_is_given_up(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embeddings, "MOST_BYTES", 10)
    assert await Embedder(model.settings).embed(["a mail"]) is None


async def test_without_an_endpoint_nothing_is_asked() -> None:
    assert await Embedder(Settings()).embed(["a mail"]) is None


@pytest.mark.parametrize(
    "url", ["http://example.org/v1", "https://127.0.0.1/v1", "https://a:b@example.org/", "nonsense"]
)
def test_an_address_that_may_not_be_called_stops_the_start(url: str) -> None:
    with pytest.raises(Invalid):
        Embedder(Settings(embeddings_url=url))


async def test_a_name_that_leads_inside_is_not_called(model: Model) -> None:
    async def inside(host: str, port: int) -> list[str]:
        return [HERE]

    url = f"https://models.example.org:{model.port}/v1"
    assert await Embedder(Settings(embeddings_url=url), inside).embed(["a mail"]) is None
    assert model.asked == []


@pytest.mark.parametrize(
    ("name", "is_trusted", "is_answered"),
    [(NAME, True, True), (NAME, False, False), ("other.example.org", True, False)],
)
async def test_the_certificate_must_be_good_and_of_the_name(
    name: str, is_trusted: bool, is_answered: bool
) -> None:
    async def here(host: str, port: int) -> list[str]:
        return [HERE]

    model, tls = Model(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(PEM)
    trust = ssl.create_default_context(cafile=PEM) if is_trusted else None
    async with await asyncio.start_server(model.serve, HERE, 0, ssl=tls) as server:
        port = server.sockets[0].getsockname()[1]
        settings = Settings(embeddings_url=f"https://{name}:{port}/v1", webhook_hosts=name)
        vectors = await Embedder(settings, here, trust).embed(["a mail"])
    assert (vectors is not None) is is_answered
    assert len(model.asked) == int(is_answered)


@pytest.mark.parametrize("numbers", [["x"], [float("nan")], [], [[1.0]], None])
def test_what_is_no_vector_is_refused(numbers: object) -> None:
    with pytest.raises(Invalid):
        parse_vectors({"data": [{"index": 0, "embedding": numbers}]}, 1)


def test_vectors_of_another_model_say_nothing() -> None:
    known = Meanings(0.5)
    known.learn(["a", "b", "c"], [np.array(each, np.float32) for each in ([1, 0], [1, 0], [1])])
    assert known.near("a", ["b", "c", "unknown"]).tolist() == [1.0, 0.0, 0.0]


async def test_what_it_finds_alike_is_offered_and_without_it_the_words_are_left(
    world: World, model: Model
) -> None:
    number, _ = await asked(world, "lin", note="Which?")
    await world.write(title_question, "lea", number, title="What about newsletters?")
    task = await make_task(world, "Buy watches! (You get this mail because you subscribed.)")
    await answer(world, "sam")
    await hold(world, "sam")
    sam, url = world.client("sam"), f"/api/v1/projects/hate/tasks/{task}/resemblances"
    assert (await sam.get(url)).json()["offers"] == []  # no word is in both
    shelves = world.app.state.shelves = Shelves(Embedder(model.settings))
    await sam.get(url)
    assert shelves._learning
    await shelves._learning
    [offer] = (await sam.get(url)).json()["offers"]
    assert (offer["number"], offer["words"]) == (number, [])
    model.how = "stall"
    note = {"note": "is it a newsletter?"}
    async with asyncio.timeout(10):
        told = await sam.get(url.replace("resemblances", "askable"), params=note)
    assert [each["number"] for each in told.json()["offers"]] == [number]
    await shelves.stop()
