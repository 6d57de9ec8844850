"""Labels that their people make again: for what, against what, and how much of it is left."""

from dataclasses import dataclass

from sqlmodel import Session

from app.domain.roles import Actor
from app.queries.agains import MOST_OPEN, count_items_open, find_asking_revision
from app.queries.desk import count_made_again, find_pace
from app.queries.labels import find_current
from app.records.labels import Assignment


@dataclass(frozen=True, slots=True)
class AgainView:
    """Why a label of the reader's own is to be made again: the version that asked for it, its
    title and number. The answer is judged by the guideline in force, which may be a later one."""

    number: int
    version: str
    title: str


@dataclass(frozen=True, slots=True)
class AgainsView:
    """The reader's own labels to be made again, counted up to MOST_OPEN: `open`, about so many
    `minutes` where their pace is known, and `paused` with their relabel; `done`: so many were, and
    the last of them just now."""

    open: int
    paused: int
    minutes: int | None
    done: int


def show_again(db: Session, actor: Actor, held: Assignment) -> AgainView | None:
    """What the task in hand is made again for. None where the actor has no answer on it: somebody
    else's label is nobody's business, and the task is one like any other."""
    if held.item_id is None or find_current(db, actor.member_id, held.task_id) is None:
        return None
    revision = find_asking_revision(db, held.item_id)
    return AgainView(revision.number, revision.version or "", revision.title)


def show_agains(db: Session, actor: Actor, held: Assignment | None) -> AgainsView:
    """How much of it is left, without what is somebody else's label."""
    waiting, paused = count_items_open(db, actor, held.task_id if held else None)
    pace = find_pace(db, actor) if waiting else None
    return AgainsView(
        open=waiting,
        paused=paused,
        minutes=max(1, round(waiting * pace / 60)) if pace and waiting < MOST_OPEN else None,
        done=0 if waiting or paused else count_made_again(db, actor),
    )
