"""What a draft's scope would touch, counted by the same function that publication uses."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby, islice

from sqlalchemy import func
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.domain.scopes import Scope, parse_scope, pick_control
from app.queries.guidelines import list_types
from app.queries.members import STAFF_NAME
from app.queries.scopes import LETTERS, Bounds, affected, outside
from app.records.labels import CurrentLabel, Label
from app.records.members import Member
from app.records.relabels import Relabel, ScopeTask
from app.records.revisions import Revision
from app.records.tasks import Gold, Task


@dataclass(frozen=True, slots=True)
class Counts:
    """`by_stratum` counts labels and overlaps; `by_member` is (name, labels), most first."""

    watermark: int
    labels: int
    tasks: int
    outside: int
    by_stratum: Mapping[str, int]
    by_member: tuple[tuple[str, int], ...]
    seconds_per_label: float | None


@dataclass(frozen=True, slots=True)
class Sample:
    """A task to judge the scope by, with the answers it has now."""

    external_id: str
    body: str
    values: tuple[str, ...]
    strata: str


def newest_label(db: Session, project_id: int) -> int:
    """The watermark of this moment: the id of the project's newest label."""
    query = select(func.max(Label.id)).where(Label.project_id == project_id)
    return db.execute(query).scalar() or 0


def count_affected(db: Session, revision: Revision) -> Counts:
    """How many labels, of how many tasks, whose, and for which reasons."""
    bounds = _as_it_stands(db, revision)
    inside = affected(db, revision.id or 0, parse_scope(revision.scope), bounds)
    hits = inside.order_by(None).subquery()
    sums = [func.coalesce(func.sum(hits.c[letter]), 0) for letter in LETTERS]
    totals = db.execute(
        pick(func.count(), func.count(func.distinct(hits.c.task_id)), *sums).select_from(hits)
    ).one()
    people = db.execute(
        pick(STAFF_NAME.label("name"), func.count().label("labels"))
        .join(hits, hits.c.member_id == col(Member.id))
        .group_by(col(Member.id), col(Member.name))
        .order_by(func.count().desc(), col(Member.name))
    ).all()
    everything = select(func.count()).select_from(CurrentLabel)
    standing = db.exec(everything.where(CurrentLabel.project_id == revision.project_id)).one()
    return Counts(
        watermark=bounds.watermark,
        labels=totals[0],
        tasks=totals[1],
        outside=standing - totals[0],
        by_stratum=dict(zip(LETTERS, totals[2:], strict=True)),
        by_member=tuple((row.name, row.labels) for row in people),
        seconds_per_label=_pace(db, revision.project_id),
    )


def sample_tasks(db: Session, revision: Revision, *, inside: bool, most: int) -> list[Sample]:
    """Tasks inside or just outside the scope, spread by a fixed hash, not the first ones."""
    bounds = _as_it_stands(db, revision)
    scope = parse_scope(revision.scope)
    choose = affected if inside else outside
    rows = db.execute(choose(db, revision.id or 0, scope, bounds).limit(20_000)).all()
    by_label = {row.label_id: row for row in rows}
    strata: dict[int, str] = {}
    for label_id in pick_control(revision.number, by_label, most * 3):
        row = by_label[label_id]
        letters = "".join(x for x in LETTERS if inside and getattr(row, x))
        strata.setdefault(row.task_id, letters)
    return _samples(db, strata, most)


def list_disputed(db: Session, project_id: int, scope: Scope) -> dict[str, list[int]]:
    """The tasks on which people differ now, where the scope asks for them.

    "any": more than one answer; "majority_split": more than one, and none has the most votes.
    """
    kind = scope.predicate.disagreement
    if kind is None:
        return {}
    votes = (
        pick(col(CurrentLabel.task_id), func.count().label("n"))
        .where(col(CurrentLabel.project_id) == project_id)
        .group_by(col(CurrentLabel.task_id), col(CurrentLabel.value))
        .order_by(col(CurrentLabel.task_id), func.count().desc())
    )
    disputed = []
    rows = db.execute(votes, execution_options={"yield_per": 10_000})
    for task_id, group in groupby(rows, key=lambda row: row.task_id):
        most = [row.n for row in islice(group, 2)]
        if len(most) > 1 and (kind == "any" or most[0] == most[1]):
            disputed.append(task_id)
    return {kind: disputed}


def count_contradicted_gold(db: Session, revision: Revision, value: str) -> int:
    """Trusted answers inside the scope that differ from what the ruling says."""
    bounds = _as_it_stands(db, revision)
    inside = affected(db, revision.id or 0, parse_scope(revision.scope), bounds)
    hits = inside.order_by(None).subquery()
    query = (
        pick(func.count())
        .select_from(Gold)
        .where(col(Gold.task_id).in_(pick(hits.c.task_id)), col(Gold.value) != value)
    )
    return int(db.execute(query).scalar_one())


def count_selected(db: Session, revision_id: int, stratum: str) -> int:
    """How many tasks a materialised stratum holds."""
    query = select(func.count()).select_from(ScopeTask)
    return db.exec(
        query.where(ScopeTask.revision_id == revision_id, ScopeTask.stratum == stratum)
    ).one()


def _as_it_stands(db: Session, revision: Revision) -> Bounds:
    """All labels of this moment, under the scope that was settled or else the usual one, which an
    editorial revision does without."""
    watermark = newest_label(db, revision.project_id)
    settled = bool(revision.scope) or set(list_types(db, revision)) == {"editorial"}
    return Bounds(revision.project_id, watermark, is_settled=settled)


def _pace(db: Session, project_id: int) -> float | None:
    """Mean seconds of the newest 1,000 timed labels, an hour at most each."""
    newest = (
        pick(col(Label.seconds))
        .where(
            col(Label.project_id) == project_id,
            col(Label.seconds).is_not(None),
            col(Label.seconds) < 3600,
        )
        .order_by(col(Label.id).desc())
        .limit(1000)
        .subquery()
    )
    mean = db.execute(pick(func.avg(newest.c.seconds))).scalar()
    return float(mean) if mean is not None else None


def _samples(db: Session, strata: Mapping[int, str], most: int) -> list[Sample]:
    ids = list(strata)[:most]
    tasks = {each.id: each for each in db.exec(select(Task).where(col(Task.id).in_(ids)))}
    values: dict[int, list[str]] = {}
    given = select(CurrentLabel.task_id, CurrentLabel.value)
    for row in db.execute(given.where(col(CurrentLabel.task_id).in_(ids))):
        values.setdefault(row.task_id, []).append(row.value)
    return [
        Sample(tasks[i].external_id, tasks[i].body, tuple(sorted(values.get(i, []))), strata[i])
        for i in ids
    ]


def count_outside(db: Session, revision_id: int, scope: Scope, relabel: Relabel) -> int:
    """How many labels stood outside a sealed scope at its watermark."""
    bounds = Bounds(relabel.project_id, relabel.watermark)
    rest = outside(db, revision_id, scope, bounds).order_by(None).subquery()
    return int(db.execute(pick(func.count()).select_from(rest)).scalar_one())


def list_scope_tasks(
    db: Session, revision: Revision, after: int, most: int = 5000
) -> tuple[list[tuple[str, str]], int | None]:
    """(external id, strata) of the tasks in scope, by task id; and where to go on."""
    bounds = _as_it_stands(db, revision)
    inside = affected(db, revision.id or 0, parse_scope(revision.scope), bounds)
    hits = inside.order_by(None).subquery()
    letters = [func.max(hits.c[letter]).label(letter) for letter in LETTERS]
    rows = db.execute(
        pick(col(Task.id), col(Task.external_id), *letters)
        .join(hits, hits.c.task_id == col(Task.id))
        .where(col(Task.id) > after)
        .group_by(col(Task.id), col(Task.external_id))
        .order_by(col(Task.id))
        .limit(most)
    ).all()
    named = [(row[1], "".join(x for x in LETTERS if getattr(row, x))) for row in rows]
    return named, rows[-1][0] if len(rows) == most else None
