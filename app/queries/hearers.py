"""Who is told of an event, and why: asked by the follower that writes notices.

Nobody is told of their own act, nor of anything that they may not read.
"""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from app.domain.levels import is_told, level_of
from app.domain.orders import order_of
from app.domain.roles import Actor, Role, is_ml_team, may_label
from app.errors import NotFound
from app.languages import mark
from app.queries import hearers_trust
from app.queries.approvals import list_asked_reviewers
from app.queries.audiences import Crowd, Find, Hearer, whom_of
from app.queries.comments import find_comment
from app.queries.follows import get_defaults, map_levels
from app.queries.places import get_place
from app.records.endpoints import Endpoint
from app.records.events import Event
from app.records.notices import Notice
from app.records.questions import Asker, Ruling
from app.records.revisions import Approval, Revision
from app.records.threads import Mention, Message
from app.records.trials import Trial

LOOK_BACK = 100


def list_hearers(db: Session, event: Event) -> list[Hearer]:
    """Everybody who is told of an event, each once."""
    find = FINDERS.get(event.kind)
    if find is None:
        return []
    crowd = Crowd(db, event.project_id)
    told: dict[int, Hearer] = {}
    for hearer in find(db, event, crowd):
        if hearer.member_id != event.actor_id and hearer.member_id in crowd.actors:
            told.setdefault(hearer.member_id, hearer)
    return list(told.values())


def _asker(db: Session, event: Event, crowd: Crowd) -> Iterable[Hearer]:
    """The answer, the ruling or the merge of a question that one asked."""
    if event.data.get("news") == "titled":
        return
    yield Hearer(whom_of(event), "question", mark("You asked this question."), dict(event.data))


def _of_message(db: Session, event: Event, crowd: Crowd) -> Iterable[Hearer]:
    """One notice per message and person, as each wants to be told of the thread: those named in it
    first, then those who take part, or follow it, or are in the lounge."""
    message = db.get(Message, event.subject)
    if message is None or message.deleted_at is not None or message.kind != "text":
        return
    about: dict[str, object] = {
        "topic": message.data["topic"],
        "message": str(message.key),
        "order": order_of(message.created_at),
    }
    topic = str(message.data["topic"])
    kind, said = topic.partition(":")[0], map_levels(db, event.project_id, topic)
    defaults = get_defaults(db, event.project_id)

    def is_wanted(member_id: int, *, is_named: bool, takes_part: bool) -> bool:
        level = level_of(said.get(member_id), defaults, kind, takes_part=takes_part)
        wanted = is_told(level, is_named=is_named)
        return wanted and _may_read(db, crowd.actors.get(member_id), message)

    for member_id in _mentioned(db, event, message):
        if is_wanted(member_id, is_named=True, takes_part=True):
            yield Hearer(member_id, "mention", mark("You are named in it."), about)
    if event.kind == "message.edited":
        return
    if kind == "lounge":
        everybody = level_of(None, defaults, kind, takes_part=True) == "all"
        partakers = list(crowd.actors) if everybody else []
        why = mark("Everything in the lounge is told in this project.")
    else:
        partakers, why = _writers(db, message), mark("You wrote in this discussion.")
    for member_id in partakers:
        if is_wanted(member_id, is_named=False, takes_part=True):
            yield Hearer(member_id, "reply", why, about)
    for member_id, level in said.items():
        if level == "all" and is_wanted(member_id, is_named=False, takes_part=False):
            yield Hearer(member_id, "reply", mark("You follow this discussion."), about)


def _mentioned(db: Session, event: Event, message: Message) -> list[int]:
    """Those named in a message; after an edit, those who have not been told of it before."""
    named = select(Mention.member_id).where(Mention.message_id == message.id)
    member_ids = list(db.exec(named.order_by(col(Mention.member_id))))
    if event.kind == "message.posted":
        return member_ids
    return [each for each in member_ids if str(message.key) not in _told_of(db, each)]


def _told_of(db: Session, member_id: int) -> set[str]:
    """The messages that a member's newest notices are about."""
    newest = select(Notice.subject).where(Notice.member_id == member_id)
    subjects = db.exec(newest.order_by(col(Notice.id).desc()).limit(LOOK_BACK))
    return {str(subject.get("message")) for subject in subjects}


def _writers(db: Session, message: Message) -> list[int]:
    """Who wrote in a thread before a message."""
    wrote = select(Message.author_id).where(
        Message.thread_id == message.thread_id,
        Message.position < message.position,
        col(Message.kind).in_(("text", "flag", "answer", "ruling")),
    )
    return [each for each in db.exec(wrote.distinct()) if each is not None]


def _may_read(db: Session, actor: Actor | None, message: Message) -> bool:
    if actor is None:
        return False
    if message.data["topic"] == "lounge":  # where all may read all
        return True
    try:
        place = get_place(db, actor, str(message.data["topic"]))
    except NotFound:
        return False
    return place.sees_peers or not message.is_peer


def _reviewers(db: Session, event: Event, crowd: Crowd) -> Iterable[Hearer]:
    """A draft asks for review: the project's reviewers, or all whose approval would count."""
    draft = db.get(Revision, event.subject)
    for actor in list_asked_reviewers(db, draft) if draft else ():
        yield Hearer(actor.member_id, "review", mark("You approve revisions."), dict(event.data))


def _author(db: Session, event: Event, crowd: Crowd) -> Iterable[Hearer]:
    """Somebody approved one's draft, or sent it back."""
    author_id = db.execute(
        select(Revision.author_id).where(col(Revision.id) == event.subject)
    ).scalar()
    kind = "approval" if event.kind == "draft.approved" else "returned"
    yield Hearer(author_id or 0, kind, mark("It is your draft."), dict(event.data))


def _of_comment(db: Session, event: Event, crowd: Crowd) -> Iterable[Hearer]:
    """A comment on one's draft; or what came of one's own."""
    found = find_comment(db, event.subject)
    if found is None:
        return
    comment, _, draft = found
    about = {**event.data, "comment": comment.id}
    if event.kind == "comment.made":
        yield Hearer(draft.author_id, "comment", mark("It is your draft."), about)
    else:
        kind = "applied" if event.kind == "comment.applied" else "resolved"
        yield Hearer(comment.member_id, kind, mark("You wrote the comment."), about)


def _scheduled(db: Session, event: Event, crowd: Crowd) -> Iterable[Hearer]:
    """A draft is not published at the time that was set: whoever set it, and its author."""
    asked, draft = event.data.get("asked"), db.get(Revision, event.subject)
    for member_id in (asked, draft.author_id if draft else None):
        if isinstance(member_id, int):
            why = mark("You scheduled it.") if member_id == asked else mark("It is your draft.")
            yield Hearer(member_id, "missed", why, dict(event.data))


def _approvers(db: Session, event: Event, crowd: Crowd) -> Iterable[Hearer]:
    """An edit voided what these people had approved: the edition before it."""
    edition = event.data.get("edition")
    before = edition - 1 if isinstance(edition, int) else 0
    approved = select(Approval.member_id).where(
        Approval.revision_id == event.subject, Approval.edition == before
    )
    for member_id in db.exec(approved):
        yield Hearer(member_id, "voided", mark("You approved it before."), dict(event.data))


def _workers(db: Session, event: Event, crowd: Crowd) -> Iterable[Hearer]:
    """The guideline changed, or a change was taken back: everybody who works by it."""
    about = {**event.data, "withdrawn": event.kind == "revision.withdrawn"}
    asked = select(Asker.member_id).join(Ruling, col(Ruling.question_id) == col(Asker.question_id))
    askers = set(db.exec(asked.where(Ruling.revision_id == event.subject)))
    for member_id, actor in crowd.actors.items():
        if may_label(actor):
            theirs = mark("It comes from a question that you asked.")
            why = theirs if member_id in askers else mark("You work by this guideline.")
            yield Hearer(member_id, "revision", why, about)


def _relabeler(db: Session, event: Event, crowd: Crowd) -> Iterable[Hearer]:
    if event.audience.startswith("member:"):
        yield Hearer(
            whom_of(event), "relabel", mark("These are labels of yours."), dict(event.data)
        )


def _invited(db: Session, event: Event, crowd: Crowd) -> Iterable[Hearer]:
    kind = event.kind.partition(".")[0]
    yield Hearer(whom_of(event), kind, mark("You were chosen to take part."), dict(event.data))


def _tried(db: Session, event: Event, crowd: Crowd) -> Iterable[Hearer]:
    """A trial ended before all had answered: who was asked to take part need not any more."""
    trial = db.get(Trial, event.subject)
    if trial is not None and trial.ending != "answered":
        about = {**event.data, "ending": trial.ending}
        yield Hearer(whom_of(event), "trial", mark("You were chosen to take part."), about)


def _keepers(db: Session, event: Event, crowd: Crowd) -> Iterable[Hearer]:
    """A webhook was switched off for failing: whoever set it up, and the owners."""
    made = select(Endpoint.made_by).where(col(Endpoint.id) == event.subject)
    maker = db.execute(made).scalar()
    for member_id, actor in crowd.actors.items():
        if actor.role == Role.OWNER or (member_id == maker and is_ml_team(actor)):
            why = mark("You set it up.") if member_id == maker else mark("You own this project.")
            yield Hearer(member_id, "endpoint", why, dict(event.data))


FINDERS: dict[str, Find] = {
    **hearers_trust.FINDERS,
    "question.told": _asker,
    "message.posted": _of_message,
    "message.edited": _of_message,
    "review.requested": _reviewers,
    "draft.approved": _author,
    "draft.returned": _author,
    "draft.edited": _approvers,
    "comment.made": _of_comment,
    "comment.applied": _of_comment,
    "comment.resolved": _of_comment,
    "publication.missed": _scheduled,
    "revision.published": _workers,
    "revision.withdrawn": _workers,
    "relabel.opened": _relabeler,
    "trial.invited": _invited,
    "calibration.invited": _invited,
    "trial.closed": _tried,
    "endpoint.stopped": _keepers,
}
