"""Imports: begun, taken in batch by batch, finished; each batch is one transaction."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import Session

from app.actions.imported_golds import keep_golds
from app.actions.imported_labels import keep_labels
from app.actions.imported_predictions import keep_predictions
from app.actions.imported_proxies import keep_proxies
from app.actions.imported_tasks import keep_tasks
from app.clock import now
from app.domain.batches import Batch, Outcome, Run
from app.domain.imports import KEPT, ImportOptions
from app.domain.roles import Actor, is_staff, may_import
from app.domain.rows import Fault
from app.domain.texts import excerpt
from app.errors import Conflict, Forbidden, NotFound
from app.languages import SOURCE, say, speaking
from app.queries.imports import get_import, list_abandoned
from app.records.events import record
from app.records.imports import Import, ImportFault


def need_importer(db: Session, actor: Actor) -> None:
    """Raises unless the actor may import; to labelers imports do not exist."""
    if not is_staff(actor):
        raise NotFound
    if not may_import(actor):
        raise Forbidden(say("Importing is for the ML team: owners and leads."))


def start_import(
    db: Session, actor: Actor, options: ImportOptions, *, filename: str, size: int
) -> UUID:
    """Write the import down before its first row is taken in."""
    need_importer(db, actor)
    made = Import(
        project_id=actor.project_id,
        kind=options.kind,
        filename=excerpt(filename.encode("utf-8", "replace").decode().replace("\x00", ""), 200),
        options=options.to_dict(),
        dry_run=options.dry_run,
        bytes_total=size,
        made_by=actor.member_id,
    )
    db.add(made)
    _tell(db, actor, made)
    return made.key


def take_batch(db: Session, actor: Actor, run: Run, batch: Batch) -> None:
    """Keep a batch's good rows (in a dry run: only say which they are) and note the others."""
    with speaking(SOURCE):  # what is wrong is written down, whoever imports
        need_importer(db, actor)
        running = _need_running(db, actor, run.key)
        outcome = _keep(db, actor, run, batch)
    faults = sorted([*batch.faults, *outcome.faults], key=lambda fault: fault.line)
    _note(db, running, outcome, faults)
    running.bytes_done, running.moved_at = batch.bytes_done, now()
    _tell(db, actor, running)


def finish_import(db: Session, actor: Actor, key: UUID) -> None:
    """The whole file has been read."""
    _end(db, actor, _need_running(db, actor, key), "done", "")


def fail_import(db: Session, actor: Actor, key: UUID, why: str) -> None:
    """The file could not be read to its end."""
    failed = get_import(db, actor, key)
    if failed.state == "running":
        _end(db, actor, failed, "failed", f"{why} {KEPT}" if failed.rows_kept else why)


def fail_abandoned(db: Session, project_id: int, before: datetime) -> int:
    """Imports of a process that died: marked failed, saying what was kept. Returns how many."""
    died = list_abandoned(db, project_id, before)
    for each in died:
        actor = Actor(None, project_id, each.made_by, "lead")
        why = f"Interrupted after {each.rows_kept:,} rows: the server stopped. {KEPT}"
        _end(db, actor, each, "failed", why)
    return len(died)


def _keep(db: Session, actor: Actor, run: Run, batch: Batch) -> Outcome:
    if run.options.kind == "tasks":
        return keep_tasks(db, actor, run, batch.tasks)
    if run.options.kind == "labels":
        return keep_labels(db, actor, run, batch.labels)
    if run.options.kind == "proxies":
        return keep_proxies(db, actor, run, batch.proxies)
    if run.options.kind == "predictions":
        return keep_predictions(db, actor, run, batch.predictions)
    return keep_golds(db, actor, run, batch.golds)


def _note(db: Session, running: Import, outcome: Outcome, faults: list[Fault]) -> None:
    running.rows_kept += outcome.kept
    running.rows_refused += len(faults)
    report = dict(running.report)
    for name, many in outcome.report.items():
        report[name] = report.get(name, 0) + many
    running.report = report
    if faults:
        rows = [
            {"import_id": running.id, "line": fault.line, "reason": excerpt(fault.reason, 500)}
            for fault in faults
        ]
        db.connection().execute(insert(ImportFault), rows)


def _end(db: Session, actor: Actor, ended: Import, state: str, why: str) -> None:
    ended.state, ended.why = state, why
    ended.ended_at = ended.moved_at = now()
    if state == "done":
        ended.bytes_done = ended.bytes_total
    _tell(db, actor, ended)


def _need_running(db: Session, actor: Actor, key: UUID) -> Import:
    found = get_import(db, actor, key)
    if found.state != "running":
        raise Conflict(say("This import has ended: %(state)s.", state=say(found.state)))
    return found


def _tell(db: Session, actor: Actor, changed: Import) -> None:
    db.add(changed)
    db.flush()
    key = str(changed.key)
    record(db, actor, "import.changed", subject=changed.id or 0, audience="team", key=key)
