"""Reading a revision: what changed, why and who asked; its check; and for staff who has read it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from app.domain.answers import AnswerSchema, describe
from app.domain.readings import Asking
from app.domain.roles import Actor, is_staff
from app.domain.texts import excerpt
from app.errors import NotFound
from app.pages.changelog import ReleaseView, view_releases
from app.pages.clauses import ClauseView, trails, view_clause
from app.pages.contents import ContentView, view_content, view_words
from app.pages.guidelines import root_of
from app.pages.pieces import Piece
from app.pages.rulings import RulingView, view_rulings
from app.queries.checks import Asked, count_wrong, find_asking, list_asked, list_people
from app.queries.guidelines import document_of, find_published, get_revision
from app.queries.projects import get_project
from app.queries.terms import get_schema
from app.records.events import Event
from app.records.readings import CheckAnswer
from app.records.revisions import Acknowledgement, Revision

MOST_PEOPLE = 500


@dataclass(frozen=True, slots=True)
class CheckView:
    """The case that is asked now. What is expected of it is nowhere in here."""

    case: int
    round: int
    place: int
    cases: int
    content: ContentView
    prompt: str
    answers: AnswerSchema


@dataclass(frozen=True, slots=True)
class AnsweredView:
    """The answer just given. Where it was wrong, `ruling` and `clauses` say what holds and why;
    of an example that no ruling brought, the clause alone."""

    is_right: bool
    content: ContentView
    answer: str
    ruling: RulingView | None
    clauses: tuple[ClauseView, ...]


@dataclass(frozen=True, slots=True)
class ReaderView:
    """A person: `state` is unread, reading (confirmed, the check not passed), or read; `way` read
    or shown; `tries` the rounds of the check that they took."""

    name: str
    role: str
    state: str
    way: str
    tries: int
    read_at: datetime | None
    passed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReadersView:
    """Who has read a revision, for staff; `checked` of them took its check. `wrong` is by case: its
    words, and the share of people who got it wrong at their first try."""

    root: str
    number: int
    version: str
    people: tuple[ReaderView, ...]
    read: int
    first_try: int
    checked: int
    wrong: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class ReadingPage:
    """A revision to be read. `level` is what it asks of its readers; `is_passed`: nothing is left
    to do; `is_mine` False: it was published before the reader joined, or taken back."""

    root: str
    number: int
    level: str
    release: ReleaseView
    is_current: bool
    is_read: bool
    is_passed: bool
    cases: int
    check: CheckView | None
    answered: AnsweredView | None
    readers: ReadersView | None
    topics: tuple[str, ...]
    chosen: Mapping[str, object] = field(default_factory=dict)
    problem: str = ""


def show_reading(
    db: Session,
    actor: Actor,
    number: int,
    answered: int | None = None,
    chosen: Mapping[str, object] | None = None,
    problem: str = "",
) -> ReadingPage:
    """A published revision. `answered`: the reader's own answer that was given just now."""
    revision = get_revision(db, actor, number)
    if revision.published_at is None:
        raise NotFound
    receipt = db.get(Acknowledgement, (revision.id, actor.member_id))
    asked = list_asked(db, actor, revision)
    is_passed = receipt is not None and receipt.passed_at is not None
    asking = find_asking(db, actor, revision, asked) if receipt and asked else None
    release = view_releases(db, actor.project_id, [revision])[0]
    return ReadingPage(
        root=root_of(db, actor.project_id),
        number=number,
        level=revision.reading,
        release=release,
        is_current=revision.state in ("published", "superseded"),
        is_read=receipt is not None,
        is_passed=is_passed,
        cases=len(asked),
        check=_check(db, actor, asked, asking) if asking and not is_passed else None,
        answered=_answered(db, actor, revision, asked, answered) if answered else None,
        readers=view_readers(db, revision) if is_staff(actor) else None,
        topics=(f"readers:{number}",) if is_staff(actor) else (),
        chosen=chosen or {},
        problem=problem,
    )


def _check(
    db: Session, actor: Actor, asked: Mapping[int, Asked], asking: Asking
) -> CheckView | None:
    if asking.case_id is None:
        return None
    project = get_project(db, actor.project_id)
    return CheckView(
        case=asking.case_id,
        round=asking.round,
        place=asking.place,
        cases=asking.cases,
        content=_content(asked[asking.case_id]),
        prompt=project.prompt,
        answers=get_schema(db, actor.project_id),
    )


def _content(asked: Asked) -> ContentView:
    """A case as a task stands on the desk; of its metadata nothing."""
    return view_content(asked.task, (), ()) if asked.task else view_words(asked.case.example)


def _answered(
    db: Session, actor: Actor, revision: Revision, asked: Mapping[int, Asked], answer_id: int
) -> AnsweredView | None:
    """An answer of the reader's own, to a case that they are asked; anybody else's is none."""
    given = db.get(CheckAnswer, answer_id)
    mine = given is not None and (given.revision_id, given.member_id) == (
        revision.id,
        actor.member_id,
    )
    if given is None or not mine or given.case_id not in asked:
        return None
    case = asked[given.case_id]
    answer = describe(get_schema(db, actor.project_id), given.value)
    if given.is_right:
        return AnsweredView(True, _content(case), answer, None, ())
    ruling = None
    if case.ruling is not None:
        number = case.ruling.number
        ruling = view_rulings(db, actor.project_id, [number])[number]
    document = document_of(find_published(db, actor.project_id))
    codes = ruling.standing if ruling else (case.code,)
    under = trails(document)
    clauses = tuple(
        view_clause(each, under[each.code]) for each in document.clauses if each.code in codes
    )
    return AnsweredView(False, _content(case), answer, ruling, clauses[:5])


def view_readers(db: Session, revision: Revision) -> ReadersView:
    """Who has read a revision, who has passed its check at which try, and what was hard."""
    people = tuple(
        ReaderView(
            name=each.member.name,
            role=each.member.role,
            state=_state(each.receipt),
            way=each.receipt.way if each.receipt else "",
            tries=each.tries,
            read_at=each.receipt.read_at if each.receipt else None,
            passed_at=each.receipt.passed_at if each.receipt else None,
        )
        for each in list_people(db, revision)
    )
    wrong = [
        (excerpt(task.body if task else case.example, 60), missed / many)
        for case, task, many, missed in count_wrong(db, revision.id or 0)
    ]
    done = [each for each in people if each.state == "read"]
    return ReadersView(
        root=root_of(db, revision.project_id),
        number=revision.number,
        version=revision.version or "",
        people=people[:MOST_PEOPLE],
        read=len(done),
        first_try=sum(each.tries == 1 for each in done),
        checked=sum(each.tries > 0 for each in done),
        wrong=tuple(sorted(wrong, key=lambda each: -each[1])),
    )


def _state(receipt: Acknowledgement | None) -> str:
    if receipt is None:
        return "unread"
    return "read" if receipt.passed_at else "reading"


def _readers_of(db: Session, event: Event) -> ReadersView | None:
    revision = db.get(Revision, event.subject)
    return view_readers(db, revision) if revision and revision.published_at else None


_READERS = Piece(
    "readers:{revision}",
    "readings/_readers.html",
    "readers",
    _readers_of,
    staff=True,
    counter="all",
)
PIECES = dict.fromkeys(("revision.acknowledged", "check.answered"), (_READERS,))
