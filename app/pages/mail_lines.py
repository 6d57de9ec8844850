"""The lines of a mail: a notice as its reader may read it when the mail is sent."""

from dataclasses import dataclass

from sqlmodel import Session

from app.domain.roles import Actor
from app.errors import NotFound
from app.languages import mark, say
from app.pages.notices import view_notice
from app.queries.messages import find_readable
from app.queries.questions import get_question
from app.records.notices import Notice

# what a mail without content says
PLAIN = {
    "mention": mark("You are named in a discussion."),
    "reply": mark("Somebody replied where you wrote."),
    "question": mark("There is news on a question of yours."),
    "review": mark("A draft waits for your review."),
    "approval": mark("A draft of yours was approved."),
    "returned": mark("Changes were asked for in a draft of yours."),
    "comment": mark("A draft of yours was commented on."),
    "applied": mark("What you suggested in a draft was applied."),
    "resolved": mark("A comment of yours on a draft was answered."),
    "missed": mark("A draft was not published at the time that was set."),
    "voided": mark("A draft that you approved was edited."),
    "revision": mark("A change of the guideline was taken back."),
    "relabel": mark("Labels of yours are to be looked at again."),
    "trial": mark("You are asked to try a proposal."),
    "calibration": mark("You are asked to judge tasks together with others."),
    "exam": mark("There is news on an exam of yours."),
    "role": mark("Your role has changed."),
    "waiting": mark("Something waits for you."),
    "published": mark("The guideline has a new version."),
}

NEWS = mark("There is news.")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a mail tells of. `topic`: the discussion it belongs to, if it is one."""

    kind: str
    by: str
    what: str
    quote: str
    url: str
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of a project; `name` is empty where mails hold no content."""

    name: str
    lines: tuple[Line, ...]


def line_of(db: Session, actor: Actor, notice: Notice, origin: str) -> Line:
    """A notice for its reader. Raises NotFound where what it is about is not there any more, or
    not theirs to read."""
    need_readable(db, actor, notice)
    view = view_notice(db, actor, notice)
    by, what = " ".join(view.by.split()), " ".join(view.what.split())
    return Line(notice.kind, by, what, view.quote, f"{origin}{view.url}", _topic(notice))


def need_readable(db: Session, actor: Actor, notice: Notice) -> None:
    """Raise NotFound where the actor may not read now what a notice is about."""
    about = notice.subject
    if notice.kind == "question":
        number = about.get("into") or about.get("question")
        get_question(db, actor, number if isinstance(number, int) else 0)
    order = about.get("order")
    if notice.kind in ("mention", "reply"):
        topic = str(about.get("topic"))
        if not isinstance(order, int) or find_readable(db, actor, topic, order) is None:
            raise NotFound


def bare(line: Line) -> Line:
    """The same without anything that people wrote, or their names."""
    return Line(line.kind, "", say(PLAIN.get(line.kind, NEWS)), "", line.url, line.topic)


def _topic(notice: Notice) -> str:
    if notice.kind == "question":
        return f"question:{notice.subject.get('into') or notice.subject.get('question')}"
    return str(notice.subject.get("topic") or "")
