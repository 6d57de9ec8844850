"""Rulings: a decision as typed data, and taking one back."""

from typing import TypedDict, Unpack
from uuid import UUID, uuid5

from sqlmodel import Session

from app.actions.drafts import open_draft, title_of
from app.actions.precedents import keep_cases, keep_clauses, spare_tasks, spoil_tasks
from app.actions.questions import (
    close_question,
    is_repeat,
    need_open,
    need_question,
    open_again,
    post_card,
)
from app.clock import new_ordered_id, now
from app.domain.answers import parse_answer
from app.domain.roles import Actor, may_rule, may_withdraw
from app.domain.texts import BODY_BYTES, capital, check_text
from app.errors import Conflict, Forbidden, Invalid
from app.languages import mark, say
from app.queries.drafts import find_draft_of
from app.queries.rulings import find_ruling_of, get_ruling, get_ruling_of
from app.queries.terms import get_schema
from app.records.events import record
from app.records.numbers import next_number
from app.records.questions import Question, Ruling
from app.records.revisions import Revision

OUTCOMES = {
    "change": mark("The guideline changes"),
    "differ": mark("People may differ here"),
    "bad_task": mark("Bad task"),
}


class Decision(TypedDict, total=False):
    """What a ruling says. `outcome` is one of OUTCOMES; `value` the raw answer where `condition`
    holds, but for `exceptions`; `clauses` are codes; `cases` are objects with `value` and either
    `task` (its key) or `example` (a text), and None takes the tasks that asked. `draft` False: the
    change goes into a draft that is opened apart, with several rulings or with a file."""

    outcome: str
    value: object | None
    condition: str
    exceptions: str
    rationale: str
    authority: str
    clauses: list[str]
    cases: list[dict[str, object]] | None
    draft: bool


def make_ruling(
    db: Session,
    actor: Actor,
    number: int,
    *,
    key: UUID | None = None,
    **decision: Unpack[Decision],
) -> Ruling:
    """Decide an open question. `change` opens a prefilled draft and stays proposed until that is
    published; `differ` and `bad_task` are in force at once, and a bad task leaves the queue. A
    repeat with the same key gives the ruling first made."""
    question = need_question(db, actor, number)
    if not may_rule(actor):
        raise Forbidden(say("The ML team rules."))
    if key and is_repeat(db, actor, question, key):
        return get_ruling_of(db, question.id or 0)
    need_open(question)
    ruling = _draft(db, actor, question, decision)
    ruling.number = next_number(db, actor.project_id, "rulings")
    db.add(ruling)
    db.flush()
    keep_clauses(db, actor, ruling, decision.get("clauses") or [])
    keep_cases(db, actor, ruling, decision.get("cases"))
    if ruling.outcome == "bad_task":
        spoil_tasks(db, actor, question.id or 0)
    post_card(
        db,
        actor,
        question,
        key=key or new_ordered_id(),
        kind="ruling",
        body=ruling.rationale,
        ruling=ruling.number,
    )
    audience = "staff" if ruling.state == "proposed" else "project"
    _tell(db, actor, "ruling.made", ruling, question, audience)
    close_question(db, actor, question, "ruled")
    if ruling.outcome == "change" and decision.get("draft", True):
        title = capital(title_of(question, ruling))
        open_draft(db, actor, title=title, ruling_ids=[ruling.id or 0])
    return ruling


def withdraw_ruling(db: Session, actor: Actor, number: int, *, reason: str) -> Ruling:
    """Take a ruling back: its question is open again, and tasks it spoiled return. An open draft
    that it led to stays with its words, and rests on it no more. Twice is as good as once."""
    ruling = get_ruling(db, actor, number)
    if not may_withdraw(actor):
        raise Forbidden(say("The ML team withdraws rulings."))
    if ruling.state == "withdrawn":
        return ruling
    if not reason.strip():
        raise Invalid(say("Say in a sentence why it is withdrawn."), "reason")
    check_text(reason, most=BODY_BYTES, field="reason")
    _refuse_published(db, ruling)
    if find_draft_of(db, ruling):
        ruling.revision_id = None
    ruling.state, ruling.ended_at = "withdrawn", now()
    db.add(ruling)
    question = db.get_one(Question, ruling.question_id)
    if ruling.outcome == "bad_task":
        spare_tasks(db, actor, ruling.question_id)
    key = new_ordered_id()
    post_card(
        db, actor, question, key=uuid5(key, "note"), kind="note", body=reason, withdrawn=number
    )
    _tell(db, actor, "ruling.withdrawn", ruling, question, "project")
    if question.state == "ruled" and find_ruling_of(db, ruling.question_id) is None:
        open_again(db, actor, question)
    return ruling


def _draft(db: Session, actor: Actor, question: Question, said: Decision) -> Ruling:
    """The ruling as it was sent, checked."""
    outcome = said.get("outcome", "")
    if outcome not in OUTCOMES:
        raise Invalid(say("A ruling is one of: %(all)s.", all=", ".join(OUTCOMES)), "outcome")
    names = ("condition", "exceptions", "authority", "rationale")
    words = {name: str(said.get(name) or "") for name in names}
    if not words["rationale"].strip():
        raise Invalid(say("Give the reason: it is what people remember."), "rationale")
    for name, text in words.items():
        check_text(text, most=BODY_BYTES, field=name)
    value, raw = None, said.get("value")
    if raw not in (None, "", []):
        if outcome != "change":
            raise Invalid(say("Only a change of the guideline names an answer."), "value")
        value = parse_answer(get_schema(db, actor.project_id), raw).value
    if outcome == "change" and value is None and not words["condition"].strip():
        raise Invalid(
            say("Say when it holds, or what the answer is: that becomes the rule."), "condition"
        )
    return Ruling(
        project_id=actor.project_id,
        number=0,
        question_id=question.id or 0,
        outcome=outcome,
        state="proposed" if outcome == "change" else "in_force",
        value=value,
        condition=words["condition"],
        exceptions=words["exceptions"],
        rationale=words["rationale"],
        authority=words["authority"],
        made_by=actor.member_id,
    )


def _refuse_published(db: Session, ruling: Ruling) -> None:
    revision = db.get(Revision, ruling.revision_id) if ruling.revision_id else None
    if ruling.state == "superseded":
        raise Conflict(say("A later ruling has superseded this one; withdraw that one."))
    if revision is not None and revision.state == "published":
        raise Conflict(
            say(
                "Version %(version)s says what this ruling decided: withdraw the revision.",
                version=revision.version,
            ),
            revision=revision.number,
            version=revision.version,
        )


def _tell(
    db: Session, actor: Actor, kind: str, ruling: Ruling, question: Question, audience: str
) -> None:
    about = {"ruling": ruling.number, "question": question.number}
    record(db, actor, kind, subject=ruling.id or 0, audience=audience, **about)
