"""Figures that were reckoned, what changed since, and the labels that they are reckoned from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import exists, func
from sqlalchemy import select as pick
from sqlmodel import Session, col

from app.clock import now
from app.domain.figures import MOST_SINCE, Standing
from app.domain.sheets import SheetRow
from app.queries.labels import newest_label
from app.queries.set_asides import has_set_asides, is_left_out
from app.records.columns import is_in
from app.records.events import Event, Stream
from app.records.figures import Figure, Reckoning
from app.records.labels import Citation, Label, Retraction
from app.records.members import Member
from app.records.questions import Flag, Question
from app.records.tasks import Gold, Task

MOST_EVENTS = 20_000  # looked through for one that makes a figure stale
SILENT = timedelta(seconds=30)  # a reckoning that says nothing for so long has ended


@dataclass(frozen=True, slots=True)
class Terms:
    """What a kept figure is held against: the events, besides labels, that make it stale, and the
    form that it must have."""

    kinds: tuple[str, ...]
    shape: int


class Shown(NamedTuple):
    """What a figure showed last, and when that was reckoned."""

    data: dict[str, Any]
    made_at: datetime


def find_head(db: Session, project_id: int) -> tuple[int, int]:
    """How far a project's log is, and its newest label."""
    seq = db.execute(pick(col(Stream.seq)).where(col(Stream.project_id) == project_id)).scalar()
    return int(seq or 0), newest_label(db, project_id)


def find_standing(
    db: Session, project_id: int, name: str, terms: Terms, at: datetime | None = None
) -> Standing:
    """A figure as it stands."""
    figure = db.get(Figure, (project_id, name))
    running = db.get(Reckoning, (project_id, name))
    share, failed = None, False
    if running is not None:
        is_alive = not running.failed and (at or now()) - running.told_at < SILENT
        share, failed = running.share if is_alive else None, running.failed
    if figure is None or figure.data.get("shape") != terms.shape:
        return Standing(None, None, 0.0, 0, is_stale=True, share=share, failed=failed)
    since = _count_since(db, figure)
    return Standing(
        figure.data,
        figure.made_at,
        figure.seconds,
        since,
        is_stale=since > 0 or _has_news(db, figure, terms.kinds),
        share=share,
        failed=failed,
    )


def find_blob(db: Session, project_id: int, name: str, shape: int) -> bytes | None:
    """What a figure of that form holds besides what is shown."""
    figure = db.get(Figure, (project_id, name))
    return figure.blob if figure and figure.data.get("shape") == shape else None


def map_shown(db: Session, project_id: int, names: Iterable[str], shape: int) -> dict[str, Shown]:
    """What a few figures of that form showed last, by name; those never reckoned are left out."""
    rows = db.execute(
        pick(col(Figure.name), col(Figure.data), col(Figure.made_at)).where(
            col(Figure.project_id) == project_id, col(Figure.name).in_(list(names))
        )
    )
    return {row[0]: Shown(row[1], row[2]) for row in rows if row[1].get("shape") == shape}


def read_sheet(
    db: Session, project_id: int, after: int, until: int, most: int
) -> tuple[list[SheetRow], int | None]:
    """The project's next labels after an id, in order, at most so many, without those taken back
    by `until` and those set aside; and the id to go on after, None at the end."""
    rows = db.execute(
        pick(
            col(Label.id), col(Label.task_id), col(Label.member_id), col(Label.value),
            func.coalesce(col(Label.revision_id), 0), col(Label.seconds), col(Label.labeled_at),
            col(Label.informed), col(Label.source) == "import", col(Label.under_question),
            col(Label.beyond),
        )
        .where(col(Label.project_id) == project_id, col(Label.id) > after, col(Label.id) <= until)
        .order_by(col(Label.id))
        .limit(most)
    ).all()  # fmt: skip
    if not rows:
        return [], None
    last = rows[-1][0]
    ended = col(Retraction.replaced_by)
    gone = pick(col(Retraction.label_id)).where(
        col(Retraction.label_id) > after,
        col(Retraction.label_id) <= last,
        ended.is_(None) | (ended <= until),
    )
    lost = set(db.execute(gone).scalars())
    if has_set_asides(db, project_id):
        aside = pick(col(Label.id)).where(
            col(Label.project_id) == project_id,
            col(Label.id) > after,
            col(Label.id) <= last,
            is_left_out(),
        )
        lost |= set(db.execute(aside).scalars())
    found = [
        SheetRow._make((*row[:6], row[6].timestamp(), *row[7:]))
        for row in rows
        if row[0] not in lost
    ]
    return found, last if len(rows) == most else None


def map_same(db: Session, project_id: int) -> dict[int, int]:
    """Whose second name an annotator is, by member id."""
    mine = pick(col(Member.id), col(Member.same_as)).where(
        col(Member.project_id) == project_id, col(Member.same_as).is_not(None)
    )
    return {row[0]: row[1] for row in db.execute(mine)}


def list_asked_tasks(db: Session, project_id: int) -> list[int]:
    """The tasks that an open question is about."""
    open_now = pick(col(Flag.task_id)).join(Question, col(Question.id) == col(Flag.question_id))
    mine = open_now.where(col(Question.project_id) == project_id, is_in(Question.state, "open"))
    return list(db.execute(mine.distinct()).scalars())


def read_citations(db: Session, project_id: int, after: int, until: int) -> list[tuple[int, int]]:
    """(label, clause) of the project's labels in a range of ids."""
    rows = db.execute(
        pick(col(Citation.label_id), col(Citation.clause_id))
        .join(Label, col(Label.id) == col(Citation.label_id))
        .where(col(Label.project_id) == project_id, col(Label.id) > after, col(Label.id) <= until)
        .order_by(col(Citation.label_id), col(Citation.clause_id))
    )
    return [(row[0], row[1]) for row in rows]


def map_golds(db: Session, project_id: int) -> dict[int, str]:
    """The trusted answers of now, by task."""
    mine = pick(col(Gold.task_id), col(Gold.value)).where(col(Gold.project_id) == project_id)
    return {row[0]: row[1] for row in db.execute(mine)}


def read_lengths(db: Session, project_id: int, since: int, until: int) -> dict[int, int]:
    """How many characters the project's tasks in a range of ids have, both ends included."""
    rows = db.execute(
        pick(col(Task.id), func.length(Task.body)).where(
            col(Task.project_id) == project_id, col(Task.id) >= since, col(Task.id) <= until
        )
    )
    return {row[0]: row[1] for row in rows}


def read_remarks(db: Session, project_id: int, since: int, until: int) -> list[tuple[int, str]]:
    """(person, remark) of the project's labels in a range of ids, both ends included."""
    rows = db.execute(
        pick(col(Label.member_id), col(Label.comment))
        .where(
            col(Label.project_id) == project_id,
            col(Label.id) >= since,
            col(Label.id) <= until,
            col(Label.comment) != "",
        )
        .order_by(col(Label.id))
    )
    return [(row[0], row[1]) for row in rows]


def _count_since(db: Session, figure: Figure) -> int:
    newer = (
        pick(col(Label.id))
        .where(col(Label.project_id) == figure.project_id, col(Label.id) > figure.label_id)
        .limit(MOST_SINCE)
    )
    return int(db.execute(pick(func.count()).select_from(newer.subquery())).scalar_one())


def _has_news(db: Session, figure: Figure, kinds: tuple[str, ...]) -> bool:
    """Whether one of the next events is of such a kind, or too many came to look through."""
    after = (
        pick(col(Event.seq), col(Event.kind))
        .where(col(Event.project_id) == figure.project_id, col(Event.seq) > figure.seq)
        .order_by(col(Event.seq))
        .limit(MOST_EVENTS)
        .subquery()
    )
    told = pick(exists().where(after.c.kind.in_(kinds)))
    if db.execute(told).scalar():
        return True
    return int(db.execute(pick(func.count()).select_from(after)).scalar_one()) >= MOST_EVENTS
