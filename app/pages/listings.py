"""One part of a long list, and from where the next one goes on."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """Part of a list. `next` goes into the same query as `after`; None at the end."""

    items: tuple[T, ...]
    next: int | None
