"""Whether the files of a folder fit together: said before anything is sent."""

from app.errors import Invalid
from app.replays.folders import Folder, Step


def check_folder(folder: Folder) -> None:
    """Raises Invalid for what could only fail half-way."""
    if not folder.steps:
        raise Invalid("plan.json: “steps” is empty; there is nothing to play.")
    for step in folder.steps:
        _check_step(folder, step)


def find_unnamed(folder: Folder, step: Step, scope: frozenset[str]) -> list[tuple[str, str]]:
    """Labels in scope to which the relabel file gives no new answer: they are made again as they
    were."""
    inside = {pair for pair in folder.labeled if pair[0] in scope}
    return sorted(inside - step.relabel.keys())


def _check_step(folder: Folder, step: Step) -> None:
    where = f"Step {step.number}"
    strange = [name for name in step.threads if name not in folder.talks]
    if strange:
        raise Invalid(f"{where}: there is no thread {strange[0]}.")
    if not step.questions:
        raise Invalid(f"{where}: “questions” is empty; a ruling decides a question.")
    answers = (step.answer, *step.relabel.values(), *(step.must_stay or ())[1:])
    for answer in answers:
        if answer not in folder.answers:
            raise Invalid(f"{where}: “{answer}” is not one of the plan's answers.")
    if not step.scope:
        raise Invalid(f"{where}: the scope is empty.")
    if step.settle is not None and step.settle not in step.predicates:
        raise Invalid(f"{where}: “{step.settle}”, to be settled, is not one of its predicates.")
    scope, annotators = set(step.scope), set(folder.annotators)
    for item, annotator in step.relabel:
        if annotator not in annotators:
            raise Invalid(f"{where}: {annotator}, who relabels {item}, made no label before.")
        if (item, annotator) not in folder.labeled:
            raise Invalid(f"{where}: {annotator} relabels {item} without a label on it before.")
        if item not in scope:
            raise Invalid(f"{where}: {annotator} relabels {item}, which is not in the scope.")
