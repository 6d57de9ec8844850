"""Publishing a revision: one small transaction, whole or not at all, once."""

import secrets
from dataclasses import replace

from sqlalchemy import func
from sqlmodel import Session, select

from app.actions.editions import tell_overtaken
from app.actions.scopes import keep_scope
from app.clock import now
from app.domain.roles import Actor, may_publish
from app.domain.scopes import Scope, parse_scope
from app.domain.versions import next_version
from app.errors import Conflict, Forbidden
from app.languages import say
from app.queries.approvals import is_approved
from app.queries.guidelines import find_published, get_revision, list_types, list_versions
from app.records.events import record
from app.records.labels import Label
from app.records.numbers import next_number
from app.records.questions import Ruling
from app.records.relabels import Relabel
from app.records.revisions import Acknowledgement, Revision

OPEN = ("draft", "in_review", "approved")


def publish_revision(db: Session, actor: Actor, number: int, *, edition: int) -> Revision:
    """Seal a draft as the guideline in force, with its relabel's scope, watermark and seed.

    The relabel's items follow in chunks. Raises Conflict for a second publication, an edition
    that is not the newest, a base that is not in force any more, or missing approvals.
    """
    revision = get_revision(db, actor, number)
    if not may_publish(actor):
        raise Forbidden(say("Publishing is the ML team's."))
    base = find_published(db, actor.project_id)
    _check(db, revision, base, edition)
    types = list_types(db, revision)
    if revision.version is None or revision.version in list_versions(db, actor.project_id):
        revision.version = next_version(base.version if base else None, types)
    revision.state, revision.published_at = "published", now()
    revision.published_by = actor.member_id
    if base:
        base.state = "superseded"
        db.add(base)
    db.add(revision)
    db.flush()
    _put_in_force(db, actor, revision)
    about = {"subject": revision.id or 0, "revision": revision.number, "draft": revision.number}
    record(db, actor, "revision.published", audience="project", **about)
    tell_overtaken(db, actor)
    _open_relabel(db, actor, revision, base)
    db.add(Acknowledgement(revision_id=revision.id or 0, member_id=actor.member_id))
    return revision


def acknowledge_revision(db: Session, actor: Actor, number: int) -> Revision:
    """Say that one has read a published revision. Twice is as good as once."""
    revision = get_revision(db, actor, number)
    if revision.state not in ("published", "superseded"):
        raise Conflict(say("Only a published revision can be acknowledged."))
    if db.get(Acknowledgement, (revision.id, actor.member_id)) is None:
        db.add(Acknowledgement(revision_id=revision.id or 0, member_id=actor.member_id))
        about = {"subject": revision.id or 0, "revision": revision.number}
        record(db, actor, "revision.acknowledged", audience="staff", **about)
    return revision


def _check(db: Session, revision: Revision, base: Revision | None, edition: int) -> None:
    if revision.state not in OPEN:
        raise Conflict(
            say("This revision is %(state)s; it is not published twice.", state=say(revision.state))
        )
    if revision.edition != edition:
        raise Conflict(
            say("The draft was edited since you looked. Look again, then publish."),
            edition=revision.edition,
        )
    if (base.id if base else None) != revision.base_id:
        raise Conflict(
            say(
                "Another revision was published since this draft began. Bring the draft up "
                "to date first; its text is safe."
            ),
            version=base.version if base else None,
        )
    if not list_types(db, revision):
        raise Conflict(say("This draft changes nothing; there is nothing to publish."))
    if not is_approved(db, revision):
        raise Conflict(say("The draft still needs approval by somebody other than its author."))


def _put_in_force(db: Session, actor: Actor, revision: Revision) -> None:
    """The rulings that asked for this revision hold from now on."""
    proposed = db.exec(
        select(Ruling).where(Ruling.revision_id == revision.id, Ruling.state == "proposed")
    ).all()
    for ruling in proposed:
        ruling.state = "in_force"
        db.add(ruling)
        about = {"subject": ruling.id or 0, "ruling": ruling.number}
        record(db, actor, "ruling.came_in_force", audience="project", **about)


def _open_relabel(db: Session, actor: Actor, revision: Revision, base: Revision | None) -> None:
    if not revision.scope:  # nobody settled one: what cites a changed clause, and what led here
        if set(list_types(db, revision)) == {"editorial"}:
            return
        keep_scope(db, actor, revision, Scope(), {})
    scope = parse_scope(revision.scope)
    watermark = db.execute(
        select(func.max(Label.id)).where(Label.project_id == actor.project_id)
    ).scalar()
    if base is None or watermark is None or not [x for x in scope.strata if x != "f"]:
        return
    relabel = Relabel(
        project_id=actor.project_id,
        number=next_number(db, actor.project_id, "relabels"),
        revision_id=revision.id or 0,
        scope=replace(scope, seed=secrets.randbits(62)).to_dict(),
        second_person=revision.second_person,
        watermark=watermark,
    )
    db.add(relabel)
    db.flush()
    about = {"subject": relabel.id or 0, "relabel": relabel.number}
    record(db, actor, "relabel.opened", audience="staff", **about)
