"""Looking for news in the log without writing anything as long as there is none."""

from abc import ABC, abstractmethod
from collections.abc import Collection

from sqlmodel import Session

from app.queries.notices import find_cursor, list_news

# Until so much of the log holds no news, the stored cursor is left where it is: moving it costs
# a transaction, and labels come by the thousand.
FAR = 5_000


class Lookout(ABC):
    """A follower that knows how far the logs are free of news to it, project by project."""

    name: str

    def __init__(self) -> None:
        self._looked: dict[int, int] = {}

    @abstractmethod
    def kinds(self, db: Session, project_id: int) -> Collection[str]:
        """The kinds of events that are news to it."""

    @abstractmethod
    def follow(self, db: Session, project_id: int) -> bool:
        """Work off the next events; whether there are more."""

    def is_due(self, db: Session, project_id: int, head: int) -> bool:
        """Whether there is something to write, or to move the stored cursor over."""
        looked = self._looked.get(project_id, -1)
        if head <= looked:
            return False
        cursor = find_cursor(db, self.name, project_id)
        stored = cursor.seq if cursor else 0
        kinds = self.kinds(db, project_id)
        due = bool(kinds) and bool(list_news(db, project_id, max(stored, looked), kinds, 1))
        if not due:
            self._looked[project_id] = head
        return due or head - stored > FAR
