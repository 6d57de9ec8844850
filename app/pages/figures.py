"""How a figure stands, as every page that shows one tells it."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.figures import MOST_SINCE, Standing


@dataclass(frozen=True, slots=True)
class StandingView:
    """`share` is in per cent, None where nothing is being reckoned; `since`: labels that came after
    it, `is_many`: or more. `failed`: the last reckoning came to nothing."""

    made_at: datetime | None
    since: int
    is_many: bool
    is_stale: bool
    share: int | None
    failed: bool


def view_standing(standing: Standing) -> StandingView:
    """A figure's age, and what is being done about it."""
    return StandingView(
        standing.made_at,
        standing.since,
        standing.since >= MOST_SINCE,
        standing.is_stale,
        None if standing.share is None else min(99, round(100 * standing.share)),
        standing.failed,
    )
