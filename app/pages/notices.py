"""Notices as they are shown: what happened, why one is told, and where it leads."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.domain.endpoints import STOPPED
from app.domain.markup import plain_text
from app.domain.roles import Actor
from app.domain.texts import excerpt
from app.errors import NotFound
from app.languages import lookup, mark, say
from app.pages.occasions import TELLERS, say_occasion
from app.pages.pieces import Piece
from app.pages.rulings import root_of
from app.pages.words import say_topic
from app.queries.members import map_names
from app.queries.messages import find_readable
from app.queries.notices import count_unseen, get_notice, list_notices
from app.queries.questions import get_question
from app.queries.waiting import count_told
from app.records.events import Event
from app.records.members import Member
from app.records.notices import Notice
from app.records.threads import Message

PAGE = 50
NAMED = {
    "lounge": mark("named you in the lounge"),
    "task": mark("named you in a task's discussion"),
    "question": mark("named you in a question's discussion"),
    "clause": mark("named you in a clause's discussion"),
}
REPLIED = {
    "lounge": mark("replied in the lounge"),
    "task": mark("replied in a task's discussion"),
    "question": mark("replied in a question's discussion"),
    "clause": mark("replied in a clause's discussion"),
}
HAS_NEWS = mark("has news on your question")
NEWS = {
    "answered": mark("answered your question"),
    "declined": mark("closed your question: the guideline already says it"),
    "ruled": mark("ruled on your question"),
    "merged": mark("merged your question into another that asks the same"),
    "reopened": mark("opened your question again"),
    "separated": mark("undid the merge of your question: it is open by itself again"),
}
DRAFTS = {
    "review": mark("asks for review of draft %(number)s"),
    "approval": mark("approved draft %(number)s"),
    "returned": mark("asks for changes in draft %(number)s"),
    "comment": mark("commented on draft %(number)s"),
    "applied": mark("applied what you suggested in draft %(number)s"),
    "resolved": mark("answered your comment on draft %(number)s"),
    "missed": mark("did not publish draft %(number)s at the time that was set"),
    "voided": mark("edited draft %(number)s: your approval of it no longer counts"),
}
ICONS = {
    "question": "question",
    "mention": "message",
    "reply": "reply",
    "review": "eye",
    **dict.fromkeys(("approval", "applied"), "check"),
    "returned": "undo",
    "comment": "message",
    "resolved": "check",
    "missed": "clock",
    "voided": "edit",
    "revision": "book",
    "relabel": "relabel",
    **dict.fromkeys(("trial", "exam", "calibration"), "task"),
    "role": "people",
    "endpoint": "warn",
    **dict.fromkeys(("doubt", "pause", "paused", "aside"), "warn"),
    "settled": "check",
}


@dataclass(frozen=True, slots=True)
class NoticeView:
    """One line of somebody's notices. `url` leads to what it is about; `place` names it."""

    id: int
    root: str
    order: int
    kind: str
    icon: str
    by: str
    what: str
    quote: str
    place: str
    why: str
    url: str
    created_at: datetime
    is_seen: bool


@dataclass(frozen=True, slots=True)
class NoticesPage:
    """One's notices, newest first. `following`: the id to read on below."""

    root: str
    unseen: int
    notices: tuple[NoticeView, ...]
    following: int | None
    topics: tuple[str, ...] = ()


def show_notices(db: Session, actor: Actor, before: int | None = None) -> NoticesPage:
    """The actor's notices."""
    found = list_notices(db, actor, before, PAGE + 1)
    views = tuple(view_notice(db, actor, notice) for notice in found[:PAGE])
    following = found[PAGE - 1].id if len(found) > PAGE else None
    unseen = count_unseen(db, actor.member_id)
    return NoticesPage(root_of(db, actor.project_id), unseen, views, following, ("notices",))


def show_notice(db: Session, actor: Actor, notice_id: int) -> NoticeView:
    """One of the actor's notices."""
    return view_notice(db, actor, get_notice(db, actor, notice_id))


def view_notice(db: Session, actor: Actor, notice: Notice) -> NoticeView:
    """A notice for whom it is for: what they may not read any more is not quoted."""
    about, root = notice.subject, root_of(db, notice.project_id)
    by = about.get("by")
    names = map_names(db, notice.project_id, [by if isinstance(by, int) else None])
    what, path = _tell(db, actor, notice.kind, about)
    said = _said(db, actor, about)
    house = str(said.data.get("bridge", "Precedent")) if said else "Precedent"
    return NoticeView(
        id=notice.id or 0,
        root=root,
        order=notice.id or 0,
        kind=notice.kind,
        icon=ICONS.get(notice.kind, "bell"),
        by=names.get(by, house) if isinstance(by, int) else house,
        what=what,
        quote=_quote(said) if said else say_occasion(db, actor, notice.kind, about),
        place=_place(notice.kind, about),
        why=lookup(notice.why),
        url=f"{root}{path}",
        created_at=notice.created_at,
        is_seen=notice.seen_at is not None,
    )


def _tell(db: Session, actor: Actor, kind: str, about: dict[str, object]) -> tuple[str, str]:
    """What happened in words, and the path to it."""
    if kind == "question":
        news = str(about.get("news"))
        return say(NEWS.get(news, HAS_NEWS)), f"/questions/{_goes_on(db, actor, about)}"
    if kind in ("mention", "reply"):
        topic = str(about.get("topic"))
        what = (NAMED if kind == "mention" else REPLIED)[topic.partition(":")[0]]
        return say(what), f"/threads/{topic}#message-{about.get('message')}"
    if kind in DRAFTS:
        return _tell_draft(kind, about.get("draft"))
    if kind in TELLERS:
        return TELLERS[kind](db, actor, about)
    if kind == "endpoint":
        where = f"/settings/webhooks/{about.get('endpoint')}"
        why = lookup(STOPPED.get(str(about.get("why")), ""))
        return say("switched a webhook off: %(why)s", why=why), where
    return say("made you %(role)s of this project", role=lookup(str(about.get("role")))), ""


def _tell_draft(kind: str, number: object) -> tuple[str, str]:
    return say(DRAFTS[kind], number=number), f"/drafts/{number}"


def _goes_on(db: Session, actor: Actor, about: dict[str, object]) -> object:
    """The question where it goes on: the one that stands, as long as the reader asks it."""
    into = about.get("into")
    try:
        return get_question(db, actor, into).number if isinstance(into, int) else about["question"]
    except NotFound:  # the merge was undone
        return about["question"]


def _place(kind: str, about: dict[str, object]) -> str:
    """The question or clause that it is about, as people call it."""
    topic = str(about.get("topic") or "")
    if kind == "question":
        topic = f"question:{about.get('into') or about.get('question')}"
    return say_topic(topic) if topic.partition(":")[0] in ("question", "clause") else ""


def _said(db: Session, actor: Actor, about: dict[str, object]) -> Message | None:
    """The message that a notice is about, as long as its reader may read it."""
    topic, order = about.get("topic"), about.get("order")
    if not isinstance(topic, str) or not isinstance(order, int):
        return None
    try:
        return find_readable(db, actor, topic, order)
    except NotFound:
        return None


def _quote(said: Message) -> str:
    if said.data.get("files") and not said.body.strip():
        return say("(a file)")
    return excerpt(plain_text(said.body), 200)


def _of_event(db: Session, event: Event) -> NoticeView | None:
    notice = db.get(Notice, event.subject)
    actor = _reader(db, notice.member_id) if notice else None
    return view_notice(db, actor, notice) if actor and notice else None


def _reader(db: Session, member_id: int) -> Actor | None:
    member = db.get(Member, member_id)
    if member is None:
        return None
    of = member.account_id, member.project_id, member_id, member.role, member.name
    return Actor(*of, language=member.language)


def _count(db: Session, event: Event) -> int:
    return count_unseen(db, _whom(event))


def _count_lounge(db: Session, event: Event) -> int:
    return count_told(db, _whom(event), "lounge")


def _whom(event: Event) -> int:
    return int(event.audience.partition(":")[2])


def _invitation_of(db: Session, event: Event) -> NoticeView | None:
    """The invitation to a trial that has ended."""
    actor = _reader(db, _whom(event))
    for notice in list_notices(db, actor) if actor else ():
        asked = notice.subject.get("trial"), notice.subject.get("ending")
        if actor and notice.kind == "trial" and asked == (event.data.get("trial"), None):
            return view_notice(db, actor, notice)
    return None


# every page shows the counts, and one page alone the notices
_COUNT = Piece("me", "notices/_count.html", "count", _count, counter="unseen")
_LOUNGE = Piece("me", "threads/_waiting.html", "waiting", _count_lounge, counter="lounge")
_NOTICE = Piece("notices", "notices/_notice.html", "notice", _of_event)
PIECES = {
    "notice.made": (_NOTICE, _COUNT, _LOUNGE),
    "notice.seen": (_NOTICE, _COUNT, _LOUNGE),
    "notice.returned": (_NOTICE, _COUNT, _LOUNGE),
    "trial.closed": (Piece("notices", "notices/_notice.html", "notice", _invitation_of),),
}
