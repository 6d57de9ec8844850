"""Publishing a revision: one small transaction, whole or not at all, once."""

import secrets
from dataclasses import replace

from sqlmodel import Session, select

from app.actions.editions import tell_overtaken
from app.actions.expectations import seal_cases
from app.actions.gold_keys import settle_golds
from app.actions.qualifications import renew_questions
from app.actions.receipts import keep_receipt
from app.actions.restorations import need_still_labels
from app.actions.schedules import drop_schedule
from app.actions.scopes import keep_scope
from app.actions.trials import end_trial_of
from app.clock import now
from app.domain.readings import reading_for
from app.domain.roles import Actor, may_publish
from app.domain.scopes import Scope, parse_scope
from app.domain.versions import heaviest, next_version
from app.errors import Conflict, Forbidden
from app.languages import say
from app.queries.checks import find_asking, list_asked
from app.queries.guidelines import find_published, get_revision, list_types, list_versions
from app.queries.labels import newest_label
from app.queries.notices import map_actors
from app.queries.projects import get_project
from app.queries.publishable import need_publishable
from app.records.events import record
from app.records.numbers import next_number
from app.records.questions import Ruling
from app.records.relabels import Relabel
from app.records.revisions import Acknowledgement, Revision


def publish_revision(db: Session, actor: Actor, number: int, *, edition: int) -> Revision:
    """Seal a draft as the guideline in force, with its relabel's scope, watermark and seed.

    The relabel's items follow in chunks. Raises Conflict for a second publication, an edition
    that is not the newest, a base that is not in force any more, cases that contradict its types,
    or missing approvals.
    """
    revision = get_revision(db, actor, number)
    if not may_publish(actor):
        raise Forbidden(say("Publishing is the ML team's."))
    base = find_published(db, actor.project_id)
    need_publishable(db, revision, edition)
    need_still_labels(db, actor.project_id)
    seal_cases(db, actor, revision)
    types = list_types(db, revision)
    if revision.version is None or revision.version in list_versions(db, actor.project_id):
        revision.version = next_version(base.version if base else None, types)
    revision.state, revision.published_at = "published", now()
    revision.published_by = actor.member_id
    revision.reading = reading_for(heaviest(types), get_project(db, actor.project_id).readings)
    revision.publish_at = revision.scheduled_by = revision.scheduled_edition = None
    if base:
        base.state = "superseded"
        db.add(base)
    db.add(revision)
    db.flush()
    _put_in_force(db, actor, revision)
    about = {"subject": revision.id or 0, "revision": revision.number, "draft": revision.number}
    record(db, actor, "revision.published", audience="project", **about)
    tell_overtaken(db, actor)
    end_trial_of(db, actor, revision, "published")
    _open_relabel(db, actor, revision, base)
    settle_golds(db, actor, revision)
    renew_questions(db, actor, revision)
    mine = Acknowledgement(revision_id=revision.id or 0, member_id=actor.member_id, passed_at=now())
    db.add(mine)
    return revision


def publish_due(db: Session, actor: Actor, revision_id: int) -> None:
    """Publish a draft whose time has come, as whoever set it; whoever comes second finds nothing to
    do. Where it cannot be published any more it is unscheduled, and people are told why. `actor`:
    the product itself."""
    draft = db.get(Revision, revision_id, populate_existing=True)
    if draft is None or draft.publish_at is None or draft.publish_at > now():
        return
    who = map_actors(db, draft.project_id).get(draft.scheduled_by or 0)
    if who is None or not may_publish(who):
        return drop_schedule(db, actor, draft, "barred")
    try:
        need_publishable(db, draft, draft.scheduled_edition or 0)
    except Conflict:
        return drop_schedule(db, actor, draft, "refused")
    publish_revision(db, who, draft.number, edition=draft.edition)


def acknowledge_revision(db: Session, actor: Actor, number: int) -> Revision:
    """Say that one has read a published revision; where it has a check, that comes next. Twice is
    as good as once; but where nothing is left to ask, since cases went, that was all."""
    revision = get_revision(db, actor, number)
    if revision.state not in ("published", "superseded"):
        raise Conflict(say("Only a published revision can be acknowledged."))
    asked = list_asked(db, actor, revision)
    passes = find_asking(db, actor, revision, asked).case_id is None
    keep_receipt(db, actor, revision.id or 0, revision.number, passes=passes)
    return revision


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
    watermark = newest_label(db, actor.project_id)
    if base is None or not watermark or not scope.selects:
        return
    relabel = Relabel(
        project_id=actor.project_id,
        number=next_number(db, actor.project_id, "relabels"),
        revision_id=revision.id or 0,
        scope=replace(scope, seed=secrets.randbits(62)).to_dict(),
        second_person=revision.second_person,
        again_by=revision.again_by,
        watermark=watermark,
    )
    db.add(relabel)
    db.flush()
    about = {"subject": relabel.id or 0, "relabel": relabel.number}
    record(db, actor, "relabel.opened", audience="staff", **about)
