"""How far somebody can be relied on by the trusted answers that they met."""

from dataclasses import dataclass

from sqlmodel import Session

from app.domain.competences import competence
from app.domain.roles import Actor
from app.queries.scores import Score, count_score, list_judged, score_by_version


@dataclass(frozen=True, slots=True)
class TrustRow:
    """Answers against trusted ones under a version (None: before the first): the share right, in
    per cent, with the bounds that it lies between with 95 % probability."""

    version: str | None
    right: int
    judged: int
    mean: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class TrustView:
    """The same of all answers, and version by version, the newest first."""

    all: TrustRow
    spared: int
    versions: tuple[TrustRow, ...]


def show_trust(db: Session, actor: Actor, member_id: int) -> TrustView:
    judged = list_judged(db, actor.project_id, member_id=member_id)
    score = count_score(judged)
    versions = score_by_version(db, actor.project_id, judged)
    rows = tuple(_trust_row(version, each) for version, each in versions if each.judged)
    return TrustView(_trust_row(None, score), score.spared, rows)


def _trust_row(version: str | None, score: Score) -> TrustRow:
    found = competence(score.right, score.judged - score.right)
    shares = (round(share * 100) for share in (found.mean, found.low, found.high))
    return TrustRow(version, score.right, score.judged, *shares)
