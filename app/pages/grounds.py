"""Why a label is what it is: its line of answers, and what stood behind each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.domain.answers import describe
from app.domain.edits import find_clause
from app.domain.grounds import Facts, grounds
from app.domain.roles import Actor, is_ml_team, is_staff
from app.domain.scopes import STRATA
from app.errors import NotFound
from app.languages import say
from app.pages.contents import ContentView, view_content
from app.pages.credits import CreditView, view_credits
from app.pages.guidelines import root_of
from app.pages.open_questions import OpenThenView, list_open_then
from app.pages.pieces import Piece
from app.queries.blindness import answered_tasks
from app.queries.changelog import map_credits
from app.queries.grounds import Asked, list_asked_on, list_decided, list_line
from app.queries.guidelines import document_of
from app.queries.labels import find_current, find_task, list_cited
from app.queries.members import get_staff_name, map_names
from app.queries.task_stories import list_task_flags
from app.queries.tasks import get_task
from app.queries.terms import get_schema
from app.records.events import Event
from app.records.labels import Label
from app.records.revisions import Revision


@dataclass(frozen=True, slots=True)
class AskedView:
    """A relabel that asked for a label again. For staff alone: `relabel`, its number, `reasons`,
    why this label, `state`, what came of it, and whether it was a second look at somebody else's
    flip."""

    version: str
    title: str
    relabel: int | None = None
    reasons: tuple[str, ...] = ()
    state: str = ""
    is_second: bool = False


@dataclass(frozen=True, slots=True)
class CitedView:
    """A clause that a label cites. `stands`: it is in the version that the label was made under."""

    code: str
    stands: bool


@dataclass(frozen=True, slots=True)
class StepView:
    """One answer of the line. `standing` is current, superseded or taken back; `made_for` the
    relabel that it answers, `asked` those that asked for it again; `credits` the rulings that
    speak of it, with who asked; `open_then` what was asked and not decided.
    `version` is None where it was made under none."""

    id: UUID
    answer: str
    standing: str
    source: str
    is_informed: bool
    certainty: int | None
    comment: str
    labeled_at: datetime
    recorded_at: datetime
    version: str | None
    publisher: str
    was_withdrawn: bool
    cited: tuple[CitedView, ...]
    made_for: AskedView | None
    asked: tuple[AskedView, ...]
    credits: tuple[CreditView, ...]
    open_then: tuple[OpenThenView, ...]


@dataclass(frozen=True, slots=True)
class FlagView:
    """A flag on the task: one's own, or for staff anybody's."""

    question: int
    member: str
    category: str
    note: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class LineView:
    """All answers of one person on one task, newest first; with those flags that the reader may
    see."""

    root: str
    steps: tuple[StepView, ...]
    flags: tuple[FlagView, ...]


@dataclass(frozen=True, slots=True)
class GroundsView:
    """The line of somebody's label, for staff."""

    task: UUID
    external_id: str
    member: str
    label: int
    content: ContentView
    line: LineView
    topics: tuple[str, ...]


def show_grounds(db: Session, actor: Actor, task_key: UUID, label_id: int) -> GroundsView:
    """Why anybody's label is what it is; for staff."""
    task = get_task(db, actor, task_key)
    label = db.get(Label, label_id)
    is_hidden = (
        label is not None and label.beyond and not is_ml_team(actor)
    )  # it tells what is gold
    if label is None or label.task_id != task.id or is_hidden:
        raise NotFound
    return GroundsView(
        task=task.key,
        external_id=task.external_id,
        member=get_staff_name(db, label.member_id),
        label=label_id,
        content=view_content(task, [], None),
        line=view_line(db, actor.project_id, label.task_id, label.member_id, for_staff=True),
        topics=(f"line:{label.task_id}.{label.member_id}",),
    )


def show_own_line(db: Session, actor: Actor, task_key: UUID) -> LineView:
    """Why one's own label is what it is."""
    task = find_task(db, actor, task_key)
    if task is None or task.id is None or not answered_tasks(db, actor.member_id, [task.id]):
        raise NotFound
    return view_own_line(db, actor, task.id)


def view_own_line(db: Session, actor: Actor, task_id: int) -> LineView:
    """One's own answers on a task, as one may read them."""
    for_staff = is_staff(actor)
    return view_line(db, actor.project_id, task_id, actor.member_id, for_staff=for_staff)


def source_of(label: Label) -> str:
    """Where a label came from, as its maker may know it: whoever looked again at somebody else's
    answered the task for the first time, and is not told more."""
    is_first = label.source == "relabel" and label.supersedes_id is None
    return "work" if is_first else label.source


def view_line(
    db: Session, project_id: int, task_id: int, member_id: int, *, for_staff: bool
) -> LineView:
    """One person's answers on one task. What others said of it is for staff; what is published,
    and who asked for it, for everybody."""
    flags = [
        each for each in list_task_flags(db, task_id) if for_staff or each[0].member_id == member_id
    ]
    line = list_line(db, task_id, member_id)
    questions = {flag.question_id for flag, _, _ in flags}
    teller = _Teller(db, project_id, line, questions, for_staff=for_staff)
    return LineView(
        root_of(db, project_id),
        tuple(teller.step(*row) for row in line),
        tuple(
            FlagView(number, name, flag.category, flag.note, flag.created_at)
            for flag, number, name in flags
        ),
    )


class _Teller:
    """Tells one line step by step, from what was looked up once for all of it."""

    def __init__(
        self,
        db: Session,
        project_id: int,
        line: Sequence[Any],
        questions: set[int],
        *,
        for_staff: bool,
    ) -> None:
        self.db, self.project_id, self.questions = db, project_id, questions
        self.for_staff = for_staff
        self.schema = get_schema(db, project_id)
        self.decided = list_decided(db, project_id)
        credits = map_credits(db, {each.revision_id for each in self.decided})
        self.credits = {each.ruling.number: each for some in credits.values() for each in some}
        published = {revision.published_by for _, revision, _ in line if revision}
        self.publishers = map_names(db, project_id, published)
        self.items: Sequence[Asked] = ()
        self.counting: int | None = None
        if line:
            first: Label = line[0][0]
            self.items = list_asked_on(db, [first.task_id], first.member_id)
            current = find_current(db, first.member_id, first.task_id)
            self.counting = current.label_id if current else None

    def step(
        self, label: Label, revision: Revision | None, taken_back: datetime | None
    ) -> StepView:
        """One answer."""
        made = next((row for row in self.items if row.new_label_id == label.id), None)
        cited = sorted(list_cited(self.db, label.id or 0), key=lambda code: (len(code), code))
        standing = "taken back" if taken_back else "superseded"
        is_again = source_of(label) == label.source
        return StepView(
            id=label.cid,
            answer=describe(self.schema, label.value),
            standing="current" if label.id == self.counting else standing,
            source=label.source if self.for_staff else source_of(label),
            is_informed=label.informed,
            certainty=label.certainty,
            comment=label.comment,
            labeled_at=label.labeled_at,
            recorded_at=label.recorded_at,
            version=revision.version if revision else None,
            publisher=self.publishers.get(revision.published_by or 0, "") if revision else "",
            was_withdrawn=revision is not None and revision.state == "withdrawn",
            cited=tuple(_cited(revision, code) for code in cited),
            made_for=self._asked(made) if made and (self.for_staff or is_again) else None,
            asked=tuple(self._asked(row) for row in self.items if row.label_id == label.id),
            credits=self._behind(revision, cited, made),
            open_then=list_open_then(self.db, label, self.questions),
        )

    def _behind(
        self, revision: Revision | None, cited: list[str], made: Asked | None
    ) -> tuple[CreditView, ...]:
        facts = Facts(
            under=revision.published_at if revision else None,
            cited=cited,
            relabeled_for=made.revision_id if made else None,
            asked_on_task=self.questions,
        )
        behind = [self.credits[each.ruling] for each in grounds(self.decided, facts)]
        return view_credits(self.db, self.project_id, behind)

    def _asked(self, item: Asked) -> AskedView:
        """A scope, what was drawn for control, and that somebody else's answer flipped, are for
        staff."""
        asked = AskedView(item.version, item.title)
        if not self.for_staff:
            return asked
        reasons = tuple(say(STRATA[each]) for each in item.strata if each in STRATA)
        return replace(
            asked,
            relabel=item.relabel,
            reasons=reasons,
            state=item.state,
            is_second=item.second,
        )


def _cited(revision: Revision | None, code: str) -> CitedView:
    return CitedView(code, find_clause(document_of(revision), code) is not None)


def _line_of(db: Session, event: Event) -> LineView | None:
    task_id, member_id = event.data.get("task"), event.data.get("member")
    if not isinstance(task_id, int) or not isinstance(member_id, int):
        return None
    return view_line(db, event.project_id, task_id, member_id, for_staff=True)


_LINE = Piece("line:{task}.{member}", "grounds/_line.html", "line", _line_of, staff=True)
PIECES = dict.fromkeys(("label.submitted", "label.corrected", "label.undone"), (_LINE,))
