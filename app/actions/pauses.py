"""Pausing a labeler: proposed by a bound, decided by a person, ended by a person."""

from sqlmodel import Session

from app.actions.assignments import return_leases
from app.clock import now
from app.domain.competences import competence
from app.domain.roles import Actor, Role, is_ml_team
from app.domain.texts import check_text
from app.errors import Conflict, Invalid, NotFound
from app.languages import say
from app.queries.members import get_member
from app.queries.pauses import find_pause, list_past
from app.queries.scores import score_member
from app.records.events import record
from app.records.members import Member
from app.records.numbers import next_number
from app.records.pauses import Pause

LONGEST = 1_000
AGAIN_AFTER = 10


def propose_pause(db: Session, actor: Actor, member_id: int, *, below: float) -> None:
    """Tell the ML team of somebody whose upper bound against gold lies under the project's. Nothing
    else happens by itself; after it was declined, ten more answers are waited for."""
    if find_pause(db, member_id) is not None or not _is_labeler(db.get_one(Member, member_id)):
        return
    score = score_member(db, actor.project_id, member_id)
    if competence(score.right, score.judged - score.right).against(below) != "below":
        return
    declined = next((each for each in list_past(db, member_id) if each.state == "declined"), None)
    if declined and score.judged < declined.judged + AGAIN_AFTER:
        return
    pause = Pause(
        project_id=actor.project_id,
        member_id=member_id,
        state="proposed",
        right=score.right,
        judged=score.judged,
    )
    db.add(pause)
    db.flush()
    record(db, actor, "pause.proposed", subject=pause.id or 0, audience="team")


def pause_member(db: Session, actor: Actor, member_id: int, *, reason: str) -> Pause:
    """Give a labeler no work until somebody resumes them. They are told so, and why, in words; what
    they hold goes back, and what they answered counts on. Twice is as good as once."""
    member = _get_member(db, actor, member_id)
    if not _is_labeler(member):
        raise Conflict(say("Only labelers are paused. Talk to the others."))
    pause = find_pause(db, member_id)
    if pause and pause.state == "standing":
        return pause
    words = reason.strip()
    if not words:
        raise Invalid(say("Say why: they will read it."), "reason")
    pause = pause or Pause(project_id=actor.project_id, member_id=member_id, state="standing")
    pause.state, pause.reason = "standing", check_text(words, most=LONGEST, field="reason")
    pause.made_by, pause.made_at = actor.member_id, now()
    _mark(db, member, pause, paused=True)
    return_leases(db, actor, member_id)
    _tell(db, actor, "pause.made", pause)
    return pause


def decline_pause(db: Session, actor: Actor, member_id: int) -> None:
    """What was proposed does not happen, whatever their role is by now."""
    _get_member(db, actor, member_id)
    pause = find_pause(db, member_id)
    if pause is None or pause.state != "proposed":
        raise Conflict(say("Nothing is proposed for this person any more."))
    pause.state, pause.ended_by, pause.ended_at = "declined", actor.member_id, now()
    db.add(pause)
    db.flush()
    record(db, actor, "pause.declined", subject=pause.id or 0, audience="team")


def appeal_pause(db: Session, actor: Actor, *, words: str) -> None:
    """Say to the ML team, and to nobody else, why one should be given work again. What was said
    before gives way to it."""
    pause = find_pause(db, actor.member_id)
    if pause is None or pause.state != "standing":
        raise Conflict(say("You are not paused any more: your desk has tasks for you."))
    said = words.strip()
    if not said:
        raise Invalid(say("Say in your words what you think of it."), "words")
    pause.appeal = check_text(said, most=LONGEST * 4, field="words")
    pause.appealed_at = now()
    db.add(pause)
    db.flush()
    record(db, actor, "pause.appealed", subject=pause.id or 0, audience="team")


def resume_member(db: Session, actor: Actor, member_id: int) -> None:
    """They are given work again, whatever their role is by now. Twice is as good as once."""
    member = _get_member(db, actor, member_id)
    pause = find_pause(db, member_id)
    if pause is None or pause.state != "standing":
        return
    pause.state, pause.ended_by, pause.ended_at = "ended", actor.member_id, now()
    _mark(db, member, pause, paused=False)
    next_number(db, actor.project_id, "openings")
    _tell(db, actor, "pause.ended", pause)


def _get_member(db: Session, actor: Actor, member_id: int) -> Member:
    if not is_ml_team(actor):
        raise NotFound
    return get_member(db, actor, member_id)


def _is_labeler(member: Member) -> bool:
    return member.role == Role.LABELER


def _mark(db: Session, member: Member, pause: Pause, *, paused: bool) -> None:
    member.paused = paused
    db.add_all((member, pause))
    db.flush()


def _tell(db: Session, actor: Actor, kind: str, pause: Pause) -> None:
    """The ML team, and whom it is about: to nobody else it is any business."""
    for audience in ("team", f"member:{pause.member_id}"):
        record(db, actor, kind, subject=pause.id or 0, audience=audience)
