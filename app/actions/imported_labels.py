"""Rows of a file as labels made elsewhere: checked, appended, and pointed at."""

from dataclasses import dataclass

from sqlmodel import Session

from app.actions.imported_people import make_annotators
from app.actions.imported_rows import NewLabel, write_labels
from app.actions.relabels import join_imported
from app.domain.batches import Outcome, Run
from app.domain.label_rows import LabelRow
from app.domain.roles import Actor
from app.domain.rows import Fault
from app.domain.texts import excerpt
from app.errors import Invalid
from app.languages import mark
from app.queries.imported import Standing, get_standing
from app.records.events import record


@dataclass(frozen=True, slots=True)
class Found:
    """A row with what it names: the task, the person (None: still to be made), the revision."""

    row: LabelRow
    task_id: int
    member_id: int | None
    revision_id: int | None


def keep_labels(db: Session, actor: Actor, run: Run, rows: list[LabelRow]) -> Outcome:
    """Add a batch of labels. Within a file the later line counts."""
    standing = get_standing(
        db,
        actor.project_id,
        [row.external_id for row in rows],
        [row.annotator for row in rows],
        with_texts=run.schema.kind == "spans",
    )
    outcome = Outcome()
    good: list[Found] = []
    for row in rows:
        try:
            good.append(_check(run, standing, row))
        except Invalid as why:
            outcome.faults.append(Fault(row.line, why.message))
    outcome.kept = len(good)
    _count(run, outcome, standing, good)
    if good and not run.options.dry_run:
        _write(db, actor, standing, good, outcome)
    return outcome


def _check(run: Run, standing: Standing, row: LabelRow) -> Found:
    task = standing.tasks.get(row.external_id)
    if task is None:
        raise Invalid(f"the task “{excerpt(row.external_id, 60)}” is not in the project")
    member_id = standing.members.get(row.annotator)
    if member_id is None and not run.options.create_annotators:
        raise Invalid(f"nobody in the project is called “{excerpt(row.annotator, 60)}”")
    revision_id = _revision(standing, row.guideline)
    _check_spans(row, task.body)
    said = (row.annotator, row.external_id, row.answer.value, row.labeled_at, row.guideline)
    if not run.seen.add(repr(said)):
        raise Invalid(mark("repeats an earlier line"))
    found = Found(row, task.id, member_id, revision_id)
    pair = repr(said[:2])
    if not run.pairs.has(pair):
        _check_standing(standing, found)
        run.pairs.add(pair)
    return found


def _revision(standing: Standing, named: str) -> int | None:
    if not named:
        return None
    revision_id = standing.revisions.get(named) or standing.revisions.get(named.removeprefix("v"))
    if revision_id is None:
        raise Invalid(f"no published guideline has the version or name “{excerpt(named, 60)}”")
    return revision_id


def _check_spans(row: LabelRow, body: str | None) -> None:
    if body is not None and any(span["end"] > len(body) for span in row.answer.data):
        raise Invalid(mark("A span reaches beyond the end of the text."))


def _check_standing(standing: Standing, found: Found) -> None:
    """Against what was there before the file: it may be the same label, or a later one."""
    if (found.task_id, found.member_id) in standing.held:
        raise Invalid(
            mark("this person has the task in hand just now; import it once it is answered")
        )
    current = standing.current.get((found.task_id, found.member_id or 0))
    if current is None:
        return
    claimed, row = found.row.labeled_at, found.row
    same = current.value == row.answer.value and current.revision_id == found.revision_id
    if same and claimed in (None, current.labeled_at):
        raise Invalid(mark("this label is in the project already"))
    if claimed is not None and claimed < current.labeled_at:
        raise Invalid(f"the label that counts is newer ({current.labeled_at:%Y-%m-%d %H:%M} UTC)")


def _count(run: Run, outcome: Outcome, standing: Standing, good: list[Found]) -> None:
    """What else the report says; an older guideline is one that is not in force now."""
    older = sum(each.revision_id not in (None, standing.in_force) for each in good)
    unknown = {each.row.annotator for each in good if each.member_id is None}
    # a dry run makes nobody, so that the next batch would count them again
    made = sum(run.seen.add(f"annotator {name}") for name in unknown)
    counts = {"older_guideline": older, "annotators": made}
    outcome.report.update({name: many for name, many in counts.items() if many})


def _write(
    db: Session, actor: Actor, standing: Standing, good: list[Found], outcome: Outcome
) -> None:
    new = [each.row.annotator for each in good if each.member_id is None]
    made = make_annotators(db, actor, new)
    labels = [
        NewLabel(
            each.row, each.task_id, each.member_id or made[each.row.annotator], each.revision_id
        )
        for each in good
    ]
    ids = write_labels(db, actor.project_id, labels, standing.current)
    joined = join_imported(db, actor, ids)
    if joined:
        outcome.report["joined_relabel"] = joined
    about = {"first": min(ids), "last": max(ids), "many": len(ids)}
    record(db, actor, "labels.imported", subject=min(ids), audience="staff", **about)
