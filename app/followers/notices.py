"""The notices follower: what of the log is news for somebody."""

from collections.abc import Collection

from sqlmodel import Session

from app.actions.notices import FOLLOWER, follow_notices
from app.followers.lookouts import Lookout
from app.queries.hearers import FINDERS


class Notices(Lookout):
    """Tells people what is news to them."""

    name = FOLLOWER

    def kinds(self, db: Session, project_id: int) -> Collection[str]:
        """What anybody may be told of."""
        return FINDERS

    def follow(self, db: Session, project_id: int) -> bool:
        """Work off the next events; whether there are more."""
        return follow_notices(db, project_id)
