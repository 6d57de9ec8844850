"""A hunt for the tasks that a draft affects: batches that are drawn, and judged as a whole.

What is judged affected is selected by the draft's scope, as if it had been picked by hand.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import insert
from sqlmodel import Session

from app.actions.scopes import select_tasks
from app.clock import now
from app.domain.hunts import SAMPLE
from app.domain.roles import Actor
from app.errors import Conflict, Invalid, NotFound
from app.languages import say
from app.queries.drafts import get_editable
from app.queries.hunts import count_rounds, list_items
from app.records.events import record
from app.records.hunts import HuntItem, HuntRound


def draw_round(
    db: Session,
    actor: Actor,
    number: int,
    *,
    kind: str,
    task_ids: Sequence[int],
    before: int,
    after: int,
    scope: str = "",
) -> HuntRound:
    """Put a batch before the judges. `before`: how many tasks nobody has judged; `after`: how many
    rounds there were when it was drawn; `scope`: which one a sample was drawn from. Raises Conflict
    where somebody else has drawn meanwhile."""
    revision = get_editable(db, actor, number)
    if count_rounds(db, revision.id or 0) != after:
        raise Conflict(say("Somebody else has drawn the next batch; it is the one below."))
    made = HuntRound(
        revision_id=revision.id or 0,
        number=after + 1,
        kind=kind,
        before=before,
        scope=scope,
        drawn_by=actor.member_id,
    )
    db.add(made)
    db.flush()
    rows = [
        {"revision_id": revision.id, "task_id": task_id, "round": made.number, "place": place}
        for place, task_id in enumerate(task_ids)
    ]
    db.execute(insert(HuntItem), rows)
    about = {"subject": revision.id or 0, "draft": number, "round": made.number}
    record(db, actor, "hunt.drawn", audience="staff", **about)
    return made


def judge_round(
    db: Session, actor: Actor, number: int, round_number: int, *, judgements: Mapping[str, bool]
) -> HuntRound:
    """Say of every task of a batch, by external id, whether the change affects it. Judging it
    again, while the draft is open, replaces what one has said; Conflict where it was another."""
    revision = get_editable(db, actor, number)
    batch = db.get(HuntRound, (revision.id, round_number))
    if batch is None:
        raise NotFound
    if batch.judged_by not in (None, actor.member_id):
        raise Conflict(say("Somebody else has judged this batch; the next one waits for you."))
    items = {
        task.external_id: item for item, task in list_items(db, revision.id or 0, round_number)
    }
    strange = judgements.keys() - items.keys()
    if strange:
        told = repr(min(strange))
        raise Invalid(say("%(task)s is not in this batch.", task=told), "judgements")
    missing = len(items.keys() - judgements.keys())
    if missing:
        raise Invalid(
            say("%(missing)s of %(all)s are still open.", missing=missing, all=len(items)),
            "judgements",
        )
    dropped = [each for each, item in items.items() if item.is_affected and not judgements[each]]
    for each, item in items.items():
        item.is_affected = judgements[each]
        db.add(item)
    batch.judged_by, batch.judged_at = actor.member_id, now()
    db.add(batch)
    if batch.kind != SAMPLE:  # what a sample is drawn from is in scope for its own reasons
        found = [each for each in items if judgements[each]]
        select_tasks(db, actor, revision, add=found, drop=dropped)
    about = {"subject": revision.id or 0, "draft": number, "round": round_number}
    record(db, actor, "hunt.judged", audience="staff", **about)
    return batch
