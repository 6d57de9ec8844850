"""Passwords, hashed and compared outside the writer: argon2id, at most four at once."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from app.errors import Unavailable
from app.languages import say

# OWASP's setting for argon2id: 19 MiB, two passes, one lane.
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)
AT_ONCE = 4
MOST_WAITING = 200
_pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="argon2")


async def hash_password(password: str) -> str:
    """What is stored of a password."""
    _refuse_a_crowd()
    return await asyncio.get_running_loop().run_in_executor(_pool, HASHER.hash, password)


async def verify_password(stored: str | None, password: str) -> bool:
    """Whether the password is the one stored. Without one, a hash is made all the same: how long
    the answer takes tells nobody whether there is such an account."""
    _refuse_a_crowd()
    return await asyncio.get_running_loop().run_in_executor(_pool, _verify, stored, password)


def _verify(stored: str | None, password: str) -> bool:
    try:
        HASHER.verify(stored or _dummy(), password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


@cache
def _dummy() -> str:
    """A hash of nothing that anybody could send."""
    return HASHER.hash(b"\xff\xfe nobody")


def _refuse_a_crowd() -> None:
    if _pool._work_queue.qsize() > MOST_WAITING:
        raise Unavailable(say("Many people are signing in just now. Try again in a few seconds."))
