"""Topics as people type them: which discussion somebody means."""

from sqlmodel import Session

from app.domain.roles import Actor
from app.domain.topics import parse_topic
from app.errors import Invalid, NotFound
from app.languages import say
from app.queries.places import get_place
from app.queries.rulings import find_question_of_ruling, get_ruling


def get_named(db: Session, actor: Actor, typed: str) -> str:
    """The topic of the discussion that the actor means, as domain/topics reads it; for a ruling
    that of its question. Raises Invalid where they can read none of that name."""
    topic = parse_topic(typed)
    kind, _, name = topic.partition(":")
    try:
        if kind == "ruling":
            number = get_ruling(db, actor, int(name)).number
            question = find_question_of_ruling(db, actor.project_id, number)
            topic = f"question:{question.number if question else 0}"
        return get_place(db, actor, topic).topic
    except NotFound:
        raise Invalid(
            say("There is no discussion of “%(name)s” here.", name=typed.strip()), "to"
        ) from None
