"""Building the demo workspace on an empty, migrated database."""

from collections.abc import Callable

from app.demos import hate, others
from app.demos.people import hire
from app.records.edge import Edge

Tell = Callable[[str], None]


async def build(edge: Edge, tell: Tell) -> None:
    """Three projects, five people, about 300 tasks and the stories that they went through."""
    crew = await hire(edge)
    tell("hate speech: 119 posts, three labelers, one ruling and its relabel")
    await hate.tell(crew)
    tell("spam e-mail: 120 mails, newsletters settled")
    await others.tell_spam(crew)
    tell("counting faces: 60 pictures")
    await others.tell_faces(crew)
