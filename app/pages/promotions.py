"""What is settled already and could be made gold, before it is."""

from dataclasses import dataclass

from sqlmodel import Session

from app.domain.answers import describe
from app.domain.roles import Actor, is_ml_team
from app.domain.texts import excerpt
from app.errors import NotFound
from app.pages.rulings import root_of
from app.queries.promotions import Found, list_promotable
from app.queries.tasks import find_task
from app.queries.terms import get_schema

SHOWN = 5  # examples of what could be promoted


@dataclass(frozen=True, slots=True)
class PromotionView:
    """What could be made gold at once: `found` of `looked_at`, `discussed` ones left out."""

    root: str
    source: str
    after: int
    found: int
    looked_at: int
    discussed: int
    samples: tuple[tuple[str, str], ...]


def show_promotion(db: Session, actor: Actor, source: str, after: int = 0) -> PromotionView:
    """What could be promoted from a source."""
    if not is_ml_team(actor):
        raise NotFound
    found = list_promotable(db, actor.project_id, source, after=after)
    return PromotionView(
        root=root_of(db, actor.project_id),
        source=source,
        after=after,
        found=len(found.tasks),
        looked_at=found.looked_at,
        discussed=found.discussed,
        samples=_samples(db, actor.project_id, found),
    )


def _samples(db: Session, project_id: int, found: Found) -> tuple[tuple[str, str], ...]:
    schema = get_schema(db, project_id)
    samples = []
    for each in found.tasks[:SHOWN]:
        task = find_task(db, project_id, each.task_id)
        words = excerpt(task.body, 160) if task else ""
        samples.append((words, describe(schema, _value(each.answer))))
    return tuple(samples)


def _value(answer: object) -> str:
    return answer if isinstance(answer, str) else str(answer)
