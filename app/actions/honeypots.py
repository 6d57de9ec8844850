"""Gold mixed in: how a project does it, and what follows once an answer to it is final."""

import secrets
from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from app.actions.doubts import doubt_gold
from app.actions.pauses import propose_pause
from app.clock import now
from app.domain.honeypots import Plan, check_plan
from app.domain.roles import Actor, is_ml_team
from app.errors import NotFound
from app.queries.doubts import find_doubt
from app.queries.honeypots import list_final
from app.queries.scores import Judged, list_judged
from app.queries.terms import get_plan
from app.records.events import record
from app.records.gold_notes import GoldNote
from app.records.honeypots import Honeypot, HoneypotPlan
from app.records.numbers import next_number
from app.records.tasks import Gold, Task

CHUNK = 5  # in one transaction: of each that was failed all who met it are looked at


def plan_honeypots(db: Session, actor: Actor, **changes: Any) -> Plan:
    """Change how gold is mixed in; what is left out stays. Nothing is, until somebody says so."""
    if not is_ml_team(actor):
        raise NotFound
    checked = check_plan(changes)
    plan = db.get(HoneypotPlan, actor.project_id)
    if plan is None:
        plan = HoneypotPlan(
            project_id=actor.project_id, seed=secrets.token_hex(32), set_by=actor.member_id
        )
    before = {name: getattr(plan, name) for name in checked}
    for name, value in checked.items():
        setattr(plan, name, value)
    plan.set_by, plan.set_at = actor.member_id, now()
    db.add(plan)
    db.flush()
    if before != checked:
        record(db, actor, "gold.planned", subject=0, audience="team", fields=sorted(checked))
        next_number(db, actor.project_id, "openings")  # whoever is remembered is looked up anew
    return get_plan(db, actor.project_id)


def settle_honeypots(db: Session, actor: Actor, project_id: int) -> bool:
    """Do what follows from answers that can be taken back no more, a few at a time: called by the
    product itself. Returns whether more wait."""
    asked = list_final(db, project_id, now(), CHUNK)
    plan = get_plan(db, project_id)
    for honeypot in asked:
        _settle(db, actor, plan, honeypot)
        honeypot.settled_at = now()
        db.add(honeypot)
    db.flush()
    if asked:
        record(db, actor, "gold.settled", subject=0, audience="team")
    return len(asked) == CHUNK


def _settle(db: Session, actor: Actor, plan: Plan, honeypot: Honeypot) -> None:
    """What comes of one answer: to a right one nothing does."""
    who, task_id = honeypot.member_id, honeypot.task_id
    given = list_judged(db, honeypot.project_id, member_id=who, task_ids=[task_id])
    if not given or given[-1].is_spared or given[-1].is_right:
        return
    doubt_gold(db, actor, task_id)
    if plan.tells and find_doubt(db, task_id) is None:  # nobody is told what may be wrong itself
        _tell(db, actor, given[-1])
    if plan.pause_below:
        propose_pause(db, actor, who, below=plan.pause_below / 100)


def _tell(db: Session, actor: Actor, failed: Judged) -> None:
    """A note under the task's thread that its labeler alone sees. The task is never mixed in for
    them again, so that it says nothing of what is still to come. Where it is gold no more by now,
    there is nothing to tell."""
    gold = db.get(Gold, failed.task_id)
    if gold is None:
        return
    task = db.get_one(Task, failed.task_id)
    note = GoldNote(
        project_id=gold.project_id,
        member_id=failed.member_id,
        task_id=failed.task_id,
        label_id=failed.label_id,
        expected=failed.expected,
        clause_id=gold.clause_id,
        ruling_id=gold.ruling_id,
    )
    db.add(note)
    db.flush()
    about: Mapping[str, str] = {"topic": f"task:{task.key}"}
    audience = f"member:{failed.member_id}"
    record(db, actor, "gold.told", subject=note.id or 0, audience=audience, **about)
