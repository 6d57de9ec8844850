"""What a draft does to cases: an expected answer changed, a case added, a case retired.

Each is an edit of the draft, and holds from its publication on.
"""

from dataclasses import dataclass

from sqlmodel import Session

from app.actions.cases import make_case
from app.actions.editions import need_edition, turn_edition
from app.domain.answers import parse_answer
from app.domain.edits import find_clause
from app.domain.roles import Actor
from app.errors import Invalid, NotFound
from app.languages import say
from app.queries.drafts import get_editable, list_draft_rulings
from app.queries.expectations import Held, list_held, map_case_changes
from app.queries.guidelines import document_of
from app.queries.terms import get_schema
from app.records.questions import Case
from app.records.revisions import CaseChange, Revision
from app.records.tasks import Task


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case that a draft adds to a clause: a task or an invented example. `value`: the answer that
    is expected under the draft; `before`: the one that the guideline in force leads to, None where
    it does not decide."""

    code: str
    value: object
    before: object = None
    example: str = ""
    task_key: str | None = None


def add_draft_case(db: Session, actor: Actor, number: int, *, edition: int, new: NewCase) -> Case:
    """Hold a draft against a new case."""
    draft = get_editable(db, actor, number)
    need_edition(draft, edition)
    if find_clause(document_of(draft), new.code) is None:
        raise Invalid(say("There is no clause %(code)s in this document.", code=new.code), "code")
    case = make_case(
        db,
        actor,
        code=new.code,
        value=new.value,
        example=new.example,
        task_key=new.task_key,
        state="proposed",
    )
    was = None if new.before in (None, "") else _answer(db, actor, new.before, case)
    _write(db, actor, draft, case.id or 0, kind="added", before=was, after=case.value)
    turn_edition(db, actor, draft)
    return case


def expect_answer(
    db: Session, actor: Actor, number: int, case_id: int, *, edition: int, value: object
) -> Revision:
    """Say what is expected of a case under a draft; None retires it."""
    draft = get_editable(db, actor, number)
    need_edition(draft, edition)
    held = _get_held(db, draft, case_id)
    case, change = held.row.case, held.change
    wanted = None if value is None else _answer(db, actor, value, case)
    if wanted == held.expectation.after:
        return draft
    if case.state == "proposed":
        if wanted is None:
            return _drop(db, actor, draft, held)
        assert change is not None
        case.value = wanted
        db.add(case)
        _write(db, actor, draft, case_id, kind="added", before=change.before, after=wanted)
    elif wanted == case.value:
        return _drop(db, actor, draft, held)
    else:
        kind = "retired" if wanted is None else "changed"
        _write(db, actor, draft, case_id, kind=kind, before=None, after=wanted)
    return turn_edition(db, actor, draft)


def keep_case(db: Session, actor: Actor, number: int, case_id: int, *, edition: int) -> Revision:
    """Undo what a draft does to a case; one that it added goes."""
    draft = get_editable(db, actor, number)
    need_edition(draft, edition)
    held = _get_held(db, draft, case_id)
    return _drop(db, actor, draft, held) if held.change else draft


def seal_cases(db: Session, actor: Actor, revision: Revision) -> None:
    """From the publication on the cases expect what the revision says, and what it did to each
    stays written down: that of its rulings too, which are its cases from now on."""
    for held in list_held(db, revision):
        case, expectation = held.row.case, held.expectation
        if held.change is None and not expectation.moves:
            continue
        kind = held.change.kind if held.change else "added"
        is_own = held.row.ruling is not None and held.row.ruling.revision_id == revision.id
        if is_own and expectation.after is not None:
            kind = "added"
        about = {"before": expectation.before, "after": expectation.after}
        _write(db, actor, revision, case.id or 0, kind=kind, **about)
        case.state = "in_force" if expectation.after is not None else "retired"
        case.value = expectation.after or case.value
        db.add(case)
    db.flush()


def unseal_cases(db: Session, revision: Revision) -> None:
    """A withdrawn revision's cases expect again what they did before it. Those of its rulings stay
    with the rulings, which are withdrawn too."""
    rulings = {ruling.id for ruling in list_draft_rulings(db, revision)}
    for case_id, change in map_case_changes(db, revision).items():
        case = db.get_one(Case, case_id)
        if case.state == "removed" or case.ruling_id in rulings:
            continue
        case.state = "retired" if change.kind == "added" else "in_force"
        case.value = change.before if change.before and change.kind != "added" else case.value
        db.add(case)
    db.flush()


def _get_held(db: Session, draft: Revision, case_id: int) -> Held:
    found = [each for each in list_held(db, draft) if each.row.case.id == case_id]
    if not found:
        raise NotFound
    return found[0]


def _answer(db: Session, actor: Actor, raw: object, case: Case) -> str:
    task = db.get(Task, case.task_id) if case.task_id else None
    text = task.body if task else None
    return parse_answer(get_schema(db, actor.project_id), raw, text=text).value


def _drop(db: Session, actor: Actor, draft: Revision, held: Held) -> Revision:
    db.delete(held.change)
    db.flush()
    if held.row.case.state == "proposed":
        db.delete(held.row.case)
        db.flush()
    return turn_edition(db, actor, draft)


def _write(
    db: Session,
    actor: Actor,
    revision: Revision,
    case_id: int,
    *,
    kind: str,
    before: str | None,
    after: str | None,
) -> None:
    known = db.get(CaseChange, (revision.id, case_id))
    change = known or CaseChange(
        revision_id=revision.id or 0, case_id=case_id, kind=kind, made_by=actor.member_id
    )
    change.kind, change.before, change.after = kind, before, after
    db.add(change)
    db.flush()
