"""The time and new identifiers: the only two things here that differ on each call."""

import secrets
import time
import uuid
from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def new_id() -> uuid.UUID:
    """A random id (uuid4). It carries no time, so it cannot tell when a task was imported."""
    return uuid.uuid4()


def new_ordered_id() -> uuid.UUID:
    """A UUIDv7: for messages and the like, where the order of making is no secret."""
    millis = time.time_ns() // 1_000_000
    rand = secrets.randbits(74)
    value = (millis & ((1 << 48) - 1)) << 80 | 0x7 << 76 | (rand >> 62) << 64
    return uuid.UUID(int=value | 0b10 << 62 | rand & ((1 << 62) - 1))


def new_secret() -> str:
    """256 random bits, as text that fits in a URL."""
    return secrets.token_urlsafe(32)
