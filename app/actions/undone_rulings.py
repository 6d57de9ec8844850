"""Undoing a ruling that a revision already says: the labels that it flipped go back."""

from uuid import uuid5

from sqlmodel import Session, select

from app.actions.questions import open_again, post_card
from app.actions.restorations import check_restoring, seal_restoration
from app.clock import new_ordered_id, now
from app.domain.roles import Actor
from app.errors import Conflict
from app.languages import say
from app.queries.rulings import find_ruling_of, get_ruling
from app.records.events import record
from app.records.questions import Question, Ruling
from app.records.relabels import Relabel, Restoration


def undo_ruling(db: Session, actor: Actor, number: int, *, reason: str) -> Restoration:
    """Take back a ruling in force with what its relabel flipped; labels that were kept, and those
    that another ruling of the same revision flipped, stay. Its question is open again; what the
    guideline says stays until it is revised. Raises Conflict without a relabel, or while one runs.
    """
    ruling = get_ruling(db, actor, number)
    check_restoring(db, actor, reason)
    if ruling.state != "in_force" or ruling.outcome != "change":
        raise Conflict(
            say(
                "This ruling is %(state)s: it has flipped no labels that could go back.",
                state=say(ruling.state.replace("_", " ")),
            )
        )
    relabel = db.exec(select(Relabel).where(Relabel.revision_id == ruling.revision_id)).first()
    if relabel is None or relabel.state != "done":
        raise Conflict(
            say("No relabel has come of this ruling: there are no labels to bring back.")
        )
    _take_back(db, actor, ruling, reason)
    return seal_restoration(
        db,
        actor,
        Restoration(
            project_id=actor.project_id,
            number=0,
            revision_id=relabel.revision_id,
            ruling_id=ruling.id,
            watermark=relabel.watermark,
            until=0,
            reason=reason,
            made_by=actor.member_id,
        ),
    )


def _take_back(db: Session, actor: Actor, ruling: Ruling, reason: str) -> None:
    ruling.state, ruling.ended_at = "withdrawn", now()
    db.add(ruling)
    db.flush()
    question = db.get_one(Question, ruling.question_id)
    key = uuid5(new_ordered_id(), "note")
    post_card(db, actor, question, key=key, kind="note", body=reason, withdrawn=ruling.number)
    about = {"ruling": ruling.number, "question": question.number}
    record(db, actor, "ruling.withdrawn", subject=ruling.id or 0, audience="project", **about)
    if question.state == "ruled" and find_ruling_of(db, ruling.question_id) is None:
        open_again(db, actor, question)
