"""Calibration sessions: whose they are, what is judged in them, and what can be."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import exists, func
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.domain.calibrations import Given
from app.domain.roles import Actor, Role, is_staff
from app.errors import NotFound
from app.queries.blindness import is_calibrated
from app.queries.scopes import contains
from app.records.calibrations import (
    Calibration,
    CalibrationAnswer,
    CalibrationMember,
    CalibrationTask,
)
from app.records.labels import CurrentLabel
from app.records.members import Member
from app.records.tasks import Gold, Task

LOOKED_AT = 2000  # tasks, the newest: nobody waits for a walk through a million labels


class Size(NamedTuple):
    """How many take part in a session, how many tasks it has, and how many were revealed."""

    people: int
    tasks: int
    revealed: int


def get_calibration(db: Session, actor: Actor, number: int) -> Calibration:
    """A session, for the staff and whoever takes part; to all others there is none."""
    query = select(Calibration).where(
        Calibration.project_id == actor.project_id, Calibration.number == number
    )
    found = db.exec(query).first()
    if found is None or not (is_staff(actor) or takes_part(db, found, actor.member_id)):
        raise NotFound
    return found


def takes_part(db: Session, calibration: Calibration, member_id: int) -> bool:
    """Whether somebody judges in a session."""
    return db.get(CalibrationMember, (calibration.id, member_id)) is not None


def list_calibrations(db: Session, actor: Actor) -> list[Calibration]:
    """The sessions that somebody may know, newest first."""
    query = select(Calibration).where(Calibration.project_id == actor.project_id)
    if not is_staff(actor):
        own = select(CalibrationMember.calibration_id).where(
            CalibrationMember.member_id == actor.member_id
        )
        query = query.where(col(Calibration.id).in_(own))
    return list(db.exec(query.order_by(col(Calibration.number).desc()).limit(200)))


def map_sizes(db: Session, calibration_ids: Iterable[int]) -> dict[int, Size]:
    """How large sessions are, by id."""
    ids = list(calibration_ids)
    partner, judged = col(CalibrationMember.calibration_id), col(CalibrationTask.calibration_id)
    members = pick(partner, func.count()).where(partner.in_(ids)).group_by(partner)
    people = {row[0]: row[1] for row in db.execute(members)}
    tasks = (
        pick(judged, func.count(), func.count(col(CalibrationTask.revealed_at)))
        .where(judged.in_(ids))
        .group_by(judged)
    )
    return {each: Size(people[each], *counts) for each, *counts in db.execute(tasks)}


def has_calibration(db: Session, member_id: int) -> bool:
    """Whether somebody takes part in a session, or did."""
    own = select(CalibrationMember.calibration_id).where(CalibrationMember.member_id == member_id)
    return db.exec(own.limit(1)).first() is not None


def list_judged(db: Session, calibration_id: int) -> list[tuple[CalibrationTask, Task]]:
    """A session's tasks, in their order."""
    rows = db.execute(
        select(CalibrationTask, Task)
        .join(Task, col(Task.id) == col(CalibrationTask.task_id))
        .where(CalibrationTask.calibration_id == calibration_id)
        .order_by(col(CalibrationTask.place))
    )
    return [(judged, task) for judged, task in rows]


def list_partners(db: Session, calibration_id: int) -> list[Member]:
    """Who takes part, by name."""
    query = (
        select(Member)
        .join(CalibrationMember, col(CalibrationMember.member_id) == col(Member.id))
        .where(CalibrationMember.calibration_id == calibration_id)
    )
    return list(db.exec(query.order_by(Member.name, col(Member.id))))


def list_answers(
    db: Session, calibration_id: int, place: int | None = None
) -> list[CalibrationAnswer]:
    """A session's answers, in the order in which they were given."""
    query = select(CalibrationAnswer).where(CalibrationAnswer.calibration_id == calibration_id)
    if place is not None:
        query = query.where(CalibrationAnswer.place == place)
    return list(db.exec(query.order_by(col(CalibrationAnswer.id))))


def pair_answers(answers: Sequence[CalibrationAnswer]) -> dict[int, list[Given]]:
    """By place, what each answered blind and last; those who did not answer blind are left out."""
    blind: dict[tuple[int, int], str] = {}
    last: dict[tuple[int, int], str] = {}
    for each in answers:
        key = (each.place, each.member_id)
        if not each.is_informed:
            blind[key] = each.value
        last[key] = each.value
    found: defaultdict[int, list[Given]] = defaultdict(list)
    for (place, member_id), value in blind.items():
        found[place].append(Given(member_id, value, last[place, member_id]))
    return found


def list_choosable(db: Session, project_id: int) -> list[Member]:
    """Labelers who can sign in, by name."""
    query = select(Member).where(
        Member.project_id == project_id,
        Member.role == Role.LABELER,
        col(Member.account_id).is_not(None),
        col(Member.removed_at).is_(None),
    )
    return list(db.exec(query.order_by(Member.name, col(Member.id))))


def list_disputed(db: Session, project_id: int, most: int) -> list[int]:
    """The tasks on which people differ most, of the newest that have two labels: those whose
    commonest answer has the smallest share, then those with more labels. No trusted answers: a task
    that was discussed can be none."""
    newest = (
        pick(col(Task.id))
        .where(
            col(Task.project_id) == project_id,
            col(Task.state) != "bad",
            col(Task.labeled) >= 2,
            ~exists().where(col(Gold.task_id) == col(Task.id)),
        )
        .order_by(col(Task.id).desc())
        .limit(LOOKED_AT)
        .subquery()
    )
    counted = (
        pick(col(CurrentLabel.task_id).label("task_id"), func.count().label("many"))
        .join(newest, newest.c.id == col(CurrentLabel.task_id))
        .where(col(CurrentLabel.counts))
        .group_by(col(CurrentLabel.task_id), col(CurrentLabel.independent))
        .subquery()
    )
    share = 1.0 * func.max(counted.c.many) / func.sum(counted.c.many)
    query = (
        pick(counted.c.task_id)
        .group_by(counted.c.task_id)
        .having(func.count() > 1)
        .order_by(share, func.sum(counted.c.many).desc(), counted.c.task_id)
        .limit(most)
    )
    return list(db.execute(query).scalars())


def list_with_words(db: Session, project_id: int, words: str, most: int) -> list[int]:
    """Those of the project's newest tasks that hold these words, as they are written; no trusted
    answers."""
    newest = (
        pick(col(Task.id), col(Task.body))
        .where(
            col(Task.project_id) == project_id,
            col(Task.state) != "bad",
            ~exists().where(col(Gold.task_id) == col(Task.id)),
        )
        .order_by(col(Task.id).desc())
        .limit(LOOKED_AT)
        .subquery()
    )
    query = pick(newest.c.id).where(contains(db, words, newest.c.body))
    return list(db.execute(query.order_by(newest.c.id.desc()).limit(most)).scalars())


def list_by_name(db: Session, project_id: int, names: Sequence[str]) -> dict[str, int]:
    """Ids of tasks by their external ids; no bad ones, none with a trusted answer."""
    query = pick(col(Task.external_id), col(Task.id)).where(
        col(Task.project_id) == project_id,
        col(Task.external_id).in_(list(names)),
        col(Task.state) != "bad",
        ~exists().where(col(Gold.task_id) == col(Task.id)),
    )
    return {row[0]: row[1] for row in db.execute(query)}


def is_judging(db: Session, actor: Actor, task_id: int) -> bool:
    """Whether a task lies before the actor in a session."""
    return bool(db.execute(pick(is_calibrated(actor.member_id, task_id))).scalar())
