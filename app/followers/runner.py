"""What runs the followers.

Every process runs it. A follower reads its cursor in the transaction that moves it, and a
project's writers are one at a time, so two processes cannot do the same work twice.
"""

from typing import Protocol

from sqlmodel import Session

from app.followers.notices import Notices
from app.followers.rounds import Rounds
from app.followers.searches import Searches
from app.followers.webhooks import Webhooks
from app.queries.notices import list_heads
from app.records.edge import Edge


class Follower(Protocol):
    """Reads the log from its own cursor, at least once, idempotent by event."""

    name: str

    def is_due(self, db: Session, project_id: int, head: int) -> bool: ...
    def follow(self, db: Session, project_id: int) -> bool: ...


class Followers(Rounds):
    """All followers, each round until nothing is left to do."""

    def __init__(self, edge: Edge) -> None:
        super().__init__(edge)
        self.all: tuple[Follower, ...] = (Notices(), Searches(), Webhooks())

    async def settle(self) -> None:
        """Work off everything that has happened, and what comes of it."""
        while due := await self.edge.read(self._list_due):
            for project_id, follower in due:
                while await self.edge.write(project_id, follower.follow, project_id):
                    pass

    def _list_due(self, db: Session) -> list[tuple[int, Follower]]:
        return [
            (project_id, follower)
            for project_id, head in list_heads(db).items()
            for follower in self.all
            if follower.is_due(db, project_id, head)
        ]
