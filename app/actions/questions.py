"""What the ML team does with a question: answer, decline, lay aside, title, open again."""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from sqlmodel import Session

from app.actions.assignments import release_parked
from app.actions.messages import append_message
from app.actions.relabels import keeper
from app.clock import now
from app.domain.roles import Actor, may_answer_questions
from app.domain.texts import BODY_BYTES, check_text
from app.errors import Conflict, Forbidden, Invalid
from app.languages import say
from app.queries.flags import list_tasks_of
from app.queries.messages import find_message
from app.queries.places import open_place
from app.queries.questions import get_question, list_askers, list_due
from app.queries.rulings import find_clause
from app.records.events import record
from app.records.questions import Question

LONGEST_TITLE = 300
LONGEST_SNOOZE = timedelta(days=365)


def answer_question(db: Session, actor: Actor, number: int, *, key: UUID, body: str) -> Question:
    """A reply that closes the question without a ruling: it reaches the thread of every task that
    asked. A repeat with the same key changes nothing."""
    question = need_question(db, actor, number)
    if is_repeat(db, actor, question, key, body):
        return question
    need_open(question)
    _check_reply(body)
    post_card(db, actor, question, key=key, kind="answer", body=body, state="answered")
    close_question(db, actor, question, "answered")
    return question


def decline_question(
    db: Session, actor: Actor, number: int, *, key: UUID, clause: str, body: str
) -> Question:
    """The guideline already says it: close the question, citing the clause. No ruling is made."""
    question = need_question(db, actor, number)
    if is_repeat(db, actor, question, key, body):
        return question
    need_open(question)
    _check_reply(body)
    found = find_clause(db, actor.project_id, clause)
    if found is None:
        raise Invalid(say("Cite a clause of the guideline, such as c4."), "clause")
    question.clause_id = found.id
    post_card(
        db, actor, question, key=key, kind="answer", body=body, state="declined", clause=clause
    )
    close_question(db, actor, question, "declined")
    return question


def snooze_question(db: Session, actor: Actor, number: int, *, until: datetime | None) -> Question:
    """Lay a question aside until later; None takes it up again at once."""
    question = need_question(db, actor, number)
    need_open(question)
    if until is not None and not now() < until <= now() + LONGEST_SNOOZE:
        raise Invalid(say("Lay it aside until a time to come, within a year."), "until")
    question.snoozed_until = until
    db.add(question)
    tell_staff(db, actor, "question.snoozed", question, aside=until is not None)
    return question


def wake_questions(db: Session, project_id: int) -> None:
    """Take up again what was laid aside until now, so that open pages show it, too."""
    for question in list_due(db, project_id):
        question.snoozed_until = None
        db.add(question)
        tell_staff(db, keeper(project_id), "question.snoozed", question, aside=False)


def title_question(db: Session, actor: Actor, number: int, *, title: str) -> Question:
    """Put a question in the ML team's words. Only then is it offered to others who ask."""
    question = need_question(db, actor, number)
    words = title.strip()
    if not words or len(words) > LONGEST_TITLE or "\n" in words:
        raise Invalid(
            say("A title is one line of 1 to %(most)s characters.", most=LONGEST_TITLE), "title"
        )
    check_text(words, most=LONGEST_TITLE * 4, field="title")
    if question.title != words or not question.titled_by_team:
        question.title, question.titled_by_team = words, True
        db.add(question)
        tell_staff(db, actor, "question.titled", question)
        tell_askers(db, actor, question, "titled")
    return question


def reopen_question(db: Session, actor: Actor, number: int) -> Question:
    """Open an answered or declined question again."""
    question = need_question(db, actor, number)
    if question.state == "ruled":
        raise Conflict(say("A ruling decides this question: withdraw the ruling to open it again."))
    if question.state == "duplicate":
        raise Conflict(say("Another question stands for this one: open that one again."))
    if question.state != "open":
        open_again(db, actor, question)
    return question


def open_again(db: Session, actor: Actor, question: Question) -> None:
    """A closed question is undecided again."""
    question.state, question.closed_at, question.closed_by = "open", None, None
    question.clause_id = None
    db.add(question)
    tell_staff(db, actor, "question.reopened", question)
    tell_askers(db, actor, question, "reopened")


def is_repeat(
    db: Session, actor: Actor, question: Question, key: UUID, body: str | None = None
) -> bool:
    """Whether a decision with this key was made before; Conflict where it was another one."""
    known = find_message(db, actor.member_id, key)
    if known is None:
        return False
    same = body is None or known.body == body
    if known.data.get("topic") != f"question:{question.number}" or not same:
        raise Conflict(say("This id was used for something else; send again with a new one."))
    return True


def need_question(db: Session, actor: Actor, number: int) -> Question:
    """A question that the actor decides about."""
    question = get_question(db, actor, number)
    if not may_answer_questions(actor):
        raise Forbidden(say("The ML team decides about questions."))
    return question


def need_open(question: Question) -> None:
    """Raises Conflict where somebody was faster."""
    if question.state != "open":
        raise Conflict(
            say(
                "Question %(number)s was %(state)s meanwhile; nothing was changed.",
                number=question.number,
                state=say(question.state),
            ),
            question=question.number,
            state=question.state,
        )


def close_question(db: Session, actor: Actor, question: Question, state: str) -> None:
    """The question is decided: those who asked hear it, and what was parked for it comes back."""
    question.state, question.closed_at, question.closed_by = state, now(), actor.member_id
    question.snoozed_until = None
    db.add(question)
    db.flush()
    tell_staff(db, actor, f"question.{state}", question)
    tell_askers(db, actor, question, state)
    release_parked(db, actor, question.id or 0)


def post_card(
    db: Session,
    actor: Actor,
    question: Question,
    *,
    key: UUID,
    kind: str,
    body: str,
    **data: object,
) -> None:
    """Put an answer or a ruling into the question's thread and into that of every task that
    asked it. The key of the first is the caller's, so that a repeat is known."""
    about = {"question": question.number, **data}
    topic = f"question:{question.number}"
    place = open_place(db, actor.project_id, "question", question.id or 0, topic)
    append_message(db, actor, place, key=key, kind=kind, body=body, **about)
    for task in list_tasks_of(db, question.id or 0):
        topic = f"task:{task.key}"
        place = open_place(db, actor.project_id, "task", task.id or 0, topic)
        append_message(db, actor, place, key=uuid5(key, topic), kind=kind, body=body, **about)


def tell_staff(db: Session, actor: Actor, kind: str, question: Question, **data: object) -> None:
    """An event for those who see every question."""
    number = question.number
    record(db, actor, kind, subject=question.id or 0, audience="staff", question=number, **data)


def tell_askers(db: Session, actor: Actor, question: Question, news: str, **data: object) -> None:
    """An event for each person who asked: what they see of it names only their own words."""
    for member_id in list_askers(db, question.id or 0):
        record(
            db,
            actor,
            "question.told",
            subject=question.id or 0,
            audience=f"member:{member_id}",
            question=question.number,
            news=news,
            **data,
        )


def _check_reply(body: str) -> None:
    if not body.strip():
        raise Invalid(say("Write what those who asked are to read."), "body")
    check_text(body, most=BODY_BYTES, field="body")
