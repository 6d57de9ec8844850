"""Proxies of the demo: what an engagement feed would learn from the posts. The numbers are ours."""

from uuid import uuid4

from sqlmodel import Session, col, select

from app.actions.imported_proxies import keep_proxies
from app.demos.people import LEAD, Stage
from app.domain.batches import Run
from app.domain.imports import ImportOptions
from app.domain.proxies import ProxyRow
from app.domain.roles import Actor
from app.queries.terms import get_schema
from app.records.labels import CurrentLabel
from app.records.tasks import Task


async def add_engagement(stage: Stage, heated: str) -> None:
    """Replies, of which heated posts get most whoever likes them, and reports, which readers send
    on them a little more often than on others."""
    await stage.act(LEAD, _add, heated)


def _add(db: Session, actor: Actor, heated: str) -> None:
    tasks = db.exec(
        select(Task).where(Task.project_id == actor.project_id).order_by(col(Task.id))
    ).all()
    votes = select(CurrentLabel.task_id).where(
        CurrentLabel.project_id == actor.project_id, CurrentLabel.value == heated
    )
    heat = list(db.exec(votes))
    rows = []
    for line, task in enumerate(tasks, 1):
        noise, hot = (line * 37) % 23, heat.count(task.id or 0)
        replies = 2 + noise + 6 * hot + 9 * ('"' in task.body or "!" in task.body)
        reports = (line * 11) % 5 + hot
        for name, value in (("replies", replies), ("reports", reports)):
            direction = "less" if name == "reports" else "more"
            rows.append(ProxyRow(line, task.external_id, name, float(value), None, direction))
    run = Run(uuid4(), ImportOptions("proxies"), get_schema(db, actor.project_id))
    keep_proxies(db, actor, run, rows)
