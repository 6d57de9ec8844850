"""What a draft's scope would touch, counted by the same function that publication uses."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, literal, union_all
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.domain.scopes import Scope, parse_scope, pick_control
from app.queries.guidelines import list_types
from app.queries.hunts import map_judged
from app.queries.labels import newest_label
from app.queries.members import STAFF_NAME
from app.queries.scopes import LETTERS, Bounds, affected, outside
from app.records.labels import CurrentLabel, Label
from app.records.members import Member
from app.records.relabels import Relabel, ScopeTask
from app.records.revisions import Revision
from app.records.tasks import Task


@dataclass(frozen=True, slots=True)
class Counts:
    """`by_stratum` counts labels and overlaps; `together` is (strata, labels) by exactly which
    strata select them, most first; `by_member` is (name, labels), most first. `control` are the
    labels from outside that are asked for again, too."""

    watermark: int
    labels: int
    tasks: int
    outside: int
    control: int
    by_stratum: Mapping[str, int]
    together: tuple[tuple[str, int], ...]
    by_member: tuple[tuple[str, int], ...]
    seconds_per_label: float | None

    @property
    def asked(self) -> int:
        """All labels that are asked for again."""
        return self.labels + self.control


@dataclass(frozen=True, slots=True)
class Sample:
    """A task to judge the scope by, with the answers it has now."""

    external_id: str
    body: str
    values: tuple[str, ...]
    strata: str


def count_affected(db: Session, revision: Revision) -> Counts:
    """How many labels, of how many tasks, whose, and for which reasons."""
    bounds = as_it_stands(db, revision)
    scope = parse_scope(revision.scope)
    people, together, tasks = _count_hits(db, affected(db, revision.id or 0, scope, bounds))
    labels = people.total()
    everything = select(func.count()).select_from(CurrentLabel)
    mine = everything.where(CurrentLabel.project_id == revision.project_id)
    standing = db.exec(mine.where(col(CurrentLabel.counts))).one()
    others = standing - labels
    if scope.since:  # no control is drawn from what lies beyond the cut-off
        rest = outside(db, revision.id or 0, scope, bounds).order_by(None).subquery()
        others = db.execute(pick(func.count()).select_from(rest)).scalar_one()
    return Counts(
        watermark=bounds.watermark,
        labels=labels,
        tasks=tasks,
        outside=standing - labels,
        control=min(scope.control, others) if scope.selects else 0,
        by_stratum={x: sum(n for of, n in together.items() if x in of) for x in LETTERS},
        together=tuple(sorted(together.items(), key=lambda each: (-each[1], each[0]))),
        by_member=_named(db, revision.project_id, people),
        seconds_per_label=_pace(db, revision.project_id),
    )


def _count_hits(db: Session, chosen: Select[Any]) -> tuple[Counter[int], Counter[str], int]:
    """Labels by person, labels by exactly which strata select them, and tasks. The hits are found
    once, and both counted from them."""
    hits = chosen.order_by(None).cte("hits").prefix_with("MATERIALIZED")
    strata = sum((hits.c[x] * 2**at for at, x in enumerate(LETTERS)), literal(0))
    counted = pick(hits.c.member_id, strata.label("strata"), func.count().label("labels"))
    tasks = pick(literal(0), literal(0), func.count(func.distinct(hits.c.task_id)))
    groups = counted.group_by(hits.c.member_id, strata)
    people: Counter[int] = Counter()
    together: Counter[str] = Counter()
    total = 0
    for member_id, letters, number in db.execute(union_all(groups, tasks)):
        if not member_id:
            total = number
            continue
        people[member_id] += number
        together["".join(x for at, x in enumerate(LETTERS) if letters >> at & 1)] += number
    return people, together, total


def split_judged(db: Session, revision: Revision) -> tuple[list[bool], list[int]]:
    """Of the tasks in scope of which somebody has said whether they are affected, what was said;
    and the affected ones that are not in scope."""
    judged = map_judged(db, revision.id or 0)
    inside = set(list_inside(db, revision)) if judged else set()
    missed = [task_id for task_id, hit in judged.items() if hit and task_id not in inside]
    return [hit for task_id, hit in judged.items() if task_id in inside], missed


def list_inside(db: Session, revision: Revision) -> list[int]:
    """The tasks in scope, by id."""
    return list(db.execute(select_scope_tasks(db, revision).order_by(col(Task.id))).scalars())


def _named(db: Session, project_id: int, people: Mapping[int, int]) -> tuple[tuple[str, int], ...]:
    names = db.execute(
        pick(col(Member.id), STAFF_NAME.label("name")).where(col(Member.project_id) == project_id)
    )
    mine = [(row.name, people[row.id]) for row in names if row.id in people]
    return tuple(sorted(mine, key=lambda each: (-each[1], each[0])))


def sample_tasks(db: Session, revision: Revision, *, inside: bool, most: int) -> list[Sample]:
    """Tasks inside or just outside the scope, spread by a fixed hash, not the first ones."""
    bounds = as_it_stands(db, revision)
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


def count_selected(db: Session, revision_id: int, stratum: str) -> int:
    """How many tasks a materialised stratum holds."""
    query = select(func.count()).select_from(ScopeTask)
    return db.exec(
        query.where(ScopeTask.revision_id == revision_id, ScopeTask.stratum == stratum)
    ).one()


def select_scope_tasks(db: Session, revision: Revision) -> Select[Any]:
    """The tasks in scope as it stands, each once."""
    bounds = as_it_stands(db, revision)
    inside = affected(db, revision.id or 0, parse_scope(revision.scope), bounds)
    hits = inside.order_by(None).subquery()
    return pick(col(Task.id)).where(col(Task.id).in_(pick(hits.c.task_id)))


def as_it_stands(db: Session, revision: Revision) -> Bounds:
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
    counting = given.where(col(CurrentLabel.task_id).in_(ids), col(CurrentLabel.counts))
    for row in db.execute(counting):
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
    bounds = as_it_stands(db, revision)
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
