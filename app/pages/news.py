"""What of an event may leave the house: what any labeler may read, having answered nothing.

Never a label, an answer to a task, a gold answer, a score, a tentative answer, a flag's words, who
asked, or a message of any thread but the lounge. docs/webhooks.md says it kind by kind.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlmodel import Session

from app.domain.roles import Actor, Role
from app.errors import NotFound
from app.pages.rulings import RulingView, view_rulings
from app.queries.guidelines import get_revision, list_changes
from app.queries.members import map_names
from app.queries.messages import find_closing
from app.queries.questions import find_question
from app.queries.relabels import find_relabel
from app.queries.rulings import get_ruling, map_clause_codes
from app.records.events import Event
from app.records.questions import Question
from app.records.threads import Message


@dataclass(frozen=True, slots=True)
class News:
    """An event as others may know it. `data` is for programs; `headline` and `words` for people;
    `path` leads there, below the project's pages."""

    headline: str
    words: str
    path: str
    data: dict[str, object] = field(default_factory=dict)


def tell_news(db: Session, event: Event) -> News | None:
    """The news in an event; None when there is nothing (any more) to tell."""
    tell = TELLERS.get(event.kind)
    return tell(db, event) if tell else None


def tell_test(name: str) -> News:
    """What a test sends."""
    words = "If you can read this, webhooks arrive here."
    return News(f"A test of “{name}”", words, "/settings/webhooks", {"endpoint": name})


def _of_question(db: Session, event: Event) -> News | None:
    question = _question(db, event)
    if question is None:
        return None
    verb = {
        "question.opened": "was opened",
        "question.reopened": "is open again",
        "question.answered": "was answered",
        "question.declined": "was declined: the guideline says it",
    }[event.kind]
    data: dict[str, object] = {"question": _view_question(question)}
    words = _title(question)
    if event.kind in ("question.answered", "question.declined"):
        answer = find_closing(db, question)
        if answer is None or question.state not in ("answered", "declined"):
            return None  # open again, or decided in another way
        words = answer.body
        data["answer"] = {"text": answer.body, "by": _name(db, event, answer.author_id)}
        if question.clause_id:
            codes = map_clause_codes(db, [question.clause_id])
            data["clause"] = codes[question.clause_id]
    path = f"/questions/{question.number}"
    return News(f"Question {question.number} {verb}", words, path, data)


def _of_flag(db: Session, event: Event) -> News | None:
    """That somebody flagged: not who, which task, in which words, or of what kind."""
    question = _question(db, event)
    if question is None:
        return None
    number = question.number
    headline = f"A flag was raised under question {number}"
    data: dict[str, object] = {"question": _view_question(question)}
    return News(headline, _title(question), f"/questions/{number}", data)


def _of_ruling(db: Session, event: Event) -> News | None:
    number = _number(event, "ruling")
    view = view_rulings(db, event.project_id, [number]).get(number)
    if view is None:
        return None
    verb = {
        "ruling.made": "was proposed" if view.state == "proposed" else "was made",
        "ruling.came_in_force": "is in force",
        "ruling.withdrawn": "was withdrawn",
    }[event.kind]
    shown = _is_public(db, event.project_id, view.number)
    data: dict[str, object] = {"ruling": _view_ruling(view, whole=shown)}
    words = _rule(view) if shown else ""
    return News(f"Ruling {view.number} {verb}", words, f"/rulings/{view.number}", data)


def _of_revision(db: Session, event: Event) -> News | None:
    try:
        revision = get_revision(db, _anybody(event.project_id), _number(event, "revision"))
    except NotFound:
        return None
    about: dict[str, object] = {
        "number": revision.number,
        "version": revision.version,
        "state": revision.state,
        "title": revision.title,
        "summary": revision.summary,
        "rationale": revision.rationale,
        "changes": [
            {"clause": code, "kind": change.kind, "type": change.type}
            for code, change in list_changes(db, revision)
        ],
        "by": _name(db, event, revision.published_by),
    }
    if event.kind == "revision.withdrawn":
        about["reason"] = revision.reason
        headline, words = f"Version {revision.version} was withdrawn", revision.reason
    else:
        headline = f"Version {revision.version} of the guideline was published"
        words = revision.summary or revision.title
    return News(headline, words, "/changelog", {"revision": about})


def _of_review(db: Session, event: Event) -> News | None:
    """That a draft waits: its words are for staff until it is published."""
    number = _number(event, "draft")
    data: dict[str, object] = {"draft": {"number": number, "by": _name(db, event, event.actor_id)}}
    return News(f"Draft {number} asks for review", "", f"/drafts/{number}", data)


def _of_relabel(db: Session, event: Event) -> News | None:
    """The campaign, without its labels, people, flips or figures."""
    found = find_relabel(db, event.project_id, _number(event, "relabel"))
    if found is None:
        return None
    relabel, revision = found
    verb = event.kind.partition(".")[2]
    words = f"For version {revision.version} of the guideline."
    about = {"number": relabel.number, "state": relabel.state, "version": revision.version}
    headline = f"Relabel {relabel.number} {'has' if verb == 'ended' else 'was'} {verb}"
    return News(headline, words, f"/relabels/{relabel.number}", {"relabel": about})


def _of_message(db: Session, event: Event) -> News | None:
    """A message of the lounge, where all may read all; none that was taken back meanwhile."""
    message = db.get(Message, event.subject)
    outside = message is None or message.kind != "text" or message.deleted_at is not None
    if message is None or outside or message.data.get("topic") != "lounge":
        return None
    by = _name(db, event, message.author_id)
    about = {"key": str(message.key), "text": message.body, "by": by}
    path = f"/threads/lounge#message-{message.key}"
    return News(f"{by} in the lounge", message.body, path, {"message": about})


def _question(db: Session, event: Event) -> Question | None:
    return find_question(db, event.project_id, _number(event, "question"))


def _view_question(question: Question) -> dict[str, object]:
    title = question.title if question.titled_by_team else None
    return {"number": question.number, "state": question.state, "title": title}


def _title(question: Question) -> str:
    return question.title if question.titled_by_team else ""


def _view_ruling(view: RulingView, *, whole: bool) -> dict[str, object]:
    told: dict[str, object] = {
        "number": view.number,
        "state": view.state,
        "question": view.question,
        "by": view.made_by,
    }
    if whole:
        names = ("outcome", "decision", "condition", "answer", "exceptions", "rationale")
        told |= {name: getattr(view, name) for name in names}
        told |= {"authority": view.authority, "clauses": list(view.clauses)}
        told |= {"version": view.version, "title": view.title or None}
    return told


def _rule(view: RulingView) -> str:
    rule = f"{view.decision} → {view.answer}" if view.answer else view.decision
    exceptions = f"\nExcept: {view.exceptions}" if view.exceptions else ""
    return f"{rule}{exceptions}\nBecause: {view.rationale}"


def _is_public(db: Session, project_id: int, number: int) -> bool:
    """Whether a ruling is more than a proposal, which is for staff and those who asked."""
    try:
        get_ruling(db, _anybody(project_id), number)
    except NotFound:
        return False
    return True


def _anybody(project_id: int) -> Actor:
    """A labeler who has asked, held and answered nothing: what they may read, may leave."""
    return Actor(None, project_id, 0, Role.LABELER)


def _name(db: Session, event: Event, member_id: int | None) -> str:
    return map_names(db, event.project_id, [member_id]).get(member_id or 0, "Precedent")


def _number(event: Event, name: str) -> int:
    """A number that the event carries; 0, which nothing has, without one."""
    number = event.data.get(name)
    return number if isinstance(number, int) else 0


TELLERS: dict[str, Callable[[Session, Event], News | None]] = {
    **dict.fromkeys(
        ("question.opened", "question.reopened", "question.answered", "question.declined"),
        _of_question,
    ),
    "flag.raised": _of_flag,
    **dict.fromkeys(("ruling.made", "ruling.came_in_force", "ruling.withdrawn"), _of_ruling),
    "review.requested": _of_review,
    **dict.fromkeys(("revision.published", "revision.withdrawn"), _of_revision),
    **dict.fromkeys(("relabel.opened", "relabel.ended", "relabel.withdrawn"), _of_relabel),
    "message.posted": _of_message,
}
