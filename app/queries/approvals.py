"""Approvals: who approved which edition of a draft, and whether that is enough to publish it."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.domain.roles import Actor, may_approve
from app.domain.versions import approvals_needed, heaviest, next_version
from app.errors import Conflict
from app.languages import say
from app.queries.guidelines import PUBLIC, find_published, list_types
from app.queries.notices import map_actors
from app.queries.projects import get_project
from app.records.revisions import Approval, Objection, Revision


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a draft is. `type` and `version` are None while it changes nothing; `version` is
    what it would be published as. `others`: how many could approve it, its author left out.
    `is_stale`: another revision was published since. `objections` counts the people who want the
    edition as it is now to be changed."""

    type: str | None
    version: str | None
    needed: int
    others: int
    given: int
    is_stale: bool
    objections: int

    @property
    def is_approved(self) -> bool:
        """Whether enough others approved the edition as it is now, and nobody wants it changed."""
        return self.type is not None and self.given >= self.needed and not self.objections


def list_approvals(db: Session, revision: Revision) -> list[Approval]:
    """Who approved, in order; those of an earlier edition are void."""
    query = select(Approval).where(Approval.revision_id == revision.id)
    return list(db.exec(query.order_by(col(Approval.approved_at), col(Approval.member_id))))


def list_approvers(db: Session, revision: Revision) -> list[Actor]:
    """Everybody whose approval of a draft would count."""
    people = map_actors(db, revision.project_id).values()
    return [each for each in people if may_approve(each, revision.author_id, "substantive")]


def list_asked_reviewers(db: Session, revision: Revision) -> list[Actor]:
    """Those of them who are asked: the project's reviewers, or all where it names none of them."""
    able = list_approvers(db, revision)
    named = set(get_project(db, revision.project_id).reviewers)
    return [each for each in able if each.member_id in named] or able


def list_objections(db: Session, revision: Revision) -> list[Objection]:
    """What was asked to be changed, in order; what concerned an earlier edition is past."""
    query = select(Objection).where(Objection.revision_id == revision.id)
    return list(db.exec(query.order_by(col(Objection.id))))


def get_standing(db: Session, revision: Revision) -> Standing:
    """How far a draft is: its type, the version it would get, approvals, and whether its base is
    still in force."""
    published = find_published(db, revision.project_id)
    is_stale = revision.state not in PUBLIC and revision.base_id != (
        published.id if published else None
    )
    types = list_types(db, revision)
    given = {
        approval.member_id
        for approval in list_approvals(db, revision)
        if approval.edition == revision.edition and approval.member_id != revision.author_id
    }
    objecting = {
        objection.member_id
        for objection in list_objections(db, revision)
        if objection.edition == revision.edition
    } - given
    others = len(list_approvers(db, revision))
    figures = others, len(given), is_stale, len(objecting)
    if not types:
        return Standing(None, None, 0, *figures)
    type = heaviest(types)
    policy = get_project(db, revision.project_id).approvals
    version = revision.version or next_version(published.version if published else None, types)
    return Standing(type, version, approvals_needed(type, policy, others=others), *figures)


def is_approved(db: Session, revision: Revision) -> bool:
    """Whether as many others as the policy asks approved this very edition."""
    return get_standing(db, revision).is_approved


def need_current(db: Session, revision: Revision) -> None:
    """Raise Conflict where another revision was published since this draft was begun."""
    published = find_published(db, revision.project_id)
    if revision.base_id != (published.id if published else None):
        base = db.get(Revision, revision.base_id) if revision.base_id else None
        if base is not None and base.state == "withdrawn":
            told = say(
                "Version %(version)s, on which draft %(number)s builds, was withdrawn. Put the "
                "draft onto the guideline in force first (rebase); nothing of it is lost.",
                version=base.version,
                number=revision.number,
            )
        else:
            told = say(
                "Another revision was published since draft %(number)s was begun. Put the "
                "draft onto the guideline in force first (rebase); nothing of it is lost.",
                number=revision.number,
            )
        raise Conflict(
            told,
            draft=revision.number,
            in_force=published.version if published else None,
            do="rebase",
        )
