"""Answering a revision's check, one case at a time."""

from sqlmodel import Session

from app.actions.receipts import keep_receipt
from app.domain.answers import parse_answer
from app.domain.roles import Actor
from app.errors import Conflict
from app.languages import say
from app.queries.attempts import is_before
from app.queries.checks import find_asking, list_asked
from app.queries.guidelines import get_revision
from app.queries.terms import get_schema
from app.records.events import record
from app.records.readings import CheckAnswer
from app.records.revisions import Acknowledgement


def answer_check(
    db: Session, actor: Actor, number: int, *, case_id: int, round: int, answer: object
) -> CheckAnswer:
    """Answer the case that is asked. Whoever was right in all of a round has passed: work on what
    the revision touches goes on. Raises Conflict for any other case, and before the revision was
    acknowledged."""
    revision = get_revision(db, actor, number)
    if revision.state not in ("published", "superseded"):
        raise Conflict(say("Only a published revision has a check."))
    receipt = db.get(Acknowledgement, (revision.id, actor.member_id))
    if receipt is None:
        raise Conflict(say("Read the revision and confirm that you did; its check comes then."))
    asked = list_asked(db, actor, revision)
    asking = find_asking(db, actor, revision, asked)
    if receipt.passed_at is not None or (case_id, round) != (asking.case_id, asking.round):
        raise Conflict(
            say("This case is not asked just now. Nothing was kept; go on with the next.")
        )
    if is_before(db, actor.member_id, case_id):
        raise Conflict(
            say("The exam that you are at asks the same. Hand that in first; nothing is lost.")
        )
    value = parse_answer(get_schema(db, actor.project_id), answer).value
    given = CheckAnswer(
        revision_id=revision.id or 0,
        member_id=actor.member_id,
        case_id=case_id,
        round=round,
        value=value,
        is_right=value == asked[case_id].case.value,
    )
    db.add(given)
    db.flush()
    about = {"subject": revision.id or 0, "revision": revision.number}
    record(db, actor, "check.answered", audience="staff", **about)
    if find_asking(db, actor, revision, asked).case_id is None:
        keep_receipt(db, actor, revision.id or 0, revision.number)
    return given
