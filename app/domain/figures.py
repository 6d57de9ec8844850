"""Figures as they are shown: what is known, as of when, and whether it is being reckoned anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

MOST_SINCE = 10_000  # labels that are counted one by one


@dataclass(frozen=True, slots=True)
class Standing:
    """A figure of a project. `data` None: none was reckoned yet. `since`: labels made after it, at
    most MOST_SINCE are counted; `is_stale`: something that it tells of has changed. `share`: of the
    reckoning under way, 0 to 1; None where none is. `failed`: the last one came to nothing."""

    data: Mapping[str, Any] | None
    made_at: datetime | None
    seconds: float
    since: int
    is_stale: bool
    share: float | None
    failed: bool

    @property
    def is_ready(self) -> bool:
        """Whether it tells of how things stand now."""
        return self.data is not None and not self.is_stale
