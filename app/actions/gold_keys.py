"""What becomes of trusted answers that a draft contradicts, and what holds once it is withdrawn.

It is chosen beforehand, and done in the transaction that publishes the draft, or not at all.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from app.actions.doubt_ends import end_doubts
from app.actions.retirements import retire_all_discussed
from app.clock import now
from app.domain.answers import parse_answer
from app.domain.gold_keys import check_choice
from app.domain.roles import Actor, is_ml_team
from app.errors import Conflict, Invalid, NotFound
from app.languages import say, say_many
from app.queries.drafts import get_editable
from app.queries.gold_keys import Contradicted, list_contradicted, map_keys, map_lineages
from app.queries.golds import map_retirements
from app.queries.relabels import find_ruled_value
from app.queries.terms import get_schema
from app.records.events import record
from app.records.gold_keys import GoldChoice, GoldKey
from app.records.revisions import Revision
from app.records.tasks import Gold

Choice = tuple[str, str]  # how, and why
ENDS = {"rekey": "rekeyed", "retire": "gone"}  # what either is to an open doubt about it


def choose_golds(
    db: Session,
    actor: Actor,
    number: int,
    *,
    choices: Mapping[str, Choice],
    rest: Choice | None = None,
) -> Revision:
    """Say what is to become of trusted answers that the draft contradicts, by the external ids of
    their tasks; `rest`: of all others that nobody has decided on. Nothing changes before the draft
    is published. Raises Invalid for one that the draft does not contradict."""
    if not is_ml_team(actor):
        raise NotFound
    revision = get_editable(db, actor, number)
    ruled = find_ruled_value(db, revision.id or 0)
    found = list_contradicted(db, revision, ruled) if ruled is not None else []
    against = {each.task.external_id: each for each in found}
    if strange := sorted(set(choices) - set(against)):
        raise Invalid(
            say("The draft contradicts no trusted answer of %(task)s.", task=repr(strange[0])),
            "task",
        )
    chosen = {name: check_choice(*choice) for name, choice in choices.items()}
    if rest is not None:
        undecided = [n for n, each in against.items() if n not in chosen and not each.choice]
        chosen |= dict.fromkeys(undecided, check_choice(*rest))
    at = now()
    rows = [
        {
            "revision_id": revision.id,
            "task_id": against[name].gold.task_id,
            "how": how,
            "reason": reason,
            "chosen_by": actor.member_id,
            "chosen_at": at,
        }
        for name, (how, reason) in chosen.items()
    ]
    if rows:
        mine = col(GoldChoice.revision_id) == revision.id
        tasks = [row["task_id"] for row in rows]
        db.execute(delete(GoldChoice).where(mine, col(GoldChoice.task_id).in_(tasks)))
        db.execute(insert(GoldChoice), rows)
        record(db, actor, "gold.chosen", subject=0, audience="team", draft=number)
    return revision


def settle_golds(db: Session, actor: Actor, revision: Revision) -> None:
    """Do what was chosen: called by the publication, in its transaction. Raises Conflict where
    nobody has decided on a trusted answer that the revision contradicts."""
    ruled = find_ruled_value(db, revision.id or 0)
    against = list_contradicted(db, revision, ruled) if ruled is not None else []
    undecided = sum(each.choice is None for each in against)
    if undecided:
        why = say_many(
            "%(count)s trusted answer contradicts it. Say in the preview what it becomes.",
            "%(count)s trusted answers contradict it. Say in the preview what they become.",
            undecided,
        )
        raise Conflict(why, golds=undecided)
    if not against:
        return
    known = map_keys(db, revision.project_id, [each.gold.task_id for each in against])
    for each in against:
        _settle(db, actor, revision, each, ruled or "", is_first=each.gold.task_id not in known)
    db.flush()
    about = {"subject": revision.id or 0, "revision": revision.number}
    record(db, actor, "gold.rekeyed", audience="team", **about)


def _settle(
    db: Session,
    actor: Actor,
    revision: Revision,
    contradicted: Contradicted,
    ruled: str,
    *,
    is_first: bool,
) -> None:
    """One trusted answer, its history first."""
    gold, choice = contradicted.gold, contradicted.choice
    assert choice is not None
    of: dict[str, Any] = {"task_id": gold.task_id, "project_id": gold.project_id}
    if is_first:
        was = GoldKey(**of, how="first", value=gold.value, answer=gold.answer, source=gold.source)
        was.made_at = gold.created_at
        db.add(was)
    if choice.how == "rekey":
        answer = parse_answer(get_schema(db, gold.project_id), ruled)
        gold.value, gold.answer, gold.source = answer.value, answer.data, "ruling"
        gold.revision_id, gold.created_at = revision.id, now()
        db.add(gold)
    retired = choice.how == "retire"
    key = GoldKey(
        **of,
        since_id=revision.id,
        how=choice.how,
        value=None if retired else gold.value,
        answer=None if retired else gold.answer,
        source=gold.source,
        reason=choice.reason,
        made_by=actor.member_id,
    )
    db.add(key)
    if retired:
        db.delete(gold)
    if choice.how in ENDS:
        end_doubts(db, actor, [gold.task_id], ENDS[choice.how])


def restore_golds(db: Session, actor: Actor, revision: Revision, base: Revision) -> None:
    """A revision was withdrawn: what its publication made of trusted answers is so no longer. Their
    history stays: labels made under it are judged by what held then. What was retired, or has been
    discussed meanwhile, is not mixed in."""
    touched = select(GoldKey.task_id).where(GoldKey.since_id == revision.id)
    task_ids = list(db.exec(touched))
    line = map_lineages(db, revision.project_id).get(base.id or 0, [])
    retired = map_retirements(db, task_ids)
    anew = []
    for task_id in task_ids:
        rows = db.exec(select(GoldKey).where(GoldKey.task_id == task_id)).all()
        keys = {each.since_id: each for each in rows}
        held = next((keys[each] for each in line if each in keys), keys.get(None))
        gold = db.get(Gold, task_id)
        if held is None or held.value is None:
            if gold:
                db.delete(gold)
                end_doubts(db, actor, [task_id], "gone")
            continue
        if gold and gold.value != held.value:
            end_doubts(db, actor, [task_id], "rekeyed")
        if gold is None:
            gold = Gold(task_id=task_id, project_id=held.project_id, value=held.value)
            gold.in_use = task_id not in retired
            anew.append(task_id)
        gold.value, gold.answer, gold.source = held.value, held.answer, held.source
        gold.revision_id = held.since_id
        db.add(gold)
    db.flush()
    retire_all_discussed(db, revision.project_id, anew)


def correct_keys(db: Session, project_id: int, values: Mapping[int, tuple[str, object]]) -> None:
    """Trusted answers were set by hand: they correct what holds now, not what held before."""
    known = map_keys(db, project_id, values)
    if not known:
        return
    published = select(Revision.id).where(
        Revision.project_id == project_id, Revision.state == "published"
    )
    line = map_lineages(db, project_id).get(db.exec(published).first() or 0, [])
    for task_id, keys in known.items():
        since = next((each for each in line if each in keys), None)
        at = col(GoldKey.since_id) == since if since else col(GoldKey.since_id).is_(None)
        row = db.exec(select(GoldKey).where(GoldKey.task_id == task_id, at)).one()
        row.value, row.answer = values[task_id]
        db.add(row)
    db.flush()
