"""Keep a message and hand it to every socket, with nothing but what durability asks for.

One row, one sync, one buffer framed once, one plain write to each. No rights, no threads, no
replay but a buffer of a hundred events, made beforehand.

`python -m bench.bare.fanout PORT DATABASE SIZE`: `SIZE` is that of an event's payload.
"""

import asyncio
import base64
import hashlib
import json
import sqlite3
import sys
from collections.abc import Awaitable, Callable
from typing import cast

import asyncpg
import uvloop

PORT, DATABASE, SIZE = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TABLE = "CREATE TABLE messages (id {}, body text)"
DONE = b"HTTP/1.1 201 Created\r\ncontent-length: 2\r\ncontent-type: application/json\r\n\r\n{}"
HELLO = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"
SWITCH = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"

sockets: set[asyncio.Transport] = set()
waiting: list[tuple[str, asyncio.Transport]] = []


def frame(payload: bytes) -> bytes:
    return b"\x81\x7e" + len(payload).to_bytes(2, "big") + payload


def event(n: int) -> bytes:
    said = {"type": "event", "n": n, "seq": n, "kind": "message.posted", "content": ""}
    said["content"] = "x" * (SIZE - len(json.dumps(said, separators=(",", ":"))))
    return frame(json.dumps(said, separators=(",", ":")).encode())


WELCOME = b'{"type":"welcome","epoch":"0192f0c1-7b7a-7cc0-8b7e-000000000000","seq":1,"n":0}'
WELCOME = b"\x81" + bytes([len(WELCOME)]) + WELCOME
HUNDRED = b"".join(event(n) for n in range(1, 101))


class Peer(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is not one by name
        self.rest, self.is_socket = b"", False

    def connection_lost(self, _: Exception | None) -> None:
        sockets.discard(self.transport)

    def data_received(self, data: bytes) -> None:
        if self.is_socket:
            self.transport.write(WELCOME + HUNDRED if b'"since"' in data else WELCOME)
            sockets.add(self.transport)
            return
        self.rest += data
        head, found, body = self.rest.partition(b"\r\n\r\n")
        at = head.lower().find(b"content-length:")
        size = int(head[at + 15 :].partition(b"\r\n")[0]) if at >= 0 else 0
        if not found or len(body) < size:
            return
        self.rest = b""
        if b"upgrade: websocket" in head:
            key = head.partition(b"sec-websocket-key: ")[2].partition(b"\r\n")[0]
            accept = base64.b64encode(hashlib.sha1(key + GUID, usedforsecurity=False).digest())
            self.transport.write(SWITCH + b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n")
            self.is_socket = True
        elif head.startswith(b"POST"):
            waiting.append((body.decode(), self.transport))
            news.set()
        else:
            self.transport.write(HELLO)


def prepare() -> sqlite3.Connection:
    db = sqlite3.connect(DATABASE, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=10000"):
        db.execute(f"PRAGMA {pragma}")
    db.execute(TABLE.format("INTEGER PRIMARY KEY"))
    return db


async def keeper() -> Callable[[list[tuple[str, ...]]], Awaitable[object]]:
    """What keeps a group of rows, all in one transaction."""
    if DATABASE.startswith("postgresql"):
        pg = await asyncpg.connect(DATABASE)
        await pg.execute(TABLE.format("bigserial PRIMARY KEY"))
        statement = "INSERT INTO messages (body) SELECT * FROM unnest($1::text[])"
        return lambda rows: pg.execute(statement, [row[0] for row in rows])
    db = prepare()

    async def keep(rows: list[tuple[str, ...]]) -> None:
        db.execute("BEGIN IMMEDIATE")
        db.executemany("INSERT INTO messages (body) VALUES (?)", rows)
        db.execute("COMMIT")

    return keep


async def main() -> None:
    keep, n = await keeper(), 0
    loop = asyncio.get_running_loop()
    await loop.create_server(Peer, "127.0.0.1", PORT, backlog=4096)
    while True:
        await news.wait()
        news.clear()
        group = waiting[:]
        waiting.clear()
        await keep([(body,) for body, _ in group])
        for _, sender in group:
            n += 1
            sender.write(DONE)
            buffer = event(n)
            for each in sockets:
                each.write(buffer)


if __name__ == "__main__":
    news = asyncio.Event()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
