"""What people do in the demo again and again: publish, label, flag."""

from collections.abc import Callable, Iterable

from sqlmodel import Session, select

from app.actions.approvals import approve_draft, request_review
from app.actions.assignments import claim_task
from app.actions.checks import answer_check
from app.actions.flags import raise_flag
from app.actions.guidelines import import_guideline
from app.actions.labels import Given, submit_label
from app.actions.publications import acknowledge_revision, publish_revision
from app.actions.tasks import add_task
from app.clock import new_ordered_id
from app.demos.people import LABELERS, LEAD, REVIEWER, Stage
from app.domain.roles import Actor
from app.queries.checks import find_asking, list_asked
from app.queries.guidelines import get_revision
from app.queries.terms import get_schema
from app.records.questions import Question
from app.records.revisions import Revision
from app.records.tasks import Task

# (labeler, task) -> raw answer; None stops the labeler's work
Decide = Callable[[str, Task], object]


async def publish_text(stage: Stage, markdown: str) -> None:
    """The first guideline: proposed by the lead, approved by the reviewer, published."""
    draft = await stage.act(LEAD, import_guideline, markdown=markdown, name="first")
    await publish(stage, draft.number)


async def publish(stage: Stage, number: int) -> int:
    """Review, approval by another person, publication; gives the revision's number."""
    await ask_review(stage, number)
    edition = (await stage.edge.read(find_draft, stage.project_id, number)).edition
    await stage.act(REVIEWER, approve_draft, number, edition=edition)
    await stage.act(LEAD, publish_revision, number, edition=edition)
    return number


async def ask_review(stage: Stage, number: int) -> None:
    """The lead asks for the draft, as it stands, to be reviewed."""
    edition = (await stage.edge.read(find_draft, stage.project_id, number)).edition
    await stage.act(LEAD, request_review, number, edition=edition)


def add_texts(db: Session, actor: Actor, texts: Iterable[tuple[str, str]]) -> None:
    """Add plain texts as tasks, from (external id, text)."""
    for external_id, words in texts:
        content = {"text": words, "format": "plain"}
        add_task(db, actor, external_id=external_id, kind="text", content=content)


async def label(stage: Stage, decide: Decide, each: int) -> None:
    """Every labeler claims and answers up to `each` tasks."""
    for name in LABELERS:
        await stage.act(name, _label_many, name, decide, each)


def _label_many(db: Session, actor: Actor, name: str, decide: Decide, each: int) -> None:
    for _ in range(each):
        held = claim_task(db, actor)
        if held is None:
            return
        answer = decide(name, db.get_one(Task, held.task_id))
        seconds = 4.0 + (held.task_id * 7 + actor.member_id * 3) % 11
        submit_label(db, actor, held.key, Given(answer, new_ordered_id(), seconds=seconds))


async def acknowledge(stage: Stage, number: int) -> None:
    """Every labeler reads a revision, and passes its check; the first one at the second try."""
    for name in LABELERS:
        await stage.act(name, acknowledge_revision, number)
        await stage.act(name, _pass_check, number, stumbles=name == LABELERS[0])


def _pass_check(db: Session, actor: Actor, number: int, *, stumbles: bool) -> None:
    revision = get_revision(db, actor, number)
    asked = list_asked(db, actor, revision)
    offered = [option.value for option in get_schema(db, actor.project_id).offered]
    while (asking := find_asking(db, actor, revision, asked)).case_id and asked:
        value = asked[asking.case_id].case.value
        if stumbles and (asking.round, asking.place) == (1, 1):
            value = next(each for each in offered if each != value)
        about = {"case_id": asking.case_id, "round": asking.round}
        answer_check(db, actor, number, answer=value, **about)


async def flag(
    stage: Stage, name: str, task: str, note: str, *, quote: str = "", join: int | None = None
) -> int:
    """A labeler flags a task, with the words meant; gives the question's number."""

    def raise_it(db: Session, actor: Actor) -> int:
        found = db.exec(
            select(Task).where(Task.project_id == actor.project_id, Task.external_id == task)
        ).one()
        start = found.body.find(quote) if quote else -1
        anchor = {"start": start, "end": start + len(quote), "quote": quote}
        raised = raise_flag(
            db, actor, found.key, key=new_ordered_id(), join=join, category="guideline_gap",
            note=note, anchor=anchor if start >= 0 else None,
        )  # fmt: skip
        return db.get_one(Question, raised.question_id).number

    return await stage.act(name, raise_it)


def find_draft(db: Session, project_id: int, number: int) -> Revision:
    """A draft as it stands."""
    return db.exec(
        select(Revision).where(Revision.project_id == project_id, Revision.number == number)
    ).one()
