"""The searches follower: what of the log can be found."""

from sqlmodel import Session

from app.actions.searches import FOLLOWER, KINDS, follow_searches
from app.followers.notices import Reader


class Searches(Reader):
    """How far this process knows the logs to hold nothing to be found."""

    name = FOLLOWER
    kinds = KINDS

    def follow(self, db: Session, project_id: int) -> bool:
        """Work off the next events; whether there are more."""
        return follow_searches(db, project_id)
