"""Projects: made by an admin, changed by the ML team, archived by an owner."""

from collections.abc import Iterable
from typing import Any, NotRequired, TypedDict, Unpack

from sqlmodel import Session, select

from app.actions.members import join_project
from app.actions.slots import resize_overlap, weigh_stakes
from app.clock import now
from app.domain.answers import parse_schema
from app.domain.plans import check_plan, refuse_incompatible
from app.domain.roles import Actor, Role, is_staff, may_manage_project
from app.errors import Conflict, Forbidden, Invalid
from app.languages import say
from app.queries.labels_made import has_labels
from app.queries.models import find_model_id
from app.queries.notices import map_actors
from app.queries.projects import get_project
from app.records.accounts import Account
from app.records.events import Stream, record
from app.records.projects import Project

OVERLAPS = frozenset({"overlap", "overlap_most", "stakes_field", "stakes_value"})


class Changes(TypedDict, total=False):
    """What can be changed of a project: its terms, one by one."""

    name: str
    objective: str
    prompt: str
    answers: dict[str, Any]
    overlap: int
    overlap_most: int
    stakes_field: str
    stakes_value: str
    lease_seconds: int
    open_discussion: bool
    prelabels: int
    descriptive: bool
    listed_fields: list[str]
    approvals: dict[str, int]
    reviewers: list[int]
    levels: dict[str, str]
    readings: dict[str, str]


class Plan(Changes):
    """What a new project is made from; what is left out gets the usual value."""

    slug: str
    external_id: NotRequired[str]


def make_project(db: Session, actor: Actor, **plan: Unpack[Plan]) -> Project:
    """Set up a project; its maker becomes its owner. Only an admin of the instance may."""
    if actor.role != "admin":
        raise Forbidden(say("Only an admin of this instance sets up projects. Ask one of them."))
    terms = check_plan(dict(plan))
    external_id = terms.pop("external_id", None)
    _need_reviewers(db, 0, terms["reviewers"])  # a new project has none yet
    _need_shown_model(db, 0, terms["prelabels"])  # nor a model
    if db.exec(select(Project.id).where(Project.slug == terms["slug"])).first() is not None:
        raise Conflict(
            say("This address is taken by another project; choose another."), field="slug"
        )
    project = Project(**terms)
    db.add(project)
    db.flush()
    assert project.id is not None
    db.add(Stream(project_id=project.id))
    db.flush()
    account = db.get(Account, actor.account_id)
    assert account is not None
    member = join_project(db, project.id, account, role=Role.OWNER, external_id=external_id)
    owner = Actor(account.id, project.id, member.id or 0, member.role, member.name)
    record(db, owner, "project.made", subject=project.id, audience="staff")
    record(db, owner, "member.joined", subject=member.id or 0, audience="project")
    record(db, actor, "project.made", subject=project.id, audience="staff")
    return project


def change_project(db: Session, actor: Actor, **changes: Unpack[Changes]) -> Project:
    """Change a project's terms. The answers stay compatible with the labels already made."""
    if not may_manage_project(actor):
        raise Forbidden(say("Only the ML team changes a project's settings."))
    project = get_project(db, actor.project_id)
    terms = check_plan(dict(changes), is_new=False)
    _need_reviewers(db, actor.project_id, terms.get("reviewers", ()))
    _need_shown_model(db, actor.project_id, terms.get("prelabels", 0))
    terms = {name: value for name, value in terms.items() if getattr(project, name) != value}
    if "answers" in terms and has_labels(db, actor.project_id):
        refuse_incompatible(parse_schema(project.answers), parse_schema(terms["answers"]))
    for name, value in terms.items():
        setattr(project, name, value)
    if terms:
        db.add(project)
        db.flush()
        if not OVERLAPS.isdisjoint(terms):
            weigh_stakes(db, project)
            resize_overlap(db, actor.project_id)
        # names of fields only: an event holds no content
        record(
            db,
            actor,
            "project.changed",
            subject=actor.project_id,
            audience="project",
            fields=sorted(terms),
        )
    return project


def _need_reviewers(db: Session, project_id: int, member_ids: Iterable[int]) -> None:
    """Those who are asked to review are people whose approval counts."""
    people = map_actors(db, project_id)
    if not all(each in people and is_staff(people[each]) for each in member_ids):
        raise Invalid(
            say("Reviewers are owners, leads and reviewers of this project."), "reviewers"
        )


def _need_shown_model(db: Session, project_id: int, number: int) -> None:
    if number and not find_model_id(db, project_id, number):
        raise Invalid(say("This project has no predictions of such a model."), "prelabels")


def archive_project(db: Session, actor: Actor, *, archived: bool = True) -> Project:
    """Put a project away, or take it out again: it stays readable, and leaves the lists."""
    if actor.role != Role.OWNER:
        raise Forbidden(say("Only an owner archives a project."))
    project = get_project(db, actor.project_id)
    if (project.archived_at is not None) != archived:
        project.archived_at = now() if archived else None
        db.add(project)
        record(
            db,
            actor,
            "project.archived",
            subject=actor.project_id,
            audience="project",
            archived=archived,
        )
    return project
