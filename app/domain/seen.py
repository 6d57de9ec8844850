"""Which keys a file has already used: a million of them in sixteen megabytes."""

import secrets
from array import array
from hashlib import blake2b


class Seen:
    """A set of texts, kept as 64-bit hashes under a secret that no file can know.

    Two of a million keys fall together once in ten million files; the row is then reported as a
    repeat. A hash table by open addressing, at most half full.
    """

    def __init__(self) -> None:
        self._slots = array("Q", bytes(8 * 1024))
        self._many = 0
        self._secret = secrets.token_bytes(16)

    def add(self, key: str) -> bool:
        """Whether the key is new; it is not from now on."""
        if not self._put(self._hash(key)):
            return False
        self._many += 1
        if self._many * 2 > len(self._slots):
            self._grow()
        return True

    def has(self, key: str) -> bool:
        """Whether the key was added."""
        hash, last = self._hash(key), len(self._slots) - 1
        place = hash & last
        while self._slots[place] not in (0, hash):
            place = (place + 1) & last
        return self._slots[place] == hash

    def _hash(self, key: str) -> int:
        digest = blake2b(key.encode(), digest_size=8, key=self._secret).digest()
        return int.from_bytes(digest) or 1

    def _put(self, hash: int) -> bool:
        slots, last = self._slots, len(self._slots) - 1
        place = hash & last
        while slots[place]:
            if slots[place] == hash:
                return False
            place = (place + 1) & last
        slots[place] = hash
        return True

    def _grow(self) -> None:
        before = self._slots
        self._slots = array("Q", bytes(8 * 2 * len(before)))
        for hash in before:
            if hash:
                self._put(hash)
