"""Topics: who may listen to which, by a table of kind to query."""

import re
from collections.abc import Callable, Iterable

from sqlmodel import Session

from app.domain.roles import Actor, is_ml_team, is_staff
from app.errors import NotFound
from app.queries.calibrations import get_calibration
from app.queries.places import get_place

TOPIC = re.compile(r"([a-z]+)(?::[\w.-]{1,90})?", re.ASCII)
Standing = Callable[[Session, Actor, str], bool]


def _place(db: Session, actor: Actor, topic: str) -> bool:
    return get_place(db, actor, topic).sees_peers


def _staff(_: Session, actor: Actor, topic: str) -> bool:
    if not is_staff(actor):
        raise NotFound
    return True


def _team(_: Session, actor: Actor, topic: str) -> bool:
    if not is_ml_team(actor):
        raise NotFound
    return True


def _all(_: Session, actor: Actor, topic: str) -> bool:
    return True


def _own(_: Session, actor: Actor, topic: str) -> bool:
    if topic.partition(":")[2] != str(actor.member_id):
        raise NotFound
    return True


def _session(db: Session, actor: Actor, topic: str) -> bool:
    number = topic.partition(":")[2]
    get_calibration(db, actor, int(number) if number.isdecimal() and len(number) < 10 else 0)
    return True


TOPICS: dict[str, Standing] = {
    **dict.fromkeys(("task", "question", "clause", "lounge"), _place),
    **dict.fromkeys(("inbox", "tasks", "row", "line", "drafts", "draft", "model"), _staff),
    **dict.fromkeys(("relabel", "relabels", "restorations", "people", "cases", "readers"), _staff),
    "adjudications": _staff,
    **dict.fromkeys(
        ("questions", "rulings", "guideline", "changelog", "me", "notices", "exams"), _all
    ),
    "desk": _own,
    "calibration": _session,
    **dict.fromkeys(("gold", "import", "team", "webhooks", "exam"), _team),
}


def find_standing(db: Session, actor: Actor, topic: str) -> bool | None:
    """Whether the actor sees peers under a topic (always so where that means nothing), or None
    where there is nothing for them to listen to."""
    shaped = TOPIC.fullmatch(topic)
    stand = TOPICS.get(shaped[1]) if shaped else None
    try:
        return stand(db, actor, topic) if stand else None
    except NotFound:
        return None


def subscribe(db: Session, actor: Actor, topics: Iterable[str]) -> dict[str, bool]:
    """The topics that the actor may listen to, each with whether they see peers there."""
    found = {topic: find_standing(db, actor, topic) for topic in topics}
    return {topic: sees for topic, sees in found.items() if sees is not None}
