"""Takes questions up again that were laid aside until now, on every page that is open."""

from app.actions.questions import wake_questions
from app.followers.rounds import Rounds
from app.queries.questions import list_projects_with_due


class QuestionWaker(Rounds):
    """Each round wakes what is due. Any process may do it, several at once too."""

    # the clock says when, not the log
    listens = False

    async def settle(self) -> None:
        """Wake the questions whose time has come."""
        for project_id in await self.edge.read(list_projects_with_due):
            await self.edge.write(project_id, wake_questions, project_id)
