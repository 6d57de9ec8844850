"""Withdrawing a revision takes back what it decided: its questions are open again."""

from sqlmodel import Session, select

from app.actions.approvals import approve_draft, request_review
from app.actions.assignments import claim_task
from app.actions.flags import raise_flag
from app.actions.guidelines import import_guideline
from app.actions.publications import publish_revision
from app.actions.rulings import make_ruling
from app.actions.tasks import add_task
from app.actions.withdrawals import withdraw_revision
from app.clock import new_ordered_id
from app.records.questions import Question, Ruling
from app.records.revisions import Revision
from app.records.tasks import Task
from tests.cast import World


async def publish(world: World, number: int) -> None:
    """Review, approval by another, publication."""
    edition = (await world.edge.read(find_revision, number)).edition
    await world.write(request_review, "lea", number, edition=edition)
    await world.write(approve_draft, "rui", number, edition=edition)
    await world.write(publish_revision, "lea", number, edition=edition)


def find_revision(db: Session, number: int) -> Revision:
    """A revision of the only project with any."""
    return db.exec(select(Revision).where(Revision.number == number)).one()


async def test_the_questions_of_a_withdrawn_revision_are_open_again(world: World) -> None:
    await world.write(add_task, "ada", external_id="t1", kind="text", content={"text": "a text"})
    draft = await world.write(import_guideline, "lea", markdown="# G\n\n- one rule")
    await publish(world, draft.number)
    await world.write(claim_task, "lin")
    key = await world.edge.read(lambda db: db.exec(select(Task.key)).one())
    note = {"category": "guideline_gap", "note": "Does it count?"}
    await world.write(raise_flag, "lin", key, key=new_ordered_id(), **note)
    ruled = {"outcome": "change", "value": "hateful", "condition": "x", "rationale": "because"}
    await world.write(make_ruling, "lea", 1, **ruled)
    await publish(world, 2)
    await world.write(withdraw_revision, "lea", 2, reason="We were wrong.")
    states = await world.edge.read(
        lambda db: (db.exec(select(Ruling.state)).one(), db.exec(select(Question.state)).one())
    )
    assert states == ("withdrawn", "open")
