"""Labels of a person that are set aside, or would be, before the ML team."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlmodel import Session

from app.domain.roles import Actor, is_ml_team
from app.errors import NotFound
from app.pages.rulings import root_of
from app.queries.members import get_member, map_names
from app.queries.set_asides import MOST_COUNTED, count_counting, list_set_asides
from app.records.set_asides import SetAside


@dataclass(frozen=True, slots=True)
class SetAsideView:
    """What was set aside: how many labels so far, since when they were made, why and by whom."""

    id: int
    state: str
    labels: int
    since: datetime | None
    reason: str
    by: str
    made_at: datetime
    returned_why: str


@dataclass(frozen=True, slots=True)
class SetAsidePreview:
    """How many labels would be set aside; `is_many`: that many or more."""

    root: str
    member: int
    name: str
    since: date | None
    labels: int
    is_many: bool


def begin_of(day: date | None) -> datetime | None:
    """The first moment of a day, in UTC."""
    return datetime.combine(day, time(), UTC) if day else None


def show_preview(
    db: Session, actor: Actor, member_id: int, since: date | None = None
) -> SetAsidePreview:
    """Before it is done."""
    if not is_ml_team(actor):
        raise NotFound
    member = get_member(db, actor, member_id)
    labels = count_counting(db, actor, member_id, begin_of(since))
    root = root_of(db, actor.project_id)
    return SetAsidePreview(root, member_id, member.name, since, labels, labels == MOST_COUNTED)


def show_set_asides(db: Session, actor: Actor, member_id: int) -> tuple[SetAsideView, ...]:
    """What was set aside of a person, the newest first; for the ML team."""
    if not is_ml_team(actor):
        raise NotFound
    get_member(db, actor, member_id)
    found = list_set_asides(db, member_id, actor.project_id)
    names = map_names(db, actor.project_id, {each.made_by for each in found})
    return tuple(_view(each, names) for each in found)


def _view(it: SetAside, names: dict[int, str]) -> SetAsideView:
    by = names.get(it.made_by, "")
    said = (it.since, it.reason, by, it.made_at, it.returned_why)
    return SetAsideView(it.id or 0, it.state, it.labels, *said)
