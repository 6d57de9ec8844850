"""The searches follower: what of the log can be found."""

from collections.abc import Collection

from sqlmodel import Session

from app.actions.searches import FOLLOWER, KINDS, follow_searches
from app.followers.lookouts import Lookout


class Searches(Lookout):
    """Keeps the index of messages and tasks."""

    name = FOLLOWER

    def kinds(self, db: Session, project_id: int) -> Collection[str]:
        """What changes words that can be found."""
        return KINDS

    def follow(self, db: Session, project_id: int) -> bool:
        """Work off the next events; whether there are more."""
        return follow_searches(db, project_id)
