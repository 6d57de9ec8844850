"""A crowd of WebSocket clients in a process of its own, as cheap as Python can make them.

`python -m bench.crowd PORT` reads orders from its input, one JSON object a line, and answers on its
output: `open` (a number of sockets that say hello, until each was welcomed and has its messages),
`expect` (that each gets so many more; says at which moment the last one had the last of them),
`close`. Moments are of the monotonic clock, which all processes of a machine share.
"""

import json
import resource
import select
import socket
import sys
import time
from collections.abc import Iterable
from typing import Any

KEY = b"dGhlIHNhbXBsZSBub25jZQ=="
EVENT, WELCOME = b'"kind":"message.posted"', b'{"type":"welcome"'
HEAD = 80  # bytes in which a frame says what it is
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
LARGE = 1 << 16


class Listener:
    """One client: what it will say once it may, and what it has heard."""

    __slots__ = ("events", "hello", "open", "rest", "size", "welcomed", "wire")

    def __init__(self, port: int, request: bytes, hello: bytes) -> None:
        self.wire = socket.socket()
        self.wire.setblocking(False)
        self.wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.wire.connect_ex(("127.0.0.1", port))
        self.rest = request
        self.hello = hello
        self.open = self.welcomed = False
        self.events = 0
        self.size = 0

    def hear(self) -> None:
        """Take in what has come: count events, answer pings."""
        data = self.wire.recv(LARGE)
        if not data:
            raise SystemExit("a socket was closed by the server")
        if self.rest:
            data = self.rest + data
            self.rest = b""
        if not self.open:
            head, found, after = data.partition(b"\r\n\r\n")
            if not found:
                self.rest = data
                return
            if b" 101 " not in head[:20]:
                raise SystemExit(f"not let in: {data[:400]!r}")
            self.open, data = True, after
            self.wire.send(masked(TEXT, self.hello))
        self._read(data)

    def _read(self, data: bytes) -> None:
        at, end = 0, len(data)
        while end - at >= 2:
            size, begin = data[at + 1], at + 2
            if size == 126:
                size, begin = int.from_bytes(data[at + 2 : at + 4], "big"), at + 4
            elif size == 127:
                size, begin = int.from_bytes(data[at + 2 : at + 10], "big"), at + 10
            if begin + size > end:
                break
            kind = data[at] & 15
            if kind == TEXT and data.find(EVENT, begin, begin + HEAD) > 0:
                self.events += 1
                self.size = size
            elif kind == TEXT and data.startswith(WELCOME, begin):
                self.welcomed = True
            elif kind == PING:
                self.wire.send(masked(PONG, data[begin : begin + size]))
            elif kind == CLOSE:
                raise SystemExit(f"closed: {data[begin : begin + size]!r}")
            at = begin + size
        self.rest = data[at:]


class Crowd:
    """All of them, and the order in hand."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.listeners: dict[int, Listener] = {}
        self.opening: set[int] = set()
        self.poll = select.epoll()
        self.poll.register(0, select.EPOLLIN)
        self.orders = b""
        self.began = 0.0
        self.goal = 0
        self.missing: set[int] | None = None

    def run(self) -> None:
        """Serve orders until there are no more."""
        while True:
            for number, mask in self.poll.poll():
                if number == 0:
                    if not self._take():
                        return
                elif number in self.opening:
                    self._greet(number, mask)
                elif number in self.listeners:  # not hung up a moment ago
                    self._hear(number)

    def _take(self) -> bool:
        said = sys.stdin.buffer.raw.read(65536)  # type: ignore[attr-defined]
        *lines, self.orders = (self.orders + said).split(b"\n")
        for line in lines:
            order = json.loads(line)
            getattr(self, f"do_{order.pop('do')}")(**order)
        return bool(said)

    def do_open(
        self, count: int, path: str, tokens: list[str], focus: list[list[str]], **hello: Any
    ) -> None:
        """Open so many sockets at once, those of the tokens in turn."""
        self.began, self.goal = time.perf_counter(), hello.pop("events", 0)
        self.missing = set()
        for number in range(count):
            which = number % len(tokens)
            said = {"type": "hello", "focus": focus[which], **hello}
            request = upgrade(path, tokens[which])
            one = Listener(self.port, request, json.dumps(said).encode())
            self.listeners[one.wire.fileno()] = one
            self.opening.add(one.wire.fileno())
            self.missing.add(one.wire.fileno())
            self.poll.register(one.wire.fileno(), select.EPOLLOUT)

    def do_expect(self, events: int) -> None:
        """Count from here; the answer comes twice, at once and when all have theirs."""
        for one in self.listeners.values():
            one.events = 0
        self.goal, self.missing = events, set(self.listeners)
        answer(armed=True)

    def do_close(self) -> None:
        """Hang up, all of them."""
        for number, one in self.listeners.items():
            self.poll.unregister(number)
            one.wire.close()
        self.listeners = {}
        answer(closed=True)

    def _greet(self, number: int, mask: int) -> None:
        one = self.listeners[number]
        if mask & (select.EPOLLERR | select.EPOLLHUP):
            raise SystemExit("nobody listens there")
        one.wire.send(one.rest)
        one.rest = b""
        self.opening.discard(number)
        self.poll.modify(number, select.EPOLLIN)

    def _hear(self, number: int) -> None:
        one = self.listeners[number]
        one.hear()
        missing = self.missing
        if missing and one.events >= self.goal and one.welcomed and number in missing:
            missing.discard(number)
            if not missing:
                at = time.perf_counter()
                answer(at=at, took=at - self.began, size=one.size, cpu=time.process_time())


def upgrade(path: str, token: str) -> bytes:
    """The request of a handshake."""
    lines = [
        f"GET {path} HTTP/1.1",
        "host: 127.0.0.1",
        "connection: upgrade",
        "upgrade: websocket",
        "sec-websocket-version: 13",
        f"sec-websocket-key: {KEY.decode()}",
        f"authorization: Bearer {token}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def masked(kind: int, payload: bytes) -> bytes:
    """A frame of a client (RFC 6455, 5.2), its mask all zeros."""
    size = len(payload)
    if size < 126:
        return bytes((0x80 | kind, 0x80 | size)) + bytes(4) + payload
    return bytes((0x80 | kind, 0x80 | 126)) + size.to_bytes(2, "big") + bytes(4) + payload


def answer(**said: Any) -> None:
    """A line for whoever gave the orders."""
    print(json.dumps(said), flush=True)


def main(words: Iterable[str]) -> None:
    """The program."""
    [port] = words
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    Crowd(int(port)).run()


if __name__ == "__main__":
    main(sys.argv[1:])
