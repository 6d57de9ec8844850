"""Answers against gold, each judged by the trusted answer that held when it was given."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.domain.gold_keys import key_in_force
from app.queries.flags import is_asked
from app.queries.gold_keys import map_keys, map_lineages
from app.records.doubts import Doubt
from app.records.honeypots import Retirement
from app.records.labels import Label, Retraction
from app.records.revisions import Revision
from app.records.tasks import Gold

DISCUSSED = "discussed"
UNANIMOUS = "unanimous"
SOURCES = ("work", "relabel")


@dataclass(frozen=True, slots=True)
class Score:
    """`right` of `judged` answers. `spared`: given while a question about the task was open, or
    with one open now, or after it was discussed; they count for nobody and against nobody."""

    right: int
    judged: int
    spared: int


@dataclass(frozen=True, slots=True)
class Judged:
    """One answer to a gold task, and what was expected when it was given."""

    label_id: int
    task_id: int
    member_id: int
    revision_id: int | None
    value: str
    expected: str
    is_spared: bool
    made_at: datetime

    @property
    def is_right(self) -> bool:
        """Whether it is the trusted answer."""
        return self.value == self.expected


def score_member(db: Session, project_id: int, member_id: int) -> Score:
    """Somebody's own answers, as they were first given or made again: what was corrected after
    reading others, taken back, imported or restored says nothing about them."""
    return count_score(list_judged(db, project_id, member_id=member_id))


def count_score(judged: Collection[Judged]) -> Score:
    """How many of some answers are right, were judged, and were spared."""
    counted = [each for each in judged if not each.is_spared]
    right = sum(each.is_right for each in counted)
    return Score(right, len(counted), len(judged) - len(counted))


def score_by_version(
    db: Session, project_id: int, judged: Collection[Judged]
) -> list[tuple[str | None, Score]]:
    """The same by the version of the guideline in force when each was given, newest first; None:
    before the first."""
    versions = dict(
        db.exec(
            select(Revision.id, Revision.version).where(Revision.project_id == project_id)
        ).all()
    )
    found: defaultdict[int, list[Judged]] = defaultdict(list)
    for each in judged:
        found[each.revision_id or 0].append(each)
    newest_first = sorted(found.items(), reverse=True)
    return [(versions.get(id), count_score(some)) for id, some in newest_first]


def list_judged(
    db: Session,
    project_id: int,
    *,
    member_id: int | None = None,
    task_ids: Collection[int] | None = None,
    imported: bool = False,
) -> list[Judged]:
    """Answers to gold, oldest first: of a person, or to some tasks, or both. `imported`: those made
    elsewhere, too, which is all that is known of a crowd that came with a file."""
    keys = map_keys(db, project_id, task_ids)
    golds = select(Gold).where(Gold.project_id == project_id)
    if task_ids is not None:
        golds = golds.where(col(Gold.task_id).in_(task_ids))
    elif member_id is not None:  # of ten thousand a person has met some hundred
        met = exists().where(
            col(Label.task_id) == col(Gold.task_id), col(Label.member_id) == member_id
        )
        golds = golds.where(met)
    known_golds = {gold.task_id: gold for gold in db.exec(golds)}
    lineages = map_lineages(db, project_id)
    judged = []
    sources = (*SOURCES, "import") if imported else SOURCES
    for row in db.execute(_answers(project_id, member_id, task_ids, keys, sources)):
        known, line = keys.get(row.task_id), lineages.get(row.revision_id or 0, [])
        gold = known_golds.get(row.task_id)
        expected = key_in_force(known, line) if known else gold.value if gold else None
        if expected is not None and not _made_it_gold(gold, row.recorded_at):
            said = (row.id, row.task_id, row.member_id, row.revision_id, row.value)
            judged.append(Judged(*said, expected, bool(row.is_spared), row.recorded_at))
    return judged


def _answers(
    project_id: int,
    member_id: int | None,
    task_ids: Collection[int] | None,
    keys: Any,
    sources: tuple[str, ...],
) -> Any:
    spared = col(Label.under_question) | is_asked(col(Label.task_id)) | is_settled_otherwise()
    query = pick(
        col(Label.id),
        col(Label.task_id),
        col(Label.member_id),
        col(Label.revision_id),
        col(Label.value),
        spared.label("is_spared"),
        col(Label.recorded_at),
    ).where(
        col(Label.project_id) == project_id,
        col(Label.source).in_(sources),
        col(Label.informed).is_(False),
        col(Label.id).not_in(pick(col(Retraction.label_id))),
    )
    if member_id is not None:
        query = query.where(col(Label.member_id) == member_id)
    if task_ids is not None:
        query = query.where(col(Label.task_id).in_(task_ids))
    else:
        golds = pick(col(Gold.task_id)).where(col(Gold.project_id) == project_id)
        query = query.where(col(Label.task_id).in_(golds) | col(Label.task_id).in_(list(keys)))
    return query.order_by(col(Label.id))


def _made_it_gold(gold: Gold | None, made_at: datetime) -> bool:
    """Whether the answer is among those on whose agreement the key rests: it says nothing of its
    person that they gave it."""
    return gold is not None and gold.source == UNANIMOUS and made_at <= gold.created_at


def is_settled_otherwise() -> ColumnElement[bool]:
    """The condition that a label's task is in doubt, or had been discussed before it was made."""
    doubted = exists().where(
        col(Doubt.task_id) == col(Label.task_id), col(Doubt.ended_at).is_(None)
    )
    discussed = exists().where(
        col(Retirement.task_id) == col(Label.task_id),
        col(Retirement.ended_at).is_(None),
        col(Retirement.why) == DISCUSSED,
        col(Retirement.made_at) <= col(Label.recorded_at),
    )
    return doubted | discussed
