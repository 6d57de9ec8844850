"""What somebody must have done before work goes on: read a revision, passed an exam."""

from collections.abc import Sequence

from sqlmodel import Session

from app.domain.roles import Actor
from app.errors import Conflict
from app.languages import say
from app.queries.qualifications import find_unpassed
from app.queries.readings_due import Due


def need_passed(db: Session, actor: Actor) -> None:
    """Raise Conflict where the actor's work waits until they have passed an exam. What they hold
    they may finish."""
    number = find_unpassed(db, actor)
    if number is not None:
        raise Conflict(
            say("Work here begins once you have passed exam %(number)s.", number=number),
            exam=number,
        )


def need_read(touching: Sequence[Due]) -> None:
    """Raise Conflict where a revision that touches the work must be read first."""
    for due in touching:
        why = say(
            "Version %(version)s of the guideline changes what labels mean: read it first.",
            version=due.version,
        )
        raise Conflict(why, reading=due.number, version=due.version)
