"""One request out of the house, against a real receiver: what it says, and where it never goes."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.actions.deliveries import Outcome
from app.followers.outgoing import Outgoing
from app.gate.targets import resolve
from app.settings import Settings
from tests.webhooks.receiver import Receiver, receiving

HERE = "127.0.0.1"
NAME = "hooks.example.org"
PEM = Path(__file__).parent / f"{NAME}.pem"
BODY = '{"text": "“quoted”"}'.encode()
HEADERS = {"webhook-id": "msg_1", "webhook-timestamp": "1", "webhook-signature": "v1,AA=="}


def outgoing(*hosts: str, seconds: float = 5, **parts: object) -> Outgoing:
    """What sends, with hosts that the operator vouches for."""
    settings = Settings(webhook_hosts=",".join(hosts), webhook_seconds=seconds)
    return Outgoing(settings, **parts)  # type: ignore[arg-type]


class Names:
    """A name server: each time it is asked, the next answer; and how often it was asked."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def __call__(self, host: str, port: int) -> list[str]:
        self.asked += 1
        return self.answers[min(self.asked, len(self.answers)) - 1]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A receiver on a free port."""
    async with receiving() as made:
        yield made


async def test_a_request_says_what_it_should_and_no_more(receiver: Receiver) -> None:
    url = receiver.url("/hook?a=b%20c")
    outcome = await outgoing(HERE).post(url, HEADERS, BODY)
    assert (outcome.status, outcome.problem, outcome.is_taken) == (200, "", True)
    assert 0 <= outcome.seconds < 5
    [got] = receiver.got
    assert got.line == "POST /hook?a=b%20c HTTP/1.1"
    assert got.body == BODY
    assert got.headers == {
        "host": f"{HERE}:{receiver.port}",
        "user-agent": "Precedent-Webhooks/1",
        "content-type": "application/json",
        "content-length": str(len(BODY)),
        "connection": "close",
        **HEADERS,
    }


@pytest.mark.parametrize("status", [200, 201, 204, 299])
async def test_2xx_is_taken(receiver: Receiver, status: int) -> None:
    receiver.usual = status
    assert (await outgoing(HERE).post(receiver.url(), HEADERS, BODY)).is_taken


@pytest.mark.parametrize("status", [300, 301, 302, 307, 308, 400, 404, 410, 429, 500, 503])
async def test_everything_else_is_not_and_no_redirect_is_followed(
    receiver: Receiver, status: int
) -> None:
    receiver.usual = status
    outcome = await outgoing(HERE).post(receiver.url(), HEADERS, BODY)
    assert (outcome.status, outcome.is_taken) == (status, False)
    assert receiver.connections == 1


@pytest.mark.parametrize(
    ("how", "problem"),
    [
        ("reset", "closed"),
        ("garbage", "unreadable"),
        (b"", "closed"),
        (b"HTTP/1.1 ", "closed"),
        (b"HTTP/1.1 abc\r\n", "unreadable"),
        (b"HTTP/1.1 200", "closed"),
        (b"x" * 100_000, "unreadable"),
        (b"HTTP/1.1 103 Early\r\n\r\n" * 50, "unreadable"),
        (b"HTTP/1.1 \xff\xff\xff\r\n", "unreadable"),
    ],
)
async def test_what_is_no_answer(receiver: Receiver, how: str | bytes, problem: str) -> None:
    receiver.usual = how
    outcome = await outgoing(HERE).post(receiver.url(), HEADERS, BODY)
    assert (outcome.status, outcome.problem) == (None, problem)


async def test_an_answer_may_be_announced(receiver: Receiver) -> None:
    receiver.usual = (
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nlink: x\r\n\r\nHTTP/1.1 202 \r\n"
    )
    assert (await outgoing(HERE).post(receiver.url(), HEADERS, BODY)).status == 202


@pytest.mark.parametrize("how", ["stall", "slow drip"])
async def test_whoever_stalls_is_left_in_time(receiver: Receiver, how: str) -> None:
    receiver.usual = how
    outcome = await outgoing(HERE, seconds=0.2).post(receiver.url(), HEADERS, BODY)
    assert (outcome.status, outcome.problem) == (None, "slow")
    assert 0.1 < outcome.seconds < 3


async def test_a_name_server_that_stalls_is_left_in_time() -> None:
    async def stall(host: str, port: int) -> list[str]:
        await asyncio.sleep(60)
        return []

    sending = outgoing(seconds=0.1, resolve=stall)
    assert (await sending.post(f"https://{NAME}/", HEADERS, BODY)).problem == "slow"


async def test_nothing_listens_there() -> None:
    with socket.socket() as free:
        free.bind((HERE, 0))
        port = free.getsockname()[1]
    outcome = await outgoing(HERE).post(f"http://{HERE}:{port}/", HEADERS, BODY)
    assert (outcome.status, outcome.problem) == (None, "refused")


async def test_the_next_address_of_a_name_is_tried(receiver: Receiver) -> None:
    names = Names(["127.9.9.9", HERE])  # the receiver listens on one of them
    url = receiver.url(host="ci.intranet")
    assert (await outgoing("ci.intranet", resolve=names).post(url, HEADERS, BODY)).is_taken


@pytest.mark.parametrize(
    "answer",
    [
        ["127.0.0.1"],
        ["::1"],
        ["10.1.2.3"],
        ["192.168.0.9"],
        ["169.254.169.254"],
        ["::ffff:127.0.0.1"],
        ["64:ff9b::7f00:1"],
        ["1.1.1.1", "127.0.0.1"],  # one of them is enough to refuse the name
        ["fe80::1%2"],
    ],
)
async def test_a_name_that_leads_inside_is_not_called(
    receiver: Receiver, answer: list[str]
) -> None:
    names = Names(answer)
    url = receiver.url(scheme="https", host=NAME)
    outcome = await outgoing(resolve=names).post(url, HEADERS, BODY)
    assert (outcome.status, outcome.problem) == (None, "private")
    assert (receiver.connections, names.asked) == (0, 1)


@pytest.mark.parametrize(
    "host", [HERE, "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "localhost", "10.0.0.1"]
)
@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_an_address_inside_is_not_called_although_it_was_kept(
    receiver: Receiver, scheme: str, host: str
) -> None:
    """As if it had been allowed when it was added: the rule is asked again at every sending."""
    outcome = await outgoing().post(receiver.url(scheme=scheme, host=host), HEADERS, BODY)
    assert (outcome.status, outcome.problem) == (None, "invalid")
    assert receiver.connections == 0


async def test_a_redirect_into_the_network_is_not_followed(receiver: Receiver) -> None:
    async with receiving() as inside:
        there = inside.url("/admin").encode()
        receiver.usual = b"HTTP/1.1 302 Found\r\nlocation: " + there + b"\r\n\r\n"
        outcome = await outgoing(HERE).post(receiver.url(), HEADERS, BODY)
        assert (outcome.status, inside.connections) == (302, 0)


async def test_the_connection_goes_to_the_address_that_was_looked_at(receiver: Receiver) -> None:
    """A name that would answer differently a second time is asked once."""
    names = Names([HERE], ["203.0.113.7"])
    url = receiver.url(host="ci.intranet")
    assert (await outgoing("ci.intranet", resolve=names).post(url, HEADERS, BODY)).is_taken
    assert names.asked == 1


async def test_a_name_that_is_not_known() -> None:
    async def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    outcome = await outgoing(resolve=unknown).post(f"https://{NAME}/", HEADERS, BODY)
    assert outcome == Outcome(None, "unknown", outcome.seconds)
    assert (
        await outgoing(resolve=Names([])).post(f"https://{NAME}/", {}, b"")
    ).problem == "refused"


async def test_the_resolver_gives_addresses() -> None:
    assert set(await resolve("localhost", 80)) <= {HERE, "::1"}


class TestCertificates:
    """Over https the certificate must be good, and of the name that was called."""

    @pytest.fixture
    async def secure(self) -> AsyncIterator[Receiver]:
        """A receiver with a certificate of hooks.example.org that nobody has signed."""
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(PEM)
        async with receiving(tls) as made:
            yield made

    def sending(self, host: str, *, trusting: bool) -> Outgoing:
        """What sends, to a name that the operator vouches for."""
        trust = ssl.create_default_context(cafile=PEM) if trusting else None
        return outgoing(host, resolve=Names([HERE]), trust=trust)

    async def test_a_good_one_of_the_name(self, secure: Receiver) -> None:
        url = secure.url(scheme="https", host=NAME)
        assert (await self.sending(NAME, trusting=True).post(url, HEADERS, BODY)).is_taken
        assert secure.got[0].headers["host"] == f"{NAME}:{secure.port}"

    @pytest.mark.parametrize(
        ("host", "trusting"), [(NAME, False), ("other.example.org", True), (HERE, True)]
    )
    async def test_one_that_nobody_signed_or_of_another_name(
        self, secure: Receiver, host: str, trusting: bool
    ) -> None:
        url = secure.url(scheme="https", host=host)
        outcome = await self.sending(host, trusting=trusting).post(url, HEADERS, BODY)
        assert (outcome.status, outcome.problem) == (None, "certificate")
        assert not secure.got

    async def test_a_receiver_without_any(self) -> None:
        async def hello(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            writer.close()

        async with await asyncio.start_server(hello, HERE, 0) as server:
            port = server.sockets[0].getsockname()[1]
            sending = self.sending(NAME, trusting=True)
            outcome = await sending.post(f"https://{NAME}:{port}/", HEADERS, BODY)
        assert (outcome.status, outcome.problem) == (None, "insecure")
