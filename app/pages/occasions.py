"""What notices are about, where it is no message: the guideline, relabels, trials, questions."""

from collections.abc import Callable, Mapping
from uuid import UUID

from sqlmodel import Session

from app.domain.markup import plain_text
from app.domain.roles import Actor, is_staff
from app.domain.schedules import WHYS
from app.domain.texts import capital, excerpt
from app.languages import lookup, say
from app.pages.asked import say_question
from app.pages.trial_fates import FateView, view_fate
from app.queries.changelog import has_read
from app.queries.guidelines import find_revision
from app.queries.questions import find_question
from app.queries.relabels import find_relabel
from app.queries.trials import find_trial_of_key
from app.records.comments import Comment
from app.records.revisions import Objection, Revision
from app.records.set_asides import SetAside

Subject = Mapping[str, object]


def _tell_revision(db: Session, actor: Actor, about: Subject) -> tuple[str, str]:
    """A version leads to its reading as long as that is due, and then to its place."""
    revision = _revision_of(db, actor, about)
    version = revision.version if revision else ""
    here = f"/changelog#v{version}"
    if about.get("withdrawn"):
        return say("withdrew version %(version)s of the guideline", version=version), here
    is_change = revision is not None and revision.base_id is not None
    if revision is not None and is_change and not has_read(db, revision, actor.member_id):
        here = f"/revisions/{revision.number}/reading"
    return say("published version %(version)s of the guideline", version=version), here


def _tell_relabel(db: Session, actor: Actor, about: Subject) -> tuple[str, str]:
    revision = _revision_of(db, actor, about)
    words = say(
        "opened relabel %(number)s for version %(version)s: it asks for labels of yours again",
        number=about.get("relabel"),
        version=revision.version if revision else "",
    )
    return words, "/desk"


def _tell_trial(db: Session, actor: Actor, about: Subject) -> tuple[str, str]:
    """The invitation, or that it is over; both say what has become of it by now."""
    trial, here = find_trial_of_key(db, UUID(str(about.get("trial")))), f"/trials/{about['trial']}"
    fate = view_fate(db, trial) if trial else FateView("discarded")
    if fate.state == "running":
        return say("asks you to try a proposal on some tasks"), here
    if "ending" in about:
        return _say_end(str(about["ending"]), fate.version), here
    return say("asked you to try a proposal on some tasks: this trial has ended"), here


def _say_end(ending: str, version: str) -> str:
    if ending == "published":
        return say("published what you were asked to try as v%(version)s", version=version)
    if ending == "discarded":
        return say("gave up the proposal that you were asked to try")
    return say("ended the trial that you were asked to take part in")


def _tell_exam(db: Session, actor: Actor, about: Subject) -> tuple[str, str]:
    """An exam to be taken; what is to be answered anew; or that passing it was taken back."""
    number = about.get("exam")
    here = f"/exams/{number}"
    if about.get("news") == "due":
        words = say(
            "changed the guideline: answer some questions of exam %(number)s anew", number=number
        )
    elif about.get("news") == "taken":
        words = say("took back that you have passed exam %(number)s", number=number)
    else:
        words = say("made exam %(number)s: take it", number=number)
    return words, here


def _tell_calibration(db: Session, actor: Actor, about: Subject) -> tuple[str, str]:
    return say("asks you to judge some tasks together with others"), (
        f"/calibrations/{about.get('calibration')}"
    )


def _tell_doubt(db: Session, actor: Actor, about: Subject) -> tuple[str, str]:
    return say("good labelers fail a trusted answer: is it right?"), "/gold?show=doubts"


def _tell_settled(db: Session, actor: Actor, about: Subject) -> tuple[str, str]:
    return say("a task that you answered has a settled answer"), f"/threads/{about.get('topic')}"


def _tell_proposed(db: Session, actor: Actor, about: Subject) -> tuple[str, str]:
    if about.get("verb") == "appealed":
        return say("asks to be given tasks again"), "/gold"
    return say("a labeler’s answers to gold have fallen under the project’s bound"), "/gold"


def _tell_paused(db: Session, actor: Actor, about: Subject) -> tuple[str, str]:
    if about.get("verb") == "ended":
        return say("gives you tasks again"), "/desk"
    return say("looks at your answers, and gives you no tasks until then"), "/desk"


def _tell_set_aside(db: Session, actor: Actor, about: Subject) -> tuple[str, str]:
    if about.get("verb") == "returned":
        return say("lets labels of yours count again that were set aside"), "/labels"
    return say("set labels of yours aside: they count for nothing until they are back"), "/labels"


TELLERS: Mapping[str, Callable[[Session, Actor, Subject], tuple[str, str]]] = {
    "revision": _tell_revision,
    "relabel": _tell_relabel,
    "trial": _tell_trial,
    "exam": _tell_exam,
    "calibration": _tell_calibration,
    "doubt": _tell_doubt,
    "settled": _tell_settled,
    "pause": _tell_proposed,
    "paused": _tell_paused,
    "aside": _tell_set_aside,
}


def _revision_of(db: Session, actor: Actor, about: Subject) -> Revision | None:
    """The version that a notice is about, or that of its relabel."""
    number, relabel = about.get("revision"), about.get("relabel")
    if isinstance(relabel, int):
        found = find_relabel(db, actor.project_id, relabel)
        return found[1] if found else None
    return find_revision(db, actor.project_id, number) if isinstance(number, int) else None


def _title(db: Session, actor: Actor, kind: str, about: Subject) -> str:
    """What the change of the guideline is called, or a draft that waits for review; why a version
    was withdrawn."""
    draft = about.get("draft") if kind == "review" and is_staff(actor) else None
    if isinstance(draft, int):
        found = find_revision(db, actor.project_id, draft)
        return capital(excerpt(plain_text(found.title), 200)) if found else ""
    revision = _revision_of(db, actor, about) if kind in ("revision", "relabel") else None
    if revision is not None and about.get("withdrawn"):
        return excerpt(plain_text(revision.reason), 200)
    return capital(revision.title) if revision else ""


def say_occasion(db: Session, actor: Actor, kind: str, about: Subject) -> str:
    """The line below a notice, where it is about no message: a title, or somebody's words."""
    return (
        _asked(db, actor, kind, about)
        or _objection(db, about)
        or _comment(db, kind, about)
        or _why_aside(db, kind, about)
        or _title(db, actor, kind, about)
        or lookup(WHYS.get(str(about.get("why")), ""))
    )


def _why_aside(db: Session, kind: str, about: Subject) -> str:
    """Why labels of one's own were set aside, or brought back."""
    found = db.get(SetAside, about["of"]) if kind == "aside" else None
    if found is None:
        return ""
    words = found.returned_why if about.get("verb") == "returned" else found.reason
    return excerpt(plain_text(words), 200)


def _asked(db: Session, actor: Actor, kind: str, about: Subject) -> str:
    """The first words of the question that a notice is about, as its reader knows it."""
    number = about.get("question") if kind == "question" else None
    asked = find_question(db, actor.project_id, number) if isinstance(number, int) else None
    return excerpt(say_question(db, actor.member_id, asked), 120) if asked else ""


def _objection(db: Session, about: Subject) -> str:
    """What a reviewer asks to be changed: for whose draft it is."""
    objection = db.get(Objection, about["objection"]) if "objection" in about else None
    return excerpt(plain_text(objection.words), 200) if objection else ""


def _comment(db: Session, kind: str, about: Subject) -> str:
    """What a comment says, or what was said to it."""
    comment = db.get(Comment, about["comment"]) if "comment" in about else None
    if comment is None:
        return ""
    words = comment.answer if kind == "resolved" else comment.words or comment.suggestion or ""
    return excerpt(plain_text(words), 200)
