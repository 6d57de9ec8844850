"""The notices follower: what of the log is news for somebody."""

from collections.abc import Collection

from sqlmodel import Session

from app.actions.notices import FOLLOWER, follow_notices
from app.queries.hearers import FINDERS
from app.queries.notices import find_cursor, list_news

# Until so much of the log holds no news, the stored cursor is left where it is: moving it costs
# a transaction, and labels come by the thousand.
FAR = 5_000


class Reader:
    """A follower of some kinds of events, and how far this process knows the logs to be free of
    them, project by project."""

    name: str
    kinds: Collection[str]

    def __init__(self) -> None:
        self._looked: dict[int, int] = {}

    def is_due(self, db: Session, project_id: int, head: int) -> bool:
        """Whether there is something to write, or to move the stored cursor over."""
        looked = self._looked.get(project_id, -1)
        if head <= looked:
            return False
        cursor = find_cursor(db, self.name, project_id)
        stored = cursor.seq if cursor else 0
        due = bool(list_news(db, project_id, max(stored, looked), self.kinds, 1))
        if not due:
            self._looked[project_id] = head
        return due or head - stored > FAR


class Notices(Reader):
    """What is news for somebody."""

    name = FOLLOWER
    kinds = FINDERS.keys()

    def follow(self, db: Session, project_id: int) -> bool:
        """Work off the next events; whether there are more."""
        return follow_notices(db, project_id)
