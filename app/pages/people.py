"""People of a project: members, annotators, and the invitations that are out."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlmodel import Session

from app.domain.roles import (
    ROLES,
    Actor,
    Role,
    is_ml_team,
    is_staff,
    may_grant,
    may_manage_people,
    may_moderate,
)
from app.languages import mark, say
from app.pages.invitations import InvitationView, NewInvitation, show_invitations
from app.pages.listings import Listing
from app.pages.mutings import view_muting
from app.pages.pauses import PauseView, view_pause
from app.pages.pieces import Piece
from app.pages.rulings import root_of
from app.pages.set_asides import SetAsideView, show_set_asides
from app.pages.trusts import TrustView, show_trust
from app.queries.members import get_member, list_members_after, map_staff
from app.queries.qualifications import map_standings
from app.records.events import Event
from app.records.members import Member

PAGE = 200
ROLE_WORDS = {
    "owner": mark("Owner: everything, people and settings too"),
    "lead": mark("Lead: answers, rules, revises, publishes"),
    "reviewer": mark("Reviewer: approves revisions, adjudicates"),
    "labeler": mark("Labeler: labels, flags, asks"),
    "viewer": mark("Viewer: reads"),
}


@dataclass(frozen=True, slots=True)
class MemberView:
    """A person in a project. An annotator has no sign-in (yet). For staff alone, None for others:
    `external_id`, and whose second name an annotator is (`same_as`)."""

    id: int
    name: str
    role: str
    external_id: str | None
    is_annotator: bool
    same_as: int | None
    joined_at: datetime
    removed_at: datetime | None


@dataclass(frozen=True, slots=True)
class StandingView:
    """An exam that somebody has passed, and how many of its questions they are to answer anew."""

    number: int
    title: str
    passed_at: datetime
    due: int


@dataclass(frozen=True, slots=True)
class MemberRow(MemberView):
    """A person as a line of the people page, which has more than one address. `passed`: the open
    exams that they have passed."""

    root: str
    passed: tuple[StandingView, ...]


@dataclass(frozen=True, slots=True)
class PeopleView:
    """The people page. `grants`: the roles that the viewer may give."""

    members: tuple[MemberRow, ...]
    next: int | None
    invitations: tuple[InvitationView, ...]
    grants: tuple[str, ...]
    may_manage: bool
    is_staff: bool
    new: NewInvitation | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    topics: tuple[str, ...] = ("people",)

    @property
    def role_words(self) -> list[tuple[str, str]]:
        """The roles that can be given, each in words."""
        return [(role, say(ROLE_WORDS[role])) for role in self.grants]


@dataclass(frozen=True, slots=True)
class PersonView:
    """One person's page. `grants`: the roles that the viewer may give them. `muted_until`: until
    then they write no messages, `muted_why` is what they are told. `trust` is against trusted
    answers, for the ML team alone; `passed` are exams, for the staff and oneself. `first_name`:
    whose second name an annotator is, and their external id, for staff."""

    member: MemberView
    grants: tuple[str, ...]
    may_manage: bool
    is_me: bool
    may_mute: bool
    muted_until: datetime | None
    muted_why: str
    trust: TrustView | None
    may_pause: bool
    pause: PauseView | None
    set_asides: tuple[SetAsideView, ...] | None
    passed: tuple[StandingView, ...]
    first_name: tuple[str, str] | None
    typed: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def role_words(self) -> list[tuple[str, str]]:
        """The roles that can be given, each in words."""
        return [(role, say(ROLE_WORDS[role])) for role in self.grants]


def show_people(
    db: Session,
    actor: Actor,
    after: int | None = None,
    new: NewInvitation | None = None,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> PeopleView:
    """Everybody in the project, and for those who manage people, who is invited."""
    members = show_members(db, actor, after)
    root = root_of(db, actor.project_id)
    passed = _standings(db, actor.project_id, [m.id for m in members.items if is_staff(actor)])
    return PeopleView(
        tuple(_row(each, root, passed.get(each.id, ())) for each in members.items),
        members.next,
        show_invitations(db, actor).items,
        list_grants(actor),
        may_manage_people(actor),
        is_staff(actor),
        new,
        typed or {},
        errors or {},
    )


def show_members(db: Session, actor: Actor, after: int | None = None) -> Listing[MemberView]:
    """Project-mates, in the order they joined."""
    found = list_members_after(db, actor, after, PAGE + 1)
    items = tuple(view_member(each, for_staff=is_staff(actor)) for each in found[:PAGE])
    return Listing(items, items[-1].id if len(found) > PAGE else None)


def show_person(
    db: Session,
    actor: Actor,
    member_id: int,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> PersonView:
    """One project-mate; `typed` and `errors` stand in the form after a refusal."""
    member = get_member(db, actor, member_id)
    takes = may_grant(actor, member.role)
    view = view_member(member, for_staff=is_staff(actor))
    muting = view_muting(db, member_id)
    shown = is_staff(actor) or member.id == actor.member_id
    mutes = may_moderate(actor)
    return PersonView(
        view,
        list_grants(actor) if takes else (),
        may_manage_people(actor),
        member.id == actor.member_id,
        mutes and not is_staff(member.role) and member.account_id is not None,
        muting.until,
        muting.why if mutes else "",
        show_trust(db, actor, member_id) if is_ml_team(actor) else None,
        is_ml_team(actor) and member.role == Role.LABELER,
        view_pause(db, actor.project_id, member_id) if is_ml_team(actor) else None,
        show_set_asides(db, actor, member_id) if is_ml_team(actor) else None,
        _standings(db, actor.project_id, [member_id] if shown else []).get(member_id, ()),
        _first_name(db, actor, view),
        typed or {},
        errors or {},
    )


def _first_name(db: Session, actor: Actor, view: MemberView) -> tuple[str, str] | None:
    first = view.same_as or 0
    return map_staff(db, actor.project_id, [first]).get(first)


def show_member(db: Session, actor: Actor, member: Member) -> MemberView:
    """A member just changed, for who changed it."""
    return view_member(member, for_staff=is_staff(actor))


def view_member(member: Member, *, for_staff: bool) -> MemberView:
    """A person, as staff or others may know them."""
    return MemberView(
        member.id or 0,
        member.name,
        member.role,
        member.external_id if for_staff else None,
        member.account_id is None,
        member.same_as if for_staff else None,
        member.created_at,
        member.removed_at,
    )


def list_grants(actor: Actor) -> tuple[str, ...]:
    """The roles that somebody may give."""
    return tuple(role.value for role in ROLES if may_grant(actor, role))


def _row(member: MemberView, root: str, passed: tuple[StandingView, ...]) -> MemberRow:
    return MemberRow(**asdict(member), root=root, passed=passed)


def _standings(
    db: Session, project_id: int, member_ids: list[int]
) -> dict[int, tuple[StandingView, ...]]:
    """What people have passed, by their ids."""
    found = map_standings(db, project_id, member_ids)
    return {
        id: tuple(StandingView(e.number, e.title, e.passed_at, e.due) for e in each)
        for id, each in found.items()
    }


def _of_event(db: Session, event: Event) -> MemberRow | None:
    id = event.data.get("member", event.subject)
    member = db.get(Member, id)
    if member is None or not isinstance(id, int):
        return None
    passed = _standings(db, event.project_id, [id]).get(id, ())
    return _row(view_member(member, for_staff=True), root_of(db, event.project_id), passed)


_MEMBER = Piece("people", "people/_member.html", "member", _of_event, staff=True)
PIECES = dict.fromkeys(
    (
        *("member.joined", "member.changed", "member.removed", "member.matched"),
        *("qualification.given", "qualification.taken", "qualification.due"),
    ),
    (_MEMBER,),
)
