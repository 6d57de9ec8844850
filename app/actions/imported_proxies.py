"""Rows of a file as what proxies say of tasks that are there."""

from sqlalchemy import delete, insert
from sqlmodel import Session, col

from app.actions.proxies import add_proxy
from app.domain.batches import Outcome, Run
from app.domain.proxies import ProxyRow
from app.domain.roles import Actor
from app.domain.rows import Fault
from app.domain.texts import excerpt
from app.errors import Conflict, Invalid
from app.languages import mark
from app.queries.proxies import map_proxies
from app.queries.tasks import map_task_kinds
from app.records.events import record
from app.records.proxies import Proxy, ProxyValue

Said = tuple[str, int, ProxyRow]


def keep_proxies(db: Session, actor: Actor, run: Run, rows: list[ProxyRow]) -> Outcome:
    """Set what proxies say of the tasks of a batch; what one said before is replaced. A proxy that
    is not there yet is made, as the first row that names it says."""
    known = map_proxies(db, actor.project_id)
    tasks = map_task_kinds(db, actor.project_id, [row.external_id for row in rows])
    outcome = Outcome()
    good: list[Said] = []
    for row in rows:
        try:
            good.append(_check(db, actor, run, known, tasks, row))
        except Invalid as why:
            outcome.faults.append(Fault(row.line, why.message))
    outcome.kept = len(good)
    if good and not run.options.dry_run:
        _write(db, actor, known, good)
    return outcome


def _check(
    db: Session,
    actor: Actor,
    run: Run,
    known: dict[str, Proxy],
    tasks: dict[str, tuple[int, str]],
    row: ProxyRow,
) -> Said:
    named = f"“{excerpt(row.external_id, 60)}”"
    if row.external_id not in tasks:
        raise Invalid(f"the task {named} is not in the project")
    task_id, kind = tasks[row.external_id]
    is_paired = row.b is not None
    if is_paired and kind != "pair":
        raise Invalid(f"the task {named} is not a pair")
    proxy = known.get(row.proxy) or _make(db, actor, run, known, row)
    if proxy.paired != is_paired:
        raise Invalid(
            mark("this proxy gives a number for each side of a pair, a and b")
            if proxy.paired
            else mark("this proxy gives one value for a task")
        )
    if row.direction and row.direction != proxy.direction:
        raise Invalid(f"of this proxy {proxy.direction} is better, as was said before")
    if not run.seen.add(repr((row.proxy, row.external_id))):
        raise Invalid(f"the task {named} stands on an earlier line")
    return row.proxy, task_id, row


def _make(db: Session, actor: Actor, run: Run, known: dict[str, Proxy], row: ProxyRow) -> Proxy:
    proxy = Proxy(name=row.proxy, direction=row.direction or "more", paired=row.b is not None)
    if not run.options.dry_run:
        try:
            add_proxy(db, actor, proxy, len(known))
        except Conflict as why:
            raise Invalid(why.message) from None
    known[row.proxy] = proxy
    return proxy


def _write(db: Session, actor: Actor, known: dict[str, Proxy], good: list[Said]) -> None:
    by_proxy: dict[int, list[dict[str, object]]] = {}
    for name, task_id, row in good:
        proxy_id = known[name].id or 0
        said: dict[str, object] = {"proxy_id": proxy_id, "task_id": task_id, "a": row.a, "b": row.b}
        by_proxy.setdefault(proxy_id, []).append(said | {"project_id": actor.project_id})
    for proxy_id, values in by_proxy.items():
        tasks = [each["task_id"] for each in values]
        before = delete(ProxyValue).where(
            col(ProxyValue.proxy_id) == proxy_id, col(ProxyValue.task_id).in_(tasks)
        )
        db.connection().execute(before)
        db.connection().execute(insert(ProxyValue), values)
    record(db, actor, "proxies.imported", subject=0, audience="staff", many=len(good))
