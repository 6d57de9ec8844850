"""The form that opens a calibration session."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.domain.calibrations import FEWEST_PEOPLE, MOST_PEOPLE, MOST_TASKS, USUAL_TASKS
from app.domain.roles import Actor, is_ml_team
from app.errors import NotFound
from app.pages.guidelines import root_of
from app.queries.calibrations import list_choosable, list_disputed


@dataclass(frozen=True, slots=True)
class SessionForm:
    """What a session can be opened with; after a refusal with what was `typed`, and why."""

    root: str
    people: tuple[tuple[int, str], ...]
    chosen: frozenset[str]
    disputed: int
    tasks: str
    most: int
    fewest_people: int
    most_people: int
    typed: Mapping[str, Any]
    problem: str
    field: str
    topics: tuple[str, ...] = ()


def show_session_form(
    db: Session, actor: Actor, typed: Mapping[str, Any] | None = None
) -> SessionForm:
    """The form that opens a session."""
    if not is_ml_team(actor):
        raise NotFound
    typed = typed or {}
    people = tuple((each.id or 0, each.name) for each in list_choosable(db, actor.project_id))
    return SessionForm(
        root=root_of(db, actor.project_id),
        people=people,
        chosen=frozenset(map(str, typed.get("people", [id for id, _ in people[:5]]))),
        disputed=len(list_disputed(db, actor.project_id, MOST_TASKS)),
        tasks=str(typed.get("tasks", USUAL_TASKS)),
        most=MOST_TASKS,
        fewest_people=FEWEST_PEOPLE,
        most_people=MOST_PEOPLE,
        typed=typed,
        problem=str(typed.get("problem", "")),
        field=str(typed.get("field") or ""),
    )
