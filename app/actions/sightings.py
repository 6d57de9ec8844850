"""Looking at what became of one's answers: written down, since one knows it from then on."""

from sqlalchemy import insert
from sqlmodel import Session

from app.actions.assignments import need_labels
from app.clock import now
from app.domain.roles import Actor
from app.queries.sightings import list_settled
from app.records.events import record
from app.records.sightings import Sighting


def see_outcomes(db: Session, actor: Actor) -> int:
    """Be shown what became of one's newest answers on settled tasks; returns of how many more. All
    of them are known then, also those where nothing differs: nothing differing says it. Looking is
    no work: who is paused may."""
    need_labels(actor)
    found = list_settled(db, actor, seen=False)
    if not found:
        return 0
    at = now()
    rows = [
        {
            "member_id": actor.member_id,
            "task_id": each.task_id,
            "project_id": actor.project_id,
            "seen_at": at,
        }
        for each in found
    ]
    db.connection().execute(insert(Sighting), rows)
    mine = f"member:{actor.member_id}"
    record(db, actor, "outcomes.seen", subject=actor.member_id, audience=mine, many=len(rows))
    return len(rows)
