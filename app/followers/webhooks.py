"""The webhooks follower: what of the log some endpoint is to be told."""

from collections.abc import Collection

from sqlmodel import Session

from app.actions.deliveries import FOLLOWER, follow_deliveries
from app.followers.lookouts import Lookout
from app.queries.endpoints import list_wanted


class Webhooks(Lookout):
    """Writes the deliveries; followers/sender.py sends them."""

    name = FOLLOWER

    def kinds(self, db: Session, project_id: int) -> Collection[str]:
        """What the project's endpoints have asked for."""
        return list_wanted(db, project_id)

    def follow(self, db: Session, project_id: int) -> bool:
        """Work off the next events; whether there are more."""
        return follow_deliveries(db, project_id)
