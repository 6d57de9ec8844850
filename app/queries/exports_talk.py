"""Exports of the talk: threads, messages, flags, questions."""

from collections import defaultdict
from typing import Any

from sqlalchemy import select as pick
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.domain.roles import Actor, is_ml_team
from app.queries.attachments import list_sent
from app.queries.keysets import rows_after
from app.records.members import Member
from app.records.questions import Asker, Flag, Question
from app.records.revisions import Clause
from app.records.tasks import Task
from app.records.threads import Message, Thread

THREADS = "id kind external_id question clause messages"
MESSAGES = "key thread position author kind body files created_at edited_at deleted_at"
FLAGS = "key external_id member question raised_question category note anchor tentative created_at"
QUESTIONS = "number title state opened_by askers duplicate_of clause created_at closed_at closed_by"


def threads(db: Session, actor: Actor, after: int, most: int) -> list[dict[str, Any]]:
    """Threads that hold messages: of a task, a question, a clause, or the lounge."""
    query: Any = (
        pick(
            col(Thread.id).label("_"),
            col(Thread.id),
            col(Thread.kind),
            col(Task.external_id),
            col(Question.number).label("question"),
            col(Clause.code).label("clause"),
            col(Thread.last_position).label("messages"),
        )
        .outerjoin(Task, (col(Thread.kind) == "task") & (col(Task.id) == col(Thread.subject_id)))
        .outerjoin(
            Question,
            (col(Thread.kind) == "question") & (col(Question.id) == col(Thread.subject_id)),
        )
        .outerjoin(
            Clause, (col(Thread.kind) == "clause") & (col(Clause.id) == col(Thread.subject_id))
        )
    )
    return rows_after(db, actor, query, col(Thread.id), after, most)


def messages(db: Session, actor: Actor, after: int, most: int) -> list[dict[str, Any]]:
    """Messages in the order of their sending, with what their files are; a deleted one keeps its
    place without its words and files."""
    query: Any = pick(
        col(Message.id).label("_"),
        col(Message.key),
        col(Message.thread_id).label("thread"),
        col(Message.position),
        col(Member.external_id).label("author"),
        col(Message.kind),
        col(Message.body),
        col(Message.created_at),
        col(Message.edited_at),
        col(Message.deleted_at),
    ).outerjoin(Member, col(Member.id) == col(Message.author_id))
    found = rows_after(db, actor, query, col(Message.id), after, most)
    files = list_sent(db, [row["_"] for row in found])
    return [
        row | ({"body": "", "files": []} if row["deleted_at"] else {"files": files[row["_"]]})
        for row in found
    ]


def flags(db: Session, actor: Actor, after: int, most: int) -> list[dict[str, Any]]:
    """Flags with the question they stand under now, and the one they raised. The tentative
    answer is for the ML team."""
    raised = aliased(Question)
    query: Any = (
        pick(
            col(Flag.id).label("_"),
            col(Flag.key),
            col(Task.external_id),
            col(Member.external_id).label("member"),
            col(Question.number).label("question"),
            col(raised.number).label("raised_question"),
            col(Flag.category),
            col(Flag.note),
            col(Flag.anchor),
            col(Flag.tentative),
            col(Flag.created_at),
        )
        .join(Task, col(Task.id) == col(Flag.task_id))
        .join(Member, col(Member.id) == col(Flag.member_id))
        .join(Question, col(Question.id) == col(Flag.question_id))
        .join(raised, col(raised.id) == col(Flag.raised_question_id))
    )
    found = rows_after(db, actor, query, col(Flag.id), after, most)
    return found if is_ml_team(actor) else [row | {"tentative": None} for row in found]


def questions(db: Session, actor: Actor, after: int, most: int) -> list[dict[str, Any]]:
    """Questions with everybody who asked them."""
    opener, closer, kept = aliased(Member), aliased(Member), aliased(Question)
    query: Any = (
        pick(
            col(Question.id).label("_"),
            col(Question.number),
            col(Question.title),
            col(Question.state),
            col(opener.external_id).label("opened_by"),
            col(kept.number).label("duplicate_of"),
            col(Clause.code).label("clause"),
            col(Question.created_at),
            col(Question.closed_at),
            col(closer.external_id).label("closed_by"),
        )
        .join(opener, col(opener.id) == col(Question.opened_by))
        .outerjoin(closer, col(closer.id) == col(Question.closed_by))
        .outerjoin(kept, col(kept.id) == col(Question.duplicate_of))
        .outerjoin(Clause, col(Clause.id) == col(Question.clause_id))
    )
    found = rows_after(db, actor, query, col(Question.id), after, most)
    askers: defaultdict[int, list[str]] = defaultdict(list)
    asked = (
        pick(col(Asker.question_id), col(Member.external_id))
        .join(Member, col(Member.id) == col(Asker.member_id))
        .where(col(Asker.question_id).in_([row["_"] for row in found]))
        .order_by(col(Member.id))
    )
    for question_id, name in db.execute(asked):
        askers[question_id].append(name)
    return [row | {"askers": askers.get(row["_"], [])} for row in found]
