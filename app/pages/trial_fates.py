"""What became of a proposal that was tried: still tried, published, given up, or none of it yet."""

from dataclasses import dataclass

from sqlmodel import Session

from app.records.revisions import Revision
from app.records.trials import Trial


@dataclass(frozen=True, slots=True)
class FateView:
    """`state` is running, ended, published or discarded; of what was published the number, and the
    version; `is_same`: it says what was tried, word for word."""

    state: str
    number: int | None = None
    version: str = ""
    is_same: bool = True


def view_fate(db: Session, trial: Trial) -> FateView:
    """What became of the proposal of a trial by now."""
    draft = db.get_one(Revision, trial.revision_id)
    if draft.published_at is not None:
        is_same = draft.markdown == trial.markdown
        return FateView("published", draft.number, draft.version or "", is_same)
    if draft.state == "discarded":
        return FateView("discarded")
    return FateView("running" if trial.ended_at is None else "ended")
