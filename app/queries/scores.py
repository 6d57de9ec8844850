"""Answers against gold, each judged by the trusted answer that held when it was given."""

from dataclasses import dataclass

from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.domain.gold_keys import key_in_force
from app.queries.flags import is_asked
from app.queries.gold_keys import map_keys, map_lineages
from app.records.labels import Label, Retraction
from app.records.tasks import Gold


@dataclass(frozen=True, slots=True)
class Score:
    """`right` of `judged` answers. `spared`: given while a question about the task was open, or
    with one open now; they count for nobody and against nobody."""

    right: int
    judged: int
    spared: int


def score_member(db: Session, project_id: int, member_id: int) -> Score:
    """Somebody's own answers, as they were first given or made again: what was corrected after
    reading others, taken back, imported or restored says nothing about them."""
    keys = map_keys(db, project_id)
    golds = pick(col(Gold.task_id)).where(col(Gold.project_id) == project_id)
    is_spared = (col(Label.under_question) | is_asked(col(Label.task_id))).label("is_spared")
    rows = db.execute(
        pick(col(Label.task_id), col(Label.value), col(Label.revision_id), is_spared)
        .where(
            col(Label.project_id) == project_id,
            col(Label.member_id) == member_id,
            col(Label.source).in_(("work", "relabel")),
            col(Label.informed).is_(False),
            col(Label.task_id).in_(golds) | col(Label.task_id).in_(list(keys)),
            col(Label.id).not_in(pick(col(Retraction.label_id))),
        )
        .order_by(col(Label.id))
    ).all()
    now = dict(db.exec(select(Gold.task_id, Gold.value).where(Gold.project_id == project_id)).all())
    lineages = map_lineages(db, project_id)
    right = judged = spared = 0
    for task_id, value, revision_id, is_out in rows:
        known = keys.get(task_id)
        line = lineages.get(revision_id or 0, [])
        expected = key_in_force(known, line) if known else now.get(task_id)
        if expected is None:
            continue
        if is_out:
            spared += 1
            continue
        judged += 1
        right += value == expected
    return Score(right, judged, spared)
