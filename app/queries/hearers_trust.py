"""Who hears of exams, of what they passed, of gold, and of how their labels are looked at."""

from collections.abc import Iterable

from sqlmodel import Session

from app.domain.roles import is_ml_team, may_label
from app.languages import mark
from app.queries.audiences import Crowd, Find, Hearer, whom_of
from app.queries.exams import is_examinee
from app.records.events import Event
from app.records.exams import Exam


def _examinees(db: Session, event: Event, crowd: Crowd) -> Iterable[Hearer]:
    """An exam that one's work waits for, or that makes one a labeler."""
    exam = db.get(Exam, event.subject)
    for member_id, actor in crowd.actors.items():
        if exam is None or not is_examinee(actor):
            continue
        if exam.holds == "all" and may_label(actor):
            yield Hearer(member_id, "exam", mark("Your work waits for it."), dict(event.data))
        elif exam.gives_role and not may_label(actor):
            yield Hearer(member_id, "exam", mark("It makes you a labeler."), dict(event.data))


def _qualified(db: Session, event: Event, crowd: Crowd) -> Iterable[Hearer]:
    """What one passed is to be answered anew in part, or was taken back."""
    if event.audience.startswith("member:"):
        about = {**event.data, "news": event.kind.partition(".")[2]}
        yield Hearer(whom_of(event), "exam", mark("You have passed this exam."), about)


def _promoted(db: Session, event: Event, crowd: Crowd) -> Iterable[Hearer]:
    if "role" in event.data:
        yield Hearer(event.subject, "role", mark("It is about you."), dict(event.data))


def _team(db: Session, event: Event, crowd: Crowd) -> Iterable[Hearer]:
    """What the ML team alone is asked: about a trusted answer, or about somebody's pause."""
    kind, why = event.kind.partition(".")[0], mark("You lead this project.")
    for member_id, actor in crowd.actors.items():
        if is_ml_team(actor):
            about = {"of": event.subject, "verb": event.kind.partition(".")[2]}
            yield Hearer(member_id, "doubt" if kind == "gold" else kind, why, about)


def _judged(db: Session, event: Event, crowd: Crowd) -> Iterable[Hearer]:
    """Somebody whose answer to a task is not its settled one."""
    yield Hearer(whom_of(event), "settled", mark("You answered this task."), dict(event.data))


def _paused(db: Session, event: Event, crowd: Crowd) -> Iterable[Hearer]:
    noun, _, verb = event.kind.partition(".")
    kind = "paused" if noun == "pause" else noun
    about: dict[str, object] = {"of": event.subject, "verb": verb}
    yield Hearer(whom_of(event), kind, mark("It is about you."), about)


FINDERS: dict[str, Find] = {
    "exam.made": _examinees,
    "qualification.due": _qualified,
    "qualification.taken": _qualified,
    "member.changed": _promoted,
    "gold.doubted": _team,
    "gold.told": _judged,
    "pause.proposed": _team,
    "pause.appealed": _team,
    **dict.fromkeys(("pause.made", "pause.ended"), _paused),
    **dict.fromkeys(("aside.begun", "aside.returned"), _paused),
}
