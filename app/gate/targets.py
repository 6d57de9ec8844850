"""Where a request out of the house may go: the addresses of a name, looked up and looked at."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Collection

from app.domain.targets import Target, is_public

Resolve = Callable[[str, int], Awaitable[list[str]]]


class NotPublic(Exception):
    """A name leads into a private network."""


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, as this machine's resolver gives them."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


async def list_addresses(target: Target, intranet: Collection[str], look_up: Resolve) -> list[str]:
    """The addresses of a target; NotPublic where one of them is inside, unless the operator
    vouches for its host. Connect to one of these: asked again, a name may answer differently."""
    addresses = await look_up(target.host, target.port)
    if target.host not in intranet and not all(map(is_public, addresses)):
        raise NotPublic
    return addresses
