"""Keeping what was reckoned: no act of anybody's, and nothing that the log tells."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from app.clock import now
from app.queries.figures import SILENT
from app.records.figures import Figure, Reckoning


def claim_reckoning(
    db: Session, project_id: int, name: str, pause: timedelta, rest: timedelta = timedelta(0)
) -> bool:
    """Say that this process reckons a figure now. False where another does, where one that was
    made less than `pause` ago must do for a while, or where the last try failed less than `rest`
    ago."""
    at = now()
    figure = db.get(Figure, (project_id, name))
    if figure is not None and at - figure.made_at < pause:
        return False
    claim = db.get(Reckoning, (project_id, name))
    if claim is not None and at - claim.told_at < (rest if claim.failed else SILENT):
        return False
    claim = claim or Reckoning(project_id=project_id, name=name, begun_at=at, told_at=at)
    claim.share, claim.failed, claim.begun_at, claim.told_at = 0.0, False, at, at
    db.add(claim)
    return True


def tell_share(db: Session, project_id: int, name: str, share: float) -> None:
    """How much is done."""
    claim = db.get(Reckoning, (project_id, name))
    if claim is not None:
        claim.share, claim.told_at = share, now()
        db.add(claim)


def keep_figure(
    db: Session,
    project_id: int,
    name: str,
    *,
    as_of: tuple[int, int],
    data: dict[str, Any],
    blob: bytes | None,
    begun_at: datetime,
) -> None:
    """The result, as of a place in the log and a label; the claim ends."""
    at = now()
    figure = db.get(Figure, (project_id, name))
    figure = figure or Figure(
        project_id=project_id, name=name, seq=0, label_id=0, data={}, seconds=0, made_at=at
    )
    figure.seq, figure.label_id = as_of
    figure.data, figure.blob, figure.made_at = data, blob, at
    figure.seconds = (at - begun_at).total_seconds()
    db.add(figure)
    claim = db.get(Reckoning, (project_id, name))
    if claim is not None:
        db.delete(claim)


def end_claim(db: Session, project_id: int, name: str, *, failed: bool) -> None:
    """A reckoning that came to nothing: it failed, or its process ends."""
    claim = db.get(Reckoning, (project_id, name))
    if claim is not None:
        claim.failed, claim.told_at = failed, now()
        if failed:
            db.add(claim)
        else:
            db.delete(claim)
