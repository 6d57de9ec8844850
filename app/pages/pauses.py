"""Who is paused, or proposed for it: before the ML team, and before themselves."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.domain.competences import Competence, competence
from app.domain.roles import Actor
from app.queries.members import map_names
from app.queries.pauses import find_pause, list_pauses


@dataclass(frozen=True, slots=True)
class ProposalView:
    """Somebody whose bound fell under the project's, or who is paused."""

    member: int
    name: str
    state: str
    right: int
    judged: int
    low: int
    high: int


def view_proposals(db: Session, project_id: int) -> tuple[ProposalView, ...]:
    """All of a project, the oldest first."""
    return tuple(
        ProposalView(
            member.id or 0, member.name, pause.state, pause.right, pause.judged,
            *bounds_of(competence(pause.right, pause.judged - pause.right)),
        )
        for pause, member in list_pauses(db, project_id)
    )  # fmt: skip


def bounds_of(found: Competence) -> tuple[int, int]:
    """The bounds in per cent."""
    return round(found.low * 100), round(found.high * 100)


@dataclass(frozen=True, slots=True)
class PauseView:
    """A person's pause, as the ML team sees it: proposed or standing, and what they say to it."""

    state: str
    right: int
    judged: int
    reason: str
    by: str
    made_at: datetime | None
    appeal: str
    appealed_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnPauseView:
    """One's own pause: why, and what one said to it."""

    reason: str
    made_at: datetime | None
    appeal: str


def view_pause(db: Session, project_id: int, member_id: int) -> PauseView | None:
    """What stands or is proposed for somebody."""
    pause = find_pause(db, member_id)
    if pause is None:
        return None
    names = map_names(db, project_id, [pause.made_by])
    by = names.get(pause.made_by or 0, "")
    said = (pause.reason, by, pause.made_at, pause.appeal, pause.appealed_at)
    return PauseView(pause.state, pause.right, pause.judged, *said)


def view_own_pause(db: Session, actor: Actor) -> OwnPauseView | None:
    """The actor's own, where it stands: what is only proposed is told to nobody."""
    pause = find_pause(db, actor.member_id) if actor.paused else None
    if pause is None or pause.state != "standing":
        return None
    return OwnPauseView(pause.reason, pause.made_at, pause.appeal)
