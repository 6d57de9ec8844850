"""What the live door offers to the API: the wire by long polling, and word that there is news."""

from dataclasses import dataclass
from typing import Protocol

from starlette.requests import HTTPConnection

from app.domain.secrets import hash_secret
from app.gate.caller import Caller, doorkeeper


@dataclass(frozen=True, slots=True)
class Pass:
    """How somebody came in: the account, and the hash of the session or token that is looked up
    again while they stay."""

    account_id: int
    digest: str


@dataclass(frozen=True, slots=True)
class Ask:
    """What somebody asks for: topics, and the position and epoch of the page in their hands."""

    focus: tuple[str, ...]
    since: int | None
    epoch: str | None


@dataclass(frozen=True, slots=True)
class Polled:
    """Frames as a socket would have sent them, as JSON, and the position to ask from next."""

    frames: tuple[str, ...]
    seq: int


class Feed(Protocol):
    """The hub, as the API sees it."""

    async def poll(self, project_id: int, shown: Pass, ask: Ask, wait: float) -> Polled:
        """Frames after a position; waits up to `wait` seconds for the first."""

    async def news(self, project_id: int, after: int, wait: float) -> bool:
        """Whether it is worth looking again: there may be events after a position. False after
        `wait` seconds, or when the server is about to go."""


def feed(connection: HTTPConnection) -> Feed:
    """This app's feed."""
    hub: Feed = connection.app.state.hub
    return hub


def pass_of(connection: HTTPConnection, caller: Caller) -> Pass:
    """What is to be looked up again while this person stays."""
    bearer = connection.headers.get("authorization", "")
    cookie = connection.cookies.get(doorkeeper(connection).cookie, "")
    secret = bearer[7:].strip() if bearer[:7].lower() == "bearer " else cookie
    return Pass(caller.identity.account_id, hash_secret(secret))
