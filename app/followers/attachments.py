"""Removes files that were never sent, were put aside, or stood beside a redacted message.

Any process may do it, several at once too: each chunk is the project's only writer.
"""

from app.actions.attachments import sweep_files
from app.followers.rounds import Rounds
from app.queries.attachments import list_due


class FileKeeper(Rounds):
    """Each round removes what is due."""

    # files fall due by the clock, and labels come by the thousand: not at every commit
    listens = False

    async def settle(self) -> None:
        """Remove everything that is due."""
        for project_id in await self.edge.read(list_due):
            root = self.edge.settings.files
            while await self.edge.write(project_id, sweep_files, project_id, root):
                pass
