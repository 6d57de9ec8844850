"""A draft's hunt for the tasks that it affects, as its judges see it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from app.domain.hunts import AT_RANDOM, EMPTY, KNOWN, SAMPLE, bound_recall, next_kind
from app.domain.roles import Actor, is_staff, may_edit_draft
from app.errors import NotFound
from app.languages import mark, say
from app.pages.contents import ContentView, view_content
from app.queries.drafts import OPEN
from app.queries.guidelines import get_revision
from app.queries.hunts import (
    find_open_round,
    list_candidates,
    list_items,
    list_own_rounds,
    list_rounds,
    map_judged,
)
from app.queries.projects import get_project
from app.records.hunts import HuntRound

KINDS = {
    KNOWN: mark("known to begin with"),
    "ranked": mark("looking most alike"),
    AT_RANDOM: mark("control, drawn at random"),
    SAMPLE: mark("from inside the scope, drawn at random"),
}


@dataclass(frozen=True, slots=True)
class RoundView:
    """A batch that was judged: how it was drawn, in words, its size and its hits."""

    number: int
    kind: str
    words: str
    size: int
    hits: int


@dataclass(frozen=True, slots=True)
class ItemView:
    """A task to be judged. `is_affected`: what stands chosen."""

    external_id: str
    content: ContentView
    is_affected: bool | None


@dataclass(frozen=True, slots=True)
class BatchView:
    """What waits to be judged, or to be judged again."""

    number: int
    kind: str
    words: str
    is_again: bool
    items: tuple[ItemView, ...]


@dataclass(frozen=True, slots=True)
class HuntView:
    """`found` and `judged` tasks of `pool`; `recall`: the share of all affected ones that is found
    with a probability of 95 %, at least, or None before the first control. `following`: how the
    next batch is drawn, None where the hunt has ended; `enough` batches without a hit call for a
    control. `problem`: why what was judged last is not saved. `own`: the batches that the viewer
    has judged, and may judge again."""

    slug: str
    number: int
    title: str
    may_judge: bool
    pool: int
    judged: int
    found: int
    recall: float | None
    rounds: tuple[RoundView, ...]
    batch: BatchView | None
    following: str | None
    enough: int
    problem: str
    own: tuple[int, ...]


def show_hunt(
    db: Session,
    actor: Actor,
    number: int,
    typed: Mapping[str, bool] | None = None,
    problem: str = "",
    again: int | None = None,
) -> HuntView:
    """The hunt of a draft, begun or not; for staff. After a refusal with what was `typed`. `again`:
    a batch of the viewer's own that is to be judged once more."""
    revision = get_revision(db, actor, number)
    if not is_staff(actor):
        raise NotFound
    revision_id = revision.id or 0
    rounds, judged = list_rounds(db, revision_id), map_judged(db, revision_id)
    candidates = list_candidates(db, actor.project_id)
    found = sum(judged.values())
    has_begun = any(each.kind != SAMPLE for each in rounds)
    is_open = revision.state in OPEN
    left = len(set(candidates) - judged.keys())
    may_judge = may_edit_draft(actor) and is_open
    own = list_own_rounds(db, revision_id, actor.member_id) if may_judge else []
    return HuntView(
        slug=get_project(db, actor.project_id).slug,
        number=number,
        title=revision.title,
        may_judge=may_judge,
        pool=len(candidates),
        judged=len(judged),
        found=found,
        recall=bound_recall(rounds, found),
        rounds=tuple(
            RoundView(at, each.kind, say(KINDS[each.kind]), each.size, each.hits)
            for at, each in enumerate(rounds, 1)
        ),
        batch=_batch(db, revision_id, typed or {}, again if again in own else None),
        following=next_kind(rounds, left) if has_begun else KNOWN,
        enough=EMPTY,
        problem=problem,
        own=tuple(own),
    )


def _batch(
    db: Session, revision_id: int, typed: Mapping[str, bool], again: int | None
) -> BatchView | None:
    """The batch that waits, or one that was judged with what was said of it."""
    open_one = find_open_round(db, revision_id)
    batch = db.get(HuntRound, (revision_id, again)) if again else open_one
    if batch is None:
        return None
    usual = True if batch.kind == KNOWN else None
    items = []
    for item, task in list_items(db, revision_id, batch.number):
        said = usual if item.is_affected is None else item.is_affected
        content = view_content(task, (), None)
        items.append(ItemView(task.external_id, content, typed.get(task.external_id, said)))
    words = say(KINDS[batch.kind])
    return BatchView(batch.number, batch.kind, words, again is not None, tuple(items))
